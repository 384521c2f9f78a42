# ---- preflight: what must hold on the host before the first change ----------------------------------------

function preflight(    i, ns, id, part) {
    if (purpose != "up" && purpose != "check") return
    if (ENVIRON["plan_uplink"] == "auto" && uplink == "")
        refuse("host.uplink: no interface holds a default route; name the interface towards the world in host.uplink")
    else if (ENVIRON["plan_uplink"] != "auto" && ENVIRON["plan_uplink"] != "none" && !(("", ENVIRON["plan_uplink"], "there") in L))
        refuse("host.uplink: there is no interface " ENVIRON["plan_uplink"])
    for (id in touched) {
        split(id, part, SUBSEP)
        ns = part[2]
        if (part[1] != "W" || (("W", ns) in ns_of) || seen[ns]) continue
        refuse(touched[id] ": there is no network namespace " ns "; it has to exist before this script runs")
    }
    need_ipv6()
    need_free_ports()
    need_own_ports()
    for (i = 1; i <= wanted; i++) {
        if (W[i, "kind"] == "link add" && W[i, "type"] == "veth") need_bridge(i)
        if (W[i, "kind"] == "addr replace" && W[i, "ns"] == "" && W[i, "address"] !~ /^fe80:/) need_free_subnet(i, W[i, "address"])
        if (is_subnet_route(i)) need_free_subnet(i, W[i, "to"])
        else if (W[i, "kind"] == "route replace") need_free_route(i)
        if (W[i, "kind"] == "neigh replace") need_interface(i)
    }
}

# A kernel without IPv6, or a host that keeps it off new interfaces, takes no address of it.
function need_ipv6(    i, line, path) {
    for (i = 1; i <= wanted; i++) if (W[i, "kind"] == "addr replace" && W[i, "address"] ~ /:/) break
    if (i > wanted) return
    if (!kernel_has_ipv6()) {
        refuse(W[i, "origin"] ": the kernel has no IPv6; boot it without ipv6.disable=1")
        return
    }
    path = "/proc/sys/net/ipv6/conf/default/disable_ipv6"
    if ((getline line < path) > 0 && line == "1")
        refuse(W[i, "origin"] ": the host keeps IPv6 off new interfaces; sysctl -w net.ipv6.conf.default.disable_ipv6=0")
    close(path)
}

function need_bridge(i,    bridge) {
    bridge = W[i, "master"]
    if (bridge == "") return
    if ((("W", "", bridge) in link_of) || (bridge in told)) return
    told[bridge] = 1
    if (!(("", bridge, "there") in L)) refuse(W[i, "origin"] ": there is no bridge " bridge "; it is external and has to exist before this script runs")
    else if (L["", bridge, "type"] != "bridge") refuse(W[i, "origin"] ": " bridge " is not a bridge")
}

# A bridge whose address is link-local reaches the network's subnet by a route.
function is_subnet_route(i) {
    return W[i, "kind"] == "route replace" && W[i, "ns"] == "" && W[i, "via"] == "" && W[i, "origin"] ~ /^networks\./
}

# No planned subnet may overlap one that the host routes elsewhere, at whatever metric: the narrower route goes before
# ours, and of two that are equal the lower metric does. Nor may a network hold an address that the host has elsewhere,
# for which there need not be a route (`noprefixroute`, and any /32).
function need_free_subnet(i, subnet,    n, key, clashes) {
    if (!foreign_known++) find_foreign()
    for (n = 1; n <= foreign_routes; n++) {
        key = foreign_route[n]
        if (!overlap(subnet, R["", key, "to"]) || is_part(subnet, R["", key, "to"])) continue
        refuse(W[i, "origin"] ": " subnet " overlaps " R["", key, "to"] ", which the host routes elsewhere (" spelled("", key) "); choose another subnet")
        clashes++
    }
    if (clashes || W[i, "origin"] !~ /^networks\./) return
    for (n = 1; n <= foreign_addresses; n++) {
        if (!overlap(subnet, foreign_address[n])) continue
        refuse(W[i, "origin"] ": " subnet " holds " foreign_address[n] ", which the host has on " foreign_dev[n] "; choose another subnet")
    }
}

# What of the host's is not this plan's: routes but for the default ones, and addresses that are not link-local. Where
# BIRD brings the cluster's routes, one of its own (RTPROT_BIRD, linux/rtnetlink.h) leads to a host that had the subnet
# before, and goes when BIRD is told so.
function find_foreign(    n, key) {
    for (n = 1; n <= route_count[""]; n++) {
        key = route["", n]
        if (R["", key, "to"] == "default" || our_id("", R["", key, "dev"]) != "") continue
        if ((("P", "", key) in route_of) && R["", key, "proto"] == protocol) continue
        if (ENVIRON["plan_bird"] != "" && R["", key, "proto"] == "12") continue
        foreign_route[++foreign_routes] = key
    }
    for (n = 1; n <= host_addresses; n++) {
        if (host_address_text[n] ~ /^(127\.|fe80:|::1$)/ || our_id("", host_address_dev[n]) != "") continue
        foreign_address[++foreign_addresses] = host_address_text[n]
        foreign_dev[foreign_addresses] = host_address_dev[n]
    }
}

function need_interface(i,    dev) {
    dev = W[i, "dev"]
    if (dev == "" || (("", dev, "there") in L) || (("W", "", dev) in link_of) || (dev in told)) return
    told[dev] = 1
    refuse(W[i, "origin"] ": there is no interface " dev " to answer on for its address (ndp_proxy)")
}

function need_free_route(i,    ns, key, dev) {
    ns = W[i, "ns"]
    dev = W[i, "dev"]
    if (is_new(ns)) return
    if (ns == "" && dev != "" && !(("", dev, "there") in L) && !(("W", "", dev) in link_of)) {
        refuse(W[i, "origin"] ": there is no interface " dev)
        return
    }
    key = route_key(W[i, "to"], W[i, "metric"] "", W[i, "via"] W[i, "src"])
    if (!((ns, key, "there") in R) || our_id(ns, R[ns, key, "dev"]) != "") return
    if ((("P", ns, key) in route_of) && R[ns, key, "proto"] == protocol) return
    refuse(W[i, "origin"] ": a route " spelled(ns, key) " exists already" (ns == "" ? "" : " in namespace " ns) ", and this plan did not make it; remove it, or give ours another metric")
}

# A part of an IPv6 subnet of the host's may lie behind it.
function is_part(a, b) { return a ~ /:/ && length(prefix_bits(a)) > length(prefix_bits(b)) }

function overlap(a, b,    x, y, n) {
    x = prefix_bits(a)
    y = prefix_bits(b)
    if ((a ~ /:/) != (b ~ /:/)) return 0
    n = length(x) < length(y) ? length(x) : length(y)
    return substr(x, 1, n) == substr(y, 1, n)
}

# The bits of a prefix as a string of 0 and 1.
function prefix_bits(cidr,    slash, length_, text, bits, part, n, i, j, zeros) {
    if (cidr in bits_of) return bits_of[cidr]
    slash = index(cidr, "/")
    text = slash ? substr(cidr, 1, slash - 1) : cidr
    length_ = slash ? substr(cidr, slash + 1) + 0 : 128
    bits = ""
    if (text !~ /:/) {
        n = split(text, part, ".")
        for (i = 1; i <= n; i++) bits = bits binary(part[i] + 0, 8)
    } else {
        sub(/::/, ":@:", text)
        sub(/^:/, "", text)
        sub(/:$/, "", text)
        n = split(text, part, ":")
        zeros = 9 - n
        for (i = 1; i <= n; i++) {
            if (part[i] == "@") for (j = 1; j <= zeros; j++) bits = bits "0000000000000000"
            else if (part[i] != "") bits = bits binary(hexadecimal(part[i]), 16)
        }
    }
    bits_of[cidr] = substr(bits, 1, length_)
    return bits_of[cidr]
}

function binary(value, width,    bits) {
    for (; width > 0; width--) {
        bits = (value % 2) bits
        value = int(value / 2)
    }
    return bits
}

function hexadecimal(text,    i, value) {
    value = 0
    for (i = 1; i <= length(text); i++) value = value * 16 + index("0123456789abcdef", tolower(substr(text, i, 1))) - 1
    return value
}
