#!/usr/bin/env bats
# backends: both
# Row 18: rules that the user puts into NETGEN-USER / `inet netgen_user` stand before ours and survive.
load lib/load

# Puts a rule of the user's in place: nothing reaches world's port 7000.
forbid() {
  if [ "$BACKEND" = iptables ]; then
    in_host iptables -A NETGEN-USER -p tcp --dport 7000 -j DROP
  else
    in_host nft add rule inet netgen_user forward tcp dport 7000 drop
  fi
}

allow() {
  if [ "$BACKEND" = iptables ]; then
    in_host iptables -F NETGEN-USER
  else
    in_host nft flush chain inet netgen_user forward
  fi
}

forbidden() {
  run ask web tcp "$WORLD_ADDRESS" 7000
  assert_failure
}

# What there is for the user's rules, nothing if nothing.
users() {
  if [ "$BACKEND" = iptables ]; then
    in_host iptables -S | grep NETGEN-USER
  else
    in_host nft list table inet netgen_user 2>/dev/null
  fi
}

# One network with a container. plan NAME NUMBER
plan() {
  render "$([ "$1" = test ] && echo setup || echo "$1")" <<PLAN
netgen: 1
name: $1
networks: {$1-net: {ipv4: 10.$2.0.1/24}}
containers: {$1-box: {}}
PLAN
}

@test "row 18: the user's rules stand before ours and survive up, a changed plan and down" {
  full_plan
  up
  serve_both world
  run ask web tcp "$WORLD_ADDRESS" 7000
  assert_success
  forbid
  forbidden
  quiet
  up
  changed 0
  forbidden
  render <<PLAN
netgen: 1
name: test
networks: {front: {ipv4: 10.1.0.1/24}}
containers: {web: {}}
PLAN
  up
  forbidden
  quiet
  down
  run users
  assert_output --partial 7000
  full_plan
  up
  forbidden
}

@test "row 18: they decide about replies and links, too" {
  full_plan
  up
  serve_both world
  hold_connection talk web world "$WORLD_ADDRESS"
  if [ "$BACKEND" = iptables ]; then
    in_host iptables -A NETGEN-USER -p tcp --dport 7100 -j DROP
  else
    in_host nft add rule inet netgen_user forward tcp dport 7100 drop
  fi
  run chat talk never
  assert_failure
}

@test "row 18: without rules of the user's nothing is left after down" {
  full_plan
  remember found
  up
  down
  same_as found
}

@test "row 18: an empty chain that somebody else made stays" {
  full_plan
  if [ "$BACKEND" = iptables ]; then
    in_host iptables -N NETGEN-USER
    in_host iptables -A FORWARD -j NETGEN-USER
  else
    in_host nft 'table inet netgen_user { chain forward { type filter hook forward priority -5; policy accept; }; }'
  fi
  remember found
  up
  quiet
  down
  same_as found
}

@test "row 18: two plans share it, and the last to leave takes it away" {
  plan first 1
  plan second 2
  remember found
  up first
  up second
  quiet first
  quiet second
  if [ "$BACKEND" = iptables ]; then
    assert_equal "$(in_host iptables -S FORWARD | sed -n 2p)" '-A FORWARD -j NETGEN-USER'
    assert_equal "$(in_host iptables -S FORWARD | grep -c NETGEN-USER)" 1
  fi
  down first
  run users
  assert_output --partial "$([ "$BACKEND" = iptables ] && echo NETGEN-USER || echo forward)"
  quiet second
  down second
  run users
  assert_output ''
  same_as found
}

@test "row 18: what somebody took away, or put before it, is mended" {
  plan test 1
  up
  remember planned shape
  if [ "$BACKEND" = iptables ]; then
    in_host iptables -D FORWARD -j NETGEN-USER
    heals '^missing host\.firewall: rule .*-A FORWARD -j NETGEN-USER$'
    in_host iptables -D FORWARD -j NETGEN-USER
    in_host iptables -A FORWARD -j NETGEN-USER
    heals '^unexpected host\.firewall: rule .*-A FORWARD -j NETGEN-USER \(not the first\)'
    in_host iptables -D FORWARD -j NETGEN-USER
    in_host iptables -X NETGEN-USER
    heals '^missing host\.firewall: chain NETGEN-USER'
  else
    in_host nft delete table inet netgen_user
    heals '^missing host\.firewall: chain forward of table inet netgen_user'
  fi
}

@test "row 18: an emptied chain goes with down" {
  plan test 1
  remember found
  up
  forbid
  allow
  down
  same_as found
}

@test "row 18: a plan that changes its firewall takes the chain along" {
  plan test 1
  remember found
  up
  sed "s/^name: test/&\nhost: {firewall: $([ "$BACKEND" = iptables ] && echo nftables || echo iptables)}/" \
    "$BATS_TEST_TMPDIR/setup.yaml" >"$BATS_TEST_TMPDIR/changed"
  render changed <"$BATS_TEST_TMPDIR/changed"
  up changed
  run users
  assert_output ''
  quiet changed
  down changed
  same_as found
}
