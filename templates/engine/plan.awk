# ---- reading a plan ------------------------------------------------------------------------------------------

# Splits one line of a plan into the global array f: kind, ns ("" for the host), and its words by keyword.
function parse(line,    t, n, i, side) {
    split("", f)
    f["ns"] = ""
    if (substr(line, 1, 1) == "[") {
        i = index(line, "] ")
        f["ns"] = substr(line, 2, i - 2)
        line = substr(line, i + 2)
    }
    f["text"] = line
    i = index(line, " ")
    if (is_name_word(substr(line, 1, i - 1))) {
        f["rest"] = substr(line, i + 1)
        return f["kind"] = substr(line, 1, i - 1)
    }
    n = split(line, t, " ")
    f["kind"] = t[1] " " t[2]
    if (f["kind"] == "netns add") f["name"] = t[3]
    else if (f["kind"] == "netns attach") {
        f["name"] = t[3]
        if (t[4] ~ /^[0-9]+$/) f["pid"] = t[4]
        else f["docker"] = substr(t[n], 1, length(t[n]) - 2)
    } else if (f["kind"] == "sysctl -w") {
        i = index(line, "=")
        f["key"] = sysctl_path(substr(line, 11, i - 11))
        f["value"] = substr(line, i + 1)
    } else {
        side = ""
        i = 3
        if (t[1] == "addr") f["address"] = t[i++]
        if (t[1] == "route") {
            f["type"] = "unicast"
            if (t[i] ~ /^(blackhole|unreachable)$/) f["type"] = t[i++]
            f["to"] = t[i++]
        }
        for (; i <= n; i++) {
            if (t[i] == "peer") side = "peer "
            else if (t[i] == "up") f["up"] = "up"
            else { f[side t[i]] = t[i + 1]; i++ }
        }
    }
    return f["kind"]
}

# sysctl(8): the first separator decides whether the other one belongs to a name.
function sysctl_path(key) {
    if (key !~ "^[^./]*/") {
        gsub(/\//, "\n", key)
        gsub(/\./, "/", key)
        gsub(/\n/, ".", key)
    }
    return key
}

# Sysctls of one digit.
function is_flag(key) { return key ~ /\/(disable_ipv6|ip_forward|forwarding|route_localnet|accept_ra|accept_dad|proxy_ndp)$/ }

# A list of the host that all share: `$reserved_ports` in the plan is what it holds without ours.
function is_list(ns, key) { return ns == "" && key == "net/ipv4/ip_local_reserved_ports" }

function ports_of_line(value) {
    sub(/^\$reserved_ports,/, "", value)
    return "," value
}

# Reads a plan file. `into` is "W" for the plan that is wanted, whose lines are kept in order in W[1..wanted];
# "P" for one that was applied or begun before, of which it is kept what it made.
function load(file, into,    line, origin) {
    origin = "host"
    while ((getline line < file) > 0) {
        if (line ~ /^# [^ ]/) {
            split(line, f, " ")
            origin = f[2]
            sub(/:$/, "", origin)
        }
        if (line == "" || substr(line, 1, 1) == "#") continue
        if (into == "W" && index(line, "$ra_interface")) load_advertised(line, origin)
        else load_line(line, into, origin)
    }
    close(file)
}

function load_line(line, into, origin,    k) {
    if (into == "W") line = resolve(line, origin)
    parse(line)
    f["origin"] = origin
    f["line"] = line
    if (into == "W") {
        wanted++
        for (k in f) W[wanted, k] = f[k]
    }
    if (!is_name_word(f["kind"])) own(into)
    else if (into == "W") own_name(into, origin)
}

# What the parsed line makes: namespaces, links, routes, sysctls, by name.
function own(into,    id) {
    if (f["kind"] == "netns add") ns_of[into, f["name"]] = "new"
    if (f["kind"] == "netns attach") ns_of[into, f["name"]] = "attached"
    if (f["ns"] != "") touched[into, f["ns"]] = f["origin"]
    if (f["kind"] ~ /^netns/) touched[into, f["name"]] = f["origin"]
    if (f["kind"] ~ /^rules /) rules_of[into, f["ns"], substr(f["kind"], 7)] = f["origin"]
    if (f["kind"] == "link add") {
        link_of[into, f["netns"], f["name"]] = f["origin"]
        if (f["type"] == "veth") link_of[into, f["peer netns"], f["peer name"]] = f["origin"]
        if (into == "P" && f["type"] == "veth") mac_of[f["peer netns"], f["peer name"]] = f["peer address"]
        else if (into == "P") mac_of["", f["name"]] = f["address"]
    }
    if (("alias" in f) && index(f["alias"], mark) == 1) {
        id = substr(f["alias"], length(mark) + 1)
        identity[into, f["ns"], f["dev"]] = id
        identified[into, f["ns"], id] = f["dev"]
    }
    if ("nf_call_iptables" in f) netfilter_of[into, f["dev"], "nf_call_iptables"] = f["origin"]
    if ("nf_call_ip6tables" in f) netfilter_of[into, f["dev"], "nf_call_ip6tables"] = f["origin"]
    if (f["kind"] == "neigh replace") proxy_of[into, f["proxy"], f["dev"]] = f["origin"]
    if ("hairpin" in f) hairpin_of[into, f["dev"]] = f["origin"]
    if (f["kind"] == "addr replace") address_of[into, f["ns"], f["dev"], f["address"]] = f["origin"]
    if (f["kind"] == "route replace") {
        id = into SUBSEP f["ns"] SUBSEP route_key(f["to"], f["metric"] "", f["via"] f["src"])
        route_of[id] = f["origin"]
        route_dev[id] = f["dev"]
        route_text[id] = f["text"]
    }
    if (f["kind"] == "sysctl -w") {
        if (!(("W", f["ns"], f["key"]) in sysctl_of) && !(("P", f["ns"], f["key"]) in sysctl_of)) {
            if (is_flag(f["key"])) flags[f["ns"]] = flags[f["ns"]] " " f["key"]
            else values[f["ns"]] = values[f["ns"]] " " f["key"]
        }
        sysctl_of[into, f["ns"], f["key"]] = f["origin"]
        sysctl_value[into, f["ns"], f["key"]] = f["value"]
        if (is_list(f["ns"], f["key"])) reserved[into] = reserved[into] ports_of_line(f["value"])
    }
}

# What only the host can know: words of the plan that begin with `$`, and whether the kernel has IPv6 at all.
function resolve(line, origin,    found) {
    if (line ~ / addrgenmode none$/ && !kernel_has_ipv6()) sub(/ addrgenmode none$/, "", line)
    if (purpose != "restore" && purpose != "refresh" && step == "compare" && line ~ /^\[[^]]*\] (nameserver|search|options) \$\{host_[a-z]+:-[^}]*\}$/) {
        found = substr(line, index(line, "${host_"))
        line = substr(line, 1, index(line, "${host_") - 1) host_value(found) " # " found
    }
    if (index(line, "$uplink_mtu") && step == "compare") {
        found = ENVIRON["plan_uplink"] == "auto" ? uplink : ENVIRON["plan_uplink"]
        gsub(/\$uplink_mtu/, L["", found, "mtu"], line)
    }
    if (line ~ /\$uplink([. ]|$)/ && step == "compare") line = with_uplink(line)
    return line
}

# `$uplink`: the interface towards the world. Its sysctl was not known to be wanted when the others were read.
function with_uplink(line,    i, key, value) {
    i = index(line, "$uplink")
    line = substr(line, 1, i - 1) (index(line, "sysctl ") == 1 ? "\n" : uplink) substr(line, i + 7)
    if (!index(line, "\n")) return line
    if (index(uplink, ".")) gsub(/\./, "/", line)
    sub(/\n/, uplink, line)
    i = index(line, "=")
    key = sysctl_path(substr(line, 11, i - 11))
    if (!(("", key) in S) && (getline value < ("/proc/sys/" key)) > 0) S["", key] = value
    close("/proc/sys/" key)
    return line
}

# On a kernel without IPv6 (ipv6.disable=1) it is off everywhere.
function kernel_has_ipv6(    line) {
    if (ipv6_known == "") {
        ipv6_known = (getline line < "/proc/sys/net/ipv6/conf/all/disable_ipv6") > 0 ? "yes" : "no"
        close("/proc/sys/net/ipv6/conf/all/disable_ipv6")
    }
    return ipv6_known == "yes"
}

# ---- words ---------------------------------------------------------------------------------------------------

# The pattern is a string: in brackets between slashes busybox takes the backslash of `\/` for one of the characters.
function quote(s) {
    if (s ~ "^[A-Za-z0-9_.,:/@=+-]+$") return s
    gsub(/'/, "'\\''", s)
    return "'" s "'"
}

# A namespace that the wanted plan makes; asking must not bring the name into the list.
function is_new(ns) { return (("W", ns) in ns_of) && ns_of["W", ns] == "new" }

function ns_path(ns) { return ns ~ /\// ? ns : "/run/netns/" ns }

# What makes two routes one to the kernel: family, destination and metric. `hint` tells the family of `default`.
function route_key(to, metric, hint,    family) {
    family = (to hint) ~ /:/ ? 6 : 4
    if (to ~ /\/0$/) to = "default"
    # The kernel's metric for IPv6 routes that have none (IP6_RT_PRIO_USER, net/ip6_route.h).
    if (family == 6 && metric + 0 == 0) metric = 1024
    sub(family == 6 ? "/128$" : "/32$", "", to)
    return family " " to " " (metric == "" ? 0 : metric)
}
