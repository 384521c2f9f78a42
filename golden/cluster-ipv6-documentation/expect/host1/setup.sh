#!/bin/sh
# The network of plan demo on its host host1.
#
# Made by netgen 0.1.0 from plan.yaml, sha256
# 6c1f9afc62203688fcdadfb901a284a6aee6b677fc69535b9867f81fdae11ce5.
# Do not edit it: change the plan and render it again.
#
# It makes
#   networks.front: bridge front, 203.0.113.0/28, gateway 203.0.113.1, routed, 2001:db8::/80, gateway fe80::1, routed, open to the world on IPv4 and IPv6, mtu 1500
#   hosts: routes to the containers of other hosts, each under its own comment below
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
plan_sha256='6c1f9afc62203688fcdadfb901a284a6aee6b677fc69535b9867f81fdae11ce5'
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

# networks.front: bridge front, 203.0.113.0/28, gateway 203.0.113.1, routed, 2001:db8::/80, gateway fe80::1, routed, open to the world on IPv4 and IPv6, mtu 1500
link add name front address 02:42:cb:00:71:01 type bridge
link set dev front alias netgen:demo:networks.front addrgenmode none
link set dev front mtu 1500 up
addr replace 203.0.113.1/28 dev front
sysctl -w net.ipv6.conf.front.accept_ra=0
addr replace fe80::1/64 dev front nodad
route replace 2001:db8::/80 dev front proto 110

# hosts.host2: routes to its containers
route replace 203.0.113.64/28 via 192.168.0.2 proto 110
route replace 2001:db8:0:1::/80 via 2600:1f18::2 proto 110
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

