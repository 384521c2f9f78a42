#!/bin/sh
# The network of plan shop on its host host1.
#
# Made by netgen 0.1.0 from plan.yaml, sha256
# eecb15d2af1c44e970de726b8161aef71f05ab8aa29811ebde71ad181f166921.
# Do not edit it: change the plan and render it again.
#
# It makes
#   networks.front: bridge front, 10.1.0.0/24, gateway 10.1.0.1, routed, 2001:db8:100:100::/64, gateway fe80::1, routed, open to the world on IPv4 and IPv6, mtu 1500
#   networks.old: bridge old, 10.1.1.0/24, gateway 10.1.1.1, routed, open to the world, mtu 1500
#   networks.new: bridge new, no IPv4, 2001:db8:100:101::/64, gateway fe80::1, routed, mtu 1500
#   containers: each under its own comment below
#   names: /etc/netns/NAME of each container; what was written there is kept in /etc/netns/.netgen-shop
#   host: IPv6 forwarding is switched on, for the whole host
#   containers.web: open to the world, 10.1.0.2, 2001:db8:100:100:0:242:a01:2
#   firewall: nftables, table inet netgen-shop
# and remembers under /run/netgen/shop what it made, until down or the next boot.
#
# Usage, as root:
#   sh setup.sh [up] [--dry-run]   make the host as the plan says; again after every change of the plan
#   sh setup.sh check              compare, change nothing
#   sh setup.sh refresh-names      follow the host's resolv.conf
#   sh setup.sh down [--dry-run]   remove what this plan made, and nothing else
#   sh setup.sh --help             exit codes

netgen_version='0.1.0'
plan_name='shop'
plan_sha256='eecb15d2af1c44e970de726b8161aef71f05ab8aa29811ebde71ad181f166921'
plan_firewall='nftables'
plan_uplink='auto' # host.uplink: the interface that holds the default route, looked up when the script runs
# Where $host_nameservers, $host_search and $host_options below come from when the script runs, less the host's loopback
# addresses; the second file where the first names systemd-resolved's own 127.0.0.53 and nobody else.
plan_resolv_conf='/etc/resolv.conf /run/systemd/resolve/resolv.conf'

# The plan: what is to be, as lines for ip(8) and sysctl(8). A name in brackets is the network namespace that
# the line belongs to; the alias of a link says whose it is, protocol 110 does so for a route.
# hostname, hosts, nameserver, search and options are what /etc/netns/NAME says, which `ip netns exec` puts over /etc:
# `[web@front] hosts` in every container on front, `[*] hosts` in all, the other words of `[*]` where there is no other.
plan() {
    cat <<'PLAN'
# host: packets are forwarded between interfaces; a router takes no redirects; router advertisements are still taken on the uplink and each interface that lives on them ($ra_interface)
sysctl -w net.ipv4.ip_forward=1
sysctl -w net.ipv4.conf.all.accept_redirects=0
sysctl -w net.ipv6.conf.$ra_interface.accept_ra=2
sysctl -w net.ipv6.conf.all.forwarding=1
sysctl -w net.ipv6.conf.default.forwarding=1

# host: name service of the containers, where they have no line of their own
[*] hosts 127.0.0.1 localhost
[*] nameserver ${host_nameservers:-8.8.8.8 8.8.4.4}
[*] search ${host_search:-.}
[*] options ${host_options:-}

# networks.front: bridge front, 10.1.0.0/24, gateway 10.1.0.1, routed, 2001:db8:100:100::/64, gateway fe80::1, routed, open to the world on IPv4 and IPv6, mtu 1500
link add name front address 02:42:0a:01:00:01 type bridge
link set dev front alias netgen:shop:networks.front addrgenmode none
link set dev front mtu 1500 up
addr replace 10.1.0.1/24 dev front
sysctl -w net.ipv6.conf.front.accept_ra=0
addr replace fe80::1/64 dev front nodad
route replace 2001:db8:100:100::/64 dev front proto 110

# networks.old: bridge old, 10.1.1.0/24, gateway 10.1.1.1, routed, open to the world, mtu 1500
link add name old address 02:42:0a:01:01:01 type bridge
link set dev old alias netgen:shop:networks.old addrgenmode none
link set dev old mtu 1500 up
addr replace 10.1.1.1/24 dev old

# networks.new: bridge new, no IPv4, 2001:db8:100:101::/64, gateway fe80::1, routed, mtu 1500
link add name new address 02:42:f6:1e:3e:aa type bridge
link set dev new alias netgen:shop:networks.new addrgenmode none
link set dev new mtu 1500 up
sysctl -w net.ipv6.conf.new.accept_ra=0
addr replace fe80::1/64 dev new nodad
route replace 2001:db8:100:101::/64 dev new proto 110

# containers.web: 10.1.0.2 and 2001:db8:100:100:0:242:a01:2 on front, 2001:db8:100:101:0:242:5a13:9506 on new, open to the world at 10.1.0.2 and 2001:db8:100:100:0:242:a01:2
netns add web
link add name web.eth0 master front type veth peer name eth0 address 02:42:0a:01:00:02 netns web
link set dev web.eth0 alias netgen:shop:containers.web.networks.front addrgenmode none
link set dev web.eth0 mtu 1500 up
link add name web.eth1 master new type veth peer name eth1 address 02:42:5a:13:95:06 netns web
link set dev web.eth1 alias netgen:shop:containers.web.networks.new addrgenmode none
link set dev web.eth1 mtu 1500 up
[web] sysctl -w net.ipv6.conf.all.disable_ipv6=0
[web] sysctl -w net.ipv6.conf.eth0.disable_ipv6=0
[web] sysctl -w net.ipv6.conf.eth1.disable_ipv6=0
[web] sysctl -w net.ipv6.conf.eth0.accept_ra=0
[web] sysctl -w net.ipv6.conf.eth1.accept_ra=0
[web] sysctl -w net.ipv6.conf.eth0.accept_dad=0
[web] sysctl -w net.ipv6.conf.eth1.accept_dad=0
[web] sysctl -w net.ipv4.ip_forward=0
[web] link set dev lo up
[web] link set dev eth0 alias netgen:shop:containers.web.networks.front
[web] link set dev eth0 mtu 1500 up
[web] addr replace 10.1.0.2/24 dev eth0
[web] addr replace 2001:db8:100:100:0:242:a01:2/64 dev eth0 nodad
[web] route replace default via 10.1.0.1 dev eth0 proto 110
[web] route replace default via fe80::1 dev eth0 proto 110
[web] link set dev eth1 alias netgen:shop:containers.web.networks.new
[web] link set dev eth1 mtu 1500 up
[web] addr replace 2001:db8:100:101:0:242:5a13:9506/64 dev eth1 nodad
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

# The plan's rules, as input for nft -f.
rules() {
    cat <<'RULES'
# Made, emptied and filled in one transaction: packets meet the old rules or the new ones, never none.
table inet netgen-shop
delete table inet netgen-shop
table inet netgen-shop {
    # bridges of all networks of the plan
    set networks {
        type ifname
        elements = {
            "front", # networks.front
            "old", # networks.old
            "new", # networks.new
        }
    }

    # those that are ours alone
    set bridges {
        type ifname
        elements = {
            "front", # networks.front
            "old", # networks.old
            "new", # networks.new
        }
    }

    # from network, to network
    set allowed {
        type ifname . ifname
        elements = {
            "front" . "front", # networks.front
            "old" . "old", # networks.old
            "new" . "new", # networks.new
        }
    }

    # bridges of all networks of the plan
    set networks6 {
        type ifname
        elements = {
            "front", # networks.front
            "old", # networks.old
            "new", # networks.new
        }
    }

    # those that are ours alone
    set bridges6 {
        type ifname
        elements = {
            "front", # networks.front
            "old", # networks.old
            "new", # networks.new
        }
    }

    # from network, to network
    set allowed6 {
        type ifname . ifname
        elements = {
            "front" . "front", # networks.front
            "old" . "old", # networks.old
            "new" . "new", # networks.new
        }
    }

    # not reached from outside
    set no_inbound6 {
        type ifname
        elements = {
            "new", # networks.new
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
RULES
}

