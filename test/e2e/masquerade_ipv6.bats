#!/usr/bin/env bats
# backends: both
# Row 42 for IPv6: routers that masquerade both families, or IPv6 alone.
load lib/load

# Two homes of one subnet behind routers on a network of the host; web2 is a network further, behind a small MTU.
# homes [ROUTER-OPTIONS [WAY]]
homes() {
  render <<PLAN
netgen: 1
name: test
networks:
  front: {ipv4: 10.1.0.1/24, ipv6: "2001:db8:1::/64", peers: [small]}
  small: {ipv4: 10.2.0.1/24, ipv6: "2001:db8:2::/64", mtu: 1300}
  home-a: {ipv4: {subnet: 192.168.1.0/24, gateway: modem-a}, ipv6: {subnet: "fd00:1::/64", gateway: modem-a}}
  home-b: {ipv4: {subnet: 192.168.1.0/24, gateway: modem-b}, ipv6: {subnet: "fd00:1::/64", gateway: modem-b}}
containers:
  web: {networks: {front: {ipv4_address: 10.1.0.2, ipv6_address: "2001:db8:1::2"}}}
  web2: {networks: {small: {ipv4_address: 10.2.0.2, ipv6_address: "2001:db8:2::2"}}}
  modem-a:
    networks:
      home-a: {ipv4_address: 192.168.1.1, ipv6_address: "fd00:1::1"}
      front: {ipv4_address: 10.1.0.8, ipv6_address: "2001:db8:1::8", gw_priority: 1}
    ${1:-masquerade: [eth1]}
  modem-b:
    networks:
      home-b: {ipv4_address: 192.168.1.1, ipv6_address: "fd00:1::1"}
      front: {ipv4_address: 10.1.0.9, ipv6_address: "2001:db8:1::9", gw_priority: 1}
    masquerade: [eth1]
  pc-a: {networks: {home-a: {ipv4_address: 192.168.1.11, ipv6_address: "fd00:1::11"}}}
  pc-b: {networks: {home-b: {ipv4_address: 192.168.1.11, ipv6_address: "fd00:1::11"}}}
PLAN
}

# A router in a namespace of somebody else's, which has rules of theirs. router_of_others [ROUTER-OPTIONS]
router_of_others() {
  render <<PLAN
netgen: 1
name: test
networks:
  front: {ipv4: 10.1.0.1/24, ipv6: "2001:db8:1::/64"}
  home: {ipv4: {subnet: 192.168.1.0/24, gateway: modem}, ipv6: {subnet: "fd00:1::/64", gateway: modem}}
containers:
  web: {networks: {front: {ipv4_address: 10.1.0.2, ipv6_address: "2001:db8:1::2"}}}
  modem:
    netns: {external: theirs}
    networks:
      home: {ipv4_address: 192.168.1.1, ipv6_address: "fd00:1::1"}
      front: {ipv4_address: 10.1.0.8, ipv6_address: "2001:db8:1::8", gw_priority: 1}
    ${1:-masquerade: [eth1]}
  pc: {networks: {home: {ipv4_address: 192.168.1.11, ipv6_address: "fd00:1::11"}}}
PLAN
}

# The namespace that router_of_others needs.
theirs_up() {
  in_host ip netns add theirs
  in_ns theirs iptables -A FORWARD -s 192.0.2.8 -j DROP
  in_ns theirs ip6tables -t nat -A POSTROUTING -s 2001:db8:9::8 -j MASQUERADE
}

# Everything of ours among the rules inside of a namespace. our_rules NETNS
our_rules() {
  in_ns "$1" nft -s list table inet netgen-test 2>/dev/null || true
  in_ns "$1" iptables-save | grep NG_test_ || true
  in_ns "$1" ip6tables-save | grep NG_test_ || true
}

# Takes a rule that translates IPv6 away. lose_rule NETNS
lose_rule() {
  case $BACKEND in
    nftables) in_ns "$1" nft flush chain inet netgen-test postrouting ;;
    iptables) in_ns "$1" ip6tables -t nat -F NG_test_POSTROUTING ;;
  esac
}

# Puts one more among ours. odd_rule NETNS
odd_rule() {
  case $BACKEND in
    nftables) in_ns "$1" nft insert rule inet netgen-test forward ip6 saddr 2001:db8:9::7 accept ;;
    iptables) in_ns "$1" ip6tables -I NG_test_FORWARD -s 2001:db8:9::7 -j ACCEPT ;;
  esac
}

# Takes all of ours for IPv6 away.
flush_rules() {
  case $BACKEND in
    nftables) in_ns "$1" nft flush ruleset ;;
    iptables)
      in_ns "$1" ip6tables -F
      in_ns "$1" ip6tables -t nat -F
      in_ns "$1" ip6tables -X
      in_ns "$1" ip6tables -t nat -X
      ;;
  esac
}

@test "row 42: two LANs of one prefix masqueraded at once in both families, and nothing comes in to either" {
  host_ipv6
  remember before shape
  homes
  up
  quiet
  up
  changed 0
  serve_both web 2001:db8:1::2
  serve_both pc-a fd00:1::11
  passes pc-a 2001:db8:1::2 2001:db8:1::8
  passes pc-b 2001:db8:1::2 2001:db8:1::9
  run pings pc-a 2001:db8:1::2
  assert_success
  # By way of the host to the world, which knows no route to the homes.
  in_world ip -6 route add 2001:db8:1::/64 via 2001:db8:ff::10
  serve_both world "$WORLD_ADDRESS6"
  passes pc-b "$WORLD_ADDRESS6" 2001:db8:1::9
  # Neighbours, the host and the other home know the way.
  in_ns web ip route add fd00:1::/64 via 2001:db8:1::8
  in_host ip route add fd00:1::/64 via 2001:db8:1::8 dev front
  in_ns modem-b ip route add fd00:1::11/128 via 2001:db8:1::8
  blocked web fd00:1::11
  blocked host fd00:1::11
  blocked modem-b fd00:1::11
  # The router itself reaches its LAN.
  passes modem-a fd00:1::11 fd00:1::1
  in_host ip -6 route del fd00:1::/64
  down
  same_as before shape
}

@test "row 42: the same routers at the same time masquerade IPv4" {
  homes
  up
  serve_both web
  serve_both pc-a
  passes pc-a 10.1.0.2 10.1.0.8
  passes pc-b 10.1.0.2 10.1.0.9
  run pings pc-a 10.1.0.2
  assert_success
  in_ns web ip route add 192.168.1.0/24 via 10.1.0.8
  blocked web 192.168.1.11
}

@test "a packet too big is told to who sent it, through the translation" {
  # The host tells it from an address of its own that is more than link-local, which no router forwards.
  host_ipv6
  homes
  up
  run in_ns pc-a ping -n -c 1 -W 1 -M 'do' -s 1400 2001:db8:2::2
  assert_failure
  assert_output --partial 'Packet too big: mtu=1300'
  run in_ns pc-a ip -6 route get 2001:db8:2::2
  assert_output --partial 'mtu 1300'
  # A TCP stream of full segments finds the size by that, too.
  in_ns web2 timeout 20 socat -u TCP6-LISTEN:7200,reuseaddr "OPEN:$BATS_TEST_TMPDIR/received,creat" 3>&- &
  eventually listening web2 tcp 7200
  head -c 300000 /dev/zero | in_ns pc-b timeout 10 socat -u - 'TCP6:[2001:db8:2::2]:7200'
  eventually test "$(stat -c %s "$BATS_TEST_TMPDIR/received")" -eq 300000
}

@test "without masquerade the router shows the LAN's addresses and lets in" {
  homes 'forward: true'
  up
  quiet
  in_ns web ip route add fd00:1::/64 via 2001:db8:1::8
  serve_both web 2001:db8:1::2
  serve_both pc-a fd00:1::11
  passes pc-a 2001:db8:1::2 fd00:1::11
  passes web fd00:1::11 2001:db8:1::2
  run our_rules modem-a
  assert_output ''
}

@test "IPv6 alone, by point-to-point links: only that family has rules" {
  render <<PLAN
netgen: 1
name: test
networks:
  home: {ipv4: none, ipv6: {subnet: "fd00:1::/64", gateway: modem}}
containers:
  modem:
    networks: {home: {ipv6_address: "fd00:1::1"}}
    masquerade: [wan.1, wan2]
  pc: {networks: {home: {ipv6_address: "fd00:1::11"}}}
  left: {network_mode: none}
  right: {network_mode: none, routes: [{to: "fd00:1::/64", dev: eth0}]}
point_to_point:
  - ends: {modem: {interface_name: wan.1, ipv6_address: "2001:db8:7::2", default_route: true}, left: {ipv6_address: "2001:db8:7::1", default_route: true}}
  - ends: {modem: {interface_name: wan2, ipv6_address: "2001:db8:8::2"}, right: {ipv6_address: "2001:db8:8::1"}}
PLAN
  up
  quiet
  serve_both left 2001:db8:7::1
  serve_both right 2001:db8:8::1
  serve_both pc fd00:1::11
  passes pc 2001:db8:7::1 2001:db8:7::2
  passes pc 2001:db8:8::1 2001:db8:8::2
  # In by one way out and out by the other.
  passes left 2001:db8:8::1 2001:db8:8::2
  blocked right fd00:1::11
  run in_ns modem iptables-save
  refute_output --partial NG_test_
}

@test "drift of the rules inside is seen, named and mended" {
  homes
  up
  remember planned shape
  lose_rule modem-a
  heals '^missing containers.modem-a: rule .*([Mm]asquerade|MASQUERADE)'
  odd_rule modem-a
  lose_rule modem-b
  heals '^unexpected containers.modem-a: rule .*2001:db8:9::7' '^missing containers.modem-b: rule '
  flush_rules modem-b
  heals '^missing containers.modem-b: '
  in_ns modem-a sysctl -qw net.ipv6.conf.all.forwarding=0
  heals '^differs containers.modem-a: sysctl net/ipv6/conf/all/forwarding is 0, not 1'
  serve_both web 2001:db8:1::2
  passes pc-a 2001:db8:1::2 2001:db8:1::8
}

@test "masquerade comes, goes and moves to another interface; a family comes and goes" {
  homes
  up
  homes 'masquerade: [eth0, eth1]'
  up
  changed some
  quiet
  serve_both web 2001:db8:1::2
  serve_both web 10.1.0.2
  passes pc-a 2001:db8:1::2 2001:db8:1::8
  homes 'forward: true'
  up
  quiet
  run our_rules modem-a
  assert_output ''
  homes
  sed -i -E 's/, ipv6: [{]subnet: "fd00:1::.64", gateway: modem-.[}]//; s/, ipv6: "2001:[^"]*"//; s/, ipv6_address: "[^"]*"//' "$BATS_TEST_TMPDIR/setup.yaml"
  render <<<"$(cat "$BATS_TEST_TMPDIR/setup.yaml")"
  up
  quiet
  run in_ns modem-a ip6tables-save
  refute_output --partial NG_test_
  passes pc-a 10.1.0.2 10.1.0.8
  homes
  up
  quiet
  passes pc-a 2001:db8:1::2 2001:db8:1::8
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
    nftables) run in_ns modem-a sh -c '{ iptables-save; ip6tables-save; } | grep NG_test_' ;;
  esac
  assert_failure
  serve_both web 2001:db8:1::2
  passes pc-a 2001:db8:1::2 2001:db8:1::8
  up
  quiet
  down
}

@test "in a namespace of others: furnished, tried, killed, and left as it was" {
  theirs_up
  router_of_others
  remember before shape
  up
  quiet
  remember planned shape
  serve_both web 2001:db8:1::2
  serve_both pc fd00:1::11
  passes pc 2001:db8:1::2 2001:db8:1::8
  in_ns web ip route add fd00:1::/64 via 2001:db8:1::8
  blocked web fd00:1::11
  down
  same_as before shape
  up_and_down() {
    deaths=$((${deaths:-0} + 1))
    if [ $((deaths % 2)) -eq 0 ]; then
      up
      quiet
      same_as planned shape
    fi
    down
    same_as before shape
  }
  at_every_death 3 8 up_and_down
}

@test "in a namespace of others: only the wish goes, or the container" {
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
  front: {ipv4: 10.1.0.1/24, ipv6: "2001:db8:1::/64"}
containers:
  web: {networks: {front: {ipv4_address: 10.1.0.2, ipv6_address: "2001:db8:1::2"}}}
PLAN
  up without
  quiet without
  run our_rules theirs
  assert_output ''
  run in_ns theirs ip6tables -t nat -S POSTROUTING
  assert_line '-A POSTROUTING -s 2001:db8:9::8/128 -j MASQUERADE'
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
