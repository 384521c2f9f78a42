#!/usr/bin/env bats
# backends: both
# Rows 3 and 15: containers that are kept apart, and bridge netfilter, which it takes. P18, P19.
load lib/load

setup() {
  host_up
  in_host sysctl -q -w net.bridge.bridge-nf-call-iptables=0
}

# web (10.1.0.2) and db (10.1.0.3, published on 7070) on one network. apart [KEYS [NAME]]
apart() {
  render "${2:-setup}" <<PLAN
netgen: 1
name: test
networks:
  front: {ipv4: 10.1.0.1/24, ${1:-icc: false}}
containers:
  web: {ipv4_address: 10.1.0.2}
  db: {ipv4_address: 10.1.0.3, ports: ["7070:7000", "7070:7000/udp"]}
PLAN
}

# Whether a bridge's own switch is on. switch BRIDGE
switch() {
  in_host ip -d -j link show dev "$1" | grep -o '"nf_call_iptables":.' | grep -o '.$'
}

# A container finds out another's MAC, though nothing else passes. sees FROM ADDRESS
sees() {
  in_ns "$1" ip neigh show to "$2" | grep -q lladdr
}

@test "row 3: containers of the network are kept apart, where bridge netfilter was off and where it was on" {
  local value
  apart
  remember found
  up
  says 'bridge netfilter is switched on for front and for no other bridge'
  serve_both db
  serve_both web
  for value in 0 1; do
    in_host sysctl -q -w net.bridge.bridge-nf-call-iptables=$value
    blocked web 10.1.0.3
    blocked db 10.1.0.2
    quiet
  done
  sees web 10.1.0.3
  in_host sysctl -q -w net.bridge.bridge-nf-call-iptables=0
  up
  changed 0
  refute_regex "${stderr:-}" 'netfilter'
  down
  same_as found
}

@test "row 15: they reach the gateway's address and the world" {
  apart
  up
  serve_both host
  serve_both world
  passes web 10.1.0.1 10.1.0.2
  passes web "$WORLD_ADDRESS" "$(host_address)"
  run pings db 10.1.0.1
  assert_success
  run pings db "$WORLD_ADDRESS"
  assert_success
}

@test "row 10: a published port is reached by the host's address from the same network, and from the container itself" {
  local from protocol
  apart
  up
  serve_both db
  for from in web db world; do
    for protocol in tcp udp; do
      run ask "$from" "$protocol" "$(host_address)" 7070
      assert_success
    done
  done
  blocked web 10.1.0.3
}

@test "P19: a bridge of somebody else is left alone" {
  apart
  in_host ip -batch - <<LINKS
    link add name other type bridge
    link set dev other up
    netns add one
    netns add two
    link add name one0 master other type veth peer name eth0 netns one
    link add name two0 master other type veth peer name eth0 netns two
    link set dev one0 up
    link set dev two0 up
LINKS
  in_ns one ip -batch - <<<'addr add 10.9.0.1/24 dev eth0
link set dev eth0 up'
  in_ns two ip -batch - <<<'addr add 10.9.0.2/24 dev eth0
link set dev eth0 up'
  in_host nft -f - <<'NFT'
table inet strict {
    chain forward {
        type filter hook forward priority 10; policy accept;
        iifname "other" drop
    }
}
NFT
  eventually pings one 10.9.0.2
  up
  pings one 10.9.0.2
  assert_equal "$(switch front) $(switch other)" '1 0'
  assert_equal "$(in_host sysctl -n net.bridge.bridge-nf-call-iptables)" 0
}

@test "P18: a switch that somebody turned off is found, and turned on again" {
  apart
  up
  remember planned shape
  in_host ip link set dev front type bridge nf_call_iptables 0
  heals '^differs networks\.front: bridge netfilter of front is off'
  serve_both db
  blocked web 10.1.0.3
}

@test "a changed plan joins them, and keeps them apart again" {
  apart
  apart 'icc: true' joined
  up
  up joined
  assert_equal "$(switch front)" 0
  serve_both db
  passes web 10.1.0.3 10.1.0.2
  quiet joined
  up
  blocked web 10.1.0.3
}

@test "an internal network, too" {
  render <<PLAN
netgen: 1
name: test
networks: {front: {ipv4: 10.1.0.1/24, icc: false, internal: true}}
containers:
  web: {ipv4_address: 10.1.0.2, links: [db]}
  db: {ipv4_address: 10.1.0.3, expose: [7000, 7000/udp]}
PLAN
  up
  serve_both db
  serve_both web
  serve_both world
  passes web 10.1.0.3 10.1.0.2
  blocked db 10.1.0.2
  blocked web "$WORLD_ADDRESS"
}

# A bridge of somebody else's with a machine at 10.1.0.9 on it, and a plan whose containers are kept apart there.
foreign_bridge() {
  in_host ip -batch - <<LINKS
    link add name br-lab type bridge
    addr add 10.1.0.1/24 dev br-lab
    link set dev br-lab addrgenmode none
    link set dev br-lab up
    netns add lab
    link add name lab0 type veth peer name eth0 netns lab
    link set dev lab0 addrgenmode none
    link set dev lab0 master br-lab up
LINKS
  in_ns lab ip -batch - <<LINKS
    addr add 10.1.0.9/24 dev eth0
    link set dev eth0 addrgenmode none
    link set dev eth0 up
LINKS
  eventually pings host 10.1.0.9
  render setup <<PLAN
netgen: 1
name: test
networks: {lab-net: {bridge: br-lab, external: true, icc: false, ipv4: 10.1.0.1/24}}
containers:
  web: {ipv4_address: 10.1.0.2, links: [api]}
  db: {ipv4_address: 10.1.0.3, ports: ["7070:7000", "7070:7000/udp"]}
  api: {ipv4_address: 10.1.0.4, expose: [7000]}
PLAN
}

@test "on an external bridge only our own are kept apart, and its switch is put back" {
  foreign_bridge
  remember found shape
  up
  serve_both lab
  serve_both db
  serve_both api
  blocked web 10.1.0.3
  passes web 10.1.0.9 10.1.0.2
  passes lab 10.1.0.3 10.1.0.9
  run ask web tcp 10.1.0.4 7000
  assert_output 10.1.0.2
  run ask web udp 10.1.0.4 7000
  assert_failure
  run ask web tcp "$(host_address)" 7070
  assert_success
  quiet
  down
  same_as found shape
}

@test "on an external bridge a switch that was on stays on" {
  foreign_bridge
  in_host ip link set dev br-lab type bridge nf_call_iptables 1
  remember found shape
  up
  down
  assert_equal "$(switch br-lab)" 1
  same_as found shape
}

@test "two plans on an external bridge: the last one to leave turns the switch off" {
  foreign_bridge
  up
  render other <<PLAN
netgen: 1
name: other
networks: {lab-net: {bridge: br-lab, external: true, icc: false, ipv4: {subnet: 10.1.0.0/24, gateway: 10.1.0.1}}}
containers: {alone: {ipv4_address: 10.1.0.77}}
PLAN
  up other
  down
  assert_equal "$(switch br-lab)" 1
  down other
  assert_equal "$(switch br-lab)" 0
}

# As on a kernel without bridge netfilter: its sysctls are not there, and modprobe does what stdin says.
without_netfilter() {
  in_host mount -t tmpfs tmpfs /proc/sys/net/bridge
  cat >"$(host_bin)/modprobe"
  chmod +x "$(host_bin)/modprobe"
}

@test "P18: a kernel without bridge netfilter is refused, and nothing is changed" {
  without_netfilter <<'SH'
#!/bin/sh
echo "modprobe: FATAL: Module br_netfilter not found" >&2
exit 1
SH
  apart
  remember found
  refuses 'networks\.front.*icc: false.*needs bridge netfilter.*br_netfilter not found' found
  run --separate-stderr apply setup up --dry-run
  exits 4
}

@test "P18: a modprobe that does nothing is no bridge netfilter either" {
  without_netfilter <<'SH'
#!/bin/sh
exit 0
SH
  apart
  remember found
  refuses 'needs bridge netfilter' found
}

@test "P19: br_netfilter is loaded where it is needed, off for others, and unloaded by down" {
  local log=$BATS_TEST_TMPDIR/modprobe.log
  without_netfilter <<SH
#!/bin/sh
echo "\$*" >>$log
case \$* in
br_netfilter) for key in ip ip6 arp; do echo 1 >/proc/sys/net/bridge/bridge-nf-call-\${key}tables; done ;;
'-r br_netfilter') rm -f /proc/sys/net/bridge/* ;;
esac
SH
  apart 'icc: true' joined
  up joined
  assert [ ! -e "$log" ]
  apart
  finds '^missing networks\.front: bridge netfilter'
  up
  says 'br_netfilter is loaded'
  assert_equal "$(in_host sh -c 'cat /proc/sys/net/bridge/*' | tr '\n' ' ')" '0 0 0 '
  quiet
  down
  assert_equal "$(tail -n 1 "$log")" '-r br_netfilter'
  assert_equal "$(grep -c '^br_netfilter' "$log")" 1
}

@test "killed between br_netfilter and its switches: down and the next up leave bridge netfilter off for others" {
  local log=$BATS_TEST_TMPDIR/modprobe.log verb
  # The module comes with its switches on, as in the kernel, and the script is killed at that moment, once.
  without_netfilter <<SH
#!/bin/sh
echo "\$*" >>$log
case \$* in
br_netfilter)
  for key in ip ip6 arp; do echo 1 >/proc/sys/net/bridge/bridge-nf-call-\${key}tables; done
  [ -e $log.killed ] || {
    : >$log.killed
    kill -KILL 0
  }
  ;;
'-r br_netfilter') rm -f /proc/sys/net/bridge/* ;;
esac
SH
  apart
  for verb in up down; do
    rm -f "$log.killed"
    run apply_group setup up
    assert_failure
    "$verb"
    run in_host sh -c 'cat /proc/sys/net/bridge/* 2>/dev/null | grep 1'
    assert_failure
    down
    assert_equal "$(in_host find /proc/sys/net/bridge -type f)" ''
  done
}
