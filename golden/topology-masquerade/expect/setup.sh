#!/bin/sh
# The network of plan plan on this host.
#
# Made by netgen 0.1.0 from plan.yaml, sha256
# 0584b1c187deb4ee258589d802a151685bd1f37a65f0077de56daaf013608361.
# The engine is the same in every script of this version; `sed -n '/^# --- engine/,$p' setup.sh | sha256sum` gives
# (its SHA-256).
# Do not edit it: change the plan and render it again.
#
# Networks
#   networks.lan-a: bridge lan-a, 192.168.1.0/24, gateway 192.168.1.1 (router-a), mtu 1500
#   networks.lan-b: bridge lan-b, 192.168.1.0/24, gateway 192.168.1.1 (router-b), mtu 1500
#   networks.front: bridge front, 172.17.0.0/16, gateway 172.17.42.1, nat, mtu 1500
#   networks.back: bridge back, 10.5.0.0/24, gateway 10.5.0.1, nat, mtu 1500
#
# Containers
#   containers.pc-a: 192.168.1.2 on lan-a
#   containers.pc-b: 192.168.1.2 on lan-b
#   containers.router-a: 192.168.1.1 on lan-a, 172.17.0.1 on front, a router that masquerades
#   containers.router-b: 192.168.1.1 on lan-b, 172.17.0.2 on front, 10.5.0.2 on back, in the existing namespace /run/engine/ns-1, a router that masquerades
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
#   networks.front: net.ipv4.conf.front.forwarding=1, forward IPv4 from it, also where conf.default.forwarding is 0
#   networks.back: net.ipv4.conf.back.forwarding=1, forward IPv4 from it, also where conf.default.forwarding is 0
#
# Firewall
#   table inet netgen-plan
#   table inet netgen_user, for rules of your own: made if missing, first in line, never emptied
#   containers.router-a: table inet netgen-plan in its namespace, masquerades on eth1
#   containers.router-b: table inet netgen-plan in its namespace, masquerades on eth1, eth2
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
plan_sha256='0584b1c187deb4ee258589d802a151685bd1f37a65f0077de56daaf013608361'
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

# networks.lan-a: bridge lan-a, 192.168.1.0/24, gateway 192.168.1.1 (router-a), mtu 1500
link add name lan-a address 02:42:cc:6e:99:63 type bridge
link set dev lan-a alias netgen:plan:networks.lan-a addrgenmode none # no IPv6 address but the plan's
link set dev lan-a mtu 1500 up

# networks.lan-b: bridge lan-b, 192.168.1.0/24, gateway 192.168.1.1 (router-b), mtu 1500
link add name lan-b address 02:42:e8:24:1f:94 type bridge
link set dev lan-b alias netgen:plan:networks.lan-b addrgenmode none # no IPv6 address but the plan's
link set dev lan-b mtu 1500 up

# networks.front: bridge front, 172.17.0.0/16, gateway 172.17.42.1, nat, mtu 1500
link add name front address 02:42:ac:11:2a:01 type bridge
link set dev front alias netgen:plan:networks.front addrgenmode none # no IPv6 address but the plan's
link set dev front mtu 1500 up
addr replace 172.17.42.1/16 dev front
sysctl -w net.ipv4.conf.front.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0

# networks.back: bridge back, 10.5.0.0/24, gateway 10.5.0.1, nat, mtu 1500
link add name back address 02:42:0a:05:00:01 type bridge
link set dev back alias netgen:plan:networks.back addrgenmode none # no IPv6 address but the plan's
link set dev back mtu 1500 up
addr replace 10.5.0.1/24 dev back
sysctl -w net.ipv4.conf.back.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0

# containers.pc-a: 192.168.1.2 on lan-a
netns add pc-a
link add name pc-a.eth0 master lan-a type veth peer name eth0 address 02:42:c0:a8:01:02 netns pc-a
link set dev pc-a.eth0 alias netgen:plan:containers.pc-a.networks.lan-a addrgenmode none # no IPv6 address but the plan's
link set dev pc-a.eth0 mtu 1500 up
[pc-a] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[pc-a] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[pc-a] link set dev lo alias netgen:plan:containers.pc-a
[pc-a] link set dev lo up
[pc-a] link set dev eth0 alias netgen:plan:containers.pc-a.networks.lan-a
[pc-a] link set dev eth0 mtu 1500 up
[pc-a] addr replace 192.168.1.2/24 dev eth0
[pc-a] link set dev eth0 address 02:42:c0:a8:01:02 # tells neighbours of its addresses
[pc-a] route replace default via 192.168.1.1 dev eth0 proto 110
[pc-a] hostname pc-a
[pc-a@lan-a] hosts 192.168.1.2 pc-a

# containers.pc-b: 192.168.1.2 on lan-b
netns add pc-b
link add name pc-b.eth0 master lan-b type veth peer name eth0 address 02:42:c0:a8:01:02 netns pc-b
link set dev pc-b.eth0 alias netgen:plan:containers.pc-b.networks.lan-b addrgenmode none # no IPv6 address but the plan's
link set dev pc-b.eth0 mtu 1500 up
[pc-b] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[pc-b] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[pc-b] link set dev lo alias netgen:plan:containers.pc-b
[pc-b] link set dev lo up
[pc-b] link set dev eth0 alias netgen:plan:containers.pc-b.networks.lan-b
[pc-b] link set dev eth0 mtu 1500 up
[pc-b] addr replace 192.168.1.2/24 dev eth0
[pc-b] link set dev eth0 address 02:42:c0:a8:01:02 # tells neighbours of its addresses
[pc-b] route replace default via 192.168.1.1 dev eth0 proto 110
[pc-b] hostname pc-b
[pc-b@lan-b] hosts 192.168.1.2 pc-b

# containers.router-a: 192.168.1.1 on lan-a, 172.17.0.1 on front, a router that masquerades
netns add router-a
link add name router-a.eth0 master lan-a type veth peer name eth0 address 02:42:c0:a8:01:01 netns router-a
link set dev router-a.eth0 alias netgen:plan:containers.router-a.networks.lan-a addrgenmode none # no IPv6 address but the plan's
link set dev router-a.eth0 mtu 1500 up
link add name router-a.eth1 master front type veth peer name eth1 address 02:42:ac:11:00:01 netns router-a
link set dev router-a.eth1 alias netgen:plan:containers.router-a.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev router-a.eth1 mtu 1500 up
[router-a] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[router-a] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[router-a] sysctl -w net.ipv4.conf.eth1.arp_notify=1 # neighbours hear of a new MAC
[router-a] sysctl -w net.ipv4.ip_forward=1 # forward IPv4 between interfaces
[router-a] sysctl -w net.ipv4.conf.all.rp_filter=2 # answers may come in by another interface, whatever the host asks
[router-a] link set dev lo alias netgen:plan:containers.router-a
[router-a] link set dev lo up
[router-a] link set dev eth0 alias netgen:plan:containers.router-a.networks.lan-a
[router-a] link set dev eth0 mtu 1500 up
[router-a] addr replace 192.168.1.1/24 dev eth0
[router-a] link set dev eth0 address 02:42:c0:a8:01:01 # tells neighbours of its addresses
[router-a] link set dev eth1 alias netgen:plan:containers.router-a.networks.front
[router-a] link set dev eth1 mtu 1500 up
[router-a] addr replace 172.17.0.1/16 dev eth1
[router-a] link set dev eth1 address 02:42:ac:11:00:01 # tells neighbours of its addresses
[router-a] route replace default via 172.17.42.1 dev eth1 proto 110
[router-a] hostname router-a
[router-a@lan-a] hosts 192.168.1.1 router-a
[router-a@front] hosts 172.17.0.1 router-a

# containers.router-b: 192.168.1.1 on lan-b, 172.17.0.2 on front, 10.5.0.2 on back, in the existing namespace /run/engine/ns-1, a router that masquerades
link add name router-b.eth0 master lan-b type veth peer name eth0 address 02:42:c0:a8:01:01 netns /run/engine/ns-1
link set dev router-b.eth0 alias netgen:plan:containers.router-b.networks.lan-b addrgenmode none # no IPv6 address but the plan's
link set dev router-b.eth0 mtu 1500 up
link add name router-b.eth1 master front type veth peer name eth1 address 02:42:ac:11:00:02 netns /run/engine/ns-1
link set dev router-b.eth1 alias netgen:plan:containers.router-b.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev router-b.eth1 mtu 1500 up
link add name router-b.eth2 master back type veth peer name eth2 address 02:42:0a:05:00:02 netns /run/engine/ns-1
link set dev router-b.eth2 alias netgen:plan:containers.router-b.networks.back addrgenmode none # no IPv6 address but the plan's
link set dev router-b.eth2 mtu 1500 up
[/run/engine/ns-1] sysctl -w net.ipv6.conf.eth0.disable_ipv6=1 # no IPv6 is planned on it
[/run/engine/ns-1] sysctl -w net.ipv6.conf.eth1.disable_ipv6=1 # no IPv6 is planned on it
[/run/engine/ns-1] sysctl -w net.ipv6.conf.eth2.disable_ipv6=1 # no IPv6 is planned on it
[/run/engine/ns-1] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[/run/engine/ns-1] sysctl -w net.ipv4.conf.eth1.arp_notify=1 # neighbours hear of a new MAC
[/run/engine/ns-1] sysctl -w net.ipv4.conf.eth2.arp_notify=1 # neighbours hear of a new MAC
[/run/engine/ns-1] sysctl -w net.ipv4.ip_forward=1 # forward IPv4 between interfaces
[/run/engine/ns-1] link set dev eth0 alias netgen:plan:containers.router-b.networks.lan-b
[/run/engine/ns-1] link set dev eth0 mtu 1500 up
[/run/engine/ns-1] addr replace 192.168.1.1/24 dev eth0
[/run/engine/ns-1] link set dev eth0 address 02:42:c0:a8:01:01 # tells neighbours of its addresses
[/run/engine/ns-1] link set dev eth1 alias netgen:plan:containers.router-b.networks.front
[/run/engine/ns-1] link set dev eth1 mtu 1500 up
[/run/engine/ns-1] addr replace 172.17.0.2/16 dev eth1
[/run/engine/ns-1] link set dev eth1 address 02:42:ac:11:00:02 # tells neighbours of its addresses
[/run/engine/ns-1] route replace default via 172.17.42.1 dev eth1 proto 110
[/run/engine/ns-1] link set dev eth2 alias netgen:plan:containers.router-b.networks.back
[/run/engine/ns-1] link set dev eth2 mtu 1500 up
[/run/engine/ns-1] addr replace 10.5.0.2/24 dev eth2
[/run/engine/ns-1] link set dev eth2 address 02:42:0a:05:00:02 # tells neighbours of its addresses
[router-b] hostname router-b
[router-b@lan-b] hosts 192.168.1.1 router-b
[router-b@front] hosts 172.17.0.2 router-b
[router-b@back] hosts 10.5.0.2 router-b
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
            10.5.0.0/24, # networks.back
        }
    }

    # where they come from: interface, source
    set homes {
        type ifname . ipv4_addr
        flags interval
        elements = {
            "front" . 172.17.0.0/16, # networks.front
            "lan-a" . 172.17.0.0/16, # networks.front
            "lan-b" . 172.17.0.0/16, # networks.front
            "back" . 172.17.0.0/16, # networks.front
            "back" . 10.5.0.0/24, # networks.back
            "lan-a" . 10.5.0.0/24, # networks.back
            "front" . 10.5.0.0/24, # networks.back
            "lan-b" . 10.5.0.0/24, # networks.back
        }
    }

    # bridges of the plan's networks, and the host's ends of its links
    set networks {
        type ifname
        elements = {
            "lan-a", # networks.lan-a
            "lan-b", # networks.lan-b
            "front", # networks.front
            "back", # networks.back
        }
    }

    # of them, those that this plan makes
    set bridges {
        type ifname
        elements = {
            "lan-a", # networks.lan-a
            "lan-b", # networks.lan-b
            "front", # networks.front
            "back", # networks.back
        }
    }

    # who may talk to whom: from network, to network
    set allowed {
        type ifname . ifname
        elements = {
            "lan-a" . "lan-a", # networks.lan-a
            "lan-b" . "lan-b", # networks.lan-b
            "front" . "front", # networks.front
            "back" . "back", # networks.back
        }
    }

    # networks that nothing outside opens a connection to
    set no_inbound {
        type ifname
        elements = {
            "lan-a", # networks.lan-a
            "lan-b", # networks.lan-b
            "front", # networks.front
            "back", # networks.back
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
            172.17.0.0/16, # networks.front
            10.5.0.0/24, # networks.back
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

@ nftables router-a
# containers.router-a: masquerades on eth1
table inet netgen-plan
delete table inet netgen-plan
table inet netgen-plan {
    comment "netgen plan"

    # interfaces that the container masquerades on
    set outside {
        type ifname
        elements = {
            "eth1", # containers.router-a
        }
    }

    # what is forwarded
    chain forward {
        type filter hook forward priority filter; policy accept;
        ct state established,related accept comment "replies, and errors that belong to a connection"
        meta nfproto ipv4 ct state invalid oifname @outside drop comment "no address behind the router leaves untranslated"
        meta nfproto ipv4 iifname @outside oifname != @outside drop comment "nothing comes in unasked"
    }

    # what is translated on its way out
    chain postrouting {
        type nat hook postrouting priority srcnat; policy accept;
        meta nfproto ipv4 oifname @outside masquerade comment "others see the container's address"
    }
}

@ nftables /run/engine/ns-1
# containers.router-b: masquerades on eth1, eth2
table inet netgen-plan
delete table inet netgen-plan
table inet netgen-plan {
    comment "netgen plan"

    # interfaces that the container masquerades on
    set outside {
        type ifname
        elements = {
            "eth1", # containers.router-b
            "eth2", # containers.router-b
        }
    }

    # what is forwarded
    chain forward {
        type filter hook forward priority filter; policy accept;
        ct state established,related accept comment "replies, and errors that belong to a connection"
        meta nfproto ipv4 ct state invalid oifname @outside drop comment "no address behind the router leaves untranslated"
        meta nfproto ipv4 iifname @outside oifname != @outside drop comment "nothing comes in unasked"
    }

    # what is translated on its way out
    chain postrouting {
        type nat hook postrouting priority srcnat; policy accept;
        meta nfproto ipv4 oifname @outside masquerade comment "others see the container's address"
    }
}
RULES
}

