# ---- sysctls -------------------------------------------------------------------------------------------------

# Values found before the first change: namespace ("-" for the host), path, value. The first one counts. Where
# another plan holds a host's sysctl too, the value to go back to is the one that it found.
function load_saved(    line, t, i, n, list) {
    while ((getline line < (state "/sysctl")) > 0) {
        split(line, t, " ")
        if (t[1] == "-") t[1] = ""
        if ((t[1], t[2]) in saved) continue
        saved[t[1], t[2]] = words(after_second_word(line))
        saved_order[++saved_count] = t[1] SUBSEP t[2]
    }
    close(state "/sysctl")
    n = split(others, list, " ")
    for (i = 1; i <= n; i++) {
        while ((getline line < list[i]) > 0) {
            split(line, t, " ")
            if (t[1] == "-" && !(t[2] in shared)) shared[t[2]] = words(after_second_word(line))
        }
        close(list[i])
    }
}

function after_second_word(line) {
    sub(/^[^ ]+ [^ ]+ ?/, "", line)
    return line
}

function ensure_sysctl(i,    ns, key, value, save) {
    ns = W[i, "ns"]
    key = W[i, "key"]
    if (key ~ /^net\/ipv6\/.*\/disable_ipv6$/ && !kernel_has_ipv6()) return
    if (is_list(ns, key) && list_done++) return
    # A line of the plan's own comes later, and counts.
    if (!is_list(ns, key) && sysctl_value["W", ns, key] != W[i, "value"]) return
    value = is_list(ns, key) ? reserved_value(key) : words(W[i, "value"])
    # `$uplink`, and the same interface by its name.
    if (((ns, key) in ensured) && ensured[ns, key] == value) return
    ensured[ns, key] = value
    save = is_flag(key) ? "flag" : "long"
    if (ns == "" && !((ns, key) in saved)) {
        if (key in shared) remember(ns, key, shared[key])
        else if ((ns, key) in S) remember(ns, key, S[ns, key])
    }
    if ((ns, key) in saved) save = "-"
    if (((ns, key) in S) && !fresh[ns] && !(key ~ /\/disable_ipv6$/ && switched[ns])) {
        if (S[ns, key] == value) return
        # What is written for all interfaces is each one's from then on.
        if (key == "net/ipv6/conf/all/disable_ipv6") switched[ns] = 1
        report("differs", W[i, "origin"], "sysctl " key " is " S[ns, key] ", not " value)
    }
    write_sysctl(ns, "then", save, key, W[i, "origin"], value)
}

function remember(ns, key, value) {
    saved[ns, key] = value
    print (ns == "" ? "-" : ns) " " key " " value > (work "/sysctl.found")
}

function write_sysctl(ns, phase, save, key, origin, value) {
    enlist(ns)
    sysctls[ns, phase] = sysctls[ns, phase] save " " key " " origin " " value "\n"
}

# What is not wanted any more goes back to what was found, in the order in which it was changed, unless another
# plan still wants it.
function restore_sysctls(    n, id, part, ns, key, value) {
    for (n = 1; n <= saved_count; n++) {
        id = saved_order[n]
        split(id, part, SUBSEP)
        ns = part[1]
        key = part[2]
        if ((("W", ns, key) in sysctl_of) || !(id in saved)) continue
        print (ns == "" ? "-" : ns) " " key > (work "/sysctl.dropped")
        if (fresh[ns] || (ns in gone) || foreign_and_left(ns)) continue
        # What stands for all interfaces has been written by now, and is each one's.
        if (key ~ /\/disable_ipv6$/ && (("W", ns, "net/ipv6/conf/all/disable_ipv6") in sysctl_of)) continue
        if (ns == "" && (key in shared) && !is_list(ns, key)) continue
        value = is_list(ns, key) ? reserved_value(key) : saved[id]
        if (!((ns, key) in S) || S[ns, key] == value) continue
        report("unexpected", ns == "" ? "host" : touched["W", ns], "sysctl " key " is " S[ns, key] ", and was " value " before")
        write_sysctl(ns, "then", "back", key, ns == "" ? "host" : touched["W", ns], value)
    }
}
