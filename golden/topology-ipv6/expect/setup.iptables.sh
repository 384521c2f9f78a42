#!/bin/sh
# The network of plan demo on this host.
#
# Made by netgen 0.1.0 from plan.yaml, sha256
# 27764ffd3a2b4deb2d90a8b7893f147ff35d265cbf4ada40a368534a57489ef3.
# The engine is the same in every script of this version; `sed -n '/^# --- engine/,$p' setup.sh | sha256sum` gives
# (its SHA-256).
# Do not edit it: change the plan and render it again.
#
# Networks
#   networks.front: bridge front, 10.1.0.0/24, gateway 10.1.0.1, nat, fd00:1::/64, gateway fe80::1, nat from 2001:db8::7, links only, mtu 1500
#   networks.back: bridge back, no IPv4, 2001:db8:2::/64, gateway fe80::1, routed, mtu 1500, peers held
#   networks.held: bridge held, no IPv4, 2001:db8:4::/64, gateway 2001:db8:4::1, routed, open to the world on IPv6, mtu 1500, peers back
#   networks.away: bridge away, no IPv4, 2001:db8:3::/64, gateway 2001:db8:3::1 (router), open to the world on IPv6 as far as router lets in, mtu 1500
#   networks.alone: bridge alone, 10.9.0.0/24, gateway 10.9.0.1, nat, 2001:db8:5::/64, no gateway, internal, mtu 1500
#
# Containers
#   containers.web: 10.1.0.2 and fd00:1::242:a01:2 on front
#   containers.db: 10.1.0.3 and fd00:1::242:a01:3 on front
#   containers.api: 2001:db8:2::242:b3f4:184f on back, 10.1.0.4 and fd00:1::242:a01:4 on front
#   containers.router: 2001:db8:3::1 on away, 2001:db8:4::242:a89f:26f9 on held, a router
#   containers.far: 2001:db8:3::100 on away
#   containers.two: 10.9.0.2 and 2001:db8:5::242:a09:2 on alone, 2001:db8:4::242:f5aa:753b on held
#   containers.four: one point-to-point link
#
# Point-to-point links
#   point_to_point.four.host: fd00:f::1 on four.eth0 of the host, 10.77.0.2 and fd00:f::2 on eth0 of four
#
# Open to the world
#   containers.web: 8080/tcp, [2001:db8::7]:8443/tcp
#   containers.api: 81/tcp from 2001:db8:ffff::/48
#   containers.router: every port of 2001:db8:3::1 and 2001:db8:4::242:a89f:26f9
#   containers.far: every port of 2001:db8:3::100 by way of router
#   containers.two: every port of 2001:db8:4::242:f5aa:753b
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
#   networks.front: net.ipv6.conf.front.accept_ra=0, containers advertise no routes to the host
#   networks.front: net.ipv4.conf.front.forwarding=1, forward IPv4 from it, also where conf.default.forwarding is 0
#   networks.front: net.ipv6.conf.front.forwarding=1, forward IPv6 from it, also where conf.default.forwarding is 0
#   networks.front: net.ipv4.conf.front.route_localnet=1, let 127.0.0.1 reach published ports
#   networks.back: net.ipv6.conf.back.accept_ra=0, containers advertise no routes to the host
#   networks.back: net.ipv6.conf.back.forwarding=1, forward IPv6 from it, also where conf.default.forwarding is 0
#   networks.held: net.ipv6.conf.held.accept_ra=0, containers advertise no routes to the host
#   networks.held: net.ipv6.conf.held.forwarding=1, forward IPv6 from it, also where conf.default.forwarding is 0
#   networks.away: net.ipv6.conf.away.accept_ra=0, containers advertise no routes to the host
#   networks.alone: net.ipv6.conf.alone.accept_ra=0, containers advertise no routes to the host
#   networks.alone: net.ipv4.conf.alone.forwarding=1, forward IPv4 from it, also where conf.default.forwarding is 0
#   point_to_point.four.host: net/ipv6/conf/four.eth0/accept_ra=0, the other end advertises no routes to the host
#
# Routes of the host
#   2001:db8:8::/48 via 2001:db8:4::9
#   fd00:f:1::/64 via fd00:f::2 dev four.eth0
#
# Firewall
#   chains NG_demo_* of iptables and ip6tables, with one jump from each built-in chain that they serve
#   chain NETGEN-USER of iptables and ip6tables, for rules of your own: made if missing, first in line, never emptied
#
# Files
#   /etc/netns/NAME/hostname, hosts and resolv.conf for each container; what was there is kept in /etc/netns/.netgen-demo
#   name servers are the host's; if it names none, Google's: 8.8.8.8 and 8.8.4.4, over IPv6 2001:4860:4860::8888 and 2001:4860:4860::8844
#   /run/netgen/demo: what was made, until down or the next boot
#
# Kernel
#   it loads its modules for bridges, veth pairs and iptables when they are first used
#   br_netfilter is loaded, for networks with `icc: false`
#
# Usage, as root:
#   sh setup.sh [up] [--dry-run] [--force]   make the host as the plan says; again after every change of the plan
#   sh setup.sh check                        compare, change nothing
#   sh setup.sh refresh-names                follow the host's resolv.conf
#   sh setup.sh down [--dry-run] [--force]   remove what this plan made, and nothing else
#   sh setup.sh --help | --version           exit codes; plan and versions

netgen_version='0.1.0'
plan_name='demo'
plan_sha256='27764ffd3a2b4deb2d90a8b7893f147ff35d265cbf4ada40a368534a57489ef3'
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

# networks.front: bridge front, 10.1.0.0/24, gateway 10.1.0.1, nat, fd00:1::/64, gateway fe80::1, nat from 2001:db8::7, links only, mtu 1500
link add name front address 02:42:0a:01:00:01 type bridge
link set dev front alias netgen:demo:networks.front addrgenmode none # no IPv6 address but the plan's
link set dev front mtu 1500 up
addr replace 10.1.0.1/24 dev front
sysctl -w net.ipv6.conf.front.accept_ra=0 # containers advertise no routes to the host
addr replace fe80::1/64 dev front nodad # usable at once
route replace fd00:1::/64 dev front proto 110
sysctl -w net.ipv4.conf.front.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0
sysctl -w net.ipv6.conf.front.forwarding=1 # forward IPv6 from it, also where conf.default.forwarding is 0
link set dev front type bridge nf_call_iptables 1 # icc: false: the rules see what passes between its ports
link set dev front type bridge nf_call_ip6tables 1 # icc: false: the rules see what passes between its ports
sysctl -w net.ipv4.conf.front.route_localnet=1 # let 127.0.0.1 reach published ports

# networks.back: bridge back, no IPv4, 2001:db8:2::/64, gateway fe80::1, routed, mtu 1500, peers held
link add name back address 02:42:f1:20:f8:15 type bridge
link set dev back alias netgen:demo:networks.back addrgenmode none # no IPv6 address but the plan's
link set dev back mtu 1500 up
sysctl -w net.ipv6.conf.back.accept_ra=0 # containers advertise no routes to the host
addr replace fe80::1/64 dev back nodad # usable at once
route replace 2001:db8:2::/64 dev back proto 110
sysctl -w net.ipv6.conf.back.forwarding=1 # forward IPv6 from it, also where conf.default.forwarding is 0

# networks.held: bridge held, no IPv4, 2001:db8:4::/64, gateway 2001:db8:4::1, routed, open to the world on IPv6, mtu 1500, peers back
link add name held address 02:42:33:35:ba:a9 type bridge
link set dev held alias netgen:demo:networks.held addrgenmode none # no IPv6 address but the plan's
link set dev held mtu 1500 up
sysctl -w net.ipv6.conf.held.accept_ra=0 # containers advertise no routes to the host
addr replace fe80::1/64 dev held nodad # usable at once
addr replace 2001:db8:4::1/64 dev held nodad # usable at once
sysctl -w net.ipv6.conf.held.forwarding=1 # forward IPv6 from it, also where conf.default.forwarding is 0

# networks.away: bridge away, no IPv4, 2001:db8:3::/64, gateway 2001:db8:3::1 (router), open to the world on IPv6 as far as router lets in, mtu 1500
link add name away address 02:42:5c:3f:53:5a type bridge
link set dev away alias netgen:demo:networks.away addrgenmode none # no IPv6 address but the plan's
link set dev away mtu 1500 up
sysctl -w net.ipv6.conf.away.accept_ra=0 # containers advertise no routes to the host

# networks.alone: bridge alone, 10.9.0.0/24, gateway 10.9.0.1, nat, 2001:db8:5::/64, no gateway, internal, mtu 1500
link add name alone address 02:42:0a:09:00:01 type bridge
link set dev alone alias netgen:demo:networks.alone addrgenmode none # no IPv6 address but the plan's
link set dev alone mtu 1500 up
addr replace 10.9.0.1/24 dev alone
sysctl -w net.ipv6.conf.alone.accept_ra=0 # containers advertise no routes to the host
sysctl -w net.ipv4.conf.alone.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0

# containers.web: 10.1.0.2 and fd00:1::242:a01:2 on front
netns add web
link add name web.eth0 master front type veth peer name eth0 address 02:42:0a:01:00:02 netns web
link set dev web.eth0 alias netgen:demo:containers.web.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev web.eth0 mtu 1500 up
link set dev web.eth0 type bridge_slave hairpin on # it may reach its own published ports
[web] sysctl -w net.ipv6.conf.all.disable_ipv6=0 # IPv6 is planned here, whatever the kernel begins with
[web] sysctl -w net.ipv6.conf.eth0.disable_ipv6=0 # IPv6 is planned on it
[web] sysctl -w net.ipv6.conf.eth0.accept_ra=0 # addresses and routes are the plan's
[web] sysctl -w net.ipv6.conf.eth0.accept_dad=0 # its link-local address is usable at once
[web] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[web] sysctl -w net.ipv6.conf.eth0.ndisc_notify=1 # neighbours hear of a new MAC
[web] link set dev lo alias netgen:demo:containers.web
[web] link set dev lo up
[web] link set dev eth0 alias netgen:demo:containers.web.networks.front
[web] link set dev eth0 mtu 1500 up
[web] addr replace 10.1.0.2/24 dev eth0
[web] addr replace fd00:1::242:a01:2/64 dev eth0 nodad # usable at once
[web] link set dev eth0 address 02:42:0a:01:00:02 # tells neighbours of its addresses
[web] route replace default via 10.1.0.1 dev eth0 proto 110
[web] route replace default via fe80::1 dev eth0 proto 110
[web] hostname web
[web] hosts ::1 localhost ip6-localhost ip6-loopback
[web@front] hosts 10.1.0.2 web
[web@front] hosts fd00:1::242:a01:2 web
[web] nameserver ${host_nameservers:-8.8.8.8 8.8.4.4 2001:4860:4860::8888 2001:4860:4860::8844}
port tcp 0.0.0.0:8080 to 10.1.0.2:80 # containers.web.ports.0
port tcp [::]:8080 to [fd00:1::242:a01:2]:80 # containers.web.ports.0
port tcp [2001:db8::7]:8443 to [fd00:1::242:a01:2]:443 # containers.web.ports.1

# containers.db: 10.1.0.3 and fd00:1::242:a01:3 on front
netns add db
link add name db.eth0 master front type veth peer name eth0 address 02:42:0a:01:00:03 netns db
link set dev db.eth0 alias netgen:demo:containers.db.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev db.eth0 mtu 1500 up
[db] sysctl -w net.ipv6.conf.all.disable_ipv6=0 # IPv6 is planned here, whatever the kernel begins with
[db] sysctl -w net.ipv6.conf.eth0.disable_ipv6=0 # IPv6 is planned on it
[db] sysctl -w net.ipv6.conf.eth0.accept_ra=0 # addresses and routes are the plan's
[db] sysctl -w net.ipv6.conf.eth0.accept_dad=0 # its link-local address is usable at once
[db] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[db] sysctl -w net.ipv6.conf.eth0.ndisc_notify=1 # neighbours hear of a new MAC
[db] link set dev lo alias netgen:demo:containers.db
[db] link set dev lo up
[db] link set dev eth0 alias netgen:demo:containers.db.networks.front
[db] link set dev eth0 mtu 1500 up
[db] addr replace 10.1.0.3/24 dev eth0
[db] addr replace fd00:1::242:a01:3/64 dev eth0 nodad # usable at once
[db] link set dev eth0 address 02:42:0a:01:00:03 # tells neighbours of its addresses
[db] route replace default via 10.1.0.1 dev eth0 proto 110
[db] route replace default via fe80::1 dev eth0 proto 110
[db] hostname db
[db] hosts ::1 localhost ip6-localhost ip6-loopback
[db@front] hosts 10.1.0.3 db
[db@front] hosts fd00:1::242:a01:3 db
[db] nameserver ${host_nameservers:-8.8.8.8 8.8.4.4 2001:4860:4860::8888 2001:4860:4860::8844}

# containers.api: 2001:db8:2::242:b3f4:184f on back, 10.1.0.4 and fd00:1::242:a01:4 on front
netns add api
link add name api.eth0 master back type veth peer name eth0 address 02:42:b3:f4:18:4f netns api
link set dev api.eth0 alias netgen:demo:containers.api.networks.back addrgenmode none # no IPv6 address but the plan's
link set dev api.eth0 mtu 1500 up
link add name api.eth1 master front type veth peer name eth1 address 02:42:0a:01:00:04 netns api
link set dev api.eth1 alias netgen:demo:containers.api.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev api.eth1 mtu 1500 up
link set dev api.eth1 type bridge_slave hairpin on # it may reach its own published ports
[api] sysctl -w net.ipv6.conf.all.disable_ipv6=0 # IPv6 is planned here, whatever the kernel begins with
[api] sysctl -w net.ipv6.conf.eth0.disable_ipv6=0 # IPv6 is planned on it
[api] sysctl -w net.ipv6.conf.eth1.disable_ipv6=0 # IPv6 is planned on it
[api] sysctl -w net.ipv6.conf.eth0.accept_ra=0 # addresses and routes are the plan's
[api] sysctl -w net.ipv6.conf.eth1.accept_ra=0 # addresses and routes are the plan's
[api] sysctl -w net.ipv6.conf.eth0.accept_dad=0 # its link-local address is usable at once
[api] sysctl -w net.ipv6.conf.eth1.accept_dad=0 # its link-local address is usable at once
[api] sysctl -w net.ipv6.conf.eth0.ndisc_notify=1 # neighbours hear of a new MAC
[api] sysctl -w net.ipv4.conf.eth1.arp_notify=1 # neighbours hear of a new MAC
[api] sysctl -w net.ipv6.conf.eth1.ndisc_notify=1 # neighbours hear of a new MAC
[api] sysctl -w net.ipv4.ip_forward=0 # no router, whatever the host is
[api] sysctl -w net.ipv4.conf.all.rp_filter=2 # answers may come in by another interface, whatever the host asks
[api] link set dev lo alias netgen:demo:containers.api
[api] link set dev lo up
[api] link set dev eth0 alias netgen:demo:containers.api.networks.back
[api] link set dev eth0 mtu 1500 up
[api] addr replace 2001:db8:2::242:b3f4:184f/64 dev eth0 nodad # usable at once
[api] link set dev eth0 address 02:42:b3:f4:18:4f # tells neighbours of its addresses
[api] link set dev eth1 alias netgen:demo:containers.api.networks.front
[api] link set dev eth1 mtu 1500 up
[api] addr replace 10.1.0.4/24 dev eth1
[api] addr replace fd00:1::242:a01:4/64 dev eth1 nodad # usable at once
[api] link set dev eth1 address 02:42:0a:01:00:04 # tells neighbours of its addresses
[api] route replace default via 10.1.0.1 dev eth1 proto 110
[api] route replace default via fe80::1 dev eth1 proto 110
[api] hostname api
[api] hosts ::1 localhost ip6-localhost ip6-loopback
[api@back] hosts 2001:db8:2::242:b3f4:184f api
[api@front] hosts 10.1.0.4 api
[api@front] hosts fd00:1::242:a01:4 api
[api] nameserver ${host_nameservers:-8.8.8.8 8.8.4.4 2001:4860:4860::8888 2001:4860:4860::8844}
port tcp 0.0.0.0:81 to 10.1.0.4:80 # containers.api.ports.0
port tcp [::]:81 to [fd00:1::242:a01:4]:80 # containers.api.ports.0

# containers.router: 2001:db8:3::1 on away, 2001:db8:4::242:a89f:26f9 on held, a router, open to the world
netns add router
link add name router.eth0 master away type veth peer name eth0 address 02:42:cb:f2:77:d9 netns router
link set dev router.eth0 alias netgen:demo:containers.router.networks.away addrgenmode none # no IPv6 address but the plan's
link set dev router.eth0 mtu 1500 up
link add name router.eth1 master held type veth peer name eth1 address 02:42:a8:9f:26:f9 netns router
link set dev router.eth1 alias netgen:demo:containers.router.networks.held addrgenmode none # no IPv6 address but the plan's
link set dev router.eth1 mtu 1500 up
[router] sysctl -w net.ipv6.conf.all.disable_ipv6=0 # IPv6 is planned here, whatever the kernel begins with
[router] sysctl -w net.ipv6.conf.eth0.disable_ipv6=0 # IPv6 is planned on it
[router] sysctl -w net.ipv6.conf.eth1.disable_ipv6=0 # IPv6 is planned on it
[router] sysctl -w net.ipv6.conf.eth0.accept_ra=0 # addresses and routes are the plan's
[router] sysctl -w net.ipv6.conf.eth1.accept_ra=0 # addresses and routes are the plan's
[router] sysctl -w net.ipv6.conf.eth0.accept_dad=0 # its link-local address is usable at once
[router] sysctl -w net.ipv6.conf.eth1.accept_dad=0 # its link-local address is usable at once
[router] sysctl -w net.ipv6.conf.eth0.ndisc_notify=1 # neighbours hear of a new MAC
[router] sysctl -w net.ipv6.conf.eth1.ndisc_notify=1 # neighbours hear of a new MAC
[router] sysctl -w net.ipv4.ip_forward=1 # forward IPv4 between interfaces
[router] sysctl -w net.ipv4.conf.all.rp_filter=2 # answers may come in by another interface, whatever the host asks
[router] sysctl -w net.ipv6.conf.all.forwarding=1 # forward IPv6 between interfaces
[router] link set dev lo alias netgen:demo:containers.router
[router] link set dev lo up
[router] link set dev eth0 alias netgen:demo:containers.router.networks.away
[router] link set dev eth0 mtu 1500 up
[router] addr replace 2001:db8:3::1/64 dev eth0 nodad # usable at once
[router] link set dev eth0 address 02:42:cb:f2:77:d9 # tells neighbours of its addresses
[router] link set dev eth1 alias netgen:demo:containers.router.networks.held
[router] link set dev eth1 mtu 1500 up
[router] addr replace 2001:db8:4::242:a89f:26f9/64 dev eth1 nodad # usable at once
[router] link set dev eth1 address 02:42:a8:9f:26:f9 # tells neighbours of its addresses
[router] route replace default via 2001:db8:4::1 dev eth1 proto 110
[router] hostname router
[router] hosts ::1 localhost ip6-localhost ip6-loopback
[router@away] hosts 2001:db8:3::1 router
[router@held] hosts 2001:db8:4::242:a89f:26f9 router
[router] nameserver ${host_ipv6_nameservers:-2001:4860:4860::8888 2001:4860:4860::8844}

# containers.far: 2001:db8:3::100 on away, open to the world
netns add far
link add name far.eth0 master away type veth peer name eth0 address 02:42:d8:ab:d0:c2 netns far
link set dev far.eth0 alias netgen:demo:containers.far.networks.away addrgenmode none # no IPv6 address but the plan's
link set dev far.eth0 mtu 1500 up
[far] sysctl -w net.ipv6.conf.all.disable_ipv6=0 # IPv6 is planned here, whatever the kernel begins with
[far] sysctl -w net.ipv6.conf.eth0.disable_ipv6=0 # IPv6 is planned on it
[far] sysctl -w net.ipv6.conf.eth0.accept_ra=0 # addresses and routes are the plan's
[far] sysctl -w net.ipv6.conf.eth0.accept_dad=0 # its link-local address is usable at once
[far] sysctl -w net.ipv6.conf.eth0.ndisc_notify=1 # neighbours hear of a new MAC
[far] link set dev lo alias netgen:demo:containers.far
[far] link set dev lo up
[far] link set dev eth0 alias netgen:demo:containers.far.networks.away
[far] link set dev eth0 mtu 1500 up
[far] addr replace 2001:db8:3::100/64 dev eth0 nodad # usable at once
[far] link set dev eth0 address 02:42:d8:ab:d0:c2 # tells neighbours of its addresses
[far] route replace default via 2001:db8:3::1 dev eth0 proto 110
[far] hostname far
[far] hosts ::1 localhost ip6-localhost ip6-loopback
[far@away] hosts 2001:db8:3::100 far
[far] nameserver ${host_ipv6_nameservers:-2001:4860:4860::8888 2001:4860:4860::8844}

# containers.two: 10.9.0.2 and 2001:db8:5::242:a09:2 on alone, 2001:db8:4::242:f5aa:753b on held, open to the world at 2001:db8:4::242:f5aa:753b
netns add two
link add name two.eth0 master alone type veth peer name eth0 address 02:42:0a:09:00:02 netns two
link set dev two.eth0 alias netgen:demo:containers.two.networks.alone addrgenmode none # no IPv6 address but the plan's
link set dev two.eth0 mtu 1500 up
link add name two.eth1 master held type veth peer name eth1 address 02:42:f5:aa:75:3b netns two
link set dev two.eth1 alias netgen:demo:containers.two.networks.held addrgenmode none # no IPv6 address but the plan's
link set dev two.eth1 mtu 1500 up
[two] sysctl -w net.ipv6.conf.all.disable_ipv6=0 # IPv6 is planned here, whatever the kernel begins with
[two] sysctl -w net.ipv6.conf.eth0.disable_ipv6=0 # IPv6 is planned on it
[two] sysctl -w net.ipv6.conf.eth1.disable_ipv6=0 # IPv6 is planned on it
[two] sysctl -w net.ipv6.conf.eth0.accept_ra=0 # addresses and routes are the plan's
[two] sysctl -w net.ipv6.conf.eth1.accept_ra=0 # addresses and routes are the plan's
[two] sysctl -w net.ipv6.conf.eth0.accept_dad=0 # its link-local address is usable at once
[two] sysctl -w net.ipv6.conf.eth1.accept_dad=0 # its link-local address is usable at once
[two] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[two] sysctl -w net.ipv6.conf.eth0.ndisc_notify=1 # neighbours hear of a new MAC
[two] sysctl -w net.ipv6.conf.eth1.ndisc_notify=1 # neighbours hear of a new MAC
[two] sysctl -w net.ipv4.ip_forward=0 # no router, whatever the host is
[two] sysctl -w net.ipv4.conf.all.rp_filter=2 # answers may come in by another interface, whatever the host asks
[two] link set dev lo alias netgen:demo:containers.two
[two] link set dev lo up
[two] link set dev eth0 alias netgen:demo:containers.two.networks.alone
[two] link set dev eth0 mtu 1500 up
[two] addr replace 10.9.0.2/24 dev eth0
[two] addr replace 2001:db8:5::242:a09:2/64 dev eth0 nodad # usable at once
[two] link set dev eth0 address 02:42:0a:09:00:02 # tells neighbours of its addresses
[two] link set dev eth1 alias netgen:demo:containers.two.networks.held
[two] link set dev eth1 mtu 1500 up
[two] addr replace 2001:db8:4::242:f5aa:753b/64 dev eth1 nodad # usable at once
[two] link set dev eth1 address 02:42:f5:aa:75:3b # tells neighbours of its addresses
[two] route replace default via 2001:db8:4::1 dev eth1 proto 110
[two] route replace 2001:db8:7::/48 via 2001:db8:4::3 proto 110
[two] hostname two
[two] hosts ::1 localhost ip6-localhost ip6-loopback
[two@alone] hosts 10.9.0.2 two
[two@alone] hosts 2001:db8:5::242:a09:2 two
[two@held] hosts 2001:db8:4::242:f5aa:753b two
[two] nameserver ${host_nameservers:-8.8.8.8 8.8.4.4 2001:4860:4860::8888 2001:4860:4860::8844}

# containers.four: one point-to-point link
netns add four
[four] sysctl -w net.ipv6.conf.all.disable_ipv6=0 # IPv6 is planned here, whatever the kernel begins with
[four] sysctl -w net.ipv6.conf.eth0.disable_ipv6=0 # IPv6 is planned on it
[four] sysctl -w net.ipv6.conf.eth0.accept_ra=0 # addresses and routes are the plan's
[four] sysctl -w net.ipv6.conf.eth0.accept_dad=0 # its link-local address is usable at once
[four] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[four] sysctl -w net.ipv6.conf.eth0.ndisc_notify=1 # neighbours hear of a new MAC
[four] link set dev lo alias netgen:demo:containers.four
[four] link set dev lo up
[four] hostname four
[four] hosts ::1 localhost ip6-localhost ip6-loopback
[four] hosts 10.77.0.2 four
[four] hosts fd00:f::2 four
[four] nameserver ${host_nameservers:-8.8.8.8 8.8.4.4 2001:4860:4860::8888 2001:4860:4860::8844}

# point_to_point.four.host: fd00:f::1 on four.eth0 of the host, 10.77.0.2 and fd00:f::2 on eth0 of four
link add name four.eth0 address 02:42:1b:6b:41:be type veth peer name eth0 address 02:42:0a:4d:00:02 netns four
link set dev four.eth0 alias netgen:demo:point_to_point.four.host addrgenmode none # no IPv6 address but the plan's
link set dev four.eth0 mtu 1500 up
sysctl -w net/ipv6/conf/four.eth0/accept_ra=0 # the other end advertises no routes to the host
addr replace fe80::42:1bff:fe6b:41be/64 dev four.eth0 nodad # usable at once
addr replace fd00:f::1/128 dev four.eth0 nodad # usable at once
route replace 10.77.0.2/32 dev four.eth0 proto 110
route replace fd00:f::2/128 dev four.eth0 proto 110
[four] link set dev eth0 alias netgen:demo:point_to_point.four.host
[four] link set dev eth0 mtu 1500 up
[four] addr replace 10.77.0.2/32 dev eth0
[four] addr replace fd00:f::2/128 dev eth0 nodad # usable at once
[four] route replace fd00:f::1/128 dev eth0 proto 110
[four] route replace default via fd00:f::1 dev eth0 proto 110

# host: routes
route replace 2001:db8:8::/48 via 2001:db8:4::9 proto 110
route replace fd00:f:1::/64 via fd00:f::2 dev four.eth0 proto 110
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
-A NG_demo_PREROUTING ! -i lo -s 10.9.0.0/24 -m comment --comment networks.alone -j NG_demo_spoofed
-A NG_demo_spoofed -i front -s 10.1.0.0/24 -m comment --comment networks.front -j RETURN
-A NG_demo_spoofed -i away -s 10.1.0.0/24 -m comment --comment networks.front -j RETURN
-A NG_demo_spoofed -i held -s 10.1.0.0/24 -m comment --comment networks.front -j RETURN
-A NG_demo_spoofed -i back -s 10.1.0.4 -m comment --comment containers.api.networks.front -j RETURN
-A NG_demo_spoofed -i alone -s 10.9.0.0/24 -m comment --comment networks.alone -j RETURN
-A NG_demo_spoofed -i away -s 10.9.0.0/24 -m comment --comment networks.alone -j RETURN
-A NG_demo_spoofed -i held -s 10.9.0.0/24 -m comment --comment networks.alone -j RETURN
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
-A NG_demo_PREROUTING -i front -m comment --comment networks.front -j RETURN
-A NG_demo_PREROUTING -i back -m comment --comment networks.back -j RETURN
-A NG_demo_PREROUTING -i held -m comment --comment networks.held -j RETURN
-A NG_demo_PREROUTING -i away -m comment --comment networks.away -j RETURN
-A NG_demo_PREROUTING -i alone -m comment --comment networks.alone -j RETURN
-A NG_demo_PREROUTING -i four.eth0 -m comment --comment point_to_point.four.host -j RETURN
# and no others
-A NG_demo_PREROUTING ! -i lo -m addrtype --dst-type LOCAL -p tcp --dport 81 -m comment --comment containers.api.ports.0 -j DROP
-I PREROUTING -j NG_demo_PREROUTING
COMMIT
*nat
:NG_demo_PREROUTING - [0:0]
:NG_demo_OUTPUT - [0:0]
:NG_demo_POSTROUTING - [0:0]
:NG_demo_own-loopback - [0:0]
:NG_demo_tcp - [0:0]
# ports of every address
-A NG_demo_PREROUTING -m addrtype --dst-type LOCAL -p tcp -j NG_demo_tcp
# ports of every address
-A NG_demo_OUTPUT -m addrtype --dst-type LOCAL -p tcp -j NG_demo_tcp
# the host talks to itself from the address that it means
-A NG_demo_POSTROUTING -o lo -m comment --comment host -j RETURN
# replies come back by way of the host
-A NG_demo_POSTROUTING -m conntrack --ctstate DNAT -s 10.1.0.0/24 -d 10.1.0.0/24 -m comment --comment networks.front -j MASQUERADE
# the host's 127.0.0.1 means something else in a container
-A NG_demo_POSTROUTING -s 127.0.0.0/8 -m comment --comment host -j NG_demo_own-loopback
-A NG_demo_own-loopback -o front -m comment --comment networks.front -j MASQUERADE
-A NG_demo_own-loopback -o back -m comment --comment networks.back -j MASQUERADE
-A NG_demo_own-loopback -o held -m comment --comment networks.held -j MASQUERADE
-A NG_demo_own-loopback -o away -m comment --comment networks.away -j MASQUERADE
-A NG_demo_own-loopback -o alone -m comment --comment networks.alone -j MASQUERADE
-A NG_demo_own-loopback -o four.eth0 -m comment --comment point_to_point.four.host -j MASQUERADE
# between networks of the plan, addresses stay as they are
-A NG_demo_POSTROUTING -o front -m comment --comment networks.front -j RETURN
-A NG_demo_POSTROUTING -o back -m comment --comment networks.back -j RETURN
-A NG_demo_POSTROUTING -o held -m comment --comment networks.held -j RETURN
-A NG_demo_POSTROUTING -o away -m comment --comment networks.away -j RETURN
-A NG_demo_POSTROUTING -o alone -m comment --comment networks.alone -j RETURN
-A NG_demo_POSTROUTING -o four.eth0 -m comment --comment point_to_point.four.host -j RETURN
# by a port that is not published
-A NG_demo_POSTROUTING -p tcp -s 10.1.0.0/24 -m comment --comment networks.front -j MASQUERADE --to-ports 8081-65535
-A NG_demo_POSTROUTING -p tcp -s 10.77.0.2 -m comment --comment point_to_point.four.host -j MASQUERADE --to-ports 8081-65535
# the world sees the host's address
-A NG_demo_POSTROUTING -s 10.1.0.0/24 -m comment --comment networks.front -j MASQUERADE
-A NG_demo_POSTROUTING -s 10.77.0.2 -m comment --comment point_to_point.four.host -j MASQUERADE
# on every address of the host: protocol, port, container
-A NG_demo_tcp -p tcp --dport 8080 -m comment --comment containers.web.ports.0 -j DNAT --to-destination 10.1.0.2:80
-A NG_demo_tcp -p tcp --dport 81 -m comment --comment containers.api.ports.0 -j DNAT --to-destination 10.1.0.4:80
-I PREROUTING -j NG_demo_PREROUTING
-I OUTPUT -j NG_demo_OUTPUT
-I POSTROUTING -j NG_demo_POSTROUTING
COMMIT
*filter
:NG_demo_FORWARD - [0:0]
:NG_demo_links - [0:0]
:NG_demo_from-ours - [0:0]
:NG_demo_FORWARD_2 - [0:0]
# replies, and errors that belong to a connection
-A NG_demo_FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j RETURN
# links, to what the other container offers
-A NG_demo_FORWARD -i front -o front -m comment --comment networks.front -g NG_demo_links
-A NG_demo_FORWARD -g NG_demo_FORWARD_2
-A NG_demo_links -o front -s 10.1.0.2 -d 10.1.0.3 -p tcp --dport 5432 -m comment --comment containers.web.links.0 -j RETURN
-A NG_demo_links -g NG_demo_FORWARD_2
# within a network, and between peers
-A NG_demo_FORWARD_2 -i back -o back -m comment --comment networks.back -j RETURN
-A NG_demo_FORWARD_2 -i back -o held -m comment --comment networks.back -j RETURN
-A NG_demo_FORWARD_2 -i held -o held -m comment --comment networks.held -j RETURN
-A NG_demo_FORWARD_2 -i held -o back -m comment --comment networks.held -j RETURN
-A NG_demo_FORWARD_2 -i away -o away -m comment --comment networks.away -j RETURN
-A NG_demo_FORWARD_2 -i alone -o alone -m comment --comment networks.alone -j RETURN
# nothing goes out
-A NG_demo_FORWARD_2 -i alone -m comment --comment networks.alone -j DROP
# published ports are open
-A NG_demo_FORWARD_2 -m conntrack --ctstate DNAT -d 10.1.0.2 -p tcp --dport 80 -m comment --comment containers.web.ports.0 -j RETURN
-A NG_demo_FORWARD_2 -m conntrack --ctstate DNAT -d 10.1.0.4 -p tcp --dport 80 -m comment --comment containers.api.ports.0 -j RETURN
# networks are isolated
-A NG_demo_FORWARD_2 -i front -m comment --comment networks.front -j NG_demo_from-ours
-A NG_demo_FORWARD_2 -i back -m comment --comment networks.back -j NG_demo_from-ours
-A NG_demo_FORWARD_2 -i held -m comment --comment networks.held -j NG_demo_from-ours
-A NG_demo_FORWARD_2 -i away -m comment --comment networks.away -j NG_demo_from-ours
-A NG_demo_FORWARD_2 -i alone -m comment --comment networks.alone -j NG_demo_from-ours
-A NG_demo_FORWARD_2 -i four.eth0 -m comment --comment point_to_point.four.host -j NG_demo_from-ours
-A NG_demo_from-ours -o front -m comment --comment networks.front -j DROP
-A NG_demo_from-ours -o back -m comment --comment networks.back -j DROP
-A NG_demo_from-ours -o held -m comment --comment networks.held -j DROP
-A NG_demo_from-ours -o away -m comment --comment networks.away -j DROP
-A NG_demo_from-ours -o alone -m comment --comment networks.alone -j DROP
-A NG_demo_from-ours -o four.eth0 -m comment --comment point_to_point.four.host -j DROP
# no private address leaves untranslated
-A NG_demo_FORWARD_2 -m conntrack --ctstate INVALID -s 10.1.0.0/24 -m comment --comment networks.front -j DROP
-A NG_demo_FORWARD_2 -m conntrack --ctstate INVALID -s 10.77.0.2 -m comment --comment point_to_point.four.host -j DROP
# nothing comes in from outside
-A NG_demo_FORWARD_2 -o front -m comment --comment networks.front -j DROP
-A NG_demo_FORWARD_2 -o alone -m comment --comment networks.alone -j DROP
-A NG_demo_FORWARD_2 -o four.eth0 -m comment --comment point_to_point.four.host -j DROP
-I FORWARD -j NG_demo_FORWARD
COMMIT
# for rules of your own, which come first: made if missing, never emptied
*filter
-I FORWARD -j NETGEN-USER
COMMIT

@ ip6tables
*raw
:NG_demo_PREROUTING - [0:0]
:NG_demo_spoofed - [0:0]
# a container's address comes from its own bridge
-A NG_demo_PREROUTING ! -i lo -s fd00:1::/64 -m comment --comment networks.front -j NG_demo_spoofed
-A NG_demo_PREROUTING ! -i lo -s 2001:db8:2::/64 -m comment --comment networks.back -j NG_demo_spoofed
-A NG_demo_PREROUTING ! -i lo -s 2001:db8:4::/64 -m comment --comment networks.held -j NG_demo_spoofed
-A NG_demo_spoofed -i front -s fd00:1::/64 -m comment --comment networks.front -j RETURN
-A NG_demo_spoofed -i away -s fd00:1::/64 -m comment --comment networks.front -j RETURN
-A NG_demo_spoofed -i held -s fd00:1::/64 -m comment --comment networks.front -j RETURN
-A NG_demo_spoofed -i back -s fd00:1::242:a01:4 -m comment --comment containers.api.networks.front -j RETURN
-A NG_demo_spoofed -i back -s 2001:db8:2::/64 -m comment --comment networks.back -j RETURN
-A NG_demo_spoofed -i away -s 2001:db8:2::/64 -m comment --comment networks.back -j RETURN
-A NG_demo_spoofed -i held -s 2001:db8:2::/64 -m comment --comment networks.back -j RETURN
-A NG_demo_spoofed -i front -s 2001:db8:2::242:b3f4:184f -m comment --comment containers.api.networks.back -j RETURN
-A NG_demo_spoofed -i held -s 2001:db8:4::/64 -m comment --comment networks.held -j RETURN
-A NG_demo_spoofed -i away -s 2001:db8:4::/64 -m comment --comment networks.held -j RETURN
-A NG_demo_spoofed -i alone -s 2001:db8:4::242:f5aa:753b -m comment --comment containers.two.networks.held -j RETURN
-A NG_demo_spoofed -j DROP
-I PREROUTING -j NG_demo_PREROUTING
COMMIT
*mangle
:NG_demo_PREROUTING - [0:0]
# connections that were let in before
-A NG_demo_PREROUTING -m conntrack --ctstate RELATED,ESTABLISHED -j RETURN
# from the other end of the link
-A NG_demo_PREROUTING -i four.eth0 -d fd00:f::1 -m comment --comment point_to_point.four.host -j RETURN
-A NG_demo_PREROUTING -i lo -d fd00:f::1 -m comment --comment point_to_point.four.host -j RETURN
# nobody else reaches an end, nor a port by it
-A NG_demo_PREROUTING -d fd00:f::1 -m comment --comment point_to_point.four.host -j DROP
# from the plan's networks
-A NG_demo_PREROUTING -i front -m comment --comment networks.front -j RETURN
-A NG_demo_PREROUTING -i back -m comment --comment networks.back -j RETURN
-A NG_demo_PREROUTING -i held -m comment --comment networks.held -j RETURN
-A NG_demo_PREROUTING -i away -m comment --comment networks.away -j RETURN
-A NG_demo_PREROUTING -i alone -m comment --comment networks.alone -j RETURN
-A NG_demo_PREROUTING -i four.eth0 -m comment --comment point_to_point.four.host -j RETURN
# sources that the plan names
-A NG_demo_PREROUTING -s 2001:db8:ffff::/48 -p tcp --dport 81 -m comment --comment containers.api.ports.0 -j RETURN
# and no others
-A NG_demo_PREROUTING ! -i lo -m addrtype --dst-type LOCAL -p tcp --dport 81 -m comment --comment containers.api.ports.0 -j DROP
-I PREROUTING -j NG_demo_PREROUTING
COMMIT
*nat
:NG_demo_PREROUTING - [0:0]
:NG_demo_OUTPUT - [0:0]
:NG_demo_POSTROUTING - [0:0]
:NG_demo_tcp_on - [0:0]
:NG_demo_tcp - [0:0]
# ports of one address
-A NG_demo_PREROUTING -m addrtype --dst-type LOCAL -p tcp -j NG_demo_tcp_on
# ports of every address
-A NG_demo_PREROUTING -m addrtype --dst-type LOCAL -p tcp -j NG_demo_tcp
# ::1 is the host's own
-A NG_demo_OUTPUT -d ::1 -m comment --comment host -j RETURN
# ports of one address
-A NG_demo_OUTPUT -m addrtype --dst-type LOCAL -p tcp -j NG_demo_tcp_on
# ports of every address
-A NG_demo_OUTPUT -m addrtype --dst-type LOCAL -p tcp -j NG_demo_tcp
# the host talks to itself from the address that it means
-A NG_demo_POSTROUTING -o lo -m comment --comment host -j RETURN
# replies come back by way of the host
-A NG_demo_POSTROUTING -m conntrack --ctstate DNAT -s fd00:1::/64 -d fd00:1::/64 -m comment --comment networks.front -j MASQUERADE
-A NG_demo_POSTROUTING -m conntrack --ctstate DNAT -s 2001:db8:2::/64 -d fd00:1::242:a01:4 -m comment --comment containers.api.networks.back -j MASQUERADE
# between networks of the plan, addresses stay as they are
-A NG_demo_POSTROUTING -o front -m comment --comment networks.front -j RETURN
-A NG_demo_POSTROUTING -o back -m comment --comment networks.back -j RETURN
-A NG_demo_POSTROUTING -o held -m comment --comment networks.held -j RETURN
-A NG_demo_POSTROUTING -o away -m comment --comment networks.away -j RETURN
-A NG_demo_POSTROUTING -o alone -m comment --comment networks.alone -j RETURN
-A NG_demo_POSTROUTING -o four.eth0 -m comment --comment point_to_point.four.host -j RETURN
# by a port that is not published
-A NG_demo_POSTROUTING -p tcp -s fd00:f::2 -m comment --comment point_to_point.four.host -j MASQUERADE --to-ports 8444-65535
# by a port that is not published
-A NG_demo_POSTROUTING -p tcp -s fd00:1::/64 -m comment --comment networks.front -j SNAT --to-source [2001:db8::7]:8444-65535
# the world sees the host's address
-A NG_demo_POSTROUTING -s fd00:f::2 -m comment --comment point_to_point.four.host -j MASQUERADE
# the world sees the address that the plan names
-A NG_demo_POSTROUTING -s fd00:1::/64 -m comment --comment networks.front -j SNAT --to-source 2001:db8::7
# on one address of the host: address, protocol, port, container
-A NG_demo_tcp_on -d 2001:db8::7 -p tcp --dport 8443 -m comment --comment containers.web.ports.1 -j DNAT --to-destination [fd00:1::242:a01:2]:443
# on every address of the host: protocol, port, container
-A NG_demo_tcp -p tcp --dport 8080 -m comment --comment containers.web.ports.0 -j DNAT --to-destination [fd00:1::242:a01:2]:80
-A NG_demo_tcp -p tcp --dport 81 -m comment --comment containers.api.ports.0 -j DNAT --to-destination [fd00:1::242:a01:4]:80
-I PREROUTING -j NG_demo_PREROUTING
-I OUTPUT -j NG_demo_OUTPUT
-I POSTROUTING -j NG_demo_POSTROUTING
COMMIT
*filter
:NG_demo_INPUT - [0:0]
:NG_demo_FORWARD - [0:0]
:NG_demo_links - [0:0]
:NG_demo_from-ours - [0:0]
:NG_demo_FORWARD_2 - [0:0]
# replies, and errors that belong to a connection
-A NG_demo_INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j RETURN
# from the other end of the link
-A NG_demo_INPUT -i four.eth0 -d fd00:f::1 -m comment --comment point_to_point.four.host -j RETURN
-A NG_demo_INPUT -i lo -d fd00:f::1 -m comment --comment point_to_point.four.host -j RETURN
# nobody else reaches an end
-A NG_demo_INPUT -d fd00:f::1 -m comment --comment point_to_point.four.host -j DROP
# containers ask for neighbours
-A NG_demo_FORWARD -p icmpv6 --icmpv6-type 135 -i front -o front -m comment --comment networks.front -j RETURN
# and neighbours answer
-A NG_demo_FORWARD -p icmpv6 --icmpv6-type 136 -i front -o front -m comment --comment networks.front -j RETURN
# replies, and errors that belong to a connection
-A NG_demo_FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j RETURN
# links, to what the other container offers
-A NG_demo_FORWARD -i front -o front -m comment --comment networks.front -g NG_demo_links
-A NG_demo_FORWARD -g NG_demo_FORWARD_2
-A NG_demo_links -o front -s fd00:1::242:a01:2 -d fd00:1::242:a01:3 -p tcp --dport 5432 -m comment --comment containers.web.links.0 -j RETURN
-A NG_demo_links -g NG_demo_FORWARD_2
# within a network, and between peers
-A NG_demo_FORWARD_2 -i back -o back -m comment --comment networks.back -j RETURN
-A NG_demo_FORWARD_2 -i back -o held -m comment --comment networks.back -j RETURN
-A NG_demo_FORWARD_2 -i held -o held -m comment --comment networks.held -j RETURN
-A NG_demo_FORWARD_2 -i held -o back -m comment --comment networks.held -j RETURN
-A NG_demo_FORWARD_2 -i away -o away -m comment --comment networks.away -j RETURN
-A NG_demo_FORWARD_2 -i alone -o alone -m comment --comment networks.alone -j RETURN
# nothing goes out
-A NG_demo_FORWARD_2 -i alone -m comment --comment networks.alone -j DROP
# published ports are open
-A NG_demo_FORWARD_2 -m conntrack --ctstate DNAT -d fd00:1::242:a01:2 -p tcp --dport 80 -m comment --comment containers.web.ports.0 -j RETURN
-A NG_demo_FORWARD_2 -m conntrack --ctstate DNAT -d fd00:1::242:a01:2 -p tcp --dport 443 -m comment --comment containers.web.ports.1 -j RETURN
-A NG_demo_FORWARD_2 -m conntrack --ctstate DNAT -d fd00:1::242:a01:4 -p tcp --dport 80 -m comment --comment containers.api.ports.0 -j RETURN
# networks are isolated
-A NG_demo_FORWARD_2 -i front -m comment --comment networks.front -j NG_demo_from-ours
-A NG_demo_FORWARD_2 -i back -m comment --comment networks.back -j NG_demo_from-ours
-A NG_demo_FORWARD_2 -i held -m comment --comment networks.held -j NG_demo_from-ours
-A NG_demo_FORWARD_2 -i away -m comment --comment networks.away -j NG_demo_from-ours
-A NG_demo_FORWARD_2 -i alone -m comment --comment networks.alone -j NG_demo_from-ours
-A NG_demo_FORWARD_2 -i four.eth0 -m comment --comment point_to_point.four.host -j NG_demo_from-ours
-A NG_demo_from-ours -o front -m comment --comment networks.front -j DROP
-A NG_demo_from-ours -o back -m comment --comment networks.back -j DROP
-A NG_demo_from-ours -o held -m comment --comment networks.held -j DROP
-A NG_demo_from-ours -o away -m comment --comment networks.away -j DROP
-A NG_demo_from-ours -o alone -m comment --comment networks.alone -j DROP
-A NG_demo_from-ours -o four.eth0 -m comment --comment point_to_point.four.host -j DROP
# no private address leaves untranslated
-A NG_demo_FORWARD_2 -m conntrack --ctstate INVALID -s fd00:f::2 -m comment --comment point_to_point.four.host -j DROP
# no private address leaves untranslated
-A NG_demo_FORWARD_2 -m conntrack --ctstate INVALID -s fd00:1::/64 -m comment --comment networks.front -j DROP
# nothing comes in from outside
-A NG_demo_FORWARD_2 -o front -m comment --comment networks.front -j DROP
-A NG_demo_FORWARD_2 -o back -m comment --comment networks.back -j DROP
-A NG_demo_FORWARD_2 -o alone -m comment --comment networks.alone -j DROP
-A NG_demo_FORWARD_2 -o four.eth0 -m comment --comment point_to_point.four.host -j DROP
-I INPUT -j NG_demo_INPUT
-I FORWARD -j NG_demo_FORWARD
COMMIT
# for rules of your own, which come first: made if missing, never emptied
*filter
-I FORWARD -j NETGEN-USER
COMMIT
RULES
}

