# ---- the host, as facts ------------------------------------------------------------------------------------------
#
# Reads what inside.sh printed of the host and of namespaces: `@netns NS`, sysctls, and what `ip -N -d -j` says. JSON,
# since ip would else open every namespace to spell the other end of a veth pair. `@end NS` closes a whole section.

# It is read twice: first links, by which the plan's `$uplink_mtu` and what is ours are known; then all the rest, of which
# only what the plan or the record names, and what is on links of ours, becomes a fact.
function read_look(file, pass,    line, ns, w) {
    while ((getline line < file) > 0) {
        if (line ~ /^@netns /) ns = substr(line, 8)
        else if (line ~ /^@end /) end_section(ns, json[ns])
        else if (line ~ /^@sysctl /) {
            split(line, w, " ")
            if (pass == "links") note(ns " sysctl " w[2], words(substr(line, length(w[2]) + 10)))
        } else if (line ~ /^@rules /) listing_key = ns " rules " substr(line, 8)
        else if (line ~ /^\[/ && !count_answer(ns, line)) continue
        else if (pass == "links") {
            if (line ~ /^\[\{"ifindex":/ && (ns != "-" || !index(line, "\"addr_info\":"))) read_links(ns, line)
            else if (ns != "-" && line ~ /^\[\{"type":/) read_advertised(ns, line)
        } else if (line ~ /^\[\{"ifindex":/ && index(line, "\"addr_info\":")) read_address_list(ns, line)
        else if (line ~ /^\[\{"type":/) read_routes(ns, line)
        else if (line ~ /^\[\{"dst":/) read_proxies(ns, line)
        else if (line !~ /^\[/) read_rule(ns, line)
    }
    close(file)
}

function count_answer(ns, line) {
    if (line !~ /\]$/) return 0
    return ++json[ns]
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

function read_links(ns, line,    object, n, i) {
    n = split(line, object, /\{"ifindex":/)
    for (i = 2; i <= n; i++) read_link(ns, link_name(ns, object[i]), object[i])
}

function read_address_list(ns, line,    object, n, i) {
    n = split(line, object, /\{"ifindex":/)
    for (i = 2; i <= n; i++) read_addresses(ns, link_name(ns, object[i]), substr(object[i], index(object[i], "\"addr_info\":")))
}

# A name that a line for ip cannot hold (`a#b`, given by somebody inside of a namespace) is spelled `if` and the
# index, which ip takes for a name, too (iproute2, lib/ll_map.c, ll_idx_a2n).
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

# Addresses that a person or a plan gave: those with an end or with a protocol of their own are the kernel's, a DHCP
# client's or a daemon's.
function read_addresses(ns, name, list,    object, n, i, local, cidr, key) {
    n = split(list, object, /\{"family":/)
    for (i = 2; i <= n; i++) {
        local = field(object[i], "local")
        if (ns == "-" && !is_ours(ns, name)) host_address[local] = name
        if (ns == "-") own_address[local] = 1
        cidr = local "/" field(object[i], "prefixlen")
        if (index(object[i], "\"address\":")) cidr = local " peer " field(object[i], "address") "/" field(object[i], "prefixlen")
        key = ns " addr " name " " cidr
        if ((key in want) || (key in made)) note(key, "there")
        else if (is_ours(ns, name) && object[i] !~ /"dynamic":true|"protocol":/ && cidr !~ /^(127\.|::1\/|fe80:)/) note(key, "there")
    }
}

# Interfaces that a namespace has a route for from a router advertisement: of RTPROT_RA, or with an end, as those of a
# prefix have (net/ipv6/addrconf.c).
function read_advertised(ns, line,    object, n, i) {
    if (!index(line, "\"protocol\":\"9\"") && !index(line, "\"expires\":")) return
    n = split(line, object, /\{"type":/)
    for (i = 2; i <= n; i++)
        if (field(object[i], "protocol") == "9" || index(object[i], "\"expires\":")) advertised[ns, ++advertised_count[ns]] = field(object[i], "dev")
}

# ip prints numbers, since names are the host's to choose; these are the kernel's (linux/rtnetlink.h).
function read_routes(ns, line,    object, n, i, type, proto, dev, to, via, metric, key, value, here) {
    here = ns == "-"
    n = split(line, object, /\{"type":/)
    for (i = 2; i <= n; i++) {
        type = object[i] + 0 ? "" : substr(object[i], 2, 1)
        type = substr(object[i], 3, 1) == "\"" && type in TYPES ? TYPES[type] : ""
        if (type == "" || field(object[i], "table") !~ /^(254|main)$/) continue
        dev = field(object[i], "dev")
        proto = field(object[i], "protocol")
        if ((ns, dev) in spelled) dev = spelled[ns, dev]
        if (proto in PROTOCOLS) proto = PROTOCOLS[proto]
        to = field(object[i], "dst")
        via = field(object[i], "gateway")
        metric = field(object[i], "metric")
        key = ns " route " route_key(to, metric, via (index(object[i], "\"pref\":") ? ":" : ""))
        if (index(object[i], "\"tos\":")) key = key " tos " field(object[i], "tos")
        value = route_value(type, via, dev, field(object[i], "prefsrc"), proto)
        if (here && !is_ours(ns, dev) && !(key in made && proto == PROTOCOL)) note_foreign_route(to, metric, value, proto)
        if (!(key in want) && !(key in made) && (proto !~ /^(boot|static|110)$/ || here && proto != PROTOCOL && !is_ours(ns, dev))) continue
        note_route(key, value, proto)
    }
}

# Routes of one key can stand one after the other (`ip route append`). One that bears our protocol has the key; the
# others get keys of their own, which no plan names.
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

function read_proxies(ns, line,    object, n, i) {
    n = split(line, object, /\{"dst":/)
    for (i = 2; i <= n; i++) note(ns " proxy " field("\"dst\":" object[i], "dst") " " field(object[i], "dev"), "there")
}

# ---- interfaces of others that got another name ------------------------------------------------------------------

# The record names the index of each interface of the host that is not ours: it is found again under another name.
# (/proc/net/igmp lists index and name: net/ipv4/igmp.c, igmp_mc_seq_show.)
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
