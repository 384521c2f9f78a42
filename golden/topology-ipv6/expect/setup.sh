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
#   table inet netgen-demo
#   table inet netgen_user, for rules of your own: made if missing, first in line, never emptied
#
# Files
#   /etc/netns/NAME/hostname, hosts and resolv.conf for each container; what was there is kept in /etc/netns/.netgen-demo
#   name servers are the host's; if it names none, Google's: 8.8.8.8 and 8.8.4.4, over IPv6 2001:4860:4860::8888 and 2001:4860:4860::8844
#   /run/netgen/demo: what was made, until down or the next boot
#
# Kernel
#   it loads its modules for bridges, veth pairs and nftables when they are first used
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
# nft -f makes, empties and fills a table in one transaction: packets meet the old rules or the new ones, never none.
rules() {
    cat <<'RULES'
@ nftables
table inet netgen-demo
delete table inet netgen-demo
table inet netgen-demo {
    comment "netgen demo"

    # sources that containers have: IPv4
    set subnets {
        type ipv4_addr
        flags interval
        elements = {
            10.1.0.0/24, # networks.front
            10.9.0.0/24, # networks.alone
        }
    }

    # where they come from: interface, source: IPv4
    set homes {
        type ifname . ipv4_addr
        flags interval
        elements = {
            "front" . 10.1.0.0/24, # networks.front
            "away" . 10.1.0.0/24, # networks.front
            "held" . 10.1.0.0/24, # networks.front
            "back" . 10.1.0.4, # containers.api.networks.front
            "alone" . 10.9.0.0/24, # networks.alone
            "away" . 10.9.0.0/24, # networks.alone
            "held" . 10.9.0.0/24, # networks.alone
        }
    }

    # on every address of the host: protocol, port, container: IPv4
    map published {
        type inet_proto . inet_service : ipv4_addr . inet_service
        elements = {
            tcp . 8080 : 10.1.0.2 . 80, # containers.web.ports.0
            tcp . 81 : 10.1.0.4 . 80, # containers.api.ports.0
        }
    }

    # addresses that never leave the host: IPv4
    set localnet {
        type ipv4_addr
        flags interval
        elements = {
            127.0.0.0/8, # host
        }
    }

    # ports that no other source outside reaches: address of the host, protocol, port: IPv4
    set restricted {
        type ipv4_addr . inet_proto . inet_service
        flags interval
        elements = {
            0.0.0.0/0 . tcp . 81, # containers.api.ports.0
        }
    }

    # bridges of the plan's networks, and the host's ends of its links: IPv4
    set networks {
        type ifname
        elements = {
            "front", # networks.front
            "back", # networks.back
            "held", # networks.held
            "away", # networks.away
            "alone", # networks.alone
            "four.eth0", # point_to_point.four.host
        }
    }

    # of them, those that this plan makes: IPv4
    set bridges {
        type ifname
        elements = {
            "front", # networks.front
            "back", # networks.back
            "held", # networks.held
            "away", # networks.away
            "alone", # networks.alone
            "four.eth0", # point_to_point.four.host
        }
    }

    # who may talk to whom: from network, to network: IPv4
    set allowed {
        type ifname . ifname
        elements = {
            "back" . "back", # networks.back
            "back" . "held", # networks.back
            "held" . "held", # networks.held
            "held" . "back", # networks.held
            "away" . "away", # networks.away
            "alone" . "alone", # networks.alone
        }
    }

    # networks that nothing outside opens a connection to: IPv4
    set no_inbound {
        type ifname
        elements = {
            "front", # networks.front
            "alone", # networks.alone
            "four.eth0", # point_to_point.four.host
        }
    }

    # networks that open no connection to the outside: IPv4
    set internal {
        type ifname
        elements = {
            "alone", # networks.alone
        }
    }

    # where published ports lead: container, protocol, port: IPv4
    set dnat_targets {
        type ipv4_addr . inet_proto . inet_service
        elements = {
            10.1.0.2 . tcp . 80, # containers.web.ports.0
            10.1.0.4 . tcp . 80, # containers.api.ports.0
        }
    }

    # networks with icc: false, in which only links lead anywhere: IPv4
    set icc_off {
        type ifname . ifname
        elements = {
            "front" . "front", # networks.front
        }
    }

    # links: network, from container, to container, protocol, port: IPv4
    set links {
        type ifname . ipv4_addr . ipv4_addr . inet_proto . inet_service
        elements = {
            "front" . 10.1.0.2 . 10.1.0.3 . tcp . 5432, # containers.web.links.0
        }
    }

    # the loopback interface: IPv4
    set loopback {
        type ifname
        elements = {
            "lo", # host
        }
    }

    # who reaches published ports through the host, and would be answered directly: from, to: IPv4
    set hairpin {
        type ipv4_addr . ipv4_addr
        flags interval
        elements = {
            10.1.0.0/24 . 10.1.0.0/24, # networks.front
        }
    }

    # sources that leave with the host's address: IPv4
    set masqueraded {
        type ipv4_addr
        flags interval
        elements = {
            10.1.0.0/24, # networks.front
            10.77.0.2, # point_to_point.four.host
        }
    }

    # sources that containers have: IPv6
    set subnets6 {
        type ipv6_addr
        flags interval
        elements = {
            fd00:1::/64, # networks.front
            2001:db8:2::/64, # networks.back
            2001:db8:4::/64, # networks.held
        }
    }

    # where they come from: interface, source: IPv6
    set homes6 {
        type ifname . ipv6_addr
        flags interval
        elements = {
            "front" . fd00:1::/64, # networks.front
            "away" . fd00:1::/64, # networks.front
            "held" . fd00:1::/64, # networks.front
            "back" . fd00:1::242:a01:4, # containers.api.networks.front
            "back" . 2001:db8:2::/64, # networks.back
            "away" . 2001:db8:2::/64, # networks.back
            "held" . 2001:db8:2::/64, # networks.back
            "front" . 2001:db8:2::242:b3f4:184f, # containers.api.networks.back
            "held" . 2001:db8:4::/64, # networks.held
            "away" . 2001:db8:4::/64, # networks.held
            "alone" . 2001:db8:4::242:f5aa:753b, # containers.two.networks.held
        }
    }

    # leads to no container: the kernel takes no answer to it in: IPv6
    set own_loopback6 {
        type ipv6_addr
        elements = {
            ::1, # host
        }
    }

    # on every address of the host: protocol, port, container: IPv6
    map published6 {
        type inet_proto . inet_service : ipv6_addr . inet_service
        elements = {
            tcp . 8080 : fd00:1::242:a01:2 . 80, # containers.web.ports.0
            tcp . 81 : fd00:1::242:a01:4 . 80, # containers.api.ports.0
        }
    }

    # on one address of the host: address, protocol, port, container: IPv6
    map published_on6 {
        type ipv6_addr . inet_proto . inet_service : ipv6_addr . inet_service
        elements = {
            2001:db8::7 . tcp . 8443 : fd00:1::242:a01:2 . 443, # containers.web.ports.1
        }
    }

    # published_from: source, address of the host, protocol, port: IPv6
    set admitted6 {
        type ipv6_addr . ipv6_addr . inet_proto . inet_service
        flags interval
        elements = {
            2001:db8:ffff::/48 . ::/0 . tcp . 81, # containers.api.ports.0
        }
    }

    # ports that no other source outside reaches: address of the host, protocol, port: IPv6
    set restricted6 {
        type ipv6_addr . inet_proto . inet_service
        flags interval
        elements = {
            ::/0 . tcp . 81, # containers.api.ports.0
        }
    }

    # links that lead to the host's end of them, by its address: IPv6
    set p2p_paths6 {
        type ifname . ipv6_addr
        elements = {
            "four.eth0" . fd00:f::1, # point_to_point.four.host
            "lo" . fd00:f::1, # point_to_point.four.host
        }
    }

    # addresses of point-to-point links on the host: IPv6
    set p2p_addresses6 {
        type ipv6_addr
        elements = {
            fd00:f::1, # point_to_point.four.host
        }
    }

    # bridges of the plan's networks, and the host's ends of its links: IPv6
    set networks6 {
        type ifname
        elements = {
            "front", # networks.front
            "back", # networks.back
            "held", # networks.held
            "away", # networks.away
            "alone", # networks.alone
            "four.eth0", # point_to_point.four.host
        }
    }

    # of them, those that this plan makes: IPv6
    set bridges6 {
        type ifname
        elements = {
            "front", # networks.front
            "back", # networks.back
            "held", # networks.held
            "away", # networks.away
            "alone", # networks.alone
            "four.eth0", # point_to_point.four.host
        }
    }

    # who may talk to whom: from network, to network: IPv6
    set allowed6 {
        type ifname . ifname
        elements = {
            "back" . "back", # networks.back
            "back" . "held", # networks.back
            "held" . "held", # networks.held
            "held" . "back", # networks.held
            "away" . "away", # networks.away
            "alone" . "alone", # networks.alone
        }
    }

    # networks that nothing outside opens a connection to: IPv6
    set no_inbound6 {
        type ifname
        elements = {
            "front", # networks.front
            "back", # networks.back
            "alone", # networks.alone
            "four.eth0", # point_to_point.four.host
        }
    }

    # networks that open no connection to the outside: IPv6
    set internal6 {
        type ifname
        elements = {
            "alone", # networks.alone
        }
    }

    # where published ports lead: container, protocol, port: IPv6
    set dnat_targets6 {
        type ipv6_addr . inet_proto . inet_service
        elements = {
            fd00:1::242:a01:2 . tcp . 80, # containers.web.ports.0
            fd00:1::242:a01:2 . tcp . 443, # containers.web.ports.1
            fd00:1::242:a01:4 . tcp . 80, # containers.api.ports.0
        }
    }

    # networks with icc: false, in which only links lead anywhere: IPv6
    set icc_off6 {
        type ifname . ifname
        elements = {
            "front" . "front", # networks.front
        }
    }

    # links: network, from container, to container, protocol, port: IPv6
    set links6 {
        type ifname . ipv6_addr . ipv6_addr . inet_proto . inet_service
        elements = {
            "front" . fd00:1::242:a01:2 . fd00:1::242:a01:3 . tcp . 5432, # containers.web.links.0
        }
    }

    # the loopback interface: IPv6
    set loopback6 {
        type ifname
        elements = {
            "lo", # host
        }
    }

    # who reaches published ports through the host, and would be answered directly: from, to: IPv6
    set hairpin6 {
        type ipv6_addr . ipv6_addr
        flags interval
        elements = {
            fd00:1::/64 . fd00:1::/64, # networks.front
            2001:db8:2::/64 . fd00:1::242:a01:4, # containers.api.networks.back
        }
    }

    # sources that leave with the host's address: IPv6
    set masqueraded6 {
        type ipv6_addr
        elements = {
            fd00:f::2, # point_to_point.four.host
        }
    }

    # sources that leave with another address: IPv6
    set snat_sources6 {
        type ipv6_addr
        flags interval
        elements = {
            fd00:1::/64, # networks.front
        }
    }

    # sources that leave with another address: source, address: IPv6
    map translated6 {
        type ipv6_addr : ipv6_addr
        flags interval
        elements = {
            fd00:1::/64 : 2001:db8::7, # networks.front
        }
    }

    # what comes in from anywhere, before anything else: IPv4
    chain raw_prerouting {
        type filter hook prerouting priority raw; policy accept;
        meta nfproto ipv6 accept comment "has a chain of its own"
        iifname != "lo" ip saddr @subnets iifname . ip saddr != @homes drop comment "a container's address comes from its own bridge"
        iifname != "lo" ip saddr @localnet drop comment "127.0.0.1 is the host's own"
        iifname != "lo" ip daddr @localnet drop comment "127.0.0.1 is the host's own"
    }

    # who reaches published ports; the host itself and the plan's networks always do: IPv4
    chain published_from {
        type filter hook prerouting priority mangle; policy accept;
        meta nfproto ipv6 accept comment "has a chain of its own"
        ct state established,related accept comment "connections that were let in before"
        iifname @networks accept comment "from the plan's networks"
        iifname != "lo" fib daddr type local ip daddr . meta l4proto . th dport @restricted drop comment "and no others"
    }

    # published ports, asked for from outside or by containers: IPv4
    chain prerouting {
        type nat hook prerouting priority dstnat; policy accept;
        meta nfproto ipv6 accept comment "has a chain of its own"
        fib daddr type local dnat ip to meta l4proto . th dport map @published comment "ports of every address"
    }

    # published ports, asked for by the host itself: IPv4 (filter - 100 is dstnat)
    chain output {
        type nat hook output priority filter - 100; policy accept;
        meta nfproto ipv6 accept comment "has a chain of its own"
        fib daddr type local dnat ip to meta l4proto . th dport map @published comment "ports of every address"
    }

    # what is forwarded: IPv4
    chain forward {
        type filter hook forward priority filter; policy accept;
        meta nfproto ipv6 accept comment "has a chain of its own"
        ct state established,related accept comment "replies, and errors that belong to a connection"
        iifname . oifname @icc_off oifname . ip saddr . ip daddr . meta l4proto . th dport @links accept comment "links, to what the other container offers"
        iifname . oifname @allowed accept comment "within a network, and between peers"
        iifname @internal drop comment "nothing goes out"
        ct status dnat ip daddr . meta l4proto . th dport @dnat_targets accept comment "published ports are open"
        iifname @bridges oifname @networks drop comment "networks are isolated"
        ct state invalid ip saddr @masqueraded drop comment "no private address leaves untranslated"
        oifname @no_inbound drop comment "nothing comes in from outside"
    }

    # what is translated on its way out: IPv4
    chain postrouting {
        type nat hook postrouting priority srcnat; policy accept;
        meta nfproto ipv6 accept comment "has a chain of its own"
        oifname @loopback accept comment "the host talks to itself from the address that it means"
        ct status dnat ip saddr . ip daddr @hairpin masquerade comment "replies come back by way of the host"
        ip saddr @localnet oifname @networks masquerade comment "the host's 127.0.0.1 means something else in a container"
        oifname @networks accept comment "between networks of the plan, addresses stay as they are"
        meta l4proto tcp ip saddr @masqueraded masquerade to :8081-65535 comment "by a port that is not published"
        ip saddr @masqueraded masquerade comment "the world sees the host's address"
    }

    # what comes in from anywhere, before anything else: IPv6
    chain raw_prerouting6 {
        type filter hook prerouting priority raw; policy accept;
        meta nfproto ipv4 accept comment "has a chain of its own"
        iifname != "lo" ip6 saddr @subnets6 iifname . ip6 saddr != @homes6 drop comment "a container's address comes from its own bridge"
    }

    # who reaches published ports; the host itself and the plan's networks always do: IPv6
    chain published_from6 {
        type filter hook prerouting priority mangle; policy accept;
        meta nfproto ipv4 accept comment "has a chain of its own"
        ct state established,related accept comment "connections that were let in before"
        iifname . ip6 daddr @p2p_paths6 accept comment "from the other end of the link"
        ip6 daddr @p2p_addresses6 drop comment "nobody else reaches an end, nor a port by it"
        iifname @networks6 accept comment "from the plan's networks"
        ip6 saddr . ip6 daddr . meta l4proto . th dport @admitted6 accept comment "sources that the plan names"
        iifname != "lo" fib daddr type local ip6 daddr . meta l4proto . th dport @restricted6 drop comment "and no others"
    }

    # published ports, asked for from outside or by containers: IPv6
    chain prerouting6 {
        type nat hook prerouting priority dstnat; policy accept;
        meta nfproto ipv4 accept comment "has a chain of its own"
        fib daddr type local dnat ip6 to ip6 daddr . meta l4proto . th dport map @published_on6 comment "ports of one address"
        fib daddr type local dnat ip6 to meta l4proto . th dport map @published6 comment "ports of every address"
    }

    # published ports, asked for by the host itself: IPv6 (filter - 100 is dstnat)
    chain output6 {
        type nat hook output priority filter - 100; policy accept;
        meta nfproto ipv4 accept comment "has a chain of its own"
        ip6 daddr @own_loopback6 accept comment "::1 is the host's own"
        fib daddr type local dnat ip6 to ip6 daddr . meta l4proto . th dport map @published_on6 comment "ports of one address"
        fib daddr type local dnat ip6 to meta l4proto . th dport map @published6 comment "ports of every address"
    }

    # what comes to the host itself: IPv6
    chain input6 {
        type filter hook input priority filter; policy accept;
        meta nfproto ipv4 accept comment "has a chain of its own"
        ct state established,related accept comment "replies, and errors that belong to a connection"
        iifname . ip6 daddr @p2p_paths6 accept comment "from the other end of the link"
        ip6 daddr @p2p_addresses6 drop comment "nobody else reaches an end"
    }

    # what is forwarded: IPv6
    chain forward6 {
        type filter hook forward priority filter; policy accept;
        meta nfproto ipv4 accept comment "has a chain of its own"
        icmpv6 type nd-neighbor-solicit iifname . oifname @icc_off6 accept comment "containers ask for neighbours"
        icmpv6 type nd-neighbor-advert iifname . oifname @icc_off6 accept comment "and neighbours answer"
        ct state established,related accept comment "replies, and errors that belong to a connection"
        iifname . oifname @icc_off6 oifname . ip6 saddr . ip6 daddr . meta l4proto . th dport @links6 accept comment "links, to what the other container offers"
        iifname . oifname @allowed6 accept comment "within a network, and between peers"
        iifname @internal6 drop comment "nothing goes out"
        ct status dnat ip6 daddr . meta l4proto . th dport @dnat_targets6 accept comment "published ports are open"
        iifname @bridges6 oifname @networks6 drop comment "networks are isolated"
        ct state invalid ip6 saddr @masqueraded6 drop comment "no private address leaves untranslated"
        ct state invalid ip6 saddr @snat_sources6 drop comment "no private address leaves untranslated"
        oifname @no_inbound6 drop comment "nothing comes in from outside"
    }

    # what is translated on its way out: IPv6
    chain postrouting6 {
        type nat hook postrouting priority srcnat; policy accept;
        meta nfproto ipv4 accept comment "has a chain of its own"
        oifname @loopback6 accept comment "the host talks to itself from the address that it means"
        ct status dnat ip6 saddr . ip6 daddr @hairpin6 masquerade comment "replies come back by way of the host"
        oifname @networks6 accept comment "between networks of the plan, addresses stay as they are"
        meta l4proto tcp ip6 saddr @masqueraded6 masquerade to :8444-65535 comment "by a port that is not published"
        meta l4proto tcp snat ip6 to ip6 saddr map @translated6 : 8444-65535 comment "by a port that is not published"
        ip6 saddr @masqueraded6 masquerade comment "the world sees the host's address"
        snat ip6 to ip6 saddr map @translated6 comment "the world sees the address that the plan names"
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

