# Things that go wrong on purpose.

# Puts wrappers of the tools in front of the current host's PATH. They count what they are asked to do (a line of an
# `ip -batch` that changes something, any other call) and at a given number kill the script's process group, interrupt the script, or fail as the tool
# would; failing is for the tools that touch the network. trip kill|stop|fail NUMBER
trip() {
  local bin tool tools='ip nft iptables iptables-restore sysctl'
  bin=$(host_bin)
  [ "$1" = fail ] || tools="$tools mv rm mkdir cat"
  rm -f "$BATS_TEST_TMPDIR/trip.count"
  for tool in $tools; do
    cat >"$bin/$tool" <<WRAPPER
#!/bin/sh
TRIP_MODE=$1 TRIP_AT=$2 TRIP_COUNT=$BATS_TEST_TMPDIR/trip.count TRIP_BIN=$bin
export TRIP_MODE TRIP_AT TRIP_COUNT TRIP_BIN
exec sh $BATS_TEST_DIRNAME/lib/trip.sh $tool "\$@"
WRAPPER
    chmod +x "$bin/$tool"
  done
}

# Takes the wrappers away.
untrip() {
  rm -f "$(host_bin)"/* "$BATS_TEST_TMPDIR"/trip.count.*
}

# How many things the wrappers saw.
tripped() {
  cat "$BATS_TEST_TMPDIR/trip.count"
}

# Hosts started from now on, and those that run, find every program but these. hide TOOL…
hide() {
  local tool
  HOST_PATH=$BATS_TEST_TMPDIR/programs
  mkdir -p "$HOST_PATH"
  find /usr/sbin /usr/bin /sbin /bin -mindepth 1 -maxdepth 1 -exec ln -sft "$HOST_PATH" {} +
  for tool; do
    rm -f "$HOST_PATH/$tool"
  done
}

# Every program is found again.
unhide() {
  HOST_PATH=
}

# Runs a script in a process group of its own, so that a kill ends it and everything it started. apply_group NAME VERB
apply_group() {
  local name=$1
  shift
  in_host timeout --foreground 60 setsid -w dash "$(script "$name")" "$@"
}

# Kills `up` of a script, and all that it started, the given number of milliseconds after its start.
# kill_after MILLISECONDS NAME
kill_after() {
  in_host sh -s "$1" "$(script "$2")" <<'KILL'
    setsid dash "$2" up </dev/null >/dev/null 2>&1 &
    sleep "$(awk -v ms="$1" 'BEGIN { print ms / 1000 }')"
    kill -KILL -$! 2>/dev/null
    wait
KILL
}

# Runs up, killed at its N-th deed, for N in FROM, FROM + STEP … until it comes to its end unharmed; after each death
# the rest of the arguments is done. at_every_death FROM STEP COMMAND…
at_every_death() {
  local number=$1 step=$2 survived=''
  shift 2
  while [ -z "$survived" ]; do
    [ "$number" -lt 400 ]
    trip kill "$number"
    run apply_group setup up
    untrip
    echo "killed at $number, status ${status:?}"
    [ "$status" -ne 0 ] || survived=yes
    "$@"
    number=$((number + step))
  done
  echo "$number" >"$BATS_TEST_TMPDIR/deaths"
}

# Every deed of up fails once, and each time the state must be as remembered; a failure that up could do without must
# have been made up for, and then the rest of the arguments puts the remembered state in force again.
# at_every_failure FROM STEP REMEMBERED state|shape COMMAND…
at_every_failure() {
  local number=$1 step=$2 remembered=$3 kind=$4 failures=0
  shift 4
  while true; do
    [ "$number" -lt 400 ]
    trip fail "$number"
    run --separate-stderr apply setup up
    echo "failure at $number: status ${status:?}"
    report_stderr
    untrip
    case ${status:?} in
      0)
        quiet
        [ "$(tripped)" -ge "$number" ] || break
        "$@"
        ;;
      1 | 4)
        failures=$((failures + 1))
        [ -n "${stderr:-}" ]
        assert_output ''
        ;;
      *) fail "status $status" ;;
    esac
    same_as "$remembered" "$kind"
    number=$((number + step))
  done
  assert [ "$failures" -gt 5 ]
}
