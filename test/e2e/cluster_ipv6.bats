#!/usr/bin/env bats
# backends: both
# Row 45 with IPv6: clusters of both families, switched and routed, of throw-away hosts on one switch. The Nth host has
# 198.51.100.(9+N) and 2001:db8:ff::(9+N), and the containers' subnets that the pool gives it.
load lib/load

render_cluster() {
  local plan=$BATS_TEST_TMPDIR/cluster.yaml folder=$BATS_TEST_TMPDIR/scripts host
  cat >"$plan"
  rm -rf "$folder"
  node "$NETGEN" render "$plan" --backend "$BACKEND" -o "$folder"
  for host in "$folder"/*; do
    cp "$host/setup.sh" "$BATS_TEST_TMPDIR/${host##*/}.sh"
  done
}

# A host with IPv6 on its uplink. host_dual NAME NUMBER
host_dual() {
  [ "$1" = host ] || host_up "$1"
  HOST=$1 in_host ip addr replace "2001:db8:ff::$2/64" dev eth0 nodad
}

up_on() {
  local name
  for name; do
    HOST=$name up "$name"
  done
}

settled_on() {
  local name
  for name; do
    HOST=$name quiet "$name"
    HOST=$name up "$name"
    changed 0
  done
}

# Members NAME…, each with a container of its name. members NAME…
members() {
  local name number=0
  for name; do
    number=$((number + 1))
    cat <<HOST
  $name:
    host: {addresses: [198.51.100.$((9 + number))/24, "2001:db8:ff::$((9 + number))/64"]}
    networks:
      front: {ipv4: {mode: routed}, ipv6: auto}
    containers:
      at-$name: {ipv4_address: 10.$number.0.2, ipv6_address: "2001:db8:10$number::2"}
HOST
  done
}

# Switched, behind a host without networks, which has the pools' first prefixes. switched NAME…
switched() {
  render_cluster <<PLAN
netgen: 1
name: test
fabric:
  kind: switched
  subnet: [198.51.100.0/24, "2001:db8:ff::/64"]
  pool: {ipv4: 10.0.0.0/8, ipv6: "2001:db8:100::/40", per_host: {ipv4: 16, ipv6: 48}, per_network: {ipv4: 24, ipv6: 64}}
hosts:
  spare: {host: {addresses: [198.51.100.99/24, "2001:db8:ff::99/64"]}}
$(members "$@")
PLAN
}

# Routed by r1, which has the pools' first prefixes. routed NAME…
routed() {
  render_cluster <<PLAN
netgen: 1
name: test
fabric:
  kind: routed
  router: r1
  pool: {ipv4: 10.0.0.0/8, ipv6: "2001:db8:100::/40", per_host: {ipv4: 16, ipv6: 48}, per_network: {ipv4: 24, ipv6: 64}}
hosts:
  r1: {host: {addresses: [198.51.100.99/24, "2001:db8:ff::99/64"]}}
$(members "$@")
PLAN
}

# The router, and the default routes of the hosts NAME… to it. router_up NAME…
router_up() {
  local name
  host_up r1
  HOST=r1 in_host ip addr add 198.51.100.99/24 dev eth0
  HOST=r1 in_host ip addr add 2001:db8:ff::99/64 dev eth0 nodad
  for name; do
    HOST=$name in_host ip route replace default via 198.51.100.99
    HOST=$name in_host ip route replace default via 2001:db8:ff::99 dev eth0
  done
}

serve_on() {
  local name number=0
  for name; do
    number=$((number + 1))
    serve_both "$name/at-$name"
    serve "$name/at-$name" tcp 7006 "2001:db8:10$number::2"
    serve "$name/at-$name" udp 7006 "2001:db8:10$number::2"
  done
}

# Both families, TCP and UDP. reaches HOST NUMBER OTHER NUMBER
reaches() {
  local protocol
  passes "$1/at-$1" "10.$4.0.2" "10.$2.0.2"
  for protocol in tcp udp; do
    run ask "$1/at-$1" "$protocol" "2001:db8:10$4::2" 7006
    assert_success
    assert_output "2001:db8:10$2::2"
  done
}

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

uplink_mac() {
  HOST=$1 in_host cat /sys/class/net/eth0/address
}

# Routes of ours that do not lead to a bridge. routes_on HOST
routes_on() {
  HOST=$1 in_host ip -6 route show proto 110 | grep -v ' dev front '
}

@test "row 45, IPv6, switched: every container reaches every other by both families; a fourth host comes and goes" {
  host_dual host 10
  host_dual b 11
  host_dual c 12
  switched host b c
  up_on host b c
  settled_on host b c
  serve_on host b c
  all_reach host b c
  capture c eth0 -e ip6 and udp port 7006
  reaches host 1 c 3
  run captured
  assert_output --partial "$(uplink_mac host) > $(uplink_mac c)"
  assert_output --partial '2001:db8:101::2'
  run routes_on b
  assert_output --regexp '2001:db8:101::/64 via 2001:db8:ff::10 '
  assert_output --regexp '2001:db8:103::/64 via 2001:db8:ff::12 '
  assert_equal "${#lines[@]}" 2
  host_dual d 13
  switched host b c d
  up_on host b c
  changed some
  up_on d
  settled_on host b c d
  serve d/at-d tcp 7006 2001:db8:104::2
  run ask host/at-host tcp 2001:db8:104::2 7006
  assert_output 2001:db8:101::2
  run pings d/at-d 2001:db8:103::2
  assert_success
  switched host b c
  up_on host b c
  changed some
  settled_on host b c
  run routes_on host
  refute_output --partial 2001:db8:104
  run pings host/at-host 2001:db8:104::2
  assert_failure
  HOST=host in_host ip -6 route del 2001:db8:102::/64
  HOST=host run --separate-stderr apply host check
  exits 3
  assert_output --regexp '^missing hosts\.b.*2001:db8:102::/64'
}

@test "row 45, IPv6, routed: by way of the router; only it has something to do for a fourth host, and nothing loops" {
  host_dual host 10
  host_dual b 11
  host_dual c 12
  router_up host b c
  routed host b
  up_on host b r1
  settled_on host b r1
  routed host b c
  up_on c
  up_on r1
  changed some
  up_on host
  changed 0
  up_on b
  changed 0
  settled_on host b c r1
  serve_on host b c
  all_reach host b c
  capture b eth0 -e ip6 and udp port 7006
  reaches host 1 b 2
  run captured
  assert_output --partial "$(uplink_mac r1) > $(uplink_mac b)"
  assert_output --partial '2001:db8:101::2'
  run routes_on host
  assert_output --regexp '^unreachable 2001:db8:101::/48 '
  assert_equal "${#lines[@]}" 1
  # What nobody has is refused at its host, and not sent to and fro until its time is over.
  run in_place b/at-b ping -n -c 1 -W 1 2001:db8:101:7::1
  assert_output --partial '+1 errors'
  refute_output --partial xceeded
  run in_place b/at-b ping -n -c 1 -W 1 10.1.7.1
  assert_output --partial '+1 errors'
  refute_output --partial xceeded
  routed host b
  up_on r1
  changed some
  settled_on r1 host b
  run routes_on r1
  refute_output --partial 2001:db8:103
}
