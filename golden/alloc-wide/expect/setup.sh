#!/bin/sh
# The network of plan demo on this host.
#
# Made by netgen 0.1.0 from plan.yaml, sha256
# 9ac4272346e9e21e2e60517b62dba561a60939e5829775b2c9523e194dc88498.
# Do not edit it: change the plan and render it again.
#
# It makes
#   networks.wide: bridge wide, 10.0.0.0/8, gateway 10.255.255.254, nat, mtu 1500
#   containers: each under its own comment below
#   names: /etc/netns/NAME of each container; what was written there is kept in /etc/netns/.netgen-demo
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
plan_sha256='9ac4272346e9e21e2e60517b62dba561a60939e5829775b2c9523e194dc88498'
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
# host: packets are forwarded between interfaces; a router takes no redirects
sysctl -w net.ipv4.ip_forward=1
sysctl -w net.ipv4.conf.all.accept_redirects=0

# host: name service of the containers, where they have no line of their own
[*] hosts 127.0.0.1 localhost
[*] nameserver ${host_nameservers:-8.8.8.8 8.8.4.4}
[*] search ${host_search:-.}
[*] options ${host_options:-}

# networks.wide: bridge wide, 10.0.0.0/8, gateway 10.255.255.254, nat, mtu 1500
link add name wide address 02:42:0a:ff:ff:fe type bridge
link set dev wide alias netgen:demo:networks.wide addrgenmode none
link set dev wide mtu 1500 up
addr replace 10.255.255.254/8 dev wide

# containers.web1: 10.128.0.0 on wide
netns add web1
link add name web1.eth0 master wide type veth peer name eth0 address 02:42:0a:80:00:00 netns web1
link set dev web1.eth0 alias netgen:demo:containers.web1.networks.wide addrgenmode none
link set dev web1.eth0 mtu 1500 up
[web1] sysctl -w net.ipv6.conf.all.disable_ipv6=1
[web1] link set dev lo up
[web1] link set dev eth0 alias netgen:demo:containers.web1.networks.wide
[web1] link set dev eth0 mtu 1500 up
[web1] addr replace 10.128.0.0/8 dev eth0
[web1] route replace default via 10.255.255.254 dev eth0 proto 110
[web1] hostname web1
[web1@wide] hosts 10.128.0.0 web1

# containers.web2: 10.128.0.1 on wide
netns add web2
link add name web2.eth0 master wide type veth peer name eth0 address 02:42:0a:80:00:01 netns web2
link set dev web2.eth0 alias netgen:demo:containers.web2.networks.wide addrgenmode none
link set dev web2.eth0 mtu 1500 up
[web2] sysctl -w net.ipv6.conf.all.disable_ipv6=1
[web2] link set dev lo up
[web2] link set dev eth0 alias netgen:demo:containers.web2.networks.wide
[web2] link set dev eth0 mtu 1500 up
[web2] addr replace 10.128.0.1/8 dev eth0
[web2] route replace default via 10.255.255.254 dev eth0 proto 110
[web2] hostname web2
[web2@wide] hosts 10.128.0.1 web2

# containers.web3: 10.128.0.2 on wide
netns add web3
link add name web3.eth0 master wide type veth peer name eth0 address 02:42:0a:80:00:02 netns web3
link set dev web3.eth0 alias netgen:demo:containers.web3.networks.wide addrgenmode none
link set dev web3.eth0 mtu 1500 up
[web3] sysctl -w net.ipv6.conf.all.disable_ipv6=1
[web3] link set dev lo up
[web3] link set dev eth0 alias netgen:demo:containers.web3.networks.wide
[web3] link set dev eth0 mtu 1500 up
[web3] addr replace 10.128.0.2/8 dev eth0
[web3] route replace default via 10.255.255.254 dev eth0 proto 110
[web3] hostname web3
[web3@wide] hosts 10.128.0.2 web3
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
            "wide", # networks.wide
        }
    }

    # those that are ours alone
    set bridges {
        type ifname
        elements = {
            "wide", # networks.wide
        }
    }

    # from network, to network
    set allowed {
        type ifname . ifname
        elements = {
            "wide" . "wide", # networks.wide
        }
    }

    # not reached from outside
    set no_inbound {
        type ifname
        elements = {
            "wide", # networks.wide
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
            10.0.0.0/8, # networks.wide
        }
    }

    # what is forwarded
    chain forward {
        type filter hook forward priority filter; policy accept;
        ct state established,related accept comment "replies, and errors that belong to a connection"
        iifname . oifname @allowed accept comment "within a network, and between peers"
        iifname @bridges oifname @networks drop comment "networks are isolated"
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
RULES
}

