#!/usr/bin/env bats
# `routing: bird` in the other fabrics: behind a router, and through route reflectors; and what a crash of BIRD costs.
load lib/load
load lib/bird

@test "behind a router, hosts tell it what they have, learn nothing, and reach each other through it" {
  local name
  hosts_dual host b c
  bird_plan routed host b c <<<'routing: bird' | render_cluster
  start_on host b c
  for name in b c; do
    HOST=$name in_host ip route replace default via 198.51.100.10
    HOST=$name in_host ip route replace default via 2001:db8:ff::10 dev eth0
  done
  in_time has_route host 10.1.0.0/16 198.51.100.11
  in_time has_route host 10.2.0.0/16 198.51.100.12
  in_time has_route host 2001:db8:101::/48 2001:db8:ff::11
  in_time has_route host 2001:db8:102::/48 2001:db8:ff::12
  for name in b c; do
    run routes_on "$name" 4
    assert_output ''
    run routes_on "$name" 6
    assert_output ''
    run established "$name"
    assert_output $'host.v4\nhost.v6'
    HOST=$name quiet "$name"
  done
  run established host
  assert_output $'b.v4\nb.v6\nc.v4\nc.v6'
  quiet host
  up host
  changed 0
  reaches b 1 c 2
  reaches b 1 host 0
  # By way of the router: a packet from b comes in there with the hops that it has left.
  capture host eth0 icmp and src 10.1.0.2 and dst 10.2.0.2 and ether src "$(HOST=b in_host cat /sys/class/net/eth0/address)"
  pings b/at-b 10.2.0.2
  run captured
  assert_output --partial '10.1.0.2 > 10.2.0.2'
  # What of a host's prefix no network has goes nowhere, and BIRD has no say in that.
  run in_place b/at-b ping -n -q -c 1 -W 1 10.2.99.9
  assert_failure
}

@test "of two reflectors one dies, and traffic between the others goes on" {
  hosts_dual host b c d
  bird_plan switched host b c d <<'FABRIC' | render_cluster
routing: bird
bird: {reflectors: [host, b]}
FABRIC
  start_on host b c d
  all_reach host b c d
  run established c
  assert_output $'b.v4\nb.v6\nhost.v4\nhost.v6'
  stream_start c 2001:db8:103::2
  in_host ip link set dev eth0 down
  in_time lost c 0
  unbroken c
  knows c 3
  reaches c 2 d 3
}

@test "BIRD crashes or restarts gracefully, and no packet is lost meanwhile" {
  hosts_dual host b c
  # IPv6 alone: what names a router is no address of its own then.
  bird_plan switched host b c <<<'routing: bird' | sed 's|198.51.100.[0-9]*/24, ||; s|ipv4: {mode: routed}|ipv4: none|
    s|ipv4: 10.0.0.0/8, ||; s|{ipv4: [0-9]*, ipv6: \([0-9]*\)}|\1|g; s|ipv4_address: [0-9.]*, ||' | render_cluster
  local name
  for name in host b c; do
    HOST=$name up "$name"
    bird_on "$name"
  done
  in_time knows host 1 6
  in_time knows b 0 6
  in_time knows c 0 6
  run birdc_on host show status
  refute_output --partial 198.51.100
  # Of the two one is called by all others, and the other calls it.
  stream_start b 2001:db8:100::2
  for name in host b; do
    crash_bird "$name"
    sleep 1
    bird_on "$name" -R
    in_time has_sessions "$name" 2
  done
  birdc_on host graceful restart
  in_time eval '! in_host test -e /run/bird.ctl'
  bird_on host -R
  in_time has_sessions host 2
  # Until it has done with what it found in the kernel.
  in_time eval '! birdc_on host show status | grep -q "recovery in progress"'
  unbroken b
}
