#!/bin/sh
# The network of plan demo on this host.
#
# Made by netgen 0.1.0 from plan.yaml, sha256
# 67e4421ceb89273c31652d8213b536dba889de27a56b0cd2d9ced7748e237546.
# The engine is the same in every script of this version; `sed -n '/^# --- engine/,$p' setup.sh | sha256sum` gives
# (its SHA-256).
# Do not edit it: change the plan and render it again.
#
# Networks
#   networks.lan: bridge lan, 192.0.2.64/26, gateway 192.0.2.65, routed, mtu 1500
#
# Containers
#   containers.www: 192.0.2.66 on lan
#
# Open to the world
#   containers.www: 8080/tcp, 8443/tcp, 9000-9003/tcp, 127.0.0.1:8081/tcp, 2222/tcp from 198.51.100.0/24, 2223/tcp from 198.51.100.7/32 203.0.113.0/24, 192.0.2.66:80/tcp, 192.0.2.66:443/tcp, 192.0.2.66:9000-9003/tcp, 192.0.2.66:22/tcp from 198.51.100.0/24 198.51.100.7/32 203.0.113.0/24
#
# Settings of the host
#   net.ipv4.ip_forward=1: forward IPv4 between interfaces
#   net.ipv4.conf.all.accept_redirects=0: a router takes no redirects
#   net.ipv4.conf.$uplinks.forwarding=1: also on interfaces with a default route where it was switched off
#   net.netfilter.nf_conntrack_tcp_be_liberal=1: a TCP segment outside of the window is still part of its connection
#   IPv6 forwarding stays as it is
#   networks.lan: net.ipv4.conf.lan.forwarding=1, forward IPv4 from it, also where conf.default.forwarding is 0
#   networks.lan: net.ipv4.conf.lan.route_localnet=1, let 127.0.0.1 reach published ports
#
# Firewall
#   chains NG_demo_* of iptables, with one jump from each built-in chain that they serve
#   chain NETGEN-USER of iptables, for rules of your own: made if missing, first in line, never emptied
#
# Files
#   /etc/netns/NAME/hostname, hosts and resolv.conf for each container; what was there is kept in /etc/netns/.netgen-demo
#   name servers are the host's; if it names none, Google's: 8.8.8.8 and 8.8.4.4
#   /run/netgen/demo: what was made, until down or the next boot
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
plan_name='demo'
plan_sha256='67e4421ceb89273c31652d8213b536dba889de27a56b0cd2d9ced7748e237546'
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

# networks.lan: bridge lan, 192.0.2.64/26, gateway 192.0.2.65, routed, mtu 1500
link add name lan address 02:42:c0:00:02:41 type bridge
link set dev lan alias netgen:demo:networks.lan addrgenmode none # no IPv6 address but the plan's
link set dev lan mtu 1500 up
addr replace 192.0.2.65/26 dev lan
sysctl -w net.ipv4.conf.lan.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0
sysctl -w net.ipv4.conf.lan.route_localnet=1 # let 127.0.0.1 reach published ports

# containers.www: 192.0.2.66 on lan
netns add www
link add name www.eth0 master lan type veth peer name eth0 address 02:42:c0:00:02:42 netns www
link set dev www.eth0 alias netgen:demo:containers.www.networks.lan addrgenmode none # no IPv6 address but the plan's
link set dev www.eth0 mtu 1500 up
link set dev www.eth0 type bridge_slave hairpin on # it may reach its own published ports
[www] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[www] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[www] link set dev lo alias netgen:demo:containers.www
[www] link set dev lo up
[www] link set dev eth0 alias netgen:demo:containers.www.networks.lan
[www] link set dev eth0 mtu 1500 up
[www] addr replace 192.0.2.66/26 dev eth0
[www] link set dev eth0 address 02:42:c0:00:02:42 # tells neighbours of its addresses
[www] route replace default via 192.0.2.65 dev eth0 proto 110
[www] hostname www
[www@lan] hosts 192.0.2.66 www
port tcp 0.0.0.0:8080 to 192.0.2.66:80 # containers.www.ports.0
port tcp 0.0.0.0:8443 to 192.0.2.66:443 # containers.www.ports.1
port tcp 0.0.0.0:9000-9003 to 192.0.2.66:9000-9003 # containers.www.ports.2
port tcp 127.0.0.1:8081 to 192.0.2.66:81 # containers.www.ports.3
port tcp 0.0.0.0:2222 to 192.0.2.66:22 # containers.www.ports.4
port tcp 0.0.0.0:2223 to 192.0.2.66:22 # containers.www.ports.5
PLAN
}

# The plan's rules. `@ TOOL` or `@ TOOL NETNS` says what loads the lines below it, and in which network namespace.
# iptables-restore --noflush fills the chains of a table in one transaction. RETURN leaves a packet to rules of others.
rules() {
    cat <<'RULES'
@ iptables
*raw
:NG_demo_PREROUTING - [0:0]
:NG_demo_spoofed - [0:0]
# a container's address comes from its own bridge
-A NG_demo_PREROUTING ! -i lo -s 192.0.2.64/26 -m comment --comment networks.lan -j NG_demo_spoofed
-A NG_demo_spoofed -i lan -s 192.0.2.64/26 -m comment --comment networks.lan -j RETURN
-A NG_demo_spoofed -j DROP
# 127.0.0.1 is the host's own
-A NG_demo_PREROUTING ! -i lo -s 127.0.0.0/8 -m comment --comment host -j DROP
# 127.0.0.1 is the host's own
-A NG_demo_PREROUTING ! -i lo -d 127.0.0.0/8 -m comment --comment host -j DROP
-I PREROUTING -j NG_demo_PREROUTING
COMMIT
*mangle
:NG_demo_PREROUTING - [0:0]
# connections that were let in before
-A NG_demo_PREROUTING -m conntrack --ctstate RELATED,ESTABLISHED -j RETURN
# from the plan's networks
-A NG_demo_PREROUTING -i lan -m comment --comment networks.lan -j RETURN
# sources that the plan names
-A NG_demo_PREROUTING -s 198.51.100.0/24 -p tcp --dport 2222 -m comment --comment containers.www.ports.4 -j RETURN
-A NG_demo_PREROUTING -s 198.51.100.7/32 -p tcp --dport 2223 -m comment --comment containers.www.ports.5 -j RETURN
-A NG_demo_PREROUTING -s 203.0.113.0/24 -p tcp --dport 2223 -m comment --comment containers.www.ports.5 -j RETURN
# and no others
-A NG_demo_PREROUTING ! -i lo -m addrtype --dst-type LOCAL -p tcp --dport 2222 -m comment --comment containers.www.ports.4 -j DROP
-A NG_demo_PREROUTING ! -i lo -m addrtype --dst-type LOCAL -p tcp --dport 2223 -m comment --comment containers.www.ports.5 -j DROP
-I PREROUTING -j NG_demo_PREROUTING
COMMIT
*nat
:NG_demo_PREROUTING - [0:0]
:NG_demo_OUTPUT - [0:0]
:NG_demo_POSTROUTING - [0:0]
:NG_demo_own-loopback - [0:0]
:NG_demo_tcp_on - [0:0]
:NG_demo_tcp - [0:0]
# ports of one address
-A NG_demo_PREROUTING -m addrtype --dst-type LOCAL -p tcp -j NG_demo_tcp_on
# ports of every address
-A NG_demo_PREROUTING -m addrtype --dst-type LOCAL -p tcp -j NG_demo_tcp
# ports of one address
-A NG_demo_OUTPUT -m addrtype --dst-type LOCAL -p tcp -j NG_demo_tcp_on
# ports of every address
-A NG_demo_OUTPUT -m addrtype --dst-type LOCAL -p tcp -j NG_demo_tcp
# replies come back by way of the host
-A NG_demo_POSTROUTING -m conntrack --ctstate DNAT -s 192.0.2.64/26 -d 192.0.2.64/26 -m comment --comment networks.lan -j MASQUERADE
# the host's 127.0.0.1 means something else in a container
-A NG_demo_POSTROUTING -s 127.0.0.0/8 -m comment --comment host -j NG_demo_own-loopback
-A NG_demo_own-loopback -o lan -m comment --comment networks.lan -j MASQUERADE
# on one address of the host: address, protocol, port, container
-A NG_demo_tcp_on -d 127.0.0.1 -p tcp --dport 8081 -m comment --comment containers.www.ports.3 -j DNAT --to-destination 192.0.2.66:81
# on every address of the host: protocol, port, container
-A NG_demo_tcp -p tcp --dport 8080 -m comment --comment containers.www.ports.0 -j DNAT --to-destination 192.0.2.66:80
-A NG_demo_tcp -p tcp --dport 8443 -m comment --comment containers.www.ports.1 -j DNAT --to-destination 192.0.2.66:443
-A NG_demo_tcp -p tcp --dport 9000:9003 -m comment --comment containers.www.ports.2 -j DNAT --to-destination 192.0.2.66
-A NG_demo_tcp -p tcp --dport 2222 -m comment --comment containers.www.ports.4 -j DNAT --to-destination 192.0.2.66:22
-A NG_demo_tcp -p tcp --dport 2223 -m comment --comment containers.www.ports.5 -j DNAT --to-destination 192.0.2.66:22
-I PREROUTING -j NG_demo_PREROUTING
-I OUTPUT -j NG_demo_OUTPUT
-I POSTROUTING -j NG_demo_POSTROUTING
COMMIT
*filter
:NG_demo_FORWARD - [0:0]
:NG_demo_from-ours - [0:0]
# replies, and errors that belong to a connection
-A NG_demo_FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j RETURN
# within a network, and between peers
-A NG_demo_FORWARD -i lan -o lan -m comment --comment networks.lan -j RETURN
# published ports are open
-A NG_demo_FORWARD -m conntrack --ctstate DNAT -d 192.0.2.66 -p tcp --dport 22 -m comment --comment containers.www.ports.4 -j RETURN
-A NG_demo_FORWARD -m conntrack --ctstate DNAT -d 192.0.2.66 -p tcp --dport 80 -m comment --comment containers.www.ports.0 -j RETURN
-A NG_demo_FORWARD -m conntrack --ctstate DNAT -d 192.0.2.66 -p tcp --dport 81 -m comment --comment containers.www.ports.3 -j RETURN
-A NG_demo_FORWARD -m conntrack --ctstate DNAT -d 192.0.2.66 -p tcp --dport 443 -m comment --comment containers.www.ports.1 -j RETURN
-A NG_demo_FORWARD -m conntrack --ctstate DNAT -d 192.0.2.66 -p tcp --dport 9000:9003 -m comment --comment containers.www.ports.2 -j RETURN
# networks are isolated
-A NG_demo_FORWARD -i lan -m comment --comment networks.lan -j NG_demo_from-ours
-A NG_demo_from-ours -o lan -m comment --comment networks.lan -j DROP
# published ports, at the container's own address
-A NG_demo_FORWARD -d 192.0.2.66 -p tcp --dport 80 -m comment --comment containers.www.ports.0 -j RETURN
-A NG_demo_FORWARD -d 192.0.2.66 -p tcp --dport 443 -m comment --comment containers.www.ports.1 -j RETURN
-A NG_demo_FORWARD -d 192.0.2.66 -p tcp --dport 9000:9003 -m comment --comment containers.www.ports.2 -j RETURN
-A NG_demo_FORWARD -s 198.51.100.0/24 -d 192.0.2.66 -p tcp --dport 22 -m comment --comment containers.www.ports.4 -j RETURN
-A NG_demo_FORWARD -s 203.0.113.0/24 -d 192.0.2.66 -p tcp --dport 22 -m comment --comment containers.www.ports.4 -j RETURN
# nothing comes in from outside
-A NG_demo_FORWARD -o lan -m comment --comment networks.lan -j DROP
-I FORWARD -j NG_demo_FORWARD
COMMIT
# for rules of your own, which come first: made if missing, never emptied
*filter
-I FORWARD -j NETGEN-USER
COMMIT
RULES
}

