#!/bin/sh
# The network of plan shop on its host host1.
#
# Made by netgen 0.1.0 from plan.yaml, sha256
# eecb15d2af1c44e970de726b8161aef71f05ab8aa29811ebde71ad181f166921.
# The engine is the same in every script of this version; `sed -n '/^# --- engine/,$p' setup.sh | sha256sum` gives
# (its SHA-256).
# Do not edit it: change the plan and render it again.
#
# Networks
#   networks.front: bridge front, 10.1.0.0/24, gateway 10.1.0.1, routed, 2001:db8:100:100::/64, gateway fe80::1, routed, open to the world on IPv4 and IPv6, mtu 1500
#   networks.old: bridge old, 10.1.1.0/24, gateway 10.1.1.1, routed, open to the world, mtu 1500
#   networks.new: bridge new, no IPv4, 2001:db8:100:101::/64, gateway fe80::1, routed, mtu 1500
#
# Containers
#   containers.web: 10.1.0.2 and 2001:db8:100:100:0:242:a01:2 on front, 2001:db8:100:101:0:242:5a13:9506 on new
#
# Open to the world
#   containers.web: every port of 10.1.0.2 and 2001:db8:100:100:0:242:a01:2
#
# Settings of the host
#   it has 192.0.2.1 and 2001:db8::1; the script refuses any other host
#   net.ipv4.ip_forward=1: forward IPv4 between interfaces
#   net.ipv4.conf.all.accept_redirects=0: a router takes no redirects
#   net.ipv4.conf.$uplinks.forwarding=1: also on interfaces with a default route where it was switched off
#   net.ipv6.conf.$ra_interface.accept_ra=2: still take router advertisements on the uplink and interfaces that live on them, now or later
#   net.ipv6.conf.all.forwarding=1: forward IPv6 between interfaces
#   net.ipv6.conf.default.forwarding=1: and on those that are made later
#   net.ipv6.conf.$uplinks.forwarding=1: also on interfaces with a default route where it was switched off
#   networks.front: net.ipv6.conf.front.accept_ra=0, containers advertise no routes to the host
#   networks.front: net.ipv4.conf.front.forwarding=1, forward IPv4 from it, also where conf.default.forwarding is 0
#   networks.front: net.ipv6.conf.front.forwarding=1, forward IPv6 from it, also where conf.default.forwarding is 0
#   networks.old: net.ipv6.conf.old.accept_ra=0, containers advertise no routes to the host
#   networks.old: net.ipv4.conf.old.forwarding=1, forward IPv4 from it, also where conf.default.forwarding is 0
#   networks.new: net.ipv6.conf.new.accept_ra=0, containers advertise no routes to the host
#   networks.new: net.ipv6.conf.new.forwarding=1, forward IPv6 from it, also where conf.default.forwarding is 0
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
plan_sha256='eecb15d2af1c44e970de726b8161aef71f05ab8aa29811ebde71ad181f166921'
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
require addr 192.0.2.1
require addr 2001:db8::1

# host: packets are forwarded between interfaces, for the whole host
sysctl -w net.ipv4.ip_forward=1 # forward IPv4 between interfaces
sysctl -w net.ipv4.conf.all.accept_redirects=0 # a router takes no redirects
sysctl -w net.ipv4.conf.$uplinks.forwarding=1 # also on interfaces with a default route where it was switched off
sysctl -w net.ipv6.conf.$ra_interface.accept_ra=2 # still take router advertisements on the uplink and interfaces that live on them, now or later
sysctl -w net.ipv6.conf.all.forwarding=1 # forward IPv6 between interfaces
sysctl -w net.ipv6.conf.default.forwarding=1 # and on those that are made later
sysctl -w net.ipv6.conf.$uplinks.forwarding=1 # also on interfaces with a default route where it was switched off

# host.firewall: chain forward of table inet netgen_user is for rules of your own: made if missing, first in line, never emptied
user-rules nftables

# host: name service of the containers, where they have no line of their own
[*] hosts 127.0.0.1 localhost
[*] nameserver ${host_ipv4_nameservers:-8.8.8.8 8.8.4.4}
[*] search ${host_search:-.}
[*] options ${host_options:-}

# networks.front: bridge front, 10.1.0.0/24, gateway 10.1.0.1, routed, 2001:db8:100:100::/64, gateway fe80::1, routed, open to the world on IPv4 and IPv6, mtu 1500
link add name front address 02:42:0a:01:00:01 type bridge
link set dev front alias netgen:shop:networks.front addrgenmode none # no IPv6 address but the plan's
link set dev front mtu 1500 up
addr replace 10.1.0.1/24 dev front
sysctl -w net.ipv6.conf.front.accept_ra=0 # containers advertise no routes to the host
addr replace fe80::1/64 dev front nodad # usable at once
route replace 2001:db8:100:100::/64 dev front proto 110
sysctl -w net.ipv4.conf.front.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0
sysctl -w net.ipv6.conf.front.forwarding=1 # forward IPv6 from it, also where conf.default.forwarding is 0

# networks.old: bridge old, 10.1.1.0/24, gateway 10.1.1.1, routed, open to the world, mtu 1500
link add name old address 02:42:0a:01:01:01 type bridge
link set dev old alias netgen:shop:networks.old addrgenmode none # no IPv6 address but the plan's
link set dev old mtu 1500 up
addr replace 10.1.1.1/24 dev old
sysctl -w net.ipv6.conf.old.accept_ra=0 # containers advertise no routes to the host
sysctl -w net.ipv4.conf.old.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0

# networks.new: bridge new, no IPv4, 2001:db8:100:101::/64, gateway fe80::1, routed, mtu 1500
link add name new address 02:42:f6:1e:3e:aa type bridge
link set dev new alias netgen:shop:networks.new addrgenmode none # no IPv6 address but the plan's
link set dev new mtu 1500 up
sysctl -w net.ipv6.conf.new.accept_ra=0 # containers advertise no routes to the host
addr replace fe80::1/64 dev new nodad # usable at once
route replace 2001:db8:100:101::/64 dev new proto 110
sysctl -w net.ipv6.conf.new.forwarding=1 # forward IPv6 from it, also where conf.default.forwarding is 0

# containers.web: 10.1.0.2 and 2001:db8:100:100:0:242:a01:2 on front, 2001:db8:100:101:0:242:5a13:9506 on new, open to the world at 10.1.0.2 and 2001:db8:100:100:0:242:a01:2
netns add web
link add name web.eth0 master front type veth peer name eth0 address 02:42:0a:01:00:02 netns web
link set dev web.eth0 alias netgen:shop:containers.web.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev web.eth0 mtu 1500 up
link add name web.eth1 master new type veth peer name eth1 address 02:42:5a:13:95:06 netns web
link set dev web.eth1 alias netgen:shop:containers.web.networks.new addrgenmode none # no IPv6 address but the plan's
link set dev web.eth1 mtu 1500 up
[web] sysctl -w net.ipv6.conf.all.disable_ipv6=0 # IPv6 is planned here, whatever the kernel begins with
[web] sysctl -w net.ipv6.conf.eth0.disable_ipv6=0 # IPv6 is planned on it
[web] sysctl -w net.ipv6.conf.eth1.disable_ipv6=0 # IPv6 is planned on it
[web] sysctl -w net.ipv6.conf.eth0.accept_ra=0 # addresses and routes are the plan's
[web] sysctl -w net.ipv6.conf.eth1.accept_ra=0 # addresses and routes are the plan's
[web] sysctl -w net.ipv6.conf.eth0.accept_dad=0 # its link-local address is usable at once
[web] sysctl -w net.ipv6.conf.eth1.accept_dad=0 # its link-local address is usable at once
[web] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[web] sysctl -w net.ipv6.conf.eth0.ndisc_notify=1 # neighbours hear of a new MAC
[web] sysctl -w net.ipv6.conf.eth1.ndisc_notify=1 # neighbours hear of a new MAC
[web] sysctl -w net.ipv4.ip_forward=0 # no router, whatever the host is
[web] sysctl -w net.ipv4.conf.all.rp_filter=2 # answers may come in by another interface, whatever the host asks
[web] link set dev lo alias netgen:shop:containers.web
[web] link set dev lo up
[web] link set dev eth0 alias netgen:shop:containers.web.networks.front
[web] link set dev eth0 mtu 1500 up
[web] addr replace 10.1.0.2/24 dev eth0
[web] addr replace 2001:db8:100:100:0:242:a01:2/64 dev eth0 nodad # usable at once
[web] link set dev eth0 address 02:42:0a:01:00:02 # tells neighbours of its addresses
[web] route replace default via 10.1.0.1 dev eth0 proto 110
[web] route replace default via fe80::1 dev eth0 proto 110
[web] link set dev eth1 alias netgen:shop:containers.web.networks.new
[web] link set dev eth1 mtu 1500 up
[web] addr replace 2001:db8:100:101:0:242:5a13:9506/64 dev eth1 nodad # usable at once
[web] link set dev eth1 address 02:42:5a:13:95:06 # tells neighbours of its addresses
[web] hostname web
[web] hosts ::1 localhost ip6-localhost ip6-loopback
[web@front] hosts 10.1.0.2 web
[web@front] hosts 2001:db8:100:100:0:242:a01:2 web
[web@new] hosts 2001:db8:100:101:0:242:5a13:9506 web
[web] nameserver ${host_nameservers:-8.8.8.8 8.8.4.4 2001:4860:4860::8888 2001:4860:4860::8844}

# fabric.pool: what the router sends here and no network has goes no further, and not back
route replace unreachable 10.1.0.0/16 proto 110
route replace unreachable 2001:db8:100:100::/56 proto 110
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
            10.1.0.0/24, # networks.front
            10.1.1.0/24, # networks.old
        }
    }

    # where they come from: interface, source: IPv4
    set homes {
        type ifname . ipv4_addr
        flags interval
        elements = {
            "front" . 10.1.0.0/24, # networks.front
            "new" . 10.1.0.2, # containers.web.networks.front
            "old" . 10.1.1.0/24, # networks.old
        }
    }

    # bridges of the plan's networks, and the host's ends of its links: IPv4
    set networks {
        type ifname
        elements = {
            "front", # networks.front
            "old", # networks.old
            "new", # networks.new
        }
    }

    # of them, those that this plan makes: IPv4
    set bridges {
        type ifname
        elements = {
            "front", # networks.front
            "old", # networks.old
            "new", # networks.new
        }
    }

    # who may talk to whom: from network, to network: IPv4
    set allowed {
        type ifname . ifname
        elements = {
            "front" . "front", # networks.front
            "old" . "old", # networks.old
            "new" . "new", # networks.new
        }
    }

    # sources that containers have: IPv6
    set subnets6 {
        type ipv6_addr
        flags interval
        elements = {
            2001:db8:100:100::/64, # networks.front
            2001:db8:100:101::/64, # networks.new
        }
    }

    # where they come from: interface, source: IPv6
    set homes6 {
        type ifname . ipv6_addr
        flags interval
        elements = {
            "front" . 2001:db8:100:100::/64, # networks.front
            "new" . 2001:db8:100:100:0:242:a01:2, # containers.web.networks.front
            "new" . 2001:db8:100:101::/64, # networks.new
            "front" . 2001:db8:100:101:0:242:5a13:9506, # containers.web.networks.new
        }
    }

    # bridges of the plan's networks, and the host's ends of its links: IPv6
    set networks6 {
        type ifname
        elements = {
            "front", # networks.front
            "old", # networks.old
            "new", # networks.new
        }
    }

    # of them, those that this plan makes: IPv6
    set bridges6 {
        type ifname
        elements = {
            "front", # networks.front
            "old", # networks.old
            "new", # networks.new
        }
    }

    # who may talk to whom: from network, to network: IPv6
    set allowed6 {
        type ifname . ifname
        elements = {
            "front" . "front", # networks.front
            "old" . "old", # networks.old
            "new" . "new", # networks.new
        }
    }

    # networks that nothing outside opens a connection to: IPv6
    set no_inbound6 {
        type ifname
        elements = {
            "new", # networks.new
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
        oifname @no_inbound6 drop comment "nothing comes in from outside"
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

