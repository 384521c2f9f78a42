#!/bin/sh
# The network of plan demo on this host.
#
# Made by netgen 0.1.0 from plan.yaml, sha256
# 1bad7e223d2dbb6c2aa07349b94b903140aebbc722c2037416d817b4c4c4fb13.
# The engine is the same in every script of this version; `sed -n '/^# --- engine/,$p' setup.sh | sha256sum` gives
# (its SHA-256).
# Do not edit it: change the plan and render it again.
#
# Networks
#   networks.front: bridge front, 172.17.0.0/16, gateway 172.17.42.1, nat, mtu 1500
#
# Containers
#   containers.web: 172.17.0.1 on front
#   containers.ten-bytes-: 172.17.0.2 on front
#   containers.eleven-byte: 172.17.0.3 on front
#   containers.a-container-with-a-long-name: 172.17.0.4 on front
#   containers.a-container-with-a-long-nose: 172.17.0.5 on front
#   containers.a: 172.17.0.6 on front
#   containers.a.b: 172.17.0.7 on front
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
plan_sha256='1bad7e223d2dbb6c2aa07349b94b903140aebbc722c2037416d817b4c4c4fb13'
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

# containers.web: 172.17.0.1 on front
netns add web
link add name web.eth0 master front type veth peer name eth0 address 02:42:ac:11:00:01 netns web
link set dev web.eth0 alias netgen:demo:containers.web.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev web.eth0 mtu 1500 up
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

# containers.ten-bytes-: 172.17.0.2 on front
netns add ten-bytes-
link add name ten-bytes-.eth0 master front type veth peer name eth0 address 02:42:ac:11:00:02 netns ten-bytes-
link set dev ten-bytes-.eth0 alias netgen:demo:containers.ten-bytes-.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev ten-bytes-.eth0 mtu 1500 up
[ten-bytes-] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[ten-bytes-] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[ten-bytes-] link set dev lo alias netgen:demo:containers.ten-bytes-
[ten-bytes-] link set dev lo up
[ten-bytes-] link set dev eth0 alias netgen:demo:containers.ten-bytes-.networks.front
[ten-bytes-] link set dev eth0 mtu 1500 up
[ten-bytes-] addr replace 172.17.0.2/16 dev eth0
[ten-bytes-] link set dev eth0 address 02:42:ac:11:00:02 # tells neighbours of its addresses
[ten-bytes-] route replace default via 172.17.42.1 dev eth0 proto 110
[ten-bytes-] hostname ten-bytes-
[ten-bytes-@front] hosts 172.17.0.2 ten-bytes-

# containers.eleven-byte: 172.17.0.3 on front
netns add eleven-byte
link add name eleven-3cbus5my master front type veth peer name eth0 address 02:42:ac:11:00:03 netns eleven-byte
link set dev eleven-3cbus5my alias netgen:demo:containers.eleven-byte.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev eleven-3cbus5my mtu 1500 up
[eleven-byte] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[eleven-byte] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[eleven-byte] link set dev lo alias netgen:demo:containers.eleven-byte
[eleven-byte] link set dev lo up
[eleven-byte] link set dev eth0 alias netgen:demo:containers.eleven-byte.networks.front
[eleven-byte] link set dev eth0 mtu 1500 up
[eleven-byte] addr replace 172.17.0.3/16 dev eth0
[eleven-byte] link set dev eth0 address 02:42:ac:11:00:03 # tells neighbours of its addresses
[eleven-byte] route replace default via 172.17.42.1 dev eth0 proto 110
[eleven-byte] hostname eleven-byte
[eleven-byte@front] hosts 172.17.0.3 eleven-byte

# containers.a-container-with-a-long-name: 172.17.0.4 on front
netns add a-container-with-a-long-name
link add name a_cont-xtl4lefd master front type veth peer name eth0 address 02:42:ac:11:00:04 netns a-container-with-a-long-name
link set dev a_cont-xtl4lefd alias netgen:demo:containers.a-container-with-a-long-name.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev a_cont-xtl4lefd mtu 1500 up
[a-container-with-a-long-name] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[a-container-with-a-long-name] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[a-container-with-a-long-name] link set dev lo alias netgen:demo:containers.a-container-with-a-long-name
[a-container-with-a-long-name] link set dev lo up
[a-container-with-a-long-name] link set dev eth0 alias netgen:demo:containers.a-container-with-a-long-name.networks.front
[a-container-with-a-long-name] link set dev eth0 mtu 1500 up
[a-container-with-a-long-name] addr replace 172.17.0.4/16 dev eth0
[a-container-with-a-long-name] link set dev eth0 address 02:42:ac:11:00:04 # tells neighbours of its addresses
[a-container-with-a-long-name] route replace default via 172.17.42.1 dev eth0 proto 110
[a-container-with-a-long-name] hostname a-container-with-a-long-name
[a-container-with-a-long-name@front] hosts 172.17.0.4 a-container-with-a-long-name

# containers.a-container-with-a-long-nose: 172.17.0.5 on front
netns add a-container-with-a-long-nose
link add name a_cont-hck2mahx master front type veth peer name eth0 address 02:42:ac:11:00:05 netns a-container-with-a-long-nose
link set dev a_cont-hck2mahx alias netgen:demo:containers.a-container-with-a-long-nose.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev a_cont-hck2mahx mtu 1500 up
[a-container-with-a-long-nose] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[a-container-with-a-long-nose] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[a-container-with-a-long-nose] link set dev lo alias netgen:demo:containers.a-container-with-a-long-nose
[a-container-with-a-long-nose] link set dev lo up
[a-container-with-a-long-nose] link set dev eth0 alias netgen:demo:containers.a-container-with-a-long-nose.networks.front
[a-container-with-a-long-nose] link set dev eth0 mtu 1500 up
[a-container-with-a-long-nose] addr replace 172.17.0.5/16 dev eth0
[a-container-with-a-long-nose] link set dev eth0 address 02:42:ac:11:00:05 # tells neighbours of its addresses
[a-container-with-a-long-nose] route replace default via 172.17.42.1 dev eth0 proto 110
[a-container-with-a-long-nose] hostname a-container-with-a-long-nose
[a-container-with-a-long-nose@front] hosts 172.17.0.5 a-container-with-a-long-nose

# containers.a: 172.17.0.6 on front
netns add a
link add name a-hx6cqk52 master front type veth peer name b.eth0 address 02:42:ac:11:00:06 netns a
link set dev a-hx6cqk52 alias netgen:demo:containers.a.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev a-hx6cqk52 mtu 1500 up
[a] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[a] sysctl -w net/ipv4/conf/b.eth0/arp_notify=1 # neighbours hear of a new MAC
[a] link set dev lo alias netgen:demo:containers.a
[a] link set dev lo up
[a] link set dev b.eth0 alias netgen:demo:containers.a.networks.front
[a] link set dev b.eth0 mtu 1500 up
[a] addr replace 172.17.0.6/16 dev b.eth0
[a] link set dev b.eth0 address 02:42:ac:11:00:06 # tells neighbours of its addresses
[a] route replace default via 172.17.42.1 dev b.eth0 proto 110
[a] hostname a
[a@front] hosts 172.17.0.6 a

# containers.a.b: 172.17.0.7 on front
netns add a.b
link add name a.b.eth0 master front type veth peer name eth0 address 02:42:ac:11:00:07 netns a.b
link set dev a.b.eth0 alias netgen:demo:containers.a/b.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev a.b.eth0 mtu 1500 up
[a.b] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[a.b] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[a.b] link set dev lo alias netgen:demo:containers.a/b
[a.b] link set dev lo up
[a.b] link set dev eth0 alias netgen:demo:containers.a/b.networks.front
[a.b] link set dev eth0 mtu 1500 up
[a.b] addr replace 172.17.0.7/16 dev eth0
[a.b] link set dev eth0 address 02:42:ac:11:00:07 # tells neighbours of its addresses
[a.b] route replace default via 172.17.42.1 dev eth0 proto 110
[a.b] hostname a.b
[a.b@front] hosts 172.17.0.7 a.b
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

