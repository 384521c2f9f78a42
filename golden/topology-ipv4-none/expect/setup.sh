#!/bin/sh
# The network of plan demo on this host.
#
# Made by netgen 0.1.0 from plan.yaml, sha256
# cf24230e9ac4c468c913f2af95b4576f87a598e72f225f1daf159b37dc9b0c74.
# The engine is the same in every script of this version; `sed -n '/^# --- engine/,$p' setup.sh | sha256sum` gives
# (its SHA-256).
# Do not edit it: change the plan and render it again.
#
# Networks
#   networks.segment: bridge segment, no IPv4, mtu 1500
#
# Containers
#   containers.a: no address on segment
#   containers.b: no address on segment
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
plan_sha256='cf24230e9ac4c468c913f2af95b4576f87a598e72f225f1daf159b37dc9b0c74'
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

# networks.segment: bridge segment, no IPv4, mtu 1500
link add name segment address 02:42:b1:f7:f0:65 type bridge
link set dev segment alias netgen:demo:networks.segment addrgenmode none # no IPv6 address but the plan's
link set dev segment mtu 1500 up

# containers.a: no address on segment
netns add a
link add name a.eth0 master segment type veth peer name eth0 address 02:42:e6:63:91:94 netns a
link set dev a.eth0 alias netgen:demo:containers.a.networks.segment addrgenmode none # no IPv6 address but the plan's
link set dev a.eth0 mtu 1500 up
[a] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[a] link set dev lo alias netgen:demo:containers.a
[a] link set dev lo up
[a] link set dev eth0 alias netgen:demo:containers.a.networks.segment
[a] link set dev eth0 mtu 1500 up
[a] hostname a
[a] hosts 127.0.1.1 a

# containers.b: no address on segment
netns add b
link add name b.eth0 master segment type veth peer name eth0 address 02:42:a9:fc:1f:5d netns b
link set dev b.eth0 alias netgen:demo:containers.b.networks.segment addrgenmode none # no IPv6 address but the plan's
link set dev b.eth0 mtu 1500 up
[b] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[b] link set dev lo alias netgen:demo:containers.b
[b] link set dev lo up
[b] link set dev eth0 alias netgen:demo:containers.b.networks.segment
[b] link set dev eth0 mtu 1500 up
[b] hostname b
[b] hosts 127.0.1.1 b
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
            "segment", # networks.segment
        }
    }

    # of them, those that this plan makes
    set bridges {
        type ifname
        elements = {
            "segment", # networks.segment
        }
    }

    # who may talk to whom: from network, to network
    set allowed {
        type ifname . ifname
        elements = {
            "segment" . "segment", # networks.segment
        }
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

