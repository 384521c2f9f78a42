#!/usr/bin/env bats
# backends: both
# A failure in the middle of up: stderr says what failed and why, the exit is 1, and the host is as it was before.
load lib/load

# A plan that the kernel refuses half-way: there is no such sysctl.
refused_by_the_kernel() {
  render <<PLAN
netgen: 1
name: test
networks:
  front: {ipv4: 10.1.0.1/24}
  more: {ipv4: 10.5.0.1/24}
containers:
  web: {networks: {front: {ipv4_address: 10.1.0.22}}}
  last: {networks: [more], sysctls: {net.ipv4.no_such_thing: 1}}
PLAN
}

# up must fail, and say so, also where the test's servers run in namespaces that it deletes. fails REGEXP…
fails() {
  local pattern
  run --separate-stderr apply setup up --force
  report_stderr
  exits 1
  assert_output ''
  for pattern; do
    says "$pattern"
  done
}

@test "the kernel refuses, first up: nothing is left, and the place, the command and the reason are told" {
  refused_by_the_kernel
  remember found
  fails 'containers\.last' 'no_such_thing'
  same_as found
}

@test "the kernel refuses, later up: the earlier plan is in force as before" {
  full_plan earlier
  up earlier
  hold_connection talk web db 10.2.0.2
  remember before shape
  refused_by_the_kernel
  fails 'containers\.last' 'no_such_thing'
  same_as before shape
  quiet earlier
  up earlier
  changed 0
  down earlier
}

@test "the kernel refuses, later up: what stays in both plans keeps its connections" {
  render earlier <<PLAN
netgen: 1
name: test
networks: {front: {ipv4: 10.1.0.1/24}}
containers: {web: {networks: {front: {ipv4_address: 10.1.0.22}}}}
PLAN
  up earlier
  hold_connection talk web world "$WORLD_ADDRESS"
  refused_by_the_kernel
  fails 'containers\.last'
  chat talk second
  quiet earlier
}

@test "the same script works when the cause is gone" {
  full_plan
  remember found
  trip fail 15
  fails 'containers\.|networks\.|host'
  untrip
  same_as found
  up
  quiet
}

@test "the tool's own words and the command are told" {
  full_plan
  remember found
  trip fail 30
  fails 'Operation not supported' '(link|addr|route|netns|sysctl)'
  same_as found
}

@test "whatever fails in the first up, nothing is left of it" {
  full_plan
  remember found
  at_every_failure 1 7 found state down
}

@test "whatever fails in a later up, the earlier plan is as before" {
  render earlier <<PLAN
netgen: 1
name: test
networks:
  front: {ipv4: 10.1.0.1/24, bridge: br-front}
  old: {ipv4: 10.9.0.1/24}
containers:
  web: {networks: {front: {ipv4_address: 10.1.0.22}, old: {}}}
  gone: {networks: [old], routes: [{to: 10.77.0.0/16, via: 10.9.0.1}]}
PLAN
  up earlier
  remember before shape
  full_plan
  at_every_failure 3 9 before shape up earlier
}

@test "whatever fails while interface names are swapped, the earlier plan is in force, and check is silent" {
  local name number failures=0
  for name in earlier setup; do
    render $name <<PLAN
netgen: 1
name: test
networks: {front: {ipv4: 10.1.0.1/24, ipv6: "fd00:1::/64"}, back: {ipv4: 10.2.0.1/24}}
containers:
  web:
    networks:
      front: {interface_name: $([ $name = setup ] && echo b0 || echo a0)}
      back: {interface_name: $([ $name = setup ] && echo a0 || echo b0)}
PLAN
  done
  up earlier
  for number in 1 5 9 13 17 21; do
    trip fail $number
    run --separate-stderr apply setup up
    untrip
    report_stderr
    if [ "$status" -eq 0 ]; then
      quiet
      up earlier
    else
      failures=$((failures + 1))
    fi
    quiet earlier
  done
  assert [ $failures -gt 2 ]
}

@test "a failure while the rules are loaded leaves the host as found" {
  full_plan
  remember found
  # The dry run of the rules passes; loading them does not.
  for tool in nft iptables-restore; do
    cat >"$(host_bin)/$tool" <<WRAPPER
#!/bin/sh
case " \$* " in *" -c "* | *" --check "* | *" --test "* | *" -t "* | *" list "*) exec /usr/sbin/$tool "\$@" ;; esac
[ -e "$BATS_TEST_TMPDIR/failed" ] && exec /usr/sbin/$tool "\$@"
touch "$BATS_TEST_TMPDIR/failed"
echo "$tool: Could not process rule: Device or resource busy" >&2
exit 1
WRAPPER
    chmod +x "$(host_bin)/$tool"
  done
  fails 'Device or resource busy'
  same_as found
}

@test "rules that the kernel does not take are refused before anything is changed" {
  full_plan
  remember found
  for tool in nft iptables-restore; do
    cat >"$(host_bin)/$tool" <<WRAPPER
#!/bin/sh
case " \$* " in *" -c "* | *" --check "* | *" --test "*) echo "$tool: syntax is not what it was" >&2; exit 1 ;; esac
exec /usr/sbin/$tool "\$@"
WRAPPER
    chmod +x "$(host_bin)/$tool"
  done
  refuses 'syntax is not what it was' found
}

@test "a state directory that cannot be written: refused or failed, and nothing changed" {
  full_plan
  in_host touch /run/netgen
  remember found
  run --separate-stderr apply setup up
  report_stderr
  [[ $status == [14] ]]
  [ -n "${stderr:-}" ]
  same_as found
}

@test "no space in /run, from the beginning or later: refused or failed, and nothing changed" {
  local pages
  full_plan
  for pages in 4 19 24 27 30 33 36 40; do
    in_host sh -c "mkdir /run/netgen && mount -t tmpfs -o size=$((pages * 4))k tmpfs /run/netgen"
    remember found
    run --separate-stderr apply setup up
    echo "$pages pages: status $status"
    report_stderr
    case $status in
      0)
        quiet
        down
        ;;
      1 | 4)
        assert_output ''
        [ -n "${stderr:-}" ]
        ;;
      *) fail "status $status" ;;
    esac
    same_as found
    in_host sh -c 'umount -n /run/netgen && rm -rf /run/netgen'
  done
}

@test "down goes on past what cannot be removed, and says what is left" {
  full_plan
  up
  cat >"$(host_bin)/ip" <<'WRAPPER'
#!/bin/sh
echo 'RTNETLINK answers: Operation not permitted' >&2
exit 1
WRAPPER
  chmod +x "$(host_bin)/ip"
  run --separate-stderr apply setup down
  report_stderr
  exits 1
  [ -n "${stderr:-}" ]
  rm "$(host_bin)/ip"
  down
  run in_host ip netns list
  assert_output ''
}
