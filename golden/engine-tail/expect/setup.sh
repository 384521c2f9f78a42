#!/bin/sh
# The network of plan plan on this host.
#
# Made by netgen 0.1.0 from plan.yaml, sha256
# b54de312cb801fd2d962466b1c507a9a6aa6a38031afeb9f98f461370737f314.
# Do not edit it: change the plan and render it again.
#
# It makes
#   networks.front: bridge front, 172.17.0.0/16, gateway 172.17.0.1, nat, mtu 1500
#   firewall: nftables, table inet netgen-plan
# and remembers under /run/netgen/plan what it made, until down or the next boot.
#
# Usage, as root:
#   sh setup.sh [up] [--dry-run]   make the host as the plan says; again after every change of the plan
#   sh setup.sh check              compare, change nothing
#   sh setup.sh down [--dry-run]   remove what this plan made, and nothing else
#   sh setup.sh --help             exit codes

netgen_version='0.1.0'
plan_name='plan'
plan_sha256='b54de312cb801fd2d962466b1c507a9a6aa6a38031afeb9f98f461370737f314'
plan_firewall='nftables'
plan_uplink='auto' # host.uplink: the interface that holds the default route, looked up when the script runs

# The plan: what is to be, as lines for ip(8) and sysctl(8). A name in brackets is the network namespace that
# the line belongs to; the alias of a link says whose it is, protocol 110 does so for a route.
plan() {
    cat <<'PLAN'
# host: packets are forwarded between interfaces; a router takes no redirects
sysctl -w net.ipv4.ip_forward=1
sysctl -w net.ipv4.conf.all.accept_redirects=0

# networks.front: bridge front, 172.17.0.0/16, gateway 172.17.0.1, nat, mtu 1500
link add name front address 02:42:ac:11:00:01 type bridge
link set dev front alias netgen:plan:networks.front addrgenmode none
link set dev front mtu 1500 up
addr replace 172.17.0.1/16 dev front
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
            "front", # networks.front
        }
    }

    # those that are ours alone
    set bridges {
        type ifname
        elements = {
            "front", # networks.front
        }
    }

    # from network, to network
    set allowed {
        type ifname . ifname
        elements = {
            "front" . "front", # networks.front
        }
    }

    # not reached from outside
    set no_inbound {
        type ifname
        elements = {
            "front", # networks.front
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
            172.17.0.0/16, # networks.front
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

