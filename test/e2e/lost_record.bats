#!/usr/bin/env bats
# backends: both
# The record in /run is lost while the plan is up: what is ours is known by its marks, and that is said.
load lib/load

small_plan() {
  render "$@" <<PLAN
netgen: 1
name: test
networks: {front: {ipv4: 10.1.0.1/24, ipv6: "fd00:1::/64"}}
containers:
  web: {ports: ["8080:80"]}
  db: {routes: [{to: 10.77.0.0/16, via: 10.1.0.9}]}
PLAN
}

lose_record() {
  in_host rm -rf /run/netgen
}

# Nothing that the plan made is left: links, namespaces, rules, routes, files.
nothing_left() {
  run in_host sh -c 'ip -o link show; ip netns list; ip route show; nft list ruleset; iptables-save; find /etc/netns /run/netgen -type f'
  refute_output --regexp 'front|web|db|10\.1\.0|10\.77|netgen-test|NG_|8080'
}

@test "up says that the record is lost, keeps what is there, and check is silent" {
  local web
  small_plan
  up
  remember planned shape
  web=$(ifindex web eth0)
  lose_record
  up
  says 'record'
  quiet
  up
  changed 0
  refute_regex "${stderr:-}" 'record'
  same_as planned shape
  assert_equal "$(ifindex web eth0)" "$web"
}

@test "check compares, and does not refuse what is ours" {
  small_plan
  up
  lose_record
  run --separate-stderr apply setup check
  report_stderr
  [ "$status" -eq 0 ] || exits 3
  refute_regex "${stderr:-}" 'refused'
}

@test "down removes what bears our marks, and says that the record is lost" {
  small_plan
  up
  lose_record
  down
  says 'record'
  nothing_left
}

@test "down after the next up leaves nothing of the plan" {
  small_plan
  up
  lose_record
  up
  down
  nothing_left
}

@test "a changed plan takes away what the lost one made" {
  small_plan earlier
  up earlier
  lose_record
  render <<PLAN
netgen: 1
name: test
networks: {front: {ipv4: 10.1.0.1/24, ipv6: "fd00:1::/64"}}
containers: {web: {}}
PLAN
  up
  quiet
  run in_host ip netns list
  refute_output --partial 'db'
  run in_host ip -o link show
  refute_output --partial 'db.eth0'
}
