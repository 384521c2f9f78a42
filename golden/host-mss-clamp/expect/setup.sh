#!/bin/sh
# The network of plan demo on this host.
#
# Made by netgen 0.1.0 from plan.yaml, sha256
# e3e3023510aaa8a5b69f31defc71f6fccdd9e5c1fd10a6060458d94dd2ef9be1.
# The engine is the same in every script of this version; `sed -n '/^# --- engine/,$p' setup.sh | sha256sum` gives
# (its SHA-256).
# Do not edit it: change the plan and render it again.
#
# Networks
#   networks.front: bridge front, 10.1.0.0/24, gateway 10.1.0.1, nat, fd00:1::/64, gateway fe80::1, nat, mtu 1500
#
# Containers
#   containers.web: 10.1.0.2 and fd00:1::242:a01:2 on front
#
# Open to the world
#   containers.web: 80/tcp
#
# Settings of the host
#   net.ipv4.ip_forward=1: forward IPv4 between interfaces
#   net.ipv4.conf.all.accept_redirects=0: a router takes no redirects
#   net.ipv4.conf.$uplinks.forwarding=1: also on interfaces with a default route where it was switched off
#   net.ipv6.conf.$ra_interface.accept_ra=2: still take router advertisements on the uplink and interfaces that live on them, now or later
#   net.ipv6.conf.all.forwarding=1: forward IPv6 between interfaces
#   net.ipv6.conf.default.forwarding=1: and on those that are made later
#   net.ipv6.conf.$uplinks.forwarding=1: also on interfaces with a default route where it was switched off
#   net.netfilter.nf_conntrack_tcp_be_liberal=1: a TCP segment outside of the window is still part of its connection
#   networks.front: net.ipv6.conf.front.accept_ra=0, containers advertise no routes to the host
#   networks.front: net.ipv4.conf.front.forwarding=1, forward IPv4 from it, also where conf.default.forwarding is 0
#   networks.front: net.ipv6.conf.front.forwarding=1, forward IPv6 from it, also where conf.default.forwarding is 0
#   networks.front: net.ipv4.conf.front.route_localnet=1, let 127.0.0.1 reach published ports
#
# Firewall
#   table inet netgen-demo
#   table inet netgen_user, for rules of your own: made if missing, first in line, never emptied
#   TCP's segments fit the path MTU (host.mss_clamp)
#
# Files
#   /etc/netns/NAME/hostname, hosts and resolv.conf for each container; what was there is kept in /etc/netns/.netgen-demo
#   name servers are the host's; if it names none, Google's: 8.8.8.8 and 8.8.4.4, over IPv6 2001:4860:4860::8888 and 2001:4860:4860::8844
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
plan_sha256='e3e3023510aaa8a5b69f31defc71f6fccdd9e5c1fd10a6060458d94dd2ef9be1'
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
sysctl -w net.ipv6.conf.$ra_interface.accept_ra=2 # still take router advertisements on the uplink and interfaces that live on them, now or later
sysctl -w net.ipv6.conf.all.forwarding=1 # forward IPv6 between interfaces
sysctl -w net.ipv6.conf.default.forwarding=1 # and on those that are made later
sysctl -w net.ipv6.conf.$uplinks.forwarding=1 # also on interfaces with a default route where it was switched off
sysctl -w net.netfilter.nf_conntrack_tcp_be_liberal=1 # a TCP segment outside of the window is still part of its connection

# host.firewall: chain forward of table inet netgen_user is for rules of your own: made if missing, first in line, never emptied
user-rules nftables

# host: name service of the containers, where they have no line of their own
[*] hosts 127.0.0.1 localhost
[*] nameserver ${host_ipv4_nameservers:-8.8.8.8 8.8.4.4}
[*] search ${host_search:-.}
[*] options ${host_options:-}

# networks.front: bridge front, 10.1.0.0/24, gateway 10.1.0.1, nat, fd00:1::/64, gateway fe80::1, nat, mtu 1500
link add name front address 02:42:0a:01:00:01 type bridge
link set dev front alias netgen:demo:networks.front addrgenmode none # no IPv6 address but the plan's
link set dev front mtu 1500 up
addr replace 10.1.0.1/24 dev front
sysctl -w net.ipv6.conf.front.accept_ra=0 # containers advertise no routes to the host
addr replace fe80::1/64 dev front nodad # usable at once
route replace fd00:1::/64 dev front proto 110
sysctl -w net.ipv4.conf.front.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0
sysctl -w net.ipv6.conf.front.forwarding=1 # forward IPv6 from it, also where conf.default.forwarding is 0
sysctl -w net.ipv4.conf.front.route_localnet=1 # let 127.0.0.1 reach published ports

# containers.web: 10.1.0.2 and fd00:1::242:a01:2 on front
netns add web
link add name web.eth0 master front type veth peer name eth0 address 02:42:0a:01:00:02 netns web
link set dev web.eth0 alias netgen:demo:containers.web.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev web.eth0 mtu 1500 up
link set dev web.eth0 type bridge_slave hairpin on # it may reach its own published ports
[web] sysctl -w net.ipv6.conf.all.disable_ipv6=0 # IPv6 is planned here, whatever the kernel begins with
[web] sysctl -w net.ipv6.conf.eth0.disable_ipv6=0 # IPv6 is planned on it
[web] sysctl -w net.ipv6.conf.eth0.accept_ra=0 # addresses and routes are the plan's
[web] sysctl -w net.ipv6.conf.eth0.accept_dad=0 # its link-local address is usable at once
[web] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[web] sysctl -w net.ipv6.conf.eth0.ndisc_notify=1 # neighbours hear of a new MAC
[web] link set dev lo alias netgen:demo:containers.web
[web] link set dev lo up
[web] link set dev eth0 alias netgen:demo:containers.web.networks.front
[web] link set dev eth0 mtu 1500 up
[web] addr replace 10.1.0.2/24 dev eth0
[web] addr replace fd00:1::242:a01:2/64 dev eth0 nodad # usable at once
[web] link set dev eth0 address 02:42:0a:01:00:02 # tells neighbours of its addresses
[web] route replace default via 10.1.0.1 dev eth0 proto 110
[web] route replace default via fe80::1 dev eth0 proto 110
[web] hostname web
[web] hosts ::1 localhost ip6-localhost ip6-loopback
[web@front] hosts 10.1.0.2 web
[web@front] hosts fd00:1::242:a01:2 web
[web] nameserver ${host_nameservers:-8.8.8.8 8.8.4.4 2001:4860:4860::8888 2001:4860:4860::8844}
port tcp 0.0.0.0:80 to 10.1.0.2:80 # containers.web.ports.0
port tcp [::]:80 to [fd00:1::242:a01:2]:80 # containers.web.ports.0
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

    # sources that containers have: IPv4
    set subnets {
        type ipv4_addr
        flags interval
        elements = {
            10.1.0.0/24, # networks.front
        }
    }

    # where they come from: interface, source: IPv4
    set homes {
        type ifname . ipv4_addr
        flags interval
        elements = {
            "front" . 10.1.0.0/24, # networks.front
        }
    }

    # on every address of the host: protocol, port, container: IPv4
    map published {
        type inet_proto . inet_service : ipv4_addr . inet_service
        elements = {
            tcp . 80 : 10.1.0.2 . 80, # containers.web.ports.0
        }
    }

    # addresses that never leave the host: IPv4
    set localnet {
        type ipv4_addr
        flags interval
        elements = {
            127.0.0.0/8, # host
        }
    }

    # bridges of the plan's networks, and the host's ends of its links: IPv4
    set networks {
        type ifname
        elements = {
            "front", # networks.front
        }
    }

    # of them, those that this plan makes: IPv4
    set bridges {
        type ifname
        elements = {
            "front", # networks.front
        }
    }

    # who may talk to whom: from network, to network: IPv4
    set allowed {
        type ifname . ifname
        elements = {
            "front" . "front", # networks.front
        }
    }

    # networks that nothing outside opens a connection to: IPv4
    set no_inbound {
        type ifname
        elements = {
            "front", # networks.front
        }
    }

    # where published ports lead: container, protocol, port: IPv4
    set dnat_targets {
        type ipv4_addr . inet_proto . inet_service
        elements = {
            10.1.0.2 . tcp . 80, # containers.web.ports.0
        }
    }

    # the loopback interface: IPv4
    set loopback {
        type ifname
        elements = {
            "lo", # host
        }
    }

    # who reaches published ports through the host, and would be answered directly: from, to: IPv4
    set hairpin {
        type ipv4_addr . ipv4_addr
        flags interval
        elements = {
            10.1.0.0/24 . 10.1.0.0/24, # networks.front
        }
    }

    # sources that leave with the host's address: IPv4
    set masqueraded {
        type ipv4_addr
        flags interval
        elements = {
            10.1.0.0/24, # networks.front
        }
    }

    # sources that containers have: IPv6
    set subnets6 {
        type ipv6_addr
        flags interval
        elements = {
            fd00:1::/64, # networks.front
        }
    }

    # where they come from: interface, source: IPv6
    set homes6 {
        type ifname . ipv6_addr
        flags interval
        elements = {
            "front" . fd00:1::/64, # networks.front
        }
    }

    # leads to no container: the kernel takes no answer to it in: IPv6
    set own_loopback6 {
        type ipv6_addr
        elements = {
            ::1, # host
        }
    }

    # on every address of the host: protocol, port, container: IPv6
    map published6 {
        type inet_proto . inet_service : ipv6_addr . inet_service
        elements = {
            tcp . 80 : fd00:1::242:a01:2 . 80, # containers.web.ports.0
        }
    }

    # bridges of the plan's networks, and the host's ends of its links: IPv6
    set networks6 {
        type ifname
        elements = {
            "front", # networks.front
        }
    }

    # of them, those that this plan makes: IPv6
    set bridges6 {
        type ifname
        elements = {
            "front", # networks.front
        }
    }

    # who may talk to whom: from network, to network: IPv6
    set allowed6 {
        type ifname . ifname
        elements = {
            "front" . "front", # networks.front
        }
    }

    # networks that nothing outside opens a connection to: IPv6
    set no_inbound6 {
        type ifname
        elements = {
            "front", # networks.front
        }
    }

    # where published ports lead: container, protocol, port: IPv6
    set dnat_targets6 {
        type ipv6_addr . inet_proto . inet_service
        elements = {
            fd00:1::242:a01:2 . tcp . 80, # containers.web.ports.0
        }
    }

    # the loopback interface: IPv6
    set loopback6 {
        type ifname
        elements = {
            "lo", # host
        }
    }

    # who reaches published ports through the host, and would be answered directly: from, to: IPv6
    set hairpin6 {
        type ipv6_addr . ipv6_addr
        flags interval
        elements = {
            fd00:1::/64 . fd00:1::/64, # networks.front
        }
    }

    # sources that leave with the host's address: IPv6
    set masqueraded6 {
        type ipv6_addr
        flags interval
        elements = {
            fd00:1::/64, # networks.front
        }
    }

    # what comes in from anywhere, before anything else: IPv4
    chain raw_prerouting {
        type filter hook prerouting priority raw; policy accept;
        meta nfproto ipv6 accept comment "has a chain of its own"
        iifname != "lo" ip saddr @subnets iifname . ip saddr != @homes drop comment "a container's address comes from its own bridge"
        iifname != "lo" ip saddr @localnet drop comment "127.0.0.1 is the host's own"
        iifname != "lo" ip daddr @localnet drop comment "127.0.0.1 is the host's own"
    }

    # the first packets of TCP connections: IPv4
    chain mss {
        type filter hook forward priority mangle; policy accept;
        meta nfproto ipv6 accept comment "has a chain of its own"
        tcp flags & (syn | rst) == syn iifname @networks tcp option maxseg size set rt mtu comment "segments fit the path (mss_clamp)"
        tcp flags & (syn | rst) == syn oifname @networks tcp option maxseg size set rt mtu comment "segments fit the path (mss_clamp)"
    }

    # published ports, asked for from outside or by containers: IPv4
    chain prerouting {
        type nat hook prerouting priority dstnat; policy accept;
        meta nfproto ipv6 accept comment "has a chain of its own"
        fib daddr type local dnat ip to meta l4proto . th dport map @published comment "ports of every address"
    }

    # published ports, asked for by the host itself: IPv4 (filter - 100 is dstnat)
    chain output {
        type nat hook output priority filter - 100; policy accept;
        meta nfproto ipv6 accept comment "has a chain of its own"
        fib daddr type local dnat ip to meta l4proto . th dport map @published comment "ports of every address"
    }

    # what is forwarded: IPv4
    chain forward {
        type filter hook forward priority filter; policy accept;
        meta nfproto ipv6 accept comment "has a chain of its own"
        ct state established,related accept comment "replies, and errors that belong to a connection"
        iifname . oifname @allowed accept comment "within a network, and between peers"
        ct status dnat ip daddr . meta l4proto . th dport @dnat_targets accept comment "published ports are open"
        iifname @bridges oifname @networks drop comment "networks are isolated"
        ct state invalid ip saddr @masqueraded drop comment "no private address leaves untranslated"
        oifname @no_inbound drop comment "nothing comes in from outside"
    }

    # what is translated on its way out: IPv4
    chain postrouting {
        type nat hook postrouting priority srcnat; policy accept;
        meta nfproto ipv6 accept comment "has a chain of its own"
        oifname @loopback accept comment "the host talks to itself from the address that it means"
        ct status dnat ip saddr . ip daddr @hairpin masquerade comment "replies come back by way of the host"
        ip saddr @localnet oifname @networks masquerade comment "the host's 127.0.0.1 means something else in a container"
        oifname @networks accept comment "between networks of the plan, addresses stay as they are"
        meta l4proto tcp ip saddr @masqueraded masquerade to :1024-65535 comment "by a port that is not published"
        ip saddr @masqueraded masquerade comment "the world sees the host's address"
    }

    # what comes in from anywhere, before anything else: IPv6
    chain raw_prerouting6 {
        type filter hook prerouting priority raw; policy accept;
        meta nfproto ipv4 accept comment "has a chain of its own"
        iifname != "lo" ip6 saddr @subnets6 iifname . ip6 saddr != @homes6 drop comment "a container's address comes from its own bridge"
    }

    # the first packets of TCP connections: IPv6
    chain mss6 {
        type filter hook forward priority mangle; policy accept;
        meta nfproto ipv4 accept comment "has a chain of its own"
        tcp flags & (syn | rst) == syn iifname @networks6 tcp option maxseg size set rt mtu comment "segments fit the path (mss_clamp)"
        tcp flags & (syn | rst) == syn oifname @networks6 tcp option maxseg size set rt mtu comment "segments fit the path (mss_clamp)"
    }

    # published ports, asked for from outside or by containers: IPv6
    chain prerouting6 {
        type nat hook prerouting priority dstnat; policy accept;
        meta nfproto ipv4 accept comment "has a chain of its own"
        fib daddr type local dnat ip6 to meta l4proto . th dport map @published6 comment "ports of every address"
    }

    # published ports, asked for by the host itself: IPv6 (filter - 100 is dstnat)
    chain output6 {
        type nat hook output priority filter - 100; policy accept;
        meta nfproto ipv4 accept comment "has a chain of its own"
        ip6 daddr @own_loopback6 accept comment "::1 is the host's own"
        fib daddr type local dnat ip6 to meta l4proto . th dport map @published6 comment "ports of every address"
    }

    # what is forwarded: IPv6
    chain forward6 {
        type filter hook forward priority filter; policy accept;
        meta nfproto ipv4 accept comment "has a chain of its own"
        ct state established,related accept comment "replies, and errors that belong to a connection"
        iifname . oifname @allowed6 accept comment "within a network, and between peers"
        ct status dnat ip6 daddr . meta l4proto . th dport @dnat_targets6 accept comment "published ports are open"
        iifname @bridges6 oifname @networks6 drop comment "networks are isolated"
        ct state invalid ip6 saddr @masqueraded6 drop comment "no private address leaves untranslated"
        oifname @no_inbound6 drop comment "nothing comes in from outside"
    }

    # what is translated on its way out: IPv6
    chain postrouting6 {
        type nat hook postrouting priority srcnat; policy accept;
        meta nfproto ipv4 accept comment "has a chain of its own"
        oifname @loopback6 accept comment "the host talks to itself from the address that it means"
        ct status dnat ip6 saddr . ip6 daddr @hairpin6 masquerade comment "replies come back by way of the host"
        oifname @networks6 accept comment "between networks of the plan, addresses stay as they are"
        meta l4proto tcp ip6 saddr @masqueraded6 masquerade to :1024-65535 comment "by a port that is not published"
        ip6 saddr @masqueraded6 masquerade comment "the world sees the host's address"
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

