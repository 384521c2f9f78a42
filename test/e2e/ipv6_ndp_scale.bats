#!/usr/bin/env bats
# backends: both
# Row 33 and P14 with thousands of entries: they are made, found, mended and removed in a batch, by no process of their own.
load lib/load

# Interfaces that the host answers on, u1 … uN. uplinks N
uplinks() {
  local number
  for ((number = 1; number <= $1; number++)); do
    echo "link add name u$number type bridge"
  done | in_host ip -batch -
}

# Twenty containers, each answered for on N interfaces. answered_on NAME N
answered_on() {
  local number list=
  for ((number = 1; number <= $2; number++)); do
    list="$list${list:+, }u$number"
  done
  render "$1" <<PLAN
netgen: 1
name: test
networks: {front: {ipv4: none, ipv6: {subnet: "2001:db8:0:1::/64", ndp_proxy: [$list]}}}
containers: {"c[01:20]": {}}
PLAN
}

# What a verb starts, as lines `NUMBER PROGRAM`; threads and forks that start nothing are `fork`. starts NAME VERB
starts() {
  in_host strace -f --seccomp-bpf -qq -e trace=clone,clone3,fork,vfork,execve -e status=successful \
    -o "$BATS_TEST_TMPDIR/strace" dash "$(script "$1")" "$2" >"$BATS_TEST_TMPDIR/out" 2>"$BATS_TEST_TMPDIR/log"
  sed -nE '/CLONE_THREAD/d; s/.*execve\("([^"]*\/)?([^"\/]*)".*/\2/p; s/.* (clone|clone3|fork|vfork)[( ].*/fork/p' \
    "$BATS_TEST_TMPDIR/strace" | sort | uniq -c
}

entries() {
  in_host ip -6 neigh show proxy | wc -l
}

@test "4000 entries start what 20 start, on up, up again, check, drift and down" {
  local verb
  uplinks 200
  in_host ip -6 neigh add proxy 2001:db8:0:1::ffff dev u7
  answered_on few 1
  answered_on many 200
  remember found shape
  for verb in up 'up again' check down; do
    starts few "${verb% again}" >"$BATS_TEST_TMPDIR/few.$verb"
  done
  same_as found shape
  for verb in up 'up again' check; do
    starts many "${verb% again}" >"$BATS_TEST_TMPDIR/many.$verb"
    [ "$verb" != 'up again' ] || grep -qx 'netgen test: changed=0' "$BATS_TEST_TMPDIR/out"
  done
  assert_equal "$(entries)" 4001
  # Lost ones are named, one by one, and come back; the rest is not touched.
  in_host ip -6 neigh show proxy | awk '$3 ~ /^u(3|77|200)$/ && ++n % 10 == 0 { print "neigh del proxy", $1, "dev", $3 }' |
    in_host ip -batch -
  assert_equal "$(entries)" 3995
  run --separate-stderr apply many check
  exits 3
  assert_equal "${#lines[@]}" 6
  assert_line --regexp '^missing containers\.c[0-9]+: neighbour proxy for 2001:db8:0:1:[0-9a-f:]+ on u(3|77|200)$'
  up many
  changed 6
  assert_equal "$(entries)" 4001
  starts many down >"$BATS_TEST_TMPDIR/many.down"
  same_as found shape
  for verb in up 'up again' check down; do
    echo "$verb"
    diff "$BATS_TEST_TMPDIR/few.$verb" "$BATS_TEST_TMPDIR/many.$verb"
  done
  # One for each container, two that look at the host, and one that does everything on it.
  assert [ "$(awk '$2 == "ip" { print $1 }' "$BATS_TEST_TMPDIR/many.up")" -le $((20 + 5)) ]
}
