# ---- rules inside of namespaces ------------------------------------------------------------------------------

# Rules of a file by whose they are, rules_line[into, ns, 1 ..], and the namespaces in their order, ruled[into, 1 ..]:
# those of the host come first, then those of each namespace behind its name in brackets and a comment with its
# entry of the plan. What is for ip6tables is of the namespace's twin.
function load_rules(file, into,    line, ns, t, origin, whose, tool) {
    ns = whose = ""
    tool = firewall
    while ((getline line < file) > 0) {
        if (line == "# ---- IPv6, for ip6tables-restore ----") {
            whose = ns twin
            tool = "ip6tables"
            continue
        }
        if (line ~ /^\[[^ ]+\]$/) {
            ns = whose = substr(line, 2, length(line) - 2)
            tool = firewall
            origin = ""
            ruled[into, ++ruled_count[into]] = ns
            continue
        }
        if (ns != "" && origin == "") {
            split(line, t, " ")
            origin = t[2]
            sub(/:$/, "", origin)
            if (into == "W") touched["W", ns] = origin
        } else if (ns != "" && into == "W" && line ~ /^[^#]/) rules_of["W", ns, tool] = origin
        rules_line[into, whose, ++rules_count[into, whose]] = line
    }
    close(file)
}

# Tools of the plan that rules inside of a namespace can be for, tool[1 ..], and how many.
function tools_inside(tool) { return split(firewall == "iptables" ? "iptables ip6tables" : firewall, tool, " ") }

# Whose rules in the file those are that a tool is for.
function for_tool(ns, tool) { return tool == "ip6tables" ? ns twin : ns }

# How many lines of rules somebody has; they are put into a list.
function rules_for(into, ns, list,    i) {
    split("", list)
    for (i = 1; i <= rules_count[into, ns]; i++) list[i] = rules_line[into, ns, i]
    return rules_count[into, ns] + 0
}

# ---- survey: whose rules are to be listed, and how the tool would print those that are wanted ---------------------

# Namespaces that have rules of ours or are to have some, with a path, a tool, and a file for what the tool prints;
# those of others that the plan has left, too, since its rules there do not go by themselves.
function survey_inside(    id, part, ns, done) {
    for (id in rules_of) {
        split(id, part, SUBSEP)
        ns = part[2]
        if ((ns, part[3]) in done) continue
        done[ns, part[3]] = 1
        if (("W", ns) in touched) {
            if (!is_new(ns) || (ns in alive)) look_inside(ns, survey_path(ns), part[3])
            if (stands_for_another(ns)) look_inside(ns_path(ns), ns_path(ns), part[3])
        } else if (foreign_and_left(ns)) look_inside(ns, ns_path(ns), part[3])
    }
    write_trial()
}

function look_inside(way, path, backend) {
    if (path == "") return
    print way "\t" path "\t" backend "\tlisting." (++listings) > (work "/inside")
}

# Whether the entry of a namespace leads to another one than it is to lead to.
function stands_for_another(ns) { return ns_of["P", ns] == "attached" && (ns in alive) && attached_as[ns] != "same" }

# The rules that are wanted inside, as one input for each tool: no two with the same names.
function write_trial(    n, m, list) {
    m = tools_inside(list)
    for (n = 1; n <= m; n++) write_trial_of(list[n], work "/tried." list[n])
}

function write_trial_of(tool, out,    n, ns, i, line, body, table, tables) {
    for (n = 1; n <= ruled_count["W"]; n++) {
        ns = for_tool(ruled["W", n], tool)
        for (i = 1; i <= rules_count["W", ns]; i++) {
            line = rules_line["W", ns, i]
            if (line == "" || line ~ /^#/ || line == "COMMIT") continue
            if (tool == "nftables") {
                if (line ~ /^(delete )?table inet /) sub(/netgen-[^ ]+/, "t" n, line)
                print line > out
            } else if (line ~ /^\*/) {
                table = line
                tables[table] = 1
            } else body[table] = body[table] renamed_chains(line, chains, "t" n "_") "\n"
        }
    }
    for (table in tables) printf "%s\n%sCOMMIT\n", table, body[table] > out
}

# A line of iptables-restore or iptables-save with its chains of one prefix under another.
function renamed_chains(line, from, to,    t, n, i, text) {
    n = split(line, t, " ")
    for (i = 1; i <= n; i++) {
        if (i == 1 && index(t[1], ":" from) == 1) t[1] = ":" to substr(t[1], length(from) + 2)
        else if (i > 1 && t[i - 1] ~ /^-[AIj]$/ && index(t[i], from) == 1) t[i] = to substr(t[i], length(from) + 1)
        text = text (i > 1 ? " " : "") t[i]
    }
    return text
}

# ---- compare -------------------------------------------------------------------------------------------------

function find_listings(    line, t) {
    while ((getline line < (work "/inside")) > 0) {
        split(line, t, "\t")
        listing_of[t[1], t[3]] = work "/" t[4]
    }
    close(work "/inside")
}

# The listing of a namespace's rules is to be what the tool printed of the wanted ones in the trial.
function compare_inside(    n, m, i, list, ns) {
    if (ruled_count["W"]) read_expected()
    m = tools_inside(list)
    for (n = 1; n <= ruled_count["W"]; n++) {
        ns = ruled["W", n]
        for (i = 1; i <= m; i++) if (("W", ns, list[i]) in rules_of) compare_loaded(n, ns, list[i])
    }
    unload_others()
}

function compare_loaded(n, ns, tool,    origin, there, wanted_there) {
    origin = touched["W", ns]
    rules_differ = fresh[ns]
    if (!rules_differ) {
        if (read_listing(ns, tool, there)) {
            expected_for(tool, n, wanted_there)
            tell_missing(wanted_there, there, "missing", origin)
            tell_missing(there, wanted_there, "unexpected", origin)
        } else {
            report("missing", origin, "all rules inside of " ns (tool == "ip6tables" ? " for IPv6" : ""))
            rules_differ = 1
        }
    }
    if (rules_differ) load_inside(ns, tool)
}

# What the tools printed in the trial, by tool and the number of the namespace.
function read_expected(    line, n, table, tool) {
    tool = firewall
    while ((getline line < (work "/expected")) > 0) {
        if (tool == "nftables") {
            if (line ~ /^table inet t[0-9]+ \{$/) {
                n = substr(line, 13) + 0
                line = "table inet netgen-" plan_name " {"
            }
        } else {
            if (line ~ /^# rules of /) tool = substr(line, 12)
            if (line ~ /^\*/) table = line
            if (!match(line, /(^:|^-A |^-[AI] .* -j )t[0-9]+_/)) continue
            n = substr(line, RSTART, RLENGTH)
            sub(/.*t/, "", n)
            n += 0
            line = our_rule(table, renamed_chains(line, "t" n "_", chains))
        }
        if (line != "") expected[tool, n, ++expected_count[tool, n]] = line
    }
    close(work "/expected")
}

function expected_for(tool, n, list,    i) {
    split("", list)
    for (i = 1; i <= expected_count[tool, n]; i++) list[i] = expected[tool, n, i]
}

# What is ours of a line that iptables-save printed: a chain's name, a rule in one of ours or a jump to it.
function our_rule(table, line,    t) {
    if (index(line, ":" chains) == 1) {
        split(line, t, " ")
        return table " " t[1]
    }
    if (index(line, "-A " chains) == 1 || (line ~ /^-A / && index(line, " -j " chains))) return table " " line
    return ""
}

function read_listing(way, backend, into,    file, line, table, n) {
    split("", into)
    if (!((way, backend) in listing_of)) return 0
    file = listing_of[way, backend]
    while ((getline line < file) > 0) {
        if (line ~ /^\*/) table = line
        if (backend != "nftables") line = our_rule(table, line)
        if (line != "") into[++n] = line
    }
    close(file)
    return n + 0
}

# Rules come first in a namespace, and go last.
function load_inside(ns, tool,    there, text, count, out, i) {
    enlist(ns)
    out = work "/load.inside." number[ns] "." tool
    loads[ns] = loads[ns] (loads[ns] == "" ? "" : " ") out
    count = rules_for("W", for_tool(ns, tool), text)
    if (tool == "nftables") for (i = 1; i <= count; i++) print text[i] > out
    else {
        print "# " touched["W", ns] ":" > out
        read_listing(ns, tool, there)
        write_iptables(text, count, there, out)
    }
    close(out)
}

# Rules of an earlier version of the plan, by a tool that it does not use in the namespace any more.
function unload_others(    id, part, ns) {
    for (id in rules_of) {
        split(id, part, SUBSEP)
        ns = part[2]
        if (part[1] != "P" || (("W", ns, part[3]) in rules_of) || fresh[ns] || (ns in gone) || !(("W", ns) in touched)) continue
        unload_inside(ns, ns, part[3], "unload", rules_of[id])
    }
}

# `when` is unload or, for a namespace that is left, leave.
function unload_inside(ns, way, backend, when, origin,    there, out, nothing) {
    if (!read_listing(way, backend, there)) return
    report("unexpected", origin, "rules in " backend " inside of " ns)
    enlist(way)
    out = work "/load." when "." number[way] "." backend
    print "# " origin ":" > out
    if (backend == "nftables") print "delete table inet netgen-" plan_name > out
    else write_iptables(nothing, 0, there, out)
    close(out)
    if (when == "leave") leaves_rules[way] = leaves_rules[way] (leaves_rules[way] == "" ? "" : " ") out
    else unloads[ns] = unloads[ns] (unloads[ns] == "" ? "" : " ") out
}
