#!/bin/sh
# The network of plan shop on its host rack-a.
#
# Made by netgen 0.1.0 from plan.yaml, sha256
# 5d118c24f56053a649e5ec61fe869d81858eb871dd2f723b5a96cfc32e18ffc2.
# Do not edit it: change the plan and render it again.
#
# It makes
#   networks.front: bridge front, 10.0.0.0/24, gateway 10.0.0.1, routed, open to the world, mtu 1500
#   networks.quiet: bridge quiet, no IPv4, mtu 1500
#   containers: each under its own comment below
#   names: /etc/netns/NAME of each container; what was written there is kept in /etc/netns/.netgen-shop
#   point_to_point: links with no bridge, each under its own comment below
#   hosts: routes to the containers of other hosts, each under its own comment below
#   containers.web5: open to the world, 10.0.0.2
#   containers.web6: open to the world, 10.0.0.3
#   containers.named: open to the world, 10.0.0.4
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
plan_sha256='5d118c24f56053a649e5ec61fe869d81858eb871dd2f723b5a96cfc32e18ffc2'
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
# host: packets are forwarded between interfaces; a router takes no redirects
sysctl -w net.ipv4.ip_forward=1
sysctl -w net.ipv4.conf.all.accept_redirects=0

# host: name service of the containers, where they have no line of their own
[*] hosts 127.0.0.1 localhost
[*] nameserver ${host_nameservers:-8.8.8.8 8.8.4.4}
[*] search ${host_search:-.}
[*] options ${host_options:-}

# networks.front: bridge front, 10.0.0.0/24, gateway 10.0.0.1, routed, open to the world, mtu 1500
link add name front address 02:42:0a:00:00:01 type bridge
link set dev front alias netgen:shop:networks.front addrgenmode none
link set dev front mtu 1500 up
addr replace 10.0.0.1/24 dev front

# networks.quiet: bridge quiet, no IPv4, mtu 1500
link add name quiet address 02:42:37:1d:3e:ea type bridge
link set dev quiet alias netgen:shop:networks.quiet addrgenmode none
link set dev quiet mtu 1500 up

# containers.web5: 10.0.0.2 on front, open to the world
netns add web5
link add name web5.lan5 master front type veth peer name lan5 address 02:42:0a:00:00:02 netns web5
link set dev web5.lan5 alias netgen:shop:containers.web5.networks.front addrgenmode none
link set dev web5.lan5 mtu 1500 up
[web5] sysctl -w net.ipv6.conf.all.disable_ipv6=1
[web5] link set dev lo up
[web5] link set dev lan5 alias netgen:shop:containers.web5.networks.front
[web5] link set dev lan5 mtu 1500 up
[web5] addr replace 10.0.0.2/24 dev lan5
[web5] route replace default via 10.0.0.1 dev lan5 proto 110
[web5] hostname web5
[web5@front] hosts 10.0.0.2 web5

# containers.web6: 10.0.0.3 on front, open to the world
netns add web6
link add name web6.lan6 master front type veth peer name lan6 address 02:42:0a:00:00:03 netns web6
link set dev web6.lan6 alias netgen:shop:containers.web6.networks.front addrgenmode none
link set dev web6.lan6 mtu 1500 up
[web6] sysctl -w net.ipv6.conf.all.disable_ipv6=1
[web6] link set dev lo up
[web6] link set dev lan6 alias netgen:shop:containers.web6.networks.front
[web6] link set dev lan6 mtu 1500 up
[web6] addr replace 10.0.0.3/24 dev lan6
[web6] route replace default via 10.0.0.1 dev lan6 proto 110
[web6] hostname web6
[web6@front] hosts 10.0.0.3 web6

# containers.still: no address on quiet, one point-to-point link
netns add still
link add name still.eth0 master quiet type veth peer name eth0 address 02:42:d3:f0:d7:ec netns still
link set dev still.eth0 alias netgen:shop:containers.still.networks.quiet addrgenmode none
link set dev still.eth0 mtu 1500 up
[still] sysctl -w net.ipv6.conf.all.disable_ipv6=1
[still] sysctl -w net.ipv4.ip_forward=0
[still] link set dev lo up
[still] link set dev eth0 alias netgen:shop:containers.still.networks.quiet
[still] link set dev eth0 mtu 1500 up
[still] hostname still
[still] hosts 127.0.1.1 still

# containers.named: 10.0.0.4 on front, open to the world, one point-to-point link
netns add named
link add name named.to-a master front type veth peer name to-a address 02:42:0a:00:00:04 netns named
link set dev named.to-a alias netgen:shop:containers.named.networks.front addrgenmode none
link set dev named.to-a mtu 1500 up
[named] sysctl -w net.ipv6.conf.all.disable_ipv6=1
[named] sysctl -w net.ipv4.ip_forward=0
[named] link set dev lo up
[named] link set dev to-a alias netgen:shop:containers.named.networks.front
[named] link set dev to-a mtu 1500 up
[named] addr replace 10.0.0.4/24 dev to-a
[named] route replace default via 10.0.0.1 dev to-a proto 110
[named] hostname named
[named@front] hosts 10.0.0.4 named

# point_to_point.named.still: no address on p-a of still, no address on eth0 of named
link add name p-a address 02:42:8b:8d:85:7c netns still type veth peer name eth0 address 02:42:bb:6d:f6:19 netns named
[still] link set dev p-a alias netgen:shop:point_to_point.named.still
[still] link set dev p-a mtu 1500 up
[named] link set dev eth0 alias netgen:shop:point_to_point.named.still
[named] link set dev eth0 mtu 1500 up

# hosts.rack-b: routes to its containers
route replace 10.1.0.0/24 via 192.0.2.11 proto 110
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
            "quiet", # networks.quiet
        }
    }

    # those that are ours alone
    set bridges {
        type ifname
        elements = {
            "front", # networks.front
            "quiet", # networks.quiet
        }
    }

    # from network, to network
    set allowed {
        type ifname . ifname
        elements = {
            "front" . "front", # networks.front
            "quiet" . "quiet", # networks.quiet
        }
    }

    # what is forwarded
    chain forward {
        type filter hook forward priority filter; policy accept;
        ct state established,related accept comment "replies, and errors that belong to a connection"
        iifname . oifname @allowed accept comment "within a network, and between peers"
        iifname @bridges oifname @networks drop comment "networks are isolated"
    }
}
RULES
}

