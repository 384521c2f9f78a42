#!/bin/sh
# The network of plan demo on this host.
#
# Made by netgen 0.1.0 from plan.yaml, sha256
# 3af28cd37028ab2eeb538cfbc4538d71834527001e99f5ce904506c3d7b97315.
# The engine is the same in every script of this version; `sed -n '/^# --- engine/,$p' setup.sh | sha256sum` gives
# (its SHA-256).
# Do not edit it: change the plan and render it again.
#
# Networks
#   networks.nat: bridge nat, no IPv4, fd00:1::/64, gateway fe80::1, no nat, open to the world on IPv6, mtu 1500
#   networks.open: bridge open, no IPv4, 2001:db8:1::/64, gateway fe80::1, routed, open to the world on IPv6, mtu 1500
#   networks.alone: bridge alone, no IPv4, 2001:db8:2::/64, no gateway, mtu 1500
#
# Containers
#   containers.web: fd00:1::242:392b:8d8f on nat, 2001:db8:1::242:7116:c381 on open, 2001:db8:2::242:9326:fde5 on alone
#
# Open to the world
#   containers.web: every port of fd00:1::242:392b:8d8f and 2001:db8:1::242:7116:c381
#
# Settings of the host
#   net.ipv6.conf.$ra_interface.accept_ra=2: still take router advertisements on the uplink and interfaces that live on them, now or later
#   net.ipv6.conf.all.forwarding=1: forward IPv6 between interfaces
#   net.ipv6.conf.default.forwarding=1: and on those that are made later
#   net.ipv6.conf.$uplinks.forwarding=1: also on interfaces with a default route where it was switched off
#   IPv4 forwarding stays as it is
#   networks.nat: net.ipv6.conf.nat.accept_ra=0, containers advertise no routes to the host
#   networks.nat: net.ipv6.conf.nat.forwarding=1, forward IPv6 from it, also where conf.default.forwarding is 0
#   networks.open: net.ipv6.conf.open.accept_ra=0, containers advertise no routes to the host
#   networks.open: net.ipv6.conf.open.forwarding=1, forward IPv6 from it, also where conf.default.forwarding is 0
#   networks.alone: net.ipv6.conf.alone.accept_ra=0, containers advertise no routes to the host
#
# Firewall
#   none: no rule is made or touched
#
# Files
#   /etc/netns/NAME/hostname, hosts and resolv.conf for each container; what was there is kept in /etc/netns/.netgen-demo
#   name servers are the host's; if it names none, Google's: 8.8.8.8 and 8.8.4.4, over IPv6 2001:4860:4860::8888 and 2001:4860:4860::8844
#   /run/netgen/demo: what was made, until down or the next boot
#
# Kernel
#   it loads its modules for bridges and veth pairs when they are first used
#
# Usage, as root:
#   sh setup.sh [up] [--dry-run] [--force]   make the host as the plan says; again after every change of the plan
#   sh setup.sh check                        compare, change nothing
#   sh setup.sh refresh-names                follow the host's resolv.conf
#   sh setup.sh down [--dry-run] [--force]   remove what this plan made, and nothing else
#   sh setup.sh --help | --version           exit codes; plan and versions

netgen_version='0.1.0'
plan_name='demo'
plan_sha256='3af28cd37028ab2eeb538cfbc4538d71834527001e99f5ce904506c3d7b97315'
plan_firewall='none'
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
sysctl -w net.ipv6.conf.$ra_interface.accept_ra=2 # still take router advertisements on the uplink and interfaces that live on them, now or later
sysctl -w net.ipv6.conf.all.forwarding=1 # forward IPv6 between interfaces
sysctl -w net.ipv6.conf.default.forwarding=1 # and on those that are made later
sysctl -w net.ipv6.conf.$uplinks.forwarding=1 # also on interfaces with a default route where it was switched off

# host: name service of the containers, where they have no line of their own
[*] hosts 127.0.0.1 localhost
[*] nameserver ${host_ipv4_nameservers:-8.8.8.8 8.8.4.4}
[*] search ${host_search:-.}
[*] options ${host_options:-}

# networks.nat: bridge nat, no IPv4, fd00:1::/64, gateway fe80::1, no nat, open to the world on IPv6, mtu 1500
link add name nat address 02:42:62:61:25:4a type bridge
link set dev nat alias netgen:demo:networks.nat addrgenmode none # no IPv6 address but the plan's
link set dev nat mtu 1500 up
sysctl -w net.ipv6.conf.nat.accept_ra=0 # containers advertise no routes to the host
addr replace fe80::1/64 dev nat nodad # usable at once
route replace fd00:1::/64 dev nat proto 110
sysctl -w net.ipv6.conf.nat.forwarding=1 # forward IPv6 from it, also where conf.default.forwarding is 0

# networks.open: bridge open, no IPv4, 2001:db8:1::/64, gateway fe80::1, routed, open to the world on IPv6, mtu 1500
link add name open address 02:42:16:75:9a:10 type bridge
link set dev open alias netgen:demo:networks.open addrgenmode none # no IPv6 address but the plan's
link set dev open mtu 1500 up
sysctl -w net.ipv6.conf.open.accept_ra=0 # containers advertise no routes to the host
addr replace fe80::1/64 dev open nodad # usable at once
route replace 2001:db8:1::/64 dev open proto 110
sysctl -w net.ipv6.conf.open.forwarding=1 # forward IPv6 from it, also where conf.default.forwarding is 0

# networks.alone: bridge alone, no IPv4, 2001:db8:2::/64, no gateway, mtu 1500
link add name alone address 02:42:9c:0a:52:55 type bridge
link set dev alone alias netgen:demo:networks.alone addrgenmode none # no IPv6 address but the plan's
link set dev alone mtu 1500 up
sysctl -w net.ipv6.conf.alone.accept_ra=0 # containers advertise no routes to the host

# containers.web: fd00:1::242:392b:8d8f on nat, 2001:db8:1::242:7116:c381 on open, 2001:db8:2::242:9326:fde5 on alone, open to the world at fd00:1::242:392b:8d8f and 2001:db8:1::242:7116:c381
netns add web
link add name web.eth0 master nat type veth peer name eth0 address 02:42:39:2b:8d:8f netns web
link set dev web.eth0 alias netgen:demo:containers.web.networks.nat addrgenmode none # no IPv6 address but the plan's
link set dev web.eth0 mtu 1500 up
link add name web.eth1 master open type veth peer name eth1 address 02:42:71:16:c3:81 netns web
link set dev web.eth1 alias netgen:demo:containers.web.networks.open addrgenmode none # no IPv6 address but the plan's
link set dev web.eth1 mtu 1500 up
link add name web.eth2 master alone type veth peer name eth2 address 02:42:93:26:fd:e5 netns web
link set dev web.eth2 alias netgen:demo:containers.web.networks.alone addrgenmode none # no IPv6 address but the plan's
link set dev web.eth2 mtu 1500 up
[web] sysctl -w net.ipv6.conf.all.disable_ipv6=0 # IPv6 is planned here, whatever the kernel begins with
[web] sysctl -w net.ipv6.conf.eth0.disable_ipv6=0 # IPv6 is planned on it
[web] sysctl -w net.ipv6.conf.eth1.disable_ipv6=0 # IPv6 is planned on it
[web] sysctl -w net.ipv6.conf.eth2.disable_ipv6=0 # IPv6 is planned on it
[web] sysctl -w net.ipv6.conf.eth0.accept_ra=0 # addresses and routes are the plan's
[web] sysctl -w net.ipv6.conf.eth1.accept_ra=0 # addresses and routes are the plan's
[web] sysctl -w net.ipv6.conf.eth2.accept_ra=0 # addresses and routes are the plan's
[web] sysctl -w net.ipv6.conf.eth0.accept_dad=0 # its link-local address is usable at once
[web] sysctl -w net.ipv6.conf.eth1.accept_dad=0 # its link-local address is usable at once
[web] sysctl -w net.ipv6.conf.eth2.accept_dad=0 # its link-local address is usable at once
[web] sysctl -w net.ipv6.conf.eth0.ndisc_notify=1 # neighbours hear of a new MAC
[web] sysctl -w net.ipv6.conf.eth1.ndisc_notify=1 # neighbours hear of a new MAC
[web] sysctl -w net.ipv6.conf.eth2.ndisc_notify=1 # neighbours hear of a new MAC
[web] sysctl -w net.ipv4.ip_forward=0 # no router, whatever the host is
[web] sysctl -w net.ipv4.conf.all.rp_filter=2 # answers may come in by another interface, whatever the host asks
[web] link set dev lo alias netgen:demo:containers.web
[web] link set dev lo up
[web] link set dev eth0 alias netgen:demo:containers.web.networks.nat
[web] link set dev eth0 mtu 1500 up
[web] addr replace fd00:1::242:392b:8d8f/64 dev eth0 nodad # usable at once
[web] link set dev eth0 address 02:42:39:2b:8d:8f # tells neighbours of its addresses
[web] route replace default via fe80::1 dev eth0 proto 110
[web] link set dev eth1 alias netgen:demo:containers.web.networks.open
[web] link set dev eth1 mtu 1500 up
[web] addr replace 2001:db8:1::242:7116:c381/64 dev eth1 nodad # usable at once
[web] link set dev eth1 address 02:42:71:16:c3:81 # tells neighbours of its addresses
[web] link set dev eth2 alias netgen:demo:containers.web.networks.alone
[web] link set dev eth2 mtu 1500 up
[web] addr replace 2001:db8:2::242:9326:fde5/64 dev eth2 nodad # usable at once
[web] link set dev eth2 address 02:42:93:26:fd:e5 # tells neighbours of its addresses
[web] hostname web
[web] hosts ::1 localhost ip6-localhost ip6-loopback
[web@nat] hosts fd00:1::242:392b:8d8f web
[web@open] hosts 2001:db8:1::242:7116:c381 web
[web@alone] hosts 2001:db8:2::242:9326:fde5 web
[web] nameserver ${host_ipv6_nameservers:-2001:4860:4860::8888 2001:4860:4860::8844}
PLAN
}

# No rules: host.firewall is none, or nothing needs one.
rules() {
    cat <<'RULES'
RULES
}

