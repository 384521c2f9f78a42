#!/bin/sh
# The network of plan demo on this host.
#
# Made by netgen 0.1.0 from plan.yaml, sha256
# c146cb9a2bbf3edb60a6e34c52ca07e5fa1c34eba435dd903d9faca8242902f9.
# The engine is the same in every script of this version; `sed -n '/^# --- engine/,$p' setup.sh | sha256sum` gives
# (its SHA-256).
# Do not edit it: change the plan and render it again.
#
# Networks
#   networks.front: bridge front, 172.17.0.0/16, gateway 172.17.42.1, nat, mtu 1500
#   networks.back: bridge back, 10.5.0.0/24, gateway 10.5.0.1, nat, mtu 1500
#
# Containers
#   containers.web: 172.17.0.1 on front
#   containers.db: 10.5.0.2 on back
#   containers.api: 172.17.0.2 on front
#   containers.log: 10.5.0.3 on back
#
# Open to the world
#   containers.web: 80/tcp from 203.0.113.0/24
#   containers.db: 5432/tcp from 198.51.100.0/24
#   containers.api: 8080/tcp
#   containers.log: 514/udp from 192.0.2.1/32
#
# Settings of the host
#   net.ipv4.ip_forward=1: forward IPv4 between interfaces
#   net.ipv4.conf.all.accept_redirects=0: a router takes no redirects
#   net.ipv4.conf.$uplinks.forwarding=1: also on interfaces with a default route where it was switched off
#   net.netfilter.nf_conntrack_tcp_be_liberal=1: a TCP segment outside of the window is still part of its connection
#   IPv6 forwarding stays as it is
#   networks.front: net.ipv4.conf.front.forwarding=1, forward IPv4 from it, also where conf.default.forwarding is 0
#   networks.front: net.ipv4.conf.front.route_localnet=1, let 127.0.0.1 reach published ports
#   networks.back: net.ipv4.conf.back.forwarding=1, forward IPv4 from it, also where conf.default.forwarding is 0
#   networks.back: net.ipv4.conf.back.route_localnet=1, let 127.0.0.1 reach published ports
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
#   conntrack entries of UDP ports that lead elsewhere than before are deleted
#
# Usage, as root:
#   sh setup.sh [up] [--dry-run] [--force]   make the host as the plan says; again after every change of the plan
#   sh setup.sh check                        compare, change nothing
#   sh setup.sh refresh-names                follow the host's resolv.conf
#   sh setup.sh down [--dry-run] [--force]   remove what this plan made, and nothing else
#   sh setup.sh --help | --version           exit codes; plan and versions

netgen_version='0.1.0'
plan_name='demo'
plan_sha256='c146cb9a2bbf3edb60a6e34c52ca07e5fa1c34eba435dd903d9faca8242902f9'
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

# networks.back: bridge back, 10.5.0.0/24, gateway 10.5.0.1, nat, mtu 1500
link add name back address 02:42:0a:05:00:01 type bridge
link set dev back alias netgen:demo:networks.back addrgenmode none # no IPv6 address but the plan's
link set dev back mtu 1500 up
addr replace 10.5.0.1/24 dev back
sysctl -w net.ipv4.conf.back.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0
sysctl -w net.ipv4.conf.back.route_localnet=1 # let 127.0.0.1 reach published ports

# containers.web: 172.17.0.1 on front
netns add web
link add name web.eth0 master front type veth peer name eth0 address 02:42:ac:11:00:01 netns web
link set dev web.eth0 alias netgen:demo:containers.web.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev web.eth0 mtu 1500 up
link set dev web.eth0 type bridge_slave hairpin on # it may reach its own published ports
[web] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[web] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[web] link set dev lo alias netgen:demo:containers.web
[web] link set dev lo up
[web] link set dev eth0 alias netgen:demo:containers.web.networks.front
[web] link set dev eth0 mtu 1500 up
[web] addr replace 172.17.0.1/16 dev eth0
[web] link set dev eth0 address 02:42:ac:11:00:01 # tells neighbours of its addresses
[web] route replace default via 172.17.42.1 dev eth0 proto 110
[web] hostname web
[web@front] hosts 172.17.0.1 web
port tcp 0.0.0.0:80 to 172.17.0.1:80 # containers.web.ports.0

# containers.db: 10.5.0.2 on back
netns add db
link add name db.eth0 master back type veth peer name eth0 address 02:42:0a:05:00:02 netns db
link set dev db.eth0 alias netgen:demo:containers.db.networks.back addrgenmode none # no IPv6 address but the plan's
link set dev db.eth0 mtu 1500 up
link set dev db.eth0 type bridge_slave hairpin on # it may reach its own published ports
[db] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[db] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[db] link set dev lo alias netgen:demo:containers.db
[db] link set dev lo up
[db] link set dev eth0 alias netgen:demo:containers.db.networks.back
[db] link set dev eth0 mtu 1500 up
[db] addr replace 10.5.0.2/24 dev eth0
[db] link set dev eth0 address 02:42:0a:05:00:02 # tells neighbours of its addresses
[db] route replace default via 10.5.0.1 dev eth0 proto 110
[db] hostname db
[db@back] hosts 10.5.0.2 db
port tcp 0.0.0.0:5432 to 10.5.0.2:5432 # containers.db.ports.0

# containers.api: 172.17.0.2 on front
netns add api
link add name api.eth0 master front type veth peer name eth0 address 02:42:ac:11:00:02 netns api
link set dev api.eth0 alias netgen:demo:containers.api.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev api.eth0 mtu 1500 up
link set dev api.eth0 type bridge_slave hairpin on # it may reach its own published ports
[api] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[api] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[api] link set dev lo alias netgen:demo:containers.api
[api] link set dev lo up
[api] link set dev eth0 alias netgen:demo:containers.api.networks.front
[api] link set dev eth0 mtu 1500 up
[api] addr replace 172.17.0.2/16 dev eth0
[api] link set dev eth0 address 02:42:ac:11:00:02 # tells neighbours of its addresses
[api] route replace default via 172.17.42.1 dev eth0 proto 110
[api] hostname api
[api@front] hosts 172.17.0.2 api
port tcp 0.0.0.0:8080 to 172.17.0.2:80 # containers.api.ports.0

# containers.log: 10.5.0.3 on back
netns add log
link add name log.eth0 master back type veth peer name eth0 address 02:42:0a:05:00:03 netns log
link set dev log.eth0 alias netgen:demo:containers.log.networks.back addrgenmode none # no IPv6 address but the plan's
link set dev log.eth0 mtu 1500 up
link set dev log.eth0 type bridge_slave hairpin on # it may reach its own published ports
[log] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[log] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[log] link set dev lo alias netgen:demo:containers.log
[log] link set dev lo up
[log] link set dev eth0 alias netgen:demo:containers.log.networks.back
[log] link set dev eth0 mtu 1500 up
[log] addr replace 10.5.0.3/24 dev eth0
[log] link set dev eth0 address 02:42:0a:05:00:03 # tells neighbours of its addresses
[log] route replace default via 10.5.0.1 dev eth0 proto 110
[log] hostname log
[log@back] hosts 10.5.0.3 log
port udp 0.0.0.0:514 to 10.5.0.3:514 # containers.log.ports.0
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
            10.5.0.0/24, # networks.back
        }
    }

    # where they come from: interface, source
    set homes {
        type ifname . ipv4_addr
        flags interval
        elements = {
            "front" . 172.17.0.0/16, # networks.front
            "back" . 10.5.0.0/24, # networks.back
        }
    }

    # on every address of the host: protocol, port, container
    map published {
        type inet_proto . inet_service : ipv4_addr . inet_service
        elements = {
            tcp . 80 : 172.17.0.1 . 80, # containers.web.ports.0
            tcp . 5432 : 10.5.0.2 . 5432, # containers.db.ports.0
            tcp . 8080 : 172.17.0.2 . 80, # containers.api.ports.0
            udp . 514 : 10.5.0.3 . 514, # containers.log.ports.0
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
            203.0.113.0/24 . 0.0.0.0/0 . tcp . 80, # containers.web.ports.0
            198.51.100.0/24 . 0.0.0.0/0 . tcp . 5432, # containers.db.ports.0
            192.0.2.1/32 . 0.0.0.0/0 . udp . 514, # containers.log.ports.0
        }
    }

    # ports that no other source outside reaches: address of the host, protocol, port
    set restricted {
        type ipv4_addr . inet_proto . inet_service
        flags interval
        elements = {
            0.0.0.0/0 . tcp . 80, # containers.web.ports.0
            0.0.0.0/0 . tcp . 5432, # containers.db.ports.0
            0.0.0.0/0 . udp . 514, # containers.log.ports.0
        }
    }

    # bridges of the plan's networks, and the host's ends of its links
    set networks {
        type ifname
        elements = {
            "front", # networks.front
            "back", # networks.back
        }
    }

    # of them, those that this plan makes
    set bridges {
        type ifname
        elements = {
            "front", # networks.front
            "back", # networks.back
        }
    }

    # who may talk to whom: from network, to network
    set allowed {
        type ifname . ifname
        elements = {
            "front" . "front", # networks.front
            "back" . "back", # networks.back
        }
    }

    # networks that nothing outside opens a connection to
    set no_inbound {
        type ifname
        elements = {
            "front", # networks.front
            "back", # networks.back
        }
    }

    # where published ports lead: container, protocol, port
    set dnat_targets {
        type ipv4_addr . inet_proto . inet_service
        elements = {
            172.17.0.1 . tcp . 80, # containers.web.ports.0
            10.5.0.2 . tcp . 5432, # containers.db.ports.0
            172.17.0.2 . tcp . 80, # containers.api.ports.0
            10.5.0.3 . udp . 514, # containers.log.ports.0
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
            10.5.0.0/24 . 10.5.0.0/24, # networks.back
        }
    }

    # sources that leave with the host's address
    set masqueraded {
        type ipv4_addr
        flags interval
        elements = {
            172.17.0.0/16, # networks.front
            10.5.0.0/24, # networks.back
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
        meta l4proto tcp ip saddr @masqueraded masquerade to :8081-65535 comment "by a port that is not published"
        meta l4proto udp ip saddr @masqueraded masquerade to :1024-65535 comment "by a port that is not published"
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

