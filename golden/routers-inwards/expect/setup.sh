#!/bin/sh
# The network of plan plan on this host.
#
# Made by netgen 0.1.0 from plan.yaml, sha256
# 2acc02395494dac2c2d8b53c6210518fb4d7646a1e4edb52d1ac06b8434d1d42.
# The engine is the same in every script of this version; `sed -n '/^# --- engine/,$p' setup.sh | sha256sum` gives
# (its SHA-256).
# Do not edit it: change the plan and render it again.
#
# Networks
#   networks.lan: bridge lan, 192.168.1.0/24, gateway 192.168.1.1 (modem), mtu 1500
#   networks.dmz: bridge dmz, 192.168.2.0/24, gateway 192.168.2.1 (both), mtu 1500
#   networks.six: bridge six, no IPv4, fd00:6::/64, gateway fd00:6::1 (modem6), open to the world on IPv6 as far as modem6 lets in, mtu 1500
#   networks.wan: bridge wan, 172.17.0.0/16, gateway 172.17.0.1, nat, mtu 1500
#
# Containers
#   containers.modem: 192.168.1.1 on lan, 172.17.0.2 on wan, a router that masquerades
#   containers.both: 192.168.2.1 on dmz, 172.17.0.3 on wan, a router that masquerades
#   containers.modem6: fd00:6::1 on six, 172.17.0.4 on wan, a router that masquerades
#
# Open to the world
#   containers.modem6: every port of fd00:6::1
#
# Settings of the host
#   net.ipv4.ip_forward=1: forward IPv4 between interfaces
#   net.ipv4.conf.all.accept_redirects=0: a router takes no redirects
#   net.ipv4.conf.$uplinks.forwarding=1: also on interfaces with a default route where it was switched off
#   net.netfilter.nf_conntrack_tcp_be_liberal=1: a TCP segment outside of the window is still part of its connection
#   IPv6 forwarding stays as it is
#   networks.six: net.ipv6.conf.six.accept_ra=0, containers advertise no routes to the host
#   networks.wan: net.ipv4.conf.wan.forwarding=1, forward IPv4 from it, also where conf.default.forwarding is 0
#
# Firewall
#   table inet netgen-plan
#   table inet netgen_user, for rules of your own: made if missing, first in line, never emptied
#   containers.modem: table inet netgen-plan in its namespace, masquerades on eth0
#   containers.both: table inet netgen-plan in its namespace, masquerades on eth0, eth1
#   containers.modem6: table inet netgen-plan in its namespace, masquerades on eth0, IPv6
#
# Files
#   /etc/netns/NAME/hostname, hosts and resolv.conf for each container; what was there is kept in /etc/netns/.netgen-plan
#   name servers are the host's; if it names none, Google's: 8.8.8.8 and 8.8.4.4, over IPv6 2001:4860:4860::8888 and 2001:4860:4860::8844
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
plan_sha256='2acc02395494dac2c2d8b53c6210518fb4d7646a1e4edb52d1ac06b8434d1d42'
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

# networks.lan: bridge lan, 192.168.1.0/24, gateway 192.168.1.1 (modem), mtu 1500
link add name lan address 02:42:37:6c:7b:93 type bridge
link set dev lan alias netgen:plan:networks.lan addrgenmode none # no IPv6 address but the plan's
link set dev lan mtu 1500 up

# networks.dmz: bridge dmz, 192.168.2.0/24, gateway 192.168.2.1 (both), mtu 1500
link add name dmz address 02:42:30:84:4b:b0 type bridge
link set dev dmz alias netgen:plan:networks.dmz addrgenmode none # no IPv6 address but the plan's
link set dev dmz mtu 1500 up

# networks.six: bridge six, no IPv4, fd00:6::/64, gateway fd00:6::1 (modem6), open to the world on IPv6 as far as modem6 lets in, mtu 1500
link add name six address 02:42:18:fb:a1:d6 type bridge
link set dev six alias netgen:plan:networks.six addrgenmode none # no IPv6 address but the plan's
link set dev six mtu 1500 up
sysctl -w net.ipv6.conf.six.accept_ra=0 # containers advertise no routes to the host

# networks.wan: bridge wan, 172.17.0.0/16, gateway 172.17.0.1, nat, mtu 1500
link add name wan address 02:42:ac:11:00:01 type bridge
link set dev wan alias netgen:plan:networks.wan addrgenmode none # no IPv6 address but the plan's
link set dev wan mtu 1500 up
addr replace 172.17.0.1/16 dev wan
sysctl -w net.ipv4.conf.wan.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0

# containers.modem: 192.168.1.1 on lan, 172.17.0.2 on wan, a router that masquerades
netns add modem
link add name modem.eth0 master lan type veth peer name eth0 address 02:42:c0:a8:01:01 netns modem
link set dev modem.eth0 alias netgen:plan:containers.modem.networks.lan addrgenmode none # no IPv6 address but the plan's
link set dev modem.eth0 mtu 1500 up
link add name modem.eth1 master wan type veth peer name eth1 address 02:42:ac:11:00:02 netns modem
link set dev modem.eth1 alias netgen:plan:containers.modem.networks.wan addrgenmode none # no IPv6 address but the plan's
link set dev modem.eth1 mtu 1500 up
[modem] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[modem] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[modem] sysctl -w net.ipv4.conf.eth1.arp_notify=1 # neighbours hear of a new MAC
[modem] sysctl -w net.ipv4.ip_forward=1 # forward IPv4 between interfaces
[modem] sysctl -w net.ipv4.conf.all.rp_filter=2 # answers may come in by another interface, whatever the host asks
[modem] link set dev lo alias netgen:plan:containers.modem
[modem] link set dev lo up
[modem] link set dev eth0 alias netgen:plan:containers.modem.networks.lan
[modem] link set dev eth0 mtu 1500 up
[modem] addr replace 192.168.1.1/24 dev eth0
[modem] link set dev eth0 address 02:42:c0:a8:01:01 # tells neighbours of its addresses
[modem] link set dev eth1 alias netgen:plan:containers.modem.networks.wan
[modem] link set dev eth1 mtu 1500 up
[modem] addr replace 172.17.0.2/16 dev eth1
[modem] link set dev eth1 address 02:42:ac:11:00:02 # tells neighbours of its addresses
[modem] route replace default via 172.17.0.1 dev eth1 proto 110
[modem] hostname modem
[modem@lan] hosts 192.168.1.1 modem
[modem@wan] hosts 172.17.0.2 modem

# containers.both: 192.168.2.1 on dmz, 172.17.0.3 on wan, a router that masquerades
netns add both
link add name both.eth0 master dmz type veth peer name eth0 address 02:42:c0:a8:02:01 netns both
link set dev both.eth0 alias netgen:plan:containers.both.networks.dmz addrgenmode none # no IPv6 address but the plan's
link set dev both.eth0 mtu 1500 up
link add name both.eth1 master wan type veth peer name eth1 address 02:42:ac:11:00:03 netns both
link set dev both.eth1 alias netgen:plan:containers.both.networks.wan addrgenmode none # no IPv6 address but the plan's
link set dev both.eth1 mtu 1500 up
[both] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[both] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[both] sysctl -w net.ipv4.conf.eth1.arp_notify=1 # neighbours hear of a new MAC
[both] sysctl -w net.ipv4.ip_forward=1 # forward IPv4 between interfaces
[both] sysctl -w net.ipv4.conf.all.rp_filter=2 # answers may come in by another interface, whatever the host asks
[both] link set dev lo alias netgen:plan:containers.both
[both] link set dev lo up
[both] link set dev eth0 alias netgen:plan:containers.both.networks.dmz
[both] link set dev eth0 mtu 1500 up
[both] addr replace 192.168.2.1/24 dev eth0
[both] link set dev eth0 address 02:42:c0:a8:02:01 # tells neighbours of its addresses
[both] link set dev eth1 alias netgen:plan:containers.both.networks.wan
[both] link set dev eth1 mtu 1500 up
[both] addr replace 172.17.0.3/16 dev eth1
[both] link set dev eth1 address 02:42:ac:11:00:03 # tells neighbours of its addresses
[both] route replace default via 172.17.0.1 dev eth1 proto 110
[both] hostname both
[both@dmz] hosts 192.168.2.1 both
[both@wan] hosts 172.17.0.3 both

# containers.modem6: fd00:6::1 on six, 172.17.0.4 on wan, a router that masquerades, open to the world at fd00:6::1
netns add modem6
link add name modem6.eth0 master six type veth peer name eth0 address 02:42:46:41:96:93 netns modem6
link set dev modem6.eth0 alias netgen:plan:containers.modem6.networks.six addrgenmode none # no IPv6 address but the plan's
link set dev modem6.eth0 mtu 1500 up
link add name modem6.eth1 master wan type veth peer name eth1 address 02:42:ac:11:00:04 netns modem6
link set dev modem6.eth1 alias netgen:plan:containers.modem6.networks.wan addrgenmode none # no IPv6 address but the plan's
link set dev modem6.eth1 mtu 1500 up
[modem6] sysctl -w net.ipv6.conf.all.disable_ipv6=0 # IPv6 is planned here, whatever the kernel begins with
[modem6] sysctl -w net.ipv6.conf.eth1.disable_ipv6=1 # no IPv6 is planned on it
[modem6] sysctl -w net.ipv6.conf.eth0.disable_ipv6=0 # IPv6 is planned on it
[modem6] sysctl -w net.ipv6.conf.eth0.accept_ra=0 # addresses and routes are the plan's
[modem6] sysctl -w net.ipv6.conf.eth0.accept_dad=0 # its link-local address is usable at once
[modem6] sysctl -w net.ipv6.conf.eth0.ndisc_notify=1 # neighbours hear of a new MAC
[modem6] sysctl -w net.ipv4.conf.eth1.arp_notify=1 # neighbours hear of a new MAC
[modem6] sysctl -w net.ipv4.ip_forward=1 # forward IPv4 between interfaces
[modem6] sysctl -w net.ipv4.conf.all.rp_filter=2 # answers may come in by another interface, whatever the host asks
[modem6] sysctl -w net.ipv6.conf.all.forwarding=1 # forward IPv6 between interfaces
[modem6] link set dev lo alias netgen:plan:containers.modem6
[modem6] link set dev lo up
[modem6] link set dev eth0 alias netgen:plan:containers.modem6.networks.six
[modem6] link set dev eth0 mtu 1500 up
[modem6] addr replace fd00:6::1/64 dev eth0 nodad # usable at once
[modem6] link set dev eth0 address 02:42:46:41:96:93 # tells neighbours of its addresses
[modem6] link set dev eth1 alias netgen:plan:containers.modem6.networks.wan
[modem6] link set dev eth1 mtu 1500 up
[modem6] addr replace 172.17.0.4/16 dev eth1
[modem6] link set dev eth1 address 02:42:ac:11:00:04 # tells neighbours of its addresses
[modem6] route replace default via 172.17.0.1 dev eth1 proto 110
[modem6] hostname modem6
[modem6] hosts ::1 localhost ip6-localhost ip6-loopback
[modem6@six] hosts fd00:6::1 modem6
[modem6@wan] hosts 172.17.0.4 modem6
[modem6] nameserver ${host_nameservers:-8.8.8.8 8.8.4.4 2001:4860:4860::8888 2001:4860:4860::8844}
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

    # sources that containers have: IPv4
    set subnets {
        type ipv4_addr
        flags interval
        elements = {
            172.17.0.0/16, # networks.wan
        }
    }

    # where they come from: interface, source: IPv4
    set homes {
        type ifname . ipv4_addr
        flags interval
        elements = {
            "wan" . 172.17.0.0/16, # networks.wan
            "lan" . 172.17.0.0/16, # networks.wan
            "dmz" . 172.17.0.0/16, # networks.wan
            "six" . 172.17.0.0/16, # networks.wan
        }
    }

    # bridges of the plan's networks, and the host's ends of its links: IPv4
    set networks {
        type ifname
        elements = {
            "lan", # networks.lan
            "dmz", # networks.dmz
            "six", # networks.six
            "wan", # networks.wan
        }
    }

    # of them, those that this plan makes: IPv4
    set bridges {
        type ifname
        elements = {
            "lan", # networks.lan
            "dmz", # networks.dmz
            "six", # networks.six
            "wan", # networks.wan
        }
    }

    # who may talk to whom: from network, to network: IPv4
    set allowed {
        type ifname . ifname
        elements = {
            "lan" . "lan", # networks.lan
            "dmz" . "dmz", # networks.dmz
            "six" . "six", # networks.six
            "wan" . "wan", # networks.wan
        }
    }

    # networks that nothing outside opens a connection to: IPv4
    set no_inbound {
        type ifname
        elements = {
            "lan", # networks.lan
            "dmz", # networks.dmz
            "wan", # networks.wan
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
            172.17.0.0/16, # networks.wan
        }
    }

    # bridges of the plan's networks, and the host's ends of its links: IPv6
    set networks6 {
        type ifname
        elements = {
            "lan", # networks.lan
            "dmz", # networks.dmz
            "six", # networks.six
            "wan", # networks.wan
        }
    }

    # of them, those that this plan makes: IPv6
    set bridges6 {
        type ifname
        elements = {
            "lan", # networks.lan
            "dmz", # networks.dmz
            "six", # networks.six
            "wan", # networks.wan
        }
    }

    # who may talk to whom: from network, to network: IPv6
    set allowed6 {
        type ifname . ifname
        elements = {
            "lan" . "lan", # networks.lan
            "dmz" . "dmz", # networks.dmz
            "six" . "six", # networks.six
            "wan" . "wan", # networks.wan
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

@ nftables modem
# containers.modem: masquerades on eth0
table inet netgen-plan
delete table inet netgen-plan
table inet netgen-plan {
    comment "netgen plan"

    # interfaces that the container masquerades on
    set outside {
        type ifname
        elements = {
            "eth0", # containers.modem
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

@ nftables both
# containers.both: masquerades on eth0, eth1
table inet netgen-plan
delete table inet netgen-plan
table inet netgen-plan {
    comment "netgen plan"

    # interfaces that the container masquerades on
    set outside {
        type ifname
        elements = {
            "eth0", # containers.both
            "eth1", # containers.both
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

@ nftables modem6
# containers.modem6: masquerades on eth0, IPv6
table inet netgen-plan
delete table inet netgen-plan
table inet netgen-plan {
    comment "netgen plan"

    # interfaces that the container masquerades on
    set outside {
        type ifname
        elements = {
            "eth0", # containers.modem6
        }
    }

    # what is forwarded
    chain forward {
        type filter hook forward priority filter; policy accept;
        ct state established,related accept comment "replies, and errors that belong to a connection"
        meta nfproto ipv6 ct state invalid oifname @outside drop comment "no address behind the router leaves untranslated"
        meta nfproto ipv6 iifname @outside oifname != @outside drop comment "nothing comes in unasked"
    }

    # what is translated on its way out
    chain postrouting {
        type nat hook postrouting priority srcnat; policy accept;
        meta nfproto ipv6 oifname @outside masquerade comment "others see the container's address"
    }
}
RULES
}

