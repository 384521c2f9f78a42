#!/usr/bin/env bats
# backends: both
# Row 45: clusters, switched and routed, of throw-away hosts on one switch. In the plan a host is called as here, and
# the Nth has the address 198.51.100.(9+N) and containers in 10.N.0.0/16.
load lib/load

# Renders the plan on stdin for all of its hosts: `script HOST` is one's script.
render_cluster() {
  local plan=$BATS_TEST_TMPDIR/cluster.yaml folder=$BATS_TEST_TMPDIR/scripts host
  cat >"$plan"
  rm -rf "$folder"
  node "$NETGEN" render "$plan" --backend "$BACKEND" -o "$folder"
  for host in "$folder"/*; do
    cp "$host/setup.sh" "$BATS_TEST_TMPDIR/${host##*/}.sh"
  done
}

# up on each host. up_on HOST…
up_on() {
  local name
  for name; do
    HOST=$name up "$name"
  done
}

# check on each host finds nothing, and a second up has nothing to do. settled_on HOST…
settled_on() {
  local name
  for name; do
    HOST=$name quiet "$name"
    HOST=$name up "$name"
    changed 0
  done
}

# Hosts NAME…, each with a container of its name in a routed network and one in a network in nat mode.
# members NAME…
members() {
  local name number=0
  for name; do
    number=$((number + 1))
    cat <<HOST
  $name:
    host: {addresses: [198.51.100.$((9 + number))/24]}
    networks:
      front: {ipv4: {subnet: 10.$number.0.0/24, mode: routed}}
      own: {ipv4: 10.$number.9.0/24}
    containers:
      at-$name: {networks: [front]}
      in-$name: {networks: [own]}
HOST
  done
}

# A switched cluster. switched NAME…
switched() {
  render_cluster <<PLAN
netgen: 1
name: test
fabric: {kind: switched, subnet: [198.51.100.0/24]}
hosts:
$(members "$@")
PLAN
}

# A routed one: the hosts NAME… and, behind them, their router r1. routed NAME…
routed() {
  render_cluster <<PLAN
netgen: 1
name: test
fabric: {kind: routed, router: r1}
hosts:
$(members "$@")
  r1: {host: {addresses: [198.51.100.99/24]}}
PLAN
}

# The container of a host reaches that of another, and is seen by its own address.
# reaches HOST NUMBER OTHER-HOST NUMBER
reaches() {
  passes "$1/at-$1" "10.$4.0.2" "10.$2.0.2"
}

# Each of the hosts NAME… reaches each other one, both ways. all_reach NAME…
all_reach() {
  local from to i=0 j
  for from; do
    i=$((i + 1)) j=0
    for to; do
      j=$((j + 1))
      [ "$i" = "$j" ] || reaches "$from" $i "$to" $j
    done
  done
}

serve_on() {
  local name
  for name; do
    serve_both "$name/at-$name"
  done
}

# The hardware address of a host's uplink.
uplink_mac() {
  HOST=$1 in_host cat /sys/class/net/eth0/address
}

# Routes of ours that a host has, all of them to what lies behind others.
routes_on() {
  HOST=$1 in_host ip -4 route show proto 110
}

# A router of its own, beside the world: r1 at 198.51.100.99, and the default route of each host NAME… leads there.
router_up() {
  local name
  host_up r1
  HOST=r1 in_host ip addr add 198.51.100.99/24 dev eth0
  for name; do
    HOST=$name in_host ip route replace default via 198.51.100.99
  done
}

@test "row 45, switched: every container reaches every other from its own address, by way of both hosts" {
  host_up b
  host_up c
  switched host b c
  up_on host b c
  settled_on host b c
  serve_on host b c
  all_reach host b c
  capture c eth0 -e udp port 7000
  reaches host 1 c 3
  run captured
  assert_output --partial "$(uplink_mac host) > $(uplink_mac c)"
  assert_output --partial '10.1.0.2'
  run routes_on b
  assert_output --regexp '10\.1\.0\.0/24 via 198\.51\.100\.10 '
  assert_output --regexp '10\.3\.0\.0/24 via 198\.51\.100\.12 '
  assert_equal "${#lines[@]}" 2
}

@test "row 45, switched: a network in nat mode is not reached from another host, and reaches it as its host" {
  host_up b
  switched host b
  up_on host b
  serve_on b
  passes in-host 10.2.0.2 198.51.100.10
  serve_both b/in-b
  in_host ip route add 10.2.9.0/24 via 198.51.100.11
  blocked at-host 10.2.9.2
  blocked host 10.2.9.2
}

@test "row 45, switched: a fourth host is reached when all have been applied again, and forgotten when it is gone" {
  host_up b
  host_up c
  switched host b c
  up_on host b c
  host_up d
  hold_connection talk host/at-host b/at-b 10.2.0.2
  switched host b c d
  up_on host b c
  changed some
  up_on d
  settled_on host b c d
  chat talk again
  serve_on host b c d
  all_reach host b c d
  switched host b c
  up_on host b c
  changed some
  settled_on host b c
  run routes_on host
  refute_output --partial 10.4.
  blocked at-host 10.4.0.2
  reaches host 1 b 2
}

@test "row 45, switched: down takes the routes away, and routes of others stay" {
  host_up b
  switched host b
  HOST=host in_host ip route add 10.77.0.0/16 via 198.51.100.11
  remember before
  up_on host b
  down host
  same_as before
}

@test "row 45, switched: a lost route is found and put back, and one of somebody else's is refused" {
  host_up b
  switched host b
  up_on host
  in_host ip route del 10.2.0.0/24
  run --separate-stderr apply host check
  exits 3
  assert_output --regexp '^missing hosts\.b.*10\.2\.0\.0/24'
  up_on host
  settled_on host
  down host
  in_host ip route add 10.2.0.0/24 via 198.51.100.1
  run --separate-stderr apply host up
  exits 4
  says '10\.2\.0\.0/24'
}

@test "row 45, routed: every container reaches every other from its own address, by way of the router" {
  host_up b
  router_up host b
  routed host b
  up_on host b r1
  settled_on host b r1
  serve_on host b
  all_reach host b
  capture b eth0 -e udp port 7000
  reaches host 1 b 2
  run captured
  assert_output --partial "$(uplink_mac r1) > $(uplink_mac b)"
  assert_output --partial '10.1.0.2'
  run routes_on host
  assert_output ''
}

@test "row 45, routed: for another host only the router has something to do" {
  host_up b
  host_up c
  router_up host b c
  routed host b
  up_on host b r1
  routed host b c
  up_on c
  up_on r1
  changed some
  up_on host
  changed 0
  up_on b
  changed 0
  serve_on host b c
  all_reach host b c
  routed host b
  up_on r1
  changed some
  run routes_on r1
  refute_output --partial 10.3.
  blocked at-host 10.3.0.2
}
