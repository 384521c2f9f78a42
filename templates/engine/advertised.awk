# ---- router advertisements: interfaces that are to go on taking them where IPv6 is forwarded ---------------------

# `$ra_interface`: the line once for the uplink and for each interface that lives on router advertisements, where the
# kernel takes them by itself (accept_ra 1, which it leaves off when it forwards: Documentation/networking/ip-sysctl.rst);
# a daemon that does it in its place sets 0. The uplink may hear its first one later: at boot, or behind a router that
# comes after. Once ours, an interface stays so until the plan does without. A name with a dot needs slashes, as in
# sysctl(8).
function load_advertised(line, origin,    text, t, ns, names, n, i, name, found) {
    ns = ""
    if (substr(line, 1, 1) == "[") {
        ns = substr(line, 2, index(line, "] ") - 2)
        line = substr(line, length(ns) + 4)
        # Which they are in a namespace is known once it has been looked into.
        if (step == "survey") flags[ns] = flags[ns] " net/ipv6/conf/*/accept_ra"
    }
    n = ns == "" ? advertised_on_host(names, found) : advertised_inside(ns, names, found)
    while ((getline text < (state "/sysctl")) > 0) {
        split(text, t, " ")
        if (t[1] != (ns == "" ? "-" : ns) || t[2] !~ "^net/ipv6/conf/.*/accept_ra$") continue
        name = substr(t[2], 15)
        sub("/accept_ra$", "", name)
        if (!(name in found) && !(("W", ns, t[2]) in sysctl_of) && (("P", ns, t[2]) in sysctl_of) && !(("P", ns, name) in link_of)) names[++n] = name
        found[name] = 1
    }
    close(state "/sysctl")
    for (i = 1; i <= n; i++) {
        text = line
        if (index(names[i], ".")) gsub(/\./, "/", text)
        t[1] = index(text, "$ra_interface")
        text = substr(text, 1, t[1] - 1) names[i] substr(text, t[1] + 13)
        load_line((ns == "" ? "" : "[" ns "] ") text, "W", origin)
    }
}

# The uplink, and those that the kernel has a route for from an advertisement (RTF_ADDRCONF, 0x40000, of
# linux/ipv6_route.h).
function advertised_on_host(names, found,    text, t, n, name) {
    name = advertised_uplink()
    if (name != "") {
        names[++n] = name
        found[name] = 1
    }
    while ((getline text < "/proc/net/ipv6_route") > 0) {
        split(text, t, " ")
        if (substr(t[9], 4, 1) !~ /[4-7c-f]/ || (t[10] in found)) continue
        if (accepted_ra(t[10]) > 0) names[++n] = t[10]
        found[t[10]] = 1
    }
    close("/proc/net/ipv6_route")
    return n + 0
}

# The same of what was seen in a namespace; an interface of which the plan says what it takes is none of them.
function advertised_inside(ns, names, found,    i, n, name, key) {
    for (i = 1; i <= ra_count[ns]; i++) {
        name = ra_name[ns, i]
        key = "net/ipv6/conf/" name "/accept_ra"
        if (name in found) continue
        if (!(("W", ns, key) in sysctl_of) && S[ns, key] + 0 > 0) names[++n] = name
        found[name] = 1
    }
    return n + 0
}

# The uplink, if it takes advertisements and is no link of ours. One that is looked up is known once the host has been
# looked at, which nobody knew then to read its sysctl.
function advertised_uplink(    name, value, key) {
    name = ENVIRON["plan_uplink"] == "auto" ? uplink : ENVIRON["plan_uplink"]
    if (name == "" || name == "none" || (("P", "", name) in link_of)) return ""
    value = accepted_ra(name)
    if (value <= 0) return ""
    key = "net/ipv6/conf/" name "/accept_ra"
    if (step == "compare" && !(("", key) in S)) S["", key] = value
    return name
}

function accepted_ra(name,    path, value) {
    path = "/proc/sys/net/ipv6/conf/" name "/accept_ra"
    value = 0
    if ((getline value < path) <= 0) value = 0
    close(path)
    return value + 0
}
