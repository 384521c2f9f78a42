#!/bin/sh
# The network of plan demo on this host.
#
# Made by netgen 0.1.0 from plan.yaml, sha256
# 334c29b443437e88ebe970e4e32a00f76424b38aa4da258b5d6e6d15f10ae068.
# Do not edit it: change the plan and render it again.
#
# It makes
#   networks.front: bridge front, no IPv4, 2001:db8:1::/64, gateway fe80::1, routed, open to the world on IPv6, mtu 1500
#   networks.new: bridge new, no IPv4, 3fff:0:1::/64, gateway fe80::1, routed, open to the world on IPv6, mtu 1500
#   networks.nat: bridge nat, no IPv4, 2001:db8:2::/64, gateway fe80::1, nat, mtu 1500
#   networks.snat: bridge snat, no IPv4, fd00:1::/64, gateway fe80::1, nat from 2001:db8::10, mtu 1500
#   networks.alone: bridge alone, no IPv4, 2001:db8:3::/64, no gateway, mtu 1500
#   networks.closed: bridge closed, 172.17.0.0/16, gateway 172.17.0.1, nat, 2001:db8:4::/64, gateway fe80::1, routed, internal, mtu 1500
#   networks.old: bridge old, 198.51.100.0/24, gateway 198.51.100.1, routed, open to the world, mtu 1500
#   networks.real: bridge real, no IPv4, 2600:1f18:0:1::/64, gateway fe80::1, routed, open to the world on IPv6, mtu 1500
#   host: IPv6 forwarding is switched on, for the whole host
#   firewall: nftables, table inet netgen-demo
# and remembers under /run/netgen/demo what it made, until down or the next boot.
#
# Usage, as root:
#   sh setup.sh [up] [--dry-run]   make the host as the plan says; again after every change of the plan
#   sh setup.sh check              compare, change nothing
#   sh setup.sh down [--dry-run]   remove what this plan made, and nothing else
#   sh setup.sh --help             exit codes

netgen_version='0.1.0'
plan_name='demo'
plan_sha256='334c29b443437e88ebe970e4e32a00f76424b38aa4da258b5d6e6d15f10ae068'
plan_firewall='nftables'
plan_uplink='auto' # host.uplink: the interface that holds the default route, looked up when the script runs

# The plan: what is to be, as lines for ip(8) and sysctl(8). A name in brackets is the network namespace that
# the line belongs to; the alias of a link says whose it is, protocol 110 does so for a route.
plan() {
    cat <<'PLAN'
# host: packets are forwarded between interfaces; a router takes no redirects; router advertisements are still taken on the uplink and each interface that lives on them ($ra_interface)
sysctl -w net.ipv4.ip_forward=1
sysctl -w net.ipv4.conf.all.accept_redirects=0
sysctl -w net.ipv6.conf.$ra_interface.accept_ra=2
sysctl -w net.ipv6.conf.all.forwarding=1
sysctl -w net.ipv6.conf.default.forwarding=1

# networks.front: bridge front, no IPv4, 2001:db8:1::/64, gateway fe80::1, routed, open to the world on IPv6, mtu 1500
link add name front address 02:42:36:3b:ae:90 type bridge
link set dev front alias netgen:demo:networks.front addrgenmode none
link set dev front mtu 1500 up
sysctl -w net.ipv6.conf.front.accept_ra=0
addr replace fe80::1/64 dev front nodad
route replace 2001:db8:1::/64 dev front proto 110

# networks.new: bridge new, no IPv4, 3fff:0:1::/64, gateway fe80::1, routed, open to the world on IPv6, mtu 1500
link add name new address 02:42:f6:1e:3e:aa type bridge
link set dev new alias netgen:demo:networks.new addrgenmode none
link set dev new mtu 1500 up
sysctl -w net.ipv6.conf.new.accept_ra=0
addr replace fe80::1/64 dev new nodad
route replace 3fff:0:1::/64 dev new proto 110

# networks.nat: bridge nat, no IPv4, 2001:db8:2::/64, gateway fe80::1, nat, mtu 1500
link add name nat address 02:42:62:61:25:4a type bridge
link set dev nat alias netgen:demo:networks.nat addrgenmode none
link set dev nat mtu 1500 up
sysctl -w net.ipv6.conf.nat.accept_ra=0
addr replace fe80::1/64 dev nat nodad
route replace 2001:db8:2::/64 dev nat proto 110

# networks.snat: bridge snat, no IPv4, fd00:1::/64, gateway fe80::1, nat from 2001:db8::10, mtu 1500
link add name snat address 02:42:af:b5:51:dd type bridge
link set dev snat alias netgen:demo:networks.snat addrgenmode none
link set dev snat mtu 1500 up
sysctl -w net.ipv6.conf.snat.accept_ra=0
addr replace fe80::1/64 dev snat nodad
route replace fd00:1::/64 dev snat proto 110

# networks.alone: bridge alone, no IPv4, 2001:db8:3::/64, no gateway, mtu 1500
link add name alone address 02:42:9c:0a:52:55 type bridge
link set dev alone alias netgen:demo:networks.alone addrgenmode none
link set dev alone mtu 1500 up
sysctl -w net.ipv6.conf.alone.accept_ra=0

# networks.closed: bridge closed, 172.17.0.0/16, gateway 172.17.0.1, nat, 2001:db8:4::/64, gateway fe80::1, routed, internal, mtu 1500
link add name closed address 02:42:ac:11:00:01 type bridge
link set dev closed alias netgen:demo:networks.closed addrgenmode none
link set dev closed mtu 1500 up
addr replace 172.17.0.1/16 dev closed
sysctl -w net.ipv6.conf.closed.accept_ra=0
addr replace fe80::1/64 dev closed nodad
route replace 2001:db8:4::/64 dev closed proto 110

# networks.old: bridge old, 198.51.100.0/24, gateway 198.51.100.1, routed, open to the world, mtu 1500
link add name old address 02:42:c6:33:64:01 type bridge
link set dev old alias netgen:demo:networks.old addrgenmode none
link set dev old mtu 1500 up
addr replace 198.51.100.1/24 dev old

# networks.real: bridge real, no IPv4, 2600:1f18:0:1::/64, gateway fe80::1, routed, open to the world on IPv6, mtu 1500
link add name real address 02:42:df:ff:03:f8 type bridge
link set dev real alias netgen:demo:networks.real addrgenmode none
link set dev real mtu 1500 up
sysctl -w net.ipv6.conf.real.accept_ra=0
addr replace fe80::1/64 dev real nodad
route replace 2600:1f18:0:1::/64 dev real proto 110
PLAN
}

# The plan's rules, as input for nft -f.
rules() {
    cat <<'RULES'
# Made, emptied and filled in one transaction: packets meet the old rules or the new ones, never none.
table inet netgen-demo
delete table inet netgen-demo
table inet netgen-demo {
    # bridges of all networks of the plan
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

    # those that are ours alone
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

    # from network, to network
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

    # not reached from outside
    set no_inbound {
        type ifname
        elements = {
            "closed", # networks.closed
        }
    }

    # does not reach outside
    set internal {
        type ifname
        elements = {
            "closed", # networks.closed
        }
    }

    # bridges of all networks of the plan
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

    # those that are ours alone
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

    # from network, to network
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

    # not reached from outside
    set no_inbound6 {
        type ifname
        elements = {
            "nat", # networks.nat
            "snat", # networks.snat
            "closed", # networks.closed
        }
    }

    # does not reach outside
    set internal6 {
        type ifname
        elements = {
            "closed", # networks.closed
        }
    }

    # where the host talks to itself
    set loopback6 {
        type ifname
        elements = {
            "lo", # host
        }
    }

    # sources that leave with the host's address
    set masqueraded6 {
        type ipv6_addr
        flags interval
        elements = {
            2001:db8:2::/64, # networks.nat
        }
    }

    # sources that leave with another address: source, address
    map translated6 {
        type ipv6_addr : ipv6_addr
        flags interval
        elements = {
            fd00:1::/64 : 2001:db8::10, # networks.snat
        }
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

    # what is forwarded: IPv6
    chain forward6 {
        type filter hook forward priority filter; policy accept;
        meta nfproto ipv4 accept comment "has a chain of its own"
        ct state established,related accept comment "replies, and errors that belong to a connection"
        iifname . oifname @allowed6 accept comment "within a network, and between peers"
        iifname @internal6 drop comment "nothing goes out"
        iifname @bridges6 oifname @networks6 drop comment "networks are isolated"
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
RULES
}

