#!/bin/sh
# The network of plan demo on this host.
#
# Made by netgen 0.1.0 from plan.yaml, sha256
# 70f21508e53fd0055158956cf0861f3793c6201a4b11ec142e1d40c173664b5a.
# The engine is the same in every script of this version; `sed -n '/^# --- engine/,$p' setup.sh | sha256sum` gives
# (its SHA-256).
# Do not edit it: change the plan and render it again.
#
# Networks
#   networks.six: bridge six, no IPv4, 2001:db8:6::/64, gateway fe80::1, routed, open to the world on IPv6, mtu 1500
#   networks.both: bridge both, 10.1.0.0/24, gateway 10.1.0.1, nat, 2001:db8:1::/64, gateway 2001:db8:1::1, routed, open to the world on IPv6, mtu 1500
#
# Containers
#   containers.web: 2001:db8:6::242:662e:8b94 on six
#   containers.app: 2001:db8:6::242:c092:a70c on six, 10.1.0.2 and 2001:db8:1::242:a01:2 on both
#
# Open to the world
#   containers.web: every port of 2001:db8:6::242:662e:8b94
#   containers.app: every port of 2001:db8:6::242:c092:a70c and 2001:db8:1::242:a01:2
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
#   networks.six: net.ipv6.conf.six.accept_ra=0, containers advertise no routes to the host
#   networks.six: net.ipv6.conf.six.forwarding=1, forward IPv6 from it, also where conf.default.forwarding is 0
#   networks.both: net.ipv6.conf.both.accept_ra=0, containers advertise no routes to the host
#   networks.both: net.ipv4.conf.both.forwarding=1, forward IPv4 from it, also where conf.default.forwarding is 0
#   networks.both: net.ipv6.conf.both.forwarding=1, forward IPv6 from it, also where conf.default.forwarding is 0
#
# Firewall
#   table inet netgen-demo
#   table inet netgen_user, for rules of your own: made if missing, first in line, never emptied
#
# Files
#   /etc/netns/NAME/hostname, hosts and resolv.conf for each container; what was there is kept in /etc/netns/.netgen-demo
#   name servers are the host's; if it names none, Google's: 8.8.8.8 and 8.8.4.4, over IPv6 2001:4860:4860::8888 and 2001:4860:4860::8844
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
plan_sha256='70f21508e53fd0055158956cf0861f3793c6201a4b11ec142e1d40c173664b5a'
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

# networks.six: bridge six, no IPv4, 2001:db8:6::/64, gateway fe80::1, routed, open to the world on IPv6, mtu 1500
link add name six address 02:42:18:fb:a1:d6 type bridge
link set dev six alias netgen:demo:networks.six addrgenmode none # no IPv6 address but the plan's
link set dev six mtu 1500 up
sysctl -w net.ipv6.conf.six.accept_ra=0 # containers advertise no routes to the host
addr replace fe80::1/64 dev six nodad # usable at once
route replace 2001:db8:6::/64 dev six proto 110
sysctl -w net.ipv6.conf.six.forwarding=1 # forward IPv6 from it, also where conf.default.forwarding is 0

# networks.both: bridge both, 10.1.0.0/24, gateway 10.1.0.1, nat, 2001:db8:1::/64, gateway 2001:db8:1::1, routed, open to the world on IPv6, mtu 1500
link add name both address 02:42:0a:01:00:01 type bridge
link set dev both alias netgen:demo:networks.both addrgenmode none # no IPv6 address but the plan's
link set dev both mtu 1500 up
addr replace 10.1.0.1/24 dev both
sysctl -w net.ipv6.conf.both.accept_ra=0 # containers advertise no routes to the host
addr replace fe80::1/64 dev both nodad # usable at once
addr replace 2001:db8:1::1/64 dev both nodad # usable at once
sysctl -w net.ipv4.conf.both.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0
sysctl -w net.ipv6.conf.both.forwarding=1 # forward IPv6 from it, also where conf.default.forwarding is 0

# containers.web: 2001:db8:6::242:662e:8b94 on six, open to the world
netns add web
link add name web.eth0 master six type veth peer name eth0 address 02:42:66:2e:8b:94 netns web
link set dev web.eth0 alias netgen:demo:containers.web.networks.six addrgenmode none # no IPv6 address but the plan's
link set dev web.eth0 mtu 1500 up
[web] sysctl -w net.ipv6.conf.all.disable_ipv6=0 # IPv6 is planned here, whatever the kernel begins with
[web] sysctl -w net.ipv6.conf.eth0.disable_ipv6=0 # IPv6 is planned on it
[web] sysctl -w net.ipv6.conf.eth0.accept_ra=0 # addresses and routes are the plan's
[web] sysctl -w net.ipv6.conf.eth0.accept_dad=0 # its link-local address is usable at once
[web] sysctl -w net.ipv6.conf.eth0.ndisc_notify=1 # neighbours hear of a new MAC
[web] link set dev lo alias netgen:demo:containers.web
[web] link set dev lo up
[web] link set dev eth0 alias netgen:demo:containers.web.networks.six
[web] link set dev eth0 mtu 1500 up
[web] addr replace 2001:db8:6::242:662e:8b94/64 dev eth0 nodad # usable at once
[web] link set dev eth0 address 02:42:66:2e:8b:94 # tells neighbours of its addresses
[web] route replace default via fe80::1 dev eth0 proto 110
[web] hostname www.example.com
[web] hosts ::1 localhost ip6-localhost ip6-loopback
[web] hosts 2001:db8:6::242:662e:8b94 www.example.com www
[web@six] hosts 2001:db8:6::242:662e:8b94 web shop
[web] nameserver ${host_ipv6_nameservers:-2001:4860:4860::8888 2001:4860:4860::8844}

# containers.app: 2001:db8:6::242:c092:a70c on six, 10.1.0.2 and 2001:db8:1::242:a01:2 on both, open to the world at 2001:db8:6::242:c092:a70c and 2001:db8:1::242:a01:2
netns add app
link add name app.eth0 master six type veth peer name eth0 address 02:42:c0:92:a7:0c netns app
link set dev app.eth0 alias netgen:demo:containers.app.networks.six addrgenmode none # no IPv6 address but the plan's
link set dev app.eth0 mtu 1500 up
link add name app.eth1 master both type veth peer name eth1 address 02:42:0a:01:00:02 netns app
link set dev app.eth1 alias netgen:demo:containers.app.networks.both addrgenmode none # no IPv6 address but the plan's
link set dev app.eth1 mtu 1500 up
[app] sysctl -w net.ipv6.conf.all.disable_ipv6=0 # IPv6 is planned here, whatever the kernel begins with
[app] sysctl -w net.ipv6.conf.eth0.disable_ipv6=0 # IPv6 is planned on it
[app] sysctl -w net.ipv6.conf.eth1.disable_ipv6=0 # IPv6 is planned on it
[app] sysctl -w net.ipv6.conf.eth0.accept_ra=0 # addresses and routes are the plan's
[app] sysctl -w net.ipv6.conf.eth1.accept_ra=0 # addresses and routes are the plan's
[app] sysctl -w net.ipv6.conf.eth0.accept_dad=0 # its link-local address is usable at once
[app] sysctl -w net.ipv6.conf.eth1.accept_dad=0 # its link-local address is usable at once
[app] sysctl -w net.ipv6.conf.eth0.ndisc_notify=1 # neighbours hear of a new MAC
[app] sysctl -w net.ipv4.conf.eth1.arp_notify=1 # neighbours hear of a new MAC
[app] sysctl -w net.ipv6.conf.eth1.ndisc_notify=1 # neighbours hear of a new MAC
[app] sysctl -w net.ipv4.ip_forward=0 # no router, whatever the host is
[app] sysctl -w net.ipv4.conf.all.rp_filter=2 # answers may come in by another interface, whatever the host asks
[app] link set dev lo alias netgen:demo:containers.app
[app] link set dev lo up
[app] link set dev eth0 alias netgen:demo:containers.app.networks.six
[app] link set dev eth0 mtu 1500 up
[app] addr replace 2001:db8:6::242:c092:a70c/64 dev eth0 nodad # usable at once
[app] link set dev eth0 address 02:42:c0:92:a7:0c # tells neighbours of its addresses
[app] route replace default via fe80::1 dev eth0 proto 110
[app] link set dev eth1 alias netgen:demo:containers.app.networks.both
[app] link set dev eth1 mtu 1500 up
[app] addr replace 10.1.0.2/24 dev eth1
[app] addr replace 2001:db8:1::242:a01:2/64 dev eth1 nodad # usable at once
[app] link set dev eth1 address 02:42:0a:01:00:02 # tells neighbours of its addresses
[app] route replace default via 10.1.0.1 dev eth1 proto 110
[app] hostname app
[app] hosts ::1 localhost ip6-localhost ip6-loopback
[app] hosts 10.1.0.1 gate
[app] hosts 2001:db8:1::1 gate
[app@six] hosts 2001:db8:6::242:c092:a70c app
[app@both] hosts 10.1.0.2 app
[app@both] hosts 2001:db8:1::242:a01:2 app
[app] nameserver ${host_nameservers:-8.8.8.8 8.8.4.4 2001:4860:4860::8888 2001:4860:4860::8844}
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

    # sources that containers have: IPv4
    set subnets {
        type ipv4_addr
        flags interval
        elements = {
            10.1.0.0/24, # networks.both
        }
    }

    # where they come from: interface, source: IPv4
    set homes {
        type ifname . ipv4_addr
        flags interval
        elements = {
            "both" . 10.1.0.0/24, # networks.both
            "six" . 10.1.0.2, # containers.app.networks.both
        }
    }

    # bridges of the plan's networks, and the host's ends of its links: IPv4
    set networks {
        type ifname
        elements = {
            "six", # networks.six
            "both", # networks.both
        }
    }

    # of them, those that this plan makes: IPv4
    set bridges {
        type ifname
        elements = {
            "six", # networks.six
            "both", # networks.both
        }
    }

    # who may talk to whom: from network, to network: IPv4
    set allowed {
        type ifname . ifname
        elements = {
            "six" . "six", # networks.six
            "both" . "both", # networks.both
        }
    }

    # networks that nothing outside opens a connection to: IPv4
    set no_inbound {
        type ifname
        elements = {
            "both", # networks.both
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
            10.1.0.0/24, # networks.both
        }
    }

    # sources that containers have: IPv6
    set subnets6 {
        type ipv6_addr
        flags interval
        elements = {
            2001:db8:6::/64, # networks.six
            2001:db8:1::/64, # networks.both
        }
    }

    # where they come from: interface, source: IPv6
    set homes6 {
        type ifname . ipv6_addr
        flags interval
        elements = {
            "six" . 2001:db8:6::/64, # networks.six
            "both" . 2001:db8:6::242:c092:a70c, # containers.app.networks.six
            "both" . 2001:db8:1::/64, # networks.both
            "six" . 2001:db8:1::242:a01:2, # containers.app.networks.both
        }
    }

    # bridges of the plan's networks, and the host's ends of its links: IPv6
    set networks6 {
        type ifname
        elements = {
            "six", # networks.six
            "both", # networks.both
        }
    }

    # of them, those that this plan makes: IPv6
    set bridges6 {
        type ifname
        elements = {
            "six", # networks.six
            "both", # networks.both
        }
    }

    # who may talk to whom: from network, to network: IPv6
    set allowed6 {
        type ifname . ifname
        elements = {
            "six" . "six", # networks.six
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

