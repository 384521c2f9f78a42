#!/usr/bin/env bats
# backends: both
# A tool that fails while it looks is a failure, never "nothing there": nothing is made, removed or forgotten because of it.
load lib/load

# The firewall's tool that lists rules.
lister() {
  if [ "$BACKEND" = iptables ]; then echo iptables-save; else echo nft; fi
}

# Has a tool go wrong whenever it only looks, on the host or inside a namespace. blind TOOL host|inside fails|dies|stops
blind() {
  cat >"$(host_bin)/$1" <<WRAPPER
#!/bin/sh
BLIND_AT=$2 BLIND_MODE=$3
export BLIND_AT BLIND_MODE
exec sh $BATS_TEST_DIRNAME/lib/blind.sh $1 "\$@"
WRAPPER
  chmod +x "$(host_bin)/$1"
}

see() {
  rm -f "$(host_bin)"/*
}

# The plan has rules inside a namespace, too.
plan_with_router() {
  render <<PLAN
netgen: 1
name: test
networks:
  front: {ipv4: 10.1.0.1/24, ipv6: "fd00:1::/64"}
  inner: {ipv4: {subnet: 10.2.0.0/24, gateway: gw, mode: routed}}
containers:
  web: {ports: ["8080:80"], networks: [front]}
  gw: {forward: true, masquerade: [eth0], networks: {front: {gw_priority: 1}, inner: {ipv4_address: 10.2.0.1}}}
PLAN
}

# A verb fails: exit 1, nothing on stdout, and stderr names the tool, with a reason. fails_to VERB TOOL
fails_to() {
  run --separate-stderr apply setup "$1"
  report_stderr
  exits 1
  assert_output ''
  says "$2"
  refute_regex "${stderr:-}" 'failed: *($|[[:cntrl:]])'
}

# No verb takes what it could not see for missing. not_fooled TOOL host|inside MODE
not_fooled() {
  blind "$@"
  fails_to check "$1"
  fails_to up "$1"
  see
  same_as planned
  quiet
}

# up is in force, and remembered. in_force
in_force() {
  plan_with_router
  remember found
  up
  remember planned
}

@test "ip fails, dies or stops while it looks at the host" {
  in_force
  not_fooled ip host fails
  not_fooled ip host dies
  not_fooled ip host stops
}

@test "ip fails, dies or stops while it looks into a namespace" {
  in_force
  not_fooled ip inside fails
  not_fooled ip inside dies
  not_fooled ip inside stops
}

@test "the rules of the host cannot be listed" {
  in_force
  not_fooled "$(lister)" host fails
  not_fooled "$(lister)" host dies
  not_fooled "$(lister)" host stops
}

@test "the rules of a namespace cannot be listed" {
  in_force
  not_fooled "$(lister)" inside fails
  not_fooled "$(lister)" inside dies
}

@test "a first up that cannot look makes nothing" {
  plan_with_router
  remember found
  blind ip host dies
  fails_to up ip
  see
  same_as found
  up
  quiet
}

@test "down that cannot look forgets nothing: the next one leaves the host as found" {
  in_force
  blind ip host dies
  run --separate-stderr apply setup down
  report_stderr
  [ "$status" -ne 0 ]
  says 'ip'
  see
  down
  same_as found
}

@test "a file that was written is not called edited after a look that failed" {
  in_force
  remember planned shape
  sed -i 's/front: {ipv4/front: {mtu: 1400, ipv4/' "$BATS_TEST_TMPDIR/setup.yaml"
  render changed <"$BATS_TEST_TMPDIR/setup.yaml"
  blind "$(lister)" host fails
  run --separate-stderr apply changed up
  report_stderr
  exits 1
  see
  up changed
  refute_regex "${stderr:-}" 'edited'
  quiet changed
  up
  quiet
  same_as planned shape
  down
  refute_regex "${stderr:-}" 'edited'
  same_as found
}
