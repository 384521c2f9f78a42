#!/usr/bin/env bats
# backends: both
# down removes what the plan made, and nothing else; two plans share a host; what is not ours survives.
load lib/load

@test "down after half of it is gone by hand" {
  full_plan
  remember found
  up
  in_host ip netns del web
  in_host ip link del dev back
  in_ns router ip link del dev eth1
  in_host ip route del 10.3.0.0/24
  in_host ip addr flush dev inner
  in_host sh -c 'nft delete table inet netgen-test; iptables -F FORWARD; true' 2>/dev/null
  down
  same_as found
}

@test "down after everything is gone by hand" {
  full_plan
  remember found
  up
  in_host sh -es <<'REMOVE'
    for netns in web db router far; do ip netns del $netns; done
    for link in front back away inner; do ip link del dev $link; done
    ip route del blackhole 198.18.0.0/15
    nft flush ruleset
REMOVE
  down
  same_as found
}

@test "down where the rules were flushed by another tool" {
  full_plan
  remember found
  up
  in_host nft flush ruleset
  down
  same_as found
}

@test "sysctls go back to the values found, not to defaults" {
  in_host sysctl -q -w net.ipv4.ip_forward=1
  full_plan
  remember found
  up
  down
  same_as found
  assert_equal "$(in_host sysctl -n net.ipv4.ip_forward)" 1
  in_host sysctl -q -w net.ipv4.ip_forward=0
  up
  up
  down
  assert_equal "$(in_host sysctl -n net.ipv4.ip_forward)" 0
}

@test "down of a script whose plan has changed since removes all of the plan" {
  full_plan
  remember found
  up
  render <<PLAN
netgen: 1
name: test
networks: {other: {ipv4: 10.9.0.1/24}}
containers: {else: {}}
PLAN
  down
  same_as found
}

# Two plans, each with a bridge and a container. two_plans
two_plans() {
  render one <<PLAN
netgen: 1
name: one
networks: {front: {ipv4: 10.1.0.1/24}}
containers: {web: {}}
PLAN
  render two <<PLAN
netgen: 1
name: two
networks: {back: {ipv4: 10.2.0.1/24}}
containers: {db: {}}
PLAN
}

@test "two plans on one host do not know of each other" {
  two_plans
  remember found
  up one
  remember one shape
  up two
  quiet one
  quiet two
  up one
  changed 0 one
  serve_both world
  passes web "$WORLD_ADDRESS" "$(host_address)"
  passes db "$WORLD_ADDRESS" "$(host_address)"
  down two
  same_as one shape
  down one
  same_as found
}

@test "of two plans the first may go first; forwarding is put back by the last" {
  two_plans
  remember found
  up one
  up two
  down one
  assert_equal "$(in_host sysctl -n net.ipv4.ip_forward)" 1
  quiet two
  serve_both world
  passes db "$WORLD_ADDRESS" "$(host_address)"
  up two
  changed 0 two
  down two
  same_as found
}

@test "forwarding that was on before two plans stays on after both" {
  in_host sysctl -q -w net.ipv4.ip_forward=1
  two_plans
  up one
  up two
  down two
  down one
  assert_equal "$(in_host sysctl -n net.ipv4.ip_forward)" 1
}

@test "containers of two plans are isolated from each other" {
  two_plans
  up one
  up two
  serve_both db
  serve_both web
  blocked web "$(in_ns db ip -4 -o addr show dev eth0 | sed -E 's/.*inet ([0-9.]+).*/\1/')"
  blocked db "$(in_ns web ip -4 -o addr show dev eth0 | sed -E 's/.*inet ([0-9.]+).*/\1/')"
}

@test "one plan's name may begin with another's" {
  render one <<PLAN
netgen: 1
name: net
networks: {front: {ipv4: 10.1.0.1/24}}
containers: {web: {}}
PLAN
  render two <<PLAN
netgen: 1
name: net-two
networks: {back: {ipv4: 10.2.0.1/24}}
containers: {db: {}}
PLAN
  remember found
  up two
  remember two shape
  up one
  quiet one
  quiet two
  down one
  same_as two shape
  quiet two
  down two
  same_as found
}

# Things of others of every kind.
foreign_things() {
  in_host ip -batch - <<LINKS
    link add name br-theirs type bridge
    link set dev br-theirs addrgenmode none alias netgen:tes:networks.front
    link set dev br-theirs up
    addr add 10.50.0.1/24 dev br-theirs
    link add name t0 type veth peer name t1
    link set dev t0 addrgenmode none
    link set dev t0 up
    link set dev t1 addrgenmode none
    link set dev t1 master br-theirs up
    addr add 198.51.100.200/24 dev eth0
    route add 10.60.0.0/16 via $WORLD_GATEWAY
    route add blackhole 10.61.0.0/16
    rule add from 10.50.0.0/24 lookup 77 priority 500
    route add 10.62.0.0/16 via $WORLD_GATEWAY table 77
    netns add theirs
LINKS
  in_host nft -f - <<RULES
    table ip theirs {
      chain c {
        type filter hook forward priority 10
        ip saddr 192.0.2.1 drop
      }
    }
    table inet netgen {
      chain c {
        type filter hook input priority 10
      }
    }
RULES
  in_host iptables-restore --noflush <<RULES
*filter
:THEIRS - [0:0]
-A FORWARD -s 192.0.2.1/32 -j THEIRS
-A THEIRS -j RETURN
COMMIT
*nat
-A POSTROUTING -s 192.0.2.0/24 -o eth0 -j MASQUERADE
COMMIT
RULES
  in_ns theirs ip link add name x0 type bridge
  in_ns theirs nft add table ip theirs
}

# They are all still there.
foreign_things_stand() {
  run in_host sh -c 'nft -s list table ip theirs; nft -s list table inet netgen; iptables-save; ip netns list
    ip rule; ip route show table all; ip -o addr; ip -o link; nsenter --net=/run/netns/theirs ip -o link'
  assert_output --partial 'ip saddr 192.0.2.1 drop'
  assert_output --partial 'table inet netgen {'
  assert_output --partial '-A FORWARD -s 192.0.2.1/32 -j THEIRS'
  assert_output --partial '-A POSTROUTING -s 192.0.2.0/24 -o eth0 -j MASQUERADE'
  assert_output --partial '198.51.100.200/24'
  assert_output --partial '10.50.0.1/24'
  assert_output --partial 'from 10.50.0.0/24 lookup 77'
  assert_output --partial "10.60.0.0/16 via $WORLD_GATEWAY"
  assert_output --partial 'blackhole 10.61.0.0/16'
  assert_output --partial "10.62.0.0/16 via $WORLD_GATEWAY"
  assert_output --regexp 't1@t0: .* master br-theirs'
  assert_output --partial ' x0: '
}

@test "P7: tables, chains, bridges, namespaces, addresses and routes of others survive up, up again, drift and down" {
  foreign_things
  full_plan
  remember found
  up
  foreign_things_stand
  quiet
  up
  changed 0
  in_host ip link del dev front
  up
  down
  same_as found
}

@test "P7: links of others survive, whatever their group is" {
  local group number=0
  full_plan
  up
  for group in 0 1 110 4242; do
    number=$((number + 1))
    in_host ip link add name "group$number" type bridge
    in_host ip link set dev "group$number" group "$group" addrgenmode none
  done
  up
  down
  run in_host ip -o link show type bridge
  assert_equal "${#lines[@]}" 4
}

@test "what others add while the plan is up survives a changed plan and down" {
  full_plan
  up
  foreign_things
  quiet
  up
  changed 0
  render <<PLAN
netgen: 1
name: test
networks: {other: {ipv4: 10.9.0.1/24}}
containers: {else: {}}
PLAN
  up
  foreign_things_stand
  down
  foreign_things_stand
}

@test "a sysctl that somebody changed after up, and that is not ours, stays" {
  full_plan
  up
  in_host sysctl -q -w net.ipv4.ip_default_ttl=77
  down
  assert_equal "$(in_host sysctl -n net.ipv4.ip_default_ttl)" 77
}

@test "P19: bridge netfilter is not touched where nothing needs it, whatever it is" {
  local value
  for value in 0 1; do
    in_host sysctl -q -w net.bridge.bridge-nf-call-iptables=$value
    full_plan
    up
    assert_equal "$(in_host sysctl -n net.bridge.bridge-nf-call-iptables)" $value
    down
    assert_equal "$(in_host sysctl -n net.bridge.bridge-nf-call-iptables)" $value
  done
}

@test "two ups at the same time: one waits for the other, and both end well" {
  full_plan
  local number job jobs=()
  for number in 1 2 3; do
    apply setup up >"$BATS_TEST_TMPDIR/up.$number" 2>"$BATS_TEST_TMPDIR/log.$number" &
    jobs+=($!)
  done
  for job in "${jobs[@]}"; do
    wait "$job"
  done
  run sort "$BATS_TEST_TMPDIR"/up.[123]
  assert_line --index 0 'netgen test: changed=0'
  assert_line --index 1 'netgen test: changed=0'
  assert_line --index 2 --regexp 'changed=[1-9]'
  quiet
}

@test "up and down of two plans at the same time end well" {
  two_plans
  remember found
  apply one up >"$BATS_TEST_TMPDIR/first" 2>&1 &
  local first=$!
  apply two up >"$BATS_TEST_TMPDIR/second" 2>&1 &
  wait "$first" && wait "$!"
  quiet one
  quiet two
  apply one down >"$BATS_TEST_TMPDIR/first" 2>&1 &
  first=$!
  apply two down >"$BATS_TEST_TMPDIR/second" 2>&1 &
  wait "$first" && wait "$!"
  same_as found
}
