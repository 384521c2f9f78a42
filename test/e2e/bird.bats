#!/usr/bin/env bats
# backends: both
# `routing: bird`: four throw-away hosts on one switch, of both families, each with a session with each other.
load lib/load
load lib/bird

mesh() {
  bird_plan switched "$@" <<'FABRIC' | render_cluster
routing: bird
bird: {password: "it's a $ecret"}
FABRIC
}

@test "routes arrive, and neither script nor BIRD undoes what the other did" {
  local name family
  hosts_dual host b c d
  mesh host b c d
  start_on host b c d
  all_reach host b c d
  for name in host c; do
    HOST=$name quiet "$name"
    HOST=$name up "$name"
    changed 0
    run birdc_on "$name" configure check
    refute_output --partial error
  done
  # The script sets no route to another host, and next hops are no link-local addresses.
  for family in 4 6; do
    run in_host sh -c "ip -$family route show proto 110 | grep ' via '"
    assert_output ''
  done
  run routes_on host 6
  refute_output --partial fe80
  HOST=b down b
  in_time lost host 1
  knows b 2
}

@test "a host that dies loses its routes, and the others keep theirs" {
  hosts_dual host b c d
  mesh host b c d
  start_on host b c d
  all_know host b c d
  HOST=d in_host ip link set dev eth0 down
  in_time lost host 3
  in_time lost c 3
  knows host 1
  knows host 2
  passes host/at-host 10.1.0.2 10.0.0.2
  # And it comes back.
  HOST=d in_host ip link set dev eth0 up
  HOST=d in_host ip addr replace 2001:db8:ff::13/64 dev eth0 nodad
  in_time knows host 3
}

@test "a host that is added gets routes and gives them, and nobody else is touched" {
  local name
  hosts_dual host b c
  mesh host b c
  start_on host b c
  all_know host b c
  for name in host b c; do
    sessions_of "$name" >"$BATS_TEST_TMPDIR/sessions.$name"
    assert [ "$(wc -l <"$BATS_TEST_TMPDIR/sessions.$name")" = 4 ]
  done
  cp -r "$BATS_TEST_TMPDIR/scripts" "$BATS_TEST_TMPDIR/before"
  host_dual d 3
  mesh host b c d
  # No script of theirs is another.
  for name in host b c; do
    run diff <(grep -v "^# [0-9a-f]*\.$\|^plan_sha256=" "$BATS_TEST_TMPDIR/before/$name/setup.sh") \
      <(grep -v "^# [0-9a-f]*\.$\|^plan_sha256=" "$BATS_TEST_TMPDIR/scripts/$name/setup.sh")
    assert_output ''
  done
  start_on d
  all_reach host b c d
  # They may have their new configurations, too.
  for name in host b c; do
    birdc_on "$name" configure
  done
  all_know host b c d
  for name in host b c; do
    run comm -23 "$BATS_TEST_TMPDIR/sessions.$name" <(sessions_of "$name")
    assert_output ''
  done
  # A session that was opened unasked is the named one as soon as it is opened anew.
  run established host
  assert_output --partial other4_
  birdc_on d restart all
  in_time has_sessions d 6
  run established host
  assert_output $'b.v4\nb.v6\nc.v4\nc.v6\nd.v4\nd.v6'
  all_know host b c d
}
