#!/usr/bin/env bats
# backends: both
# Preflight: each refusal says what was found and what to do, exits with 4, and has changed nothing.
load lib/load

@test "not root" {
  full_plan
  remember found
  run --separate-stderr in_host setpriv --reuid=65534 --regid=65534 --clear-groups \
    dash -s up <"$(script)"
  report_stderr
  exits 4
  assert_output ''
  says 'root'
  same_as found
}

# A missing tool is told with the package that brings it. missing TOOL PACKAGE
missing() {
  full_plan
  remember found
  hide "$1"
  run --separate-stderr apply setup up
  unhide
  report_stderr
  exits 4
  says "$1"
  says "$2"
  same_as found
}

@test "missing tool: ip" {
  missing ip iproute2
}

@test "missing tool: awk" {
  missing awk mawk
}

@test "missing tool: nsenter" {
  missing nsenter util-linux
}

@test "missing tool: the firewall's" {
  if [ "$BACKEND" = iptables ]; then
    missing iptables-restore iptables
  else
    missing nft nftables
  fi
}

@test "a backend needs the tools of the other one for nothing" {
  full_plan
  if [ "$BACKEND" = iptables ]; then
    hide nft
  else
    hide iptables iptables-restore iptables-save
  fi
  up
  quiet
  down
}

@test "an uplink that is missing is refused where a line needs it, and said where none does" {
  render <<PLAN
netgen: 1
name: test
host: {uplink: wan7}
networks: {front: {ipv4: 10.1.0.1/24, mtu: auto}}
containers: {web: {}}
PLAN
  remember found
  refuses 'networks\.front: needs the uplink: there is no interface wan7' found
  render <<PLAN
netgen: 1
name: test
host: {uplink: wan7}
networks: {front: {ipv4: 10.1.0.1/24}}
containers: {web: {}}
PLAN
  up
  says 'host\.uplink: there is no interface wan7'
}

@test "a bridge of somebody else's has the name of ours" {
  in_host ip link add name front type bridge
  full_plan
  remember found
  refuses 'networks\.front' found
  says 'front'
}

@test "an interface of somebody else's has the name of our veth" {
  in_host ip link add name v-web type veth peer name other
  full_plan
  remember found
  refuses 'containers\.web' found
  says 'v-web'
}

@test "a namespace of somebody else's has the name of ours" {
  in_host ip netns add web
  full_plan
  remember found
  refuses 'containers\.web' found
}

@test "a namespace that exists has an interface of the name of ours" {
  in_host ip netns add shared
  in_ns shared ip link add name eth0 type bridge
  render <<PLAN
netgen: 1
name: test
networks: {front: {ipv4: 10.1.0.1/24}}
containers: {web: {netns: {external: shared}}}
PLAN
  remember found
  refuses 'containers\.web' found
  says 'eth0'
}

@test "P4: a stale file under /run/netns, of nobody, is no reason to refuse for ever" {
  full_plan
  in_host touch /run/netns/web
  run --separate-stderr apply setup up
  report_stderr
  # Healed, or refused with the way out.
  if [ "$status" -ne 0 ]; then
    exits 4
    says '/run/netns/web'
  else
    quiet
  fi
}

# A route on the host stands in the way of a planned subnet. overlaps IP-ARGUMENT…
overlaps() {
  in_host ip "$@"
  full_plan
  remember found
  refuses '10\.2\.' found
}

@test "the host routes a subnet elsewhere: the same" {
  overlaps route add 10.2.0.0/24 via "$WORLD_GATEWAY"
}

@test "the host routes a subnet elsewhere: a part of it" {
  overlaps route add 10.2.0.64/26 via "$WORLD_GATEWAY"
}

@test "the host routes a subnet elsewhere: more than it" {
  overlaps route add 10.2.0.0/16 via "$WORLD_GATEWAY"
}

@test "the host routes a subnet elsewhere: an interface's own" {
  overlaps addr add 10.2.0.77/24 dev eth0
}

@test "a default route is no overlap, nor is a subnet beside ours" {
  in_host ip route add 10.2.1.0/24 via "$WORLD_GATEWAY"
  in_host ip route add 10.0.0.0/16 via "$WORLD_GATEWAY"
  full_plan
  up
  quiet
}

@test "check refuses what up refuses, with the same exit" {
  in_host ip netns add web
  full_plan
  remember found
  refuses 'containers\.web' found check
}

@test "every refusal is told at once" {
  in_host ip netns add web
  in_host ip link add name front type bridge
  full_plan
  remember found
  refuses 'containers\.web' found
  says 'networks\.front'
}

@test "up after a refusal works when the reason is gone" {
  in_host ip netns add web
  full_plan
  remember found
  refuses 'containers\.web' found
  in_host ip netns del web
  up
  quiet
}

@test "a refused change of an earlier plan leaves the earlier plan in force" {
  render earlier <<PLAN
netgen: 1
name: test
networks: {front: {ipv4: 10.1.0.1/24}}
containers: {web: {}}
PLAN
  up earlier
  in_host ip netns add db
  full_plan
  remember before
  refuses 'containers\.db' before
  quiet earlier
}

@test "two plans that want the same bridge: the second is refused" {
  render earlier <<PLAN
netgen: 1
name: first
networks: {front: {ipv4: 10.91.0.1/24}}
containers: {x: {}}
PLAN
  up earlier
  full_plan
  remember before
  refuses 'networks\.front' before
}

# What the host has, against a network whose gateway is fe80::1, so that the bridge holds no address of its subnet.
# ipv6_plan [SUBNET]
ipv6_plan() {
  render <<PLAN
netgen: 1
name: test
networks: {f: {ipv4: none, ipv6: "${1:-2001:db8:1::/64}"}}
containers: {w: {}}
PLAN
}

# clashes REGEXP IP-ARGUMENT…: it is refused, in one line, by check as well
clashes() {
  local pattern=$1
  shift
  host_ipv6
  in_host ip -6 "$@"
  ipv6_plan
  remember found
  refuses "$pattern" found
  assert_equal "$(grep -c refused: <<<"${stderr:-}")" 1
  refuses "$pattern" found check
}

@test "IPv6: the host has an address in the subnet, with the subnet's length" {
  clashes 'networks\.f: 2001:db8:1::/64 overlaps 2001:db8:1::/64,.*dev eth0' addr add 2001:db8:1::77/64 dev eth0 nodad
}

@test "IPv6: the host has one address in the subnet" {
  clashes 'networks\.f: 2001:db8:1::/64 overlaps 2001:db8:1::1,.*dev eth0' addr add 2001:db8:1::1/128 dev eth0 nodad
}

@test "IPv6: the host has an address in the subnet, without a route to it" {
  clashes 'networks\.f: 2001:db8:1::/64 holds 2001:db8:1::77, .*on eth0' addr add 2001:db8:1::77/64 dev eth0 nodad noprefixroute
}

@test "IPv6: the host routes a part of the subnet elsewhere" {
  clashes 'networks\.f: 2001:db8:1::/64 overlaps 2001:db8:1:0:8000::/66,' route add 2001:db8:1:0:8000::/66 via 2001:db8:ff::1
}

@test "IPv6: the host routes the subnet elsewhere, at another metric" {
  clashes 'networks\.f: 2001:db8:1::/64 overlaps .*metric 100' route add 2001:db8:1::/64 via 2001:db8:ff::1 metric 100
}

@test "IPv6: the host routes the subnet elsewhere, at the metric of ours" {
  clashes 'networks\.f: 2001:db8:1::/64 overlaps .*choose another subnet' route add 2001:db8:1::/64 via 2001:db8:ff::1
}

@test "IPv6: the bridge holds an address of the subnet, and the host one more" {
  host_ipv6
  in_host ip addr add 2001:db8:1::77/64 dev eth0 nodad noprefixroute
  ipv6_plan 2001:db8:1::1/64
  remember found
  refuses 'networks\.f: 2001:db8:1::1/64 holds 2001:db8:1::77, ' found
}

@test "IPv6: a wider route, a wider subnet of an interface's own, and what lies beside ours are no clash" {
  host_ipv6 2001:db8:1:0:f::1/48 2001:db8:1:0:f::2/48
  in_host ip -6 route add 2001:db8::/32 via 2001:db8:1:0:f::2
  in_host ip -6 route add 2001:db8:1:0:2::/80 via 2001:db8:1:0:f::2
  ipv6_plan 2001:db8:1:0:1::/80
  up
  quiet
  up
  changed 0
  ipv6_plan 2001:db8:1:0:1::1/80
  up
  quiet
  up
  changed 0
}

@test "IPv4: the host has one address in a subnet, which makes no route" {
  in_host ip addr add 10.2.0.77/32 dev eth0
  full_plan
  remember found
  refuses 'networks\.back: 10\.2\.0\.1/24 holds 10\.2\.0\.77, .*on eth0' found
}

two_families() {
  render <<PLAN
netgen: 1
name: test
networks: {f: {ipv4: 10.1.0.1/24, ipv6: "fd00:1::/64"}}
containers: {w: {}}
PLAN
}

@test "a rule of the host that sends the subnet to another table is refused, with the line that mends it" {
  host_ipv6
  two_families
  in_host ip rule add pref 5270 lookup 52
  in_host ip route add 10.0.0.0/8 via "$WORLD_GATEWAY" table 52
  in_host ip -6 rule add pref 77 to fd00::/16 prohibit
  remember found
  refuses 'networks\.f: .*.5270: from all to all lookup 52. finds 10\.0\.0\.0/8; .*ip rule add pref 5269 to 10\.1\.0\.1/24 lookup main' found
  says '.77: from all to fd00::/16. drops them; .*ip -6 rule add pref 76 to fd00:1::/64 lookup main'
  refuses 'lookup 52' found check
  in_host ip rule add pref 5269 to 10.1.0.1/24 lookup main
  in_host ip -6 rule add pref 76 to fd00:1::/64 lookup main
  up
  quiet
  serve_both w 10.1.0.2
  passes host 10.1.0.2 10.1.0.1
}

@test "rules that leave the subnet alone are no obstacle: another subnet, another source, a mark, the main table first" {
  two_families
  in_host ip rule add pref 10 lookup main suppress_prefixlength 0
  in_host ip rule add pref 11 not fwmark 0xca6c lookup 9
  in_host ip rule add pref 5 fwmark 1 lookup 9
  in_host ip rule add pref 6 from 203.0.113.9 lookup 9
  in_host ip rule add pref 7 to 10.2.0.0/16 lookup 9
  in_host ip rule add pref 8 lookup 10
  in_host ip route add default via "$WORLD_GATEWAY" table 9
  in_host ip route add 10.2.0.0/16 via "$WORLD_GATEWAY" table 10
  in_host ip route add throw default table 10
  up
  quiet
}
