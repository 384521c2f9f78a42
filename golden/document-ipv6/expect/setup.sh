#!/bin/sh
# The network of plan docker on this host.
#
# Made by netgen 0.1.0 from plan.yaml, sha256
# 17729879587f2232298d91303ef51434dcbb432fb7b193d9a54876adbc2e17ed.
# The engine is the same in every script of this version; `sed -n '/^# --- engine/,$p' setup.sh | sha256sum` gives
# (its SHA-256).
# Do not edit it: change the plan and render it again.
#
# Networks
#   networks.docker0: bridge docker0, 172.17.0.0/16, gateway 172.17.42.1, nat, 2001:db8:1::/64, gateway fe80::1, routed, open to the world on IPv6, mtu 1500
#
# Containers
#   containers.web: 172.17.0.3 and 2001:db8:1::242:ac11:3 on docker0
#
# Open to the world
#   containers.web: every port of 2001:db8:1::242:ac11:3
#
# Settings of the host
#   net.ipv4.ip_forward=1: forward IPv4 between interfaces
#   net.ipv4.conf.all.accept_redirects=0: a router takes no redirects
#   net.ipv4.conf.$uplinks.forwarding=1: also on interfaces with a default route where it was switched off
#   net.ipv6.conf.$ra_interface.accept_ra=2: still take router advertisements on the uplink and interfaces that live on them, now or later
#   net.ipv6.conf.all.forwarding=1: forward IPv6 between interfaces
#   net.ipv6.conf.default.forwarding=1: and on those that are made later
#   net.ipv6.conf.$uplinks.forwarding=1: also on interfaces with a default route where it was switched off
#   net.netfilter.nf_conntrack_tcp_be_liberal=1: a TCP segment outside of the window is still part of its connection
#   networks.docker0: net.ipv6.conf.docker0.accept_ra=0, containers advertise no routes to the host
#   networks.docker0: net.ipv4.conf.docker0.forwarding=1, forward IPv4 from it, also where conf.default.forwarding is 0
#   networks.docker0: net.ipv6.conf.docker0.forwarding=1, forward IPv6 from it, also where conf.default.forwarding is 0
#
# Firewall
#   table inet netgen-docker
#   table inet netgen_user, for rules of your own: made if missing, first in line, never emptied
#
# Files
#   /etc/netns/NAME/hostname, hosts and resolv.conf for each container; what was there is kept in /etc/netns/.netgen-docker
#   name servers are the host's; if it names none, Google's: 8.8.8.8 and 8.8.4.4, over IPv6 2001:4860:4860::8888 and 2001:4860:4860::8844
#   /run/netgen/docker: what was made, until down or the next boot
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
plan_name='docker'
plan_sha256='17729879587f2232298d91303ef51434dcbb432fb7b193d9a54876adbc2e17ed'
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

# networks.docker0: bridge docker0, 172.17.0.0/16, gateway 172.17.42.1, nat, 2001:db8:1::/64, gateway fe80::1, routed, open to the world on IPv6, mtu 1500
link add name docker0 address 02:42:ac:11:2a:01 type bridge
link set dev docker0 alias netgen:docker:networks.docker0 addrgenmode none # no IPv6 address but the plan's
link set dev docker0 mtu 1500 up
addr replace 172.17.42.1/16 dev docker0
sysctl -w net.ipv6.conf.docker0.accept_ra=0 # containers advertise no routes to the host
addr replace fe80::1/64 dev docker0 nodad # usable at once
route replace 2001:db8:1::/64 dev docker0 proto 110
sysctl -w net.ipv4.conf.docker0.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0
sysctl -w net.ipv6.conf.docker0.forwarding=1 # forward IPv6 from it, also where conf.default.forwarding is 0

# containers.web: 172.17.0.3 and 2001:db8:1::242:ac11:3 on docker0, open to the world at 2001:db8:1::242:ac11:3
netns add web
link add name web.eth0 master docker0 type veth peer name eth0 address 02:42:ac:11:00:03 netns web
link set dev web.eth0 alias netgen:docker:containers.web.networks.docker0 addrgenmode none # no IPv6 address but the plan's
link set dev web.eth0 mtu 1500 up
[web] sysctl -w net.ipv6.conf.all.disable_ipv6=0 # IPv6 is planned here, whatever the kernel begins with
[web] sysctl -w net.ipv6.conf.eth0.disable_ipv6=0 # IPv6 is planned on it
[web] sysctl -w net.ipv6.conf.eth0.accept_ra=0 # addresses and routes are the plan's
[web] sysctl -w net.ipv6.conf.eth0.accept_dad=0 # its link-local address is usable at once
[web] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[web] sysctl -w net.ipv6.conf.eth0.ndisc_notify=1 # neighbours hear of a new MAC
[web] link set dev lo alias netgen:docker:containers.web
[web] link set dev lo up
[web] link set dev eth0 alias netgen:docker:containers.web.networks.docker0
[web] link set dev eth0 mtu 1500 up
[web] addr replace 172.17.0.3/16 dev eth0
[web] addr replace 2001:db8:1::242:ac11:3/64 dev eth0 nodad # usable at once
[web] link set dev eth0 address 02:42:ac:11:00:03 # tells neighbours of its addresses
[web] route replace default via 172.17.42.1 dev eth0 proto 110
[web] route replace default via fe80::1 dev eth0 proto 110
[web] hostname web
[web] hosts ::1 localhost ip6-localhost ip6-loopback
[web@docker0] hosts 172.17.0.3 web
[web@docker0] hosts 2001:db8:1::242:ac11:3 web
[web] nameserver ${host_nameservers:-8.8.8.8 8.8.4.4 2001:4860:4860::8888 2001:4860:4860::8844}
PLAN
}

# The plan's rules. `@ TOOL` or `@ TOOL NETNS` says what loads the lines below it, and in which network namespace.
# nft -f makes, empties and fills a table in one transaction: packets meet the old rules or the new ones, never none.
rules() {
    cat <<'RULES'
@ nftables
table inet netgen-docker
delete table inet netgen-docker
table inet netgen-docker {
    comment "netgen docker"

    # sources that containers have: IPv4
    set subnets {
        type ipv4_addr
        flags interval
        elements = {
            172.17.0.0/16, # networks.docker0
        }
    }

    # where they come from: interface, source: IPv4
    set homes {
        type ifname . ipv4_addr
        flags interval
        elements = {
            "docker0" . 172.17.0.0/16, # networks.docker0
        }
    }

    # bridges of the plan's networks, and the host's ends of its links: IPv4
    set networks {
        type ifname
        elements = {
            "docker0", # networks.docker0
        }
    }

    # of them, those that this plan makes: IPv4
    set bridges {
        type ifname
        elements = {
            "docker0", # networks.docker0
        }
    }

    # who may talk to whom: from network, to network: IPv4
    set allowed {
        type ifname . ifname
        elements = {
            "docker0" . "docker0", # networks.docker0
        }
    }

    # networks that nothing outside opens a connection to: IPv4
    set no_inbound {
        type ifname
        elements = {
            "docker0", # networks.docker0
        }
    }

    # the loopback interface: IPv4
    set loopback {
        type ifname
        elements = {
            "lo", # host
        }
    }

    # sources that leave with the host's address: IPv4
    set masqueraded {
        type ipv4_addr
        flags interval
        elements = {
            172.17.0.0/16, # networks.docker0
        }
    }

    # sources that containers have: IPv6
    set subnets6 {
        type ipv6_addr
        flags interval
        elements = {
            2001:db8:1::/64, # networks.docker0
        }
    }

    # where they come from: interface, source: IPv6
    set homes6 {
        type ifname . ipv6_addr
        flags interval
        elements = {
            "docker0" . 2001:db8:1::/64, # networks.docker0
        }
    }

    # bridges of the plan's networks, and the host's ends of its links: IPv6
    set networks6 {
        type ifname
        elements = {
            "docker0", # networks.docker0
        }
    }

    # of them, those that this plan makes: IPv6
    set bridges6 {
        type ifname
        elements = {
            "docker0", # networks.docker0
        }
    }

    # who may talk to whom: from network, to network: IPv6
    set allowed6 {
        type ifname . ifname
        elements = {
            "docker0" . "docker0", # networks.docker0
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
        ct state invalid ip saddr @masqueraded drop comment "no private address leaves untranslated"
        oifname @no_inbound drop comment "nothing comes in from outside"
    }

    # what is translated on its way out: IPv4
    chain postrouting {
        type nat hook postrouting priority srcnat; policy accept;
        meta nfproto ipv6 accept comment "has a chain of its own"
        oifname @loopback accept comment "the host talks to itself from the address that it means"
        oifname @networks accept comment "between networks of the plan, addresses stay as they are"
        ip saddr @masqueraded masquerade comment "the world sees the host's address"
    }

    # what comes in from anywhere, before anything else: IPv6
    chain raw_prerouting6 {
        type filter hook prerouting priority raw; policy accept;
        meta nfproto ipv4 accept comment "has a chain of its own"
        iifname != "lo" ip6 saddr @subnets6 iifname . ip6 saddr != @homes6 drop comment "a container's address comes from its own bridge"
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

