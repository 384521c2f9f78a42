#!/bin/sh
# The network of plan plan on this host.
#
# Made by netgen 0.1.0 from plan.yaml, sha256
# 59540430ef9d25dba442e21bf76ca6212929ee2916352126674f3fddd8b89775.
# The engine is the same in every script of this version; `sed -n '/^# --- engine/,$p' setup.sh | sha256sum` gives
# (its SHA-256).
# Do not edit it: change the plan and render it again.
#
# Networks
#   networks.front: bridge front, 172.17.0.0/16, gateway 172.17.42.1, nat, mtu 1500
#
# Containers
#   containers.web: 172.17.0.1 on front
#   containers.far: one point-to-point link
#
# Point-to-point links
#   point_to_point.far.host: 10.1.1.1 on eth0 of far, 10.1.1.2 on far.eth0 of the host
#
# Open to the world
#   containers.web: 8080/tcp
#
# Settings of the host
#   net.ipv4.ip_forward=1: forward IPv4 between interfaces
#   net.ipv4.conf.all.accept_redirects=0: a router takes no redirects
#   net.ipv4.conf.$uplinks.forwarding=1: also on interfaces with a default route where it was switched off
#   net.netfilter.nf_conntrack_tcp_be_liberal=1: a TCP segment outside of the window is still part of its connection
#   IPv6 forwarding stays as it is
#   networks.front: net.ipv4.conf.front.forwarding=1, forward IPv4 from it, also where conf.default.forwarding is 0
#   networks.front: net.ipv4.conf.front.route_localnet=1, let 127.0.0.1 reach published ports
#
# Firewall
#   table inet netgen-plan
#   table inet netgen_user, for rules of your own: made if missing, first in line, never emptied
#
# Files
#   /etc/netns/NAME/hostname, hosts and resolv.conf for each container; what was there is kept in /etc/netns/.netgen-plan
#   name servers are the host's; if it names none, Google's: 8.8.8.8 and 8.8.4.4
#   /run/netgen/plan: what was made, until down or the next boot
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
plan_name='plan'
plan_sha256='59540430ef9d25dba442e21bf76ca6212929ee2916352126674f3fddd8b89775'
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
link set dev front alias netgen:plan:networks.front addrgenmode none # no IPv6 address but the plan's
link set dev front mtu 1500 up
addr replace 172.17.42.1/16 dev front
sysctl -w net.ipv4.conf.front.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0
sysctl -w net.ipv4.conf.front.route_localnet=1 # let 127.0.0.1 reach published ports

# containers.web: 172.17.0.1 on front
netns add web
link add name web.eth0 master front type veth peer name eth0 address 02:42:ac:11:00:01 netns web
link set dev web.eth0 alias netgen:plan:containers.web.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev web.eth0 mtu 1500 up
link set dev web.eth0 type bridge_slave hairpin on # it may reach its own published ports
[web] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[web] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[web] link set dev lo alias netgen:plan:containers.web
[web] link set dev lo up
[web] link set dev eth0 alias netgen:plan:containers.web.networks.front
[web] link set dev eth0 mtu 1500 up
[web] addr replace 172.17.0.1/16 dev eth0
[web] link set dev eth0 address 02:42:ac:11:00:01 # tells neighbours of its addresses
[web] route replace default via 172.17.42.1 dev eth0 proto 110
[web] hostname web
[web@front] hosts 172.17.0.1 web
port tcp 0.0.0.0:8080 to 172.17.0.1:80 # containers.web.ports.0

# containers.far: one point-to-point link
netns add far
[far] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[far] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[far] link set dev lo alias netgen:plan:containers.far
[far] link set dev lo up
[far] hostname far
[far] hosts 10.1.1.1 far

# point_to_point.far.host: 10.1.1.1 on eth0 of far, 10.1.1.2 on far.eth0 of the host
link add name far.eth0 address 02:42:0a:01:01:02 type veth peer name eth0 address 02:42:0a:01:01:01 netns far
link set dev far.eth0 alias netgen:plan:point_to_point.far.host addrgenmode none # no IPv6 address but the plan's
link set dev far.eth0 mtu 1500 up
addr replace 10.1.1.2/32 dev far.eth0
route replace 10.1.1.1/32 dev far.eth0 proto 110
[far] link set dev eth0 alias netgen:plan:point_to_point.far.host
[far] link set dev eth0 mtu 1500 up
[far] addr replace 10.1.1.1/32 dev eth0
[far] route replace 10.1.1.2/32 dev eth0 proto 110
PLAN
}

# The plan's rules. `@ TOOL` or `@ TOOL NETNS` says what loads the lines below it, and in which network namespace.
# nft -f makes, empties and fills a table in one transaction: packets meet the old rules or the new ones, never none.
rules() {
    cat <<'RULES'
@ nftables
table inet netgen-plan
delete table inet netgen-plan
table inet netgen-plan {
    comment "netgen plan"

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

    # on every address of the host: protocol, port, container
    map published {
        type inet_proto . inet_service : ipv4_addr . inet_service
        elements = {
            tcp . 8080 : 172.17.0.1 . 80, # containers.web.ports.0
        }
    }

    # addresses that never leave the host
    set localnet {
        type ipv4_addr
        flags interval
        elements = {
            127.0.0.0/8, # host
        }
    }

    # links that lead to the host's end of them, by its address
    set p2p_paths {
        type ifname . ipv4_addr
        elements = {
            "far.eth0" . 10.1.1.2, # point_to_point.far.host
            "lo" . 10.1.1.2, # point_to_point.far.host
        }
    }

    # addresses of point-to-point links on the host
    set p2p_addresses {
        type ipv4_addr
        elements = {
            10.1.1.2, # point_to_point.far.host
        }
    }

    # bridges of the plan's networks, and the host's ends of its links
    set networks {
        type ifname
        elements = {
            "front", # networks.front
            "far.eth0", # point_to_point.far.host
        }
    }

    # of them, those that this plan makes
    set bridges {
        type ifname
        elements = {
            "front", # networks.front
            "far.eth0", # point_to_point.far.host
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
            "far.eth0", # point_to_point.far.host
        }
    }

    # where published ports lead: container, protocol, port
    set dnat_targets {
        type ipv4_addr . inet_proto . inet_service
        elements = {
            172.17.0.1 . tcp . 80, # containers.web.ports.0
        }
    }

    # the loopback interface
    set loopback {
        type ifname
        elements = {
            "lo", # host
        }
    }

    # who reaches published ports through the host, and would be answered directly: from, to
    set hairpin {
        type ipv4_addr . ipv4_addr
        flags interval
        elements = {
            172.17.0.0/16 . 172.17.0.0/16, # networks.front
        }
    }

    # sources that leave with the host's address
    set masqueraded {
        type ipv4_addr
        flags interval
        elements = {
            172.17.0.0/16, # networks.front
            10.1.1.1, # point_to_point.far.host
        }
    }

    # what comes in from anywhere, before anything else
    chain raw_prerouting {
        type filter hook prerouting priority raw; policy accept;
        iifname != "lo" ip saddr @subnets iifname . ip saddr != @homes drop comment "a container's address comes from its own bridge"
        iifname != "lo" ip saddr @localnet drop comment "127.0.0.1 is the host's own"
        iifname != "lo" ip daddr @localnet drop comment "127.0.0.1 is the host's own"
    }

    # who reaches published ports; the host itself and the plan's networks always do
    chain published_from {
        type filter hook prerouting priority mangle; policy accept;
        ct state established,related accept comment "connections that were let in before"
        iifname . ip daddr @p2p_paths accept comment "from the other end of the link"
        ip daddr @p2p_addresses drop comment "nobody else reaches an end, nor a port by it"
        iifname @networks accept comment "from the plan's networks"
    }

    # published ports, asked for from outside or by containers
    chain prerouting {
        type nat hook prerouting priority dstnat; policy accept;
        fib daddr type local dnat ip to meta l4proto . th dport map @published comment "ports of every address"
    }

    # published ports, asked for by the host itself (filter - 100 is dstnat)
    chain output {
        type nat hook output priority filter - 100; policy accept;
        fib daddr type local dnat ip to meta l4proto . th dport map @published comment "ports of every address"
    }

    # what comes to the host itself
    chain input {
        type filter hook input priority filter; policy accept;
        ct state established,related accept comment "replies, and errors that belong to a connection"
        iifname . ip daddr @p2p_paths accept comment "from the other end of the link"
        ip daddr @p2p_addresses drop comment "nobody else reaches an end"
    }

    # what is forwarded
    chain forward {
        type filter hook forward priority filter; policy accept;
        ct state established,related accept comment "replies, and errors that belong to a connection"
        iifname . oifname @allowed accept comment "within a network, and between peers"
        ct status dnat ip daddr . meta l4proto . th dport @dnat_targets accept comment "published ports are open"
        iifname @bridges oifname @networks drop comment "networks are isolated"
        ct state invalid ip saddr @masqueraded drop comment "no private address leaves untranslated"
        oifname @no_inbound drop comment "nothing comes in from outside"
    }

    # what is translated on its way out
    chain postrouting {
        type nat hook postrouting priority srcnat; policy accept;
        oifname @loopback accept comment "the host talks to itself from the address that it means"
        ct status dnat ip saddr . ip daddr @hairpin masquerade comment "replies come back by way of the host"
        ip saddr @localnet oifname @networks masquerade comment "the host's 127.0.0.1 means something else in a container"
        oifname @networks accept comment "between networks of the plan, addresses stay as they are"
        meta l4proto tcp ip saddr @masqueraded masquerade to :8081-65535 comment "by a port that is not published"
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

