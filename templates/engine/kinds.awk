# ---- the table of kinds ------------------------------------------------------------------------------------
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
# user     rules.awk          deleted if it holds no rule          in `made`
# file     writing it         removing it, unless edited           in the record under /etc/netns (files.awk)
# module   modprobe           modprobe -r, if nobody uses it       in `made`, and not in `found`

# A link of ours has our alias. One that was made and not marked yet is known from the record: it has no
# alias, or one that somebody wrote, and the MAC that we gave.
function is_ours(ns, name,    link, alias) {
    link = ns " link " name " "
    if (!((link "kind") in have)) return 0
    alias = have[link "alias"]
    if (index(alias, MARK) == 1) return 1
    if (!((link "kind") in made)) return 0
    return alias == "" || alias !~ /^netgen:/ && get(made, link "address") == have[link "address"]
}

# The entry of the plan that a fact of ours comes from: from the record, or from the alias of its link.
function origin_of(key,    w, name, alias) {
    if (key in line_of) return place[line_of[key]]
    if (key in made_by) return made_by[key]
    split(key, w, " ")
    name = w[2] == "addr" || w[2] == "link" ? w[3] : dev_of(get(have, key))
    alias = get(have, w[1] " link " name " alias")
    if (index(alias, MARK) == 1) {
        alias = substr(alias, length(MARK) + 1)
        gsub(/\//, ".", alias)
        return alias
    }
    if (("- netns " w[1]) in line_of) return place[line_of["- netns " w[1]]]
    return w[1] in owner ? owner[w[1]] : "host"
}

# A namespace of others that the plan has left, or that its entry under /run/netns does not lead to any more.
function is_left(ns) { return ns in left }

# A link of ours of another kind, or whose other end is not its other end, is made again: the kernel cannot
# change it.
function judge_links(    i, w, key, link, other) {
    for (i = 1; i <= lines; i++) {
        if (text[i] !~ /^link add /) continue
        split(facts[i], key, "\n")
        link = substr(key[1], 1, length(key[1]) - 5)
        other = get(other_end, link)
        if (is_right_link(link) && (other == "" || is_right_link(other) && is_pair(link, other))) continue
        if (is_trusted(part_of_key(link, 1)) || other != "" && is_trusted(part_of_key(other, 1))) continue
        delete_if_ours(link)
        if (other != "") delete_if_ours(other)
    }
}

function is_right_link(link) { return (link " kind") in have && have[link " kind"] == want[link " kind"] }

function delete_if_ours(link,    w) {
    split(link, w, " ")
    if ((link " kind") in have && is_ours(w[1], w[3]) && !(link in going)) delete_link(w[1], w[3])
}

# ---- undo: what the plan does not name any more ------------------------------------------------------------

# Namespaces and links go first, and what they take with them is not undone by itself.
function undo_facts(    i) {
    for (i = 1; i <= have_count; i++) if (have_order[i] ~ / netns | kind$/) undo_fact(have_order[i])
    for (i = 1; i <= made_count; i++) if (made_order[i] ~ / netns | kind$/) undo_fact(made_order[i])
    for (i = 1; i <= have_count; i++) undo_fact(have_order[i])
    for (i = 1; i <= made_count; i++) undo_fact(made_order[i])
    delete_links()
}

function undo_fact(key,    w, n, ns, kind) {
    if ((key in want) || (key in is_undone)) return
    is_undone[key] = 1
    n = split(key, w, " ")
    ns = w[1]
    kind = w[2]
    # What is in a namespace goes with it.
    if (ns != "-" && !is_left(ns) && (is_fresh(ns) || ("- netns " ns) in deleted)) return
    if (kind == "netns") undo_netns(key, w[3])
    else if (kind == "link" && w[4] == "kind") undo_link(ns, w[3])
    else if (kind == "link") undo_attribute(key, ns, w[3], w[4])
    else if (kind == "addr") undo_address(key, ns, w[3], substr(key, length(ns " addr " w[3]) + 2))
    else if (kind == "route") undo_route(key, ns)
    else if (kind == "proxy") undo_proxy(key, ns, w[3], w[4])
    else if (kind == "sysctl") undo_sysctl(key, ns, w[3])
    else if (kind == "module") undo_module(key)
}

function undo_netns(key, name) {
    if (!(key in made) || !(key in have)) return
    if (have[key] != "stale") report("unexpected", key, "namespace " name)
    delete_netns(key, name)
}

function delete_netns(key, name) {
    deleted[key] = 1
    if (have[key] == "made") print name, inode[name], origin_of(key) > (work "/deleted")
    act("undo", "-", "ip", "netns delete " name, origin_of(key))
}

function undo_link(ns, name) {
    if (!is_ours(ns, name) || (ns " link " name) in going) return
    # In a namespace that is left, a link goes with its end on the host.
    if (is_left(ns) && substr(made_end[ns " link " name], 1, 1) == "-") return
    report("unexpected", ns " link " name " kind", "link " name where(ns, "in namespace"))
    delete_link(ns, name)
}

# Notes a link that goes. Its other end goes with it.
function delete_link(ns, name,    link, n, i, end, part) {
    link = ns " link " name
    going[link] = origin_of(link " kind")
    n = split(our_alias[have[link " alias"]], end, " ")
    for (i = 1; i <= n; i++) {
        match(end[i], /.*\//)
        part = substr(end[i], 1, RLENGTH - 1) " link " substr(end[i], RLENGTH + 1)
        if (part != link && is_pair(link, part)) {
            other_going[part] = link
            going[part] = going[link]
        }
    }
    if (ns == "-") on_host[++on_host_count] = name
    else if (!(link in other_going)) inside_going[++inside_count] = link
}

# Whether two links are the ends of one veth pair: each says the other's index.
function is_pair(a, b,    x, y) {
    split(a, x, " ")
    split(b, y, " ")
    return peer_index[x[1], x[3]] == ifindex[y[1], y[3]] && peer_index[y[1], y[3]] == ifindex[x[1], x[3]] &&
        have[a " kind"] == "veth" && have[b " kind"] == "veth"
}

# The kernel waits for its readers after each link that is deleted, and once for a whole group of them
# (net/core/rtnetlink.c, rtnl_group_dellink): a thousand links go as fast as one.
function delete_links(    i, number, link, w, command) {
    for (number = DELETE_GROUP; number in groups; number++) continue
    for (i = 1; i <= on_host_count; i++) {
        link = "- link " on_host[i]
        command = "set dev " on_host[i] " group " number
        if (on_host_count == 1) command = "delete dev " on_host[i]
        act("undo", "-", "ip", "link " command, going[link])
    }
    if (on_host_count > 1) act("undo", "-", "ip", "link delete group " number, going["- link " on_host[1]])
    for (i = 1; i <= inside_count; i++) {
        split(inside_going[i], w, " ")
        if (!(inside_going[i] in other_going))
            act("undo", w[1], "ip", "link delete dev " w[3], going[inside_going[i]])
    }
}

# What the plan does not say any more of a link that stays: the kernel's default on one of ours, what was
# found on another.
function undo_attribute(key, ns, name, attribute,    value) {
    if (!(key in made) || !has_link(ns, name) || (ns " link " name) in going) return
    if (attribute !~ /^(hairpin|nf_call_ip6?tables|master)$/) return
    value = attribute == "hairpin" ? "off" : attribute == "master" ? "" : "0"
    if (!is_ours(ns, name) && (key in found)) value = found[key]
    if (have[key] != made[key] || have[key] == value || (key in others_made)) return
    report("unexpected", key, attribute_text(name, attribute, have[key]))
    act("ensure", ns, "ip", set_attribute(name, attribute, value), origin_of(key))
}

function attribute_text(name, attribute, value) {
    if (attribute ~ /^nf_call/)
        return "bridge netfilter of " name " is " (value + 0 ? "on" : "off") " (" attribute ")"
    return attribute " of " name " is " (value == "" ? "none" : value)
}

function set_attribute(name, attribute, value) {
    if (attribute ~ /^nf_call/) return "link set dev " name " type bridge " attribute " " value
    if (attribute == "hairpin") return "link set dev " name " type bridge_slave hairpin " value
    return "link set dev " name " " (value == "" ? "no" attribute : attribute " " value)
}

# The kernel takes along other addresses of the subnet, and routes: what stays is written again.
function undo_address(key, ns, dev, cidr) {
    if ((ns " link " dev) in going || !(key in have) || (!is_ours(ns, dev) && !(key in made))) return
    report("unexpected", key, "address " cidr " on " dev)
    lost[ns] = 1
    if (!loses_ipv6(ns, dev, cidr)) act("undo", ns, "ip", "addr del " cidr " dev " dev, origin_of(key))
}

function undo_route(key, ns,    dev, value, ours) {
    if (!(key in have)) return
    value = have[key]
    dev = dev_of(value)
    if (dev != "" && (ns " link " dev) in going) return
    ours = dev != "" && is_ours(ns, dev) || is_namespace_of_ours(ns)
    if (value ~ / proto 110$/ && (key in made || lost_record && ns == "-" && !(key in others_made))) ours = 1
    if (!ours) return
    report("unexpected", key, "route " route_text(key, value))
    if (!loses_ipv6(ns, dev, key ~ / route 6 / ? ":" : ""))
        act("undo", ns, "ip", "route del " route_text(key, value), origin_of(key))
}

function dev_of(value) { return match(value, / dev [^ ]+/) ? substr(value, RSTART + 5, RLENGTH - 5) : "" }

# A route as ip(8) is told: 10.3.0.0/24 via 10.1.0.4 dev front metric 7 proto 110
function route_text(key, value,    w, text, type) {
    split(key, w, " ")
    text = w[4]
    if (w[4] == "default" && w[3] == 6 && value !~ / via /) text = "::/0"
    if (w[6] == "tos") text = text " tos " w[7]
    if (w[5] + 0 && !(w[3] == 6 && w[5] == 1024 && value !~ / dev /))
        sub(/ proto /, " metric " w[5] " proto ", value)
    type = substr(value, 1, index(value " ", " "))
    return (type == "unicast " ? "" : type) text substr(value, length(type))
}

# Where IPv6 is switched off, which comes before anything else in a namespace, its addresses and routes go
# with it.
function loses_ipv6(ns, dev, address) {
    return ns != "-" && address ~ /:/ && (goes_off(ns, "all") || goes_off(ns, dev))
}

function goes_off(ns, dev,    key) {
    key = ns " sysctl net/ipv6/conf/" dev "/disable_ipv6"
    return get(want, key) == "1" && get(have, key) != "1"
}

function undo_proxy(key, ns, address, dev) {
    if (!(key in made) || !(key in have) || get(found, key) == "there" || (key in others_made)) return
    report("unexpected", key, "neighbour proxy for " address " on " dev)
    act("undo", ns, "ip", "neigh del proxy " address " dev " dev, origin_of(key))
}

# Where another plan of this host holds the sysctl, it keeps it.
function undo_sysctl(key, ns, path,    value, part) {
    if (!(key in made) || !(key in found) || !(key in have) || (key in others_made && !is_shared_list(key)))
        return
    # It goes with its link.
    if (split(path, part, "/") > 4 && (ns " link " part[4]) in going) return
    # What is written for all interfaces is each one's from then on.
    if (path ~ /\/disable_ipv6$/ && (ns " sysctl net/ipv6/conf/all/disable_ipv6") in want) return
    value = is_shared_list(key) ? reserved_ports() : found[key]
    if (have[key] == value) return
    report("unexpected", key, "sysctl " path " is " have[key] ", and was " value " before")
    act("ensure", ns, "sysctl", "- " path " " value, origin_of(key))
}

# ---- do: what differs --------------------------------------------------------------------------------------

# In the order of the plan. A line is done if one of its facts differs, or if it is an address or a route of a
# namespace that may have lost some.
function do_lines(    i, n, j, key, ns, todo, lasting) {
    for (i = 1; i <= lines; i++) {
        ns = space[i]
        n = split(facts[i], key, "\n")
        todo = 0
        reported_pair = 0
        for (j = 1; j < n; j++) if (line_of[key[j]] == i && ensure(key[j], ns)) todo = 1
        if (lost[ns] && text[i] ~ /^(addr|route) /) todo = 1
        if (!todo) continue
        if (text[i] ~ /^(addr|link add) /) lost[ns] = 1
        if (text[i] ~ /^sysctl /) act("ensure", ns, "sysctl", write_of(key[1], ns), place[i])
        else if (text[i] ~ /^(addr|route|neigh|link|netns) /) act("ensure", ns, "ip", command_of(i), place[i])
    }
}

function command_of(i,    w) {
    split(text[i], w, " ")
    return w[1] " " w[2] == "netns attach" ? "netns attach " w[3] " " pid[w[3]] : text[i]
}

# Whether the line that a fact comes from is to be done; says what differs. What is missing together with the
# namespace or the link that it belongs to is not said.
function ensure(key, ns,    w, kind, is) {
    split(key, w, " ")
    kind = w[2]
    if (kind == "netns") return ensure_netns(key, w[3])
    if (is_trusted(w[1])) return 0
    if (kind == "link") return ensure_link(key, w[1], w[3], w[4])
    if (kind == "sysctl") return ensure_sysctl(key, ns, w[3])
    if (kind ~ /^(rules|user|port|require)$/) return 0
    if (is_as_wanted(key)) return 0
    if (is_fresh(w[1])) return 1
    if (kind == "addr" && is_there(ns, w[3]))
        report("missing", key, "address " substr(key, length(ns " addr " w[3]) + 2) " on " w[3])
    else if (kind == "proxy") report("missing", key, "neighbour proxy for " w[3] " on " w[4])
    else if (kind == "route") report_route(key, ns, w[4])
    return 1
}

function report_route(key, ns, to,    planned, dev) {
    planned = route_text(key, want[key])
    dev = dev_of(want[key])
    if (key in have) report("differs", key, "route " to " is " route_text(key, have[key]) ", not " planned)
    else if (dev == "" || is_there(ns, dev)) report("missing", key, "route " planned)
}

# Where a route of the plan names no interface, the kernel picks one.
function is_as_wanted(key,    is) {
    is = get(have, key)
    if (key ~ / route / && want[key] !~ / dev /) sub(/ dev [^ ]+/, "", is)
    return is == want[key]
}

# Namespaces that are made in this run are as the plan says once they are made: what they hold is not looked
# at again.
function is_trusted(ns) { return purpose == "again" && !looked[ns] }

function is_fresh(ns) { return ns != "-" && !looked[ns] && purpose != "again" }

function is_namespace_of_ours(ns) { return ns != "-" && get(want, "- netns " ns) == "made" }

function is_there(ns, dev) { return has_link(ns, dev) && !((ns " link " dev) in going) }

function ensure_netns(key, name) {
    if (get(have, key) == want[key]) return 0
    if (key in have) delete_netns(key, name)
    delete deleted[key]
    delete looked[name]
    if (want[key] == "made") report("missing", key, "namespace " name)
    else report("missing", key, "entry " name " of process " pid[name] " under /run/netns")
    return 1
}

function ensure_link(key, ns, name, attribute,    link, other, is, planned) {
    link = ns " link " name
    if (attribute == "kind") {
        if (is_there(ns, name)) return 0
        lost[ns] = 1
        if (reported_pair++) return 1
        other = link in other_end ? " with its peer " part_of_key(other_end[link], 3) : ""
        report("missing", key, "link " name other)
        return 1
    }
    if (attribute ~ /^nf_call/ && get(have, key) != want[key]) print name > (work "/switched")
    if (!is_there(ns, name)) return attribute !~ /^(master|address)$/
    is = have[key]
    if (attribute == "addrgenmode" && get(want, link " mtu") + 0 < IPV6_MINIMUM_MTU) return 0
    if (is == want[key]) return 0
    if (attribute == "state") report("differs", key, name " is down, not up")
    else if (attribute == "addrgenmode" && is == "") enable_ipv6(ns, name, key)
    else {
        planned = attribute ~ /^nf_call/ ? "on" : want[key] == "" ? "none" : want[key]
        report("differs", key, attribute_text(name, attribute, is) ", not " planned)
    }
    if (attribute == "state") lost[ns] = 1
    if (attribute == "master") have[link " hairpin"] = "off"
    if (attribute !~ /^(master|address)$/) return 1
    # These come from the line that makes the link.
    act("ensure", ns, "ip", set_attribute(name, attribute, want[key]), origin_of(key))
    return 0
}

# A link of an MTU below 1280 has no IPv6 (RFC 8200, 5; net/ipv6/addrconf.c, addrconf_notify), and the kernel
# takes no `addrgenmode` for it. It is down while the MTU grows, so that no link-local address is made.
function enable_ipv6(ns, name, key) {
    act("ensure", ns, "ip", "link set dev " name " down", origin_of(key))
    act("ensure", ns, "ip", "link set dev " name " mtu " want[ns " link " name " mtu"], origin_of(key))
    have[ns " link " name " state"] = "down"
    lost[ns] = 1
}

function ensure_sysctl(key, ns, path,    is) {
    if (!(key in have) || is_of_new_link(ns, path)) return 1
    is = have[key]
    if (is == want[key] || get(spelling, key) == want[key] "\t" is)
        return path ~ /\/disable_ipv6$/ && switched_all[ns]
    if (path == "net/ipv6/conf/all/disable_ipv6") switched_all[ns] = 1
    report("differs", key, "sysctl " path " is " is ", not " want[key])
    return 1
}

# Whether the path names a link that is to be made: what was read of the one before it does not count.
function is_of_new_link(ns, path,    w) {
    return split(path, w, "/") > 4 && w[4] !~ /^(all|default)$/ && wants_link(ns, w[4]) && !is_there(ns, w[4])
}

# What inside.sh is told to write: whether to remember what stands there, path, value.
function write_of(key, ns,    w) {
    split(key, w, " ")
    return ((key in found) ? "-" : is_digit(w[3]) ? "digit" : "words") " " w[3] " " want[key]
}

# Sysctls whose value is one digit: every shell reads it whole (inside.sh says why).
function is_digit(path) {
    return path ~ /\/(disable_ipv6|ip_forward|forwarding|route_localnet|accept_ra|accept_dad|proxy_ndp)$/
}

function is_shared_list(key) { return key == "- sysctl " RESERVED }
