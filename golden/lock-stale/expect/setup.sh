#!/bin/sh
# The network of plan plan on this host.
#
# Made by netgen 0.1.0 from plan.yaml, sha256
# 1c459ac201b350327b96e64c0176f91be5753d81f48ff48dc21b90745c97c515,
# with what plan.lock.yaml pins, sha256
# 598ac05e59e57e190943c6e313515e21a86550ab91414ed1882d8d5d319f9a6b.
# The engine is the same in every script of this version; `sed -n '/^# --- engine/,$p' setup.sh | sha256sum` gives
# (its SHA-256).
# Do not edit it: change the plan and render it again.
#
# Networks
#   networks.added: bridge added, 172.18.0.0/16, gateway 172.18.0.1, nat, mtu 1500
#   networks.front: bridge front, 172.17.0.0/16, gateway 172.17.0.1, nat, mtu 1500
#   networks.back: bridge back, 10.5.0.0/24, gateway 10.5.0.1, nat, mtu 1500
#
# Containers
#   containers.new: 172.17.0.3 on front, 10.5.0.4 on back
#   containers.web: 172.17.0.2 on front, 10.5.0.5 on back
#   containers.db: 172.18.0.2 on added, 10.5.0.6 on back
#   containers.cache: 10.5.0.2 on back
#
# Open to the world
#   containers.new: 49155/tcp, 49154/tcp
#   containers.web: 49153/tcp, 49156/tcp
#
# Settings of the host
#   net.ipv4.ip_forward=1: forward IPv4 between interfaces
#   net.ipv4.conf.all.accept_redirects=0: a router takes no redirects
#   net.ipv4.conf.$uplinks.forwarding=1: also on interfaces with a default route where it was switched off
#   net.netfilter.nf_conntrack_tcp_be_liberal=1: a TCP segment outside of the window is still part of its connection
#   IPv6 forwarding stays as it is
#   networks.added: net.ipv4.conf.added.forwarding=1, forward IPv4 from it, also where conf.default.forwarding is 0
#   networks.front: net.ipv4.conf.front.forwarding=1, forward IPv4 from it, also where conf.default.forwarding is 0
#   networks.front: net.ipv4.conf.front.route_localnet=1, let 127.0.0.1 reach published ports
#   networks.back: net.ipv4.conf.back.forwarding=1, forward IPv4 from it, also where conf.default.forwarding is 0
#   containers.new: net.ipv4.ip_local_reserved_ports=$reserved_ports,49155, keep the host's own connections off ports that were picked for the container
#   containers.web: net.ipv4.ip_local_reserved_ports=$reserved_ports,49153,49156, keep the host's own connections off ports that were picked for the container
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
plan_sha256='1c459ac201b350327b96e64c0176f91be5753d81f48ff48dc21b90745c97c515'
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

# networks.added: bridge added, 172.18.0.0/16, gateway 172.18.0.1, nat, mtu 1500
link add name added address 02:42:ac:12:00:01 type bridge
link set dev added alias netgen:plan:networks.added addrgenmode none # no IPv6 address but the plan's
link set dev added mtu 1500 up
addr replace 172.18.0.1/16 dev added
sysctl -w net.ipv4.conf.added.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0

# networks.front: bridge front, 172.17.0.0/16, gateway 172.17.0.1, nat, mtu 1500
link add name front address 02:42:ac:11:00:01 type bridge
link set dev front alias netgen:plan:networks.front addrgenmode none # no IPv6 address but the plan's
link set dev front mtu 1500 up
addr replace 172.17.0.1/16 dev front
sysctl -w net.ipv4.conf.front.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0
sysctl -w net.ipv4.conf.front.route_localnet=1 # let 127.0.0.1 reach published ports

# networks.back: bridge back, 10.5.0.0/24, gateway 10.5.0.1, nat, mtu 1500
link add name back address 02:42:0a:05:00:01 type bridge
link set dev back alias netgen:plan:networks.back addrgenmode none # no IPv6 address but the plan's
link set dev back mtu 1500 up
addr replace 10.5.0.1/24 dev back
sysctl -w net.ipv4.conf.back.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0

# containers.new: 172.17.0.3 on front, 10.5.0.4 on back, reserves ports beside the host's own ($reserved_ports)
netns add new
link add name new.eth0 master front type veth peer name eth0 address 02:42:ac:11:00:03 netns new
link set dev new.eth0 alias netgen:plan:containers.new.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev new.eth0 mtu 1500 up
link set dev new.eth0 type bridge_slave hairpin on # it may reach its own published ports
link add name new.eth1 master back type veth peer name eth1 address 02:42:0a:05:00:04 netns new
link set dev new.eth1 alias netgen:plan:containers.new.networks.back addrgenmode none # no IPv6 address but the plan's
link set dev new.eth1 mtu 1500 up
[new] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[new] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[new] sysctl -w net.ipv4.conf.eth1.arp_notify=1 # neighbours hear of a new MAC
[new] sysctl -w net.ipv4.ip_forward=0 # no router, whatever the host is
[new] sysctl -w net.ipv4.conf.all.rp_filter=2 # answers may come in by another interface, whatever the host asks
[new] link set dev lo alias netgen:plan:containers.new
[new] link set dev lo up
[new] link set dev eth0 alias netgen:plan:containers.new.networks.front
[new] link set dev eth0 mtu 1500 up
[new] addr replace 172.17.0.3/16 dev eth0
[new] link set dev eth0 address 02:42:ac:11:00:03 # tells neighbours of its addresses
[new] route replace default via 172.17.0.1 dev eth0 proto 110
[new] link set dev eth1 alias netgen:plan:containers.new.networks.back
[new] link set dev eth1 mtu 1500 up
[new] addr replace 10.5.0.4/24 dev eth1
[new] link set dev eth1 address 02:42:0a:05:00:04 # tells neighbours of its addresses
[new] hostname new
[new@front] hosts 172.17.0.3 new
[new@back] hosts 10.5.0.4 new
port tcp 0.0.0.0:49155 to 172.17.0.3:80 # containers.new.ports.0
port tcp 0.0.0.0:49154 to 172.17.0.3:22 # containers.new.ports.1
sysctl -w net.ipv4.ip_local_reserved_ports=$reserved_ports,49155 # keep the host's own connections off ports that were picked for the container

# containers.web: 172.17.0.2 on front, 10.5.0.5 on back, reserves ports beside the host's own ($reserved_ports)
netns add web
link add name web.eth0 master front type veth peer name eth0 address 02:42:ac:11:00:02 netns web
link set dev web.eth0 alias netgen:plan:containers.web.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev web.eth0 mtu 1500 up
link set dev web.eth0 type bridge_slave hairpin on # it may reach its own published ports
link add name web.eth1 master back type veth peer name eth1 address 02:42:0a:05:00:05 netns web
link set dev web.eth1 alias netgen:plan:containers.web.networks.back addrgenmode none # no IPv6 address but the plan's
link set dev web.eth1 mtu 1500 up
[web] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[web] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[web] sysctl -w net.ipv4.conf.eth1.arp_notify=1 # neighbours hear of a new MAC
[web] sysctl -w net.ipv4.ip_forward=0 # no router, whatever the host is
[web] sysctl -w net.ipv4.conf.all.rp_filter=2 # answers may come in by another interface, whatever the host asks
[web] link set dev lo alias netgen:plan:containers.web
[web] link set dev lo up
[web] link set dev eth0 alias netgen:plan:containers.web.networks.front
[web] link set dev eth0 mtu 1500 up
[web] addr replace 172.17.0.2/16 dev eth0
[web] link set dev eth0 address 02:42:ac:11:00:02 # tells neighbours of its addresses
[web] route replace default via 172.17.0.1 dev eth0 proto 110
[web] link set dev eth1 alias netgen:plan:containers.web.networks.back
[web] link set dev eth1 mtu 1500 up
[web] addr replace 10.5.0.5/24 dev eth1
[web] link set dev eth1 address 02:42:0a:05:00:05 # tells neighbours of its addresses
[web] hostname web
[web@front] hosts 172.17.0.2 web
[web@back] hosts 10.5.0.5 web
port tcp 0.0.0.0:49153 to 172.17.0.2:80 # containers.web.ports.0
port tcp 0.0.0.0:49156 to 172.17.0.2:443 # containers.web.ports.1
sysctl -w net.ipv4.ip_local_reserved_ports=$reserved_ports,49153,49156 # keep the host's own connections off ports that were picked for the container

# containers.db: 172.18.0.2 on added, 10.5.0.6 on back
netns add db
link add name db.eth1 master added type veth peer name eth1 address 02:42:ac:12:00:02 netns db
link set dev db.eth1 alias netgen:plan:containers.db.networks.added addrgenmode none # no IPv6 address but the plan's
link set dev db.eth1 mtu 1500 up
link add name db.eth0 master back type veth peer name eth0 address 02:42:0a:05:00:06 netns db
link set dev db.eth0 alias netgen:plan:containers.db.networks.back addrgenmode none # no IPv6 address but the plan's
link set dev db.eth0 mtu 1500 up
[db] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[db] sysctl -w net.ipv4.conf.eth1.arp_notify=1 # neighbours hear of a new MAC
[db] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[db] sysctl -w net.ipv4.ip_forward=0 # no router, whatever the host is
[db] sysctl -w net.ipv4.conf.all.rp_filter=2 # answers may come in by another interface, whatever the host asks
[db] link set dev lo alias netgen:plan:containers.db
[db] link set dev lo up
[db] link set dev eth1 alias netgen:plan:containers.db.networks.added
[db] link set dev eth1 mtu 1500 up
[db] addr replace 172.18.0.2/16 dev eth1
[db] link set dev eth1 address 02:42:ac:12:00:02 # tells neighbours of its addresses
[db] route replace default via 172.18.0.1 dev eth1 proto 110
[db] link set dev eth0 alias netgen:plan:containers.db.networks.back
[db] link set dev eth0 mtu 1500 up
[db] addr replace 10.5.0.6/24 dev eth0
[db] link set dev eth0 address 02:42:0a:05:00:06 # tells neighbours of its addresses
[db] hostname db
[db@added] hosts 172.18.0.2 db
[db@back] hosts 10.5.0.6 db

# containers.cache: 10.5.0.2 on back
netns add cache
link add name cache.eth0 master back type veth peer name eth0 address 02:42:0a:05:00:02 netns cache
link set dev cache.eth0 alias netgen:plan:containers.cache.networks.back addrgenmode none # no IPv6 address but the plan's
link set dev cache.eth0 mtu 1500 up
[cache] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[cache] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[cache] link set dev lo alias netgen:plan:containers.cache
[cache] link set dev lo up
[cache] link set dev eth0 alias netgen:plan:containers.cache.networks.back
[cache] link set dev eth0 mtu 1500 up
[cache] addr replace 10.5.0.2/24 dev eth0
[cache] link set dev eth0 address 02:42:0a:05:00:02 # tells neighbours of its addresses
[cache] route replace default via 10.5.0.1 dev eth0 proto 110
[cache] hostname cache
[cache@back] hosts 10.5.0.2 cache
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
            172.18.0.0/16, # networks.added
            172.17.0.0/16, # networks.front
            10.5.0.0/24, # networks.back
        }
    }

    # where they come from: interface, source
    set homes {
        type ifname . ipv4_addr
        flags interval
        elements = {
            "added" . 172.18.0.0/16, # networks.added
            "back" . 172.18.0.2, # containers.db.networks.added
            "front" . 172.17.0.0/16, # networks.front
            "back" . 172.17.0.3, # containers.new.networks.front
            "back" . 172.17.0.2, # containers.web.networks.front
            "back" . 10.5.0.0/24, # networks.back
            "front" . 10.5.0.4, # containers.new.networks.back
            "front" . 10.5.0.5, # containers.web.networks.back
            "added" . 10.5.0.6, # containers.db.networks.back
        }
    }

    # on every address of the host: protocol, port, container
    map published {
        type inet_proto . inet_service : ipv4_addr . inet_service
        elements = {
            tcp . 49155 : 172.17.0.3 . 80, # containers.new.ports.0
            tcp . 49154 : 172.17.0.3 . 22, # containers.new.ports.1
            tcp . 49153 : 172.17.0.2 . 80, # containers.web.ports.0
            tcp . 49156 : 172.17.0.2 . 443, # containers.web.ports.1
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
            "added", # networks.added
            "front", # networks.front
            "back", # networks.back
        }
    }

    # of them, those that this plan makes
    set bridges {
        type ifname
        elements = {
            "added", # networks.added
            "front", # networks.front
            "back", # networks.back
        }
    }

    # who may talk to whom: from network, to network
    set allowed {
        type ifname . ifname
        elements = {
            "added" . "added", # networks.added
            "front" . "front", # networks.front
            "back" . "back", # networks.back
        }
    }

    # networks that nothing outside opens a connection to
    set no_inbound {
        type ifname
        elements = {
            "added", # networks.added
            "front", # networks.front
            "back", # networks.back
        }
    }

    # where published ports lead: container, protocol, port
    set dnat_targets {
        type ipv4_addr . inet_proto . inet_service
        elements = {
            172.17.0.3 . tcp . 22, # containers.new.ports.1
            172.17.0.3 . tcp . 80, # containers.new.ports.0
            172.17.0.2 . tcp . 80, # containers.web.ports.0
            172.17.0.2 . tcp . 443, # containers.web.ports.1
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
            10.5.0.0/24 . 172.17.0.3, # containers.new.networks.back
            10.5.0.0/24 . 172.17.0.2, # containers.web.networks.back
        }
    }

    # sources that leave with the host's address
    set masqueraded {
        type ipv4_addr
        flags interval
        elements = {
            172.18.0.0/16, # networks.added
            172.17.0.0/16, # networks.front
            10.5.0.0/24, # networks.back
        }
    }

    # what comes in from anywhere, before anything else
    chain raw_prerouting {
        type filter hook prerouting priority raw; policy accept;
        iifname != "lo" ip saddr @subnets iifname . ip saddr != @homes drop comment "a container's address comes from its own bridge"
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
        meta l4proto tcp ip saddr @masqueraded masquerade to :1024-49152 comment "by a port that is not published"
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

