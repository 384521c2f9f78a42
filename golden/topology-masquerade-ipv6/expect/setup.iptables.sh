#!/bin/sh
# The network of plan plan on this host.
#
# Made by netgen 0.1.0 from plan.yaml, sha256
# 4fe2158a7cf15ef96a218a50282a4804049bcd3eb25e539933926d5f10d01aa8.
# The engine is the same in every script of this version; `sed -n '/^# --- engine/,$p' setup.sh | sha256sum` gives
# (its SHA-256).
# Do not edit it: change the plan and render it again.
#
# Networks
#   networks.lan-a: bridge lan-a, 192.168.1.0/24, gateway 192.168.1.1 (router-a), fd00:1::/64, gateway fd00:1::1 (router-a), open to the world on IPv6 as far as router-a lets in, mtu 1500
#   networks.lan-b: bridge lan-b, no IPv4, fd00:1::/64, gateway fd00:1::1 (router-b), open to the world on IPv6 as far as router-b lets in, mtu 1500
#   networks.lan-c: bridge lan-c, 192.168.1.0/24, gateway 192.168.1.1 (router-c), fd00:1::/64, gateway fd00:1::1 (router-c), open to the world on IPv6 as far as router-c lets in, mtu 1500
#   networks.front: bridge front, 172.17.0.0/16, gateway 172.17.42.1, nat, 2001:db8:1::/64, gateway fe80::1, routed, open to the world on IPv6, mtu 1500
#   networks.four: bridge four, 10.5.0.0/24, gateway 10.5.0.1, nat, mtu 1500
#
# Containers
#   containers.pc-a: 192.168.1.2 and fd00:1::242:c0a8:102 on lan-a
#   containers.pc-b: fd00:1::242:3d77:5da6 on lan-b
#   containers.router-a: 192.168.1.1 and fd00:1::1 on lan-a, 172.17.0.1 and 2001:db8:1::242:ac11:1 on front, a router that masquerades
#   containers.router-b: fd00:1::1 on lan-b, one point-to-point link, a router that masquerades
#   containers.router-c: 192.168.1.1 and fd00:1::1 on lan-c, 10.5.0.2 on four, a router that masquerades
#   containers.router-d: 172.17.0.2 and 2001:db8:1::242:ac11:2 on front, in the existing namespace /run/engine/ns-1, a router that masquerades
#   containers.isp: one point-to-point link
#
# Point-to-point links
#   point_to_point.isp.router-b: 2001:db8:2::2 on eth1 of router-b, 2001:db8:2::1 on eth0 of isp
#
# Open to the world
#   containers.router-a: every port of fd00:1::1 and 2001:db8:1::242:ac11:1
#   containers.router-b: every port of fd00:1::1
#   containers.router-c: every port of fd00:1::1
#   containers.router-d: every port of 2001:db8:1::242:ac11:2
#
# Settings of the host
#   net.ipv4.ip_forward=1: forward IPv4 between interfaces
#   net.ipv4.conf.all.accept_redirects=0: a router takes no redirects
#   net.ipv4.conf.$uplinks.forwarding=1: also on interfaces with a default route where it was switched off
#   net.ipv6.conf.$ra_interface.accept_ra=2: still take router advertisements on the uplink and interfaces that live on them, now or later
#   net.ipv6.conf.all.forwarding=1: forward IPv6 between interfaces
#   net.ipv6.conf.default.forwarding=1: and on those that are made later
#   net.ipv6.conf.$uplinks.forwarding=1: also on interfaces with a default route where it was switched off
#   net.netfilter.nf_conntrack_tcp_be_liberal=1: a TCP segment outside of the window is still part of its connection
#   networks.lan-a: net.ipv6.conf.lan-a.accept_ra=0, containers advertise no routes to the host
#   networks.lan-b: net.ipv6.conf.lan-b.accept_ra=0, containers advertise no routes to the host
#   networks.lan-c: net.ipv6.conf.lan-c.accept_ra=0, containers advertise no routes to the host
#   networks.front: net.ipv6.conf.front.accept_ra=0, containers advertise no routes to the host
#   networks.front: net.ipv4.conf.front.forwarding=1, forward IPv4 from it, also where conf.default.forwarding is 0
#   networks.front: net.ipv6.conf.front.forwarding=1, forward IPv6 from it, also where conf.default.forwarding is 0
#   networks.four: net.ipv6.conf.four.accept_ra=0, containers advertise no routes to the host
#   networks.four: net.ipv4.conf.four.forwarding=1, forward IPv4 from it, also where conf.default.forwarding is 0
#
# Firewall
#   chains NG_plan_* of iptables and ip6tables, with one jump from each built-in chain that they serve
#   chain NETGEN-USER of iptables and ip6tables, for rules of your own: made if missing, first in line, never emptied
#   containers.router-a: chains NG_plan_* in its namespace, masquerades on eth1, IPv4 and IPv6
#   containers.router-b: chains NG_plan_* in its namespace, masquerades on eth1, IPv6
#   containers.router-c: chains NG_plan_* in its namespace, masquerades on eth1
#   containers.router-d: chains NG_plan_* in its namespace, masquerades on eth0, docker0, IPv4 and IPv6
#
# Files
#   /etc/netns/NAME/hostname, hosts and resolv.conf for each container; what was there is kept in /etc/netns/.netgen-plan
#   name servers are the host's; if it names none, Google's: 8.8.8.8 and 8.8.4.4, over IPv6 2001:4860:4860::8888 and 2001:4860:4860::8844
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
plan_sha256='4fe2158a7cf15ef96a218a50282a4804049bcd3eb25e539933926d5f10d01aa8'
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
sysctl -w net.ipv6.conf.$ra_interface.accept_ra=2 # still take router advertisements on the uplink and interfaces that live on them, now or later
sysctl -w net.ipv6.conf.all.forwarding=1 # forward IPv6 between interfaces
sysctl -w net.ipv6.conf.default.forwarding=1 # and on those that are made later
sysctl -w net.ipv6.conf.$uplinks.forwarding=1 # also on interfaces with a default route where it was switched off
sysctl -w net.netfilter.nf_conntrack_tcp_be_liberal=1 # a TCP segment outside of the window is still part of its connection

# host.firewall: chain NETGEN-USER is for rules of your own: made if missing, first in line, never emptied
user-rules iptables
user-rules ip6tables

# host: name service of the containers, where they have no line of their own
[*] hosts 127.0.0.1 localhost
[*] nameserver ${host_ipv4_nameservers:-8.8.8.8 8.8.4.4}
[*] search ${host_search:-.}
[*] options ${host_options:-}

# networks.lan-a: bridge lan-a, 192.168.1.0/24, gateway 192.168.1.1 (router-a), fd00:1::/64, gateway fd00:1::1 (router-a), open to the world on IPv6 as far as router-a lets in, mtu 1500
link add name lan-a address 02:42:cc:6e:99:63 type bridge
link set dev lan-a alias netgen:plan:networks.lan-a addrgenmode none # no IPv6 address but the plan's
link set dev lan-a mtu 1500 up
sysctl -w net.ipv6.conf.lan-a.accept_ra=0 # containers advertise no routes to the host

# networks.lan-b: bridge lan-b, no IPv4, fd00:1::/64, gateway fd00:1::1 (router-b), open to the world on IPv6 as far as router-b lets in, mtu 1500
link add name lan-b address 02:42:e8:24:1f:94 type bridge
link set dev lan-b alias netgen:plan:networks.lan-b addrgenmode none # no IPv6 address but the plan's
link set dev lan-b mtu 1500 up
sysctl -w net.ipv6.conf.lan-b.accept_ra=0 # containers advertise no routes to the host

# networks.lan-c: bridge lan-c, 192.168.1.0/24, gateway 192.168.1.1 (router-c), fd00:1::/64, gateway fd00:1::1 (router-c), open to the world on IPv6 as far as router-c lets in, mtu 1500
link add name lan-c address 02:42:52:cd:49:f8 type bridge
link set dev lan-c alias netgen:plan:networks.lan-c addrgenmode none # no IPv6 address but the plan's
link set dev lan-c mtu 1500 up
sysctl -w net.ipv6.conf.lan-c.accept_ra=0 # containers advertise no routes to the host

# networks.front: bridge front, 172.17.0.0/16, gateway 172.17.42.1, nat, 2001:db8:1::/64, gateway fe80::1, routed, open to the world on IPv6, mtu 1500
link add name front address 02:42:ac:11:2a:01 type bridge
link set dev front alias netgen:plan:networks.front addrgenmode none # no IPv6 address but the plan's
link set dev front mtu 1500 up
addr replace 172.17.42.1/16 dev front
sysctl -w net.ipv6.conf.front.accept_ra=0 # containers advertise no routes to the host
addr replace fe80::1/64 dev front nodad # usable at once
route replace 2001:db8:1::/64 dev front proto 110
sysctl -w net.ipv4.conf.front.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0
sysctl -w net.ipv6.conf.front.forwarding=1 # forward IPv6 from it, also where conf.default.forwarding is 0

# networks.four: bridge four, 10.5.0.0/24, gateway 10.5.0.1, nat, mtu 1500
link add name four address 02:42:0a:05:00:01 type bridge
link set dev four alias netgen:plan:networks.four addrgenmode none # no IPv6 address but the plan's
link set dev four mtu 1500 up
addr replace 10.5.0.1/24 dev four
sysctl -w net.ipv6.conf.four.accept_ra=0 # containers advertise no routes to the host
sysctl -w net.ipv4.conf.four.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0

# containers.pc-a: 192.168.1.2 and fd00:1::242:c0a8:102 on lan-a
netns add pc-a
link add name pc-a.eth0 master lan-a type veth peer name eth0 address 02:42:c0:a8:01:02 netns pc-a
link set dev pc-a.eth0 alias netgen:plan:containers.pc-a.networks.lan-a addrgenmode none # no IPv6 address but the plan's
link set dev pc-a.eth0 mtu 1500 up
[pc-a] sysctl -w net.ipv6.conf.all.disable_ipv6=0 # IPv6 is planned here, whatever the kernel begins with
[pc-a] sysctl -w net.ipv6.conf.eth0.disable_ipv6=0 # IPv6 is planned on it
[pc-a] sysctl -w net.ipv6.conf.eth0.accept_ra=0 # addresses and routes are the plan's
[pc-a] sysctl -w net.ipv6.conf.eth0.accept_dad=0 # its link-local address is usable at once
[pc-a] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[pc-a] sysctl -w net.ipv6.conf.eth0.ndisc_notify=1 # neighbours hear of a new MAC
[pc-a] link set dev lo alias netgen:plan:containers.pc-a
[pc-a] link set dev lo up
[pc-a] link set dev eth0 alias netgen:plan:containers.pc-a.networks.lan-a
[pc-a] link set dev eth0 mtu 1500 up
[pc-a] addr replace 192.168.1.2/24 dev eth0
[pc-a] addr replace fd00:1::242:c0a8:102/64 dev eth0 nodad # usable at once
[pc-a] link set dev eth0 address 02:42:c0:a8:01:02 # tells neighbours of its addresses
[pc-a] route replace default via 192.168.1.1 dev eth0 proto 110
[pc-a] route replace default via fd00:1::1 dev eth0 proto 110
[pc-a] hostname pc-a
[pc-a] hosts ::1 localhost ip6-localhost ip6-loopback
[pc-a@lan-a] hosts 192.168.1.2 pc-a
[pc-a@lan-a] hosts fd00:1::242:c0a8:102 pc-a
[pc-a] nameserver ${host_nameservers:-8.8.8.8 8.8.4.4 2001:4860:4860::8888 2001:4860:4860::8844}

# containers.pc-b: fd00:1::242:3d77:5da6 on lan-b
netns add pc-b
link add name pc-b.eth0 master lan-b type veth peer name eth0 address 02:42:3d:77:5d:a6 netns pc-b
link set dev pc-b.eth0 alias netgen:plan:containers.pc-b.networks.lan-b addrgenmode none # no IPv6 address but the plan's
link set dev pc-b.eth0 mtu 1500 up
[pc-b] sysctl -w net.ipv6.conf.all.disable_ipv6=0 # IPv6 is planned here, whatever the kernel begins with
[pc-b] sysctl -w net.ipv6.conf.eth0.disable_ipv6=0 # IPv6 is planned on it
[pc-b] sysctl -w net.ipv6.conf.eth0.accept_ra=0 # addresses and routes are the plan's
[pc-b] sysctl -w net.ipv6.conf.eth0.accept_dad=0 # its link-local address is usable at once
[pc-b] sysctl -w net.ipv6.conf.eth0.ndisc_notify=1 # neighbours hear of a new MAC
[pc-b] link set dev lo alias netgen:plan:containers.pc-b
[pc-b] link set dev lo up
[pc-b] link set dev eth0 alias netgen:plan:containers.pc-b.networks.lan-b
[pc-b] link set dev eth0 mtu 1500 up
[pc-b] addr replace fd00:1::242:3d77:5da6/64 dev eth0 nodad # usable at once
[pc-b] link set dev eth0 address 02:42:3d:77:5d:a6 # tells neighbours of its addresses
[pc-b] route replace default via fd00:1::1 dev eth0 proto 110
[pc-b] hostname pc-b
[pc-b] hosts ::1 localhost ip6-localhost ip6-loopback
[pc-b@lan-b] hosts fd00:1::242:3d77:5da6 pc-b
[pc-b] nameserver ${host_ipv6_nameservers:-2001:4860:4860::8888 2001:4860:4860::8844}

# containers.router-a: 192.168.1.1 and fd00:1::1 on lan-a, 172.17.0.1 and 2001:db8:1::242:ac11:1 on front, a router that masquerades, open to the world at fd00:1::1 and 2001:db8:1::242:ac11:1
netns add router-a
link add name router-a.eth0 master lan-a type veth peer name eth0 address 02:42:c0:a8:01:01 netns router-a
link set dev router-a.eth0 alias netgen:plan:containers.router-a.networks.lan-a addrgenmode none # no IPv6 address but the plan's
link set dev router-a.eth0 mtu 1500 up
link add name router-a.eth1 master front type veth peer name eth1 address 02:42:ac:11:00:01 netns router-a
link set dev router-a.eth1 alias netgen:plan:containers.router-a.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev router-a.eth1 mtu 1500 up
[router-a] sysctl -w net.ipv6.conf.all.disable_ipv6=0 # IPv6 is planned here, whatever the kernel begins with
[router-a] sysctl -w net.ipv6.conf.eth0.disable_ipv6=0 # IPv6 is planned on it
[router-a] sysctl -w net.ipv6.conf.eth1.disable_ipv6=0 # IPv6 is planned on it
[router-a] sysctl -w net.ipv6.conf.eth0.accept_ra=0 # addresses and routes are the plan's
[router-a] sysctl -w net.ipv6.conf.eth1.accept_ra=0 # addresses and routes are the plan's
[router-a] sysctl -w net.ipv6.conf.eth0.accept_dad=0 # its link-local address is usable at once
[router-a] sysctl -w net.ipv6.conf.eth1.accept_dad=0 # its link-local address is usable at once
[router-a] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[router-a] sysctl -w net.ipv6.conf.eth0.ndisc_notify=1 # neighbours hear of a new MAC
[router-a] sysctl -w net.ipv4.conf.eth1.arp_notify=1 # neighbours hear of a new MAC
[router-a] sysctl -w net.ipv6.conf.eth1.ndisc_notify=1 # neighbours hear of a new MAC
[router-a] sysctl -w net.ipv4.ip_forward=1 # forward IPv4 between interfaces
[router-a] sysctl -w net.ipv4.conf.all.rp_filter=2 # answers may come in by another interface, whatever the host asks
[router-a] sysctl -w net.ipv6.conf.all.forwarding=1 # forward IPv6 between interfaces
[router-a] link set dev lo alias netgen:plan:containers.router-a
[router-a] link set dev lo up
[router-a] link set dev eth0 alias netgen:plan:containers.router-a.networks.lan-a
[router-a] link set dev eth0 mtu 1500 up
[router-a] addr replace 192.168.1.1/24 dev eth0
[router-a] addr replace fd00:1::1/64 dev eth0 nodad # usable at once
[router-a] link set dev eth0 address 02:42:c0:a8:01:01 # tells neighbours of its addresses
[router-a] link set dev eth1 alias netgen:plan:containers.router-a.networks.front
[router-a] link set dev eth1 mtu 1500 up
[router-a] addr replace 172.17.0.1/16 dev eth1
[router-a] addr replace 2001:db8:1::242:ac11:1/64 dev eth1 nodad # usable at once
[router-a] link set dev eth1 address 02:42:ac:11:00:01 # tells neighbours of its addresses
[router-a] route replace default via 172.17.42.1 dev eth1 proto 110
[router-a] route replace default via fe80::1 dev eth1 proto 110
[router-a] hostname router-a
[router-a] hosts ::1 localhost ip6-localhost ip6-loopback
[router-a@lan-a] hosts 192.168.1.1 router-a
[router-a@lan-a] hosts fd00:1::1 router-a
[router-a@front] hosts 172.17.0.1 router-a
[router-a@front] hosts 2001:db8:1::242:ac11:1 router-a
[router-a] nameserver ${host_nameservers:-8.8.8.8 8.8.4.4 2001:4860:4860::8888 2001:4860:4860::8844}

# containers.router-b: fd00:1::1 on lan-b, one point-to-point link, a router that masquerades, open to the world
netns add router-b
link add name router-b.eth0 master lan-b type veth peer name eth0 address 02:42:25:20:0b:4d netns router-b
link set dev router-b.eth0 alias netgen:plan:containers.router-b.networks.lan-b addrgenmode none # no IPv6 address but the plan's
link set dev router-b.eth0 mtu 1500 up
[router-b] sysctl -w net.ipv6.conf.all.disable_ipv6=0 # IPv6 is planned here, whatever the kernel begins with
[router-b] sysctl -w net.ipv6.conf.eth0.disable_ipv6=0 # IPv6 is planned on it
[router-b] sysctl -w net.ipv6.conf.eth1.disable_ipv6=0 # IPv6 is planned on it
[router-b] sysctl -w net.ipv6.conf.eth0.accept_ra=0 # addresses and routes are the plan's
[router-b] sysctl -w net.ipv6.conf.eth1.accept_ra=0 # addresses and routes are the plan's
[router-b] sysctl -w net.ipv6.conf.eth0.accept_dad=0 # its link-local address is usable at once
[router-b] sysctl -w net.ipv6.conf.eth1.accept_dad=0 # its link-local address is usable at once
[router-b] sysctl -w net.ipv6.conf.eth0.ndisc_notify=1 # neighbours hear of a new MAC
[router-b] sysctl -w net.ipv6.conf.eth1.ndisc_notify=1 # neighbours hear of a new MAC
[router-b] sysctl -w net.ipv4.ip_forward=1 # forward IPv4 between interfaces
[router-b] sysctl -w net.ipv4.conf.all.rp_filter=2 # answers may come in by another interface, whatever the host asks
[router-b] sysctl -w net.ipv6.conf.all.forwarding=1 # forward IPv6 between interfaces
[router-b] link set dev lo alias netgen:plan:containers.router-b
[router-b] link set dev lo up
[router-b] link set dev eth0 alias netgen:plan:containers.router-b.networks.lan-b
[router-b] link set dev eth0 mtu 1500 up
[router-b] addr replace fd00:1::1/64 dev eth0 nodad # usable at once
[router-b] link set dev eth0 address 02:42:25:20:0b:4d # tells neighbours of its addresses
[router-b] hostname router-b
[router-b] hosts ::1 localhost ip6-localhost ip6-loopback
[router-b@lan-b] hosts fd00:1::1 router-b
[router-b] nameserver ${host_ipv6_nameservers:-2001:4860:4860::8888 2001:4860:4860::8844}

# containers.router-c: 192.168.1.1 and fd00:1::1 on lan-c, 10.5.0.2 on four, a router that masquerades, open to the world at fd00:1::1
netns add router-c
link add name router-c.eth0 master lan-c type veth peer name eth0 address 02:42:c0:a8:01:01 netns router-c
link set dev router-c.eth0 alias netgen:plan:containers.router-c.networks.lan-c addrgenmode none # no IPv6 address but the plan's
link set dev router-c.eth0 mtu 1500 up
link add name router-c.eth1 master four type veth peer name eth1 address 02:42:0a:05:00:02 netns router-c
link set dev router-c.eth1 alias netgen:plan:containers.router-c.networks.four addrgenmode none # no IPv6 address but the plan's
link set dev router-c.eth1 mtu 1500 up
[router-c] sysctl -w net.ipv6.conf.all.disable_ipv6=0 # IPv6 is planned here, whatever the kernel begins with
[router-c] sysctl -w net.ipv6.conf.eth1.disable_ipv6=1 # no IPv6 is planned on it
[router-c] sysctl -w net.ipv6.conf.eth0.disable_ipv6=0 # IPv6 is planned on it
[router-c] sysctl -w net.ipv6.conf.eth0.accept_ra=0 # addresses and routes are the plan's
[router-c] sysctl -w net.ipv6.conf.eth0.accept_dad=0 # its link-local address is usable at once
[router-c] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[router-c] sysctl -w net.ipv6.conf.eth0.ndisc_notify=1 # neighbours hear of a new MAC
[router-c] sysctl -w net.ipv4.conf.eth1.arp_notify=1 # neighbours hear of a new MAC
[router-c] sysctl -w net.ipv4.ip_forward=1 # forward IPv4 between interfaces
[router-c] sysctl -w net.ipv4.conf.all.rp_filter=2 # answers may come in by another interface, whatever the host asks
[router-c] sysctl -w net.ipv6.conf.all.forwarding=1 # forward IPv6 between interfaces
[router-c] link set dev lo alias netgen:plan:containers.router-c
[router-c] link set dev lo up
[router-c] link set dev eth0 alias netgen:plan:containers.router-c.networks.lan-c
[router-c] link set dev eth0 mtu 1500 up
[router-c] addr replace 192.168.1.1/24 dev eth0
[router-c] addr replace fd00:1::1/64 dev eth0 nodad # usable at once
[router-c] link set dev eth0 address 02:42:c0:a8:01:01 # tells neighbours of its addresses
[router-c] link set dev eth1 alias netgen:plan:containers.router-c.networks.four
[router-c] link set dev eth1 mtu 1500 up
[router-c] addr replace 10.5.0.2/24 dev eth1
[router-c] link set dev eth1 address 02:42:0a:05:00:02 # tells neighbours of its addresses
[router-c] route replace default via 10.5.0.1 dev eth1 proto 110
[router-c] hostname router-c
[router-c] hosts ::1 localhost ip6-localhost ip6-loopback
[router-c@lan-c] hosts 192.168.1.1 router-c
[router-c@lan-c] hosts fd00:1::1 router-c
[router-c@four] hosts 10.5.0.2 router-c
[router-c] nameserver ${host_nameservers:-8.8.8.8 8.8.4.4 2001:4860:4860::8888 2001:4860:4860::8844}

# containers.router-d: 172.17.0.2 and 2001:db8:1::242:ac11:2 on front, in the existing namespace /run/engine/ns-1, a router that masquerades, open to the world at 2001:db8:1::242:ac11:2
link add name router-d.eth0 master front type veth peer name eth0 address 02:42:ac:11:00:02 netns /run/engine/ns-1
link set dev router-d.eth0 alias netgen:plan:containers.router-d.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev router-d.eth0 mtu 1500 up
[/run/engine/ns-1] sysctl -w net.ipv6.conf.eth0.disable_ipv6=0 # IPv6 is planned on it
[/run/engine/ns-1] sysctl -w net.ipv6.conf.eth0.accept_ra=0 # addresses and routes are the plan's
[/run/engine/ns-1] sysctl -w net.ipv6.conf.eth0.accept_dad=0 # its link-local address is usable at once
[/run/engine/ns-1] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[/run/engine/ns-1] sysctl -w net.ipv6.conf.eth0.ndisc_notify=1 # neighbours hear of a new MAC
[/run/engine/ns-1] sysctl -w net.ipv4.ip_forward=1 # forward IPv4 between interfaces
[/run/engine/ns-1] sysctl -w net.ipv6.conf.$ra_interface.accept_ra=2 # still take router advertisements on interfaces that live on them
[/run/engine/ns-1] sysctl -w net.ipv6.conf.all.forwarding=1 # forward IPv6 between interfaces
[/run/engine/ns-1] link set dev eth0 alias netgen:plan:containers.router-d.networks.front
[/run/engine/ns-1] link set dev eth0 mtu 1500 up
[/run/engine/ns-1] addr replace 172.17.0.2/16 dev eth0
[/run/engine/ns-1] addr replace 2001:db8:1::242:ac11:2/64 dev eth0 nodad # usable at once
[/run/engine/ns-1] link set dev eth0 address 02:42:ac:11:00:02 # tells neighbours of its addresses
[/run/engine/ns-1] route replace default via 172.17.42.1 dev eth0 proto 110
[/run/engine/ns-1] route replace default via fe80::1 dev eth0 proto 110
[router-d] hostname router-d
[router-d] hosts ::1 localhost ip6-localhost ip6-loopback
[router-d@front] hosts 172.17.0.2 router-d
[router-d@front] hosts 2001:db8:1::242:ac11:2 router-d
[router-d] nameserver ${host_nameservers:-8.8.8.8 8.8.4.4 2001:4860:4860::8888 2001:4860:4860::8844}

# containers.isp: one point-to-point link
netns add isp
[isp] sysctl -w net.ipv6.conf.all.disable_ipv6=0 # IPv6 is planned here, whatever the kernel begins with
[isp] sysctl -w net.ipv6.conf.eth0.disable_ipv6=0 # IPv6 is planned on it
[isp] sysctl -w net.ipv6.conf.eth0.accept_ra=0 # addresses and routes are the plan's
[isp] sysctl -w net.ipv6.conf.eth0.accept_dad=0 # its link-local address is usable at once
[isp] sysctl -w net.ipv6.conf.eth0.ndisc_notify=1 # neighbours hear of a new MAC
[isp] link set dev lo alias netgen:plan:containers.isp
[isp] link set dev lo up
[isp] hostname isp
[isp] hosts ::1 localhost ip6-localhost ip6-loopback
[isp] hosts 2001:db8:2::1 isp
[isp] nameserver ${host_ipv6_nameservers:-2001:4860:4860::8888 2001:4860:4860::8844}

# point_to_point.isp.router-b: 2001:db8:2::2 on eth1 of router-b, 2001:db8:2::1 on eth0 of isp
link add name eth1 address 02:42:ca:3e:b1:46 netns router-b type veth peer name eth0 address 02:42:05:9c:88:87 netns isp
[router-b] link set dev eth1 alias netgen:plan:point_to_point.isp.router-b
[router-b] link set dev eth1 mtu 1500 up
[router-b] addr replace 2001:db8:2::2/128 dev eth1 nodad # usable at once
[router-b] route replace 2001:db8:2::1/128 dev eth1 proto 110
[router-b] route replace default via 2001:db8:2::1 dev eth1 proto 110
[isp] link set dev eth0 alias netgen:plan:point_to_point.isp.router-b
[isp] link set dev eth0 mtu 1500 up
[isp] addr replace 2001:db8:2::1/128 dev eth0 nodad # usable at once
[isp] route replace 2001:db8:2::2/128 dev eth0 proto 110
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
-A NG_plan_PREROUTING ! -i lo -s 10.5.0.0/24 -m comment --comment networks.four -j NG_plan_spoofed
-A NG_plan_spoofed -i front -s 172.17.0.0/16 -m comment --comment networks.front -j RETURN
-A NG_plan_spoofed -i lan-a -s 172.17.0.0/16 -m comment --comment networks.front -j RETURN
-A NG_plan_spoofed -i lan-b -s 172.17.0.0/16 -m comment --comment networks.front -j RETURN
-A NG_plan_spoofed -i lan-c -s 172.17.0.0/16 -m comment --comment networks.front -j RETURN
-A NG_plan_spoofed -i four -s 172.17.0.0/16 -m comment --comment networks.front -j RETURN
-A NG_plan_spoofed -i four -s 10.5.0.0/24 -m comment --comment networks.four -j RETURN
-A NG_plan_spoofed -i lan-a -s 10.5.0.0/24 -m comment --comment networks.four -j RETURN
-A NG_plan_spoofed -i front -s 10.5.0.0/24 -m comment --comment networks.four -j RETURN
-A NG_plan_spoofed -i lan-b -s 10.5.0.0/24 -m comment --comment networks.four -j RETURN
-A NG_plan_spoofed -i lan-c -s 10.5.0.0/24 -m comment --comment networks.four -j RETURN
-A NG_plan_spoofed -j DROP
-I PREROUTING -j NG_plan_PREROUTING
COMMIT
*filter
:NG_plan_FORWARD - [0:0]
:NG_plan_from-ours - [0:0]
# replies, and errors that belong to a connection
-A NG_plan_FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j RETURN
# within a network, and between peers
-A NG_plan_FORWARD -i lan-a -o lan-a -m comment --comment networks.lan-a -j RETURN
-A NG_plan_FORWARD -i lan-b -o lan-b -m comment --comment networks.lan-b -j RETURN
-A NG_plan_FORWARD -i lan-c -o lan-c -m comment --comment networks.lan-c -j RETURN
-A NG_plan_FORWARD -i front -o front -m comment --comment networks.front -j RETURN
-A NG_plan_FORWARD -i four -o four -m comment --comment networks.four -j RETURN
# networks are isolated
-A NG_plan_FORWARD -i lan-a -m comment --comment networks.lan-a -j NG_plan_from-ours
-A NG_plan_FORWARD -i lan-b -m comment --comment networks.lan-b -j NG_plan_from-ours
-A NG_plan_FORWARD -i lan-c -m comment --comment networks.lan-c -j NG_plan_from-ours
-A NG_plan_FORWARD -i front -m comment --comment networks.front -j NG_plan_from-ours
-A NG_plan_FORWARD -i four -m comment --comment networks.four -j NG_plan_from-ours
-A NG_plan_from-ours -o lan-a -m comment --comment networks.lan-a -j DROP
-A NG_plan_from-ours -o lan-b -m comment --comment networks.lan-b -j DROP
-A NG_plan_from-ours -o lan-c -m comment --comment networks.lan-c -j DROP
-A NG_plan_from-ours -o front -m comment --comment networks.front -j DROP
-A NG_plan_from-ours -o four -m comment --comment networks.four -j DROP
# no private address leaves untranslated
-A NG_plan_FORWARD -m conntrack --ctstate INVALID -s 172.17.0.0/16 -m comment --comment networks.front -j DROP
-A NG_plan_FORWARD -m conntrack --ctstate INVALID -s 10.5.0.0/24 -m comment --comment networks.four -j DROP
# nothing comes in from outside
-A NG_plan_FORWARD -o lan-a -m comment --comment networks.lan-a -j DROP
-A NG_plan_FORWARD -o lan-c -m comment --comment networks.lan-c -j DROP
-A NG_plan_FORWARD -o front -m comment --comment networks.front -j DROP
-A NG_plan_FORWARD -o four -m comment --comment networks.four -j DROP
-I FORWARD -j NG_plan_FORWARD
COMMIT
*nat
:NG_plan_POSTROUTING - [0:0]
# the host talks to itself from the address that it means
-A NG_plan_POSTROUTING -o lo -m comment --comment host -j RETURN
# between networks of the plan, addresses stay as they are
-A NG_plan_POSTROUTING -o lan-a -m comment --comment networks.lan-a -j RETURN
-A NG_plan_POSTROUTING -o lan-b -m comment --comment networks.lan-b -j RETURN
-A NG_plan_POSTROUTING -o lan-c -m comment --comment networks.lan-c -j RETURN
-A NG_plan_POSTROUTING -o front -m comment --comment networks.front -j RETURN
-A NG_plan_POSTROUTING -o four -m comment --comment networks.four -j RETURN
# the world sees the host's address
-A NG_plan_POSTROUTING -s 172.17.0.0/16 -m comment --comment networks.front -j MASQUERADE
-A NG_plan_POSTROUTING -s 10.5.0.0/24 -m comment --comment networks.four -j MASQUERADE
-I POSTROUTING -j NG_plan_POSTROUTING
COMMIT
# for rules of your own, which come first: made if missing, never emptied
*filter
-I FORWARD -j NETGEN-USER
COMMIT

@ ip6tables
*raw
:NG_plan_PREROUTING - [0:0]
:NG_plan_spoofed - [0:0]
# a container's address comes from its own bridge
-A NG_plan_PREROUTING ! -i lo -s 2001:db8:1::/64 -m comment --comment networks.front -j NG_plan_spoofed
-A NG_plan_spoofed -i front -s 2001:db8:1::/64 -m comment --comment networks.front -j RETURN
-A NG_plan_spoofed -i lan-a -s 2001:db8:1::/64 -m comment --comment networks.front -j RETURN
-A NG_plan_spoofed -i lan-b -s 2001:db8:1::/64 -m comment --comment networks.front -j RETURN
-A NG_plan_spoofed -i lan-c -s 2001:db8:1::/64 -m comment --comment networks.front -j RETURN
-A NG_plan_spoofed -i four -s 2001:db8:1::/64 -m comment --comment networks.front -j RETURN
-A NG_plan_spoofed -j DROP
-I PREROUTING -j NG_plan_PREROUTING
COMMIT
*filter
:NG_plan_FORWARD - [0:0]
:NG_plan_from-ours - [0:0]
# replies, and errors that belong to a connection
-A NG_plan_FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j RETURN
# within a network, and between peers
-A NG_plan_FORWARD -i lan-a -o lan-a -m comment --comment networks.lan-a -j RETURN
-A NG_plan_FORWARD -i lan-b -o lan-b -m comment --comment networks.lan-b -j RETURN
-A NG_plan_FORWARD -i lan-c -o lan-c -m comment --comment networks.lan-c -j RETURN
-A NG_plan_FORWARD -i front -o front -m comment --comment networks.front -j RETURN
-A NG_plan_FORWARD -i four -o four -m comment --comment networks.four -j RETURN
# networks are isolated
-A NG_plan_FORWARD -i lan-a -m comment --comment networks.lan-a -j NG_plan_from-ours
-A NG_plan_FORWARD -i lan-b -m comment --comment networks.lan-b -j NG_plan_from-ours
-A NG_plan_FORWARD -i lan-c -m comment --comment networks.lan-c -j NG_plan_from-ours
-A NG_plan_FORWARD -i front -m comment --comment networks.front -j NG_plan_from-ours
-A NG_plan_FORWARD -i four -m comment --comment networks.four -j NG_plan_from-ours
-A NG_plan_from-ours -o lan-a -m comment --comment networks.lan-a -j DROP
-A NG_plan_from-ours -o lan-b -m comment --comment networks.lan-b -j DROP
-A NG_plan_from-ours -o lan-c -m comment --comment networks.lan-c -j DROP
-A NG_plan_from-ours -o front -m comment --comment networks.front -j DROP
-A NG_plan_from-ours -o four -m comment --comment networks.four -j DROP
-I FORWARD -j NG_plan_FORWARD
COMMIT
# for rules of your own, which come first: made if missing, never emptied
*filter
-I FORWARD -j NETGEN-USER
COMMIT

@ iptables router-a
# containers.router-a: masquerades on eth1, IPv4 and IPv6
*filter
:NG_plan_FORWARD - [0:0]
:NG_plan_unasked - [0:0]
# replies, and errors that belong to a connection
-A NG_plan_FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j RETURN
# no address behind the router leaves untranslated
-A NG_plan_FORWARD -m conntrack --ctstate INVALID -o eth1 -m comment --comment containers.router-a -j DROP
# nothing comes in unasked
-A NG_plan_FORWARD -i eth1 -m comment --comment containers.router-a -j NG_plan_unasked
-A NG_plan_unasked -o eth1 -m comment --comment containers.router-a -j RETURN
-A NG_plan_unasked -j DROP
-I FORWARD -j NG_plan_FORWARD
COMMIT
*nat
:NG_plan_POSTROUTING - [0:0]
# others see the container's address
-A NG_plan_POSTROUTING -o eth1 -m comment --comment containers.router-a -j MASQUERADE
-I POSTROUTING -j NG_plan_POSTROUTING
COMMIT

@ ip6tables router-a
# containers.router-a: masquerades on eth1, IPv4 and IPv6
*filter
:NG_plan_FORWARD - [0:0]
:NG_plan_unasked - [0:0]
# replies, and errors that belong to a connection
-A NG_plan_FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j RETURN
# no address behind the router leaves untranslated
-A NG_plan_FORWARD -m conntrack --ctstate INVALID -o eth1 -m comment --comment containers.router-a -j DROP
# nothing comes in unasked
-A NG_plan_FORWARD -i eth1 -m comment --comment containers.router-a -j NG_plan_unasked
-A NG_plan_unasked -o eth1 -m comment --comment containers.router-a -j RETURN
-A NG_plan_unasked -j DROP
-I FORWARD -j NG_plan_FORWARD
COMMIT
*nat
:NG_plan_POSTROUTING - [0:0]
# others see the container's address
-A NG_plan_POSTROUTING -o eth1 -m comment --comment containers.router-a -j MASQUERADE
-I POSTROUTING -j NG_plan_POSTROUTING
COMMIT

@ ip6tables router-b
# containers.router-b: masquerades on eth1, IPv6
*filter
:NG_plan_FORWARD - [0:0]
:NG_plan_unasked - [0:0]
# replies, and errors that belong to a connection
-A NG_plan_FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j RETURN
# no address behind the router leaves untranslated
-A NG_plan_FORWARD -m conntrack --ctstate INVALID -o eth1 -m comment --comment containers.router-b -j DROP
# nothing comes in unasked
-A NG_plan_FORWARD -i eth1 -m comment --comment containers.router-b -j NG_plan_unasked
-A NG_plan_unasked -o eth1 -m comment --comment containers.router-b -j RETURN
-A NG_plan_unasked -j DROP
-I FORWARD -j NG_plan_FORWARD
COMMIT
*nat
:NG_plan_POSTROUTING - [0:0]
# others see the container's address
-A NG_plan_POSTROUTING -o eth1 -m comment --comment containers.router-b -j MASQUERADE
-I POSTROUTING -j NG_plan_POSTROUTING
COMMIT

@ iptables router-c
# containers.router-c: masquerades on eth1
*filter
:NG_plan_FORWARD - [0:0]
:NG_plan_unasked - [0:0]
# replies, and errors that belong to a connection
-A NG_plan_FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j RETURN
# no address behind the router leaves untranslated
-A NG_plan_FORWARD -m conntrack --ctstate INVALID -o eth1 -m comment --comment containers.router-c -j DROP
# nothing comes in unasked
-A NG_plan_FORWARD -i eth1 -m comment --comment containers.router-c -j NG_plan_unasked
-A NG_plan_unasked -o eth1 -m comment --comment containers.router-c -j RETURN
-A NG_plan_unasked -j DROP
-I FORWARD -j NG_plan_FORWARD
COMMIT
*nat
:NG_plan_POSTROUTING - [0:0]
# others see the container's address
-A NG_plan_POSTROUTING -o eth1 -m comment --comment containers.router-c -j MASQUERADE
-I POSTROUTING -j NG_plan_POSTROUTING
COMMIT

@ iptables /run/engine/ns-1
# containers.router-d: masquerades on eth0, docker0, IPv4 and IPv6
*filter
:NG_plan_FORWARD - [0:0]
:NG_plan_unasked - [0:0]
# replies, and errors that belong to a connection
-A NG_plan_FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j RETURN
# no address behind the router leaves untranslated
-A NG_plan_FORWARD -m conntrack --ctstate INVALID -o eth0 -m comment --comment containers.router-d -j DROP
-A NG_plan_FORWARD -m conntrack --ctstate INVALID -o docker0 -m comment --comment containers.router-d -j DROP
# nothing comes in unasked
-A NG_plan_FORWARD -i eth0 -m comment --comment containers.router-d -j NG_plan_unasked
-A NG_plan_FORWARD -i docker0 -m comment --comment containers.router-d -j NG_plan_unasked
-A NG_plan_unasked -o eth0 -m comment --comment containers.router-d -j RETURN
-A NG_plan_unasked -o docker0 -m comment --comment containers.router-d -j RETURN
-A NG_plan_unasked -j DROP
-I FORWARD -j NG_plan_FORWARD
COMMIT
*nat
:NG_plan_POSTROUTING - [0:0]
# others see the container's address
-A NG_plan_POSTROUTING -o eth0 -m comment --comment containers.router-d -j MASQUERADE
-A NG_plan_POSTROUTING -o docker0 -m comment --comment containers.router-d -j MASQUERADE
-I POSTROUTING -j NG_plan_POSTROUTING
COMMIT

@ ip6tables /run/engine/ns-1
# containers.router-d: masquerades on eth0, docker0, IPv4 and IPv6
*filter
:NG_plan_FORWARD - [0:0]
:NG_plan_unasked - [0:0]
# replies, and errors that belong to a connection
-A NG_plan_FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j RETURN
# no address behind the router leaves untranslated
-A NG_plan_FORWARD -m conntrack --ctstate INVALID -o eth0 -m comment --comment containers.router-d -j DROP
-A NG_plan_FORWARD -m conntrack --ctstate INVALID -o docker0 -m comment --comment containers.router-d -j DROP
# nothing comes in unasked
-A NG_plan_FORWARD -i eth0 -m comment --comment containers.router-d -j NG_plan_unasked
-A NG_plan_FORWARD -i docker0 -m comment --comment containers.router-d -j NG_plan_unasked
-A NG_plan_unasked -o eth0 -m comment --comment containers.router-d -j RETURN
-A NG_plan_unasked -o docker0 -m comment --comment containers.router-d -j RETURN
-A NG_plan_unasked -j DROP
-I FORWARD -j NG_plan_FORWARD
COMMIT
*nat
:NG_plan_POSTROUTING - [0:0]
# others see the container's address
-A NG_plan_POSTROUTING -o eth0 -m comment --comment containers.router-d -j MASQUERADE
-A NG_plan_POSTROUTING -o docker0 -m comment --comment containers.router-d -j MASQUERADE
-I POSTROUTING -j NG_plan_POSTROUTING
COMMIT
RULES
}

