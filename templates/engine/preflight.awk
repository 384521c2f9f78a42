# ---- preflight: what must hold on the host before the first change -----------------------------------------

function preflight(    i, key, w, n, j) {
    if (ENVIRON["plan_uplink"] !~ /^(auto|none)$/ && uplink() == "" && !uplink_refused)
        remark("host.uplink: " uplink_problem())
    need_ipv6()
    need_rules_of_ours()
    for (i = 1; i <= lines; i++) {
        n = split(facts[i], key, "\n")
        for (j = 1; j < n; j++) {
            split(key[j], w, " ")
            if (w[2] == "netns") need_netns(key[j], w[3])
            else if (w[2] == "link" && w[4] == "kind") need_free_name(key[j], w[1], w[3])
            else if (w[2] == "link" && w[4] == "master" && want[key[j]] != "")
                need_bridge(key[j], want[key[j]])
            else if (w[2] == "route") need_free_route(key[j], w[1], w[4])
            else if (w[2] == "proxy" && !is_device(w[4]) && !wants_link("-", w[4]))
                refuse_once(origin_of(key[j]) ": there is no interface " w[4] \
                    " to answer on for its address (ndp_proxy)")
            else if (w[2] == "require" && !(w[4] in own_address))
                refuse(origin_of(key[j]) ": this host does not have the address " w[4] \
                    " (host.addresses); is this the script of another host?")
        }
        if (space[i] != "-" && !(("- netns " space[i]) in want) && !looked[space[i]])
            refuse_once(place[i] ": there is no network namespace " space[i] \
                "; it has to exist before this script runs")
    }
    report_overlaps()
    need_free_ports()
}

function refuse_once(text) {
    if (!(text in refused_once)) refuse(text)
    refused_once[text] = 1
}

# Who else has it, for the end of a sentence.
function owner_words(key) {
    return key in others_made ? "plan " others_made[key] " made it" : "this plan did not make it"
}

function need_netns(key, name,    help) {
    if (!(key in have) || have[key] == "stale" || have[key] == "made" || (key in made)) return
    help = key in others_made ? "give the container another name, or a netns of its own" : \
        "remove it with `ip netns delete " name "`, or furnish it with `netns: {external: " name "}`"
    refuse(origin_of(key) ": a namespace " name " exists already, and " owner_words(key) "; " help)
}

function need_free_name(key, ns, name) {
    if (is_fresh(ns)) return
    if ((ns, name) in altname && !has_link(ns, name))
        refuse(origin_of(key) ": " name " is another name (altname) of the interface " altname[ns, name] \
            where(ns, "in namespace") "; choose another name")
    if (!(key in have) || is_ours(ns, name)) return
    refuse(origin_of(key) ": an interface " name " exists already" where(ns, "in namespace") ", and " \
        owner_words(key) "; remove it or choose another name")
}

function need_bridge(key, bridge) {
    if (wants_link("-", bridge)) return
    if (!has_link("-", bridge))
        refuse_once(origin_of(key) ": there is no bridge " bridge \
            "; it is external and has to exist before this script runs")
    else if (have["- link " bridge " kind"] != "bridge")
        refuse_once(origin_of(key) ": " bridge " is not a bridge")
}

# A kernel without IPv6, or a host that keeps it off new interfaces, takes no address of it.
function need_ipv6(    i) {
    for (i = 1; i <= lines; i++) if (text[i] ~ /^addr replace [^ ]*:/) break
    if (i > lines) return
    if (!kernel_has_ipv6()) {
        refuse(place[i] ": the kernel has no IPv6; boot it without ipv6.disable=1")
        return
    }
    if (first_line("/proc/sys/net/ipv6/conf/default/disable_ipv6") == "1")
        refuse(place[i] ": the host keeps IPv6 off new interfaces;" \
            " sysctl -w net.ipv6.conf.default.disable_ipv6=0")
}

# A table or chains of our name that no run of ours made.
function need_rules_of_ours(    key, w) {
    for (key in have) {
        if (key !~ / rules / || (key in made) || lost_record) continue
        split(key, w, " ")
        if (w[3] == "nftables")
            refuse(origin_of(key) ": a table inet netgen-" plan_name " exists already" \
                where(w[1], "in namespace") \
                ", and this plan did not make it; remove it with `nft delete table inet netgen-" plan_name \
                "`, or give the plan another name")
        else refuse(origin_of(key) ": chains " CHAINS "* exist already in " w[3] where(w[1], "of namespace") \
            ", and this plan did not make them; remove them, or give the plan another name")
    }
}

function need_free_route(key, ns, to,    dev) {
    dev = dev_of(want[key])
    if (is_fresh(ns) || is_namespace_of_ours(ns)) return
    if (ns == "-" && dev != "" && !has_link(ns, dev) && !wants_link(ns, dev)) {
        refuse(origin_of(key) ": there is no interface " dev)
        return
    }
    if (!(key in have) || is_ours(ns, dev_of(have[key]))) return
    if (have[key] ~ / proto 110$/ && (key in made || lost_record)) return
    refuse(origin_of(key) ": a route " route_text(key, have[key]) " exists already" \
        where(ns, "in namespace") \
        ", and " owner_words(key) "; remove it, or give ours another metric")
}

# ---- subnets that the host routes elsewhere ----------------------------------------------------------------

# The planned subnets, before the host's routes are read: addresses of bridges, and routes to a network whose
# bridge has a link-local address only. They lie in buckets by their first bits, so that 20,000 routes cost a
# look-up each.
function note_planned_subnets(    i, w, cidr) {
    for (i = 1; i <= lines; i++) {
        if (space[i] != "-") continue
        split(text[i], w, " ")
        cidr = w[3]
        if (w[1] == "route") {
            if (text[i] ~ / via / || place[i] !~ /^networks\./ || w[3] ~ /^(unreachable|blackhole)$/) continue
        } else if (w[1] != "addr" || cidr ~ /^fe80:/) continue
        subnet[++subnets] = cidr
        subnet_of[subnets] = place[i]
        bucket[bucket_of(cidr)] = bucket[bucket_of(cidr)] " " subnets
        bucket[family_of(cidr)] = bucket[family_of(cidr)] " " subnets
    }
}

function family_of(cidr) { return cidr ~ /:/ ? 6 : 4 }

# The first octet, or the first 16 bits.
function bucket_of(cidr) {
    if (cidr !~ /:/) return "4 " int(cidr)
    return "6 " substr("0000" substr(cidr, 1, index(cidr, ":") - 1), index(cidr, ":"))
}

# A route of the host that is not this plan's. Where BIRD brings the cluster's routes, one of its own
# (RTPROT_BIRD, linux/rtnetlink.h) leads to a host that had the subnet before, and goes when BIRD is told so.
# Of an IPv6 subnet of the host's a part may lie behind it.
function note_foreign_route(to, metric, value, proto,    i, n, list, length_) {
    if (to == "default" || proto == "12" && ENVIRON["plan_bird"] != "") return
    length_ = length_of(to)
    n = split(length_ < (to ~ /:/ ? 16 : 8) ? bucket[family_of(to)] : bucket[bucket_of(to)], list, " ")
    for (i = 1; i <= n; i++) {
        if ((list[i] in overlap) || !overlaps(subnet[list[i]], to)) continue
        if (to ~ /:/ && length_of(subnet[list[i]]) > length_) continue
        overlap[list[i]] = to ", which the host routes elsewhere (" \
            route_text("- route " route_key(to, metric, value), value) ")"
    }
}

# Nor may a network hold an address that the host has elsewhere, for which there need not be a route
# (`noprefixroute`, and any /32).
function report_overlaps(    i, address) {
    for (i = 1; i <= subnets; i++) {
        if (i in overlap)
            refuse(subnet_of[i] ": " subnet[i] " overlaps " overlap[i] "; choose another subnet")
        else if (subnet_of[i] ~ /^networks\./) {
            for (address in host_address)
                if (address !~ /^(127\.|fe80:|::1$)/ && overlaps(subnet[i], address))
                    refuse(subnet_of[i] ": " subnet[i] " holds " address ", which the host has on " \
                        host_address[address] "; choose another subnet")
        }
    }
}

function length_of(cidr) {
    return index(cidr, "/") ? substr(cidr, index(cidr, "/") + 1) + 0 : cidr ~ /:/ ? 128 : 32
}

# Whether two prefixes of one family have an address in common.
function overlaps(a, b,    x, y, n) {
    if (family_of(a) != family_of(b)) return 0
    n = length_of(a) < length_of(b) ? length_of(a) : length_of(b)
    x = hex_of(a)
    y = hex_of(b)
    if (substr(x, 1, int(n / 4)) != substr(y, 1, int(n / 4))) return 0
    if (n % 4 == 0) return 1
    return int(digit(x, n) / 2 ^ (4 - n % 4)) == int(digit(y, n) / 2 ^ (4 - n % 4))
}

function digit(hex, n) { return index("0123456789abcdef", substr(hex, int(n / 4) + 1, 1)) - 1 }

# The bits of an address as hexadecimal digits, 8 or 32 of them.
function hex_of(cidr,    address, part, n, i, hex) {
    if (cidr in hex_cache) return hex_cache[cidr]
    address = cidr
    sub(/\/.*/, "", address)
    if (address !~ /:/) {
        n = split(address, part, ".")
        for (i = 1; i <= 4; i++) hex = hex sprintf("%02x", part[i] + 0)
        return hex_cache[cidr] = hex
    }
    # `::` stands for the groups that are not there.
    sub(/::/, ":@:", address)
    sub(/^:/, "", address)
    sub(/:$/, "", address)
    n = split(address, part, ":")
    for (i = 1; i <= n; i++) {
        if (part[i] != "@") hex = hex substr("0000" part[i], length(part[i]) + 1)
        else hex = hex substr("00000000000000000000000000000000", 1, 4 * (9 - n))
    }
    return hex_cache[cidr] = hex
}

# ---- published ports ---------------------------------------------------------------------------------------

# No published port is one of another plan on this host, since only one of the two containers would be
# reached; nor one on which the host itself listens, since the rules would take it away from whoever does. A
# connection that the host has from that port is not known to connection tracking: its next packet would go to
# the container.
function need_free_ports(    i, w, port, key) {
    for (key in others_made) {
        split(key, w, " ")
        if (w[2] == "port")
            for (port = w[5] + 0; port <= w[6] + 0; port++) note_use(w[3], port, w[4], others_made[key])
    }
    read_sockets()
    for (i = 1; i <= lines; i++) {
        if (text[i] !~ /^port /) continue
        key = first_key(i)
        split(key, w, " ")
        for (port = w[5] + 0; port <= w[6] + 0; port++) refuse_uses(i, w[3], w[4], port, key in made)
    }
}

# uses[PROTOCOL, PORT]: pairs of an address and who uses it: a plan, `listens`, or `connected`.
function note_use(protocol, port, address, user) {
    uses[protocol, port] = get(uses, protocol SUBSEP port) address " " user " "
}

function refuse_uses(i, protocol, address, port, is_made,    w, n, j, at) {
    n = split(get(uses, protocol SUBSEP port), w, " ")
    for (j = 1; j < n; j += 2) {
        if (!meets(address, w[j])) continue
        at = w[j] ":" port "/" protocol
        if (w[j + 1] == "listens")
            refuse_once(place[i] ": something on this host listens on " at \
                ", and would not be reached any more; publish another port," \
                " or on an address that it does not use, or stop it (ss -lnp shows what it is)")
        else if (w[j + 1] != "connected")
            refuse_port(i, w[j + 1], port "/" protocol (is_any(address) ? "" : " of " address))
        else if (!is_made)
            refuse_once(place[i] ": a connection of this host has " at \
                ", and would break; wait for its end," \
                " or end it (ss -tnp shows what it is), or publish another port; ports that are picked come" \
                " from host.publish_range, which may lie outside of net.ipv4.ip_local_port_range")
    }
}

# Once for all ports of a range.
function refuse_port(i, plan, port) {
    if ((i, plan) in refused_once) return
    refused_once[i, plan] = 1
    refuse(place[i] ": port " port " of this host is published by plan " plan "; publish another port," \
        " or on an address of its own, or give ports that are picked another host.publish_range")
}

# Whether a published address and that of a socket meet: 0.0.0.0 and :: are all addresses of their family.
function meets(published, address) {
    if (family_of(published) != family_of(address)) return 0
    return published == address || is_any(published) || is_any(address)
}

function is_any(address) { return address ~ /^(0\.0\.0\.0|::)$/ }

# Sockets as look.sh lists them. `*` is any address of both families.
function read_sockets(    line, w, i, address) {
    while ((getline line < (work "/sockets")) > 0) {
        split(line, w, " ")
        i = match(w[3], /:[0-9]+$/)
        if (!i) continue
        address = address_of(w[3])
        sub(/%.*/, "", address)
        sub(/^::ffff:/, "", address)
        if (address == "*") note_use(w[1], substr(w[3], i + 1) + 0, "::", w[2])
        note_use(w[1], substr(w[3], i + 1) + 0, address == "*" ? "0.0.0.0" : address, w[2])
    }
}

# A UDP flow stays with the container that its first packet went to for as long as packets come. Those of
# ports that lead elsewhere now, or nowhere, are to be forgotten, and those that came before there was a port.
function note_stale_flows(    i, key, w, address) {
    for (i = 1; i <= made_count; i++) {
        key = made_order[i]
        if (key ~ /^- port udp / && made[key] != get(want, key))
            note_flow(key, "--reply-src " address_of(made[key]))
    }
    for (i = 1; i <= lines; i++) {
        key = first_key(i)
        if (key !~ /^- port udp / || get(made, key) == want[key]) continue
        split(key, w, " ")
        if (!is_any(w[4])) note_flow(key, "--orig-dst " w[4])
        else for (address in own_address)
            if (family_of(address) == family_of(w[4])) note_flow(key, "--orig-dst " address)
    }
}

function note_flow(key, which,    w, port) {
    split(key, w, " ")
    for (port = w[5] + 0; port <= w[6] + 0; port++)
        print "-D -p udp --orig-port-dst " port " " which > (work "/stale")
}

# ---- ports that are kept from the host's own connections ---------------------------------------------------

# net.ipv4.ip_local_reserved_ports as the kernel prints it: what is there, less what an earlier version of the
# plan put there, with what this one wants.
function reserved_ports(    key, have_port, made_port, found_port, list, port, first) {
    key = "- sysctl " RESERVED
    mark_ports(have[key], have_port)
    mark_ports(reserved["made"] "", made_port)
    mark_ports(key in found ? found[key] : have[key], found_port)
    for (port in made_port) if (!(port in found_port)) delete have_port[port]
    mark_ports(reserved["want"] "", have_port)
    list = ""
    for (port = 1; port <= 65535; port++) {
        if (!(port in have_port)) continue
        first = port
        while ((port + 1) in have_port) port++
        list = list (list == "" ? "" : ",") first (port > first ? "-" port : "")
    }
    return list
}

function mark_ports(list, into,    n, i, part, bound, port) {
    n = split(list, part, ",")
    for (i = 1; i <= n; i++) {
        if (part[i] == "") continue
        split(part[i] "-" part[i], bound, "-")
        for (port = bound[1] + 0; port <= bound[2] + 0; port++) into[port] = 1
    }
}
