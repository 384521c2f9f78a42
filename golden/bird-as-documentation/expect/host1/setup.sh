#!/bin/sh
# The network of plan shop on its host host1.
#
# Made by netgen 0.1.0 from plan.yaml, sha256
# 795cb901f3cf51a8be8af98e916de9bfe10d63b33de0dd709aa56f210679081c.
# The engine is the same in every script of this version; `sed -n '/^# --- engine/,$p' setup.sh | sha256sum` gives
# (its SHA-256).
# Do not edit it: change the plan and render it again.
#
# Networks
#   networks.front: bridge front, 10.1.0.0/24, gateway 10.1.0.1, routed, open to the world, mtu 1500
#
# Open to the world
#   nothing
#
# Settings of the host
#   it has 192.0.2.1; the script refuses any other host
#   net.ipv4.ip_forward=1: forward IPv4 between interfaces
#   net.ipv4.conf.all.accept_redirects=0: a router takes no redirects
#   net.ipv4.conf.$uplinks.forwarding=1: also on interfaces with a default route where it was switched off
#   IPv6 forwarding stays as it is
#   networks.front: net.ipv4.conf.front.forwarding=1, forward IPv4 from it, also where conf.default.forwarding is 0
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
plan_sha256='795cb901f3cf51a8be8af98e916de9bfe10d63b33de0dd709aa56f210679081c'
plan_firewall='nftables'
plan_uplink='auto' # host.uplink: the interface that holds the default route, looked up when the script runs
plan_bird=yes # fabric.routing: BIRD's routes to other hosts do not stand in the way of this one's networks
plan_resolv_conf=

# The plan: the wanted state, as lines for ip(8) and sysctl(8); ` # ` begins a comment. A name in brackets is the network
# namespace of a line; the alias of a link says whose it is, protocol 110 does so for a route. $uplinks stands for each
# interface with a default route, $ra_interface for each that lives on router advertisements. Three words are not ip's:
# `require` (the host has to have the address), `port` (nobody else may listen there), `user-rules` (a chain of yours).
plan() {
    cat <<'PLAN'
# host: the script is for the host that has these addresses, and refused elsewhere
require addr 192.0.2.1

# host: packets are forwarded between interfaces, for the whole host
sysctl -w net.ipv4.ip_forward=1 # forward IPv4 between interfaces
sysctl -w net.ipv4.conf.all.accept_redirects=0 # a router takes no redirects
sysctl -w net.ipv4.conf.$uplinks.forwarding=1 # also on interfaces with a default route where it was switched off

# host.firewall: chain forward of table inet netgen_user is for rules of your own: made if missing, first in line, never emptied
user-rules nftables

# networks.front: bridge front, 10.1.0.0/24, gateway 10.1.0.1, routed, open to the world, mtu 1500
link add name front address 02:42:0a:01:00:01 type bridge
link set dev front alias netgen:shop:networks.front addrgenmode none # no IPv6 address but the plan's
link set dev front mtu 1500 up
addr replace 10.1.0.1/24 dev front
sysctl -w net.ipv4.conf.front.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0
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

    # sources that containers have
    set subnets {
        type ipv4_addr
        flags interval
        elements = {
            10.1.0.0/24, # networks.front
        }
    }

    # where they come from: interface, source
    set homes {
        type ifname . ipv4_addr
        flags interval
        elements = {
            "front" . 10.1.0.0/24, # networks.front
        }
    }

    # bridges of the plan's networks, and the host's ends of its links
    set networks {
        type ifname
        elements = {
            "front", # networks.front
        }
    }

    # of them, those that this plan makes
    set bridges {
        type ifname
        elements = {
            "front", # networks.front
        }
    }

    # who may talk to whom: from network, to network
    set allowed {
        type ifname . ifname
        elements = {
            "front" . "front", # networks.front
        }
    }

    # what comes in from anywhere, before anything else
    chain raw_prerouting {
        type filter hook prerouting priority raw; policy accept;
        iifname != "lo" ip saddr @subnets iifname . ip saddr != @homes drop comment "a container's address comes from its own bridge"
    }

    # what is forwarded
    chain forward {
        type filter hook forward priority filter; policy accept;
        ct state established,related accept comment "replies, and errors that belong to a connection"
        iifname . oifname @allowed accept comment "within a network, and between peers"
        iifname @bridges oifname @networks drop comment "networks are isolated"
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

