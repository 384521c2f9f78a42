# ---- reading the host ----------------------------------------------------------------------------------------

# Namespaces that are alive: those that are mounted under /run/netns.
function read_mounts(    line, t, n, name) {
    while ((getline line < "/proc/self/mountinfo") > 0) {
        if (!index(line, " nsfs ")) continue
        split(line, t, " ")
        n = split(t[5], name, "/")
        if (t[5] == "/run/netns/" name[n] || t[5] == "/var/run/netns/" name[n]) alive[name[n]] = 1
    }
    close("/proc/self/mountinfo")
}

# What `observe` printed: links L[ns, name, attribute], addresses, routes and sysctls by namespace. JSON, since ip
# would spell the other end of every veth pair with the name of its namespace, and open them all to find it.
function read_observed(file,    line, ns) {
    ns = ""
    while ((getline line < file) > 0) {
        if (line ~ /^@netns /) {
            ns = substr(line, 8)
            if (ns == "-") ns = ""
            seen[ns] = 1
        } else if (line == "@unreadable") delete seen[ns]
        else if (line == "@end") whole = 1
        else if (line ~ /^@sysctl /) read_sysctl(ns, line)
        else if (line ~ /^\[/ && substr(line, length(line)) != "]") break
        else if (line ~ /^\[\{"ifindex":/) read_links(ns, line)
        else if (line ~ /^\[\{"type":/) read_routes(ns, line)
        else if (ns == "" && line ~ /^\[\{"dst":/) read_proxies(line)
    }
    close(file)
}

# The value of a key in a JSON object as ip prints it: no white space, and quotes inside of strings escaped.
function field(object, key,    i, rest) {
    i = index(object, "\"" key "\":")
    if (!i) return ""
    rest = substr(object, i + length(key) + 3)
    if (substr(rest, 1, 1) == "\"") {
        match(rest, /^"([^"\\]|\\.)*"/)
        return substr(rest, 2, RLENGTH - 2)
    }
    match(rest, /^[^],}]*/)
    return substr(rest, 1, RLENGTH)
}

function read_sysctl(ns, line,    t) {
    split(line, t, " ")
    S[ns, t[2]] = words(substr(line, length(t[2]) + 10))
}

# White space as the kernel prints it (tabs between numbers) does not count.
function words(s) {
    gsub(/[ \t]+/, " ", s)
    sub(/^ /, "", s)
    sub(/ $/, "", s)
    return s
}

function read_links(ns, line,    object, n, i) {
    n = split(line, object, /\{"ifindex":/)
    for (i = 2; i <= n; i++) read_link(ns, object[i])
}

# A name that a line for ip cannot hold (`a#b`, given by somebody inside of a namespace) stands as `if` and the
# index, which ip takes for a name, too (iproute2, lib/ll_map.c, ll_idx_a2n).
function read_link(ns, object,    name, alias, kind) {
    name = field(object, "ifname")
    if (name !~ /^[A-Za-z0-9_.@][A-Za-z0-9_.@:+=-]*$/) {
        spelling[ns, name] = "if" (object + 0)
        name = spelling[ns, name]
    }
    if (!((ns, name, "there") in L)) link_name[ns, ++link_count[ns]] = name
    L[ns, name, "there"] = 1
    L[ns, name, "up"] = object ~ /"flags":\[[^]]*"UP"/ ? "up" : ""
    L[ns, name, "mtu"] = field(object, "mtu")
    L[ns, name, "master"] = field(object, "master")
    L[ns, name, "address"] = field(object, "address")
    L[ns, name, "type"] = field(object, "info_kind")
    L[ns, name, "nf_call_iptables"] = field(object, "nf_call_iptables")
    L[ns, name, "nf_call_ip6tables"] = field(object, "nf_call_ip6tables")
    L[ns, name, "group"] = field(object, "group")
    if (ns == "") groups[L[ns, name, "group"]] = 1
    L[ns, name, "hairpin"] = field(object, "hairpin") == "true" ? "on" : "off"
    kind = field(object, "inet6_addr_gen_mode")
    if (kind != "") L[ns, name, "addrgenmode"] = kind
    alias = field(object, "ifalias")
    L[ns, name, "alias"] = alias
    if (index(alias, mark) == 1) O[ns, substr(alias, length(mark) + 1)] = name
    if (index(object, "\"addr_info\":")) read_addresses(ns, name, substr(object, index(object, "\"addr_info\":")))
}

# Addresses that a person or a plan gave; not those that the kernel, DHCP or router advertisements did.
function read_addresses(ns, name, list,    object, n, i, cidr) {
    n = split(list, object, /\{"family":/)
    for (i = 2; i <= n; i++) {
        cidr = field(object[i], "local") "/" field(object[i], "prefixlen")
        if (ns == "") note_host_address(name, field(object[i], "local"))
        if (index(object[i], "\"dynamic\":true") || cidr ~ /^127\.|^::1\//) continue
        if (index(object[i], "\"address\":")) cidr = field(object[i], "local") " peer " field(object[i], "address") "/" field(object[i], "prefixlen")
        address[ns, ++address_count[ns]] = name " " cidr
        A[ns, name, cidr] = 1
    }
}

function note_host_address(name, local) {
    host_address[local] = 1
    host_address_text[++host_addresses] = local
    host_address_dev[host_addresses] = name
}

function read_routes(ns, line,    object, n, i) {
    n = split(line, object, /\{"type":/)
    for (i = 2; i <= n; i++) read_route(ns, "\"type\":" object[i])
}

# ip prints numbers, since names are the host's to choose; these are the kernel's (linux/rtnetlink.h).
function read_route(ns, object,    key, type, dev, proto, metric, to, via, tos, hint) {
    type = number_word(field(object, "type"), "unicast local broadcast anycast multicast blackhole unreachable prohibit throw")
    if (field(object, "table") !~ /^(254|main)$/ || type ~ /^(local|broadcast|anycast|multicast)$/) return
    to = field(object, "dst")
    via = field(object, "gateway")
    metric = field(object, "metric")
    tos = field(object, "tos")
    dev = field(object, "dev")
    # Of RTPROT_RA, or with an end, as those of a prefix have (net/ipv6/addrconf.c).
    if (ns != "" && (field(object, "protocol") == "9" || index(object, "\"expires\":"))) ra_name[ns, ++ra_count[ns]] = dev
    if ((ns, dev) in spelling) dev = spelling[ns, dev]
    proto = number_word(field(object, "protocol"), "redirect kernel boot static")
    hint = via (index(object, "\"pref\":") ? ":" : "")
    if (to == "default" && ns == "" && type == "unicast") note_uplink(dev, metric + 0, hint ~ /:/)
    key = route_key(to, metric, hint) (tos == "" ? "" : " tos " tos)
    key = own_place(ns, key, proto)
    route[ns, ++route_count[ns]] = key
    R[ns, key, "there"] = 1
    R[ns, key, "type"] = type
    R[ns, key, "to"] = to
    R[ns, key, "via"] = via
    R[ns, key, "dev"] = dev
    R[ns, key, "src"] = field(object, "prefsrc")
    R[ns, key, "metric"] = metric
    R[ns, key, "tos"] = tos
    R[ns, key, "proto"] = proto
}

# The way to the world: the IPv4 default route of the lowest metric; IPv6's where there is none.
function note_uplink(dev, metric, is_ipv6) {
    if (uplink != "" && (is_ipv6 > uplink_is_ipv6 || (is_ipv6 == uplink_is_ipv6 && metric >= uplink_metric))) return
    uplink = dev
    uplink_metric = metric
    uplink_is_ipv6 = is_ipv6
}

function number_word(number, list,    word, n) {
    n = split(list, word, " ")
    return number + 0 >= 1 && number + 0 <= n ? word[number + 0] : number
}

# Several routes of one key can stand one after the other (`ip route append`). One that bears our mark has the
# key; the others get keys of their own, which no plan names.
function own_place(ns, key, proto,    other, n, list) {
    if (!((ns, key, "there") in R)) return key
    other = key
    while ((ns, other, "there") in R) other = other " again"
    if (proto != protocol || R[ns, key, "proto"] == protocol) return other
    n = split("there type to via dev src metric tos proto", list, " ")
    for (; n > 0; n--) R[ns, other, list[n]] = R[ns, key, list[n]]
    for (n = route_count[ns]; route[ns, n] != key; n--) continue
    route[ns, n] = other
    return key
}
