#!/usr/bin/env bats
# backends: both
# What others change about IPv6 is found, named and mended.
load lib/load

# A dual network with a linked, a publishing and a two-sided container.
planned() {
  host_ipv6
  render <<PLAN
netgen: 1
name: test
networks:
  front: {ipv4: 10.1.0.1/24, ipv6: "2001:db8:1::/64", icc: false}
  ula: {ipv4: none, ipv6: {subnet: "fd00:2::/64", gateway: "fd00:2::1", mode: nat}}
  old: {ipv4: 10.3.0.1/24}
containers:
  web: {networks: {front: {ipv6_address: "2001:db8:1::2"}, old: {}}, links: [db], ports: ["8080:80", "[2001:db8:ff::10]:53:53/udp"]}
  db: {networks: {front: {ipv6_address: "2001:db8:1::3"}}, expose: [5432], published_from: ["2001:db8::/32"]}
  app: {networks: {ula: {ipv6_address: "fd00:2::2"}}}
PLAN
  up
  says 'bridge netfilter is switched on for front and for no other bridge'
  quiet
  remember planned shape
}

@test "addresses and routes, on the host and inside" {
  planned
  in_host ip -6 addr del fe80::1/64 dev front
  heals '^missing networks\.front: address fe80::1/64'
  in_host ip -6 addr del fd00:2::1/64 dev ula
  heals '^missing networks\.ula: address fd00:2::1/64'
  in_host ip -6 route del 2001:db8:1::/64 dev front
  heals '^missing networks\.front: route 2001:db8:1::/64'
  in_ns web ip -6 addr del 2001:db8:1::2/64 dev eth0
  heals '^missing containers\.web: address 2001:db8:1::2/64'
  in_ns web ip -6 addr add 2001:db8:1::99/64 dev eth0 nodad
  heals '^unexpected containers\.web\.networks\.front: address 2001:db8:1::99/64'
  in_ns app ip -6 route del default
  heals '^missing containers\.app: route default'
  in_ns app ip -6 route replace default via fd00:2::9
  heals '^differs containers\.app: route default is default via fd00:2::9'
}

@test "settings: forwarding, and IPv6 switched off or on where it is not to be" {
  planned
  in_host sysctl -q -w net.ipv6.conf.all.forwarding=0
  heals '^differs host: sysctl net/ipv6/conf/all/forwarding is 0, not 1'
  in_host sysctl -q -w net.ipv6.conf.front.accept_ra=2
  heals '^differs networks\.front: sysctl net/ipv6/conf/front/accept_ra is 2, not 0'
  in_ns web sysctl -q -w net.ipv6.conf.eth1.disable_ipv6=0
  heals '^differs containers\.web: sysctl net/ipv6/conf/eth1/disable_ipv6 is 0, not 1'
  in_ns web sysctl -q -w net.ipv6.conf.all.disable_ipv6=1
  heals '^differs containers\.web: sysctl net/ipv6/conf/all/disable_ipv6 is 1, not 0'
  in_ns app sysctl -q -w net.ipv6.conf.eth0.disable_ipv6=1
  heals '^differs containers\.app: sysctl net/ipv6/conf/eth0/disable_ipv6 is 1, not 0' \
    '^missing containers\.app: address fd00:2::2/64'
  run pings app fd00:2::1
  assert_success
}

@test "rules for IPv6, one, some and all" {
  planned
  if [ "$BACKEND" = iptables ]; then
    in_host ip6tables -D FORWARD -j NG_test_FORWARD
    heals '^missing host\.firewall: rule .*FORWARD -j NG_test_FORWARD'
    in_host ip6tables -F NG_test_FORWARD
    heals '^missing .*: rule .*NG_test_FORWARD'
    in_host ip6tables -t nat -I NG_test_POSTROUTING -j ACCEPT
    heals '^unexpected host\.firewall: rule .*-j ACCEPT'
    in_host ip6tables -t nat -D PREROUTING 1
    heals '^missing host\.firewall: rule .*PREROUTING'
    for table in filter nat mangle raw; do
      in_host sh -c "ip6tables -t $table -F; ip6tables -t $table -X"
    done
    heals '^missing host\.firewall: all rules for IPv6'
  else
    in_host nft delete element inet netgen-test published6 '{ tcp . 8080 }'
    heals '^(missing|unexpected) host\.firewall: rule .*8080'
    in_host nft flush chain inet netgen-test forward6
    heals '^missing host\.firewall: rule .*'
    in_host nft insert rule inet netgen-test postrouting6 accept
    heals '^unexpected host\.firewall: rule accept'
    in_host nft add element inet netgen-test allowed6 '{ "ula" . "front" }'
    heals '^(missing|unexpected) host\.firewall: rule .*ula'
  fi
}

@test "a plan that is killed at its deeds is healed by the next up, and taken away by down" {
  host_ipv6
  remember found shape
  planned
  down
  same_as found shape
  at_every_death 5 31 heal_and_leave
}

heal_and_leave() {
  run --separate-stderr apply setup up
  assert_success
  quiet
  same_as planned shape
  down
  same_as found shape
}
