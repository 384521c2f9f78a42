#!/usr/bin/env bats
# Odd hosts and odd histories: names that a host gives to numbers, names that only look alike, states that neither
# drift nor a changed plan alone would bring.
load lib/load

# two_networks [NAME]
two_networks() {
  render "$@" <<'PLAN'
netgen: 1
name: test
networks: {front: {ipv4: 10.1.0.1/24}, back: {ipv4: 10.2.0.1/24}}
containers:
  web: {networks: {front: {ipv4_address: 10.1.0.2, host_interface_name: va}}}
  db: {networks: {front: {ipv4_address: 10.1.0.3, host_interface_name: vb}, back: {}}}
PLAN
}

# The plan on the host is changed in one way, seen and mended. mended REGEXP COMMAND…
mended() {
  local pattern=$1
  shift
  "$@"
  heals "$pattern"
}

# The program on stdin stands in front of the host's ip.
wrap_ip() {
  cat >"$(host_bin)/ip"
  chmod +x "$(host_bin)/ip"
}

@test "names that the host gives to numbers of ours change nothing, and a link of others in such a group stays" {
  in_host sh -c 'echo "110 vpn" >>/etc/iproute2/group; echo "110 mine" >>/etc/iproute2/rt_protos'
  in_host ip link add foreign type bridge
  in_host ip link set dev foreign group vpn
  two_networks
  up
  quiet
  up
  changed 0
  down
  in_host ip link show dev foreign
}

@test "containers and networks whose names hold each other's, with dots, are kept apart" {
  render <<'PLAN'
netgen: 1
name: test
networks: {c: {ipv4: 10.1.0.1/24}, b.networks.c: {bridge: br2, ipv4: 10.2.0.1/24}}
containers: {a: {networks: [b.networks.c]}, a.networks.b: {networks: [c]}}
PLAN
  remember found
  up
  quiet
  up
  changed 0
  down
  same_as found
}

@test "killed in one plan, then in another: the next up knows of both" {
  render first <<'PLAN'
netgen: 1
name: test
networks: {front: {ipv4: 10.1.0.1/24}}
containers: {old1: {}, old2: {}}
PLAN
  render <<'PLAN'
netgen: 1
name: test
networks: {front: {ipv4: 10.1.0.1/24}}
containers: {new: {}}
PLAN
  remember found
  wrap_ip <<'WRAPPER'
#!/bin/sh
for last; do :; done
case $(cat "$last" 2>&1) in
  *'netns delete'*) ;;
  *'netns add'*) PATH=/usr/sbin:/usr/bin ip "$@" ;;
  *) PATH=/usr/sbin:/usr/bin exec ip "$@" ;;
esac
kill -KILL 0
WRAPPER
  run apply_group first up
  assert_not_equal "$status" 0
  in_host test -e /run/netns/old1
  in_host ip link show dev front
  run apply_group setup up
  assert_not_equal "$status" 0
  untrip
  in_host test -e /run/netns/old1
  up
  quiet
  run in_host ls /run/netns
  assert_output new
  down
  same_as found
}

@test "the name of a link goes to another entry of the plan" {
  two_networks before
  render <<'PLAN'
netgen: 1
name: test
networks: {back: {ipv4: 10.1.0.1/24}, other: {bridge: front, ipv4: 10.9.0.1/24}}
containers:
  db: {networks: {back: {ipv4_address: 10.1.0.4, host_interface_name: va}}}
  new: {netns: web, networks: {other: {host_interface_name: vb}}}
PLAN
  up before
  up
  quiet
  remember changed shape
  reaches new_in_web 10.9.0.1
  up before
  quiet before
  up
  same_as changed shape
}

# reaches _ ADDRESS: from namespace web
reaches() {
  in_ns web ping -c 1 -W 2 "$2"
}

@test "routes beside ours, of the same destination and metric" {
  two_networks
  up
  remember planned shape
  mended '^unexpected .* default via 10.1.0.9' in_ns web ip route append default via 10.1.0.9
  mended '^unexpected .* default via 10.1.0.9' in_ns web ip route prepend default via 10.1.0.9
  mended '^unexpected .* 10.9.0.0/16 ' in_ns web ip route add 10.9.0.0/16 tos 0x10 via 10.1.0.9
  mended '^unexpected .* 10.9.0.0/16 ' in_ns web ip route add 10.9.0.0/16 nexthop via 10.1.0.9 nexthop via 10.1.0.8
}

@test "an address that went along with another one's removal comes back in the same run" {
  two_networks
  up
  remember planned shape
  in_ns web ip addr del 10.1.0.2/24 dev eth0
  in_ns web ip addr add 10.1.0.77/24 dev eth0
  in_ns web ip addr add 10.1.0.2/24 dev eth0
  heals '^unexpected .*10.1.0.77/24'
}

@test "names that a container gives to its interface stop nothing" {
  two_networks
  up
  remember planned shape
  local name
  for name in 'a#b' 'a"b' "a'b" 'a\b' "\$(id)" -x '{"x' 'dev'; do
    in_ns web ip link set dev eth0 down
    in_ns web ip link set dev eth0 name "$name"
    heals '^unexpected .*link ' '^missing .*link va with its peer eth0'
  done
  in_ns web ip link add name 'x#y' type bridge
  in_ns web ip link set dev 'x#y' up
  in_ns web ip route add 10.99.0.0/16 dev 'x#y'
  finds '^unexpected .*10.99.0.0/16'
  up
  quiet
}

@test "a read-only /run: refused, with nothing changed" {
  two_networks
  in_host mount -o remount,ro /run
  remember found
  refuses "Read-only file system" found
  refuses 'Read-only file system' found check
}

@test "a kernel without IPv6" {
  two_networks
  in_host mount -t tmpfs tmpfs /proc/sys/net/ipv6
  wrap_ip <<'WRAPPER'
#!/bin/sh
for last; do :; done
if grep -qs addrgenmode "$last"; then
  echo RTNETLINK answers: Address family not supported by protocol >&2
  exit 2
fi
PATH=/usr/sbin:/usr/bin exec ip "$@"
WRAPPER
  up
  quiet
  up
  changed 0
  down
}

@test "a failure names the line of the script that it comes from" {
  render <<'PLAN'
netgen: 1
name: test
networks: {front: {ipv4: 10.1.0.1/24}}
containers: {one: {routes: [{to: 10.9.0.0/16, via: 10.1.0.9}]}, two: {routes: [{to: 10.9.0.0/16, via: 10.1.0.9}]}}
PLAN
  up
  in_ns two ip link set dev eth0 down
  wrap_ip <<'WRAPPER'
#!/bin/sh
for last; do :; done
n=$(grep -n '10.9.0.0/16.* two$' "$last" 2>/dev/null | cut -d: -f1)
if [ -n "$n" ]; then
  printf "RTNETLINK answers: No\nCommand failed %s:%s\n" "$last" "$n" >&2
  exit 1
fi
PATH=/usr/sbin:/usr/bin exec ip "$@"
WRAPPER
  run --separate-stderr apply setup up
  report_stderr
  exits 1
  says "containers.two .*setup.sh:$(grep -nF '[two] route replace 10.9' "$(script)" | cut -d: -f1)): ip route"
}

@test "a failure whose reader is gone is made up for all the same" {
  two_networks
  remember found
  trip fail 30
  in_host sh -s "$(script)" <<'PIPE'
    setsid -w dash "$1" up 2>&1 </dev/null | head -n 1 >/dev/null
PIPE
  untrip
  eventually in_host test ! -e /run/netgen
  same_as found
}

@test "an MTU too small for IPv6 comes to rest, and grows again" {
  local mtu
  for mtu in 576 1500 900 1400; do
    render <<PLAN
netgen: 1
name: test
networks: {front: {ipv4: 10.1.0.1/24, mtu: $mtu}}
containers: {web: {networks: {front: {host_interface_name: va}}}}
PLAN
    up
    quiet
    up
    changed 0
  done
  in_host ip link set dev va mtu 600
  up
  quiet
  run in_host ip -6 -o addr show dev va
  assert_output ''
}

@test "runs under a shell that was told to stop at a failure" {
  two_networks
  SCRIPT_SHELL='dash -eu' up
  SCRIPT_SHELL='bash -eu' quiet
  SCRIPT_SHELL='busybox sh -e' down
}

@test "a container that goes to another process, or to a namespace of its own, leaves the old one as it was" {
  local first second kind
  first=$(foreign_process)
  second=$(foreign_process)
  for kind in "{pid: $first}" "{pid: $second}" web "{pid: $first}"; do
    render <<PLAN
netgen: 1
name: test
networks: {front: {ipv4: 10.1.0.1/24}}
containers:
  web:
    netns: $kind
    networks: [front]
    sysctls: {net.ipv4.ip_default_ttl: 33}
    routes: [{to: 10.77.0.0/16, type: blackhole}]
PLAN
    [ -e "$BATS_TEST_TMPDIR/found.state" ] || { processes "$first" "$second" >"$BATS_TEST_TMPDIR/processes"; remember found; }
    up
    quiet
    in_ns web cat /proc/sys/net/ipv4/ip_default_ttl
    assert_equal "$(in_ns web cat /proc/sys/net/ipv4/ip_default_ttl)" 33
    [ "$kind" = "{pid: $first}" ] || in_process "$first" | diff "$BATS_TEST_TMPDIR/processes" -
    [ "$kind" = "{pid: $second}" ] || in_process "$second" | diff "$BATS_TEST_TMPDIR/processes" -
  done
  down
  same_as found
  processes "$first" "$second" | diff "$BATS_TEST_TMPDIR/processes" -
}

# What a plan may have left in the namespaces of two processes, the same for both. processes PID PID
processes() {
  in_process "$1"
  in_process "$2" | diff <(in_process "$1") -
}

in_process() {
  in_host nsenter -t "$1" --net sh -c 'cat /proc/sys/net/ipv4/ip_default_ttl; ip route; ip link show'
}

@test "standard input, output and error may be closed" {
  two_networks
  local redirection
  for redirection in '<&-' '>&-' '2>&-' '<&- >&- 2>&-'; do
    in_host sh -c "dash '$(script)' up $redirection"
    in_host sh -c "dash '$(script)' check $redirection"
    in_host sh -c "dash '$(script)' down $redirection"
  done
}
