#!/bin/sh
# The network of plan shop on its host host2.
#
# Made by netgen 0.1.0 from plan.yaml, sha256
# e20fed8d9711afdacf9454ed570af61cff5656d5fdaf57f3a186390f2d8b364e.
# The engine is the same in every script of this version; `sed -n '/^# --- engine/,$p' setup.sh | sha256sum` gives
# (its SHA-256).
# Do not edit it: change the plan and render it again.
#
# Networks
#   networks.open: bridge open, no IPv4, 2001:db8:5::/64, gateway fe80::1, routed, open to the world on IPv6, mtu 1500
#
# Containers
#   containers.web1: 2001:db8:5::242:c114:b079 on open
#   containers.web2: 2001:db8:5::242:2989:ea9d on open
#   containers.web3: 2001:db8:5::242:3a17:bac5 on open
#   containers.web4: 2001:db8:5::242:3c88:9d5c on open
#   containers.web5: 2001:db8:5::242:1170:97e2 on open
#
# Open to the world
#   containers.web1: every port of 2001:db8:5::242:c114:b079
#   containers.web2: every port of 2001:db8:5::242:2989:ea9d
#   containers.web3: every port of 2001:db8:5::242:3a17:bac5
#   containers.web4: every port of 2001:db8:5::242:3c88:9d5c
#   containers.web5: every port of 2001:db8:5::242:1170:97e2
#
# Settings of the host
#   it has 2001:db8:f::2; the script refuses any other host
#   net.ipv6.conf.$ra_interface.accept_ra=2: still take router advertisements on the uplink and interfaces that live on them, now or later
#   net.ipv6.conf.all.forwarding=1: forward IPv6 between interfaces
#   net.ipv6.conf.default.forwarding=1: and on those that are made later
#   net.ipv6.conf.$uplinks.forwarding=1: also on interfaces with a default route where it was switched off
#   IPv4 forwarding stays as it is
#   networks.open: net.ipv6.conf.open.accept_ra=0, containers advertise no routes to the host
#   networks.open: net.ipv6.conf.open.forwarding=1, forward IPv6 from it, also where conf.default.forwarding is 0
#
# Routes of the host
#   to the containers of other hosts, each under its own comment below
#
# Firewall
#   none: no rule is made or touched
#
# Files
#   /etc/netns/NAME/hostname, hosts and resolv.conf for each container; what was there is kept in /etc/netns/.netgen-shop
#   name servers are the host's; if it names none, Google's: 8.8.8.8 and 8.8.4.4, over IPv6 2001:4860:4860::8888 and 2001:4860:4860::8844
#   /run/netgen/shop: what was made, until down or the next boot
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
plan_name='shop'
plan_sha256='e20fed8d9711afdacf9454ed570af61cff5656d5fdaf57f3a186390f2d8b364e'
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
# host: the script is for the host that has these addresses, and refused elsewhere
require addr 2001:db8:f::2

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

# networks.open: bridge open, no IPv4, 2001:db8:5::/64, gateway fe80::1, routed, open to the world on IPv6, mtu 1500
link add name open address 02:42:16:75:9a:10 type bridge
link set dev open alias netgen:shop:networks.open addrgenmode none # no IPv6 address but the plan's
link set dev open mtu 1500 up
sysctl -w net.ipv6.conf.open.accept_ra=0 # containers advertise no routes to the host
addr replace fe80::1/64 dev open nodad # usable at once
route replace 2001:db8:5::/64 dev open proto 110
sysctl -w net.ipv6.conf.open.forwarding=1 # forward IPv6 from it, also where conf.default.forwarding is 0

# containers.web1: 2001:db8:5::242:c114:b079 on open, open to the world
netns add web1
link add name web1.eth0 master open type veth peer name eth0 address 02:42:c1:14:b0:79 netns web1
link set dev web1.eth0 alias netgen:shop:containers.web1.networks.open addrgenmode none # no IPv6 address but the plan's
link set dev web1.eth0 mtu 1500 up
[web1] sysctl -w net.ipv6.conf.all.disable_ipv6=0 # IPv6 is planned here, whatever the kernel begins with
[web1] sysctl -w net.ipv6.conf.eth0.disable_ipv6=0 # IPv6 is planned on it
[web1] sysctl -w net.ipv6.conf.eth0.accept_ra=0 # addresses and routes are the plan's
[web1] sysctl -w net.ipv6.conf.eth0.accept_dad=0 # its link-local address is usable at once
[web1] sysctl -w net.ipv6.conf.eth0.ndisc_notify=1 # neighbours hear of a new MAC
[web1] link set dev lo alias netgen:shop:containers.web1
[web1] link set dev lo up
[web1] link set dev eth0 alias netgen:shop:containers.web1.networks.open
[web1] link set dev eth0 mtu 1500 up
[web1] addr replace 2001:db8:5::242:c114:b079/64 dev eth0 nodad # usable at once
[web1] link set dev eth0 address 02:42:c1:14:b0:79 # tells neighbours of its addresses
[web1] route replace default via fe80::1 dev eth0 proto 110
[web1] hostname web1
[web1] hosts ::1 localhost ip6-localhost ip6-loopback
[web1@open] hosts 2001:db8:5::242:c114:b079 web1
[web1] nameserver ${host_ipv6_nameservers:-2001:4860:4860::8888 2001:4860:4860::8844}

# containers.web2: 2001:db8:5::242:2989:ea9d on open, open to the world
netns add web2
link add name web2.eth0 master open type veth peer name eth0 address 02:42:29:89:ea:9d netns web2
link set dev web2.eth0 alias netgen:shop:containers.web2.networks.open addrgenmode none # no IPv6 address but the plan's
link set dev web2.eth0 mtu 1500 up
[web2] sysctl -w net.ipv6.conf.all.disable_ipv6=0 # IPv6 is planned here, whatever the kernel begins with
[web2] sysctl -w net.ipv6.conf.eth0.disable_ipv6=0 # IPv6 is planned on it
[web2] sysctl -w net.ipv6.conf.eth0.accept_ra=0 # addresses and routes are the plan's
[web2] sysctl -w net.ipv6.conf.eth0.accept_dad=0 # its link-local address is usable at once
[web2] sysctl -w net.ipv6.conf.eth0.ndisc_notify=1 # neighbours hear of a new MAC
[web2] link set dev lo alias netgen:shop:containers.web2
[web2] link set dev lo up
[web2] link set dev eth0 alias netgen:shop:containers.web2.networks.open
[web2] link set dev eth0 mtu 1500 up
[web2] addr replace 2001:db8:5::242:2989:ea9d/64 dev eth0 nodad # usable at once
[web2] link set dev eth0 address 02:42:29:89:ea:9d # tells neighbours of its addresses
[web2] route replace default via fe80::1 dev eth0 proto 110
[web2] hostname web2
[web2] hosts ::1 localhost ip6-localhost ip6-loopback
[web2@open] hosts 2001:db8:5::242:2989:ea9d web2
[web2] nameserver ${host_ipv6_nameservers:-2001:4860:4860::8888 2001:4860:4860::8844}

# containers.web3: 2001:db8:5::242:3a17:bac5 on open, open to the world
netns add web3
link add name web3.eth0 master open type veth peer name eth0 address 02:42:3a:17:ba:c5 netns web3
link set dev web3.eth0 alias netgen:shop:containers.web3.networks.open addrgenmode none # no IPv6 address but the plan's
link set dev web3.eth0 mtu 1500 up
[web3] sysctl -w net.ipv6.conf.all.disable_ipv6=0 # IPv6 is planned here, whatever the kernel begins with
[web3] sysctl -w net.ipv6.conf.eth0.disable_ipv6=0 # IPv6 is planned on it
[web3] sysctl -w net.ipv6.conf.eth0.accept_ra=0 # addresses and routes are the plan's
[web3] sysctl -w net.ipv6.conf.eth0.accept_dad=0 # its link-local address is usable at once
[web3] sysctl -w net.ipv6.conf.eth0.ndisc_notify=1 # neighbours hear of a new MAC
[web3] link set dev lo alias netgen:shop:containers.web3
[web3] link set dev lo up
[web3] link set dev eth0 alias netgen:shop:containers.web3.networks.open
[web3] link set dev eth0 mtu 1500 up
[web3] addr replace 2001:db8:5::242:3a17:bac5/64 dev eth0 nodad # usable at once
[web3] link set dev eth0 address 02:42:3a:17:ba:c5 # tells neighbours of its addresses
[web3] route replace default via fe80::1 dev eth0 proto 110
[web3] hostname web3
[web3] hosts ::1 localhost ip6-localhost ip6-loopback
[web3@open] hosts 2001:db8:5::242:3a17:bac5 web3
[web3] nameserver ${host_ipv6_nameservers:-2001:4860:4860::8888 2001:4860:4860::8844}

# containers.web4: 2001:db8:5::242:3c88:9d5c on open, open to the world
netns add web4
link add name web4.eth0 master open type veth peer name eth0 address 02:42:3c:88:9d:5c netns web4
link set dev web4.eth0 alias netgen:shop:containers.web4.networks.open addrgenmode none # no IPv6 address but the plan's
link set dev web4.eth0 mtu 1500 up
[web4] sysctl -w net.ipv6.conf.all.disable_ipv6=0 # IPv6 is planned here, whatever the kernel begins with
[web4] sysctl -w net.ipv6.conf.eth0.disable_ipv6=0 # IPv6 is planned on it
[web4] sysctl -w net.ipv6.conf.eth0.accept_ra=0 # addresses and routes are the plan's
[web4] sysctl -w net.ipv6.conf.eth0.accept_dad=0 # its link-local address is usable at once
[web4] sysctl -w net.ipv6.conf.eth0.ndisc_notify=1 # neighbours hear of a new MAC
[web4] link set dev lo alias netgen:shop:containers.web4
[web4] link set dev lo up
[web4] link set dev eth0 alias netgen:shop:containers.web4.networks.open
[web4] link set dev eth0 mtu 1500 up
[web4] addr replace 2001:db8:5::242:3c88:9d5c/64 dev eth0 nodad # usable at once
[web4] link set dev eth0 address 02:42:3c:88:9d:5c # tells neighbours of its addresses
[web4] route replace default via fe80::1 dev eth0 proto 110
[web4] hostname web4
[web4] hosts ::1 localhost ip6-localhost ip6-loopback
[web4@open] hosts 2001:db8:5::242:3c88:9d5c web4
[web4] nameserver ${host_ipv6_nameservers:-2001:4860:4860::8888 2001:4860:4860::8844}

# containers.web5: 2001:db8:5::242:1170:97e2 on open, open to the world
netns add web5
link add name web5.eth0 master open type veth peer name eth0 address 02:42:11:70:97:e2 netns web5
link set dev web5.eth0 alias netgen:shop:containers.web5.networks.open addrgenmode none # no IPv6 address but the plan's
link set dev web5.eth0 mtu 1500 up
[web5] sysctl -w net.ipv6.conf.all.disable_ipv6=0 # IPv6 is planned here, whatever the kernel begins with
[web5] sysctl -w net.ipv6.conf.eth0.disable_ipv6=0 # IPv6 is planned on it
[web5] sysctl -w net.ipv6.conf.eth0.accept_ra=0 # addresses and routes are the plan's
[web5] sysctl -w net.ipv6.conf.eth0.accept_dad=0 # its link-local address is usable at once
[web5] sysctl -w net.ipv6.conf.eth0.ndisc_notify=1 # neighbours hear of a new MAC
[web5] link set dev lo alias netgen:shop:containers.web5
[web5] link set dev lo up
[web5] link set dev eth0 alias netgen:shop:containers.web5.networks.open
[web5] link set dev eth0 mtu 1500 up
[web5] addr replace 2001:db8:5::242:1170:97e2/64 dev eth0 nodad # usable at once
[web5] link set dev eth0 address 02:42:11:70:97:e2 # tells neighbours of its addresses
[web5] route replace default via fe80::1 dev eth0 proto 110
[web5] hostname web5
[web5] hosts ::1 localhost ip6-localhost ip6-loopback
[web5@open] hosts 2001:db8:5::242:1170:97e2 web5
[web5] nameserver ${host_ipv6_nameservers:-2001:4860:4860::8888 2001:4860:4860::8844}

# hosts.host1: routes to its containers
route replace 2001:db8:1::/64 via 2001:db8:f::1 proto 110
route replace 2001:db8:2::/64 via 2001:db8:f::1 proto 110
PLAN
}

# No rules: host.firewall is none, or nothing needs one.
rules() {
    cat <<'RULES'
RULES
}

