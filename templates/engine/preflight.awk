# ---- preflight: what must hold on the host before the first change -----------------------------------------------------

function preflight(    i, j, n, key, w) {
    if (ENVIRON["plan_uplink"] !~ /^(auto|none)$/ && uplink() == "" && !uplink_refused)
        remark("host.uplink: " uplink_problem())
    need_rules_of_ours()
    for (i = 1; i <= lines; i++) {
        n = split(facts[i], key, "\n")
        for (j = 1; j < n; j++) {
            split(key[j], w, " ")
            if (w[2] == "netns") need_netns(key[j], w[3])
            else if (w[2] == "link" && w[4] == "kind") need_free_name(key[j], w[1], w[3])
            else if (w[2] == "link" && w[4] == "master") need_bridge(key[j], want[key[j]])
            else if (w[2] == "addr" && w[4] ~ /:/) need_ipv6(i)
            else if (w[2] == "route") need_free_route(key[j], w[1])
            else if (w[2] == "proxy" && !has_link("-", w[4]) && !(("- link " w[4] " kind") in want))
                refuse(place[i] ": there is no interface " w[4] " to answer on for its address (ndp_proxy)")
            else if (w[2] == "require" && !(w[3] in own_address))
                refuse(place[i] ": this host does not have the address " w[3] \
                    " (host.addresses); is this the script of another host?")
        }
        if (n > 1 && is_fresh(space[i]) && !(("- netns " space[i]) in want))
            refuse(place[i] ": there is no network namespace " space[i] "; it has to exist before this script runs")
    }
    report_overlaps()
    need_main_table()
    need_free_ports()
}

# Who else has it, for the end of a sentence.
function owner_words(key) { return key in others ? "plan " others[key] " made it" : "this plan did not make it" }

function need_netns(key, name,    help) {
    if (get(have, key) ~ /^(|stale|made)$/ || (key in made)) return
    help = key in others ? "give the container another name, or a netns of its own" : "remove it with" \
        " `ip netns delete " name "`, or furnish it with `netns: {external: " name "}`"
    refuse(origin_of(key) ": a namespace " name " exists already, and " owner_words(key) "; " help)
}

function need_free_name(key, ns, name) {
    if ((ns, name) in altname && !has_link(ns, name))
        refuse(origin_of(key) ": " name " is another name (altname) of the interface " altname[ns, name] \
            where(ns, "in namespace") "; choose another name")
    if (key in have && !is_ours(ns, name))
        refuse(origin_of(key) ": an interface " name " exists already" where(ns, "in namespace") ", and " \
            owner_words(key) "; remove it or choose another name")
}

function need_bridge(key, bridge) {
    if (bridge == "" || ("- link " bridge " kind") in want) return
    if (!has_link("-", bridge))
        refuse(origin_of(key) ": there is no bridge " bridge "; it is external and has to exist before this script runs")
    else if (have["- link " bridge " kind"] != "bridge") refuse(origin_of(key) ": " bridge " is not a bridge")
}

# A kernel without IPv6, or a host that keeps it off new interfaces, takes no address of it.
function need_ipv6(i) {
    if (ipv6_checked++) return
    if (!kernel_has_ipv6()) refuse(place[i] ": the kernel has no IPv6; boot it without ipv6.disable=1")
    else if (first_line("/proc/sys/net/ipv6/conf/default/disable_ipv6") == "1")
        refuse(place[i] ": the host keeps IPv6 off new interfaces; sysctl -w net.ipv6.conf.default.disable_ipv6=0")
}

# A table or chains of our name that no run of ours made.
function need_rules_of_ours(    i, key, w) {
    for (i = 1; i <= have_count; i++) {
        key = have_order[i]
        if (key !~ / rules / || (key in made) || lost_record || !ours_listed[key]) continue
        split(key, w, " ")
        refuse(origin_of(key) ": " (w[3] == "nftables" ? "a table inet netgen-" plan_name " exists already" \
            where(w[1], "in namespace") : "chain " substr(word_of(ours_listed[key], 2), 2) " exists already in " w[3] where(w[1], "of namespace")) \
            ", and this plan did not make it; remove it" (w[3] == "nftables" ? " with `nft delete table inet netgen-" \
            plan_name "`" : "") ", or give the plan another name")
    }
}

function need_free_route(key, ns,    dev) {
    dev = dev_of(want[key])
    if (is_fresh(ns) || get(want, "- netns " ns) == "made") return
    if (ns == "-" && dev != "" && !has_link(ns, dev) && !((ns " link " dev " kind") in want))
        refuse(origin_of(key) ": there is no interface " dev)
    else if (key in have && !(word_of(key, 4) in overlapped) && !is_ours(ns, dev_of(have[key])) && !(have[key] ~ / proto 110$/ && (key in made || lost_record)))
        refuse(origin_of(key) ": a route " route_text(key, have[key]) " exists already" where(ns, "in namespace") \
            ", and " owner_words(key) "; remove it, or give ours another metric")
}

# ---- published ports ---------------------------------------------------------------------------------------------------

# No published port is one of another plan on this host, since only one of the two containers would be reached; nor one on
# which the host itself listens, since the rules would take it away from whoever does. A connection that the host has from
# that port is not known to connection tracking: its next packet would go to the container.
#
# uses[PROTOCOL, PORT]: pairs of an address and who uses it: a plan, `listens`, or `connected`.
function need_free_ports(    i, w, port, key, line, address) {
    for (key in others) {
        split(key, w, " ")
        if (w[2] == "port") for (port = w[5] + 0; port <= w[6] + 0; port++) note_use(w[3], port, w[4], others[key])
    }
    # Sockets as apply.sh lists them. `*` is any address of both families.
    while ((getline line < (now "/sockets")) > 0) {
        split(line, w, " ")
        port = word_of(port_of(w[3]), 1) + 0
        address = address_of(w[3])
        sub(/%.*/, "", address)
        sub(/^::ffff:/, "", address)
        if (address == "*") note_use(w[1], port, "::", w[2])
        note_use(w[1], port, address == "*" ? "0.0.0.0" : address, w[2])
    }
    for (i = 1; i <= lines; i++) {
        if (text[i] !~ /^port /) continue
        key = first_key(i)
        split(key, w, " ")
        for (port = w[5] + 0; port <= w[6] + 0; port++) refuse_uses(i, w[3], w[4], port, key in made)
    }
}

function note_use(protocol, port, address, user) {
    uses[protocol, port] = uses[protocol, port] address "\n" user "\n"
}

function refuse_uses(i, protocol, address, port, is_made,    w, n, j, at) {
    if (!((protocol, port) in uses)) return
    n = split(uses[protocol, port], w, "\n")
    for (j = 1; j < n; j += 2) {
        # 0.0.0.0 and :: are all addresses of their family.
        if (family_of(address) != family_of(w[j]) || address != w[j] && !is_any(address) && !is_any(w[j])) continue
        at = w[j] ":" port "/" protocol
        if (w[j + 1] == "listens")
            refuse(place[i] ": something on this host listens on " at ", and would not be reached any more; publish" \
                " another port, or on an address that it does not use, or stop it (ss -lnp shows what it is)")
        else if (w[j + 1] != "connected") {
            if (!((i, w[j + 1]) in refused))
                refuse(place[i] ": port " port "/" protocol (is_any(address) ? "" : " of " address) " of this host is" \
                    " published by plan " w[j + 1] "; publish another port, or on an address of its own, or give ports" \
                    " that are picked another host.publish_range")
            refused[i, w[j + 1]]
        } else if (!is_made)
            refuse(place[i] ": a connection of this host has " at ", and would break; wait for its end, or end it (ss -tnp" \
                " shows what it is), or publish another port; ports that are picked come from host.publish_range," \
                " which may lie outside of net.ipv4.ip_local_port_range")
    }
}

function is_any(address) { return address ~ /^(0\.0\.0\.0|::)$/ }

# A UDP flow stays with the container that its first packet went to for as long as packets come. Those of ports that lead
# elsewhere now, or nowhere, are to be forgotten, and those that came before there was a port.
function note_stale_flows(    i, key, w, address) {
    for (i = 1; i <= made_count; i++) {
        key = made_order[i]
        if (key ~ /^- port udp / && made[key] != get(want, key)) note_flow(key, "--reply-src " address_of(made[key]))
    }
    for (i = 1; i <= lines; i++) {
        key = first_key(i)
        if (key !~ /^- port udp / || get(made, key) == want[key]) continue
        split(key, w, " ")
        if (!is_any(w[4])) note_flow(key, "--orig-dst " w[4])
        else for (address in own_address) if (family_of(address) == family_of(w[4])) note_flow(key, "--orig-dst " address)
    }
}

function note_flow(key, which,    w, port) {
    split(key, w, " ")
    for (port = w[5] + 0; port <= w[6] + 0; port++) print "-D -p udp --orig-port-dst " port " " which > (now "/stale")
}

# ---- ports that are kept from the host's own connections ---------------------------------------------------------------

# net.ipv4.ip_local_reserved_ports as the kernel prints it: what is there, less what an earlier version of the plan put
# there, with what this one wants.
function reserved_ports(    kept, made_port, found_port, list, port, first) {
    mark_ports(have[RESERVED], kept)
    mark_ports(reserved["made"] "," reserved["begun"], made_port)
    mark_ports(RESERVED in found ? found[RESERVED] : have[RESERVED], found_port)
    for (port in made_port) if (!(port in found_port)) delete kept[port]
    mark_ports(reserved["want"] "", kept)
    for (port = 1; port <= 65535; port++) {
        if (!(port in kept)) continue
        first = port
        while ((port + 1) in kept) port++
        list = list (list == "" ? "" : ",") first (port > first ? "-" port : "")
    }
    return list
}

function mark_ports(list, into,    n, i, part, bound, port) {
    n = split(list, part, ",")
    for (i = 1; i <= n; i++) {
        if (part[i] == "") continue
        split(part[i] "-" part[i], bound, "-")
        for (port = bound[1] + 0; port <= bound[2] + 0; port++) into[port]
    }
}
