#!/usr/bin/env bats
# backends: both
# Row 16: network_mode none, host and container:NAME.
load lib/load

modes() {
  render <<PLAN
netgen: 1
name: test
networks:
  front: {ipv4: 10.1.0.1/24}
containers:
  web: {networks: {front: {ipv4_address: 10.1.0.2}}}
  db: {networks: {front: {ipv4_address: 10.1.0.3}}}
  batch: {network_mode: none}
  agent: {network_mode: host}
  logger: {network_mode: "container:web"}
PLAN
}

@test "row 16: none has loopback and nothing else" {
  modes
  up
  quiet
  run in_ns batch ip -o link show
  assert_equal "${#lines[@]}" 1
  assert_output --regexp '^1: lo: .*UP'
  run pings batch 127.0.0.1
  assert_success
  serve_both batch 127.0.0.1
  passes batch 127.0.0.1 127.0.0.1
  run pings batch 10.1.0.1
  assert_failure
  run in_ns batch ip route show
  assert_output ''
}

@test "row 16: host and container:NAME make no namespace; what they share is one stack" {
  modes
  up
  quiet
  run in_host sh -c 'ls /run/netns | sort | tr "\n" " "'
  assert_output 'batch db web '
  # Whoever lives in web's namespace shares its localhost and its address; db does not.
  serve_both web 127.0.0.1
  passes web 127.0.0.1 127.0.0.1
  run ask db tcp 10.1.0.2 7000
  assert_failure
  run ask db tcp 127.0.0.1 7000
  assert_failure
}

@test "row 16: a container that takes to another's namespace loses its own" {
  local before
  modes
  up
  before=$(ifindex web eth0)
  render other <<PLAN
netgen: 1
name: test
networks:
  front: {ipv4: 10.1.0.1/24}
containers:
  web: {networks: {front: {ipv4_address: 10.1.0.2}}}
  db: {network_mode: "container:web"}
  batch: {networks: {front: {ipv4_address: 10.1.0.4}}}
PLAN
  up other
  quiet other
  run in_host sh -c 'ls /run/netns | sort | tr "\n" " "'
  assert_output 'batch web '
  assert_equal "$(ifindex web eth0)" "$before"
  serve_both web
  passes batch 10.1.0.2 10.1.0.4
  modes
  up
  quiet
  run in_ns batch ip -o link show
  assert_equal "${#lines[@]}" 1
}

@test "row 16: down leaves nothing of any mode" {
  remember before
  modes
  up
  changed some
  up
  changed 0
  down
  same_as before
}
