#!/usr/bin/env bats
# backends: both
# Row 18 with IPv6: NETGEN-USER of ip6tables, or the one table of both families, stands before ours and survives.
load lib/load

ula='{subnet: "fd00:1::/64", mode: nat}'

# A container on a network with IPv4 and, unless told, ULA in nat mode. dual [NAME [IPV6]]
dual() {
  render "${1:-setup}" <<PLAN
netgen: 1
name: test
networks: {front: {ipv4: 10.1.0.1/24, ipv6: ${2:-$ula}}}
containers:
  web: {ipv4_address: 10.1.0.2, ports: ["8080:7000"]}
PLAN
}

# A rule of the user's for IPv6. forbid tcp|udp PORT
forbid() {
  if [ "$BACKEND" = iptables ]; then
    in_host ip6tables -A NETGEN-USER -p "$1" --dport "$2" -j DROP
  else
    in_host nft add rule inet netgen_user forward meta nfproto ipv6 "$1" dport "$2" drop
  fi
}

allow() {
  if [ "$BACKEND" = iptables ]; then
    in_host ip6tables -F NETGEN-USER
  else
    in_host nft flush chain inet netgen_user forward
  fi
}

# What there is for the user's IPv6 rules, nothing if nothing.
users() {
  if [ "$BACKEND" = iptables ]; then
    in_host ip6tables -S | grep NETGEN-USER
  else
    in_host nft list table inet netgen_user 2>/dev/null
  fi
}

# web reaches the world's port 7000 by IPv4, and by IPv6 if `yes`.
reaches_world() {
  run ask web tcp "$WORLD_ADDRESS" 7000
  assert_success
  run ask web tcp "$WORLD_ADDRESS6" 7000
  if [ "$1" = yes ]; then assert_output 2001:db8:ff::10; else assert_failure; fi
}

serve_world() {
  serve world tcp 7000
  serve world tcp 7000 "$WORLD_ADDRESS6"
}

@test "the user's rules stand before ours and survive up, a changed plan and down" {
  host_ipv6
  dual
  up
  serve_world
  reaches_world yes
  forbid tcp 7000
  reaches_world no
  quiet
  up
  changed 0
  reaches_world no
  dual setup '{subnet: "fd00:1::/64", mode: nat, snat: "2001:db8:ff::10"}'
  up
  changed some
  reaches_world no
  quiet
  down
  run users
  assert_output --partial 7000
  dual
  up
  reaches_world no
  allow
  reaches_world yes
}

@test "they decide about replies and published ports, too" {
  host_ipv6
  dual
  up
  serve web tcp 7000 fd00:1::242:a01:2
  run ask world tcp 2001:db8:ff::10 8080
  assert_output 2001:db8:ff::1
  hold_connection talk web world "$WORLD_ADDRESS6"
  forbid tcp 7100
  run chat talk never
  assert_failure
  # Ours are translated before they are forwarded: the user sees the container's port.
  forbid tcp 7000
  run ask world tcp 2001:db8:ff::10 8080
  assert_failure
}

@test "what the user accepts passes ours in iptables alone; what he drops is dropped under both" {
  host_ipv6
  dual
  up
  in_world ip -6 route add fd00:1::/64 via 2001:db8:ff::10
  serve web tcp 7000 fd00:1::242:a01:2
  run ask world tcp fd00:1::242:a01:2 7000
  assert_failure
  if [ "$BACKEND" = iptables ]; then
    in_host ip6tables -A NETGEN-USER -p tcp --dport 7000 -j ACCEPT
    run ask world tcp fd00:1::242:a01:2 7000
    assert_output 2001:db8:ff::1
  else
    in_host nft add rule inet netgen_user forward tcp dport 7000 accept
    run ask world tcp fd00:1::242:a01:2 7000
    assert_failure
  fi
}

@test "it comes and goes with IPv6, and without rules of the user's nothing is left" {
  host_ipv6
  remember found
  dual
  dual without none
  up without
  if [ "$BACKEND" = iptables ]; then
    run users
    assert_output ''
  fi
  up
  quiet
  run users
  assert_output --partial "$([ "$BACKEND" = iptables ] && echo '-A FORWARD -j NETGEN-USER' || echo 'chain forward')"
  up without
  quiet without
  if [ "$BACKEND" = iptables ]; then
    run users
    assert_output ''
  fi
  up
  forbid udp 9
  up without
  quiet without
  run users
  assert_output --partial 'dport 9'
  allow
  up
  down
  same_as found
}

@test "what somebody took away, or put before it, is mended" {
  host_ipv6
  dual
  up
  remember planned shape
  if [ "$BACKEND" = iptables ]; then
    in_host ip6tables -D FORWARD -j NETGEN-USER
    heals '^missing host\.firewall: rule .*-A FORWARD -j NETGEN-USER$'
    in_host ip6tables -D FORWARD -j NETGEN-USER
    in_host ip6tables -A FORWARD -j NETGEN-USER
    heals '^unexpected host\.firewall: rule .*-A FORWARD -j NETGEN-USER \(not the first\)'
    in_host ip6tables -D FORWARD -j NETGEN-USER
    in_host ip6tables -X NETGEN-USER
    heals '^missing host\.firewall: chain NETGEN-USER'
  else
    in_host nft delete table inet netgen_user
    heals '^missing host\.firewall: chain forward of table inet netgen_user'
  fi
}

@test "two plans share it: the one with IPv6 takes ip6tables' chain away, the last one the rest" {
  host_ipv6
  dual
  render other <<PLAN
netgen: 1
name: other
networks: {back: {ipv4: 10.2.0.1/24}}
containers: {db: {}}
PLAN
  remember found
  up other
  remember other shape
  up
  down
  quiet other
  same_as other shape
  up
  down other
  quiet
  down
  same_as found
}
