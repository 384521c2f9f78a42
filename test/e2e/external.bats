#!/usr/bin/env bats
# backends: both
# Row 17: a bridge that exists is used and left alone; ports of others keep working before, during and after.
load lib/load

# A bridge of somebody else with a machine on it at 10.1.0.9.
foreign_bridge() {
  in_host ip -batch - <<LINKS
    link add name br-lab type bridge
    link set dev br-lab addrgenmode none
    addr add 10.1.0.1/24 dev br-lab
    link set dev br-lab up
    netns add lab
    link add name lab0 type veth peer name eth0 netns lab
    link set dev lab0 addrgenmode none
    link set dev lab0 master br-lab up
LINKS
  in_ns lab ip -batch - <<LINKS
    addr add 10.1.0.9/24 dev eth0
    link set dev eth0 addrgenmode none
    link set dev eth0 up
    link set dev lo up
LINKS
  eventually pings host 10.1.0.9
}

plan_on_foreign_bridge() {
  render <<PLAN
netgen: 1
name: test
networks:
  lab-net: {bridge: br-lab, external: true, ipv4: 10.1.0.1/24}
containers:
  web: {ipv4_address: 10.1.0.2}
  web2: {ipv4_address: 10.1.0.3}
PLAN
}

@test "row 17: containers work on an external bridge beside its foreign ports" {
  foreign_bridge
  plan_on_foreign_bridge
  up
  quiet
  serve_both web
  serve_both lab
  serve_both world
  passes web2 10.1.0.2 10.1.0.3
  passes lab 10.1.0.2 10.1.0.9
  passes web 10.1.0.9 10.1.0.2
  passes web "$WORLD_ADDRESS" "$(host_address)"
}

@test "row 17: a connection over a foreign port lives through up, up again and down, which leaves the bridge" {
  foreign_bridge
  plan_on_foreign_bridge
  remember before
  hold_connection talk host lab 10.1.0.9
  up
  chat talk second
  up
  changed 0
  chat talk third
  down
  chat talk fourth
  same_as before
}

@test "row 17: the bridge's own settings are not ours to change" {
  foreign_bridge
  in_host ip link set dev br-lab mtu 1400 alias 'the lab'
  in_host ip addr add 10.77.0.1/24 dev br-lab
  plan_on_foreign_bridge
  remember before shape
  up
  run in_host ip -o link show dev br-lab
  assert_output --partial 'mtu 1400'
  assert_output --partial 'alias the lab'
  run in_host ip -o addr show dev br-lab
  assert_output --partial '10.77.0.1/24'
  quiet
  down
  same_as before shape
}

@test "row 17: refused, with nothing changed, when the external bridge is not there" {
  plan_on_foreign_bridge
  remember before
  refuses 'br-lab' before
}

@test "P6: foreign ports on our own bridge stay through up and changed plans, and outlive the bridge" {
  render <<PLAN
netgen: 1
name: test
networks:
  front: {ipv4: 10.1.0.1/24}
containers:
  web: {ipv4_address: 10.1.0.2}
PLAN
  up
  in_host ip -batch - <<LINKS
    netns add lab
    link add name lab0 type veth peer name eth0 netns lab
    link set dev lab0 addrgenmode none
    link set dev lab0 master front up
LINKS
  in_ns lab ip -batch - <<LINKS
    addr add 10.1.0.9/24 dev eth0
    link set dev eth0 up
LINKS
  eventually pings lab 10.1.0.2
  quiet
  hold_connection talk lab web 10.1.0.2
  up
  changed 0
  chat talk second
  render <<PLAN
netgen: 1
name: test
networks:
  front: {ipv4: 10.1.0.1/24, mtu: 1400}
containers:
  web: {ipv4_address: 10.1.0.2}
  web2: {ipv4_address: 10.1.0.3}
PLAN
  up
  changed some
  chat talk third
  run in_host ip -o link show dev lab0
  assert_output --partial 'master front'
  down
  run in_host ip -o link show dev lab0
  assert_success
  refute_output --partial 'master'
  run in_ns lab ip -o addr show dev eth0
  assert_output --partial '10.1.0.9/24'
}
