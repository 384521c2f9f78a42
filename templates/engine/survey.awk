# ---- survey: which namespaces to look into, and which sysctls to read there --------------------------------

function survey(    id, part, ns, path, out) {
    out = work "/namespaces"
    read_mounts()
    find_attached()
    print "-\t-\t" some(flags[""] "") "\t" some(values[""] "") > out
    for (id in touched) {
        split(id, part, SUBSEP)
        ns = part[2]
        if (part[1] != "W" || purpose == "down") continue
        if (is_new(ns) && !(ns in alive)) continue
        path = survey_path(ns)
        if (path == "") continue
        print ns "\t" path "\t" some(flags[ns] "") "\t" some(values[ns] "") > out
    }
    close(out)
    survey_inside()
    if (firewall == "iptables" && rules_count["W", twin]) print "" > (work "/ip6tables")
    if (port_count["W"]) print port_count["W"] > (work "/published")
}

# Where a wanted namespace is found; "" where there is no process to find it by.
function survey_path(ns) {
    if (!(("W", ns) in ns_of) || ns_of["W", ns] != "attached") return ns_path(ns)
    return (ns in pid) ? "/proc/" pid[ns] "/ns/net" : ""
}

function some(list) { return list == "" ? "-" : substr(list, 2) }

# The processes whose namespaces are wanted: numbers of the plan, or asked of docker, in one call for all. An
# entry that is there already is right if it is the same namespace as the process's, inode by inode.
function find_attached(    i, n, names, question, line, t, ns, out, inode) {
    question = "docker inspect --format '{{.State.Pid}}'"
    for (i = 1; i <= wanted; i++) {
        if (W[i, "kind"] != "netns attach") continue
        if ((i, "docker") in W) { names[++n] = W[i, "name"]; question = question " " quote(W[i, "docker"]) }
        else pid[W[i, "name"]] = W[i, "pid"]
    }
    if (n) {
        i = 0
        question = question " 2>&1"
        while ((question | getline line) > 0) {
            if (line ~ /^[1-9][0-9]*$/) pid[names[++i]] = line
            else if (line == "0") refuse(touched["W", names[++i]] ": docker: a container is not running: " W_docker(names[i]))
            else refuse(blamed(line, names, n) "docker: " line)
        }
        if (close(question) != 0 && !refusals) refuse("docker inspect failed")
    }
    question = "ls -diL /proc/self/ns/net"
    n = 0
    for (ns in pid) {
        n++
        question = question " /proc/" pid[ns] "/ns/net /run/netns/" ns
    }
    out = work "/attached"
    printf "" > out
    if (!n) return
    while (((question " 2>/dev/null") | getline line) > 0) {
        split(line, t, " ")
        inode[t[2]] = t[1]
    }
    close(question " 2>/dev/null")
    for (ns in pid) {
        path = "/proc/" pid[ns] "/ns/net"
        if (!(path in inode)) { refuse(touched["W", ns] ": there is no process " pid[ns]); delete pid[ns]; continue }
        if (inode[path] == inode["/proc/self/ns/net"]) {
            refuse(touched["W", ns] ": process " pid[ns] " lives in the host's own network namespace")
            delete pid[ns]
            continue
        }
        line = "absent"
        if (("/run/netns/" ns) in inode) line = inode["/run/netns/" ns] == inode[path] ? "same" : "other"
        attached_as[ns] = line
        print ns, pid[ns], line > out
    }
    close(out)
}

# The place in the plan whose container docker's complaint ends with.
function blamed(line, names, n,    i, name) {
    for (i = 1; i <= n; i++) {
        name = W_docker(names[i])
        if (n == 1 || substr(line, length(line) - length(name) + 1) == name) return touched["W", names[i]] ": "
    }
    return ""
}

function W_docker(ns,    i) {
    for (i = 1; i <= wanted; i++) if (W[i, "kind"] == "netns attach" && W[i, "name"] == ns) return W[i, "docker"]
}
