#!/usr/bin/env bats
# backends: both
# What is somebody else's, or of another plan, or in use, is refused with a word, and not deleted.
load lib/load

small_plan() {
  render "$@" <<PLAN
netgen: 1
name: test
networks: {front: {ipv4: 10.1.0.1/24}}
containers: {web: {}, db: {}}
PLAN
}

# Rules under our names that no record of ours knows of.
rules_of_somebody() {
  if [ "$BACKEND" = iptables ]; then
    in_host iptables-restore --noflush <<'RULES'
*filter
:NG_test_mine - [0:0]
-A NG_test_mine -s 192.0.2.1 -j ACCEPT
-A FORWARD -j NG_test_mine
COMMIT
RULES
  else
    in_host nft 'table inet netgen-test { chain mine { ip saddr 192.0.2.1 accept; }; }'
  fi
}

@test "rules under our name that no record of ours names are refused, not deleted" {
  rules_of_somebody
  small_plan
  remember found
  if [ "$BACKEND" = iptables ]; then
    refuses 'NG_test_mine' found
  else
    refuses 'table inet netgen-test' found
  fi
  run --separate-stderr apply setup down
  same_as found
}

@test "an altname of somebody else's in the way is refused, and named" {
  in_host ip link add name somebody type dummy || in_host ip link add name somebody type bridge
  in_host ip link property add dev somebody altname front
  small_plan
  remember found
  refuses 'front.*somebody|somebody.*front' found
}

# A process in a namespace of ours: sets $pid, its id on the host.
process_in() {
  pid=$(in_host sh -c "nsenter --net=/run/netns/$1 sleep 300 </dev/null >/dev/null 2>&1 & echo \$!")
  eventually in_host test "/proc/$pid/ns/net" -ef "/run/netns/$1"
}

@test "a namespace with processes in it is not deleted by down: refused with their numbers, deleted with --force" {
  local pid
  small_plan
  remember found
  up
  process_in web
  remember busy
  refuses "^netgen test: refused: .*web.*\b$pid\b" busy down
  quiet
  run --separate-stderr apply setup down --force
  report_stderr
  assert_success
  run in_host ip netns list
  assert_output ''
  in_host kill "$pid"
  same_as found
}

@test "a namespace with processes in it is not deleted by a changed plan: refused with their numbers, deleted with --force" {
  local pid
  small_plan earlier
  up earlier
  process_in db
  render <<PLAN
netgen: 1
name: test
networks: {front: {ipv4: 10.1.0.1/24}}
containers: {web: {}}
PLAN
  remember busy
  refuses "^netgen test: refused: .*db.*\b$pid\b" busy
  quiet earlier
  run --separate-stderr apply setup up --force
  report_stderr
  assert_success
  quiet
  run in_host ip netns list
  refute_output --partial db
  in_host kill "$pid"
}

@test "processes in a namespace that stays are in nobody's way" {
  local pid
  small_plan earlier
  up earlier
  process_in web
  render <<PLAN
netgen: 1
name: test
networks: {front: {ipv4: 10.1.0.1/24, mtu: 1400}}
containers: {web: {}}
PLAN
  up
  quiet
  in_host kill -0 "$pid"
}

@test "a namespace of another plan is refused with that plan's name, and nobody is told to delete it" {
  render earlier <<PLAN
netgen: 1
name: first
networks: {other: {ipv4: 10.91.0.1/24}}
containers: {web: {}}
PLAN
  up earlier
  small_plan
  remember before
  refuses 'containers\.web.*plan first' before
  refute_regex "${stderr:-}" 'netns delete'
  quiet earlier
}

@test "the script of another host of the cluster is refused" {
  local name
  cat >"$BATS_TEST_TMPDIR/cluster.yaml" <<'PLAN'
netgen: 1
name: test
fabric: {kind: switched, subnet: [198.51.100.0/24]}
hosts:
  one: {host: {addresses: [198.51.100.10/24]}, networks: {front: {ipv4: {subnet: 10.1.0.0/24, mode: routed}}}, containers: {a: {}}}
  two: {host: {addresses: [198.51.100.11/24]}, networks: {front: {ipv4: {subnet: 10.2.0.0/24, mode: routed}}}, containers: {b: {}}}
PLAN
  for name in one two; do
    node "$NETGEN" render "$BATS_TEST_TMPDIR/cluster.yaml" --backend "$BACKEND" --host $name -o "$(script $name)"
  done
  cp "$(script two)" "$(script)"
  remember found
  refuses '198\.51\.100\.11' found
  up one
  quiet one
}
