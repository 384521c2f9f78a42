#!/bin/sh
# The network of plan plan on this host.
#
# Made by netgen 0.1.0 from plan.yaml, sha256
# 59540430ef9d25dba442e21bf76ca6212929ee2916352126674f3fddd8b89775.
# The engine is the same in every script of this version; `sed -n '/^# --- engine/,$p' setup.sh | sha256sum` gives
# (its SHA-256).
# Do not edit it: change the plan and render it again.
#
# Networks
#   networks.front: bridge front, 172.17.0.0/16, gateway 172.17.42.1, nat, mtu 1500
#
# Containers
#   containers.web: 172.17.0.1 on front
#   containers.far: one point-to-point link
#
# Point-to-point links
#   point_to_point.far.host: 10.1.1.1 on eth0 of far, 10.1.1.2 on far.eth0 of the host
#
# Open to the world
#   containers.web: 8080/tcp
#
# Settings of the host
#   net.ipv4.ip_forward=1: forward IPv4 between interfaces
#   net.ipv4.conf.all.accept_redirects=0: a router takes no redirects
#   net.ipv4.conf.$uplinks.forwarding=1: also on interfaces with a default route where it was switched off
#   net.netfilter.nf_conntrack_tcp_be_liberal=1: a TCP segment outside of the window is still part of its connection
#   IPv6 forwarding stays as it is
#   networks.front: net.ipv4.conf.front.forwarding=1, forward IPv4 from it, also where conf.default.forwarding is 0
#   networks.front: net.ipv4.conf.front.route_localnet=1, let 127.0.0.1 reach published ports
#
# Firewall
#   chains NG_plan_* of iptables, with one jump from each built-in chain that they serve
#   chain NETGEN-USER of iptables, for rules of your own: made if missing, first in line, never emptied
#
# Files
#   /etc/netns/NAME/hostname, hosts and resolv.conf for each container; what was there is kept in /etc/netns/.netgen-plan
#   name servers are the host's; if it names none, Google's: 8.8.8.8 and 8.8.4.4
#   /run/netgen/plan: what was made, until down or the next boot
#
# Kernel
#   it loads its modules for bridges, veth pairs and iptables when they are first used
#
# Usage, as root:
#   sh setup.sh [up] [--dry-run] [--force]   make the host as the plan says; again after every change of the plan
#   sh setup.sh check                        compare, change nothing
#   sh setup.sh refresh-names                follow the host's resolv.conf
#   sh setup.sh down [--dry-run] [--force]   remove what this plan made, and nothing else
#   sh setup.sh --help | --version           exit codes; plan and versions

netgen_version='0.1.0'
plan_name='plan'
plan_sha256='59540430ef9d25dba442e21bf76ca6212929ee2916352126674f3fddd8b89775'
plan_firewall='iptables'
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
sysctl -w net.netfilter.nf_conntrack_tcp_be_liberal=1 # a TCP segment outside of the window is still part of its connection

# host.firewall: chain NETGEN-USER is for rules of your own: made if missing, first in line, never emptied
user-rules iptables

# host: name service of the containers, where they have no line of their own
[*] hosts 127.0.0.1 localhost
[*] nameserver ${host_ipv4_nameservers:-8.8.8.8 8.8.4.4}
[*] search ${host_search:-.}
[*] options ${host_options:-}

# networks.front: bridge front, 172.17.0.0/16, gateway 172.17.42.1, nat, mtu 1500
link add name front address 02:42:ac:11:2a:01 type bridge
link set dev front alias netgen:plan:networks.front addrgenmode none # no IPv6 address but the plan's
link set dev front mtu 1500 up
addr replace 172.17.42.1/16 dev front
sysctl -w net.ipv4.conf.front.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0
sysctl -w net.ipv4.conf.front.route_localnet=1 # let 127.0.0.1 reach published ports

# containers.web: 172.17.0.1 on front
netns add web
link add name web.eth0 master front type veth peer name eth0 address 02:42:ac:11:00:01 netns web
link set dev web.eth0 alias netgen:plan:containers.web.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev web.eth0 mtu 1500 up
link set dev web.eth0 type bridge_slave hairpin on # it may reach its own published ports
[web] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[web] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[web] link set dev lo alias netgen:plan:containers.web
[web] link set dev lo up
[web] link set dev eth0 alias netgen:plan:containers.web.networks.front
[web] link set dev eth0 mtu 1500 up
[web] addr replace 172.17.0.1/16 dev eth0
[web] link set dev eth0 address 02:42:ac:11:00:01 # tells neighbours of its addresses
[web] route replace default via 172.17.42.1 dev eth0 proto 110
[web] hostname web
[web@front] hosts 172.17.0.1 web
port tcp 0.0.0.0:8080 to 172.17.0.1:80 # containers.web.ports.0

# containers.far: one point-to-point link
netns add far
[far] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[far] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[far] link set dev lo alias netgen:plan:containers.far
[far] link set dev lo up
[far] hostname far
[far] hosts 10.1.1.1 far

# point_to_point.far.host: 10.1.1.1 on eth0 of far, 10.1.1.2 on far.eth0 of the host
link add name far.eth0 address 02:42:0a:01:01:02 type veth peer name eth0 address 02:42:0a:01:01:01 netns far
link set dev far.eth0 alias netgen:plan:point_to_point.far.host addrgenmode none # no IPv6 address but the plan's
link set dev far.eth0 mtu 1500 up
addr replace 10.1.1.2/32 dev far.eth0
route replace 10.1.1.1/32 dev far.eth0 proto 110
[far] link set dev eth0 alias netgen:plan:point_to_point.far.host
[far] link set dev eth0 mtu 1500 up
[far] addr replace 10.1.1.1/32 dev eth0
[far] route replace 10.1.1.2/32 dev eth0 proto 110
PLAN
}

# The plan's rules. `@ TOOL` or `@ TOOL NETNS` says what loads the lines below it, and in which network namespace.
# iptables-restore --noflush fills the chains of a table in one transaction. RETURN leaves a packet to rules of others.
rules() {
    cat <<'RULES'
@ iptables
*raw
:NG_plan_PREROUTING - [0:0]
:NG_plan_spoofed - [0:0]
# a container's address comes from its own bridge
-A NG_plan_PREROUTING ! -i lo -s 172.17.0.0/16 -m comment --comment networks.front -j NG_plan_spoofed
-A NG_plan_spoofed -i front -s 172.17.0.0/16 -m comment --comment networks.front -j RETURN
-A NG_plan_spoofed -j DROP
# 127.0.0.1 is the host's own
-A NG_plan_PREROUTING ! -i lo -s 127.0.0.0/8 -m comment --comment host -j DROP
# 127.0.0.1 is the host's own
-A NG_plan_PREROUTING ! -i lo -d 127.0.0.0/8 -m comment --comment host -j DROP
-I PREROUTING -j NG_plan_PREROUTING
COMMIT
*mangle
:NG_plan_PREROUTING - [0:0]
# connections that were let in before
-A NG_plan_PREROUTING -m conntrack --ctstate RELATED,ESTABLISHED -j RETURN
# from the other end of the link
-A NG_plan_PREROUTING -i far.eth0 -d 10.1.1.2 -m comment --comment point_to_point.far.host -j RETURN
-A NG_plan_PREROUTING -i lo -d 10.1.1.2 -m comment --comment point_to_point.far.host -j RETURN
# nobody else reaches an end, nor a port by it
-A NG_plan_PREROUTING -d 10.1.1.2 -m comment --comment point_to_point.far.host -j DROP
# from the plan's networks
-A NG_plan_PREROUTING -i front -m comment --comment networks.front -j RETURN
-A NG_plan_PREROUTING -i far.eth0 -m comment --comment point_to_point.far.host -j RETURN
-I PREROUTING -j NG_plan_PREROUTING
COMMIT
*nat
:NG_plan_PREROUTING - [0:0]
:NG_plan_OUTPUT - [0:0]
:NG_plan_POSTROUTING - [0:0]
:NG_plan_own-loopback - [0:0]
:NG_plan_tcp - [0:0]
# ports of every address
-A NG_plan_PREROUTING -m addrtype --dst-type LOCAL -p tcp -j NG_plan_tcp
# ports of every address
-A NG_plan_OUTPUT -m addrtype --dst-type LOCAL -p tcp -j NG_plan_tcp
# the host talks to itself from the address that it means
-A NG_plan_POSTROUTING -o lo -m comment --comment host -j RETURN
# replies come back by way of the host
-A NG_plan_POSTROUTING -m conntrack --ctstate DNAT -s 172.17.0.0/16 -d 172.17.0.0/16 -m comment --comment networks.front -j MASQUERADE
# the host's 127.0.0.1 means something else in a container
-A NG_plan_POSTROUTING -s 127.0.0.0/8 -m comment --comment host -j NG_plan_own-loopback
-A NG_plan_own-loopback -o front -m comment --comment networks.front -j MASQUERADE
-A NG_plan_own-loopback -o far.eth0 -m comment --comment point_to_point.far.host -j MASQUERADE
# between networks of the plan, addresses stay as they are
-A NG_plan_POSTROUTING -o front -m comment --comment networks.front -j RETURN
-A NG_plan_POSTROUTING -o far.eth0 -m comment --comment point_to_point.far.host -j RETURN
# by a port that is not published
-A NG_plan_POSTROUTING -p tcp -s 172.17.0.0/16 -m comment --comment networks.front -j MASQUERADE --to-ports 8081-65535
-A NG_plan_POSTROUTING -p tcp -s 10.1.1.1 -m comment --comment point_to_point.far.host -j MASQUERADE --to-ports 8081-65535
# the world sees the host's address
-A NG_plan_POSTROUTING -s 172.17.0.0/16 -m comment --comment networks.front -j MASQUERADE
-A NG_plan_POSTROUTING -s 10.1.1.1 -m comment --comment point_to_point.far.host -j MASQUERADE
# on every address of the host: protocol, port, container
-A NG_plan_tcp -p tcp --dport 8080 -m comment --comment containers.web.ports.0 -j DNAT --to-destination 172.17.0.1:80
-I PREROUTING -j NG_plan_PREROUTING
-I OUTPUT -j NG_plan_OUTPUT
-I POSTROUTING -j NG_plan_POSTROUTING
COMMIT
*filter
:NG_plan_INPUT - [0:0]
:NG_plan_FORWARD - [0:0]
:NG_plan_from-ours - [0:0]
# replies, and errors that belong to a connection
-A NG_plan_INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j RETURN
# from the other end of the link
-A NG_plan_INPUT -i far.eth0 -d 10.1.1.2 -m comment --comment point_to_point.far.host -j RETURN
-A NG_plan_INPUT -i lo -d 10.1.1.2 -m comment --comment point_to_point.far.host -j RETURN
# nobody else reaches an end
-A NG_plan_INPUT -d 10.1.1.2 -m comment --comment point_to_point.far.host -j DROP
# replies, and errors that belong to a connection
-A NG_plan_FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j RETURN
# within a network, and between peers
-A NG_plan_FORWARD -i front -o front -m comment --comment networks.front -j RETURN
# published ports are open
-A NG_plan_FORWARD -m conntrack --ctstate DNAT -d 172.17.0.1 -p tcp --dport 80 -m comment --comment containers.web.ports.0 -j RETURN
# networks are isolated
-A NG_plan_FORWARD -i front -m comment --comment networks.front -j NG_plan_from-ours
-A NG_plan_FORWARD -i far.eth0 -m comment --comment point_to_point.far.host -j NG_plan_from-ours
-A NG_plan_from-ours -o front -m comment --comment networks.front -j DROP
-A NG_plan_from-ours -o far.eth0 -m comment --comment point_to_point.far.host -j DROP
# no private address leaves untranslated
-A NG_plan_FORWARD -m conntrack --ctstate INVALID -s 172.17.0.0/16 -m comment --comment networks.front -j DROP
-A NG_plan_FORWARD -m conntrack --ctstate INVALID -s 10.1.1.1 -m comment --comment point_to_point.far.host -j DROP
# nothing comes in from outside
-A NG_plan_FORWARD -o front -m comment --comment networks.front -j DROP
-A NG_plan_FORWARD -o far.eth0 -m comment --comment point_to_point.far.host -j DROP
-I INPUT -j NG_plan_INPUT
-I FORWARD -j NG_plan_FORWARD
COMMIT
# for rules of your own, which come first: made if missing, never emptied
*filter
-I FORWARD -j NETGEN-USER
COMMIT
RULES
}

