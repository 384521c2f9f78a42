#!/bin/sh
# The network of plan shop on its host host1.
#
# Made by netgen 0.1.0 from plan.yaml, sha256
# e38f75bb876b8f1c43e360cb0e3bcfe34f4b5dcde748cf86c999af4c3557fd67.
# Do not edit it: change the plan and render it again.
#
# It makes
#   networks.open: bridge open, no IPv4, 2001:db8:1::/64, gateway fe80::1, routed, open to the world on IPv6, mtu 1500
#   networks.ports: bridge ports, no IPv4, 2001:db8:2::/64, gateway fe80::1, routed, mtu 1500
#   networks.closed: bridge closed, no IPv4, 2001:db8:3::/64, no gateway, mtu 1500
#   hosts: routes to the containers of other hosts, each under its own comment below
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
plan_sha256='e38f75bb876b8f1c43e360cb0e3bcfe34f4b5dcde748cf86c999af4c3557fd67'
plan_firewall='nftables'
plan_uplink='auto' # host.uplink: the interface that holds the default route, looked up when the script runs

# The plan: what is to be, as lines for ip(8) and sysctl(8). A name in brackets is the network namespace that
# the line belongs to; the alias of a link says whose it is, protocol 110 does so for a route.
plan() {
    cat <<'PLAN'
# host: packets are forwarded between interfaces; a router takes no redirects; what lives on router advertisements ($ra_interface, each of them) goes on doing so
sysctl -w net.ipv6.conf.$ra_interface.accept_ra=2
sysctl -w net.ipv6.conf.all.forwarding=1
sysctl -w net.ipv6.conf.default.forwarding=1

# networks.open: bridge open, no IPv4, 2001:db8:1::/64, gateway fe80::1, routed, open to the world on IPv6, mtu 1500
link add name open address 02:42:16:75:9a:10 type bridge
link set dev open alias netgen:shop:networks.open addrgenmode none
link set dev open mtu 1500 up
sysctl -w net.ipv6.conf.open.accept_ra=0
addr replace fe80::1/64 dev open nodad
route replace 2001:db8:1::/64 dev open proto 110

# networks.ports: bridge ports, no IPv4, 2001:db8:2::/64, gateway fe80::1, routed, mtu 1500
link add name ports address 02:42:e6:60:2a:ef type bridge
link set dev ports alias netgen:shop:networks.ports addrgenmode none
link set dev ports mtu 1500 up
sysctl -w net.ipv6.conf.ports.accept_ra=0
addr replace fe80::1/64 dev ports nodad
route replace 2001:db8:2::/64 dev ports proto 110

# networks.closed: bridge closed, no IPv4, 2001:db8:3::/64, no gateway, mtu 1500
link add name closed address 02:42:f7:04:97:af type bridge
link set dev closed alias netgen:shop:networks.closed addrgenmode none
link set dev closed mtu 1500 up
sysctl -w net.ipv6.conf.closed.accept_ra=0

# hosts.host2: routes to its containers
route replace 2001:db8:5::/64 via 2001:db8:f::2 proto 110
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
            "open", # networks.open
            "ports", # networks.ports
            "closed", # networks.closed
        }
    }

    # those that are ours alone
    set bridges {
        type ifname
        elements = {
            "open", # networks.open
            "ports", # networks.ports
            "closed", # networks.closed
        }
    }

    # from network, to network
    set allowed {
        type ifname . ifname
        elements = {
            "open" . "open", # networks.open
            "ports" . "ports", # networks.ports
            "closed" . "closed", # networks.closed
        }
    }

    # bridges of all networks of the plan
    set networks6 {
        type ifname
        elements = {
            "open", # networks.open
            "ports", # networks.ports
            "closed", # networks.closed
        }
    }

    # those that are ours alone
    set bridges6 {
        type ifname
        elements = {
            "open", # networks.open
            "ports", # networks.ports
            "closed", # networks.closed
        }
    }

    # from network, to network
    set allowed6 {
        type ifname . ifname
        elements = {
            "open" . "open", # networks.open
            "ports" . "ports", # networks.ports
            "closed" . "closed", # networks.closed
        }
    }

    # not reached from outside
    set closed6 {
        type ifname
        elements = {
            "ports", # networks.ports
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
        oifname @closed6 drop comment "nothing comes in from outside"
    }
}
RULES
}

