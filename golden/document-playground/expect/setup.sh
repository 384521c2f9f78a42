#!/bin/sh
# The network of plan playground on this host.
#
# Made by netgen 0.1.0 from plan.yaml, sha256
# 339a447c91cb51a1901fdf86b5474fc198a3bd9cf7bbd9a03b415a7cc14d54b2.
# The engine is the same in every script of this version; `sed -n '/^# --- engine/,$p' setup.sh | sha256sum` gives
# (its SHA-256).
# Do not edit it: change the plan and render it again.
#
# Networks
#   networks.homeA: bridge homeA, 192.168.1.0/24, gateway 192.168.1.1 (modemA), mtu 1500
#   networks.homeB: bridge homeB, 192.168.1.0/24, gateway 192.168.1.1 (modemB), mtu 1500
#   networks.exampleCOM: bridge exampleCOM, 10.130.1.0/24, gateway 10.130.1.1 (example), mtu 1500
#
# Containers
#   containers.h1: 192.168.1.11 on homeA
#   containers.h2: 192.168.1.12 on homeA
#   containers.h3: 192.168.1.13 on homeA
#   containers.h4: 192.168.1.14 on homeB
#   containers.modemA: 192.168.1.1 on homeA, one point-to-point link, a router that masquerades
#   containers.modemB: 192.168.1.1 on homeB, one point-to-point link, a router that masquerades
#   containers.isp: 3 point-to-point links, a router
#   containers.backbone: 2 point-to-point links, a router
#   containers.example: 10.130.1.1 on exampleCOM, one point-to-point link, a router
#   containers.ftp: 10.130.1.2 on exampleCOM
#   containers.mail: 10.130.1.3 on exampleCOM
#   containers.www: 10.130.1.4 on exampleCOM
#
# Point-to-point links
#   point_to_point.isp.modemA: 10.25.1.1 on eth0 of isp, 10.25.1.65 on eth1 of modemA
#   point_to_point.isp.modemB: 10.25.1.1 on eth1 of isp, 10.25.1.66 on eth1 of modemB
#   point_to_point.backbone.isp: 10.1.1.1 on eth0 of backbone, 10.25.1.1 on eth2 of isp
#   point_to_point.backbone.example: 10.1.1.1 on eth1 of backbone, 10.130.1.1 on eth1 of example
#
# Open to the world
#   nothing
#
# Settings of the host
#   IPv4 forwarding stays as it is
#   IPv6 forwarding stays as it is
#
# Firewall
#   table inet netgen-playground
#   table inet netgen_user, for rules of your own: made if missing, first in line, never emptied
#   containers.modemA: table inet netgen-playground in its namespace, masquerades on eth1
#   containers.modemB: table inet netgen-playground in its namespace, masquerades on eth1
#
# Files
#   /etc/netns/NAME/hostname, hosts and resolv.conf for each container; what was there is kept in /etc/netns/.netgen-playground
#   name servers are the host's; if it names none, Google's: 8.8.8.8 and 8.8.4.4
#   /run/netgen/playground: what was made, until down or the next boot
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
plan_name='playground'
plan_sha256='339a447c91cb51a1901fdf86b5474fc198a3bd9cf7bbd9a03b415a7cc14d54b2'
plan_firewall='nftables'
plan_uplink='none' # host.uplink
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
# host.firewall: chain forward of table inet netgen_user is for rules of your own: made if missing, first in line, never emptied
user-rules nftables

# host: name service of the containers, where they have no line of their own
[*] hosts 127.0.0.1 localhost
[*] nameserver ${host_ipv4_nameservers:-8.8.8.8 8.8.4.4}
[*] search ${host_search:-.}
[*] options ${host_options:-}

# networks.homeA: bridge homeA, 192.168.1.0/24, gateway 192.168.1.1 (modemA), mtu 1500
link add name homeA address 02:42:e7:05:69:3a type bridge
link set dev homeA alias netgen:playground:networks.homeA addrgenmode none # no IPv6 address but the plan's
link set dev homeA mtu 1500 up

# networks.homeB: bridge homeB, 192.168.1.0/24, gateway 192.168.1.1 (modemB), mtu 1500
link add name homeB address 02:42:ae:12:8f:c9 type bridge
link set dev homeB alias netgen:playground:networks.homeB addrgenmode none # no IPv6 address but the plan's
link set dev homeB mtu 1500 up

# networks.exampleCOM: bridge exampleCOM, 10.130.1.0/24, gateway 10.130.1.1 (example), mtu 1500
link add name exampleCOM address 02:42:2c:78:c1:bb type bridge
link set dev exampleCOM alias netgen:playground:networks.exampleCOM addrgenmode none # no IPv6 address but the plan's
link set dev exampleCOM mtu 1500 up

# containers.h1: 192.168.1.11 on homeA
netns add h1
link add name h1.eth0 master homeA type veth peer name eth0 address 02:42:c0:a8:01:0b netns h1
link set dev h1.eth0 alias netgen:playground:containers.h1.networks.homeA addrgenmode none # no IPv6 address but the plan's
link set dev h1.eth0 mtu 1500 up
[h1] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[h1] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[h1] link set dev lo alias netgen:playground:containers.h1
[h1] link set dev lo up
[h1] link set dev eth0 alias netgen:playground:containers.h1.networks.homeA
[h1] link set dev eth0 mtu 1500 up
[h1] addr replace 192.168.1.11/24 dev eth0
[h1] link set dev eth0 address 02:42:c0:a8:01:0b # tells neighbours of its addresses
[h1] route replace default via 192.168.1.1 dev eth0 proto 110
[h1] hostname h1
[h1@homeA] hosts 192.168.1.11 h1

# containers.h2: 192.168.1.12 on homeA
netns add h2
link add name h2.eth0 master homeA type veth peer name eth0 address 02:42:c0:a8:01:0c netns h2
link set dev h2.eth0 alias netgen:playground:containers.h2.networks.homeA addrgenmode none # no IPv6 address but the plan's
link set dev h2.eth0 mtu 1500 up
[h2] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[h2] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[h2] link set dev lo alias netgen:playground:containers.h2
[h2] link set dev lo up
[h2] link set dev eth0 alias netgen:playground:containers.h2.networks.homeA
[h2] link set dev eth0 mtu 1500 up
[h2] addr replace 192.168.1.12/24 dev eth0
[h2] link set dev eth0 address 02:42:c0:a8:01:0c # tells neighbours of its addresses
[h2] route replace default via 192.168.1.1 dev eth0 proto 110
[h2] hostname h2
[h2@homeA] hosts 192.168.1.12 h2

# containers.h3: 192.168.1.13 on homeA
netns add h3
link add name h3.eth0 master homeA type veth peer name eth0 address 02:42:c0:a8:01:0d netns h3
link set dev h3.eth0 alias netgen:playground:containers.h3.networks.homeA addrgenmode none # no IPv6 address but the plan's
link set dev h3.eth0 mtu 1500 up
[h3] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[h3] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[h3] link set dev lo alias netgen:playground:containers.h3
[h3] link set dev lo up
[h3] link set dev eth0 alias netgen:playground:containers.h3.networks.homeA
[h3] link set dev eth0 mtu 1500 up
[h3] addr replace 192.168.1.13/24 dev eth0
[h3] link set dev eth0 address 02:42:c0:a8:01:0d # tells neighbours of its addresses
[h3] route replace default via 192.168.1.1 dev eth0 proto 110
[h3] hostname h3
[h3@homeA] hosts 192.168.1.13 h3

# containers.h4: 192.168.1.14 on homeB
netns add h4
link add name h4.eth0 master homeB type veth peer name eth0 address 02:42:c0:a8:01:0e netns h4
link set dev h4.eth0 alias netgen:playground:containers.h4.networks.homeB addrgenmode none # no IPv6 address but the plan's
link set dev h4.eth0 mtu 1500 up
[h4] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[h4] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[h4] link set dev lo alias netgen:playground:containers.h4
[h4] link set dev lo up
[h4] link set dev eth0 alias netgen:playground:containers.h4.networks.homeB
[h4] link set dev eth0 mtu 1500 up
[h4] addr replace 192.168.1.14/24 dev eth0
[h4] link set dev eth0 address 02:42:c0:a8:01:0e # tells neighbours of its addresses
[h4] route replace default via 192.168.1.1 dev eth0 proto 110
[h4] hostname h4
[h4@homeB] hosts 192.168.1.14 h4

# containers.modemA: 192.168.1.1 on homeA, one point-to-point link, a router that masquerades
netns add modemA
link add name modemA.eth0 master homeA type veth peer name eth0 address 02:42:c0:a8:01:01 netns modemA
link set dev modemA.eth0 alias netgen:playground:containers.modemA.networks.homeA addrgenmode none # no IPv6 address but the plan's
link set dev modemA.eth0 mtu 1500 up
[modemA] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[modemA] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[modemA] sysctl -w net.ipv4.conf.eth1.arp_notify=1 # neighbours hear of a new MAC
[modemA] sysctl -w net.ipv4.ip_forward=1 # forward IPv4 between interfaces
[modemA] sysctl -w net.ipv4.conf.all.rp_filter=2 # answers may come in by another interface, whatever the host asks
[modemA] link set dev lo alias netgen:playground:containers.modemA
[modemA] link set dev lo up
[modemA] link set dev eth0 alias netgen:playground:containers.modemA.networks.homeA
[modemA] link set dev eth0 mtu 1500 up
[modemA] addr replace 192.168.1.1/24 dev eth0
[modemA] link set dev eth0 address 02:42:c0:a8:01:01 # tells neighbours of its addresses
[modemA] hostname modemA
[modemA@homeA] hosts 192.168.1.1 modemA

# containers.modemB: 192.168.1.1 on homeB, one point-to-point link, a router that masquerades
netns add modemB
link add name modemB.eth0 master homeB type veth peer name eth0 address 02:42:c0:a8:01:01 netns modemB
link set dev modemB.eth0 alias netgen:playground:containers.modemB.networks.homeB addrgenmode none # no IPv6 address but the plan's
link set dev modemB.eth0 mtu 1500 up
[modemB] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[modemB] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[modemB] sysctl -w net.ipv4.conf.eth1.arp_notify=1 # neighbours hear of a new MAC
[modemB] sysctl -w net.ipv4.ip_forward=1 # forward IPv4 between interfaces
[modemB] sysctl -w net.ipv4.conf.all.rp_filter=2 # answers may come in by another interface, whatever the host asks
[modemB] link set dev lo alias netgen:playground:containers.modemB
[modemB] link set dev lo up
[modemB] link set dev eth0 alias netgen:playground:containers.modemB.networks.homeB
[modemB] link set dev eth0 mtu 1500 up
[modemB] addr replace 192.168.1.1/24 dev eth0
[modemB] link set dev eth0 address 02:42:c0:a8:01:01 # tells neighbours of its addresses
[modemB] hostname modemB
[modemB@homeB] hosts 192.168.1.1 modemB

# containers.isp: 3 point-to-point links, a router
netns add isp
[isp] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[isp] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[isp] sysctl -w net.ipv4.conf.eth1.arp_notify=1 # neighbours hear of a new MAC
[isp] sysctl -w net.ipv4.conf.eth2.arp_notify=1 # neighbours hear of a new MAC
[isp] sysctl -w net.ipv4.ip_forward=1 # forward IPv4 between interfaces
[isp] sysctl -w net.ipv4.conf.all.rp_filter=2 # answers may come in by another interface, whatever the host asks
[isp] link set dev lo alias netgen:playground:containers.isp
[isp] link set dev lo up
[isp] hostname isp
[isp] hosts 10.25.1.1 isp

# containers.backbone: 2 point-to-point links, a router
netns add backbone
[backbone] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[backbone] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[backbone] sysctl -w net.ipv4.conf.eth1.arp_notify=1 # neighbours hear of a new MAC
[backbone] sysctl -w net.ipv4.ip_forward=1 # forward IPv4 between interfaces
[backbone] sysctl -w net.ipv4.conf.all.rp_filter=2 # answers may come in by another interface, whatever the host asks
[backbone] link set dev lo alias netgen:playground:containers.backbone
[backbone] link set dev lo up
[backbone] hostname backbone
[backbone] hosts 10.1.1.1 backbone

# containers.example: 10.130.1.1 on exampleCOM, one point-to-point link, a router
netns add example
link add name example.eth0 master exampleCOM type veth peer name eth0 address 02:42:0a:82:01:01 netns example
link set dev example.eth0 alias netgen:playground:containers.example.networks.exampleCOM addrgenmode none # no IPv6 address but the plan's
link set dev example.eth0 mtu 1500 up
[example] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[example] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[example] sysctl -w net.ipv4.conf.eth1.arp_notify=1 # neighbours hear of a new MAC
[example] sysctl -w net.ipv4.ip_forward=1 # forward IPv4 between interfaces
[example] sysctl -w net.ipv4.conf.all.rp_filter=2 # answers may come in by another interface, whatever the host asks
[example] link set dev lo alias netgen:playground:containers.example
[example] link set dev lo up
[example] link set dev eth0 alias netgen:playground:containers.example.networks.exampleCOM
[example] link set dev eth0 mtu 1500 up
[example] addr replace 10.130.1.1/24 dev eth0
[example] link set dev eth0 address 02:42:0a:82:01:01 # tells neighbours of its addresses
[example] hostname example
[example@exampleCOM] hosts 10.130.1.1 example

# containers.ftp: 10.130.1.2 on exampleCOM
netns add ftp
link add name ftp.eth0 master exampleCOM type veth peer name eth0 address 02:42:0a:82:01:02 netns ftp
link set dev ftp.eth0 alias netgen:playground:containers.ftp.networks.exampleCOM addrgenmode none # no IPv6 address but the plan's
link set dev ftp.eth0 mtu 1500 up
[ftp] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[ftp] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[ftp] link set dev lo alias netgen:playground:containers.ftp
[ftp] link set dev lo up
[ftp] link set dev eth0 alias netgen:playground:containers.ftp.networks.exampleCOM
[ftp] link set dev eth0 mtu 1500 up
[ftp] addr replace 10.130.1.2/24 dev eth0
[ftp] link set dev eth0 address 02:42:0a:82:01:02 # tells neighbours of its addresses
[ftp] route replace default via 10.130.1.1 dev eth0 proto 110
[ftp] hostname ftp
[ftp@exampleCOM] hosts 10.130.1.2 ftp

# containers.mail: 10.130.1.3 on exampleCOM
netns add mail
link add name mail.eth0 master exampleCOM type veth peer name eth0 address 02:42:0a:82:01:03 netns mail
link set dev mail.eth0 alias netgen:playground:containers.mail.networks.exampleCOM addrgenmode none # no IPv6 address but the plan's
link set dev mail.eth0 mtu 1500 up
[mail] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[mail] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[mail] link set dev lo alias netgen:playground:containers.mail
[mail] link set dev lo up
[mail] link set dev eth0 alias netgen:playground:containers.mail.networks.exampleCOM
[mail] link set dev eth0 mtu 1500 up
[mail] addr replace 10.130.1.3/24 dev eth0
[mail] link set dev eth0 address 02:42:0a:82:01:03 # tells neighbours of its addresses
[mail] route replace default via 10.130.1.1 dev eth0 proto 110
[mail] hostname mail
[mail@exampleCOM] hosts 10.130.1.3 mail

# containers.www: 10.130.1.4 on exampleCOM
netns add www
link add name www.eth0 master exampleCOM type veth peer name eth0 address 02:42:0a:82:01:04 netns www
link set dev www.eth0 alias netgen:playground:containers.www.networks.exampleCOM addrgenmode none # no IPv6 address but the plan's
link set dev www.eth0 mtu 1500 up
[www] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[www] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[www] link set dev lo alias netgen:playground:containers.www
[www] link set dev lo up
[www] link set dev eth0 alias netgen:playground:containers.www.networks.exampleCOM
[www] link set dev eth0 mtu 1500 up
[www] addr replace 10.130.1.4/24 dev eth0
[www] link set dev eth0 address 02:42:0a:82:01:04 # tells neighbours of its addresses
[www] route replace default via 10.130.1.1 dev eth0 proto 110
[www] hostname www
[www@exampleCOM] hosts 10.130.1.4 www

# point_to_point.isp.modemA: 10.25.1.1 on eth0 of isp, 10.25.1.65 on eth1 of modemA
link add name eth0 address 02:42:0a:19:01:01 netns isp type veth peer name eth1 address 02:42:0a:19:01:41 netns modemA
[isp] link set dev eth0 alias netgen:playground:point_to_point.isp.modemA
[isp] link set dev eth0 mtu 1500 up
[isp] addr replace 10.25.1.1/32 dev eth0
[isp] route replace 10.25.1.65/32 dev eth0 proto 110
[modemA] link set dev eth1 alias netgen:playground:point_to_point.isp.modemA
[modemA] link set dev eth1 mtu 1500 up
[modemA] addr replace 10.25.1.65/32 dev eth1
[modemA] route replace 10.25.1.1/32 dev eth1 proto 110
[modemA] route replace default via 10.25.1.1 dev eth1 proto 110

# point_to_point.isp.modemB: 10.25.1.1 on eth1 of isp, 10.25.1.66 on eth1 of modemB
link add name eth1 address 02:42:0a:19:01:01 netns isp type veth peer name eth1 address 02:42:0a:19:01:42 netns modemB
[isp] link set dev eth1 alias netgen:playground:point_to_point.isp.modemB
[isp] link set dev eth1 mtu 1500 up
[isp] addr replace 10.25.1.1/32 dev eth1
[isp] route replace 10.25.1.66/32 dev eth1 proto 110
[modemB] link set dev eth1 alias netgen:playground:point_to_point.isp.modemB
[modemB] link set dev eth1 mtu 1500 up
[modemB] addr replace 10.25.1.66/32 dev eth1
[modemB] route replace 10.25.1.1/32 dev eth1 proto 110
[modemB] route replace default via 10.25.1.1 dev eth1 proto 110

# point_to_point.backbone.isp: 10.1.1.1 on eth0 of backbone, 10.25.1.1 on eth2 of isp
link add name eth0 address 02:42:0a:01:01:01 netns backbone type veth peer name eth2 address 02:42:0a:19:01:01 netns isp
[backbone] link set dev eth0 alias netgen:playground:point_to_point.backbone.isp
[backbone] link set dev eth0 mtu 1500 up
[backbone] addr replace 10.1.1.1/32 dev eth0
[backbone] route replace 10.25.1.1/32 dev eth0 proto 110
[isp] link set dev eth2 alias netgen:playground:point_to_point.backbone.isp
[isp] link set dev eth2 mtu 1500 up
[isp] addr replace 10.25.1.1/32 dev eth2
[isp] route replace 10.1.1.1/32 dev eth2 proto 110
[isp] route replace default via 10.1.1.1 dev eth2 proto 110

# point_to_point.backbone.example: 10.1.1.1 on eth1 of backbone, 10.130.1.1 on eth1 of example
link add name eth1 address 02:42:0a:01:01:01 netns backbone type veth peer name eth1 address 02:42:0a:82:01:01 netns example
[backbone] link set dev eth1 alias netgen:playground:point_to_point.backbone.example
[backbone] link set dev eth1 mtu 1500 up
[backbone] addr replace 10.1.1.1/32 dev eth1
[backbone] route replace 10.130.1.1/32 dev eth1 proto 110
[example] link set dev eth1 alias netgen:playground:point_to_point.backbone.example
[example] link set dev eth1 mtu 1500 up
[example] addr replace 10.130.1.1/32 dev eth1
[example] route replace 10.1.1.1/32 dev eth1 proto 110
[example] route replace default via 10.1.1.1 dev eth1 proto 110

# containers.backbone: routes
[backbone] route replace 10.25.1.0/24 via 10.25.1.1 dev eth0 proto 110
[backbone] route replace 10.130.1.0/24 via 10.130.1.1 dev eth1 proto 110
PLAN
}

# The plan's rules. `@ TOOL` or `@ TOOL NETNS` says what loads the lines below it, and in which network namespace.
# nft -f makes, empties and fills a table in one transaction: packets meet the old rules or the new ones, never none.
rules() {
    cat <<'RULES'
@ nftables
table inet netgen-playground
delete table inet netgen-playground
table inet netgen-playground {
    comment "netgen playground"

    # bridges of the plan's networks, and the host's ends of its links
    set networks {
        type ifname
        elements = {
            "homeA", # networks.homeA
            "homeB", # networks.homeB
            "exampleCOM", # networks.exampleCOM
        }
    }

    # of them, those that this plan makes
    set bridges {
        type ifname
        elements = {
            "homeA", # networks.homeA
            "homeB", # networks.homeB
            "exampleCOM", # networks.exampleCOM
        }
    }

    # who may talk to whom: from network, to network
    set allowed {
        type ifname . ifname
        elements = {
            "homeA" . "homeA", # networks.homeA
            "homeB" . "homeB", # networks.homeB
            "exampleCOM" . "exampleCOM", # networks.exampleCOM
        }
    }

    # networks that nothing outside opens a connection to
    set no_inbound {
        type ifname
        elements = {
            "homeA", # networks.homeA
            "homeB", # networks.homeB
            "exampleCOM", # networks.exampleCOM
        }
    }

    # what is forwarded
    chain forward {
        type filter hook forward priority filter; policy accept;
        ct state established,related accept comment "replies, and errors that belong to a connection"
        iifname . oifname @allowed accept comment "within a network, and between peers"
        iifname @bridges oifname @networks drop comment "networks are isolated"
        oifname @no_inbound drop comment "nothing comes in from outside"
    }
}

# for rules of your own, which come first: made if missing, never emptied
table inet netgen_user {
    chain forward {
        type filter hook forward priority filter - 10; policy accept;
    }
}

@ nftables modemA
# containers.modemA: masquerades on eth1
table inet netgen-playground
delete table inet netgen-playground
table inet netgen-playground {
    comment "netgen playground"

    # interfaces that the container masquerades on
    set outside {
        type ifname
        elements = {
            "eth1", # containers.modemA
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

@ nftables modemB
# containers.modemB: masquerades on eth1
table inet netgen-playground
delete table inet netgen-playground
table inet netgen-playground {
    comment "netgen playground"

    # interfaces that the container masquerades on
    set outside {
        type ifname
        elements = {
            "eth1", # containers.modemB
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
RULES
}

