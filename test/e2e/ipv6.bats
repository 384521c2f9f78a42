#!/usr/bin/env bats
# backends: both
# Rows 30, 31 and 34 of what the packets must do: addresses, routes, forwarding, and hosts that live on router advertisements.
load lib/load

# Docker's own example: 2001:db8:1::/64 behind docker0.
dual() {
  render <<PLAN
netgen: 1
name: test
networks:
  docker0: {ipv4: 172.17.42.1/16, ipv6: "2001:db8:1::/64"}
containers:
  web: {ipv4_address: 172.17.0.3}
  web2: {}
PLAN
}

world_routes() {
  in_world ip -6 route add "$1" via 2001:db8:ff::10
}

@test "row 30: the bridge has fe80::1 and the route, and the host forwards" {
  host_ipv6
  remember before shape
  dual
  up
  run in_host ip -6 addr show dev docker0
  assert_output --partial 'inet6 fe80::1/64'
  run in_host ip -6 route show 2001:db8:1::/64
  assert_output --partial 'dev docker0'
  for key in all default; do
    run in_host cat "/proc/sys/net/ipv6/conf/$key/forwarding"
    assert_output 1
  done
  up
  changed 0
  quiet
  down
  same_as before shape
}

@test "row 31: a container has its MAC in its address, and reaches the world from it at once" {
  host_ipv6
  world_routes 2001:db8:1::/64
  dual
  serve world tcp 7000 "$WORLD_ADDRESS6"
  up
  run ask web tcp "$WORLD_ADDRESS6" 7000
  assert_output 2001:db8:1::242:ac11:3
  run in_ns web ip -6 route show default
  assert_output --partial 'via fe80::1 dev eth0'
  run in_ns web ip -6 addr show dev eth0
  assert_output --partial 'inet6 2001:db8:1::242:ac11:3/64 scope global'
  assert_output --partial 'inet6 fe80::42:acff:fe11:3/64 scope link'
  refute_output --partial tentative
  run pings web 2001:db8:1::242:ac11:1
  assert_success
}

# The world as a router that advertises itself; the host takes what it says.
advertised_host() {
  in_host sysctl -q -w net.ipv6.conf.eth0.accept_ra=1 net.ipv6.conf.eth0.autoconf=1 net.ipv6.conf.all.forwarding=0
  in_world ip addr add fe80::a/64 dev switch nodad
  in_world ip -6 addr add "$WORLD_ADDRESS6/128" dev lo nodad
  in_world sh -c 'echo 1 >/proc/sys/net/ipv6/conf/all/forwarding'
  eventually advertised
}

advertised() {
  in_world python3 "$BATS_TEST_DIRNAME/lib/advertise.py" switch 2001:db8:ff::
  in_host ip -6 route show default proto ra | grep -q eth0
}

@test "row 30, P20: a host that lives on router advertisements keeps its default route, and goes on taking them" {
  advertised_host
  dual
  up
  run in_host cat /proc/sys/net/ipv6/conf/eth0/accept_ra
  assert_output 2
  run in_host cat /proc/sys/net/ipv6/conf/docker0/accept_ra
  assert_output 0
  run in_host ip -6 route show default proto ra
  assert_output --partial 'dev eth0'
  in_host ip -6 route del default proto ra dev eth0
  advertised
  run in_host ip -6 route show default proto ra
  assert_output --partial 'dev eth0'
  up
  changed 0
  quiet
  in_host ip -6 route del default proto ra dev eth0
  in_host ip -6 route flush proto kernel 2001:db8:ff::/64
  quiet
  in_host sysctl -q -w net.ipv6.conf.eth0.accept_ra=1
  finds '^differs host: sysctl net/ipv6/conf/eth0/accept_ra is 1, not 2$'
  up
  down
  run in_host cat /proc/sys/net/ipv6/conf/eth0/accept_ra
  assert_output 1
  run in_host cat /proc/sys/net/ipv6/conf/all/forwarding
  assert_output 0
}

# accept_ra [INTERFACE]
accept_ra() {
  in_host cat "/proc/sys/net/ipv6/conf/${1:-eth0}/accept_ra"
}

# The plan of one network with IPv6, and the host's uplink. with_uplink UPLINK
with_uplink() {
  render <<PLAN
netgen: 1
name: test
host: {uplink: $1}
networks: {docker0: {ipv4: 172.17.42.1/16, ipv6: "2001:db8:1::/64"}}
containers: {web: {}}
PLAN
}

# The uplink listens to advertisements and has heard none when up runs, as at boot. first_advertisement UPLINK
first_advertisement() {
  in_host sysctl -q -w net.ipv6.conf.eth0.accept_ra=1 net.ipv6.conf.eth0.autoconf=1 net.ipv6.conf.all.forwarding=0
  in_host ip link add name eth1 type bridge
  in_host ip link set dev eth1 up
  in_world ip addr add fe80::a/64 dev switch nodad
  in_world sh -c 'echo 1 >/proc/sys/net/ipv6/conf/all/forwarding'
  with_uplink "$1"
  up
  assert_equal "$(accept_ra)" 2
  assert_equal "$(accept_ra eth1)" 1
  run in_host ip -6 route show default
  assert_output ''
  eventually advertised
  up
  changed 0
  quiet
  in_host sysctl -q -w net.ipv6.conf.eth0.accept_ra=1
  finds '^differs host: sysctl net/ipv6/conf/eth0/accept_ra is 1, not 2$'
  up
  quiet
  down
  assert_equal "$(accept_ra)" 1
}

@test "row 30, P20: an uplink that hears its first advertisement after up gets its default route" {
  first_advertisement eth0
}

@test "row 30, P20: the same with the uplink that is looked up; other interfaces that heard nothing are left alone" {
  first_advertisement auto
}

@test "row 30: an uplink that takes no advertisements goes on taking none" {
  in_host sysctl -q -w net.ipv6.conf.eth0.accept_ra=0
  with_uplink eth0
  up
  assert_equal "$(accept_ra)" 0
  quiet
  down
  assert_equal "$(accept_ra)" 0
}

@test "row 30: an uplink with a dot in its name" {
  in_host ip link add name eth0.7 type veth peer name beyond
  in_host ip addr add 192.0.2.7/24 dev eth0.7
  in_host ip link set dev beyond up
  in_host ip link set dev eth0.7 up
  with_uplink eth0.7
  up
  assert_equal "$(accept_ra eth0.7)" 2
  quiet
  in_host ip route replace default dev eth0.7
  with_uplink auto
  quiet
  down
  assert_equal "$(accept_ra eth0.7)" 1
}

@test "row 34: a /64 split into /80s serves the host and its containers" {
  host_ipv6 2001:db8:23:42::1/80 2001:db8:23:42::2/80
  in_world ip -6 route add 2001:db8:23:42:1::/80 via 2001:db8:23:42::1
  render <<PLAN
netgen: 1
name: test
host: {addresses: ["2001:db8:23:42::1/80"]}
networks:
  docker0: {ipv4: 172.17.42.1/16, ipv6: "2001:db8:23:42:1::/80"}
containers:
  web: {ipv4_address: 172.17.0.3}
PLAN
  up
  serve_both web 2001:db8:23:42:1:242:ac11:3
  serve_both host 2001:db8:23:42::1
  serve_both world "$WORLD_ADDRESS6"
  passes world 2001:db8:23:42:1:242:ac11:3 2001:db8:23:42::2
  passes world 2001:db8:23:42::1 2001:db8:23:42::2
  passes web "$WORLD_ADDRESS6" 2001:db8:23:42:1:242:ac11:3
}

@test "P13: another spelling of the same plan is no difference" {
  host_ipv6
  dual
  up
  render <<PLAN
netgen: 1
name: test
networks:
  docker0: {ipv4: 172.17.42.1/16, ipv6: "2001:0DB8:0001:0:0:0::/64"}
containers:
  web: {ipv4_address: 172.17.0.3, ipv6_address: "2001:DB8:1:0::0242:AC11:0003"}
  web2: {}
PLAN
  quiet
  up
  changed 0
}

@test "IPv6 comes to a container that had none, and goes again, in one run each" {
  host_ipv6
  plan() {
    render "$1" <<PLAN
netgen: 1
name: test
networks:
  front: {ipv4: 10.1.0.1/24, ipv6: $2}
  back: {ipv4: 10.2.0.1/24}
containers:
  web: {networks: [front, back]}
PLAN
  }
  plan without none
  plan with '"2001:db8:1::/64"'
  up without
  up with
  quiet with
  run in_ns web ip -6 addr show dev eth1
  assert_output ''
  run pings web fe80::1%eth0
  assert_success
  up without
  quiet without
  run in_ns web ip -6 addr
  assert_output ''
  down without
}
