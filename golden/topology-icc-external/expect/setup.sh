#!/bin/sh
# The network of plan demo on this host.
#
# Made by netgen 0.1.0 from plan.yaml, sha256
# c79071d75927b1a24243626ab6ce0a0e58317ebf3b6aac7cfbd9eb50e9144ebd.
# The engine is the same in every script of this version; `sed -n '/^# --- engine/,$p' setup.sh | sha256sum` gives
# (its SHA-256).
# Do not edit it: change the plan and render it again.
#
# Networks
#   networks.lan: existing bridge br0, 192.168.5.0/24, gateway 192.168.5.1, nat, links only, mtu 1500
#
# Containers
#   containers.web: 192.168.5.2 on lan
#   containers.db: 192.168.5.3 on lan
#
# Open to the world
#   containers.web: 80/tcp
#
# Settings of the host
#   net.ipv4.ip_forward=1: forward IPv4 between interfaces
#   net.ipv4.conf.all.accept_redirects=0: a router takes no redirects
#   net.ipv4.conf.$uplinks.forwarding=1: also on interfaces with a default route where it was switched off
#   net.netfilter.nf_conntrack_tcp_be_liberal=1: a TCP segment outside of the window is still part of its connection
#   IPv6 forwarding stays as it is
#   networks.lan: net.ipv4.conf.br0.route_localnet=1, let 127.0.0.1 reach published ports
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
#   br_netfilter is loaded, for networks with `icc: false`
#
# Usage, as root:
#   sh setup.sh [up] [--dry-run] [--force]   make the host as the plan says; again after every change of the plan
#   sh setup.sh check                        compare, change nothing
#   sh setup.sh refresh-names                follow the host's resolv.conf
#   sh setup.sh down [--dry-run] [--force]   remove what this plan made, and nothing else
#   sh setup.sh --help | --version           exit codes; plan and versions

netgen_version='0.1.0'
plan_name='demo'
plan_sha256='c79071d75927b1a24243626ab6ce0a0e58317ebf3b6aac7cfbd9eb50e9144ebd'
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

# networks.lan: existing bridge br0, 192.168.5.0/24, gateway 192.168.5.1, nat, links only, mtu 1500
link set dev br0 type bridge nf_call_iptables 1 # icc: false: the rules see what passes between its ports
sysctl -w net.ipv4.conf.br0.route_localnet=1 # let 127.0.0.1 reach published ports

# containers.web: 192.168.5.2 on lan
netns add web
link add name web.eth0 master br0 type veth peer name eth0 address 02:42:c0:a8:05:02 netns web
link set dev web.eth0 alias netgen:demo:containers.web.networks.lan addrgenmode none # no IPv6 address but the plan's
link set dev web.eth0 mtu 1500 up
link set dev web.eth0 type bridge_slave hairpin on # it may reach its own published ports
[web] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[web] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[web] link set dev lo alias netgen:demo:containers.web
[web] link set dev lo up
[web] link set dev eth0 alias netgen:demo:containers.web.networks.lan
[web] link set dev eth0 mtu 1500 up
[web] addr replace 192.168.5.2/24 dev eth0
[web] link set dev eth0 address 02:42:c0:a8:05:02 # tells neighbours of its addresses
[web] route replace default via 192.168.5.1 dev eth0 proto 110
[web] hostname web
[web@lan] hosts 192.168.5.2 web
port tcp 0.0.0.0:80 to 192.168.5.2:80 # containers.web.ports.0

# containers.db: 192.168.5.3 on lan
netns add db
link add name db.eth0 master br0 type veth peer name eth0 address 02:42:c0:a8:05:03 netns db
link set dev db.eth0 alias netgen:demo:containers.db.networks.lan addrgenmode none # no IPv6 address but the plan's
link set dev db.eth0 mtu 1500 up
[db] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[db] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[db] link set dev lo alias netgen:demo:containers.db
[db] link set dev lo up
[db] link set dev eth0 alias netgen:demo:containers.db.networks.lan
[db] link set dev eth0 mtu 1500 up
[db] addr replace 192.168.5.3/24 dev eth0
[db] link set dev eth0 address 02:42:c0:a8:05:03 # tells neighbours of its addresses
[db] route replace default via 192.168.5.1 dev eth0 proto 110
[db] hostname db
[db@lan] hosts 192.168.5.3 db
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

    # on every address of the host: protocol, port, container
    map published {
        type inet_proto . inet_service : ipv4_addr . inet_service
        elements = {
            tcp . 80 : 192.168.5.2 . 80, # containers.web.ports.0
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

    # bridges of the plan's networks, and the host's ends of its links
    set networks {
        type ifname
        elements = {
            "br0", # networks.lan
        }
    }

    # who may talk to whom: from network, to network
    set allowed {
        type ifname . ifname
        elements = {
            "br0" . "br0", # networks.lan
        }
    }

    # our containers on bridges of others
    set external_members {
        type ifname . ipv4_addr
        elements = {
            "br0" . 192.168.5.2, # containers.web.networks.lan
            "br0" . 192.168.5.3, # containers.db.networks.lan
        }
    }

    # of them, those that nothing outside opens a connection to
    set no_inbound_members {
        type ifname . ipv4_addr
        elements = {
            "br0" . 192.168.5.2, # containers.web.networks.lan
            "br0" . 192.168.5.3, # containers.db.networks.lan
        }
    }

    # where published ports lead: container, protocol, port
    set dnat_targets {
        type ipv4_addr . inet_proto . inet_service
        elements = {
            192.168.5.2 . tcp . 80, # containers.web.ports.0
        }
    }

    # networks with icc: false, in which only links lead anywhere
    set icc_off {
        type ifname . ifname
        elements = {
            "br0" . "br0", # networks.lan
        }
    }

    # our containers on bridges of others with icc: false
    set icc_off_members {
        type ifname . ipv4_addr . ifname
        elements = {
            "br0" . 192.168.5.2 . "br0", # containers.web.networks.lan
            "br0" . 192.168.5.3 . "br0", # containers.db.networks.lan
        }
    }

    # links: network, from container, to container, protocol, port
    set links {
        type ifname . ipv4_addr . ipv4_addr . inet_proto . inet_service
        elements = {
            "br0" . 192.168.5.2 . 192.168.5.3 . tcp . 5432, # containers.web.links.0
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
            192.168.5.0/24 . 192.168.5.0/24, # networks.lan
        }
    }

    # sources that leave with the host's address
    set masqueraded {
        type ipv4_addr
        elements = {
            192.168.5.2, # containers.web.networks.lan
            192.168.5.3, # containers.db.networks.lan
        }
    }

    # what comes in from anywhere, before anything else
    chain raw_prerouting {
        type filter hook prerouting priority raw; policy accept;
        iifname != "lo" ip saddr @localnet drop comment "127.0.0.1 is the host's own"
        iifname != "lo" ip daddr @localnet drop comment "127.0.0.1 is the host's own"
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

    # what is forwarded
    chain forward {
        type filter hook forward priority filter; policy accept;
        ct state established,related accept comment "replies, and errors that belong to a connection"
        iifname . oifname @icc_off oifname . ip saddr . ip daddr . meta l4proto . th dport @links accept comment "links, to what the other container offers"
        ct status dnat iifname . oifname @icc_off ip daddr . meta l4proto . th dport @dnat_targets accept comment "published ports are open"
        iifname . ip saddr . oifname @icc_off_members oifname . ip daddr @external_members drop comment "containers are kept apart"
        iifname . oifname @allowed accept comment "within a network, and between peers"
        ct status dnat ip daddr . meta l4proto . th dport @dnat_targets accept comment "published ports are open"
        iifname . ip saddr @external_members oifname @networks drop comment "networks are isolated"
        iifname @networks oifname . ip daddr @external_members drop comment "networks are isolated"
        ct state invalid ip saddr @masqueraded drop comment "no private address leaves untranslated"
        oifname . ip daddr @no_inbound_members drop comment "nothing comes in from outside"
    }

    # what is translated on its way out
    chain postrouting {
        type nat hook postrouting priority srcnat; policy accept;
        oifname @loopback accept comment "the host talks to itself from the address that it means"
        ct status dnat ip saddr . ip daddr @hairpin masquerade comment "replies come back by way of the host"
        ip saddr @localnet oifname @networks masquerade comment "the host's 127.0.0.1 means something else in a container"
        oifname @networks accept comment "between networks of the plan, addresses stay as they are"
        meta l4proto tcp ip saddr @masqueraded masquerade to :1024-65535 comment "by a port that is not published"
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

