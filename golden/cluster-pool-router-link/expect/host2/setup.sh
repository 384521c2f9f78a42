#!/bin/sh
# The network of plan shop on its host host2.
#
# Made by netgen 0.1.0 from plan.yaml, sha256
# 93b5ad1057bad98d356b62aff6bb33ea282d53b25082bf8032eaba668c078b85.
# Do not edit it: change the plan and render it again.
#
# It makes
#   networks.front: bridge front, 198.51.97.0/26, gateway 198.51.97.1, routed, 2001:db8:0:3::/80, gateway fe80::1, routed, open to the world on IPv4 and IPv6, mtu 1500
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
plan_sha256='93b5ad1057bad98d356b62aff6bb33ea282d53b25082bf8032eaba668c078b85'
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

# networks.front: bridge front, 198.51.97.0/26, gateway 198.51.97.1, routed, 2001:db8:0:3::/80, gateway fe80::1, routed, open to the world on IPv4 and IPv6, mtu 1500
link add name front address 02:42:c6:33:61:01 type bridge
link set dev front alias netgen:shop:networks.front addrgenmode none
link set dev front mtu 1500 up
addr replace 198.51.97.1/26 dev front
sysctl -w net.ipv6.conf.front.accept_ra=0
addr replace fe80::1/64 dev front nodad
route replace 2001:db8:0:3::/80 dev front proto 110

# fabric.pool: what the router sends here and no network has goes no further, and not back
route replace unreachable 198.51.97.0/24 proto 110
route replace unreachable 2001:db8:0:3::/64 proto 110
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
            "front", # networks.front
        }
    }

    # those that are ours alone
    set bridges {
        type ifname
        elements = {
            "front", # networks.front
        }
    }

    # from network, to network
    set allowed {
        type ifname . ifname
        elements = {
            "front" . "front", # networks.front
        }
    }

    # bridges of all networks of the plan
    set networks6 {
        type ifname
        elements = {
            "front", # networks.front
        }
    }

    # those that are ours alone
    set bridges6 {
        type ifname
        elements = {
            "front", # networks.front
        }
    }

    # from network, to network
    set allowed6 {
        type ifname . ifname
        elements = {
            "front" . "front", # networks.front
        }
    }

    # what is forwarded: IPv4
    chain forward {
        type filter hook forward priority filter; policy accept;
        meta nfproto ipv6 accept comment "has a chain of its own"
        ct state established,related accept comment "replies, and errors that belong to a connection"
        iifname . oifname @allowed accept comment "within a network, and between peers"
        iifname @bridges oifname @networks drop comment "networks are isolated"
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

