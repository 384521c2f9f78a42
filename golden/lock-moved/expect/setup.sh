#!/bin/sh
# The network of plan plan on this host.
#
# Made by netgen 0.1.0 from plan.yaml, sha256
# aed13a844e145850caaf12331fcd34fd446c82a20adc7e8913cc0dd4f18b1da3,
# with what plan.lock.yaml pins, sha256
# dd556c8c3e02a63daf7750d2b483f8d2a9f1d3097b4ee1b8b6d988d963f91e53.
# The engine is the same in every script of this version; `sed -n '/^# --- engine/,$p' setup.sh | sha256sum` gives
# (its SHA-256).
# Do not edit it: change the plan and render it again.
#
# Networks
#   networks.a-name-too-long-for-an-interface: bridge a_name-av7zb47o, no IPv4, mtu 1500
#   networks.back: bridge back, 10.5.0.0/24, gateway 10.5.0.1, nat, mtu 1500
#   networks.front: bridge front, 172.17.0.0/16, gateway 172.17.0.1, nat, mtu 1500
#
# Containers
#   containers.layer2: no address on a-name-too-long-for-an-interface
#   containers.10: 10.5.0.9 on back, one point-to-point link
#   containers.web2: 10.5.0.3 on back, 172.17.0.3 on front
#   containers.web1: 172.17.0.2 on front, 10.5.0.2 on back, 2 point-to-point links
#
# Point-to-point links
#   point_to_point.host.web1: no address on web1.eth3 of the host, no address on eth3 of web1
#   point_to_point.10.web1: 10.1.1.2 on eth0 of 10, 10.1.1.1 on eth2 of web1
#
# Open to the world
#   containers.web2: 49160/tcp, 49161/tcp, 49162/tcp, 49163/tcp, 49164/tcp, 9001/tcp, 49159/tcp, 127.0.0.1:49154/udp
#   containers.web1: 49153/tcp, 49154/tcp, 49155/tcp, 49156/tcp, 49157/tcp, 49158/tcp, 9000/tcp, 127.0.0.1:49153/udp
#
# Settings of the host
#   net.ipv4.ip_forward=1: forward IPv4 between interfaces
#   net.ipv4.conf.all.accept_redirects=0: a router takes no redirects
#   net.ipv4.conf.$uplinks.forwarding=1: also on interfaces with a default route where it was switched off
#   net.netfilter.nf_conntrack_tcp_be_liberal=1: a TCP segment outside of the window is still part of its connection
#   IPv6 forwarding stays as it is
#   networks.back: net.ipv4.conf.back.forwarding=1, forward IPv4 from it, also where conf.default.forwarding is 0
#   networks.back: net.ipv4.conf.back.route_localnet=1, let 127.0.0.1 reach published ports
#   networks.front: net.ipv4.conf.front.forwarding=1, forward IPv4 from it, also where conf.default.forwarding is 0
#   networks.front: net.ipv4.conf.front.route_localnet=1, let 127.0.0.1 reach published ports
#   containers.web2: net.ipv4.ip_local_reserved_ports=$reserved_ports,9001,49154,49159,49160,49161,49162,49163,49164, keep the host's own connections off ports that were picked for the container
#   containers.web1: net.ipv4.ip_local_reserved_ports=$reserved_ports,9000,49153,49154,49155,49156,49157,49158, keep the host's own connections off ports that were picked for the container
#
# Firewall
#   table inet netgen-plan
#   table inet netgen_user, for rules of your own: made if missing, first in line, never emptied
#
# Files
#   /etc/netns/NAME/hostname, hosts and resolv.conf for each container; what was there is kept in /etc/netns/.netgen-plan
#   name servers are the host's; if it names none, Google's: 8.8.8.8 and 8.8.4.4
#   /run/netgen/plan: what was made, until down or the next boot
#
# Kernel
#   it loads its modules for bridges, veth pairs and nftables when they are first used
#   conntrack entries of UDP ports that lead elsewhere than before are deleted
#
# Usage, as root:
#   sh setup.sh [up] [--dry-run] [--force]   make the host as the plan says; again after every change of the plan
#   sh setup.sh check                        compare, change nothing
#   sh setup.sh refresh-names                follow the host's resolv.conf
#   sh setup.sh down [--dry-run] [--force]   remove what this plan made, and nothing else
#   sh setup.sh --help | --version           exit codes; plan and versions

netgen_version='0.1.0'
plan_name='plan'
plan_sha256='aed13a844e145850caaf12331fcd34fd446c82a20adc7e8913cc0dd4f18b1da3'
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

# networks.a-name-too-long-for-an-interface: bridge a_name-av7zb47o, no IPv4, mtu 1500
link add name a_name-av7zb47o address 02:42:05:7f:90:f3 type bridge
link set dev a_name-av7zb47o alias netgen:plan:networks.a-name-too-long-for-an-interface addrgenmode none # no IPv6 address but the plan's
link set dev a_name-av7zb47o mtu 1500 up

# networks.back: bridge back, 10.5.0.0/24, gateway 10.5.0.1, nat, mtu 1500
link add name back address 02:42:0a:05:00:01 type bridge
link set dev back alias netgen:plan:networks.back addrgenmode none # no IPv6 address but the plan's
link set dev back mtu 1500 up
addr replace 10.5.0.1/24 dev back
sysctl -w net.ipv4.conf.back.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0
sysctl -w net.ipv4.conf.back.route_localnet=1 # let 127.0.0.1 reach published ports

# networks.front: bridge front, 172.17.0.0/16, gateway 172.17.0.1, nat, mtu 1500
link add name front address 02:42:ac:11:00:01 type bridge
link set dev front alias netgen:plan:networks.front addrgenmode none # no IPv6 address but the plan's
link set dev front mtu 1500 up
addr replace 172.17.0.1/16 dev front
sysctl -w net.ipv4.conf.front.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0
sysctl -w net.ipv4.conf.front.route_localnet=1 # let 127.0.0.1 reach published ports

# containers.layer2: no address on a-name-too-long-for-an-interface
netns add layer2
link add name layer2.eth0 master a_name-av7zb47o type veth peer name eth0 address 02:42:93:c2:01:99 netns layer2
link set dev layer2.eth0 alias netgen:plan:containers.layer2.networks.a-name-too-long-for-an-interface addrgenmode none # no IPv6 address but the plan's
link set dev layer2.eth0 mtu 1500 up
[layer2] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[layer2] link set dev lo alias netgen:plan:containers.layer2
[layer2] link set dev lo up
[layer2] link set dev eth0 alias netgen:plan:containers.layer2.networks.a-name-too-long-for-an-interface
[layer2] link set dev eth0 mtu 1500 up
[layer2] hostname layer2
[layer2] hosts 127.0.1.1 layer2

# containers.10: 10.5.0.9 on back, one point-to-point link
netns add 10
link add name ten master back type veth peer name net0 address 02:42:0a:05:00:09 netns 10
link set dev ten alias netgen:plan:containers.10.networks.back addrgenmode none # no IPv6 address but the plan's
link set dev ten mtu 1500 up
[10] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[10] sysctl -w net.ipv4.conf.net0.arp_notify=1 # neighbours hear of a new MAC
[10] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[10] sysctl -w net.ipv4.ip_forward=0 # no router, whatever the host is
[10] sysctl -w net.ipv4.conf.all.rp_filter=2 # answers may come in by another interface, whatever the host asks
[10] link set dev lo alias netgen:plan:containers.10
[10] link set dev lo up
[10] link set dev net0 alias netgen:plan:containers.10.networks.back
[10] link set dev net0 mtu 1500 up
[10] addr replace 10.5.0.9/24 dev net0
[10] link set dev net0 address 02:42:0a:05:00:09 # tells neighbours of its addresses
[10] route replace default via 10.5.0.1 dev net0 proto 110
[10] hostname 10
[10@back] hosts 10.5.0.9 10

# containers.web2: 10.5.0.3 on back, 172.17.0.3 on front, reserves ports beside the host's own ($reserved_ports)
netns add web2
link add name web2.eth1 master back type veth peer name eth1 address 02:42:0a:05:00:03 netns web2
link set dev web2.eth1 alias netgen:plan:containers.web2.networks.back addrgenmode none # no IPv6 address but the plan's
link set dev web2.eth1 mtu 1500 up
link set dev web2.eth1 type bridge_slave hairpin on # it may reach its own published ports
link add name web2.eth0 master front type veth peer name eth0 address 02:42:ac:11:00:03 netns web2
link set dev web2.eth0 alias netgen:plan:containers.web2.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev web2.eth0 mtu 1500 up
[web2] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[web2] sysctl -w net.ipv4.conf.eth1.arp_notify=1 # neighbours hear of a new MAC
[web2] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[web2] sysctl -w net.ipv4.ip_forward=0 # no router, whatever the host is
[web2] sysctl -w net.ipv4.conf.all.rp_filter=2 # answers may come in by another interface, whatever the host asks
[web2] link set dev lo alias netgen:plan:containers.web2
[web2] link set dev lo up
[web2] link set dev eth1 alias netgen:plan:containers.web2.networks.back
[web2] link set dev eth1 mtu 1500 up
[web2] addr replace 10.5.0.3/24 dev eth1
[web2] link set dev eth1 address 02:42:0a:05:00:03 # tells neighbours of its addresses
[web2] route replace default via 10.5.0.1 dev eth1 proto 110
[web2] link set dev eth0 alias netgen:plan:containers.web2.networks.front
[web2] link set dev eth0 mtu 1500 up
[web2] addr replace 172.17.0.3/16 dev eth0
[web2] link set dev eth0 address 02:42:ac:11:00:03 # tells neighbours of its addresses
[web2] hostname web2
[web2@back] hosts 10.5.0.3 web2
[web2@front] hosts 172.17.0.3 web2
port tcp 0.0.0.0:49160 to 10.5.0.3:3000 # containers.web2.ports.0
port tcp 0.0.0.0:49161 to 10.5.0.3:3001 # containers.web2.ports.0
port tcp 0.0.0.0:49162 to 10.5.0.3:3002 # containers.web2.ports.0
port tcp 0.0.0.0:49163 to 10.5.0.3:3003 # containers.web2.ports.0
port tcp 0.0.0.0:49164 to 10.5.0.3:3004 # containers.web2.ports.0
port tcp 0.0.0.0:9001 to 10.5.0.3:443 # containers.web2.ports.1
port tcp 0.0.0.0:49159 to 10.5.0.3:80 # containers.web2.ports.2
port udp 127.0.0.1:49154 to 10.5.0.3:53 # containers.web2.ports.3
sysctl -w net.ipv4.ip_local_reserved_ports=$reserved_ports,9001,49154,49159,49160,49161,49162,49163,49164 # keep the host's own connections off ports that were picked for the container

# containers.web1: 172.17.0.2 on front, 10.5.0.2 on back, 2 point-to-point links, reserves ports beside the host's own ($reserved_ports)
netns add web1
link add name web1.eth0 master front type veth peer name eth0 address 02:42:ac:11:00:02 netns web1
link set dev web1.eth0 alias netgen:plan:containers.web1.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev web1.eth0 mtu 1500 up
link set dev web1.eth0 type bridge_slave hairpin on # it may reach its own published ports
link add name web1.eth1 master back type veth peer name eth1 address 02:42:0a:05:00:02 netns web1
link set dev web1.eth1 alias netgen:plan:containers.web1.networks.back addrgenmode none # no IPv6 address but the plan's
link set dev web1.eth1 mtu 1500 up
[web1] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[web1] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[web1] sysctl -w net.ipv4.conf.eth1.arp_notify=1 # neighbours hear of a new MAC
[web1] sysctl -w net.ipv4.conf.eth2.arp_notify=1 # neighbours hear of a new MAC
[web1] sysctl -w net.ipv4.ip_forward=0 # no router, whatever the host is
[web1] sysctl -w net.ipv4.conf.all.rp_filter=2 # answers may come in by another interface, whatever the host asks
[web1] link set dev lo alias netgen:plan:containers.web1
[web1] link set dev lo up
[web1] link set dev eth0 alias netgen:plan:containers.web1.networks.front
[web1] link set dev eth0 mtu 1500 up
[web1] addr replace 172.17.0.2/16 dev eth0
[web1] link set dev eth0 address 02:42:ac:11:00:02 # tells neighbours of its addresses
[web1] route replace default via 172.17.0.1 dev eth0 proto 110
[web1] link set dev eth1 alias netgen:plan:containers.web1.networks.back
[web1] link set dev eth1 mtu 1500 up
[web1] addr replace 10.5.0.2/24 dev eth1
[web1] link set dev eth1 address 02:42:0a:05:00:02 # tells neighbours of its addresses
[web1] hostname web1
[web1@front] hosts 172.17.0.2 web1
[web1@back] hosts 10.5.0.2 web1
port tcp 0.0.0.0:49153 to 172.17.0.2:80 # containers.web1.ports.0
port tcp 0.0.0.0:49154 to 172.17.0.2:3000 # containers.web1.ports.1
port tcp 0.0.0.0:49155 to 172.17.0.2:3001 # containers.web1.ports.1
port tcp 0.0.0.0:49156 to 172.17.0.2:3002 # containers.web1.ports.1
port tcp 0.0.0.0:49157 to 172.17.0.2:3003 # containers.web1.ports.1
port tcp 0.0.0.0:49158 to 172.17.0.2:3004 # containers.web1.ports.1
port tcp 0.0.0.0:9000 to 172.17.0.2:443 # containers.web1.ports.2
port udp 127.0.0.1:49153 to 172.17.0.2:53 # containers.web1.ports.3
sysctl -w net.ipv4.ip_local_reserved_ports=$reserved_ports,9000,49153,49154,49155,49156,49157,49158 # keep the host's own connections off ports that were picked for the container

# point_to_point.host.web1: no address on web1.eth3 of the host, no address on eth3 of web1
link add name web1.eth3 address 02:42:25:8f:e3:65 type veth peer name eth3 address 02:42:75:48:10:c2 netns web1
link set dev web1.eth3 alias netgen:plan:point_to_point.host.web1 addrgenmode none # no IPv6 address but the plan's
link set dev web1.eth3 mtu 1500 up
[web1] link set dev eth3 alias netgen:plan:point_to_point.host.web1
[web1] link set dev eth3 mtu 1500 up

# point_to_point.10.web1: 10.1.1.2 on eth0 of 10, 10.1.1.1 on eth2 of web1
link add name eth0 address 02:42:0a:01:01:02 netns 10 type veth peer name eth2 address 02:42:0a:01:01:01 netns web1
[10] link set dev eth0 alias netgen:plan:point_to_point.10.web1
[10] link set dev eth0 mtu 1500 up
[10] addr replace 10.1.1.2/32 dev eth0
[10] route replace 10.1.1.1/32 dev eth0 proto 110
[web1] link set dev eth2 alias netgen:plan:point_to_point.10.web1
[web1] link set dev eth2 mtu 1500 up
[web1] addr replace 10.1.1.1/32 dev eth2
[web1] route replace 10.1.1.2/32 dev eth2 proto 110
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

    # sources that containers have
    set subnets {
        type ipv4_addr
        flags interval
        elements = {
            10.5.0.0/24, # networks.back
            172.17.0.0/16, # networks.front
        }
    }

    # where they come from: interface, source
    set homes {
        type ifname . ipv4_addr
        flags interval
        elements = {
            "back" . 10.5.0.0/24, # networks.back
            "front" . 10.5.0.3, # containers.web2.networks.back
            "front" . 10.5.0.2, # containers.web1.networks.back
            "web1.eth3" . 10.5.0.2, # containers.web1.networks.back
            "front" . 172.17.0.0/16, # networks.front
            "back" . 172.17.0.3, # containers.web2.networks.front
            "back" . 172.17.0.2, # containers.web1.networks.front
            "web1.eth3" . 172.17.0.2, # containers.web1.networks.front
        }
    }

    # on every address of the host: protocol, port, container
    map published {
        type inet_proto . inet_service : ipv4_addr . inet_service
        elements = {
            tcp . 49160 : 10.5.0.3 . 3000, # containers.web2.ports.0
            tcp . 49161 : 10.5.0.3 . 3001, # containers.web2.ports.0
            tcp . 49162 : 10.5.0.3 . 3002, # containers.web2.ports.0
            tcp . 49163 : 10.5.0.3 . 3003, # containers.web2.ports.0
            tcp . 49164 : 10.5.0.3 . 3004, # containers.web2.ports.0
            tcp . 9001 : 10.5.0.3 . 443, # containers.web2.ports.1
            tcp . 49159 : 10.5.0.3 . 80, # containers.web2.ports.2
            tcp . 49153 : 172.17.0.2 . 80, # containers.web1.ports.0
            tcp . 49154 : 172.17.0.2 . 3000, # containers.web1.ports.1
            tcp . 49155 : 172.17.0.2 . 3001, # containers.web1.ports.1
            tcp . 49156 : 172.17.0.2 . 3002, # containers.web1.ports.1
            tcp . 49157 : 172.17.0.2 . 3003, # containers.web1.ports.1
            tcp . 49158 : 172.17.0.2 . 3004, # containers.web1.ports.1
            tcp . 9000 : 172.17.0.2 . 443, # containers.web1.ports.2
        }
    }

    # on one address of the host: address, protocol, port, container
    map published_on {
        type ipv4_addr . inet_proto . inet_service : ipv4_addr . inet_service
        elements = {
            127.0.0.1 . udp . 49154 : 10.5.0.3 . 53, # containers.web2.ports.3
            127.0.0.1 . udp . 49153 : 172.17.0.2 . 53, # containers.web1.ports.3
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
            "a_name-av7zb47o", # networks.a-name-too-long-for-an-interface
            "back", # networks.back
            "front", # networks.front
            "web1.eth3", # point_to_point.host.web1
        }
    }

    # of them, those that this plan makes
    set bridges {
        type ifname
        elements = {
            "a_name-av7zb47o", # networks.a-name-too-long-for-an-interface
            "back", # networks.back
            "front", # networks.front
            "web1.eth3", # point_to_point.host.web1
        }
    }

    # who may talk to whom: from network, to network
    set allowed {
        type ifname . ifname
        elements = {
            "a_name-av7zb47o" . "a_name-av7zb47o", # networks.a-name-too-long-for-an-interface
            "back" . "back", # networks.back
            "front" . "front", # networks.front
        }
    }

    # networks that nothing outside opens a connection to
    set no_inbound {
        type ifname
        elements = {
            "back", # networks.back
            "front", # networks.front
            "web1.eth3", # point_to_point.host.web1
        }
    }

    # where published ports lead: container, protocol, port
    set dnat_targets {
        type ipv4_addr . inet_proto . inet_service
        elements = {
            10.5.0.3 . tcp . 80, # containers.web2.ports.2
            10.5.0.3 . tcp . 443, # containers.web2.ports.1
            10.5.0.3 . tcp . 3000, # containers.web2.ports.0
            10.5.0.3 . tcp . 3001, # containers.web2.ports.0
            10.5.0.3 . tcp . 3002, # containers.web2.ports.0
            10.5.0.3 . tcp . 3003, # containers.web2.ports.0
            10.5.0.3 . tcp . 3004, # containers.web2.ports.0
            10.5.0.3 . udp . 53, # containers.web2.ports.3
            172.17.0.2 . tcp . 80, # containers.web1.ports.0
            172.17.0.2 . tcp . 443, # containers.web1.ports.2
            172.17.0.2 . tcp . 3000, # containers.web1.ports.1
            172.17.0.2 . tcp . 3001, # containers.web1.ports.1
            172.17.0.2 . tcp . 3002, # containers.web1.ports.1
            172.17.0.2 . tcp . 3003, # containers.web1.ports.1
            172.17.0.2 . tcp . 3004, # containers.web1.ports.1
            172.17.0.2 . udp . 53, # containers.web1.ports.3
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
            10.5.0.0/24 . 10.5.0.0/24, # networks.back
            172.17.0.0/16 . 172.17.0.0/16, # networks.front
            172.17.0.0/16 . 10.5.0.3, # containers.web2.networks.front
            10.5.0.0/24 . 172.17.0.2, # containers.web1.networks.back
        }
    }

    # sources that leave with the host's address
    set masqueraded {
        type ipv4_addr
        flags interval
        elements = {
            10.5.0.0/24, # networks.back
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
        fib daddr type local dnat ip to ip daddr . meta l4proto . th dport map @published_on comment "ports of one address"
        fib daddr type local dnat ip to meta l4proto . th dport map @published comment "ports of every address"
    }

    # published ports, asked for by the host itself (filter - 100 is dstnat)
    chain output {
        type nat hook output priority filter - 100; policy accept;
        fib daddr type local dnat ip to ip daddr . meta l4proto . th dport map @published_on comment "ports of one address"
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
        meta l4proto tcp ip saddr @masqueraded masquerade to :9002-49152 comment "by a port that is not published"
        meta l4proto udp ip saddr @masqueraded masquerade to :1024-49152 comment "by a port that is not published"
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

