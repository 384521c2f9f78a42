#!/usr/bin/env bats
# backends: both
# Row 40: links with no bridge, between two containers and between a container and the host.
load lib/load

pairs() {
  render <<PLAN
netgen: 1
name: test
networks:
  front: {ipv4: 10.1.0.1/24}
containers:
  a: {network_mode: none}
  b: {network_mode: none}
  c: {networks: {front: {ipv4_address: 10.1.0.2}}}
  d: {networks: {front: {ipv4_address: 10.1.0.3}}}
point_to_point:
  - ends: {a: {ipv4_address: 10.9.1.1}, b: {ipv4_address: 10.9.1.2}}
    mtu: 1400
  - ends: {host: {ipv4_address: 10.9.2.1}, c: {ipv4_address: 10.9.2.2}}
PLAN
}

@test "row 40: two containers reach each other, and nobody else reaches them" {
  remember before
  pairs
  up
  quiet
  serve_both a
  serve_both b
  passes a 10.9.1.2 10.9.1.1
  passes b 10.9.1.1 10.9.1.2
  run in_ns a ping -n -q -c 1 -W 1 -M 'do' -s 1372 10.9.1.2
  assert_success
  blocked d 10.9.1.1
  blocked host 10.9.1.2
  blocked world 10.9.1.1
  up
  changed 0
  down
  same_as before
}

@test "row 40: the host and a container reach each other, and nobody else reaches them" {
  pairs
  up
  quiet
  serve_both c 10.9.2.2
  serve_both host 10.9.2.1
  passes host 10.9.2.2 10.9.2.1
  passes c 10.9.2.1 10.9.2.2
  blocked d 10.9.2.2
  blocked d 10.9.2.1
  # The world, with a route by way of the host.
  in_world ip route add 10.9.2.0/24 via "$(host_address)"
  blocked world 10.9.2.2
  blocked world 10.9.2.1
  # The host still reaches its own address.
  passes host 10.9.2.1 10.9.2.1
}

@test "row 40: default_route sends everything over the link, and the world sees the host" {
  render <<PLAN
netgen: 1
name: test
containers:
  a: {network_mode: none}
point_to_point:
  - ends: {host: {ipv4_address: 10.9.2.1}, a: {ipv4_address: 10.9.2.2, default_route: true}}
PLAN
  up
  quiet
  serve_both world
  passes a "$WORLD_ADDRESS" "$(host_address)"
}

@test "one address on several ends, routes through a router, and links that come and go" {
  local plan
  plan=$(
    cat <<PLAN
netgen: 1
name: test
containers:
  hub: {network_mode: none, forward: true}
  a: {network_mode: none}
  b: {network_mode: none}
point_to_point:
  - ends: {hub: {ipv4_address: 10.9.1.1}, a: {ipv4_address: 10.9.1.2, routes: [{to: 10.9.1.3/32}]}}
  - ends: {b: {ipv4_address: 10.9.1.3, default_route: true}, hub: {ipv4_address: 10.9.1.1}}
PLAN
  )
  render <<<"$plan"
  up
  quiet
  serve_both b
  passes a 10.9.1.3 10.9.1.2
  # The first link goes; the second one is made again, since an interface's name changes with its place in the list.
  render less <<<"$(sed '/a: {ipv4/d' <<<"$plan")"
  up less
  quiet less
  run in_ns a ip -o link show
  assert_equal "${#lines[@]}" 1
  up
  quiet
  passes a 10.9.1.3 10.9.1.2
}

@test "drift of a link between two containers is seen and mended" {
  pairs
  up
  remember planned shape
  in_ns a ip addr del 10.9.1.1/32 dev eth0
  in_ns b ip link set dev eth0 down
  heals '^missing point_to_point.a.b: address 10.9.1.1/32' '^differs point_to_point.a.b: eth0 is down'
  in_ns a ip link set dev eth0 down
  in_ns a ip link set dev eth0 name odd0 mtu 1300 address 02:00:00:00:00:01
  heals '^unexpected point_to_point.a.b: link odd0' '^missing point_to_point.a.b: link eth0 with its peer eth0'
  in_ns a ip link delete dev eth0
  heals '^missing point_to_point.a.b: link eth0 with its peer eth0'
  in_host ip netns delete a
  heals '^missing containers.a: namespace a' '^missing point_to_point.a.b: link'
  in_ns b ip link add name br0 type bridge
  in_host ip link set dev c.eth1 down
  finds '^differs point_to_point.c.host: c.eth1 is down'
  up
  quiet
}

@test "an interface of somebody else's in the way of an end is refused" {
  in_host ip netns add given
  in_ns given ip link add name eth0 type bridge
  remember before
  render <<PLAN
netgen: 1
name: test
containers:
  a: {netns: {external: given}, network_mode: none}
  b: {network_mode: none}
point_to_point:
  - ends: {b: {ipv4_address: 10.9.1.2}, a: {ipv4_address: 10.9.1.1}}
PLAN
  refuses 'an interface eth0 exists already in namespace given' before
}

@test "between two namespaces of others: down takes the link and nothing else" {
  in_host ip netns add one
  in_host ip netns add two
  remember before
  render <<PLAN
netgen: 1
name: test
containers:
  a: {netns: {external: one}, network_mode: none}
  b: {netns: {external: two}, network_mode: none}
point_to_point:
  - ends: {a: {ipv4_address: 10.9.1.1}, b: {ipv4_address: 10.9.1.2}}
PLAN
  up
  quiet
  serve_both one
  passes two 10.9.1.1 10.9.1.2
  down
  same_as before
}
