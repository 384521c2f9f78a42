#!/usr/bin/env bats
# backends: both
# The budget of processes: at most two per container for the first up, one for an up with nothing to do and for check,
# a constant number for down. A number of containers is counted twice to tell the constant from what grows. Rules inside
# of a namespace cost a process more for each tool, and in the first up two: one loads them, one lists them.
load lib/load

# What the network has beside its IPv4.
ipv6=

# A network of N containers, rendered under the name; each has the options, if any. many N NAME [OPTIONS]
many() {
  render "$2" <<PLAN
netgen: 1
name: test
networks: {front: {ipv4: 10.1.0.1/16$ipv6}}
containers:
  c[001:$(printf %03d "$1")]: {${3:-}
    routes: [{to: 10.77.0.0/16, via: 10.1.0.1}, {to: 10.78.0.0/16, via: 10.1.0.1}]}
PLAN
}

# Prints how many processes a verb forks, threads not counted. forks NAME VERB
forks() {
  in_host strace -f -qq -e trace=clone,clone3,fork,vfork -o "$BATS_TEST_TMPDIR/strace" \
    dash "$(script "$1")" "$2" >"$BATS_TEST_TMPDIR/strace.out" 2>"$BATS_TEST_TMPDIR/strace.log"
  grep -E '^[0-9]+ +((clone|clone3|fork|vfork)\(|<\.\.\. (clone|clone3|fork|vfork) resumed)' "$BATS_TEST_TMPDIR/strace" |
    grep -v CLONE_THREAD | grep -cE '= [0-9]+$'
}

# Counts every verb of a plan of N containers into verb-N variables. count N [OPTIONS]
count() {
  many "$1" "c$1" "${2:-}"
  first_up[$1]=$(forks "c$1" up)
  second_up[$1]=$(forks "c$1" up)
  tail -n 1 "$BATS_TEST_TMPDIR/strace.out" | grep -qx 'netgen test: changed=0'
  check[$1]=$(forks "c$1" check)
  down[$1]=$(forks "c$1" down)
  echo "$1 containers: first up ${first_up[$1]}, second up ${second_up[$1]}, check ${check[$1]}, down ${down[$1]}"
}

@test "processes of up, up again, check and down stay within the budget" {
  local -a first_up second_up check down
  count 10
  count 30
  # Forty more containers: two each, one each, one each, none.
  assert [ $((first_up[30] - first_up[10])) -le 40 ]
  assert [ $((second_up[30] - second_up[10])) -le 20 ]
  assert [ $((check[30] - check[10])) -le 20 ]
  assert [ $((down[30] - down[10])) -le 0 ]
  # And the constants are small.
  assert [ "${first_up[10]}" -le $((2 * 10 + 66)) ]
  assert [ "${second_up[10]}" -le $((10 + 66)) ]
  assert [ "${check[10]}" -le $((10 + 66)) ]
  assert [ "${down[10]}" -le 75 ]
}

@test "rules do not grow with the containers" {
  local few
  [ "$BACKEND" = nftables ] || return 0
  many 2 few
  many 20 many
  up few
  few=$(in_host nft -s list ruleset | grep -cE 'accept|drop|masquerade')
  down few
  up many
  assert_equal "$(in_host nft -s list ruleset | grep -cE 'accept|drop|masquerade')" "$few"
}

@test "an attached namespace costs down one process" {
  local number one four
  for number in 1 2 3 4; do
    in_host ip netns add "given$number"
  done
  render four <<PLAN
netgen: 1
name: test
networks: {front: {ipv4: 10.1.0.1/16}}
containers:
  a: {netns: {external: given1}}
  b: {netns: {external: given2}}
  c: {netns: {external: given3}}
  d: {netns: {external: given4}}
PLAN
  render one <<<"$(sed '/given[2-4]/d' "$BATS_TEST_TMPDIR/four.yaml")"
  up four
  four=$(forks four down)
  up one
  one=$(forks one down)
  echo "one $one, four $four"
  # One for each of the three, and one more where the second worker has something to do.
  assert [ $((four - one)) -le 4 ]
  assert [ "$four" -le 80 ]
}

@test "a container that masquerades costs one process more where nothing is to be done, and two in the first up" {
  local -a first_up second_up check down
  count 10 'masquerade: [eth0], '
  count 30 'masquerade: [eth0], '
  assert [ $((first_up[30] - first_up[10])) -le 60 ]
  assert [ $((second_up[30] - second_up[10])) -le 40 ]
  assert [ $((check[30] - check[10])) -le 40 ]
  assert [ $((down[30] - down[10])) -le 0 ]
  assert [ "${first_up[10]}" -le $((3 * 10 + 75)) ]
  assert [ "${down[10]}" -le 75 ]
}

@test "where it masquerades IPv6, too, iptables has a tool more to run in each container, and nftables has not" {
  local -a first_up second_up check down
  local ipv6=', ipv6: "2001:db8:1::/64"' more=0
  [ "$BACKEND" = nftables ] || more=1
  count 10 'masquerade: [eth0], '
  count 30 'masquerade: [eth0], '
  assert [ $((first_up[30] - first_up[10])) -le $((20 * (3 + 2 * more))) ]
  assert [ $((second_up[30] - second_up[10])) -le $((20 * (2 + more))) ]
  assert [ $((check[30] - check[10])) -le $((20 * (2 + more))) ]
  assert [ $((down[30] - down[10])) -le 0 ]
  # The host has rules for that tool as well.
  assert [ "${first_up[10]}" -le $((10 * (3 + 2 * more) + 75)) ]
  assert [ "${down[10]}" -le 75 ]
}

@test "IPv6 with NDP proxying costs no process for an address, a route or an entry" {
  local -a first_up second_up check down
  local ipv6=', ipv6: {subnet: "2001:db8:1::/64", ndp_proxy: [uplink]}'
  count 10
  count 30
  assert [ $((first_up[30] - first_up[10])) -le 40 ]
  assert [ $((second_up[30] - second_up[10])) -le 20 ]
  assert [ $((check[30] - check[10])) -le 20 ]
  assert [ $((down[30] - down[10])) -le 0 ]
  assert [ "${first_up[10]}" -le $((2 * 10 + 66)) ]
  assert [ "${second_up[10]}" -le $((10 + 66)) ]
  assert [ "${down[10]}" -le 75 ]
}
