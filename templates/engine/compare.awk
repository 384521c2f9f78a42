# ---- the table of kinds ------------------------------------------------------------------------------------------------
#
# kind     ensured by         undone by                            ours if
# netns    its plan line      netns delete                         in `made`, or marked and the record is lost
# link     its plan line      link delete (a pair with either end) its alias is ours, or none and in `made`
#  …attr   link set           nothing, or the kernel's default     the link is ours; else back to `found`
# addr     its plan line      addr del                             on a link of ours, or in `made`
# route    its plan line      route del                            over a link of ours; 110 and in `made`
# proxy    its plan line      neigh del proxy                      in `made`, and not in `found`
# sysctl   writing it         writing what was found               in `made`
# rules    loading the text   deleting table or chains             by name (rules.awk)
# user     with the rules     deleted if it holds no rule          in `made`, and not in `found` (rules.awk)
# file     writing it         removing it, unless edited           in the record under /etc/netns (files.awk)
# module   modprobe           modprobe -r, if nobody uses it       in `made`, and not in `found`

# A link of ours has our alias; that of `lo` says whose the namespace is. One that was made and not marked yet is known from the record: it has no alias, or one that
# somebody wrote, and the MAC that we gave.
function is_ours(ns, name,    link, alias) {
    if (name == "lo") return 0
    link = ns " link " name " "
    if (!((link "kind") in have)) return 0
    alias = have[link "alias"]
    if (index(alias, MARK) == 1) return 1
    if (!((link "kind") in made)) return 0
    return alias == "" || alias !~ /^netgen:/ && get(made, link "address") == have[link "address"]
}

# The entry of the plan that a fact of ours comes from: from the plan, the record, or the alias of its link.
function origin_of(key,    w, alias) {
    if (key in line_of) return place[line_of[key]]
    if (key in made_by) return made_by[key]
    split(key, w, " ")
    alias = get(have, w[1] " link " (w[2] ~ /^(addr|link)$/ ? w[3] : dev_of(get(have, key))) " alias")
    if (index(alias, MARK) == 1) {
        alias = substr(alias, length(MARK) + 1)
        gsub(/\//, ".", alias)
        return alias
    }
    if (("- netns " w[1]) in line_of) return place[line_of["- netns " w[1]]]
    return w[1] in owner ? owner[w[1]] : "host"
}

# A fact in words, for a difference.
function noun(key,    w, rest) {
    split(key, w, " ")
    rest = substr(key, length(w[1] w[2] w[3]) + 4)
    if (w[2] == "netns") return "namespace " w[3]
    if (w[2] == "link" && rest == "kind") return "link " w[3] where(w[1], "in namespace")
    if (w[2] == "link") return (rest ~ /^nf_call/ ? "bridge netfilter" : rest) " of " w[3] \
        (rest == "nf_call_ip6tables" ? " for IPv6" : "")
    if (w[2] == "addr") return "address " rest " on " w[3]
    if (w[2] == "proxy") return "neighbour proxy for " w[3] " on " rest
    return w[2] " " (w[2] == "route" ? w[4] : w[3])
}

function value_words(key, value) {
    if (key ~ / route /) return route_text(key, value)
    if (key ~ / nf_call/) return value + 0 ? "on" : "off"
    return value == "" ? "none" : value
}

# Namespaces that this run makes or has made are not looked into: what they hold is as the plan says once they are made.
function is_fresh(ns) { return ns != "-" && !looked[ns] }

# A link of ours of another kind, or whose other end is not its other end, is made again: the kernel cannot change it.
function judge_links(    i, link, other) {
    for (i = 1; i <= lines; i++) {
        if (text[i] !~ /^link add /) continue
        link = first_key(i)
        sub(/ kind$/, "", link)
        other = get(other_end, link)
        if (purpose == "again" && (is_fresh(word_of(link, 1)) || is_fresh(word_of(other, 1)) && other != "")) continue
        if (is_right(link) && (other == "" || is_right(other) && is_pair(link, other))) {
            leave_group(word_of(link, 1), word_of(link, 3))
            if (other != "") leave_group(word_of(other, 1), word_of(other, 3))
            continue
        }
        delete_link(link)
        if (other != "") delete_link(other)
    }
}

# One that a run which was killed had put among those to be deleted.
function leave_group(ns, name,    key) {
    key = ns " link " name " kind"
    if (ns != "-" || !is_ours(ns, name) || group[name] < DELETE_GROUP || group[name] >= DELETE_GROUP + 10) return
    report("differs", key, "group of " name " is " group[name] ", not 0")
    act("ensure", ns, "ip", "link set dev " name " group 0", origin_of(key))
}

function is_right(link) { return (link " kind") in have && have[link " kind"] == want[link " kind"] }

# Whether two links are the ends of one veth pair: each says the other's index.
function is_pair(a, b,    x, y) {
    split(a, x, " ")
    split(b, y, " ")
    return peer_index[x[1], x[3]] == ifindex[y[1], y[3]] && peer_index[y[1], y[3]] == ifindex[x[1], x[3]]
}

# ---- undo: what the plan does not name any more ------------------------------------------------------------------------

# Namespaces and links go first, and what they take with them is not undone by itself.
function undo_facts(    i) {
    for (i = 1; i <= have_count; i++) if (have_order[i] ~ / netns | kind$/) undo_fact(have_order[i])
    for (i = 1; i <= have_count; i++) undo_fact(have_order[i])
    for (i = 1; i <= made_count; i++) undo_fact(made_order[i])
    delete_links()
}

function undo_fact(key,    w, ns, value) {
    if ((key in want) || (key in is_undone)) return
    is_undone[key]
    split(key, w, " ")
    ns = w[1]
    # What is in a namespace goes with it.
    if (ns != "-" && (is_fresh(ns) || is_deleted(ns))) return
    if (w[2] == "module" && get(found, key) == "" && !(key in others)) {
        switch_off_for_others("undo")
        print "" > (now "/unload-module")
    }
    if (!(key in have)) return
    if (w[2] == "netns") {
        if (!(key in made)) return
        if (have[key] != "stale") report("unexpected", key, noun(key))
        delete_netns(key, w[3])
    } else if (w[2] == "link" && w[4] == "kind") {
        if (!is_ours(ns, w[3]) || (ns " link " w[3]) in going) return
        report("unexpected", key, noun(key))
        delete_link(ns " link " w[3])
    } else if (w[2] == "link") undo_attribute(key, ns, w[3], w[4])
    else if (w[2] == "addr") {
        # The kernel takes along other addresses of the subnet, and routes: what stays is written again.
        if ((ns " link " w[3]) in going || !is_ours(ns, w[3]) && !(key in made)) return
        lost[ns] = 1
        undo(key, "addr del " substr(key, length(ns " addr " w[3]) + 2) " dev " w[3])
    } else if (w[2] == "route") {
        value = have[key]
        if ((ns " link " dev_of(value)) in going) return
        if (dev_of(value) != "" && is_ours(ns, dev_of(value)) || get(want, "- netns " ns) == "made" ||
            value ~ / proto 110$/ && (key in made || lost_record && ns == "-" && !(key in others)))
            undo(key, "route del " route_text(key, value))
    } else if (w[2] == "proxy") {
        if (key in made && get(found, key) != "there" && !(key in others))
            undo(key, "neigh del proxy " w[3] " dev " w[4])
    } else if (w[2] == "sysctl") undo_sysctl(key, ns, w[3])
}

function undo(key, command) {
    report("unexpected", key, key ~ / route / ? "route " route_text(key, have[key]) : noun(key))
    act("undo", word_of(key, 1), "ip", command, origin_of(key))
}

# Of one that is only attached, what goes is its entry.
function is_deleted(ns) { return ("- netns " ns) in deleted && have["- netns " ns] == "made" }

function delete_netns(key, name) {
    deleted[key]
    if (have[key] == "made") print name, inode[name], origin_of(key) > (now "/deleted")
    act("undo", "-", "ip", "netns delete " name, origin_of(key))
}

# Notes a link of ours that goes. Its other end goes with it; the end on the host is the one to be deleted.
function delete_link(link,    w, other) {
    split(link, w, " ")
    if (!is_ours(w[1], w[3]) || (link in going)) return
    going[link] = origin_of(link " kind")
    other = get(other_end, link)
    if ((other " kind") in have && is_pair(link, other)) {
        going[other] = going[link]
        if (other ~ /^- /) link = other
    }
    goes[++going_count] = link
}

# The kernel waits for its readers after each link that is deleted, and once for a whole group of them
# (net/core/rtnetlink.c, rtnl_group_dellink): a thousand links go as fast as one.
function delete_links(    i, number, w, grouped) {
    for (number = DELETE_GROUP; number in groups; number++) continue
    for (i = 1; i <= going_count; i++) {
        split(goes[i], w, " ")
        if (w[1] != "-" || going_count == 1) act("undo", w[1], "ip", "link delete dev " w[3], going[goes[i]])
        else act("undo", "-", "ip", "link set dev " w[3] " group " number, grouped = going[goes[i]])
    }
    if (grouped != "") act("undo", "-", "ip", "link delete group " number, grouped)
}

# What the plan does not say any more of a link that stays: the kernel's default on one of ours, what was found on another.
function undo_attribute(key, ns, name, attribute,    value) {
    if (!(key in made) || (ns " link " name) in going || attribute !~ /^(hairpin|nf_call_ip6?tables|master)$/) return
    value = attribute == "hairpin" ? "off" : attribute == "master" ? "" : "0"
    if (!is_ours(ns, name) && key in found) value = found[key]
    if (have[key] != made[key] || have[key] == value || (key in others)) return
    report("unexpected", key, noun(key) " is " value_words(key, have[key]))
    act("ensure", ns, "ip", set_attribute(name, attribute, value), origin_of(key))
}

function set_attribute(name, attribute, value) {
    if (attribute ~ /^nf_call/) return "link set dev " name " type bridge " attribute " " value
    if (attribute == "hairpin") return "link set dev " name " type bridge_slave hairpin " value
    return "link set dev " name " " (value == "" ? "no" attribute : attribute " " value)
}

function dev_of(value) { return match(value, / dev [^ ]+/) ? substr(value, RSTART + 5, RLENGTH - 5) : "" }

# A route as ip(8) is told: 10.3.0.0/24 via 10.1.0.4 dev front metric 7 proto 110
function route_text(key, value,    w, to, type) {
    split(key, w, " ")
    to = w[4] == "default" && w[3] == 6 && value !~ / via / ? "::/0" : w[4]
    if (w[6] == "tos") to = to " tos " w[7]
    if (w[5] + 0 && !(w[3] == 6 && w[5] == 1024 && value !~ / dev /)) sub(/ proto /, " metric " w[5] " proto ", value)
    type = word_of(value, 1)
    return (type == "unicast" ? "" : type " ") to substr(value, length(type) + 1)
}

# Where another plan of this host holds the sysctl, it keeps it.
function undo_sysctl(key, ns, path,    value, part, whole) {
    if (!(key in made) || !(key in found) || (key in others) && key != RESERVED) return
    # It goes with its link. What is written for all interfaces is each one's from then on.
    if (split(path, part, "/") > 4 && (ns " link " part[4]) in going) return
    if (path ~ /\/disable_ipv6$/ && (ns " sysctl net/ipv6/conf/all/disable_ipv6") in want) return
    # One that followed what holds for the whole host goes on to follow it.
    whole = ns " sysctl " whole_of(path)
    if (path ~ /\/forwarding$/ && whole in want && get(found, whole) == found[key]) return
    value = key == RESERVED ? reserved_ports() : found[key]
    if (have[key] == value) return
    report("unexpected", key, noun(key) " is " have[key] ", and was " value " before")
    act(ns == "-" || ns in owner ? "ensure" : "undo", ns, "sysctl", "- " path " " value, origin_of(key))
}

# The setting that sets forwarding of every interface (Documentation/networking/ip-sysctl.rst).
function whole_of(path) { return path ~ /ipv4/ ? "net/ipv4/ip_forward" : "net/ipv6/conf/all/forwarding" }

# ---- do: what differs --------------------------------------------------------------------------------------------------

# In the order of the plan. A line is done if one of its facts differs, or if it is an address or a route of a namespace
# that may have lost some.
function do_lines(    i, n, j, key, ns, todo, w) {
    for (i = 1; i <= lines; i++) {
        ns = space[i]
        n = split(facts[i], key, "\n")
        todo = lost[ns] && text[i] ~ /^(addr|route) |^link set dev [^ ]+ address /
        said = 0
        for (j = 1; j < n; j++) if (line_of[key[j]] == i && differs(key[j])) todo = 1
        if (!todo) continue
        if (text[i] ~ /^(addr|link add) /) lost[ns] = 1
        split(text[i], w, " ")
        if (w[1] == "sysctl") act("ensure", ns, "sysctl", write_of(key[1]), place[i])
        else if (w[1] " " w[2] == "netns attach") act("ensure", ns, "ip", "netns attach " w[3] " " substr(w[4], 5), place[i])
        else if (w[1] ~ /^(addr|route|neigh|link|netns)$/) act("ensure", ns, "ip", text[i], place[i])
    }
}

# What inside.sh is told to write: whether to remember what stands there, path, value.
function write_of(key,    path) {
    path = word_of(key, 3)
    return ((key in found) ? "-" : is_digit(path) ? "digit" : "words") " " path " " want[key]
}

# Whether a fact is not as planned, so that its line is to be done; says what differs. What is missing together with the
# namespace or the link that it belongs to is not said.
function differs(key,    w, is) {
    split(key, w, " ")
    if (w[2] == "netns") return differs_netns(key, w[3])
    if (purpose == "again" && is_fresh(w[1])) return 0
    if (w[2] ~ /^(rules|user|port|require|module)$/) return 0
    if (w[2] == "link") return differs_link(key, w[1], w[3], w[4])
    is = get(have, key)
    # Where a route of the plan names no interface, the kernel picks one.
    if (w[2] == "route" && want[key] !~ / dev /) sub(/ dev [^ ]+/, "", is)
    if (w[2] == "sysctl") return differs_sysctl(key, w[1], w[3], is)
    if (is == want[key]) return 0
    if (key in have) report("differs", key, noun(key) " is " value_words(key, have[key]) ", not " \
        value_words(key, want[key]))
    else if (is_there(w[1], w[2] == "addr" ? w[3] : w[2] == "proxy" ? w[4] : dev_of(want[key])))
        report("missing", key, w[2] == "route" ? "route " route_text(key, want[key]) : noun(key))
    return 1
}

# Whether a namespace and a link in it stay; "" is none in particular.
function is_there(ns, name) {
    return !is_fresh(ns) && (name == "" || has_link(ns, name) && !((ns " link " name) in going))
}

function differs_netns(key, name) {
    if (get(have, key) == want[key]) return 0
    if (key in have) delete_netns(key, name)
    delete deleted[key]
    report("missing", key, want[key] == "made" ? noun(key) : "entry " name " of a process under /run/netns")
    return 1
}

function differs_link(key, ns, name, attribute,    link, is) {
    link = ns " link " name
    if (attribute == "kind") {
        if (is_there(ns, name)) return 0
        lost[ns] = 1
        if (!said++) report("missing", key, "link " name \
            (link in other_end ? " with its peer " word_of(other_end[link], 3) : ""))
        return 1
    }
    if (!is_there(ns, name)) return attribute !~ /^(master|address)$/
    is = have[key]
    if (attribute == "addrgenmode" && get(want, link " mtu") + 0 < IPV6_MINIMUM_MTU || is == want[key]) return 0
    if (attribute == "state") {
        report("differs", key, name " is down, not up")
        lost[ns] = 1
    } else if (attribute == "addrgenmode" && is == "") enable_ipv6(ns, name, key)
    else report("differs", key, noun(key) " is " value_words(key, is) ", not " value_words(key, want[key]))
    if (attribute == "master") have[link " hairpin"] = "off"
    if (attribute !~ /^(master|address)$/ || text[line_of[key]] ~ /^link set /) return 1
    # These come from the line that makes the link.
    act("ensure", ns, "ip", set_attribute(name, attribute, want[key]), origin_of(key))
    return 0
}

# A link of an MTU below 1280 has no IPv6 (RFC 8200, 5; net/ipv6/addrconf.c, addrconf_notify), and the kernel takes no
# `addrgenmode` for it. It is down while the MTU grows, so that no link-local address is made.
function enable_ipv6(ns, name, key) {
    act("ensure", ns, "ip", "link set dev " name " down", origin_of(key))
    act("ensure", ns, "ip", "link set dev " name " mtu " want[ns " link " name " mtu"], origin_of(key))
    have[ns " link " name " state"] = "down"
    lost[ns] = 1
}

function differs_sysctl(key, ns, path, is,    part) {
    # What was read of a link that is to be made again does not count.
    if (!(key in have) || split(path, part, "/") > 4 && (ns " link " part[4] " kind") in want && !is_there(ns, part[4]))
        return 1
    # What is written for all interfaces is each one's from then on.
    if (is == want[key] || get(spelling, key) == is && get(made, key) == want[key])
        return path ~ /\/disable_ipv6$/ && switched_all[ns]
    if (path == "net/ipv6/conf/all/disable_ipv6") switched_all[ns] = 1
    report("differs", key, noun(key) " is " is ", not " want[key])
    return 1
}

# The rules see what goes from port to port of a bridge where its own switch is on, and the kernel has br_netfilter.
# Loaded, it is on for every bridge of the host (net/bridge/br_netfilter_hooks.c, brnf_init_net).
function compare_module(    i, switched) {
    if (!(MODULE in want)) return
    for (i = 1; i <= lines; i++)
        if (text[i] ~ / nf_call/ && get(have, first_key(i)) != 1 && !index(switched " ", " " word_of(text[i], 4) " "))
            switched = switched " " word_of(text[i], 4)
    if (!(MODULE in have)) {
        report("missing", MODULE, "bridge netfilter: br_netfilter is not loaded")
        print origin_of(MODULE) > (now "/module")
    }
    if (purpose == "up") {
        if (!(MODULE in have)) remark("br_netfilter is loaded, and off for bridges of others")
        if (switched != "") remark("bridge netfilter is switched on for" switched " and for no other bridge")
    }
    if (MODULE in have) switch_off_for_others("ensure")
}

# A run that was killed after it had loaded the module may not have switched it off for others.
function switch_off_for_others(phase,    i, w, path) {
    if (!(MODULE in found) || found[MODULE] != "" || !can_read(state "/next.plan")) return
    split("iptables ip6tables arptables", w, " ")
    for (i = 1; i <= 3; i++) {
        path = "net/bridge/bridge-nf-call-" w[i]
        if (first_line("/proc/sys/" path) + 0 == 0) continue
        report("differs", MODULE, "sysctl " path " is 1, not 0")
        act(phase, "-", "sysctl", "- " path " 0", origin_of(MODULE))
    }
}
