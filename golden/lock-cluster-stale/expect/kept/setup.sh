#!/bin/sh
# The network of plan shop on its host kept.
#
# Made by netgen 0.1.0 from plan.yaml, sha256
# 1c872c4f7757e9fb0f649b385864e4221688728b47b724654b184fdf48d735eb,
# with what plan.lock.yaml pins, sha256
# b15f486540a7dc777ff2ced28d1ad3d55d7f360cca369153aad9159c8f637106.
# The engine is the same in every script of this version; `sed -n '/^# --- engine/,$p' setup.sh | sha256sum` gives
# (its SHA-256).
# Do not edit it: change the plan and render it again.
#
# Networks
#   networks.added: bridge added, 10.6.0.0/24, gateway 10.6.0.1, routed, open to the world, mtu 1500
#   networks.front: bridge front, 10.6.9.0/24, gateway 10.6.9.1, routed, open to the world, mtu 1500
#   networks.own: bridge own, 10.6.1.0/24, gateway 10.6.1.1, routed, open to the world, mtu 1500
#
# Containers
#   containers.web: 10.6.9.5 on front
#   containers.new: 10.6.9.2 on front
#
# Open to the world
#   containers.web: every port of 10.6.9.5
#   containers.new: every port of 10.6.9.2
#
# Settings of the host
#   it has 10.4.0.4 and 10.6.7.1; the script refuses any other host
#   net.ipv4.ip_forward=1: forward IPv4 between interfaces
#   net.ipv4.conf.all.accept_redirects=0: a router takes no redirects
#   net.ipv4.conf.$uplinks.forwarding=1: also on interfaces with a default route where it was switched off
#   IPv6 forwarding stays as it is
#   networks.added: net.ipv4.conf.added.forwarding=1, forward IPv4 from it, also where conf.default.forwarding is 0
#   networks.front: net.ipv4.conf.front.forwarding=1, forward IPv4 from it, also where conf.default.forwarding is 0
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
plan_sha256='1c872c4f7757e9fb0f649b385864e4221688728b47b724654b184fdf48d735eb'
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
require addr 10.4.0.4
require addr 10.6.7.1

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

# networks.added: bridge added, 10.6.0.0/24, gateway 10.6.0.1, routed, open to the world, mtu 1500
link add name added address 02:42:0a:06:00:01 type bridge
link set dev added alias netgen:shop:networks.added addrgenmode none # no IPv6 address but the plan's
link set dev added mtu 1500 up
addr replace 10.6.0.1/24 dev added
sysctl -w net.ipv4.conf.added.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0

# networks.front: bridge front, 10.6.9.0/24, gateway 10.6.9.1, routed, open to the world, mtu 1500
link add name front address 02:42:0a:06:09:01 type bridge
link set dev front alias netgen:shop:networks.front addrgenmode none # no IPv6 address but the plan's
link set dev front mtu 1500 up
addr replace 10.6.9.1/24 dev front
sysctl -w net.ipv4.conf.front.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0

# networks.own: bridge own, 10.6.1.0/24, gateway 10.6.1.1, routed, open to the world, mtu 1500
link add name own address 02:42:0a:06:01:01 type bridge
link set dev own alias netgen:shop:networks.own addrgenmode none # no IPv6 address but the plan's
link set dev own mtu 1500 up
addr replace 10.6.1.1/24 dev own
sysctl -w net.ipv4.conf.own.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0

# containers.web: 10.6.9.5 on front, open to the world
netns add web
link add name web.eth0 master front type veth peer name eth0 address 02:42:0a:06:09:05 netns web
link set dev web.eth0 alias netgen:shop:containers.web.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev web.eth0 mtu 1500 up
[web] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[web] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[web] link set dev lo alias netgen:shop:containers.web
[web] link set dev lo up
[web] link set dev eth0 alias netgen:shop:containers.web.networks.front
[web] link set dev eth0 mtu 1500 up
[web] addr replace 10.6.9.5/24 dev eth0
[web] link set dev eth0 address 02:42:0a:06:09:05 # tells neighbours of its addresses
[web] route replace default via 10.6.9.1 dev eth0 proto 110
[web] hostname web
[web@front] hosts 10.6.9.5 web

# containers.new: 10.6.9.2 on front, open to the world
netns add new
link add name new.eth0 master front type veth peer name eth0 address 02:42:0a:06:09:02 netns new
link set dev new.eth0 alias netgen:shop:containers.new.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev new.eth0 mtu 1500 up
[new] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[new] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[new] link set dev lo alias netgen:shop:containers.new
[new] link set dev lo up
[new] link set dev eth0 alias netgen:shop:containers.new.networks.front
[new] link set dev eth0 mtu 1500 up
[new] addr replace 10.6.9.2/24 dev eth0
[new] link set dev eth0 address 02:42:0a:06:09:02 # tells neighbours of its addresses
[new] route replace default via 10.6.9.1 dev eth0 proto 110
[new] hostname new
[new@front] hosts 10.6.9.2 new

# hosts.overlaps: routes to its containers
route replace 10.0.0.0/24 via 10.4.0.1 proto 110

# hosts.outside: routes to its containers
route replace 10.1.0.0/24 via 10.4.0.2 proto 110
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
            10.6.0.0/24, # networks.added
            10.6.9.0/24, # networks.front
            10.6.1.0/24, # networks.own
        }
    }

    # where they come from: interface, source
    set homes {
        type ifname . ipv4_addr
        flags interval
        elements = {
            "added" . 10.6.0.0/24, # networks.added
            "front" . 10.6.9.0/24, # networks.front
            "own" . 10.6.1.0/24, # networks.own
        }
    }

    # bridges of the plan's networks, and the host's ends of its links
    set networks {
        type ifname
        elements = {
            "added", # networks.added
            "front", # networks.front
            "own", # networks.own
        }
    }

    # of them, those that this plan makes
    set bridges {
        type ifname
        elements = {
            "added", # networks.added
            "front", # networks.front
            "own", # networks.own
        }
    }

    # who may talk to whom: from network, to network
    set allowed {
        type ifname . ifname
        elements = {
            "added" . "added", # networks.added
            "front" . "front", # networks.front
            "own" . "own", # networks.own
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

