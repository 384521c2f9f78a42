#!/usr/bin/env bats
# backends: both
# Row 42: routers that masquerade, with rules inside of their namespaces, and what becomes of those rules.
load lib/load

# Two homes of one subnet behind routers on a network of the host. homes [ROUTER-OPTIONS]
homes() {
  render <<PLAN
netgen: 1
name: test
networks:
  front: {ipv4: 10.1.0.1/24}
  home-a: {ipv4: {subnet: 192.168.1.0/24, gateway: modem-a}}
  home-b: {ipv4: {subnet: 192.168.1.0/24, gateway: modem-b}}
containers:
  web: {networks: {front: {ipv4_address: 10.1.0.2}}}
  modem-a:
    networks: {home-a: {ipv4_address: 192.168.1.1}, front: {ipv4_address: 10.1.0.8, gw_priority: 1}}
    ${1:-masquerade: [eth1]}
  modem-b:
    networks: {home-b: {ipv4_address: 192.168.1.1}, front: {ipv4_address: 10.1.0.9, gw_priority: 1}}
    masquerade: [eth1]
  pc-a: {networks: {home-a: {ipv4_address: 192.168.1.11}}}
  pc-b: {networks: {home-b: {ipv4_address: 192.168.1.11}}}
PLAN
}

# A router in a namespace of somebody else's, which has rules of theirs. router_of_others [ROUTER-OPTIONS]
router_of_others() {
  render <<PLAN
netgen: 1
name: test
networks:
  front: {ipv4: 10.1.0.1/24}
  home: {ipv4: {subnet: 192.168.1.0/24, gateway: modem}}
containers:
  web: {networks: {front: {ipv4_address: 10.1.0.2}}}
  modem:
    netns: {external: theirs}
    networks: {home: {ipv4_address: 192.168.1.1}, front: {ipv4_address: 10.1.0.8, gw_priority: 1}}
    ${1:-masquerade: [eth1]}
  pc: {networks: {home: {ipv4_address: 192.168.1.11}}}
PLAN
}

# The namespace that router_of_others needs.
theirs_up() {
  in_host ip netns add theirs
  in_ns theirs nft -f - <<'RULES'
    table inet theirs {
      chain forward {
        type filter hook forward priority 10; policy accept;
        ip saddr 192.0.2.9 drop
      }
    }
RULES
  in_ns theirs iptables -A FORWARD -s 192.0.2.8 -j DROP
}

# Everything of ours among the rules inside of a namespace. our_rules NETNS
our_rules() {
  in_ns "$1" nft -s list table inet netgen-test 2>/dev/null || true
  in_ns "$1" iptables-save | grep NG_test_ || true
}

# Takes one rule of ours away inside of a namespace. lose_rule NETNS
lose_rule() {
  case $BACKEND in
    nftables) in_ns "$1" nft flush chain inet netgen-test postrouting ;;
    iptables) in_ns "$1" iptables -t nat -F NG_test_POSTROUTING ;;
  esac
}

# Puts one more among ours. odd_rule NETNS
odd_rule() {
  case $BACKEND in
    nftables) in_ns "$1" nft insert rule inet netgen-test forward ip saddr 192.0.2.7 accept ;;
    iptables) in_ns "$1" iptables -I NG_test_FORWARD -s 192.0.2.7 -j ACCEPT ;;
  esac
}

# Takes all of ours away.
flush_rules() {
  case $BACKEND in
    nftables) in_ns "$1" nft flush ruleset ;;
    iptables)
      in_ns "$1" iptables -F
      in_ns "$1" iptables -t nat -F
      in_ns "$1" iptables -X
      in_ns "$1" iptables -t nat -X
      ;;
  esac
}

@test "row 42: two LANs of one subnet masqueraded at once, and nothing comes in to either" {
  remember before
  homes
  up
  quiet
  serve_both web
  serve_both world
  serve_both pc-a
  passes pc-a 10.1.0.2 10.1.0.8
  passes pc-b 10.1.0.2 10.1.0.9
  passes pc-a "$WORLD_ADDRESS" "$(host_address)"
  # Neighbours, the host and the other home know the way.
  in_ns web ip route add 192.168.1.0/24 via 10.1.0.8
  in_host ip route add 192.168.1.0/24 via 10.1.0.8
  in_ns modem-b ip route add 192.168.1.11/32 via 10.1.0.8
  blocked web 192.168.1.11
  blocked host 192.168.1.11
  blocked modem-b 192.168.1.11
  # The router itself reaches its LAN.
  passes modem-a 192.168.1.11 192.168.1.1
  in_host ip route del 192.168.1.0/24
  down
  same_as before
}

@test "without masquerade the router shows the LAN's addresses and lets in" {
  homes 'forward: true'
  up
  quiet
  in_ns web ip route add 192.168.1.0/24 via 10.1.0.8
  serve_both web
  serve_both pc-a
  passes pc-a 10.1.0.2 192.168.1.11
  passes web 192.168.1.11 10.1.0.2
  run our_rules modem-a
  assert_output ''
}

@test "two ways out are each masqueraded, and what comes in by one may leave by the other" {
  render <<PLAN
netgen: 1
name: test
networks:
  front: {ipv4: 10.1.0.1/24}
  back: {ipv4: 10.2.0.1/24}
  home: {ipv4: {subnet: 192.168.1.0/24, gateway: modem}}
containers:
  left: {networks: {front: {ipv4_address: 10.1.0.2}}, routes: [{to: 10.2.0.2/32, via: 10.1.0.8}]}
  right: {networks: {back: {ipv4_address: 10.2.0.2}}}
  modem:
    networks:
      home: {ipv4_address: 192.168.1.1}
      front: {ipv4_address: 10.1.0.8, interface_name: wan.1}
      back: {ipv4_address: 10.2.0.8}
    masquerade: [wan.1, eth2]
  pc: {networks: {home: {ipv4_address: 192.168.1.11}}}
PLAN
  up
  quiet
  serve_both left
  serve_both right
  serve_both pc
  passes pc 10.1.0.2 10.1.0.8
  passes pc 10.2.0.2 10.2.0.8
  passes left 10.2.0.2 10.2.0.8
  in_ns right ip route add 192.168.1.0/24 via 10.2.0.8
  blocked right 192.168.1.11
}

@test "drift of the rules inside is seen, named and mended" {
  homes
  up
  remember planned shape
  lose_rule modem-a
  heals '^missing containers.modem-a: rule .*([Mm]asquerade|MASQUERADE)'
  odd_rule modem-a
  lose_rule modem-b
  heals '^unexpected containers.modem-a: rule .*192\.0\.2\.7' '^missing containers.modem-b: rule '
  flush_rules modem-b
  heals '^missing containers.modem-b: '
  in_ns modem-a sysctl -qw net.ipv4.ip_forward=0
  heals '^differs containers.modem-a: sysctl net/ipv4/ip_forward is 0, not 1'
  in_host ip netns delete modem-a
  finds '^missing containers.modem-a: namespace modem-a'
  up
  quiet
  serve_both web
  passes pc-a 10.1.0.2 10.1.0.8
}

@test "rules of others inside, of the same table, are no difference and stay" {
  homes
  up
  in_ns modem-a nft add table inet other
  in_ns modem-a iptables -t nat -A POSTROUTING -s 192.0.2.9 -j MASQUERADE
  quiet
  up
  changed 0
  lose_rule modem-a
  up
  changed some
  run in_ns modem-a iptables -t nat -S POSTROUTING
  assert_line '-A POSTROUTING -s 192.0.2.9/32 -j MASQUERADE'
  run in_ns modem-a nft list tables
  assert_line 'table inet other'
}

@test "P1, P5, P22: masquerade comes, goes and moves to another interface; connections live on" {
  homes
  up
  hold_connection line pc-a web 10.1.0.2
  homes 'masquerade: [eth0, eth1]'
  finds '^differs containers.modem-a: the rules are those of another version'
  up
  changed some
  quiet
  chat line second
  serve_both pc-a
  serve_both web
  passes pc-a 10.1.0.2 10.1.0.8
  homes 'forward: true'
  finds '^unexpected containers.modem-a: rules in (nftables|iptables) inside of modem-a'
  up
  quiet
  run our_rules modem-a
  assert_output ''
  run our_rules modem-b
  refute_output ''
  homes 'masquerade: [eth1]'
  up
  quiet
  passes pc-a 10.1.0.2 10.1.0.8
  down
}

@test "from one backend to the other: the rules inside go with those of the host" {
  local other=iptables
  [ "$BACKEND" = nftables ] || other=nftables
  homes
  up
  render other --backend "$other" <"$BATS_TEST_TMPDIR/setup.yaml"
  up other
  quiet other
  case $other in
    iptables) run in_ns modem-a nft list table inet netgen-test ;;
    nftables) run in_ns modem-a sh -c 'iptables-save | grep NG_test_' ;;
  esac
  assert_failure
  serve_both web
  passes pc-a 10.1.0.2 10.1.0.8
  up
  quiet
  down
}

@test "in a namespace of others: furnished, tried, and left as it was" {
  theirs_up
  remember before
  router_of_others
  up
  quiet
  serve_both web
  serve_both pc
  passes pc 10.1.0.2 10.1.0.8
  up
  changed 0
  in_ns web ip route add 192.168.1.0/24 via 10.1.0.8
  blocked web 192.168.1.11
  down
  same_as before
}

@test "in a namespace of others: down finds nothing, or half of it, and is content" {
  theirs_up
  remember before shape
  router_of_others
  up
  flush_rules theirs
  in_host ip netns delete theirs
  theirs_up
  down
  same_as before shape
  up
  lose_rule theirs
  [ "$BACKEND" = nftables ] || in_ns theirs iptables -D FORWARD -j NG_test_FORWARD
  down
  same_as before shape
}

@test "in a namespace of others: a changed plan takes the rules along when the container goes, or only the wish" {
  theirs_up
  router_of_others
  up
  router_of_others 'forward: true'
  up
  quiet
  run our_rules theirs
  assert_output ''
  router_of_others
  up
  render without <<PLAN
netgen: 1
name: test
networks:
  front: {ipv4: 10.1.0.1/24}
containers:
  web: {networks: {front: {ipv4_address: 10.1.0.2}}}
PLAN
  up without
  quiet without
  run our_rules theirs
  assert_output ''
}

@test "a process's namespace: another process, and the one before is left without rules of ours" {
  local first second plan
  first=$(foreign_process)
  second=$(foreign_process)
  homes "netns: {pid: $first}
    masquerade: [eth1]"
  plan=$(cat "$BATS_TEST_TMPDIR/setup.yaml")
  remember before
  up
  quiet
  refute [ -z "$(our_rules "/proc/$first/ns/net")" ]
  render <<<"${plan/pid: $first/pid: $second}"
  up
  quiet
  run our_rules "/proc/$first/ns/net"
  assert_output ''
  serve_both web
  passes pc-a 10.1.0.2 10.1.0.8
  down
  run our_rules "/proc/$second/ns/net"
  assert_output ''
  same_as before
}

@test "killed at deeds all along, in a namespace of others: up heals, down leaves nothing" {
  theirs_up
  router_of_others
  remember found
  up
  remember planned shape
  down
  up_and_down() {
    deaths=$((${deaths:-0} + 1))
    if [ $((deaths % 2)) -eq 0 ]; then
      up
      quiet
      same_as planned shape
    fi
    down
    same_as found
  }
  at_every_death 2 6 up_and_down
  assert [ "$(cat "$BATS_TEST_TMPDIR/deaths")" -gt 10 ]
}

@test "every deed of a changed plan fails once: what was there before is back" {
  theirs_up
  router_of_others
  render earlier < <(sed 's/masquerade: .*/forward: true/; s|10.1.0.1/24|&, mtu: 1400|' "$BATS_TEST_TMPDIR/setup.yaml")
  up earlier
  remember earlier shape
  earlier_again() {
    up earlier
    quiet earlier
  }
  at_every_failure 1 1 earlier shape earlier_again
}
