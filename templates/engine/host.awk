# ---- the host, as facts ------------------------------------------------------------------------------------------------
#
# Reads what was seen of the host and of namespaces: `@netns NS`, sysctls, rules, and what `ip -N -d -j` says. JSON, since
# ip would else open every namespace to spell the other end of a veth pair. `@end NS` closes a section that is whole.

# It is read twice: first links, sysctls and what came by router advertisements, by which `$uplink` and what is ours are
# known; then all the rest, of which what the plan or the record names, and what is on links of ours, becomes a fact.
function read_look(file, pass,    line, ns, answers, seen) {
    ns = "-"
    seen = 0
    while ((getline line < file) > 0) {
        if (line ~ /^@netns /) {
            ns = substr(line, 8)
            answers = 0
            # What was listed after it was loaded, unless there was another look since.
            seen = file ~ /\/listed\.[0-9]+$/ && looked[ns]
        } else if (line ~ /^@end /) {
            if (answers < 2 && ns != "-") cut_off("namespace " ns)
            looked[ns] = 1
        } else if (line ~ /^@sysctl /) {
            if (pass == "links") note(ns " sysctl " word_of(line, 2), words(substr(line, length(word_of(line, 2)) + 10)))
        } else if (line ~ /^@rules /) listing_key = ns " rules " substr(line, 8)
        else if (line !~ /^\[/) {
            if (pass == "rest" && !seen) read_listed_rule(ns, line)
        } else if (line ~ /\]$/) {
            answers++
            read_answer(ns, line, pass)
        }
    }
    close(file)
    if (file ~ /host$/ && answers != 4) cut_off("the host")
}

# ip answers each question with one line, and one that is cut off does not count.
function cut_off(what) {
    print "ip did not show all of " what > "/dev/stderr"
    exit 1
}

# One answer: links (of a namespace with their addresses), addresses, routes, or proxies.
function read_answer(ns, line, pass,    object, n, i) {
    if (line ~ /^\[\{"ifindex":/) {
        n = split(line, object, /\{"ifindex":/)
        if (pass == "links" && (ns != "-" || !index(line, "\"addr_info\":")))
            for (i = 2; i <= n; i++) read_link(ns, link_name(ns, object[i]), object[i])
        if (pass == "rest" && index(line, "\"addr_info\":")) for (i = 2; i <= n; i++) read_addresses(ns, object[i])
    } else if (line ~ /^\[\{"type":/) {
        n = split(line, object, /\{"type":/)
        for (i = 2; i <= n; i++) if (pass == "rest") read_route(ns, object[i]); else read_way(ns, object[i])
    } else if (line ~ /^\[\{"dst":/ && pass == "rest") {
        n = split(line, object, /\{"dst":/)
        for (i = 2; i <= n; i++)
            note(ns " proxy " field("\"dst\":" object[i], "dst") " " field(object[i], "dev"), "there")
    }
}

function note(key, value) {
    if (!(key in have)) have_order[++have_count] = key
    have[key] = value
}

# The value of a key in a JSON object as ip prints it: no white space, and quotes inside of strings escaped.
function field(object, key,    i, rest) {
    if (!(i = index(object, "\"" key "\":"))) return ""
    rest = substr(object, i + length(key) + 3, 300)
    if (substr(rest, 1, 1) == "\"") {
        match(rest, /^"([^"\\]|\\.)*"/)
        return substr(rest, 2, RLENGTH - 2)
    }
    match(rest, /^[^],}]*/)
    return substr(rest, 1, RLENGTH)
}

# A name that a line for ip cannot hold (`a#b`, given by somebody inside of a namespace) is spelled `if` and the index,
# which ip takes for a name, too (iproute2, lib/ll_map.c, ll_idx_a2n).
function link_name(ns, object,    name) {
    name = field(object, "ifname")
    if (name !~ /^[A-Za-z0-9_.@][A-Za-z0-9_.@:+=-]*$/) spelled[ns, name] = name = "if" (object + 0)
    return name
}

function read_link(ns, name, object,    link, n, i, part) {
    link = ns " link " name " "
    note(link "kind", field(object, "info_kind"))
    have[link "state"] = object ~ /"flags":\[[^]]*"UP"/ ? "up" : "down"
    n = split("mtu master address", part, " ")
    for (i = 1; i <= n; i++) have[link part[i]] = field(object, part[i])
    have[link "alias"] = field(object, "ifalias")
    have[link "addrgenmode"] = field(object, "inet6_addr_gen_mode")
    have[link "hairpin"] = field(object, "hairpin") == "true" ? "on" : "off"
    have[link "nf_call_iptables"] = field(object, "nf_call_iptables") + 0
    have[link "nf_call_ip6tables"] = field(object, "nf_call_ip6tables") + 0
    ifindex[ns, name] = object + 0
    peer_index[ns, name] = field(object, "link_index") + 0
    if (ns == "-") {
        name_of[object + 0] = name
        groups[group[name] = field(object, "group") + 0]
    }
    if (index(have[link "alias"], MARK) == 1) {
        if (name == "lo") is_marked[ns]
        marks = 1
    }
    if (name != "lo") link_count[ns]++
    if (!match(object, /"altnames":\[[^]]*\]/)) return
    n = split(substr(object, RSTART + 12, RLENGTH - 13), part, ",")
    for (i = 1; i <= n; i++) altname[ns, substr(part[i], 2, length(part[i]) - 2)] = name
}

function has_link(ns, name) { return (ns " link " name " kind") in have }

# Of addresses on links of ours those count that a person or a plan gave. One with an end or with a protocol of its own is
# the kernel's, a DHCP client's or a daemon's.
function read_addresses(ns, link,    name, object, n, i, local, cidr, key, given) {
    name = link_name(ns, link)
    n = split(substr(link, index(link, "\"addr_info\":")), object, /\{"family":/)
    for (i = 2; i <= n; i++) {
        local = field(object[i], "local")
        if (ns == "-") own_address[local] = is_ours(ns, name) ? "" : name
        cidr = local "/" field(object[i], "prefixlen")
        if (index(object[i], "\"address\":"))
            cidr = local " peer " field(object[i], "address") "/" field(object[i], "prefixlen")
        key = ns " addr " name " " cidr
        given = object[i] !~ /"dynamic":true|"protocol":/ && cidr !~ /^(127\.|::1\/|fe80:)/
        if (key in want || key in made || given && is_ours(ns, name)) note(key, "there")
    }
}

# The default route of the host of the lowest metric, and in which interfaces the kernel has a route from a router
# advertisement: of RTPROT_RA, or with an end, as those of a prefix have (net/ipv6/addrconf.c).
function read_way(ns, object,    dev, family, metric) {
    dev = field(object, "dev")
    if (field(object, "protocol") == "9" || index(object, "\"expires\":"))
        advertised[ns, ++advertised_count[ns]] = dev
    if (ns != "-" || object !~ /^"1","dst":"default"/ || dev == "lo" || field(object, "table") != "254") return
    if (!(dev in holds_default)) default_route[++default_routes] = dev
    holds_default[dev]
    family = index(object, "\"pref\":") ? 6 : 4
    metric = field(object, "metric") + 0
    if (default_dev[family] != "" && metric >= default_metric[family]) return
    default_dev[family] = dev
    default_metric[family] = metric
}

# ip prints numbers, since names are the host's to choose; these are the kernel's (linux/rtnetlink.h).
function read_route(ns, object,    type, proto, dev, to, via, key, value, ours, again) {
    type = substr(object, 3, 1) == "\"" ? get(TYPES, substr(object, 2, 1)) : ""
    if (type !~ /^[a-z]/) return
    if (field(object, "table") !~ /^(254|main)$/) {
        to = field(object, "dst")
        if (ns == "-" && type != "throw" && field(object, "table") !~ /^(255|local)$/)
            note_table_route(field(object, "table"), to, index(object, "\"pref\":") ? 6 : 4, type)
        return
    }
    dev = field(object, "dev")
    if ((ns, dev) in spelled) dev = spelled[ns, dev]
    proto = field(object, "protocol")
    if (proto in PROTOCOLS) proto = PROTOCOLS[proto]
    to = field(object, "dst")
    via = field(object, "gateway")
    key = ns " route " route_key(to, field(object, "metric"), via (index(object, "\"pref\":") ? ":" : ""))
    if (index(object, "\"tos\":")) key = key " tos " field(object, "tos")
    value = route_value(type, via, dev, field(object, "prefsrc"), proto)
    ours = is_ours(ns, dev)
    if (ns == "-" && !ours && !(key in made && proto == "110")) note_foreign_route(key, value, proto)
    if (!(key in want) && !(key in made) &&
        (proto !~ /^(boot|static|110)$/ || ns == "-" && proto != "110" && !ours)) return
    # Routes of one key can stand one after the other (`ip route append`). One that bears our protocol has the key; the
    # others get keys of their own, which no plan names.
    for (again = key; again in have; again = again " again") continue
    if (again != key && proto == "110" && have[key] !~ / proto 110$/) {
        note(again, have[key])
        have[key] = value
    } else note(again, value)
}
