#!/bin/sh
# The network of plan demo on this host.
#
# Made by netgen 0.1.0 from plan.yaml, sha256
# fba154b4e055feeb42f190141735f566cf12900a2e7b315ddf4d7d2f673c6e1b.
# The engine is the same in every script of this version; `sed -n '/^# --- engine/,$p' setup.sh | sha256sum` gives
# (its SHA-256).
# Do not edit it: change the plan and render it again.
#
# Networks
#   networks.wan: bridge wan, 10.25.0.0/16, gateway 10.25.0.1, nat, mtu 1500
#   networks.home-a: bridge homeA, 192.168.1.0/24, gateway 192.168.1.1 (modem-a), mtu 1500
#   networks.home-b: bridge homeB, 192.168.1.0/24, gateway 192.168.1.254 (modem-b), mtu 1500
#
# Containers
#   containers.modem-a: 192.168.1.1 on home-a, 10.25.0.2 on wan, a router
#   containers.modem-b: 10.25.1.66 on wan, 192.168.1.254 on home-b, a router
#   containers.h1: 192.168.1.2 on home-a
#   containers.h2: 192.168.1.1 on home-b
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
#   networks.wan: net.ipv4.conf.wan.forwarding=1, forward IPv4 from it, also where conf.default.forwarding is 0
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
plan_sha256='fba154b4e055feeb42f190141735f566cf12900a2e7b315ddf4d7d2f673c6e1b'
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

# networks.wan: bridge wan, 10.25.0.0/16, gateway 10.25.0.1, nat, mtu 1500
link add name wan address 02:42:0a:19:00:01 type bridge
link set dev wan alias netgen:demo:networks.wan addrgenmode none # no IPv6 address but the plan's
link set dev wan mtu 1500 up
addr replace 10.25.0.1/16 dev wan
sysctl -w net.ipv4.conf.wan.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0

# networks.home-a: bridge homeA, 192.168.1.0/24, gateway 192.168.1.1 (modem-a), mtu 1500
link add name homeA address 02:42:ec:6d:b5:cb type bridge
link set dev homeA alias netgen:demo:networks.home-a addrgenmode none # no IPv6 address but the plan's
link set dev homeA mtu 1500 up

# networks.home-b: bridge homeB, 192.168.1.0/24, gateway 192.168.1.254 (modem-b), mtu 1500
link add name homeB address 02:42:55:bd:c2:bc type bridge
link set dev homeB alias netgen:demo:networks.home-b addrgenmode none # no IPv6 address but the plan's
link set dev homeB mtu 1500 up

# containers.modem-a: 192.168.1.1 on home-a, 10.25.0.2 on wan, a router
netns add modem-a
link add name modem-a.eth0 master homeA type veth peer name eth0 address 02:42:c0:a8:01:01 netns modem-a
link set dev modem-a.eth0 alias netgen:demo:containers.modem-a.networks.home-a addrgenmode none # no IPv6 address but the plan's
link set dev modem-a.eth0 mtu 1500 up
link add name modem-a.eth1 master wan type veth peer name eth1 address 02:42:0a:19:00:02 netns modem-a
link set dev modem-a.eth1 alias netgen:demo:containers.modem-a.networks.wan addrgenmode none # no IPv6 address but the plan's
link set dev modem-a.eth1 mtu 1500 up
[modem-a] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[modem-a] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[modem-a] sysctl -w net.ipv4.conf.eth1.arp_notify=1 # neighbours hear of a new MAC
[modem-a] sysctl -w net.ipv4.ip_forward=1 # forward IPv4 between interfaces
[modem-a] sysctl -w net.ipv4.conf.all.rp_filter=2 # answers may come in by another interface, whatever the host asks
[modem-a] link set dev lo alias netgen:demo:containers.modem-a
[modem-a] link set dev lo up
[modem-a] link set dev eth0 alias netgen:demo:containers.modem-a.networks.home-a
[modem-a] link set dev eth0 mtu 1500 up
[modem-a] addr replace 192.168.1.1/24 dev eth0
[modem-a] link set dev eth0 address 02:42:c0:a8:01:01 # tells neighbours of its addresses
[modem-a] link set dev eth1 alias netgen:demo:containers.modem-a.networks.wan
[modem-a] link set dev eth1 mtu 1500 up
[modem-a] addr replace 10.25.0.2/16 dev eth1
[modem-a] link set dev eth1 address 02:42:0a:19:00:02 # tells neighbours of its addresses
[modem-a] route replace default via 10.25.0.1 dev eth1 proto 110
[modem-a] hostname modem-a
[modem-a@home-a] hosts 192.168.1.1 modem-a
[modem-a@wan] hosts 10.25.0.2 modem-a

# containers.modem-b: 10.25.1.66 on wan, 192.168.1.254 on home-b, a router
netns add modem-b
link add name modem-b.eth0 master wan type veth peer name eth0 address 02:42:0a:19:01:42 netns modem-b
link set dev modem-b.eth0 alias netgen:demo:containers.modem-b.networks.wan addrgenmode none # no IPv6 address but the plan's
link set dev modem-b.eth0 mtu 1500 up
link add name modem-b.eth1 master homeB type veth peer name eth1 address 02:42:c0:a8:01:fe netns modem-b
link set dev modem-b.eth1 alias netgen:demo:containers.modem-b.networks.home-b addrgenmode none # no IPv6 address but the plan's
link set dev modem-b.eth1 mtu 1500 up
[modem-b] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[modem-b] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[modem-b] sysctl -w net.ipv4.conf.eth1.arp_notify=1 # neighbours hear of a new MAC
[modem-b] sysctl -w net.ipv4.ip_forward=1 # forward IPv4 between interfaces
[modem-b] sysctl -w net.ipv4.conf.all.rp_filter=2 # answers may come in by another interface, whatever the host asks
[modem-b] link set dev lo alias netgen:demo:containers.modem-b
[modem-b] link set dev lo up
[modem-b] link set dev eth0 alias netgen:demo:containers.modem-b.networks.wan
[modem-b] link set dev eth0 mtu 1500 up
[modem-b] addr replace 10.25.1.66/16 dev eth0
[modem-b] link set dev eth0 address 02:42:0a:19:01:42 # tells neighbours of its addresses
[modem-b] route replace default via 10.25.0.1 dev eth0 proto 110
[modem-b] link set dev eth1 alias netgen:demo:containers.modem-b.networks.home-b
[modem-b] link set dev eth1 mtu 1500 up
[modem-b] addr replace 192.168.1.254/24 dev eth1
[modem-b] link set dev eth1 address 02:42:c0:a8:01:fe # tells neighbours of its addresses
[modem-b] hostname modem-b
[modem-b@wan] hosts 10.25.1.66 modem-b
[modem-b@home-b] hosts 192.168.1.254 modem-b

# containers.h1: 192.168.1.2 on home-a
netns add h1
link add name h1.eth0 master homeA type veth peer name eth0 address 02:42:c0:a8:01:02 netns h1
link set dev h1.eth0 alias netgen:demo:containers.h1.networks.home-a addrgenmode none # no IPv6 address but the plan's
link set dev h1.eth0 mtu 1500 up
[h1] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[h1] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[h1] link set dev lo alias netgen:demo:containers.h1
[h1] link set dev lo up
[h1] link set dev eth0 alias netgen:demo:containers.h1.networks.home-a
[h1] link set dev eth0 mtu 1500 up
[h1] addr replace 192.168.1.2/24 dev eth0
[h1] link set dev eth0 address 02:42:c0:a8:01:02 # tells neighbours of its addresses
[h1] route replace default via 192.168.1.1 dev eth0 proto 110
[h1] hostname h1
[h1@home-a] hosts 192.168.1.2 h1

# containers.h2: 192.168.1.1 on home-b
netns add h2
link add name h2.eth0 master homeB type veth peer name eth0 address 02:42:c0:a8:01:01 netns h2
link set dev h2.eth0 alias netgen:demo:containers.h2.networks.home-b addrgenmode none # no IPv6 address but the plan's
link set dev h2.eth0 mtu 1500 up
[h2] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[h2] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[h2] link set dev lo alias netgen:demo:containers.h2
[h2] link set dev lo up
[h2] link set dev eth0 alias netgen:demo:containers.h2.networks.home-b
[h2] link set dev eth0 mtu 1500 up
[h2] addr replace 192.168.1.1/24 dev eth0
[h2] link set dev eth0 address 02:42:c0:a8:01:01 # tells neighbours of its addresses
[h2] route replace default via 192.168.1.254 dev eth0 proto 110
[h2] hostname h2
[h2@home-b] hosts 192.168.1.1 h2
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
            10.25.0.0/16, # networks.wan
        }
    }

    # where they come from: interface, source
    set homes {
        type ifname . ipv4_addr
        flags interval
        elements = {
            "wan" . 10.25.0.0/16, # networks.wan
            "homeA" . 10.25.0.0/16, # networks.wan
            "homeB" . 10.25.0.0/16, # networks.wan
        }
    }

    # bridges of the plan's networks, and the host's ends of its links
    set networks {
        type ifname
        elements = {
            "wan", # networks.wan
            "homeA", # networks.home-a
            "homeB", # networks.home-b
        }
    }

    # of them, those that this plan makes
    set bridges {
        type ifname
        elements = {
            "wan", # networks.wan
            "homeA", # networks.home-a
            "homeB", # networks.home-b
        }
    }

    # who may talk to whom: from network, to network
    set allowed {
        type ifname . ifname
        elements = {
            "wan" . "wan", # networks.wan
            "homeA" . "homeA", # networks.home-a
            "homeB" . "homeB", # networks.home-b
        }
    }

    # networks that nothing outside opens a connection to
    set no_inbound {
        type ifname
        elements = {
            "wan", # networks.wan
            "homeA", # networks.home-a
            "homeB", # networks.home-b
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
            10.25.0.0/16, # networks.wan
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

