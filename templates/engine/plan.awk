# ---- the plan, as facts ------------------------------------------------------------------------------------------------
#
# A fact is a key and a value in iproute2's words: "web link eth0 mtu" = "1500". The first word of a key is the network
# namespace, `-` for the host; the second its kind, which compare.awk has a row for.

# Reads plan lines and the rules that follow them: into `want`; into `made` (of a run that has `begun`: without its
# rules); into `others` as those of plan NAME (others:NAME); for `survey`, only to know where to look. `# ORIGIN: summary`
# names the place in the plan that the lines below it come from.
function read_plan(file, into,    line, n, i, names, word) {
    map = into
    origin = "host"
    rules_key = ""
    while ((getline line < file) > 0) {
        if (line ~ /^@ /) begin_rules(line)
        else if (line == "@") rules_key = ""
        else if (rules_key != "") read_rules_line(line)
        else if (line ~ /^# [^ ]/) origin = origin_in(line)
        else if (line == "" || line ~ /^#/) continue
        else if (match(line, /\$(ra_interface|uplinks)/)) {
            word = substr(line, RSTART, RLENGTH)
            n = word == "$uplinks" ? uplinks(names) : advertised_interfaces(line, names)
            for (i = 1; i <= n; i++) read_line(in_place_of(word, names[i], line))
        } else read_line(line)
    }
    close(file)
}

function origin_in(line,    name) {
    name = word_of(line, 2)
    sub(/:$/, "", name)
    return name
}

# One line: `[NETNS] WORDS # comment`. A wanted line is kept as text[n], the comment cut off, and facts[n] lists the keys
# that it ensures.
function read_line(line,    ns, at, group_origin) {
    group_origin = origin
    if (map ~ /^(want|survey)$/) line = resolve(line)
    ns = "-"
    if (substr(line, 1, 1) == "[") {
        at = index(line, "] ")
        ns = substr(line, 2, at - 2)
        line = substr(line, at + 2)
    }
    if (at = index(line, " # ")) {
        # Ports are those of a whole container; the comment names the entry of each.
        if (line ~ /^port /) origin = substr(line, at + 3)
        line = substr(line, 1, at - 1)
    }
    if (line ~ /^(hostname|hosts|nameserver|search|options) /) {
        if (map != "want") return
        line = resolve_names(line)
        new_line(ns, line)
        note_name(ns, line)
        return
    }
    if (map == "want") new_line(ns, line)
    else if (map ~ /^(made|begun)$/ && ns in left) ns = "/run/netns/" ns
    parse(line, ns)
    origin = group_origin
}

function new_line(ns, line) {
    space[++lines] = ns
    text[lines] = line
    place[lines] = origin
    facts[lines] = ""
    if (!(ns in owner)) owner[ns] = origin
}

# Notes one fact of the line that is being read.
function fact(key, value) {
    if (map == "want") {
        # Several lines reserve ports, and the first of them does it for all.
        if (key != RESERVED || !(key in want)) line_of[key] = lines
        want[key] = value
        facts[lines] = facts[lines] key "\n"
    } else if (map ~ /^others/) others[key] = substr(map, 8) " (" origin ")"
    else {
        note_to_look(key)
        if (map != "survey") {
            if (!(key in made)) made_order[++made_count] = key
            made[key] = value
            made_by[key] = origin
        }
    }
    # A bridge of which the rules are to see everything needs the module.
    if (key ~ / nf_call_ip6?tables$/ && value == "1") fact(MODULE, "loaded")
}

function parse(line, ns,    w, n, i) {
    n = split(line, w, " ")
    if (w[1] == "netns") parse_netns(w)
    else if (w[1] == "link" && w[2] == "add") parse_link_add(w, n)
    else if (w[1] == "link") {
        for (i = 5; i <= n; i++)
            if (w[i] == "up") fact(ns " link " w[4] " state", "up")
            else {
                if (w[i] != "type") fact(ns " link " w[4] " " w[i], w[i + 1])
                i++
            }
    } else if (w[1] == "addr") fact(ns " addr " w[5] " " w[3], "there")
    else if (w[1] == "route") parse_route(w, n, ns)
    else if (w[1] == "neigh") fact(current_key(ns " proxy " w[4] " " w[6]), "there")
    else if (w[1] == "sysctl") {
        i = index(line, "=")
        parse_sysctl(ns, sysctl_path(substr(line, 11, i - 11)), substr(line, i + 1))
    } else if (w[1] == "port") fact("- port " w[2] " " address_of(w[3]) " " port_of(w[3]), w[5])
    else if (w[1] == "require") fact("- require " w[3], "there")
    else if (w[1] == "user-rules") fact("- user " w[2], "there")
}

# netns add NAME; netns attach NAME pid:N, of which the fact is the inode of the process's namespace. Where its entry
# leads to another one, what we put there is taken back through the entry (`left`), before that goes.
function parse_netns(w,    path) {
    if (w[2] == "add") fact("- netns " w[3], "made")
    else if (map !~ /^(want|survey)$/) {
        fact("- netns " w[3], "attached")
    } else {
        path = "/proc/" substr(w[4], 5) "/ns/net"
        if (!(path in inode)) refuse(origin ": there is no process " substr(w[4], 5))
        else if (inode[path] == host_inode)
            refuse(origin ": process " substr(w[4], 5) " lives in the host's own network namespace")
        else process[w[3]] = path
        fact("- netns " w[3], get(inode, path))
    }
}

# link add name N [address M] [netns X] [master B] type KIND [peer name P [address M] [netns X]]
function parse_link_add(w, n,    i, end, name, ns, kind, mac, master) {
    end = 1
    for (i = 3; i <= n; i += 2) {
        if (w[i] == "peer") { end = 2; i-- }
        else if (w[i] == "name") name[end] = w[i + 1]
        else if (w[i] == "netns") ns[end] = w[i + 1]
        else if (w[i] == "address") mac[end] = w[i + 1]
        else if (w[i] == "type") kind = w[i + 1]
        else if (w[i] == "master") master = w[i + 1]
    }
    for (i = 1; i <= end; i++) {
        if (ns[i] == "") ns[i] = "-"
        if (map ~ /^(made|begun)$/ && ns[i] in left) ns[i] = "/run/netns/" ns[i]
        fact(ns[i] " link " name[i] " kind", kind)
        if (mac[i] != "") fact(ns[i] " link " name[i] " address", mac[i])
        if (kind == "veth") fact(ns[i] " link " name[i] " master", i == 1 ? master : "")
    }
    if (end == 2) {
        other_end[ns[1] " link " name[1]] = ns[2] " link " name[2]
        other_end[ns[2] " link " name[2]] = ns[1] " link " name[1]
    }
}

# The kernel takes two routes for one if family, destination, metric and table are the same; `via` and `src` tell the
# family of `default`.
function parse_route(w, n, ns,    i, type, to, value, dev) {
    i = 3
    type = "unicast"
    if (w[i] ~ /^(blackhole|unreachable|prohibit)$/) type = w[i++]
    to = w[i++]
    for (; i <= n; i += 2) value[w[i]] = w[i + 1]
    dev = value["dev"]
    if (ns == "-" && dev in renamed) dev = renamed[dev]
    fact(ns " route " route_key(to, value["metric"], value["via"] value["src"]),
        route_value(type, value["via"], dev, value["src"], value["proto"]))
}

function route_key(to, metric, hint,    family) {
    family = (to hint) ~ /:/ ? 6 : 4
    if (to ~ /\/0$/) to = "default"
    # The kernel's metric for IPv6 routes that have none (IP6_RT_PRIO_USER, include/net/ip6_fib.h).
    if (family == 6 && metric + 0 == 0) metric = 1024
    sub(family == 6 ? "/128$" : "/32$", "", to)
    return family " " to " " (metric + 0)
}

function route_value(type, via, dev, src, proto) {
    return type (via == "" ? "" : " via " via) (dev == "" ? "" : " dev " dev) (src == "" ? "" : " src " src) \
        " proto " proto
}

# sysctl(8): the first separator decides whether the other one belongs to a name.
function sysctl_path(key) {
    if (key !~ "^[^./]*/") {
        gsub(/\//, "\n", key)
        gsub(/\./, "/", key)
        gsub(/\n/, ".", key)
    }
    return key
}

# The list of reserved ports is shared by all of the host: `$reserved_ports` is what it holds without ours.
function parse_sysctl(ns, path, value,    key) {
    if (path ~ /^net\/ipv6\/.*\/disable_ipv6$/ && !kernel_has_ipv6()) return
    key = current_key(ns " sysctl " path)
    if (key == RESERVED) {
        sub(/^\$reserved_ports,/, "", value)
        reserved[map] = reserved[map] "," value
        value = "list"
    }
    fact(key, words(value))
}

# White space as the kernel prints it (tabs between numbers) does not count.
function words(s) {
    gsub(/[ \t]+/, " ", s)
    sub(/^ /, "", s)
    sub(/ $/, "", s)
    return s
}

# The address of ADDRESS:PORT[-PORT], without brackets; the ports, as two words.
function address_of(target) {
    sub(/:[0-9-]+$/, "", target)
    gsub(/[][]/, "", target)
    return target
}

function port_of(target) {
    sub(/.*:/, "", target)
    if (!sub(/-/, " ", target)) target = target " " target
    return target
}

# ---- what only the host knows ------------------------------------------------------------------------------------------

# `$uplink` and `$uplink_mtu` in a line of the plan.
function resolve(line) {
    if (line ~ / addrgenmode none( |$)/ && !kernel_has_ipv6()) sub(/ addrgenmode none/, "", line)
    if (line !~ /\$uplink/) return line
    if (uplink() == "") {
        refuse(origin ": needs the uplink: " uplink_problem())
        uplink_refused = 1
        return "[-] # " line
    }
    return in_place_of("$uplink", uplink(), in_place_of("$uplink_mtu", have["- link " uplink() " mtu"], line))
}

# Puts a name in place of a word. A name with a dot needs a sysctl key that is written with slashes.
function in_place_of(word, name, line,    at, key) {
    if (!(at = index(line, word))) return line
    if (line ~ /sysctl -w / && name ~ /\./) {
        match(line, /-w [^=]*/)
        key = substr(line, RSTART, RLENGTH)
        gsub(/\./, "/", key)
        line = substr(line, 1, RSTART - 1) key substr(line, RSTART + RLENGTH)
    }
    return substr(line, 1, at - 1) name substr(line, at + length(word))
}

# host.uplink, or the interface of the default route: IPv4's of the lowest metric, IPv6's where there is none.
function uplink() {
    if (ENVIRON["plan_uplink"] != "auto") return has_link("-", ENVIRON["plan_uplink"]) ? ENVIRON["plan_uplink"] : ""
    return default_dev[4] != "" ? default_dev[4] : default_dev[6] ""
}

function uplink_problem() {
    if (ENVIRON["plan_uplink"] != "auto") return "there is no interface " ENVIRON["plan_uplink"]
    return "no interface holds a default route; name the interface towards the world in host.uplink"
}

# `$uplinks`: interfaces that hold a default route, and host.uplink.
function uplinks(names,    n, i, named_uplink) {
    if (map == "survey") {
        names[1] = "*"
        return 1
    }
    named_uplink = ENVIRON["plan_uplink"] ~ /^(auto|none)$/ ? "" : uplink()
    n = 0
    if (named_uplink != "" && !(named_uplink in holds_default)) names[++n] = named_uplink
    for (i = 1; i <= default_routes; i++) if (!is_ours("-", default_route[i])) names[++n] = default_route[i]
    return n
}

# `$ra_interface`: `default`, which interfaces that come later begin with; the interfaces that take router advertisements: the uplink, and those that the kernel has a route for
# from one. Where the host forwards, the kernel stops taking them with accept_ra 1, not with 2 (Documentation/networking/
# ip-sysctl.rst); a daemon that takes them in its place sets 0. Once changed by us, an interface stays in the list.
function advertised_interfaces(line, names,    ns, n, i, dev, key, known) {
    ns = substr(line, 1, 1) == "[" ? substr(line, 2, index(line, "] ") - 2) : "-"
    n = 0
    if (map == "survey") {
        names[1] = "*"
        return 1
    }
    for (i = -1; i <= advertised_count[ns]; i++) {
        dev = i > 0 ? advertised[ns, i] : ns != "-" ? "" : i ? "default" : uplink()
        key = ns " sysctl net/ipv6/conf/" dev "/accept_ra"
        if (dev == "" || (dev in known) || is_ours(ns, dev) || (key in want) || get(have, key) + 0 == 0) continue
        known[dev]
        names[++n] = dev
    }
    for (i = 1; i <= made_count; i++) {
        key = made_order[i]
        dev = word_of(key, 3)
        if (word_of(key, 1) != ns || !sub(/^net\/ipv6\/conf\//, "", dev) || !sub(/\/accept_ra$/, "", dev) ||
            made[key] != "2" || (dev in known) || (key in want) || ns == "-" && dev != "default" && !has_link(ns, dev)) continue
        known[dev]
        names[++n] = dev
    }
    return n
}

# On a kernel without IPv6 (ipv6.disable=1) it is off everywhere.
function kernel_has_ipv6() {
    if (has_ipv6 == "") has_ipv6 = can_read("/proc/sys/net/ipv6/conf/all/disable_ipv6") ? "yes" : "no"
    return has_ipv6 == "yes"
}
