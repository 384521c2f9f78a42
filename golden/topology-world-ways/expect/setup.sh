#!/bin/sh
# The network of plan ways on this host.
#
# Made by netgen 0.1.0 from plan.yaml, sha256
# 568c9742348afc47b9d16e9d2cd5d5e094c7aa56a2e4aab24ebe5bdffff26319.
# The engine is the same in every script of this version; `sed -n '/^# --- engine/,$p' setup.sh | sha256sum` gives
# (its SHA-256).
# Do not edit it: change the plan and render it again.
#
# Networks
#   networks.front: bridge front, 10.1.0.0/24, gateway 10.1.0.1, routed, open to the world, mtu 1500
#   networks.closed: bridge closed, 10.2.0.0/24, no gateway, 2001:db8:2::/64, no gateway, mtu 1500
#   networks.behind: bridge behind, 10.3.0.0/24, no gateway, 2001:db8:3::/64, gateway 2001:db8:3::1 (rt), open to the world on IPv6 as far as rt lets in, mtu 1500
#   networks.both: bridge both, 10.4.0.0/24, gateway 10.4.0.1, routed, 2001:db8:4::/64, gateway 2001:db8:4::1 (rt), open to the world on IPv4, open to the world on IPv6 as far as rt lets in, mtu 1500
#
# Containers
#   containers.rt: 10.1.0.2 on front, 10.3.0.1 and 2001:db8:3::1 on behind, 10.4.0.2 and 2001:db8:4::1 on both, a router
#   containers.db: 10.2.0.1 and 2001:db8:2::242:a02:1 on closed
#   containers.web: 10.3.0.2 and 2001:db8:3::242:a03:2 on behind, 10.4.0.3 and 2001:db8:4::242:a04:3 on both
#
# Open to the world
#   containers.rt: every port of 10.1.0.2 and 2001:db8:3::1 and 10.4.0.2 and 2001:db8:4::1
#   containers.web: every port of 2001:db8:3::242:a03:2 and 2001:db8:4::242:a04:3 by way of rt
#   containers.web: every port of 10.4.0.3
#
# Settings of the host
#   net.ipv4.ip_forward=1: forward IPv4 between interfaces
#   net.ipv4.conf.all.accept_redirects=0: a router takes no redirects
#   net.ipv4.conf.$uplinks.forwarding=1: also on interfaces with a default route where it was switched off
#   IPv6 forwarding stays as it is
#   networks.front: net.ipv4.conf.front.forwarding=1, forward IPv4 from it, also where conf.default.forwarding is 0
#   networks.closed: net.ipv6.conf.closed.accept_ra=0, containers advertise no routes to the host
#   networks.behind: net.ipv6.conf.behind.accept_ra=0, containers advertise no routes to the host
#   networks.both: net.ipv6.conf.both.accept_ra=0, containers advertise no routes to the host
#   networks.both: net.ipv4.conf.both.forwarding=1, forward IPv4 from it, also where conf.default.forwarding is 0
#
# Firewall
#   table inet netgen-ways
#   table inet netgen_user, for rules of your own: made if missing, first in line, never emptied
#
# Files
#   /etc/netns/NAME/hostname, hosts and resolv.conf for each container; what was there is kept in /etc/netns/.netgen-ways
#   name servers are the host's; if it names none, Google's: 8.8.8.8 and 8.8.4.4, over IPv6 2001:4860:4860::8888 and 2001:4860:4860::8844
#   /run/netgen/ways: what was made, until down or the next boot
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
plan_name='ways'
plan_sha256='568c9742348afc47b9d16e9d2cd5d5e094c7aa56a2e4aab24ebe5bdffff26319'
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

# host.firewall: chain forward of table inet netgen_user is for rules of your own: made if missing, first in line, never emptied
user-rules nftables

# host: name service of the containers, where they have no line of their own
[*] hosts 127.0.0.1 localhost
[*] nameserver ${host_ipv4_nameservers:-8.8.8.8 8.8.4.4}
[*] search ${host_search:-.}
[*] options ${host_options:-}

# networks.front: bridge front, 10.1.0.0/24, gateway 10.1.0.1, routed, open to the world, mtu 1500
link add name front address 02:42:0a:01:00:01 type bridge
link set dev front alias netgen:ways:networks.front addrgenmode none # no IPv6 address but the plan's
link set dev front mtu 1500 up
addr replace 10.1.0.1/24 dev front
sysctl -w net.ipv4.conf.front.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0

# networks.closed: bridge closed, 10.2.0.0/24, no gateway, 2001:db8:2::/64, no gateway, mtu 1500
link add name closed address 02:42:f7:04:97:af type bridge
link set dev closed alias netgen:ways:networks.closed addrgenmode none # no IPv6 address but the plan's
link set dev closed mtu 1500 up
sysctl -w net.ipv6.conf.closed.accept_ra=0 # containers advertise no routes to the host

# networks.behind: bridge behind, 10.3.0.0/24, no gateway, 2001:db8:3::/64, gateway 2001:db8:3::1 (rt), open to the world on IPv6 as far as rt lets in, mtu 1500
link add name behind address 02:42:f9:67:1a:d9 type bridge
link set dev behind alias netgen:ways:networks.behind addrgenmode none # no IPv6 address but the plan's
link set dev behind mtu 1500 up
sysctl -w net.ipv6.conf.behind.accept_ra=0 # containers advertise no routes to the host

# networks.both: bridge both, 10.4.0.0/24, gateway 10.4.0.1, routed, 2001:db8:4::/64, gateway 2001:db8:4::1 (rt), open to the world on IPv4, open to the world on IPv6 as far as rt lets in, mtu 1500
link add name both address 02:42:0a:04:00:01 type bridge
link set dev both alias netgen:ways:networks.both addrgenmode none # no IPv6 address but the plan's
link set dev both mtu 1500 up
addr replace 10.4.0.1/24 dev both
sysctl -w net.ipv6.conf.both.accept_ra=0 # containers advertise no routes to the host
sysctl -w net.ipv4.conf.both.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0

# containers.rt: 10.1.0.2 on front, 10.3.0.1 and 2001:db8:3::1 on behind, 10.4.0.2 and 2001:db8:4::1 on both, a router, open to the world at 10.1.0.2 and 2001:db8:3::1 and 10.4.0.2 and 2001:db8:4::1
netns add rt
link add name rt.eth0 master front type veth peer name eth0 address 02:42:0a:01:00:02 netns rt
link set dev rt.eth0 alias netgen:ways:containers.rt.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev rt.eth0 mtu 1500 up
link add name rt.eth1 master behind type veth peer name eth1 address 02:42:0a:03:00:01 netns rt
link set dev rt.eth1 alias netgen:ways:containers.rt.networks.behind addrgenmode none # no IPv6 address but the plan's
link set dev rt.eth1 mtu 1500 up
link add name rt.eth2 master both type veth peer name eth2 address 02:42:0a:04:00:02 netns rt
link set dev rt.eth2 alias netgen:ways:containers.rt.networks.both addrgenmode none # no IPv6 address but the plan's
link set dev rt.eth2 mtu 1500 up
[rt] sysctl -w net.ipv6.conf.all.disable_ipv6=0 # IPv6 is planned here, whatever the kernel begins with
[rt] sysctl -w net.ipv6.conf.eth0.disable_ipv6=1 # no IPv6 is planned on it
[rt] sysctl -w net.ipv6.conf.eth1.disable_ipv6=0 # IPv6 is planned on it
[rt] sysctl -w net.ipv6.conf.eth2.disable_ipv6=0 # IPv6 is planned on it
[rt] sysctl -w net.ipv6.conf.eth1.accept_ra=0 # addresses and routes are the plan's
[rt] sysctl -w net.ipv6.conf.eth2.accept_ra=0 # addresses and routes are the plan's
[rt] sysctl -w net.ipv6.conf.eth1.accept_dad=0 # its link-local address is usable at once
[rt] sysctl -w net.ipv6.conf.eth2.accept_dad=0 # its link-local address is usable at once
[rt] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[rt] sysctl -w net.ipv4.conf.eth1.arp_notify=1 # neighbours hear of a new MAC
[rt] sysctl -w net.ipv6.conf.eth1.ndisc_notify=1 # neighbours hear of a new MAC
[rt] sysctl -w net.ipv4.conf.eth2.arp_notify=1 # neighbours hear of a new MAC
[rt] sysctl -w net.ipv6.conf.eth2.ndisc_notify=1 # neighbours hear of a new MAC
[rt] sysctl -w net.ipv4.ip_forward=1 # forward IPv4 between interfaces
[rt] sysctl -w net.ipv4.conf.all.rp_filter=2 # answers may come in by another interface, whatever the host asks
[rt] sysctl -w net.ipv6.conf.all.forwarding=1 # forward IPv6 between interfaces
[rt] link set dev lo alias netgen:ways:containers.rt
[rt] link set dev lo up
[rt] link set dev eth0 alias netgen:ways:containers.rt.networks.front
[rt] link set dev eth0 mtu 1500 up
[rt] addr replace 10.1.0.2/24 dev eth0
[rt] link set dev eth0 address 02:42:0a:01:00:02 # tells neighbours of its addresses
[rt] route replace default via 10.1.0.1 dev eth0 proto 110
[rt] link set dev eth1 alias netgen:ways:containers.rt.networks.behind
[rt] link set dev eth1 mtu 1500 up
[rt] addr replace 10.3.0.1/24 dev eth1
[rt] addr replace 2001:db8:3::1/64 dev eth1 nodad # usable at once
[rt] link set dev eth1 address 02:42:0a:03:00:01 # tells neighbours of its addresses
[rt] link set dev eth2 alias netgen:ways:containers.rt.networks.both
[rt] link set dev eth2 mtu 1500 up
[rt] addr replace 10.4.0.2/24 dev eth2
[rt] addr replace 2001:db8:4::1/64 dev eth2 nodad # usable at once
[rt] link set dev eth2 address 02:42:0a:04:00:02 # tells neighbours of its addresses
[rt] hostname rt
[rt] hosts ::1 localhost ip6-localhost ip6-loopback
[rt@front] hosts 10.1.0.2 rt
[rt@behind] hosts 10.3.0.1 rt
[rt@behind] hosts 2001:db8:3::1 rt
[rt@both] hosts 10.4.0.2 rt
[rt@both] hosts 2001:db8:4::1 rt
[rt] nameserver ${host_nameservers:-8.8.8.8 8.8.4.4 2001:4860:4860::8888 2001:4860:4860::8844}

# containers.db: 10.2.0.1 and 2001:db8:2::242:a02:1 on closed
netns add db
link add name db.eth0 master closed type veth peer name eth0 address 02:42:0a:02:00:01 netns db
link set dev db.eth0 alias netgen:ways:containers.db.networks.closed addrgenmode none # no IPv6 address but the plan's
link set dev db.eth0 mtu 1500 up
[db] sysctl -w net.ipv6.conf.all.disable_ipv6=0 # IPv6 is planned here, whatever the kernel begins with
[db] sysctl -w net.ipv6.conf.eth0.disable_ipv6=0 # IPv6 is planned on it
[db] sysctl -w net.ipv6.conf.eth0.accept_ra=0 # addresses and routes are the plan's
[db] sysctl -w net.ipv6.conf.eth0.accept_dad=0 # its link-local address is usable at once
[db] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[db] sysctl -w net.ipv6.conf.eth0.ndisc_notify=1 # neighbours hear of a new MAC
[db] link set dev lo alias netgen:ways:containers.db
[db] link set dev lo up
[db] link set dev eth0 alias netgen:ways:containers.db.networks.closed
[db] link set dev eth0 mtu 1500 up
[db] addr replace 10.2.0.1/24 dev eth0
[db] addr replace 2001:db8:2::242:a02:1/64 dev eth0 nodad # usable at once
[db] link set dev eth0 address 02:42:0a:02:00:01 # tells neighbours of its addresses
[db] hostname db
[db] hosts ::1 localhost ip6-localhost ip6-loopback
[db@closed] hosts 10.2.0.1 db
[db@closed] hosts 2001:db8:2::242:a02:1 db
[db] nameserver ${host_nameservers:-8.8.8.8 8.8.4.4 2001:4860:4860::8888 2001:4860:4860::8844}

# containers.web: 10.3.0.2 and 2001:db8:3::242:a03:2 on behind, 10.4.0.3 and 2001:db8:4::242:a04:3 on both, open to the world at 2001:db8:3::242:a03:2 and 10.4.0.3 and 2001:db8:4::242:a04:3
netns add web
link add name web.eth0 master behind type veth peer name eth0 address 02:42:0a:03:00:02 netns web
link set dev web.eth0 alias netgen:ways:containers.web.networks.behind addrgenmode none # no IPv6 address but the plan's
link set dev web.eth0 mtu 1500 up
link add name web.eth1 master both type veth peer name eth1 address 02:42:0a:04:00:03 netns web
link set dev web.eth1 alias netgen:ways:containers.web.networks.both addrgenmode none # no IPv6 address but the plan's
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
[web] sysctl -w net.ipv4.conf.eth1.arp_notify=1 # neighbours hear of a new MAC
[web] sysctl -w net.ipv6.conf.eth1.ndisc_notify=1 # neighbours hear of a new MAC
[web] sysctl -w net.ipv4.ip_forward=0 # no router, whatever the host is
[web] sysctl -w net.ipv4.conf.all.rp_filter=2 # answers may come in by another interface, whatever the host asks
[web] link set dev lo alias netgen:ways:containers.web
[web] link set dev lo up
[web] link set dev eth0 alias netgen:ways:containers.web.networks.behind
[web] link set dev eth0 mtu 1500 up
[web] addr replace 10.3.0.2/24 dev eth0
[web] addr replace 2001:db8:3::242:a03:2/64 dev eth0 nodad # usable at once
[web] link set dev eth0 address 02:42:0a:03:00:02 # tells neighbours of its addresses
[web] route replace default via 2001:db8:3::1 dev eth0 proto 110
[web] link set dev eth1 alias netgen:ways:containers.web.networks.both
[web] link set dev eth1 mtu 1500 up
[web] addr replace 10.4.0.3/24 dev eth1
[web] addr replace 2001:db8:4::242:a04:3/64 dev eth1 nodad # usable at once
[web] link set dev eth1 address 02:42:0a:04:00:03 # tells neighbours of its addresses
[web] route replace default via 10.4.0.1 dev eth1 proto 110
[web] hostname web
[web] hosts ::1 localhost ip6-localhost ip6-loopback
[web@behind] hosts 10.3.0.2 web
[web@behind] hosts 2001:db8:3::242:a03:2 web
[web@both] hosts 10.4.0.3 web
[web@both] hosts 2001:db8:4::242:a04:3 web
[web] nameserver ${host_nameservers:-8.8.8.8 8.8.4.4 2001:4860:4860::8888 2001:4860:4860::8844}
PLAN
}

# The plan's rules. `@ TOOL` or `@ TOOL NETNS` says what loads the lines below it, and in which network namespace.
# nft -f makes, empties and fills a table in one transaction: packets meet the old rules or the new ones, never none.
rules() {
    cat <<'RULES'
@ nftables
table inet netgen-ways
delete table inet netgen-ways
table inet netgen-ways {
    comment "netgen ways"

    # sources that containers have: IPv4
    set subnets {
        type ipv4_addr
        flags interval
        elements = {
            10.1.0.0/24, # networks.front
            10.4.0.0/24, # networks.both
        }
    }

    # where they come from: interface, source: IPv4
    set homes {
        type ifname . ipv4_addr
        flags interval
        elements = {
            "front" . 10.1.0.0/24, # networks.front
            "behind" . 10.1.0.0/24, # networks.front
            "both" . 10.1.0.0/24, # networks.front
            "both" . 10.4.0.0/24, # networks.both
            "front" . 10.4.0.0/24, # networks.both
            "behind" . 10.4.0.0/24, # networks.both
        }
    }

    # bridges of the plan's networks, and the host's ends of its links: IPv4
    set networks {
        type ifname
        elements = {
            "front", # networks.front
            "closed", # networks.closed
            "behind", # networks.behind
            "both", # networks.both
        }
    }

    # of them, those that this plan makes: IPv4
    set bridges {
        type ifname
        elements = {
            "front", # networks.front
            "closed", # networks.closed
            "behind", # networks.behind
            "both", # networks.both
        }
    }

    # who may talk to whom: from network, to network: IPv4
    set allowed {
        type ifname . ifname
        elements = {
            "front" . "front", # networks.front
            "closed" . "closed", # networks.closed
            "behind" . "behind", # networks.behind
            "both" . "both", # networks.both
        }
    }

    # bridges of the plan's networks, and the host's ends of its links: IPv6
    set networks6 {
        type ifname
        elements = {
            "front", # networks.front
            "closed", # networks.closed
            "behind", # networks.behind
            "both", # networks.both
        }
    }

    # of them, those that this plan makes: IPv6
    set bridges6 {
        type ifname
        elements = {
            "front", # networks.front
            "closed", # networks.closed
            "behind", # networks.behind
            "both", # networks.both
        }
    }

    # who may talk to whom: from network, to network: IPv6
    set allowed6 {
        type ifname . ifname
        elements = {
            "front" . "front", # networks.front
            "closed" . "closed", # networks.closed
            "behind" . "behind", # networks.behind
            "both" . "both", # networks.both
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

    # what is forwarded: IPv6
    chain forward6 {
        type filter hook forward priority filter; policy accept;
        meta nfproto ipv4 accept comment "has a chain of its own"
        ct state established,related accept comment "replies, and errors that belong to a connection"
        iifname . oifname @allowed6 accept comment "within a network, and between peers"
        iifname @bridges6 oifname @networks6 drop comment "networks are isolated"
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

