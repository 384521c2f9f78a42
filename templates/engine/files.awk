# ---- files below /etc/netns ------------------------------------------------------------------------------------
#
# What was written lies beside it in a record, /etc/netns/.netgen-PLAN, as lines of the plan: unlike /run, the files
# outlive a reboot. A file that holds what such a section says is ours; one that was ours and holds anything else
# was edited, and is left alone. `@plan` begins the section in force, `@begun` one whose up did not come to its end, so
# that a file may hold the first part of what it says; `@made` names a directory that is to go again.

function read_record(    file, line, n, i, origin) {
    file = "/etc/netns/.netgen-" plan_name
    record = slurp(file)
    n = split(record, line, "\n")
    for (i = 1; i <= n; i++) {
        if (line[i] ~ /^@made /) {
            made[substr(line[i], 7)] = 1
            made_before = made_before line[i] "\n"
        }
        else if (line[i] == "@plan" || line[i] == "@begun") is_begun[++sections] = line[i] == "@begun"
        else if (sections) {
            section_text[sections] = section_text[sections] line[i] "\n"
            if (line[i] ~ /^# /) origin = substr(line[i], 3)
            else if (line[i] != "" && is_name_word(parse(line[i]))) own_name(sections, origin)
        }
        # The record ends in a newline, behind which split sees one more line.
        if (i == n && sections) section_text[sections] = substr(section_text[sections], 1, length(section_text[sections]) - 1)
    }
    while ((getline line[1] < (work "/files")) > 0) there[substr(line[1], 3)] = substr(line[1], 1, 1)
    close(work "/files")
    n = split(ENVIRON["other_records"], line, " ")
    for (i = 1; i <= n; i++) {
        while ((getline origin < line[i]) > 0) {
            if (origin ~ /^\[[^]]*\] hostname /) claimed[substr(origin, 2, index(origin, "]") - 2)] = substr(line[i], 20)
        }
        close(line[i])
    }
}

function is_recorded(ns,    s) {
    for (s = 1; s <= sections; s++) if ((s, ns) in hostname_of) return 1
    return 0
}

function is_ours(ns, file, text,    s, said) {
    for (s = 1; s <= sections; s++) {
        if (!((s, ns) in hostname_of)) continue
        said = file_text(s, ns, file)
        if (said == text || is_begun[s] && substr(said, 1, length(text)) == text) return 1
    }
    return 0
}

# right, missing, differs, edited (ours once) or foreign.
function judged(ns, file,    path, text) {
    path = "/etc/netns/" ns "/" file
    if (!(path in there)) return "missing"
    if (there[path] == "f") {
        text = slurp(path)
        if (text == file_text("W", ns, file)) return "right"
        if (is_ours(ns, file, text)) return "differs"
    }
    return is_recorded(ns) ? "edited" : "foreign"
}

function judge_names(    n, ns, file, i, word) {
    read_record()
    for (n = 1; n <= named_count["W"]; n++) {
        ns = named["W", n]
        if ((ns in claimed) && !is_recorded(ns)) {
            remark(named_origin["W", ns] ": the files below /etc/netns/" ns " are plan " claimed[ns] "'s, and are left to it")
            left[ns] = 1
            continue
        }
        if ((("/etc/netns/" ns) in there) && there["/etc/netns/" ns] != "d") {
            refuse(named_origin["W", ns] ": /etc/netns/" ns " is not a directory of its own; move it away")
            continue
        }
        i = split("hostname hosts resolv.conf", file, " ")
        for (; i > 0; i--) {
            word = judged(ns, file[i])
            verdict[ns, file[i]] = word
            if (word == "foreign") refuse(named_origin["W", ns] ": a file /etc/netns/" ns "/" file[i] " exists already, and this plan did not write it; move it away (extra_hosts, dns and hostname can say what it says)")
        }
    }
}

# ---- what is to be done -----------------------------------------------------------------------------------------

function remark(text) {
    if (purpose != "restore") print text > (work "/remarks")
}

function remark_edited(origin, path) { remark(origin ": " path " was edited since it was written; it is kept as it is") }

function compare_names(    n, s, ns, origin) {
    for (n = 1; n <= named_count["W"]; n++) {
        ns = named["W", n]
        if (ns in left) continue
        ensure_file(ns, "hostname")
        ensure_file(ns, "hosts")
        ensure_file(ns, "resolv.conf")
        if (("/etc/netns/" ns) in there) continue
        made[ns] = 1
        print "/etc/netns/" ns > (work "/names.mkdir")
    }
    for (s = 1; s <= sections; s++) {
        for (n = 1; n <= named_count[s]; n++) {
            ns = named[s, n]
            if ((("W", ns) in hostname_of) || (ns in left)) continue
            left[ns] = 1
            origin = named_origin[s, ns]
            remove_file(ns, "hostname", origin)
            remove_file(ns, "hosts", origin)
            remove_file(ns, "resolv.conf", origin)
        }
    }
    for (ns in made) {
        if (("W", ns) in hostname_of) continue
        if (("/etc/netns/" ns) in there) print "/etc/netns/" ns > (work "/names.rmdir")
        delete made[ns]
    }
    write_record()
}

function ensure_file(ns, file,    origin, path) {
    origin = named_origin["W", ns]
    path = "/etc/netns/" ns "/" file
    if (verdict[ns, file] == "edited") remark_edited(origin, path)
    if (verdict[ns, file] !~ /^(missing|differs)$/) return
    report(verdict[ns, file], origin, "file " path)
    print ns, file, origin > (work "/names.write")
}

function remove_file(ns, file, origin,    path) {
    path = "/etc/netns/" ns "/" file
    if (!(path in there)) return
    if (there[path] != "f" || !is_ours(ns, file, slurp(path))) {
        remark_edited(origin, path)
        return
    }
    report("unexpected", origin, "file " path)
    print path > (work "/names.remove")
}

# The record as it is to be once all is done, and as it is to be before anything is.
function write_record(    head, ns, n, s, text, line, origin) {
    head = "# What netgen wrote below /etc/netns for plan " plan_name ", as lines of its plan; setup.sh down removes it.\n"
    for (n = 1; n <= named_count["W"]; n++) if (named["W", n] in made) head = head "@made " named["W", n] "\n"
    text = ""
    for (n = 1; n <= wanted; n++) {
        if (!is_name_word(W[n, "kind"])) continue
        line = W[n, "origin"] == origin ? "" : "# " W[n, "origin"] "\n"
        origin = W[n, "origin"]
        text = text line wanted_text(n) "\n"
    }
    printf "%s", text > (work "/names.wanted")
    if (text != "") text = head "@plan\n" text
    if (text == record) return
    printf "%s", text > (work "/names.record")
    text = head made_before
    for (s = 1; s <= sections; s++) text = text (is_begun[s] ? "@begun\n" : "@plan\n") section_text[s]
    printf "%s@begun\n", text > (work "/names.begun")
    close(work "/names.wanted")
    while ((getline line < (work "/names.wanted")) > 0) print line > (work "/names.begun")
}

# A line of the wanted plan as it is remembered. A container that has a word of resolv.conf of its own gets the others
# with it: they stay what they are when `[*]` follows the host.
function wanted_text(n,    ns, word, i, text) {
    ns = W[n, "ns"]
    if (W[n, "kind"] !~ /^(nameserver|search|options)$/ || ns == "*" || (ns in completed)) return W[n, "line"]
    completed[ns] = 1
    text = ""
    split("nameserver search options", word, " ")
    for (i = 1; i <= 3; i++) {
        if (("W", ns, word[i]) in words_of) continue
        text = text "[" ns "] " word[i] " " words_of["W", "*", word[i]]
        if (("W", "*", word[i]) in source_of) text = text " # " source_of["W", "*", word[i]]
        text = text "\n"
    }
    return text W[n, "line"]
}

# ---- refresh-names ----------------------------------------------------------------------------------------------

# Whether all of a container's resolv.conf is the host's.
function follows(ns,    word, i, whose) {
    split("nameserver search options", word, " ")
    for (i = 1; i <= 3; i++) {
        whose = ("W", ns, word[i]) in words_of ? ns : "*"
        if (!(("W", whose, word[i]) in source_of)) return 0
    }
    return 1
}

# The plan that is in force, with what the host's resolv.conf says now.
function refresh(    n, ns, kind, path) {
    for (n = 1; n <= wanted; n++) {
        ns = W[n, "ns"]
        kind = W[n, "kind"]
        if (!(("W", ns, kind) in source_of) || !follows(ns)) continue
        words_of["W", ns, kind] = host_value(source_of["W", ns, kind])
        W[n, "line"] = "[" ns "] " kind " " words_of["W", ns, kind] " # " source_of["W", ns, kind]
    }
    read_record()
    for (n = 1; n <= named_count["W"]; n++) {
        ns = named["W", n]
        path = "/etc/netns/" ns "/resolv.conf"
        if (!follows(ns) || !(path in there)) continue
        verdict[ns, "resolv.conf"] = judged(ns, "resolv.conf")
        ensure_file(ns, "resolv.conf")
    }
    write_record()
    print changed + 0 > (work "/changes")
    split("", completed)
    write_resolved()
}

# ---- doing it ---------------------------------------------------------------------------------------------------

# In place, not by a rename: `ip netns exec` mounts the file itself over that in /etc, and what already runs there would
# go on reading the old one. Each is read again, since not every awk says that a disk is full.
function write_files(    line, t, path, text) {
    while ((getline line < (work "/names.write")) > 0) {
        split(line, t, " ")
        path = "/etc/netns/" t[1] "/" t[2]
        text = file_text("W", t[1], t[2])
        printf "%s", text > path
        close(path)
        if (slurp(path) == text) continue
        print path ": is not what was written to it (is there room left?)" > "/dev/stderr"
        exit 1
    }
}

# For --dry-run.
function show_files(    line, t, path) {
    while ((getline line < (work "/names.write")) > 0) {
        split(line, t, " ")
        path = "/etc/netns/" t[1] "/" t[2]
        if (t[2] == "hostname") printf "echo %s >%s\n", hostname_of["W", t[1]], path
        else printf "cat >%s <<'END'\n%sEND\n", path, file_text("W", t[1], t[2])
    }
}
