#!/bin/sh
# The network of plan demo on this host.
#
# Made by netgen 0.1.0 from plan.yaml, sha256
# c09993bceeaadd85d8f77bda8bbef1198cb972ead0487b2356bf935559e8e393.
# The engine is the same in every script of this version; `sed -n '/^# --- engine/,$p' setup.sh | sha256sum` gives
# (its SHA-256).
# Do not edit it: change the plan and render it again.
#
# Networks
#   networks.lan: bridge lan, 192.168.1.0/24, gateway 192.168.1.1 (router), internal, mtu 1500
#   networks.front: bridge front, 172.17.0.0/16, gateway 172.17.42.1, nat, mtu 1500
#
# Containers
#   containers.router: 172.17.0.1 on front, 192.168.1.1 on lan, a router
#   containers.pc: 192.168.1.2 on lan
#
# Open to the world
#   nothing
#
# Settings of the host
#   net.ipv4.ip_forward=1: forward IPv4 between interfaces
#   net.ipv4.conf.all.accept_redirects=0: a router takes no redirects
#   net.ipv4.conf.$uplinks.forwarding=1: also on interfaces with a default route where it was switched off
#   net.netfilter.nf_conntrack_tcp_be_liberal=1: a TCP segment outside of the window is still part of its connection
#   IPv6 forwarding stays as it is
#   networks.front: net.ipv4.conf.front.forwarding=1, forward IPv4 from it, also where conf.default.forwarding is 0
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
plan_sha256='c09993bceeaadd85d8f77bda8bbef1198cb972ead0487b2356bf935559e8e393'
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

# networks.lan: bridge lan, 192.168.1.0/24, gateway 192.168.1.1 (router), internal, mtu 1500
link add name lan address 02:42:37:6c:7b:93 type bridge
link set dev lan alias netgen:demo:networks.lan addrgenmode none # no IPv6 address but the plan's
link set dev lan mtu 1500 up

# networks.front: bridge front, 172.17.0.0/16, gateway 172.17.42.1, nat, mtu 1500
link add name front address 02:42:ac:11:2a:01 type bridge
link set dev front alias netgen:demo:networks.front addrgenmode none # no IPv6 address but the plan's
link set dev front mtu 1500 up
addr replace 172.17.42.1/16 dev front
sysctl -w net.ipv4.conf.front.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0

# containers.router: 172.17.0.1 on front, 192.168.1.1 on lan, a router
netns add router
link add name router.eth0 master front type veth peer name eth0 address 02:42:ac:11:00:01 netns router
link set dev router.eth0 alias netgen:demo:containers.router.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev router.eth0 mtu 1500 up
link add name router.eth1 master lan type veth peer name eth1 address 02:42:c0:a8:01:01 netns router
link set dev router.eth1 alias netgen:demo:containers.router.networks.lan addrgenmode none # no IPv6 address but the plan's
link set dev router.eth1 mtu 1500 up
[router] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[router] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[router] sysctl -w net.ipv4.conf.eth1.arp_notify=1 # neighbours hear of a new MAC
[router] sysctl -w net.ipv4.ip_forward=1 # forward IPv4 between interfaces
[router] sysctl -w net.ipv4.conf.all.rp_filter=2 # answers may come in by another interface, whatever the host asks
[router] link set dev lo alias netgen:demo:containers.router
[router] link set dev lo up
[router] link set dev eth0 alias netgen:demo:containers.router.networks.front
[router] link set dev eth0 mtu 1500 up
[router] addr replace 172.17.0.1/16 dev eth0
[router] link set dev eth0 address 02:42:ac:11:00:01 # tells neighbours of its addresses
[router] route replace default via 172.17.42.1 dev eth0 proto 110
[router] link set dev eth1 alias netgen:demo:containers.router.networks.lan
[router] link set dev eth1 mtu 1500 up
[router] addr replace 192.168.1.1/24 dev eth1
[router] link set dev eth1 address 02:42:c0:a8:01:01 # tells neighbours of its addresses
[router] hostname router
[router@front] hosts 172.17.0.1 router
[router@lan] hosts 192.168.1.1 router

# containers.pc: 192.168.1.2 on lan
netns add pc
link add name pc.eth0 master lan type veth peer name eth0 address 02:42:c0:a8:01:02 netns pc
link set dev pc.eth0 alias netgen:demo:containers.pc.networks.lan addrgenmode none # no IPv6 address but the plan's
link set dev pc.eth0 mtu 1500 up
[pc] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[pc] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[pc] link set dev lo alias netgen:demo:containers.pc
[pc] link set dev lo up
[pc] link set dev eth0 alias netgen:demo:containers.pc.networks.lan
[pc] link set dev eth0 mtu 1500 up
[pc] addr replace 192.168.1.2/24 dev eth0
[pc] link set dev eth0 address 02:42:c0:a8:01:02 # tells neighbours of its addresses
[pc] route replace default via 192.168.1.1 dev eth0 proto 110
[pc] hostname pc
[pc@lan] hosts 192.168.1.2 pc
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
            "lan" . 172.17.0.0/16, # networks.front
        }
    }

    # bridges of the plan's networks, and the host's ends of its links
    set networks {
        type ifname
        elements = {
            "lan", # networks.lan
            "front", # networks.front
        }
    }

    # of them, those that this plan makes
    set bridges {
        type ifname
        elements = {
            "lan", # networks.lan
            "front", # networks.front
        }
    }

    # who may talk to whom: from network, to network
    set allowed {
        type ifname . ifname
        elements = {
            "lan" . "lan", # networks.lan
            "front" . "front", # networks.front
        }
    }

    # networks that nothing outside opens a connection to
    set no_inbound {
        type ifname
        elements = {
            "lan", # networks.lan
            "front", # networks.front
        }
    }

    # networks that open no connection to the outside
    set internal {
        type ifname
        elements = {
            "lan", # networks.lan
        }
    }

    # the loopback interface
    set loopback {
        type ifname
        elements = {
            "lo", # host
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
    }

    # what is forwarded
    chain forward {
        type filter hook forward priority filter; policy accept;
        ct state established,related accept comment "replies, and errors that belong to a connection"
        iifname . oifname @allowed accept comment "within a network, and between peers"
        iifname @internal drop comment "nothing goes out"
        iifname @bridges oifname @networks drop comment "networks are isolated"
        ct state invalid ip saddr @masqueraded drop comment "no private address leaves untranslated"
        oifname @no_inbound drop comment "nothing comes in from outside"
    }

    # what is translated on its way out
    chain postrouting {
        type nat hook postrouting priority srcnat; policy accept;
        oifname @loopback accept comment "the host talks to itself from the address that it means"
        oifname @networks accept comment "between networks of the plan, addresses stay as they are"
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

