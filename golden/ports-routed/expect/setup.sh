#!/bin/sh
# The network of plan demo on this host.
#
# Made by netgen 0.1.0 from plan.yaml, sha256
# 67e4421ceb89273c31652d8213b536dba889de27a56b0cd2d9ced7748e237546.
# The engine is the same in every script of this version; `sed -n '/^# --- engine/,$p' setup.sh | sha256sum` gives
# (its SHA-256).
# Do not edit it: change the plan and render it again.
#
# Networks
#   networks.lan: bridge lan, 192.0.2.64/26, gateway 192.0.2.65, routed, mtu 1500
#
# Containers
#   containers.www: 192.0.2.66 on lan
#
# Open to the world
#   containers.www: 8080/tcp, 8443/tcp, 9000-9003/tcp, 127.0.0.1:8081/tcp, 2222/tcp from 198.51.100.0/24, 2223/tcp from 198.51.100.7/32 203.0.113.0/24, 192.0.2.66:80/tcp, 192.0.2.66:443/tcp, 192.0.2.66:9000-9003/tcp, 192.0.2.66:22/tcp from 198.51.100.0/24 198.51.100.7/32 203.0.113.0/24
#
# Settings of the host
#   net.ipv4.ip_forward=1: forward IPv4 between interfaces
#   net.ipv4.conf.all.accept_redirects=0: a router takes no redirects
#   net.ipv4.conf.$uplinks.forwarding=1: also on interfaces with a default route where it was switched off
#   net.netfilter.nf_conntrack_tcp_be_liberal=1: a TCP segment outside of the window is still part of its connection
#   IPv6 forwarding stays as it is
#   networks.lan: net.ipv4.conf.lan.forwarding=1, forward IPv4 from it, also where conf.default.forwarding is 0
#   networks.lan: net.ipv4.conf.lan.route_localnet=1, let 127.0.0.1 reach published ports
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
plan_sha256='67e4421ceb89273c31652d8213b536dba889de27a56b0cd2d9ced7748e237546'
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

# networks.lan: bridge lan, 192.0.2.64/26, gateway 192.0.2.65, routed, mtu 1500
link add name lan address 02:42:c0:00:02:41 type bridge
link set dev lan alias netgen:demo:networks.lan addrgenmode none # no IPv6 address but the plan's
link set dev lan mtu 1500 up
addr replace 192.0.2.65/26 dev lan
sysctl -w net.ipv4.conf.lan.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0
sysctl -w net.ipv4.conf.lan.route_localnet=1 # let 127.0.0.1 reach published ports

# containers.www: 192.0.2.66 on lan
netns add www
link add name www.eth0 master lan type veth peer name eth0 address 02:42:c0:00:02:42 netns www
link set dev www.eth0 alias netgen:demo:containers.www.networks.lan addrgenmode none # no IPv6 address but the plan's
link set dev www.eth0 mtu 1500 up
link set dev www.eth0 type bridge_slave hairpin on # it may reach its own published ports
[www] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[www] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[www] link set dev lo alias netgen:demo:containers.www
[www] link set dev lo up
[www] link set dev eth0 alias netgen:demo:containers.www.networks.lan
[www] link set dev eth0 mtu 1500 up
[www] addr replace 192.0.2.66/26 dev eth0
[www] link set dev eth0 address 02:42:c0:00:02:42 # tells neighbours of its addresses
[www] route replace default via 192.0.2.65 dev eth0 proto 110
[www] hostname www
[www@lan] hosts 192.0.2.66 www
port tcp 0.0.0.0:8080 to 192.0.2.66:80 # containers.www.ports.0
port tcp 0.0.0.0:8443 to 192.0.2.66:443 # containers.www.ports.1
port tcp 0.0.0.0:9000-9003 to 192.0.2.66:9000-9003 # containers.www.ports.2
port tcp 127.0.0.1:8081 to 192.0.2.66:81 # containers.www.ports.3
port tcp 0.0.0.0:2222 to 192.0.2.66:22 # containers.www.ports.4
port tcp 0.0.0.0:2223 to 192.0.2.66:22 # containers.www.ports.5
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
            192.0.2.64/26, # networks.lan
        }
    }

    # where they come from: interface, source
    set homes {
        type ifname . ipv4_addr
        flags interval
        elements = {
            "lan" . 192.0.2.64/26, # networks.lan
        }
    }

    # on every address of the host: protocol, port, container
    map published {
        type inet_proto . inet_service : ipv4_addr . inet_service
        elements = {
            tcp . 8080 : 192.0.2.66 . 80, # containers.www.ports.0
            tcp . 8443 : 192.0.2.66 . 443, # containers.www.ports.1
            tcp . 9000 : 192.0.2.66 . 9000, # containers.www.ports.2
            tcp . 9001 : 192.0.2.66 . 9001, # containers.www.ports.2
            tcp . 9002 : 192.0.2.66 . 9002, # containers.www.ports.2
            tcp . 9003 : 192.0.2.66 . 9003, # containers.www.ports.2
            tcp . 2222 : 192.0.2.66 . 22, # containers.www.ports.4
            tcp . 2223 : 192.0.2.66 . 22, # containers.www.ports.5
        }
    }

    # on one address of the host: address, protocol, port, container
    map published_on {
        type ipv4_addr . inet_proto . inet_service : ipv4_addr . inet_service
        elements = {
            127.0.0.1 . tcp . 8081 : 192.0.2.66 . 81, # containers.www.ports.3
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

    # published_from: source, address of the host, protocol, port
    set admitted {
        type ipv4_addr . ipv4_addr . inet_proto . inet_service
        flags interval
        elements = {
            198.51.100.0/24 . 0.0.0.0/0 . tcp . 2222, # containers.www.ports.4
            198.51.100.7/32 . 0.0.0.0/0 . tcp . 2223, # containers.www.ports.5
            203.0.113.0/24 . 0.0.0.0/0 . tcp . 2223, # containers.www.ports.5
        }
    }

    # ports that no other source outside reaches: address of the host, protocol, port
    set restricted {
        type ipv4_addr . inet_proto . inet_service
        flags interval
        elements = {
            0.0.0.0/0 . tcp . 2222, # containers.www.ports.4
            0.0.0.0/0 . tcp . 2223, # containers.www.ports.5
        }
    }

    # bridges of the plan's networks, and the host's ends of its links
    set networks {
        type ifname
        elements = {
            "lan", # networks.lan
        }
    }

    # of them, those that this plan makes
    set bridges {
        type ifname
        elements = {
            "lan", # networks.lan
        }
    }

    # who may talk to whom: from network, to network
    set allowed {
        type ifname . ifname
        elements = {
            "lan" . "lan", # networks.lan
        }
    }

    # networks that nothing outside opens a connection to
    set no_inbound {
        type ifname
        elements = {
            "lan", # networks.lan
        }
    }

    # ports open at a container's own address: source, container, protocol, port
    set direct_ports {
        type ipv4_addr . ipv4_addr . inet_proto . inet_service
        flags interval
        elements = {
            0.0.0.0/0 . 192.0.2.66 . tcp . 80, # containers.www.ports.0
            0.0.0.0/0 . 192.0.2.66 . tcp . 443, # containers.www.ports.1
            0.0.0.0/0 . 192.0.2.66 . tcp . 9000-9003, # containers.www.ports.2
            198.51.100.0/24 . 192.0.2.66 . tcp . 22, # containers.www.ports.4
            203.0.113.0/24 . 192.0.2.66 . tcp . 22, # containers.www.ports.4
        }
    }

    # where published ports lead: container, protocol, port
    set dnat_targets {
        type ipv4_addr . inet_proto . inet_service
        flags interval
        elements = {
            192.0.2.66 . tcp . 22, # containers.www.ports.4
            192.0.2.66 . tcp . 80, # containers.www.ports.0
            192.0.2.66 . tcp . 81, # containers.www.ports.3
            192.0.2.66 . tcp . 443, # containers.www.ports.1
            192.0.2.66 . tcp . 9000-9003, # containers.www.ports.2
        }
    }

    # who reaches published ports through the host, and would be answered directly: from, to
    set hairpin {
        type ipv4_addr . ipv4_addr
        flags interval
        elements = {
            192.0.2.64/26 . 192.0.2.64/26, # networks.lan
        }
    }

    # what comes in from anywhere, before anything else
    chain raw_prerouting {
        type filter hook prerouting priority raw; policy accept;
        iifname != "lo" ip saddr @subnets iifname . ip saddr != @homes drop comment "a container's address comes from its own bridge"
        iifname != "lo" ip saddr @localnet drop comment "127.0.0.1 is the host's own"
        iifname != "lo" ip daddr @localnet drop comment "127.0.0.1 is the host's own"
    }

    # who reaches published ports; the host itself and the plan's networks always do
    chain published_from {
        type filter hook prerouting priority mangle; policy accept;
        ct state established,related accept comment "connections that were let in before"
        iifname @networks accept comment "from the plan's networks"
        ip saddr . ip daddr . meta l4proto . th dport @admitted accept comment "sources that the plan names"
        iifname != "lo" fib daddr type local ip daddr . meta l4proto . th dport @restricted drop comment "and no others"
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
        ip saddr . ip daddr . meta l4proto . th dport @direct_ports accept comment "published ports, at the container's own address"
        oifname @no_inbound drop comment "nothing comes in from outside"
    }

    # what is translated on its way out
    chain postrouting {
        type nat hook postrouting priority srcnat; policy accept;
        ct status dnat ip saddr . ip daddr @hairpin masquerade comment "replies come back by way of the host"
        ip saddr @localnet oifname @networks masquerade comment "the host's 127.0.0.1 means something else in a container"
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

