#!/bin/sh
# The network of plan demo on this host.
#
# Made by netgen 0.1.0 from plan.yaml, sha256
# 183305b630ddd21a533e8029bab9e334b659ed708eefa64419f6507aa0e3ad5a.
# Do not edit it: change the plan and render it again.
#
# It makes
#   networks.open: bridge open, 192.0.2.0/26, gateway 192.0.2.1, routed, open to the world, mtu 1500
#   containers: each under its own comment below
#   names: /etc/netns/NAME of each container; what was written there is kept in /etc/netns/.netgen-demo
#   containers.web: open to the world, 192.0.2.2
#   firewall: none: no rule is made or touched
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
plan_sha256='183305b630ddd21a533e8029bab9e334b659ed708eefa64419f6507aa0e3ad5a'
plan_firewall='none'
plan_uplink='auto' # host.uplink: the interface that holds the default route, looked up when the script runs
# Where $host_nameservers, $host_search and $host_options below come from when the script runs, less the host's loopback
# addresses; the second file where the first names systemd-resolved's own 127.0.0.53 and nobody else.
plan_resolv_conf='/etc/resolv.conf /run/systemd/resolve/resolv.conf'

# The plan: what is to be, as lines for ip(8) and sysctl(8). A name in brackets is the network namespace that
# the line belongs to; the alias of a link says whose it is, protocol 110 does so for a route.
# hostname, hosts, nameserver, search and options are what /etc/netns/NAME says, which `ip netns exec` puts over /etc:
# `[web@front] hosts` in every container on front, `[*] hosts` in all, the other words of `[*]` where there is no other.
plan() {
    cat <<'PLAN'
# host: packets are forwarded between interfaces; a router takes no redirects
sysctl -w net.ipv4.ip_forward=1
sysctl -w net.ipv4.conf.all.accept_redirects=0

# host: name service of the containers, where they have no line of their own
[*] hosts 127.0.0.1 localhost
[*] nameserver ${host_nameservers:-8.8.8.8 8.8.4.4}
[*] search ${host_search:-.}
[*] options ${host_options:-}

# networks.open: bridge open, 192.0.2.0/26, gateway 192.0.2.1, routed, open to the world, mtu 1500
link add name open address 02:42:c0:00:02:01 type bridge
link set dev open alias netgen:demo:networks.open addrgenmode none
link set dev open mtu 1500 up
addr replace 192.0.2.1/26 dev open

# containers.web: 192.0.2.2 on open, open to the world
netns add web
link add name web.eth0 master open type veth peer name eth0 address 02:42:c0:00:02:02 netns web
link set dev web.eth0 alias netgen:demo:containers.web.networks.open addrgenmode none
link set dev web.eth0 mtu 1500 up
[web] sysctl -w net.ipv6.conf.all.disable_ipv6=1
[web] link set dev lo up
[web] link set dev eth0 alias netgen:demo:containers.web.networks.open
[web] link set dev eth0 mtu 1500 up
[web] addr replace 192.0.2.2/26 dev eth0
[web] route replace default via 192.0.2.1 dev eth0 proto 110
[web] hostname web
[web@open] hosts 192.0.2.2 web
PLAN
}

# The plan's rules, as input for no tool: host.firewall is none.
rules() {
    cat <<'RULES'
RULES
}

