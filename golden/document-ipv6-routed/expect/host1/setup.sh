#!/bin/sh
# The network of plan cluster on its host host1.
#
# Made by netgen 0.1.0 from plan.yaml, sha256
# 333c716cb3cecb3457df6bae6e11e3725c253331457014486b78ea40580eda68.
# The engine is the same in every script of this version; `sed -n '/^# --- engine/,$p' setup.sh | sha256sum` gives
# (its SHA-256).
# Do not edit it: change the plan and render it again.
#
# Networks
#   networks.docker0: bridge docker0, 172.17.0.0/16, gateway 172.17.0.1, nat, 2001:db8:1:1::/64, gateway fe80::1, routed, open to the world on IPv6, mtu 1500
#
# Containers
#   containers.container1: 172.17.0.2 and 2001:db8:1:1:0:242:ac11:2 on docker0
#   containers.container2: 172.17.0.3 and 2001:db8:1:1:0:242:ac11:3 on docker0
#
# Open to the world
#   containers.container1: every port of 2001:db8:1:1:0:242:ac11:2
#   containers.container2: every port of 2001:db8:1:1:0:242:ac11:3
#
# Settings of the host
#   it has 2001:db8:1::1; the script refuses any other host
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
#   table inet netgen-cluster
#   table inet netgen_user, for rules of your own: made if missing, first in line, never emptied
#
# Files
#   /etc/netns/NAME/hostname, hosts and resolv.conf for each container; what was there is kept in /etc/netns/.netgen-cluster
#   name servers are the host's; if it names none, Google's: 8.8.8.8 and 8.8.4.4, over IPv6 2001:4860:4860::8888 and 2001:4860:4860::8844
#   /run/netgen/cluster: what was made, until down or the next boot
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
plan_name='cluster'
plan_sha256='333c716cb3cecb3457df6bae6e11e3725c253331457014486b78ea40580eda68'
plan_firewall='nftables'
plan_uplink='eth0' # host.uplink
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
require addr 2001:db8:1::1

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

# networks.docker0: bridge docker0, 172.17.0.0/16, gateway 172.17.0.1, nat, 2001:db8:1:1::/64, gateway fe80::1, routed, open to the world on IPv6, mtu 1500
link add name docker0 address 02:42:ac:11:00:01 type bridge
link set dev docker0 alias netgen:cluster:networks.docker0 addrgenmode none # no IPv6 address but the plan's
link set dev docker0 mtu 1500 up
addr replace 172.17.0.1/16 dev docker0
sysctl -w net.ipv6.conf.docker0.accept_ra=0 # containers advertise no routes to the host
addr replace fe80::1/64 dev docker0 nodad # usable at once
route replace 2001:db8:1:1::/64 dev docker0 proto 110
sysctl -w net.ipv4.conf.docker0.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0
sysctl -w net.ipv6.conf.docker0.forwarding=1 # forward IPv6 from it, also where conf.default.forwarding is 0

# containers.container1: 172.17.0.2 and 2001:db8:1:1:0:242:ac11:2 on docker0, open to the world at 2001:db8:1:1:0:242:ac11:2
netns add container1
link add name container1.eth0 master docker0 type veth peer name eth0 address 02:42:ac:11:00:02 netns container1
link set dev container1.eth0 alias netgen:cluster:containers.container1.networks.docker0 addrgenmode none # no IPv6 address but the plan's
link set dev container1.eth0 mtu 1500 up
[container1] sysctl -w net.ipv6.conf.all.disable_ipv6=0 # IPv6 is planned here, whatever the kernel begins with
[container1] sysctl -w net.ipv6.conf.eth0.disable_ipv6=0 # IPv6 is planned on it
[container1] sysctl -w net.ipv6.conf.eth0.accept_ra=0 # addresses and routes are the plan's
[container1] sysctl -w net.ipv6.conf.eth0.accept_dad=0 # its link-local address is usable at once
[container1] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[container1] sysctl -w net.ipv6.conf.eth0.ndisc_notify=1 # neighbours hear of a new MAC
[container1] link set dev lo alias netgen:cluster:containers.container1
[container1] link set dev lo up
[container1] link set dev eth0 alias netgen:cluster:containers.container1.networks.docker0
[container1] link set dev eth0 mtu 1500 up
[container1] addr replace 172.17.0.2/16 dev eth0
[container1] addr replace 2001:db8:1:1:0:242:ac11:2/64 dev eth0 nodad # usable at once
[container1] link set dev eth0 address 02:42:ac:11:00:02 # tells neighbours of its addresses
[container1] route replace default via 172.17.0.1 dev eth0 proto 110
[container1] route replace default via fe80::1 dev eth0 proto 110
[container1] hostname container1
[container1] hosts ::1 localhost ip6-localhost ip6-loopback
[container1@docker0] hosts 172.17.0.2 container1
[container1@docker0] hosts 2001:db8:1:1:0:242:ac11:2 container1
[container1] nameserver ${host_nameservers:-8.8.8.8 8.8.4.4 2001:4860:4860::8888 2001:4860:4860::8844}

# containers.container2: 172.17.0.3 and 2001:db8:1:1:0:242:ac11:3 on docker0, open to the world at 2001:db8:1:1:0:242:ac11:3
netns add container2
link add name container2.eth0 master docker0 type veth peer name eth0 address 02:42:ac:11:00:03 netns container2
link set dev container2.eth0 alias netgen:cluster:containers.container2.networks.docker0 addrgenmode none # no IPv6 address but the plan's
link set dev container2.eth0 mtu 1500 up
[container2] sysctl -w net.ipv6.conf.all.disable_ipv6=0 # IPv6 is planned here, whatever the kernel begins with
[container2] sysctl -w net.ipv6.conf.eth0.disable_ipv6=0 # IPv6 is planned on it
[container2] sysctl -w net.ipv6.conf.eth0.accept_ra=0 # addresses and routes are the plan's
[container2] sysctl -w net.ipv6.conf.eth0.accept_dad=0 # its link-local address is usable at once
[container2] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[container2] sysctl -w net.ipv6.conf.eth0.ndisc_notify=1 # neighbours hear of a new MAC
[container2] link set dev lo alias netgen:cluster:containers.container2
[container2] link set dev lo up
[container2] link set dev eth0 alias netgen:cluster:containers.container2.networks.docker0
[container2] link set dev eth0 mtu 1500 up
[container2] addr replace 172.17.0.3/16 dev eth0
[container2] addr replace 2001:db8:1:1:0:242:ac11:3/64 dev eth0 nodad # usable at once
[container2] link set dev eth0 address 02:42:ac:11:00:03 # tells neighbours of its addresses
[container2] route replace default via 172.17.0.1 dev eth0 proto 110
[container2] route replace default via fe80::1 dev eth0 proto 110
[container2] hostname container2
[container2] hosts ::1 localhost ip6-localhost ip6-loopback
[container2@docker0] hosts 172.17.0.3 container2
[container2@docker0] hosts 2001:db8:1:1:0:242:ac11:3 container2
[container2] nameserver ${host_nameservers:-8.8.8.8 8.8.4.4 2001:4860:4860::8888 2001:4860:4860::8844}

# fabric.pool: what the router sends here and no network has goes no further, and not back
route replace unreachable 2001:db8:1::/48 proto 110
PLAN
}

# The plan's rules. `@ TOOL` or `@ TOOL NETNS` says what loads the lines below it, and in which network namespace.
# nft -f makes, empties and fills a table in one transaction: packets meet the old rules or the new ones, never none.
rules() {
    cat <<'RULES'
@ nftables
table inet netgen-cluster
delete table inet netgen-cluster
table inet netgen-cluster {
    comment "netgen cluster"

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
            2001:db8:1:1::/64, # networks.docker0
        }
    }

    # where they come from: interface, source: IPv6
    set homes6 {
        type ifname . ipv6_addr
        flags interval
        elements = {
            "docker0" . 2001:db8:1:1::/64, # networks.docker0
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

