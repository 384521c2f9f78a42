#!/bin/sh
# The network of plan demo on this host.
#
# Made by netgen 0.1.0 from plan.yaml, sha256
# 5bcc9e99fc335a42035763b2d9565bca76e56c42c33f582d1c87723d50889d42.
# The engine is the same in every script of this version; `sed -n '/^# --- engine/,$p' setup.sh | sha256sum` gives
# (its SHA-256).
# Do not edit it: change the plan and render it again.
#
# Networks
#   networks.open: bridge open, 192.0.2.0/26, gateway 192.0.2.1, routed, open to the world, mtu 1500
#   networks.closed: bridge closed, 192.0.2.64/26, gateway 192.0.2.65, routed, mtu 1500
#   networks.reached: bridge reached, 172.20.0.0/16, gateway 172.20.0.1, nat, open to the world, mtu 1500
#
# Containers
#   containers.www: 192.0.2.2 on open
#   containers.batch: 192.0.2.66 on closed
#   containers.app: 172.20.0.2 on reached
#
# Open to the world
#   containers.www: every port of 192.0.2.2
#   containers.app: every port of 172.20.0.2
#
# Settings of the host
#   net.ipv4.ip_forward=1: forward IPv4 between interfaces
#   net.ipv4.conf.all.accept_redirects=0: a router takes no redirects
#   net.ipv4.conf.$uplinks.forwarding=1: also on interfaces with a default route where it was switched off
#   net.netfilter.nf_conntrack_tcp_be_liberal=1: a TCP segment outside of the window is still part of its connection
#   IPv6 forwarding stays as it is
#   networks.open: net.ipv4.conf.open.forwarding=1, forward IPv4 from it, also where conf.default.forwarding is 0
#   networks.closed: net.ipv4.conf.closed.forwarding=1, forward IPv4 from it, also where conf.default.forwarding is 0
#   networks.reached: net.ipv4.conf.reached.forwarding=1, forward IPv4 from it, also where conf.default.forwarding is 0
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
plan_sha256='5bcc9e99fc335a42035763b2d9565bca76e56c42c33f582d1c87723d50889d42'
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

# networks.open: bridge open, 192.0.2.0/26, gateway 192.0.2.1, routed, open to the world, mtu 1500
link add name open address 02:42:c0:00:02:01 type bridge
link set dev open alias netgen:demo:networks.open addrgenmode none # no IPv6 address but the plan's
link set dev open mtu 1500 up
addr replace 192.0.2.1/26 dev open
sysctl -w net.ipv4.conf.open.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0

# networks.closed: bridge closed, 192.0.2.64/26, gateway 192.0.2.65, routed, mtu 1500
link add name closed address 02:42:c0:00:02:41 type bridge
link set dev closed alias netgen:demo:networks.closed addrgenmode none # no IPv6 address but the plan's
link set dev closed mtu 1500 up
addr replace 192.0.2.65/26 dev closed
sysctl -w net.ipv4.conf.closed.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0

# networks.reached: bridge reached, 172.20.0.0/16, gateway 172.20.0.1, nat, open to the world, mtu 1500
link add name reached address 02:42:ac:14:00:01 type bridge
link set dev reached alias netgen:demo:networks.reached addrgenmode none # no IPv6 address but the plan's
link set dev reached mtu 1500 up
addr replace 172.20.0.1/16 dev reached
sysctl -w net.ipv4.conf.reached.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0

# containers.www: 192.0.2.2 on open, open to the world
netns add www
link add name www.eth0 master open type veth peer name eth0 address 02:42:c0:00:02:02 netns www
link set dev www.eth0 alias netgen:demo:containers.www.networks.open addrgenmode none # no IPv6 address but the plan's
link set dev www.eth0 mtu 1500 up
[www] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[www] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[www] link set dev lo alias netgen:demo:containers.www
[www] link set dev lo up
[www] link set dev eth0 alias netgen:demo:containers.www.networks.open
[www] link set dev eth0 mtu 1500 up
[www] addr replace 192.0.2.2/26 dev eth0
[www] link set dev eth0 address 02:42:c0:00:02:02 # tells neighbours of its addresses
[www] route replace default via 192.0.2.1 dev eth0 proto 110
[www] hostname www
[www@open] hosts 192.0.2.2 www

# containers.batch: 192.0.2.66 on closed
netns add batch
link add name batch.eth0 master closed type veth peer name eth0 address 02:42:c0:00:02:42 netns batch
link set dev batch.eth0 alias netgen:demo:containers.batch.networks.closed addrgenmode none # no IPv6 address but the plan's
link set dev batch.eth0 mtu 1500 up
[batch] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[batch] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[batch] link set dev lo alias netgen:demo:containers.batch
[batch] link set dev lo up
[batch] link set dev eth0 alias netgen:demo:containers.batch.networks.closed
[batch] link set dev eth0 mtu 1500 up
[batch] addr replace 192.0.2.66/26 dev eth0
[batch] link set dev eth0 address 02:42:c0:00:02:42 # tells neighbours of its addresses
[batch] route replace default via 192.0.2.65 dev eth0 proto 110
[batch] hostname batch
[batch@closed] hosts 192.0.2.66 batch

# containers.app: 172.20.0.2 on reached, open to the world
netns add app
link add name app.eth0 master reached type veth peer name eth0 address 02:42:ac:14:00:02 netns app
link set dev app.eth0 alias netgen:demo:containers.app.networks.reached addrgenmode none # no IPv6 address but the plan's
link set dev app.eth0 mtu 1500 up
[app] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[app] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[app] link set dev lo alias netgen:demo:containers.app
[app] link set dev lo up
[app] link set dev eth0 alias netgen:demo:containers.app.networks.reached
[app] link set dev eth0 mtu 1500 up
[app] addr replace 172.20.0.2/16 dev eth0
[app] link set dev eth0 address 02:42:ac:14:00:02 # tells neighbours of its addresses
[app] route replace default via 172.20.0.1 dev eth0 proto 110
[app] hostname app
[app@reached] hosts 172.20.0.2 app
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
-A NG_demo_PREROUTING ! -i lo -s 192.0.2.0/26 -m comment --comment networks.open -j NG_demo_spoofed
-A NG_demo_PREROUTING ! -i lo -s 192.0.2.64/26 -m comment --comment networks.closed -j NG_demo_spoofed
-A NG_demo_PREROUTING ! -i lo -s 172.20.0.0/16 -m comment --comment networks.reached -j NG_demo_spoofed
-A NG_demo_spoofed -i open -s 192.0.2.0/26 -m comment --comment networks.open -j RETURN
-A NG_demo_spoofed -i closed -s 192.0.2.64/26 -m comment --comment networks.closed -j RETURN
-A NG_demo_spoofed -i reached -s 172.20.0.0/16 -m comment --comment networks.reached -j RETURN
-A NG_demo_spoofed -j DROP
-I PREROUTING -j NG_demo_PREROUTING
COMMIT
*filter
:NG_demo_FORWARD - [0:0]
:NG_demo_from-ours - [0:0]
# replies, and errors that belong to a connection
-A NG_demo_FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j RETURN
# within a network, and between peers
-A NG_demo_FORWARD -i open -o open -m comment --comment networks.open -j RETURN
-A NG_demo_FORWARD -i closed -o closed -m comment --comment networks.closed -j RETURN
-A NG_demo_FORWARD -i reached -o reached -m comment --comment networks.reached -j RETURN
# networks are isolated
-A NG_demo_FORWARD -i open -m comment --comment networks.open -j NG_demo_from-ours
-A NG_demo_FORWARD -i closed -m comment --comment networks.closed -j NG_demo_from-ours
-A NG_demo_FORWARD -i reached -m comment --comment networks.reached -j NG_demo_from-ours
-A NG_demo_from-ours -o open -m comment --comment networks.open -j DROP
-A NG_demo_from-ours -o closed -m comment --comment networks.closed -j DROP
-A NG_demo_from-ours -o reached -m comment --comment networks.reached -j DROP
# no private address leaves untranslated
-A NG_demo_FORWARD -m conntrack --ctstate INVALID -s 172.20.0.0/16 -m comment --comment networks.reached -j DROP
# nothing comes in from outside
-A NG_demo_FORWARD -o closed -m comment --comment networks.closed -j DROP
-I FORWARD -j NG_demo_FORWARD
COMMIT
*nat
:NG_demo_POSTROUTING - [0:0]
# the host talks to itself from the address that it means
-A NG_demo_POSTROUTING -o lo -m comment --comment host -j RETURN
# between networks of the plan, addresses stay as they are
-A NG_demo_POSTROUTING -o open -m comment --comment networks.open -j RETURN
-A NG_demo_POSTROUTING -o closed -m comment --comment networks.closed -j RETURN
-A NG_demo_POSTROUTING -o reached -m comment --comment networks.reached -j RETURN
# the world sees the host's address
-A NG_demo_POSTROUTING -s 172.20.0.0/16 -m comment --comment networks.reached -j MASQUERADE
-I POSTROUTING -j NG_demo_POSTROUTING
COMMIT
# for rules of your own, which come first: made if missing, never emptied
*filter
-I FORWARD -j NETGEN-USER
COMMIT
RULES
}

