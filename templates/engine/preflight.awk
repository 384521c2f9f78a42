# ---- preflight: what must hold on the host before the first change ----------------------------------------------

function preflight(    i, key, w, n, j) {
    if (ENVIRON["plan_uplink"] !~ /^(auto|none)$/ && uplink() == "" && !uplink_refused) remark("host.uplink: " uplink_problem())
    need_ipv6()
    need_rules_of_ours()
    for (i = 1; i <= lines; i++) {
        n = split(facts[i], key, "\n")
        for (j = 1; j < n; j++) {
            split(key[j], w, " ")
            if (w[2] == "netns") need_netns(key[j], w[3])
            else if (w[2] == "link" && w[4] == "kind") need_free_name(key[j], w[1], w[3])
            else if (w[2] == "link" && w[4] == "master" && want[key[j]] != "") need_bridge(key[j], want[key[j]])
            else if (w[2] == "route") need_free_route(key[j], w[1], w[4])
            else if (w[2] == "proxy" && !is_device(w[4]) && !(("- link " w[4] " kind") in want))
                refuse_once(origin_of(key[j]) ": there is no interface " w[4] " to answer on for its address (ndp_proxy)")
            else if (w[2] == "require" && !(w[4] in own_address))
                refuse(origin_of(key[j]) ": this host does not have the address " w[4] " (host.addresses); is this the script of another host?")
        }
        if (space[i] != "-" && !(("- netns " space[i]) in want) && !looked[space[i]])
            refuse_once(place[i] ": there is no network namespace " space[i] "; it has to exist before this script runs")
    }
    report_overlaps()
    need_free_ports()
    need_ports_of_ours()
}

function refuse_once(text) {
    if (!(text in refused_once)) refuse(text)
    refused_once[text] = 1
}

# Who else has it, for the end of a sentence.
function owner_words(key, fallback) { return (key in others_made) ? "plan " others_made[key] " made it" : fallback }

function need_netns(key, name) {
    if (!(key in have) || have[key] == "stale" || have[key] == "made" || (key in made)) return
    if (key in others_made) refuse(origin_of(key) ": a namespace " name " exists already, and plan " others_made[key] " made it; give the container another name, or a netns of its own")
    else refuse(origin_of(key) ": a namespace " name " exists already, and this plan did not make it; remove it with `ip netns delete " name "`, or furnish it with `netns: {external: " name "}`")
}

function need_free_name(key, ns, name,    where) {
    where = ns == "-" ? "" : " in namespace " ns
    if (is_fresh(ns)) return
    if ((ns, name) in altname && !((ns " link " name " kind") in have))
        refuse(origin_of(key) ": " name " is another name (altname) of the interface " altname[ns, name] where "; choose another name")
    if (!(key in have) || is_ours(ns, name)) return
    refuse(origin_of(key) ": an interface " name " exists already" where ", and " owner_words(key, "this plan did not make it") "; remove it or choose another name")
}

function need_bridge(key, bridge) {
    if (("- link " bridge " kind") in want) return
    if (!(("- link " bridge " kind") in have))
        refuse_once(origin_of(key) ": there is no bridge " bridge "; it is external and has to exist before this script runs")
    else if (have["- link " bridge " kind"] != "bridge") refuse_once(origin_of(key) ": " bridge " is not a bridge")
}

# A kernel without IPv6, or a host that keeps it off new interfaces, takes no address of it.
function need_ipv6(    i, line, path) {
    for (i = 1; i <= lines; i++) if (text[i] ~ /^addr replace [^ ]*:/) break
    if (i > lines) return
    if (!kernel_has_ipv6()) {
        refuse(place[i] ": the kernel has no IPv6; boot it without ipv6.disable=1")
        return
    }
    path = "/proc/sys/net/ipv6/conf/default/disable_ipv6"
    if ((getline line < path) > 0 && line == "1")
        refuse(place[i] ": the host keeps IPv6 off new interfaces; sysctl -w net.ipv6.conf.default.disable_ipv6=0")
    close(path)
}

# A table or chains of our name that no run of ours made.
function need_rules_of_ours(    key, w) {
    for (key in have) {
        if (key !~ / rules / || (key in made) || lost_record) continue
        split(key, w, " ")
        if (w[3] == "nftables") refuse(origin_of(key) ": a table inet netgen-" plan_name " exists already" (w[1] == "-" ? "" : " in namespace " w[1]) ", and this plan did not make it; remove it with `nft delete table inet netgen-" plan_name "`, or give the plan another name")
        else refuse(origin_of(key) ": chains " CHAINS "* exist already in " w[3] (w[1] == "-" ? "" : " of namespace " w[1]) ", and this plan did not make them; remove them, or give the plan another name")
    }
}

function need_free_route(key, ns, to,    dev) {
    dev = dev_of(want[key])
    if (is_fresh(ns) || is_namespace_of_ours(ns)) return
    if (ns == "-" && dev != "" && !((ns " link " dev " kind") in have) && !((ns " link " dev " kind") in want)) {
        refuse(origin_of(key) ": there is no interface " dev)
        return
    }
    if (!(key in have) || is_ours(ns, dev_of(have[key])) || have[key] ~ / proto 110$/ && (key in made || lost_record)) return
    refuse(origin_of(key) ": a route " route_text(key, have[key]) " exists already" (ns == "-" ? "" : " in namespace " ns) ", and " owner_words(key, "this plan did not make it") "; remove it, or give ours another metric")
}

# ---- subnets that the host routes elsewhere ------------------------------------------------------------------------

# The planned subnets, before the host's routes are read: addresses of bridges, and routes to a network whose bridge
# has a link-local address only. They lie in buckets by their first bits, so that 20,000 routes cost a look-up each.
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
function bucket_of(cidr) { return cidr ~ /:/ ? "6 " substr("0000" substr(cidr, 1, index(cidr, ":") - 1), index(cidr, ":")) : "4 " int(cidr) }

# A route of the host that is not this plan's. Where BIRD brings the cluster's routes, one of its own (RTPROT_BIRD,
# linux/rtnetlink.h) leads to a host that had the subnet before, and goes when BIRD is told so. Of an IPv6 subnet of the
# host's a part may lie behind it.
function note_foreign_route(to, metric, value, proto,    i, n, list, length_) {
    if (to == "default" || proto == "12" && ENVIRON["plan_bird"] != "") return
    length_ = length_of(to)
    n = split(length_ < (to ~ /:/ ? 16 : 8) ? bucket[family_of(to)] : bucket[bucket_of(to)], list, " ")
    for (i = 1; i <= n; i++) {
        if ((list[i] in overlap) || !overlaps(subnet[list[i]], to)) continue
        if (to ~ /:/ && length_of(subnet[list[i]]) > length_) continue
        overlap[list[i]] = to ", which the host routes elsewhere (" route_text("- route " route_key(to, metric, value), value) ")"
    }
}

# Nor may a network hold an address that the host has elsewhere, for which there need not be a route
# (`noprefixroute`, and any /32).
function report_overlaps(    i, address) {
    for (i = 1; i <= subnets; i++) {
        if (i in overlap) refuse(subnet_of[i] ": " subnet[i] " overlaps " overlap[i] "; choose another subnet")
        else if (subnet_of[i] ~ /^networks\./) {
            for (address in host_address)
                if (address !~ /^(127\.|fe80:|::1$)/ && overlaps(subnet[i], address))
                    refuse(subnet_of[i] ": " subnet[i] " holds " address ", which the host has on " host_address[address] "; choose another subnet")
        }
    }
}

function length_of(cidr) { return index(cidr, "/") ? substr(cidr, index(cidr, "/") + 1) + 0 : cidr ~ /:/ ? 128 : 32 }

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
    for (i = 1; i <= n; i++) hex = hex (part[i] == "@" ? substr("00000000000000000000000000000000", 1, 4 * (9 - n)) : substr("0000" part[i], length(part[i]) + 1))
    return hex_cache[cidr] = hex
}

# ---- published ports -------------------------------------------------------------------------------------------------

# No published port is one on which the host itself listens: the rules would take it away from whoever does. A connection
# that the host has from that port is not known to connection tracking: its next packet would go to the container.
function need_free_ports(    i, w, n, j, port, address) {
    read_sockets(work "/listening", 5, 1)
    read_sockets(work "/connected", 3, 0)
    for (i = 1; i <= lines; i++) {
        if (text[i] !~ /^port /) continue
        split(facts[i], w, "\n")
        n = split(w[1], w, " ")
        for (port = w[5] + 0; port <= w[6] + 0; port++) {
            n = split(listening[w[3], port], address, " ")
            for (j = 1; j <= n; j++) if (meets(w[4], address[j]))
                refuse_once(place[i] ": something on this host listens on " address[j] ":" port "/" w[3] ", and would not be reached any more; publish another port, or on an address that it does not use, or stop it (ss -lnp shows what it is)")
            if (w[3] != "tcp" || (("- port tcp " w[4] " " w[5] " " w[6]) in made)) continue
            n = split(connected[port], address, " ")
            for (j = 1; j <= n; j++) if (meets(w[4], address[j]))
                refuse_once(place[i] ": a connection of this host has " address[j] ":" port "/tcp, and would break; wait for its end, or end it (ss -tnp shows what it is), or publish another port; ports that are picked come from host.publish_range, which may lie outside of net.ipv4.ip_local_port_range")
        }
    }
}

# Whether a published address and that of a socket meet: 0.0.0.0 and :: are all addresses of their family.
function meets(published, address) {
    if (family_of(published) != family_of(address)) return 0
    return published == address || published ~ /^(0\.0\.0\.0|::)$/ || address ~ /^(0\.0\.0\.0|::)$/
}

# Sockets as ss lists them: the address stands in the given column, the protocol in the first or is tcp.
function read_sockets(file, column, is_listening,    line, w, i, address, port) {
    while ((getline line < file) > 0) {
        split(line, w, " ")
        i = match(w[column], /:[0-9]+$/)
        if (!i) continue
        address = substr(w[column], 1, i - 1)
        port = substr(w[column], i + 1) + 0
        sub(/%.*/, "", address)
        sub(/^\[::ffff:/, "", address)
        gsub(/[][]/, "", address)
        if (address == "*") address = "0.0.0.0 ::"
        if (is_listening) listening[w[1], port] = listening[w[1], port] " " address
        else connected[port] = connected[port] " " address
    }
    close(file)
}

# No published port is one of another plan on this host: only one of the two containers would be reached.
function need_ports_of_ours(    i, w, port, owner, other) {
    for (other in others_made) {
        if (other !~ /^- port /) continue
        split(other, w, " ")
        for (port = w[5] + 0; port <= w[6] + 0; port++) taken[w[3], port] = taken[w[3], port] " " w[4] " " others_made[other]
    }
    for (i = 1; i <= lines; i++) {
        if (text[i] !~ /^port /) continue
        split(facts[i], w, "\n")
        split(w[1], w, " ")
        for (port = w[5] + 0; port <= w[6] + 0; port++) {
            owner = owner_of_port(w[4], taken[w[3], port])
            if (owner == "") continue
            refuse(place[i] ": port " port "/" w[3] (w[4] ~ /^(0\.0\.0\.0|::)$/ ? "" : " of " w[4]) " of this host is published by plan " owner "; publish another port, or on an address of its own, or give ports that are picked another host.publish_range")
            break
        }
    }
}

function owner_of_port(address, list,    w, n, i) {
    n = split(list, w, " ")
    for (i = 1; i < n; i += 2) if (meets(address, w[i])) return w[i + 1]
    return ""
}

# A UDP flow stays with the container that its first packet went to for as long as packets come. Those of ports that
# lead elsewhere now, or nowhere, are to be forgotten, and those that came before there was a port.
function note_stale_flows(    i, key, w) {
    for (i = 1; i <= made_count; i++) {
        key = made_order[i]
        if (key ~ /^- port udp / && made[key] != get(want, key)) note_flow(key, "--reply-src " target_of(made[key]))
    }
    for (i = 1; i <= lines; i++) {
        split(facts[i], w, "\n")
        key = w[1]
        if (key !~ /^- port udp / || get(made, key) == want[key]) continue
        split(key, w, " ")
        if (w[4] !~ /^(0\.0\.0\.0|::)$/) note_flow(key, "--orig-dst " w[4])
        else for (address in own_address) if (family_of(address) == family_of(w[4])) note_flow(key, "--orig-dst " address)
    }
}

function target_of(target) {
    sub(/:[0-9-]+$/, "", target)
    gsub(/[][]/, "", target)
    return target
}

function note_flow(key, which,    w, port) {
    split(key, w, " ")
    for (port = w[5] + 0; port <= w[6] + 0; port++) print "-D -p udp --orig-port-dst " port " " which > (work "/stale")
}

# ---- ports that are kept from the host's own connections --------------------------------------------------------------

# net.ipv4.ip_local_reserved_ports as the kernel prints it: what is there, less what an earlier version of the plan put
# there, with what this one wants.
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
