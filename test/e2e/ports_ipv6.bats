#!/usr/bin/env bats
# backends: both
# Rows 7, 11, 12, 13, 20 and 32 over IPv6: ranges, both protocols, one address of several, who may ask; errors of
# translated connections.
load lib/load

HOST6=2001:db8:ff::10

# A network in nat mode with web (fd00:1::2), whose entry in the plan is the argument, and web2 (fd00:1::3).
# published TEXT [KEYS-OF-NETWORK [KEYS-OF-HOST]]
published() {
  host_ipv6
  render <<PLAN
netgen: 1
name: test
host: {${3:-}}
networks:
  front: {ipv4: none, ipv6: {subnet: "fd00:1::/64", mode: nat}${2:-}}
containers:
  web: {ipv6_address: "fd00:1::2", $1}
  web2: {ipv6_address: "fd00:1::3"}
PLAN
  up
}

# Both protocols on a port of an address pass, and web sees this client. reaches FROM ADDRESS PORT SEEN-AS
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

@test "row 12: ranges, tcp and udp, each to its own place; ephemeral ports" {
  published 'ports: ["8000-8002:7000-7002", "8000-8002:7000-7002/udp", "9001:7001/udp", 7000]'
  quiet
  serve_both web fd00:1::2
  serve web udp 7001 fd00:1::2
  serve web tcp 7002 fd00:1::2
  reaches world "$HOST6" 8000 2001:db8:ff::1
  run ask world tcp "$HOST6" 8002
  assert_output 2001:db8:ff::1
  run ask world tcp "$HOST6" 8001
  assert_failure
  run ask world udp "$HOST6" 9001
  assert_output 2001:db8:ff::1
  run ask world tcp "$HOST6" 49153
  assert_output 2001:db8:ff::1
  misses world "$HOST6" 8003
  run ask world udp "$HOST6" 8002
  assert_failure
}

@test "rows 12, 32: on one address only, from the world, the host and its containers" {
  host_ipv6
  in_host ip -6 addr add 2001:db8:ff::77/64 dev eth0 nodad
  published 'ports: ["[2001:db8:ff::77]:8080-8081:7000-7001", "[2001:db8:ff::77]:8080:7000/udp"]'
  serve_both web fd00:1::2
  reaches world 2001:db8:ff::77 8080 2001:db8:ff::1
  # By hairpin web2 is seen as the host, whose address on the bridge is link-local only.
  run ask web2 tcp 2001:db8:ff::77 8080
  assert_success
  run ask host udp 2001:db8:ff::77 8080
  assert_success
  misses world "$HOST6" 8080
  misses host "$HOST6" 8080
  misses web2 "$HOST6" 8080
  misses world 2001:db8:ff::77 7000
}

@test "row 11: an address that is not the host's is not taken from the machine that has it" {
  published "ports: [\"[$WORLD_ADDRESS6]:8080:7000\", \"[$WORLD_ADDRESS6]:8080:7000/udp\"]"
  serve_both web fd00:1::2
  serve world tcp 8080 "$WORLD_ADDRESS6"
  serve world udp 8080 "$WORLD_ADDRESS6"
  reaches web2 "$WORLD_ADDRESS6" 8080 "$HOST6"
  reaches host "$WORLD_ADDRESS6" 8080 "$HOST6"
  # Once the host has the address, the port is there, with no further up.
  in_host ip -6 addr add "$WORLD_ADDRESS6/128" dev lo
  run ask web2 tcp "$WORLD_ADDRESS6" 8080
  assert_success
  refute_output "$HOST6"
}

@test "row 7: inbound published lets in at a container's own address what is published on all, from whom it is for" {
  host_ipv6
  in_host ip -6 addr add 2001:db8:ff::77/64 dev eth0 nodad
  in_world ip -6 addr add 2001:db8:ff::2/64 dev switch nodad
  in_world ip -6 route add 2001:db8:1::/64 via "$HOST6" src 2001:db8:ff::1
  render <<PLAN
netgen: 1
name: test
networks:
  front: {ipv4: none, ipv6: {subnet: "2001:db8:1::/64", inbound: published}}
  back: {ipv4: none, ipv6: "2001:db8:2::/64"}
containers:
  web:
    networks: {front: {ipv6_address: "2001:db8:1::2"}}
    ports: ["8080:7000", "8080:7000/udp", "[2001:db8:ff::77]:7001:7001", {target: 7002, published: 7002, from: ["2001:db8:ff::2"]}]
  db: {networks: {back: {ipv6_address: "2001:db8:2::2"}}}
PLAN
  up
  quiet
  serve_both web 2001:db8:1::2
  for number in 7001 7002 7003; do serve web tcp $number 2001:db8:1::2; done
  reaches world 2001:db8:1::2 7000 2001:db8:ff::1
  misses db 2001:db8:1::2 7000
  run ask world tcp 2001:db8:ff::77 7001 -s 2001:db8:ff::1
  assert_output 2001:db8:ff::1
  for number in 7001 7002 7003; do
    run ask world tcp 2001:db8:1::2 $number
    assert_failure
  done
  run ask world tcp 2001:db8:1::2 7002 -s 2001:db8:ff::2
  assert_output 2001:db8:ff::2
}

@test "row 13: published_from of host, network, container and port: the narrowest counts; the host and its own always may" {
  host_ipv6
  in_world ip -6 addr add 2001:db8:ff::2/64 dev switch nodad
  in_world ip -6 addr add 2001:db8:ff::3/64 dev switch nodad
  in_world ip -6 addr add 2001:db8:ff::4/64 dev switch nodad
  render <<PLAN
netgen: 1
name: test
host: {published_from: ["2001:db8:ff::2/128"]}
networks:
  front: {ipv4: none, ipv6: {subnet: "fd00:1::/64", mode: nat}}
  back: {ipv4: none, ipv6: {subnet: "fd00:2::/64", mode: nat}, published_from: ["2001:db8:ff::3"]}
containers:
  web:
    networks: {front: {ipv6_address: "fd00:1::2"}}
    ports: ["8080:7000", "8080:7000/udp", {target: 7000, published: 8084, from: ["2001:db8:ff::4", 192.0.2.0/24]}]
  db:
    networks: {back: {ipv6_address: "fd00:2::2"}}
    ports: ["8081:7000"]
  open:
    networks: {back: {ipv6_address: "fd00:2::3"}}
    published_from: ["2001:db8:ff::/64"]
    ports: ["8082:7000", {target: 7000, published: 8083, from: ["::/0"]}]
PLAN
  up
  quiet
  serve_both web fd00:1::2
  serve db tcp 7000 fd00:2::2
  serve open tcp 7000 fd00:2::3
  # Which of the sources :2, :3, :4 and beyond the router gets where.
  admits 8080 2001:db8:ff::2
  admits 8081 2001:db8:ff::3
  admits 8082 2001:db8:ff::2 2001:db8:ff::3 2001:db8:ff::4
  admits 8083 2001:db8:ff::2 2001:db8:ff::3 2001:db8:ff::4 "$WORLD_ADDRESS6"
  admits 8084 2001:db8:ff::4
  run ask world udp "$HOST6" 8080 -s 2001:db8:ff::3
  assert_failure
  run ask world udp "$HOST6" 8080 -s 2001:db8:ff::2
  assert_output 2001:db8:ff::2
  reaches host "$HOST6" 8080 "$HOST6"
  reaches db "$HOST6" 8080 fd00:2::2
  run ask web tcp "$HOST6" 8081
  assert_output fd00:1::2
}

# Only these sources of the world reach the port; all are tried at the same time. admits PORT SOURCE…
admits() {
  local port=$1 source answers=$BATS_TEST_TMPDIR/admitted
  shift
  : >"$answers"
  local -a asking=()
  for source in 2001:db8:ff::2 2001:db8:ff::3 2001:db8:ff::4 "$WORLD_ADDRESS6"; do
    ask world tcp "$HOST6" "$port" -s "$source" >>"$answers" &
    asking+=($!)
  done
  wait "${asking[@]}" || true
  assert_equal "$(sort "$answers")" "$(printf '%s\n' "$@" | sort)"
}

@test "rows 11, 13: sources and addresses of one family say nothing for the other: nobody, nowhere" {
  host_ipv6
  render <<PLAN
netgen: 1
name: test
networks:
  front: {ipv4: 10.1.0.1/24, ipv6: {subnet: "fd00:1::/64", mode: nat}}
  four: {ipv4: 10.2.0.1/24, ipv6: {subnet: "fd00:2::/64", mode: nat}, publish_address: 198.51.100.10}
  six: {ipv4: 10.3.0.1/24, ipv6: {subnet: "fd00:3::/64", mode: nat}, publish_address: "$HOST6"}
containers:
  web:
    networks: {front: {ipv4_address: 10.1.0.2, ipv6_address: "fd00:1::2"}}
    ports: [{target: 7000, published: 8080, from: [198.51.100.0/24]}, {target: 7000, published: 8081, from: ["2001:db8::/32"]}]
  db: {networks: {four: {ipv4_address: 10.2.0.2, ipv6_address: "fd00:2::2"}}, ports: ["8082:7000"]}
  app: {networks: {six: {ipv4_address: 10.3.0.2, ipv6_address: "fd00:3::2"}}, ports: ["8083:7000"]}
PLAN
  up
  quiet
  local place
  for place in web db app; do
    in_ns "$place" timeout 60 socat TCP6-LISTEN:7000,ipv6only=0,fork SYSTEM:'read -r _; echo got' </dev/null >/dev/null 2>&1 3>&- &
    eventually listening "$place" tcp 7000
  done
  got 8080 "$(host_address)"
  got 8081 "$HOST6"
  got 8082 "$(host_address)"
  got 8083 "$HOST6"
  run ask host tcp "$HOST6" 8080
  assert_output got
}

# World gets to the port by that address of the host's, and by the one of the other family it does not. got PORT ADDRESS
got() {
  local address answer
  for address in "$(host_address)" "$HOST6"; do
    answer=$(ask world tcp "$address" "$1" || true)
    assert_equal "$answer" "$([ "$address" != "$2" ] || echo got)"
  done
}

@test "row 20: port unreachable comes back to who asked at a published port, and to who asked from behind nat" {
  published 'ports: ["8081:7009/udp"]'
  # A connected socket's error, at once.
  run in_world timeout 3 socat -T 2 STDIO,ignoreeof "UDP6:[$HOST6]:8081" <<<question
  assert_failure
  assert_output --partial 'Connection refused'
  run in_ns web2 timeout 3 socat -T 2 STDIO,ignoreeof "UDP6:[$WORLD_ADDRESS6]:7009" <<<question
  assert_failure
  assert_output --partial 'Connection refused'
}

@test "row 20: packet too big from a published port's network is told in the words of the one who asked" {
  published 'ports: ["8080:7000/udp"]' ', mtu: 1400'
  serve web udp 7000 fd00:1::2
  run in_world ip -6 route get "$HOST6"
  refute_output --partial 'mtu 1400'
  # Larger than the network takes; routers cut nothing of IPv6 (RFC 8200, 5).
  head -c 1430 /dev/zero | in_world timeout 3 socat -u STDIN "UDP6:[$HOST6]:8080" || true
  eventually knows_mtu world "$HOST6" 1400
  run ask world udp "$HOST6" 8080
  assert_output 2001:db8:ff::1
}

# The place has learnt of a path. knows_mtu PLACE ADDRESS MTU
knows_mtu() {
  in_place "$1" ip -6 route get "$2" | grep -q "mtu $3"
}

@test "row 20: packet too big of a router in the world reaches the container, asked and asking, in nat mode" {
  local size=300000
  published 'ports: ["8080:7000"]'
  head -c $size /dev/zero >"$BATS_TEST_TMPDIR/data"
  in_ns web timeout 60 socat TCP6-LISTEN:7000,fork,reuseaddr "OPEN:$BATS_TEST_TMPDIR/data,rdonly" \
    </dev/null >/dev/null 2>&1 3>&- &
  eventually listening web tcp 7000
  # Another machine behind world, and a way there that is narrower than either end knows.
  host_up far
  HOST=far host_ipv6 2001:db8:fe::2/64 2001:db8:fe::1/64
  in_world ip -6 route add 2001:db8:fe::2/128 dev switch mtu 1300
  in_place far timeout 60 socat -u "TCP6-LISTEN:7000,reuseaddr" "CREATE:$BATS_TEST_TMPDIR/sent" \
    </dev/null >/dev/null 2>&1 3>&- &
  eventually listening far tcp 7000
  in_place far timeout 10 socat -u "TCP6:[$HOST6]:8080" STDOUT >"$BATS_TEST_TMPDIR/received"
  assert_equal "$(wc -c <"$BATS_TEST_TMPDIR/received")" $size
  knows_mtu web 2001:db8:fe::2 1300
  in_ns web2 timeout 10 socat -u "OPEN:$BATS_TEST_TMPDIR/data,rdonly" "TCP6:[2001:db8:fe::2]:7000"
  eventually cmp "$BATS_TEST_TMPDIR/data" "$BATS_TEST_TMPDIR/sent"
  knows_mtu web2 2001:db8:fe::2 1300
}
