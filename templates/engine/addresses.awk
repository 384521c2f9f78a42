# ---- addresses and routes ----------------------------------------------------------------------------------

function remove_addresses(    ns, n, t, dev) {
    for (ns in address_count)
        for (n = 1; n <= address_count[ns]; n++) {
            split(address[ns, n], t, " ")
            dev = t[1]
            if (fresh[ns] || (ns in gone) || !((ns, dev) in ours)) continue
            if (("W", ns, ours[ns, dev], t[2]) in address_of && t[3] == "") continue
            # The kernel's own, unless a plan named it.
            if (t[2] ~ /^fe80:/ && !(("P", ns, ours[ns, dev], t[2]) in address_of)) continue
            report("unexpected", home(ns, dev), "address " substr(address[ns, n], length(dev) + 2) " on " dev)
            if (!loses_ipv6(ns, ours[ns, dev], t[2])) retract(ns, "addr del " substr(address[ns, n], length(dev) + 2) " dev " dev, home(ns, dev))
            stripped[ns, dev] = replay[ns] = 1
        }
}

# Where IPv6 is switched off, which comes before anything else in a namespace, its addresses and routes go with it.
function loses_ipv6(ns, dev, text) {
    return ns != "" && text ~ /:/ && (off(ns, "all") || off(ns, dev))
}

function off(ns, dev,    key) {
    key = "net/ipv6/conf/" dev "/disable_ipv6"
    return (("W", ns, key) in sysctl_value) && sysctl_value["W", ns, key] == "1" && S[ns, key] != "1"
}

# The entry of the plan that a link of ours comes from.
function home(ns, dev) { return our_id(ns, dev) != "" ? our_id(ns, dev) : touched["W", ns] }

# Where an address went, the kernel took along the others of its subnet that came after it.
function ensure_address(i,    ns, dev, there) {
    ns = W[i, "ns"]
    dev = W[i, "dev"]
    there = ((ns, dev) in was) && ((ns, was[ns, dev], W[i, "address"]) in A)
    if (there && !((ns, was[ns, dev]) in stripped)) return
    if (!there && ((ns, dev) in was)) report("missing", W[i, "origin"], "address " W[i, "address"] " on " dev)
    ensure(ns, W[i, "text"], W[i, "origin"])
    replay[ns] = 1
}

# A route is ours if this plan put it there, or if it leads to an interface of ours and somebody typed it;
# what daemons and the kernel put there is theirs.
function remove_routes(    ns, n, key, origin) {
    for (ns in route_count)
        for (n = 1; n <= route_count[ns]; n++) {
            key = route[ns, n]
            if (fresh[ns] || (ns in gone) || (("W", ns, key) in route_of) || leaves(ns, R[ns, key, "dev"] "")) continue
            if (("P", ns, key) in route_of && R[ns, key, "proto"] == protocol) origin = route_of["P", ns, key]
            else if (R[ns, key, "proto"] !~ ("^(boot|static|" protocol ")$")) continue
            else if ((ns, R[ns, key, "dev"]) in ours) origin = home(ns, R[ns, key, "dev"])
            else if (is_new(ns)) origin = touched["W", ns]
            else continue
            report("unexpected", origin, "route " spelled(ns, key))
            if (loses_ipv6(ns, R[ns, key, "dev"], key ~ /^6 / ? ":" : "")) continue
            retract(ns, "route del " spelled(ns, key), origin)
        }
}

# Whether a link in a namespace is one of ours that goes, and takes its routes with it.
function leaves(ns, dev) { return ns != "" && dev != "" && our_id(ns, dev) != "" && !((ns, dev) in ours) }

function spelled(ns, key,    text, n, list, i) {
    text = (R[ns, key, "type"] == "unicast" ? "" : R[ns, key, "type"] " ") R[ns, key, "to"]
    n = split("tos via dev src metric proto", list, " ")
    for (i = 1; i <= n; i++) if (R[ns, key, list[i]] != "") text = text " " list[i] " " R[ns, key, list[i]]
    return text
}

function ensure_route(i,    ns, key, bad) {
    ns = W[i, "ns"]
    key = route_key(W[i, "to"], W[i, "metric"] "", W[i, "via"] W[i, "src"])
    bad = route_difference(i, ns, key)
    if (bad == "" && !replay[ns]) return
    if (bad == "missing") report("missing", W[i, "origin"], "route " substr(W[i, "text"], 15))
    else if (bad == "differs") report("differs", W[i, "origin"], "route " W[i, "to"] " is " spelled(ns, key) ", not " substr(W[i, "text"], 15))
    ensure(ns, W[i, "text"], W[i, "origin"])
}

function route_difference(i, ns, key,    dev) {
    if (fresh[ns]) return "fresh"
    if (!((ns, key, "there") in R)) return ((ns, W[i, "dev"]) in was) || W[i, "dev"] == "" || !(("W", ns, W[i, "dev"]) in link_of) ? "missing" : "fresh"
    dev = ((ns, W[i, "dev"]) in was) ? was[ns, W[i, "dev"]] : W[i, "dev"]
    if (R[ns, key, "type"] != W[i, "type"] || R[ns, key, "via"] != W[i, "via"] || R[ns, key, "src"] != W[i, "src"] \
        || R[ns, key, "proto"] != protocol || (dev != "" && R[ns, key, "dev"] != dev)) return "differs"
    return ""
}
