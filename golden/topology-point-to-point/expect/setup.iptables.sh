#!/bin/sh
# The network of plan demo on this host.
#
# Made by netgen 0.1.0 from plan.yaml, sha256
# 337437c1e3f7aa867b1a046c0f92a72df7d061178831cd73fd934c7c0a2c8645.
# The engine is the same in every script of this version; `sed -n '/^# --- engine/,$p' setup.sh | sha256sum` gives
# (its SHA-256).
# Do not edit it: change the plan and render it again.
#
# Networks
#   networks.front: bridge front, 172.17.0.0/16, gateway 172.17.42.1, nat, mtu 1500
#
# Containers
#   containers.web: 172.17.0.1 on front, one point-to-point link
#   containers.hub: 5 point-to-point links, a router
#   containers.leaf: 3 point-to-point links
#   containers.a-container-with-a-long-name: one point-to-point link
#
# Point-to-point links
#   point_to_point.hub.web: 10.1.1.2 on eth1 of web, 10.1.1.1 on eth0 of hub
#   point_to_point.hub.leaf: 10.1.1.1 on eth1 of hub, 10.1.1.3 on up0 of leaf
#   point_to_point.host.hub: 10.1.2.1 on hub.eth2 of the host, 10.1.2.2 on eth2 of hub
#   point_to_point.a-container-with-a-long-name.host: 10.1.1.5 on eth0 of a-container-with-a-long-name, 10.1.1.4 on mgmt0 of the host
#   point_to_point.hub.leaf.2: no address on eth0 of leaf, no address on eth3 of hub
#   point_to_point.hub.leaf.3: no address on eth4 of hub, no address on eth1 of leaf
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
plan_sha256='337437c1e3f7aa867b1a046c0f92a72df7d061178831cd73fd934c7c0a2c8645'
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
link set dev front alias netgen:demo:networks.front addrgenmode none # no IPv6 address but the plan's
link set dev front mtu 1500 up
addr replace 172.17.42.1/16 dev front
sysctl -w net.ipv4.conf.front.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0

# containers.web: 172.17.0.1 on front, one point-to-point link
netns add web
link add name web.eth0 master front type veth peer name eth0 address 02:42:ac:11:00:01 netns web
link set dev web.eth0 alias netgen:demo:containers.web.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev web.eth0 mtu 1500 up
[web] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[web] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[web] sysctl -w net.ipv4.conf.eth1.arp_notify=1 # neighbours hear of a new MAC
[web] sysctl -w net.ipv4.ip_forward=0 # no router, whatever the host is
[web] sysctl -w net.ipv4.conf.all.rp_filter=2 # answers may come in by another interface, whatever the host asks
[web] link set dev lo alias netgen:demo:containers.web
[web] link set dev lo up
[web] link set dev eth0 alias netgen:demo:containers.web.networks.front
[web] link set dev eth0 mtu 1500 up
[web] addr replace 172.17.0.1/16 dev eth0
[web] link set dev eth0 address 02:42:ac:11:00:01 # tells neighbours of its addresses
[web] route replace default via 172.17.42.1 dev eth0 proto 110
[web] hostname web
[web@front] hosts 172.17.0.1 web

# containers.hub: 5 point-to-point links, a router
netns add hub
[hub] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[hub] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[hub] sysctl -w net.ipv4.conf.eth1.arp_notify=1 # neighbours hear of a new MAC
[hub] sysctl -w net.ipv4.conf.eth2.arp_notify=1 # neighbours hear of a new MAC
[hub] sysctl -w net.ipv4.ip_forward=1 # forward IPv4 between interfaces
[hub] sysctl -w net.ipv4.conf.all.rp_filter=2 # answers may come in by another interface, whatever the host asks
[hub] link set dev lo alias netgen:demo:containers.hub
[hub] link set dev lo up
[hub] hostname hub
[hub] hosts 10.1.1.1 hub
[hub] hosts 10.1.2.2 hub

# containers.leaf: 3 point-to-point links
netns add leaf
[leaf] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[leaf] sysctl -w net.ipv4.conf.up0.arp_notify=1 # neighbours hear of a new MAC
[leaf] sysctl -w net.ipv4.ip_forward=0 # no router, whatever the host is
[leaf] sysctl -w net.ipv4.conf.all.rp_filter=2 # answers may come in by another interface, whatever the host asks
[leaf] link set dev lo alias netgen:demo:containers.leaf
[leaf] link set dev lo up
[leaf] hostname leaf
[leaf] hosts 10.1.1.3 leaf

# containers.a-container-with-a-long-name: one point-to-point link
netns add a-container-with-a-long-name
[a-container-with-a-long-name] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[a-container-with-a-long-name] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[a-container-with-a-long-name] link set dev lo alias netgen:demo:containers.a-container-with-a-long-name
[a-container-with-a-long-name] link set dev lo up
[a-container-with-a-long-name] hostname a-container-with-a-long-name
[a-container-with-a-long-name] hosts 10.1.1.5 a-container-with-a-long-name

# point_to_point.hub.web: 10.1.1.2 on eth1 of web, 10.1.1.1 on eth0 of hub
link add name eth1 address 02:42:0a:01:01:02 netns web type veth peer name eth0 address 02:42:0a:01:01:01 netns hub
[web] link set dev eth1 alias netgen:demo:point_to_point.hub.web
[web] link set dev eth1 mtu 1400 up
[web] addr replace 10.1.1.2/32 dev eth1
[web] route replace 10.1.1.1/32 dev eth1 proto 110
[hub] link set dev eth0 alias netgen:demo:point_to_point.hub.web
[hub] link set dev eth0 mtu 1400 up
[hub] addr replace 10.1.1.1/32 dev eth0
[hub] route replace 10.1.1.2/32 dev eth0 proto 110

# point_to_point.hub.leaf: 10.1.1.1 on eth1 of hub, 10.1.1.3 on up0 of leaf
link add name eth1 address 02:42:0a:01:01:01 netns hub type veth peer name up0 address 02:00:00:00:00:03 netns leaf
[hub] link set dev eth1 alias netgen:demo:point_to_point.hub.leaf
[hub] link set dev eth1 mtu 1500 up
[hub] addr replace 10.1.1.1/32 dev eth1
[hub] route replace 10.1.1.3/32 dev eth1 proto 110
[leaf] link set dev up0 alias netgen:demo:point_to_point.hub.leaf
[leaf] link set dev up0 mtu 1500 up
[leaf] addr replace 10.1.1.3/32 dev up0
[leaf] route replace 10.1.1.1/32 dev up0 proto 110
[leaf] route replace default via 10.1.1.1 dev up0 proto 110

# point_to_point.host.hub: 10.1.2.1 on hub.eth2 of the host, 10.1.2.2 on eth2 of hub
link add name hub.eth2 address 02:42:0a:01:02:01 type veth peer name eth2 address 02:42:0a:01:02:02 netns hub
link set dev hub.eth2 alias netgen:demo:point_to_point.host.hub addrgenmode none # no IPv6 address but the plan's
link set dev hub.eth2 mtu 1500 up
addr replace 10.1.2.1/30 dev hub.eth2
route replace 10.1.2.2/32 dev hub.eth2 proto 110
[hub] link set dev eth2 alias netgen:demo:point_to_point.host.hub
[hub] link set dev eth2 mtu 1500 up
[hub] addr replace 10.1.2.2/30 dev eth2
[hub] route replace 10.1.2.1/32 dev eth2 proto 110
[hub] route replace default via 10.1.2.1 dev eth2 proto 110

# point_to_point.a-container-with-a-long-name.host: 10.1.1.5 on eth0 of a-container-with-a-long-name, 10.1.1.4 on mgmt0 of the host
link add name mgmt0 address 02:42:0a:01:01:04 type veth peer name eth0 address 02:42:0a:01:01:05 netns a-container-with-a-long-name
link set dev mgmt0 alias netgen:demo:point_to_point.a-container-with-a-long-name.host addrgenmode none # no IPv6 address but the plan's
link set dev mgmt0 mtu $uplink_mtu up
addr replace 10.1.1.4/32 dev mgmt0
route replace 10.1.1.5/32 dev mgmt0 proto 110
[a-container-with-a-long-name] link set dev eth0 alias netgen:demo:point_to_point.a-container-with-a-long-name.host
[a-container-with-a-long-name] link set dev eth0 mtu $uplink_mtu up
[a-container-with-a-long-name] addr replace 10.1.1.5/32 dev eth0
[a-container-with-a-long-name] route replace 10.1.1.4/32 dev eth0 proto 110

# point_to_point.hub.leaf.2: no address on eth0 of leaf, no address on eth3 of hub
link add name eth0 address 02:42:39:42:dc:f6 netns leaf type veth peer name eth3 address 02:42:4a:ca:06:5d netns hub
[leaf] link set dev eth0 alias netgen:demo:point_to_point.hub.leaf.2
[leaf] link set dev eth0 mtu 1500 up
[hub] link set dev eth3 alias netgen:demo:point_to_point.hub.leaf.2
[hub] link set dev eth3 mtu 1500 up

# point_to_point.hub.leaf.3: no address on eth4 of hub, no address on eth1 of leaf
link add name eth4 address 02:42:4d:72:0e:f0 netns hub type veth peer name eth1 address 02:42:87:e5:5e:e2 netns leaf
[hub] link set dev eth4 alias netgen:demo:point_to_point.hub.leaf.3
[hub] link set dev eth4 mtu 1500 up
[leaf] link set dev eth1 alias netgen:demo:point_to_point.hub.leaf.3
[leaf] link set dev eth1 mtu 1500 up

# containers.web: routes
[web] route replace 10.9.0.0/24 via 10.1.1.1 dev eth1 proto 110
[web] route replace 10.10.0.0/24 via 10.1.1.1 dev eth1 proto 110
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
-A NG_demo_PREROUTING ! -i lo -s 172.17.0.0/16 -m comment --comment networks.front -j NG_demo_spoofed
-A NG_demo_spoofed -i front -s 172.17.0.0/16 -m comment --comment networks.front -j RETURN
-A NG_demo_spoofed -i hub.eth2 -s 172.17.0.0/16 -m comment --comment networks.front -j RETURN
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
-A NG_demo_INPUT -i hub.eth2 -d 10.1.2.1 -m comment --comment point_to_point.host.hub -j RETURN
-A NG_demo_INPUT -i mgmt0 -d 10.1.1.4 -m comment --comment point_to_point.a-container-with-a-long-name.host -j RETURN
-A NG_demo_INPUT -i lo -d 10.1.2.1 -m comment --comment point_to_point.host.hub -j RETURN
-A NG_demo_INPUT -i lo -d 10.1.1.4 -m comment --comment point_to_point.a-container-with-a-long-name.host -j RETURN
# nobody else reaches an end
-A NG_demo_INPUT -d 10.1.2.1 -m comment --comment point_to_point.host.hub -j DROP
-A NG_demo_INPUT -d 10.1.1.4 -m comment --comment point_to_point.a-container-with-a-long-name.host -j DROP
# replies, and errors that belong to a connection
-A NG_demo_FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j RETURN
# within a network, and between peers
-A NG_demo_FORWARD -i front -o front -m comment --comment networks.front -j RETURN
# networks are isolated
-A NG_demo_FORWARD -i front -m comment --comment networks.front -j NG_demo_from-ours
-A NG_demo_FORWARD -i hub.eth2 -m comment --comment point_to_point.host.hub -j NG_demo_from-ours
-A NG_demo_FORWARD -i mgmt0 -m comment --comment point_to_point.a-container-with-a-long-name.host -j NG_demo_from-ours
-A NG_demo_from-ours -o front -m comment --comment networks.front -j DROP
-A NG_demo_from-ours -o hub.eth2 -m comment --comment point_to_point.host.hub -j DROP
-A NG_demo_from-ours -o mgmt0 -m comment --comment point_to_point.a-container-with-a-long-name.host -j DROP
# no private address leaves untranslated
-A NG_demo_FORWARD -m conntrack --ctstate INVALID -s 172.17.0.0/16 -m comment --comment networks.front -j DROP
-A NG_demo_FORWARD -m conntrack --ctstate INVALID -s 10.1.2.2 -m comment --comment point_to_point.host.hub -j DROP
-A NG_demo_FORWARD -m conntrack --ctstate INVALID -s 10.1.1.5 -m comment --comment point_to_point.a-container-with-a-long-name.host -j DROP
# nothing comes in from outside
-A NG_demo_FORWARD -o front -m comment --comment networks.front -j DROP
-A NG_demo_FORWARD -o hub.eth2 -m comment --comment point_to_point.host.hub -j DROP
-A NG_demo_FORWARD -o mgmt0 -m comment --comment point_to_point.a-container-with-a-long-name.host -j DROP
-I INPUT -j NG_demo_INPUT
-I FORWARD -j NG_demo_FORWARD
COMMIT
*nat
:NG_demo_POSTROUTING - [0:0]
# the host talks to itself from the address that it means
-A NG_demo_POSTROUTING -o lo -m comment --comment host -j RETURN
# between networks of the plan, addresses stay as they are
-A NG_demo_POSTROUTING -o front -m comment --comment networks.front -j RETURN
-A NG_demo_POSTROUTING -o hub.eth2 -m comment --comment point_to_point.host.hub -j RETURN
-A NG_demo_POSTROUTING -o mgmt0 -m comment --comment point_to_point.a-container-with-a-long-name.host -j RETURN
# the world sees the host's address
-A NG_demo_POSTROUTING -s 172.17.0.0/16 -m comment --comment networks.front -j MASQUERADE
-A NG_demo_POSTROUTING -s 10.1.2.2 -m comment --comment point_to_point.host.hub -j MASQUERADE
-A NG_demo_POSTROUTING -s 10.1.1.5 -m comment --comment point_to_point.a-container-with-a-long-name.host -j MASQUERADE
-I POSTROUTING -j NG_demo_POSTROUTING
COMMIT
# for rules of your own, which come first: made if missing, never emptied
*filter
-I FORWARD -j NETGEN-USER
COMMIT
RULES
}

