#!/usr/bin/env bats
# backends: both
# What published ports do to the host: up, check and down of them, ports that the host listens on, reserved ports,
# flows that stick to a container.
load lib/load

# Ports of every kind.
full_ports() {
  render <<PLAN
netgen: 1
name: test
networks:
  front: {ipv4: 10.1.0.1/24}
  back: {ipv4: 10.2.0.1/24}
containers:
  web:
    networks: {front: {ipv4_address: 10.1.0.2}}
    ports: ["8080:80", "198.51.100.10:8000-8005:3000-3005", "127.0.0.1:53:53/udp", "9000-9100:9000-9100/sctp", 443]
    published_from: [198.51.100.0/24, 10.0.0.0/8]
  db:
    networks: {back: {ipv4_address: 10.2.0.2}}
    ports: ["5432"]
PLAN
}

reserved() {
  in_host cat /proc/sys/net/ipv4/ip_local_reserved_ports
}

@test "up twice changes nothing, check is quiet, down leaves what it found" {
  full_ports
  remember found
  up
  remember planned
  quiet
  up
  changed 0
  same_as planned
  down
  same_as found
}

@test "a killed up is made good by the next, and by down" {
  full_ports
  remember found
  up
  remember planned shape
  down
  at_every_death 3 9 heal_and_leave
}

heal_and_leave() {
  run --separate-stderr apply setup up
  assert_success
  quiet
  same_as planned shape
  down
  same_as found
}

@test "drift is found and mended" {
  full_ports
  up
  remember planned shape
  in_host sysctl -q -w net.ipv4.conf.front.route_localnet=0
  in_host sh -c 'echo >/proc/sys/net/ipv4/ip_local_reserved_ports'
  in_host ip link set dev web.eth0 type bridge_slave hairpin off
  if [ "$BACKEND" = iptables ]; then
    in_host iptables -t nat -D NG_test_tcp 1
  else
    in_host nft delete element inet netgen-test published '{ tcp . 8080 }'
  fi
  heals 'differs networks.front: .*route_localnet' 'differs containers.web: .*ip_local_reserved_ports' \
    'differs containers.web: hairpin of web.eth0' '(missing|unexpected) .*: rule .*8080'
}

@test "ports that a changed plan does not publish any more are gone" {
  full_ports
  remember found
  up
  sed -e '/ports:/d; /published_from:/d' "$BATS_TEST_TMPDIR/setup.yaml" | render other
  up other
  quiet other
  assert_equal "$(in_host sysctl -n net.ipv4.conf.front.route_localnet)" 0
  assert_equal "$(reserved)" ''
  run in_host ip -d link show dev web.eth0
  assert_output --partial 'hairpin off'
  if [ "$BACKEND" = iptables ]; then
    run in_host iptables-save
    refute_output --partial 'DNAT'
  else
    run in_host nft list table inet netgen-test
    refute_output --partial 'published'
  fi
  up
  quiet
  # A network that goes takes its settings along.
  sed -e '/front:/d; /web:/,/published_from:/d' "$BATS_TEST_TMPDIR/setup.yaml" | render smaller
  up smaller
  quiet smaller
  down smaller
  same_as found
}

# The script refuses, for this reason. refused_for REGEXP
refused_for() {
  remember occupied
  refuses "$1" occupied
}

@test "a port that the host listens on is refused, whatever the address" {
  full_ports
  serve host tcp 8080 127.0.0.1
  refused_for 'containers.web.ports.0.* listens on 127.0.0.1:8080/tcp'
}

@test "a port that the host listens on is refused: one of a range, on its own address" {
  full_ports
  serve host tcp 8003 198.51.100.10
  refused_for 'containers.web.ports.1.* listens on 198.51.100.10:8003/tcp'
}

@test "a port that the host listens on is refused: on all addresses of both families" {
  full_ports
  in_host timeout 60 socat TCP6-LISTEN:8080,ipv6only=0,fork /dev/null </dev/null >/dev/null 2>&1 3>&- &
  eventually listening host tcp 8080
  refused_for 'containers.web.ports.0.* listens on 0.0.0.0:8080/tcp'
}

@test "what listens elsewhere is no reason to refuse" {
  full_ports
  serve host tcp 8003 127.0.0.1
  serve host udp 8080
  serve host udp 53 198.51.100.10
  serve host tcp 81
  in_host timeout 60 socat TCP6-LISTEN:8080,ipv6only=1,fork /dev/null </dev/null >/dev/null 2>&1 3>&- &
  eventually listening host tcp 8080
  up
}

# A connection of the host to world from that port; what world says late is in the file `late`. from_port PORT
from_port() {
  in_world timeout 60 socat TCP4-LISTEN:7100,reuseaddr "SYSTEM:read -r _; echo late" </dev/null >/dev/null 2>&1 3>&- &
  eventually listening world tcp 7100
  mkfifo "$BATS_TEST_TMPDIR/line"
  in_host timeout 60 socat - "TCP4:$WORLD_ADDRESS:7100,sourceport=$1" \
    <"$BATS_TEST_TMPDIR/line" >"$BATS_TEST_TMPDIR/late" 2>/dev/null 3>&- &
  exec {line}>"$BATS_TEST_TMPDIR/line"
  eventually has_connection "$1"
}

has_connection() {
  in_host ss -Htn state established "sport = :$1" | grep -q .
}

@test "a port that a connection of the host has is refused, and the connection lives on" {
  full_ports
  # Picked for web's 443.
  from_port 49153
  refused_for 'containers.web.ports.4: a connection of this host has 198.51.100.10:49153/tcp'
  echo question >&"$line"
  eventually grep -q late "$BATS_TEST_TMPDIR/late"
  exec {line}>&-
  # It has ended; and once the port is published, up has no second thoughts.
  up
  from_port 8080 || true
  up
  changed 0
}

# Another plan with these ports. other_plan PORTS
other_plan() {
  render other <<PLAN
netgen: 1
name: other
networks: {third: {ipv4: 10.3.0.1/24}}
containers: {api: {ports: [$1]}}
PLAN
}

# Its up is refused, for this reason. other_refused REGEXP
other_refused() {
  remember occupied
  run --separate-stderr apply other up
  report_stderr
  exits 4
  says "$1"
  same_as occupied
}

@test "a port that another plan publishes is refused, and the other plan named" {
  in_host ip addr add 198.51.100.77/24 dev eth0
  full_ports
  up
  other_plan '"8080:80"'
  other_refused 'containers.api.ports.0: port 8080/tcp .* plan test \(containers.web.ports.0\)'
  # On one address, where the other has all; on all, where it has one; one of a range.
  other_plan '"198.51.100.77:8080:80"'
  other_refused 'containers.api.ports.0: port 8080/tcp of 198.51.100.77 .* plan test \(containers.web.ports.0\)'
  other_plan '"8003:80"'
  other_refused 'port 8003/tcp .* plan test \(containers.web.ports.1\)'
  other_plan '"9050-9150:9050-9150/sctp"'
  other_refused 'port 9050/sctp .* plan test \(containers.web.ports.3\)'
  # Ports that the compiler picked collide, too, and then the plan needs a range of its own.
  other_plan '80'
  other_refused 'port 49153/tcp .* plan test .*publish_range'
  # Another address, another protocol, another port.
  other_plan '"198.51.100.77:8003:80", "8080:80/udp", "8081:80"'
  up other
  quiet
  up
  changed 0
  # The first plan no longer has it.
  sed -e 's/"8080:80", //' "$BATS_TEST_TMPDIR/setup.yaml" | render less
  up less
  other_plan '"8080:80"'
  up other
  quiet other
}

@test "reserved ports: added to what is reserved, by two plans, and given back" {
  in_host sh -c 'echo 1000,49154 >/proc/sys/net/ipv4/ip_local_reserved_ports'
  full_ports
  remember found
  up
  # 49153 for web's 443, 49154 for db's 5432.
  assert_equal "$(reserved)" 1000,49153-49154
  render second <<PLAN
netgen: 1
name: second
host: {publish_range: 50000-50001}
networks: {third: {ipv4: 10.3.0.1/24}}
containers: {api: {ports: [80, 81]}}
PLAN
  up second
  assert_equal "$(reserved)" 1000,49153-49154,50000-50001
  in_host sh -c 'echo 1000,2000,49153-49154,50000-50001 >/proc/sys/net/ipv4/ip_local_reserved_ports'
  quiet
  up
  changed 0
  down
  assert_equal "$(reserved)" 1000,2000,49154,50000-50001
  down second
  assert_equal "$(reserved)" 1000,2000,49154
  in_host sh -c 'echo 1000,49154 >/proc/sys/net/ipv4/ip_local_reserved_ports'
  same_as found
}

# A plan whose UDP port leads to the container of that name. sticky CONTAINER
sticky() {
  render "$1" <<PLAN
netgen: 1
name: test
networks: {front: {ipv4: 10.1.0.1/24}}
containers:
  one: {ipv4_address: 10.1.0.2$([ "$1" != one ] || echo ', ports: ["8080:7000/udp"]')}
  two: {ipv4_address: 10.1.0.3$([ "$1" != two ] || echo ', ports: ["8080:7000/udp"]')}
PLAN
}

# Answers each datagram with the name. name_server CONTAINER
name_server() {
  in_ns "$1" timeout 60 socat UDP4-RECVFROM:7000,fork "SYSTEM:read -r _; echo $1" </dev/null >/dev/null 2>&1 3>&- &
  eventually listening "$1" udp 7000
}

# One datagram of world's flow from port 4000, and its answer.
same_flow() {
  run ask world udp "$(host_address)" 8080 -p 4000
  assert_output "$1"
}

@test "a UDP flow that never pauses follows its port to another container" {
  sticky one
  up one
  name_server one
  name_server two
  same_flow one
  sticky two
  up two
  same_flow two
  down two
}

@test "a UDP flow that began before the port was published reaches it" {
  sticky none
  up none
  name_server one
  same_flow ''
  sticky one
  up one
  same_flow one
}

@test "without conntrack it is said that flows may stick" {
  hide conntrack
  sticky one
  up one
  refute [ -n "${stderr:-}" ]
  name_server one
  same_flow one
  sticky two
  up two
  says 'conntrack is missing'
}
