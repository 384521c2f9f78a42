#!/bin/sh
# The network of plan shop on its host host2.
#
# Made by netgen 0.1.0 from plan.yaml, sha256
# 8f9059df7a6f0c7297987beee21aa3028c72caf062feb7f38ed3ed21c823e025.
# The engine is the same in every script of this version; `sed -n '/^# --- engine/,$p' setup.sh | sha256sum` gives
# (its SHA-256).
# Do not edit it: change the plan and render it again.
#
# Networks
#   networks.front1: bridge front1, 10.2.1.0/24, gateway 10.2.1.1, routed, open to the world, mtu 1500
#   networks.front2: bridge front2, 10.2.2.0/24, gateway 10.2.2.1, routed, open to the world, mtu 1500
#
# Containers
#   containers.web0: 10.2.2.9 on front2
#   containers.web1: 10.2.2.2 on front2, one point-to-point link
#   containers.db: one point-to-point link
#
# Point-to-point links
#   point_to_point.db.web1: 10.9.0.1 on eth1 of web1, 10.9.0.2 on eth0 of db
#
# Open to the world
#   containers.web0: every port of 10.2.2.9
#   containers.web1: every port of 10.2.2.2
#
# Settings of the host
#   it has 192.0.2.2; the script refuses any other host
#   net.ipv4.ip_forward=1: forward IPv4 between interfaces
#   net.ipv4.conf.all.accept_redirects=0: a router takes no redirects
#   net.ipv4.conf.$uplinks.forwarding=1: also on interfaces with a default route where it was switched off
#   IPv6 forwarding stays as it is
#   networks.front1: net.ipv4.conf.front1.forwarding=1, forward IPv4 from it, also where conf.default.forwarding is 0
#   networks.front2: net.ipv4.conf.front2.forwarding=1, forward IPv4 from it, also where conf.default.forwarding is 0
#
# Routes of the host
#   to the containers of other hosts, each under its own comment below
#
# Firewall
#   table inet netgen-shop
#   table inet netgen_user, for rules of your own: made if missing, first in line, never emptied
#
# Files
#   /etc/netns/NAME/hostname, hosts and resolv.conf for each container; what was there is kept in /etc/netns/.netgen-shop
#   name servers are the host's; if it names none, Google's: 8.8.8.8 and 8.8.4.4
#   /run/netgen/shop: what was made, until down or the next boot
#
# Kernel
#   it loads its modules for bridges, veth pairs and nftables when they are first used
#
# Usage, as root:
#   sh setup.sh [up] [--dry-run] [--force]   make the host as the plan says; again after every change of the plan
#   sh setup.sh check                        compare, change nothing
#   sh setup.sh refresh-names                follow the host's resolv.conf
#   sh setup.sh down [--dry-run] [--force]   remove what this plan made, and nothing else
#   sh setup.sh --help | --version           exit codes; plan and versions

netgen_version='0.1.0'
plan_name='shop'
plan_sha256='8f9059df7a6f0c7297987beee21aa3028c72caf062feb7f38ed3ed21c823e025'
plan_firewall='nftables'
plan_uplink='auto' # host.uplink: the interface that holds the default route, looked up when the script runs
plan_bird=
# Where words that begin with $host_ come from when the script runs, less addresses that only the host itself reaches;
# the second file where the first names systemd-resolved's own 127.0.0.53 and nobody else.
plan_resolv_conf='/etc/resolv.conf /run/systemd/resolve/resolv.conf'

# The plan: the wanted state, as lines for ip(8) and sysctl(8); ` # ` begins a comment. A name in brackets is the network
# namespace of a line; the alias of a link says whose it is, protocol 110 does so for a route. $uplinks stands for each
# interface with a default route, $ra_interface for each that lives on router advertisements. Three words are not ip's:
# `require` (the host has to have the address), `port` (nobody else may listen there), `user-rules` (a chain of yours).
# hostname, hosts, nameserver, search and options are what /etc/netns/NAME says, which `ip netns exec` puts over /etc:
# `[web@front] hosts` in every container on front, `[*] hosts` in all, the other words of `[*]` where there is no other.
plan() {
    cat <<'PLAN'
# host: the script is for the host that has these addresses, and refused elsewhere
require addr 192.0.2.2

# host: packets are forwarded between interfaces, for the whole host
sysctl -w net.ipv4.ip_forward=1 # forward IPv4 between interfaces
sysctl -w net.ipv4.conf.all.accept_redirects=0 # a router takes no redirects
sysctl -w net.ipv4.conf.$uplinks.forwarding=1 # also on interfaces with a default route where it was switched off

# host.firewall: chain forward of table inet netgen_user is for rules of your own: made if missing, first in line, never emptied
user-rules nftables

# host: name service of the containers, where they have no line of their own
[*] hosts 127.0.0.1 localhost
[*] nameserver ${host_ipv4_nameservers:-8.8.8.8 8.8.4.4}
[*] search ${host_search:-.}
[*] options ${host_options:-}

# networks.front1: bridge front1, 10.2.1.0/24, gateway 10.2.1.1, routed, open to the world, mtu 1500
link add name front1 address 02:42:0a:02:01:01 type bridge
link set dev front1 alias netgen:shop:networks.front1 addrgenmode none # no IPv6 address but the plan's
link set dev front1 mtu 1500 up
addr replace 10.2.1.1/24 dev front1
sysctl -w net.ipv4.conf.front1.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0

# networks.front2: bridge front2, 10.2.2.0/24, gateway 10.2.2.1, routed, open to the world, mtu 1500
link add name front2 address 02:42:0a:02:02:01 type bridge
link set dev front2 alias netgen:shop:networks.front2 addrgenmode none # no IPv6 address but the plan's
link set dev front2 mtu 1500 up
addr replace 10.2.2.1/24 dev front2
sysctl -w net.ipv4.conf.front2.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0

# containers.web0: 10.2.2.9 on front2, open to the world
netns add web0
link add name web0.eth0 master front2 type veth peer name eth0 address 02:42:0a:02:02:09 netns web0
link set dev web0.eth0 alias netgen:shop:containers.web0.networks.front2 addrgenmode none # no IPv6 address but the plan's
link set dev web0.eth0 mtu 1500 up
[web0] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[web0] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[web0] link set dev lo alias netgen:shop:containers.web0
[web0] link set dev lo up
[web0] link set dev eth0 alias netgen:shop:containers.web0.networks.front2
[web0] link set dev eth0 mtu 1500 up
[web0] addr replace 10.2.2.9/24 dev eth0
[web0] link set dev eth0 address 02:42:0a:02:02:09 # tells neighbours of its addresses
[web0] route replace default via 10.2.2.1 dev eth0 proto 110
[web0] hostname web0
[web0@front2] hosts 10.2.2.9 web0

# containers.web1: 10.2.2.2 on front2, one point-to-point link, open to the world
netns add web1
link add name web1.eth0 master front2 type veth peer name eth0 address 02:42:0a:02:02:02 netns web1
link set dev web1.eth0 alias netgen:shop:containers.web1.networks.front2 addrgenmode none # no IPv6 address but the plan's
link set dev web1.eth0 mtu 1500 up
[web1] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[web1] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[web1] sysctl -w net.ipv4.conf.eth1.arp_notify=1 # neighbours hear of a new MAC
[web1] sysctl -w net.ipv4.ip_forward=0 # no router, whatever the host is
[web1] sysctl -w net.ipv4.conf.all.rp_filter=2 # answers may come in by another interface, whatever the host asks
[web1] link set dev lo alias netgen:shop:containers.web1
[web1] link set dev lo up
[web1] link set dev eth0 alias netgen:shop:containers.web1.networks.front2
[web1] link set dev eth0 mtu 1500 up
[web1] addr replace 10.2.2.2/24 dev eth0
[web1] link set dev eth0 address 02:42:0a:02:02:02 # tells neighbours of its addresses
[web1] route replace default via 10.2.2.1 dev eth0 proto 110
[web1] hostname web1
[web1@front2] hosts 10.2.2.2 web1

# containers.db: one point-to-point link
netns add db
[db] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[db] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[db] link set dev lo alias netgen:shop:containers.db
[db] link set dev lo up
[db] hostname db
[db] hosts 10.9.0.2 db

# point_to_point.db.web1: 10.9.0.1 on eth1 of web1, 10.9.0.2 on eth0 of db
link add name eth1 address 02:42:0a:09:00:01 netns web1 type veth peer name eth0 address 02:42:0a:09:00:02 netns db
[web1] link set dev eth1 alias netgen:shop:point_to_point.db.web1
[web1] link set dev eth1 mtu 1500 up
[web1] addr replace 10.9.0.1/32 dev eth1
[web1] route replace 10.9.0.2/32 dev eth1 proto 110
[db] link set dev eth0 alias netgen:shop:point_to_point.db.web1
[db] link set dev eth0 mtu 1500 up
[db] addr replace 10.9.0.2/32 dev eth0
[db] route replace 10.9.0.1/32 dev eth0 proto 110

# hosts.host1: routes to its containers
route replace 10.1.1.0/24 via 192.0.2.1 proto 110
route replace 10.1.2.0/24 via 192.0.2.1 proto 110
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
            10.2.1.0/24, # networks.front1
            10.2.2.0/24, # networks.front2
        }
    }

    # where they come from: interface, source
    set homes {
        type ifname . ipv4_addr
        flags interval
        elements = {
            "front1" . 10.2.1.0/24, # networks.front1
            "front2" . 10.2.2.0/24, # networks.front2
        }
    }

    # bridges of the plan's networks, and the host's ends of its links
    set networks {
        type ifname
        elements = {
            "front1", # networks.front1
            "front2", # networks.front2
        }
    }

    # of them, those that this plan makes
    set bridges {
        type ifname
        elements = {
            "front1", # networks.front1
            "front2", # networks.front2
        }
    }

    # who may talk to whom: from network, to network
    set allowed {
        type ifname . ifname
        elements = {
            "front1" . "front1", # networks.front1
            "front2" . "front2", # networks.front2
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

