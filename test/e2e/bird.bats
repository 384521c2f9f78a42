#!/usr/bin/env bats
# backends: both
# `routing: bird`: throw-away hosts on one switch, each with a BIRD of its own. In the plan a host is called as here; the
# Nth has the address 198.51.100.(9+N), and of the pool 10.(N-1).0.0/16.
load lib/load

# Renders scripts and configurations for the hosts NAME… . render_bird NAME…
render_bird() {
  local plan=$BATS_TEST_TMPDIR/cluster.yaml name number=0
  {
    cat <<'PLAN'
netgen: 1
name: test
fabric:
  kind: switched
  subnet: [198.51.100.0/24]
  pool: {ipv4: 10.0.0.0/8, per_host: 16, per_network: 24}
  routing: bird
  bird: {password: "it's a $ecret"}
hosts:
PLAN
    for name; do
      number=$((number + 1))
      cat <<HOST
  $name:
    host: {addresses: [198.51.100.$((9 + number))/24]}
    networks: {front: {ipv4: {mode: routed}}}
    containers: {at-$name: {}}
HOST
    done
  } >"$plan"
  node "$NETGEN" render "$plan" --backend "$BACKEND" -o "$BATS_TEST_TMPDIR/scripts"
  node "$NETGEN" render "$plan" --as bird -o "$BATS_TEST_TMPDIR/scripts"
  for name; do
    cp "$BATS_TEST_TMPDIR/scripts/$name/setup.sh" "$BATS_TEST_TMPDIR/$name.sh"
  done
}

# up and a BIRD on each host. start_on HOST…
start_on() {
  local name
  for name; do
    HOST=$name up "$name"
    serve_both "$name/at-$name"
    HOST=$name in_host "$("$BATS_TEST_DIRNAME/bird.sh")/bird" -c "$BATS_TEST_TMPDIR/scripts/$name/bird.conf" -s /run/bird.ctl -P /run/bird.pid
  done
}

birdc_on() {
  HOST=$1 in_host "$("$BATS_TEST_DIRNAME/bird.sh")/birdc" -s /run/bird.ctl "${@:2}"
}

# Whether a host has BIRD's route to the Nth's containers. knows HOST N
knows() {
  HOST=$1 in_host ip -4 route show proto bird | grep -q "^10\.$(($2 - 1))\.0\.0/24 via 198\.51\.100\.$((9 + $2)) "
}

lost() { ! knows "$@"; }

# Waits at most half a minute. in_time COMMAND…
in_time() {
  local tries=0
  until "$@"; do
    tries=$((tries + 1))
    [ $tries -lt 150 ] || return 1
    sleep 0.2
  done
}

# Each of the hosts NAME… learns of each other one, and the containers reach each other. all_reach NAME…
all_reach() {
  local from i=0 j
  for from; do
    i=$((i + 1))
    for ((j = 1; j <= $#; j++)); do
      [ $i != $j ] || continue
      in_time knows "$from" $j
      passes "$from/at-$from" "10.$((j - 1)).0.2" "10.$((i - 1)).0.2"
    done
  done
}

# The addresses and ports of a host's sessions: one that is made anew has another port at one end. (The times that birdc
# shows wander by a millisecond, for it reckons them from now.) sessions_of HOST
sessions_of() {
  HOST=$1 in_host ss -tnH state established '( sport = :179 or dport = :179 )' | awk '{ print $3, $4 }' | sort
}

@test "routes arrive, and neither script nor BIRD undoes what the other did" {
  local name
  host_up b
  host_up c
  host_up d
  render_bird host b c d
  start_on host b c d
  all_reach host b c d
  for name in host c; do
    HOST=$name quiet "$name"
    HOST=$name up "$name"
    changed 0
    run birdc_on "$name" configure check
    refute_output --partial error
  done
  # The script sets no route to another host.
  run in_host ip -4 route show proto 110
  assert_output ''
  HOST=b down b
  in_time lost host 2
  knows b 3
}

@test "a host that dies loses its routes, and the others keep theirs" {
  host_up b
  host_up c
  host_up d
  render_bird host b c d
  start_on host b c d
  all_reach host b c d
  HOST=d in_host ip link set dev eth0 down
  in_time lost host 4
  in_time lost c 4
  knows host 2
  knows host 3
  passes host/at-host 10.1.0.2 10.0.0.2
  # And it comes back.
  HOST=d in_host ip link set dev eth0 up
  in_time knows host 4
}

@test "a host that is added gets routes and gives them, and nobody else is touched" {
  local name
  host_up b
  host_up c
  render_bird host b c
  start_on host b c
  all_reach host b c
  cp -r "$BATS_TEST_TMPDIR/scripts" "$BATS_TEST_TMPDIR/before"
  for name in host b c; do
    sessions_of "$name" >"$BATS_TEST_TMPDIR/sessions.$name"
    assert [ "$(wc -l <"$BATS_TEST_TMPDIR/sessions.$name")" = 2 ]
  done
  host_up d
  render_bird host b c d
  for name in host b c; do
    # All but the plan's hash is as it was.
    run diff <(grep -v '^# [0-9a-f]*\.$' "$BATS_TEST_TMPDIR/before/$name/bird.conf") \
      <(grep -v '^# [0-9a-f]*\.$' "$BATS_TEST_TMPDIR/scripts/$name/bird.conf")
    assert_output ''
  done
  start_on d
  all_reach host b c d
  for name in host b c; do
    run comm -23 "$BATS_TEST_TMPDIR/sessions.$name" <(sessions_of "$name")
    assert_output ''
  done
}
