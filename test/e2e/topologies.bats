#!/usr/bin/env bats
# backends: both
# Rows 41 and 42: containers on several networks, and containers that are routers.
load lib/load

# One container on two networks. two_sides PRIORITY-OF-FRONT PRIORITY-OF-BACK
two_sides() {
  render <<PLAN
netgen: 1
name: test
networks:
  front: {ipv4: 10.1.0.1/24}
  back: {ipv4: 10.2.0.1/24}
containers:
  web:
    networks:
      front: {ipv4_address: 10.1.0.2, gw_priority: $1}
      back: {ipv4_address: 10.2.0.2, gw_priority: $2}
  left: {networks: {front: {ipv4_address: 10.1.0.3}}}
  right: {networks: {back: {ipv4_address: 10.2.0.3}}}
PLAN
  up
}

default_route() {
  in_ns web ip -4 route show default
}

@test "row 41: each side is reached through its own interface" {
  two_sides 0 0
  serve_both web 10.1.0.2
  capture web eth0 udp port 7000
  passes left 10.1.0.2 10.1.0.3
  run captured
  assert_output --partial '10.1.0.3'
  serve web tcp 7001 10.2.0.2
  capture web eth1 tcp port 7001
  run ask right tcp 10.2.0.2 7001
  assert_output 10.2.0.3
  run captured
  assert_output --partial '10.2.0.3'
}

@test "row 41: a neighbour does not get through the container to its other side" {
  two_sides 0 0
  serve_both right
  in_ns left ip route replace 10.2.0.0/24 via 10.1.0.2
  blocked left 10.2.0.3
  # As a namespace is made on a machine that forwards.
  in_ns web sysctl -qw net.ipv4.ip_forward=1
  finds '^differs containers.web: sysctl net/ipv4/ip_forward is 1, not 0'
  up
  in_ns left ip route replace 10.2.0.0/24 via 10.1.0.2
  blocked left 10.2.0.3
}

@test "row 41: gw_priority decides where the default route goes" {
  serve_both world
  two_sides 0 1
  run default_route
  assert_output --regexp '^default via 10\.2\.0\.1 dev eth1'
  assert_equal "${#lines[@]}" 1
  passes web "$WORLD_ADDRESS" "$(host_address)"
  capture host back udp port 7000
  passes web "$WORLD_ADDRESS" "$(host_address)"
  run captured
  assert_output --partial '10.2.0.2'
  two_sides 5 1
  run default_route
  assert_output --regexp '^default via 10\.1\.0\.1 dev eth0'
  assert_equal "${#lines[@]}" 1
  passes web "$WORLD_ADDRESS" "$(host_address)"
}

@test "row 41: of equal priorities the first network has the default route" {
  two_sides 3 3
  run default_route
  assert_output --regexp '^default via 10\.1\.0\.1 dev eth0'
  assert_equal "${#lines[@]}" 1
}

# A network whose gateway is a container that has a leg in another. routed_lan FORWARD
routed_lan() {
  render <<PLAN
netgen: 1
name: test
host:
  routes:
    - {to: 10.2.0.0/24, via: 10.1.0.9}
networks:
  front: {ipv4: 10.1.0.1/24}
  lan: {ipv4: {subnet: 10.2.0.0/24, gateway: router}}
containers:
  router:
    forward: $1
    networks:
      lan: {ipv4_address: 10.2.0.1}
      front: {ipv4_address: 10.1.0.9, gw_priority: 1}
  pc: {networks: {lan: {ipv4_address: 10.2.0.2}}}
  web:
    networks: {front: {ipv4_address: 10.1.0.2}}
    routes:
      - {to: 10.2.0.0/24, via: 10.1.0.9}
PLAN
  up
}

@test "row 42: a router container forwards, both sides see each other's own addresses" {
  routed_lan true
  quiet
  serve_both web
  serve_both pc
  passes pc 10.1.0.2 10.2.0.2
  passes web 10.2.0.2 10.1.0.2
  passes host 10.2.0.2 10.1.0.1
  run in_ns pc ip -4 route show default
  assert_output --regexp '^default via 10\.2\.0\.1 dev eth0'
  run in_host ip -4 addr show dev lan
  assert_output ''
}

@test "row 42: a container that is no router does not forward" {
  routed_lan false
  serve_both web
  run pings pc 10.2.0.1
  assert_success
  blocked pc 10.1.0.2
}

@test "row 42: two networks of one subnet behind two routers at once, kept apart" {
  render <<PLAN
netgen: 1
name: test
networks:
  front: {ipv4: 10.1.0.1/24}
  lan-a: {ipv4: {subnet: 192.168.1.0/24, gateway: router-a}}
  lan-b: {ipv4: {subnet: 192.168.1.0/24, gateway: router-b}}
containers:
  router-a:
    forward: true
    networks:
      lan-a: {ipv4_address: 192.168.1.1}
      front: {ipv4_address: 10.1.0.8, gw_priority: 1}
  router-b:
    forward: true
    networks:
      lan-b: {ipv4_address: 192.168.1.1}
      front: {ipv4_address: 10.1.0.9, gw_priority: 1}
  pc-a: {networks: {lan-a: {ipv4_address: 192.168.1.10}}}
  pc-a2: {networks: {lan-a: {ipv4_address: 192.168.1.12}}}
  pc-b: {networks: {lan-b: {ipv4_address: 192.168.1.11}}}
  web:
    networks: {front: {ipv4_address: 10.1.0.2}}
    routes:
      - {to: 192.168.1.10/32, via: 10.1.0.8}
      - {to: 192.168.1.11/32, via: 10.1.0.9}
PLAN
  up
  quiet
  serve_both web
  serve_both pc-a
  serve_both pc-a2
  passes pc-a 10.1.0.2 192.168.1.10
  passes pc-b 10.1.0.2 192.168.1.11
  passes pc-a 192.168.1.12 192.168.1.10
  blocked pc-b 192.168.1.10
}

@test "routes inside a container: a blackhole swallows, a metric orders, a source address is used" {
  render <<PLAN
netgen: 1
name: test
networks:
  front: {ipv4: 10.1.0.1/24}
  back: {ipv4: 10.2.0.1/24}
containers:
  web:
    networks: {front: {ipv4_address: 10.1.0.2}, back: {ipv4_address: 10.2.0.2}}
    routes:
      - {to: $WORLD_ADDRESS/32, type: blackhole}
      - {to: 203.0.113.64/26, via: 10.2.0.1, metric: 50}
      - {to: 203.0.113.64/26, via: 10.1.0.1, metric: 70}
      - {to: 203.0.113.128/26, via: 10.1.0.1, src: 10.1.0.2}
PLAN
  up
  quiet
  run pings web "$WORLD_ADDRESS"
  assert_failure
  run pings web "$WORLD_GATEWAY"
  assert_success
  run in_ns web ip route get 203.0.113.70
  assert_output --partial 'via 10.2.0.1 dev eth1'
  run in_ns web ip route get 203.0.113.130
  assert_output --partial 'via 10.1.0.1 dev eth0 src 10.1.0.2'
}

@test "sysctls of a container are set inside it and nowhere else" {
  render <<PLAN
netgen: 1
name: test
networks:
  front: {ipv4: 10.1.0.1/24}
containers:
  web: {sysctls: {net.ipv4.ip_default_ttl: 33, net.core.somaxconn: 77}}
  db: {}
PLAN
  up
  quiet
  assert_equal "$(in_ns web sysctl -n net.ipv4.ip_default_ttl)" 33
  assert_equal "$(in_ns web sysctl -n net.core.somaxconn)" 77
  assert_equal "$(in_ns db sysctl -n net.ipv4.ip_default_ttl)" 64
  assert_equal "$(in_host sysctl -n net.ipv4.ip_default_ttl)" 64
}
