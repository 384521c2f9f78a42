#!/bin/sh
# The network of plan shop on its host host13.
#
# Made by netgen 0.1.0 from plan.yaml, sha256
# 878b90556db8b090c0b8df88ff510a2fb5e606f23137730fe009118ae7dfeaf2.
# The engine is the same in every script of this version; `sed -n '/^# --- engine/,$p' setup.sh | sha256sum` gives
# (its SHA-256).
# Do not edit it: change the plan and render it again.
#
# Networks
#   networks.front: bridge front, 10.12.0.0/24, gateway 10.12.0.1, routed, 2001:db8:0:0:c000::/80, gateway fe80::1, routed, open to the world on IPv4 and IPv6, mtu 1500
#   networks.ula: bridge ula, no IPv4, fd00:1::/64, gateway fe80::1, nat, mtu 1500
#
# Containers
#   containers.web: 10.12.0.2 and 2001:db8::c000:242:a0c:2 on front
#
# Open to the world
#   containers.web: every port of 10.12.0.2 and 2001:db8::c000:242:a0c:2
#
# Settings of the host
#   it has 192.0.2.13 and 2001:db8:ffff::13; the script refuses any other host
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
#   networks.ula: net.ipv6.conf.ula.accept_ra=0, containers advertise no routes to the host
#   networks.ula: net.ipv6.conf.ula.forwarding=1, forward IPv6 from it, also where conf.default.forwarding is 0
#
# Routes of the host
#   to the containers of other hosts, each under its own comment below
#
# Firewall
#   table inet netgen-shop
#   table inet netgen_user, for rules of your own: made if missing, first in line, never emptied
#
# Files
#   /etc/netns/NAME/hostname, hosts and resolv.conf for each container; what was there is kept in /etc/netns/.netgen-shop
#   name servers are the host's; if it names none, Google's: 8.8.8.8 and 8.8.4.4, over IPv6 2001:4860:4860::8888 and 2001:4860:4860::8844
#   /run/netgen/shop: what was made, until down or the next boot
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
plan_name='shop'
plan_sha256='878b90556db8b090c0b8df88ff510a2fb5e606f23137730fe009118ae7dfeaf2'
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
# host: the script is for the host that has these addresses, and refused elsewhere
require addr 192.0.2.13
require addr 2001:db8:ffff::13

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

# networks.front: bridge front, 10.12.0.0/24, gateway 10.12.0.1, routed, 2001:db8:0:0:c000::/80, gateway fe80::1, routed, open to the world on IPv4 and IPv6, mtu 1500
link add name front address 02:42:0a:0c:00:01 type bridge
link set dev front alias netgen:shop:networks.front addrgenmode none # no IPv6 address but the plan's
link set dev front mtu 1500 up
addr replace 10.12.0.1/24 dev front
sysctl -w net.ipv6.conf.front.accept_ra=0 # containers advertise no routes to the host
addr replace fe80::1/64 dev front nodad # usable at once
route replace 2001:db8:0:0:c000::/80 dev front proto 110
sysctl -w net.ipv4.conf.front.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0
sysctl -w net.ipv6.conf.front.forwarding=1 # forward IPv6 from it, also where conf.default.forwarding is 0

# networks.ula: bridge ula, no IPv4, fd00:1::/64, gateway fe80::1, nat, mtu 1500
link add name ula address 02:42:78:ee:ac:ce type bridge
link set dev ula alias netgen:shop:networks.ula addrgenmode none # no IPv6 address but the plan's
link set dev ula mtu 1500 up
sysctl -w net.ipv6.conf.ula.accept_ra=0 # containers advertise no routes to the host
addr replace fe80::1/64 dev ula nodad # usable at once
route replace fd00:1::/64 dev ula proto 110
sysctl -w net.ipv6.conf.ula.forwarding=1 # forward IPv6 from it, also where conf.default.forwarding is 0

# containers.web: 10.12.0.2 and 2001:db8::c000:242:a0c:2 on front, open to the world
netns add web
link add name web.eth0 master front type veth peer name eth0 address 02:42:0a:0c:00:02 netns web
link set dev web.eth0 alias netgen:shop:containers.web.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev web.eth0 mtu 1500 up
[web] sysctl -w net.ipv6.conf.all.disable_ipv6=0 # IPv6 is planned here, whatever the kernel begins with
[web] sysctl -w net.ipv6.conf.eth0.disable_ipv6=0 # IPv6 is planned on it
[web] sysctl -w net.ipv6.conf.eth0.accept_ra=0 # addresses and routes are the plan's
[web] sysctl -w net.ipv6.conf.eth0.accept_dad=0 # its link-local address is usable at once
[web] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[web] sysctl -w net.ipv6.conf.eth0.ndisc_notify=1 # neighbours hear of a new MAC
[web] link set dev lo alias netgen:shop:containers.web
[web] link set dev lo up
[web] link set dev eth0 alias netgen:shop:containers.web.networks.front
[web] link set dev eth0 mtu 1500 up
[web] addr replace 10.12.0.2/24 dev eth0
[web] addr replace 2001:db8::c000:242:a0c:2/80 dev eth0 nodad # usable at once
[web] link set dev eth0 address 02:42:0a:0c:00:02 # tells neighbours of its addresses
[web] route replace default via 10.12.0.1 dev eth0 proto 110
[web] route replace default via fe80::1 dev eth0 proto 110
[web] hostname web
[web] hosts ::1 localhost ip6-localhost ip6-loopback
[web@front] hosts 10.12.0.2 web
[web@front] hosts 2001:db8::c000:242:a0c:2 web
[web] nameserver ${host_nameservers:-8.8.8.8 8.8.4.4 2001:4860:4860::8888 2001:4860:4860::8844}

# hosts.host1: routes to its containers
route replace 10.0.0.0/24 via 192.0.2.1 proto 110
route replace 2001:db8::/80 via 2001:db8:ffff::1 proto 110

# hosts.host2: routes to its containers
route replace 10.1.0.0/24 via 192.0.2.2 proto 110
route replace 2001:db8:0:0:1000::/80 via 2001:db8:ffff::2 proto 110

# hosts.host3: routes to its containers
route replace 10.2.0.0/24 via 192.0.2.3 proto 110
route replace 2001:db8:0:0:2000::/80 via 2001:db8:ffff::3 proto 110

# hosts.host4: routes to its containers
route replace 10.3.0.0/24 via 192.0.2.4 proto 110
route replace 2001:db8:0:0:3000::/80 via 2001:db8:ffff::4 proto 110

# hosts.host5: routes to its containers
route replace 10.4.0.0/24 via 192.0.2.5 proto 110
route replace 2001:db8:0:0:4000::/80 via 2001:db8:ffff::5 proto 110

# hosts.host6: routes to its containers
route replace 10.5.0.0/24 via 192.0.2.6 proto 110
route replace 2001:db8:0:0:5000::/80 via 2001:db8:ffff::6 proto 110

# hosts.host7: routes to its containers
route replace 10.6.0.0/24 via 192.0.2.7 proto 110
route replace 2001:db8:0:0:6000::/80 via 2001:db8:ffff::7 proto 110

# hosts.host8: routes to its containers
route replace 10.7.0.0/24 via 192.0.2.8 proto 110
route replace 2001:db8:0:0:7000::/80 via 2001:db8:ffff::8 proto 110

# hosts.host9: routes to its containers
route replace 10.8.0.0/24 via 192.0.2.9 proto 110
route replace 2001:db8:0:0:8000::/80 via 2001:db8:ffff::9 proto 110

# hosts.host10: routes to its containers
route replace 10.9.0.0/24 via 192.0.2.10 proto 110
route replace 2001:db8:0:0:9000::/80 via 2001:db8:ffff::10 proto 110

# hosts.host11: routes to its containers
route replace 10.10.0.0/24 via 192.0.2.11 proto 110
route replace 2001:db8:0:0:a000::/80 via 2001:db8:ffff::11 proto 110

# hosts.host12: routes to its containers
route replace 10.11.0.0/24 via 192.0.2.12 proto 110
route replace 2001:db8:0:0:b000::/80 via 2001:db8:ffff::12 proto 110

# hosts.host14: routes to its containers
route replace 10.13.0.0/24 via 192.0.2.14 proto 110
route replace 2001:db8:0:0:d000::/80 via 2001:db8:ffff::14 proto 110

# hosts.host15: routes to its containers
route replace 10.14.0.0/24 via 192.0.2.15 proto 110
route replace 2001:db8:0:0:e000::/80 via 2001:db8:ffff::15 proto 110

# hosts.host16: routes to its containers
route replace 10.15.0.0/24 via 192.0.2.16 proto 110
route replace 2001:db8:0:0:f000::/80 via 2001:db8:ffff::16 proto 110
PLAN
}

# The plan's rules. `@ TOOL` or `@ TOOL NETNS` says what loads the lines below it, and in which network namespace.
# nft -f makes, empties and fills a table in one transaction: packets meet the old rules or the new ones, never none.
rules() {
    cat <<'RULES'
@ nftables
table inet netgen-shop
delete table inet netgen-shop
table inet netgen-shop {
    comment "netgen shop"

    # sources that containers have: IPv4
    set subnets {
        type ipv4_addr
        flags interval
        elements = {
            10.12.0.0/24, # networks.front
        }
    }

    # where they come from: interface, source: IPv4
    set homes {
        type ifname . ipv4_addr
        flags interval
        elements = {
            "front" . 10.12.0.0/24, # networks.front
        }
    }

    # bridges of the plan's networks, and the host's ends of its links: IPv4
    set networks {
        type ifname
        elements = {
            "front", # networks.front
            "ula", # networks.ula
        }
    }

    # of them, those that this plan makes: IPv4
    set bridges {
        type ifname
        elements = {
            "front", # networks.front
            "ula", # networks.ula
        }
    }

    # who may talk to whom: from network, to network: IPv4
    set allowed {
        type ifname . ifname
        elements = {
            "front" . "front", # networks.front
            "ula" . "ula", # networks.ula
        }
    }

    # sources that containers have: IPv6
    set subnets6 {
        type ipv6_addr
        flags interval
        elements = {
            2001:db8:0:0:c000::/80, # networks.front
            fd00:1::/64, # networks.ula
        }
    }

    # where they come from: interface, source: IPv6
    set homes6 {
        type ifname . ipv6_addr
        flags interval
        elements = {
            "front" . 2001:db8:0:0:c000::/80, # networks.front
            "ula" . fd00:1::/64, # networks.ula
        }
    }

    # bridges of the plan's networks, and the host's ends of its links: IPv6
    set networks6 {
        type ifname
        elements = {
            "front", # networks.front
            "ula", # networks.ula
        }
    }

    # of them, those that this plan makes: IPv6
    set bridges6 {
        type ifname
        elements = {
            "front", # networks.front
            "ula", # networks.ula
        }
    }

    # who may talk to whom: from network, to network: IPv6
    set allowed6 {
        type ifname . ifname
        elements = {
            "front" . "front", # networks.front
            "ula" . "ula", # networks.ula
        }
    }

    # networks that nothing outside opens a connection to: IPv6
    set no_inbound6 {
        type ifname
        elements = {
            "ula", # networks.ula
        }
    }

    # the loopback interface: IPv6
    set loopback6 {
        type ifname
        elements = {
            "lo", # host
        }
    }

    # sources that leave with the host's address: IPv6
    set masqueraded6 {
        type ipv6_addr
        flags interval
        elements = {
            fd00:1::/64, # networks.ula
        }
    }

    # what comes in from anywhere, before anything else: IPv4
    chain raw_prerouting {
        type filter hook prerouting priority raw; policy accept;
        meta nfproto ipv6 accept comment "has a chain of its own"
        iifname != "lo" ip saddr @subnets iifname . ip saddr != @homes drop comment "a container's address comes from its own bridge"
    }

    # what is forwarded: IPv4
    chain forward {
        type filter hook forward priority filter; policy accept;
        meta nfproto ipv6 accept comment "has a chain of its own"
        ct state established,related accept comment "replies, and errors that belong to a connection"
        iifname . oifname @allowed accept comment "within a network, and between peers"
        iifname @bridges oifname @networks drop comment "networks are isolated"
    }

    # what comes in from anywhere, before anything else: IPv6
    chain raw_prerouting6 {
        type filter hook prerouting priority raw; policy accept;
        meta nfproto ipv4 accept comment "has a chain of its own"
        iifname != "lo" ip6 saddr @subnets6 iifname . ip6 saddr != @homes6 drop comment "a container's address comes from its own bridge"
    }

    # what is forwarded: IPv6
    chain forward6 {
        type filter hook forward priority filter; policy accept;
        meta nfproto ipv4 accept comment "has a chain of its own"
        ct state established,related accept comment "replies, and errors that belong to a connection"
        iifname . oifname @allowed6 accept comment "within a network, and between peers"
        iifname @bridges6 oifname @networks6 drop comment "networks are isolated"
        ct state invalid ip6 saddr @masqueraded6 drop comment "no private address leaves untranslated"
        oifname @no_inbound6 drop comment "nothing comes in from outside"
    }

    # what is translated on its way out: IPv6
    chain postrouting6 {
        type nat hook postrouting priority srcnat; policy accept;
        meta nfproto ipv4 accept comment "has a chain of its own"
        oifname @loopback6 accept comment "the host talks to itself from the address that it means"
        oifname @networks6 accept comment "between networks of the plan, addresses stay as they are"
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

