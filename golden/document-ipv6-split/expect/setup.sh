#!/bin/sh
# The network of plan docker on this host.
#
# Made by netgen 0.1.0 from plan.yaml, sha256
# 4a76bef609f5eb041cc5d2181ec3297a3deb72eff9f7f7ed3276e77d3be720e9.
# Do not edit it: change the plan and render it again.
#
# It makes
#   networks.docker0: bridge docker0, 172.17.0.0/16, gateway 172.17.42.1, nat, 2001:db8:23:42:1::/80, gateway fe80::1, routed, open to the world on IPv6, mtu 1500
#   containers: each under its own comment below
#   names: /etc/netns/NAME of each container; what was written there is kept in /etc/netns/.netgen-docker
#   host: IPv6 forwarding is switched on, for the whole host
#   containers.web: open to the world, 2001:db8:23:42:1:242:ac11:1
#   firewall: nftables, table inet netgen-docker
# and remembers under /run/netgen/docker what it made, until down or the next boot.
#
# Usage, as root:
#   sh setup.sh [up] [--dry-run]   make the host as the plan says; again after every change of the plan
#   sh setup.sh check              compare, change nothing
#   sh setup.sh refresh-names      follow the host's resolv.conf
#   sh setup.sh down [--dry-run]   remove what this plan made, and nothing else
#   sh setup.sh --help             exit codes

netgen_version='0.1.0'
plan_name='docker'
plan_sha256='4a76bef609f5eb041cc5d2181ec3297a3deb72eff9f7f7ed3276e77d3be720e9'
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

# networks.docker0: bridge docker0, 172.17.0.0/16, gateway 172.17.42.1, nat, 2001:db8:23:42:1::/80, gateway fe80::1, routed, open to the world on IPv6, mtu 1500
link add name docker0 address 02:42:ac:11:2a:01 type bridge
link set dev docker0 alias netgen:docker:networks.docker0 addrgenmode none
link set dev docker0 mtu 1500 up
addr replace 172.17.42.1/16 dev docker0
sysctl -w net.ipv6.conf.docker0.accept_ra=0
addr replace fe80::1/64 dev docker0 nodad
route replace 2001:db8:23:42:1::/80 dev docker0 proto 110

# containers.web: 172.17.0.1 and 2001:db8:23:42:1:242:ac11:1 on docker0, open to the world at 2001:db8:23:42:1:242:ac11:1
netns add web
link add name web.eth0 master docker0 type veth peer name eth0 address 02:42:ac:11:00:01 netns web
link set dev web.eth0 alias netgen:docker:containers.web.networks.docker0 addrgenmode none
link set dev web.eth0 mtu 1500 up
[web] sysctl -w net.ipv6.conf.all.disable_ipv6=0
[web] sysctl -w net.ipv6.conf.eth0.disable_ipv6=0
[web] sysctl -w net.ipv6.conf.eth0.accept_ra=0
[web] sysctl -w net.ipv6.conf.eth0.accept_dad=0
[web] link set dev lo up
[web] link set dev eth0 alias netgen:docker:containers.web.networks.docker0
[web] link set dev eth0 mtu 1500 up
[web] addr replace 172.17.0.1/16 dev eth0
[web] addr replace 2001:db8:23:42:1:242:ac11:1/80 dev eth0 nodad
[web] route replace default via 172.17.42.1 dev eth0 proto 110
[web] route replace default via fe80::1 dev eth0 proto 110
[web] hostname web
[web] hosts ::1 localhost ip6-localhost ip6-loopback
[web@docker0] hosts 172.17.0.1 web
[web@docker0] hosts 2001:db8:23:42:1:242:ac11:1 web
[web] nameserver ${host_nameservers:-8.8.8.8 8.8.4.4 2001:4860:4860::8888 2001:4860:4860::8844}
PLAN
}

# The plan's rules, as input for nft -f.
rules() {
    cat <<'RULES'
# Made, emptied and filled in one transaction: packets meet the old rules or the new ones, never none.
table inet netgen-docker
delete table inet netgen-docker
table inet netgen-docker {
    # bridges of all networks of the plan
    set networks {
        type ifname
        elements = {
            "docker0", # networks.docker0
        }
    }

    # those that are ours alone
    set bridges {
        type ifname
        elements = {
            "docker0", # networks.docker0
        }
    }

    # from network, to network
    set allowed {
        type ifname . ifname
        elements = {
            "docker0" . "docker0", # networks.docker0
        }
    }

    # not reached from outside
    set no_inbound {
        type ifname
        elements = {
            "docker0", # networks.docker0
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
            172.17.0.0/16, # networks.docker0
        }
    }

    # bridges of all networks of the plan
    set networks6 {
        type ifname
        elements = {
            "docker0", # networks.docker0
        }
    }

    # those that are ours alone
    set bridges6 {
        type ifname
        elements = {
            "docker0", # networks.docker0
        }
    }

    # from network, to network
    set allowed6 {
        type ifname . ifname
        elements = {
            "docker0" . "docker0", # networks.docker0
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

