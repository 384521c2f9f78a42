#!/usr/bin/env bats
# backends: both
# Rows 4, 14, 35 and 41 over IPv6: links by protocol, internal networks, containers on two networks, and containers and
# interfaces that are to have no IPv6 at all.
load lib/load

# A linked container that offers one port by TCP, another by UDP, on a network with icc off. linked KEYS-OF-IPV6
linked() {
  host_ipv6
  render <<PLAN
netgen: 1
name: test
networks:
  front: {ipv4: none, ipv6: {subnet: "2001:db8:1::/64", $1}, icc: false}
containers:
  web: {ipv6_address: "2001:db8:1::2", links: ["db:store"], expose: [7000, 7000/udp]}
  db: {ipv6_address: "2001:db8:1::3", expose: ["7000-7001", 7002/udp]}
PLAN
  up
  quiet
}

@test "row 4: a link leads to what the other exposes, tcp and udp each, and not the other way round" {
  local number
  linked 'mode: routed'
  serve_both web 2001:db8:1::2
  serve_both db 2001:db8:1::3
  for number in 7001 7002; do
    serve db tcp $number 2001:db8:1::3
    serve db udp $number 2001:db8:1::3
  done
  for number in 7000 7001; do
    run ask web tcp 2001:db8:1::3 $number
    assert_output 2001:db8:1::2
    run ask web udp 2001:db8:1::3 $number
    assert_failure
  done
  run ask web udp 2001:db8:1::3 7002
  assert_output 2001:db8:1::2
  run ask web tcp 2001:db8:1::3 7002
  assert_failure
  run pings web 2001:db8:1::3
  assert_failure
  blocked db 2001:db8:1::2
  run in_host ip netns exec web getent -s hosts:files ahostsv6 store
  assert_line --regexp '^2001:db8:1::3 '
}

@test "row 4: link-local addresses lead around nothing" {
  linked 'mode: nat'
  run in_ns web ip -6 -o addr show dev eth0 scope link
  web_local=$(grep -o 'fe80::[0-9a-f:]*' <<<"$output")
  in_ns web timeout 60 socat "TCP6-LISTEN:7003,fork" SYSTEM:'read -r _; echo got' </dev/null >/dev/null 2>&1 3>&- &
  eventually listening web tcp 7003
  run ask host tcp "$web_local%front" 7003
  assert_output got
  run ask db tcp "$web_local%eth0" 7003
  assert_failure
  run pings db "$web_local%eth0"
  assert_failure
}

@test "row 14: internal: containers reach each other and the host; nothing comes in or goes out, whatever route there is" {
  host_ipv6
  in_world ip -6 route add 2001:db8:4::/64 via 2001:db8:ff::10
  render <<PLAN
netgen: 1
name: test
networks:
  inner: {ipv4: none, ipv6: "2001:db8:4::1/64", internal: true}
  front: {ipv4: none, ipv6: "2001:db8:1::/64"}
containers:
  a: {networks: {inner: {ipv6_address: "2001:db8:4::2"}}}
  b: {networks: {inner: {ipv6_address: "2001:db8:4::3"}}}
  web: {networks: {front: {ipv6_address: "2001:db8:1::2"}}, ports: ["8080:7000"]}
PLAN
  up
  quiet
  serve_both a 2001:db8:4::2
  serve_both b 2001:db8:4::3
  serve_both web 2001:db8:1::2
  serve_both world "$WORLD_ADDRESS6"
  serve_both host 2001:db8:4::1
  run in_ns a ip -6 route show default
  assert_output ''
  passes a 2001:db8:4::3 2001:db8:4::2
  passes a 2001:db8:4::1 2001:db8:4::2
  passes host 2001:db8:4::2 2001:db8:4::1
  in_ns a ip -6 route add default via 2001:db8:4::1
  in_ns b ip -6 route add default via fe80::1 dev eth0
  blocked a "$WORLD_ADDRESS6"
  blocked b "$WORLD_ADDRESS6"
  blocked a 2001:db8:1::2
  blocked web 2001:db8:4::2
  blocked world 2001:db8:4::2
  run ask a tcp 2001:db8:ff::10 8080
  assert_failure
}

# One container on two networks with IPv6. two_sides PRIORITY-OF-FRONT PRIORITY-OF-BACK
two_sides() {
  render <<PLAN
netgen: 1
name: test
networks:
  front: {ipv4: 10.1.0.1/24, ipv6: "2001:db8:1::/64"}
  back: {ipv4: none, ipv6: {subnet: "fd00:2::/64", mode: nat}}
containers:
  web:
    networks:
      front: {ipv6_address: "2001:db8:1::2", gw_priority: $1}
      back: {ipv6_address: "fd00:2::2", gw_priority: $2}
  left: {networks: {front: {ipv6_address: "2001:db8:1::3"}}}
  right: {networks: {back: {ipv6_address: "fd00:2::3"}}}
PLAN
  up
  quiet
}

default_route() {
  in_ns web ip -6 route show default
}

@test "row 41: gw_priority decides where the default route goes, and each side is reached through its own interface" {
  host_ipv6
  in_world ip -6 route add 2001:db8:1::/64 via 2001:db8:ff::10
  serve_both world "$WORLD_ADDRESS6"
  two_sides 0 1
  run default_route
  assert_output --regexp '^default via fe80::1 dev eth1'
  assert_equal "${#lines[@]}" 1
  passes web "$WORLD_ADDRESS6" 2001:db8:ff::10
  serve web tcp 7001 2001:db8:1::2
  capture web eth0 tcp port 7001
  run ask left tcp 2001:db8:1::2 7001
  assert_output 2001:db8:1::3
  run captured
  assert_output --partial '2001:db8:1::3'
  serve web tcp 7002 fd00:2::2
  run ask right tcp fd00:2::2 7002
  assert_output fd00:2::3
  two_sides 5 1
  run default_route
  assert_output --regexp '^default via fe80::1 dev eth0'
  assert_equal "${#lines[@]}" 1
  passes web "$WORLD_ADDRESS6" 2001:db8:1::2
}

@test "row 41: a neighbour does not get through the container to its other side" {
  host_ipv6
  two_sides 0 0
  serve_both right fd00:2::3
  in_ns left ip -6 route replace fd00:2::/64 via 2001:db8:1::2
  blocked left fd00:2::3
}

@test "a container without IPv6 has none, nor has an interface on a network without, nor a link without" {
  host_ipv6
  render <<PLAN
netgen: 1
name: test
networks:
  front: {ipv4: 10.1.0.1/24, ipv6: "2001:db8:1::/64"}
  back: {ipv4: 10.2.0.1/24}
containers:
  web: {networks: [front, back]}
  db: {networks: [back]}
  lone: {network_mode: none}
  near: {networks: [front]}
point_to_point:
  - ends: {web: {interface_name: p0, ipv4_address: 10.9.0.1/32}, near: {interface_name: p1, ipv4_address: 10.9.0.2/32}}
PLAN
  up
  quiet
  for place in db lone; do
    run in_ns "$place" ip -6 addr show
    assert_output ''
    run in_ns "$place" ip -6 route show table all
    assert_output ''
    run pings "$place" ::1
    assert_failure
  done
  for dev in eth1 p0; do
    run in_ns web ip -6 addr show dev "$dev"
    assert_output ''
    run in_ns web cat "/proc/sys/net/ipv6/conf/$dev/disable_ipv6"
    assert_output 1
  done
  run in_ns near ip -6 addr show dev p1
  assert_output ''
  run in_ns web ip -6 -o addr show dev lo
  assert_output --partial '::1/128'
  # Nor on the host's side, nor has it heard of a neighbour.
  run in_host ip -6 addr show dev back
  assert_output ''
  run in_host ip -6 addr show dev db.eth0
  assert_output ''
  in_host ping -6 -n -q -c 1 -W 1 ff02::1%back || true
  run in_ns db ip -6 neigh show
  assert_output ''
}
