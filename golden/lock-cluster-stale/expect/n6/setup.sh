#!/bin/sh
# The network of plan shop on its host n6.
#
# Made by netgen 0.1.0 from plan.yaml, sha256
# 1c872c4f7757e9fb0f649b385864e4221688728b47b724654b184fdf48d735eb,
# with what plan.lock.yaml pins, sha256
# b15f486540a7dc777ff2ced28d1ad3d55d7f360cca369153aad9159c8f637106.
# The engine is the same in every script of this version; `sed -n '/^# --- engine/,$p' setup.sh | sha256sum` gives
# (its SHA-256).
# Do not edit it: change the plan and render it again.
#
# Open to the world
#   nothing
#
# Settings of the host
#   it has 10.4.0.16; the script refuses any other host
#   IPv4 forwarding stays as it is
#   IPv6 forwarding stays as it is
#
# Routes of the host
#   to the containers of other hosts, each under its own comment below
#
# Firewall
#   table inet netgen-shop
#   table inet netgen_user, for rules of your own: made if missing, first in line, never emptied
#
# Files
#   /run/netgen/shop: what was made, until down or the next boot
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
plan_name='shop'
plan_sha256='1c872c4f7757e9fb0f649b385864e4221688728b47b724654b184fdf48d735eb'
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
require addr 10.4.0.16

# host.firewall: chain forward of table inet netgen_user is for rules of your own: made if missing, first in line, never emptied
user-rules nftables

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

# The plan's rules. `@ TOOL` or `@ TOOL NETNS` says what loads the lines below it, and in which network namespace.
# nft -f makes, empties and fills a table in one transaction: packets meet the old rules or the new ones, never none.
rules() {
    cat <<'RULES'
@ nftables
table inet netgen-shop
delete table inet netgen-shop
table inet netgen-shop {
    comment "netgen shop"

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

