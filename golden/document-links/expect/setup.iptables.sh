#!/bin/sh
# The network of plan docker on this host.
#
# Made by netgen 0.1.0 from plan.yaml, sha256
# 2bdc56675915c9e2568b035b52e926ddc26665fbc3016eab7a2ffe15f209ab3b.
# The engine is the same in every script of this version; `sed -n '/^# --- engine/,$p' setup.sh | sha256sum` gives
# (its SHA-256).
# Do not edit it: change the plan and render it again.
#
# Networks
#   networks.docker0: bridge docker0, 172.17.0.0/16, gateway 172.17.42.1, nat, links only, mtu 1500
#
# Containers
#   containers.web: 172.17.0.2 on docker0
#   containers.db: 172.17.0.3 on docker0
#
# Open to the world
#   containers.web: 80/tcp
#
# Settings of the host
#   net.ipv4.ip_forward=1: forward IPv4 between interfaces
#   net.ipv4.conf.all.accept_redirects=0: a router takes no redirects
#   net.ipv4.conf.$uplinks.forwarding=1: also on interfaces with a default route where it was switched off
#   net.netfilter.nf_conntrack_tcp_be_liberal=1: a TCP segment outside of the window is still part of its connection
#   IPv6 forwarding stays as it is
#   networks.docker0: net.ipv4.conf.docker0.forwarding=1, forward IPv4 from it, also where conf.default.forwarding is 0
#   networks.docker0: net.ipv4.conf.docker0.route_localnet=1, let 127.0.0.1 reach published ports
#
# Firewall
#   chains NG_docker_* of iptables, with one jump from each built-in chain that they serve
#   chain NETGEN-USER of iptables, for rules of your own: made if missing, first in line, never emptied
#
# Files
#   /etc/netns/NAME/hostname, hosts and resolv.conf for each container; what was there is kept in /etc/netns/.netgen-docker
#   name servers are the host's; if it names none, Google's: 8.8.8.8 and 8.8.4.4
#   /run/netgen/docker: what was made, until down or the next boot
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
plan_name='docker'
plan_sha256='2bdc56675915c9e2568b035b52e926ddc26665fbc3016eab7a2ffe15f209ab3b'
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

# networks.docker0: bridge docker0, 172.17.0.0/16, gateway 172.17.42.1, nat, links only, mtu 1500
link add name docker0 address 02:42:ac:11:2a:01 type bridge
link set dev docker0 alias netgen:docker:networks.docker0 addrgenmode none # no IPv6 address but the plan's
link set dev docker0 mtu 1500 up
addr replace 172.17.42.1/16 dev docker0
sysctl -w net.ipv4.conf.docker0.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0
link set dev docker0 type bridge nf_call_iptables 1 # icc: false: the rules see what passes between its ports
sysctl -w net.ipv4.conf.docker0.route_localnet=1 # let 127.0.0.1 reach published ports

# containers.web: 172.17.0.2 on docker0
netns add web
link add name web.eth0 master docker0 type veth peer name eth0 address 02:42:ac:11:00:02 netns web
link set dev web.eth0 alias netgen:docker:containers.web.networks.docker0 addrgenmode none # no IPv6 address but the plan's
link set dev web.eth0 mtu 1500 up
link set dev web.eth0 type bridge_slave hairpin on # it may reach its own published ports
[web] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[web] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[web] link set dev lo alias netgen:docker:containers.web
[web] link set dev lo up
[web] link set dev eth0 alias netgen:docker:containers.web.networks.docker0
[web] link set dev eth0 mtu 1500 up
[web] addr replace 172.17.0.2/16 dev eth0
[web] link set dev eth0 address 02:42:ac:11:00:02 # tells neighbours of its addresses
[web] route replace default via 172.17.42.1 dev eth0 proto 110
[web] hostname web
[web] hosts 172.17.0.3 database
[web@docker0] hosts 172.17.0.2 web
port tcp 0.0.0.0:80 to 172.17.0.2:80 # containers.web.ports.0

# containers.db: 172.17.0.3 on docker0
netns add db
link add name db.eth0 master docker0 type veth peer name eth0 address 02:42:ac:11:00:03 netns db
link set dev db.eth0 alias netgen:docker:containers.db.networks.docker0 addrgenmode none # no IPv6 address but the plan's
link set dev db.eth0 mtu 1500 up
[db] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[db] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[db] link set dev lo alias netgen:docker:containers.db
[db] link set dev lo up
[db] link set dev eth0 alias netgen:docker:containers.db.networks.docker0
[db] link set dev eth0 mtu 1500 up
[db] addr replace 172.17.0.3/16 dev eth0
[db] link set dev eth0 address 02:42:ac:11:00:03 # tells neighbours of its addresses
[db] route replace default via 172.17.42.1 dev eth0 proto 110
[db] hostname db
[db@docker0] hosts 172.17.0.3 db
PLAN
}

# The plan's rules. `@ TOOL` or `@ TOOL NETNS` says what loads the lines below it, and in which network namespace.
# iptables-restore --noflush fills the chains of a table in one transaction. RETURN leaves a packet to rules of others.
rules() {
    cat <<'RULES'
@ iptables
*raw
:NG_docker_PREROUTING - [0:0]
:NG_docker_spoofed - [0:0]
# a container's address comes from its own bridge
-A NG_docker_PREROUTING ! -i lo -s 172.17.0.0/16 -m comment --comment networks.docker0 -j NG_docker_spoofed
-A NG_docker_spoofed -i docker0 -s 172.17.0.0/16 -m comment --comment networks.docker0 -j RETURN
-A NG_docker_spoofed -j DROP
# 127.0.0.1 is the host's own
-A NG_docker_PREROUTING ! -i lo -s 127.0.0.0/8 -m comment --comment host -j DROP
# 127.0.0.1 is the host's own
-A NG_docker_PREROUTING ! -i lo -d 127.0.0.0/8 -m comment --comment host -j DROP
-I PREROUTING -j NG_docker_PREROUTING
COMMIT
*nat
:NG_docker_PREROUTING - [0:0]
:NG_docker_OUTPUT - [0:0]
:NG_docker_POSTROUTING - [0:0]
:NG_docker_own-loopback - [0:0]
:NG_docker_tcp - [0:0]
# ports of every address
-A NG_docker_PREROUTING -m addrtype --dst-type LOCAL -p tcp -j NG_docker_tcp
# ports of every address
-A NG_docker_OUTPUT -m addrtype --dst-type LOCAL -p tcp -j NG_docker_tcp
# the host talks to itself from the address that it means
-A NG_docker_POSTROUTING -o lo -m comment --comment host -j RETURN
# replies come back by way of the host
-A NG_docker_POSTROUTING -m conntrack --ctstate DNAT -s 172.17.0.0/16 -d 172.17.0.0/16 -m comment --comment networks.docker0 -j MASQUERADE
# the host's 127.0.0.1 means something else in a container
-A NG_docker_POSTROUTING -s 127.0.0.0/8 -m comment --comment host -j NG_docker_own-loopback
-A NG_docker_own-loopback -o docker0 -m comment --comment networks.docker0 -j MASQUERADE
# between networks of the plan, addresses stay as they are
-A NG_docker_POSTROUTING -o docker0 -m comment --comment networks.docker0 -j RETURN
# by a port that is not published
-A NG_docker_POSTROUTING -p tcp -s 172.17.0.0/16 -m comment --comment networks.docker0 -j MASQUERADE --to-ports 1024-65535
# the world sees the host's address
-A NG_docker_POSTROUTING -s 172.17.0.0/16 -m comment --comment networks.docker0 -j MASQUERADE
# on every address of the host: protocol, port, container
-A NG_docker_tcp -p tcp --dport 80 -m comment --comment containers.web.ports.0 -j DNAT --to-destination 172.17.0.2:80
-I PREROUTING -j NG_docker_PREROUTING
-I OUTPUT -j NG_docker_OUTPUT
-I POSTROUTING -j NG_docker_POSTROUTING
COMMIT
*filter
:NG_docker_FORWARD - [0:0]
:NG_docker_links - [0:0]
:NG_docker_from-ours - [0:0]
:NG_docker_FORWARD_2 - [0:0]
# replies, and errors that belong to a connection
-A NG_docker_FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j RETURN
# links, to what the other container offers
-A NG_docker_FORWARD -i docker0 -o docker0 -m comment --comment networks.docker0 -g NG_docker_links
-A NG_docker_FORWARD -g NG_docker_FORWARD_2
-A NG_docker_links -o docker0 -s 172.17.0.2 -d 172.17.0.3 -p tcp --dport 5432 -m comment --comment containers.web.links.0 -j RETURN
-A NG_docker_links -o docker0 -s 172.17.0.2 -d 172.17.0.3 -p tcp --dport 9000:9003 -m comment --comment containers.web.links.0 -j RETURN
-A NG_docker_links -o docker0 -s 172.17.0.2 -d 172.17.0.3 -p udp --dport 53 -m comment --comment containers.web.links.0 -j RETURN
-A NG_docker_links -g NG_docker_FORWARD_2
# published ports are open
-A NG_docker_FORWARD_2 -m conntrack --ctstate DNAT -d 172.17.0.2 -p tcp --dport 80 -m comment --comment containers.web.ports.0 -j RETURN
# networks are isolated
-A NG_docker_FORWARD_2 -i docker0 -m comment --comment networks.docker0 -j NG_docker_from-ours
-A NG_docker_from-ours -o docker0 -m comment --comment networks.docker0 -j DROP
# no private address leaves untranslated
-A NG_docker_FORWARD_2 -m conntrack --ctstate INVALID -s 172.17.0.0/16 -m comment --comment networks.docker0 -j DROP
# nothing comes in from outside
-A NG_docker_FORWARD_2 -o docker0 -m comment --comment networks.docker0 -j DROP
-I FORWARD -j NG_docker_FORWARD
COMMIT
# for rules of your own, which come first: made if missing, never emptied
*filter
-I FORWARD -j NETGEN-USER
COMMIT
RULES
}

