# ---- the user's own rules ------------------------------------------------------------------------------------

# Chain NETGEN-USER, jumped to first, or table inet netgen_user, whose chain has an earlier priority than ours: made
# where it is missing, never emptied, and taken away when it holds nothing and no plan is left that made it.
function compare_user(has_rules, has_twin,    n, i, list) {
    read_user_of_others()
    printf "" > (work "/user.left")
    n = split("nftables iptables ip6tables", list, " ")
    for (i = 1; i <= n; i++) {
        read_user(list[i])
        if ((list[i] == firewall && has_rules) || (firewall == "iptables" && list[i] == "ip6tables" && has_twin)) want_user(list[i])
        else leave_user(list[i])
    }
}

# user_there, user_rules, user_jumps by backend; user_late where a jump of ours stands before it.
function read_user(backend,    n, i, line) {
    n = read_lines(work "/user." backend, line)
    for (i = 1; i <= n; i++) {
        if (backend == "nftables") {
            if (line[i] ~ /^\tchain forward \{/) user_there[backend] = 1
            if (i > 5) user_rules[backend]++
        } else if (line[i] ~ /^:NETGEN-USER /) user_there[backend] = 1
        else if (line[i] ~ /^-A NETGEN-USER /) user_rules[backend]++
        else if (line[i] == "-A FORWARD -j NETGEN-USER") user_jumps[backend]++
        else if (index(line[i], "-A FORWARD -j " chains) == 1 && !user_jumps[backend]) user_late[backend] = 1
    }
}

function want_user(backend,    what) {
    what = backend == "nftables" ? "chain forward of table inet netgen_user" : "chain NETGEN-USER" (backend == "ip6tables" ? " of ip6tables" : "")
    user_wanted[backend] = 1
    if (!user_there[backend]) {
        report("missing", "host.firewall", what ", for rules of your own")
        print backend > (work "/user.made." backend)
        user_differs[backend] = 1
    } else if (backend != "nftables" && user_jumps[backend] != 1) {
        report("differs", "host.firewall", what " is jumped to " user_jumps[backend] + 0 " times, not once")
        user_differs[backend] = 1
    } else if (user_late[backend]) {
        report("differs", "host.firewall", what " does not come first")
        user_differs[backend] = 1
    }
}

# The commands that put it first, in the transaction that brings our own jumps, if there is one.
function write_user(out, tool,    i) {
    if (!user_there[tool]) print "-N NETGEN-USER" > out
    for (i = 1; i <= user_jumps[tool]; i++) print "-D FORWARD -j NETGEN-USER" > out
    print "-I FORWARD -j NETGEN-USER" > out
}

function write_user_load(tool) {
    if (tool == "nftables") {
        if (user_there["nftables"]) return
        print "table inet netgen_user {\n    chain forward {\n        type filter hook forward priority filter - 10; policy accept;\n    }\n}" > (work "/load.nftables")
    } else {
        print "*filter" > (work "/load." tool)
        write_user(work "/load." tool, tool)
        print "COMMIT" > (work "/load." tool)
    }
}

function leave_user(backend,    made, line, i, out) {
    made = (getline line < (state "/made-user." backend)) > 0
    close(state "/made-user." backend)
    if (!made || user_rules[backend]) return
    print backend > (work "/user.left")
    if (!user_there[backend] || (backend in user_of_others)) return
    out = work "/unload." backend
    if (backend == "nftables") {
        report("unexpected", "host.firewall", "table inet netgen_user, which holds no rule")
        print "delete table inet netgen_user" > out
        return
    }
    report("unexpected", "host.firewall", "chain NETGEN-USER" (backend == "ip6tables" ? " of ip6tables" : "") ", which holds no rule")
    print "*filter" > out
    for (i = 1; i <= user_jumps[backend]; i++) print "-D FORWARD -j NETGEN-USER" > out
    print "-X NETGEN-USER\nCOMMIT" > out
}

# Tools whose rules other plans on this host have; ip6tables is one of them only where a plan has IPv6.
function read_user_of_others(    n, i, list, line) {
    n = split(ENVIRON["neighbours"], list, " ")
    for (i = 1; i <= n; i++) {
        sub(/applied\.rules$/, "firewalls", list[i])
        while ((getline line < list[i]) > 0) user_of_others[line] = 1
        close(list[i])
    }
}
