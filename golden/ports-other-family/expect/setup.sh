#!/bin/sh
# The network of plan demo on this host.
#
# Made by netgen 0.1.0 from plan.yaml, sha256
# f4c3ebb3789781970d8db73883e7ba155bf8d377f6eb7b948d803df584b266f4.
# The engine is the same in every script of this version; `sed -n '/^# --- engine/,$p' setup.sh | sha256sum` gives
# (its SHA-256).
# Do not edit it: change the plan and render it again.
#
# Networks
#   networks.six: bridge six, no IPv4, 2001:db8:1::/64, gateway fe80::1, routed, open to the world on IPv6, mtu 1500
#   networks.four: bridge four, 172.17.0.0/16, gateway 172.17.42.1, nat, mtu 1500
#   networks.both: bridge both, 172.18.0.0/16, gateway 172.18.42.1, nat, 2001:db8:4::/64, gateway fe80::1, routed, open to the world on IPv6, mtu 1500
#
# Containers
#   containers.web: 2001:db8:1::242:662e:8b94 on six
#   containers.db: 172.17.0.1 on four
#   containers.api: 172.18.0.1 and 2001:db8:4::242:ac12:1 on both
#   containers.all: 2001:db8:1::242:6263:956b on six
#
# Open to the world
#   containers.web: 81/tcp
#   containers.api: 8081/tcp from 10.0.0.0/8, 83/tcp from 0.0.0.0/0 2001:db8:9::/48
#   containers.web: every port of 2001:db8:1::242:662e:8b94
#   containers.api: every port of 2001:db8:4::242:ac12:1
#   containers.all: every port of 2001:db8:1::242:6263:956b
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
#   networks.four: net.ipv6.conf.four.accept_ra=0, containers advertise no routes to the host
#   networks.four: net.ipv4.conf.four.forwarding=1, forward IPv4 from it, also where conf.default.forwarding is 0
#   networks.four: net.ipv4.conf.four.route_localnet=1, let 127.0.0.1 reach published ports
#   networks.both: net.ipv6.conf.both.accept_ra=0, containers advertise no routes to the host
#   networks.both: net.ipv4.conf.both.forwarding=1, forward IPv4 from it, also where conf.default.forwarding is 0
#   networks.both: net.ipv6.conf.both.forwarding=1, forward IPv6 from it, also where conf.default.forwarding is 0
#   networks.both: net.ipv4.conf.both.route_localnet=1, let 127.0.0.1 reach published ports
#   containers.all: net.ipv4.ip_local_reserved_ports=$reserved_ports,49153,49154, keep the host's own connections off ports that were picked for the container
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
plan_sha256='f4c3ebb3789781970d8db73883e7ba155bf8d377f6eb7b948d803df584b266f4'
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

# networks.six: bridge six, no IPv4, 2001:db8:1::/64, gateway fe80::1, routed, open to the world on IPv6, mtu 1500
link add name six address 02:42:18:fb:a1:d6 type bridge
link set dev six alias netgen:demo:networks.six addrgenmode none # no IPv6 address but the plan's
link set dev six mtu 1500 up
sysctl -w net.ipv6.conf.six.accept_ra=0 # containers advertise no routes to the host
addr replace fe80::1/64 dev six nodad # usable at once
route replace 2001:db8:1::/64 dev six proto 110
sysctl -w net.ipv6.conf.six.forwarding=1 # forward IPv6 from it, also where conf.default.forwarding is 0

# networks.four: bridge four, 172.17.0.0/16, gateway 172.17.42.1, nat, mtu 1500
link add name four address 02:42:ac:11:2a:01 type bridge
link set dev four alias netgen:demo:networks.four addrgenmode none # no IPv6 address but the plan's
link set dev four mtu 1500 up
addr replace 172.17.42.1/16 dev four
sysctl -w net.ipv6.conf.four.accept_ra=0 # containers advertise no routes to the host
sysctl -w net.ipv4.conf.four.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0
sysctl -w net.ipv4.conf.four.route_localnet=1 # let 127.0.0.1 reach published ports

# networks.both: bridge both, 172.18.0.0/16, gateway 172.18.42.1, nat, 2001:db8:4::/64, gateway fe80::1, routed, open to the world on IPv6, mtu 1500
link add name both address 02:42:ac:12:2a:01 type bridge
link set dev both alias netgen:demo:networks.both addrgenmode none # no IPv6 address but the plan's
link set dev both mtu 1500 up
addr replace 172.18.42.1/16 dev both
sysctl -w net.ipv6.conf.both.accept_ra=0 # containers advertise no routes to the host
addr replace fe80::1/64 dev both nodad # usable at once
route replace 2001:db8:4::/64 dev both proto 110
sysctl -w net.ipv4.conf.both.forwarding=1 # forward IPv4 from it, also where conf.default.forwarding is 0
sysctl -w net.ipv6.conf.both.forwarding=1 # forward IPv6 from it, also where conf.default.forwarding is 0
sysctl -w net.ipv4.conf.both.route_localnet=1 # let 127.0.0.1 reach published ports

# containers.web: 2001:db8:1::242:662e:8b94 on six, open to the world
netns add web
link add name web.eth0 master six type veth peer name eth0 address 02:42:66:2e:8b:94 netns web
link set dev web.eth0 alias netgen:demo:containers.web.networks.six addrgenmode none # no IPv6 address but the plan's
link set dev web.eth0 mtu 1500 up
link set dev web.eth0 type bridge_slave hairpin on # it may reach its own published ports
[web] sysctl -w net.ipv6.conf.all.disable_ipv6=0 # IPv6 is planned here, whatever the kernel begins with
[web] sysctl -w net.ipv6.conf.eth0.disable_ipv6=0 # IPv6 is planned on it
[web] sysctl -w net.ipv6.conf.eth0.accept_ra=0 # addresses and routes are the plan's
[web] sysctl -w net.ipv6.conf.eth0.accept_dad=0 # its link-local address is usable at once
[web] sysctl -w net.ipv6.conf.eth0.ndisc_notify=1 # neighbours hear of a new MAC
[web] link set dev lo alias netgen:demo:containers.web
[web] link set dev lo up
[web] link set dev eth0 alias netgen:demo:containers.web.networks.six
[web] link set dev eth0 mtu 1500 up
[web] addr replace 2001:db8:1::242:662e:8b94/64 dev eth0 nodad # usable at once
[web] link set dev eth0 address 02:42:66:2e:8b:94 # tells neighbours of its addresses
[web] route replace default via fe80::1 dev eth0 proto 110
[web] hostname web
[web] hosts ::1 localhost ip6-localhost ip6-loopback
[web@six] hosts 2001:db8:1::242:662e:8b94 web
[web] nameserver ${host_ipv6_nameservers:-2001:4860:4860::8888 2001:4860:4860::8844}
port tcp [::]:8080 to [2001:db8:1::242:662e:8b94]:80 # containers.web.ports.0
port tcp [::]:81 to [2001:db8:1::242:662e:8b94]:81 # containers.web.ports.1

# containers.db: 172.17.0.1 on four
netns add db
link add name db.eth0 master four type veth peer name eth0 address 02:42:ac:11:00:01 netns db
link set dev db.eth0 alias netgen:demo:containers.db.networks.four addrgenmode none # no IPv6 address but the plan's
link set dev db.eth0 mtu 1500 up
link set dev db.eth0 type bridge_slave hairpin on # it may reach its own published ports
[db] sysctl -w net.ipv6.conf.all.disable_ipv6=1 # no IPv6 is planned here
[db] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[db] link set dev lo alias netgen:demo:containers.db
[db] link set dev lo up
[db] link set dev eth0 alias netgen:demo:containers.db.networks.four
[db] link set dev eth0 mtu 1500 up
[db] addr replace 172.17.0.1/16 dev eth0
[db] link set dev eth0 address 02:42:ac:11:00:01 # tells neighbours of its addresses
[db] route replace default via 172.17.42.1 dev eth0 proto 110
[db] hostname db
[db@four] hosts 172.17.0.1 db
port tcp 0.0.0.0:5432 to 172.17.0.1:5432 # containers.db.ports.0

# containers.api: 172.18.0.1 and 2001:db8:4::242:ac12:1 on both, open to the world at 2001:db8:4::242:ac12:1
netns add api
link add name api.eth0 master both type veth peer name eth0 address 02:42:ac:12:00:01 netns api
link set dev api.eth0 alias netgen:demo:containers.api.networks.both addrgenmode none # no IPv6 address but the plan's
link set dev api.eth0 mtu 1500 up
link set dev api.eth0 type bridge_slave hairpin on # it may reach its own published ports
[api] sysctl -w net.ipv6.conf.all.disable_ipv6=0 # IPv6 is planned here, whatever the kernel begins with
[api] sysctl -w net.ipv6.conf.eth0.disable_ipv6=0 # IPv6 is planned on it
[api] sysctl -w net.ipv6.conf.eth0.accept_ra=0 # addresses and routes are the plan's
[api] sysctl -w net.ipv6.conf.eth0.accept_dad=0 # its link-local address is usable at once
[api] sysctl -w net.ipv4.conf.eth0.arp_notify=1 # neighbours hear of a new MAC
[api] sysctl -w net.ipv6.conf.eth0.ndisc_notify=1 # neighbours hear of a new MAC
[api] link set dev lo alias netgen:demo:containers.api
[api] link set dev lo up
[api] link set dev eth0 alias netgen:demo:containers.api.networks.both
[api] link set dev eth0 mtu 1500 up
[api] addr replace 172.18.0.1/16 dev eth0
[api] addr replace 2001:db8:4::242:ac12:1/64 dev eth0 nodad # usable at once
[api] link set dev eth0 address 02:42:ac:12:00:01 # tells neighbours of its addresses
[api] route replace default via 172.18.42.1 dev eth0 proto 110
[api] route replace default via fe80::1 dev eth0 proto 110
[api] hostname api
[api] hosts ::1 localhost ip6-localhost ip6-loopback
[api@both] hosts 172.18.0.1 api
[api@both] hosts 2001:db8:4::242:ac12:1 api
[api] nameserver ${host_nameservers:-8.8.8.8 8.8.4.4 2001:4860:4860::8888 2001:4860:4860::8844}
port tcp 0.0.0.0:8081 to 172.18.0.1:80 # containers.api.ports.0
port tcp [::]:8081 to [2001:db8:4::242:ac12:1]:80 # containers.api.ports.0
port tcp [2001:db8::7]:8082 to [2001:db8:4::242:ac12:1]:80 # containers.api.ports.1
port tcp 0.0.0.0:83 to 172.18.0.1:83 # containers.api.ports.2
port tcp [::]:83 to [2001:db8:4::242:ac12:1]:83 # containers.api.ports.2

# containers.all: 2001:db8:1::242:6263:956b on six, open to the world, reserves ports beside the host's own ($reserved_ports)
netns add all
link add name all.eth0 master six type veth peer name eth0 address 02:42:62:63:95:6b netns all
link set dev all.eth0 alias netgen:demo:containers.all.networks.six addrgenmode none # no IPv6 address but the plan's
link set dev all.eth0 mtu 1500 up
link set dev all.eth0 type bridge_slave hairpin on # it may reach its own published ports
[all] sysctl -w net.ipv6.conf.all.disable_ipv6=0 # IPv6 is planned here, whatever the kernel begins with
[all] sysctl -w net.ipv6.conf.eth0.disable_ipv6=0 # IPv6 is planned on it
[all] sysctl -w net.ipv6.conf.eth0.accept_ra=0 # addresses and routes are the plan's
[all] sysctl -w net.ipv6.conf.eth0.accept_dad=0 # its link-local address is usable at once
[all] sysctl -w net.ipv6.conf.eth0.ndisc_notify=1 # neighbours hear of a new MAC
[all] link set dev lo alias netgen:demo:containers.all
[all] link set dev lo up
[all] link set dev eth0 alias netgen:demo:containers.all.networks.six
[all] link set dev eth0 mtu 1500 up
[all] addr replace 2001:db8:1::242:6263:956b/64 dev eth0 nodad # usable at once
[all] link set dev eth0 address 02:42:62:63:95:6b # tells neighbours of its addresses
[all] route replace default via fe80::1 dev eth0 proto 110
[all] hostname all
[all] hosts ::1 localhost ip6-localhost ip6-loopback
[all@six] hosts 2001:db8:1::242:6263:956b all
[all] nameserver ${host_ipv6_nameservers:-2001:4860:4860::8888 2001:4860:4860::8844}
port tcp [::]:49153 to [2001:db8:1::242:6263:956b]:90 # containers.all.publish_all
port tcp [::]:49154 to [2001:db8:1::242:6263:956b]:91 # containers.all.publish_all
sysctl -w net.ipv4.ip_local_reserved_ports=$reserved_ports,49153,49154 # keep the host's own connections off ports that were picked for the container
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
            172.17.0.0/16, # networks.four
            172.18.0.0/16, # networks.both
        }
    }

    # where they come from: interface, source: IPv4
    set homes {
        type ifname . ipv4_addr
        flags interval
        elements = {
            "four" . 172.17.0.0/16, # networks.four
            "both" . 172.18.0.0/16, # networks.both
        }
    }

    # on every address of the host: protocol, port, container: IPv4
    map published {
        type inet_proto . inet_service : ipv4_addr . inet_service
        elements = {
            tcp . 5432 : 172.17.0.1 . 5432, # containers.db.ports.0
            tcp . 8081 : 172.18.0.1 . 80, # containers.api.ports.0
            tcp . 83 : 172.18.0.1 . 83, # containers.api.ports.2
        }
    }

    # addresses that never leave the host: IPv4
    set localnet {
        type ipv4_addr
        flags interval
        elements = {
            127.0.0.0/8, # host
        }
    }

    # published_from: source, address of the host, protocol, port: IPv4
    set admitted {
        type ipv4_addr . ipv4_addr . inet_proto . inet_service
        flags interval
        elements = {
            10.0.0.0/8 . 0.0.0.0/0 . tcp . 8081, # containers.api.ports.0
        }
    }

    # ports that no other source outside reaches: address of the host, protocol, port: IPv4
    set restricted {
        type ipv4_addr . inet_proto . inet_service
        flags interval
        elements = {
            0.0.0.0/0 . tcp . 5432, # containers.db.ports.0
            0.0.0.0/0 . tcp . 8081, # containers.api.ports.0
        }
    }

    # bridges of the plan's networks, and the host's ends of its links: IPv4
    set networks {
        type ifname
        elements = {
            "six", # networks.six
            "four", # networks.four
            "both", # networks.both
        }
    }

    # of them, those that this plan makes: IPv4
    set bridges {
        type ifname
        elements = {
            "six", # networks.six
            "four", # networks.four
            "both", # networks.both
        }
    }

    # who may talk to whom: from network, to network: IPv4
    set allowed {
        type ifname . ifname
        elements = {
            "six" . "six", # networks.six
            "four" . "four", # networks.four
            "both" . "both", # networks.both
        }
    }

    # networks that nothing outside opens a connection to: IPv4
    set no_inbound {
        type ifname
        elements = {
            "four", # networks.four
            "both", # networks.both
        }
    }

    # where published ports lead: container, protocol, port: IPv4
    set dnat_targets {
        type ipv4_addr . inet_proto . inet_service
        elements = {
            172.17.0.1 . tcp . 5432, # containers.db.ports.0
            172.18.0.1 . tcp . 80, # containers.api.ports.0
            172.18.0.1 . tcp . 83, # containers.api.ports.2
        }
    }

    # the loopback interface: IPv4
    set loopback {
        type ifname
        elements = {
            "lo", # host
        }
    }

    # who reaches published ports through the host, and would be answered directly: from, to: IPv4
    set hairpin {
        type ipv4_addr . ipv4_addr
        flags interval
        elements = {
            172.17.0.0/16 . 172.17.0.0/16, # networks.four
            172.18.0.0/16 . 172.18.0.0/16, # networks.both
        }
    }

    # sources that leave with the host's address: IPv4
    set masqueraded {
        type ipv4_addr
        flags interval
        elements = {
            172.17.0.0/16, # networks.four
            172.18.0.0/16, # networks.both
        }
    }

    # sources that containers have: IPv6
    set subnets6 {
        type ipv6_addr
        flags interval
        elements = {
            2001:db8:1::/64, # networks.six
            2001:db8:4::/64, # networks.both
        }
    }

    # where they come from: interface, source: IPv6
    set homes6 {
        type ifname . ipv6_addr
        flags interval
        elements = {
            "six" . 2001:db8:1::/64, # networks.six
            "both" . 2001:db8:4::/64, # networks.both
        }
    }

    # leads to no container: the kernel takes no answer to it in: IPv6
    set own_loopback6 {
        type ipv6_addr
        elements = {
            ::1, # host
        }
    }

    # on every address of the host: protocol, port, container: IPv6
    map published6 {
        type inet_proto . inet_service : ipv6_addr . inet_service
        elements = {
            tcp . 8080 : 2001:db8:1::242:662e:8b94 . 80, # containers.web.ports.0
            tcp . 81 : 2001:db8:1::242:662e:8b94 . 81, # containers.web.ports.1
            tcp . 8081 : 2001:db8:4::242:ac12:1 . 80, # containers.api.ports.0
            tcp . 83 : 2001:db8:4::242:ac12:1 . 83, # containers.api.ports.2
            tcp . 49153 : 2001:db8:1::242:6263:956b . 90, # containers.all.publish_all
            tcp . 49154 : 2001:db8:1::242:6263:956b . 91, # containers.all.publish_all
        }
    }

    # on one address of the host: address, protocol, port, container: IPv6
    map published_on6 {
        type ipv6_addr . inet_proto . inet_service : ipv6_addr . inet_service
        elements = {
            2001:db8::7 . tcp . 8082 : 2001:db8:4::242:ac12:1 . 80, # containers.api.ports.1
        }
    }

    # published_from: source, address of the host, protocol, port: IPv6
    set admitted6 {
        type ipv6_addr . ipv6_addr . inet_proto . inet_service
        flags interval
        elements = {
            2001:db8:9::/48 . ::/0 . tcp . 83, # containers.api.ports.2
        }
    }

    # ports that no other source outside reaches: address of the host, protocol, port: IPv6
    set restricted6 {
        type ipv6_addr . inet_proto . inet_service
        flags interval
        elements = {
            ::/0 . tcp . 8080, # containers.web.ports.0
            ::/0 . tcp . 8081, # containers.api.ports.0
            2001:db8::7 . tcp . 8082, # containers.api.ports.1
            ::/0 . tcp . 83, # containers.api.ports.2
            ::/0 . tcp . 49153, # containers.all.publish_all
            ::/0 . tcp . 49154, # containers.all.publish_all
        }
    }

    # bridges of the plan's networks, and the host's ends of its links: IPv6
    set networks6 {
        type ifname
        elements = {
            "six", # networks.six
            "four", # networks.four
            "both", # networks.both
        }
    }

    # of them, those that this plan makes: IPv6
    set bridges6 {
        type ifname
        elements = {
            "six", # networks.six
            "four", # networks.four
            "both", # networks.both
        }
    }

    # who may talk to whom: from network, to network: IPv6
    set allowed6 {
        type ifname . ifname
        elements = {
            "six" . "six", # networks.six
            "four" . "four", # networks.four
            "both" . "both", # networks.both
        }
    }

    # where published ports lead: container, protocol, port: IPv6
    set dnat_targets6 {
        type ipv6_addr . inet_proto . inet_service
        elements = {
            2001:db8:1::242:662e:8b94 . tcp . 80, # containers.web.ports.0
            2001:db8:1::242:662e:8b94 . tcp . 81, # containers.web.ports.1
            2001:db8:4::242:ac12:1 . tcp . 80, # containers.api.ports.0
            2001:db8:4::242:ac12:1 . tcp . 83, # containers.api.ports.2
            2001:db8:1::242:6263:956b . tcp . 90, # containers.all.publish_all
            2001:db8:1::242:6263:956b . tcp . 91, # containers.all.publish_all
        }
    }

    # who reaches published ports through the host, and would be answered directly: from, to: IPv6
    set hairpin6 {
        type ipv6_addr . ipv6_addr
        flags interval
        elements = {
            2001:db8:1::/64 . 2001:db8:1::/64, # networks.six
            2001:db8:4::/64 . 2001:db8:4::/64, # networks.both
        }
    }

    # what comes in from anywhere, before anything else: IPv4
    chain raw_prerouting {
        type filter hook prerouting priority raw; policy accept;
        meta nfproto ipv6 accept comment "has a chain of its own"
        iifname != "lo" ip saddr @subnets iifname . ip saddr != @homes drop comment "a container's address comes from its own bridge"
        iifname != "lo" ip saddr @localnet drop comment "127.0.0.1 is the host's own"
        iifname != "lo" ip daddr @localnet drop comment "127.0.0.1 is the host's own"
    }

    # who reaches published ports; the host itself and the plan's networks always do: IPv4
    chain published_from {
        type filter hook prerouting priority mangle; policy accept;
        meta nfproto ipv6 accept comment "has a chain of its own"
        ct state established,related accept comment "connections that were let in before"
        iifname @networks accept comment "from the plan's networks"
        ip saddr . ip daddr . meta l4proto . th dport @admitted accept comment "sources that the plan names"
        iifname != "lo" fib daddr type local ip daddr . meta l4proto . th dport @restricted drop comment "and no others"
    }

    # published ports, asked for from outside or by containers: IPv4
    chain prerouting {
        type nat hook prerouting priority dstnat; policy accept;
        meta nfproto ipv6 accept comment "has a chain of its own"
        fib daddr type local dnat ip to meta l4proto . th dport map @published comment "ports of every address"
    }

    # published ports, asked for by the host itself: IPv4 (filter - 100 is dstnat)
    chain output {
        type nat hook output priority filter - 100; policy accept;
        meta nfproto ipv6 accept comment "has a chain of its own"
        fib daddr type local dnat ip to meta l4proto . th dport map @published comment "ports of every address"
    }

    # what is forwarded: IPv4
    chain forward {
        type filter hook forward priority filter; policy accept;
        meta nfproto ipv6 accept comment "has a chain of its own"
        ct state established,related accept comment "replies, and errors that belong to a connection"
        iifname . oifname @allowed accept comment "within a network, and between peers"
        ct status dnat ip daddr . meta l4proto . th dport @dnat_targets accept comment "published ports are open"
        iifname @bridges oifname @networks drop comment "networks are isolated"
        ct state invalid ip saddr @masqueraded drop comment "no private address leaves untranslated"
        oifname @no_inbound drop comment "nothing comes in from outside"
    }

    # what is translated on its way out: IPv4
    chain postrouting {
        type nat hook postrouting priority srcnat; policy accept;
        meta nfproto ipv6 accept comment "has a chain of its own"
        oifname @loopback accept comment "the host talks to itself from the address that it means"
        ct status dnat ip saddr . ip daddr @hairpin masquerade comment "replies come back by way of the host"
        ip saddr @localnet oifname @networks masquerade comment "the host's 127.0.0.1 means something else in a container"
        oifname @networks accept comment "between networks of the plan, addresses stay as they are"
        meta l4proto tcp ip saddr @masqueraded masquerade to :8082-65535 comment "by a port that is not published"
        ip saddr @masqueraded masquerade comment "the world sees the host's address"
    }

    # what comes in from anywhere, before anything else: IPv6
    chain raw_prerouting6 {
        type filter hook prerouting priority raw; policy accept;
        meta nfproto ipv4 accept comment "has a chain of its own"
        iifname != "lo" ip6 saddr @subnets6 iifname . ip6 saddr != @homes6 drop comment "a container's address comes from its own bridge"
    }

    # who reaches published ports; the host itself and the plan's networks always do: IPv6
    chain published_from6 {
        type filter hook prerouting priority mangle; policy accept;
        meta nfproto ipv4 accept comment "has a chain of its own"
        ct state established,related accept comment "connections that were let in before"
        iifname @networks6 accept comment "from the plan's networks"
        ip6 saddr . ip6 daddr . meta l4proto . th dport @admitted6 accept comment "sources that the plan names"
        iifname != "lo" fib daddr type local ip6 daddr . meta l4proto . th dport @restricted6 drop comment "and no others"
    }

    # published ports, asked for from outside or by containers: IPv6
    chain prerouting6 {
        type nat hook prerouting priority dstnat; policy accept;
        meta nfproto ipv4 accept comment "has a chain of its own"
        fib daddr type local dnat ip6 to ip6 daddr . meta l4proto . th dport map @published_on6 comment "ports of one address"
        fib daddr type local dnat ip6 to meta l4proto . th dport map @published6 comment "ports of every address"
    }

    # published ports, asked for by the host itself: IPv6 (filter - 100 is dstnat)
    chain output6 {
        type nat hook output priority filter - 100; policy accept;
        meta nfproto ipv4 accept comment "has a chain of its own"
        ip6 daddr @own_loopback6 accept comment "::1 is the host's own"
        fib daddr type local dnat ip6 to ip6 daddr . meta l4proto . th dport map @published_on6 comment "ports of one address"
        fib daddr type local dnat ip6 to meta l4proto . th dport map @published6 comment "ports of every address"
    }

    # what is forwarded: IPv6
    chain forward6 {
        type filter hook forward priority filter; policy accept;
        meta nfproto ipv4 accept comment "has a chain of its own"
        ct state established,related accept comment "replies, and errors that belong to a connection"
        iifname . oifname @allowed6 accept comment "within a network, and between peers"
        ct status dnat ip6 daddr . meta l4proto . th dport @dnat_targets6 accept comment "published ports are open"
        iifname @bridges6 oifname @networks6 drop comment "networks are isolated"
    }

    # what is translated on its way out: IPv6
    chain postrouting6 {
        type nat hook postrouting priority srcnat; policy accept;
        meta nfproto ipv4 accept comment "has a chain of its own"
        ct status dnat ip6 saddr . ip6 daddr @hairpin6 masquerade comment "replies come back by way of the host"
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

