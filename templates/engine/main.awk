# ---- one program: survey before the host is looked at, compare after, names to write the files of containers ------
#
# An element that may never have been set is passed on as text (`value[key] ""`): gawk 5.2 crashes, or forgets what
# is in an array, where a function gets one as it is.

BEGIN {
    step = ARGV[1]
    plan_name = ENVIRON["plan_name"]
    firewall = ENVIRON["plan_firewall"]
    work = ENVIRON["work"]
    state = ENVIRON["state"]
    purpose = ENVIRON["purpose"]
    others = ENVIRON["others"]
    mark = "netgen:" plan_name ":"
    chains = "NG_" plan_name "_"
    protocol = "110"
    # Behind the name of a namespace, which has no space in it, and alone for the host: its rules for ip6tables.
    twin = " for IPv6"
    ipv6_minimum = 1280
    doomed_group = 110
    uplink = ""
    if (step == "compare") {
        read_observed(work "/observed")
        if (!link_count[""] || !whole) {
            print "ip showed nothing of the host, or not all of it" > "/dev/stderr"
            exit 1
        }
        load_saved()
        read_netfilter_of_others()
    }
    if (step == "names" || step == "show-names") {
        load(work "/names.wanted", "W")
        if (step == "names") write_files()
        else show_files()
        exit 0
    }
    if (step == "refresh") {
        load(work "/plan", "W")
        refresh()
        exit 0
    }
    read_ports(work "/rules", "W")
    read_ports(state "/applied.rules", "P")
    load(state "/applied", "P")
    load(state "/pending", "P")
    load(work "/plan", "W")
    load_rules(work "/rules", "W")
    load_rules(state "/applied.rules", "P")
    if (step == "survey") survey()
    else compare()
    exit 0
}

function refuse(text) {
    if (purpose == "restore") return
    print text >> (work "/refused")
    refusals++
}
