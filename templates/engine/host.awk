# ---- the host, as facts ------------------------------------------------------------------------------------
#
# Reads what inside.sh printed of the host and of namespaces: `@netns NS`, sysctls, and what `ip -N -d -j`
# says. JSON, since ip would else open every namespace to spell the other end of a veth pair. `@end NS` closes
# a whole section.

# It is read twice: first links, by which the plan's `$uplink_mtu` and what is ours are known; then all the
# rest, of which only what the plan or the record names, and what is on links of ours, becomes a fact.
function read_look(file, pass,    line, ns, w) {
    while ((getline line < file) > 0) {
        if (line ~ /^@netns /) ns = substr(line, 8)
        else if (line ~ /^@end /) end_section(ns, json[ns])
        else if (line ~ /^@sysctl /) {
            split(line, w, " ")
            if (pass == "links") note(ns " sysctl " w[2], words(substr(line, length(w[2]) + 10)))
        } else if (line ~ /^@rules /) listing_key = ns " rules " substr(line, 8)
        else if (line !~ /^\[/) {
            if (pass == "rest") read_rule(ns, line)
        } else if (line ~ /\]$/) {
            json[ns]++
            read_answer(ns, line, pass)
        }
    }
    close(file)
}

# One answer of ip: links, the same with their addresses (of a namespace there is only this one), routes, or
# proxies.
function read_answer(ns, line, pass,    kind, with_addresses, object, n, i) {
    with_addresses = index(line, "\"addr_info\":")
    if (line ~ /^\[\{"ifindex":/) {
        if (pass == "links") kind = ns == "-" && with_addresses ? "" : "link"
        else kind = with_addresses ? "addresses" : ""
        n = kind == "" ? 0 : split(line, object, /\{"ifindex":/)
    } else if (line ~ /^\[\{"type":/) {
        if (pass != "links") kind = "route"
        else if (ns != "-" && line ~ /"protocol":"9"|"expires":/) kind = "advertised"
        n = kind == "" ? 0 : split(line, object, /\{"type":/)
    } else if (line ~ /^\[\{"dst":/ && pass == "rest") {
        kind = "proxy"
        n = split(line, object, /\{"dst":/)
    }
    for (i = 2; i <= n; i++) {
        if (kind == "link") read_link(ns, link_name(ns, object[i]), object[i])
        else if (kind == "addresses") read_addresses(ns, object[i])
        else if (kind == "route") read_route(ns, object[i])
        else if (kind == "advertised") read_advertised(ns, object[i])
        else if (kind == "proxy")
            note(ns " proxy " field("\"dst\":" object[i], "dst") " " field(object[i], "dev"), "there")
    }
}

# ip answers each question with one line, and one that is cut off does not count.
function end_section(ns, answers) {
    looked[ns] = 1
    split("", json)
    if (answers == (ns == "-" ? 4 : 2)) return
    print "ip did not show all of " (ns == "-" ? "the host" : "namespace " ns) > "/dev/stderr"
    exit 1
}

function note(key, value) {
    if (!(key in have)) have_order[++have_count] = key
    have[key] = value
}

# The value of a key in a JSON object as ip prints it: no white space, and quotes inside of strings escaped.
function field(object, key,    i, rest) {
    i = index(object, "\"" key "\":")
    if (!i) return ""
    rest = substr(object, i + length(key) + 3, 300)
    if (substr(rest, 1, 1) == "\"") {
        match(rest, /^"([^"\\]|\\.)*"/)
        return substr(rest, 2, RLENGTH - 2)
    }
    match(rest, /^[^],}]*/)
    return substr(rest, 1, RLENGTH)
}

# A name that a line for ip cannot hold (`a#b`, given by somebody inside of a namespace) is spelled `if` and
# the index, which ip takes for a name, too (iproute2, lib/ll_map.c, ll_idx_a2n).
function link_name(ns, object,    name) {
    name = field(object, "ifname")
    if (name ~ /^[A-Za-z0-9_.@][A-Za-z0-9_.@:+=-]*$/) return name
    spelled[ns, name] = "if" (object + 0)
    return spelled[ns, name]
}

function read_link(ns, name, object,    link, altnames, n, i, part) {
    link = ns " link " name " "
    note(link "kind", field(object, "info_kind"))
    have[link "state"] = object ~ /"flags":\[[^]]*"UP"/ ? "up" : "down"
    have[link "mtu"] = field(object, "mtu")
    have[link "master"] = field(object, "master")
    have[link "address"] = field(object, "address")
    have[link "alias"] = field(object, "ifalias")
    have[link "addrgenmode"] = field(object, "inet6_addr_gen_mode")
    have[link "hairpin"] = field(object, "hairpin") == "true" ? "on" : "off"
    have[link "nf_call_iptables"] = field(object, "nf_call_iptables") + 0
    have[link "nf_call_ip6tables"] = field(object, "nf_call_ip6tables") + 0
    ifindex[ns, name] = object + 0
    peer_index[ns, name] = field(object, "link_index") + 0
    group[ns, name] = field(object, "group") + 0
    if (ns == "-") groups[group[ns, name]] = 1
    if (index(have[link "alias"], MARK) == 1) {
        marked[ns] = marks = 1
        our_alias[have[link "alias"]] = our_alias[have[link "alias"]] " " ns "/" name
    }
    if (name != "lo") link_count[ns]++
    if (!match(object, /"altnames":\[[^]]*\]/)) return
    n = split(substr(object, RSTART + 12, RLENGTH - 13), part, ",")
    for (i = 1; i <= n; i++) altname[ns, substr(part[i], 2, length(part[i]) - 2)] = name
}

# Of addresses on links of ours those count that a person or a plan gave.
function read_addresses(ns, link,    name, object, n, i, local, cidr, key) {
    name = link_name(ns, link)
    n = split(substr(link, index(link, "\"addr_info\":")), object, /\{"family":/)
    for (i = 2; i <= n; i++) {
        local = field(object[i], "local")
        if (ns == "-" && !is_ours(ns, name)) host_address[local] = name
        if (ns == "-") own_address[local] = 1
        cidr = local "/" field(object[i], "prefixlen")
        if (index(object[i], "\"address\":"))
            cidr = local " peer " field(object[i], "address") "/" field(object[i], "prefixlen")
        key = ns " addr " name " " cidr
        if (key in want || key in made || is_ours(ns, name) && is_given(object[i], cidr)) note(key, "there")
    }
}

# Those with an end or with a protocol of their own are the kernel's, a DHCP client's or a daemon's.
function is_given(object, cidr) {
    return object !~ /"dynamic":true|"protocol":/ && cidr !~ /^(127\.|::1\/|fe80:)/
}

# Interfaces that a namespace has a route for from a router advertisement: of RTPROT_RA, or with an end, as
# those of a prefix have (net/ipv6/addrconf.c).
function read_advertised(ns, object) {
    if (field(object, "protocol") != "9" && !index(object, "\"expires\":")) return
    advertised[ns, ++advertised_count[ns]] = field(object, "dev")
}

# ip prints numbers, since names are the host's to choose; these are the kernel's (linux/rtnetlink.h).
function read_route(ns, object,    is_host, type, proto, dev, to, via, key, value) {
    is_host = ns == "-"
    type = substr(object, 3, 1) == "\"" ? get(TYPES, substr(object, 2, 1)) : ""
    if (type !~ /^[a-z]/ || field(object, "table") !~ /^(254|main)$/) return
    dev = field(object, "dev")
    if ((ns, dev) in spelled) dev = spelled[ns, dev]
    proto = field(object, "protocol")
    if (proto in PROTOCOLS) proto = PROTOCOLS[proto]
    to = field(object, "dst")
    via = field(object, "gateway")
    key = ns " route " route_key(to, field(object, "metric"), via (index(object, "\"pref\":") ? ":" : ""))
    if (index(object, "\"tos\":")) key = key " tos " field(object, "tos")
    value = route_value(type, via, dev, field(object, "prefsrc"), proto)
    if (is_host && !is_ours(ns, dev) && !(key in made && proto == PROTOCOL))
        note_foreign_route(to, field(object, "metric"), value, proto)
    if (!(key in want) && !(key in made)) {
        if (proto !~ /^(boot|static|110)$/) return
        if (is_host && proto != PROTOCOL && !is_ours(ns, dev)) return
    }
    note_route(key, value, proto)
}

# Routes of one key can stand one after the other (`ip route append`). One that bears our protocol has the
# key; the others get keys of their own, which no plan names.
function note_route(key, value, proto,    other) {
    if (!(key in have)) {
        note(key, value)
        return
    }
    for (other = key " again"; other in have; other = other " again") continue
    if (proto == PROTOCOL && have[key] !~ / proto 110$/) {
        note(other, have[key])
        have[key] = value
    } else note(other, value)
}

# ---- interfaces of others that got another name ------------------------------------------------------------

# The record names the index of each interface of the host that is not ours: it is found again under another
# name. (/proc/net/igmp lists index and name: net/ipv4/igmp.c, igmp_mc_seq_show.)
function read_devices(    line, w, name_of) {
    while ((getline line < "/proc/net/igmp") > 0) {
        if (line !~ /^[0-9]/) continue
        split(line, w, /[ \t:]+/)
        name_of[w[1]] = w[2]
    }
    close("/proc/net/igmp")
    while ((getline line < (state "/devices")) > 0) {
        split(line, w, " ")
        if (!is_device(w[1]) && (w[2] in name_of)) renamed[w[1]] = name_of[w[2]]
    }
    close(state "/devices")
}

function current_name(dev) { return dev in renamed ? renamed[dev] : dev }

# The same for an interface in the path of a sysctl.
function current_path(path,    w, n) {
    n = split(path, w, "/")
    if (n < 5 || !(w[4] in renamed)) return path
    return w[1] "/" w[2] "/" w[3] "/" renamed[w[4]] substr(path, length(w[1] w[2] w[3] w[4]) + 4)
}
