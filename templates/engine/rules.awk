# ---- rules -------------------------------------------------------------------------------------------------------------
#
# Fact `NS rules TOOL`: the text that is loaded by nft, iptables-restore or ip6tables-restore in one transaction, on the
# host (`-`) or in a namespace. It is as planned if the text is the one that was loaded last, and if the tool lists what it
# listed then (the record's `listing`).
#
# The user's own chain is in the text, too: made if missing, first in line, never emptied. Fact `- user TOOL` says so.

# `@ TOOL [NS]` begins a section of a plan or of a record. A section of a namespace says its place in its first line.
function begin_rules(line,    w) {
    split(line, w, " ")
    rules_key = (w[3] == "" ? "-" : map ~ /^(made|begun)$/ && w[3] in left ? "/run/netns/" w[3] : w[3]) " rules " w[2]
    if (map == "want") new_line(w[3] == "" ? "-" : w[3], "")
    origin = "host.firewall"
    if (map == "want") place[lines] = origin
    rules[map, rules_key] = 0
    if (map != "listed") fact(rules_key, "loaded")
}

function read_rules_line(line) {
    if (map ~ /^(survey|begun|others)/) return
    if (line ~ /^# [^ ]+: / && rules_key !~ /^- / && !rules[map, rules_key]) {
        if (map == "want") place[lines] = origin_in(line)
        else made_by[rules_key] = origin_in(line)
    }
    rule[map, rules_key, ++rules[map, rules_key]] = line
}

# A line that a tool listed. Of nftables our table counts and that the user's chain is there; of iptables-save chains of
# ours, jumps to them, and the jump to the user's chain, which is to come before ours.
function read_listed_rule(ns, line,    tool) {
    tool = word_of(listing_key, 3)
    if (tool == "nftables") {
        if (line ~ /^table /) in_user_table = line ~ /^table inet netgen_user /
        if (!in_user_table) note_rule(line, 1)
        else if (line ~ /^\tchain forward /) note_user("chain forward of table inet netgen_user")
        else if (line !~ /^(table|\t\t?type |\t?}|$)/) user_rules[tool]++
        return
    }
    if (line ~ /^\*/) listing_table = line
    if (index(line, ":" CHAINS) == 1) note_rule(listing_table " " substr(line, 1, index(line, " ") - 1), 1)
    else if (index(line, "-A " CHAINS) == 1 || index(line, " -j " CHAINS) || index(line, " -g " CHAINS))
        note_rule(listing_table " " line, 1)
    if (ns != "-" || listing_table != "*filter") return
    if (line ~ /^:NETGEN-USER /) note_user(listing_table " :NETGEN-USER")
    else if (line ~ /^-A NETGEN-USER /) user_rules[tool]++
    else if (line == "-A FORWARD -j NETGEN-USER") {
        user_jumps[tool]++
        if (("- user " tool) in want) note_rule(listing_table " " line (jumps_seen[tool] ? " (not the first)" : ""), 0)
    } else if (line ~ /^-A FORWARD .*-j NG_/) jumps_seen[tool]++
}

function note_rule(line, is_ours_) {
    if (!(listing_key in have)) note(listing_key, "loaded")
    if (is_ours_ && !(listing_key in ours_listed)) ours_listed[listing_key] = line
    rule["have", listing_key, ++rules["have", listing_key]] = line
}

# The user's chain is a line of our listing where the plan has it.
function note_user(line) {
    note("- user " word_of(listing_key, 3), "there")
    if (("- user " word_of(listing_key, 3)) in want) note_rule(line, 0)
}

# ---- compare -----------------------------------------------------------------------------------------------------------

function compare_rules(    i, key, w) {
    for (i = 1; i <= lines; i++) if ((key = first_key(i)) ~ / rules /) compare_loaded(key, space[i])
    for (i = 1; i <= have_count; i++) {
        key = have_order[i]
        split(key, w, " ")
        if (w[2] != "rules" || (key in want) || !(key in made) && !lost_record || !ours_listed[key]) continue
        if (w[1] != "-" && (is_fresh(w[1]) || is_deleted(w[1]))) continue
        report("unexpected", key, "rules in " w[3] where(w[1], "inside of"))
        write_rules("unload", key, w[1], w[3])
    }
    for (i = 1; i <= made_count; i++) if (made_order[i] ~ /^- user / && !(made_order[i] in want)) undo_user(made_order[i])
}

function compare_loaded(key, ns,    before, i, same) {
    if (is_fresh(ns)) {
        if (purpose != "again") write_rules("load", key, ns, word_of(key, 3))
        return
    }
    if (key in just_loaded) return
    before = changed
    same = rules["want", key] == rules["made", key] && rules["listed", key]
    for (i = 1; same && i <= rules["want", key]; i++) same = rule["want", key, i] == rule["made", key, i]
    if (!ours_listed[key])
        report("missing", key, "all rules" where(ns, "inside of") (key ~ /ip6tables$/ ? " for IPv6" : ""))
    else if (!same) report("differs", key, "the rules are those of another version of the plan")
    else {
        report_rules("missing", key, "listed", "have")
        report_rules("unexpected", key, "have", "listed")
    }
    if (changed > before) write_rules("load", key, ns, word_of(key, 3))
}

# Rules that one listing has and the other has not; a comment names their place in the plan.
function report_rules(word, key, from, to,    i, times, line, at) {
    for (i = 1; i <= rules[to, key]; i++) times[rule[to, key, i]]++
    for (i = 1; i <= rules[from, key]; i++) {
        line = rule[from, key, i]
        if (times[line]-- > 0) continue
        gsub(/^[ \t]+/, "", line)
        at = match(line, /--comment [^ "]+/) ? substr(line, RSTART + 10, RLENGTH - 10) : origin_of(key)
        sub(/^\*[a-z]+ :/, "chain ", line)
        report_at(word, at, (line ~ /^chain / ? "" : "rule ") line)
    }
}

# ---- load and unload ---------------------------------------------------------------------------------------------------

# Writes what a tool is to load, and has it loaded.
function write_rules(verb, key, ns, tool,    file, i) {
    file = now "/" verb "." (ns == "-" ? "" : "unit" (++rules_files) ".") tool
    if (tool != "nftables") write_iptables(key, tool, file)
    else if (verb == "unload") print "delete table inet netgen-" plan_name >> file
    else for (i = 1; i <= rules["want", key]; i++) {
        # The user's table comes last. One that is there may have another priority, which nft does not change.
        if (("- user nftables") in have && rule["want", key, i] ~ /^table inet netgen_user /) break
        print rule["want", key, i] >> file
    }
    close(file)
    if (ns != "-") act(verb == "load" || ns in owner ? "ensure" : "undo", ns, "rules", tool " " file, origin_of(key))
    if (verb == "load") print key > (work "/loaded")
}

# Input for iptables-restore --noflush, one transaction a table: jumps to our chains that are there go, so that none is
# there twice; then what the plan says; then chains of ours that it does not name any more.
function write_iptables(key, tool, file,    i, table, body, here, jumps, stale, named, line, tables) {
    for (i = 1; i <= rules["want", key]; i++) {
        line = rule["want", key, i]
        if (line == "" || line ~ /^#/ || line == "COMMIT") continue
        if (line ~ /^\*/) {
            table = line
            tables[table]
            continue
        }
        if (line ~ /^:/) named[table, substr(line, 1, index(line " ", " ") - 1)]
        if (line ~ /NETGEN-USER$/ && !(("- user " tool) in have)) line = "-N NETGEN-USER\n" line
        body[table] = body[table] line "\n"
    }
    for (i = 1; i <= rules["have", key]; i++) {
        line = rule["have", key, i]
        table = word_of(line, 1)
        line = substr(line, length(table) + 2)
        sub(/ \(not the first\)$/, "", line)
        if (line ~ /^:NETGEN-USER/) continue
        tables[table]
        if (line ~ /^:/ && !((table, line) in named)) {
            here[table] = here[table] line " - [0:0]\n"
            stale[table] = stale[table] "-X " substr(line, 2) "\n"
        } else if (line ~ /^-A / && index(line, "-A " CHAINS) != 1)
            jumps[table] = jumps[table] "-D " substr(line, 4) "\n"
    }
    for (table in tables)
        printf "%s\n%s%s%s%sCOMMIT\n", table, here[table], jumps[table], body[table], stale[table] >> file
}

# The user's chain goes when it holds nothing, if we made it, and no other plan has it.
function undo_user(key,    tool, i) {
    tool = word_of(key, 3)
    if (!(key in have) || user_rules[tool] || get(found, key) == "there" || (key in others)) return
    report("unexpected", key, tool == "nftables" ? "table inet netgen_user, which holds no rule" : \
        "chain NETGEN-USER of " tool ", which holds no rule")
    if (tool == "nftables") {
        print "delete table inet netgen_user" >> (now "/unload.nftables")
        return
    }
    print "*filter" >> (now "/unload." tool)
    for (i = 1; i <= user_jumps[tool]; i++) print "-D FORWARD -j NETGEN-USER" >> (now "/unload." tool)
    print "-X NETGEN-USER\nCOMMIT" >> (now "/unload." tool)
}
