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

forbidden() {
  run ask web tcp "$WORLD_ADDRESS" 7000
  assert_failure
}

@test "row 18: the user's rules stand before ours and survive up, a changed plan and down" {
  full_plan
  remember found
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
  down
  if [ "$BACKEND" = iptables ]; then
    run in_host iptables -S NETGEN-USER
  else
    run in_host nft list table inet netgen_user
  fi
  assert_output --partial '7000'
}

@test "row 18: without rules of the user's nothing is left after down" {
  full_plan
  remember found
  up
  down
  same_as found
}
