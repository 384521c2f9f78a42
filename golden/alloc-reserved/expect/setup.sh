#!/bin/sh
# The network of plan demo on this host.
#
# Made by netgen 0.1.0 from plan.yaml, sha256
# 959fa8e32fcf04e593668a651f1cc0f4e6861b2b172a7e58a0dca8c2eddafcd0.
# The engine is the same in every script of this version; `sed -n '/^# --- engine/,$p' setup.sh | sha256sum` gives
# (its SHA-256).
# Do not edit it: change the plan and render it again.
#
# Networks
#   networks.front: bridge front, 192.168.1.0/28, gateway 192.168.1.2, nat, mtu 1500
#
# Containers
#   containers.web1: 192.168.1.3 on front
#   containers.web2: 192.168.1.8 on front
#   containers.web3: 192.168.1.9 on front
#   containers.web4: 192.168.1.10 on front
#   containers.web5: 192.168.1.11 on front
#   containers.web6: 192.168.1.12 on front
#   containers.web7: 192.168.1.13 on front
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
plan_sha256='959fa8e32fcf04e593668a651f1cc0f4e6861b2b172a7e58a0dca8c2eddafcd0'
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

# networks.front: bridge front, 192.168.1.0/28, gateway 192.168.1.2, nat, mtu 1500
link add name front address 02:42:c0:a8:01:02 type bridge
link set dev front alias netgen:demo:networks.front addrgenmode none # no IPv6 address but the plan's
link set dev front mtu 1500 up
addr replace 192.168.1.2/28 dev front
sysctl -w net.ipv4.conf.front.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0

# containers.web1: 192.168.1.3 on front
netns add web1
link add name web1.eth0 master front type veth peer name eth0 address 02:42:c0:a8:01:03 netns web1
link set dev web1.eth0 alias netgen:demo:containers.web1.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev web1.eth0 mtu 1500 up
[web1] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[web1] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[web1] link set dev lo alias netgen:demo:containers.web1
[web1] link set dev lo up
[web1] link set dev eth0 alias netgen:demo:containers.web1.networks.front
[web1] link set dev eth0 mtu 1500 up
[web1] addr replace 192.168.1.3/28 dev eth0
[web1] link set dev eth0 address 02:42:c0:a8:01:03 # tells neighbours of its addresses
[web1] route replace default via 192.168.1.2 dev eth0 proto 110
[web1] hostname web1
[web1@front] hosts 192.168.1.3 web1

# containers.web2: 192.168.1.8 on front
netns add web2
link add name web2.eth0 master front type veth peer name eth0 address 02:42:c0:a8:01:08 netns web2
link set dev web2.eth0 alias netgen:demo:containers.web2.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev web2.eth0 mtu 1500 up
[web2] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[web2] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[web2] link set dev lo alias netgen:demo:containers.web2
[web2] link set dev lo up
[web2] link set dev eth0 alias netgen:demo:containers.web2.networks.front
[web2] link set dev eth0 mtu 1500 up
[web2] addr replace 192.168.1.8/28 dev eth0
[web2] link set dev eth0 address 02:42:c0:a8:01:08 # tells neighbours of its addresses
[web2] route replace default via 192.168.1.2 dev eth0 proto 110
[web2] hostname web2
[web2@front] hosts 192.168.1.8 web2

# containers.web3: 192.168.1.9 on front
netns add web3
link add name web3.eth0 master front type veth peer name eth0 address 02:42:c0:a8:01:09 netns web3
link set dev web3.eth0 alias netgen:demo:containers.web3.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev web3.eth0 mtu 1500 up
[web3] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[web3] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[web3] link set dev lo alias netgen:demo:containers.web3
[web3] link set dev lo up
[web3] link set dev eth0 alias netgen:demo:containers.web3.networks.front
[web3] link set dev eth0 mtu 1500 up
[web3] addr replace 192.168.1.9/28 dev eth0
[web3] link set dev eth0 address 02:42:c0:a8:01:09 # tells neighbours of its addresses
[web3] route replace default via 192.168.1.2 dev eth0 proto 110
[web3] hostname web3
[web3@front] hosts 192.168.1.9 web3

# containers.web4: 192.168.1.10 on front
netns add web4
link add name web4.eth0 master front type veth peer name eth0 address 02:42:c0:a8:01:0a netns web4
link set dev web4.eth0 alias netgen:demo:containers.web4.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev web4.eth0 mtu 1500 up
[web4] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[web4] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[web4] link set dev lo alias netgen:demo:containers.web4
[web4] link set dev lo up
[web4] link set dev eth0 alias netgen:demo:containers.web4.networks.front
[web4] link set dev eth0 mtu 1500 up
[web4] addr replace 192.168.1.10/28 dev eth0
[web4] link set dev eth0 address 02:42:c0:a8:01:0a # tells neighbours of its addresses
[web4] route replace default via 192.168.1.2 dev eth0 proto 110
[web4] hostname web4
[web4@front] hosts 192.168.1.10 web4

# containers.web5: 192.168.1.11 on front
netns add web5
link add name web5.eth0 master front type veth peer name eth0 address 02:42:c0:a8:01:0b netns web5
link set dev web5.eth0 alias netgen:demo:containers.web5.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev web5.eth0 mtu 1500 up
[web5] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[web5] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[web5] link set dev lo alias netgen:demo:containers.web5
[web5] link set dev lo up
[web5] link set dev eth0 alias netgen:demo:containers.web5.networks.front
[web5] link set dev eth0 mtu 1500 up
[web5] addr replace 192.168.1.11/28 dev eth0
[web5] link set dev eth0 address 02:42:c0:a8:01:0b # tells neighbours of its addresses
[web5] route replace default via 192.168.1.2 dev eth0 proto 110
[web5] hostname web5
[web5@front] hosts 192.168.1.11 web5

# containers.web6: 192.168.1.12 on front
netns add web6
link add name web6.eth0 master front type veth peer name eth0 address 02:42:c0:a8:01:0c netns web6
link set dev web6.eth0 alias netgen:demo:containers.web6.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev web6.eth0 mtu 1500 up
[web6] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[web6] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[web6] link set dev lo alias netgen:demo:containers.web6
[web6] link set dev lo up
[web6] link set dev eth0 alias netgen:demo:containers.web6.networks.front
[web6] link set dev eth0 mtu 1500 up
[web6] addr replace 192.168.1.12/28 dev eth0
[web6] link set dev eth0 address 02:42:c0:a8:01:0c # tells neighbours of its addresses
[web6] route replace default via 192.168.1.2 dev eth0 proto 110
[web6] hostname web6
[web6@front] hosts 192.168.1.12 web6

# containers.web7: 192.168.1.13 on front
netns add web7
link add name web7.eth0 master front type veth peer name eth0 address 02:42:c0:a8:01:0d netns web7
link set dev web7.eth0 alias netgen:demo:containers.web7.networks.front addrgenmode none # no IPv6 address but the plan's
link set dev web7.eth0 mtu 1500 up
[web7] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[web7] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[web7] link set dev lo alias netgen:demo:containers.web7
[web7] link set dev lo up
[web7] link set dev eth0 alias netgen:demo:containers.web7.networks.front
[web7] link set dev eth0 mtu 1500 up
[web7] addr replace 192.168.1.13/28 dev eth0
[web7] link set dev eth0 address 02:42:c0:a8:01:0d # tells neighbours of its addresses
[web7] route replace default via 192.168.1.2 dev eth0 proto 110
[web7] hostname web7
[web7@front] hosts 192.168.1.13 web7
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
            192.168.1.0/28, # networks.front
        }
    }

    # where they come from: interface, source
    set homes {
        type ifname . ipv4_addr
        flags interval
        elements = {
            "front" . 192.168.1.0/28, # networks.front
        }
    }

    # bridges of the plan's networks, and the host's ends of its links
    set networks {
        type ifname
        elements = {
            "front", # networks.front
        }
    }

    # of them, those that this plan makes
    set bridges {
        type ifname
        elements = {
            "front", # networks.front
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
            192.168.1.0/28, # networks.front
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

