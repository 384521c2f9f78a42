# ---- one program -------------------------------------------------------------------------------------------
#
# `survey` says where to look; `compare` says what differs and writes down what is to be done; `refresh` does
# the same for resolv.conf; `write-files` writes files below /etc/netns. An element that may never have been
# set is passed on as text (`value[key] ""`): gawk 5.2 forgets what is in an array where a function gets one
# as it is.

BEGIN {
    step = ARGV[1]
    purpose = ENVIRON["purpose"]
    plan_name = ENVIRON["plan_name"]
    work = ENVIRON["work"]
    state = ENVIRON["state"]
    MARK = "netgen:" plan_name ":"
    CHAINS = "NG_" plan_name "_"
    PROTOCOL = "110"
    RESERVED = "net/ipv4/ip_local_reserved_ports"
    MODULE = "- module br_netfilter"
    IPV6_MINIMUM_MTU = 1280
    # Ten groups that others hardly use: a link in another one was put there by somebody.
    DELETE_GROUP = 110
    split("nameserver search options", RESOLVER_WORDS, " ")
    split("hostname hosts resolv.conf", FILES, " ")
    split("nftables iptables ip6tables", TOOLS, " ")
    # linux/rtnetlink.h: RTN_* and RTPROT_*
    split("unicast - - - - blackhole unreachable prohibit throw", TYPES, " ")
    split("redirect kernel boot static", PROTOCOLS, " ")
    USER_TABLE = "table inet netgen_user {\n    chain forward {\n" \
        "        type filter hook forward priority filter - 10; policy accept;\n    }\n}"
    lines = 0
    changed = 0
    if (step == "write-files") write_files()
    else if (step == "refresh") refresh()
    else if (step == "survey") survey()
    else compare()
    exit 0
}
