#!/bin/sh
# The network of plan shop on its host host4.
#
# Made by netgen 0.1.0 from plan.yaml, sha256
# 93b5ad1057bad98d356b62aff6bb33ea282d53b25082bf8032eaba668c078b85.
# The engine is the same in every script of this version; `sed -n '/^# --- engine/,$p' setup.sh | sha256sum` gives
# (its SHA-256).
# Do not edit it: change the plan and render it again.
#
# Networks
#   networks.front: bridge front, 198.51.100.0/26, gateway 198.51.100.1, routed, 2001:db8:0:5::/80, gateway fe80::1, routed, open to the world on IPv4 and IPv6, mtu 1500
#
# Open to the world
#   nothing
#
# Settings of the host
#   it has 198.51.98.4 and 2001:db8:0:1::4; the script refuses any other host
#   net.ipv4.ip_forward=1: forward IPv4 between interfaces
#   net.ipv4.conf.all.accept_redirects=0: a router takes no redirects
#   net.ipv4.conf.$uplinks.forwarding=1: also on interfaces with a default route where it was switched off
#   net.ipv6.conf.$ra_interface.accept_ra=2: still take router advertisements on the uplink and interfaces that live on them, now or later
#   net.ipv6.conf.all.forwarding=1: forward IPv6 between interfaces
#   net.ipv6.conf.default.forwarding=1: and on those that are made later
#   net.ipv6.conf.$uplinks.forwarding=1: also on interfaces with a default route where it was switched off
#   networks.front: net.ipv6.conf.front.accept_ra=0, containers advertise no routes to the host
#   networks.front: net.ipv4.conf.front.forwarding=1, forward IPv4 from it, also where conf.default.forwarding is 0
#   networks.front: net.ipv6.conf.front.forwarding=1, forward IPv6 from it, also where conf.default.forwarding is 0
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
plan_sha256='93b5ad1057bad98d356b62aff6bb33ea282d53b25082bf8032eaba668c078b85'
plan_firewall='nftables'
plan_uplink='auto' # host.uplink: the interface that holds the default route, looked up when the script runs
plan_bird=
plan_resolv_conf=

# The plan: the wanted state, as lines for ip(8) and sysctl(8); ` # ` begins a comment. A name in brackets is the network
# namespace of a line; the alias of a link says whose it is, protocol 110 does so for a route. $uplinks stands for each
# interface with a default route, $ra_interface for each that lives on router advertisements. Three words are not ip's:
# `require` (the host has to have the address), `port` (nobody else may listen there), `user-rules` (a chain of yours).
plan() {
    cat <<'PLAN'
# host: the script is for the host that has these addresses, and refused elsewhere
require addr 198.51.98.4
require addr 2001:db8:0:1::4

# host: packets are forwarded between interfaces, for the whole host
sysctl -w net.ipv4.ip_forward=1 # forward IPv4 between interfaces
sysctl -w net.ipv4.conf.all.accept_redirects=0 # a router takes no redirects
sysctl -w net.ipv4.conf.$uplinks.forwarding=1 # also on interfaces with a default route where it was switched off
sysctl -w net.ipv6.conf.$ra_interface.accept_ra=2 # still take router advertisements on the uplink and interfaces that live on them, now or later
sysctl -w net.ipv6.conf.all.forwarding=1 # forward IPv6 between interfaces
sysctl -w net.ipv6.conf.default.forwarding=1 # and on those that are made later
sysctl -w net.ipv6.conf.$uplinks.forwarding=1 # also on interfaces with a default route where it was switched off

# host.firewall: chain forward of table inet netgen_user is for rules of your own: made if missing, first in line, never emptied
user-rules nftables

# networks.front: bridge front, 198.51.100.0/26, gateway 198.51.100.1, routed, 2001:db8:0:5::/80, gateway fe80::1, routed, open to the world on IPv4 and IPv6, mtu 1500
link add name front address 02:42:c6:33:64:01 type bridge
link set dev front alias netgen:shop:networks.front addrgenmode none # no IPv6 address but the plan's
link set dev front mtu 1500 up
addr replace 198.51.100.1/26 dev front
sysctl -w net.ipv6.conf.front.accept_ra=0 # containers advertise no routes to the host
addr replace fe80::1/64 dev front nodad # usable at once
route replace 2001:db8:0:5::/80 dev front proto 110
sysctl -w net.ipv4.conf.front.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0
sysctl -w net.ipv6.conf.front.forwarding=1 # forward IPv6 from it, also where conf.default.forwarding is 0

# fabric.pool: what the router sends here and no network has goes no further, and not back
route replace unreachable 198.51.100.0/24 proto 110
route replace unreachable 2001:db8:0:5::/64 proto 110
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

    # sources that containers have: IPv4
    set subnets {
        type ipv4_addr
        flags interval
        elements = {
            198.51.100.0/26, # networks.front
        }
    }

    # where they come from: interface, source: IPv4
    set homes {
        type ifname . ipv4_addr
        flags interval
        elements = {
            "front" . 198.51.100.0/26, # networks.front
        }
    }

    # bridges of the plan's networks, and the host's ends of its links: IPv4
    set networks {
        type ifname
        elements = {
            "front", # networks.front
        }
    }

    # of them, those that this plan makes: IPv4
    set bridges {
        type ifname
        elements = {
            "front", # networks.front
        }
    }

    # who may talk to whom: from network, to network: IPv4
    set allowed {
        type ifname . ifname
        elements = {
            "front" . "front", # networks.front
        }
    }

    # sources that containers have: IPv6
    set subnets6 {
        type ipv6_addr
        flags interval
        elements = {
            2001:db8:0:5::/80, # networks.front
        }
    }

    # where they come from: interface, source: IPv6
    set homes6 {
        type ifname . ipv6_addr
        flags interval
        elements = {
            "front" . 2001:db8:0:5::/80, # networks.front
        }
    }

    # bridges of the plan's networks, and the host's ends of its links: IPv6
    set networks6 {
        type ifname
        elements = {
            "front", # networks.front
        }
    }

    # of them, those that this plan makes: IPv6
    set bridges6 {
        type ifname
        elements = {
            "front", # networks.front
        }
    }

    # who may talk to whom: from network, to network: IPv6
    set allowed6 {
        type ifname . ifname
        elements = {
            "front" . "front", # networks.front
        }
    }

    # what comes in from anywhere, before anything else: IPv4
    chain raw_prerouting {
        type filter hook prerouting priority raw; policy accept;
        meta nfproto ipv6 accept comment "has a chain of its own"
        iifname != "lo" ip saddr @subnets iifname . ip saddr != @homes drop comment "a container's address comes from its own bridge"
    }

    # what is forwarded: IPv4
    chain forward {
        type filter hook forward priority filter; policy accept;
        meta nfproto ipv6 accept comment "has a chain of its own"
        ct state established,related accept comment "replies, and errors that belong to a connection"
        iifname . oifname @allowed accept comment "within a network, and between peers"
        iifname @bridges oifname @networks drop comment "networks are isolated"
    }

    # what comes in from anywhere, before anything else: IPv6
    chain raw_prerouting6 {
        type filter hook prerouting priority raw; policy accept;
        meta nfproto ipv4 accept comment "has a chain of its own"
        iifname != "lo" ip6 saddr @subnets6 iifname . ip6 saddr != @homes6 drop comment "a container's address comes from its own bridge"
    }

    # what is forwarded: IPv6
    chain forward6 {
        type filter hook forward priority filter; policy accept;
        meta nfproto ipv4 accept comment "has a chain of its own"
        ct state established,related accept comment "replies, and errors that belong to a connection"
        iifname . oifname @allowed6 accept comment "within a network, and between peers"
        iifname @bridges6 oifname @networks6 drop comment "networks are isolated"
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

