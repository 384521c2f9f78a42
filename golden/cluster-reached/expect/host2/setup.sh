#!/bin/sh
# The network of plan shop on its host host2.
#
# Made by netgen 0.1.0 from plan.yaml, sha256
# e38f75bb876b8f1c43e360cb0e3bcfe34f4b5dcde748cf86c999af4c3557fd67.
# Do not edit it: change the plan and render it again.
#
# It makes
#   networks.open: bridge open, no IPv4, 2001:db8:5::/64, gateway fe80::1, routed, open to the world on IPv6, mtu 1500
#   hosts: routes to the containers of other hosts, each under its own comment below
#   firewall: none: no rule is made or touched
# and remembers under /run/netgen/shop what it made, until down or the next boot.
#
# Usage, as root:
#   sh setup.sh [up] [--dry-run]   make the host as the plan says; again after every change of the plan
#   sh setup.sh check              compare, change nothing
#   sh setup.sh down [--dry-run]   remove what this plan made, and nothing else
#   sh setup.sh --help             exit codes

netgen_version='0.1.0'
plan_name='shop'
plan_sha256='e38f75bb876b8f1c43e360cb0e3bcfe34f4b5dcde748cf86c999af4c3557fd67'
plan_firewall='none'
plan_uplink='auto' # host.uplink: the interface that holds the default route, looked up when the script runs

# The plan: what is to be, as lines for ip(8) and sysctl(8). A name in brackets is the network namespace that
# the line belongs to; the alias of a link says whose it is, protocol 110 does so for a route.
plan() {
    cat <<'PLAN'
# host: packets are forwarded between interfaces; a router takes no redirects; what lives on router advertisements ($ra_interface, each of them) goes on doing so
sysctl -w net.ipv6.conf.$ra_interface.accept_ra=2
sysctl -w net.ipv6.conf.all.forwarding=1
sysctl -w net.ipv6.conf.default.forwarding=1

# networks.open: bridge open, no IPv4, 2001:db8:5::/64, gateway fe80::1, routed, open to the world on IPv6, mtu 1500
link add name open address 02:42:16:75:9a:10 type bridge
link set dev open alias netgen:shop:networks.open addrgenmode none
link set dev open mtu 1500 up
sysctl -w net.ipv6.conf.open.accept_ra=0
addr replace fe80::1/64 dev open nodad
route replace 2001:db8:5::/64 dev open proto 110

# hosts.host1: routes to its containers
route replace 2001:db8:1::/64 via 2001:db8:f::1 proto 110
route replace 2001:db8:2::/64 via 2001:db8:f::1 proto 110
PLAN
}

# The plan's rules, as input for no tool: host.firewall is none.
rules() {
    cat <<'RULES'
RULES
}

