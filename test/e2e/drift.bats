#!/usr/bin/env bats
# Drift of links, addresses, routes, namespaces and sysctls: check names it, up heals it, and then check is quiet and
# the state is the planned one.
load lib/load

setup() {
  host_up
  full_plan
  up
  remember planned shape
}

@test "a link was set down" {
  in_host ip link set dev v-web down
  heals '^differs .*containers\.web'
}

@test "a link inside a namespace was set down, its routes are gone with it" {
  in_ns web ip link set dev eth0 down
  heals '^(differs|missing) .*containers\.web'
}

@test "loopback inside a namespace was set down" {
  in_ns web ip link set dev lo down
  heals '^differs .*containers\.web'
}

@test "a bridge was set down" {
  in_host ip link set dev front down
  heals '^differs .*networks\.front'
}

@test "a veth was deleted" {
  in_host ip link del dev v-web
  heals '^missing .*containers\.web'
}

@test "a veth was deleted from inside" {
  in_ns db ip link del dev eth1
  heals '^missing .*containers\.db'
}

@test "a bridge was deleted" {
  in_host ip link del dev front
  heals '^missing .*networks\.front'
}

@test "every bridge and veth was deleted" {
  local link
  for link in front back away inner v-web v-db; do
    in_host ip link del dev $link
  done
  heals '^missing .*networks\.front' '^missing .*networks\.away'
}

@test "an address of a container was deleted" {
  in_ns web ip addr del 10.1.0.2/24 dev eth0
  heals '^missing .*containers\.web'
}

@test "an address of a bridge was deleted" {
  in_host ip addr del 10.2.0.1/24 dev back
  heals '^missing .*networks\.back'
}

@test "an address was added to an interface of ours" {
  in_ns web ip addr add 10.1.0.99/24 dev eth0
  heals '^unexpected .*containers\.web'
}

@test "an address was changed" {
  in_ns web ip addr del 10.1.0.2/24 dev eth0
  in_ns web ip addr add 10.1.0.22/24 dev eth0
  heals '^(missing|differs) .*containers\.web'
}

@test "the prefix length of an address was changed" {
  in_host ip addr del 10.2.0.1/24 dev back
  in_host ip addr add 10.2.0.1/16 dev back
  heals '^(missing|differs) .*networks\.back'
}

@test "a route of a container was deleted" {
  in_ns web ip route del 10.77.0.0/16
  heals '^missing .*containers\.web'
}

@test "the default route of a container was deleted" {
  in_ns web ip route del default
  heals '^missing .*containers\.web'
}

@test "the next hop of a route was changed" {
  in_ns web ip route del default
  in_ns web ip route add default via 10.1.0.77
  heals '^(missing|differs) .*containers\.web'
}

@test "a route of the host was deleted, and a blackhole" {
  in_host ip route del 10.3.0.0/24
  in_host ip route del blackhole 198.18.0.0/15
  heals '^missing .*10\.3\.0\.0/24' '^missing .*198\.18\.0\.0/15'
}

@test "a route of the host was pointed elsewhere on our own interface" {
  in_host ip route change 10.3.0.0/24 via 10.1.0.2
  heals '^(missing|differs) .*10\.3\.0\.0/24'
}

@test "a route with our mark was added" {
  local protocol
  protocol=$(in_host ip route show 10.3.0.0/24 | sed -nE 's/.* proto ([^ ]+).*/\1/p')
  assert [ -n "$protocol" ]
  in_host ip route add 10.88.0.0/16 via 10.1.0.4 proto "$protocol"
  in_ns web ip route add 10.88.0.0/16 via 10.1.0.4 proto "$protocol"
  heals '^unexpected .*10\.88\.0\.0/16'
}

@test "the mtu of a bridge was set below what IPv6 needs" {
  in_host ip link set dev front mtu 1200
  heals "^differs .*networks\.front"
}

@test "the mtu of a bridge, of a veth and of its peer was changed" {
  in_host ip link set dev front mtu 1300
  in_host ip link set dev v-web mtu 1300
  in_ns web ip link set dev eth0 mtu 1300
  heals '^differs .*networks\.front' '^differs .*containers\.web'
}

@test "a MAC was changed" {
  in_ns web ip link set dev eth0 address 02:00:00:00:00:99
  heals '^differs .*containers\.web'
}

@test "a port was taken off its bridge" {
  in_host ip link set dev v-web nomaster
  heals '^differs .*containers\.web'
}

@test "a port was put on another bridge" {
  in_host ip link set dev v-web master back
  heals '^differs .*containers\.web'
}

@test "an alias was changed" {
  in_host ip link set dev front alias 'something else'
  heals '^differs .*networks\.front'
}

@test "an interface was renamed inside its namespace" {
  in_ns web sh -c 'ip link set dev eth0 down && ip link set dev eth0 name lan0 && ip link set dev lan0 up'
  heals '^(missing|differs) .*containers\.web'
}

@test "an interface was renamed on the host" {
  in_host sh -c 'ip link set dev v-web down && ip link set dev v-web name oops && ip link set dev oops up'
  heals '^(missing|differs) .*containers\.web'
}

@test "an interface was moved out of its namespace" {
  in_ns web ip link set dev eth0 name lost0
  in_ns web ip link set dev lost0 netns db
  heals '^(missing|differs) .*containers\.web'
}

@test "a namespace was deleted" {
  in_host ip netns del web
  heals '^missing .*containers\.web'
}

@test "a namespace was deleted and its entry is a stale file" {
  in_host ip netns del web
  in_host touch /run/netns/web
  finds '^(missing|differs) .*containers\.web'
  up
  quiet
  same_as planned shape
}

@test "a namespace was replaced by another of the same name" {
  in_host ip netns del web
  in_host ip netns add web
  heals '^missing .*containers\.web'
}

@test "a sysctl of a container was changed" {
  in_ns db sysctl -q -w net.ipv4.ip_default_ttl=99
  heals '^differs .*containers\.db'
}

@test "forwarding was switched off on the host and in a router" {
  in_host sysctl -q -w net.ipv4.ip_forward=0
  in_ns router sysctl -q -w net.ipv4.ip_forward=0
  heals '^differs .*host' '^differs .*containers\.router'
}

@test "everything at once" {
  in_host ip netns del web
  in_host ip link del dev back
  in_host ip link set dev front mtu 1200
  in_ns router ip addr add 10.1.0.50/24 dev eth1
  in_ns far ip link set dev eth0 down
  in_host sysctl -q -w net.ipv4.ip_forward=0
  in_host nft flush ruleset
  heals '^missing .*containers\.web' '^missing .*networks\.back' '^differs .*networks\.front' \
    '^unexpected .*containers\.router' '^differs .*host'
}
