#!/usr/bin/env bats
# backends: both
# up, up again, check and down, under every shell: idempotent, byte for byte, and down to what was found.
load lib/load

# The whole life of a plan under one shell. life_under SHELL
life_under() {
  export SCRIPT_SHELL=$1
  full_plan
  remember found
  up
  changed some
  quiet
  remember first
  up
  changed 0
  same_as first
  quiet
  same_as first
  down
  changed some
  same_as found
  down
  changed 0
  same_as found
}

@test "the whole life of a plan under dash" {
  life_under dash
}

@test "the whole life of a plan under bash" {
  life_under bash
}

@test "the whole life of a plan under busybox sh" {
  life_under 'busybox sh'
}

@test "the whole life of a plan with gawk" {
  use_awk gawk
  life_under dash
}

@test "the whole life of a plan with busybox awk" {
  use_awk busybox
  life_under dash
}

@test "up is what the script does when it is not told" {
  full_plan
  run --separate-stderr apply setup
  report_stderr
  assert_success
  changed some
  quiet
}

@test "down leaves no file, not even in /run" {
  full_plan
  up
  down
  run in_host find /run -mindepth 1
  assert_output '/run/netns'
}

@test "down takes /run/netns away where up had to make it, and leaves it where it was in use" {
  in_host rmdir /run/netns
  full_plan
  up
  down
  run in_host find /run -mindepth 1
  assert_output ''
  in_host ip netns add theirs
  up
  down
  run in_host ip netns list
  assert_output theirs
}

@test "down before any up does nothing" {
  full_plan
  remember found
  down
  changed 0
  same_as found
}

@test "check before any up finds everything missing, and changes nothing" {
  full_plan
  remember found
  finds '^missing .*networks\.front'
  assert_line --regexp '^missing .*networks\.back'
  assert_line --regexp '^missing .*containers\.web'
  assert_line --regexp '^missing .*containers\.db'
  same_as found
}

@test "nothing but the last line is on stdout" {
  full_plan
  up
  assert_equal "${#lines[@]}" 1
  up
  assert_equal "${#lines[@]}" 1
  down
  assert_equal "${#lines[@]}" 1
}

@test "connections and neighbour entries live through the second up" {
  full_plan
  up
  hold_connection talk web db 10.2.0.2
  in_ns web ip neigh show to 10.1.0.1 dev eth0 >"$BATS_TEST_TMPDIR/neighbour"
  up
  changed 0
  chat talk second
  run in_ns web ip neigh show to 10.1.0.1 dev eth0
  assert_output --partial 'lladdr'
}

@test "runs on a host that has no node" {
  hide node nodejs
  full_plan
  up
  quiet
  down
}

@test "works whatever the working directory, umask and environment are" {
  full_plan
  in_host env -i PATH="$STANDARD_PATH" sh -c "cd /proc && umask 777 && exec dash '$(script)' up" >/dev/null
  quiet
  run in_host env -i PATH="$STANDARD_PATH" IFS=abc LC_ALL=C.UTF-8 POSIXLY_CORRECT=1 TMPDIR=/nowhere \
    sh -c "cd / && exec dash '$(script)' up"
  assert_success
  changed 0
  # What POSIX knows of awk is all that gawk knows then.
  use_awk gawk
  run in_host env POSIXLY_CORRECT=1 dash "$(script)" up
  assert_success
  changed 0
}

@test "the script may come from stdin" {
  full_plan
  run in_host dash -s up <"$(script)"
  assert_success
  quiet
}
