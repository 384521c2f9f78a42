#!/bin/sh
# The network of plan shop on its host r1.
#
# Made by netgen 0.1.0 from plan.yaml, sha256
# eecb15d2af1c44e970de726b8161aef71f05ab8aa29811ebde71ad181f166921.
# Do not edit it: change the plan and render it again.
#
# It makes
#   hosts: routes to the containers of other hosts, each under its own comment below
#   host: IPv6 forwarding is switched on, for the whole host
#   firewall: nftables, table inet netgen-shop
# and remembers under /run/netgen/shop what it made, until down or the next boot.
#
# Usage, as root:
#   sh setup.sh [up] [--dry-run]   make the host as the plan says; again after every change of the plan
#   sh setup.sh check              compare, change nothing
#   sh setup.sh down [--dry-run]   remove what this plan made, and nothing else
#   sh setup.sh --help             exit codes

netgen_version='0.1.0'
plan_name='shop'
plan_sha256='eecb15d2af1c44e970de726b8161aef71f05ab8aa29811ebde71ad181f166921'
plan_firewall='nftables'
plan_uplink='none' # host.uplink

# The plan: what is to be, as lines for ip(8) and sysctl(8). A name in brackets is the network namespace that
# the line belongs to; the alias of a link says whose it is, protocol 110 does so for a route.
plan() {
    cat <<'PLAN'
# host: packets are forwarded between interfaces; a router takes no redirects; router advertisements are still taken on each interface that lives on them ($ra_interface)
sysctl -w net.ipv4.ip_forward=1
sysctl -w net.ipv4.conf.all.accept_redirects=0
sysctl -w net.ipv6.conf.$ra_interface.accept_ra=2
sysctl -w net.ipv6.conf.all.forwarding=1
sysctl -w net.ipv6.conf.default.forwarding=1

# hosts.host1: routes to its containers
route replace 10.1.0.0/16 via 192.0.2.1 proto 110
route replace 2001:db8:100:100::/56 via 2001:db8::1 proto 110

# hosts.host2: routes to its containers
route replace 10.2.0.0/16 via 192.0.2.2 proto 110
route replace 2001:db8:100:200::/56 via 2001:db8::2 proto 110
PLAN
}

# The plan's rules, as input for nft -f.
rules() {
    cat <<'RULES'
# Made, emptied and filled in one transaction: packets meet the old rules or the new ones, never none.
table inet netgen-shop
delete table inet netgen-shop
table inet netgen-shop {
    # what is forwarded
    chain forward {
        type filter hook forward priority filter; policy accept;
        ct state established,related accept comment "replies, and errors that belong to a connection"
    }
}
RULES
}

