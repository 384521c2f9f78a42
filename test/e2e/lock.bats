#!/usr/bin/env bats
# The lock that keeps two runs apart, and what else a run needs of the host: PATH, its output, room in /run.
load lib/load

setup() {
  host_up
  remember before
  render <<PLAN
netgen: 1
name: test
networks: {front: {ipv4: 10.1.0.1/24}}
containers: {web: {networks: [front]}}
PLAN
}

# Holds the lock as another run would, until `release` or a file of that name: holds NAME
holds() {
  in_host sh -c "mkdir -p /run/netgen; umask 077; exec 9>>/run/netgen/.lock; flock 9
    touch '$BATS_TEST_TMPDIR/$1.held'; until [ -e '$BATS_TEST_TMPDIR/$1.release' ]; do sleep 0.05; done" </dev/null 3>&- &
  eventually test -e "$BATS_TEST_TMPDIR/$1.held"
}

@test "nobody but root can hold the lock" {
  in_host setpriv --reuid=65534 --regid=65534 --clear-groups \
    sh -c 'exec 9</proc/self/ns/net; flock 9; sleep 20' </dev/null 3>&- >/dev/null 2>&1 &
  sleep 0.2
  in_host sh -c 'while sleep 0.01; do stat -c "%U %a" /run/netgen/.lock; done 2>/dev/null' \
    >"$BATS_TEST_TMPDIR/modes" </dev/null 3>&- &
  local watcher=$!
  run --separate-stderr apply setup up
  kill "$watcher"
  report_stderr
  assert_success
  [[ ! $stderr =~ "another run" ]]
  assert_equal "$(sort -u "$BATS_TEST_TMPDIR/modes")" 'root 600'
  down
  same_as before
  in_host test ! -e /run/netgen
}

@test "a run waits for the lock, and for the one that has its name now where the file was made anew" {
  holds first
  apply setup up >"$BATS_TEST_TMPDIR/out" 2>"$BATS_TEST_TMPDIR/err" </dev/null 3>&- &
  local run=$!
  eventually grep -q 'another run holds the lock' "$BATS_TEST_TMPDIR/err"
  in_host rm /run/netgen/.lock
  holds second
  touch "$BATS_TEST_TMPDIR/first.release"
  sleep 0.5
  kill -0 "$run"
  in_host test ! -e /run/netns/web
  touch "$BATS_TEST_TMPDIR/second.release"
  wait "$run"
  grep -qx 'netgen test: changed=[1-9][0-9]*' "$BATS_TEST_TMPDIR/out"
  quiet
}

@test "six runs of two plans at once, up and down: each ends well, and nothing is left" {
  render other <<<'{netgen: 1, name: other, networks: {back: {ipv4: 10.2.0.1/24}}}'
  local pids=() pid
  for verb in up down check down up down; do
    apply setup $verb >/dev/null 2>&1 3>&- &
    pids+=($!)
    apply other $verb >/dev/null 2>&1 3>&- &
    pids+=($!)
  done
  for pid in "${pids[@]}"; do
    wait "$pid" || [ $? -eq 3 ]
  done
  down
  down other
  same_as before
  in_host test ! -e /run/netgen
}

@test "a PATH without the directories of ip and nft, as cron has it" {
  export HOST_PATH=/usr/bin:/bin
  up
  quiet
  down
  unset HOST_PATH
  same_as before
}

@test "nobody can be told on standard output: up and down are done, and say so on stderr" {
  in_host sh -c "dash '$(script)' up >/dev/full 2>'$BATS_TEST_TMPDIR/err'; echo \$? >>'$BATS_TEST_TMPDIR/err'"
  diff - "$BATS_TEST_TMPDIR/err" <<SAID
netgen test: up is done, changed=$(sed -n 's/.*changed=\([0-9]*\);.*/\1/p' "$BATS_TEST_TMPDIR/err"); standard output cannot be written to
0
SAID
  quiet
  in_host sh -c "dash '$(script)' down >/dev/full 2>'$BATS_TEST_TMPDIR/err'; echo \$? >>'$BATS_TEST_TMPDIR/err'"
  grep -q '^netgen test: down is done, changed=[1-9]' "$BATS_TEST_TMPDIR/err"
  assert_equal "$(tail -n 1 "$BATS_TEST_TMPDIR/err")" 0
  same_as before
}

@test "down with standard output closed" {
  up
  in_host sh -c "dash '$(script)' down >&-"
  same_as before
}

@test "down where /run is full: refused with a reason and nothing done, or done; and done once there is room" {
  up
  remember planned
  in_host mount -n -o remount,size=64k /run
  local room=0
  while [ "$room" -le 60 ]; do
    in_host sh -c "rm -f /run/filler; head -c 1000000 /dev/zero >/run/filler; truncate -s -${room}k /run/filler" 2>/dev/null || true
    run --separate-stderr apply setup down
    report_stderr
    [ "$status" -ne 0 ] || break
    [ -n "$stderr" ]
    in_host rm -f /run/filler
    same_as planned
    room=$((room + 4))
  done
  in_host rm -f /run/filler
  in_host mount -n -o remount,size=50% /run
  down
  same_as before
}
