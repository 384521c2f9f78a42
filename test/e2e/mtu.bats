#!/usr/bin/env bats
# Row 19: the mtu of a network is on the bridge and on both ends of the veth; a packet of exactly that size passes.
load lib/load

# A network of the given mtu with two containers. network_of_mtu MTU
network_of_mtu() {
  render <<PLAN
netgen: 1
name: test
networks:
  front: {ipv4: 10.1.0.1/24, mtu: $1}
containers:
  web: {networks: {front: {ipv4_address: 10.1.0.2, host_interface_name: v-web}}}
  web2: {networks: {front: {ipv4_address: 10.1.0.3, host_interface_name: v-web2}}}
PLAN
  up
}

# Prints a link's mtu as the kernel has it. mtu_of PLACE LINK
mtu_of() {
  in_place "$1" ip -o link show dev "$2" | sed -E 's/.* mtu ([0-9]+) .*/\1/'
}

# The mtu stands everywhere, a packet of that size passes unfragmented and one byte more does not. mtu_is MTU
mtu_is() {
  assert_equal "$(mtu_of host front)" "$1"
  assert_equal "$(mtu_of host v-web)" "$1"
  assert_equal "$(mtu_of host v-web2)" "$1"
  assert_equal "$(mtu_of web eth0)" "$1"
  assert_equal "$(mtu_of web2 eth0)" "$1"
  run pings web 10.1.0.3 -M 'do' -s $(($1 - 28))
  assert_success
  run pings web 10.1.0.3 -M 'do' -s $(($1 - 27))
  assert_failure
}

@test "row 19: small" {
  network_of_mtu 1280
  mtu_is 1280
}

@test "row 19: jumbo" {
  network_of_mtu 9000
  mtu_is 9000
}

@test "row 19: the default is 1500" {
  network_of_mtu 1500
  mtu_is 1500
}

@test "row 19: auto is that of the interface with the default route" {
  in_host ip link set dev eth0 mtu 1400
  network_of_mtu auto
  mtu_is 1400
  quiet
}

@test "row 19: auto follows the uplink at the next up" {
  in_host ip link set dev eth0 mtu 1400
  network_of_mtu auto
  in_host ip link set dev eth0 mtu 1450
  finds '^differs .*networks\.front'
  up
  mtu_is 1450
  quiet
}

@test "row 19: auto refuses when nothing holds a default route" {
  in_host ip route del default
  remember before
  render <<PLAN
netgen: 1
name: test
networks:
  front: {ipv4: 10.1.0.1/24, mtu: auto}
containers:
  web: {}
PLAN
  refuses 'default route' before
}

@test "row 19: below what IPv6 needs, and back: the kernel takes IPv6 off such an interface" {
  network_of_mtu 576
  mtu_is 576
  quiet
  up
  changed 0
  network_of_mtu 1500
  mtu_is 1500
  quiet
  network_of_mtu 576
  mtu_is 576
  quiet
}
