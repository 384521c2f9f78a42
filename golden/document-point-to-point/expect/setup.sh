#!/bin/sh
# The network of plan demo on this host.
#
# Made by netgen 0.1.0 from plan.yaml, sha256
# 0a643fdde324716b504883d27a3433df5cbb5339b820c7c1585eab830b74f740.
# The engine is the same in every script of this version; `sed -n '/^# --- engine/,$p' setup.sh | sha256sum` gives
# (its SHA-256).
# Do not edit it: change the plan and render it again.
#
# Containers
#   containers.a: one point-to-point link, in the namespace of process 2989
#   containers.b: one point-to-point link, in the namespace of process 3004
#
# Point-to-point links
#   point_to_point.a.b: 10.1.1.1 on A of a, 10.1.1.2 on B of b
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
plan_sha256='0a643fdde324716b504883d27a3433df5cbb5339b820c7c1585eab830b74f740'
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

# containers.a: one point-to-point link, in the namespace of process 2989
netns attach a pid:2989
[a] sysctl -w net.ipv6.conf.A.disable_ipv6=1 # no IPv6 is planned on it
[a] sysctl -w net.ipv4.conf.A.arp_notify=1 # neighbours hear of a new MAC
[a] hostname a
[a] hosts 10.1.1.1 a

# containers.b: one point-to-point link, in the namespace of process 3004
netns attach b pid:3004
[b] sysctl -w net.ipv6.conf.B.disable_ipv6=1 # no IPv6 is planned on it
[b] sysctl -w net.ipv4.conf.B.arp_notify=1 # neighbours hear of a new MAC
[b] hostname b
[b] hosts 10.1.1.2 b

# point_to_point.a.b: 10.1.1.1 on A of a, 10.1.1.2 on B of b
link add name A address 02:42:0a:01:01:01 netns a type veth peer name B address 02:42:0a:01:01:02 netns b
[a] link set dev A alias netgen:demo:point_to_point.a.b
[a] link set dev A mtu 1500 up
[a] addr replace 10.1.1.1/32 dev A
[a] route replace 10.1.1.2/32 dev A proto 110
[b] link set dev B alias netgen:demo:point_to_point.a.b
[b] link set dev B mtu 1500 up
[b] addr replace 10.1.1.2/32 dev B
[b] route replace 10.1.1.1/32 dev B proto 110
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

    # what is forwarded
    chain forward {
        type filter hook forward priority filter; policy accept;
        ct state established,related accept comment "replies, and errors that belong to a connection"
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

