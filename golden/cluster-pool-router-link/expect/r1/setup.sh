#!/bin/sh
# The network of plan shop on its host r1.
#
# Made by netgen 0.1.0 from plan.yaml, sha256
# 93b5ad1057bad98d356b62aff6bb33ea282d53b25082bf8032eaba668c078b85.
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
plan_sha256='93b5ad1057bad98d356b62aff6bb33ea282d53b25082bf8032eaba668c078b85'
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

# hosts.host2: routes to its containers
route replace 198.51.97.0/24 via 198.51.98.2 proto 110
route replace 2001:db8:0:3::/64 via 2001:db8:0:1::2 proto 110

# hosts.host3: routes to its containers
route replace 198.51.99.0/24 via 198.51.98.3 proto 110
route replace 2001:db8:0:4::/64 via 2001:db8:0:1::3 proto 110

# hosts.host4: routes to its containers
route replace 198.51.100.0/24 via 198.51.98.4 proto 110
route replace 2001:db8:0:5::/64 via 2001:db8:0:1::4 proto 110
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

