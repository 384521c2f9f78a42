#!/bin/sh
# The network of plan cluster on its host router.
#
# Made by netgen 0.1.0 from plan.yaml, sha256
# 333c716cb3cecb3457df6bae6e11e3725c253331457014486b78ea40580eda68.
# Do not edit it: change the plan and render it again.
#
# It makes
#   hosts: routes to the containers of other hosts, each under its own comment below
#   host: IPv6 forwarding is switched on, for the whole host
#   firewall: nftables, table inet netgen-cluster
# and remembers under /run/netgen/cluster what it made, until down or the next boot.
#
# Usage, as root:
#   sh setup.sh [up] [--dry-run]   make the host as the plan says; again after every change of the plan
#   sh setup.sh check              compare, change nothing
#   sh setup.sh down [--dry-run]   remove what this plan made, and nothing else
#   sh setup.sh --help             exit codes

netgen_version='0.1.0'
plan_name='cluster'
plan_sha256='333c716cb3cecb3457df6bae6e11e3725c253331457014486b78ea40580eda68'
plan_firewall='nftables'
plan_uplink='none' # host.uplink

# The plan: what is to be, as lines for ip(8) and sysctl(8). A name in brackets is the network namespace that
# the line belongs to; the alias of a link says whose it is, protocol 110 does so for a route.
plan() {
    cat <<'PLAN'
# host: packets are forwarded between interfaces; a router takes no redirects; router advertisements are still taken on each interface that lives on them ($ra_interface)
sysctl -w net.ipv6.conf.$ra_interface.accept_ra=2
sysctl -w net.ipv6.conf.all.forwarding=1
sysctl -w net.ipv6.conf.default.forwarding=1

# hosts.host1: routes to its containers
route replace 2001:db8:1::/48 via 2001:db8:1::1 proto 110

# hosts.host2: routes to its containers
route replace 2001:db8:2::/48 via 2001:db8:2::1 proto 110
PLAN
}

# The plan's rules, as input for nft -f.
rules() {
    cat <<'RULES'
# Made, emptied and filled in one transaction: packets meet the old rules or the new ones, never none.
table inet netgen-cluster
delete table inet netgen-cluster
table inet netgen-cluster {
    # what is forwarded
    chain forward {
        type filter hook forward priority filter; policy accept;
        ct state established,related accept comment "replies, and errors that belong to a connection"
    }
}
RULES
}

