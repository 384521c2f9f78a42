#!/bin/sh
# The network of plan cluster on its host router.
#
# Made by netgen 0.1.0 from plan.yaml, sha256
# 333c716cb3cecb3457df6bae6e11e3725c253331457014486b78ea40580eda68.
# The engine is the same in every script of this version; `sed -n '/^# --- engine/,$p' setup.sh | sha256sum` gives
# (its SHA-256).
# Do not edit it: change the plan and render it again.
#
# Open to the world
#   nothing
#
# Settings of the host
#   it has 2001:db8:1::ffff and 2001:db8:2::ffff; the script refuses any other host
#   net.ipv6.conf.$ra_interface.accept_ra=2: still take router advertisements on interfaces that live on them, now or later
#   net.ipv6.conf.all.forwarding=1: forward IPv6 between interfaces
#   net.ipv6.conf.default.forwarding=1: and on those that are made later
#   net.ipv6.conf.$uplinks.forwarding=1: also on interfaces with a default route where it was switched off
#   IPv4 forwarding stays as it is
#
# Routes of the host
#   to the containers of other hosts, each under its own comment below
#
# Firewall
#   table inet netgen-cluster
#   table inet netgen_user, for rules of your own: made if missing, first in line, never emptied
#
# Files
#   /run/netgen/cluster: what was made, until down or the next boot
#
# Kernel
#   it loads its modules for bridges, veth pairs and nftables when they are first used
#
# Usage, as root:
#   sh setup.sh [up] [--dry-run] [--force]   make the host as the plan says; again after every change of the plan
#   sh setup.sh check                        compare, change nothing
#   sh setup.sh down [--dry-run] [--force]   remove what this plan made, and nothing else
#   sh setup.sh --help | --version           exit codes; plan and versions

netgen_version='0.1.0'
plan_name='cluster'
plan_sha256='333c716cb3cecb3457df6bae6e11e3725c253331457014486b78ea40580eda68'
plan_firewall='nftables'
plan_uplink='none' # host.uplink
plan_bird=
plan_resolv_conf=

# The plan: the wanted state, as lines for ip(8) and sysctl(8); ` # ` begins a comment. A name in brackets is the network
# namespace of a line; the alias of a link says whose it is, protocol 110 does so for a route. $uplinks stands for each
# interface with a default route, $ra_interface for each that lives on router advertisements. Three words are not ip's:
# `require` (the host has to have the address), `port` (nobody else may listen there), `user-rules` (a chain of yours).
plan() {
    cat <<'PLAN'
# host: the script is for the host that has these addresses, and refused elsewhere
require addr 2001:db8:1::ffff
require addr 2001:db8:2::ffff

# host: packets are forwarded between interfaces, for the whole host
sysctl -w net.ipv6.conf.$ra_interface.accept_ra=2 # still take router advertisements on interfaces that live on them, now or later
sysctl -w net.ipv6.conf.all.forwarding=1 # forward IPv6 between interfaces
sysctl -w net.ipv6.conf.default.forwarding=1 # and on those that are made later
sysctl -w net.ipv6.conf.$uplinks.forwarding=1 # also on interfaces with a default route where it was switched off

# host.firewall: chain forward of table inet netgen_user is for rules of your own: made if missing, first in line, never emptied
user-rules nftables

# hosts.host1: routes to its containers
route replace 2001:db8:1::/48 via 2001:db8:1::1 proto 110

# hosts.host2: routes to its containers
route replace 2001:db8:2::/48 via 2001:db8:2::1 proto 110
PLAN
}

# The plan's rules. `@ TOOL` or `@ TOOL NETNS` says what loads the lines below it, and in which network namespace.
# nft -f makes, empties and fills a table in one transaction: packets meet the old rules or the new ones, never none.
rules() {
    cat <<'RULES'
@ nftables
table inet netgen-cluster
delete table inet netgen-cluster
table inet netgen-cluster {
    comment "netgen cluster"

    # what is forwarded
    chain forward {
        type filter hook forward priority filter; policy accept;
        ct state established,related accept comment "replies, and errors that belong to a connection"
    }
}

# for rules of your own, which come first: made if missing, never emptied
table inet netgen_user {
    chain forward {
        type filter hook forward priority filter - 10; policy accept;
    }
}
RULES
}

