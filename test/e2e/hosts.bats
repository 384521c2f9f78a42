#!/usr/bin/env bats
# backends: both
# Hosts as they are: settings that others left, and what connection tracking makes of packets (docs/behaviour.md).
load lib/load

# A container on two networks, with a published port that leads to its address on the first one.
two_networks() {
  host_ipv6
  render <<PLAN
netgen: 1
name: test
networks:
  a: {ipv4: 172.20.0.1/24, ipv6: "fd00:20::/64"}
  b: {ipv4: 172.21.0.1/24, ipv6: "fd00:21::/64"}
containers:
  web:
    networks: {a: {ipv4_address: 172.20.0.2, ipv6_address: "fd00:20::2"}, b: {ipv4_address: 172.21.0.2, ipv6_address: "fd00:21::2"}}
    ports: ["7000:7000", "7000:7000/udp"]
  near: {networks: [a]}
  far: {networks: [b]}
point_to_point:
  - ends: {host: {ipv4_address: 10.9.0.1}, web: {ipv4_address: 10.9.0.2}}
PLAN
}

# answered FROM ADDRESS: by the published port, over both protocols
answered() {
  run ask "$1" tcp "$2" 7000
  assert_success
  run ask "$1" udp "$2" 7000
  assert_success
}

@test "a published port of a container on two networks answers on each of them, by the host and over a link" {
  in_host sysctl -qw net.ipv4.conf.all.rp_filter=1 net.ipv4.conf.default.rp_filter=1
  two_networks
  up
  quiet
  serve web tcp 7000 172.20.0.2
  serve web udp 7000 172.20.0.2
  local from address
  for from in near far host; do
    for address in 172.20.0.1 172.21.0.1 198.51.100.10; do answered "$from" "$address"; done
  done
  answered host 10.9.0.1
  serve web tcp 7000 fd00:20::2
  answered_ipv6
}

answered_ipv6() {
  local from
  for from in near far; do
    run ask "$from" tcp 2001:db8:ff::10 7000
    assert_success
  done
}

one_network() {
  render "${1:-setup}" <<PLAN
netgen: 1
name: test
networks: {front: {ipv4: 10.1.0.1/24, ipv6: "fd00:1::/64"}}
containers:
  web: {networks: {front: {ipv4_address: ${2:-10.1.0.2}, ipv6_address: "${3:-fd00:1::2}", mac_address: "${4:-02:00:00:00:00:02}"}}}
  db: {networks: {front: {ipv4_address: ${5:-10.1.0.3}, ipv6_address: "${6:-fd00:1::3}", mac_address: "${7:-02:00:00:00:00:03}"}}}
  near: {networks: {front: {ipv4_address: 10.1.0.9, ipv6_address: "fd00:1::9"}}}
PLAN
}

# What a neighbour knows, as it would for the minutes after it last heard: it asks nobody.
believe() {
  in_ns "$1" ip neigh replace "$2" lladdr "$3" dev "${4:-eth0}" nud stale
}

# mac_of PLACE ADDRESS: what it believes now
mac_of() {
  in_ns "$1" ip -j neigh show "$2" | sed -n 's/.*"lladdr":"\([^"]*\)".*/\1/p'
}

@test "neighbours hear of a MAC that changes, and of an address that moves to another container, when up returns" {
  host_ipv6
  one_network
  up
  local address
  for address in 10.1.0.2 fd00:1::2; do believe near "$address" 02:00:00:00:00:02; done
  one_network changed 10.1.0.2 fd00:1::2 02:00:00:00:00:22
  up changed
  quiet changed
  assert_equal "$(mac_of near 10.1.0.2)" 02:00:00:00:00:22
  assert_equal "$(mac_of near fd00:1::2)" 02:00:00:00:00:22
  for address in 10.1.0.2 fd00:1::2; do believe near "$address" 02:00:00:00:00:22; done
  for address in 10.1.0.3 fd00:1::3; do believe near "$address" 02:00:00:00:00:03; done
  one_network swapped 10.1.0.3 fd00:1::3 02:00:00:00:00:22 10.1.0.2 fd00:1::2
  up swapped
  quiet swapped
  assert_equal "$(mac_of near 10.1.0.3)" 02:00:00:00:00:22
  assert_equal "$(mac_of near fd00:1::3)" 02:00:00:00:00:22
  assert_equal "$(mac_of near 10.1.0.2)" 02:00:00:00:00:03
  assert_equal "$(mac_of near fd00:1::2)" 02:00:00:00:00:03
}

@test "forwarding that is off for new interfaces or for the uplink alone is set where the plan needs it, and put back" {
  host_ipv6
  in_host sysctl -qw net.ipv4.ip_forward=1 net.ipv4.conf.default.forwarding=0 net.ipv4.conf.eth0.forwarding=0
  remember found
  one_network
  up
  quiet
  serve_both world
  passes web "$WORLD_ADDRESS" 198.51.100.10
  in_host sysctl -qw net.ipv4.conf.front.forwarding=0 net.ipv6.conf.eth0.forwarding=0
  finds '^differs networks.front: sysctl net/ipv4/conf/front/forwarding is 0, not 1'
  finds '^differs host: sysctl net/ipv6/conf/eth0/forwarding is 0, not 1'
  up
  quiet
  down
  same_as found
}

@test "without a default route only what needs the uplink is missing" {
  in_host ip route del default
  one_network
  up
  quiet
  serve_both db 10.1.0.3
  passes web 10.1.0.3 10.1.0.2
}

@test "an interface that comes after up takes router advertisements, and bridges of the plan take none" {
  host_ipv6
  render <<PLAN
netgen: 1
name: test
networks: {front: {ipv6: "fd00:1::/64"}, old: {ipv4: 10.2.0.1/24}}
containers: {web: {networks: [front]}}
point_to_point:
  - ends: {host: {ipv4_address: 10.9.0.1}, web: {ipv4_address: 10.9.0.2}}
PLAN
  remember found
  up
  quiet
  in_host ip link add name late0 type veth peer name late1
  run in_host sysctl -n net.ipv6.conf.late0.accept_ra net.ipv6.conf.front.accept_ra net.ipv6.conf.old.accept_ra
  assert_output $'2\n0\n0'
  in_host ip link del late0
  down
  same_as found
}

@test "what connection tracking cannot place never leaves with a container's address" {
  one_network
  up
  run in_host cat /proc/sys/net/netfilter/nf_conntrack_tcp_be_liberal
  assert_output 1
  # Without the first packets of a connection, nobody knows whose a FIN is.
  in_host sysctl -qw net.netfilter.nf_conntrack_tcp_loose=0
  capture world switch "src host 10.1.0.2"
  in_ns web python3 - "$WORLD_ADDRESS" <<'FIN'
import socket, struct, sys
source, target = "10.1.0.2", sys.argv[1]
def checksum(data):
    total = sum(struct.unpack("!%dH" % (len(data) // 2), data))
    total = (total >> 16) + (total & 0xffff)
    return ~(total + (total >> 16)) & 0xffff
tcp = struct.pack("!HHLLBBHHH", 4000, 80, 1, 1, 5 << 4, 0x11, 1000, 0, 0)
pseudo = socket.inet_aton(source) + socket.inet_aton(target) + struct.pack("!BBH", 0, 6, len(tcp))
tcp = tcp[:16] + struct.pack("!H", checksum(pseudo + tcp)) + tcp[18:]
sender = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_TCP)
for _ in range(3): sender.sendto(tcp, (target, 0))
FIN
  run captured
  refute_output --partial '10.1.0.2'
  serve_both world
  passes web "$WORLD_ADDRESS" 198.51.100.10
}

@test "a container asks name servers that it can reach: none of another family, none of a link of the host" {
  host_ipv6
  printf 'nameserver 2001:db8::53\nnameserver fe80::1\nnameserver 192.0.2.1\n' | in_host tee /etc/resolv.conf
  render <<PLAN
netgen: 1
name: test
networks: {four: {ipv4: 10.1.0.1/24}, six: {ipv4: none, ipv6: "fd00:1::/64"}}
containers: {old: {networks: [four]}, both: {networks: [four, six]}, new: {networks: [six]}}
PLAN
  up
  servers() { in_host sed -n 's/^nameserver //p' "/etc/netns/$1/resolv.conf"; }
  assert_equal "$(servers old)" 192.0.2.1
  assert_equal "$(servers both)" $'2001:db8::53\n192.0.2.1'
  assert_equal "$(servers new)" 2001:db8::53
  printf 'nameserver 2001:db8::53\n' | in_host tee /etc/resolv.conf
  run apply setup refresh-names
  assert_equal "$(servers old)" $'8.8.8.8\n8.8.4.4'
}

@test "a container on two networks answers by either of them where new namespaces filter by the way back" {
  render <<PLAN
netgen: 1
name: test
networks: {a: {ipv4: 10.1.0.1/24}, b: {ipv4: 10.2.0.1/24, peers: [a]}}
containers:
  web: {networks: {a: {ipv4_address: 10.1.0.2}, b: {ipv4_address: 10.2.0.2}}}
  far: {networks: {b: {ipv4_address: 10.2.0.3}}}
PLAN
  up
  quiet
  # As the first namespace of the machine has it, whose settings new ones begin with.
  in_ns web sysctl -qw net.ipv4.conf.eth0.rp_filter=1 net.ipv4.conf.eth1.rp_filter=1
  # far's packet for the address on the other network comes by way of the host, and its answer goes there at once.
  in_host sysctl -qw net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.a.rp_filter=0 net.ipv4.conf.b.rp_filter=0
  serve web udp 7000 10.1.0.2
  run ask far udp 10.1.0.2 7000
  assert_success
}

@test "a packet with a container's address from anywhere else is dropped before connection tracking" {
  host_ipv6
  one_network
  up
  quiet
  # The next one from outside would count as the answer to it, and reach a port that is not published.
  serve db udp 7000 10.1.0.3
  in_world ip route add 10.1.0.0/24 via "$(cat "$BATS_TEST_TMPDIR/hosts/host/address")"
  in_world ip addr add 10.1.0.3/32 dev lo
  run in_world timeout 2 sh -c "echo spoofed | nc -u -n -w 1 -s 10.1.0.3 -p 7000 $WORLD_GATEWAY 9000; echo spoofed | nc -u -n -w 1 -s 10.1.0.3 -p 7000 198.51.100.10 9000"
  in_world ip addr del 10.1.0.3/32 dev lo
  run in_host conntrack -L -p udp --orig-src 10.1.0.3
  refute_output --partial 'src=10.1.0.3'
  run in_world timeout 2 nc -u -n -w 1 -p 9000 10.1.0.3 7000 <<<hello
  assert_output ''
  passes_itself
}

# What is right goes on: from the container, from the host at its own address there.
passes_itself() {
  serve_both web 10.1.0.2
  passes db 10.1.0.2 10.1.0.3
  passes host 10.1.0.2 10.1.0.1
  run in_host ping -n -q -c 1 -W 1 10.1.0.1
  assert_success
}

@test "with mss_clamp TCP connections agree on segments that fit the uplink, in both families" {
  host_ipv6
  local choice
  for choice in false true; do
    render "clamp-$choice" <<PLAN
netgen: 1
name: test
host: {mss_clamp: $choice}
networks: {front: {ipv4: 10.1.0.1/24, ipv6: {subnet: "fd00:1::/64", mode: nat}}}
containers: {web: {}}
PLAN
    up "clamp-$choice"
    quiet "clamp-$choice"
    in_host ip link set dev eth0 mtu 1400
    serve world tcp 7000
    capture world switch 'ip and tcp dst port 7000'
    run ask web tcp "$WORLD_ADDRESS" 7000
    assert_success
    run captured
    assert_output --partial "mss $([ "$choice" = true ] && echo 1360 || echo 1460)"
    capture world switch 'ip6 and tcp dst port 7000'
    run ask web tcp "$WORLD_ADDRESS6" 7000
    run captured
    assert_output --partial "mss $([ "$choice" = true ] && echo 1340 || echo 1440)"
  done
}

@test "a container's flow never leaves by a published port, which still reaches its container" {
  host_ipv6
  in_host ip addr add 198.51.100.77/24 dev eth0
  render <<PLAN
netgen: 1
name: test
networks:
  front: {ipv4: 10.1.0.1/24, ipv6: {subnet: "fd00:1::/64", mode: nat}}
  fixed: {ipv4: {subnet: 10.2.0.0/24, snat: 198.51.100.77}}
containers:
  web: {networks: [front], ports: ["5060:7000/udp", "5060:7000/tcp"]}
  phone: {networks: [front]}
  other: {networks: [fixed]}
PLAN
  up
  quiet
  serve world udp 9000
  local place
  for place in phone other; do
    capture world switch 'udp and dst port 9000'
    in_ns "$place" sh -c "echo hello | timeout 1 nc -u -n -w 1 -p 5060 $WORLD_ADDRESS 9000" || true
    run captured
    assert_output --partial "$([ "$place" = phone ] && echo 198.51.100.10 || echo 198.51.100.77)."
    refute_output --partial '.5060 >'
  done
  capture world switch 'ip6 and udp and dst port 9000'
  in_ns phone sh -c "echo hello | timeout 1 nc -6 -u -n -w 1 -p 5060 $WORLD_ADDRESS6 9000" || true
  run captured
  refute_output --partial '.5060 >'
  # The same peer, by the numbers that would otherwise have been the flow's.
  serve web udp 7000
  run in_world timeout 2 nc -u -n -w 1 -p 9001 198.51.100.10 5060 <<<hello
  assert_output --partial "$WORLD_GATEWAY"
}
