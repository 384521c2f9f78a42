#!/usr/bin/env bats
# backends: both
# Row 43: the playground of "Tools and Examples" with its 12 machines, as golden/document-playground has it.
load lib/load

setup() {
  host_up
  remember found
  render <"$BATS_TEST_DIRNAME/../../golden/document-playground/plan.yaml"
}

# The addresses that answer on the way, one a line. hops FROM TO
hops() {
  in_ns "$1" timeout 20 traceroute -n -q 1 -w 2 -m 8 "$2" | awk 'NR > 1 { print $2 }'
}

@test "row 43: traceroute from h1 to www shows five hops, and the way back as many" {
  up
  quiet
  run hops h1 10.130.1.4
  assert_output - <<HOPS
192.168.1.1
10.25.1.1
10.1.1.1
10.130.1.1
10.130.1.4
HOPS
  run hops h4 10.130.1.2
  assert_output - <<HOPS
192.168.1.1
10.25.1.1
10.1.1.1
10.130.1.1
10.130.1.2
HOPS
  # From www modemA is the last that there is to see.
  run hops www 10.25.1.65
  assert_output - <<HOPS
10.130.1.1
10.1.1.1
10.25.1.1
10.25.1.65
HOPS
}

@test "row 43: www sees the modems, neighbours at home see each other" {
  local place
  up
  serve_both www
  serve_both h2
  serve_both backbone 10.1.1.1
  for place in h1 h2 h3; do
    passes "$place" 10.130.1.4 10.25.1.65
  done
  passes h4 10.130.1.4 10.25.1.66
  passes h1 10.1.1.1 10.25.1.65
  passes h1 192.168.1.12 192.168.1.11
  passes ftp 10.130.1.4 10.130.1.2
}

@test "row 43: nothing comes in to h1, from wherever it is asked and whatever way is known" {
  local place
  up
  serve_both h1
  for place in www backbone isp modemB h4 host world; do
    blocked "$place" 192.168.1.11
  done
  # Everybody on the way knows the way.
  in_ns isp ip route add 192.168.1.0/24 via 10.25.1.65
  in_ns backbone ip route add 192.168.1.0/24 via 10.25.1.1
  in_ns example ip route add 192.168.1.0/24 via 10.1.1.1
  for place in www backbone isp; do
    blocked "$place" 192.168.1.11
  done
  # Nor is there anything at the modem that leads to it.
  run ask www tcp 10.25.1.65 7000
  assert_failure
  passes h2 192.168.1.11 192.168.1.12
}

@test "row 43: the homes have one subnet and do not meet" {
  up
  serve_both h1
  serve_both h4
  blocked h4 192.168.1.11
  blocked h1 192.168.1.14
  run in_ns h4 ip neigh show 192.168.1.11
  refute_output --partial lladdr
}

@test "errors come home through the modem: a port that nobody has, a packet that is too large" {
  up
  capture h1 eth0 'icmp[icmptype] == icmp-unreach'
  run ask h1 udp 10.130.1.4 7009
  assert_failure
  run captured
  assert_output --partial '10.130.1.4 > 192.168.1.11: ICMP 10.130.1.4 udp port 7009 unreachable'
  in_ns backbone ip link set dev eth1 mtu 1400
  in_ns example ip link set dev eth1 mtu 1400
  run in_ns h1 ping -n -c 1 -W 2 -M 'do' -s 1450 10.130.1.4
  assert_failure
  assert_output --partial 'From 10.1.1.1'
  assert_output --partial 'mtu = 1400'
}

@test "it needs nothing of the host: no forwarding, no uplink; up twice changes nothing, down leaves nothing" {
  in_host ip route del default
  remember bare
  up
  quiet
  assert_equal "$(in_host sysctl -n net.ipv4.ip_forward)" 0
  run hops h1 10.130.1.4
  assert_line --index 4 10.130.1.4
  remember planned
  up
  changed 0 playground
  same_as planned
  down
  same_as bare
}
