# ---- links -------------------------------------------------------------------------------------------------

# Who is who: now[ns, wanted name] is the name that the link has on the host today. Our links are known by
# their alias, which holds their place in the plan; one that was made and not marked yet, by the journal.
function match_links(    i) {
    for (i = 1; i <= wanted; i++) if (W[i, "kind"] == "link add" && W[i, "type"] == "veth" && W[i, "netns"] == "") adopt(i)
    for (i = 1; i <= wanted; i++) {
        if (W[i, "kind"] == "link add") {
            match_link(W[i, "netns"] "", W[i, "name"], W[i, "origin"])
            if (W[i, "type"] == "veth") match_link(W[i, "peer netns"], W[i, "peer name"], W[i, "origin"])
        } else if (W[i, "kind"] == "link set" && W[i, "dev"] == "lo" && ((W[i, "ns"], "lo", "there") in L))
            now[W[i, "ns"], "lo"] = "lo"
    }
}

# A pair of a place that the plan does not have any more, whose ends have the right names: the container went to
# another network, and the pair goes with it.
function adopt(i,    name, ns, peer, id) {
    name = W[i, "name"]
    ns = W[i, "peer netns"]
    peer = W[i, "peer name"]
    if (!(("", name, "there") in L) || !((ns, peer, "there") in L)) return
    id = L["", name, "alias"]
    if (index(id, mark) != 1 || L[ns, peer, "alias"] != id) return
    id = substr(id, length(mark) + 1)
    if ((("W", "", id) in identified) || (("", identity["W", "", name]) in O)) return
    O["", identity["W", "", name]] = name
    O[ns, identity["W", ns, peer]] = peer
}

function match_link(ns, name, origin,    id) {
    id = identity["W", ns, name]
    if ((ns, id) in O) now[ns, name] = O[ns, id]
    else if (((ns, name, "there") in L) && unmarked(ns, name)) now[ns, name] = name
    if ((ns, name) in now) claimed[ns, now[ns, name]] = 1
    if (!((ns, name, "there") in L) || (((ns, name) in now) && now[ns, name] == name)) return
    if (index(L[ns, name, "alias"], mark) == 1 || unmarked(ns, name)) return
    refuse(origin ": an interface " name " exists already" (ns == "" ? "" : " in namespace " ns) ", and this plan did not make it; remove it or choose another name")
}

# Of our making by the journal, with no alias yet, or with one that somebody else wrote, and the MAC that we gave.
function unmarked(ns, name) {
    if (!(("P", ns, name) in link_of)) return 0
    return L[ns, name, "alias"] == "" || (((ns, name) in mac_of) && L[ns, name, "address"] == mac_of[ns, name] && L[ns, name, "alias"] !~ /^netgen:/)
}

# A link that is not whole, or of another kind, is made again: the kernel cannot change it into the right one.
function judge_links(    i, first, name, peer, ns, id, part) {
    for (i = 1; i <= wanted; i++) {
        if (W[i, "kind"] != "link add") continue
        first = W[i, "netns"]
        name = W[i, "name"]
        peer = W[i, "peer name"]
        ns = W[i, "peer netns"]
        if (fresh[first]) delete now[first, name]
        if (W[i, "type"] == "veth" && fresh[ns]) delete now[ns, peer]
        if (((first, name) in now) && L[first, now[first, name], "type"] == W[i, "type"] && (W[i, "type"] != "veth" || ((ns, peer) in now))) continue
        condemn(first, name, W[i, "origin"])
        if (W[i, "type"] == "veth") condemn(ns, peer, W[i, "origin"])
    }
    for (id in now) {
        split(id, part, SUBSEP)
        ours[part[1], now[id]] = part[2]
        was[id] = now[id]
    }
}

function condemn(ns, name, origin) {
    if (!((ns, name) in now)) return
    condemned[++condemnations] = ns SUBSEP now[ns, name] SUBSEP origin
    delete now[ns, name]
}

# Condemned, or marked as ours and not wanted any more. A peer goes with its other end on the host. What goes
# is not "there" any more: its name is free for others.
function remove_links(    i, ns, name, part, id, aliases, doomed, cut, n) {
    for (i = 1; i <= link_count[""]; i++) {
        name = link_name["", i]
        id = our_id("", name)
        if (id == "" || claimed["", name]) continue
        report("unexpected", id, "link " name)
        condemned[++condemnations] = "" SUBSEP name SUBSEP id
    }
    for (i = 1; i <= condemnations; i++) {
        split(condemned[i], part, SUBSEP)
        if (part[1] != "") continue
        doomed[++n] = condemned[i]
        aliases[L["", part[2], "alias"]] = 1
        delete L["", part[2], "there"]
    }
    delete_on_host(doomed, n)
    for (ns in link_count) {
        if (ns == "" || fresh[ns] || (ns in gone)) continue
        for (i = 1; i <= link_count[ns]; i++) {
            name = link_name[ns, i]
            id = our_id(ns, name)
            if (id == "" || ((ns, name) in ours)) continue
            delete L[ns, name, "there"]
            if ((L[ns, name, "alias"] in aliases) || (id in cut)) continue
            report("unexpected", id, "link " name " in namespace " ns)
            command(ns, spans(ns, name) ? "leave" : "orphans", "link delete dev " name, id)
            cut[id] = 1
        }
    }
}

# Whether the plan before put the link's other end into another namespace: both go together, and the other one may
# go first, with its namespace.
function spans(ns, name,    id, t, part) {
    id = substr(L[ns, name, "alias"], length(mark) + 1)
    if (id == "") id = identity["P", ns, name]
    for (t in touched) {
        split(t, part, SUBSEP)
        if (part[1] == "P" && part[2] != ns && part[2] != "" && (("P", part[2], id) in identified)) return 1
    }
    return 0
}

function our_id(ns, name,    alias) {
    alias = L[ns, name, "alias"]
    if (index(alias, mark) == 1) {
        alias = substr(alias, length(mark) + 1)
        gsub(/\//, ".", alias)
        return alias
    }
    return unmarked(ns, name) ? link_of["P", ns, name] : ""
}

# The kernel waits for its readers after each link that is deleted, and once for a whole group of them
# (net/core/rtnetlink.c, rtnl_group_dellink): a thousand links go as fast as one.
function delete_on_host(doomed, n,    i, j, part, group) {
    group = doomed_group
    while (group in groups) group++
    for (i = 1; i <= n; i++) {
        split(doomed[i], part, SUBSEP)
        retract("", "link " (n == 1 ? "delete dev " part[2] : "set dev " part[2] " group " group), part[3])
        if (L["", part[2], "type"] != "bridge") continue
        for (j = 1; j <= link_count[""]; j++)
            if (L["", link_name["", j], "master"] == part[2]) L["", link_name["", j], "master"] = ""
    }
    if (n > 1) retract("", "link delete group " group, part[3])
}

# Ten groups that others hardly use: a link in another one was put there by somebody, and stays.
function is_doomed(name) { return L["", name, "group"] + 0 >= doomed_group && L["", name, "group"] + 0 < doomed_group + 10 }

function ensure_link(i,    first, name, ns, peer, origin) {
    first = W[i, "netns"]
    name = W[i, "name"]
    ns = W[i, "peer netns"]
    peer = W[i, "peer name"]
    origin = W[i, "origin"]
    if (!((first, name) in now)) {
        report("missing", origin, "link " name (W[i, "type"] == "veth" ? " with its peer " peer : ""))
        ensure("", W[i, "text"], origin)
        if (first != "" || W[i, "master"] == "") replay[first] = 1
        if (W[i, "type"] == "veth") replay[ns] = 1
        return
    }
    rename(first, name, origin)
    if (W[i, "address"] != "") change(first, name, "address", W[i, "address"], origin)
    if (W[i, "type"] != "veth") return
    rename(ns, peer, origin)
    change(ns, peer, "address", W[i, "peer address"] "", origin)
    if (first == "") change("", name, "master", W[i, "master"] "", origin)
}

# Linux renames a link that is up since 6.2; before, it has to go down for it, and its routes come back after.
function rename(ns, name, origin,    old) {
    old = now[ns, name]
    if (old == name) return
    report("differs", origin, "link " old " is to be named " name)
    if ((ns, name, "there") in L) move(ns, name, "ng" (++moved), origin)
    move(ns, old, name, origin)
}

function move(ns, from, to, origin,    id, part, n, list) {
    retract(ns, "link set dev " from " down", origin)
    retract(ns, "link set dev " from " name " to, origin)
    for (id in now) {
        split(id, part, SUBSEP)
        if (part[1] == ns && now[id] == from) now[id] = to
    }
    n = split("there mtu master address alias addrgenmode type group hairpin nf_call_iptables nf_call_ip6tables", list, " ")
    for (; n > 0; n--) {
        L[ns, to, list[n]] = L[ns, from, list[n]]
        delete L[ns, from, list[n]]
    }
    L[ns, to, "up"] = "renamed"
    called[ns, from] = to
    renamed[ns] = 1
    replay[ns] = 1
}

function change(ns, name, what, value, origin,    is) {
    is = L[ns, name, what]
    if (what == "master" && ((ns, is) in called)) is = called[ns, is]
    if (is == value) return
    report("differs", origin, what " of " name " is " (is == "" ? "none" : is) ", not " value)
    ensure(ns, "link set dev " name " " (value == "" ? "no" what : what " " value), origin)
    if (what == "master") L[ns, name, "hairpin"] = "off"
}

# Ports of a bridge that frames may leave by which they came in, and that are not to be so any more.
function leave_hairpins(    id, part, name) {
    for (id in hairpin_of) {
        split(id, part, SUBSEP)
        name = part[2]
        if (part[1] != "P" || (("W", name) in hairpin_of) || !(("", name) in now)) continue
        if (L["", now["", name], "hairpin"] != "on") continue
        report("unexpected", hairpin_of[id], "hairpin of " name)
        ensure("", "link set dev " name " type bridge_slave hairpin off", hairpin_of[id])
    }
}

# A link of a smaller MTU has no IPv6 of its own (RFC 8200, 5; net/ipv6/addrconf.c, addrconf_notify), and the
# kernel takes no `addrgenmode` for it. Where its MTU grows it is down meanwhile, so that no address is made.
function without_ipv6(ns, name) { return L[ns, name, "mtu"] + 0 < ipv6_minimum && L[ns, name, "addrgenmode"] == "" }

function enable_ipv6(i, ns, name) {
    ensure(ns, "link set dev " name " down", W[i, "origin"])
    ensure(ns, "link set dev " name " mtu " W[i, "mtu"], W[i, "origin"])
    ensure(ns, "link set dev " name " addrgenmode " generator[ns, name], W[i, "origin"])
    replay[ns] = 1
}

function ensure_attributes(i,    ns, name, n, list, is, again) {
    ns = W[i, "ns"]
    name = W[i, "dev"]
    if (!((ns, name) in now)) {
        ensure(ns, W[i, "text"], W[i, "origin"])
        return
    }
    if (ns == "" && ((i, "alias") in W) && is_doomed(name)) {
        report("differs", W[i, "origin"], name " is in group " L["", name, "group"] ", marked to be deleted, by a run that was cut short")
        ensure("", "link set dev " name " group 0", W[i, "origin"])
    }
    if (without_ipv6(ns, name)) {
        if ((i, "addrgenmode") in W) {
            sub(/ addrgenmode .*/, "", W[i, "text"])
            generator[ns, name] = W[i, "addrgenmode"]
            delete W[i, "addrgenmode"]
        } else if (((ns, name) in generator) && W[i, "mtu"] + 0 >= ipv6_minimum) enable_ipv6(i, ns, name)
    }
    n = split("up mtu addrgenmode alias hairpin", list, " ")
    for (; n > 0; n--) {
        if (!((i, list[n]) in W)) continue
        is = L[ns, name, list[n]]
        if (is == W[i, list[n]]) continue
        again = 1
        if (list[n] == "up") replay[ns] = 1
        if (list[n] != "up") report("differs", W[i, "origin"], list[n] " of " name " is " (is == "" ? "none" : is) ", not " W[i, list[n]])
        else if (is != "renamed") report("differs", W[i, "origin"], name " is down, not up")
    }
    if (again) ensure(ns, W[i, "text"], W[i, "origin"])
}
