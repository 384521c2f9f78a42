# ---- name service: /etc/netns/NAME/hostname, hosts and resolv.conf -----------------------------------------------------
#
# Files outlive a reboot, so that their record lies beside them: /etc/netns/.netgen-PLAN holds what was written, as
# `file PATH CONTENT` and `mkdir PATH`, and what an up is about to write. A file that holds what it says is ours; one that
# was ours and holds anything else was edited, and is left alone.

# [web] hostname web    [web@front] hosts 10.1.0.2 web    [*] nameserver 8.8.8.8
function note_name(ns, line,    at, word, rest) {
    at = index(line, " ")
    word = substr(line, 1, at - 1)
    rest = substr(line, at + 1)
    if (word == "hostname") {
        hostname[ns] = rest
        named[++named_count] = ns
        named_by[ns] = origin
    } else if (word == "hosts") {
        if (at = index(ns, "@")) {
            word = substr(ns, 1, at - 1)
            if (!(ns in hosts)) networks_of[word] = networks_of[word] " " substr(ns, at)
            hosts[ns]
            ns = substr(ns, at)
        }
        hosts[ns] = hosts[ns] rest "\n"
    } else {
        if ((ns, word) in resolver) rest = resolver[ns, word] " " rest
        resolver[ns, word] = rest
    }
}

# `${host_search:-.}`, `${host_ipv4_nameservers:-8.8.8.8}`: what the host says, or what stands there for when it says nothing.
function resolve_names(line,    name, value) {
    if (!match(line, /\$\{host_[a-z0-9_]+:-[^}]*\}/)) return line
    value = substr(line, RSTART + 7, RLENGTH - 8)
    name = substr(value, 1, index(value, ":-") - 1)
    if (!resolver_known++) read_host_resolver()
    value = host_says[name] != "" ? substr(host_says[name], 2) : substr(value, index(value, ":-") + 2)
    return substr(line, 1, RSTART - 1) value substr(line, RSTART + RLENGTH)
}

# What a file is to hold. `[*]` says what resolv.conf(5) holds where the container's own lines do not.
function file_text(ns, file,    content, w, n, i, value) {
    if (file == "hostname") return hostname[ns] "\n"
    content = "# Made by netgen: plan " plan_name ", " named_by[ns] "\n"
    if (file == "hosts") {
        content = content hosts["*"] hosts[ns]
        n = split(networks_of[ns], w, " ")
        for (i = 1; i <= n; i++) content = content hosts[w[i]]
        return content
    }
    n = split(resolver_line(ns, "nameserver"), w, " ")
    for (i = 1; i <= n; i++) content = content "nameserver " w[i] "\n"
    n = split("search options", w, " ")
    for (i = 1; i <= n; i++) {
        value = resolver_line(ns, w[i])
        if (value !~ /^\.?$/) content = content w[i] " " value "\n"
    }
    return content
}

function resolver_line(ns, word) { return (ns, word) in resolver ? resolver[ns, word] : resolver["*", word] "" }

# ---- what is there -----------------------------------------------------------------------------------------------------

function want_names(    line, w, n, i, name, part, path, name_) {
    while ((getline line < ("/etc/netns/.netgen-" plan_name)) > 0) {
        split(line, w, " ")
        if (w[1] == "mkdir") made_dir[w[2]]
        if (w[1] != "file") continue
        split(w[2], part, "/")
        note_path(w[2], origin_of("- netns " part[4]))
        written[w[2]] = written[w[2]] "\n" substr(line, length(w[2]) + 7) "\n"
    }
    while ((getline line < (now "/files")) > 0) file_type[substr(line, 3)] = substr(line, 1, 1)
    for (name in other_names) while ((getline line < name) > 0)
        if (line ~ /^file /) plan_of[word_of(line, 2)] = other_names[name]
    split("hostname hosts resolv.conf", name_, " ")
    for (n = 1; n <= named_count; n++)
        for (i = 1; i <= 3; i++) {
            path = "/etc/netns/" named[n] "/" name_[i]
            if (purpose != "refresh" || i == 3 && path in file_type) wanted_file[path] = file_text(named[n], name_[i])
            note_path(path, named_by[named[n]])
        }
}

function note_path(path, origin_) {
    if (!(path in path_origin)) paths[++path_count] = path
    path_origin[path] = origin_
}

# right, missing, ours (as an earlier run wrote it), edited (ours once) or foreign. A run that was killed may have left the
# first part of a file.
function file_state(path,    content) {
    if (!(path in file_type)) return "missing"
    if (file_type[path] == "f") {
        content = slurp(path)
        if (path in wanted_file && content == wanted_file[path]) return "right"
        if (index(written[path], "\n" escaped(content) (can_read(state "/next.plan") ? "" : "\n"))) return "ours"
    }
    return written[path] != "" ? "edited" : "foreign"
}

function escaped(content) {
    gsub(/\n/, "\\n", content)
    return content
}

# ---- what is to be done ------------------------------------------------------------------------------------------------

# names.record is what the record is to say; names.sh makes it so. Files are written in place, not by a rename: `ip netns
# exec` mounts the file itself over that in /etc, and what runs there would go on reading the old one.
function compare_names(    i, path, dir, is, seen, keeps, todo, new_dirs, old_dirs, removes) {
    for (i = 1; i <= path_count; i++) {
        path = paths[i]
        dir = path
        sub(/\/[^\/]*$/, "", dir)
        if (is_left_alone(dir)) continue
        is = file_state(path)
        if (is == "edited") remark(path_origin[path] ": " path " was edited since it was written; it is kept as it is")
        keeps = path in wanted_file || purpose == "refresh"
        if (path in wanted_file) {
            if (is == "foreign") refuse(path_origin[path] ": a file " path " exists already, and this plan did not write" \
                " it; move it away (extra_hosts, dns and hostname can say what it says)")
            if (is ~ /^(missing|ours)$/) {
                report_at(is == "ours" ? "differs" : is, path_origin[path], "file " path)
                todo = todo write_command(path)
            }
            written[path] = "\n" escaped(wanted_file[path]) "\n"
        } else if (is == "ours" && !keeps) {
            report_at("unexpected", path_origin[path], "file " path)
            removes = removes " " path
        }
        if (keeps && !(dir in seen)) {
            seen[dir]
            if (!(dir in file_type)) new_dirs = new_dirs " " dir
            if (!(dir in file_type) || dir in made_dir) print "mkdir " dir > (now "/names.record")
        }
        if (!keeps && dir in made_dir && dir in file_type && !((dir, "goes") in seen)) old_dirs = old_dirs " " dir
        if (!keeps) seen[dir, "goes"]
        if (keeps) print "file " path " " substr(written[path], 2, length(written[path]) - 2) > (now "/names.record")
    }
    printf "" > (now "/names.record")
    close(now "/names.record")
    if (todo removes == "" && slurp(now "/names.record") == slurp("/etc/netns/.netgen-" plan_name)) return
    print (new_dirs == "" ? "" : "mkdir" new_dirs "\n") todo (removes == "" ? "" : "rm" removes "\n") \
        (old_dirs == "" ? "" : "rmdir" old_dirs " 2>/dev/null || :") > (now "/names.sh")
    close(now "/names.sh")
}

# The files of another plan are left to it; what is no directory of its own, but leads somewhere, is refused.
function is_left_alone(dir,    origin_) {
    origin_ = path_origin[dir "/hostname"] ""
    if ((dir "/hostname") in plan_of && written[dir "/hostname"] == "") {
        if (!(dir in left_alone)) remark(origin_ ": the files below " dir " are plan " plan_of[dir "/hostname"] \
            "'s, and are left to it")
    } else if ((dir in file_type) && file_type[dir] != "d") refuse(origin_ ": " dir \
        " is not a directory of its own; move it away")
    else return 0
    left_alone[dir]
    return 1
}

function write_command(path,    n, line, i, command) {
    n = split(wanted_file[path], line, "\n") - 1
    for (i = 1; i <= n; i++) command = command " " quote(line[i])
    return "printf '%s\\n'" command " >" path " # " path_origin[path] "\n"
}

# ---- the host's resolv.conf --------------------------------------------------------------------------------------------

function read_host_resolver(    file, n) {
    n = split(ENVIRON["plan_resolv_conf"], file, " ")
    if (n) read_resolver(file[1])
    if (n > 1 && host_says["all"] == " 127.0.0.53" && can_read(file[2])) read_resolver(file[2])
}

# resolv.conf(5): of search and domain lines the last one counts, name servers and options add up.
function read_resolver(file,    line, w, n, i, is_search, family) {
    split("", host_says)
    while ((getline line < file) > 0) {
        n = split(line, w, /[ \t\r]+/)
        if (w[1] == "nameserver" && n > 1) {
            host_says["all"] = host_says["all"] " " w[2]
            if (is_reachable(w[2])) {
                host_says["nameservers"] = host_says["nameservers"] " " w[2]
                family = w[2] ~ /:/ ? "ipv6_nameservers" : "ipv4_nameservers"
                host_says[family] = host_says[family] " " w[2]
            }
        }
        is_search = w[1] ~ /^(search|domain)$/
        if (is_search) host_says["search"] = ""
        for (i = 2; i <= n && w[i] !~ /^[#;]/; i++)
            if (is_search && w[i] ~ /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/) host_says["search"] = host_says["search"] " " w[i]
            else if (w[1] == "options" && w[i] ~ /^[a-z][a-z0-9-]*(:[0-9]+)?$/)
                host_says["options"] = host_says["options"] " " w[i]
    }
    close(file)
}

# Neither a loopback address of the host nor one of a link of the host (fe80::1%eth0).
function is_reachable(server) {
    return server ~ /^[0-9A-Fa-f:.]+$/ &&
        server !~ /^127\.|^0\.0\.0\.0$|^[0:]+:0*1?$|^::ffff:127\.|^169\.254\.|^[Ff][Ee][89ABab]/
}
