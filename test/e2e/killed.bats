#!/usr/bin/env bats
# backends: both
# up is killed at every point: the next up ends in the planned state, and down in what was found.
load lib/load

# A dead run left nothing that keeps up or down from its work.
up_heals() {
  up
  quiet
  same_as planned shape
  down
  same_as found
}

down_heals() {
  down
  same_as found
}

# There were enough deaths for the test to mean something.
enough_deaths() {
  assert [ "$(cat "$BATS_TEST_TMPDIR/deaths")" -gt 10 ]
}

@test "P3, P4: killed at deeds all along the first up, the next up heals" {
  full_plan
  remember found
  up
  remember planned shape
  down
  at_every_death 1 7 up_heals
  enough_deaths
}

@test "P3: killed at deeds all along the first up, down takes everything away" {
  full_plan
  remember found
  at_every_death 2 7 down_heals
  enough_deaths
}

@test "P4: killed over and over, with no success in between" {
  full_plan
  remember found
  at_every_death 3 7 true
  enough_deaths
  quiet
  down
  same_as found
}

# Puts the earlier plan in force, for the next death.
earlier_again() {
  up
  quiet
  same_as planned shape
  down
  up earlier
}

@test "killed at deeds all along a changed plan, the next up heals" {
  remember found
  render earlier <<PLAN
netgen: 1
name: test
networks:
  front: {ipv4: 10.1.0.1/24, bridge: br-front}
  old: {ipv4: 10.9.0.1/24}
containers:
  web: {networks: {front: {ipv4_address: 10.1.0.22}, old: {}}}
  gone: {networks: [old], routes: [{to: 10.77.0.0/16, via: 10.9.0.1}]}
PLAN
  full_plan
  up
  remember planned shape
  down
  up earlier
  at_every_death 2 9 earlier_again
  enough_deaths
  down earlier
  same_as found
}

@test "killed at any time, by the clock: up heals, and down too" {
  local delay
  full_plan
  remember found
  up
  remember planned shape
  down
  for delay in 15 25 35 45 60 80; do
    kill_after "$delay" setup
    up_heals
    kill_after "$delay" setup
    down_heals
  done
}

@test "down is killed at deeds all along: the next down ends it, and up makes all anew" {
  local number
  full_plan
  remember found
  up
  remember planned shape
  for number in 1 2 4 7 12 17 30; do
    trip kill "$number"
    run apply_group setup down
    untrip
    if [ $((number % 2)) -eq 0 ]; then
      up
      quiet
      same_as planned shape
    else
      down
      same_as found
      up
    fi
  done
}

@test "P4: stale files under /run/netns and a veth left behind do not stop up" {
  full_plan
  up
  remember planned shape
  in_host sh -c 'umount -n /run/netns/web /run/netns/db; rm -rf /run/netgen/.work'
  up
  quiet
  same_as planned shape
}

@test "interrupted by a signal before the first change: nothing is changed" {
  full_plan
  remember found
  trip stop 5
  run --separate-stderr apply_group setup up
  untrip
  report_stderr
  [ "$status" -ne 0 ]
  same_as found
}

@test "interrupted by a signal in the middle: as before, and exit 1" {
  full_plan
  remember found
  trip stop 50
  run --separate-stderr apply_group setup up
  untrip
  report_stderr
  exits 1
  same_as found
}
