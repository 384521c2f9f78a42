#!/bin/sh
# The network of plan shop on its host a.
#
# Made by netgen 0.1.0 from plan.yaml, sha256
# d19952cf0ebbfce0b06a89fe947c55da7ebc8f693c48215497f3e56e54adf28f,
# with what plan.lock.yaml pins, sha256
# 8db8eeb3e5553f8aabe20130130092cf9e07bca50f4255ab3060e4934108db63.
# The engine is the same in every script of this version; `sed -n '/^# --- engine/,$p' setup.sh | sha256sum` gives
# (its SHA-256).
# Do not edit it: change the plan and render it again.
#
# Networks
#   networks.back: bridge back, 10.0.1.0/24, gateway 10.0.1.1, nat, mtu 1500
#   networks.front: bridge front, 10.0.0.0/24, gateway 10.0.0.1, routed, open to the world, mtu 1500
#
# Containers
#   containers.db: 10.0.1.2 on back, 10.0.0.3 on front
#   containers.web: 10.0.0.2 on front
#
# Open to the world
#   containers.web: 49153/tcp
#   containers.db: every port of 10.0.0.3
#   containers.web: every port of 10.0.0.2
#
# Settings of the host
#   it has 192.0.2.1; the script refuses any other host
#   net.ipv4.ip_forward=1: forward IPv4 between interfaces
#   net.ipv4.conf.all.accept_redirects=0: a router takes no redirects
#   net.ipv4.conf.$uplinks.forwarding=1: also on interfaces with a default route where it was switched off
#   net.netfilter.nf_conntrack_tcp_be_liberal=1: a TCP segment outside of the window is still part of its connection
#   IPv6 forwarding stays as it is
#   networks.back: net.ipv4.conf.back.forwarding=1, forward IPv4 from it, also where conf.default.forwarding is 0
#   networks.front: net.ipv4.conf.front.forwarding=1, forward IPv4 from it, also where conf.default.forwarding is 0
#   networks.front: net.ipv4.conf.front.route_localnet=1, let 127.0.0.1 reach published ports
#   containers.web: net.ipv4.ip_local_reserved_ports=$reserved_ports,49153, keep the host's own connections off ports that were picked for the container
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
plan_sha256='d19952cf0ebbfce0b06a89fe947c55da7ebc8f693c48215497f3e56e54adf28f'
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
require addr 192.0.2.1

# host: packets are forwarded between interfaces, for the whole host
sysctl -w net.ipv4.ip_forward=1 # forward IPv4 between interfaces
sysctl -w net.ipv4.conf.all.accept_redirects=0 # a router takes no redirects
sysctl -w net.ipv4.conf.$uplinks.forwarding=1 # also on interfaces with a default route where it was switched off
sysctl -w net.netfilter.nf_conntrack_tcp_be_liberal=1 # a TCP segment outside of the window is still part of its connection

# host.firewall: chain forward of table inet netgen_user is for rules of your own: made if missing, first in line, never emptied
user-rules nftables

# host: name service of the containers, where they have no line of their own
[*] hosts 127.0.0.1 localhost
[*] nameserver ${host_ipv4_nameservers:-8.8.8.8 8.8.4.4}
[*] search ${host_search:-.}
[*] options ${host_options:-}

# networks.back: bridge back, 10.0.1.0/24, gateway 10.0.1.1, nat, mtu 1500
link add name back address 02:42:0a:00:01:01 type bridge
link set dev back alias netgen:shop:networks.back addrgenmode none # no IPv6 address but the plan's
link set dev back mtu 1500 up
addr replace 10.0.1.1/24 dev back
sysctl -w net.ipv4.conf.back.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0

# networks.front: bridge front, 10.0.0.0/24, gateway 10.0.0.1, routed, open to the world, mtu 1500
link add name front address 02:42:0a:00:00:01 type bridge
link set dev front alias netgen:shop:networks.front addrgenmode none # no IPv6 address but the plan's
link set dev front mtu 1500 up
addr replace 10.0.0.1/24 dev front
sysctl -w net.ipv4.conf.front.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0
sysctl -w net.ipv4.conf.front.route_localnet=1 # let 127.0.0.1 reach published ports

# containers.db: 10.0.1.2 on back, 10.0.0.3 on front, open to the world at 10.0.0.3
netns add db
link add name db.eth0 master back type veth peer name eth0 address 02:42:0a:00:01:02 netns db
link set dev db.eth0 alias netgen:shop:containers.db.networks.back addrgenmode none # no IPv6 address but the plan's
link set dev db.eth0 mtu 1500 up
link add name db.eth1 master front type veth peer name eth1 address 02:42:0a:00:00:03 netns db
link set dev db.eth1 alias netgen:shop:containers.db.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev db.eth1 mtu 1500 up
[db] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[db] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[db] sysctl -w net.ipv4.conf.eth1.arp_notify=1 # neighbours hear of a new MAC
[db] sysctl -w net.ipv4.ip_forward=0 # no router, whatever the host is
[db] sysctl -w net.ipv4.conf.all.rp_filter=2 # answers may come in by another interface, whatever the host asks
[db] link set dev lo alias netgen:shop:containers.db
[db] link set dev lo up
[db] link set dev eth0 alias netgen:shop:containers.db.networks.back
[db] link set dev eth0 mtu 1500 up
[db] addr replace 10.0.1.2/24 dev eth0
[db] link set dev eth0 address 02:42:0a:00:01:02 # tells neighbours of its addresses
[db] route replace default via 10.0.1.1 dev eth0 proto 110
[db] link set dev eth1 alias netgen:shop:containers.db.networks.front
[db] link set dev eth1 mtu 1500 up
[db] addr replace 10.0.0.3/24 dev eth1
[db] link set dev eth1 address 02:42:0a:00:00:03 # tells neighbours of its addresses
[db] hostname db
[db@back] hosts 10.0.1.2 db
[db@front] hosts 10.0.0.3 db

# containers.web: 10.0.0.2 on front, open to the world, reserves ports beside the host's own ($reserved_ports)
netns add web
link add name web.eth0 master front type veth peer name eth0 address 02:42:0a:00:00:02 netns web
link set dev web.eth0 alias netgen:shop:containers.web.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev web.eth0 mtu 1500 up
link set dev web.eth0 type bridge_slave hairpin on # it may reach its own published ports
[web] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[web] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[web] link set dev lo alias netgen:shop:containers.web
[web] link set dev lo up
[web] link set dev eth0 alias netgen:shop:containers.web.networks.front
[web] link set dev eth0 mtu 1500 up
[web] addr replace 10.0.0.2/24 dev eth0
[web] link set dev eth0 address 02:42:0a:00:00:02 # tells neighbours of its addresses
[web] route replace default via 10.0.0.1 dev eth0 proto 110
[web] hostname web
[web@front] hosts 10.0.0.2 web
port tcp 0.0.0.0:49153 to 10.0.0.2:80 # containers.web.ports.0
sysctl -w net.ipv4.ip_local_reserved_ports=$reserved_ports,49153 # keep the host's own connections off ports that were picked for the container

# hosts.new: routes to its containers
route replace 10.2.0.0/24 via 192.0.2.3 proto 110

# hosts.b: routes to its containers
route replace 10.1.0.0/24 via 192.0.2.2 proto 110
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
            10.0.1.0/24, # networks.back
            10.0.0.0/24, # networks.front
        }
    }

    # where they come from: interface, source
    set homes {
        type ifname . ipv4_addr
        flags interval
        elements = {
            "back" . 10.0.1.0/24, # networks.back
            "front" . 10.0.1.2, # containers.db.networks.back
            "front" . 10.0.0.0/24, # networks.front
            "back" . 10.0.0.3, # containers.db.networks.front
        }
    }

    # on every address of the host: protocol, port, container
    map published {
        type inet_proto . inet_service : ipv4_addr . inet_service
        elements = {
            tcp . 49153 : 10.0.0.2 . 80, # containers.web.ports.0
        }
    }

    # addresses that never leave the host
    set localnet {
        type ipv4_addr
        flags interval
        elements = {
            127.0.0.0/8, # host
        }
    }

    # bridges of the plan's networks, and the host's ends of its links
    set networks {
        type ifname
        elements = {
            "back", # networks.back
            "front", # networks.front
        }
    }

    # of them, those that this plan makes
    set bridges {
        type ifname
        elements = {
            "back", # networks.back
            "front", # networks.front
        }
    }

    # who may talk to whom: from network, to network
    set allowed {
        type ifname . ifname
        elements = {
            "back" . "back", # networks.back
            "front" . "front", # networks.front
        }
    }

    # networks that nothing outside opens a connection to
    set no_inbound {
        type ifname
        elements = {
            "back", # networks.back
        }
    }

    # where published ports lead: container, protocol, port
    set dnat_targets {
        type ipv4_addr . inet_proto . inet_service
        elements = {
            10.0.0.2 . tcp . 80, # containers.web.ports.0
        }
    }

    # the loopback interface
    set loopback {
        type ifname
        elements = {
            "lo", # host
        }
    }

    # who reaches published ports through the host, and would be answered directly: from, to
    set hairpin {
        type ipv4_addr . ipv4_addr
        flags interval
        elements = {
            10.0.0.0/24 . 10.0.0.0/24, # networks.front
        }
    }

    # sources that leave with the host's address
    set masqueraded {
        type ipv4_addr
        flags interval
        elements = {
            10.0.1.0/24, # networks.back
        }
    }

    # what comes in from anywhere, before anything else
    chain raw_prerouting {
        type filter hook prerouting priority raw; policy accept;
        iifname != "lo" ip saddr @subnets iifname . ip saddr != @homes drop comment "a container's address comes from its own bridge"
        iifname != "lo" ip saddr @localnet drop comment "127.0.0.1 is the host's own"
        iifname != "lo" ip daddr @localnet drop comment "127.0.0.1 is the host's own"
    }

    # published ports, asked for from outside or by containers
    chain prerouting {
        type nat hook prerouting priority dstnat; policy accept;
        fib daddr type local dnat ip to meta l4proto . th dport map @published comment "ports of every address"
    }

    # published ports, asked for by the host itself (filter - 100 is dstnat)
    chain output {
        type nat hook output priority filter - 100; policy accept;
        fib daddr type local dnat ip to meta l4proto . th dport map @published comment "ports of every address"
    }

    # what is forwarded
    chain forward {
        type filter hook forward priority filter; policy accept;
        ct state established,related accept comment "replies, and errors that belong to a connection"
        iifname . oifname @allowed accept comment "within a network, and between peers"
        ct status dnat ip daddr . meta l4proto . th dport @dnat_targets accept comment "published ports are open"
        iifname @bridges oifname @networks drop comment "networks are isolated"
        ct state invalid ip saddr @masqueraded drop comment "no private address leaves untranslated"
        oifname @no_inbound drop comment "nothing comes in from outside"
    }

    # what is translated on its way out
    chain postrouting {
        type nat hook postrouting priority srcnat; policy accept;
        oifname @loopback accept comment "the host talks to itself from the address that it means"
        ct status dnat ip saddr . ip daddr @hairpin masquerade comment "replies come back by way of the host"
        ip saddr @localnet oifname @networks masquerade comment "the host's 127.0.0.1 means something else in a container"
        oifname @networks accept comment "between networks of the plan, addresses stay as they are"
        meta l4proto tcp ip saddr @masqueraded masquerade to :1024-49152 comment "by a port that is not published"
        ip saddr @masqueraded masquerade comment "the world sees the host's address"
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

