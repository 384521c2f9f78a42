#!/bin/sh
# The network of plan plan on this host.
#
# Made by netgen 0.1.0 from plan.yaml, sha256
# 05abfcb34ad15216149aca5176aee86322058184d9f4107c7165e8d671fe5f64.
# Do not edit it: change the plan and render it again.
#
# It makes
#   networks.lan1: bridge lan1, 172.21.0.0/24, gateway 172.21.0.1, nat, mtu 1500
#   networks.lan2: bridge lan2, 172.22.0.0/24, gateway 172.22.0.1, nat, mtu 1500
#   containers: each under its own comment below
#   names: /etc/netns/NAME of each container; what was written there is kept in /etc/netns/.netgen-plan
#   firewall: nftables, table inet netgen-plan
# and remembers under /run/netgen/plan what it made, until down or the next boot.
#
# Usage, as root:
#   sh setup.sh [up] [--dry-run]   make the host as the plan says; again after every change of the plan
#   sh setup.sh check              compare, change nothing
#   sh setup.sh refresh-names      follow the host's resolv.conf
#   sh setup.sh down [--dry-run]   remove what this plan made, and nothing else
#   sh setup.sh --help             exit codes

netgen_version='0.1.0'
plan_name='plan'
plan_sha256='05abfcb34ad15216149aca5176aee86322058184d9f4107c7165e8d671fe5f64'
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

# networks.lan1: bridge lan1, 172.21.0.0/24, gateway 172.21.0.1, nat, mtu 1500
link add name lan1 address 02:42:ac:15:00:01 type bridge
link set dev lan1 alias netgen:plan:networks.lan1 addrgenmode none
link set dev lan1 mtu 1500 up
addr replace 172.21.0.1/24 dev lan1

# networks.lan2: bridge lan2, 172.22.0.0/24, gateway 172.22.0.1, nat, mtu 1500
link add name lan2 address 02:42:ac:16:00:01 type bridge
link set dev lan2 alias netgen:plan:networks.lan2 addrgenmode none
link set dev lan2 mtu 1500 up
addr replace 172.22.0.1/24 dev lan2

# containers.web08: 172.21.0.10 on lan1
netns add web08
link add name w08 master lan1 type veth peer name eth0 address 02:42:ac:15:00:0a netns web08
link set dev w08 alias netgen:plan:containers.web08.networks.lan1 addrgenmode none
link set dev w08 mtu 1500 up
[web08] sysctl -w net.ipv6.conf.all.disable_ipv6=1
[web08] link set dev lo up
[web08] link set dev eth0 alias netgen:plan:containers.web08.networks.lan1
[web08] link set dev eth0 mtu 1500 up
[web08] addr replace 172.21.0.10/24 dev eth0
[web08] route replace default via 172.21.0.1 dev eth0 proto 110
[web08] hostname web08
[web08@lan1] hosts 172.21.0.10 web08

# containers.web09: 172.21.0.11 on lan1
netns add web09
link add name w09 master lan1 type veth peer name eth0 address 02:42:ac:15:00:0b netns web09
link set dev w09 alias netgen:plan:containers.web09.networks.lan1 addrgenmode none
link set dev w09 mtu 1500 up
[web09] sysctl -w net.ipv6.conf.all.disable_ipv6=1
[web09] link set dev lo up
[web09] link set dev eth0 alias netgen:plan:containers.web09.networks.lan1
[web09] link set dev eth0 mtu 1500 up
[web09] addr replace 172.21.0.11/24 dev eth0
[web09] route replace default via 172.21.0.1 dev eth0 proto 110
[web09] hostname web09
[web09@lan1] hosts 172.21.0.11 web09

# containers.web10: 172.21.0.12 on lan1
netns add web10
link add name w10 master lan1 type veth peer name eth0 address 02:42:ac:15:00:0c netns web10
link set dev w10 alias netgen:plan:containers.web10.networks.lan1 addrgenmode none
link set dev w10 mtu 1500 up
[web10] sysctl -w net.ipv6.conf.all.disable_ipv6=1
[web10] link set dev lo up
[web10] link set dev eth0 alias netgen:plan:containers.web10.networks.lan1
[web10] link set dev eth0 mtu 1500 up
[web10] addr replace 172.21.0.12/24 dev eth0
[web10] route replace default via 172.21.0.1 dev eth0 proto 110
[web10] hostname web10
[web10@lan1] hosts 172.21.0.12 web10

# containers.rack-a: 172.22.0.2 on lan2
netns add r-a
link add name rack-a.eth0 master lan2 type veth peer name eth0 address 02:42:ac:16:00:02 netns r-a
link set dev rack-a.eth0 alias netgen:plan:containers.rack-a.networks.lan2 addrgenmode none
link set dev rack-a.eth0 mtu 1500 up
[r-a] sysctl -w net.ipv6.conf.all.disable_ipv6=1
[r-a] link set dev lo up
[r-a] link set dev eth0 alias netgen:plan:containers.rack-a.networks.lan2
[r-a] link set dev eth0 mtu 1500 up
[r-a] addr replace 172.22.0.2/24 dev eth0
[r-a] route replace default via 172.22.0.1 dev eth0 proto 110
[r-a] hostname rack-a
[r-a@lan2] hosts 172.22.0.2 rack-a

# containers.rack-c: 172.22.0.3 on lan2
netns add r-c
link add name rack-c.eth0 master lan2 type veth peer name eth0 address 02:42:ac:16:00:03 netns r-c
link set dev rack-c.eth0 alias netgen:plan:containers.rack-c.networks.lan2 addrgenmode none
link set dev rack-c.eth0 mtu 1500 up
[r-c] sysctl -w net.ipv6.conf.all.disable_ipv6=1
[r-c] link set dev lo up
[r-c] link set dev eth0 alias netgen:plan:containers.rack-c.networks.lan2
[r-c] link set dev eth0 mtu 1500 up
[r-c] addr replace 172.22.0.3/24 dev eth0
[r-c] route replace default via 172.22.0.1 dev eth0 proto 110
[r-c] hostname rack-c
[r-c@lan2] hosts 172.22.0.3 rack-c
PLAN
}

# The plan's rules, as input for nft -f.
rules() {
    cat <<'RULES'
# Made, emptied and filled in one transaction: packets meet the old rules or the new ones, never none.
table inet netgen-plan
delete table inet netgen-plan
table inet netgen-plan {
    # bridges of all networks of the plan
    set networks {
        type ifname
        elements = {
            "lan1", # networks.lan1
            "lan2", # networks.lan2
        }
    }

    # those that are ours alone
    set bridges {
        type ifname
        elements = {
            "lan1", # networks.lan1
            "lan2", # networks.lan2
        }
    }

    # from network, to network
    set allowed {
        type ifname . ifname
        elements = {
            "lan1" . "lan1", # networks.lan1
            "lan2" . "lan2", # networks.lan2
        }
    }

    # not reached from outside
    set no_inbound {
        type ifname
        elements = {
            "lan1", # networks.lan1
            "lan2", # networks.lan2
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
            172.21.0.0/24, # networks.lan1
            172.22.0.0/24, # networks.lan2
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

