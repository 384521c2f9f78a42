#!/bin/sh
# The network of plan shop on its host longer.
#
# Made by netgen 0.1.0 from plan.yaml, sha256
# 1c872c4f7757e9fb0f649b385864e4221688728b47b724654b184fdf48d735eb,
# with what plan.lock.yaml pins, sha256
# b15f486540a7dc777ff2ced28d1ad3d55d7f360cca369153aad9159c8f637106.
# Do not edit it: change the plan and render it again.
#
# It makes
#   hosts: routes to the containers of other hosts, each under its own comment below
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
plan_sha256='1c872c4f7757e9fb0f649b385864e4221688728b47b724654b184fdf48d735eb'
plan_firewall='nftables'
plan_uplink='none' # host.uplink

# The plan: what is to be, as lines for ip(8) and sysctl(8). A name in brackets is the network namespace that
# the line belongs to; the alias of a link says whose it is, protocol 110 does so for a route.
plan() {
    cat <<'PLAN'
# hosts.overlaps: routes to its containers
route replace 10.0.0.0/24 via 10.4.0.1 proto 110

# hosts.outside: routes to its containers
route replace 10.1.0.0/24 via 10.4.0.2 proto 110

# hosts.kept: routes to its containers
route replace 10.6.0.0/24 via 10.4.0.4 proto 110
route replace 10.6.9.0/24 via 10.4.0.4 proto 110
route replace 10.6.1.0/24 via 10.4.0.4 proto 110
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

