#!/bin/sh
# The network of plan demo on this host.
#
# Made by netgen 0.1.0 from plan.yaml, sha256
# 7fb7ab5268107e640c04732b7097b987193fbdc617a43be5b8909581ea51850e.
# The engine is the same in every script of this version; `sed -n '/^# --- engine/,$p' setup.sh | sha256sum` gives
# (its SHA-256).
# Do not edit it: change the plan and render it again.
#
# Networks
#   networks.a: bridge a, 192.168.1.0/24, no gateway, mtu 1500
#   networks.b: bridge b, 192.168.1.0/25, no gateway, mtu 1500
#
# Containers
#   containers.web: 192.168.1.1 on a, 192.168.1.1 on b
#
# Open to the world
#   nothing
#
# Settings of the host
#   IPv4 forwarding stays as it is
#   IPv6 forwarding stays as it is
#
# Firewall
#   table inet netgen-demo
#   table inet netgen_user, for rules of your own: made if missing, first in line, never emptied
#
# Files
#   /etc/netns/NAME/hostname, hosts and resolv.conf for each container; what was there is kept in /etc/netns/.netgen-demo
#   name servers are the host's; if it names none, Google's: 8.8.8.8 and 8.8.4.4
#   /run/netgen/demo: what was made, until down or the next boot
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
plan_name='demo'
plan_sha256='7fb7ab5268107e640c04732b7097b987193fbdc617a43be5b8909581ea51850e'
plan_firewall='nftables'
plan_uplink='none' # host.uplink
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
# host.firewall: chain forward of table inet netgen_user is for rules of your own: made if missing, first in line, never emptied
user-rules nftables

# host: name service of the containers, where they have no line of their own
[*] hosts 127.0.0.1 localhost
[*] nameserver ${host_ipv4_nameservers:-8.8.8.8 8.8.4.4}
[*] search ${host_search:-.}
[*] options ${host_options:-}

# networks.a: bridge a, 192.168.1.0/24, no gateway, mtu 1500
link add name a address 02:42:48:12:42:20 type bridge
link set dev a alias netgen:demo:networks.a addrgenmode none # no IPv6 address but the plan's
link set dev a mtu 1500 up

# networks.b: bridge b, 192.168.1.0/25, no gateway, mtu 1500
link add name b address 02:42:2b:5e:24:1e type bridge
link set dev b alias netgen:demo:networks.b addrgenmode none # no IPv6 address but the plan's
link set dev b mtu 1500 up

# containers.web: 192.168.1.1 on a, 192.168.1.1 on b
netns add web
link add name web.eth0 master a type veth peer name eth0 address 02:42:c0:a8:01:01 netns web
link set dev web.eth0 alias netgen:demo:containers.web.networks.a addrgenmode none # no IPv6 address but the plan's
link set dev web.eth0 mtu 1500 up
link add name web.eth1 master b type veth peer name eth1 address 02:42:c0:a8:01:01 netns web
link set dev web.eth1 alias netgen:demo:containers.web.networks.b addrgenmode none # no IPv6 address but the plan's
link set dev web.eth1 mtu 1500 up
[web] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[web] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[web] sysctl -w net.ipv4.conf.eth1.arp_notify=1 # neighbours hear of a new MAC
[web] sysctl -w net.ipv4.ip_forward=0 # no router, whatever the host is
[web] sysctl -w net.ipv4.conf.all.rp_filter=2 # answers may come in by another interface, whatever the host asks
[web] link set dev lo alias netgen:demo:containers.web
[web] link set dev lo up
[web] link set dev eth0 alias netgen:demo:containers.web.networks.a
[web] link set dev eth0 mtu 1500 up
[web] addr replace 192.168.1.1/24 dev eth0
[web] link set dev eth0 address 02:42:c0:a8:01:01 # tells neighbours of its addresses
[web] link set dev eth1 alias netgen:demo:containers.web.networks.b
[web] link set dev eth1 mtu 1500 up
[web] addr replace 192.168.1.1/25 dev eth1
[web] link set dev eth1 address 02:42:c0:a8:01:01 # tells neighbours of its addresses
[web] hostname web
[web@a] hosts 192.168.1.1 web
[web@b] hosts 192.168.1.1 web
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

    # bridges of the plan's networks, and the host's ends of its links
    set networks {
        type ifname
        elements = {
            "a", # networks.a
            "b", # networks.b
        }
    }

    # of them, those that this plan makes
    set bridges {
        type ifname
        elements = {
            "a", # networks.a
            "b", # networks.b
        }
    }

    # who may talk to whom: from network, to network
    set allowed {
        type ifname . ifname
        elements = {
            "a" . "a", # networks.a
            "b" . "b", # networks.b
        }
    }

    # networks that nothing outside opens a connection to
    set no_inbound {
        type ifname
        elements = {
            "a", # networks.a
            "b", # networks.b
        }
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

