# ---- neighbour proxies ---------------------------------------------------------------------------------------

# What `ip neigh show proxy` printed: addresses that the host answers for, by interface.
function read_proxies(line,    object, n, i) {
    n = split(line, object, /\{"dst":/)
    for (i = 2; i <= n; i++) proxied[field("\"dst\":" object[i], "dst"), field(object[i], "dev")] = 1
}

# One that was there before is somebody else's, and stays. The uplink may be named beside.
function ensure_proxy(i,    address, dev) {
    address = W[i, "proxy"]
    dev = W[i, "dev"]
    if ((address, dev) in proxied) {
        if (!(("P", address, dev) in proxy_of)) not_ours[i] = 1
        return
    }
    if ((address, dev) in proxy_done) return
    proxy_done[address, dev] = 1
    report("missing", W[i, "origin"], "neighbour proxy for " address " on " dev)
    ensure("", W[i, "text"], W[i, "origin"])
}

function leave_proxies(    id, part) {
    for (id in proxy_of) {
        split(id, part, SUBSEP)
        if (part[1] != "P" || (("W", part[2], part[3]) in proxy_of) || !((part[2], part[3]) in proxied)) continue
        report("unexpected", proxy_of[id], "neighbour proxy for " part[2] " on " part[3])
        retract("", "neigh del proxy " part[2] " dev " part[3], proxy_of[id])
    }
}
