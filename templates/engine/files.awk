# ---- name service: /etc/netns/NAME/hostname, hosts and resolv.conf -----------------------------------------
#
# Files outlive a reboot, so that their record lies beside them: /etc/netns/.netgen-PLAN holds what was
# written, as `file PATH CONTENT` and `mkdir PATH`; .netgen-PLAN.next what an `up` is about to write. A file
# that holds what one of them says is ours; one that was ours and holds anything else was edited, and is left
# alone.

# [web] hostname web    [web@front] hosts 10.1.0.2 web    [*] nameserver ${host_nameservers:-8.8.8.8}
function read_name_line(line, ns, origin,    word, rest, at, netns) {
    at = index(line, " ")
    word = substr(line, 1, at - 1)
    rest = substr(line, at + 1)
    sub(/ # .*/, "", rest)
    if (word == "hostname") {
        hostname[ns] = rest
        named[++named_count] = ns
        named_by[ns] = origin
    } else if (word == "hosts") {
        at = index(ns, "@")
        if (at) {
            netns = substr(ns, 1, at - 1)
            if (!(ns in hosts)) networks_of[netns] = networks_of[netns] " " substr(ns, at)
            hosts[ns] = "there"
            ns = substr(ns, at)
        }
        hosts[ns] = hosts[ns] rest "\n"
    } else {
        from_host[ns, word] = rest ~ /^\$\{host_/
        if (from_host[ns, word]) rest = host_value(rest)
        if ((ns, word) in resolver) rest = resolver[ns, word] " " rest
        resolver[ns, word] = rest
    }
}

# What a file is to hold. `[*]` says what resolv.conf(5) holds where the container's own lines do not.
function file_text(ns, file,    text_, w, n, i, value) {
    if (file == "hostname") return hostname[ns] "\n"
    text_ = "# Made by netgen: plan " plan_name ", " named_by[ns] "\n"
    if (file == "hosts") {
        text_ = text_ hosts["*"] hosts[ns]
        n = split(networks_of[ns], w, " ")
        for (i = 1; i <= n; i++) text_ = text_ hosts[w[i]]
        return text_
    }
    n = split(resolver[whose(ns, "nameserver"), "nameserver"], w, " ")
    for (i = 1; i <= n; i++) text_ = text_ "nameserver " w[i] "\n"
    for (i = 2; i <= 3; i++) {
        value = resolver[whose(ns, RESOLVER_WORDS[i]), RESOLVER_WORDS[i]]
        if (value != "" && value != ".") text_ = text_ RESOLVER_WORDS[i] " " value "\n"
    }
    return text_
}

function whose(ns, word) { return (ns, word) in resolver ? ns : "*" }

# Whether all of a container's resolv.conf is the host's.
function follows_host(ns,    i) {
    for (i = 1; i <= 3; i++) if (!from_host[whose(ns, RESOLVER_WORDS[i]), RESOLVER_WORDS[i]]) return 0
    return 1
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

# ---- what is there -----------------------------------------------------------------------------------------

function read_file_facts(    line, w, n, i, path) {
    read_written("/etc/netns/.netgen-" plan_name, written)
    read_written("/etc/netns/.netgen-" plan_name ".next", begun)
    while ((getline line < (work "/files")) > 0) file_type[substr(line, 3)] = substr(line, 1, 1)
    close(work "/files")
    n = split(ENVIRON["other_records"], w, " ")
    for (i = 1; i <= n; i++)
        while ((getline line < w[i]) > 0)
            if (split(line, f, " ") > 2 && f[1] == "file") file_of_plan[f[2]] = substr(w[i], 20)
    if (ENVIRON["restoring"] == "yes") for (path in written) wanted_file[path] = written[path]
    for (n = 1; n <= named_count; n++)
        for (i = 1; i <= 3; i++) {
            path = "/etc/netns/" named[n] "/" FILES[i]
            if (step != "refresh" || FILES[i] == "resolv.conf" && follows_host(named[n]) && path in file_type)
                wanted_file[path] = file_text(named[n], FILES[i])
            note_path(path, named_by[named[n]])
        }
}

function note_path(path, origin) {
    if (path in file_origin) return
    paths[++path_count] = path
    file_origin[path] = origin
}

# The record: `# ORIGIN` names the place in the plan of the lines below it.
function read_written(file, into,    line, f, origin) {
    while ((getline line < file) > 0) {
        split(line, f, " ")
        if (f[1] == "#") origin = f[2]
        else if (f[1] == "mkdir") made_dir[f[2]] = 1
        else {
            line = substr(line, length(f[2]) + 7)
            gsub(/\\n/, "\n", line)
            into[f[2]] = line
            recorded[++recorded_count] = f[2]
            recorded_by[f[2]] = origin
        }
    }
    close(file)
}

# right, missing, ours (as an earlier run wrote it), edited (ours once) or foreign. A run that was killed may
# have left the first part of a file.
function file_state(path,    content) {
    if (!(path in file_type)) return "missing"
    if (file_type[path] == "f") {
        content = slurp(path)
        if (path in wanted_file && content == wanted_file[path]) return "right"
        if (path in written && content == written[path]) return "ours"
        if (path in begun && index(begun[path], content) == 1) return "ours"
    }
    return path in written || path in begun ? "edited" : "foreign"
}

# ---- what is to be done ------------------------------------------------------------------------------------

# Refuses what stands in the way; the files of another plan are left to it.
function need_free_files(    n, i, dir, path, origin) {
    for (n = 1; n <= named_count; n++) {
        dir = "/etc/netns/" named[n]
        origin = named_by[named[n]]
        if ((dir "/hostname") in file_of_plan && !((dir "/hostname") in written)) {
            remark(origin ": the files below " dir " are plan " file_of_plan[dir "/hostname"] \
                "'s, and are left to it")
            left_alone[dir] = 1
        } else if ((dir in file_type) && file_type[dir] != "d") {
            refuse(origin ": " dir " is not a directory of its own; move it away")
            left_alone[dir] = 1
        }
        for (i = 1; i <= 3 && !(dir in left_alone); i++) {
            path = dir "/" FILES[i]
            if (file_state(path) == "foreign")
                refuse(origin ": a file " path " exists already, and this plan did not write it;" \
                    " move it away (extra_hosts, dns and hostname can say what it says)")
        }
    }
}

function compare_files(    i, path, dir, state_, seen) {
    for (i = 1; i <= recorded_count; i++) note_path(recorded[i], recorded_by[recorded[i]])
    for (i = 1; i <= path_count; i++) {
        path = paths[i]
        dir = path
        sub(/\/[^\/]*$/, "", dir)
        if (dir in left_alone) continue
        state_ = file_state(path)
        if (state_ == "edited")
            remark(file_origin[path] ": " path " was edited since it was written; it is kept as it is")
        if (path in wanted_file) {
            if (state_ ~ /^(missing|ours)$/) write_file(path, state_ == "missing" ? "missing" : "differs")
            record_file(path, wanted_file[path])
        } else if (step == "refresh") {
            if (path in written) record_file(path, written[path])
            continue
        } else if (state_ == "ours") {
            report_at("unexpected", file_origin[path], "file " path)
            print path > (work "/files.remove")
        }
        if (dir in seen) continue
        seen[dir] = 1
        if (path in wanted_file) {
            if (!(dir in file_type) || dir in made_dir) print "mkdir " dir > (work "/files.dirs")
            if (!(dir in file_type)) print dir > (work "/files.mkdir")
        } else if (dir in made_dir && dir in file_type) print dir > (work "/files.rmdir")
    }
}

function record_file(path, content) {
    print "# " file_origin[path] "\nfile " path " " escaped(content) > (work "/files.record")
}

function escaped(content) {
    gsub(/\n/, "\\n", content)
    return content
}

# A line for write_files and --dry-run: path, origin, and what the file is to hold, with its newlines as \n.
function write_file(path, word) {
    report_at(word, file_origin[path], "file " path)
    to_write[path] = 1
    print path "\t" file_origin[path] "\t" escaped(wanted_file[path]) > (work "/files.write")
}

# In place, not by a rename: `ip netns exec` mounts the file itself over that in /etc, and what already runs
# there would go on reading the old one. Each is read again, since not every awk says that a disk is full.
function write_files(    line, f) {
    while ((getline line < (work "/files.write")) > 0) {
        split(line, f, "\t")
        gsub(/\\n/, "\n", f[3])
        printf "%s", f[3] > f[1]
        close(f[1])
        if (slurp(f[1]) == f[3]) continue
        print f[2] ": " f[1] " is not what was written to it (is there room left?)" > "/dev/stderr"
        exit 1
    }
}

# ---- the host's resolv.conf --------------------------------------------------------------------------------

# `${host_search:-.}`: what the host says, or what stands there for when it says nothing.
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
function read_resolver(file,    line, w, n, i, is_search) {
    split("", host_says)
    while ((getline line < file) > 0) {
        n = split(line, w, /[ \t\r]+/)
        if (w[1] == "nameserver" && n > 1) {
            host_says["all"] = host_says["all"] " " w[2]
            if (is_reachable(w[2])) host_says["nameservers"] = host_says["nameservers"] " " w[2]
        }
        is_search = w[1] == "search" || w[1] == "domain"
        if (is_search) host_says["search"] = ""
        for (i = 2; i <= n && w[i] !~ /^[#;]/; i++) {
            if (is_search && w[i] ~ /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/)
                host_says["search"] = host_says["search"] " " w[i]
            if (w[1] == "options" && w[i] ~ /^[a-z][a-z0-9-]*(:[0-9]+)?$/)
                host_says["options"] = host_says["options"] " " w[i]
        }
    }
    close(file)
}

# Neither a loopback address of the host nor one that needs an interface of the host (fe80::1%eth0).
function is_reachable(server) {
    return server ~ /^[0-9A-Fa-f:.]+$/ && server !~ /^127\.|^0\.0\.0\.0$|^[0:]+:0*1?$|^::ffff:127\./
}
