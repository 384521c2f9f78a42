#!/bin/sh
# The network of plan plan on this host.
#
# Made by netgen 0.1.0 from plan.yaml, sha256
# 05abfcb34ad15216149aca5176aee86322058184d9f4107c7165e8d671fe5f64.
# The engine is the same in every script of this version; `sed -n '/^# --- engine/,$p' setup.sh | sha256sum` gives
# (its SHA-256).
# Do not edit it: change the plan and render it again.
#
# Networks
#   networks.lan1: bridge lan1, 172.21.0.0/24, gateway 172.21.0.1, nat, mtu 1500
#   networks.lan2: bridge lan2, 172.22.0.0/24, gateway 172.22.0.1, nat, mtu 1500
#
# Containers
#   containers.web08: 172.21.0.10 on lan1
#   containers.web09: 172.21.0.11 on lan1
#   containers.web10: 172.21.0.12 on lan1
#   containers.rack-a: 172.22.0.2 on lan2
#   containers.rack-c: 172.22.0.3 on lan2
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
#   networks.lan1: net.ipv4.conf.lan1.forwarding=1, forward IPv4 from it, also where conf.default.forwarding is 0
#   networks.lan2: net.ipv4.conf.lan2.forwarding=1, forward IPv4 from it, also where conf.default.forwarding is 0
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
plan_sha256='05abfcb34ad15216149aca5176aee86322058184d9f4107c7165e8d671fe5f64'
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

# networks.lan1: bridge lan1, 172.21.0.0/24, gateway 172.21.0.1, nat, mtu 1500
link add name lan1 address 02:42:ac:15:00:01 type bridge
link set dev lan1 alias netgen:plan:networks.lan1 addrgenmode none # no IPv6 address but the plan's
link set dev lan1 mtu 1500 up
addr replace 172.21.0.1/24 dev lan1
sysctl -w net.ipv4.conf.lan1.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0

# networks.lan2: bridge lan2, 172.22.0.0/24, gateway 172.22.0.1, nat, mtu 1500
link add name lan2 address 02:42:ac:16:00:01 type bridge
link set dev lan2 alias netgen:plan:networks.lan2 addrgenmode none # no IPv6 address but the plan's
link set dev lan2 mtu 1500 up
addr replace 172.22.0.1/24 dev lan2
sysctl -w net.ipv4.conf.lan2.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0

# containers.web08: 172.21.0.10 on lan1
netns add web08
link add name w08 master lan1 type veth peer name eth0 address 02:42:ac:15:00:0a netns web08
link set dev w08 alias netgen:plan:containers.web08.networks.lan1 addrgenmode none # no IPv6 address but the plan's
link set dev w08 mtu 1500 up
[web08] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[web08] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[web08] link set dev lo alias netgen:plan:containers.web08
[web08] link set dev lo up
[web08] link set dev eth0 alias netgen:plan:containers.web08.networks.lan1
[web08] link set dev eth0 mtu 1500 up
[web08] addr replace 172.21.0.10/24 dev eth0
[web08] link set dev eth0 address 02:42:ac:15:00:0a # tells neighbours of its addresses
[web08] route replace default via 172.21.0.1 dev eth0 proto 110
[web08] hostname web08
[web08@lan1] hosts 172.21.0.10 web08

# containers.web09: 172.21.0.11 on lan1
netns add web09
link add name w09 master lan1 type veth peer name eth0 address 02:42:ac:15:00:0b netns web09
link set dev w09 alias netgen:plan:containers.web09.networks.lan1 addrgenmode none # no IPv6 address but the plan's
link set dev w09 mtu 1500 up
[web09] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[web09] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[web09] link set dev lo alias netgen:plan:containers.web09
[web09] link set dev lo up
[web09] link set dev eth0 alias netgen:plan:containers.web09.networks.lan1
[web09] link set dev eth0 mtu 1500 up
[web09] addr replace 172.21.0.11/24 dev eth0
[web09] link set dev eth0 address 02:42:ac:15:00:0b # tells neighbours of its addresses
[web09] route replace default via 172.21.0.1 dev eth0 proto 110
[web09] hostname web09
[web09@lan1] hosts 172.21.0.11 web09

# containers.web10: 172.21.0.12 on lan1
netns add web10
link add name w10 master lan1 type veth peer name eth0 address 02:42:ac:15:00:0c netns web10
link set dev w10 alias netgen:plan:containers.web10.networks.lan1 addrgenmode none # no IPv6 address but the plan's
link set dev w10 mtu 1500 up
[web10] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[web10] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[web10] link set dev lo alias netgen:plan:containers.web10
[web10] link set dev lo up
[web10] link set dev eth0 alias netgen:plan:containers.web10.networks.lan1
[web10] link set dev eth0 mtu 1500 up
[web10] addr replace 172.21.0.12/24 dev eth0
[web10] link set dev eth0 address 02:42:ac:15:00:0c # tells neighbours of its addresses
[web10] route replace default via 172.21.0.1 dev eth0 proto 110
[web10] hostname web10
[web10@lan1] hosts 172.21.0.12 web10

# containers.rack-a: 172.22.0.2 on lan2
netns add r-a
link add name rack-a.eth0 master lan2 type veth peer name eth0 address 02:42:ac:16:00:02 netns r-a
link set dev rack-a.eth0 alias netgen:plan:containers.rack-a.networks.lan2 addrgenmode none # no IPv6 address but the plan's
link set dev rack-a.eth0 mtu 1500 up
[r-a] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[r-a] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[r-a] link set dev lo alias netgen:plan:containers.rack-a
[r-a] link set dev lo up
[r-a] link set dev eth0 alias netgen:plan:containers.rack-a.networks.lan2
[r-a] link set dev eth0 mtu 1500 up
[r-a] addr replace 172.22.0.2/24 dev eth0
[r-a] link set dev eth0 address 02:42:ac:16:00:02 # tells neighbours of its addresses
[r-a] route replace default via 172.22.0.1 dev eth0 proto 110
[r-a] hostname rack-a
[r-a@lan2] hosts 172.22.0.2 rack-a

# containers.rack-c: 172.22.0.3 on lan2
netns add r-c
link add name rack-c.eth0 master lan2 type veth peer name eth0 address 02:42:ac:16:00:03 netns r-c
link set dev rack-c.eth0 alias netgen:plan:containers.rack-c.networks.lan2 addrgenmode none # no IPv6 address but the plan's
link set dev rack-c.eth0 mtu 1500 up
[r-c] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[r-c] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[r-c] link set dev lo alias netgen:plan:containers.rack-c
[r-c] link set dev lo up
[r-c] link set dev eth0 alias netgen:plan:containers.rack-c.networks.lan2
[r-c] link set dev eth0 mtu 1500 up
[r-c] addr replace 172.22.0.3/24 dev eth0
[r-c] link set dev eth0 address 02:42:ac:16:00:03 # tells neighbours of its addresses
[r-c] route replace default via 172.22.0.1 dev eth0 proto 110
[r-c] hostname rack-c
[r-c@lan2] hosts 172.22.0.3 rack-c
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
            172.21.0.0/24, # networks.lan1
            172.22.0.0/24, # networks.lan2
        }
    }

    # where they come from: interface, source
    set homes {
        type ifname . ipv4_addr
        flags interval
        elements = {
            "lan1" . 172.21.0.0/24, # networks.lan1
            "lan2" . 172.22.0.0/24, # networks.lan2
        }
    }

    # bridges of the plan's networks, and the host's ends of its links
    set networks {
        type ifname
        elements = {
            "lan1", # networks.lan1
            "lan2", # networks.lan2
        }
    }

    # of them, those that this plan makes
    set bridges {
        type ifname
        elements = {
            "lan1", # networks.lan1
            "lan2", # networks.lan2
        }
    }

    # who may talk to whom: from network, to network
    set allowed {
        type ifname . ifname
        elements = {
            "lan1" . "lan1", # networks.lan1
            "lan2" . "lan2", # networks.lan2
        }
    }

    # networks that nothing outside opens a connection to
    set no_inbound {
        type ifname
        elements = {
            "lan1", # networks.lan1
            "lan2", # networks.lan2
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
            172.21.0.0/24, # networks.lan1
            172.22.0.0/24, # networks.lan2
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

