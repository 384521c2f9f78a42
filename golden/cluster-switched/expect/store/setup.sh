#!/bin/sh
# The network of plan shop on its host store.
#
# Made by netgen 0.1.0 from plan.yaml, sha256
# d3b7b7b6c32eb502518824d6724369e8b9eed525b2516b0bf577ff075166e3e3.
# The engine is the same in every script of this version; `sed -n '/^# --- engine/,$p' setup.sh | sha256sum` gives
# (its SHA-256).
# Do not edit it: change the plan and render it again.
#
# Networks
#   networks.data: bridge data, 10.200.0.0/24, gateway 10.200.0.1, routed, open to the world, mtu 1500
#   networks.logs: bridge logs, 10.201.0.0/24, gateway 10.201.0.1, routed, mtu 1500
#
# Containers
#   containers.db: 10.200.0.2 on data
#
# Open to the world
#   containers.db: every port of 10.200.0.2
#
# Settings of the host
#   it has 192.0.2.200; the script refuses any other host
#   net.ipv4.ip_forward=1: forward IPv4 between interfaces
#   net.ipv4.conf.all.accept_redirects=0: a router takes no redirects
#   net.ipv4.conf.$uplinks.forwarding=1: also on interfaces with a default route where it was switched off
#   IPv6 forwarding stays as it is
#   networks.data: net.ipv4.conf.data.forwarding=1, forward IPv4 from it, also where conf.default.forwarding is 0
#   networks.logs: net.ipv4.conf.logs.forwarding=1, forward IPv4 from it, also where conf.default.forwarding is 0
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
plan_sha256='d3b7b7b6c32eb502518824d6724369e8b9eed525b2516b0bf577ff075166e3e3'
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
require addr 192.0.2.200

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

# networks.data: bridge data, 10.200.0.0/24, gateway 10.200.0.1, routed, open to the world, mtu 1500
link add name data address 02:42:0a:c8:00:01 type bridge
link set dev data alias netgen:shop:networks.data addrgenmode none # no IPv6 address but the plan's
link set dev data mtu 1500 up
addr replace 10.200.0.1/24 dev data
sysctl -w net.ipv4.conf.data.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0

# networks.logs: bridge logs, 10.201.0.0/24, gateway 10.201.0.1, routed, mtu 1500
link add name logs address 02:42:0a:c9:00:01 type bridge
link set dev logs alias netgen:shop:networks.logs addrgenmode none # no IPv6 address but the plan's
link set dev logs mtu 1500 up
addr replace 10.201.0.1/24 dev logs
sysctl -w net.ipv4.conf.logs.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0

# containers.db: 10.200.0.2 on data, open to the world
netns add db
link add name db.eth0 master data type veth peer name eth0 address 02:42:0a:c8:00:02 netns db
link set dev db.eth0 alias netgen:shop:containers.db.networks.data addrgenmode none # no IPv6 address but the plan's
link set dev db.eth0 mtu 1500 up
[db] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[db] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[db] link set dev lo alias netgen:shop:containers.db
[db] link set dev lo up
[db] link set dev eth0 alias netgen:shop:containers.db.networks.data
[db] link set dev eth0 mtu 1500 up
[db] addr replace 10.200.0.2/24 dev eth0
[db] link set dev eth0 address 02:42:0a:c8:00:02 # tells neighbours of its addresses
[db] route replace default via 10.200.0.1 dev eth0 proto 110
[db] hostname db
[db@data] hosts 10.200.0.2 db

# hosts.host1: routes to its containers
route replace 10.1.0.0/24 via 192.0.2.1 proto 110

# hosts.host2: routes to its containers
route replace 10.2.0.0/24 via 192.0.2.2 proto 110

# hosts.host3: routes to its containers
route replace 10.3.0.0/24 via 192.0.2.3 proto 110
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
            10.200.0.0/24, # networks.data
            10.201.0.0/24, # networks.logs
        }
    }

    # where they come from: interface, source
    set homes {
        type ifname . ipv4_addr
        flags interval
        elements = {
            "data" . 10.200.0.0/24, # networks.data
            "logs" . 10.201.0.0/24, # networks.logs
        }
    }

    # bridges of the plan's networks, and the host's ends of its links
    set networks {
        type ifname
        elements = {
            "data", # networks.data
            "logs", # networks.logs
        }
    }

    # of them, those that this plan makes
    set bridges {
        type ifname
        elements = {
            "data", # networks.data
            "logs", # networks.logs
        }
    }

    # who may talk to whom: from network, to network
    set allowed {
        type ifname . ifname
        elements = {
            "data" . "data", # networks.data
            "logs" . "logs", # networks.logs
        }
    }

    # networks that nothing outside opens a connection to
    set no_inbound {
        type ifname
        elements = {
            "logs", # networks.logs
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
        oifname @no_inbound drop comment "nothing comes in from outside"
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

