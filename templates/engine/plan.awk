# ---- the plan, as facts ------------------------------------------------------------------------------------
#
# A fact is a key and a value in iproute2's words: "web link eth0 mtu" = "1500". The first word of a key is
# the network namespace, `-` for the host; the second its kind, which kinds.awk has a row for. Four maps hold
# facts:
#   want    what the plan says              have    what the host says
#   made    what earlier runs of this plan made, from the record
#   found   what stood there before the first of them

# Reads a file of plan lines into `want` or `made`, or what plan `owner` made into `others_made`. `# ORIGIN:
# summary` names the place in the plan that the lines below it come from.
function read_plan(file, map, owner_,    line, origin, names, n, i) {
    origin = map == "others" ? owner_ : "host"
    while ((getline line < file) > 0) {
        if (line ~ /^# [^ ]/) {
            if (map != "others") origin = origin_in(line)
        } else if (map == "want" && index(line, "$ra_interface")) {
            n = advertised_interfaces(line, names)
            for (i = 1; i <= n; i++) read_line(in_place_of("$ra_interface", names[i], line), map, origin)
        } else if (line != "" && line !~ /^#/) read_line(line, map, origin)
    }
    close(file)
}

function origin_in(line,    word) {
    split(line, word, " ")
    sub(/:$/, "", word[2])
    return word[2]
}

# One line: `[NETNS] WORDS # comment`. Its facts go into the map; a wanted line is kept as text[n] in
# space[n], the comment cut off, and facts[n] lists the keys that it ensures.
function read_line(line, map, origin,    ns, at) {
    if (map == "want") line = resolve(line, origin)
    ns = "-"
    if (substr(line, 1, 1) == "[") {
        at = index(line, "] ")
        ns = substr(line, 2, at - 2)
        line = substr(line, at + 2)
    }
    if (line ~ /^(hostname|hosts|nameserver|search|options) /) {
        if (map == "want") read_name_line(line, ns, origin)
        return
    }
    sub(/ # .*/, "", line)
    if (map == "want") {
        new_line(ns, line, origin)
        if (!(ns in owner)) owner[ns] = origin
    } else if (map == "made" && ns in left_through) ns = left_through[ns]
    current_map = map
    current_origin = origin
    parse(line, ns)
}

function new_line(ns, line, origin) {
    space[++lines] = ns
    text[lines] = line
    place[lines] = origin
    facts[lines] = ""
}

# Notes one fact of the line that is being read.
function fact(key, value) {
    if (current_map == "want") {
        want[key] = value
        facts[lines] = facts[lines] key "\n"
        line_of[key] = lines
    } else if (current_map == "others") others_made[key] = current_origin
    else {
        if (!(key in made)) made_order[++made_count] = key
        made[key] = value
        made_by[key] = current_origin
    }
    # One that is on needs the module.
    if (key ~ / nf_call_ip6?tables$/ && value == "1") fact(MODULE, "loaded")
}

function parse(line, ns,    w, n, i, dev, value) {
    n = split(line, w, " ")
    if (w[1] == "netns") parse_netns(w)
    else if (w[1] == "link" && w[2] == "add") parse_link_add(w, n)
    else if (w[1] == "link") {
        for (i = 5; i <= n; i++) {
            if (w[i] == "up") fact(ns " link " w[4] " state", "up")
            else if (w[i] != "type") fact(ns " link " w[4] " " w[i], w[i + 1])
            if (w[i] != "up") i++
        }
    } else if (w[1] == "addr") fact(ns " addr " w[5] " " w[3], "there")
    else if (w[1] == "route") parse_route(w, n, ns)
    else if (w[1] == "neigh") fact(ns " proxy " w[4] " " current_name(w[6]), "there")
    else if (w[1] == "sysctl") {
        i = index(line, "=")
        value = substr(line, i + 1)
        parse_sysctl(ns, sysctl_path(substr(line, 11, i - 11)), value)
    } else if (w[1] == "port") parse_port(w)
    else if (w[1] == "require") fact(ns " require " w[2] " " w[3], "there")
    else if (w[1] == "user-rules") fact("- user " w[2], "first")
}

# netns add NAME; netns attach NAME pid:N or docker:NAME, of which the fact is the namespace's inode.
function parse_netns(w) {
    if (w[2] == "add") fact("- netns " w[3], "made")
    else if (current_map == "made") fact("- netns " w[3], "attached")
    else fact("- netns " w[3], w[3] in attached_inode ? attached_inode[w[3]] : get(inode, w[3]))
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
        fact(ns[i] " link " name[i] " kind", kind)
        if (mac[i] != "") fact(ns[i] " link " name[i] " address", mac[i])
    }
    if (master != "" || kind == "veth") fact(ns[1] " link " name[1] " master", master)
    if (end == 1) return
    fact(ns[2] " link " name[2] " master", "")
    if (current_map == "want") other_end[ns[1] " link " name[1]] = ns[2] " link " name[2]
    else if (current_map == "made") made_end[ns[2] " link " name[2]] = ns[1] " link " name[1]
}

# The kernel takes two routes for one if family, destination, metric and table are the same; `via` and `src`
# tell the family of `default`.
function parse_route(w, n, ns,    i, type, to, value, metric, hint, dev) {
    i = 3
    type = "unicast"
    if (w[i] ~ /^(blackhole|unreachable|prohibit)$/) type = w[i++]
    to = w[i++]
    for (; i <= n; i += 2) {
        if (w[i] == "metric") metric = w[i + 1]
        else value[w[i]] = w[i + 1]
    }
    hint = value["via"] value["src"]
    dev = ns == "-" ? current_name(value["dev"]) : value["dev"]
    fact(ns " route " route_key(to, metric, hint),
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
function parse_sysctl(ns, path, value) {
    if (ns == "-") path = current_path(path)
    if (path ~ /^net\/ipv6\/.*\/disable_ipv6$/ && !kernel_has_ipv6()) return
    if (ns == "-" && path == RESERVED) {
        sub(/^\$reserved_ports,/, "", value)
        reserved[current_map] = reserved[current_map] "," value
        value = "list"
    }
    fact(ns " sysctl " path, words(value))
}

# White space as the kernel prints it (tabs between numbers) does not count.
function words(s) {
    gsub(/[ \t]+/, " ", s)
    sub(/^ /, "", s)
    sub(/ $/, "", s)
    return s
}

# port PROTOCOL ADDRESS:PORT[-PORT] to ADDRESS:PORT[-PORT]
function parse_port(w,    first, address, ports) {
    match(w[3], /:[0-9-]+$/)
    ports = substr(w[3], RSTART + 1)
    address = address_of(w[3])
    sub(/-/, " ", ports)
    if (ports !~ / /) ports = ports " " ports
    fact("- port " w[2] " " address " " ports, w[5])
}

# The address of ADDRESS:PORT, without brackets.
function address_of(target) {
    sub(/:[0-9-]+$/, "", target)
    gsub(/[][]/, "", target)
    return target
}

# ---- what only the host knows ------------------------------------------------------------------------------

# `$uplink` and `$uplink_mtu` in a line of the plan.
function resolve(line, origin) {
    if (line ~ / addrgenmode none( |$)/ && !kernel_has_ipv6()) sub(/ addrgenmode none/, "", line)
    if (!match(line, /\$uplink[ ._]/) && line !~ /\$uplink$/) return line
    if (uplink() == "") {
        if (!(origin in blamed_for_uplink)) refuse(origin ": needs the uplink: " uplink_problem())
        blamed_for_uplink[origin] = uplink_refused = 1
        return "# " line
    }
    line = in_place_of("$uplink_mtu", have["- link " uplink() " mtu"], line)
    return in_place_of("$uplink", uplink(), line)
}

# Puts a name in place of a word. A name with a dot needs a sysctl key that is written with slashes.
function in_place_of(word, name, line,    at, key) {
    at = index(line, word)
    if (!at) return line
    if (line ~ /^(\[[^]]*\] )?sysctl -w / && index(name, ".")) {
        key = substr(line, index(line, "-w ") + 3)
        sub(/=.*/, "", key)
        gsub(/\./, "/", key)
        line = substr(line, 1, index(line, "-w ") + 2) key substr(line, index(line, "="))
        at = index(line, word)
    }
    return substr(line, 1, at - 1) name substr(line, at + length(word))
}

# host.uplink, or the interface of the default route: IPv4's of the lowest metric, IPv6's where there is none
# (proc_net_route: /proc/net/route; net/ipv6/route.c, rt6_info_route: /proc/net/ipv6_route).
function uplink(    line, f, best) {
    if (uplink_known++) return uplink_name
    if (ENVIRON["plan_uplink"] != "auto") {
        if (is_device(ENVIRON["plan_uplink"])) uplink_name = ENVIRON["plan_uplink"]
        return uplink_name
    }
    while ((getline line < "/proc/net/route") > 0) {
        split(line, f, "\t")
        if (f[2] != "00000000" || f[8] != "00000000" || f[4] % 2 == 0) continue
        if (uplink_name != "" && f[7] + 0 >= best) continue
        uplink_name = f[1]
        best = f[7] + 0
    }
    close("/proc/net/route")
    if (uplink_name != "") return uplink_name
    while ((getline line < "/proc/net/ipv6_route") > 0) {
        if (line !~ /^0+ 00 /) continue
        split(line, f, " ")
        # RTF_UP, without RTF_REJECT (0x200) which the null route of a host without a default route has.
        if (f[10] == "lo" || (uplink_name != "" && f[6] >= best)) continue
        uplink_name = f[10]
        best = f[6]
    }
    close("/proc/net/ipv6_route")
    return uplink_name
}

function uplink_problem() {
    if (ENVIRON["plan_uplink"] != "auto") return "there is no interface " ENVIRON["plan_uplink"]
    return "no interface holds a default route; name the interface towards the world in host.uplink"
}

function is_device(name,    line) {
    if (!devices_known++) {
        while ((getline line < "/proc/net/dev") > 0) {
            if (!match(line, /^ *[^ ]+: /)) continue
            gsub(/^ *|:.*/, "", line)
            device[line] = 1
        }
        close("/proc/net/dev")
    }
    return name in device
}

# `$ra_interface`: the interfaces that take router advertisements: the uplink, and those that the kernel has a
# route for from one. Where the host forwards, the kernel stops taking them with accept_ra 1, not with 2
# (Documentation/networking/ip-sysctl.rst); a daemon that takes them in its place sets 0. Once changed by us,
# an interface stays in the list.
function advertised_interfaces(line, names,    ns, n, i, key, known, candidate, count) {
    ns = substr(line, 1, 1) == "[" ? substr(line, 2, index(line, "] ") - 2) : "-"
    if (ns == "-") {
        if (uplink() != "") candidate[++count] = uplink()
        count = interfaces_with_advertised_routes(candidate, count + 0)
    } else for (i = 1; i <= advertised_count[ns]; i++) candidate[++count] = advertised[ns, i]
    n = 0
    for (i = 1; i <= count; i++) {
        key = ns " sysctl net/ipv6/conf/" candidate[i] "/accept_ra"
        if ((candidate[i] in known) || is_ours(ns, candidate[i]) || (key in want) ||
            accept_ra(ns, candidate[i]) + 0 == 0) continue
        known[candidate[i]] = 1
        names[++n] = candidate[i]
    }
    for (i = 1; i <= made_count; i++) {
        key = made_order[i]
        if (index(key, ns " sysctl net/ipv6/conf/") != 1 || key !~ "/accept_ra$" || made[key] != "2") continue
        key = substr(key, length(ns " sysctl net/ipv6/conf/") + 1)
        sub("/accept_ra$", "", key)
        if ((key in known) || ((ns " sysctl net/ipv6/conf/" key "/accept_ra") in want)) continue
        known[key] = 1
        if (ns != "-" || is_device(key)) names[++n] = key
    }
    return n
}

# RTF_ADDRCONF, 0x40000, of include/uapi/linux/ipv6_route.h.
function interfaces_with_advertised_routes(candidate, count,    line, f) {
    while ((getline line < "/proc/net/ipv6_route") > 0) {
        split(line, f, " ")
        if (substr(f[9], 4, 1) ~ /[4-7c-f]/) candidate[++count] = f[10]
    }
    close("/proc/net/ipv6_route")
    return count
}

# On the host it is read here; what a namespace has, the look has read.
function accept_ra(ns, name) {
    if (ns != "-") return get(have, ns " sysctl net/ipv6/conf/" name "/accept_ra")
    return first_line("/proc/sys/net/ipv6/conf/" name "/accept_ra")
}

# On a kernel without IPv6 (ipv6.disable=1) it is off everywhere.
function kernel_has_ipv6() {
    if (ipv6_known == "") ipv6_known = can_read("/proc/sys/net/ipv6/conf/all/disable_ipv6") ? "yes" : "no"
    return ipv6_known == "yes"
}
