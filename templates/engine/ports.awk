# ---- published ports -----------------------------------------------------------------------------------------

# Published ports in a file of rules, from the lines that translate destinations: port_to[into, key] is the
# container's address and port, port_origin[into, key] the entry of the plan. A key is address ("" for all), protocol,
# first and last port.
function read_ports(file, into,    line, t, n, i, key, to, word, origin, address) {
    while ((getline line < file) > 0) {
        key = ""
        n = split(line, t, " ")
        if (line ~ /^ +([0-9a-f.:]+ \. )?(tcp|udp|sctp) \. [0-9]+ : /) {
            i = t[2] == "." && t[4] == "." ? 3 : 1
            key = (i == 3 ? t[1] : t[i + 4] ~ /:/ ? "::" : "") " " t[i] " " t[i + 2] " " t[i + 2]
            to = t[i + 4] " " (t[i + 6] + 0)
            origin = t[n]
        } else if (line ~ / -j DNAT --to-destination /) {
            split("", word)
            for (i = 3; i < n; i += 2) word[t[i]] = t[i + 1]
            i = index(word["--dport"], ":")
            address = word["-d"]
            if (address == "" && word["--to-destination"] ~ /^\[/) address = "::"
            key = address " " word["-p"] " " (i ? substr(word["--dport"], 1, i - 1) " " substr(word["--dport"], i + 1) : word["--dport"] " " word["--dport"])
            to = word["--to-destination"]
            if (sub(/^\[/, "", to)) sub(/\]:?/, " ", to)
            else sub(/:/, " ", to)
            origin = word["--comment"]
        }
        if (key == "") continue
        if (!((into, key) in port_to)) port_key[into, ++port_count[into]] = key
        port_to[into, key] = to
        port_origin[into, key] = origin
    }
    close(file)
}

# No published port is one on which the host itself listens: the rules would take it away from whoever does. A
# socket on all addresses is one of IPv4, too, if ss writes it with a star.
function need_free_ports(    k, key, p, port, origin) {
    read_sockets(work "/listening", 5, 1, listeners)
    read_sockets(work "/connected", 3, 0, connections)
    for (k = 1; k <= port_count["W"]; k++) {
        key = port_key["W", k]
        origin = port_origin["W", key]
        split_key(key, p)
        for (port = p[3] + 0; port <= p[4] + 0; port++) {
            if ((p[2], port) in listeners) need_no_listener(origin, p[1], p[2], port)
            if (p[2] == "tcp" && !(("P", key) in port_to) && (p[2], port) in connections) need_no_connection(origin, p[1], port)
        }
    }
}

# Addresses at each protocol and port, as ss lists them: the address stands in that column, the protocol in
# column `named`, or is tcp.
function read_sockets(file, column, named, into,    n, i, t, line, count, where, spot) {
    count = read_lines(file, line)
    for (n = 1; n <= count; n++) {
        split(line[n], t, " ")
        i = match(t[column], /:[0-9]+$/)
        if (!i) continue
        where = substr(t[column], 1, i - 1)
        sub(/%.*/, "", where)
        sub(/^\[::ffff:/, "", where)
        gsub(/[][]/, "", where)
        spot = (named ? t[named] : "tcp") SUBSEP (substr(t[column], i + 1) + 0)
        into[spot] = into[spot] " " (where == "*" ? "0.0.0.0 ::" : where)
    }
}

# A connection that the host has from that port, for instance because the kernel took it from ip_local_port_range
# before it was reserved, is not known to connection tracking: its next packet from outside would go to the container.
function need_no_connection(origin, address, port,    n, i, t) {
    n = split(connections["tcp", port], t, " ")
    for (i = 1; i <= n; i++) {
        if (address != "" && t[i] != address || ("connected", t[i], port) in told) continue
        told["connected", t[i], port] = 1
        refuse(origin ": a connection of this host has " t[i] ":" port "/tcp, and would break; wait for its end, or end it (ss -tnp shows what it is), or publish another port; ports that are picked come from host.publish_range, which may lie outside of net.ipv4.ip_local_port_range")
    }
}

function need_no_listener(origin, address, kind, port,    n, i, t) {
    n = split(listeners[kind, port], t, " ")
    for (i = 1; i <= n; i++) {
        if ((t[i] ~ /:/) != (address ~ /:/)) continue
        if (address != "" && address != "::" && t[i] != "0.0.0.0" && t[i] != "::" && t[i] != address || (kind, t[i], port) in told) continue
        told[kind, t[i], port] = 1
        refuse(origin ": something on this host listens on " t[i] ":" port "/" kind ", and would not be reached any more; publish another port, or on an address that it does not use, or stop it (ss -lnp shows what it is)")
    }
}

# No published port is one of another plan on this host: only one of the two containers would be reached.
function need_own_ports(    n, i, file, owner, k, key, p, port, spot) {
    n = port_count["W"] ? split(ENVIRON["neighbours"], file, " ") : 0
    for (i = 1; i <= n; i++) {
        owner = file[i]
        sub(/\/[^\/]*$/, "", owner)
        sub(/.*\//, "", owner)
        read_ports(file[i], "of " owner)
        for (k = 1; k <= port_count["of " owner]; k++) {
            key = port_key["of " owner, k]
            split_key(key, p)
            for (port = p[3] + 0; port <= p[4] + 0; port++) {
                taken[p[1], p[2], port] = "plan " owner " (" port_origin["of " owner, key] ")"
                if (p[1] != "" && p[1] != "::") taken["any" (p[1] ~ /:/), p[2], port] = taken[p[1], p[2], port]
            }
        }
    }
    for (k = 1; n && k <= port_count["W"]; k++) {
        split_key(port_key["W", k], p)
        for (port = p[3] + 0; port <= p[4] + 0; port++) {
            spot = (p[1] ~ /:/ ? "::" : "") SUBSEP p[2] SUBSEP port
            if (!(spot in taken)) spot = (p[1] == "" || p[1] == "::" ? "any" (p[1] ~ /:/) : p[1]) SUBSEP p[2] SUBSEP port
            if (!(spot in taken)) continue
            refuse(port_origin["W", port_key["W", k]] ": port " port "/" p[2] (p[1] == "" ? "" : " of " p[1]) " of this host is published by " taken[spot] "; publish another port, or on an address of its own, or give ports that are picked another host.publish_range")
            break
        }
    }
}

# Address or "", protocol, first and last port of a key.
function split_key(key, p,    n) {
    n = split(key, p, " ")
    if (n == 3) { p[4] = p[3]; p[3] = p[2]; p[2] = p[1]; p[1] = "" }
}

# A UDP flow stays with the container that its first packet went to for as long as packets come. Those of ports
# that lead elsewhere now, or nowhere, are to be forgotten, and those that came before there was a port.
function stale_flows(    k, key, address, out) {
    out = work "/stale"
    for (k = 1; k <= port_count["P"]; k++) {
        key = port_key["P", k]
        if (key !~ /(^| )udp / || (("W", key) in port_to) && port_to["W", key] == port_to["P", key]) continue
        write_stale(out, key, "--reply-src " first_word(port_to["P", key]))
    }
    for (k = 1; k <= port_count["W"]; k++) {
        key = port_key["W", k]
        if (key !~ /(^| )udp / || (("P", key) in port_to) && port_to["W", key] == port_to["P", key]) continue
        if (first_word(key) == "::") {
            for (address in host_address) if (address ~ /:/) write_stale(out, key, "--orig-dst " address)
        } else if (key !~ /^ /) write_stale(out, key, "--orig-dst " first_word(key))
        else for (address in host_address) if (address !~ /:/) write_stale(out, key, "--orig-dst " address)
    }
}

function write_stale(out, key, which,    p, n, port) {
    n = split(key, p, " ")
    for (port = p[n - 1] + 0; port <= p[n] + 0; port++) print "-D -p udp --orig-port-dst " port " " which > out
}

function first_word(text,    t) {
    split(text, t, " ")
    return t[1]
}

# ---- ports that are kept from the host's own connections ------------------------------------------------------

# The list as the kernel prints it: what is there, less what an earlier version of the plan put there, with what
# this one wants.
function reserved_value(key,    have, past, found, list, port, first) {
    mark_ports(S["", key] "", have)
    mark_ports(reserved["P"] "", past)
    mark_ports(("", key) in saved ? saved["", key] : S["", key], found)
    for (port in past) if (!(port in found)) delete have[port]
    mark_ports(reserved["W"] "", have)
    list = ""
    for (port = 1; port <= 65535; port++) {
        if (!(port in have)) continue
        first = port
        while ((port + 1) in have) port++
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
