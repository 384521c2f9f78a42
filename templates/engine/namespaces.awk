# ---- namespaces ----------------------------------------------------------------------------------------------

function read_attached(    line, t) {
    while ((getline line < (work "/attached")) > 0) {
        split(line, t, " ")
        pid[t[1]] = t[2]
        entry[t[1]] = t[3]
    }
    close(work "/attached")
}

# An entry that nothing is mounted on is what a crash leaves; a link to a living namespace is somebody's.
function entry_state(ns,    path, line) {
    if (ns in alive) return "alive"
    path = "/run/netns/" ns
    if ((getline line < path) >= 0) {
        close(path)
        return "stale"
    }
    if (!(ns in listed)) return "absent"
    return system("test -e " path) == 0 ? "alive" : "stale"
}

# Every name under /run/netns, also of links that lead nowhere.
function list_entries(    line) {
    while (("ls /run/netns 2>/dev/null" | getline line) > 0) listed[line] = 1
    close("ls /run/netns 2>/dev/null")
}

function compare_namespaces(    id, part, ns, how, state) {
    list_entries()
    for (id in ns_of) {
        split(id, part, SUBSEP)
        ns = part[2]
        state = entry_state(ns)
        if (part[1] == "P") {
            if (!(("W", ns) in ns_of) && state != "absent") gone[ns] = 1
            continue
        }
        how = ns_of["W", ns]
        if (state == "alive" && !(("P", ns) in ns_of)) {
            refuse(touched["W", ns] ": a namespace " ns " exists already, and this plan did not make it; remove it with `ip netns delete " ns "`, or furnish it with `netns: {external: " ns "}`")
            continue
        }
        present[ns] = state == "alive" && ns_of["P", ns] == how && (how == "new" || entry[ns] == "same")
        if (state != "absent" && !present[ns]) obsolete[ns] = 1
        if ((ns in obsolete) && state == "alive" && ns_of["P", ns] == "attached") leave_through_entry(ns)
        if (how == "new" && !present[ns]) {
            fresh[ns] = 1
            delete seen[ns]
        }
    }
}

function remove_namespaces(    ns) {
    for (ns in gone) {
        report("unexpected", touched["P", ns], "namespace " ns)
        retract("", "netns delete " ns, touched["P", ns])
    }
    for (ns in obsolete) retract("", "netns delete " ns, touched["W", ns])
}

function ensure_namespace(i,    ns, origin) {
    ns = W[i, "name"]
    origin = W[i, "origin"]
    if (present[ns]) return
    if (W[i, "kind"] == "netns add") {
        report("missing", origin, "namespace " ns)
        ensure("", "netns add " ns, origin)
    } else {
        report("missing", origin, "entry " ns " of process " pid[ns] " under /run/netns")
        ensure("", "netns attach " ns " " pid[ns], origin)
    }
}

# Namespaces of others that are not in the plan any more: our links go from the host's side, where they have one;
# what else we put there is taken back without looking, since each look is a process.
function leave_namespaces(    id, part) {
    for (id in touched) {
        split(id, part, SUBSEP)
        if (part[1] == "P" && foreign_and_left(part[2])) leave(part[2], part[2])
    }
}

# `way` is how the namespace `ns` of the earlier plan is found.
function leave(ns, way,    n, id, part) {
    for (id in route_of) {
        split(id, part, SUBSEP)
        if (part[1] != "P" || part[2] != ns || (("P", ns, route_dev[id]) in link_of)) continue
        command(way, "leave", "route del " substr(route_text[id], 15), route_of[id])
    }
    for (id in identity) {
        split(id, part, SUBSEP)
        if (part[1] != "P" || part[2] != ns || (("P", "", identity[id]) in identified)) continue
        command(way, "leave", "link delete dev " part[3], identity[id])
    }
    for (id in rules_of) {
        split(id, part, SUBSEP)
        if (part[1] == "P" && part[2] == ns) unload_inside(ns, way, part[3], "leave", rules_of[id])
    }
    for (n = 1; n <= saved_count; n++) {
        id = saved_order[n]
        split(id, part, SUBSEP)
        if (part[1] == ns && (id in saved)) write_sysctl(way, "leave", "-", part[2], touched["P", ns], saved[id])
    }
}

# The entry is to lead to another process's namespace now, or to a new one: what was found in the old one is put
# back there, and forgotten.
function leave_through_entry(ns,    n, part) {
    leave(ns, ns_path(ns))
    for (n = 1; n <= saved_count; n++) {
        split(saved_order[n], part, SUBSEP)
        if (part[1] != ns || !(saved_order[n] in saved)) continue
        delete saved[saved_order[n]]
        print ns " " part[2] > (work "/sysctl.left")
    }
}

function foreign_and_left(ns) { return ns != "" && (("P", ns) in touched) && !(("W", ns) in touched) && ns_of["P", ns] != "new" }
