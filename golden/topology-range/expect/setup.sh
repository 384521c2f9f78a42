#!/bin/sh
# The network of plan demo on this host.
#
# Made by netgen 0.1.0 from plan.yaml, sha256
# 58442542a8d069976ce4258b1673e993e2d99be9aa2be5371dd7a235d4cabf30.
# The engine is the same in every script of this version; `sed -n '/^# --- engine/,$p' setup.sh | sha256sum` gives
# (its SHA-256).
# Do not edit it: change the plan and render it again.
#
# Networks
#   networks.lan1: bridge lan1, 10.1.0.0/24, gateway 10.1.0.1, nat, mtu 1500
#   networks.lan2: bridge lan2, 10.2.0.0/24, gateway 10.2.0.1, nat, mtu 1500
#   networks.lan3: bridge lan3, 10.3.0.0/24, gateway 10.3.0.1, nat, mtu 1500
#   networks.lan4: bridge lan4, 10.4.0.0/24, gateway 10.4.0.1, nat, mtu 1500
#   networks.lan5: bridge lan5, 10.5.0.0/24, gateway 10.5.0.1, nat, mtu 1500
#   networks.front: bridge front, 172.17.0.0/16, gateway 172.17.42.1, nat, mtu 1500
#
# Containers
#   containers.web01: 172.17.0.1 on front
#   containers.web02: 172.17.0.2 on front
#   containers.web03: 172.17.0.3 on front
#   containers.web04: 172.17.0.4 on front
#   containers.web05: 172.17.0.5 on front
#   containers.web06: 172.17.0.6 on front
#   containers.web07: 172.17.0.7 on front
#   containers.web08: 172.17.0.8 on front
#   containers.web09: 172.17.0.9 on front
#   containers.web10: 172.17.0.10 on front
#   containers.web11: 172.17.0.11 on front
#   containers.web12: 172.17.0.12 on front
#   and 43 more, each under its own comment below
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
#   networks.lan1: net.ipv4.conf.lan1.forwarding=1, forward IPv4 from it, also where conf.default.forwarding is 0
#   networks.lan2: net.ipv4.conf.lan2.forwarding=1, forward IPv4 from it, also where conf.default.forwarding is 0
#   networks.lan3: net.ipv4.conf.lan3.forwarding=1, forward IPv4 from it, also where conf.default.forwarding is 0
#   networks.lan4: net.ipv4.conf.lan4.forwarding=1, forward IPv4 from it, also where conf.default.forwarding is 0
#   networks.lan5: net.ipv4.conf.lan5.forwarding=1, forward IPv4 from it, also where conf.default.forwarding is 0
#   networks.front: net.ipv4.conf.front.forwarding=1, forward IPv4 from it, also where conf.default.forwarding is 0
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
plan_sha256='58442542a8d069976ce4258b1673e993e2d99be9aa2be5371dd7a235d4cabf30'
plan_firewall='nftables'
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

# host.firewall: chain forward of table inet netgen_user is for rules of your own: made if missing, first in line, never emptied
user-rules nftables

# host: name service of the containers, where they have no line of their own
[*] hosts 127.0.0.1 localhost
[*] nameserver ${host_ipv4_nameservers:-8.8.8.8 8.8.4.4}
[*] search ${host_search:-.}
[*] options ${host_options:-}

# networks.lan1: bridge lan1, 10.1.0.0/24, gateway 10.1.0.1, nat, mtu 1500
link add name lan1 address 02:42:0a:01:00:01 type bridge
link set dev lan1 alias netgen:demo:networks.lan1 addrgenmode none # no IPv6 address but the plan's
link set dev lan1 mtu 1500 up
addr replace 10.1.0.1/24 dev lan1
sysctl -w net.ipv4.conf.lan1.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0

# networks.lan2: bridge lan2, 10.2.0.0/24, gateway 10.2.0.1, nat, mtu 1500
link add name lan2 address 02:42:0a:02:00:01 type bridge
link set dev lan2 alias netgen:demo:networks.lan2 addrgenmode none # no IPv6 address but the plan's
link set dev lan2 mtu 1500 up
addr replace 10.2.0.1/24 dev lan2
sysctl -w net.ipv4.conf.lan2.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0

# networks.lan3: bridge lan3, 10.3.0.0/24, gateway 10.3.0.1, nat, mtu 1500
link add name lan3 address 02:42:0a:03:00:01 type bridge
link set dev lan3 alias netgen:demo:networks.lan3 addrgenmode none # no IPv6 address but the plan's
link set dev lan3 mtu 1500 up
addr replace 10.3.0.1/24 dev lan3
sysctl -w net.ipv4.conf.lan3.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0

# networks.lan4: bridge lan4, 10.4.0.0/24, gateway 10.4.0.1, nat, mtu 1500
link add name lan4 address 02:42:0a:04:00:01 type bridge
link set dev lan4 alias netgen:demo:networks.lan4 addrgenmode none # no IPv6 address but the plan's
link set dev lan4 mtu 1500 up
addr replace 10.4.0.1/24 dev lan4
sysctl -w net.ipv4.conf.lan4.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0

# networks.lan5: bridge lan5, 10.5.0.0/24, gateway 10.5.0.1, nat, mtu 1500
link add name lan5 address 02:42:0a:05:00:01 type bridge
link set dev lan5 alias netgen:demo:networks.lan5 addrgenmode none # no IPv6 address but the plan's
link set dev lan5 mtu 1500 up
addr replace 10.5.0.1/24 dev lan5
sysctl -w net.ipv4.conf.lan5.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0

# networks.front: bridge front, 172.17.0.0/16, gateway 172.17.42.1, nat, mtu 1500
link add name front address 02:42:ac:11:2a:01 type bridge
link set dev front alias netgen:demo:networks.front addrgenmode none # no IPv6 address but the plan's
link set dev front mtu 1500 up
addr replace 172.17.42.1/16 dev front
sysctl -w net.ipv4.conf.front.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0

# containers.web01: 172.17.0.1 on front
netns add web01
link add name web01.eth0 master front type veth peer name eth0 address 02:00:00:00:00:01 netns web01
link set dev web01.eth0 alias netgen:demo:containers.web01.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev web01.eth0 mtu 1500 up
[web01] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[web01] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[web01] link set dev lo alias netgen:demo:containers.web01
[web01] link set dev lo up
[web01] link set dev eth0 alias netgen:demo:containers.web01.networks.front
[web01] link set dev eth0 mtu 1500 up
[web01] addr replace 172.17.0.1/16 dev eth0
[web01] link set dev eth0 address 02:00:00:00:00:01 # tells neighbours of its addresses
[web01] route replace default via 172.17.42.1 dev eth0 proto 110
[web01] hostname web01
[web01@front] hosts 172.17.0.1 web01

# containers.web02: 172.17.0.2 on front
netns add web02
link add name web02.eth0 master front type veth peer name eth0 address 02:00:00:00:00:02 netns web02
link set dev web02.eth0 alias netgen:demo:containers.web02.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev web02.eth0 mtu 1500 up
[web02] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[web02] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[web02] link set dev lo alias netgen:demo:containers.web02
[web02] link set dev lo up
[web02] link set dev eth0 alias netgen:demo:containers.web02.networks.front
[web02] link set dev eth0 mtu 1500 up
[web02] addr replace 172.17.0.2/16 dev eth0
[web02] link set dev eth0 address 02:00:00:00:00:02 # tells neighbours of its addresses
[web02] route replace default via 172.17.42.1 dev eth0 proto 110
[web02] hostname web02
[web02@front] hosts 172.17.0.2 web02

# containers.web03: 172.17.0.3 on front
netns add web03
link add name web03.eth0 master front type veth peer name eth0 address 02:00:00:00:00:03 netns web03
link set dev web03.eth0 alias netgen:demo:containers.web03.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev web03.eth0 mtu 1500 up
[web03] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[web03] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[web03] link set dev lo alias netgen:demo:containers.web03
[web03] link set dev lo up
[web03] link set dev eth0 alias netgen:demo:containers.web03.networks.front
[web03] link set dev eth0 mtu 1500 up
[web03] addr replace 172.17.0.3/16 dev eth0
[web03] link set dev eth0 address 02:00:00:00:00:03 # tells neighbours of its addresses
[web03] route replace default via 172.17.42.1 dev eth0 proto 110
[web03] hostname web03
[web03@front] hosts 172.17.0.3 web03

# containers.web04: 172.17.0.4 on front
netns add web04
link add name web04.eth0 master front type veth peer name eth0 address 02:00:00:00:00:04 netns web04
link set dev web04.eth0 alias netgen:demo:containers.web04.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev web04.eth0 mtu 1500 up
[web04] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[web04] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[web04] link set dev lo alias netgen:demo:containers.web04
[web04] link set dev lo up
[web04] link set dev eth0 alias netgen:demo:containers.web04.networks.front
[web04] link set dev eth0 mtu 1500 up
[web04] addr replace 172.17.0.4/16 dev eth0
[web04] link set dev eth0 address 02:00:00:00:00:04 # tells neighbours of its addresses
[web04] route replace default via 172.17.42.1 dev eth0 proto 110
[web04] hostname web04
[web04@front] hosts 172.17.0.4 web04

# containers.web05: 172.17.0.5 on front
netns add web05
link add name web05.eth0 master front type veth peer name eth0 address 02:00:00:00:00:05 netns web05
link set dev web05.eth0 alias netgen:demo:containers.web05.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev web05.eth0 mtu 1500 up
[web05] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[web05] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[web05] link set dev lo alias netgen:demo:containers.web05
[web05] link set dev lo up
[web05] link set dev eth0 alias netgen:demo:containers.web05.networks.front
[web05] link set dev eth0 mtu 1500 up
[web05] addr replace 172.17.0.5/16 dev eth0
[web05] link set dev eth0 address 02:00:00:00:00:05 # tells neighbours of its addresses
[web05] route replace default via 172.17.42.1 dev eth0 proto 110
[web05] hostname web05
[web05@front] hosts 172.17.0.5 web05

# containers.web06: 172.17.0.6 on front
netns add web06
link add name web06.eth0 master front type veth peer name eth0 address 02:00:00:00:00:06 netns web06
link set dev web06.eth0 alias netgen:demo:containers.web06.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev web06.eth0 mtu 1500 up
[web06] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[web06] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[web06] link set dev lo alias netgen:demo:containers.web06
[web06] link set dev lo up
[web06] link set dev eth0 alias netgen:demo:containers.web06.networks.front
[web06] link set dev eth0 mtu 1500 up
[web06] addr replace 172.17.0.6/16 dev eth0
[web06] link set dev eth0 address 02:00:00:00:00:06 # tells neighbours of its addresses
[web06] route replace default via 172.17.42.1 dev eth0 proto 110
[web06] hostname web06
[web06@front] hosts 172.17.0.6 web06

# containers.web07: 172.17.0.7 on front
netns add web07
link add name web07.eth0 master front type veth peer name eth0 address 02:00:00:00:00:07 netns web07
link set dev web07.eth0 alias netgen:demo:containers.web07.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev web07.eth0 mtu 1500 up
[web07] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[web07] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[web07] link set dev lo alias netgen:demo:containers.web07
[web07] link set dev lo up
[web07] link set dev eth0 alias netgen:demo:containers.web07.networks.front
[web07] link set dev eth0 mtu 1500 up
[web07] addr replace 172.17.0.7/16 dev eth0
[web07] link set dev eth0 address 02:00:00:00:00:07 # tells neighbours of its addresses
[web07] route replace default via 172.17.42.1 dev eth0 proto 110
[web07] hostname web07
[web07@front] hosts 172.17.0.7 web07

# containers.web08: 172.17.0.8 on front
netns add web08
link add name web08.eth0 master front type veth peer name eth0 address 02:00:00:00:00:08 netns web08
link set dev web08.eth0 alias netgen:demo:containers.web08.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev web08.eth0 mtu 1500 up
[web08] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[web08] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[web08] link set dev lo alias netgen:demo:containers.web08
[web08] link set dev lo up
[web08] link set dev eth0 alias netgen:demo:containers.web08.networks.front
[web08] link set dev eth0 mtu 1500 up
[web08] addr replace 172.17.0.8/16 dev eth0
[web08] link set dev eth0 address 02:00:00:00:00:08 # tells neighbours of its addresses
[web08] route replace default via 172.17.42.1 dev eth0 proto 110
[web08] hostname web08
[web08@front] hosts 172.17.0.8 web08

# containers.web09: 172.17.0.9 on front
netns add web09
link add name web09.eth0 master front type veth peer name eth0 address 02:00:00:00:00:09 netns web09
link set dev web09.eth0 alias netgen:demo:containers.web09.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev web09.eth0 mtu 1500 up
[web09] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[web09] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[web09] link set dev lo alias netgen:demo:containers.web09
[web09] link set dev lo up
[web09] link set dev eth0 alias netgen:demo:containers.web09.networks.front
[web09] link set dev eth0 mtu 1500 up
[web09] addr replace 172.17.0.9/16 dev eth0
[web09] link set dev eth0 address 02:00:00:00:00:09 # tells neighbours of its addresses
[web09] route replace default via 172.17.42.1 dev eth0 proto 110
[web09] hostname web09
[web09@front] hosts 172.17.0.9 web09

# containers.web10: 172.17.0.10 on front
netns add web10
link add name web10.eth0 master front type veth peer name eth0 address 02:00:00:00:00:10 netns web10
link set dev web10.eth0 alias netgen:demo:containers.web10.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev web10.eth0 mtu 1500 up
[web10] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[web10] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[web10] link set dev lo alias netgen:demo:containers.web10
[web10] link set dev lo up
[web10] link set dev eth0 alias netgen:demo:containers.web10.networks.front
[web10] link set dev eth0 mtu 1500 up
[web10] addr replace 172.17.0.10/16 dev eth0
[web10] link set dev eth0 address 02:00:00:00:00:10 # tells neighbours of its addresses
[web10] route replace default via 172.17.42.1 dev eth0 proto 110
[web10] hostname web10
[web10@front] hosts 172.17.0.10 web10

# containers.web11: 172.17.0.11 on front
netns add web11
link add name web11.eth0 master front type veth peer name eth0 address 02:00:00:00:00:11 netns web11
link set dev web11.eth0 alias netgen:demo:containers.web11.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev web11.eth0 mtu 1500 up
[web11] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[web11] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[web11] link set dev lo alias netgen:demo:containers.web11
[web11] link set dev lo up
[web11] link set dev eth0 alias netgen:demo:containers.web11.networks.front
[web11] link set dev eth0 mtu 1500 up
[web11] addr replace 172.17.0.11/16 dev eth0
[web11] link set dev eth0 address 02:00:00:00:00:11 # tells neighbours of its addresses
[web11] route replace default via 172.17.42.1 dev eth0 proto 110
[web11] hostname web11
[web11@front] hosts 172.17.0.11 web11

# containers.web12: 172.17.0.12 on front
netns add web12
link add name web12.eth0 master front type veth peer name eth0 address 02:00:00:00:00:12 netns web12
link set dev web12.eth0 alias netgen:demo:containers.web12.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev web12.eth0 mtu 1500 up
[web12] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[web12] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[web12] link set dev lo alias netgen:demo:containers.web12
[web12] link set dev lo up
[web12] link set dev eth0 alias netgen:demo:containers.web12.networks.front
[web12] link set dev eth0 mtu 1500 up
[web12] addr replace 172.17.0.12/16 dev eth0
[web12] link set dev eth0 address 02:00:00:00:00:12 # tells neighbours of its addresses
[web12] route replace default via 172.17.42.1 dev eth0 proto 110
[web12] hostname web12
[web12@front] hosts 172.17.0.12 web12

# containers.web13: 172.17.0.13 on front
netns add web13
link add name web13.eth0 master front type veth peer name eth0 address 02:00:00:00:00:13 netns web13
link set dev web13.eth0 alias netgen:demo:containers.web13.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev web13.eth0 mtu 1500 up
[web13] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[web13] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[web13] link set dev lo alias netgen:demo:containers.web13
[web13] link set dev lo up
[web13] link set dev eth0 alias netgen:demo:containers.web13.networks.front
[web13] link set dev eth0 mtu 1500 up
[web13] addr replace 172.17.0.13/16 dev eth0
[web13] link set dev eth0 address 02:00:00:00:00:13 # tells neighbours of its addresses
[web13] route replace default via 172.17.42.1 dev eth0 proto 110
[web13] hostname web13
[web13@front] hosts 172.17.0.13 web13

# containers.web14: 172.17.0.14 on front
netns add web14
link add name web14.eth0 master front type veth peer name eth0 address 02:00:00:00:00:14 netns web14
link set dev web14.eth0 alias netgen:demo:containers.web14.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev web14.eth0 mtu 1500 up
[web14] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[web14] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[web14] link set dev lo alias netgen:demo:containers.web14
[web14] link set dev lo up
[web14] link set dev eth0 alias netgen:demo:containers.web14.networks.front
[web14] link set dev eth0 mtu 1500 up
[web14] addr replace 172.17.0.14/16 dev eth0
[web14] link set dev eth0 address 02:00:00:00:00:14 # tells neighbours of its addresses
[web14] route replace default via 172.17.42.1 dev eth0 proto 110
[web14] hostname web14
[web14@front] hosts 172.17.0.14 web14

# containers.web15: 172.17.0.15 on front
netns add web15
link add name web15.eth0 master front type veth peer name eth0 address 02:00:00:00:00:15 netns web15
link set dev web15.eth0 alias netgen:demo:containers.web15.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev web15.eth0 mtu 1500 up
[web15] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[web15] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[web15] link set dev lo alias netgen:demo:containers.web15
[web15] link set dev lo up
[web15] link set dev eth0 alias netgen:demo:containers.web15.networks.front
[web15] link set dev eth0 mtu 1500 up
[web15] addr replace 172.17.0.15/16 dev eth0
[web15] link set dev eth0 address 02:00:00:00:00:15 # tells neighbours of its addresses
[web15] route replace default via 172.17.42.1 dev eth0 proto 110
[web15] hostname web15
[web15@front] hosts 172.17.0.15 web15

# containers.web16: 172.17.0.16 on front
netns add web16
link add name web16.eth0 master front type veth peer name eth0 address 02:00:00:00:00:16 netns web16
link set dev web16.eth0 alias netgen:demo:containers.web16.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev web16.eth0 mtu 1500 up
[web16] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[web16] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[web16] link set dev lo alias netgen:demo:containers.web16
[web16] link set dev lo up
[web16] link set dev eth0 alias netgen:demo:containers.web16.networks.front
[web16] link set dev eth0 mtu 1500 up
[web16] addr replace 172.17.0.16/16 dev eth0
[web16] link set dev eth0 address 02:00:00:00:00:16 # tells neighbours of its addresses
[web16] route replace default via 172.17.42.1 dev eth0 proto 110
[web16] hostname web16
[web16@front] hosts 172.17.0.16 web16

# containers.web17: 172.17.0.17 on front
netns add web17
link add name web17.eth0 master front type veth peer name eth0 address 02:00:00:00:00:17 netns web17
link set dev web17.eth0 alias netgen:demo:containers.web17.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev web17.eth0 mtu 1500 up
[web17] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[web17] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[web17] link set dev lo alias netgen:demo:containers.web17
[web17] link set dev lo up
[web17] link set dev eth0 alias netgen:demo:containers.web17.networks.front
[web17] link set dev eth0 mtu 1500 up
[web17] addr replace 172.17.0.17/16 dev eth0
[web17] link set dev eth0 address 02:00:00:00:00:17 # tells neighbours of its addresses
[web17] route replace default via 172.17.42.1 dev eth0 proto 110
[web17] hostname web17
[web17@front] hosts 172.17.0.17 web17

# containers.web18: 172.17.0.18 on front
netns add web18
link add name web18.eth0 master front type veth peer name eth0 address 02:00:00:00:00:18 netns web18
link set dev web18.eth0 alias netgen:demo:containers.web18.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev web18.eth0 mtu 1500 up
[web18] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[web18] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[web18] link set dev lo alias netgen:demo:containers.web18
[web18] link set dev lo up
[web18] link set dev eth0 alias netgen:demo:containers.web18.networks.front
[web18] link set dev eth0 mtu 1500 up
[web18] addr replace 172.17.0.18/16 dev eth0
[web18] link set dev eth0 address 02:00:00:00:00:18 # tells neighbours of its addresses
[web18] route replace default via 172.17.42.1 dev eth0 proto 110
[web18] hostname web18
[web18@front] hosts 172.17.0.18 web18

# containers.web19: 172.17.0.19 on front
netns add web19
link add name web19.eth0 master front type veth peer name eth0 address 02:00:00:00:00:19 netns web19
link set dev web19.eth0 alias netgen:demo:containers.web19.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev web19.eth0 mtu 1500 up
[web19] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[web19] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[web19] link set dev lo alias netgen:demo:containers.web19
[web19] link set dev lo up
[web19] link set dev eth0 alias netgen:demo:containers.web19.networks.front
[web19] link set dev eth0 mtu 1500 up
[web19] addr replace 172.17.0.19/16 dev eth0
[web19] link set dev eth0 address 02:00:00:00:00:19 # tells neighbours of its addresses
[web19] route replace default via 172.17.42.1 dev eth0 proto 110
[web19] hostname web19
[web19@front] hosts 172.17.0.19 web19

# containers.web20: 172.17.0.20 on front
netns add web20
link add name web20.eth0 master front type veth peer name eth0 address 02:00:00:00:00:20 netns web20
link set dev web20.eth0 alias netgen:demo:containers.web20.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev web20.eth0 mtu 1500 up
[web20] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[web20] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[web20] link set dev lo alias netgen:demo:containers.web20
[web20] link set dev lo up
[web20] link set dev eth0 alias netgen:demo:containers.web20.networks.front
[web20] link set dev eth0 mtu 1500 up
[web20] addr replace 172.17.0.20/16 dev eth0
[web20] link set dev eth0 address 02:00:00:00:00:20 # tells neighbours of its addresses
[web20] route replace default via 172.17.42.1 dev eth0 proto 110
[web20] hostname web20
[web20@front] hosts 172.17.0.20 web20

# containers.web21: 172.17.0.21 on front
netns add web21
link add name web21.eth0 master front type veth peer name eth0 address 02:00:00:00:00:21 netns web21
link set dev web21.eth0 alias netgen:demo:containers.web21.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev web21.eth0 mtu 1500 up
[web21] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[web21] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[web21] link set dev lo alias netgen:demo:containers.web21
[web21] link set dev lo up
[web21] link set dev eth0 alias netgen:demo:containers.web21.networks.front
[web21] link set dev eth0 mtu 1500 up
[web21] addr replace 172.17.0.21/16 dev eth0
[web21] link set dev eth0 address 02:00:00:00:00:21 # tells neighbours of its addresses
[web21] route replace default via 172.17.42.1 dev eth0 proto 110
[web21] hostname web21
[web21@front] hosts 172.17.0.21 web21

# containers.web22: 172.17.0.22 on front
netns add web22
link add name web22.eth0 master front type veth peer name eth0 address 02:00:00:00:00:22 netns web22
link set dev web22.eth0 alias netgen:demo:containers.web22.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev web22.eth0 mtu 1500 up
[web22] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[web22] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[web22] link set dev lo alias netgen:demo:containers.web22
[web22] link set dev lo up
[web22] link set dev eth0 alias netgen:demo:containers.web22.networks.front
[web22] link set dev eth0 mtu 1500 up
[web22] addr replace 172.17.0.22/16 dev eth0
[web22] link set dev eth0 address 02:00:00:00:00:22 # tells neighbours of its addresses
[web22] route replace default via 172.17.42.1 dev eth0 proto 110
[web22] hostname web22
[web22@front] hosts 172.17.0.22 web22

# containers.web23: 172.17.0.23 on front
netns add web23
link add name web23.eth0 master front type veth peer name eth0 address 02:00:00:00:00:23 netns web23
link set dev web23.eth0 alias netgen:demo:containers.web23.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev web23.eth0 mtu 1500 up
[web23] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[web23] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[web23] link set dev lo alias netgen:demo:containers.web23
[web23] link set dev lo up
[web23] link set dev eth0 alias netgen:demo:containers.web23.networks.front
[web23] link set dev eth0 mtu 1500 up
[web23] addr replace 172.17.0.23/16 dev eth0
[web23] link set dev eth0 address 02:00:00:00:00:23 # tells neighbours of its addresses
[web23] route replace default via 172.17.42.1 dev eth0 proto 110
[web23] hostname web23
[web23@front] hosts 172.17.0.23 web23

# containers.web24: 172.17.0.24 on front
netns add web24
link add name web24.eth0 master front type veth peer name eth0 address 02:00:00:00:00:24 netns web24
link set dev web24.eth0 alias netgen:demo:containers.web24.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev web24.eth0 mtu 1500 up
[web24] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[web24] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[web24] link set dev lo alias netgen:demo:containers.web24
[web24] link set dev lo up
[web24] link set dev eth0 alias netgen:demo:containers.web24.networks.front
[web24] link set dev eth0 mtu 1500 up
[web24] addr replace 172.17.0.24/16 dev eth0
[web24] link set dev eth0 address 02:00:00:00:00:24 # tells neighbours of its addresses
[web24] route replace default via 172.17.42.1 dev eth0 proto 110
[web24] hostname web24
[web24@front] hosts 172.17.0.24 web24

# containers.web25: 172.17.0.25 on front
netns add web25
link add name web25.eth0 master front type veth peer name eth0 address 02:00:00:00:00:25 netns web25
link set dev web25.eth0 alias netgen:demo:containers.web25.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev web25.eth0 mtu 1500 up
[web25] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[web25] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[web25] link set dev lo alias netgen:demo:containers.web25
[web25] link set dev lo up
[web25] link set dev eth0 alias netgen:demo:containers.web25.networks.front
[web25] link set dev eth0 mtu 1500 up
[web25] addr replace 172.17.0.25/16 dev eth0
[web25] link set dev eth0 address 02:00:00:00:00:25 # tells neighbours of its addresses
[web25] route replace default via 172.17.42.1 dev eth0 proto 110
[web25] hostname web25
[web25@front] hosts 172.17.0.25 web25

# containers.web26: 172.17.0.26 on front
netns add web26
link add name web26.eth0 master front type veth peer name eth0 address 02:00:00:00:00:26 netns web26
link set dev web26.eth0 alias netgen:demo:containers.web26.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev web26.eth0 mtu 1500 up
[web26] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[web26] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[web26] link set dev lo alias netgen:demo:containers.web26
[web26] link set dev lo up
[web26] link set dev eth0 alias netgen:demo:containers.web26.networks.front
[web26] link set dev eth0 mtu 1500 up
[web26] addr replace 172.17.0.26/16 dev eth0
[web26] link set dev eth0 address 02:00:00:00:00:26 # tells neighbours of its addresses
[web26] route replace default via 172.17.42.1 dev eth0 proto 110
[web26] hostname web26
[web26@front] hosts 172.17.0.26 web26

# containers.web27: 172.17.0.27 on front
netns add web27
link add name web27.eth0 master front type veth peer name eth0 address 02:00:00:00:00:27 netns web27
link set dev web27.eth0 alias netgen:demo:containers.web27.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev web27.eth0 mtu 1500 up
[web27] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[web27] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[web27] link set dev lo alias netgen:demo:containers.web27
[web27] link set dev lo up
[web27] link set dev eth0 alias netgen:demo:containers.web27.networks.front
[web27] link set dev eth0 mtu 1500 up
[web27] addr replace 172.17.0.27/16 dev eth0
[web27] link set dev eth0 address 02:00:00:00:00:27 # tells neighbours of its addresses
[web27] route replace default via 172.17.42.1 dev eth0 proto 110
[web27] hostname web27
[web27@front] hosts 172.17.0.27 web27

# containers.web28: 172.17.0.28 on front
netns add web28
link add name web28.eth0 master front type veth peer name eth0 address 02:00:00:00:00:28 netns web28
link set dev web28.eth0 alias netgen:demo:containers.web28.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev web28.eth0 mtu 1500 up
[web28] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[web28] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[web28] link set dev lo alias netgen:demo:containers.web28
[web28] link set dev lo up
[web28] link set dev eth0 alias netgen:demo:containers.web28.networks.front
[web28] link set dev eth0 mtu 1500 up
[web28] addr replace 172.17.0.28/16 dev eth0
[web28] link set dev eth0 address 02:00:00:00:00:28 # tells neighbours of its addresses
[web28] route replace default via 172.17.42.1 dev eth0 proto 110
[web28] hostname web28
[web28@front] hosts 172.17.0.28 web28

# containers.web29: 172.17.0.29 on front
netns add web29
link add name web29.eth0 master front type veth peer name eth0 address 02:00:00:00:00:29 netns web29
link set dev web29.eth0 alias netgen:demo:containers.web29.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev web29.eth0 mtu 1500 up
[web29] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[web29] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[web29] link set dev lo alias netgen:demo:containers.web29
[web29] link set dev lo up
[web29] link set dev eth0 alias netgen:demo:containers.web29.networks.front
[web29] link set dev eth0 mtu 1500 up
[web29] addr replace 172.17.0.29/16 dev eth0
[web29] link set dev eth0 address 02:00:00:00:00:29 # tells neighbours of its addresses
[web29] route replace default via 172.17.42.1 dev eth0 proto 110
[web29] hostname web29
[web29@front] hosts 172.17.0.29 web29

# containers.web30: 172.17.0.30 on front
netns add web30
link add name web30.eth0 master front type veth peer name eth0 address 02:00:00:00:00:30 netns web30
link set dev web30.eth0 alias netgen:demo:containers.web30.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev web30.eth0 mtu 1500 up
[web30] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[web30] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[web30] link set dev lo alias netgen:demo:containers.web30
[web30] link set dev lo up
[web30] link set dev eth0 alias netgen:demo:containers.web30.networks.front
[web30] link set dev eth0 mtu 1500 up
[web30] addr replace 172.17.0.30/16 dev eth0
[web30] link set dev eth0 address 02:00:00:00:00:30 # tells neighbours of its addresses
[web30] route replace default via 172.17.42.1 dev eth0 proto 110
[web30] hostname web30
[web30@front] hosts 172.17.0.30 web30

# containers.web31: 172.17.0.31 on front
netns add web31
link add name web31.eth0 master front type veth peer name eth0 address 02:00:00:00:00:31 netns web31
link set dev web31.eth0 alias netgen:demo:containers.web31.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev web31.eth0 mtu 1500 up
[web31] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[web31] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[web31] link set dev lo alias netgen:demo:containers.web31
[web31] link set dev lo up
[web31] link set dev eth0 alias netgen:demo:containers.web31.networks.front
[web31] link set dev eth0 mtu 1500 up
[web31] addr replace 172.17.0.31/16 dev eth0
[web31] link set dev eth0 address 02:00:00:00:00:31 # tells neighbours of its addresses
[web31] route replace default via 172.17.42.1 dev eth0 proto 110
[web31] hostname web31
[web31@front] hosts 172.17.0.31 web31

# containers.web32: 172.17.0.32 on front
netns add web32
link add name web32.eth0 master front type veth peer name eth0 address 02:00:00:00:00:32 netns web32
link set dev web32.eth0 alias netgen:demo:containers.web32.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev web32.eth0 mtu 1500 up
[web32] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[web32] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[web32] link set dev lo alias netgen:demo:containers.web32
[web32] link set dev lo up
[web32] link set dev eth0 alias netgen:demo:containers.web32.networks.front
[web32] link set dev eth0 mtu 1500 up
[web32] addr replace 172.17.0.32/16 dev eth0
[web32] link set dev eth0 address 02:00:00:00:00:32 # tells neighbours of its addresses
[web32] route replace default via 172.17.42.1 dev eth0 proto 110
[web32] hostname web32
[web32@front] hosts 172.17.0.32 web32

# containers.web33: 172.17.0.33 on front
netns add web33
link add name web33.eth0 master front type veth peer name eth0 address 02:00:00:00:00:33 netns web33
link set dev web33.eth0 alias netgen:demo:containers.web33.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev web33.eth0 mtu 1500 up
[web33] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[web33] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[web33] link set dev lo alias netgen:demo:containers.web33
[web33] link set dev lo up
[web33] link set dev eth0 alias netgen:demo:containers.web33.networks.front
[web33] link set dev eth0 mtu 1500 up
[web33] addr replace 172.17.0.33/16 dev eth0
[web33] link set dev eth0 address 02:00:00:00:00:33 # tells neighbours of its addresses
[web33] route replace default via 172.17.42.1 dev eth0 proto 110
[web33] hostname web33
[web33@front] hosts 172.17.0.33 web33

# containers.web34: 172.17.0.34 on front
netns add web34
link add name web34.eth0 master front type veth peer name eth0 address 02:00:00:00:00:34 netns web34
link set dev web34.eth0 alias netgen:demo:containers.web34.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev web34.eth0 mtu 1500 up
[web34] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[web34] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[web34] link set dev lo alias netgen:demo:containers.web34
[web34] link set dev lo up
[web34] link set dev eth0 alias netgen:demo:containers.web34.networks.front
[web34] link set dev eth0 mtu 1500 up
[web34] addr replace 172.17.0.34/16 dev eth0
[web34] link set dev eth0 address 02:00:00:00:00:34 # tells neighbours of its addresses
[web34] route replace default via 172.17.42.1 dev eth0 proto 110
[web34] hostname web34
[web34@front] hosts 172.17.0.34 web34

# containers.web35: 172.17.0.35 on front
netns add web35
link add name web35.eth0 master front type veth peer name eth0 address 02:00:00:00:00:35 netns web35
link set dev web35.eth0 alias netgen:demo:containers.web35.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev web35.eth0 mtu 1500 up
[web35] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[web35] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[web35] link set dev lo alias netgen:demo:containers.web35
[web35] link set dev lo up
[web35] link set dev eth0 alias netgen:demo:containers.web35.networks.front
[web35] link set dev eth0 mtu 1500 up
[web35] addr replace 172.17.0.35/16 dev eth0
[web35] link set dev eth0 address 02:00:00:00:00:35 # tells neighbours of its addresses
[web35] route replace default via 172.17.42.1 dev eth0 proto 110
[web35] hostname web35
[web35@front] hosts 172.17.0.35 web35

# containers.web36: 172.17.0.36 on front
netns add web36
link add name web36.eth0 master front type veth peer name eth0 address 02:00:00:00:00:36 netns web36
link set dev web36.eth0 alias netgen:demo:containers.web36.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev web36.eth0 mtu 1500 up
[web36] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[web36] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[web36] link set dev lo alias netgen:demo:containers.web36
[web36] link set dev lo up
[web36] link set dev eth0 alias netgen:demo:containers.web36.networks.front
[web36] link set dev eth0 mtu 1500 up
[web36] addr replace 172.17.0.36/16 dev eth0
[web36] link set dev eth0 address 02:00:00:00:00:36 # tells neighbours of its addresses
[web36] route replace default via 172.17.42.1 dev eth0 proto 110
[web36] hostname web36
[web36@front] hosts 172.17.0.36 web36

# containers.web37: 172.17.0.37 on front
netns add web37
link add name web37.eth0 master front type veth peer name eth0 address 02:00:00:00:00:37 netns web37
link set dev web37.eth0 alias netgen:demo:containers.web37.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev web37.eth0 mtu 1500 up
[web37] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[web37] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[web37] link set dev lo alias netgen:demo:containers.web37
[web37] link set dev lo up
[web37] link set dev eth0 alias netgen:demo:containers.web37.networks.front
[web37] link set dev eth0 mtu 1500 up
[web37] addr replace 172.17.0.37/16 dev eth0
[web37] link set dev eth0 address 02:00:00:00:00:37 # tells neighbours of its addresses
[web37] route replace default via 172.17.42.1 dev eth0 proto 110
[web37] hostname web37
[web37@front] hosts 172.17.0.37 web37

# containers.web38: 172.17.0.38 on front
netns add web38
link add name web38.eth0 master front type veth peer name eth0 address 02:00:00:00:00:38 netns web38
link set dev web38.eth0 alias netgen:demo:containers.web38.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev web38.eth0 mtu 1500 up
[web38] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[web38] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[web38] link set dev lo alias netgen:demo:containers.web38
[web38] link set dev lo up
[web38] link set dev eth0 alias netgen:demo:containers.web38.networks.front
[web38] link set dev eth0 mtu 1500 up
[web38] addr replace 172.17.0.38/16 dev eth0
[web38] link set dev eth0 address 02:00:00:00:00:38 # tells neighbours of its addresses
[web38] route replace default via 172.17.42.1 dev eth0 proto 110
[web38] hostname web38
[web38@front] hosts 172.17.0.38 web38

# containers.web39: 172.17.0.39 on front
netns add web39
link add name web39.eth0 master front type veth peer name eth0 address 02:00:00:00:00:39 netns web39
link set dev web39.eth0 alias netgen:demo:containers.web39.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev web39.eth0 mtu 1500 up
[web39] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[web39] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[web39] link set dev lo alias netgen:demo:containers.web39
[web39] link set dev lo up
[web39] link set dev eth0 alias netgen:demo:containers.web39.networks.front
[web39] link set dev eth0 mtu 1500 up
[web39] addr replace 172.17.0.39/16 dev eth0
[web39] link set dev eth0 address 02:00:00:00:00:39 # tells neighbours of its addresses
[web39] route replace default via 172.17.42.1 dev eth0 proto 110
[web39] hostname web39
[web39@front] hosts 172.17.0.39 web39

# containers.web40: 172.17.0.40 on front
netns add web40
link add name web40.eth0 master front type veth peer name eth0 address 02:00:00:00:00:40 netns web40
link set dev web40.eth0 alias netgen:demo:containers.web40.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev web40.eth0 mtu 1500 up
[web40] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[web40] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[web40] link set dev lo alias netgen:demo:containers.web40
[web40] link set dev lo up
[web40] link set dev eth0 alias netgen:demo:containers.web40.networks.front
[web40] link set dev eth0 mtu 1500 up
[web40] addr replace 172.17.0.40/16 dev eth0
[web40] link set dev eth0 address 02:00:00:00:00:40 # tells neighbours of its addresses
[web40] route replace default via 172.17.42.1 dev eth0 proto 110
[web40] hostname web40
[web40@front] hosts 172.17.0.40 web40

# containers.web41: 172.17.0.41 on front
netns add web41
link add name web41.eth0 master front type veth peer name eth0 address 02:00:00:00:00:41 netns web41
link set dev web41.eth0 alias netgen:demo:containers.web41.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev web41.eth0 mtu 1500 up
[web41] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[web41] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[web41] link set dev lo alias netgen:demo:containers.web41
[web41] link set dev lo up
[web41] link set dev eth0 alias netgen:demo:containers.web41.networks.front
[web41] link set dev eth0 mtu 1500 up
[web41] addr replace 172.17.0.41/16 dev eth0
[web41] link set dev eth0 address 02:00:00:00:00:41 # tells neighbours of its addresses
[web41] route replace default via 172.17.42.1 dev eth0 proto 110
[web41] hostname web41
[web41@front] hosts 172.17.0.41 web41

# containers.web42: 172.17.0.42 on front
netns add web42
link add name web42.eth0 master front type veth peer name eth0 address 02:00:00:00:00:42 netns web42
link set dev web42.eth0 alias netgen:demo:containers.web42.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev web42.eth0 mtu 1500 up
[web42] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[web42] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[web42] link set dev lo alias netgen:demo:containers.web42
[web42] link set dev lo up
[web42] link set dev eth0 alias netgen:demo:containers.web42.networks.front
[web42] link set dev eth0 mtu 1500 up
[web42] addr replace 172.17.0.42/16 dev eth0
[web42] link set dev eth0 address 02:00:00:00:00:42 # tells neighbours of its addresses
[web42] route replace default via 172.17.42.1 dev eth0 proto 110
[web42] hostname web42
[web42@front] hosts 172.17.0.42 web42

# containers.web43: 172.17.0.43 on front
netns add web43
link add name web43.eth0 master front type veth peer name eth0 address 02:00:00:00:00:43 netns web43
link set dev web43.eth0 alias netgen:demo:containers.web43.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev web43.eth0 mtu 1500 up
[web43] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[web43] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[web43] link set dev lo alias netgen:demo:containers.web43
[web43] link set dev lo up
[web43] link set dev eth0 alias netgen:demo:containers.web43.networks.front
[web43] link set dev eth0 mtu 1500 up
[web43] addr replace 172.17.0.43/16 dev eth0
[web43] link set dev eth0 address 02:00:00:00:00:43 # tells neighbours of its addresses
[web43] route replace default via 172.17.42.1 dev eth0 proto 110
[web43] hostname web43
[web43@front] hosts 172.17.0.43 web43

# containers.web44: 172.17.0.44 on front
netns add web44
link add name web44.eth0 master front type veth peer name eth0 address 02:00:00:00:00:44 netns web44
link set dev web44.eth0 alias netgen:demo:containers.web44.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev web44.eth0 mtu 1500 up
[web44] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[web44] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[web44] link set dev lo alias netgen:demo:containers.web44
[web44] link set dev lo up
[web44] link set dev eth0 alias netgen:demo:containers.web44.networks.front
[web44] link set dev eth0 mtu 1500 up
[web44] addr replace 172.17.0.44/16 dev eth0
[web44] link set dev eth0 address 02:00:00:00:00:44 # tells neighbours of its addresses
[web44] route replace default via 172.17.42.1 dev eth0 proto 110
[web44] hostname web44
[web44@front] hosts 172.17.0.44 web44

# containers.web45: 172.17.0.45 on front
netns add web45
link add name web45.eth0 master front type veth peer name eth0 address 02:00:00:00:00:45 netns web45
link set dev web45.eth0 alias netgen:demo:containers.web45.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev web45.eth0 mtu 1500 up
[web45] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[web45] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[web45] link set dev lo alias netgen:demo:containers.web45
[web45] link set dev lo up
[web45] link set dev eth0 alias netgen:demo:containers.web45.networks.front
[web45] link set dev eth0 mtu 1500 up
[web45] addr replace 172.17.0.45/16 dev eth0
[web45] link set dev eth0 address 02:00:00:00:00:45 # tells neighbours of its addresses
[web45] route replace default via 172.17.42.1 dev eth0 proto 110
[web45] hostname web45
[web45@front] hosts 172.17.0.45 web45

# containers.web46: 172.17.0.46 on front
netns add web46
link add name web46.eth0 master front type veth peer name eth0 address 02:00:00:00:00:46 netns web46
link set dev web46.eth0 alias netgen:demo:containers.web46.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev web46.eth0 mtu 1500 up
[web46] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[web46] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[web46] link set dev lo alias netgen:demo:containers.web46
[web46] link set dev lo up
[web46] link set dev eth0 alias netgen:demo:containers.web46.networks.front
[web46] link set dev eth0 mtu 1500 up
[web46] addr replace 172.17.0.46/16 dev eth0
[web46] link set dev eth0 address 02:00:00:00:00:46 # tells neighbours of its addresses
[web46] route replace default via 172.17.42.1 dev eth0 proto 110
[web46] hostname web46
[web46@front] hosts 172.17.0.46 web46

# containers.web47: 172.17.0.47 on front
netns add web47
link add name web47.eth0 master front type veth peer name eth0 address 02:00:00:00:00:47 netns web47
link set dev web47.eth0 alias netgen:demo:containers.web47.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev web47.eth0 mtu 1500 up
[web47] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[web47] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[web47] link set dev lo alias netgen:demo:containers.web47
[web47] link set dev lo up
[web47] link set dev eth0 alias netgen:demo:containers.web47.networks.front
[web47] link set dev eth0 mtu 1500 up
[web47] addr replace 172.17.0.47/16 dev eth0
[web47] link set dev eth0 address 02:00:00:00:00:47 # tells neighbours of its addresses
[web47] route replace default via 172.17.42.1 dev eth0 proto 110
[web47] hostname web47
[web47@front] hosts 172.17.0.47 web47

# containers.web48: 172.17.0.48 on front
netns add web48
link add name web48.eth0 master front type veth peer name eth0 address 02:00:00:00:00:48 netns web48
link set dev web48.eth0 alias netgen:demo:containers.web48.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev web48.eth0 mtu 1500 up
[web48] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[web48] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[web48] link set dev lo alias netgen:demo:containers.web48
[web48] link set dev lo up
[web48] link set dev eth0 alias netgen:demo:containers.web48.networks.front
[web48] link set dev eth0 mtu 1500 up
[web48] addr replace 172.17.0.48/16 dev eth0
[web48] link set dev eth0 address 02:00:00:00:00:48 # tells neighbours of its addresses
[web48] route replace default via 172.17.42.1 dev eth0 proto 110
[web48] hostname web48
[web48@front] hosts 172.17.0.48 web48

# containers.web49: 172.17.0.49 on front
netns add web49
link add name web49.eth0 master front type veth peer name eth0 address 02:00:00:00:00:49 netns web49
link set dev web49.eth0 alias netgen:demo:containers.web49.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev web49.eth0 mtu 1500 up
[web49] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[web49] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[web49] link set dev lo alias netgen:demo:containers.web49
[web49] link set dev lo up
[web49] link set dev eth0 alias netgen:demo:containers.web49.networks.front
[web49] link set dev eth0 mtu 1500 up
[web49] addr replace 172.17.0.49/16 dev eth0
[web49] link set dev eth0 address 02:00:00:00:00:49 # tells neighbours of its addresses
[web49] route replace default via 172.17.42.1 dev eth0 proto 110
[web49] hostname web49
[web49@front] hosts 172.17.0.49 web49

# containers.web50: 172.17.0.50 on front
netns add web50
link add name web50.eth0 master front type veth peer name eth0 address 02:00:00:00:00:50 netns web50
link set dev web50.eth0 alias netgen:demo:containers.web50.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev web50.eth0 mtu 1500 up
[web50] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[web50] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[web50] link set dev lo alias netgen:demo:containers.web50
[web50] link set dev lo up
[web50] link set dev eth0 alias netgen:demo:containers.web50.networks.front
[web50] link set dev eth0 mtu 1500 up
[web50] addr replace 172.17.0.50/16 dev eth0
[web50] link set dev eth0 address 02:00:00:00:00:50 # tells neighbours of its addresses
[web50] route replace default via 172.17.42.1 dev eth0 proto 110
[web50] hostname web50
[web50@front] hosts 172.17.0.50 web50

# containers.edge1: 10.1.0.2 on lan1, 172.17.0.51 on front
netns add edge1
link add name edge1.eth0 master lan1 type veth peer name eth0 address 02:42:0a:01:00:02 netns edge1
link set dev edge1.eth0 alias netgen:demo:containers.edge1.networks.lan1 addrgenmode none # no IPv6 address but the plan's
link set dev edge1.eth0 mtu 1500 up
link add name edge1.eth1 master front type veth peer name eth1 address 02:42:ac:11:00:33 netns edge1
link set dev edge1.eth1 alias netgen:demo:containers.edge1.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev edge1.eth1 mtu 1500 up
[edge1] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[edge1] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[edge1] sysctl -w net.ipv4.conf.eth1.arp_notify=1 # neighbours hear of a new MAC
[edge1] sysctl -w net.ipv4.ip_forward=0 # no router, whatever the host is
[edge1] sysctl -w net.ipv4.conf.all.rp_filter=2 # answers may come in by another interface, whatever the host asks
[edge1] link set dev lo alias netgen:demo:containers.edge1
[edge1] link set dev lo up
[edge1] link set dev eth0 alias netgen:demo:containers.edge1.networks.lan1
[edge1] link set dev eth0 mtu 1500 up
[edge1] addr replace 10.1.0.2/24 dev eth0
[edge1] link set dev eth0 address 02:42:0a:01:00:02 # tells neighbours of its addresses
[edge1] route replace default via 10.1.0.1 dev eth0 proto 110
[edge1] link set dev eth1 alias netgen:demo:containers.edge1.networks.front
[edge1] link set dev eth1 mtu 1500 up
[edge1] addr replace 172.17.0.51/16 dev eth1
[edge1] link set dev eth1 address 02:42:ac:11:00:33 # tells neighbours of its addresses
[edge1] hostname edge1
[edge1@lan1] hosts 10.1.0.2 edge1
[edge1@front] hosts 172.17.0.51 edge1

# containers.edge2: 10.2.0.2 on lan2, 172.17.0.52 on front
netns add edge2
link add name edge2.eth0 master lan2 type veth peer name eth0 address 02:42:0a:02:00:02 netns edge2
link set dev edge2.eth0 alias netgen:demo:containers.edge2.networks.lan2 addrgenmode none # no IPv6 address but the plan's
link set dev edge2.eth0 mtu 1500 up
link add name edge2.eth1 master front type veth peer name eth1 address 02:42:ac:11:00:34 netns edge2
link set dev edge2.eth1 alias netgen:demo:containers.edge2.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev edge2.eth1 mtu 1500 up
[edge2] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[edge2] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[edge2] sysctl -w net.ipv4.conf.eth1.arp_notify=1 # neighbours hear of a new MAC
[edge2] sysctl -w net.ipv4.ip_forward=0 # no router, whatever the host is
[edge2] sysctl -w net.ipv4.conf.all.rp_filter=2 # answers may come in by another interface, whatever the host asks
[edge2] link set dev lo alias netgen:demo:containers.edge2
[edge2] link set dev lo up
[edge2] link set dev eth0 alias netgen:demo:containers.edge2.networks.lan2
[edge2] link set dev eth0 mtu 1500 up
[edge2] addr replace 10.2.0.2/24 dev eth0
[edge2] link set dev eth0 address 02:42:0a:02:00:02 # tells neighbours of its addresses
[edge2] route replace default via 10.2.0.1 dev eth0 proto 110
[edge2] link set dev eth1 alias netgen:demo:containers.edge2.networks.front
[edge2] link set dev eth1 mtu 1500 up
[edge2] addr replace 172.17.0.52/16 dev eth1
[edge2] link set dev eth1 address 02:42:ac:11:00:34 # tells neighbours of its addresses
[edge2] hostname edge2
[edge2@lan2] hosts 10.2.0.2 edge2
[edge2@front] hosts 172.17.0.52 edge2

# containers.edge3: 10.3.0.2 on lan3, 172.17.0.53 on front
netns add edge3
link add name edge3.eth0 master lan3 type veth peer name eth0 address 02:42:0a:03:00:02 netns edge3
link set dev edge3.eth0 alias netgen:demo:containers.edge3.networks.lan3 addrgenmode none # no IPv6 address but the plan's
link set dev edge3.eth0 mtu 1500 up
link add name edge3.eth1 master front type veth peer name eth1 address 02:42:ac:11:00:35 netns edge3
link set dev edge3.eth1 alias netgen:demo:containers.edge3.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev edge3.eth1 mtu 1500 up
[edge3] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[edge3] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[edge3] sysctl -w net.ipv4.conf.eth1.arp_notify=1 # neighbours hear of a new MAC
[edge3] sysctl -w net.ipv4.ip_forward=0 # no router, whatever the host is
[edge3] sysctl -w net.ipv4.conf.all.rp_filter=2 # answers may come in by another interface, whatever the host asks
[edge3] link set dev lo alias netgen:demo:containers.edge3
[edge3] link set dev lo up
[edge3] link set dev eth0 alias netgen:demo:containers.edge3.networks.lan3
[edge3] link set dev eth0 mtu 1500 up
[edge3] addr replace 10.3.0.2/24 dev eth0
[edge3] link set dev eth0 address 02:42:0a:03:00:02 # tells neighbours of its addresses
[edge3] route replace default via 10.3.0.1 dev eth0 proto 110
[edge3] link set dev eth1 alias netgen:demo:containers.edge3.networks.front
[edge3] link set dev eth1 mtu 1500 up
[edge3] addr replace 172.17.0.53/16 dev eth1
[edge3] link set dev eth1 address 02:42:ac:11:00:35 # tells neighbours of its addresses
[edge3] hostname edge3
[edge3@lan3] hosts 10.3.0.2 edge3
[edge3@front] hosts 172.17.0.53 edge3

# containers.edge4: 10.4.0.2 on lan4, 172.17.0.54 on front
netns add edge4
link add name edge4.eth0 master lan4 type veth peer name eth0 address 02:42:0a:04:00:02 netns edge4
link set dev edge4.eth0 alias netgen:demo:containers.edge4.networks.lan4 addrgenmode none # no IPv6 address but the plan's
link set dev edge4.eth0 mtu 1500 up
link add name edge4.eth1 master front type veth peer name eth1 address 02:42:ac:11:00:36 netns edge4
link set dev edge4.eth1 alias netgen:demo:containers.edge4.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev edge4.eth1 mtu 1500 up
[edge4] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[edge4] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[edge4] sysctl -w net.ipv4.conf.eth1.arp_notify=1 # neighbours hear of a new MAC
[edge4] sysctl -w net.ipv4.ip_forward=0 # no router, whatever the host is
[edge4] sysctl -w net.ipv4.conf.all.rp_filter=2 # answers may come in by another interface, whatever the host asks
[edge4] link set dev lo alias netgen:demo:containers.edge4
[edge4] link set dev lo up
[edge4] link set dev eth0 alias netgen:demo:containers.edge4.networks.lan4
[edge4] link set dev eth0 mtu 1500 up
[edge4] addr replace 10.4.0.2/24 dev eth0
[edge4] link set dev eth0 address 02:42:0a:04:00:02 # tells neighbours of its addresses
[edge4] route replace default via 10.4.0.1 dev eth0 proto 110
[edge4] link set dev eth1 alias netgen:demo:containers.edge4.networks.front
[edge4] link set dev eth1 mtu 1500 up
[edge4] addr replace 172.17.0.54/16 dev eth1
[edge4] link set dev eth1 address 02:42:ac:11:00:36 # tells neighbours of its addresses
[edge4] hostname edge4
[edge4@lan4] hosts 10.4.0.2 edge4
[edge4@front] hosts 172.17.0.54 edge4

# containers.edge5: 10.5.0.2 on lan5, 172.17.0.55 on front
netns add edge5
link add name edge5.eth0 master lan5 type veth peer name eth0 address 02:42:0a:05:00:02 netns edge5
link set dev edge5.eth0 alias netgen:demo:containers.edge5.networks.lan5 addrgenmode none # no IPv6 address but the plan's
link set dev edge5.eth0 mtu 1500 up
link add name edge5.eth1 master front type veth peer name eth1 address 02:42:ac:11:00:37 netns edge5
link set dev edge5.eth1 alias netgen:demo:containers.edge5.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev edge5.eth1 mtu 1500 up
[edge5] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[edge5] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[edge5] sysctl -w net.ipv4.conf.eth1.arp_notify=1 # neighbours hear of a new MAC
[edge5] sysctl -w net.ipv4.ip_forward=0 # no router, whatever the host is
[edge5] sysctl -w net.ipv4.conf.all.rp_filter=2 # answers may come in by another interface, whatever the host asks
[edge5] link set dev lo alias netgen:demo:containers.edge5
[edge5] link set dev lo up
[edge5] link set dev eth0 alias netgen:demo:containers.edge5.networks.lan5
[edge5] link set dev eth0 mtu 1500 up
[edge5] addr replace 10.5.0.2/24 dev eth0
[edge5] link set dev eth0 address 02:42:0a:05:00:02 # tells neighbours of its addresses
[edge5] route replace default via 10.5.0.1 dev eth0 proto 110
[edge5] link set dev eth1 alias netgen:demo:containers.edge5.networks.front
[edge5] link set dev eth1 mtu 1500 up
[edge5] addr replace 172.17.0.55/16 dev eth1
[edge5] link set dev eth1 address 02:42:ac:11:00:37 # tells neighbours of its addresses
[edge5] hostname edge5
[edge5@lan5] hosts 10.5.0.2 edge5
[edge5@front] hosts 172.17.0.55 edge5
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

    # sources that containers have
    set subnets {
        type ipv4_addr
        flags interval
        elements = {
            10.1.0.0/24, # networks.lan1
            10.2.0.0/24, # networks.lan2
            10.3.0.0/24, # networks.lan3
            10.4.0.0/24, # networks.lan4
            10.5.0.0/24, # networks.lan5
            172.17.0.0/16, # networks.front
        }
    }

    # where they come from: interface, source
    set homes {
        type ifname . ipv4_addr
        flags interval
        elements = {
            "lan1" . 10.1.0.0/24, # networks.lan1
            "front" . 10.1.0.2, # containers.edge1.networks.lan1
            "lan2" . 10.2.0.0/24, # networks.lan2
            "front" . 10.2.0.2, # containers.edge2.networks.lan2
            "lan3" . 10.3.0.0/24, # networks.lan3
            "front" . 10.3.0.2, # containers.edge3.networks.lan3
            "lan4" . 10.4.0.0/24, # networks.lan4
            "front" . 10.4.0.2, # containers.edge4.networks.lan4
            "lan5" . 10.5.0.0/24, # networks.lan5
            "front" . 10.5.0.2, # containers.edge5.networks.lan5
            "front" . 172.17.0.0/16, # networks.front
            "lan1" . 172.17.0.51, # containers.edge1.networks.front
            "lan2" . 172.17.0.52, # containers.edge2.networks.front
            "lan3" . 172.17.0.53, # containers.edge3.networks.front
            "lan4" . 172.17.0.54, # containers.edge4.networks.front
            "lan5" . 172.17.0.55, # containers.edge5.networks.front
        }
    }

    # bridges of the plan's networks, and the host's ends of its links
    set networks {
        type ifname
        elements = {
            "lan1", # networks.lan1
            "lan2", # networks.lan2
            "lan3", # networks.lan3
            "lan4", # networks.lan4
            "lan5", # networks.lan5
            "front", # networks.front
        }
    }

    # of them, those that this plan makes
    set bridges {
        type ifname
        elements = {
            "lan1", # networks.lan1
            "lan2", # networks.lan2
            "lan3", # networks.lan3
            "lan4", # networks.lan4
            "lan5", # networks.lan5
            "front", # networks.front
        }
    }

    # who may talk to whom: from network, to network
    set allowed {
        type ifname . ifname
        elements = {
            "lan1" . "lan1", # networks.lan1
            "lan2" . "lan2", # networks.lan2
            "lan3" . "lan3", # networks.lan3
            "lan4" . "lan4", # networks.lan4
            "lan5" . "lan5", # networks.lan5
            "front" . "front", # networks.front
        }
    }

    # networks that nothing outside opens a connection to
    set no_inbound {
        type ifname
        elements = {
            "lan1", # networks.lan1
            "lan2", # networks.lan2
            "lan3", # networks.lan3
            "lan4", # networks.lan4
            "lan5", # networks.lan5
            "front", # networks.front
        }
    }

    # the loopback interface
    set loopback {
        type ifname
        elements = {
            "lo", # host
        }
    }

    # sources that leave with the host's address
    set masqueraded {
        type ipv4_addr
        flags interval
        elements = {
            10.1.0.0/24, # networks.lan1
            10.2.0.0/24, # networks.lan2
            10.3.0.0/24, # networks.lan3
            10.4.0.0/24, # networks.lan4
            10.5.0.0/24, # networks.lan5
            172.17.0.0/16, # networks.front
        }
    }

    # what comes in from anywhere, before anything else
    chain raw_prerouting {
        type filter hook prerouting priority raw; policy accept;
        iifname != "lo" ip saddr @subnets iifname . ip saddr != @homes drop comment "a container's address comes from its own bridge"
    }

    # what is forwarded
    chain forward {
        type filter hook forward priority filter; policy accept;
        ct state established,related accept comment "replies, and errors that belong to a connection"
        iifname . oifname @allowed accept comment "within a network, and between peers"
        iifname @bridges oifname @networks drop comment "networks are isolated"
        ct state invalid ip saddr @masqueraded drop comment "no private address leaves untranslated"
        oifname @no_inbound drop comment "nothing comes in from outside"
    }

    # what is translated on its way out
    chain postrouting {
        type nat hook postrouting priority srcnat; policy accept;
        oifname @loopback accept comment "the host talks to itself from the address that it means"
        oifname @networks accept comment "between networks of the plan, addresses stay as they are"
        ip saddr @masqueraded masquerade comment "the world sees the host's address"
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

