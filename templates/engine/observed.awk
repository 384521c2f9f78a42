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

# What `observe` printed: links L[ns, name, attribute], addresses, routes and sysctls by namespace.
function read_observed(file,    line, ns) {
    ns = ""
    while ((getline line < file) > 0) {
        if (line ~ /^@netns /) {
            ns = substr(line, 8)
            if (ns == "-") ns = ""
            seen[ns] = 1
        } else if (line == "@unreadable") delete seen[ns]
        else if (line ~ /^@sysctl /) read_sysctl(ns, line)
        else if (line ~ /^[0-9]+: [^ ]+: </) read_link(ns, line)
        else if (line ~ /^[0-9]+: /) read_address(ns, line)
        else if (line ~ /^[a-z]+ /) read_route(ns, line)
    }
    close(file)
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

function read_link(ns, line,    part, n, t, m, i, name) {
    n = split(line, part, "\\")
    m = split(part[1], t, " ")
    name = t[2]
    sub(/:$/, "", name)
    sub(/@[^@]*$/, "", name)
    link_count[ns]++
    link_name[ns, link_count[ns]] = name
    L[ns, name, "there"] = 1
    L[ns, name, "up"] = t[3] ~ /[<,]UP[,>]/ ? "up" : ""
    for (i = 4; i < m; i++) if (t[i] == "mtu" || t[i] == "master") L[ns, name, t[i]] = t[i + 1]
    for (i = 2; i <= n; i++) {
        split(part[i], t, " ")
        if (t[1] ~ /^link\//) L[ns, name, "address"] = t[2]
        else if (t[1] == "alias") L[ns, name, "alias"] = substr(part[i], index(part[i], "alias") + 6)
        else if (t[1] == "bridge" || t[1] == "veth") L[ns, name, "type"] = t[1]
        if (t[1] != "alias" && match(part[i], /addrgenmode [a-z0-9_]+/))
            L[ns, name, "addrgenmode"] = substr(part[i], RSTART + 12, RLENGTH - 12)
    }
    if (index(L[ns, name, "alias"], mark) == 1) O[ns, substr(L[ns, name, "alias"], length(mark) + 1)] = name
}

# Addresses that a person or a plan gave; not those that the kernel, DHCP or router advertisements did.
function read_address(ns, line,    t, n, i, cidr) {
    n = split(line, t, " ")
    cidr = t[4]
    i = 5
    if (t[5] == "peer") { cidr = t[4] " peer " t[6]; i = 7 }
    if (cidr !~ /\//) cidr = cidr (t[3] == "inet" ? "/32" : "/128")
    if (line ~ / dynamic / || (t[3] == "inet6" && line ~ / scope (link|host) /) || cidr ~ /^127\./) return
    address_count[ns]++
    address[ns, address_count[ns]] = t[2] " " cidr
    A[ns, t[2], cidr] = 1
}

function read_route(ns, line,    t, n, i, r, key) {
    n = split(line, t, " ")
    split("", r)
    for (i = 3; i < n; i++)
        if (t[i] == "via" || t[i] == "dev" || t[i] == "src" || t[i] == "metric" || t[i] == "proto" || t[i] == "table") {
            r[t[i]] = t[i + 1]
            i++
        }
    if (r["table"] != "main" || t[1] == "broadcast" || t[1] == "multicast" || t[1] == "local") return
    if (t[2] == "default" && ns == "" && r["dev"] != "" && (uplink == "" || r["metric"] + 0 < uplink_metric)) {
        uplink = r["dev"]
        uplink_metric = r["metric"] + 0
    }
    key = route_key(t[2], r["metric"], r["via"] (line ~ / pref /  ? ":" : ""))
    route_count[ns]++
    route[ns, route_count[ns]] = key
    R[ns, key, "there"] = 1
    R[ns, key, "type"] = t[1]
    R[ns, key, "to"] = t[2]
    R[ns, key, "via"] = r["via"]
    R[ns, key, "dev"] = r["dev"]
    R[ns, key, "src"] = r["src"]
    R[ns, key, "metric"] = r["metric"]
    R[ns, key, "proto"] = r["proto"]
}
