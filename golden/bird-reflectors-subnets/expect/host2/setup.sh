#!/bin/sh
# The network of plan shop on its host host2.
#
# Made by netgen 0.1.0 from plan.yaml, sha256
# 48615f8e850fc6036b33f7e65dbc0e249dc9842dbbaf5860ecb57ab447b1c206.
# Do not edit it: change the plan and render it again.
#
# It makes
#   networks.a: bridge a, 10.2.2.0/24, gateway 10.2.2.1, routed, 2001:db8:2:2::/64, gateway fe80::1, routed, open to the world on IPv4 and IPv6, mtu 1500
#   networks.b: bridge b, 10.2.3.0/24, gateway 10.2.3.1, routed, 2001:db8:2:4::/64, gateway fe80::1, routed, open to the world on IPv4 and IPv6, mtu 1500
#   networks.c: bridge c, 172.17.0.0/16, gateway 172.17.0.1, nat, 2001:db8:2:6::/64, gateway fe80::1, routed, open to the world on IPv6, mtu 1500
#   networks.d: bridge d, 172.18.0.0/16, gateway 172.18.0.1, nat, 2001:db8:2:8::/64, gateway fe80::1, routed, open to the world on IPv6, mtu 1500
#   networks.e: bridge e, 172.19.0.0/16, gateway 172.19.0.1, nat, 2001:db8:2:a::/64, gateway fe80::1, routed, open to the world on IPv6, mtu 1500
#   networks.f: bridge f, 172.20.0.0/16, gateway 172.20.0.1, nat, 2001:db8:2:c::/64, gateway fe80::1, routed, open to the world on IPv6, mtu 1500
#   networks.g: bridge g, 172.21.0.0/16, gateway 172.21.0.1, nat, 2001:db8:2:e::/64, gateway fe80::1, routed, open to the world on IPv6, mtu 1500
#   networks.h: bridge h, 172.22.0.0/16, gateway 172.22.0.1, nat, 2001:db8:2:10::/64, gateway fe80::1, routed, open to the world on IPv6, mtu 1500
#   networks.i: bridge i, 172.23.0.0/16, gateway 172.23.0.1, nat, 2001:db8:2:12::/64, gateway fe80::1, routed, open to the world on IPv6, mtu 1500
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
plan_sha256='48615f8e850fc6036b33f7e65dbc0e249dc9842dbbaf5860ecb57ab447b1c206'
plan_firewall='nftables'
plan_uplink='auto' # host.uplink: the interface that holds the default route, looked up when the script runs
plan_bird=yes # fabric.routing: BIRD's routes to other hosts do not stand in the way of this one's networks

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

# networks.a: bridge a, 10.2.2.0/24, gateway 10.2.2.1, routed, 2001:db8:2:2::/64, gateway fe80::1, routed, open to the world on IPv4 and IPv6, mtu 1500
link add name a address 02:42:0a:02:02:01 type bridge
link set dev a alias netgen:shop:networks.a addrgenmode none
link set dev a mtu 1500 up
addr replace 10.2.2.1/24 dev a
sysctl -w net.ipv6.conf.a.accept_ra=0
addr replace fe80::1/64 dev a nodad
route replace 2001:db8:2:2::/64 dev a proto 110

# networks.b: bridge b, 10.2.3.0/24, gateway 10.2.3.1, routed, 2001:db8:2:4::/64, gateway fe80::1, routed, open to the world on IPv4 and IPv6, mtu 1500
link add name b address 02:42:0a:02:03:01 type bridge
link set dev b alias netgen:shop:networks.b addrgenmode none
link set dev b mtu 1500 up
addr replace 10.2.3.1/24 dev b
sysctl -w net.ipv6.conf.b.accept_ra=0
addr replace fe80::1/64 dev b nodad
route replace 2001:db8:2:4::/64 dev b proto 110

# networks.c: bridge c, 172.17.0.0/16, gateway 172.17.0.1, nat, 2001:db8:2:6::/64, gateway fe80::1, routed, open to the world on IPv6, mtu 1500
link add name c address 02:42:ac:11:00:01 type bridge
link set dev c alias netgen:shop:networks.c addrgenmode none
link set dev c mtu 1500 up
addr replace 172.17.0.1/16 dev c
sysctl -w net.ipv6.conf.c.accept_ra=0
addr replace fe80::1/64 dev c nodad
route replace 2001:db8:2:6::/64 dev c proto 110

# networks.d: bridge d, 172.18.0.0/16, gateway 172.18.0.1, nat, 2001:db8:2:8::/64, gateway fe80::1, routed, open to the world on IPv6, mtu 1500
link add name d address 02:42:ac:12:00:01 type bridge
link set dev d alias netgen:shop:networks.d addrgenmode none
link set dev d mtu 1500 up
addr replace 172.18.0.1/16 dev d
sysctl -w net.ipv6.conf.d.accept_ra=0
addr replace fe80::1/64 dev d nodad
route replace 2001:db8:2:8::/64 dev d proto 110

# networks.e: bridge e, 172.19.0.0/16, gateway 172.19.0.1, nat, 2001:db8:2:a::/64, gateway fe80::1, routed, open to the world on IPv6, mtu 1500
link add name e address 02:42:ac:13:00:01 type bridge
link set dev e alias netgen:shop:networks.e addrgenmode none
link set dev e mtu 1500 up
addr replace 172.19.0.1/16 dev e
sysctl -w net.ipv6.conf.e.accept_ra=0
addr replace fe80::1/64 dev e nodad
route replace 2001:db8:2:a::/64 dev e proto 110

# networks.f: bridge f, 172.20.0.0/16, gateway 172.20.0.1, nat, 2001:db8:2:c::/64, gateway fe80::1, routed, open to the world on IPv6, mtu 1500
link add name f address 02:42:ac:14:00:01 type bridge
link set dev f alias netgen:shop:networks.f addrgenmode none
link set dev f mtu 1500 up
addr replace 172.20.0.1/16 dev f
sysctl -w net.ipv6.conf.f.accept_ra=0
addr replace fe80::1/64 dev f nodad
route replace 2001:db8:2:c::/64 dev f proto 110

# networks.g: bridge g, 172.21.0.0/16, gateway 172.21.0.1, nat, 2001:db8:2:e::/64, gateway fe80::1, routed, open to the world on IPv6, mtu 1500
link add name g address 02:42:ac:15:00:01 type bridge
link set dev g alias netgen:shop:networks.g addrgenmode none
link set dev g mtu 1500 up
addr replace 172.21.0.1/16 dev g
sysctl -w net.ipv6.conf.g.accept_ra=0
addr replace fe80::1/64 dev g nodad
route replace 2001:db8:2:e::/64 dev g proto 110

# networks.h: bridge h, 172.22.0.0/16, gateway 172.22.0.1, nat, 2001:db8:2:10::/64, gateway fe80::1, routed, open to the world on IPv6, mtu 1500
link add name h address 02:42:ac:16:00:01 type bridge
link set dev h alias netgen:shop:networks.h addrgenmode none
link set dev h mtu 1500 up
addr replace 172.22.0.1/16 dev h
sysctl -w net.ipv6.conf.h.accept_ra=0
addr replace fe80::1/64 dev h nodad
route replace 2001:db8:2:10::/64 dev h proto 110

# networks.i: bridge i, 172.23.0.0/16, gateway 172.23.0.1, nat, 2001:db8:2:12::/64, gateway fe80::1, routed, open to the world on IPv6, mtu 1500
link add name i address 02:42:ac:17:00:01 type bridge
link set dev i alias netgen:shop:networks.i addrgenmode none
link set dev i mtu 1500 up
addr replace 172.23.0.1/16 dev i
sysctl -w net.ipv6.conf.i.accept_ra=0
addr replace fe80::1/64 dev i nodad
route replace 2001:db8:2:12::/64 dev i proto 110
PLAN
}

# The plan's rules, as input for nft -f.
rules() {
    cat <<'RULES'
# Made, emptied and filled in one transaction: packets meet the old rules or the new ones, never none.
table inet netgen-shop
delete table inet netgen-shop
table inet netgen-shop {
    # bridges of all networks of the plan
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

    # those that are ours alone
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

    # from network, to network
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

    # not reached from outside
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

    # where the host talks to itself
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
            172.17.0.0/16, # networks.c
            172.18.0.0/16, # networks.d
            172.19.0.0/16, # networks.e
            172.20.0.0/16, # networks.f
            172.21.0.0/16, # networks.g
            172.22.0.0/16, # networks.h
            172.23.0.0/16, # networks.i
        }
    }

    # bridges of all networks of the plan
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

    # those that are ours alone
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

    # from network, to network
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

    # what is forwarded: IPv4
    chain forward {
        type filter hook forward priority filter; policy accept;
        meta nfproto ipv6 accept comment "has a chain of its own"
        ct state established,related accept comment "replies, and errors that belong to a connection"
        iifname . oifname @allowed accept comment "within a network, and between peers"
        iifname @bridges oifname @networks drop comment "networks are isolated"
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

    # what is forwarded: IPv6
    chain forward6 {
        type filter hook forward priority filter; policy accept;
        meta nfproto ipv4 accept comment "has a chain of its own"
        ct state established,related accept comment "replies, and errors that belong to a connection"
        iifname . oifname @allowed6 accept comment "within a network, and between peers"
        iifname @bridges6 oifname @networks6 drop comment "networks are isolated"
    }
}
RULES
}

