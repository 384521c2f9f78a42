#!/bin/sh
# The network of plan demo on this host.
#
# Made by netgen 0.1.0 from plan.yaml, sha256
# 0a078ea5fb3d6a5ef7daa6a1c1b7d0b929f1571de6059f82724dd43e757506f4.
# The engine is the same in every script of this version; `sed -n '/^# --- engine/,$p' setup.sh | sha256sum` gives
# (its SHA-256).
# Do not edit it: change the plan and render it again.
#
# Networks
#   networks.front: bridge front, 10.1.0.0/24, gateway 10.1.0.1, nat, mtu 1500
#   networks.back: bridge back, 10.2.0.0/24, gateway 10.2.0.1, nat, mtu 1500
#
# Containers
#   containers.web: 10.1.0.2 on front, 10.2.0.2 on back
#   containers.db: 10.2.0.3 on back
#   containers.probe: 10.1.0.3 on front, in the existing namespace probe
#   containers.work1: 10.2.0.4 on back
#   containers.work2: 10.2.0.5 on back
#   containers.alone: loopback only
#   containers.point: one point-to-point link
#   containers.shared: in the namespace of web
#
# Point-to-point links
#   point_to_point.host.point: 10.3.0.1 on eth0 of point, 10.3.0.2 on point.eth0 of the host
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
#   networks.front: net.ipv4.conf.front.forwarding=1, forward IPv4 from it, also where conf.default.forwarding is 0
#   networks.back: net.ipv4.conf.back.forwarding=1, forward IPv4 from it, also where conf.default.forwarding is 0
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
plan_sha256='0a078ea5fb3d6a5ef7daa6a1c1b7d0b929f1571de6059f82724dd43e757506f4'
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

# networks.front: bridge front, 10.1.0.0/24, gateway 10.1.0.1, nat, mtu 1500
link add name front address 02:42:0a:01:00:01 type bridge
link set dev front alias netgen:demo:networks.front addrgenmode none # no IPv6 address but the plan's
link set dev front mtu 1500 up
addr replace 10.1.0.1/24 dev front
sysctl -w net.ipv4.conf.front.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0

# networks.back: bridge back, 10.2.0.0/24, gateway 10.2.0.1, nat, mtu 1500
link add name back address 02:42:0a:02:00:01 type bridge
link set dev back alias netgen:demo:networks.back addrgenmode none # no IPv6 address but the plan's
link set dev back mtu 1500 up
addr replace 10.2.0.1/24 dev back
sysctl -w net.ipv4.conf.back.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0

# containers.web: 10.1.0.2 on front, 10.2.0.2 on back
netns add web
link add name web.eth0 master front type veth peer name eth0 address 02:42:0a:01:00:02 netns web
link set dev web.eth0 alias netgen:demo:containers.web.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev web.eth0 mtu 1500 up
link add name web.eth1 master back type veth peer name eth1 address 02:42:0a:02:00:02 netns web
link set dev web.eth1 alias netgen:demo:containers.web.networks.back addrgenmode none # no IPv6 address but the plan's
link set dev web.eth1 mtu 1500 up
[web] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[web] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[web] sysctl -w net.ipv4.conf.eth1.arp_notify=1 # neighbours hear of a new MAC
[web] sysctl -w net.ipv4.ip_forward=0 # no router, whatever the host is
[web] sysctl -w net.ipv4.conf.all.rp_filter=2 # answers may come in by another interface, whatever the host asks
[web] link set dev lo alias netgen:demo:containers.web
[web] link set dev lo up
[web] link set dev eth0 alias netgen:demo:containers.web.networks.front
[web] link set dev eth0 mtu 1500 up
[web] addr replace 10.1.0.2/24 dev eth0
[web] link set dev eth0 address 02:42:0a:01:00:02 # tells neighbours of its addresses
[web] route replace default via 10.1.0.1 dev eth0 proto 110
[web] link set dev eth1 alias netgen:demo:containers.web.networks.back
[web] link set dev eth1 mtu 1500 up
[web] addr replace 10.2.0.2/24 dev eth1
[web] link set dev eth1 address 02:42:0a:02:00:02 # tells neighbours of its addresses
[web] hostname www
[web] hosts 10.1.0.2 www
[web] hosts 10.2.0.2 www
[web] hosts 192.0.2.9 printer
[web] hosts 10.1.0.1 host.docker.internal
[web] hosts 2001:db8::9 six
[web] hosts 2001:db8::7 seven
[web] hosts 10.2.0.3 database
[web@front] hosts 10.1.0.2 web shop shop.internal
[web@back] hosts 10.2.0.2 web frontend
[web] options ndots:2 use-vc

# containers.db: 10.2.0.3 on back
netns add db
link add name db.eth0 master back type veth peer name eth0 address 02:42:0a:02:00:03 netns db
link set dev db.eth0 alias netgen:demo:containers.db.networks.back addrgenmode none # no IPv6 address but the plan's
link set dev db.eth0 mtu 1500 up
[db] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[db] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[db] link set dev lo alias netgen:demo:containers.db
[db] link set dev lo up
[db] link set dev eth0 alias netgen:demo:containers.db.networks.back
[db] link set dev eth0 mtu 1500 up
[db] addr replace 10.2.0.3/24 dev eth0
[db] link set dev eth0 address 02:42:0a:02:00:03 # tells neighbours of its addresses
[db] route replace default via 10.2.0.1 dev eth0 proto 110
[db] hostname db
[db] hosts 192.0.2.9 printer
[db] hosts 192.0.2.7 pair
[db] hosts 192.0.2.8 pair
[db@back] hosts 10.2.0.3 db
[db] search .

# containers.probe: 10.1.0.3 on front, in the existing namespace probe
link add name probe.eth0 master front type veth peer name eth0 address 02:42:0a:01:00:03 netns probe
link set dev probe.eth0 alias netgen:demo:containers.probe.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev probe.eth0 mtu 1500 up
[probe] sysctl -w net.ipv6.conf.eth0.disable_ipv6=1 # no IPv6 is planned on it
[probe] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[probe] link set dev eth0 alias netgen:demo:containers.probe.networks.front
[probe] link set dev eth0 mtu 1500 up
[probe] addr replace 10.1.0.3/24 dev eth0
[probe] link set dev eth0 address 02:42:0a:01:00:03 # tells neighbours of its addresses
[probe] route replace default via 10.1.0.1 dev eth0 proto 110
[probe] hostname probe
[probe@front] hosts 10.1.0.3 probe

# containers.work1: 10.2.0.4 on back
netns add work1
link add name work1.eth0 master back type veth peer name eth0 address 02:42:0a:02:00:04 netns work1
link set dev work1.eth0 alias netgen:demo:containers.work1.networks.back addrgenmode none # no IPv6 address but the plan's
link set dev work1.eth0 mtu 1500 up
[work1] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[work1] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[work1] link set dev lo alias netgen:demo:containers.work1
[work1] link set dev lo up
[work1] link set dev eth0 alias netgen:demo:containers.work1.networks.back
[work1] link set dev eth0 mtu 1500 up
[work1] addr replace 10.2.0.4/24 dev eth0
[work1] link set dev eth0 address 02:42:0a:02:00:04 # tells neighbours of its addresses
[work1] route replace default via 10.2.0.1 dev eth0 proto 110
[work1] hostname worker-1
[work1] hosts 10.2.0.4 worker-1
[work1@back] hosts 10.2.0.4 work1 w1 worker

# containers.work2: 10.2.0.5 on back
netns add work2
link add name work2.eth0 master back type veth peer name eth0 address 02:42:0a:02:00:05 netns work2
link set dev work2.eth0 alias netgen:demo:containers.work2.networks.back addrgenmode none # no IPv6 address but the plan's
link set dev work2.eth0 mtu 1500 up
[work2] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[work2] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[work2] link set dev lo alias netgen:demo:containers.work2
[work2] link set dev lo up
[work2] link set dev eth0 alias netgen:demo:containers.work2.networks.back
[work2] link set dev eth0 mtu 1500 up
[work2] addr replace 10.2.0.5/24 dev eth0
[work2] link set dev eth0 address 02:42:0a:02:00:05 # tells neighbours of its addresses
[work2] route replace default via 10.2.0.1 dev eth0 proto 110
[work2] hostname worker-2
[work2] hosts 10.2.0.5 worker-2
[work2@back] hosts 10.2.0.5 work2 w2 worker

# containers.alone: loopback only
netns add alone
[alone] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[alone] link set dev lo alias netgen:demo:containers.alone
[alone] link set dev lo up
[alone] hostname alone
[alone] hosts 127.0.1.1 alone

# containers.point: one point-to-point link
netns add point
[point] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[point] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[point] link set dev lo alias netgen:demo:containers.point
[point] link set dev lo up
[point] hostname point
[point] hosts 10.3.0.1 point

# containers.shared: in the namespace of web

# point_to_point.host.point: 10.3.0.1 on eth0 of point, 10.3.0.2 on point.eth0 of the host
link add name point.eth0 address 02:42:0a:03:00:02 type veth peer name eth0 address 02:42:0a:03:00:01 netns point
link set dev point.eth0 alias netgen:demo:point_to_point.host.point addrgenmode none # no IPv6 address but the plan's
link set dev point.eth0 mtu 1500 up
addr replace 10.3.0.2/32 dev point.eth0
route replace 10.3.0.1/32 dev point.eth0 proto 110
[point] link set dev eth0 alias netgen:demo:point_to_point.host.point
[point] link set dev eth0 mtu 1500 up
[point] addr replace 10.3.0.1/32 dev eth0
[point] route replace 10.3.0.2/32 dev eth0 proto 110
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
-A NG_demo_PREROUTING ! -i lo -s 10.1.0.0/24 -m comment --comment networks.front -j NG_demo_spoofed
-A NG_demo_PREROUTING ! -i lo -s 10.2.0.0/24 -m comment --comment networks.back -j NG_demo_spoofed
-A NG_demo_spoofed -i front -s 10.1.0.0/24 -m comment --comment networks.front -j RETURN
-A NG_demo_spoofed -i back -s 10.1.0.2 -m comment --comment containers.web.networks.front -j RETURN
-A NG_demo_spoofed -i back -s 10.2.0.0/24 -m comment --comment networks.back -j RETURN
-A NG_demo_spoofed -i front -s 10.2.0.2 -m comment --comment containers.web.networks.back -j RETURN
-A NG_demo_spoofed -j DROP
-I PREROUTING -j NG_demo_PREROUTING
COMMIT
*filter
:NG_demo_INPUT - [0:0]
:NG_demo_FORWARD - [0:0]
:NG_demo_from-ours - [0:0]
# replies, and errors that belong to a connection
-A NG_demo_INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j RETURN
# from the other end of the link
-A NG_demo_INPUT -i point.eth0 -d 10.3.0.2 -m comment --comment point_to_point.host.point -j RETURN
-A NG_demo_INPUT -i lo -d 10.3.0.2 -m comment --comment point_to_point.host.point -j RETURN
# nobody else reaches an end
-A NG_demo_INPUT -d 10.3.0.2 -m comment --comment point_to_point.host.point -j DROP
# replies, and errors that belong to a connection
-A NG_demo_FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j RETURN
# within a network, and between peers
-A NG_demo_FORWARD -i front -o front -m comment --comment networks.front -j RETURN
-A NG_demo_FORWARD -i back -o back -m comment --comment networks.back -j RETURN
# networks are isolated
-A NG_demo_FORWARD -i front -m comment --comment networks.front -j NG_demo_from-ours
-A NG_demo_FORWARD -i back -m comment --comment networks.back -j NG_demo_from-ours
-A NG_demo_FORWARD -i point.eth0 -m comment --comment point_to_point.host.point -j NG_demo_from-ours
-A NG_demo_from-ours -o front -m comment --comment networks.front -j DROP
-A NG_demo_from-ours -o back -m comment --comment networks.back -j DROP
-A NG_demo_from-ours -o point.eth0 -m comment --comment point_to_point.host.point -j DROP
# no private address leaves untranslated
-A NG_demo_FORWARD -m conntrack --ctstate INVALID -s 10.1.0.0/24 -m comment --comment networks.front -j DROP
-A NG_demo_FORWARD -m conntrack --ctstate INVALID -s 10.2.0.0/24 -m comment --comment networks.back -j DROP
-A NG_demo_FORWARD -m conntrack --ctstate INVALID -s 10.3.0.1 -m comment --comment point_to_point.host.point -j DROP
# nothing comes in from outside
-A NG_demo_FORWARD -o front -m comment --comment networks.front -j DROP
-A NG_demo_FORWARD -o back -m comment --comment networks.back -j DROP
-A NG_demo_FORWARD -o point.eth0 -m comment --comment point_to_point.host.point -j DROP
-I INPUT -j NG_demo_INPUT
-I FORWARD -j NG_demo_FORWARD
COMMIT
*nat
:NG_demo_POSTROUTING - [0:0]
# the host talks to itself from the address that it means
-A NG_demo_POSTROUTING -o lo -m comment --comment host -j RETURN
# between networks of the plan, addresses stay as they are
-A NG_demo_POSTROUTING -o front -m comment --comment networks.front -j RETURN
-A NG_demo_POSTROUTING -o back -m comment --comment networks.back -j RETURN
-A NG_demo_POSTROUTING -o point.eth0 -m comment --comment point_to_point.host.point -j RETURN
# the world sees the host's address
-A NG_demo_POSTROUTING -s 10.1.0.0/24 -m comment --comment networks.front -j MASQUERADE
-A NG_demo_POSTROUTING -s 10.2.0.0/24 -m comment --comment networks.back -j MASQUERADE
-A NG_demo_POSTROUTING -s 10.3.0.1 -m comment --comment point_to_point.host.point -j MASQUERADE
-I POSTROUTING -j NG_demo_POSTROUTING
COMMIT
# for rules of your own, which come first: made if missing, never emptied
*filter
-I FORWARD -j NETGEN-USER
COMMIT
RULES
}

