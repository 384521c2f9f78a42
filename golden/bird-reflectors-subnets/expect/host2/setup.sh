#!/bin/sh
# The network of plan shop on its host host2.
#
# Made by netgen 0.1.0 from plan.yaml, sha256
# 48615f8e850fc6036b33f7e65dbc0e249dc9842dbbaf5860ecb57ab447b1c206.
# The engine is the same in every script of this version; `sed -n '/^# --- engine/,$p' setup.sh | sha256sum` gives
# (its SHA-256).
# Do not edit it: change the plan and render it again.
#
# Networks
#   networks.a: bridge a, 10.2.2.0/24, gateway 10.2.2.1, routed, 2001:db8:2:2::/64, gateway fe80::1, routed, open to the world on IPv4 and IPv6, mtu 1500
#   networks.b: bridge b, 10.2.3.0/24, gateway 10.2.3.1, routed, 2001:db8:2:4::/64, gateway fe80::1, routed, open to the world on IPv4 and IPv6, mtu 1500
#   networks.c: bridge c, 172.17.0.0/16, gateway 172.17.0.1, nat, 2001:db8:2:6::/64, gateway fe80::1, routed, open to the world on IPv6, mtu 1500
#   networks.d: bridge d, 172.18.0.0/16, gateway 172.18.0.1, nat, 2001:db8:2:8::/64, gateway fe80::1, routed, open to the world on IPv6, mtu 1500
#   networks.e: bridge e, 172.19.0.0/16, gateway 172.19.0.1, nat, 2001:db8:2:a::/64, gateway fe80::1, routed, open to the world on IPv6, mtu 1500
#   networks.f: bridge f, 172.20.0.0/16, gateway 172.20.0.1, nat, 2001:db8:2:c::/64, gateway fe80::1, routed, open to the world on IPv6, mtu 1500
#   networks.g: bridge g, 172.21.0.0/16, gateway 172.21.0.1, nat, 2001:db8:2:e::/64, gateway fe80::1, routed, open to the world on IPv6, mtu 1500
#   networks.h: bridge h, 172.22.0.0/16, gateway 172.22.0.1, nat, 2001:db8:2:10::/64, gateway fe80::1, routed, open to the world on IPv6, mtu 1500
#   networks.i: bridge i, 172.23.0.0/16, gateway 172.23.0.1, nat, 2001:db8:2:12::/64, gateway fe80::1, routed, open to the world on IPv6, mtu 1500
#
# Open to the world
#   nothing
#
# Settings of the host
#   it has 192.0.2.2 and 2001:db8::2; the script refuses any other host
#   net.ipv4.ip_forward=1: forward IPv4 between interfaces
#   net.ipv4.conf.all.accept_redirects=0: a router takes no redirects
#   net.ipv4.conf.$uplinks.forwarding=1: also on interfaces with a default route where it was switched off
#   net.ipv6.conf.$ra_interface.accept_ra=2: still take router advertisements on the uplink and interfaces that live on them, now or later
#   net.ipv6.conf.all.forwarding=1: forward IPv6 between interfaces
#   net.ipv6.conf.default.forwarding=1: and on those that are made later
#   net.ipv6.conf.$uplinks.forwarding=1: also on interfaces with a default route where it was switched off
#   net.netfilter.nf_conntrack_tcp_be_liberal=1: a TCP segment outside of the window is still part of its connection
#   networks.a: net.ipv6.conf.a.accept_ra=0, containers advertise no routes to the host
#   networks.a: net.ipv4.conf.a.forwarding=1, forward IPv4 from it, also where conf.default.forwarding is 0
#   networks.a: net.ipv6.conf.a.forwarding=1, forward IPv6 from it, also where conf.default.forwarding is 0
#   networks.b: net.ipv6.conf.b.accept_ra=0, containers advertise no routes to the host
#   networks.b: net.ipv4.conf.b.forwarding=1, forward IPv4 from it, also where conf.default.forwarding is 0
#   networks.b: net.ipv6.conf.b.forwarding=1, forward IPv6 from it, also where conf.default.forwarding is 0
#   networks.c: net.ipv6.conf.c.accept_ra=0, containers advertise no routes to the host
#   networks.c: net.ipv4.conf.c.forwarding=1, forward IPv4 from it, also where conf.default.forwarding is 0
#   networks.c: net.ipv6.conf.c.forwarding=1, forward IPv6 from it, also where conf.default.forwarding is 0
#   networks.d: net.ipv6.conf.d.accept_ra=0, containers advertise no routes to the host
#   networks.d: net.ipv4.conf.d.forwarding=1, forward IPv4 from it, also where conf.default.forwarding is 0
#   networks.d: net.ipv6.conf.d.forwarding=1, forward IPv6 from it, also where conf.default.forwarding is 0
#   and 15 more, each under its own comment below
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
plan_sha256='48615f8e850fc6036b33f7e65dbc0e249dc9842dbbaf5860ecb57ab447b1c206'
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
require addr 192.0.2.2
require addr 2001:db8::2

# host: packets are forwarded between interfaces, for the whole host
sysctl -w net.ipv4.ip_forward=1 # forward IPv4 between interfaces
sysctl -w net.ipv4.conf.all.accept_redirects=0 # a router takes no redirects
sysctl -w net.ipv4.conf.$uplinks.forwarding=1 # also on interfaces with a default route where it was switched off
sysctl -w net.ipv6.conf.$ra_interface.accept_ra=2 # still take router advertisements on the uplink and interfaces that live on them, now or later
sysctl -w net.ipv6.conf.all.forwarding=1 # forward IPv6 between interfaces
sysctl -w net.ipv6.conf.default.forwarding=1 # and on those that are made later
sysctl -w net.ipv6.conf.$uplinks.forwarding=1 # also on interfaces with a default route where it was switched off
sysctl -w net.netfilter.nf_conntrack_tcp_be_liberal=1 # a TCP segment outside of the window is still part of its connection

# host.firewall: chain forward of table inet netgen_user is for rules of your own: made if missing, first in line, never emptied
user-rules nftables

# networks.a: bridge a, 10.2.2.0/24, gateway 10.2.2.1, routed, 2001:db8:2:2::/64, gateway fe80::1, routed, open to the world on IPv4 and IPv6, mtu 1500
link add name a address 02:42:0a:02:02:01 type bridge
link set dev a alias netgen:shop:networks.a addrgenmode none # no IPv6 address but the plan's
link set dev a mtu 1500 up
addr replace 10.2.2.1/24 dev a
sysctl -w net.ipv6.conf.a.accept_ra=0 # containers advertise no routes to the host
addr replace fe80::1/64 dev a nodad # usable at once
route replace 2001:db8:2:2::/64 dev a proto 110
sysctl -w net.ipv4.conf.a.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0
sysctl -w net.ipv6.conf.a.forwarding=1 # forward IPv6 from it, also where conf.default.forwarding is 0

# networks.b: bridge b, 10.2.3.0/24, gateway 10.2.3.1, routed, 2001:db8:2:4::/64, gateway fe80::1, routed, open to the world on IPv4 and IPv6, mtu 1500
link add name b address 02:42:0a:02:03:01 type bridge
link set dev b alias netgen:shop:networks.b addrgenmode none # no IPv6 address but the plan's
link set dev b mtu 1500 up
addr replace 10.2.3.1/24 dev b
sysctl -w net.ipv6.conf.b.accept_ra=0 # containers advertise no routes to the host
addr replace fe80::1/64 dev b nodad # usable at once
route replace 2001:db8:2:4::/64 dev b proto 110
sysctl -w net.ipv4.conf.b.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0
sysctl -w net.ipv6.conf.b.forwarding=1 # forward IPv6 from it, also where conf.default.forwarding is 0

# networks.c: bridge c, 172.17.0.0/16, gateway 172.17.0.1, nat, 2001:db8:2:6::/64, gateway fe80::1, routed, open to the world on IPv6, mtu 1500
link add name c address 02:42:ac:11:00:01 type bridge
link set dev c alias netgen:shop:networks.c addrgenmode none # no IPv6 address but the plan's
link set dev c mtu 1500 up
addr replace 172.17.0.1/16 dev c
sysctl -w net.ipv6.conf.c.accept_ra=0 # containers advertise no routes to the host
addr replace fe80::1/64 dev c nodad # usable at once
route replace 2001:db8:2:6::/64 dev c proto 110
sysctl -w net.ipv4.conf.c.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0
sysctl -w net.ipv6.conf.c.forwarding=1 # forward IPv6 from it, also where conf.default.forwarding is 0

# networks.d: bridge d, 172.18.0.0/16, gateway 172.18.0.1, nat, 2001:db8:2:8::/64, gateway fe80::1, routed, open to the world on IPv6, mtu 1500
link add name d address 02:42:ac:12:00:01 type bridge
link set dev d alias netgen:shop:networks.d addrgenmode none # no IPv6 address but the plan's
link set dev d mtu 1500 up
addr replace 172.18.0.1/16 dev d
sysctl -w net.ipv6.conf.d.accept_ra=0 # containers advertise no routes to the host
addr replace fe80::1/64 dev d nodad # usable at once
route replace 2001:db8:2:8::/64 dev d proto 110
sysctl -w net.ipv4.conf.d.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0
sysctl -w net.ipv6.conf.d.forwarding=1 # forward IPv6 from it, also where conf.default.forwarding is 0

# networks.e: bridge e, 172.19.0.0/16, gateway 172.19.0.1, nat, 2001:db8:2:a::/64, gateway fe80::1, routed, open to the world on IPv6, mtu 1500
link add name e address 02:42:ac:13:00:01 type bridge
link set dev e alias netgen:shop:networks.e addrgenmode none # no IPv6 address but the plan's
link set dev e mtu 1500 up
addr replace 172.19.0.1/16 dev e
sysctl -w net.ipv6.conf.e.accept_ra=0 # containers advertise no routes to the host
addr replace fe80::1/64 dev e nodad # usable at once
route replace 2001:db8:2:a::/64 dev e proto 110
sysctl -w net.ipv4.conf.e.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0
sysctl -w net.ipv6.conf.e.forwarding=1 # forward IPv6 from it, also where conf.default.forwarding is 0

# networks.f: bridge f, 172.20.0.0/16, gateway 172.20.0.1, nat, 2001:db8:2:c::/64, gateway fe80::1, routed, open to the world on IPv6, mtu 1500
link add name f address 02:42:ac:14:00:01 type bridge
link set dev f alias netgen:shop:networks.f addrgenmode none # no IPv6 address but the plan's
link set dev f mtu 1500 up
addr replace 172.20.0.1/16 dev f
sysctl -w net.ipv6.conf.f.accept_ra=0 # containers advertise no routes to the host
addr replace fe80::1/64 dev f nodad # usable at once
route replace 2001:db8:2:c::/64 dev f proto 110
sysctl -w net.ipv4.conf.f.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0
sysctl -w net.ipv6.conf.f.forwarding=1 # forward IPv6 from it, also where conf.default.forwarding is 0

# networks.g: bridge g, 172.21.0.0/16, gateway 172.21.0.1, nat, 2001:db8:2:e::/64, gateway fe80::1, routed, open to the world on IPv6, mtu 1500
link add name g address 02:42:ac:15:00:01 type bridge
link set dev g alias netgen:shop:networks.g addrgenmode none # no IPv6 address but the plan's
link set dev g mtu 1500 up
addr replace 172.21.0.1/16 dev g
sysctl -w net.ipv6.conf.g.accept_ra=0 # containers advertise no routes to the host
addr replace fe80::1/64 dev g nodad # usable at once
route replace 2001:db8:2:e::/64 dev g proto 110
sysctl -w net.ipv4.conf.g.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0
sysctl -w net.ipv6.conf.g.forwarding=1 # forward IPv6 from it, also where conf.default.forwarding is 0

# networks.h: bridge h, 172.22.0.0/16, gateway 172.22.0.1, nat, 2001:db8:2:10::/64, gateway fe80::1, routed, open to the world on IPv6, mtu 1500
link add name h address 02:42:ac:16:00:01 type bridge
link set dev h alias netgen:shop:networks.h addrgenmode none # no IPv6 address but the plan's
link set dev h mtu 1500 up
addr replace 172.22.0.1/16 dev h
sysctl -w net.ipv6.conf.h.accept_ra=0 # containers advertise no routes to the host
addr replace fe80::1/64 dev h nodad # usable at once
route replace 2001:db8:2:10::/64 dev h proto 110
sysctl -w net.ipv4.conf.h.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0
sysctl -w net.ipv6.conf.h.forwarding=1 # forward IPv6 from it, also where conf.default.forwarding is 0

# networks.i: bridge i, 172.23.0.0/16, gateway 172.23.0.1, nat, 2001:db8:2:12::/64, gateway fe80::1, routed, open to the world on IPv6, mtu 1500
link add name i address 02:42:ac:17:00:01 type bridge
link set dev i alias netgen:shop:networks.i addrgenmode none # no IPv6 address but the plan's
link set dev i mtu 1500 up
addr replace 172.23.0.1/16 dev i
sysctl -w net.ipv6.conf.i.accept_ra=0 # containers advertise no routes to the host
addr replace fe80::1/64 dev i nodad # usable at once
route replace 2001:db8:2:12::/64 dev i proto 110
sysctl -w net.ipv4.conf.i.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0
sysctl -w net.ipv6.conf.i.forwarding=1 # forward IPv6 from it, also where conf.default.forwarding is 0
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
            10.2.2.0/24, # networks.a
            10.2.3.0/24, # networks.b
            172.17.0.0/16, # networks.c
            172.18.0.0/16, # networks.d
            172.19.0.0/16, # networks.e
            172.20.0.0/16, # networks.f
            172.21.0.0/16, # networks.g
            172.22.0.0/16, # networks.h
            172.23.0.0/16, # networks.i
        }
    }

    # where they come from: interface, source: IPv4
    set homes {
        type ifname . ipv4_addr
        flags interval
        elements = {
            "a" . 10.2.2.0/24, # networks.a
            "b" . 10.2.3.0/24, # networks.b
            "c" . 172.17.0.0/16, # networks.c
            "d" . 172.18.0.0/16, # networks.d
            "e" . 172.19.0.0/16, # networks.e
            "f" . 172.20.0.0/16, # networks.f
            "g" . 172.21.0.0/16, # networks.g
            "h" . 172.22.0.0/16, # networks.h
            "i" . 172.23.0.0/16, # networks.i
        }
    }

    # bridges of the plan's networks, and the host's ends of its links: IPv4
    set networks {
        type ifname
        elements = {
            "a", # networks.a
            "b", # networks.b
            "c", # networks.c
            "d", # networks.d
            "e", # networks.e
            "f", # networks.f
            "g", # networks.g
            "h", # networks.h
            "i", # networks.i
        }
    }

    # of them, those that this plan makes: IPv4
    set bridges {
        type ifname
        elements = {
            "a", # networks.a
            "b", # networks.b
            "c", # networks.c
            "d", # networks.d
            "e", # networks.e
            "f", # networks.f
            "g", # networks.g
            "h", # networks.h
            "i", # networks.i
        }
    }

    # who may talk to whom: from network, to network: IPv4
    set allowed {
        type ifname . ifname
        elements = {
            "a" . "a", # networks.a
            "b" . "b", # networks.b
            "c" . "c", # networks.c
            "d" . "d", # networks.d
            "e" . "e", # networks.e
            "f" . "f", # networks.f
            "g" . "g", # networks.g
            "h" . "h", # networks.h
            "i" . "i", # networks.i
        }
    }

    # networks that nothing outside opens a connection to: IPv4
    set no_inbound {
        type ifname
        elements = {
            "c", # networks.c
            "d", # networks.d
            "e", # networks.e
            "f", # networks.f
            "g", # networks.g
            "h", # networks.h
            "i", # networks.i
        }
    }

    # the loopback interface: IPv4
    set loopback {
        type ifname
        elements = {
            "lo", # host
        }
    }

    # sources that leave with the host's address: IPv4
    set masqueraded {
        type ipv4_addr
        flags interval
        elements = {
            172.17.0.0/16, # networks.c
            172.18.0.0/16, # networks.d
            172.19.0.0/16, # networks.e
            172.20.0.0/16, # networks.f
            172.21.0.0/16, # networks.g
            172.22.0.0/16, # networks.h
            172.23.0.0/16, # networks.i
        }
    }

    # sources that containers have: IPv6
    set subnets6 {
        type ipv6_addr
        flags interval
        elements = {
            2001:db8:2:2::/64, # networks.a
            2001:db8:2:4::/64, # networks.b
            2001:db8:2:6::/64, # networks.c
            2001:db8:2:8::/64, # networks.d
            2001:db8:2:a::/64, # networks.e
            2001:db8:2:c::/64, # networks.f
            2001:db8:2:e::/64, # networks.g
            2001:db8:2:10::/64, # networks.h
            2001:db8:2:12::/64, # networks.i
        }
    }

    # where they come from: interface, source: IPv6
    set homes6 {
        type ifname . ipv6_addr
        flags interval
        elements = {
            "a" . 2001:db8:2:2::/64, # networks.a
            "b" . 2001:db8:2:4::/64, # networks.b
            "c" . 2001:db8:2:6::/64, # networks.c
            "d" . 2001:db8:2:8::/64, # networks.d
            "e" . 2001:db8:2:a::/64, # networks.e
            "f" . 2001:db8:2:c::/64, # networks.f
            "g" . 2001:db8:2:e::/64, # networks.g
            "h" . 2001:db8:2:10::/64, # networks.h
            "i" . 2001:db8:2:12::/64, # networks.i
        }
    }

    # bridges of the plan's networks, and the host's ends of its links: IPv6
    set networks6 {
        type ifname
        elements = {
            "a", # networks.a
            "b", # networks.b
            "c", # networks.c
            "d", # networks.d
            "e", # networks.e
            "f", # networks.f
            "g", # networks.g
            "h", # networks.h
            "i", # networks.i
        }
    }

    # of them, those that this plan makes: IPv6
    set bridges6 {
        type ifname
        elements = {
            "a", # networks.a
            "b", # networks.b
            "c", # networks.c
            "d", # networks.d
            "e", # networks.e
            "f", # networks.f
            "g", # networks.g
            "h", # networks.h
            "i", # networks.i
        }
    }

    # who may talk to whom: from network, to network: IPv6
    set allowed6 {
        type ifname . ifname
        elements = {
            "a" . "a", # networks.a
            "b" . "b", # networks.b
            "c" . "c", # networks.c
            "d" . "d", # networks.d
            "e" . "e", # networks.e
            "f" . "f", # networks.f
            "g" . "g", # networks.g
            "h" . "h", # networks.h
            "i" . "i", # networks.i
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
        ct state invalid ip saddr @masqueraded drop comment "no private address leaves untranslated"
        oifname @no_inbound drop comment "nothing comes in from outside"
    }

    # what is translated on its way out: IPv4
    chain postrouting {
        type nat hook postrouting priority srcnat; policy accept;
        meta nfproto ipv6 accept comment "has a chain of its own"
        oifname @loopback accept comment "the host talks to itself from the address that it means"
        oifname @networks accept comment "between networks of the plan, addresses stay as they are"
        ip saddr @masqueraded masquerade comment "the world sees the host's address"
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

