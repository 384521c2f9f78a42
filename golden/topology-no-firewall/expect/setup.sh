#!/bin/sh
# The network of plan demo on this host.
#
# Made by netgen 0.1.0 from plan.yaml, sha256
# 183305b630ddd21a533e8029bab9e334b659ed708eefa64419f6507aa0e3ad5a.
# The engine is the same in every script of this version; `sed -n '/^# --- engine/,$p' setup.sh | sha256sum` gives
# (its SHA-256).
# Do not edit it: change the plan and render it again.
#
# Networks
#   networks.open: bridge open, 192.0.2.0/26, gateway 192.0.2.1, routed, open to the world, mtu 1500
#
# Containers
#   containers.web: 192.0.2.2 on open
#
# Open to the world
#   containers.web: every port of 192.0.2.2
#
# Settings of the host
#   net.ipv4.ip_forward=1: forward IPv4 between interfaces
#   net.ipv4.conf.all.accept_redirects=0: a router takes no redirects
#   net.ipv4.conf.$uplinks.forwarding=1: also on interfaces with a default route where it was switched off
#   IPv6 forwarding stays as it is
#   networks.open: net.ipv4.conf.open.forwarding=1, forward IPv4 from it, also where conf.default.forwarding is 0
#
# Firewall
#   none: no rule is made or touched
#
# Files
#   /etc/netns/NAME/hostname, hosts and resolv.conf for each container; what was there is kept in /etc/netns/.netgen-demo
#   name servers are the host's; if it names none, Google's: 8.8.8.8 and 8.8.4.4
#   /run/netgen/demo: what was made, until down or the next boot
#
# Kernel
#   it loads its modules for bridges and veth pairs when they are first used
#
# Usage, as root:
#   sh setup.sh [up] [--dry-run] [--force]   make the host as the plan says; again after every change of the plan
#   sh setup.sh check                        compare, change nothing
#   sh setup.sh refresh-names                follow the host's resolv.conf
#   sh setup.sh down [--dry-run] [--force]   remove what this plan made, and nothing else
#   sh setup.sh --help | --version           exit codes; plan and versions

netgen_version='0.1.0'
plan_name='demo'
plan_sha256='183305b630ddd21a533e8029bab9e334b659ed708eefa64419f6507aa0e3ad5a'
plan_firewall='none'
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
# host: packets are forwarded between interfaces, for the whole host
sysctl -w net.ipv4.ip_forward=1 # forward IPv4 between interfaces
sysctl -w net.ipv4.conf.all.accept_redirects=0 # a router takes no redirects
sysctl -w net.ipv4.conf.$uplinks.forwarding=1 # also on interfaces with a default route where it was switched off

# host: name service of the containers, where they have no line of their own
[*] hosts 127.0.0.1 localhost
[*] nameserver ${host_ipv4_nameservers:-8.8.8.8 8.8.4.4}
[*] search ${host_search:-.}
[*] options ${host_options:-}

# networks.open: bridge open, 192.0.2.0/26, gateway 192.0.2.1, routed, open to the world, mtu 1500
link add name open address 02:42:c0:00:02:01 type bridge
link set dev open alias netgen:demo:networks.open addrgenmode none # no IPv6 address but the plan's
link set dev open mtu 1500 up
addr replace 192.0.2.1/26 dev open
sysctl -w net.ipv4.conf.open.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0

# containers.web: 192.0.2.2 on open, open to the world
netns add web
link add name web.eth0 master open type veth peer name eth0 address 02:42:c0:00:02:02 netns web
link set dev web.eth0 alias netgen:demo:containers.web.networks.open addrgenmode none # no IPv6 address but the plan's
link set dev web.eth0 mtu 1500 up
[web] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[web] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[web] link set dev lo alias netgen:demo:containers.web
[web] link set dev lo up
[web] link set dev eth0 alias netgen:demo:containers.web.networks.open
[web] link set dev eth0 mtu 1500 up
[web] addr replace 192.0.2.2/26 dev eth0
[web] link set dev eth0 address 02:42:c0:00:02:02 # tells neighbours of its addresses
[web] route replace default via 192.0.2.1 dev eth0 proto 110
[web] hostname web
[web@open] hosts 192.0.2.2 web
PLAN
}

# No rules: host.firewall is none, or nothing needs one.
rules() {
    cat <<'RULES'
RULES
}

