#!/bin/sh
# The network of plan demo on this host.
#
# Made by netgen 0.1.0 from plan.yaml, sha256
# 70f21508e53fd0055158956cf0861f3793c6201a4b11ec142e1d40c173664b5a.
# Do not edit it: change the plan and render it again.
#
# It makes
#   networks.six: bridge six, no IPv4, 2001:db8:6::/64, gateway fe80::1, routed, open to the world on IPv6, mtu 1500
#   networks.both: bridge both, 10.1.0.0/24, gateway 10.1.0.1, nat, 2001:db8:1::/64, gateway 2001:db8:1::1, routed, open to the world on IPv6, mtu 1500
#   containers: each under its own comment below
#   names: /etc/netns/NAME of each container; what was written there is kept in /etc/netns/.netgen-demo
#   host: IPv6 forwarding is switched on, for the whole host
#   containers.web: open to the world, 2001:db8:6::242:662e:8b94
#   containers.app: open to the world, 2001:db8:6::242:c092:a70c, 2001:db8:1::242:a01:2
#   firewall: nftables, table inet netgen-demo
# and remembers under /run/netgen/demo what it made, until down or the next boot.
#
# Usage, as root:
#   sh setup.sh [up] [--dry-run]   make the host as the plan says; again after every change of the plan
#   sh setup.sh check              compare, change nothing
#   sh setup.sh refresh-names      follow the host's resolv.conf
#   sh setup.sh down [--dry-run]   remove what this plan made, and nothing else
#   sh setup.sh --help             exit codes

netgen_version='0.1.0'
plan_name='demo'
plan_sha256='70f21508e53fd0055158956cf0861f3793c6201a4b11ec142e1d40c173664b5a'
plan_firewall='nftables'
plan_uplink='auto' # host.uplink: the interface that holds the default route, looked up when the script runs
# Where $host_nameservers, $host_search and $host_options below come from when the script runs, less the host's loopback
# addresses; the second file where the first names systemd-resolved's own 127.0.0.53 and nobody else.
plan_resolv_conf='/etc/resolv.conf /run/systemd/resolve/resolv.conf'

# The plan: what is to be, as lines for ip(8) and sysctl(8). A name in brackets is the network namespace that
# the line belongs to; the alias of a link says whose it is, protocol 110 does so for a route.
# hostname, hosts, nameserver, search and options are what /etc/netns/NAME says, which `ip netns exec` puts over /etc:
# `[web@front] hosts` in every container on front, `[*] hosts` in all, the other words of `[*]` where there is no other.
plan() {
    cat <<'PLAN'
# host: packets are forwarded between interfaces; a router takes no redirects; router advertisements are still taken on the uplink and each interface that lives on them ($ra_interface)
sysctl -w net.ipv4.ip_forward=1
sysctl -w net.ipv4.conf.all.accept_redirects=0
sysctl -w net.ipv6.conf.$ra_interface.accept_ra=2
sysctl -w net.ipv6.conf.all.forwarding=1
sysctl -w net.ipv6.conf.default.forwarding=1

# host: name service of the containers, where they have no line of their own
[*] hosts 127.0.0.1 localhost
[*] nameserver ${host_nameservers:-8.8.8.8 8.8.4.4}
[*] search ${host_search:-.}
[*] options ${host_options:-}

# networks.six: bridge six, no IPv4, 2001:db8:6::/64, gateway fe80::1, routed, open to the world on IPv6, mtu 1500
link add name six address 02:42:18:fb:a1:d6 type bridge
link set dev six alias netgen:demo:networks.six addrgenmode none
link set dev six mtu 1500 up
sysctl -w net.ipv6.conf.six.accept_ra=0
addr replace fe80::1/64 dev six nodad
route replace 2001:db8:6::/64 dev six proto 110

# networks.both: bridge both, 10.1.0.0/24, gateway 10.1.0.1, nat, 2001:db8:1::/64, gateway 2001:db8:1::1, routed, open to the world on IPv6, mtu 1500
link add name both address 02:42:0a:01:00:01 type bridge
link set dev both alias netgen:demo:networks.both addrgenmode none
link set dev both mtu 1500 up
addr replace 10.1.0.1/24 dev both
sysctl -w net.ipv6.conf.both.accept_ra=0
addr replace fe80::1/64 dev both nodad
addr replace 2001:db8:1::1/64 dev both nodad

# containers.web: 2001:db8:6::242:662e:8b94 on six, open to the world
netns add web
link add name web.eth0 master six type veth peer name eth0 address 02:42:66:2e:8b:94 netns web
link set dev web.eth0 alias netgen:demo:containers.web.networks.six addrgenmode none
link set dev web.eth0 mtu 1500 up
[web] sysctl -w net.ipv6.conf.all.disable_ipv6=0
[web] sysctl -w net.ipv6.conf.eth0.disable_ipv6=0
[web] sysctl -w net.ipv6.conf.eth0.accept_ra=0
[web] sysctl -w net.ipv6.conf.eth0.accept_dad=0
[web] link set dev lo up
[web] link set dev eth0 alias netgen:demo:containers.web.networks.six
[web] link set dev eth0 mtu 1500 up
[web] addr replace 2001:db8:6::242:662e:8b94/64 dev eth0 nodad
[web] route replace default via fe80::1 dev eth0 proto 110
[web] hostname www.example.com
[web] hosts ::1 localhost ip6-localhost ip6-loopback
[web] hosts 2001:db8:6::242:662e:8b94 www.example.com www
[web@six] hosts 2001:db8:6::242:662e:8b94 web shop
[web] nameserver ${host_nameservers:-8.8.8.8 8.8.4.4 2001:4860:4860::8888 2001:4860:4860::8844}

# containers.app: 2001:db8:6::242:c092:a70c on six, 10.1.0.2 and 2001:db8:1::242:a01:2 on both, open to the world at 2001:db8:6::242:c092:a70c and 2001:db8:1::242:a01:2
netns add app
link add name app.eth0 master six type veth peer name eth0 address 02:42:c0:92:a7:0c netns app
link set dev app.eth0 alias netgen:demo:containers.app.networks.six addrgenmode none
link set dev app.eth0 mtu 1500 up
link add name app.eth1 master both type veth peer name eth1 address 02:42:0a:01:00:02 netns app
link set dev app.eth1 alias netgen:demo:containers.app.networks.both addrgenmode none
link set dev app.eth1 mtu 1500 up
[app] sysctl -w net.ipv6.conf.all.disable_ipv6=0
[app] sysctl -w net.ipv6.conf.eth0.disable_ipv6=0
[app] sysctl -w net.ipv6.conf.eth1.disable_ipv6=0
[app] sysctl -w net.ipv6.conf.eth0.accept_ra=0
[app] sysctl -w net.ipv6.conf.eth1.accept_ra=0
[app] sysctl -w net.ipv6.conf.eth0.accept_dad=0
[app] sysctl -w net.ipv6.conf.eth1.accept_dad=0
[app] sysctl -w net.ipv4.ip_forward=0
[app] link set dev lo up
[app] link set dev eth0 alias netgen:demo:containers.app.networks.six
[app] link set dev eth0 mtu 1500 up
[app] addr replace 2001:db8:6::242:c092:a70c/64 dev eth0 nodad
[app] route replace default via fe80::1 dev eth0 proto 110
[app] link set dev eth1 alias netgen:demo:containers.app.networks.both
[app] link set dev eth1 mtu 1500 up
[app] addr replace 10.1.0.2/24 dev eth1
[app] addr replace 2001:db8:1::242:a01:2/64 dev eth1 nodad
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

# The plan's rules, as input for nft -f.
rules() {
    cat <<'RULES'
# Made, emptied and filled in one transaction: packets meet the old rules or the new ones, never none.
table inet netgen-demo
delete table inet netgen-demo
table inet netgen-demo {
    # bridges of all networks of the plan
    set networks {
        type ifname
        elements = {
            "six", # networks.six
            "both", # networks.both
        }
    }

    # those that are ours alone
    set bridges {
        type ifname
        elements = {
            "six", # networks.six
            "both", # networks.both
        }
    }

    # from network, to network
    set allowed {
        type ifname . ifname
        elements = {
            "six" . "six", # networks.six
            "both" . "both", # networks.both
        }
    }

    # not reached from outside
    set no_inbound {
        type ifname
        elements = {
            "both", # networks.both
        }
    }

    # where the host talks to itself
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
            10.1.0.0/24, # networks.both
        }
    }

    # bridges of all networks of the plan
    set networks6 {
        type ifname
        elements = {
            "six", # networks.six
            "both", # networks.both
        }
    }

    # those that are ours alone
    set bridges6 {
        type ifname
        elements = {
            "six", # networks.six
            "both", # networks.both
        }
    }

    # from network, to network
    set allowed6 {
        type ifname . ifname
        elements = {
            "six" . "six", # networks.six
            "both" . "both", # networks.both
        }
    }

    # what is forwarded: IPv4
    chain forward {
        type filter hook forward priority filter; policy accept;
        meta nfproto ipv6 accept comment "has a chain of its own"
        ct state established,related accept comment "replies, and errors that belong to a connection"
        iifname . oifname @allowed accept comment "within a network, and between peers"
        iifname @bridges oifname @networks drop comment "networks are isolated"
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
RULES
}

