#!/usr/bin/env bats
# backends: both
# Row 33 of what the packets must do: a part of the uplink's own subnet behind the host, by neighbour proxying.
load lib/load

# The document's example: the host is 2001:db8::c001/64, its containers get 2001:db8::c008/125.
proxied() {
  render "${2:-setup}" <<PLAN
netgen: 1
name: test
host: {uplink: ${1:-auto}, addresses: ["2001:db8::c001/64"]}
networks:
  docker0: {ipv4: none, ipv6: {subnet: "2001:db8::c008/125", ndp_proxy: [${3:-uplink}]}}
containers:
  web: {}
  web2: {}
PLAN
}

@test "row 33: the neighbour router reaches every container with no route of its own, and nobody answers for nobody" {
  host_ipv6 2001:db8::c001/64 2001:db8::1/64
  remember before shape
  proxied
  run cat "$(script)"
  assert_line "#   networks.docker0: neighbour solicitations are answered on the uplink (\$uplink) for 2 containers"
  assert_line "#   net.ipv6.conf.all.forwarding=1: forward IPv6 between interfaces"
  up
  serve_both web 2001:db8::c009
  serve_both web2 2001:db8::c00a
  serve_both world "$WORLD_ADDRESS6"
  passes world 2001:db8::c009 2001:db8::1
  passes world 2001:db8::c00a 2001:db8::1
  passes web "$WORLD_ADDRESS6" 2001:db8::c009
  run pings world 2001:db8::c00b
  assert_failure
  run in_host cat /proc/sys/net/ipv6/conf/eth0/proxy_ndp
  assert_output 1
  up
  changed 0
  quiet
  down
  same_as before shape
  run in_host ip -6 neigh show proxy
  assert_output ''
}

@test "P14: entries that are lost are found missing and come back; those of others stay" {
  host_ipv6 2001:db8::c001/64 2001:db8::1/64
  in_host ip -6 neigh add proxy 2001:db8::c00f dev eth0
  in_host ip -6 neigh add proxy 2001:db8::c00a dev eth0
  proxied eth0 setup eth0
  up
  remember planned shape
  in_host ip -6 neigh del proxy 2001:db8::c009 dev eth0
  finds '^missing containers.web: neighbour proxy for 2001:db8::c009 on eth0$'
  up
  quiet
  in_host sysctl -q -w net.ipv6.conf.eth0.proxy_ndp=0
  finds '^differs networks.docker0: sysctl net/ipv6/conf/eth0/proxy_ndp is 0, not 1$'
  up
  quiet
  down
  run in_host ip -6 neigh show proxy
  assert_line --partial 2001:db8::c00f
  assert_line --partial 2001:db8::c00a
  refute_line --partial 2001:db8::c009
}

@test "row 33: a changed plan takes away what it does not name any more" {
  host_ipv6 2001:db8::c001/64 2001:db8::1/64
  proxied
  up
  render <<PLAN
netgen: 1
name: test
networks:
  docker0: {ipv4: none, ipv6: {subnet: "2001:db8::c008/125", ndp_proxy: uplink}}
containers:
  web2: {ipv6_address: "2001:db8::c00a"}
PLAN
  finds '^unexpected containers.web: neighbour proxy for 2001:db8::c009 on eth0$'
  up
  quiet
  run in_host ip -6 neigh show proxy
  refute_line --partial c009
  assert_line --partial c00a
}

@test "row 33: an interface that is the uplink, too, is named once in what differs" {
  host_ipv6 2001:db8::c001/64 2001:db8::1/64
  proxied auto setup 'eth0, uplink'
  up
  quiet
  in_host ip -6 neigh del proxy 2001:db8::c009 dev eth0
  in_host sysctl -q -w net.ipv6.conf.eth0.proxy_ndp=0
  finds '^missing containers.web: neighbour proxy for 2001:db8::c009 on eth0$'
  assert_equal "${#lines[@]}" 2
  up
  changed 2
  quiet
}

@test "ndp_proxy: none answers for nobody, as nothing written does" {
  host_ipv6 2001:db8::c001/64 2001:db8::1/64
  render <<PLAN
netgen: 1
name: test
networks:
  docker0: {ipv4: none, ipv6: {subnet: "2001:db8:1::/64", ndp_proxy: none}}
containers:
  web: {}
PLAN
  up
  quiet
  run in_host ip -6 neigh show proxy
  assert_output ''
  run node "$NETGEN" show "$BATS_TEST_TMPDIR/setup.yaml"
  refute_output --partial NDP
}
