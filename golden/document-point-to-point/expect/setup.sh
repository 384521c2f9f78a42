#!/bin/sh
# The network of plan demo on this host.
#
# Made by netgen 0.1.0 from plan.yaml, sha256
# 0a643fdde324716b504883d27a3433df5cbb5339b820c7c1585eab830b74f740.
# Do not edit it: change the plan and render it again.
#
# It makes
#   containers: each under its own comment below
#   names: /etc/netns/NAME of each container; what was written there is kept in /etc/netns/.netgen-demo
#   point_to_point: links with no bridge, each under its own comment below
#   firewall: nftables, table inet netgen-demo
# and remembers under /run/netgen/demo what it made, until down or the next boot.
#
# Usage, as root:
#   sh setup.sh [up] [--dry-run]   make the host as the plan says; again after every change of the plan
#   sh setup.sh check              compare, change nothing
#   sh setup.sh refresh-names      follow the host's resolv.conf
#   sh setup.sh down [--dry-run]   remove what this plan made, and nothing else
#   sh setup.sh --help             exit codes

netgen_version='0.1.0'
plan_name='demo'
plan_sha256='0a643fdde324716b504883d27a3433df5cbb5339b820c7c1585eab830b74f740'
plan_firewall='nftables'
plan_uplink='none' # host.uplink
# Where $host_nameservers, $host_search and $host_options below come from when the script runs, less the host's loopback
# addresses; the second file where the first names systemd-resolved's own 127.0.0.53 and nobody else.
plan_resolv_conf='/etc/resolv.conf /run/systemd/resolve/resolv.conf'

# The plan: what is to be, as lines for ip(8) and sysctl(8). A name in brackets is the network namespace that
# the line belongs to; the alias of a link says whose it is, protocol 110 does so for a route.
# hostname, hosts, nameserver, search and options are what /etc/netns/NAME says, which `ip netns exec` puts over /etc:
# `[web@front] hosts` in every container on front, `[*] hosts` in all, the other words of `[*]` where there is no other.
plan() {
    cat <<'PLAN'
# host: name service of the containers, where they have no line of their own
[*] hosts 127.0.0.1 localhost
[*] nameserver ${host_nameservers:-8.8.8.8 8.8.4.4}
[*] search ${host_search:-.}
[*] options ${host_options:-}

# containers.a: one point-to-point link, in the namespace of process 2989
netns attach a 2989
[a] sysctl -w net.ipv6.conf.A.disable_ipv6=1
[a] hostname a
[a] hosts 10.1.1.1 a

# containers.b: one point-to-point link, in the namespace of process 3004
netns attach b 3004
[b] sysctl -w net.ipv6.conf.B.disable_ipv6=1
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

# The plan's rules, as input for nft -f.
rules() {
    cat <<'RULES'
# Made, emptied and filled in one transaction: packets meet the old rules or the new ones, never none.
table inet netgen-demo
delete table inet netgen-demo
table inet netgen-demo {
    # what is forwarded
    chain forward {
        type filter hook forward priority filter; policy accept;
        ct state established,related accept comment "replies, and errors that belong to a connection"
    }
}
RULES
}

