#!/usr/bin/env bats
# backends: both
# Rows 31, 32, 35 and 36 of what the packets must do: IPv6 from the world, between containers, and by published ports.
load lib/load

# A routed network, one in nat mode with ULA, one that is internal.
three_networks() {
  host_ipv6
  in_world ip -6 route add 2001:db8:1::/64 via 2001:db8:ff::10
  in_world ip -6 route add fd00:9::/64 via 2001:db8:ff::10
  in_world ip -6 route add 2001:db8:4::/64 via 2001:db8:ff::10
  render <<PLAN
netgen: 1
name: test
networks:
  front: {ipv4: none, ipv6: "2001:db8:1::/64", $1}
  ula: {ipv4: 10.9.0.1/24, ipv6: {subnet: "fd00:9::/64", mode: nat}}
  inner: {ipv4: none, ipv6: "2001:db8:4::/64", internal: true}
containers:
  web: {networks: {front: {ipv6_address: "2001:db8:1::2"}}}
  web2: {networks: {front: {ipv6_address: "2001:db8:1::3"}}}
  db: {networks: {ula: {ipv6_address: "fd00:9::2"}}}
  in1: {networks: {inner: {ipv6_address: "2001:db8:4::2"}}}
  in2: {networks: {inner: {ipv6_address: "2001:db8:4::3"}}}
PLAN
  up
}

serve_all() {
  serve_both world "$WORLD_ADDRESS6"
  serve_both web 2001:db8:1::2
  serve_both web2 2001:db8:1::3
  serve_both db fd00:9::2
  serve_both in1 2001:db8:4::2
  serve_both in2 2001:db8:4::3
}

@test "rows 31, 35 and 36: routed is open, nat masquerades and is closed, internal has no way out, networks are isolated" {
  three_networks 'icc: true'
  serve_all
  passes web "$WORLD_ADDRESS6" 2001:db8:1::2
  passes world 2001:db8:1::2 2001:db8:ff::1
  passes db "$WORLD_ADDRESS6" 2001:db8:ff::10
  blocked world fd00:9::2
  blocked in1 "$WORLD_ADDRESS6"
  blocked world 2001:db8:4::2
  passes in1 2001:db8:4::3 2001:db8:4::2
  passes web 2001:db8:1::3 2001:db8:1::2
  blocked web fd00:9::2
  blocked db 2001:db8:1::2
  blocked web 2001:db8:4::2
  up
  changed 0
  quiet
}

@test "row 35: peers exchange traffic" {
  three_networks 'peers: [ula]'
  serve_all
  passes web fd00:9::2 2001:db8:1::2
  passes db 2001:db8:1::2 fd00:9::2
  blocked web 2001:db8:4::2
}

@test "row 35: a routed network that lets in what is published" {
  host_ipv6
  in_world ip -6 route add 2001:db8:1::/64 via 2001:db8:ff::10
  render <<PLAN
netgen: 1
name: test
networks:
  front: {ipv4: none, ipv6: {subnet: "2001:db8:1::/64", inbound: published}}
containers:
  web: {ipv6_address: "2001:db8:1::2", ports: ["7000:7000", "7000:7000/udp"]}
  web2: {ipv6_address: "2001:db8:1::3"}
PLAN
  up
  serve_both web 2001:db8:1::2
  serve_both web2 2001:db8:1::3
  passes world 2001:db8:1::2 2001:db8:ff::1
  passes world 2001:db8:ff::10 2001:db8:ff::1
  blocked world 2001:db8:1::3
}

@test "rows 32, 35: published ports on all addresses and on one, from some sources, from the host and by hairpin" {
  host_ipv6
  in_host ip -6 addr add 2001:db8:ff::11/64 dev eth0 nodad
  render <<PLAN
netgen: 1
name: test
networks:
  front: {ipv4: 10.1.0.1/24, ipv6: {subnet: "fd00:1::/64", mode: nat}}
  back: {ipv4: 10.2.0.1/24, ipv6: {subnet: "fd00:2::/64", mode: nat}}
containers:
  web: {networks: {front: {ipv6_address: "fd00:1::2"}}, ports: ["8080:7000", "8080:7000/udp", "[2001:db8:ff::11]:8443:7000"]}
  web2: {networks: [front]}
  db: {networks: {back: {ipv6_address: "fd00:2::2"}}, ports: [{target: 7000, published: 5432, from: ["2001:db8:ffff::/48"]}]}
PLAN
  up
  serve_both web fd00:1::2
  serve db tcp 7000 fd00:2::2
  run ask world tcp 2001:db8:ff::10 8080
  assert_output 2001:db8:ff::1
  run ask world udp 2001:db8:ff::10 8080
  assert_output 2001:db8:ff::1
  run ask world tcp 2001:db8:ff::11 8443
  assert_output 2001:db8:ff::1
  run ask world tcp 2001:db8:ff::10 8443
  assert_failure
  run ask world tcp 2001:db8:ff::10 5432
  assert_failure
  run ask world tcp 2001:db8:ff::10 5432 -s "$WORLD_ADDRESS6"
  assert_output "$WORLD_ADDRESS6"
  run ask host tcp 2001:db8:ff::10 8080
  assert_success
  run ask web2 tcp 2001:db8:ff::10 8080
  assert_success
  run ask web tcp 2001:db8:ff::10 8080
  assert_success
  run ask db tcp 2001:db8:ff::10 8080
  assert_success
  blocked world fd00:1::2
  quiet
}

@test "row 35: icc off drops all but links, and neighbours are found" {
  host_ipv6
  in_world ip -6 route add 2001:db8:1::/64 via 2001:db8:ff::10
  render <<PLAN
netgen: 1
name: test
networks:
  front: {ipv4: none, ipv6: "2001:db8:1::/64", icc: false}
containers:
  web: {ipv6_address: "2001:db8:1::2", links: [db]}
  db: {ipv6_address: "2001:db8:1::3", expose: [7000, "7000/udp"]}
  other: {ipv6_address: "2001:db8:1::4"}
PLAN
  up
  serve_both web 2001:db8:1::2
  serve_both db 2001:db8:1::3
  serve_both other 2001:db8:1::4
  serve_both world "$WORLD_ADDRESS6"
  passes web 2001:db8:1::3 2001:db8:1::2
  blocked db 2001:db8:1::2
  blocked web 2001:db8:1::4
  passes web "$WORLD_ADDRESS6" 2001:db8:1::2
  run pings web fe80::1%eth0
  assert_success
  quiet
  down
}
