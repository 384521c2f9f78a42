#!/usr/bin/env bats
# backends: both
# Words of a plan that would be commands to a shell: P10.
load lib/load

@test "P10: a path with a newline and commands in it is a path or refused, and runs nothing" {
  local path="/run/it's \$(touch pwned) \`touch pwned\`
touch pwned #"
  mkdir "$BATS_TEST_TMPDIR/here"
  cd "$BATS_TEST_TMPDIR/here"
  in_host sh -s "$path" <<'MAKE'
    : >"$1"
    unshare --net="$1" true
MAKE
  cat >"$BATS_TEST_TMPDIR/hostile.yaml" <<'PLAN'
netgen: 1
name: test
networks: {front: {ipv4: 10.1.0.1/24}}
containers:
  web:
    netns: {path: "/run/it's $(touch pwned) `touch pwned`\ntouch pwned #"}
PLAN
  if node "$NETGEN" render "$BATS_TEST_TMPDIR/hostile.yaml" --backend "$BACKEND" -o "$(script)" 2>rejection; then
    run shellcheck --shell=sh "$(script)"
    assert_output ''
    up
    quiet
    run in_ns "$path" ip -4 -o addr show dev eth0
    assert_output --partial 'inet 10.1.0.'
    down
  else
    grep 'error\[NG' rejection
    assert [ ! -e "$(script)" ]
  fi
  assert [ ! -e pwned ]
}

@test "P10: a path that ip could not read is refused" {
  local path
  while read -r path; do
    rejects 'error\[NG' <<<"netgen: 1
name: test
networks: {front: {ipv4: 10.1.0.1/24}}
containers: {web: {netns: {path: \"$path\"}}}"
  done <<'PATHS'
/run/it's
/run/a b
/run/$HOME
/run/`x`
/run/a\\b
/run/a\nb
/run/a#b
relative
PATHS
}

# Renders a container whose entry is given, and if that is not refused, runs up, which must fail; nothing that stands in
# the entry may have been run as a command. runs_nothing CONTAINER
runs_nothing() {
  local said
  printf 'netgen: 1\nname: test\nnetworks: {front: {ipv4: 10.1.0.1/24}}\ncontainers:\n  web: %s\n' "$1" \
    >"$BATS_TEST_TMPDIR/hostile.yaml"
  if said=$(node "$NETGEN" render "$BATS_TEST_TMPDIR/hostile.yaml" --backend "$BACKEND" -o "$(script)" 2>&1); then
    run shellcheck --shell=sh "$(script)"
    assert_output ''
    run apply setup up
    refute_output --partial 'changed='
  else
    echo "$1: $said"
    [[ $said == *'error[NG'* ]]
  fi
  in_host test ! -e /run/pwned
}

@test "P10: a docker name with commands in it runs nothing" {
  local name
  while read -r name; do
    runs_nothing "{netns: {docker: \"$name\"}}"
  done <<'NAMES'
$(touch /run/pwned)
`touch /run/pwned`
'; touch /run/pwned; '
\"; touch /run/pwned; \"
-v$(touch /run/pwned)
x\ntouch /run/pwned\n
NAMES
}

@test "P10: a sysctl's value with commands in it runs nothing" {
  local value
  while read -r value; do
    runs_nothing "{sysctls: {net.ipv4.ping_group_range: \"$value\"}}"
  done <<'VALUES'
$(touch /run/pwned)
`touch /run/pwned`
1'; touch /run/pwned; '
1\ntouch /run/pwned
1; touch /run/pwned
VALUES
}

@test "P10: hostile names of plans, networks and containers are refused" {
  local name
  while read -r name; do
    rejects 'error\[NG' <<<"{netgen: 1, name: test, networks: {\"$name\": {}}, containers: {}}"
    rejects 'error\[NG' <<<"{netgen: 1, name: test, networks: {a: {}}, containers: {\"$name\": {}}}"
    rejects 'error\[NG' <<<"{netgen: 1, name: \"$name\", networks: {a: {}}, containers: {}}"
  done <<'NAMES'
$(touch x)
`x`
a'b
a;b
-rf
a/b
..
a\nb
a\u0000b
ü

NAMES
}

@test "P10: names that no interface can have are refused" {
  local name
  while read -r name; do
    rejects 'error\[NG' <<<"{netgen: 1, name: test, networks: {a: {bridge: \"$name\"}}, containers: {c: {}}}"
    rejects 'error\[NG' <<<"{netgen: 1, name: test, networks: {a: {}}, containers: {c: {networks: {a: {interface_name: \"$name\"}}}}}"
    rejects 'error\[NG' <<<"{netgen: 1, name: test, networks: {a: {}}, containers: {c: {networks: {a: {host_interface_name: \"$name\"}}}}}"
  done <<'NAMES'
$(touch x)
a b
a/b
..
.
a\nb
a:b

NAMES
}

@test "P10: the plan's file name reaches no shell" {
  local file="$BATS_TEST_TMPDIR/a\$(touch pwned)
touch pwned
'.yaml"
  cat >"$file" <<'PLAN'
netgen: 1
name: test
networks: {front: {ipv4: 10.1.0.1/24}}
containers: {web: {}}
PLAN
  cd "$BATS_TEST_TMPDIR"
  node "$NETGEN" render "$file" --backend "$BACKEND" -o "$(script)"
  run shellcheck --shell=sh "$(script)"
  assert_output ''
  up
  run in_host sh -c "cd '$BATS_TEST_TMPDIR' && dash setup.sh --version && dash setup.sh --help && dash setup.sh check"
  assert_success
  run find "$BATS_TEST_TMPDIR" -maxdepth 1 -name pwned
  assert_output ''
}
