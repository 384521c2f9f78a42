#!/bin/sh
# The network of plan demo on this host.
#
# Made by netgen 0.1.0 from plan.yaml, sha256
# 6633ccbf7da31ecebbac2fb493e49aa1e28106798ab513f975fd0841207dd545.
# The engine is the same in every script of this version; `sed -n '/^# --- engine/,$p' setup.sh | sha256sum` gives
# (its SHA-256).
# Do not edit it: change the plan and render it again.
#
# Networks
#   networks.front: bridge front, 172.17.0.0/16, gateway 172.17.42.1, nat, mtu 1500
#
# Containers
#   containers.c01: 172.17.0.1 on front
#   containers.c02: 172.17.0.2 on front
#   containers.c03: 172.17.0.3 on front
#   containers.c04: 172.17.0.4 on front
#   containers.c05: 172.17.0.5 on front
#   containers.c06: 172.17.0.6 on front
#   containers.c07: 172.17.0.7 on front
#   containers.c08: 172.17.0.8 on front
#   containers.c09: 172.17.0.9 on front
#   containers.c10: 172.17.0.10 on front
#   containers.c11: 172.17.0.11 on front
#   containers.c12: 172.17.0.12 on front
#   and 28 more, each under its own comment below
#
# Open to the world
#   containers.c01: 8001/tcp
#   containers.c02: 8002/tcp
#   containers.c03: 8003/tcp
#   containers.c04: 8004/tcp
#   containers.c05: 8005/tcp
#   containers.c06: 8006/tcp
#   containers.c07: 8007/tcp
#   containers.c08: 8008/tcp
#   containers.c09: 8009/tcp
#   containers.c10: 8010/tcp
#   containers.c11: 8011/tcp
#   containers.c12: 8012/tcp
#   containers.c13: 8013/tcp
#   containers.c14: 8014/tcp
#   containers.c15: 8015/tcp
#   containers.c16: 8016/tcp
#   containers.c17: 8017/tcp
#   containers.c18: 8018/tcp
#   containers.c19: 8019/tcp
#   containers.c20: 8020/tcp
#   containers.c21: 8021/tcp
#   containers.c22: 8022/tcp
#   containers.c23: 8023/tcp
#   containers.c24: 8024/tcp
#   containers.c25: 8025/tcp
#   containers.c26: 8026/tcp
#   containers.c27: 8027/tcp
#   containers.c28: 8028/tcp
#   containers.c29: 8029/tcp
#   containers.c30: 8030/tcp
#   containers.c31: 8031/tcp
#   containers.c32: 8032/tcp
#   containers.c33: 8033/tcp
#   containers.c34: 8034/tcp
#   containers.c35: 8035/tcp
#   containers.c36: 8036/tcp
#   containers.c37: 8037/tcp
#   containers.c38: 8038/tcp
#   containers.c39: 8039/tcp
#   containers.c40: 8040/tcp
#
# Settings of the host
#   net.ipv4.ip_forward=1: forward IPv4 between interfaces
#   net.ipv4.conf.all.accept_redirects=0: a router takes no redirects
#   net.ipv4.conf.$uplinks.forwarding=1: also on interfaces with a default route where it was switched off
#   net.netfilter.nf_conntrack_tcp_be_liberal=1: a TCP segment outside of the window is still part of its connection
#   IPv6 forwarding stays as it is
#   networks.front: net.ipv4.conf.front.forwarding=1, forward IPv4 from it, also where conf.default.forwarding is 0
#   networks.front: net.ipv4.conf.front.route_localnet=1, let 127.0.0.1 reach published ports
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
plan_sha256='6633ccbf7da31ecebbac2fb493e49aa1e28106798ab513f975fd0841207dd545'
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

# networks.front: bridge front, 172.17.0.0/16, gateway 172.17.42.1, nat, mtu 1500
link add name front address 02:42:ac:11:2a:01 type bridge
link set dev front alias netgen:demo:networks.front addrgenmode none # no IPv6 address but the plan's
link set dev front mtu 1500 up
addr replace 172.17.42.1/16 dev front
sysctl -w net.ipv4.conf.front.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0
sysctl -w net.ipv4.conf.front.route_localnet=1 # let 127.0.0.1 reach published ports

# containers.c01: 172.17.0.1 on front
netns add c01
link add name c01.eth0 master front type veth peer name eth0 address 02:42:ac:11:00:01 netns c01
link set dev c01.eth0 alias netgen:demo:containers.c01.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev c01.eth0 mtu 1500 up
link set dev c01.eth0 type bridge_slave hairpin on # it may reach its own published ports
[c01] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[c01] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[c01] link set dev lo alias netgen:demo:containers.c01
[c01] link set dev lo up
[c01] link set dev eth0 alias netgen:demo:containers.c01.networks.front
[c01] link set dev eth0 mtu 1500 up
[c01] addr replace 172.17.0.1/16 dev eth0
[c01] link set dev eth0 address 02:42:ac:11:00:01 # tells neighbours of its addresses
[c01] route replace default via 172.17.42.1 dev eth0 proto 110
[c01] hostname c01
[c01@front] hosts 172.17.0.1 c01
port tcp 0.0.0.0:8001 to 172.17.0.1:80 # containers.c01.ports.0

# containers.c02: 172.17.0.2 on front
netns add c02
link add name c02.eth0 master front type veth peer name eth0 address 02:42:ac:11:00:02 netns c02
link set dev c02.eth0 alias netgen:demo:containers.c02.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev c02.eth0 mtu 1500 up
link set dev c02.eth0 type bridge_slave hairpin on # it may reach its own published ports
[c02] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[c02] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[c02] link set dev lo alias netgen:demo:containers.c02
[c02] link set dev lo up
[c02] link set dev eth0 alias netgen:demo:containers.c02.networks.front
[c02] link set dev eth0 mtu 1500 up
[c02] addr replace 172.17.0.2/16 dev eth0
[c02] link set dev eth0 address 02:42:ac:11:00:02 # tells neighbours of its addresses
[c02] route replace default via 172.17.42.1 dev eth0 proto 110
[c02] hostname c02
[c02@front] hosts 172.17.0.2 c02
port tcp 0.0.0.0:8002 to 172.17.0.2:80 # containers.c02.ports.0

# containers.c03: 172.17.0.3 on front
netns add c03
link add name c03.eth0 master front type veth peer name eth0 address 02:42:ac:11:00:03 netns c03
link set dev c03.eth0 alias netgen:demo:containers.c03.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev c03.eth0 mtu 1500 up
link set dev c03.eth0 type bridge_slave hairpin on # it may reach its own published ports
[c03] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[c03] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[c03] link set dev lo alias netgen:demo:containers.c03
[c03] link set dev lo up
[c03] link set dev eth0 alias netgen:demo:containers.c03.networks.front
[c03] link set dev eth0 mtu 1500 up
[c03] addr replace 172.17.0.3/16 dev eth0
[c03] link set dev eth0 address 02:42:ac:11:00:03 # tells neighbours of its addresses
[c03] route replace default via 172.17.42.1 dev eth0 proto 110
[c03] hostname c03
[c03@front] hosts 172.17.0.3 c03
port tcp 0.0.0.0:8003 to 172.17.0.3:80 # containers.c03.ports.0

# containers.c04: 172.17.0.4 on front
netns add c04
link add name c04.eth0 master front type veth peer name eth0 address 02:42:ac:11:00:04 netns c04
link set dev c04.eth0 alias netgen:demo:containers.c04.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev c04.eth0 mtu 1500 up
link set dev c04.eth0 type bridge_slave hairpin on # it may reach its own published ports
[c04] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[c04] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[c04] link set dev lo alias netgen:demo:containers.c04
[c04] link set dev lo up
[c04] link set dev eth0 alias netgen:demo:containers.c04.networks.front
[c04] link set dev eth0 mtu 1500 up
[c04] addr replace 172.17.0.4/16 dev eth0
[c04] link set dev eth0 address 02:42:ac:11:00:04 # tells neighbours of its addresses
[c04] route replace default via 172.17.42.1 dev eth0 proto 110
[c04] hostname c04
[c04@front] hosts 172.17.0.4 c04
port tcp 0.0.0.0:8004 to 172.17.0.4:80 # containers.c04.ports.0

# containers.c05: 172.17.0.5 on front
netns add c05
link add name c05.eth0 master front type veth peer name eth0 address 02:42:ac:11:00:05 netns c05
link set dev c05.eth0 alias netgen:demo:containers.c05.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev c05.eth0 mtu 1500 up
link set dev c05.eth0 type bridge_slave hairpin on # it may reach its own published ports
[c05] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[c05] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[c05] link set dev lo alias netgen:demo:containers.c05
[c05] link set dev lo up
[c05] link set dev eth0 alias netgen:demo:containers.c05.networks.front
[c05] link set dev eth0 mtu 1500 up
[c05] addr replace 172.17.0.5/16 dev eth0
[c05] link set dev eth0 address 02:42:ac:11:00:05 # tells neighbours of its addresses
[c05] route replace default via 172.17.42.1 dev eth0 proto 110
[c05] hostname c05
[c05@front] hosts 172.17.0.5 c05
port tcp 0.0.0.0:8005 to 172.17.0.5:80 # containers.c05.ports.0

# containers.c06: 172.17.0.6 on front
netns add c06
link add name c06.eth0 master front type veth peer name eth0 address 02:42:ac:11:00:06 netns c06
link set dev c06.eth0 alias netgen:demo:containers.c06.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev c06.eth0 mtu 1500 up
link set dev c06.eth0 type bridge_slave hairpin on # it may reach its own published ports
[c06] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[c06] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[c06] link set dev lo alias netgen:demo:containers.c06
[c06] link set dev lo up
[c06] link set dev eth0 alias netgen:demo:containers.c06.networks.front
[c06] link set dev eth0 mtu 1500 up
[c06] addr replace 172.17.0.6/16 dev eth0
[c06] link set dev eth0 address 02:42:ac:11:00:06 # tells neighbours of its addresses
[c06] route replace default via 172.17.42.1 dev eth0 proto 110
[c06] hostname c06
[c06@front] hosts 172.17.0.6 c06
port tcp 0.0.0.0:8006 to 172.17.0.6:80 # containers.c06.ports.0

# containers.c07: 172.17.0.7 on front
netns add c07
link add name c07.eth0 master front type veth peer name eth0 address 02:42:ac:11:00:07 netns c07
link set dev c07.eth0 alias netgen:demo:containers.c07.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev c07.eth0 mtu 1500 up
link set dev c07.eth0 type bridge_slave hairpin on # it may reach its own published ports
[c07] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[c07] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[c07] link set dev lo alias netgen:demo:containers.c07
[c07] link set dev lo up
[c07] link set dev eth0 alias netgen:demo:containers.c07.networks.front
[c07] link set dev eth0 mtu 1500 up
[c07] addr replace 172.17.0.7/16 dev eth0
[c07] link set dev eth0 address 02:42:ac:11:00:07 # tells neighbours of its addresses
[c07] route replace default via 172.17.42.1 dev eth0 proto 110
[c07] hostname c07
[c07@front] hosts 172.17.0.7 c07
port tcp 0.0.0.0:8007 to 172.17.0.7:80 # containers.c07.ports.0

# containers.c08: 172.17.0.8 on front
netns add c08
link add name c08.eth0 master front type veth peer name eth0 address 02:42:ac:11:00:08 netns c08
link set dev c08.eth0 alias netgen:demo:containers.c08.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev c08.eth0 mtu 1500 up
link set dev c08.eth0 type bridge_slave hairpin on # it may reach its own published ports
[c08] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[c08] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[c08] link set dev lo alias netgen:demo:containers.c08
[c08] link set dev lo up
[c08] link set dev eth0 alias netgen:demo:containers.c08.networks.front
[c08] link set dev eth0 mtu 1500 up
[c08] addr replace 172.17.0.8/16 dev eth0
[c08] link set dev eth0 address 02:42:ac:11:00:08 # tells neighbours of its addresses
[c08] route replace default via 172.17.42.1 dev eth0 proto 110
[c08] hostname c08
[c08@front] hosts 172.17.0.8 c08
port tcp 0.0.0.0:8008 to 172.17.0.8:80 # containers.c08.ports.0

# containers.c09: 172.17.0.9 on front
netns add c09
link add name c09.eth0 master front type veth peer name eth0 address 02:42:ac:11:00:09 netns c09
link set dev c09.eth0 alias netgen:demo:containers.c09.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev c09.eth0 mtu 1500 up
link set dev c09.eth0 type bridge_slave hairpin on # it may reach its own published ports
[c09] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[c09] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[c09] link set dev lo alias netgen:demo:containers.c09
[c09] link set dev lo up
[c09] link set dev eth0 alias netgen:demo:containers.c09.networks.front
[c09] link set dev eth0 mtu 1500 up
[c09] addr replace 172.17.0.9/16 dev eth0
[c09] link set dev eth0 address 02:42:ac:11:00:09 # tells neighbours of its addresses
[c09] route replace default via 172.17.42.1 dev eth0 proto 110
[c09] hostname c09
[c09@front] hosts 172.17.0.9 c09
port tcp 0.0.0.0:8009 to 172.17.0.9:80 # containers.c09.ports.0

# containers.c10: 172.17.0.10 on front
netns add c10
link add name c10.eth0 master front type veth peer name eth0 address 02:42:ac:11:00:0a netns c10
link set dev c10.eth0 alias netgen:demo:containers.c10.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev c10.eth0 mtu 1500 up
link set dev c10.eth0 type bridge_slave hairpin on # it may reach its own published ports
[c10] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[c10] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[c10] link set dev lo alias netgen:demo:containers.c10
[c10] link set dev lo up
[c10] link set dev eth0 alias netgen:demo:containers.c10.networks.front
[c10] link set dev eth0 mtu 1500 up
[c10] addr replace 172.17.0.10/16 dev eth0
[c10] link set dev eth0 address 02:42:ac:11:00:0a # tells neighbours of its addresses
[c10] route replace default via 172.17.42.1 dev eth0 proto 110
[c10] hostname c10
[c10@front] hosts 172.17.0.10 c10
port tcp 0.0.0.0:8010 to 172.17.0.10:80 # containers.c10.ports.0

# containers.c11: 172.17.0.11 on front
netns add c11
link add name c11.eth0 master front type veth peer name eth0 address 02:42:ac:11:00:0b netns c11
link set dev c11.eth0 alias netgen:demo:containers.c11.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev c11.eth0 mtu 1500 up
link set dev c11.eth0 type bridge_slave hairpin on # it may reach its own published ports
[c11] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[c11] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[c11] link set dev lo alias netgen:demo:containers.c11
[c11] link set dev lo up
[c11] link set dev eth0 alias netgen:demo:containers.c11.networks.front
[c11] link set dev eth0 mtu 1500 up
[c11] addr replace 172.17.0.11/16 dev eth0
[c11] link set dev eth0 address 02:42:ac:11:00:0b # tells neighbours of its addresses
[c11] route replace default via 172.17.42.1 dev eth0 proto 110
[c11] hostname c11
[c11@front] hosts 172.17.0.11 c11
port tcp 0.0.0.0:8011 to 172.17.0.11:80 # containers.c11.ports.0

# containers.c12: 172.17.0.12 on front
netns add c12
link add name c12.eth0 master front type veth peer name eth0 address 02:42:ac:11:00:0c netns c12
link set dev c12.eth0 alias netgen:demo:containers.c12.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev c12.eth0 mtu 1500 up
link set dev c12.eth0 type bridge_slave hairpin on # it may reach its own published ports
[c12] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[c12] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[c12] link set dev lo alias netgen:demo:containers.c12
[c12] link set dev lo up
[c12] link set dev eth0 alias netgen:demo:containers.c12.networks.front
[c12] link set dev eth0 mtu 1500 up
[c12] addr replace 172.17.0.12/16 dev eth0
[c12] link set dev eth0 address 02:42:ac:11:00:0c # tells neighbours of its addresses
[c12] route replace default via 172.17.42.1 dev eth0 proto 110
[c12] hostname c12
[c12@front] hosts 172.17.0.12 c12
port tcp 0.0.0.0:8012 to 172.17.0.12:80 # containers.c12.ports.0

# containers.c13: 172.17.0.13 on front
netns add c13
link add name c13.eth0 master front type veth peer name eth0 address 02:42:ac:11:00:0d netns c13
link set dev c13.eth0 alias netgen:demo:containers.c13.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev c13.eth0 mtu 1500 up
link set dev c13.eth0 type bridge_slave hairpin on # it may reach its own published ports
[c13] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[c13] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[c13] link set dev lo alias netgen:demo:containers.c13
[c13] link set dev lo up
[c13] link set dev eth0 alias netgen:demo:containers.c13.networks.front
[c13] link set dev eth0 mtu 1500 up
[c13] addr replace 172.17.0.13/16 dev eth0
[c13] link set dev eth0 address 02:42:ac:11:00:0d # tells neighbours of its addresses
[c13] route replace default via 172.17.42.1 dev eth0 proto 110
[c13] hostname c13
[c13@front] hosts 172.17.0.13 c13
port tcp 0.0.0.0:8013 to 172.17.0.13:80 # containers.c13.ports.0

# containers.c14: 172.17.0.14 on front
netns add c14
link add name c14.eth0 master front type veth peer name eth0 address 02:42:ac:11:00:0e netns c14
link set dev c14.eth0 alias netgen:demo:containers.c14.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev c14.eth0 mtu 1500 up
link set dev c14.eth0 type bridge_slave hairpin on # it may reach its own published ports
[c14] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[c14] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[c14] link set dev lo alias netgen:demo:containers.c14
[c14] link set dev lo up
[c14] link set dev eth0 alias netgen:demo:containers.c14.networks.front
[c14] link set dev eth0 mtu 1500 up
[c14] addr replace 172.17.0.14/16 dev eth0
[c14] link set dev eth0 address 02:42:ac:11:00:0e # tells neighbours of its addresses
[c14] route replace default via 172.17.42.1 dev eth0 proto 110
[c14] hostname c14
[c14@front] hosts 172.17.0.14 c14
port tcp 0.0.0.0:8014 to 172.17.0.14:80 # containers.c14.ports.0

# containers.c15: 172.17.0.15 on front
netns add c15
link add name c15.eth0 master front type veth peer name eth0 address 02:42:ac:11:00:0f netns c15
link set dev c15.eth0 alias netgen:demo:containers.c15.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev c15.eth0 mtu 1500 up
link set dev c15.eth0 type bridge_slave hairpin on # it may reach its own published ports
[c15] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[c15] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[c15] link set dev lo alias netgen:demo:containers.c15
[c15] link set dev lo up
[c15] link set dev eth0 alias netgen:demo:containers.c15.networks.front
[c15] link set dev eth0 mtu 1500 up
[c15] addr replace 172.17.0.15/16 dev eth0
[c15] link set dev eth0 address 02:42:ac:11:00:0f # tells neighbours of its addresses
[c15] route replace default via 172.17.42.1 dev eth0 proto 110
[c15] hostname c15
[c15@front] hosts 172.17.0.15 c15
port tcp 0.0.0.0:8015 to 172.17.0.15:80 # containers.c15.ports.0

# containers.c16: 172.17.0.16 on front
netns add c16
link add name c16.eth0 master front type veth peer name eth0 address 02:42:ac:11:00:10 netns c16
link set dev c16.eth0 alias netgen:demo:containers.c16.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev c16.eth0 mtu 1500 up
link set dev c16.eth0 type bridge_slave hairpin on # it may reach its own published ports
[c16] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[c16] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[c16] link set dev lo alias netgen:demo:containers.c16
[c16] link set dev lo up
[c16] link set dev eth0 alias netgen:demo:containers.c16.networks.front
[c16] link set dev eth0 mtu 1500 up
[c16] addr replace 172.17.0.16/16 dev eth0
[c16] link set dev eth0 address 02:42:ac:11:00:10 # tells neighbours of its addresses
[c16] route replace default via 172.17.42.1 dev eth0 proto 110
[c16] hostname c16
[c16@front] hosts 172.17.0.16 c16
port tcp 0.0.0.0:8016 to 172.17.0.16:80 # containers.c16.ports.0

# containers.c17: 172.17.0.17 on front
netns add c17
link add name c17.eth0 master front type veth peer name eth0 address 02:42:ac:11:00:11 netns c17
link set dev c17.eth0 alias netgen:demo:containers.c17.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev c17.eth0 mtu 1500 up
link set dev c17.eth0 type bridge_slave hairpin on # it may reach its own published ports
[c17] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[c17] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[c17] link set dev lo alias netgen:demo:containers.c17
[c17] link set dev lo up
[c17] link set dev eth0 alias netgen:demo:containers.c17.networks.front
[c17] link set dev eth0 mtu 1500 up
[c17] addr replace 172.17.0.17/16 dev eth0
[c17] link set dev eth0 address 02:42:ac:11:00:11 # tells neighbours of its addresses
[c17] route replace default via 172.17.42.1 dev eth0 proto 110
[c17] hostname c17
[c17@front] hosts 172.17.0.17 c17
port tcp 0.0.0.0:8017 to 172.17.0.17:80 # containers.c17.ports.0

# containers.c18: 172.17.0.18 on front
netns add c18
link add name c18.eth0 master front type veth peer name eth0 address 02:42:ac:11:00:12 netns c18
link set dev c18.eth0 alias netgen:demo:containers.c18.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev c18.eth0 mtu 1500 up
link set dev c18.eth0 type bridge_slave hairpin on # it may reach its own published ports
[c18] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[c18] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[c18] link set dev lo alias netgen:demo:containers.c18
[c18] link set dev lo up
[c18] link set dev eth0 alias netgen:demo:containers.c18.networks.front
[c18] link set dev eth0 mtu 1500 up
[c18] addr replace 172.17.0.18/16 dev eth0
[c18] link set dev eth0 address 02:42:ac:11:00:12 # tells neighbours of its addresses
[c18] route replace default via 172.17.42.1 dev eth0 proto 110
[c18] hostname c18
[c18@front] hosts 172.17.0.18 c18
port tcp 0.0.0.0:8018 to 172.17.0.18:80 # containers.c18.ports.0

# containers.c19: 172.17.0.19 on front
netns add c19
link add name c19.eth0 master front type veth peer name eth0 address 02:42:ac:11:00:13 netns c19
link set dev c19.eth0 alias netgen:demo:containers.c19.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev c19.eth0 mtu 1500 up
link set dev c19.eth0 type bridge_slave hairpin on # it may reach its own published ports
[c19] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[c19] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[c19] link set dev lo alias netgen:demo:containers.c19
[c19] link set dev lo up
[c19] link set dev eth0 alias netgen:demo:containers.c19.networks.front
[c19] link set dev eth0 mtu 1500 up
[c19] addr replace 172.17.0.19/16 dev eth0
[c19] link set dev eth0 address 02:42:ac:11:00:13 # tells neighbours of its addresses
[c19] route replace default via 172.17.42.1 dev eth0 proto 110
[c19] hostname c19
[c19@front] hosts 172.17.0.19 c19
port tcp 0.0.0.0:8019 to 172.17.0.19:80 # containers.c19.ports.0

# containers.c20: 172.17.0.20 on front
netns add c20
link add name c20.eth0 master front type veth peer name eth0 address 02:42:ac:11:00:14 netns c20
link set dev c20.eth0 alias netgen:demo:containers.c20.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev c20.eth0 mtu 1500 up
link set dev c20.eth0 type bridge_slave hairpin on # it may reach its own published ports
[c20] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[c20] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[c20] link set dev lo alias netgen:demo:containers.c20
[c20] link set dev lo up
[c20] link set dev eth0 alias netgen:demo:containers.c20.networks.front
[c20] link set dev eth0 mtu 1500 up
[c20] addr replace 172.17.0.20/16 dev eth0
[c20] link set dev eth0 address 02:42:ac:11:00:14 # tells neighbours of its addresses
[c20] route replace default via 172.17.42.1 dev eth0 proto 110
[c20] hostname c20
[c20@front] hosts 172.17.0.20 c20
port tcp 0.0.0.0:8020 to 172.17.0.20:80 # containers.c20.ports.0

# containers.c21: 172.17.0.21 on front
netns add c21
link add name c21.eth0 master front type veth peer name eth0 address 02:42:ac:11:00:15 netns c21
link set dev c21.eth0 alias netgen:demo:containers.c21.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev c21.eth0 mtu 1500 up
link set dev c21.eth0 type bridge_slave hairpin on # it may reach its own published ports
[c21] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[c21] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[c21] link set dev lo alias netgen:demo:containers.c21
[c21] link set dev lo up
[c21] link set dev eth0 alias netgen:demo:containers.c21.networks.front
[c21] link set dev eth0 mtu 1500 up
[c21] addr replace 172.17.0.21/16 dev eth0
[c21] link set dev eth0 address 02:42:ac:11:00:15 # tells neighbours of its addresses
[c21] route replace default via 172.17.42.1 dev eth0 proto 110
[c21] hostname c21
[c21@front] hosts 172.17.0.21 c21
port tcp 0.0.0.0:8021 to 172.17.0.21:80 # containers.c21.ports.0

# containers.c22: 172.17.0.22 on front
netns add c22
link add name c22.eth0 master front type veth peer name eth0 address 02:42:ac:11:00:16 netns c22
link set dev c22.eth0 alias netgen:demo:containers.c22.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev c22.eth0 mtu 1500 up
link set dev c22.eth0 type bridge_slave hairpin on # it may reach its own published ports
[c22] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[c22] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[c22] link set dev lo alias netgen:demo:containers.c22
[c22] link set dev lo up
[c22] link set dev eth0 alias netgen:demo:containers.c22.networks.front
[c22] link set dev eth0 mtu 1500 up
[c22] addr replace 172.17.0.22/16 dev eth0
[c22] link set dev eth0 address 02:42:ac:11:00:16 # tells neighbours of its addresses
[c22] route replace default via 172.17.42.1 dev eth0 proto 110
[c22] hostname c22
[c22@front] hosts 172.17.0.22 c22
port tcp 0.0.0.0:8022 to 172.17.0.22:80 # containers.c22.ports.0

# containers.c23: 172.17.0.23 on front
netns add c23
link add name c23.eth0 master front type veth peer name eth0 address 02:42:ac:11:00:17 netns c23
link set dev c23.eth0 alias netgen:demo:containers.c23.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev c23.eth0 mtu 1500 up
link set dev c23.eth0 type bridge_slave hairpin on # it may reach its own published ports
[c23] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[c23] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[c23] link set dev lo alias netgen:demo:containers.c23
[c23] link set dev lo up
[c23] link set dev eth0 alias netgen:demo:containers.c23.networks.front
[c23] link set dev eth0 mtu 1500 up
[c23] addr replace 172.17.0.23/16 dev eth0
[c23] link set dev eth0 address 02:42:ac:11:00:17 # tells neighbours of its addresses
[c23] route replace default via 172.17.42.1 dev eth0 proto 110
[c23] hostname c23
[c23@front] hosts 172.17.0.23 c23
port tcp 0.0.0.0:8023 to 172.17.0.23:80 # containers.c23.ports.0

# containers.c24: 172.17.0.24 on front
netns add c24
link add name c24.eth0 master front type veth peer name eth0 address 02:42:ac:11:00:18 netns c24
link set dev c24.eth0 alias netgen:demo:containers.c24.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev c24.eth0 mtu 1500 up
link set dev c24.eth0 type bridge_slave hairpin on # it may reach its own published ports
[c24] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[c24] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[c24] link set dev lo alias netgen:demo:containers.c24
[c24] link set dev lo up
[c24] link set dev eth0 alias netgen:demo:containers.c24.networks.front
[c24] link set dev eth0 mtu 1500 up
[c24] addr replace 172.17.0.24/16 dev eth0
[c24] link set dev eth0 address 02:42:ac:11:00:18 # tells neighbours of its addresses
[c24] route replace default via 172.17.42.1 dev eth0 proto 110
[c24] hostname c24
[c24@front] hosts 172.17.0.24 c24
port tcp 0.0.0.0:8024 to 172.17.0.24:80 # containers.c24.ports.0

# containers.c25: 172.17.0.25 on front
netns add c25
link add name c25.eth0 master front type veth peer name eth0 address 02:42:ac:11:00:19 netns c25
link set dev c25.eth0 alias netgen:demo:containers.c25.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev c25.eth0 mtu 1500 up
link set dev c25.eth0 type bridge_slave hairpin on # it may reach its own published ports
[c25] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[c25] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[c25] link set dev lo alias netgen:demo:containers.c25
[c25] link set dev lo up
[c25] link set dev eth0 alias netgen:demo:containers.c25.networks.front
[c25] link set dev eth0 mtu 1500 up
[c25] addr replace 172.17.0.25/16 dev eth0
[c25] link set dev eth0 address 02:42:ac:11:00:19 # tells neighbours of its addresses
[c25] route replace default via 172.17.42.1 dev eth0 proto 110
[c25] hostname c25
[c25@front] hosts 172.17.0.25 c25
port tcp 0.0.0.0:8025 to 172.17.0.25:80 # containers.c25.ports.0

# containers.c26: 172.17.0.26 on front
netns add c26
link add name c26.eth0 master front type veth peer name eth0 address 02:42:ac:11:00:1a netns c26
link set dev c26.eth0 alias netgen:demo:containers.c26.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev c26.eth0 mtu 1500 up
link set dev c26.eth0 type bridge_slave hairpin on # it may reach its own published ports
[c26] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[c26] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[c26] link set dev lo alias netgen:demo:containers.c26
[c26] link set dev lo up
[c26] link set dev eth0 alias netgen:demo:containers.c26.networks.front
[c26] link set dev eth0 mtu 1500 up
[c26] addr replace 172.17.0.26/16 dev eth0
[c26] link set dev eth0 address 02:42:ac:11:00:1a # tells neighbours of its addresses
[c26] route replace default via 172.17.42.1 dev eth0 proto 110
[c26] hostname c26
[c26@front] hosts 172.17.0.26 c26
port tcp 0.0.0.0:8026 to 172.17.0.26:80 # containers.c26.ports.0

# containers.c27: 172.17.0.27 on front
netns add c27
link add name c27.eth0 master front type veth peer name eth0 address 02:42:ac:11:00:1b netns c27
link set dev c27.eth0 alias netgen:demo:containers.c27.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev c27.eth0 mtu 1500 up
link set dev c27.eth0 type bridge_slave hairpin on # it may reach its own published ports
[c27] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[c27] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[c27] link set dev lo alias netgen:demo:containers.c27
[c27] link set dev lo up
[c27] link set dev eth0 alias netgen:demo:containers.c27.networks.front
[c27] link set dev eth0 mtu 1500 up
[c27] addr replace 172.17.0.27/16 dev eth0
[c27] link set dev eth0 address 02:42:ac:11:00:1b # tells neighbours of its addresses
[c27] route replace default via 172.17.42.1 dev eth0 proto 110
[c27] hostname c27
[c27@front] hosts 172.17.0.27 c27
port tcp 0.0.0.0:8027 to 172.17.0.27:80 # containers.c27.ports.0

# containers.c28: 172.17.0.28 on front
netns add c28
link add name c28.eth0 master front type veth peer name eth0 address 02:42:ac:11:00:1c netns c28
link set dev c28.eth0 alias netgen:demo:containers.c28.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev c28.eth0 mtu 1500 up
link set dev c28.eth0 type bridge_slave hairpin on # it may reach its own published ports
[c28] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[c28] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[c28] link set dev lo alias netgen:demo:containers.c28
[c28] link set dev lo up
[c28] link set dev eth0 alias netgen:demo:containers.c28.networks.front
[c28] link set dev eth0 mtu 1500 up
[c28] addr replace 172.17.0.28/16 dev eth0
[c28] link set dev eth0 address 02:42:ac:11:00:1c # tells neighbours of its addresses
[c28] route replace default via 172.17.42.1 dev eth0 proto 110
[c28] hostname c28
[c28@front] hosts 172.17.0.28 c28
port tcp 0.0.0.0:8028 to 172.17.0.28:80 # containers.c28.ports.0

# containers.c29: 172.17.0.29 on front
netns add c29
link add name c29.eth0 master front type veth peer name eth0 address 02:42:ac:11:00:1d netns c29
link set dev c29.eth0 alias netgen:demo:containers.c29.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev c29.eth0 mtu 1500 up
link set dev c29.eth0 type bridge_slave hairpin on # it may reach its own published ports
[c29] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[c29] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[c29] link set dev lo alias netgen:demo:containers.c29
[c29] link set dev lo up
[c29] link set dev eth0 alias netgen:demo:containers.c29.networks.front
[c29] link set dev eth0 mtu 1500 up
[c29] addr replace 172.17.0.29/16 dev eth0
[c29] link set dev eth0 address 02:42:ac:11:00:1d # tells neighbours of its addresses
[c29] route replace default via 172.17.42.1 dev eth0 proto 110
[c29] hostname c29
[c29@front] hosts 172.17.0.29 c29
port tcp 0.0.0.0:8029 to 172.17.0.29:80 # containers.c29.ports.0

# containers.c30: 172.17.0.30 on front
netns add c30
link add name c30.eth0 master front type veth peer name eth0 address 02:42:ac:11:00:1e netns c30
link set dev c30.eth0 alias netgen:demo:containers.c30.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev c30.eth0 mtu 1500 up
link set dev c30.eth0 type bridge_slave hairpin on # it may reach its own published ports
[c30] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[c30] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[c30] link set dev lo alias netgen:demo:containers.c30
[c30] link set dev lo up
[c30] link set dev eth0 alias netgen:demo:containers.c30.networks.front
[c30] link set dev eth0 mtu 1500 up
[c30] addr replace 172.17.0.30/16 dev eth0
[c30] link set dev eth0 address 02:42:ac:11:00:1e # tells neighbours of its addresses
[c30] route replace default via 172.17.42.1 dev eth0 proto 110
[c30] hostname c30
[c30@front] hosts 172.17.0.30 c30
port tcp 0.0.0.0:8030 to 172.17.0.30:80 # containers.c30.ports.0

# containers.c31: 172.17.0.31 on front
netns add c31
link add name c31.eth0 master front type veth peer name eth0 address 02:42:ac:11:00:1f netns c31
link set dev c31.eth0 alias netgen:demo:containers.c31.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev c31.eth0 mtu 1500 up
link set dev c31.eth0 type bridge_slave hairpin on # it may reach its own published ports
[c31] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[c31] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[c31] link set dev lo alias netgen:demo:containers.c31
[c31] link set dev lo up
[c31] link set dev eth0 alias netgen:demo:containers.c31.networks.front
[c31] link set dev eth0 mtu 1500 up
[c31] addr replace 172.17.0.31/16 dev eth0
[c31] link set dev eth0 address 02:42:ac:11:00:1f # tells neighbours of its addresses
[c31] route replace default via 172.17.42.1 dev eth0 proto 110
[c31] hostname c31
[c31@front] hosts 172.17.0.31 c31
port tcp 0.0.0.0:8031 to 172.17.0.31:80 # containers.c31.ports.0

# containers.c32: 172.17.0.32 on front
netns add c32
link add name c32.eth0 master front type veth peer name eth0 address 02:42:ac:11:00:20 netns c32
link set dev c32.eth0 alias netgen:demo:containers.c32.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev c32.eth0 mtu 1500 up
link set dev c32.eth0 type bridge_slave hairpin on # it may reach its own published ports
[c32] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[c32] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[c32] link set dev lo alias netgen:demo:containers.c32
[c32] link set dev lo up
[c32] link set dev eth0 alias netgen:demo:containers.c32.networks.front
[c32] link set dev eth0 mtu 1500 up
[c32] addr replace 172.17.0.32/16 dev eth0
[c32] link set dev eth0 address 02:42:ac:11:00:20 # tells neighbours of its addresses
[c32] route replace default via 172.17.42.1 dev eth0 proto 110
[c32] hostname c32
[c32@front] hosts 172.17.0.32 c32
port tcp 0.0.0.0:8032 to 172.17.0.32:80 # containers.c32.ports.0

# containers.c33: 172.17.0.33 on front
netns add c33
link add name c33.eth0 master front type veth peer name eth0 address 02:42:ac:11:00:21 netns c33
link set dev c33.eth0 alias netgen:demo:containers.c33.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev c33.eth0 mtu 1500 up
link set dev c33.eth0 type bridge_slave hairpin on # it may reach its own published ports
[c33] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[c33] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[c33] link set dev lo alias netgen:demo:containers.c33
[c33] link set dev lo up
[c33] link set dev eth0 alias netgen:demo:containers.c33.networks.front
[c33] link set dev eth0 mtu 1500 up
[c33] addr replace 172.17.0.33/16 dev eth0
[c33] link set dev eth0 address 02:42:ac:11:00:21 # tells neighbours of its addresses
[c33] route replace default via 172.17.42.1 dev eth0 proto 110
[c33] hostname c33
[c33@front] hosts 172.17.0.33 c33
port tcp 0.0.0.0:8033 to 172.17.0.33:80 # containers.c33.ports.0

# containers.c34: 172.17.0.34 on front
netns add c34
link add name c34.eth0 master front type veth peer name eth0 address 02:42:ac:11:00:22 netns c34
link set dev c34.eth0 alias netgen:demo:containers.c34.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev c34.eth0 mtu 1500 up
link set dev c34.eth0 type bridge_slave hairpin on # it may reach its own published ports
[c34] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[c34] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[c34] link set dev lo alias netgen:demo:containers.c34
[c34] link set dev lo up
[c34] link set dev eth0 alias netgen:demo:containers.c34.networks.front
[c34] link set dev eth0 mtu 1500 up
[c34] addr replace 172.17.0.34/16 dev eth0
[c34] link set dev eth0 address 02:42:ac:11:00:22 # tells neighbours of its addresses
[c34] route replace default via 172.17.42.1 dev eth0 proto 110
[c34] hostname c34
[c34@front] hosts 172.17.0.34 c34
port tcp 0.0.0.0:8034 to 172.17.0.34:80 # containers.c34.ports.0

# containers.c35: 172.17.0.35 on front
netns add c35
link add name c35.eth0 master front type veth peer name eth0 address 02:42:ac:11:00:23 netns c35
link set dev c35.eth0 alias netgen:demo:containers.c35.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev c35.eth0 mtu 1500 up
link set dev c35.eth0 type bridge_slave hairpin on # it may reach its own published ports
[c35] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[c35] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[c35] link set dev lo alias netgen:demo:containers.c35
[c35] link set dev lo up
[c35] link set dev eth0 alias netgen:demo:containers.c35.networks.front
[c35] link set dev eth0 mtu 1500 up
[c35] addr replace 172.17.0.35/16 dev eth0
[c35] link set dev eth0 address 02:42:ac:11:00:23 # tells neighbours of its addresses
[c35] route replace default via 172.17.42.1 dev eth0 proto 110
[c35] hostname c35
[c35@front] hosts 172.17.0.35 c35
port tcp 0.0.0.0:8035 to 172.17.0.35:80 # containers.c35.ports.0

# containers.c36: 172.17.0.36 on front
netns add c36
link add name c36.eth0 master front type veth peer name eth0 address 02:42:ac:11:00:24 netns c36
link set dev c36.eth0 alias netgen:demo:containers.c36.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev c36.eth0 mtu 1500 up
link set dev c36.eth0 type bridge_slave hairpin on # it may reach its own published ports
[c36] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[c36] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[c36] link set dev lo alias netgen:demo:containers.c36
[c36] link set dev lo up
[c36] link set dev eth0 alias netgen:demo:containers.c36.networks.front
[c36] link set dev eth0 mtu 1500 up
[c36] addr replace 172.17.0.36/16 dev eth0
[c36] link set dev eth0 address 02:42:ac:11:00:24 # tells neighbours of its addresses
[c36] route replace default via 172.17.42.1 dev eth0 proto 110
[c36] hostname c36
[c36@front] hosts 172.17.0.36 c36
port tcp 0.0.0.0:8036 to 172.17.0.36:80 # containers.c36.ports.0

# containers.c37: 172.17.0.37 on front
netns add c37
link add name c37.eth0 master front type veth peer name eth0 address 02:42:ac:11:00:25 netns c37
link set dev c37.eth0 alias netgen:demo:containers.c37.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev c37.eth0 mtu 1500 up
link set dev c37.eth0 type bridge_slave hairpin on # it may reach its own published ports
[c37] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[c37] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[c37] link set dev lo alias netgen:demo:containers.c37
[c37] link set dev lo up
[c37] link set dev eth0 alias netgen:demo:containers.c37.networks.front
[c37] link set dev eth0 mtu 1500 up
[c37] addr replace 172.17.0.37/16 dev eth0
[c37] link set dev eth0 address 02:42:ac:11:00:25 # tells neighbours of its addresses
[c37] route replace default via 172.17.42.1 dev eth0 proto 110
[c37] hostname c37
[c37@front] hosts 172.17.0.37 c37
port tcp 0.0.0.0:8037 to 172.17.0.37:80 # containers.c37.ports.0

# containers.c38: 172.17.0.38 on front
netns add c38
link add name c38.eth0 master front type veth peer name eth0 address 02:42:ac:11:00:26 netns c38
link set dev c38.eth0 alias netgen:demo:containers.c38.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev c38.eth0 mtu 1500 up
link set dev c38.eth0 type bridge_slave hairpin on # it may reach its own published ports
[c38] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[c38] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[c38] link set dev lo alias netgen:demo:containers.c38
[c38] link set dev lo up
[c38] link set dev eth0 alias netgen:demo:containers.c38.networks.front
[c38] link set dev eth0 mtu 1500 up
[c38] addr replace 172.17.0.38/16 dev eth0
[c38] link set dev eth0 address 02:42:ac:11:00:26 # tells neighbours of its addresses
[c38] route replace default via 172.17.42.1 dev eth0 proto 110
[c38] hostname c38
[c38@front] hosts 172.17.0.38 c38
port tcp 0.0.0.0:8038 to 172.17.0.38:80 # containers.c38.ports.0

# containers.c39: 172.17.0.39 on front
netns add c39
link add name c39.eth0 master front type veth peer name eth0 address 02:42:ac:11:00:27 netns c39
link set dev c39.eth0 alias netgen:demo:containers.c39.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev c39.eth0 mtu 1500 up
link set dev c39.eth0 type bridge_slave hairpin on # it may reach its own published ports
[c39] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[c39] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[c39] link set dev lo alias netgen:demo:containers.c39
[c39] link set dev lo up
[c39] link set dev eth0 alias netgen:demo:containers.c39.networks.front
[c39] link set dev eth0 mtu 1500 up
[c39] addr replace 172.17.0.39/16 dev eth0
[c39] link set dev eth0 address 02:42:ac:11:00:27 # tells neighbours of its addresses
[c39] route replace default via 172.17.42.1 dev eth0 proto 110
[c39] hostname c39
[c39@front] hosts 172.17.0.39 c39
port tcp 0.0.0.0:8039 to 172.17.0.39:80 # containers.c39.ports.0

# containers.c40: 172.17.0.40 on front
netns add c40
link add name c40.eth0 master front type veth peer name eth0 address 02:42:ac:11:00:28 netns c40
link set dev c40.eth0 alias netgen:demo:containers.c40.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev c40.eth0 mtu 1500 up
link set dev c40.eth0 type bridge_slave hairpin on # it may reach its own published ports
[c40] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[c40] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[c40] link set dev lo alias netgen:demo:containers.c40
[c40] link set dev lo up
[c40] link set dev eth0 alias netgen:demo:containers.c40.networks.front
[c40] link set dev eth0 mtu 1500 up
[c40] addr replace 172.17.0.40/16 dev eth0
[c40] link set dev eth0 address 02:42:ac:11:00:28 # tells neighbours of its addresses
[c40] route replace default via 172.17.42.1 dev eth0 proto 110
[c40] hostname c40
[c40@front] hosts 172.17.0.40 c40
port tcp 0.0.0.0:8040 to 172.17.0.40:80 # containers.c40.ports.0
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
            172.17.0.0/16, # networks.front
        }
    }

    # where they come from: interface, source
    set homes {
        type ifname . ipv4_addr
        flags interval
        elements = {
            "front" . 172.17.0.0/16, # networks.front
        }
    }

    # on every address of the host: protocol, port, container
    map published {
        type inet_proto . inet_service : ipv4_addr . inet_service
        elements = {
            tcp . 8001 : 172.17.0.1 . 80, # containers.c01.ports.0
            tcp . 8002 : 172.17.0.2 . 80, # containers.c02.ports.0
            tcp . 8003 : 172.17.0.3 . 80, # containers.c03.ports.0
            tcp . 8004 : 172.17.0.4 . 80, # containers.c04.ports.0
            tcp . 8005 : 172.17.0.5 . 80, # containers.c05.ports.0
            tcp . 8006 : 172.17.0.6 . 80, # containers.c06.ports.0
            tcp . 8007 : 172.17.0.7 . 80, # containers.c07.ports.0
            tcp . 8008 : 172.17.0.8 . 80, # containers.c08.ports.0
            tcp . 8009 : 172.17.0.9 . 80, # containers.c09.ports.0
            tcp . 8010 : 172.17.0.10 . 80, # containers.c10.ports.0
            tcp . 8011 : 172.17.0.11 . 80, # containers.c11.ports.0
            tcp . 8012 : 172.17.0.12 . 80, # containers.c12.ports.0
            tcp . 8013 : 172.17.0.13 . 80, # containers.c13.ports.0
            tcp . 8014 : 172.17.0.14 . 80, # containers.c14.ports.0
            tcp . 8015 : 172.17.0.15 . 80, # containers.c15.ports.0
            tcp . 8016 : 172.17.0.16 . 80, # containers.c16.ports.0
            tcp . 8017 : 172.17.0.17 . 80, # containers.c17.ports.0
            tcp . 8018 : 172.17.0.18 . 80, # containers.c18.ports.0
            tcp . 8019 : 172.17.0.19 . 80, # containers.c19.ports.0
            tcp . 8020 : 172.17.0.20 . 80, # containers.c20.ports.0
            tcp . 8021 : 172.17.0.21 . 80, # containers.c21.ports.0
            tcp . 8022 : 172.17.0.22 . 80, # containers.c22.ports.0
            tcp . 8023 : 172.17.0.23 . 80, # containers.c23.ports.0
            tcp . 8024 : 172.17.0.24 . 80, # containers.c24.ports.0
            tcp . 8025 : 172.17.0.25 . 80, # containers.c25.ports.0
            tcp . 8026 : 172.17.0.26 . 80, # containers.c26.ports.0
            tcp . 8027 : 172.17.0.27 . 80, # containers.c27.ports.0
            tcp . 8028 : 172.17.0.28 . 80, # containers.c28.ports.0
            tcp . 8029 : 172.17.0.29 . 80, # containers.c29.ports.0
            tcp . 8030 : 172.17.0.30 . 80, # containers.c30.ports.0
            tcp . 8031 : 172.17.0.31 . 80, # containers.c31.ports.0
            tcp . 8032 : 172.17.0.32 . 80, # containers.c32.ports.0
            tcp . 8033 : 172.17.0.33 . 80, # containers.c33.ports.0
            tcp . 8034 : 172.17.0.34 . 80, # containers.c34.ports.0
            tcp . 8035 : 172.17.0.35 . 80, # containers.c35.ports.0
            tcp . 8036 : 172.17.0.36 . 80, # containers.c36.ports.0
            tcp . 8037 : 172.17.0.37 . 80, # containers.c37.ports.0
            tcp . 8038 : 172.17.0.38 . 80, # containers.c38.ports.0
            tcp . 8039 : 172.17.0.39 . 80, # containers.c39.ports.0
            tcp . 8040 : 172.17.0.40 . 80, # containers.c40.ports.0
        }
    }

    # addresses that never leave the host
    set localnet {
        type ipv4_addr
        flags interval
        elements = {
            127.0.0.0/8, # host
        }
    }

    # bridges of the plan's networks, and the host's ends of its links
    set networks {
        type ifname
        elements = {
            "front", # networks.front
        }
    }

    # of them, those that this plan makes
    set bridges {
        type ifname
        elements = {
            "front", # networks.front
        }
    }

    # who may talk to whom: from network, to network
    set allowed {
        type ifname . ifname
        elements = {
            "front" . "front", # networks.front
        }
    }

    # networks that nothing outside opens a connection to
    set no_inbound {
        type ifname
        elements = {
            "front", # networks.front
        }
    }

    # where published ports lead: container, protocol, port
    set dnat_targets {
        type ipv4_addr . inet_proto . inet_service
        elements = {
            172.17.0.1 . tcp . 80, # containers.c01.ports.0
            172.17.0.2 . tcp . 80, # containers.c02.ports.0
            172.17.0.3 . tcp . 80, # containers.c03.ports.0
            172.17.0.4 . tcp . 80, # containers.c04.ports.0
            172.17.0.5 . tcp . 80, # containers.c05.ports.0
            172.17.0.6 . tcp . 80, # containers.c06.ports.0
            172.17.0.7 . tcp . 80, # containers.c07.ports.0
            172.17.0.8 . tcp . 80, # containers.c08.ports.0
            172.17.0.9 . tcp . 80, # containers.c09.ports.0
            172.17.0.10 . tcp . 80, # containers.c10.ports.0
            172.17.0.11 . tcp . 80, # containers.c11.ports.0
            172.17.0.12 . tcp . 80, # containers.c12.ports.0
            172.17.0.13 . tcp . 80, # containers.c13.ports.0
            172.17.0.14 . tcp . 80, # containers.c14.ports.0
            172.17.0.15 . tcp . 80, # containers.c15.ports.0
            172.17.0.16 . tcp . 80, # containers.c16.ports.0
            172.17.0.17 . tcp . 80, # containers.c17.ports.0
            172.17.0.18 . tcp . 80, # containers.c18.ports.0
            172.17.0.19 . tcp . 80, # containers.c19.ports.0
            172.17.0.20 . tcp . 80, # containers.c20.ports.0
            172.17.0.21 . tcp . 80, # containers.c21.ports.0
            172.17.0.22 . tcp . 80, # containers.c22.ports.0
            172.17.0.23 . tcp . 80, # containers.c23.ports.0
            172.17.0.24 . tcp . 80, # containers.c24.ports.0
            172.17.0.25 . tcp . 80, # containers.c25.ports.0
            172.17.0.26 . tcp . 80, # containers.c26.ports.0
            172.17.0.27 . tcp . 80, # containers.c27.ports.0
            172.17.0.28 . tcp . 80, # containers.c28.ports.0
            172.17.0.29 . tcp . 80, # containers.c29.ports.0
            172.17.0.30 . tcp . 80, # containers.c30.ports.0
            172.17.0.31 . tcp . 80, # containers.c31.ports.0
            172.17.0.32 . tcp . 80, # containers.c32.ports.0
            172.17.0.33 . tcp . 80, # containers.c33.ports.0
            172.17.0.34 . tcp . 80, # containers.c34.ports.0
            172.17.0.35 . tcp . 80, # containers.c35.ports.0
            172.17.0.36 . tcp . 80, # containers.c36.ports.0
            172.17.0.37 . tcp . 80, # containers.c37.ports.0
            172.17.0.38 . tcp . 80, # containers.c38.ports.0
            172.17.0.39 . tcp . 80, # containers.c39.ports.0
            172.17.0.40 . tcp . 80, # containers.c40.ports.0
        }
    }

    # the loopback interface
    set loopback {
        type ifname
        elements = {
            "lo", # host
        }
    }

    # who reaches published ports through the host, and would be answered directly: from, to
    set hairpin {
        type ipv4_addr . ipv4_addr
        flags interval
        elements = {
            172.17.0.0/16 . 172.17.0.0/16, # networks.front
        }
    }

    # sources that leave with the host's address
    set masqueraded {
        type ipv4_addr
        flags interval
        elements = {
            172.17.0.0/16, # networks.front
        }
    }

    # what comes in from anywhere, before anything else
    chain raw_prerouting {
        type filter hook prerouting priority raw; policy accept;
        iifname != "lo" ip saddr @subnets iifname . ip saddr != @homes drop comment "a container's address comes from its own bridge"
        iifname != "lo" ip saddr @localnet drop comment "127.0.0.1 is the host's own"
        iifname != "lo" ip daddr @localnet drop comment "127.0.0.1 is the host's own"
    }

    # published ports, asked for from outside or by containers
    chain prerouting {
        type nat hook prerouting priority dstnat; policy accept;
        fib daddr type local dnat ip to meta l4proto . th dport map @published comment "ports of every address"
    }

    # published ports, asked for by the host itself (filter - 100 is dstnat)
    chain output {
        type nat hook output priority filter - 100; policy accept;
        fib daddr type local dnat ip to meta l4proto . th dport map @published comment "ports of every address"
    }

    # what is forwarded
    chain forward {
        type filter hook forward priority filter; policy accept;
        ct state established,related accept comment "replies, and errors that belong to a connection"
        iifname . oifname @allowed accept comment "within a network, and between peers"
        ct status dnat ip daddr . meta l4proto . th dport @dnat_targets accept comment "published ports are open"
        iifname @bridges oifname @networks drop comment "networks are isolated"
        ct state invalid ip saddr @masqueraded drop comment "no private address leaves untranslated"
        oifname @no_inbound drop comment "nothing comes in from outside"
    }

    # what is translated on its way out
    chain postrouting {
        type nat hook postrouting priority srcnat; policy accept;
        oifname @loopback accept comment "the host talks to itself from the address that it means"
        ct status dnat ip saddr . ip daddr @hairpin masquerade comment "replies come back by way of the host"
        ip saddr @localnet oifname @networks masquerade comment "the host's 127.0.0.1 means something else in a container"
        oifname @networks accept comment "between networks of the plan, addresses stay as they are"
        meta l4proto tcp ip saddr @masqueraded masquerade to :8041-65535 comment "by a port that is not published"
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

