# ---- name service: /etc/netns/NAME/hostname, hosts and resolv.conf ----------------------------------------------

function is_name_word(kind) { return kind ~ /^(hostname|hosts|nameserver|search|options)$/ }

# The parsed line of a section: W, or the number of one in the record.
function own_name(into, origin,    ns, at, network, text) {
    ns = f["ns"]
    text = f["rest"]
    if (f["kind"] == "hostname") {
        if (!((into, ns) in hostname_of)) named[into, ++named_count[into]] = ns
        hostname_of[into, ns] = text
        named_origin[into, ns] = origin
    } else if (f["kind"] == "hosts") {
        at = index(ns, "@")
        network = substr(ns, at + 1)
        if (at) ns = substr(ns, 1, at - 1)
        # A line for each address there, of which a container may have two.
        if (at && !((into, ns, network) in member_of)) networks_of[into, ns] = networks_of[into, ns] network " "
        if (at) member_of[into, ns, network] = 1
        if (at) network_hosts[into, network] = network_hosts[into, network] text "\n"
        else own_hosts[into, ns] = own_hosts[into, ns] text "\n"
    } else {
        at = index(text, "# ${")
        if (at) source_of[into, ns, f["kind"]] = substr(text, at + 2)
        if (at) text = substr(text, 1, at - 1)
        sub(/ +$/, "", text)
        if ((into, ns, f["kind"]) in words_of) text = words_of[into, ns, f["kind"]] " " text
        words_of[into, ns, f["kind"]] = text
    }
}

# The words behind a word of resolv.conf(5): the container's own, or those of `[*]`.
function words_for(into, ns, word) {
    return (into, ns, word) in words_of ? words_of[into, ns, word] : words_of[into, "*", word]
}

function file_text(into, ns, file,    text, t, n, i) {
    if (file == "hostname") return hostname_of[into, ns] "\n"
    text = "# Made by netgen: plan " plan_name ", " named_origin[into, ns] "\n"
    if (file == "hosts") {
        text = text own_hosts[into, "*"] own_hosts[into, ns]
        n = split(networks_of[into, ns], t, " ")
        for (i = 1; i <= n; i++) text = text network_hosts[into, t[i]]
        return text
    }
    n = split(words_for(into, ns, "nameserver"), t, " ")
    for (i = 1; i <= n; i++) text = text "nameserver " t[i] "\n"
    t["search"] = words_for(into, ns, "search")
    t["options"] = words_for(into, ns, "options")
    if (t["search"] != "" && t["search"] != ".") text = text "search " t["search"] "\n"
    if (t["options"] != "" && t["options"] != ".") text = text "options " t["options"] "\n"
    return text
}

# All of a file in one piece; what comes behind a byte 1, which none of ours holds, does not count as equal.
function slurp(path,    text, more, newline) {
    newline = RS
    RS = "\001"
    text = ""
    if ((getline text < path) > 0 && (getline more < path) > 0) text = text RS more
    close(path)
    RS = newline
    return text
}

# ---- the host's resolv.conf -------------------------------------------------------------------------------------

# `${host_search:-.}` as words: what the host says, or what stands there for when it says nothing.
function host_value(source,    name) {
    if (!resolver_known++) read_host_resolver()
    name = substr(source, 8, index(source, ":-") - 8)
    if (host_says[name] != "") return substr(host_says[name], 2)
    source = substr(source, index(source, ":-") + 2)
    return substr(source, 1, length(source) - 1)
}

function read_host_resolver(    file, n, line) {
    n = split(ENVIRON["plan_resolv_conf"], file, " ")
    if (n) read_resolver(file[1])
    if (n < 2 || host_says["all"] != " 127.0.0.53" || (getline line < file[2]) < 0) return
    close(file[2])
    read_resolver(file[2])
}

# resolv.conf(5): of search and domain lines the last one counts, name servers and options add up.
function read_resolver(file,    line, t, n, i) {
    split("", host_says)
    while ((getline line < file) > 0) {
        n = split(line, t, /[ \t\r]+/)
        if (t[1] == "nameserver" && n > 1) {
            host_says["all"] = host_says["all"] " " t[2]
            if (is_reachable(t[2])) host_says["nameservers"] = host_says["nameservers"] " " t[2]
        }
        if (t[1] == "search" || t[1] == "domain") host_says["search"] = ""
        for (i = 2; i <= n && t[i] !~ /^[#;]/; i++) {
            if ((t[1] == "search" || t[1] == "domain") && t[i] ~ /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/) host_says["search"] = host_says["search"] " " t[i]
            if (t[1] == "options" && t[i] ~ /^[a-z][a-z0-9-]*(:[0-9]+)?$/) host_says["options"] = host_says["options"] " " t[i]
        }
    }
    close(file)
}

# Neither a loopback address of the host nor one that needs an interface of the host (fe80::1%eth0).
function is_reachable(server) {
    return server ~ /^[0-9A-Fa-f:.]+$/ && server !~ /^127\.|^0\.0\.0\.0$|^[0:]+:0*1?$|^::ffff:127\./
}
