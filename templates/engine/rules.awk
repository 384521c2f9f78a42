# ---- rules -------------------------------------------------------------------------------------------------
#
# Fact `NS rules TOOL`: the text that is loaded by nft, iptables-restore or ip6tables-restore in one
# transaction, on the host (`-`) or in a namespace. It is as planned if the text is the one that was loaded
# last, and if the tool lists what it listed then (the record's `listing`). Fact `- user TOOL`: the user's own
# chain, made if missing and never emptied.

# Text of rules by fact, rule[texts, key, 1 ..]; sections begin with `@ TOOL [NS]`.
function read_rules_text(file, map, texts,    line, w, key) {
    while ((getline line < file) > 0) {
        if (line ~ /^@ /) {
            split(line, w, " ")
            key = (w[3] == "" ? "-" : w[3]) " rules " w[2]
            current_map = map
            current_origin = "host.firewall"
            if (map == "want") new_line(w[3] == "" ? "-" : w[3], "", current_origin)
            fact(key, "loaded")
        } else {
            if (w[3] != "" && w[3] != "-" && line ~ /^# [^ ]+: / && !rule_count[texts, key]) {
                if (map == "want") place[lines] = origin_in(line)
                else made_by[key] = origin_in(line)
            }
            rule[texts, key, ++rule_count[texts, key]] = line
        }
    }
    close(file)
}

# A line that a tool listed. Of iptables-save only chains of ours count, and jumps to them.
function read_rule(ns, line,    w, n) {
    if (listing_key ~ /nftables$/) {
        if (line ~ /^table inet netgen_user /) in_user_table = 1
        else if (line ~ /^table /) in_user_table = 0
        if (!in_user_table) note_rule(line)
        else if (line ~ /^\tchain forward /) user_there["nftables"] = 1
        else if (line !~ /^(table|\t\t?type |\t?}|$)/) user_rules["nftables"]++
        return
    }
    if (line ~ /^\*/) listing_table = line
    if (index(line, ":" CHAINS) == 1) note_rule(listing_table " " substr(line, 1, index(line, " ") - 1))
    else if (index(line, "-A " CHAINS) == 1 || index(line, " -j " CHAINS) || index(line, " -g " CHAINS))
        note_rule(listing_table " " line)
    if (ns != "-" || listing_table != "*filter" || !index(line, " FORWARD ") && !index(line, "NETGEN-USER"))
        return
    w = substr(listing_key, 9)
    if (line ~ /^:NETGEN-USER /) user_there[w] = 1
    else if (line ~ /^-A NETGEN-USER /) user_rules[w]++
    else if (line == "-A FORWARD -j NETGEN-USER") user_jumps[w]++
    else if (index(line, "-A FORWARD -j " CHAINS) == 1 && !user_jumps[w]) user_late[w] = 1
}

function note_rule(line) {
    if (!(listing_key in have)) note(listing_key, "loaded")
    rule["have", listing_key, ++rule_count["have", listing_key]] = line
}

# What the tools listed after the rules were loaded: sections `@ TOOL NS`.
function read_listing(file, map,    line, w, key) {
    while ((getline line < file) > 0) {
        if (line ~ /^@ /) {
            split(line, w, " ")
            key = w[3] " rules " w[2]
            rule_count[map, key] = 0
        } else rule[map, key, ++rule_count[map, key]] = line
    }
    close(file)
}

# In a namespace that is left, each look would be a process: what the record says is there, is.
function assume_listing(ns,    i, key, n) {
    for (i = 1; i <= made_count; i++) {
        key = made_order[i]
        if (index(key, ns " ") == 1 && key !~ / (netns|require|port) /) note(key, made[key])
        if (index(key, ns " rules ") != 1) continue
        rule_count["have", key] = rule_count["listed", key]
        for (n = 1; n <= rule_count["have", key]; n++) rule["have", key, n] = rule["listed", key, n]
    }
}

# ---- compare -----------------------------------------------------------------------------------------------

function compare_rules(    i, key, w) {
    for (i = 1; i <= 3; i++) if (("- user " TOOLS[i]) in want) compare_user(TOOLS[i])
    for (i = 1; i <= lines; i++) {
        if (first_key(i) ~ / rules /) compare_loaded(first_key(i), space[i])
    }
    for (i = 1; i <= 3; i++)
        if (user_differs[TOOLS[i]] && !loads["- rules " TOOLS[i]]) write_load("- rules " TOOLS[i], "-")
    for (i = 1; i <= have_count; i++) {
        key = have_order[i]
        if (key !~ / rules / || (key in want)) continue
        split(key, w, " ")
        if (w[1] != "-" && (is_fresh(w[1]) || ("- netns " w[1]) in deleted)) continue
        if (!(key in made) && !lost_record) continue
        report("unexpected", key, "rules in " w[3] where(w[1], "inside of"))
        write_unload(key, w[1], w[3])
    }
    for (i = 1; i <= made_count; i++)
        if (made_order[i] ~ /^- user / && !(made_order[i] in want))
            undo_user(made_order[i], substr(made_order[i], 8))
}

function compare_loaded(key, ns,    tool, before) {
    if (is_trusted(ns)) return
    tool = tool_of(key)
    before = changed
    if (is_fresh(ns)) {
        write_load(key, ns)
        return
    }
    if (!(key in have))
        report("missing", key, "all rules" where(ns, "inside of") (tool == "ip6tables" ? " for IPv6" : ""))
    else if (key in just_loaded) return
    else if (!same_text(key)) report("differs", key, "the rules are those of another version of the plan")
    else {
        report_rules("missing", key, "listed", "have")
        report_rules("unexpected", key, "have", "listed")
    }
    if (changed > before) write_load(key, ns)
}

function same_text(key,    i) {
    if (rule_count["want", key] != rule_count["made", key]) return 0
    for (i = 1; i <= rule_count["want", key]; i++) if (rule["want", key, i] != rule["made", key, i]) return 0
    return 1
}

# Rules that one listing has and the other has not; a comment names their place in the plan.
function report_rules(word, key, from, to,    i, times, line, origin) {
    for (i = 1; i <= rule_count[to, key]; i++) times[rule[to, key, i]]++
    for (i = 1; i <= rule_count[from, key]; i++) {
        line = rule[from, key, i]
        if (times[line]-- > 0) continue
        gsub(/^[ \t]+/, "", line)
        origin = match(line, /--comment [^ "]+/) ? substr(line, RSTART + 10, RLENGTH - 10) : origin_of(key)
        report_at(word, origin, "rule " line)
    }
}

# ---- load and unload ---------------------------------------------------------------------------------------

function write_load(key, ns,    tool, file, i) {
    tool = tool_of(key)
    file = rules_file("load", ns, tool)
    loads[key] = 1
    if (tool == "nftables") {
        if (user_differs[tool] && ns == "-") print USER_TABLE >> file
        for (i = 1; i <= rule_count["want", key]; i++) print rule["want", key, i] >> file
    } else write_iptables(key, ns == "-" ? tool : "", file)
    close(file)
    if (ns != "-") act("ensure", ns, "rules", tool " " file, origin_of(key))
}

function rules_file(verb, ns, tool) {
    return work "/" verb "." (ns == "-" ? "" : "unit" (++rules_files) ".") tool
}

function write_unload(key, ns, tool,    file) {
    file = rules_file("unload", ns, tool)
    if (tool == "nftables") print "delete table inet netgen-" plan_name >> file
    else write_iptables(key, "", file)
    close(file)
    if (ns != "-") act("ensure", ns, "rules", tool " " file, origin_of(key))
}

# Input for iptables-restore --noflush, one transaction a table: jumps to our chains that are there go, so
# that none is there twice; then what the plan says; then chains of ours that it does not name any more.
function write_iptables(key, user, file,    i, w, table, body, here, jumps, stale, named, line, tables) {
    for (i = 1; i <= rule_count["want", key]; i++) {
        line = rule["want", key, i]
        if (line == "" || line ~ /^#/ || line == "COMMIT") continue
        if (line ~ /^\*/) {
            table = line
            tables[table] = 1
            continue
        }
        if (line ~ /^:/) named[table, substr(line, 1, index(line " ", " ") - 1)] = 1
        body[table] = body[table] line "\n"
    }
    for (i = 1; i <= rule_count["have", key]; i++) {
        line = rule["have", key, i]
        table = substr(line, 1, index(line, " ") - 1)
        line = substr(line, length(table) + 2)
        tables[table] = 1
        if (line ~ /^:/ && !((table, line) in named)) {
            here[table] = here[table] line " - [0:0]\n"
            stale[table] = stale[table] "-X " substr(line, 2) "\n"
        } else if (line ~ /^-A / && index(line, "-A " CHAINS) != 1)
            jumps[table] = jumps[table] "-D " substr(line, 4) "\n"
    }
    if (user_differs[user]) tables["*filter"] = 1
    if (("- user " user) in want && ("*filter" in tables))
        body["*filter"] = body["*filter"] user_commands(user)
    for (table in tables)
        printf "%s\n%s%s%s%sCOMMIT\n", table, here[table], jumps[table], body[table], stale[table] >> file
}

# ---- the user's own rules ----------------------------------------------------------------------------------

function compare_user(tool,    what) {
    what = user_words(tool)
    if (!user_there[tool]) report("missing", "- user " tool, what ", for rules of your own")
    else if (tool == "nftables") return
    else if (user_jumps[tool] != 1)
        report("differs", "- user " tool, what " is jumped to " user_jumps[tool] + 0 " times, not once")
    else if (user_late[tool]) report("differs", "- user " tool, what " does not come first")
    else return
    user_differs[tool] = 1
}

function user_words(tool) {
    if (tool == "nftables") return "chain forward of table inet netgen_user"
    return "chain NETGEN-USER" (tool == "ip6tables" ? " of ip6tables" : "")
}

# What puts it first, in the transaction that brings our own jumps.
function user_commands(tool,    i, commands) {
    commands = user_there[tool] ? "" : "-N NETGEN-USER\n"
    for (i = 1; i <= user_jumps[tool]; i++) commands = commands "-D FORWARD -j NETGEN-USER\n"
    return commands "-I FORWARD -j NETGEN-USER\n"
}

# It goes when it holds nothing, if we made it, and no other plan has it.
function undo_user(key, tool,    i, file) {
    if (!user_there[tool] || user_rules[tool] || get(found, key) == "first" || (key in others_made)) return
    file = work "/unload." tool
    if (tool == "nftables") {
        report("unexpected", key, "table inet netgen_user, which holds no rule")
        print "delete table inet netgen_user" >> file
        return
    }
    report("unexpected", key, user_words(tool) ", which holds no rule")
    print "*filter" >> file
    for (i = 1; i <= user_jumps[tool]; i++) print "-D FORWARD -j NETGEN-USER" >> file
    print "-X NETGEN-USER\nCOMMIT" >> file
}
