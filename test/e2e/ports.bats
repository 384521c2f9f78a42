#!/usr/bin/env bats
# backends: both
# Rows 6 to 13: published ports, from every side, and what must not get around them.
load lib/load

# Two networks; web (10.1.0.2) offers 7000, and the rest of the arguments is its entry in the plan. published TEXT
published() {
  render <<PLAN
netgen: 1
name: test
networks:
  front: {ipv4: 10.1.0.1/24}
  back: {ipv4: 10.2.0.1/24}
containers:
  web: {networks: {front: {ipv4_address: 10.1.0.2}}, $1}
  web2: {networks: {front: {ipv4_address: 10.1.0.3}}}
  db: {networks: {back: {ipv4_address: 10.2.0.2}}}
PLAN
  up
  serve_both web
}

# Both protocols on a port of the host pass, and web sees this client. reaches FROM ADDRESS PORT SEEN-AS
reaches() {
  local protocol
  for protocol in tcp udp; do
    run ask "$1" "$protocol" "$2" "$3"
    assert_success
    assert_output "$4"
  done
}

# Neither protocol passes. misses FROM ADDRESS PORT
misses() {
  local protocol
  for protocol in tcp udp; do
    run ask "$1" "$protocol" "$2" "$3"
    assert_failure
    assert_output ''
  done
}

both='ports: ["8080:7000", "8080:7000/udp"]'

@test "row 6: world reaches a published port, and the container sees world's own address" {
  published "$both"
  reaches world "$(host_address)" 8080 198.51.100.1
  misses world "$(host_address)" 7000
  misses world "$(host_address)" 8081
}

@test "row 7: world does not reach the container's address, published port or not" {
  published 'ports: ["7000:7000", "7000:7000/udp"]'
  in_world ip route add 10.1.0.0/24 via "$(host_address)"
  reaches world "$(host_address)" 7000 198.51.100.1
  misses world 10.1.0.2 7000
  blocked world 10.1.0.2
}

@test "row 7: a routed network with inbound published lets published ports in at the container's address, no others" {
  in_host ip addr add 198.51.100.77/24 dev eth0
  render <<PLAN
netgen: 1
name: test
networks:
  front: {ipv4: {subnet: 10.1.0.0/24, mode: routed, inbound: published}}
  back: {ipv4: 10.2.0.1/24}
containers:
  web:
    networks: {front: {ipv4_address: 10.1.0.2}}
    ports: ["8080:7000", "8080:7000/udp", "198.51.100.77:7001:7001", "198.51.100.77:7001:7001/udp",
      {target: 7002, published: 7002, from: [198.51.100.2]}]
  db: {networks: {back: {ipv4_address: 10.2.0.2}}}
PLAN
  up
  quiet
  in_world ip route add 10.1.0.0/24 via "$(host_address)"
  in_world ip addr add 198.51.100.2/24 dev switch
  serve_both web
  reaches world "$(host_address)" 8080 198.51.100.1
  reaches world 10.1.0.2 7000 198.51.100.1
  # Another network of the plan stays apart, by the container's address.
  misses db 10.1.0.2 7000
  # What is published on one address is for that address only.
  serve web tcp 7001
  serve web udp 7001
  reaches world 198.51.100.77 7001 198.51.100.1
  misses world 10.1.0.2 7001
  # Sources count here, too.
  serve web tcp 7002
  run ask world tcp 10.1.0.2 7002 -s 198.51.100.2
  assert_output 198.51.100.2
  run ask world tcp 10.1.0.2 7002
  assert_failure
  # And what nobody publishes stays shut.
  serve web tcp 7003
  run ask world tcp 10.1.0.2 7003
  assert_failure
}

@test "row 8: a port of 127.0.0.1 is reached from the host only, whatever a neighbour sends" {
  local mac
  published 'ports: ["127.0.0.1:7000:7000", "127.0.0.1:7000:7000/udp"]'
  reaches host 127.0.0.1 7000 10.1.0.1
  misses world "$(host_address)" 7000
  misses host "$(host_address)" 7000
  misses web2 10.1.0.1 7000
  # Packets to 127.0.0.1 and to the container, at the host's MAC.
  mac=$(in_host cat /sys/class/net/eth0/address)
  in_world ip addr add 192.0.2.7/32 dev switch
  in_world sysctl -q -w net.ipv4.conf.all.route_localnet=1
  in_world ip route add 10.1.0.2/32 dev switch
  in_world ip neigh add 10.1.0.2 lladdr "$mac" dev switch
  misses world 10.1.0.2 7000
  in_world ip neigh add 127.0.0.1 lladdr "$mac" dev switch
  in_world ip rule add pref 0 iif lo to 127.0.0.1 lookup 77
  in_world ip rule del pref 0 lookup local
  in_world ip rule add pref 1 lookup local
  in_world ip route add 127.0.0.1/32 dev switch src 198.51.100.1 table 77
  capture host eth0 dst host 127.0.0.1
  misses world 127.0.0.1 7000
  run captured
  assert_output --partial '127.0.0.1.7000'
}

@test "row 8: what listens on the host's 127.0.0.1 is not reached from a container" {
  local mac
  published "$both"
  serve host tcp 7001 127.0.0.1
  serve host udp 7001 127.0.0.1
  mac=$(in_host cat /sys/class/net/front/address)
  in_ns web2 sysctl -q -w net.ipv4.conf.all.route_localnet=1
  in_ns web2 ip neigh add 127.0.0.1 lladdr "$mac" dev eth0
  in_ns web2 ip rule add pref 0 iif lo to 127.0.0.1 lookup 77
  in_ns web2 ip rule del pref 0 lookup local
  in_ns web2 ip rule add pref 1 lookup local
  in_ns web2 ip route add 127.0.0.1/32 dev eth0 src 10.1.0.3 table 77
  capture host web2.eth0 dst host 127.0.0.1
  misses web2 127.0.0.1 7001
  run captured
  assert_output --partial '127.0.0.1.7001'
  misses web2 127.0.0.1 8080
}

@test "row 9: the host reaches a published port on its own addresses and on 127.0.0.1" {
  published "$both"
  reaches host "$(host_address)" 8080 "$(host_address)"
  reaches host 127.0.0.1 8080 10.1.0.1
  reaches host 10.1.0.1 8080 10.1.0.1
  misses host 127.0.0.1 8081
}

@test "row 10: containers reach a published port by the host's address, the publisher itself too" {
  published "$both"
  reaches web "$(host_address)" 8080 10.1.0.1
  reaches web2 "$(host_address)" 8080 10.1.0.1
  reaches web2 10.1.0.1 8080 10.1.0.1
  reaches db "$(host_address)" 8080 10.2.0.2
  reaches db 10.2.0.1 8080 10.2.0.2
  misses db 10.1.0.2 7000
  misses db "$(host_address)" 7000
}

@test "row 11: published on one address of several" {
  in_host ip addr add 198.51.100.77/24 dev eth0
  published 'ports: ["198.51.100.77:8080:7000", "198.51.100.77:8080:7000/udp"]'
  reaches world 198.51.100.77 8080 198.51.100.1
  reaches host 198.51.100.77 8080 "$(host_address)"
  reaches web2 198.51.100.77 8080 10.1.0.1
  misses world "$(host_address)" 8080
  misses host "$(host_address)" 8080
  misses host 127.0.0.1 8080
  misses web2 "$(host_address)" 8080
}

@test "row 11: an address that is not the host's is not taken from the machine that has it" {
  published "ports: [\"$WORLD_ADDRESS:8080:7000\", \"$WORLD_ADDRESS:8080:7000/udp\"]"
  # Only world's server is asked; what gets to web instead is answered with another address.
  serve world tcp 8080
  serve world udp 8080
  reaches db "$WORLD_ADDRESS" 8080 "$(host_address)"
  reaches host "$WORLD_ADDRESS" 8080 "$(host_address)"
  # Once the host has the address, the port is there, with no further up.
  in_host ip addr add "$WORLD_ADDRESS/32" dev lo
  reaches db "$WORLD_ADDRESS" 8080 10.2.0.2
}

@test "row 11: publish_address of the host and of the network" {
  in_host ip addr add 198.51.100.77/24 dev eth0
  in_host ip addr add 198.51.100.78/24 dev eth0
  render <<PLAN
netgen: 1
name: test
host: {publish_address: 198.51.100.77}
networks:
  front: {ipv4: 10.1.0.1/24}
  back: {ipv4: 10.2.0.1/24, publish_address: 198.51.100.78}
containers:
  web: {networks: [front], ports: ["8080:7000", "8080:7000/udp"]}
  db: {networks: [back], ports: ["8080:7000", "8080:7000/udp"]}
PLAN
  up
  serve_both web
  reaches world 198.51.100.77 8080 198.51.100.1
  misses world 198.51.100.78 8080
  serve_both db
  reaches world 198.51.100.78 8080 198.51.100.1
  misses world "$(host_address)" 8080
}

@test "row 12: ranges, ephemeral ports, the same port on two addresses, publish_all" {
  in_host ip addr add 198.51.100.77/24 dev eth0
  render <<PLAN
netgen: 1
name: test
networks: {front: {ipv4: 10.1.0.1/24}}
containers:
  web:
    ipv4_address: 10.1.0.2
    ports: ["8000-8002:7000-7002", "7000-7002:7000-7002", "198.51.100.10:90:7000", 7001]
    expose: ["7001-7002", 7002/udp]
    publish_all: true
  web2:
    ipv4_address: 10.1.0.3
    ports: ["198.51.100.77:90:7000", {target: 7000, published: 8443, host_ip: 198.51.100.77}]
PLAN
  up
  serve web tcp 7001
  serve web tcp 7002
  serve web udp 7002
  run ask world tcp "$(host_address)" 8001
  assert_output 198.51.100.1
  run ask world tcp "$(host_address)" 7002
  assert_output 198.51.100.1
  # 7001 is picked for `ports`, 7002 is left for publish_all, udp has numbers of its own.
  run ask world tcp "$(host_address)" 49153
  assert_output 198.51.100.1
  run ask world udp "$(host_address)" 49153
  assert_output 198.51.100.1
  run ask world tcp "$(host_address)" 49154
  assert_failure
  serve web tcp 7000
  run ask world tcp "$(host_address)" 90
  assert_output 198.51.100.1
  run ask world tcp 198.51.100.77 90
  assert_failure
  serve web2 tcp 7000
  run ask world tcp 198.51.100.77 90
  assert_output 198.51.100.1
  run ask world tcp 198.51.100.77 8443
  assert_output 198.51.100.1
  run ask world tcp "$(host_address)" 8443
  assert_failure
}

@test "row 12: sctp has rules of its own" {
  published 'ports: ["9000-9003:9000-9003/sctp", "9100:80/sctp"]'
  if [ "$BACKEND" = iptables ]; then
    run in_host iptables -t nat -S NG_test_sctp
    assert_line --partial '--dport 9000:9003'
    assert_line --partial '--to-destination 10.1.0.2:80'
  else
    run in_host nft list map inet netgen-test published
    assert_output --partial 'sctp . 9003 : 10.1.0.2 . 9003'
    assert_output --partial 'sctp . 9100 : 10.1.0.2 . 80'
  fi
}

@test "row 13: published_from lets only those sources in, and the host and its containers" {
  published 'published_from: [198.51.100.1, 10.9.0.0/16], ports: ["8080:7000", "8080:7000/udp"]'
  in_world ip addr add 198.51.100.2/24 dev switch
  reaches world "$(host_address)" 8080 198.51.100.1
  run ask world tcp "$(host_address)" 8080 -s 198.51.100.2
  assert_failure
  run ask world udp "$(host_address)" 8080 -s 198.51.100.2
  assert_failure
  reaches host "$(host_address)" 8080 "$(host_address)"
  reaches host 127.0.0.1 8080 10.1.0.1
  reaches web2 "$(host_address)" 8080 10.1.0.1
  reaches web "$(host_address)" 8080 10.1.0.1
  reaches db "$(host_address)" 8080 10.2.0.2
}

@test "row 13: the narrowest published_from counts" {
  in_host ip addr add 198.51.100.77/24 dev eth0
  render <<PLAN
netgen: 1
name: test
host: {published_from: [198.51.100.2]}
networks: {front: {ipv4: 10.1.0.1/24}}
containers:
  web:
    ipv4_address: 10.1.0.2
    ports:
      - "8080:7000"
      - {target: 7000, published: 8081, from: [198.51.100.0/24]}
      - {target: 7000, published: 8082, host_ip: 198.51.100.77, from: [198.51.100.3]}
  open:
    ports: ["8083:7000"]
    published_from: [0.0.0.0/0]
PLAN
  up
  serve web tcp 7000
  serve open tcp 7000
  in_world ip addr add 198.51.100.2/24 dev switch
  in_world ip addr add 198.51.100.3/24 dev switch
  run ask world tcp "$(host_address)" 8080 -s 198.51.100.2
  assert_output 198.51.100.2
  run ask world tcp "$(host_address)" 8080
  assert_failure
  run ask world tcp "$(host_address)" 8081
  assert_output 198.51.100.1
  run ask world tcp 198.51.100.77 8082 -s 198.51.100.3
  assert_output 198.51.100.3
  run ask world tcp 198.51.100.77 8082
  assert_failure
  run ask world tcp "$(host_address)" 8083
  assert_output 198.51.100.1
}

@test "row 14: an internal network does not get out by way of a published port" {
  render <<PLAN
netgen: 1
name: test
networks:
  front: {ipv4: 10.1.0.1/24}
  inner: {ipv4: 10.2.0.1/24, internal: true}
containers:
  web: {networks: {front: {ipv4_address: 10.1.0.2}}, ports: ["8080:7000", "8080:7000/udp"]}
  db: {networks: {inner: {ipv4_address: 10.2.0.2}}}
PLAN
  up
  serve_both web
  reaches world "$(host_address)" 8080 198.51.100.1
  misses db 10.2.0.1 8080
  in_ns db ip route add default via 10.2.0.1
  misses db "$(host_address)" 8080
}

@test "row 20: errors of a translated connection come back" {
  published 'ports: ["8081:7009/udp"]'
  # Nothing listens on 7009: world is told so at once, by a connected socket's error.
  run in_world timeout 3 socat -T 2 STDIO,ignoreeof "UDP4:$(host_address):8081" <<<question
  assert_failure
  assert_output --partial 'Connection refused'
}
