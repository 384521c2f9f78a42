# ---- bridge netfilter ----------------------------------------------------------------------------------------

# The rules see what goes from port to port of a bridge where its own switch is on, and the kernel has br_netfilter.
function ensure_netfilter(i, switch_,    name, origin) {
    name = W[i, "dev"]
    origin = W[i, "origin"]
    if (!has_netfilter() && !netfilter_missing++) {
        report("missing", origin, "bridge netfilter: br_netfilter is not loaded")
        print origin > (work "/netfilter")
    }
    if (L["", name, switch_] == 1) {
        if (!(("W", "", name) in link_of) && !(("P", name, switch_) in netfilter_of) && !((name, switch_) in netfilter_of_others)) not_ours[i] = 1
        return
    }
    if (("", name, "there") in L) report("differs", origin, "bridge netfilter of " name " is off, not on (" switch_ ")")
    # A bridge has a switch for each family.
    if (!switched_on[name]++) print name > (work "/switched")
    ensure("", W[i, "text"], origin)
}

# Bridges that stay, and whose switch is not wanted on any more by this plan or another.
function leave_netfilter(    id, part, name, switch_) {
    for (id in netfilter_of) {
        split(id, part, SUBSEP)
        name = part[2]
        switch_ = part[3]
        if (part[1] != "P" || (("W", name, switch_) in netfilter_of) || ((name, switch_) in netfilter_of_others)) continue
        if (("", name) in called) name = called["", name]
        if (L["", name, switch_] != 1 || !(("", name, "there") in L) || (("W", name, switch_) in netfilter_of)) continue
        report("unexpected", netfilter_of[id], "bridge netfilter of " name " is on (" switch_ ")")
        ensure("", "link set dev " name " type bridge " switch_ " 0", netfilter_of[id])
    }
}

function has_netfilter(    line, there) {
    there = (getline line < "/proc/sys/net/bridge/bridge-nf-call-iptables") > 0
    close("/proc/sys/net/bridge/bridge-nf-call-iptables")
    return there
}

# Bridges that other plans on this host have switched on.
function read_netfilter_of_others(    n, i, list, line, t) {
    n = split(ENVIRON["neighbours"], list, " ")
    for (i = 1; i <= n; i++) {
        sub(/\.rules$/, "", list[i])
        while ((getline line < list[i]) > 0) {
            if (line !~ / nf_call_ip6?tables 1$/) continue
            split(line, t, " ")
            netfilter_of_others[t[4], t[7]] = 1
        }
        close(list[i])
    }
}
