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
#   table inet netgen-plan
#   table inet netgen_user, for rules of your own: made if missing, first in line, never emptied
#   containers.router-a: table inet netgen-plan in its namespace, masquerades on eth1, IPv4 and IPv6
#   containers.router-b: table inet netgen-plan in its namespace, masquerades on eth1, IPv6
#   containers.router-c: table inet netgen-plan in its namespace, masquerades on eth1
#   containers.router-d: table inet netgen-plan in its namespace, masquerades on eth0, docker0, IPv4 and IPv6
#
# Files
#   /etc/netns/NAME/hostname, hosts and resolv.conf for each container; what was there is kept in /etc/netns/.netgen-plan
#   name servers are the host's; if it names none, Google's: 8.8.8.8 and 8.8.4.4, over IPv6 2001:4860:4860::8888 and 2001:4860:4860::8844
#   /run/netgen/plan: what was made, until down or the next boot
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
plan_name='plan'
plan_sha256='4fe2158a7cf15ef96a218a50282a4804049bcd3eb25e539933926d5f10d01aa8'
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
sysctl -w net.ipv6.conf.$ra_interface.accept_ra=2 # still take router advertisements on the uplink and interfaces that live on them, now or later
sysctl -w net.ipv6.conf.all.forwarding=1 # forward IPv6 between interfaces
sysctl -w net.ipv6.conf.default.forwarding=1 # and on those that are made later
sysctl -w net.ipv6.conf.$uplinks.forwarding=1 # also on interfaces with a default route where it was switched off
sysctl -w net.netfilter.nf_conntrack_tcp_be_liberal=1 # a TCP segment outside of the window is still part of its connection

# host.firewall: chain forward of table inet netgen_user is for rules of your own: made if missing, first in line, never emptied
user-rules nftables

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
# nft -f makes, empties and fills a table in one transaction: packets meet the old rules or the new ones, never none.
rules() {
    cat <<'RULES'
@ nftables
table inet netgen-plan
delete table inet netgen-plan
table inet netgen-plan {
    comment "netgen plan"

    # sources that containers have: IPv4
    set subnets {
        type ipv4_addr
        flags interval
        elements = {
            172.17.0.0/16, # networks.front
            10.5.0.0/24, # networks.four
        }
    }

    # where they come from: interface, source: IPv4
    set homes {
        type ifname . ipv4_addr
        flags interval
        elements = {
            "front" . 172.17.0.0/16, # networks.front
            "lan-a" . 172.17.0.0/16, # networks.front
            "lan-b" . 172.17.0.0/16, # networks.front
            "lan-c" . 172.17.0.0/16, # networks.front
            "four" . 172.17.0.0/16, # networks.front
            "four" . 10.5.0.0/24, # networks.four
            "lan-a" . 10.5.0.0/24, # networks.four
            "front" . 10.5.0.0/24, # networks.four
            "lan-b" . 10.5.0.0/24, # networks.four
            "lan-c" . 10.5.0.0/24, # networks.four
        }
    }

    # bridges of the plan's networks, and the host's ends of its links: IPv4
    set networks {
        type ifname
        elements = {
            "lan-a", # networks.lan-a
            "lan-b", # networks.lan-b
            "lan-c", # networks.lan-c
            "front", # networks.front
            "four", # networks.four
        }
    }

    # of them, those that this plan makes: IPv4
    set bridges {
        type ifname
        elements = {
            "lan-a", # networks.lan-a
            "lan-b", # networks.lan-b
            "lan-c", # networks.lan-c
            "front", # networks.front
            "four", # networks.four
        }
    }

    # who may talk to whom: from network, to network: IPv4
    set allowed {
        type ifname . ifname
        elements = {
            "lan-a" . "lan-a", # networks.lan-a
            "lan-b" . "lan-b", # networks.lan-b
            "lan-c" . "lan-c", # networks.lan-c
            "front" . "front", # networks.front
            "four" . "four", # networks.four
        }
    }

    # networks that nothing outside opens a connection to: IPv4
    set no_inbound {
        type ifname
        elements = {
            "lan-a", # networks.lan-a
            "lan-c", # networks.lan-c
            "front", # networks.front
            "four", # networks.four
        }
    }

    # the loopback interface: IPv4
    set loopback {
        type ifname
        elements = {
            "lo", # host
        }
    }

    # sources that leave with the host's address: IPv4
    set masqueraded {
        type ipv4_addr
        flags interval
        elements = {
            172.17.0.0/16, # networks.front
            10.5.0.0/24, # networks.four
        }
    }

    # sources that containers have: IPv6
    set subnets6 {
        type ipv6_addr
        flags interval
        elements = {
            2001:db8:1::/64, # networks.front
        }
    }

    # where they come from: interface, source: IPv6
    set homes6 {
        type ifname . ipv6_addr
        flags interval
        elements = {
            "front" . 2001:db8:1::/64, # networks.front
            "lan-a" . 2001:db8:1::/64, # networks.front
            "lan-b" . 2001:db8:1::/64, # networks.front
            "lan-c" . 2001:db8:1::/64, # networks.front
            "four" . 2001:db8:1::/64, # networks.front
        }
    }

    # bridges of the plan's networks, and the host's ends of its links: IPv6
    set networks6 {
        type ifname
        elements = {
            "lan-a", # networks.lan-a
            "lan-b", # networks.lan-b
            "lan-c", # networks.lan-c
            "front", # networks.front
            "four", # networks.four
        }
    }

    # of them, those that this plan makes: IPv6
    set bridges6 {
        type ifname
        elements = {
            "lan-a", # networks.lan-a
            "lan-b", # networks.lan-b
            "lan-c", # networks.lan-c
            "front", # networks.front
            "four", # networks.four
        }
    }

    # who may talk to whom: from network, to network: IPv6
    set allowed6 {
        type ifname . ifname
        elements = {
            "lan-a" . "lan-a", # networks.lan-a
            "lan-b" . "lan-b", # networks.lan-b
            "lan-c" . "lan-c", # networks.lan-c
            "front" . "front", # networks.front
            "four" . "four", # networks.four
        }
    }

    # what comes in from anywhere, before anything else: IPv4
    chain raw_prerouting {
        type filter hook prerouting priority raw; policy accept;
        meta nfproto ipv6 accept comment "has a chain of its own"
        iifname != "lo" ip saddr @subnets iifname . ip saddr != @homes drop comment "a container's address comes from its own bridge"
    }

    # what is forwarded: IPv4
    chain forward {
        type filter hook forward priority filter; policy accept;
        meta nfproto ipv6 accept comment "has a chain of its own"
        ct state established,related accept comment "replies, and errors that belong to a connection"
        iifname . oifname @allowed accept comment "within a network, and between peers"
        iifname @bridges oifname @networks drop comment "networks are isolated"
        ct state invalid ip saddr @masqueraded drop comment "no private address leaves untranslated"
        oifname @no_inbound drop comment "nothing comes in from outside"
    }

    # what is translated on its way out: IPv4
    chain postrouting {
        type nat hook postrouting priority srcnat; policy accept;
        meta nfproto ipv6 accept comment "has a chain of its own"
        oifname @loopback accept comment "the host talks to itself from the address that it means"
        oifname @networks accept comment "between networks of the plan, addresses stay as they are"
        ip saddr @masqueraded masquerade comment "the world sees the host's address"
    }

    # what comes in from anywhere, before anything else: IPv6
    chain raw_prerouting6 {
        type filter hook prerouting priority raw; policy accept;
        meta nfproto ipv4 accept comment "has a chain of its own"
        iifname != "lo" ip6 saddr @subnets6 iifname . ip6 saddr != @homes6 drop comment "a container's address comes from its own bridge"
    }

    # what is forwarded: IPv6
    chain forward6 {
        type filter hook forward priority filter; policy accept;
        meta nfproto ipv4 accept comment "has a chain of its own"
        ct state established,related accept comment "replies, and errors that belong to a connection"
        iifname . oifname @allowed6 accept comment "within a network, and between peers"
        iifname @bridges6 oifname @networks6 drop comment "networks are isolated"
    }
}

# for rules of your own, which come first: made if missing, never emptied
table inet netgen_user {
    chain forward {
        type filter hook forward priority filter - 10; policy accept;
    }
}

@ nftables router-a
# containers.router-a: masquerades on eth1, IPv4 and IPv6
table inet netgen-plan
delete table inet netgen-plan
table inet netgen-plan {
    comment "netgen plan"

    # interfaces that the container masquerades on
    set outside {
        type ifname
        elements = {
            "eth1", # containers.router-a
        }
    }

    # what is forwarded
    chain forward {
        type filter hook forward priority filter; policy accept;
        ct state established,related accept comment "replies, and errors that belong to a connection"
        ct state invalid oifname @outside drop comment "no address behind the router leaves untranslated"
        iifname @outside oifname != @outside drop comment "nothing comes in unasked"
    }

    # what is translated on its way out
    chain postrouting {
        type nat hook postrouting priority srcnat; policy accept;
        oifname @outside masquerade comment "others see the container's address"
    }
}

@ nftables router-b
# containers.router-b: masquerades on eth1, IPv6
table inet netgen-plan
delete table inet netgen-plan
table inet netgen-plan {
    comment "netgen plan"

    # interfaces that the container masquerades on
    set outside {
        type ifname
        elements = {
            "eth1", # containers.router-b
        }
    }

    # what is forwarded
    chain forward {
        type filter hook forward priority filter; policy accept;
        ct state established,related accept comment "replies, and errors that belong to a connection"
        meta nfproto ipv6 ct state invalid oifname @outside drop comment "no address behind the router leaves untranslated"
        meta nfproto ipv6 iifname @outside oifname != @outside drop comment "nothing comes in unasked"
    }

    # what is translated on its way out
    chain postrouting {
        type nat hook postrouting priority srcnat; policy accept;
        meta nfproto ipv6 oifname @outside masquerade comment "others see the container's address"
    }
}

@ nftables router-c
# containers.router-c: masquerades on eth1
table inet netgen-plan
delete table inet netgen-plan
table inet netgen-plan {
    comment "netgen plan"

    # interfaces that the container masquerades on
    set outside {
        type ifname
        elements = {
            "eth1", # containers.router-c
        }
    }

    # what is forwarded
    chain forward {
        type filter hook forward priority filter; policy accept;
        ct state established,related accept comment "replies, and errors that belong to a connection"
        meta nfproto ipv4 ct state invalid oifname @outside drop comment "no address behind the router leaves untranslated"
        meta nfproto ipv4 iifname @outside oifname != @outside drop comment "nothing comes in unasked"
    }

    # what is translated on its way out
    chain postrouting {
        type nat hook postrouting priority srcnat; policy accept;
        meta nfproto ipv4 oifname @outside masquerade comment "others see the container's address"
    }
}

@ nftables /run/engine/ns-1
# containers.router-d: masquerades on eth0, docker0, IPv4 and IPv6
table inet netgen-plan
delete table inet netgen-plan
table inet netgen-plan {
    comment "netgen plan"

    # interfaces that the container masquerades on
    set outside {
        type ifname
        elements = {
            "eth0", # containers.router-d
            "docker0", # containers.router-d
        }
    }

    # what is forwarded
    chain forward {
        type filter hook forward priority filter; policy accept;
        ct state established,related accept comment "replies, and errors that belong to a connection"
        ct state invalid oifname @outside drop comment "no address behind the router leaves untranslated"
        iifname @outside oifname != @outside drop comment "nothing comes in unasked"
    }

    # what is translated on its way out
    chain postrouting {
        type nat hook postrouting priority srcnat; policy accept;
        oifname @outside masquerade comment "others see the container's address"
    }
}
RULES
}

