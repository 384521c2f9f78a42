#!/usr/bin/env bats
# backends: both
# A changed plan: what it no longer names goes, what differs is changed in place, what stays is not touched.
load lib/load

# Two networks and three containers, with words put in. small_plan FRONT WEB-ON-FRONT [MORE]
small_plan() {
  render <<PLAN
netgen: 1
name: test
networks:
  front: {ipv4: 10.1.0.1/24$1}
  back: {ipv4: 10.2.0.1/24}
containers:
  web: {networks: {front: {ipv4_address: 10.1.0.2, host_interface_name: v-web$2}}}
  app: {networks: {front: {ipv4_address: 10.1.0.3, host_interface_name: v-app}}}
  db: {networks: {back: {ipv4_address: 10.2.0.2, host_interface_name: v-db}}}
${3:-}
PLAN
}

# Renders the plan again after a substitution. edited SED-EXPRESSION
edited() {
  sed -E "$1" "$BATS_TEST_TMPDIR/setup.yaml" >"$BATS_TEST_TMPDIR/edited"
  ! cmp -s "$BATS_TEST_TMPDIR/edited" "$BATS_TEST_TMPDIR/setup.yaml"
  render <"$BATS_TEST_TMPDIR/edited"
}

# What a host that never saw the earlier plan would look like after the present one.
as_if_made_anew() {
  remember changed shape
  down
  up
  same_as changed shape
}

@test "P1: what the new plan no longer names is removed" {
  full_plan
  up
  small_plan '' ''
  up
  changed some
  quiet
  run in_host sh -c 'ip -o link show; ip netns list; ip route show table all; nft list ruleset; iptables-save'
  refute_output --regexp 'inner|router|far|10\.3\.0|198\.18|10\.4\.0|10\.77'
  as_if_made_anew
}

@test "P1: a network with its containers, a route and a sysctl are removed, each alone" {
  local sysctl='sysctls: {net.core.somaxconn: 77}'
  small_plan '' '' "  more: {networks: [back], routes: [{to: 10.99.0.0/16, via: 10.2.0.2}], $sysctl}"
  up
  small_plan '' '' "  more: {networks: [back], $sysctl}"
  finds '^unexpected .*containers\.more'
  up
  quiet
  run in_ns more ip route show 10.99.0.0/16
  assert_output ''
  small_plan '' '' '  more: {networks: [back]}'
  up
  quiet
  run in_ns more sysctl -n net.core.somaxconn
  assert_output 4096
  small_plan '' ''
  up
  quiet
  run in_host ip netns list
  refute_output --partial more
  as_if_made_anew
}

@test "P2: a changed address replaces the old one" {
  small_plan '' ''
  up
  edited 's/10\.1\.0\.2,/10.1.0.22,/'
  up
  quiet
  run in_ns web ip -4 -o addr show dev eth0
  assert_output --partial 'inet 10.1.0.22/24'
  assert_equal "${#lines[@]}" 1
  as_if_made_anew
}

@test "P2: a changed gateway and subnet replace the old ones" {
  small_plan '' ''
  up
  edited 's/10\.1\.0\./10.9.0./g'
  up
  quiet
  run in_host ip -4 -o addr show dev front
  assert_output --partial 'inet 10.9.0.1/24'
  assert_equal "${#lines[@]}" 1
  run in_ns web ip -4 route show
  refute_output --partial '10.1.0'
  serve_both world
  passes web "$WORLD_ADDRESS" "$(host_address)"
  as_if_made_anew
}

# The links of web are the same ones as before: same index on both ends. in_place_after SED-EXPRESSION
in_place_after() {
  local outside inside bridge
  outside=$(ifindex host v-web)
  inside=$(ifindex web eth0)
  bridge=$(ifindex host front)
  edited "$1"
  finds '^(differs|missing|unexpected) .*(containers\.web|networks\.)'
  up
  changed some
  quiet
  assert_equal "$(ifindex host "${2:-v-web}")" "$outside"
  assert_equal "$(ifindex web "${3:-eth0}")" "$inside"
  assert_equal "$(ifindex host "${4:-front}")" "$bridge"
  as_if_made_anew
}

@test "P5: another MAC, in place" {
  small_plan '' ', mac_address: "02:42:00:00:00:11"'
  up
  in_place_after 's/02:42:00:00:00:11/02:42:00:00:00:22/'
}

@test "P5: another mtu, in place" {
  small_plan ', mtu: 1500' ''
  up
  in_place_after 's/mtu: 1500/mtu: 1400/'
}

# Interfaces of some container change their names: up makes those pairs again, in one go, and touches no other link.
# made_again_after SED-EXPRESSION
made_again_after() {
  local app bridge
  app=$(ifindex app eth0)
  bridge=$(ifindex host front)
  edited "$1"
  up
  changed some
  quiet
  up
  changed 0
  assert_equal "$(ifindex app eth0)" "$app"
  assert_equal "$(ifindex host front)" "$bridge"
  as_if_made_anew
}

@test "P5: another host_interface_name: that pair alone is made again" {
  small_plan '' ''
  up
  made_again_after 's/v-web/w-veb/'
}

@test "P5: another interface_name: that pair alone is made again" {
  small_plan '' ', interface_name: eth0'
  up
  made_again_after 's/interface_name: eth0/interface_name: lan0/'
}

@test "P5: interface names of one container swapped" {
  small_plan '' '' '  two: {networks: {front: {interface_name: a0}, back: {interface_name: b0}}}'
  up
  made_again_after 's/interface_name: a0/interface_name: c0/; s/interface_name: b0/interface_name: a0/; s/c0/b0/'
}

@test "P5: host interface names of two containers swapped" {
  small_plan '' ''
  up
  made_again_after 's/v-web/v-tmp/; s/v-db/v-web/; s/v-tmp/v-db/'
}

@test "P5: another network, in place: the port moves to the other bridge" {
  small_plan '' ''
  up
  in_place_after '/web:/s/front: \{ipv4_address: 10\.1\.0\.2/back: {ipv4_address: 10.2.0.9/'
  run in_host ip -o link show dev v-web
  assert_output --partial 'master back'
}

@test "P5: another address, in place" {
  small_plan '' ''
  up
  in_place_after 's/10\.1\.0\.2,/10.1.0.22,/'
}

@test "P5: a renamed bridge: its ports stay the links that they were" {
  small_plan ', bridge: br-a' ''
  up
  local outside inside
  outside=$(ifindex host v-web)
  inside=$(ifindex web eth0)
  edited 's/br-a/br-b/'
  up
  quiet
  assert_equal "$(ifindex host v-web)" "$outside"
  assert_equal "$(ifindex web eth0)" "$inside"
  run in_host ip link show dev br-a
  assert_failure
  as_if_made_anew
}

@test "what stays is not touched: its connection and its neighbour entries live on" {
  small_plan '' ''
  up
  in_ns app ping -n -q -c 1 -W 1 10.1.0.1
  hold_connection talk app world "$WORLD_ADDRESS"
  in_host timeout 20 ip monitor link address route </dev/null >"$BATS_TEST_TMPDIR/monitor" 2>&1 3>&- &
  sleep 0.2
  edited 's/10\.1\.0\.2,/10.1.0.22,/; s/10\.2\.0\.2/10.2.0.22/'
  up
  chat talk second
  run cat "$BATS_TEST_TMPDIR/monitor"
  refute_output --partial 'v-app'
  run in_ns app ip neigh show to 10.1.0.1
  assert_output --partial lladdr
}

@test "what is changed in place keeps its connections: mtu, another address beside it" {
  small_plan ', mtu: 1500' ''
  up
  hold_connection talk web world "$WORLD_ADDRESS"
  edited 's/mtu: 1500/mtu: 1400/; s/10\.1\.0\.3/10.1.0.33/'
  up
  changed some
  chat talk second
  run in_ns web ip neigh show to 10.1.0.1
  assert_output --partial lladdr
}

@test "a connection lives through a change of the rules" {
  small_plan '' ''
  up
  hold_connection talk web world "$WORLD_ADDRESS"
  small_plan ', peers: [back]' '' '  more: {networks: [front]}'
  up
  changed some
  chat talk second
  serve_both db
  passes web 10.2.0.2 10.1.0.2
}

@test "a change of the backend takes the rules of the other away" {
  small_plan '' ''
  up
  local other=iptables
  [ "$BACKEND" = nftables ] || other=nftables
  BACKEND=$other edited 's/10\.1\.0\.2,/10.1.0.22,/'
  up
  quiet
  if [ "$other" = nftables ]; then
    run in_host iptables-save
    refute_output --regexp 'NG_|netgen'
  else
    run in_host nft list tables
    refute_output --partial netgen-test
  fi
  serve_both world
  passes web "$WORLD_ADDRESS" "$(host_address)"
  as_if_made_anew
}

@test "P22: a renamed network leaves nothing of its old name, and its traffic passes" {
  small_plan '' ''
  up
  edited 's/front/entry/g'
  up
  quiet
  run in_host sh -c 'ip -o link show; nft list ruleset; iptables-save'
  refute_output --partial front
  serve_both world
  passes web "$WORLD_ADDRESS" "$(host_address)"
  as_if_made_anew
}

@test "P22: a renamed container leaves nothing of its old name" {
  small_plan '' ''
  up
  edited 's/^  web:/  www:/'
  up
  quiet
  run in_host ip netns list
  refute_output --regexp '\bweb\b'
  serve_both world
  passes www "$WORLD_ADDRESS" "$(host_address)"
}

@test "back and forth: the earlier plan comes back as it was" {
  small_plan '' ''
  up
  remember first shape
  cp "$(script)" "$(script earlier)"
  full_plan
  up
  up earlier
  quiet earlier
  same_as first shape
}
