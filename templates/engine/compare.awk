# ---- compare: what differs, and what is to be done about it -----------------------------------------------

function compare(    i, kind) {
    read_mounts()
    read_attached()
    find_listings()
    match_links()
    preflight()
    compare_namespaces()
    judge_names()
    if (refusals) return
    judge_links()
    remove_routes()
    remove_addresses()
    leave_proxies()
    remove_links()
    remove_namespaces()
    for (i = 1; i <= wanted; i++) {
        kind = W[i, "kind"]
        if (kind == "netns add" || kind == "netns attach") ensure_namespace(i)
        else if (kind == "link add") ensure_link(i)
        else if (kind == "link set" && ((i, "nf_call_iptables") in W)) ensure_netfilter(i, "nf_call_iptables")
        else if (kind == "link set" && ((i, "nf_call_ip6tables") in W)) ensure_netfilter(i, "nf_call_ip6tables")
        else if (kind == "link set") ensure_attributes(i)
        else if (kind == "addr replace") ensure_address(i)
        else if (kind == "route replace") ensure_route(i)
        else if (kind == "sysctl -w") ensure_sysctl(i)
        else if (kind == "neigh replace") ensure_proxy(i)
    }
    leave_hairpins()
    leave_netfilter()
    restore_sysctls()
    compare_inside()
    leave_namespaces()
    compare_rules()
    compare_names()
    write_commands()
}

# One line of check; one more thing that up changes.
function report(word, origin, text) {
    text = origin ": " text
    gsub(/[^ -~]/, "?", text)
    print word " " text > (work "/report")
    changed++
}

# Commands are kept by namespace and phase until all are known. Phases of the host: "remove", "add". Of a
# namespace: "orphans" (links that must go before their like is made), "first" (removals, then new names) and
# "then". Where a link gets a new name, "first" comes before the host's "add", which may need the old one.
function command(ns, phase, text, origin) {
    enlist(ns)
    commands[ns, phase] = commands[ns, phase] text " # " origin "\n"
}

function enlist(ns) {
    if (ns in number) return
    number[ns] = ++namespaces
    in_order[namespaces] = ns
}

function ensure(ns, text, origin) { command(ns, ns == "" ? "add" : "then", text, origin) }

function retract(ns, text, origin) { command(ns, ns == "" ? "remove" : "first", text, origin) }

function write(file, text) {
    if (text == "") return "/dev/null"
    printf "%s", text > (work "/" file)
    close(work "/" file)
    return work "/" file
}

function batch(phase, ns, lines, text, rules,    sysctls_file, commands_file) {
    if (lines text rules == "") return
    sysctls_file = write((lines ~ /(^|\n)long / ? "long." : "flags.") phase "." number[ns], lines)
    commands_file = write("commands." phase "." number[ns], text)
    print ns "\t" path_of(ns) "\t" sysctls_file "\t" commands_file "\t" (rules == "" ? "-" : rules) > (work "/batch." phase)
}

# The files are run in the order of their names.
function write_commands(    n, ns, early) {
    write("batch.1.host", commands["", "remove"] "")
    write("batch.3.host", commands["", "add"] "")
    write("batch.4.sysctl", sysctls["", "then"] "")
    for (n = 1; n <= namespaces; n++) {
        ns = in_order[n]
        if (ns == "") continue
        batch("0.leave", ns, sysctls[ns, "leave"] "", commands[ns, "leave"] "", leaves_rules[ns] "")
        early = renamed[ns] ? commands[ns, "first"] : ""
        batch("2.netns", ns, "", commands[ns, "orphans"] early, "")
        batch("5.netns", ns, sysctls[ns, "then"], (renamed[ns] ? "" : commands[ns, "first"]) commands[ns, "then"], loads[ns] "")
        batch("6.netns", ns, "", "", unloads[ns] "")
    }
    print changed + 0 > (work "/changes")
    split("", completed)
    write_resolved()
}

function write_resolved(    n, m, i, list) {
    for (n = 1; n <= wanted; n++) {
        if (n == 1 || W[n, "origin"] != W[n - 1, "origin"]) print "# " W[n, "origin"] > (work "/plan.resolved")
        if (!(n in not_ours)) print wanted_text(n) > (work "/plan.resolved")
    }
    m = tools_inside(list)
    for (n = 1; n <= ruled_count["W"]; n++) {
        ns = ruled["W", n]
        for (i = 1; i <= m; i++) if (("W", ns, list[i]) in rules_of)
            printf "# %s\n[%s] rules %s\n", touched["W", ns], ns, list[i] > (work "/plan.resolved")
    }
    if (!wanted) printf "" > (work "/plan.resolved")
}

# A namespace of a process is reached through the process until it has its entry under /run/netns.
function path_of(ns) { return (ns in pid) ? "/proc/" pid[ns] "/ns/net" : ns_path(ns) }
