#!/usr/bin/env bats
# backends: both
# Published ports over IPv6 and the host: flows that stick to a container, what listens, other plans, and ::1.
load lib/load

HOST6=2001:db8:ff::10

# A plan whose UDP port leads to the container of that name. sticky CONTAINER [PORT]
sticky() {
  render "$1" <<PLAN
netgen: 1
name: test
networks: {front: {ipv4: none, ipv6: {subnet: "fd00:1::/64", mode: nat}}}
containers:
  one: {ipv6_address: "fd00:1::2"$([ "$1" != one ] || echo ", ports: [\"${2:-8080}:7000/udp\"]")}
  two: {ipv6_address: "fd00:1::3"$([ "$1" != two ] || echo ", ports: [\"${2:-8080}:7000/udp\"]")}
PLAN
}

# Answers each datagram with the word. name_server CONTAINER WORD
name_server() {
  in_ns "$1" timeout 60 socat UDP6-RECVFROM:7000,fork "SYSTEM:read -r _; echo $2" </dev/null >/dev/null 2>&1 3>&- &
  eventually listening "$1" udp 7000
}

# One datagram of world's flow from port 4000, and its answer.
same_flow() {
  run ask world udp "${2:-$HOST6}" 8080 -p 4000
  assert_output "$1"
}

# Flows that the host knows to the port. flows
flows() {
  in_host conntrack -L -f ipv6 -p udp --orig-port-dst 8080 2>/dev/null
}

@test "P21: a UDP flow that never pauses follows its port to another container" {
  host_ipv6
  sticky one
  up one
  name_server one one
  name_server two two
  same_flow one
  run flows
  assert_output --partial 'src=fd00:1::2'
  sticky two
  up two
  run flows
  assert_output ''
  same_flow two
  down two
}

@test "P21: one of a single address follows it, and one whose container gets another address" {
  host_ipv6
  in_host ip -6 addr add 2001:db8:ff::77/64 dev eth0 nodad
  sticky one '[2001:db8:ff::77]:8080'
  up one
  name_server one one
  name_server two two
  same_flow one 2001:db8:ff::77
  sticky two '[2001:db8:ff::77]:8080'
  up two
  same_flow two 2001:db8:ff::77
  sed 's/fd00:1::3/fd00:1::4/' "$BATS_TEST_TMPDIR/two.yaml" | render moved
  up moved
  quiet moved
  same_flow two 2001:db8:ff::77
}

@test "P21: a UDP flow that began before the port was published reaches it, and others are left alone" {
  host_ipv6
  sticky none
  up none
  name_server one one
  # Somebody else's flow, by another port.
  serve host udp 8081 "$HOST6"
  run ask world udp "$HOST6" 8081 -p 4001
  assert_output 2001:db8:ff::1
  same_flow ''
  sticky one
  up one
  same_flow one
  run in_host conntrack -L -f ipv6 -p udp --orig-port-dst 8081
  assert_output --partial 'sport=4001'
}

# A plan with a port on all addresses and one on one. two_ports [NAME-OF-PLAN SUBNET PORTS]
two_ports() {
  local ports='"8080:80", "[2001:db8:ff::10]:8001:80/udp"'
  render "$([ "${1:-test}" = test ] && echo setup || echo "$1")" <<PLAN
netgen: 1
name: ${1:-test}
networks: {${1:-test}-net: {ipv4: none, ipv6: {subnet: "${2:-fd00:1::/64}", mode: nat}}}
containers: {${1:-test}-box: {ports: [${3:-$ports}]}}
PLAN
}

# Something on the host that listens. occupy SOCAT-ADDRESS PROTOCOL PORT
occupy() {
  in_host timeout 60 socat "$1" /dev/null </dev/null >/dev/null 2>&1 3>&- &
  eventually listening host "$2" "$3"
}

@test "a port that the host listens on is refused, of IPv6, of both families and on one address" {
  host_ipv6
  two_ports test fd00:1::/64 '"8080-8081:80-81", "[2001:db8:ff::10]:8001:80/udp"'
  occupy TCP6-LISTEN:8080,ipv6only=1 tcp 8080
  occupy TCP6-LISTEN:8081,ipv6only=0 tcp 8081
  occupy "UDP6-LISTEN:8001,bind=[$HOST6]" udp 8001
  remember occupied
  refuses 'ports.0: something on this host listens on :::8080/tcp' occupied
  says 'ports.0: something on this host listens on :::8081/tcp'
  says 'ports.1: something on this host listens on 2001:db8:ff::10:8001/udp'
}

@test "what listens on IPv4, or on ::1 where the port is on another address, is not in the way" {
  host_ipv6
  two_ports
  serve host tcp 8080
  occupy 'UDP6-LISTEN:8001,bind=[::1]' udp 8001
  up
  quiet
}

@test "a port that another plan publishes is refused, per family" {
  host_ipv6
  two_ports
  up
  two_ports other fd00:2::/64 '"8080:80"'
  run --separate-stderr apply other up
  exits 4
  says 'ports.0: port 8080/tcp .* is published by plan test'
  two_ports other fd00:2::/64 '"8001:80/udp"'
  run --separate-stderr apply other up
  exits 4
  says 'ports.0: port 8001/udp .* is published by plan test'
  two_ports other fd00:2::/64 '"8001:80"'
  up other
  quiet
  quiet other
}

# Rules as somebody would write them who believes that they are enough: ports 8080 of the host lead to fd00:1::2.
lead_to_container() {
  if [ "$BACKEND" = iptables ]; then
    in_host ip6tables -t nat -A OUTPUT -p tcp --dport 8080 -j DNAT --to-destination '[fd00:1::2]:7000'
    in_host ip6tables -t nat -A POSTROUTING -p tcp -d fd00:1::2 -j SNAT --to-source fd00:1::1
  else
    in_host nft -f - <<'RULES'
table ip6 lab {
    chain output {
        type nat hook output priority -100
        tcp dport 8080 dnat to [fd00:1::2]:7000
    }
    chain postrouting {
        type nat hook postrouting priority 100
        ip6 daddr fd00:1::2 snat to fd00:1::1
    }
}
RULES
  fi
}

# The kernel is asked, without a rule of netgen's. What is sent to ::1 gets to the container, translated like what is sent
# to another address, and is answered; but the answer is for ::1 by then, and did not come in by lo (RFC 4291, 2.5.3;
# net/ipv6/route.c, rt6_need_strict).
@test "::1: the kernel takes no answer of a container's in, whatever is translated, and netgen says so" {
  local filtered
  host_ipv6
  render <<PLAN
netgen: 1
name: test
host: {firewall: none}
networks: {front: {ipv4: none, ipv6: {subnet: "fd00:1::/64", gateway: "fd00:1::1"}}}
containers: {one: {ipv6_address: "fd00:1::2"}}
PLAN
  up
  serve one tcp 7000 fd00:1::2
  lead_to_container
  for filtered in 0 1; do
    in_host sysctl -q -w net.bridge.bridge-nf-call-ip6tables=$filtered
    run ask host tcp "$HOST6" 8080
    assert_output fd00:1::1
    capture one eth0 'ip6 and tcp src port 7000'
    run ask host tcp ::1 8080
    assert_failure
    run captured
    assert_output --partial 'fd00:1::2.7000 > fd00:1::1.'
  done
  # The way around it holds only as long as bridges are not filtered: then the answer is for ::1 before it is taken in
  # (net/ipv6/ip6_input.c, ipv6_rcv_core).
  in_host ip -6 route add local ::1 dev front table local metric 77
  run ask host tcp ::1 8080
  assert_failure
  in_host sysctl -q -w net.bridge.bridge-nf-call-ip6tables=0
  run ask host tcp ::1 8080
  assert_output fd00:1::1
  rejects 'NG0707' <<PLAN
netgen: 1
name: test
networks: {front: {ipv6: "2001:db8:1::/64"}}
containers: {web: {ports: ["[::1]:8080:80"]}}
PLAN
}

@test "::1: what the host itself has there stays its own where the port of all addresses leads to a container" {
  host_ipv6
  two_ports
  up
  in_host timeout 60 socat 'TCP6-LISTEN:8080,bind=[::1],fork' SYSTEM:'read -r _; echo own' </dev/null >/dev/null 2>&1 3>&- &
  eventually listening host tcp 8080
  run ask host tcp ::1 8080
  assert_output own
}
