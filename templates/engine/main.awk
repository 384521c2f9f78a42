# ---- one comparison ----------------------------------------------------------------------------------------------------
#
# Reads the record, looks, reads the plan, and writes down what differs and what is to be done. An element that may never
# have been set is passed on as text (`value[key] ""`): gawk 5.2 forgets what is in an array where a function gets one
# as it is.
#
#   want, have, made, found    facts: what the plan says, what the host says, what earlier runs of this plan made, what
#                              stood there before the first of them (plan.awk says what a fact is)
#   others, others_found       made (by which plan) and found by other plans of this host
#   text, space, place, facts  a line of the plan, its namespace, its place in the plan, the facts that it ensures
#   rule, rules                lines of rules, and how many: [want|made|have|listed, fact, n]
#   going, deleted, lost       links and namespaces that go; namespaces that may have lost addresses and routes

BEGIN {
    purpose = ENVIRON["purpose"]
    plan_name = ENVIRON["plan_name"]
    work = ENVIRON["work"]
    now = ENVIRON["now"]
    state = ENVIRON["state"]
    wanted = ENVIRON["wanted"]
    MARK = "netgen:" plan_name ":"
    CHAINS = "NG_" plan_name "_"
    RESERVED = "- sysctl net/ipv4/ip_local_reserved_ports"
    MODULE = "- module br_netfilter"
    IPV6_MINIMUM_MTU = 1280
    # Ten groups that others hardly use: a link in another one was put there by somebody.
    DELETE_GROUP = 110
    split("nftables iptables ip6tables", TOOLS, " ")
    # linux/rtnetlink.h: RTN_* and RTPROT_*
    split("unicast - - - - blackhole unreachable prohibit throw", TYPES, " ")
    split("redirect kernel boot static", PROTOCOLS, " ")
    changed = lines = refusals = record_changes = 0
    compare()
    print changed, record_changes > (now "/changes")
    exit 0
}

function compare(    i) {
    read_entries()
    read_look(now "/look.host", "links")
    read_record()
    survey()
    if (system("sh " work "/inside.sh look " now "/spaces") != 0) exit 1
    for (i = 0; i < ENVIRON["workers"]; i++) read_look(now "/out." i, "links")
    if (lost_record) go_by_marks()
    if (purpose == "down") assume_what_is_inside()
    note_entries()
    read_plan(wanted, "want")
    note_planned_subnets()
    read_look(now "/look.host", "rest")
    for (i = 0; i < ENVIRON["workers"]; i++) read_look(now "/out." i, "rest")
    for (i = 0; i < ENVIRON["workers"]; i++) if (purpose == "again") read_look(work "/listed." i, "rest")
    finish_facts()
    want_names()
    if (purpose != "refresh") preflight()
    compare_names()
    if (refusals && purpose ~ /^(up|check)$/ || purpose == "refresh") return
    judge_links()
    undo_facts()
    do_lines()
    compare_module()
    compare_rules()
    note_stale_flows()
    write_units()
    write_record()
    if (ENVIRON["dry_run"] == "yes") show_commands()
}

# ---- words -------------------------------------------------------------------------------------------------------------

function refuse(text) {
    if (text in refused) return
    refused[text]
    if (purpose ~ /^(up|check)$/) print text > (now "/refused")
    refusals++
}

function remark(text) { if (purpose ~ /^(up|check|down|refresh)$/) print text > (now "/remarks") }

# One difference: a line of check, and one more that up changes.
function report(word, key, text) { report_at(word, origin_of(key), text) }

function report_at(word, origin, text) {
    text = origin ": " text
    gsub(/[^ -~]/, "?", text)
    print word " " text > (now "/report")
    changed++
}

# The value of an element, without making it.
function get(map, key) { return key in map ? map[key] : "" }

# The first key, mostly the only one, of a line of the plan.
function first_key(i) { return substr(facts[i], 1, index(facts[i], "\n") - 1) }

# A word of a key, or of any other text.
function word_of(text, n,    w) {
    split(text, w, " ")
    return w[n]
}

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

# All of a file in one piece. What comes behind a byte 1, which none of ours holds, does not count as equal.
function slurp(path,    content, more, newline) {
    newline = RS
    RS = "\001"
    content = ""
    if ((getline content < path) > 0 && (getline more < path) > 0) content = content RS more
    close(path)
    RS = newline
    return content
}

# In which namespace, for a message.
function where(ns, word) { return ns == "-" ? "" : " " word " " ns }

# A word for the shell.
function quote(s) {
    gsub(/'/, "'\\''", s)
    return "'" s "'"
}

# ---- the record --------------------------------------------------------------------------------------------------------

function read_record(    line, f, name, has_record) {
    has_record = can_read(state "/plan") || can_read(state "/next.plan")
    lost_record = !has_record && marks
    # Interfaces of others are found again under another name by their index, which `found` holds.
    while ((getline line < (state "/found")) > 0) {
        split(line, f, "\t")
        if (word_of(f[1], 1) in left) f[1] = "/run/netns/" f[1]
        name = device_of(f[1])
        if (f[3] != "" && !has_link("-", name) && (f[3] in name_of)) renamed[name] = name_of[f[3]]
        if (!((f[1] = current_key(f[1])) in found)) add_found(f[1], words(f[2]))
    }
    close(state "/found")
    read_plan(state "/plan", "made")
    read_plan(state "/next.plan", "begun")
    # The user's chain stays while it holds rules, also when the plan has no rules any more.
    for (name in found) if (!(name in made) && name !~ /^- user /) delete found[name]
    while ((getline line < (state "/spelled")) > 0) note_spelled(line)
    close(state "/spelled")
    while ((getline line < (work "/spelled")) > 0) note_spelled(line)
    close(work "/spelled")
    read_plan(state "/listing", "listed")
    while ((getline line < (now "/records")) > 0) {
        name = line
        if (sub(/^\/etc\/netns\/.netgen-/, "", name)) {
            if (name != plan_name && name !~ /\.new$/) other_names[line] = name
            continue
        }
        sub(/\/plan$/, "", line)
        if (line == state) continue
        name = line
        sub(/.*\//, "", name)
        read_plan(line "/plan", "others:" name)
        while ((getline name < (line "/found")) > 0) {
            split(name, f, "\t")
            if (!(f[1] in others_found)) others_found[f[1]] = f[2]
        }
        close(line "/found")
    }
    close(now "/records")
}

function add_found(key, value) {
    found_order[++found_count] = key
    found[key] = value
}

function note_spelled(line,    f) {
    split(line, f, "\t")
    spelling[f[1]] = words(f[2])
}

# Without a record, what bears our marks is ours: links by their alias, a namespace by that of its loopback interface, or
# if there is no other link in it yet.
function go_by_marks(    i, ns) {
    read_plan(work "/own", "made")
    for (i = 1; i <= made_count; i++) {
        ns = word_of(made_order[i], 3)
        if (made_order[i] ~ /^- netns / && looked[ns] && !(ns in is_marked) && link_count[ns]) delete made[made_order[i]]
    }
    for (ns in is_marked) {
        if (("- netns " ns) in made || ns ~ /\//) continue
        made_order[++made_count] = "- netns " ns
        made["- netns " ns] = "made"
    }
    remark("host: the record under " state " is lost; what bears the marks of this plan is taken for its own," \
        " and sysctls are not put back")
}

# down does not look into namespaces of others, unless they have rules of ours: what the record says is there, is.
function assume_what_is_inside(    i, ns) {
    for (i = 1; i <= made_count && !lost_record; i++) {
        ns = word_of(made_order[i], 1)
        if (ns == "-" || path_of(ns) == "" || get(made, "- netns " ns) == "made" || tools_of[ns] != "") continue
        looked[ns] = 1
        note(made_order[i], made[made_order[i]])
    }
}

# Entries under /run/netns and other paths of namespaces: `DEVICE INODE PATH`, the first line for the host's own. One on
# another device is what a crash leaves, a name that nothing is mounted on, or it is no namespace at all.
function read_entries(    line, w, device, name) {
    while ((getline line < (now "/entries")) > 0) {
        split(line, w, " ")
        if (device == "") {
            device = w[1]
            host_inode = w[2]
        }
        name = w[3]
        inode[name] = w[1] == device ? w[2] : "stale"
        if (sub(/^\/run\/netns\//, "", name)) inode[name] = inode[w[3]]
        else if (name ~ /^\/proc\/[0-9]/) is_of_process[w[2]]
    }
    close(now "/entries")
    read_attached(state "/plan")
    read_attached(state "/next.plan")
    read_attached(wanted)
}

# Entries that a run before attached to a process, and that are to lead elsewhere: what it put there is `left`.
function read_attached(file,    line, w) {
    while ((getline line < file) > 0) {
        if (line !~ /^netns /) continue
        split(line, w, " ")
        if (file != wanted) {
            if (w[2] == "attach") attached[w[3]]
            else if (!(get(inode, w[3]) in is_of_process)) delete attached[w[3]]
        } else if (w[3] in attached && w[3] in inode &&
            (w[2] == "add" || inode[w[3]] != get(inode, "/proc/" substr(w[4], 5) "/ns/net"))) left[w[3]]
    }
    close(file)
}

function note_entries(    ns, key) {
    for (ns in inode) {
        key = "- netns " ns
        if (ns ~ /\//) continue
        note(key, inode[ns] != "stale" && get(made, key) == "made" && !(inode[ns] in is_of_process) ? "made" : inode[ns])
    }
}

# What is known once all is read.
function finish_facts(    key) {
    if (RESERVED in want) want[RESERVED] = reserved_ports()
    if (can_read("/proc/sys/net/bridge/bridge-nf-call-iptables")) note(MODULE, "loaded")
    while ((getline key < (work "/loaded")) > 0) if (purpose == "again") just_loaded[key]
    close(work "/loaded")
}

# ---- survey: where to look ---------------------------------------------------------------------------------------------

function survey(    i, ns, in_scope) {
    read_plan(wanted, "survey")
    if (lost_record) {
        read_plan(work "/own", "survey")
        for (ns in inode) if (ns !~ /\//) note_space(ns)
    }
    while ((getline ns < (work "/scope")) > 0) in_scope[ns]
    close(work "/scope")
    note_space("-")
    for (i = 1; i <= spaces; i++) {
        ns = space_named[i]
        if (ns != "-" && (path_of(ns) == "" || purpose == "again" && !(ns in in_scope) ||
            purpose == "down" && !lost_record && (get(made, "- netns " ns) == "made" || tools_of[ns] == ""))) continue
        print ns "\t" (ns == "-" ? "-" : path_of(ns)) "\t" some(digits[ns] "") "\t" some(long_values[ns] "") "\t" \
            some(tools_of[ns] "") > (now "/spaces")
    }
    close(now "/spaces")
}

function some(list) { return list == "" ? "-" : list }

function note_space(ns) {
    if (ns in is_noted) return
    is_noted[ns]
    space_named[++spaces] = ns
}

# What no listing of ip shows: sysctls to read, and tools whose rules are to be listed.
function note_to_look(key,    w) {
    if (key in is_noted) return
    split(key, w, " ")
    note_space(w[2] == "netns" ? w[3] : w[1])
    if (w[2] !~ /^(sysctl|rules)$/) return
    is_noted[key]
    if (w[2] == "rules") tools_of[w[1]] = tools_of[w[1]] w[3] " "
    else if (is_digit(w[3])) digits[w[1]] = digits[w[1]] w[3] " "
    else long_values[w[1]] = long_values[w[1]] w[3] " "
}

# Sysctls whose value is one digit (inside.sh says why).
function is_digit(path) {
    return path ~ /\/(disable_ipv6|ip_forward|forwarding|route_localnet|accept_ra|accept_dad|proxy_ndp)$|_be_liberal$|_notify$|\/rp_filter$/
}

# How a namespace is entered; "" where there is none yet. That of a process is reached through the process.
function path_of(ns) {
    if (ns in process) return process[ns]
    if (get(inode, ns) ~ /^(stale)?$/ || ns in left) return ""
    return ns ~ /\// ? ns : "/run/netns/" ns
}

# ---- what is to be done ------------------------------------------------------------------------------------------------

# Adds to what is to be done: a phase, `undo` or `ensure`, has a unit for each namespace. A kind is ip (words for
# ip -batch) or step: sysctl (whether to remember what stands there, path, value) or rules (tool, file).
function act(phase, ns, kind, what, origin,    unit) {
    unit = phase SUBSEP ns
    if (!(unit in unit_number)) {
        unit_number[unit] = ++units
        unit_name[units] = unit
    }
    if (kind == "ip") deed[unit, "ip", ++deeds[unit, "ip"]] = what " # " origin " " ns
    else deed[unit, "steps", ++deeds[unit, "steps"]] = kind " " origin " " what
    if (what ~ /^words /) needs_words[unit]
}

# PHASE and PHASE.host list `NS PATH UNIT`, as inside.sh reads them; the commands are in UNIT.ip and UNIT.steps.
function write_units(    i, part, unit, ns, name) {
    for (i = 1; i <= units; i++) {
        unit = unit_name[i]
        split(unit, part, SUBSEP)
        ns = part[2]
        name = now "/" part[1] "." i
        write_deeds(unit, "ip", name)
        write_deeds(unit, "steps", name)
        print ns "\t" (ns == "-" ? "-" : path_after(ns)) "\t" name "\t" (unit in needs_words ? "words" : "-") "\t-" > \
            (now "/" part[1] (ns == "-" ? ".host" : ""))
        if (ns != "-" && looked[ns] && purpose !~ /^(again|down)$/) print ns > (work "/scope")
    }
}

function write_deeds(unit, kind, name,    n) {
    for (n = 1; n <= deeds[unit, kind]; n++) print deed[unit, kind, n] > (name "." kind)
    close(name "." kind)
}

# A namespace that is about to be made has its entry by then.
function path_after(ns) { return path_of(ns) == "" ? "/run/netns/" ns : path_of(ns) }

# ---- what is remembered ------------------------------------------------------------------------------------------------

# The files of the record as they are to be, and how many of them change. `plan` is written before the first change, too.
function write_record(    i, n, key, w, origin, record) {
    record = now "/record/"
    for (i = 1; i <= lines; i++) {
        if (text[i] == "") continue
        if (place[i] != origin) print "# " place[i] > (record "plan")
        origin = place[i]
        print (space[i] == "-" ? "" : "[" space[i] "] ") text[i] > (record "plan")
    }
    for (i = 1; i <= lines; i++) {
        if ((key = first_key(i)) !~ / rules /) continue
        write_section("want", key, record "plan")
        write_section(rules["listed", key] && !(key in just_loaded) ? "listed" : "have", key, record "listing")
    }
    for (i = 1; i <= lines; i++)
        for (n = split(facts[i], w, "\n"); n > 1; n--) note_found(w[n - 1])
    for (i = 1; i <= found_count; i++) {
        key = found_order[i]
        if (key in found) print key "\t" found[key] "\t" ifindex["-", device_of(key)] > (record "found")
    }
    for (key in spelling) if (key in want) print key "\t" spelling[key] > (record "spelled")
    for (n = split("plan listing found spelled", w, " "); n; n--) {
        printf "" >> (record w[n])
        close(record w[n])
        if (slurp(state "/" w[n]) != slurp(record w[n])) record_changes++
    }
}

function write_section(map, key, file,    i) {
    print "@ " word_of(key, 3) (word_of(key, 1) == "-" ? "" : " " word_of(key, 1)) > file
    for (i = 1; i <= rules[map, key]; i++) print rule[map, key, i] > file
}

# What stood there before the first change. Where another plan came first, it is what that one found.
function note_found(key,    w) {
    split(key, w, " ")
    if (key in found || w[2] !~ /^(sysctl|proxy|user|module|link)$/) return
    if (w[2] == "link" && (w[4] !~ /^nf_call/ || is_ours(w[1], w[3]))) return
    if (key in others_found) add_found(key, others_found[key])
    else if (key in have || w[2] !~ /^(sysctl|link)$/) add_found(key, get(have, key))
}

# The interface of others that a sysctl or a proxy of the host names.
function device_of(key,    w, part) {
    split(key, w, " ")
    if (w[1] != "-") return ""
    if (w[2] == "proxy") return w[4]
    return w[2] == "sysctl" && split(w[3], part, "/") > 4 ? part[4] : ""
}

# The same key under the name that the interface has today.
function current_key(key,    name, at) {
    name = device_of(key)
    if (name == "" || !(name in renamed)) return key
    at = key ~ / proxy / ? length(key) - length(name) + 1 : index(key, "/" name "/") + 1
    return substr(key, 1, at - 1) renamed[name] substr(key, at + length(name))
}

# ---- --dry-run: the commands that would run, in their order, as one would type them ------------------------------------

function show_commands(    i, n, part, phase) {
    if (can_read(now "/module"))
        show("modprobe br_netfilter\nsysctl -w net.bridge.bridge-nf-call-iptables=0" \
            " net.bridge.bridge-nf-call-ip6tables=0 net.bridge.bridge-nf-call-arptables=0")
    for (i = 1; i <= 3; i++) show_rules("", TOOLS[i], now "/load." TOOLS[i])
    for (n = 1; n <= 4; n++) {
        phase = n <= 2 ? "undo" : "ensure"
        for (i = 1; i <= units; i++) {
            split(unit_name[i], part, SUBSEP)
            # What is undone goes first inside of namespaces, what is ensured goes first on the host.
            if (part[1] == phase && (part[2] == "-") == (n == 2 || n == 3)) show_unit(unit_name[i], part[2])
        }
    }
    show(slurp(now "/names.sh"))
    for (i = 1; i <= 3; i++) show_rules("", TOOLS[i], now "/unload." TOOLS[i])
    show("netgen " plan_name ": changed=" changed)
}

function show(text_) {
    sub(/\n+$/, "", text_)
    if (text_ != "") print text_ > (now "/commands")
}

# Sysctls of the host come after its links, those of a namespace before (inside.sh, act_in).
function show_unit(unit, ns,    enter, i) {
    if (ns != "-") enter = "nsenter --net=" path_after(ns) " "
    if (ns != "-") show_steps(unit, enter)
    for (i = 1; i <= deeds[unit, "ip"]; i++) show(enter "ip " substr(deed[unit, "ip", i], 1, index(deed[unit, "ip", i], " # ")))
    if (ns == "-") show_steps(unit, enter)
}

function show_steps(unit, enter,    i, w, step) {
    for (i = 1; i <= deeds[unit, "steps"]; i++) {
        step = deed[unit, "steps", i]
        split(step, w, " ")
        if (w[1] == "rules") show_rules(enter, w[3], w[4])
        else show(enter "sysctl -w " quote(w[4] "=" substr(step, length(w[1] w[2] w[3] w[4]) + 5)))
    }
}

function show_rules(enter, tool, file,    content) {
    if ((content = slurp(file)) == "") return
    sub(/\n+$/, "\n", content)
    show(enter (tool == "nftables" ? "nft -f -" : tool "-restore -w --noflush") " <<'RULES'\n" content "RULES")
}
