#!/bin/sh
# The network of plan shop on its host r1.
#
# Made by netgen 0.1.0 from plan.yaml, sha256
# d09b0af6378c45bd03bc422b095ae31bdd187db186aa5e71c257d2e1b15d231c.
# Do not edit it: change the plan and render it again.
#
# It makes
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
plan_sha256='d09b0af6378c45bd03bc422b095ae31bdd187db186aa5e71c257d2e1b15d231c'
plan_firewall='nftables'
plan_uplink='none' # host.uplink
plan_bird=yes # fabric.routing: BIRD's routes to other hosts do not stand in the way of this one's networks

# The plan: what is to be, as lines for ip(8) and sysctl(8). A name in brackets is the network namespace that
# the line belongs to; the alias of a link says whose it is, protocol 110 does so for a route.
plan() {
    cat <<'PLAN'
# host: packets are forwarded between interfaces; a router takes no redirects
sysctl -w net.ipv4.ip_forward=1
sysctl -w net.ipv4.conf.all.accept_redirects=0
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

