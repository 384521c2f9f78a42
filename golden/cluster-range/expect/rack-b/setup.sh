#!/bin/sh
# The network of plan shop on its host rack-b.
#
# Made by netgen 0.1.0 from plan.yaml, sha256
# 5d118c24f56053a649e5ec61fe869d81858eb871dd2f723b5a96cfc32e18ffc2.
# The engine is the same in every script of this version; `sed -n '/^# --- engine/,$p' setup.sh | sha256sum` gives
# (its SHA-256).
# Do not edit it: change the plan and render it again.
#
# Networks
#   networks.front: bridge front, 10.1.0.0/24, gateway 10.1.0.1, routed, open to the world, mtu 1500
#   networks.quiet: bridge quiet, no IPv4, mtu 1500
#
# Containers
#   containers.web5: 10.1.0.2 on front
#   containers.web6: 10.1.0.3 on front
#   containers.still: no address on quiet, one point-to-point link
#   containers.named: 10.1.0.4 on front, one point-to-point link
#
# Point-to-point links
#   point_to_point.named.still: no address on p-b of still, no address on eth0 of named
#
# Open to the world
#   containers.web5: every port of 10.1.0.2
#   containers.web6: every port of 10.1.0.3
#   containers.named: every port of 10.1.0.4
#
# Settings of the host
#   it has 192.0.2.11; the script refuses any other host
#   net.ipv4.ip_forward=1: forward IPv4 between interfaces
#   net.ipv4.conf.all.accept_redirects=0: a router takes no redirects
#   net.ipv4.conf.$uplinks.forwarding=1: also on interfaces with a default route where it was switched off
#   IPv6 forwarding stays as it is
#   networks.front: net.ipv4.conf.front.forwarding=1, forward IPv4 from it, also where conf.default.forwarding is 0
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
#   name servers are the host's; if it names none, Google's: 8.8.8.8 and 8.8.4.4
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
plan_sha256='5d118c24f56053a649e5ec61fe869d81858eb871dd2f723b5a96cfc32e18ffc2'
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
require addr 192.0.2.11

# host: packets are forwarded between interfaces, for the whole host
sysctl -w net.ipv4.ip_forward=1 # forward IPv4 between interfaces
sysctl -w net.ipv4.conf.all.accept_redirects=0 # a router takes no redirects
sysctl -w net.ipv4.conf.$uplinks.forwarding=1 # also on interfaces with a default route where it was switched off

# host.firewall: chain forward of table inet netgen_user is for rules of your own: made if missing, first in line, never emptied
user-rules nftables

# host: name service of the containers, where they have no line of their own
[*] hosts 127.0.0.1 localhost
[*] nameserver ${host_ipv4_nameservers:-8.8.8.8 8.8.4.4}
[*] search ${host_search:-.}
[*] options ${host_options:-}

# networks.front: bridge front, 10.1.0.0/24, gateway 10.1.0.1, routed, open to the world, mtu 1500
link add name front address 02:42:0a:01:00:01 type bridge
link set dev front alias netgen:shop:networks.front addrgenmode none # no IPv6 address but the plan's
link set dev front mtu 1500 up
addr replace 10.1.0.1/24 dev front
sysctl -w net.ipv4.conf.front.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0

# networks.quiet: bridge quiet, no IPv4, mtu 1500
link add name quiet address 02:42:37:1d:3e:ea type bridge
link set dev quiet alias netgen:shop:networks.quiet addrgenmode none # no IPv6 address but the plan's
link set dev quiet mtu 1500 up

# containers.web5: 10.1.0.2 on front, open to the world
netns add web5
link add name web5.lan5 master front type veth peer name lan5 address 02:42:0a:01:00:02 netns web5
link set dev web5.lan5 alias netgen:shop:containers.web5.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev web5.lan5 mtu 1500 up
[web5] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[web5] sysctl -w net.ipv4.conf.lan5.arp_notify=1 # neighbours hear of a new MAC
[web5] link set dev lo alias netgen:shop:containers.web5
[web5] link set dev lo up
[web5] link set dev lan5 alias netgen:shop:containers.web5.networks.front
[web5] link set dev lan5 mtu 1500 up
[web5] addr replace 10.1.0.2/24 dev lan5
[web5] link set dev lan5 address 02:42:0a:01:00:02 # tells neighbours of its addresses
[web5] route replace default via 10.1.0.1 dev lan5 proto 110
[web5] hostname web5
[web5@front] hosts 10.1.0.2 web5

# containers.web6: 10.1.0.3 on front, open to the world
netns add web6
link add name web6.lan6 master front type veth peer name lan6 address 02:42:0a:01:00:03 netns web6
link set dev web6.lan6 alias netgen:shop:containers.web6.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev web6.lan6 mtu 1500 up
[web6] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[web6] sysctl -w net.ipv4.conf.lan6.arp_notify=1 # neighbours hear of a new MAC
[web6] link set dev lo alias netgen:shop:containers.web6
[web6] link set dev lo up
[web6] link set dev lan6 alias netgen:shop:containers.web6.networks.front
[web6] link set dev lan6 mtu 1500 up
[web6] addr replace 10.1.0.3/24 dev lan6
[web6] link set dev lan6 address 02:42:0a:01:00:03 # tells neighbours of its addresses
[web6] route replace default via 10.1.0.1 dev lan6 proto 110
[web6] hostname web6
[web6@front] hosts 10.1.0.3 web6

# containers.still: no address on quiet, one point-to-point link
netns add still
link add name still.eth0 master quiet type veth peer name eth0 address 02:42:2e:58:9c:9c netns still
link set dev still.eth0 alias netgen:shop:containers.still.networks.quiet addrgenmode none # no IPv6 address but the plan's
link set dev still.eth0 mtu 1500 up
[still] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[still] sysctl -w net.ipv4.ip_forward=0 # no router, whatever the host is
[still] sysctl -w net.ipv4.conf.all.rp_filter=2 # answers may come in by another interface, whatever the host asks
[still] link set dev lo alias netgen:shop:containers.still
[still] link set dev lo up
[still] link set dev eth0 alias netgen:shop:containers.still.networks.quiet
[still] link set dev eth0 mtu 1500 up
[still] hostname still
[still] hosts 127.0.1.1 still

# containers.named: 10.1.0.4 on front, one point-to-point link, open to the world
netns add named
link add name named.to-b master front type veth peer name to-b address 02:42:0a:01:00:04 netns named
link set dev named.to-b alias netgen:shop:containers.named.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev named.to-b mtu 1500 up
[named] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[named] sysctl -w net.ipv4.conf.to-b.arp_notify=1 # neighbours hear of a new MAC
[named] sysctl -w net.ipv4.ip_forward=0 # no router, whatever the host is
[named] sysctl -w net.ipv4.conf.all.rp_filter=2 # answers may come in by another interface, whatever the host asks
[named] link set dev lo alias netgen:shop:containers.named
[named] link set dev lo up
[named] link set dev to-b alias netgen:shop:containers.named.networks.front
[named] link set dev to-b mtu 1500 up
[named] addr replace 10.1.0.4/24 dev to-b
[named] link set dev to-b address 02:42:0a:01:00:04 # tells neighbours of its addresses
[named] route replace default via 10.1.0.1 dev to-b proto 110
[named] hostname named
[named@front] hosts 10.1.0.4 named

# point_to_point.named.still: no address on p-b of still, no address on eth0 of named
link add name p-b address 02:42:91:10:ef:e5 netns still type veth peer name eth0 address 02:42:06:59:1e:fb netns named
[still] link set dev p-b alias netgen:shop:point_to_point.named.still
[still] link set dev p-b mtu 1500 up
[named] link set dev eth0 alias netgen:shop:point_to_point.named.still
[named] link set dev eth0 mtu 1500 up

# hosts.rack-a: routes to its containers
route replace 10.0.0.0/24 via 192.0.2.10 proto 110
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

    # sources that containers have
    set subnets {
        type ipv4_addr
        flags interval
        elements = {
            10.1.0.0/24, # networks.front
        }
    }

    # where they come from: interface, source
    set homes {
        type ifname . ipv4_addr
        flags interval
        elements = {
            "front" . 10.1.0.0/24, # networks.front
        }
    }

    # bridges of the plan's networks, and the host's ends of its links
    set networks {
        type ifname
        elements = {
            "front", # networks.front
            "quiet", # networks.quiet
        }
    }

    # of them, those that this plan makes
    set bridges {
        type ifname
        elements = {
            "front", # networks.front
            "quiet", # networks.quiet
        }
    }

    # who may talk to whom: from network, to network
    set allowed {
        type ifname . ifname
        elements = {
            "front" . "front", # networks.front
            "quiet" . "quiet", # networks.quiet
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

