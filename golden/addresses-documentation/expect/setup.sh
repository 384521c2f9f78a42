#!/bin/sh
# The network of plan demo on this host.
#
# Made by netgen 0.1.0 from plan.yaml, sha256
# 334c29b443437e88ebe970e4e32a00f76424b38aa4da258b5d6e6d15f10ae068.
# The engine is the same in every script of this version; `sed -n '/^# --- engine/,$p' setup.sh | sha256sum` gives
# (its SHA-256).
# Do not edit it: change the plan and render it again.
#
# Networks
#   networks.front: bridge front, no IPv4, 2001:db8:1::/64, gateway fe80::1, routed, open to the world on IPv6, mtu 1500
#   networks.new: bridge new, no IPv4, 3fff:0:1::/64, gateway fe80::1, routed, open to the world on IPv6, mtu 1500
#   networks.nat: bridge nat, no IPv4, 2001:db8:2::/64, gateway fe80::1, nat, mtu 1500
#   networks.snat: bridge snat, no IPv4, fd00:1::/64, gateway fe80::1, nat from 2001:db8::10, mtu 1500
#   networks.alone: bridge alone, no IPv4, 2001:db8:3::/64, no gateway, mtu 1500
#   networks.closed: bridge closed, 172.17.0.0/16, gateway 172.17.0.1, nat, 2001:db8:4::/64, gateway fe80::1, routed, internal, mtu 1500
#   networks.old: bridge old, 198.51.100.0/24, gateway 198.51.100.1, routed, open to the world, mtu 1500
#   networks.real: bridge real, no IPv4, 2600:1f18:0:1::/64, gateway fe80::1, routed, open to the world on IPv6, mtu 1500
#
# Open to the world
#   nothing
#
# Settings of the host
#   it has 2600:1f18::10 and fe80::10 and 192.0.2.10; the script refuses any other host
#   net.ipv4.ip_forward=1: forward IPv4 between interfaces
#   net.ipv4.conf.all.accept_redirects=0: a router takes no redirects
#   net.ipv4.conf.$uplinks.forwarding=1: also on interfaces with a default route where it was switched off
#   net.ipv6.conf.$ra_interface.accept_ra=2: still take router advertisements on the uplink and interfaces that live on them, now or later
#   net.ipv6.conf.all.forwarding=1: forward IPv6 between interfaces
#   net.ipv6.conf.default.forwarding=1: and on those that are made later
#   net.ipv6.conf.$uplinks.forwarding=1: also on interfaces with a default route where it was switched off
#   net.netfilter.nf_conntrack_tcp_be_liberal=1: a TCP segment outside of the window is still part of its connection
#   networks.front: net.ipv6.conf.front.accept_ra=0, containers advertise no routes to the host
#   networks.front: net.ipv6.conf.front.forwarding=1, forward IPv6 from it, also where conf.default.forwarding is 0
#   networks.new: net.ipv6.conf.new.accept_ra=0, containers advertise no routes to the host
#   networks.new: net.ipv6.conf.new.forwarding=1, forward IPv6 from it, also where conf.default.forwarding is 0
#   networks.nat: net.ipv6.conf.nat.accept_ra=0, containers advertise no routes to the host
#   networks.nat: net.ipv6.conf.nat.forwarding=1, forward IPv6 from it, also where conf.default.forwarding is 0
#   networks.snat: net.ipv6.conf.snat.accept_ra=0, containers advertise no routes to the host
#   networks.snat: net.ipv6.conf.snat.forwarding=1, forward IPv6 from it, also where conf.default.forwarding is 0
#   networks.alone: net.ipv6.conf.alone.accept_ra=0, containers advertise no routes to the host
#   networks.closed: net.ipv6.conf.closed.accept_ra=0, containers advertise no routes to the host
#   networks.closed: net.ipv4.conf.closed.forwarding=1, forward IPv4 from it, also where conf.default.forwarding is 0
#   networks.closed: net.ipv6.conf.closed.forwarding=1, forward IPv6 from it, also where conf.default.forwarding is 0
#   and 4 more, each under its own comment below
#
# Firewall
#   table inet netgen-demo
#   table inet netgen_user, for rules of your own: made if missing, first in line, never emptied
#
# Files
#   /run/netgen/demo: what was made, until down or the next boot
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
plan_name='demo'
plan_sha256='334c29b443437e88ebe970e4e32a00f76424b38aa4da258b5d6e6d15f10ae068'
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
require addr 2600:1f18::10
require addr fe80::10
require addr 192.0.2.10

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

# networks.front: bridge front, no IPv4, 2001:db8:1::/64, gateway fe80::1, routed, open to the world on IPv6, mtu 1500
link add name front address 02:42:36:3b:ae:90 type bridge
link set dev front alias netgen:demo:networks.front addrgenmode none # no IPv6 address but the plan's
link set dev front mtu 1500 up
sysctl -w net.ipv6.conf.front.accept_ra=0 # containers advertise no routes to the host
addr replace fe80::1/64 dev front nodad # usable at once
route replace 2001:db8:1::/64 dev front proto 110
sysctl -w net.ipv6.conf.front.forwarding=1 # forward IPv6 from it, also where conf.default.forwarding is 0

# networks.new: bridge new, no IPv4, 3fff:0:1::/64, gateway fe80::1, routed, open to the world on IPv6, mtu 1500
link add name new address 02:42:f6:1e:3e:aa type bridge
link set dev new alias netgen:demo:networks.new addrgenmode none # no IPv6 address but the plan's
link set dev new mtu 1500 up
sysctl -w net.ipv6.conf.new.accept_ra=0 # containers advertise no routes to the host
addr replace fe80::1/64 dev new nodad # usable at once
route replace 3fff:0:1::/64 dev new proto 110
sysctl -w net.ipv6.conf.new.forwarding=1 # forward IPv6 from it, also where conf.default.forwarding is 0

# networks.nat: bridge nat, no IPv4, 2001:db8:2::/64, gateway fe80::1, nat, mtu 1500
link add name nat address 02:42:62:61:25:4a type bridge
link set dev nat alias netgen:demo:networks.nat addrgenmode none # no IPv6 address but the plan's
link set dev nat mtu 1500 up
sysctl -w net.ipv6.conf.nat.accept_ra=0 # containers advertise no routes to the host
addr replace fe80::1/64 dev nat nodad # usable at once
route replace 2001:db8:2::/64 dev nat proto 110
sysctl -w net.ipv6.conf.nat.forwarding=1 # forward IPv6 from it, also where conf.default.forwarding is 0

# networks.snat: bridge snat, no IPv4, fd00:1::/64, gateway fe80::1, nat from 2001:db8::10, mtu 1500
link add name snat address 02:42:af:b5:51:dd type bridge
link set dev snat alias netgen:demo:networks.snat addrgenmode none # no IPv6 address but the plan's
link set dev snat mtu 1500 up
sysctl -w net.ipv6.conf.snat.accept_ra=0 # containers advertise no routes to the host
addr replace fe80::1/64 dev snat nodad # usable at once
route replace fd00:1::/64 dev snat proto 110
sysctl -w net.ipv6.conf.snat.forwarding=1 # forward IPv6 from it, also where conf.default.forwarding is 0

# networks.alone: bridge alone, no IPv4, 2001:db8:3::/64, no gateway, mtu 1500
link add name alone address 02:42:9c:0a:52:55 type bridge
link set dev alone alias netgen:demo:networks.alone addrgenmode none # no IPv6 address but the plan's
link set dev alone mtu 1500 up
sysctl -w net.ipv6.conf.alone.accept_ra=0 # containers advertise no routes to the host

# networks.closed: bridge closed, 172.17.0.0/16, gateway 172.17.0.1, nat, 2001:db8:4::/64, gateway fe80::1, routed, internal, mtu 1500
link add name closed address 02:42:ac:11:00:01 type bridge
link set dev closed alias netgen:demo:networks.closed addrgenmode none # no IPv6 address but the plan's
link set dev closed mtu 1500 up
addr replace 172.17.0.1/16 dev closed
sysctl -w net.ipv6.conf.closed.accept_ra=0 # containers advertise no routes to the host
addr replace fe80::1/64 dev closed nodad # usable at once
route replace 2001:db8:4::/64 dev closed proto 110
sysctl -w net.ipv4.conf.closed.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0
sysctl -w net.ipv6.conf.closed.forwarding=1 # forward IPv6 from it, also where conf.default.forwarding is 0

# networks.old: bridge old, 198.51.100.0/24, gateway 198.51.100.1, routed, open to the world, mtu 1500
link add name old address 02:42:c6:33:64:01 type bridge
link set dev old alias netgen:demo:networks.old addrgenmode none # no IPv6 address but the plan's
link set dev old mtu 1500 up
addr replace 198.51.100.1/24 dev old
sysctl -w net.ipv6.conf.old.accept_ra=0 # containers advertise no routes to the host
sysctl -w net.ipv4.conf.old.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0

# networks.real: bridge real, no IPv4, 2600:1f18:0:1::/64, gateway fe80::1, routed, open to the world on IPv6, mtu 1500
link add name real address 02:42:df:ff:03:f8 type bridge
link set dev real alias netgen:demo:networks.real addrgenmode none # no IPv6 address but the plan's
link set dev real mtu 1500 up
sysctl -w net.ipv6.conf.real.accept_ra=0 # containers advertise no routes to the host
addr replace fe80::1/64 dev real nodad # usable at once
route replace 2600:1f18:0:1::/64 dev real proto 110
sysctl -w net.ipv6.conf.real.forwarding=1 # forward IPv6 from it, also where conf.default.forwarding is 0
PLAN
}

# The plan's rules. `@ TOOL` or `@ TOOL NETNS` says what loads the lines below it, and in which network namespace.
# nft -f makes, empties and fills a table in one transaction: packets meet the old rules or the new ones, never none.
rules() {
    cat <<'RULES'
@ nftables
table inet netgen-demo
delete table inet netgen-demo
table inet netgen-demo {
    comment "netgen demo"

    # sources that containers have: IPv4
    set subnets {
        type ipv4_addr
        flags interval
        elements = {
            172.17.0.0/16, # networks.closed
            198.51.100.0/24, # networks.old
        }
    }

    # where they come from: interface, source: IPv4
    set homes {
        type ifname . ipv4_addr
        flags interval
        elements = {
            "closed" . 172.17.0.0/16, # networks.closed
            "old" . 198.51.100.0/24, # networks.old
        }
    }

    # bridges of the plan's networks, and the host's ends of its links: IPv4
    set networks {
        type ifname
        elements = {
            "front", # networks.front
            "new", # networks.new
            "nat", # networks.nat
            "snat", # networks.snat
            "alone", # networks.alone
            "closed", # networks.closed
            "old", # networks.old
            "real", # networks.real
        }
    }

    # of them, those that this plan makes: IPv4
    set bridges {
        type ifname
        elements = {
            "front", # networks.front
            "new", # networks.new
            "nat", # networks.nat
            "snat", # networks.snat
            "alone", # networks.alone
            "closed", # networks.closed
            "old", # networks.old
            "real", # networks.real
        }
    }

    # who may talk to whom: from network, to network: IPv4
    set allowed {
        type ifname . ifname
        elements = {
            "front" . "front", # networks.front
            "new" . "new", # networks.new
            "nat" . "nat", # networks.nat
            "snat" . "snat", # networks.snat
            "alone" . "alone", # networks.alone
            "closed" . "closed", # networks.closed
            "old" . "old", # networks.old
            "real" . "real", # networks.real
        }
    }

    # networks that nothing outside opens a connection to: IPv4
    set no_inbound {
        type ifname
        elements = {
            "closed", # networks.closed
        }
    }

    # networks that open no connection to the outside: IPv4
    set internal {
        type ifname
        elements = {
            "closed", # networks.closed
        }
    }

    # sources that containers have: IPv6
    set subnets6 {
        type ipv6_addr
        flags interval
        elements = {
            2001:db8:1::/64, # networks.front
            3fff:0:1::/64, # networks.new
            2001:db8:2::/64, # networks.nat
            fd00:1::/64, # networks.snat
            2001:db8:4::/64, # networks.closed
            2600:1f18:0:1::/64, # networks.real
        }
    }

    # where they come from: interface, source: IPv6
    set homes6 {
        type ifname . ipv6_addr
        flags interval
        elements = {
            "front" . 2001:db8:1::/64, # networks.front
            "new" . 3fff:0:1::/64, # networks.new
            "nat" . 2001:db8:2::/64, # networks.nat
            "snat" . fd00:1::/64, # networks.snat
            "closed" . 2001:db8:4::/64, # networks.closed
            "real" . 2600:1f18:0:1::/64, # networks.real
        }
    }

    # bridges of the plan's networks, and the host's ends of its links: IPv6
    set networks6 {
        type ifname
        elements = {
            "front", # networks.front
            "new", # networks.new
            "nat", # networks.nat
            "snat", # networks.snat
            "alone", # networks.alone
            "closed", # networks.closed
            "old", # networks.old
            "real", # networks.real
        }
    }

    # of them, those that this plan makes: IPv6
    set bridges6 {
        type ifname
        elements = {
            "front", # networks.front
            "new", # networks.new
            "nat", # networks.nat
            "snat", # networks.snat
            "alone", # networks.alone
            "closed", # networks.closed
            "old", # networks.old
            "real", # networks.real
        }
    }

    # who may talk to whom: from network, to network: IPv6
    set allowed6 {
        type ifname . ifname
        elements = {
            "front" . "front", # networks.front
            "new" . "new", # networks.new
            "nat" . "nat", # networks.nat
            "snat" . "snat", # networks.snat
            "alone" . "alone", # networks.alone
            "closed" . "closed", # networks.closed
            "old" . "old", # networks.old
            "real" . "real", # networks.real
        }
    }

    # networks that nothing outside opens a connection to: IPv6
    set no_inbound6 {
        type ifname
        elements = {
            "nat", # networks.nat
            "snat", # networks.snat
            "closed", # networks.closed
        }
    }

    # networks that open no connection to the outside: IPv6
    set internal6 {
        type ifname
        elements = {
            "closed", # networks.closed
        }
    }

    # the loopback interface: IPv6
    set loopback6 {
        type ifname
        elements = {
            "lo", # host
        }
    }

    # sources that leave with the host's address: IPv6
    set masqueraded6 {
        type ipv6_addr
        flags interval
        elements = {
            2001:db8:2::/64, # networks.nat
        }
    }

    # sources that leave with another address: IPv6
    set snat_sources6 {
        type ipv6_addr
        flags interval
        elements = {
            fd00:1::/64, # networks.snat
        }
    }

    # sources that leave with another address: source, address: IPv6
    map translated6 {
        type ipv6_addr : ipv6_addr
        flags interval
        elements = {
            fd00:1::/64 : 2001:db8::10, # networks.snat
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
        iifname @internal drop comment "nothing goes out"
        iifname @bridges oifname @networks drop comment "networks are isolated"
        oifname @no_inbound drop comment "nothing comes in from outside"
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
        iifname @internal6 drop comment "nothing goes out"
        iifname @bridges6 oifname @networks6 drop comment "networks are isolated"
        ct state invalid ip6 saddr @masqueraded6 drop comment "no private address leaves untranslated"
        ct state invalid ip6 saddr @snat_sources6 drop comment "no private address leaves untranslated"
        oifname @no_inbound6 drop comment "nothing comes in from outside"
    }

    # what is translated on its way out: IPv6
    chain postrouting6 {
        type nat hook postrouting priority srcnat; policy accept;
        meta nfproto ipv4 accept comment "has a chain of its own"
        oifname @loopback6 accept comment "the host talks to itself from the address that it means"
        oifname @networks6 accept comment "between networks of the plan, addresses stay as they are"
        ip6 saddr @masqueraded6 masquerade comment "the world sees the host's address"
        snat ip6 to ip6 saddr map @translated6 comment "the world sees the address that the plan names"
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

