# ---- subnets that the host routes elsewhere ----------------------------------------------------------------------------

# The planned subnets, before the host's routes are read: addresses of bridges, and routes to a network whose bridge has a
# link-local address only. They lie in buckets by their first bits, so that 20,000 routes cost a look-up each.
function note_planned_subnets(    i, w) {
    for (i = 1; i <= lines; i++) {
        if (space[i] != "-") continue
        split(text[i], w, " ")
        if (w[1] == "route" ? text[i] ~ / via / || place[i] !~ /^networks\./ || w[3] !~ /[.:]/ : \
            w[1] != "addr" || w[3] ~ /^fe80:/) continue
        subnet[++subnets] = w[3]
        subnet_of[subnets] = place[i]
        bucket[bucket_of(w[3])] = bucket[bucket_of(w[3])] " " subnets
        bucket[family_of(w[3])] = bucket[family_of(w[3])] " " subnets
    }
}

function family_of(cidr) { return cidr ~ /:/ ? 6 : 4 }

# The first octet, or the first 16 bits.
function bucket_of(cidr) {
    if (cidr !~ /:/) return "4 " int(cidr)
    return "6 " substr("0000" substr(cidr, 1, index(cidr, ":") - 1), index(cidr, ":"))
}

function subnets_near(to) {
    return get(bucket, length_of(to) < (to ~ /:/ ? 16 : 8) ? family_of(to) : bucket_of(to))
}

# A route of the host that is not this plan's. Where BIRD brings the cluster's routes, one of its own (RTPROT_BIRD,
# linux/rtnetlink.h) leads to a host that had the subnet before, and goes when BIRD is told so. Of an IPv6 subnet of the
# host's a part may lie behind it.
function note_foreign_route(key, value, proto,    to, i, n, list) {
    to = word_of(key, 4)
    if (to == "default" || proto == "12" && ENVIRON["plan_bird"] != "") return
    n = split(subnets_near(to), list, " ")
    for (i = 1; i <= n; i++) {
        if ((list[i] in overlap) || !overlaps(subnet[list[i]], to) ||
            to ~ /:/ && length_of(subnet[list[i]]) > length_of(to)) continue
        overlapped[subnet[list[i]]]
        overlap[list[i]] = to ", which the host routes elsewhere (" route_text(key, value) ")"
    }
}

# Nor may a network hold an address that the host has elsewhere, for which there need not be a route (`noprefixroute`,
# and any /32).
function report_overlaps(    i, address) {
    for (i = 1; i <= subnets; i++) {
        if (i in overlap) refuse(subnet_of[i] ": " subnet[i] " overlaps " overlap[i] "; choose another subnet")
        else if (subnet_of[i] ~ /^networks\./) for (address in own_address)
            if (own_address[address] != "" && address !~ /^(127\.|fe80:|::1$)/ && overlaps(subnet[i], address))
                refuse(subnet_of[i] ": " subnet[i] " holds " address ", which the host has on " \
                    own_address[address] "; choose another subnet")
    }
}

function length_of(cidr) { return index(cidr, "/") ? substr(cidr, index(cidr, "/") + 1) + 0 : cidr ~ /:/ ? 128 : 32 }

# Whether two prefixes of one family have an address in common: their first bits, as hexadecimal digits.
function overlaps(a, b,    x, y, n) {
    if (family_of(a) != family_of(b)) return 0
    n = length_of(a) < length_of(b) ? length_of(a) : length_of(b)
    x = hex_of(a)
    y = hex_of(b)
    if (substr(x, 1, int(n / 4)) != substr(y, 1, int(n / 4))) return 0
    return n % 4 == 0 || int(digit(x, n) / 2 ^ (4 - n % 4)) == int(digit(y, n) / 2 ^ (4 - n % 4))
}

function digit(hex, n) { return index("0123456789abcdef", substr(hex, int(n / 4) + 1, 1)) - 1 }

function hex_of(cidr,    address, part, n, i, hex) {
    if (cidr in hex_cache) return hex_cache[cidr]
    address = cidr
    sub(/\/.*/, "", address)
    if (address !~ /:/) {
        split(address, part, ".")
        return hex_cache[cidr] = sprintf("%02x%02x%02x%02x", part[1], part[2], part[3], part[4])
    }
    # `::` stands for the groups that are not there.
    sub(/::/, ":@:", address)
    sub(/^:/, "", address)
    sub(/:$/, "", address)
    n = split(address, part, ":")
    for (i = 1; i <= n; i++)
        hex = hex (part[i] == "@" ? substr("00000000000000000000000000000000", 1, 4 * (9 - n)) : \
            substr("0000" part[i], length(part[i]) + 1))
    return hex_cache[cidr] = hex
}

# ---- rules of the host that keep packets of the plan from the main table -------------------------------------------------

# A route of another table. Of each table it is enough to know one that covers part of a planned subnet.
function note_table_route(table, to, family, type,    i, n, list) {
    n = split(to == "default" ? get(bucket, family) : subnets_near(to), list, " ")
    for (i = 1; i <= n; i++)
        if (!((table, list[i]) in elsewhere) && (to == "default" || overlaps(subnet[list[i]], to)))
            elsewhere[table, list[i]] = (type == "unicast" ? "" : type " ") to
}

# What packets to and from each planned subnet meet on their way through the rules, before the main table (ip-rule(8)).
# Rules for some packets only, by mark, interface or port, are left to whoever made them.
function need_main_table(    line, n, listed, family, i) {
    while ((getline line < (now "/rules")) > 0) {
        family = line ~ /^@/ ? substr(line, 2) : family
        if (line !~ /^\[/) continue
        n = split(line, listed, /\{"priority":/)
        for (i = 1; i <= subnets; i++) if (family_of(subnet[i]) == family) follow_rules(i, listed, n)
    }
    close(now "/rules")
}

function follow_rules(i, listed, n,    j, rule_, from, to, table, what) {
    for (j = 2; j <= n; j++) {
        rule_ = "{\"priority\":" listed[j]
        table = field(rule_, "table")
        from = selector(rule_, "src")
        to = selector(rule_, "dst")
        if (rule_ ~ /"(iif|oif|tos|sport|dport|ipproto|uid_start|l3mdev|tun_id)":/ || \
            rule_ ~ /"fwmark":/ && rule_ !~ /"not":/ || to != "all" && !overlaps(subnet[i], to)) continue
        if (table == "254" && from == "all" && (to == "all" || length_of(to) <= length_of(subnet[i])) && \
            (rule_ !~ /"suppress_prefixlen":/ || field(rule_, "suppress_prefixlen") + 0 < length_of(subnet[i]))) return
        # linux/fib_rules.h: FR_ACT_BLACKHOLE, FR_ACT_UNREACHABLE, FR_ACT_PROHIBIT
        what = field(rule_, "action") ~ /^[678]$/ ? "drops them" : "finds " get(elsewhere, table SUBSEP i)
        if (what == "finds " || from != "all" && !is_in_subnet(from)) continue
        refuse(subnet_of[i] ": packets to " subnet[i] " do not come to the main table: the rule `" \
            field(rule_, "priority") ": from " from " to " to (table == "" ? "" : " lookup " table) "` " what \
            "; put a rule before it: ip " (family_of(subnet[i]) == 6 ? "-6 " : "") "rule add pref " \
            max(1, field(rule_, "priority") - 1) " to " subnet[i] " lookup main")
        return
    }
}

# `all`, or a prefix.
function selector(rule_, name,    address) {
    address = field(rule_, name)
    if (address == "") return "all"
    return field(rule_, name "len") == "" ? address : address "/" field(rule_, name "len")
}

function max(a, b) { return a > b ? a : b }

function is_in_subnet(prefix,    i) {
    for (i = 1; i <= subnets; i++) if (overlaps(subnet[i], prefix)) return 1
    return 0
}

