#!/bin/sh
# The network of plan shop on its host a.
#
# Made by netgen 0.1.0 from plan.yaml, sha256
# 1759f24c3e20106a62d8eb749770df2b4e5101cb9b1015a5d26b13f3b0d09dd3.
# The engine is the same in every script of this version; `sed -n '/^# --- engine/,$p' setup.sh | sha256sum` gives
# (its SHA-256).
# Do not edit it: change the plan and render it again.
#
# Networks
#   networks.given: bridge given, 10.0.18.0/24, gateway 10.0.18.1, routed, open to the world, mtu 1500
#   networks.first: bridge first, 10.0.17.0/24, gateway 10.0.17.1, routed, open to the world, mtu 1500
#   networks.second: bridge second, 10.0.19.0/24, gateway 10.0.19.1, routed, open to the world, mtu 1500
#   networks.own: bridge own, 10.0.20.0/24, gateway 10.0.20.1, nat, mtu 1500
#
# Open to the world
#   nothing
#
# Settings of the host
#   it has 10.0.0.1 and 10.0.16.1; the script refuses any other host
#   net.ipv4.ip_forward=1: forward IPv4 between interfaces
#   net.ipv4.conf.all.accept_redirects=0: a router takes no redirects
#   net.ipv4.conf.$uplinks.forwarding=1: also on interfaces with a default route where it was switched off
#   net.netfilter.nf_conntrack_tcp_be_liberal=1: a TCP segment outside of the window is still part of its connection
#   IPv6 forwarding stays as it is
#   networks.given: net.ipv4.conf.given.forwarding=1, forward IPv4 from it, also where conf.default.forwarding is 0
#   networks.first: net.ipv4.conf.first.forwarding=1, forward IPv4 from it, also where conf.default.forwarding is 0
#   networks.second: net.ipv4.conf.second.forwarding=1, forward IPv4 from it, also where conf.default.forwarding is 0
#   networks.own: net.ipv4.conf.own.forwarding=1, forward IPv4 from it, also where conf.default.forwarding is 0
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
plan_sha256='1759f24c3e20106a62d8eb749770df2b4e5101cb9b1015a5d26b13f3b0d09dd3'
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
require addr 10.0.0.1
require addr 10.0.16.1

# host: packets are forwarded between interfaces, for the whole host
sysctl -w net.ipv4.ip_forward=1 # forward IPv4 between interfaces
sysctl -w net.ipv4.conf.all.accept_redirects=0 # a router takes no redirects
sysctl -w net.ipv4.conf.$uplinks.forwarding=1 # also on interfaces with a default route where it was switched off
sysctl -w net.netfilter.nf_conntrack_tcp_be_liberal=1 # a TCP segment outside of the window is still part of its connection

# host.firewall: chain forward of table inet netgen_user is for rules of your own: made if missing, first in line, never emptied
user-rules nftables

# networks.given: bridge given, 10.0.18.0/24, gateway 10.0.18.1, routed, open to the world, mtu 1500
link add name given address 02:42:0a:00:12:01 type bridge
link set dev given alias netgen:shop:networks.given addrgenmode none # no IPv6 address but the plan's
link set dev given mtu 1500 up
addr replace 10.0.18.1/24 dev given
sysctl -w net.ipv4.conf.given.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0

# networks.first: bridge first, 10.0.17.0/24, gateway 10.0.17.1, routed, open to the world, mtu 1500
link add name first address 02:42:0a:00:11:01 type bridge
link set dev first alias netgen:shop:networks.first addrgenmode none # no IPv6 address but the plan's
link set dev first mtu 1500 up
addr replace 10.0.17.1/24 dev first
sysctl -w net.ipv4.conf.first.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0

# networks.second: bridge second, 10.0.19.0/24, gateway 10.0.19.1, routed, open to the world, mtu 1500
link add name second address 02:42:0a:00:13:01 type bridge
link set dev second alias netgen:shop:networks.second addrgenmode none # no IPv6 address but the plan's
link set dev second mtu 1500 up
addr replace 10.0.19.1/24 dev second
sysctl -w net.ipv4.conf.second.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0

# networks.own: bridge own, 10.0.20.0/24, gateway 10.0.20.1, nat, mtu 1500
link add name own address 02:42:0a:00:14:01 type bridge
link set dev own alias netgen:shop:networks.own addrgenmode none # no IPv6 address but the plan's
link set dev own mtu 1500 up
addr replace 10.0.20.1/24 dev own
sysctl -w net.ipv4.conf.own.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0

# hosts.b: routes to its containers
route replace 10.0.32.0/24 via 10.0.0.2 proto 110
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
            10.0.18.0/24, # networks.given
            10.0.17.0/24, # networks.first
            10.0.19.0/24, # networks.second
            10.0.20.0/24, # networks.own
        }
    }

    # where they come from: interface, source
    set homes {
        type ifname . ipv4_addr
        flags interval
        elements = {
            "given" . 10.0.18.0/24, # networks.given
            "first" . 10.0.17.0/24, # networks.first
            "second" . 10.0.19.0/24, # networks.second
            "own" . 10.0.20.0/24, # networks.own
        }
    }

    # bridges of the plan's networks, and the host's ends of its links
    set networks {
        type ifname
        elements = {
            "given", # networks.given
            "first", # networks.first
            "second", # networks.second
            "own", # networks.own
        }
    }

    # of them, those that this plan makes
    set bridges {
        type ifname
        elements = {
            "given", # networks.given
            "first", # networks.first
            "second", # networks.second
            "own", # networks.own
        }
    }

    # who may talk to whom: from network, to network
    set allowed {
        type ifname . ifname
        elements = {
            "given" . "given", # networks.given
            "first" . "first", # networks.first
            "second" . "second", # networks.second
            "own" . "own", # networks.own
        }
    }

    # networks that nothing outside opens a connection to
    set no_inbound {
        type ifname
        elements = {
            "own", # networks.own
        }
    }

    # the loopback interface
    set loopback {
        type ifname
        elements = {
            "lo", # host
        }
    }

    # sources that leave with the host's address
    set masqueraded {
        type ipv4_addr
        flags interval
        elements = {
            10.0.20.0/24, # networks.own
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
        ct state invalid ip saddr @masqueraded drop comment "no private address leaves untranslated"
        oifname @no_inbound drop comment "nothing comes in from outside"
    }

    # what is translated on its way out
    chain postrouting {
        type nat hook postrouting priority srcnat; policy accept;
        oifname @loopback accept comment "the host talks to itself from the address that it means"
        oifname @networks accept comment "between networks of the plan, addresses stay as they are"
        ip saddr @masqueraded masquerade comment "the world sees the host's address"
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

