#!/bin/sh
# The network of plan shop on its host host1.
#
# Made by netgen 0.1.0 from plan.yaml, sha256
# e20fed8d9711afdacf9454ed570af61cff5656d5fdaf57f3a186390f2d8b364e.
# The engine is the same in every script of this version; `sed -n '/^# --- engine/,$p' setup.sh | sha256sum` gives
# (its SHA-256).
# Do not edit it: change the plan and render it again.
#
# Networks
#   networks.open: bridge open, no IPv4, 2001:db8:1::/64, gateway fe80::1, routed, open to the world on IPv6, mtu 1500
#   networks.ports: bridge ports, no IPv4, 2001:db8:2::/64, gateway fe80::1, routed, mtu 1500
#   networks.closed: bridge closed, no IPv4, 2001:db8:3::/64, no gateway, mtu 1500
#
# Containers
#   containers.web: 2001:db8:1::242:e534:622a on open, 2001:db8:2::242:96a1:27da on ports
#   containers.api: 2001:db8:2::242:ac0b:3ebf on ports
#   containers.db: 2001:db8:3::242:f51c:7241 on closed
#
# Open to the world
#   containers.api: 80/tcp, [2001:db8:2::242:ac0b:3ebf]:80/tcp
#   containers.web: every port of 2001:db8:1::242:e534:622a
#
# Settings of the host
#   it has 2001:db8:f::1; the script refuses any other host
#   net.ipv6.conf.$ra_interface.accept_ra=2: still take router advertisements on the uplink and interfaces that live on them, now or later
#   net.ipv6.conf.all.forwarding=1: forward IPv6 between interfaces
#   net.ipv6.conf.default.forwarding=1: and on those that are made later
#   net.ipv6.conf.$uplinks.forwarding=1: also on interfaces with a default route where it was switched off
#   net.netfilter.nf_conntrack_tcp_be_liberal=1: a TCP segment outside of the window is still part of its connection
#   IPv4 forwarding stays as it is
#   networks.open: net.ipv6.conf.open.accept_ra=0, containers advertise no routes to the host
#   networks.open: net.ipv6.conf.open.forwarding=1, forward IPv6 from it, also where conf.default.forwarding is 0
#   networks.ports: net.ipv6.conf.ports.accept_ra=0, containers advertise no routes to the host
#   networks.ports: net.ipv6.conf.ports.forwarding=1, forward IPv6 from it, also where conf.default.forwarding is 0
#   networks.closed: net.ipv6.conf.closed.accept_ra=0, containers advertise no routes to the host
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
plan_sha256='e20fed8d9711afdacf9454ed570af61cff5656d5fdaf57f3a186390f2d8b364e'
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
require addr 2001:db8:f::1

# host: packets are forwarded between interfaces, for the whole host
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

# networks.open: bridge open, no IPv4, 2001:db8:1::/64, gateway fe80::1, routed, open to the world on IPv6, mtu 1500
link add name open address 02:42:16:75:9a:10 type bridge
link set dev open alias netgen:shop:networks.open addrgenmode none # no IPv6 address but the plan's
link set dev open mtu 1500 up
sysctl -w net.ipv6.conf.open.accept_ra=0 # containers advertise no routes to the host
addr replace fe80::1/64 dev open nodad # usable at once
route replace 2001:db8:1::/64 dev open proto 110
sysctl -w net.ipv6.conf.open.forwarding=1 # forward IPv6 from it, also where conf.default.forwarding is 0

# networks.ports: bridge ports, no IPv4, 2001:db8:2::/64, gateway fe80::1, routed, mtu 1500
link add name ports address 02:42:e6:60:2a:ef type bridge
link set dev ports alias netgen:shop:networks.ports addrgenmode none # no IPv6 address but the plan's
link set dev ports mtu 1500 up
sysctl -w net.ipv6.conf.ports.accept_ra=0 # containers advertise no routes to the host
addr replace fe80::1/64 dev ports nodad # usable at once
route replace 2001:db8:2::/64 dev ports proto 110
sysctl -w net.ipv6.conf.ports.forwarding=1 # forward IPv6 from it, also where conf.default.forwarding is 0

# networks.closed: bridge closed, no IPv4, 2001:db8:3::/64, no gateway, mtu 1500
link add name closed address 02:42:f7:04:97:af type bridge
link set dev closed alias netgen:shop:networks.closed addrgenmode none # no IPv6 address but the plan's
link set dev closed mtu 1500 up
sysctl -w net.ipv6.conf.closed.accept_ra=0 # containers advertise no routes to the host

# containers.web: 2001:db8:1::242:e534:622a on open, 2001:db8:2::242:96a1:27da on ports, open to the world at 2001:db8:1::242:e534:622a
netns add web
link add name web.eth0 master open type veth peer name eth0 address 02:42:e5:34:62:2a netns web
link set dev web.eth0 alias netgen:shop:containers.web.networks.open addrgenmode none # no IPv6 address but the plan's
link set dev web.eth0 mtu 1500 up
link add name web.eth1 master ports type veth peer name eth1 address 02:42:96:a1:27:da netns web
link set dev web.eth1 alias netgen:shop:containers.web.networks.ports addrgenmode none # no IPv6 address but the plan's
link set dev web.eth1 mtu 1500 up
[web] sysctl -w net.ipv6.conf.all.disable_ipv6=0 # IPv6 is planned here, whatever the kernel begins with
[web] sysctl -w net.ipv6.conf.eth0.disable_ipv6=0 # IPv6 is planned on it
[web] sysctl -w net.ipv6.conf.eth1.disable_ipv6=0 # IPv6 is planned on it
[web] sysctl -w net.ipv6.conf.eth0.accept_ra=0 # addresses and routes are the plan's
[web] sysctl -w net.ipv6.conf.eth1.accept_ra=0 # addresses and routes are the plan's
[web] sysctl -w net.ipv6.conf.eth0.accept_dad=0 # its link-local address is usable at once
[web] sysctl -w net.ipv6.conf.eth1.accept_dad=0 # its link-local address is usable at once
[web] sysctl -w net.ipv6.conf.eth0.ndisc_notify=1 # neighbours hear of a new MAC
[web] sysctl -w net.ipv6.conf.eth1.ndisc_notify=1 # neighbours hear of a new MAC
[web] sysctl -w net.ipv4.ip_forward=0 # no router, whatever the host is
[web] sysctl -w net.ipv4.conf.all.rp_filter=2 # answers may come in by another interface, whatever the host asks
[web] link set dev lo alias netgen:shop:containers.web
[web] link set dev lo up
[web] link set dev eth0 alias netgen:shop:containers.web.networks.open
[web] link set dev eth0 mtu 1500 up
[web] addr replace 2001:db8:1::242:e534:622a/64 dev eth0 nodad # usable at once
[web] link set dev eth0 address 02:42:e5:34:62:2a # tells neighbours of its addresses
[web] route replace default via fe80::1 dev eth0 proto 110
[web] link set dev eth1 alias netgen:shop:containers.web.networks.ports
[web] link set dev eth1 mtu 1500 up
[web] addr replace 2001:db8:2::242:96a1:27da/64 dev eth1 nodad # usable at once
[web] link set dev eth1 address 02:42:96:a1:27:da # tells neighbours of its addresses
[web] hostname web
[web] hosts ::1 localhost ip6-localhost ip6-loopback
[web@open] hosts 2001:db8:1::242:e534:622a web
[web@ports] hosts 2001:db8:2::242:96a1:27da web
[web] nameserver ${host_ipv6_nameservers:-2001:4860:4860::8888 2001:4860:4860::8844}

# containers.api: 2001:db8:2::242:ac0b:3ebf on ports
netns add api
link add name api.eth0 master ports type veth peer name eth0 address 02:42:ac:0b:3e:bf netns api
link set dev api.eth0 alias netgen:shop:containers.api.networks.ports addrgenmode none # no IPv6 address but the plan's
link set dev api.eth0 mtu 1500 up
link set dev api.eth0 type bridge_slave hairpin on # it may reach its own published ports
[api] sysctl -w net.ipv6.conf.all.disable_ipv6=0 # IPv6 is planned here, whatever the kernel begins with
[api] sysctl -w net.ipv6.conf.eth0.disable_ipv6=0 # IPv6 is planned on it
[api] sysctl -w net.ipv6.conf.eth0.accept_ra=0 # addresses and routes are the plan's
[api] sysctl -w net.ipv6.conf.eth0.accept_dad=0 # its link-local address is usable at once
[api] sysctl -w net.ipv6.conf.eth0.ndisc_notify=1 # neighbours hear of a new MAC
[api] link set dev lo alias netgen:shop:containers.api
[api] link set dev lo up
[api] link set dev eth0 alias netgen:shop:containers.api.networks.ports
[api] link set dev eth0 mtu 1500 up
[api] addr replace 2001:db8:2::242:ac0b:3ebf/64 dev eth0 nodad # usable at once
[api] link set dev eth0 address 02:42:ac:0b:3e:bf # tells neighbours of its addresses
[api] route replace default via fe80::1 dev eth0 proto 110
[api] hostname api
[api] hosts ::1 localhost ip6-localhost ip6-loopback
[api@ports] hosts 2001:db8:2::242:ac0b:3ebf api
[api] nameserver ${host_ipv6_nameservers:-2001:4860:4860::8888 2001:4860:4860::8844}
port tcp [::]:80 to [2001:db8:2::242:ac0b:3ebf]:80 # containers.api.ports.0

# containers.db: 2001:db8:3::242:f51c:7241 on closed
netns add db
link add name db.eth0 master closed type veth peer name eth0 address 02:42:f5:1c:72:41 netns db
link set dev db.eth0 alias netgen:shop:containers.db.networks.closed addrgenmode none # no IPv6 address but the plan's
link set dev db.eth0 mtu 1500 up
[db] sysctl -w net.ipv6.conf.all.disable_ipv6=0 # IPv6 is planned here, whatever the kernel begins with
[db] sysctl -w net.ipv6.conf.eth0.disable_ipv6=0 # IPv6 is planned on it
[db] sysctl -w net.ipv6.conf.eth0.accept_ra=0 # addresses and routes are the plan's
[db] sysctl -w net.ipv6.conf.eth0.accept_dad=0 # its link-local address is usable at once
[db] sysctl -w net.ipv6.conf.eth0.ndisc_notify=1 # neighbours hear of a new MAC
[db] link set dev lo alias netgen:shop:containers.db
[db] link set dev lo up
[db] link set dev eth0 alias netgen:shop:containers.db.networks.closed
[db] link set dev eth0 mtu 1500 up
[db] addr replace 2001:db8:3::242:f51c:7241/64 dev eth0 nodad # usable at once
[db] link set dev eth0 address 02:42:f5:1c:72:41 # tells neighbours of its addresses
[db] hostname db
[db] hosts ::1 localhost ip6-localhost ip6-loopback
[db@closed] hosts 2001:db8:3::242:f51c:7241 db
[db] nameserver ${host_ipv6_nameservers:-2001:4860:4860::8888 2001:4860:4860::8844}

# hosts.host2: routes to its containers
route replace 2001:db8:5::/64 via 2001:db8:f::2 proto 110
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

    # bridges of the plan's networks, and the host's ends of its links: IPv4
    set networks {
        type ifname
        elements = {
            "open", # networks.open
            "ports", # networks.ports
            "closed", # networks.closed
        }
    }

    # of them, those that this plan makes: IPv4
    set bridges {
        type ifname
        elements = {
            "open", # networks.open
            "ports", # networks.ports
            "closed", # networks.closed
        }
    }

    # who may talk to whom: from network, to network: IPv4
    set allowed {
        type ifname . ifname
        elements = {
            "open" . "open", # networks.open
            "ports" . "ports", # networks.ports
            "closed" . "closed", # networks.closed
        }
    }

    # sources that containers have: IPv6
    set subnets6 {
        type ipv6_addr
        flags interval
        elements = {
            2001:db8:1::/64, # networks.open
            2001:db8:2::/64, # networks.ports
        }
    }

    # where they come from: interface, source: IPv6
    set homes6 {
        type ifname . ipv6_addr
        flags interval
        elements = {
            "open" . 2001:db8:1::/64, # networks.open
            "ports" . 2001:db8:1::242:e534:622a, # containers.web.networks.open
            "ports" . 2001:db8:2::/64, # networks.ports
            "open" . 2001:db8:2::242:96a1:27da, # containers.web.networks.ports
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
            tcp . 80 : 2001:db8:2::242:ac0b:3ebf . 80, # containers.api.ports.0
        }
    }

    # bridges of the plan's networks, and the host's ends of its links: IPv6
    set networks6 {
        type ifname
        elements = {
            "open", # networks.open
            "ports", # networks.ports
            "closed", # networks.closed
        }
    }

    # of them, those that this plan makes: IPv6
    set bridges6 {
        type ifname
        elements = {
            "open", # networks.open
            "ports", # networks.ports
            "closed", # networks.closed
        }
    }

    # who may talk to whom: from network, to network: IPv6
    set allowed6 {
        type ifname . ifname
        elements = {
            "open" . "open", # networks.open
            "ports" . "ports", # networks.ports
            "closed" . "closed", # networks.closed
        }
    }

    # networks that nothing outside opens a connection to: IPv6
    set no_inbound6 {
        type ifname
        elements = {
            "ports", # networks.ports
        }
    }

    # ports open at a container's own address: source, container, protocol, port: IPv6
    set direct_ports6 {
        type ipv6_addr . ipv6_addr . inet_proto . inet_service
        flags interval
        elements = {
            ::/0 . 2001:db8:2::242:ac0b:3ebf . tcp . 80, # containers.api.ports.0
        }
    }

    # where published ports lead: container, protocol, port: IPv6
    set dnat_targets6 {
        type ipv6_addr . inet_proto . inet_service
        elements = {
            2001:db8:2::242:ac0b:3ebf . tcp . 80, # containers.api.ports.0
        }
    }

    # who reaches published ports through the host, and would be answered directly: from, to: IPv6
    set hairpin6 {
        type ipv6_addr . ipv6_addr
        flags interval
        elements = {
            2001:db8:2::/64 . 2001:db8:2::/64, # networks.ports
        }
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
        ip6 saddr . ip6 daddr . meta l4proto . th dport @direct_ports6 accept comment "published ports, at the container's own address"
        oifname @no_inbound6 drop comment "nothing comes in from outside"
    }

    # what is translated on its way out: IPv6
    chain postrouting6 {
        type nat hook postrouting priority srcnat; policy accept;
        meta nfproto ipv4 accept comment "has a chain of its own"
        ct status dnat ip6 saddr . ip6 daddr @hairpin6 masquerade comment "replies come back by way of the host"
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

