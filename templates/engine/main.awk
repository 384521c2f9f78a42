# ---- words -------------------------------------------------------------------------------------------------

function refuse(text) {
    if (purpose == "up" || purpose == "check") print text > (work "/refused")
    refusals++
}

function remark(text) { if (purpose ~ /^(up|check|down|refresh)$/) print text > (work "/remarks") }

# One difference: a line of check, and one more that up changes.
function report(word, key, text) { report_at(word, origin_of(key), text) }

function report_at(word, origin, text) {
    text = origin ": " text
    gsub(/[^ -~]/, "?", text)
    print word " " text > (work "/report")
    changed++
}

# The value of an element, without making it.
function get(map, key) { return key in map ? map[key] : "" }

# The first key, mostly the only one, of a line of the plan.
function first_key(i) { return substr(facts[i], 1, index(facts[i], "\n") - 1) }

# Whether there is such a file.
function can_read(file,    line, is) {
    is = (getline line < file) >= 0
    close(file)
    return is
}

# The first line of a file; "" where there is none.
function first_line(file,    line) {
    if ((getline line < file) <= 0) line = ""
    close(file)
    return line
}

# In which namespace, for a message.
function where(ns, word) { return ns == "-" ? "" : " " word " " ns }

# The tool of a fact `NS rules TOOL`.
function tool_of(key) { return substr(key, index(key, " rules ") + 7) }

# A word of a key.
function part_of_key(key, n,    w) {
    split(key, w, " ")
    return w[n]
}

# A word for the shell.
function quote(s) {
    gsub(/'/, "'\\''", s)
    return "'" s "'"
}

# ---- the record --------------------------------------------------------------------------------------------

# `plan`, `rules` and `listing` are in force; `next.plan` and `next.rules` are of an `up` that has not come to
# its end: what either of them names was made by us. `found` and `spelled` hold what stood there, and how the
# kernel spells what was written.
function read_record(    line, f, key) {
    has_record = can_read(state "/plan") || can_read(state "/next.plan")
    read_devices()
    find_left_namespaces(state "/plan")
    find_left_namespaces(state "/next.plan")
    read_plan(state "/plan", "made")
    read_plan(state "/next.plan", "made")
    read_rules_text(state "/rules", "made", "made")
    read_rules_text(state "/next.rules", "made", "begun")
    while ((getline line < (state "/found")) > 0) {
        split(line, f, "\t")
        key = current_key(f[1])
        if (!(key in found)) add_found(key, words(f[2]))
    }
    close(state "/found")
    while ((getline line < (state "/spelled")) > 0) {
        split(line, f, "\t")
        spelling[f[1]] = words(f[2]) "\t" words(f[3])
    }
    close(state "/spelled")
    read_others()
}

function add_found(key, value) {
    found_order[++found_count] = key
    found[key] = value
}

# A key of the record as it is today: an interface may have another name, a namespace another entry.
function current_key(key,    w) {
    split(key, w, " ")
    if (w[2] == "sysctl" && w[1] == "-") return "- sysctl " current_path(w[3])
    if (w[2] == "proxy") return w[1] " proxy " w[3] " " current_name(w[4])
    if (w[1] in left_through) return left_through[w[1]] substr(key, length(w[1]) + 1)
    return key
}

# The entry of an attached namespace may lead to another one than it is to lead to: what we put into the old
# one is taken back through the entry, before that goes.
function find_left_namespaces(file,    line, w) {
    while ((getline line < file) > 0) {
        if (line !~ /^netns attach /) continue
        split(line, w, " ")
        if (w[3] in inode && w[3] in attached_inode && inode[w[3]] != attached_inode[w[3]])
            left_through[w[3]] = "/run/netns/" w[3]
    }
    close(file)
}

# What other plans on this host made and found.
function read_others(    n, i, list, name, line, f) {
    n = split(ENVIRON["others"], list, " ")
    for (i = 1; i <= n; i++) {
        name = list[i]
        sub(/.*\//, "", name)
        read_plan(list[i] "/plan", "others", name)
        while ((getline line < (list[i] "/found")) > 0) {
            split(line, f, "\t")
            if (!(f[1] in others_found)) others_found[f[1]] = f[2]
        }
        close(list[i] "/found")
    }
}

# Entries under /run/netns: `DEVICE INODE PATH`, the first line for the host's own namespace. One that lies on
# another device is what a crash leaves: a name that nothing is mounted on.
function read_entries(    line, w, device, n, part) {
    while ((getline line < (work "/entries")) > 0) {
        split(line, w, " ")
        if (w[3] == "/proc/self/ns/net") {
            device = w[1]
            host_inode = w[2]
            continue
        }
        n = split(w[3], part, "/")
        entries[++entry_count] = part[n]
        inode[part[n]] = w[1] == device ? w[2] : "stale"
    }
    close(work "/entries")
}

# ---- survey: where to look ---------------------------------------------------------------------------------

function survey(    i, ns, n, list, in_scope) {
    read_entries()
    find_attached()
    read_record()
    if (!has_record) {
        read_plan(work "/own.plan", "made")
        read_rules_text(work "/own.rules", "made", "own")
    }
    read_plan(work "/plan", "want")
    read_rules_text(work "/rules", "want", "want")
    for (i = 1; i <= lines; i++) {
        n = split(facts[i], list, "\n")
        if (space[i] != "-") note_space(space[i])
        if (text[i] ~ /^netns /) note_space(substr(list[1], 9))
        for (; n > 1; n--) note_to_look(list[n - 1])
        if (text[i] ~ /\$ra_interface/) digits[space[i]] = digits[space[i]] "net/ipv6/conf/*/accept_ra "
    }
    for (i = 1; i <= made_count; i++) {
        note_to_look(made_order[i])
        if (!has_record && made_order[i] ~ /^- netns /) note_space(substr(made_order[i], 9))
    }
    if (ENVIRON["lost"] == "yes") for (i = 1; i <= entry_count; i++) note_space(entries[i])
    while ((getline ns < (work "/scope")) > 0) in_scope[ns] = 1
    write_space("-", "-")
    for (i = 1; i <= space_count; i++) {
        ns = spaces[i]
        if (path_of(ns) != "" && (purpose != "again" || ns in in_scope)) write_space(ns, path_of(ns))
    }
}

function write_space(ns, path) {
    print ns "\t" path "\t" some(digits[ns] "") "\t" some(long_values[ns] "") "\t" \
        some(tools_of[ns] "") > (work "/spaces")
}

function some(list) { return list == "" ? "-" : list }

# A namespace to look into.
function note_space(ns) {
    if (ns == "-" || (ns in is_noted)) return
    is_noted[ns] = 1
    spaces[++space_count] = ns
}

# What no listing of ip shows: sysctls to read, and tools whose rules are to be listed.
function note_to_look(key,    w, ns) {
    split(key, w, " ")
    ns = w[1]
    if ((key in is_noted) || w[2] !~ /^(sysctl|rules|user)$/) return
    is_noted[key] = 1
    if (w[2] != "sysctl") {
        if (!index(tools_of[ns], " " w[3] " ")) tools_of[ns] = tools_of[ns] " " w[3] " "
    } else if (is_digit(w[3])) digits[ns] = digits[ns] w[3] " "
    else long_values[ns] = long_values[ns] w[3] " "
}

# How a namespace is entered; "" where it is not there yet. That of a process is reached through the process
# until it has its entry.
function path_of(ns) {
    if (ns ~ /\//) return ns
    if (ns in pid) return "/proc/" pid[ns] "/ns/net"
    if (ns in inode) return inode[ns] == "stale" ? "" : "/run/netns/" ns
    return ("- netns " ns) in want || ("- netns " ns) in made ? "" : "/run/netns/" ns
}

# The processes whose namespaces are wanted: pid:N of the plan, or asked of docker, in one call for all.
function find_attached(    line, w, names, n, question, i, ns, origin) {
    while ((getline line < (work "/plan")) > 0) {
        if (line ~ /^# [^ ]/) origin = origin_in(line)
        if (line !~ /^netns attach /) continue
        split(line, w, " ")
        attached_by[w[3]] = origin
        if (w[4] ~ /^pid:/) pid[w[3]] = substr(w[4], 5)
        else {
            names[++n] = w[3]
            question = question " " quote(substr(w[4], 8))
        }
    }
    close(work "/plan")
    if (n) ask_docker(question, names, n)
    question = "stat -L -c '%i %n'"
    for (ns in pid) question = question " /proc/" pid[ns] "/ns/net"
    if (question !~ /proc/) return
    question = question " 2>/dev/null"
    while ((question | getline line) > 0) {
        split(line, w, " ")
        inode_at[w[2]] = w[1]
    }
    close(question)
    for (ns in pid) note_attached(ns, inode_at["/proc/" pid[ns] "/ns/net"] "")
}

function note_attached(ns, number) {
    if (number != "" && number != host_inode) {
        attached_inode[ns] = number
        print ns, pid[ns], number > (work "/attached")
        return
    }
    if (number == "") refuse(attached_by[ns] ": there is no process " pid[ns])
    else refuse(attached_by[ns] ": process " pid[ns] " lives in the host's own network namespace")
    delete pid[ns]
}

function ask_docker(question, names, n,    line, i, j, told) {
    question = "docker inspect --format '{{.State.Pid}}'" question " 2>&1"
    while ((question | getline line) > 0) {
        if (line ~ /^[1-9][0-9]*$/) pid[names[++i]] = line
        else if (line == "0") refuse(attached_by[names[++i]] ": docker: the container is not running")
        else {
            for (j = 1; j <= n && index(line, names[j]) == 0; j++) continue
            refuse((j <= n ? attached_by[names[j]] : attached_by[names[1]]) ": docker: " line)
            told = 1
        }
    }
    if (close(question) != 0 && !told) refuse(attached_by[names[1]] ": docker inspect failed")
}

# ---- compare: what differs, and what is to be done about it ------------------------------------------------

function compare(    line, w) {
    read_entries()
    while ((getline line < (work "/attached")) > 0) {
        split(line, w, " ")
        pid[w[1]] = w[2]
        attached_inode[w[1]] = w[3]
    }
    read_record()
    read_listing(state "/listing", "listed")
    read_looks("links")
    if (!has_record && marks) go_by_marks()
    note_entries()
    read_plan(work "/plan", "want")
    read_rules_text(work "/rules", "want", "want")
    note_planned_subnets()
    read_looks("rest")
    read_new_listings()
    finish_facts()
    preflight()
    read_file_facts()
    need_free_files()
    if (refusals && purpose ~ /^(up|check)$/) return
    judge_links()
    undo_facts()
    do_lines()
    compare_module()
    compare_rules()
    compare_files()
    note_stale_flows()
    write_units()
    write_records()
    conclude()
}

function conclude() {
    print changed > (work "/changes")
    if (ENVIRON["dry_run"] == "yes") show_commands()
}

# One file for each worker that looked.
function read_looks(pass,    i) { for (i = 0; i < ENVIRON["workers"]; i++) read_look(work "/look." i, pass) }

# Without a record, what bears our marks is ours: links by their alias, namespaces that hold such a link or
# none at all.
function go_by_marks(    i, key, ns, n) {
    lost_record = 1
    n = made_count
    read_plan(work "/own.plan", "made")
    read_rules_text(work "/own.rules", "made", "own")
    for (i = n + 1; i <= made_count; i++) {
        key = made_order[i]
        ns = substr(key, 9)
        if (key ~ /^- netns / && looked[ns] && !marked[ns] && link_count[ns]) delete made[key]
    }
    remark("host: the record under " state " is lost;" \
        " what bears the marks of this plan is taken for its own, and sysctls are not put back")
}

# Facts of entries under /run/netns: how one of ours was made, or the inode of another's.
function note_entries(    i, ns, key) {
    for (i = 1; i <= entry_count; i++) {
        ns = entries[i]
        key = "- netns " ns
        note(key, inode[ns] == "stale" ? "stale" : get(made, key) == "made" ? "made" : inode[ns])
    }
}

# After the rules of a namespace were loaded, inside.sh listed them: that is what is to be there from now on.
function read_new_listings(    line, w) {
    while ((getline line < (work "/loaded")) > 0) {
        split(line, w, "\t")
        just_loaded[w[1]] = 1
        if (w[2] != "" && purpose == "again" && !looked[part_of_key(w[1], 1)]) read_look(w[2], "rest")
    }
    close(work "/loaded")
    if (purpose != "again") split("", just_loaded)
}

# What is known once all is read.
function finish_facts(    i, ns) {
    if (("- sysctl " RESERVED) in want) want["- sysctl " RESERVED] = reserved_ports()
    if (can_read("/proc/sys/net/bridge/bridge-nf-call-iptables")) note(MODULE, "loaded")
    for (i = 1; i <= 3; i++) if (user_there[TOOLS[i]]) note("- user " TOOLS[i], "first")
    for (i = 1; i <= made_count; i++) {
        ns = part_of_key(made_order[i], 1)
        if (ns == "-" || (ns in owner) || (ns in left) || looked[ns] || get(made, "- netns " ns) == "made")
            continue
        left[ns] = looked[ns] = 1
        assume_listing(ns)
    }
}

# The rules see what goes from port to port of a bridge where its own switch is on, and the kernel has
# br_netfilter. Loaded, it is on for every bridge of the host (net/bridge/br_netfilter_hooks.c,
# brnf_init_net).
function compare_module(    i, path, list, value) {
    if (!(MODULE in want) || purpose == "again") return
    if (!(MODULE in have)) {
        report("missing", MODULE, "bridge netfilter: br_netfilter is not loaded")
        print origin_of(MODULE) > (work "/netfilter")
        needs_module = 1
        return
    }
    # A run that was killed after it had loaded the module may not have switched it off for others.
    if (!(MODULE in found) || found[MODULE] != "" || !can_read(state "/next.plan")) return
    split("iptables ip6tables arptables", list, " ")
    for (i = 1; i <= 3; i++) {
        path = "net/bridge/bridge-nf-call-" list[i]
        value = first_line("/proc/sys/" path) + 0
        if (value == 0) continue
        report("differs", MODULE, "sysctl " path " is " value ", not 0")
        act("ensure", "-", "sysctl", "- " path " 0", origin_of(MODULE))
    }
}

function undo_module(key) {
    if (!(key in made) || !(key in found) || key in others_made) return
    if (found[key] == "") print "" > (work "/unload-module")
}

# ---- commands ----------------------------------------------------------------------------------------------

# Adds to what is to be done, in three phases: `leave` (namespaces that are left), `undo`, `ensure`. A kind is
# ip (words for ip -batch), sysctl (whether to remember what stands there, path, value) or rules (tool, file).
# Sysctls of a namespace come before its ip lines; those of the host after, since links of ours have some.
function act(phase, ns, kind, words_, origin,    unit) {
    if (is_left(ns)) phase = "leave"
    unit = phase SUBSEP ns
    if (!(unit in unit_number)) {
        unit_number[unit] = ++units
        unit_name[units] = unit
    }
    if (kind == "ip") batch[unit] = batch[unit] words_ " # " origin " " ns "\n"
    else steps[unit] = steps[unit] kind " " origin " " words_ "\n"
}

# leave.list, undo.list, ensure.list: `NS PATH UNIT` for namespaces; UNIT.ip and UNIT.steps. The host's are
# undo.host and ensure.host.
function write_units(    i, part, unit, name, key) {
    for (i = 1; i <= units; i++) {
        unit = unit_name[i]
        split(unit, part, SUBSEP)
        name = part[2] == "-" ? part[1] ".host" : part[1] "." i
        if (steps[unit] != "") printf "%s", steps[unit] > (work "/" name ".steps")
        if (batch[unit] != "") printf "%s", batch[unit] > (work "/" name ".ip")
        close(work "/" name ".steps")
        close(work "/" name ".ip")
        if (part[2] == "-") continue
        print part[2] "\t" path_after(part[2]) "\t" name > (work "/" part[1] ".list")
        if (looked[part[2]] && purpose != "again") print part[2] > (work "/scope")
    }
    if (purpose == "again") return
    for (i = 1; i <= lines; i++) {
        key = first_key(i)
        if (key !~ / rules / || !loads[key]) continue
        name = work "/ensure." unit_number["ensure", space[i]] "." tool_of(key) ".listing"
        print key "\t" (space[i] == "-" ? "" : name) > (work "/loaded")
    }
}

# A namespace that is about to be made has its entry by then.
function path_after(ns) { return path_of(ns) == "" ? "/run/netns/" ns : path_of(ns) }

# ---- what is remembered ------------------------------------------------------------------------------------

# record.FILE is written where the record is to change; journal.found is `found` before the first change.
function write_records(    i, key, plan, origin, from, found_now, spelled_now, listing, devices_now) {
    for (i = 1; i <= lines; i++) {
        if (text[i] == "") continue
        if (place[i] != origin) plan = plan "# " place[i] "\n"
        origin = place[i]
        plan = plan (space[i] == "-" ? "" : "[" space[i] "] ") text[i] "\n"
    }
    for (i = 1; i <= lines; i++) {
        key = first_key(i)
        if (key !~ / rules /) continue
        from = rule_count["listed", key] &&
            !(rule_count["have", key] && purpose == "again") ? "listed" : "have"
        listing = listing "@ " tool_of(key) " " space[i] "\n" joined(from, key)
    }
    printf "%s", plan > (work "/resolved")
    note_found()
    for (i = 1; i <= found_count; i++) {
        key = found_order[i]
        print key "\t" found[key] > (work "/journal.found")
        if (key in want) found_now = found_now key "\t" found[key] "\n"
    }
    for (key in want) {
        if (key in spelling) spelled_now = spelled_now key "\t" spelling[key] "\n"
        if (key ~ /^- (proxy|sysctl|route) / && (i = foreign_device(key)) != "") devices_now[i] = 1
    }
    record("plan", plan)
    record("rules", slurp(work "/rules"))
    record("listing", listing)
    record("found", found_now)
    record("spelled", spelled_now)
    plan = ""
    for (i in devices_now) plan = plan i " " ifindex["-", i] "\n"
    record("devices", plan)
}

function record(file, content) {
    if (slurp(state "/" file) != content) printf "%s", content > (work "/record." file)
}

function joined(map, key,    i, text_) {
    for (i = 1; i <= rule_count[map, key]; i++) text_ = text_ rule[map, key, i] "\n"
    return text_
}

# The interface of others that a fact of the host names.
function foreign_device(key,    w, dev) {
    split(key, w, " ")
    dev = w[2] == "proxy" ? w[4] : w[2] == "route" ? dev_of(want[key]) : ""
    if (w[2] == "sysctl" && split(w[3], w, "/") > 4) dev = w[4]
    return ("-", dev) in ifindex && !is_ours("-", dev) && dev != "lo" ? dev : ""
}

# Whether the host has a link, and the plan names one.
function has_link(ns, name) { return (ns " link " name " kind") in have }

function wants_link(ns, name) { return (ns " link " name " kind") in want }

# What stood there before the first change. Where another plan came first, it is what that one found.
function note_found(    i, j, n, key, w) {
    for (i = 1; i <= lines; i++) {
        n = split(facts[i], key, "\n")
        for (j = 1; j < n; j++) {
            split(key[j], w, " ")
            if (key[j] in found) continue
            if (w[2] == "link") {
                if (w[4] !~ /^nf_call/ || is_ours(w[1], w[3]) || !has_link(w[1], w[3])) continue
            } else if (w[2] == "sysctl") {
                if (!(key[j] in have) && !(key[j] in others_found)) continue
            } else if (w[2] !~ /^(proxy|user|module)$/) continue
            add_found(key[j], key[j] in others_found ? others_found[key[j]] : have[key[j]])
        }
    }
}

# ---- refresh-names -----------------------------------------------------------------------------------------

function refresh() {
    read_plan(work "/plan", "want")
    read_file_facts()
    compare_files()
    conclude()
}
