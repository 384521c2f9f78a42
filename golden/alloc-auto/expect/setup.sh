#!/bin/sh
# The network of plan demo on this host.
#
# Made by netgen 0.1.0 from plan.yaml, sha256
# 3cafa7db50ad6f674d6c1ef7146c9349f6ca636cba61631549f2fe609c2c4346.
# The engine is the same in every script of this version; `sed -n '/^# --- engine/,$p' setup.sh | sha256sum` gives
# (its SHA-256).
# Do not edit it: change the plan and render it again.
#
# Networks
#   networks.one: bridge one, 172.19.0.0/16, gateway 172.19.0.1, nat, mtu 1500
#   networks.two: bridge two, 172.24.0.0/16, gateway 172.24.0.1, routed, open to the world, mtu 1500
#   networks.many1: bridge many1, 172.25.0.0/16, gateway 172.25.0.1, nat, mtu 1500
#   networks.many2: bridge many2, 172.26.0.0/16, gateway 172.26.0.1, nat, mtu 1500
#   networks.many3: bridge many3, 172.27.0.0/16, gateway 172.27.0.1, nat, mtu 1500
#   networks.many4: bridge many4, 172.28.0.0/16, gateway 172.28.0.1, nat, mtu 1500
#   networks.many5: bridge many5, 172.29.0.0/16, gateway 172.29.0.1, nat, mtu 1500
#   networks.many6: bridge many6, 172.30.0.0/16, gateway 172.30.0.1, nat, mtu 1500
#   networks.many7: bridge many7, 172.31.0.0/16, gateway 172.31.0.1, nat, mtu 1500
#   networks.many8: bridge many8, 192.168.0.0/20, gateway 192.168.0.1, nat, mtu 1500
#   networks.many9: bridge many9, 192.168.16.0/20, gateway 192.168.16.1, nat, mtu 1500
#   networks.given: bridge given, 172.17.0.0/16, gateway 172.17.0.1, nat, mtu 1500
#
# Containers
#   containers.web: 172.19.0.2 on one, 172.24.0.2 on two, 192.168.16.2 on many9
#
# Open to the world
#   containers.web: every port of 172.24.0.2
#
# Settings of the host
#   it has 172.18.0.1; the script refuses any other host
#   net.ipv4.ip_forward=1: forward IPv4 between interfaces
#   net.ipv4.conf.all.accept_redirects=0: a router takes no redirects
#   net.ipv4.conf.$uplinks.forwarding=1: also on interfaces with a default route where it was switched off
#   net.netfilter.nf_conntrack_tcp_be_liberal=1: a TCP segment outside of the window is still part of its connection
#   IPv6 forwarding stays as it is
#   networks.one: net.ipv4.conf.one.forwarding=1, forward IPv4 from it, also where conf.default.forwarding is 0
#   networks.two: net.ipv4.conf.two.forwarding=1, forward IPv4 from it, also where conf.default.forwarding is 0
#   networks.many1: net.ipv4.conf.many1.forwarding=1, forward IPv4 from it, also where conf.default.forwarding is 0
#   networks.many2: net.ipv4.conf.many2.forwarding=1, forward IPv4 from it, also where conf.default.forwarding is 0
#   networks.many3: net.ipv4.conf.many3.forwarding=1, forward IPv4 from it, also where conf.default.forwarding is 0
#   networks.many4: net.ipv4.conf.many4.forwarding=1, forward IPv4 from it, also where conf.default.forwarding is 0
#   networks.many5: net.ipv4.conf.many5.forwarding=1, forward IPv4 from it, also where conf.default.forwarding is 0
#   networks.many6: net.ipv4.conf.many6.forwarding=1, forward IPv4 from it, also where conf.default.forwarding is 0
#   networks.many7: net.ipv4.conf.many7.forwarding=1, forward IPv4 from it, also where conf.default.forwarding is 0
#   networks.many8: net.ipv4.conf.many8.forwarding=1, forward IPv4 from it, also where conf.default.forwarding is 0
#   networks.many9: net.ipv4.conf.many9.forwarding=1, forward IPv4 from it, also where conf.default.forwarding is 0
#   networks.given: net.ipv4.conf.given.forwarding=1, forward IPv4 from it, also where conf.default.forwarding is 0
#
# Routes of the host
#   172.20.0.0/14 via 172.18.0.2
#   default via 172.18.0.3
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
#
# Usage, as root:
#   sh setup.sh [up] [--dry-run] [--force]   make the host as the plan says; again after every change of the plan
#   sh setup.sh check                        compare, change nothing
#   sh setup.sh refresh-names                follow the host's resolv.conf
#   sh setup.sh down [--dry-run] [--force]   remove what this plan made, and nothing else
#   sh setup.sh --help | --version           exit codes; plan and versions

netgen_version='0.1.0'
plan_name='demo'
plan_sha256='3cafa7db50ad6f674d6c1ef7146c9349f6ca636cba61631549f2fe609c2c4346'
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
require addr 172.18.0.1

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

# networks.one: bridge one, 172.19.0.0/16, gateway 172.19.0.1, nat, mtu 1500
link add name one address 02:42:ac:13:00:01 type bridge
link set dev one alias netgen:demo:networks.one addrgenmode none # no IPv6 address but the plan's
link set dev one mtu 1500 up
addr replace 172.19.0.1/16 dev one
sysctl -w net.ipv4.conf.one.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0

# networks.two: bridge two, 172.24.0.0/16, gateway 172.24.0.1, routed, open to the world, mtu 1500
link add name two address 02:42:ac:18:00:01 type bridge
link set dev two alias netgen:demo:networks.two addrgenmode none # no IPv6 address but the plan's
link set dev two mtu 1500 up
addr replace 172.24.0.1/16 dev two
sysctl -w net.ipv4.conf.two.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0

# networks.many1: bridge many1, 172.25.0.0/16, gateway 172.25.0.1, nat, mtu 1500
link add name many1 address 02:42:ac:19:00:01 type bridge
link set dev many1 alias netgen:demo:networks.many1 addrgenmode none # no IPv6 address but the plan's
link set dev many1 mtu 1500 up
addr replace 172.25.0.1/16 dev many1
sysctl -w net.ipv4.conf.many1.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0

# networks.many2: bridge many2, 172.26.0.0/16, gateway 172.26.0.1, nat, mtu 1500
link add name many2 address 02:42:ac:1a:00:01 type bridge
link set dev many2 alias netgen:demo:networks.many2 addrgenmode none # no IPv6 address but the plan's
link set dev many2 mtu 1500 up
addr replace 172.26.0.1/16 dev many2
sysctl -w net.ipv4.conf.many2.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0

# networks.many3: bridge many3, 172.27.0.0/16, gateway 172.27.0.1, nat, mtu 1500
link add name many3 address 02:42:ac:1b:00:01 type bridge
link set dev many3 alias netgen:demo:networks.many3 addrgenmode none # no IPv6 address but the plan's
link set dev many3 mtu 1500 up
addr replace 172.27.0.1/16 dev many3
sysctl -w net.ipv4.conf.many3.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0

# networks.many4: bridge many4, 172.28.0.0/16, gateway 172.28.0.1, nat, mtu 1500
link add name many4 address 02:42:ac:1c:00:01 type bridge
link set dev many4 alias netgen:demo:networks.many4 addrgenmode none # no IPv6 address but the plan's
link set dev many4 mtu 1500 up
addr replace 172.28.0.1/16 dev many4
sysctl -w net.ipv4.conf.many4.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0

# networks.many5: bridge many5, 172.29.0.0/16, gateway 172.29.0.1, nat, mtu 1500
link add name many5 address 02:42:ac:1d:00:01 type bridge
link set dev many5 alias netgen:demo:networks.many5 addrgenmode none # no IPv6 address but the plan's
link set dev many5 mtu 1500 up
addr replace 172.29.0.1/16 dev many5
sysctl -w net.ipv4.conf.many5.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0

# networks.many6: bridge many6, 172.30.0.0/16, gateway 172.30.0.1, nat, mtu 1500
link add name many6 address 02:42:ac:1e:00:01 type bridge
link set dev many6 alias netgen:demo:networks.many6 addrgenmode none # no IPv6 address but the plan's
link set dev many6 mtu 1500 up
addr replace 172.30.0.1/16 dev many6
sysctl -w net.ipv4.conf.many6.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0

# networks.many7: bridge many7, 172.31.0.0/16, gateway 172.31.0.1, nat, mtu 1500
link add name many7 address 02:42:ac:1f:00:01 type bridge
link set dev many7 alias netgen:demo:networks.many7 addrgenmode none # no IPv6 address but the plan's
link set dev many7 mtu 1500 up
addr replace 172.31.0.1/16 dev many7
sysctl -w net.ipv4.conf.many7.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0

# networks.many8: bridge many8, 192.168.0.0/20, gateway 192.168.0.1, nat, mtu 1500
link add name many8 address 02:42:c0:a8:00:01 type bridge
link set dev many8 alias netgen:demo:networks.many8 addrgenmode none # no IPv6 address but the plan's
link set dev many8 mtu 1500 up
addr replace 192.168.0.1/20 dev many8
sysctl -w net.ipv4.conf.many8.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0

# networks.many9: bridge many9, 192.168.16.0/20, gateway 192.168.16.1, nat, mtu 1500
link add name many9 address 02:42:c0:a8:10:01 type bridge
link set dev many9 alias netgen:demo:networks.many9 addrgenmode none # no IPv6 address but the plan's
link set dev many9 mtu 1500 up
addr replace 192.168.16.1/20 dev many9
sysctl -w net.ipv4.conf.many9.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0

# networks.given: bridge given, 172.17.0.0/16, gateway 172.17.0.1, nat, mtu 1500
link add name given address 02:42:ac:11:00:01 type bridge
link set dev given alias netgen:demo:networks.given addrgenmode none # no IPv6 address but the plan's
link set dev given mtu 1500 up
addr replace 172.17.0.1/16 dev given
sysctl -w net.ipv4.conf.given.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0

# containers.web: 172.19.0.2 on one, 172.24.0.2 on two, 192.168.16.2 on many9, open to the world at 172.24.0.2
netns add web
link add name web.eth0 master one type veth peer name eth0 address 02:42:ac:13:00:02 netns web
link set dev web.eth0 alias netgen:demo:containers.web.networks.one addrgenmode none # no IPv6 address but the plan's
link set dev web.eth0 mtu 1500 up
link add name web.eth1 master two type veth peer name eth1 address 02:42:ac:18:00:02 netns web
link set dev web.eth1 alias netgen:demo:containers.web.networks.two addrgenmode none # no IPv6 address but the plan's
link set dev web.eth1 mtu 1500 up
link add name web.eth2 master many9 type veth peer name eth2 address 02:42:c0:a8:10:02 netns web
link set dev web.eth2 alias netgen:demo:containers.web.networks.many9 addrgenmode none # no IPv6 address but the plan's
link set dev web.eth2 mtu 1500 up
[web] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[web] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[web] sysctl -w net.ipv4.conf.eth1.arp_notify=1 # neighbours hear of a new MAC
[web] sysctl -w net.ipv4.conf.eth2.arp_notify=1 # neighbours hear of a new MAC
[web] sysctl -w net.ipv4.ip_forward=0 # no router, whatever the host is
[web] sysctl -w net.ipv4.conf.all.rp_filter=2 # answers may come in by another interface, whatever the host asks
[web] link set dev lo alias netgen:demo:containers.web
[web] link set dev lo up
[web] link set dev eth0 alias netgen:demo:containers.web.networks.one
[web] link set dev eth0 mtu 1500 up
[web] addr replace 172.19.0.2/16 dev eth0
[web] link set dev eth0 address 02:42:ac:13:00:02 # tells neighbours of its addresses
[web] route replace default via 172.19.0.1 dev eth0 proto 110
[web] link set dev eth1 alias netgen:demo:containers.web.networks.two
[web] link set dev eth1 mtu 1500 up
[web] addr replace 172.24.0.2/16 dev eth1
[web] link set dev eth1 address 02:42:ac:18:00:02 # tells neighbours of its addresses
[web] link set dev eth2 alias netgen:demo:containers.web.networks.many9
[web] link set dev eth2 mtu 1500 up
[web] addr replace 192.168.16.2/20 dev eth2
[web] link set dev eth2 address 02:42:c0:a8:10:02 # tells neighbours of its addresses
[web] hostname web
[web@one] hosts 172.19.0.2 web
[web@two] hosts 172.24.0.2 web
[web@many9] hosts 192.168.16.2 web

# host: routes
route replace 172.20.0.0/14 via 172.18.0.2 proto 110
route replace default via 172.18.0.3 metric 900 proto 110
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

    # sources that containers have
    set subnets {
        type ipv4_addr
        flags interval
        elements = {
            172.19.0.0/16, # networks.one
            172.24.0.0/16, # networks.two
            172.25.0.0/16, # networks.many1
            172.26.0.0/16, # networks.many2
            172.27.0.0/16, # networks.many3
            172.28.0.0/16, # networks.many4
            172.29.0.0/16, # networks.many5
            172.30.0.0/16, # networks.many6
            172.31.0.0/16, # networks.many7
            192.168.0.0/20, # networks.many8
            192.168.16.0/20, # networks.many9
            172.17.0.0/16, # networks.given
        }
    }

    # where they come from: interface, source
    set homes {
        type ifname . ipv4_addr
        flags interval
        elements = {
            "one" . 172.19.0.0/16, # networks.one
            "two" . 172.19.0.2, # containers.web.networks.one
            "many9" . 172.19.0.2, # containers.web.networks.one
            "two" . 172.24.0.0/16, # networks.two
            "one" . 172.24.0.2, # containers.web.networks.two
            "many9" . 172.24.0.2, # containers.web.networks.two
            "many1" . 172.25.0.0/16, # networks.many1
            "many2" . 172.26.0.0/16, # networks.many2
            "many3" . 172.27.0.0/16, # networks.many3
            "many4" . 172.28.0.0/16, # networks.many4
            "many5" . 172.29.0.0/16, # networks.many5
            "many6" . 172.30.0.0/16, # networks.many6
            "many7" . 172.31.0.0/16, # networks.many7
            "many8" . 192.168.0.0/20, # networks.many8
            "many9" . 192.168.16.0/20, # networks.many9
            "one" . 192.168.16.2, # containers.web.networks.many9
            "two" . 192.168.16.2, # containers.web.networks.many9
            "given" . 172.17.0.0/16, # networks.given
        }
    }

    # bridges of the plan's networks, and the host's ends of its links
    set networks {
        type ifname
        elements = {
            "one", # networks.one
            "two", # networks.two
            "many1", # networks.many1
            "many2", # networks.many2
            "many3", # networks.many3
            "many4", # networks.many4
            "many5", # networks.many5
            "many6", # networks.many6
            "many7", # networks.many7
            "many8", # networks.many8
            "many9", # networks.many9
            "given", # networks.given
        }
    }

    # of them, those that this plan makes
    set bridges {
        type ifname
        elements = {
            "one", # networks.one
            "two", # networks.two
            "many1", # networks.many1
            "many2", # networks.many2
            "many3", # networks.many3
            "many4", # networks.many4
            "many5", # networks.many5
            "many6", # networks.many6
            "many7", # networks.many7
            "many8", # networks.many8
            "many9", # networks.many9
            "given", # networks.given
        }
    }

    # who may talk to whom: from network, to network
    set allowed {
        type ifname . ifname
        elements = {
            "one" . "one", # networks.one
            "two" . "two", # networks.two
            "many1" . "many1", # networks.many1
            "many2" . "many2", # networks.many2
            "many3" . "many3", # networks.many3
            "many4" . "many4", # networks.many4
            "many5" . "many5", # networks.many5
            "many6" . "many6", # networks.many6
            "many7" . "many7", # networks.many7
            "many8" . "many8", # networks.many8
            "many9" . "many9", # networks.many9
            "given" . "given", # networks.given
        }
    }

    # networks that nothing outside opens a connection to
    set no_inbound {
        type ifname
        elements = {
            "one", # networks.one
            "many1", # networks.many1
            "many2", # networks.many2
            "many3", # networks.many3
            "many4", # networks.many4
            "many5", # networks.many5
            "many6", # networks.many6
            "many7", # networks.many7
            "many8", # networks.many8
            "many9", # networks.many9
            "given", # networks.given
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
            172.19.0.0/16, # networks.one
            172.25.0.0/16, # networks.many1
            172.26.0.0/16, # networks.many2
            172.27.0.0/16, # networks.many3
            172.28.0.0/16, # networks.many4
            172.29.0.0/16, # networks.many5
            172.30.0.0/16, # networks.many6
            172.31.0.0/16, # networks.many7
            192.168.0.0/20, # networks.many8
            192.168.16.0/20, # networks.many9
            172.17.0.0/16, # networks.given
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
RULES
}

