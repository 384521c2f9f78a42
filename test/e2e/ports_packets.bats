#!/usr/bin/env bats
# backends: both
# Rows 12, 17 and 20: published ports packet by packet, where a socket of the kernel does not show enough.
load lib/load

# A container web (10.1.0.2) on front; the rest of the arguments is its entry in the plan. published TEXT [MTU]
published() {
  render <<PLAN
netgen: 1
name: test
networks: {front: {ipv4: 10.1.0.1/24, mtu: ${2:-1500}}}
containers:
  web: {ipv4_address: 10.1.0.2, $1}
PLAN
  up
}

# Sends an SCTP packet of one chunk (RFC 9260, 3), INIT or INIT ACK: not every kernel has sockets for it. The header is
# ports, tag and CRC32c, as text for printf %b, and so are the chunk's type and tag. sctp FROM ADDRESS HEADER TYPE TAG
sctp() {
  printf '%b' "$3" "$4" '\0000\0000\0024' "$5" '\0000\0001\0000\0000\0000\0001\0000\0001\0000\0000\0000\0001' |
    in_place "$1" timeout 2 socat -u STDIN "IP4-SENDTO:$2:132"
}

@test "row 12: sctp reaches the right port, and its answer comes from the published one" {
  local host
  host=$(host_address)
  published 'ports: ["9000-9003:7000-7003/sctp", "9100:80/sctp"]'
  # Three seconds between INIT and INIT ACK are too few for a machine that does other work (Documentation/networking/
  # nf_conntrack-sysctl.rst has the names of the others).
  in_host sysctl -q -w net.netfilter.nf_conntrack_sctp_timeout_cookie_wait=60
  capture web eth0 sctp
  sctp world "$host" '\0017\0240\0043\0214\0000\0000\0000\0000\0305\0337\0036\0270' '\0001' '\0001\0001\0001\0001'
  run captured
  assert_output --partial '198.51.100.1.4000 > 10.1.0.2.80: sctp'
  assert_output --partial 'INIT'
  # One of the range, in its place.
  capture web eth0 sctp
  sctp world "$host" '\0017\0240\0043\0052\0000\0000\0000\0000\0175\0307\0240\0104' '\0001' '\0001\0001\0001\0001'
  run captured
  assert_output --partial '198.51.100.1.4000 > 10.1.0.2.7002: sctp'
  capture world switch sctp and src "$host"
  sctp web 198.51.100.1 '\0033\0132\0017\0240\0001\0001\0001\0001\0115\0327\0010\0312' '\0002' '\0002\0002\0002\0002'
  run captured
  assert_output --partial "$host.9002 > 198.51.100.1.4000: sctp"
  assert_output --partial 'INIT ACK'
  # 9101 is nobody's.
  capture web eth0 sctp
  sctp world "$host" '\0017\0240\0043\0215\0000\0000\0000\0000\0340\0024\0305\0117' '\0001' '\0001\0001\0001\0001'
  run captured
  assert_output ''
}

@test "row 20: fragmentation needed by a published port's network is told in the words of the one who asked" {
  published 'ports: ["8080:7000/udp"]' 1400
  serve web udp 7000
  run in_world ip route get "$(host_address)"
  refute_output --partial 'mtu 1400'
  # Larger than the network takes, and not to be cut.
  head -c 1450 /dev/zero | in_world timeout 3 socat -u STDIN "UDP4:$(host_address):8080,mtudiscover=2" || true
  eventually knows_mtu world "$(host_address)" 1400
  run ask world udp "$(host_address)" 8080
  assert_output 198.51.100.1
}

# The place has learnt of a path. knows_mtu PLACE ADDRESS MTU
knows_mtu() {
  in_place "$1" ip route get "$2" | grep -q "mtu $3"
}

@test "row 20: fragmentation needed on the way out reaches the container behind a published port" {
  local size=300000
  published 'ports: ["8080:7000"]'
  head -c $size /dev/zero >"$BATS_TEST_TMPDIR/data"
  in_ns web timeout 60 socat TCP4-LISTEN:7000,fork,reuseaddr "OPEN:$BATS_TEST_TMPDIR/data,rdonly" \
    </dev/null >/dev/null 2>&1 3>&- &
  eventually listening web tcp 7000
  # Half of the way is narrower than either end knows.
  in_host ip link set dev eth0 mtu 1300
  in_world timeout 10 socat -u "TCP4:$(host_address):8080" STDOUT >"$BATS_TEST_TMPDIR/received"
  assert_equal "$(wc -c <"$BATS_TEST_TMPDIR/received")" $size
  knows_mtu web 198.51.100.1 1300
}

@test "row 17: a port on an external bridge is reached on 127.0.0.1, and foreigners on it get nothing of the host's" {
  local mac
  in_host ip -batch - <<LINKS
    link add name br-lab address 02:00:00:00:00:01 type bridge
    addr add 10.1.0.1/24 dev br-lab
    link set dev br-lab up
    netns add lab
    link add name lab0 master br-lab type veth peer name eth0 netns lab
    link set dev lab0 up
LINKS
  in_ns lab ip -batch - <<LINKS
    addr add 10.1.0.9/24 dev eth0
    link set dev eth0 up
    link set dev lo up
LINKS
  render <<PLAN
netgen: 1
name: test
networks: {lab-net: {bridge: br-lab, external: true, ipv4: 10.1.0.1/24}}
containers: {web: {ipv4_address: 10.1.0.2, ports: ["8080:7000", "8080:7000/udp"]}}
PLAN
  eventually pings host 10.1.0.9
  up
  quiet
  serve_both web
  run ask host tcp 127.0.0.1 8080
  assert_output 10.1.0.1
  run ask lab tcp 10.1.0.1 8080
  assert_output 10.1.0.1
  # What listens on the host's own 127.0.0.1 stays its own, whoever sends to it at the bridge's address.
  serve host tcp 7001 127.0.0.1
  mac=$(in_host cat /sys/class/net/br-lab/address)
  in_ns lab sysctl -q -w net.ipv4.conf.all.route_localnet=1
  in_ns lab ip neigh add 127.0.0.1 lladdr "$mac" dev eth0
  in_ns lab ip rule add pref 0 iif lo to 127.0.0.1 lookup 77
  in_ns lab ip rule del pref 0 lookup local
  in_ns lab ip rule add pref 1 lookup local
  in_ns lab ip route add 127.0.0.1/32 dev eth0 src 10.1.0.9 table 77
  capture host lab0 dst host 127.0.0.1
  run ask lab tcp 127.0.0.1 7001
  assert_failure
  run captured
  assert_output --partial '127.0.0.1.7001'
  down
  assert_equal "$(in_host sysctl -n net.ipv4.conf.br-lab.route_localnet)" 0
}
