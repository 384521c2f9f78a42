# ---- rules -------------------------------------------------------------------------------------------------

# The rules are replaced as a whole when their text is another than the one that was loaded, or when the
# firewall's own tool does not print what it printed after the last up.
function compare_rules(    n, list, i, nothing, wanted_rules, differs) {
    stale_flows()
    if (firewall != "none") compare_listing(firewall, "")
    differs[firewall] = rules_differ
    rules_differ = 0
    if (firewall == "iptables") compare_listing("ip6tables", twin)
    differs["ip6tables"] = rules_differ
    compare_user(rules_for("W", "", wanted_rules), rules_for("W", twin, wanted_rules))
    n = split("nftables iptables ip6tables", list, " ")
    for (i = 1; i <= n; i++) {
        if (list[i] != firewall && !(firewall == "iptables" && list[i] == "ip6tables")) continue
        if (user_differs[list[i]] && (list[i] == "nftables" || !differs[list[i]])) write_user_load(list[i])
        if (differs[list[i]]) write_load(list[i], list[i] == "ip6tables" ? twin : "")
    }
    for (i = 1; i <= n; i++) {
        if (list[i] == firewall || (firewall == "iptables" && list[i] == "ip6tables")) continue
        if (!read_lines(work "/listing." list[i], old)) continue
        report("unexpected", "host.firewall", "rules in " list[i])
        if (list[i] == "nftables") print "delete table inet netgen-" plan_name > (work "/unload.nftables")
        else write_iptables(nothing, 0, old, work "/unload." list[i])
    }
}

# The rules of a tool: those of the host, or its twin's.
function compare_listing(tool, whose,    n, m, i, now_there, then_there, planned_text, applied_text, count) {
    n = rules_for("W", whose, planned_text)
    m = rules_for("P", whose, applied_text)
    count = read_lines(work "/listing." tool, now_there)
    if (!n && !count) return
    if (n && !count) {
        report("missing", "host.firewall", "all rules" (whose == twin ? " for IPv6" : ""))
        rules_differ = 1
        return
    }
    rules_differ = n != m
    for (i = 1; i <= n; i++) if (planned_text[i] != applied_text[i]) rules_differ = 1
    if (rules_differ) {
        report("differs", "host.firewall", "the rules are those of another version of the plan")
        return
    }
    read_lines(state "/listing" (whose == twin ? ".ip6tables" : ""), then_there)
    tell_missing(then_there, now_there, "missing", "host.firewall")
    tell_missing(now_there, then_there, "unexpected", "host.firewall")
}

function tell_missing(from, into, word, whose,    i, has, line, origin) {
    for (i = 1; i in into; i++) has[into[i]]++
    for (i = 1; i in from; i++) {
        if (has[from[i]]-- > 0) continue
        line = from[i]
        gsub(/^[ \t]+/, "", line)
        origin = whose
        if (match(line, /--comment [^ "]+/)) origin = substr(line, RSTART + 10, RLENGTH - 10)
        report(word, origin, "rule " line)
        rules_differ = 1
    }
}

function read_lines(file, into,    n, line) {
    split("", into)
    while ((getline line < file) > 0) into[++n] = line
    close(file)
    return n + 0
}

function write_load(tool, whose,    text, there, count, i) {
    count = rules_for("W", whose, text)
    if (tool == "nftables") for (i = 1; i <= count; i++) print text[i] > (work "/load.nftables")
    else {
        read_lines(work "/listing." tool, there)
        write_iptables(text, count, there, work "/load." tool)
    }
}

# Input for iptables-restore --noflush, one transaction a table: jumps to our chains that are there go, so that
# none is there twice; then what the plan says; then chains of ours that it does not name any more.
function write_iptables(text, count, there, out,    i, t, table, tables, line, body, lines, named, tool) {
    for (i = 1; i <= count; i++) {
        line = text[i]
        if (line == "" || line ~ /^#/ || line == "COMMIT") continue
        if (line ~ /^\*/) {
            table = line
            tables[table] = 1
            continue
        }
        split(line, t, " ")
        if (line ~ /^:/) named[table, substr(t[1], 2)] = 1
        body[table, ++lines[table]] = line
    }
    for (i = 1; i in there; i++) tables[substr(there[i], 1, index(there[i], " ") - 1)] = 1
    tool = out == work "/load.iptables" ? "iptables" : out == work "/load.ip6tables" ? "ip6tables" : ""
    if (user_wanted[tool]) tables["*filter"] = 1
    for (table in tables) {
        print table > out
        for (i = 1; i in there; i++)
            if (index(there[i], table " :") == 1) {
                split(there[i], t, " ")
                if (!((table, substr(t[2], 2)) in named)) print t[2] " - [0:0]" > out
            }
        for (i = 1; i in there; i++)
            if (index(there[i], table " -A ") == 1 && index(there[i], table " -A " chains) != 1) {
                line = substr(there[i], length(table) + 5)
                print "-D " line > out
            }
        for (i = 1; i <= lines[table]; i++) print body[table, i] > out
        if (table == "*filter" && user_wanted[tool]) write_user(out, tool)
        for (i = 1; i in there; i++)
            if (index(there[i], table " :") == 1) {
                split(there[i], t, " ")
                if (!((table, substr(t[2], 2)) in named)) print "-X " substr(t[2], 2) > out
            }
        print "COMMIT" > out
    }
}
