#!/bin/sh
# The network of plan demo on this host.
#
# Made by netgen 0.1.0 from plan.yaml, sha256
# 0b3e2828a78af7d6044d634deb2bc39b5d36d552efc03f430e3f3050fb7f9762.
# The engine is the same in every script of this version; `sed -n '/^# --- engine/,$p' setup.sh | sha256sum` gives
# (its SHA-256).
# Do not edit it: change the plan and render it again.
#
# Networks
#   networks.docker0: bridge docker0, 172.17.0.0/16, gateway 172.17.42.1, nat, mtu 1500
#
# Containers
#   containers.web: 172.17.0.1 on docker0
#   containers.db: 172.17.0.2 on docker0
#
# Open to the world
#   nothing
#
# Settings of the host
#   net.ipv4.ip_forward=1: forward IPv4 between interfaces
#   net.ipv4.conf.all.accept_redirects=0: a router takes no redirects
#   net.ipv4.conf.$uplinks.forwarding=1: also on interfaces with a default route where it was switched off
#   net.netfilter.nf_conntrack_tcp_be_liberal=1: a TCP segment outside of the window is still part of its connection
#   IPv6 forwarding stays as it is
#   networks.docker0: net.ipv4.conf.docker0.forwarding=1, forward IPv4 from it, also where conf.default.forwarding is 0
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
plan_sha256='0b3e2828a78af7d6044d634deb2bc39b5d36d552efc03f430e3f3050fb7f9762'
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

# networks.docker0: bridge docker0, 172.17.0.0/16, gateway 172.17.42.1, nat, mtu 1500
link add name docker0 address 02:42:ac:11:2a:01 type bridge
link set dev docker0 alias netgen:demo:networks.docker0 addrgenmode none # no IPv6 address but the plan's
link set dev docker0 mtu 1500 up
addr replace 172.17.42.1/16 dev docker0
sysctl -w net.ipv4.conf.docker0.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0

# containers.web: 172.17.0.1 on docker0
netns add web
link add name web.eth0 master docker0 type veth peer name eth0 address 02:42:ac:11:00:01 netns web
link set dev web.eth0 alias netgen:demo:containers.web.networks.docker0 addrgenmode none # no IPv6 address but the plan's
link set dev web.eth0 mtu 1500 up
[web] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[web] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[web] link set dev lo alias netgen:demo:containers.web
[web] link set dev lo up
[web] link set dev eth0 alias netgen:demo:containers.web.networks.docker0
[web] link set dev eth0 mtu 1500 up
[web] addr replace 172.17.0.1/16 dev eth0
[web] link set dev eth0 address 02:42:ac:11:00:01 # tells neighbours of its addresses
[web] route replace default via 172.17.42.1 dev eth0 proto 110
[web] hostname web
[web@docker0] hosts 172.17.0.1 web

# containers.db: 172.17.0.2 on docker0
netns add db
link add name db.eth0 master docker0 type veth peer name eth0 address 02:42:ac:11:00:02 netns db
link set dev db.eth0 alias netgen:demo:containers.db.networks.docker0 addrgenmode none # no IPv6 address but the plan's
link set dev db.eth0 mtu 1500 up
[db] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[db] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[db] link set dev lo alias netgen:demo:containers.db
[db] link set dev lo up
[db] link set dev eth0 alias netgen:demo:containers.db.networks.docker0
[db] link set dev eth0 mtu 1500 up
[db] addr replace 172.17.0.2/16 dev eth0
[db] link set dev eth0 address 02:42:ac:11:00:02 # tells neighbours of its addresses
[db] route replace default via 172.17.42.1 dev eth0 proto 110
[db] hostname db
[db@docker0] hosts 172.17.0.2 db
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
-A NG_demo_PREROUTING ! -i lo -s 172.17.0.0/16 -m comment --comment networks.docker0 -j NG_demo_spoofed
-A NG_demo_spoofed -i docker0 -s 172.17.0.0/16 -m comment --comment networks.docker0 -j RETURN
-A NG_demo_spoofed -j DROP
-I PREROUTING -j NG_demo_PREROUTING
COMMIT
*filter
:NG_demo_FORWARD - [0:0]
:NG_demo_from-ours - [0:0]
# replies, and errors that belong to a connection
-A NG_demo_FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j RETURN
# within a network, and between peers
-A NG_demo_FORWARD -i docker0 -o docker0 -m comment --comment networks.docker0 -j RETURN
# networks are isolated
-A NG_demo_FORWARD -i docker0 -m comment --comment networks.docker0 -j NG_demo_from-ours
-A NG_demo_from-ours -o docker0 -m comment --comment networks.docker0 -j DROP
# no private address leaves untranslated
-A NG_demo_FORWARD -m conntrack --ctstate INVALID -s 172.17.0.0/16 -m comment --comment networks.docker0 -j DROP
# nothing comes in from outside
-A NG_demo_FORWARD -o docker0 -m comment --comment networks.docker0 -j DROP
-I FORWARD -j NG_demo_FORWARD
COMMIT
*nat
:NG_demo_POSTROUTING - [0:0]
# the host talks to itself from the address that it means
-A NG_demo_POSTROUTING -o lo -m comment --comment host -j RETURN
# between networks of the plan, addresses stay as they are
-A NG_demo_POSTROUTING -o docker0 -m comment --comment networks.docker0 -j RETURN
# the world sees the host's address
-A NG_demo_POSTROUTING -s 172.17.0.0/16 -m comment --comment networks.docker0 -j MASQUERADE
-I POSTROUTING -j NG_demo_POSTROUTING
COMMIT
# for rules of your own, which come first: made if missing, never emptied
*filter
-I FORWARD -j NETGEN-USER
COMMIT
RULES
}

