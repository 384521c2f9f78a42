#!/usr/bin/env bats
# backends: both
# Rows 17 and 30 to 36: IPv6 on a bridge that exists, whose addresses, settings and foreign ports are not ours.
load lib/load

# A bridge of somebody else: its own address 2001:db8:1::1, and a machine on it at 2001:db8:1::9.
foreign_bridge() {
  host_ipv6
  # The lab's machines are in the world long before there is a plan.
  in_host sysctl -q -w net.ipv6.conf.all.forwarding=1
  in_world ip -6 route add 2001:db8:1::/64 via 2001:db8:ff::10
  in_host ip -batch - <<LINKS
    link add name br-lab address 02:00:00:00:00:01 type bridge
    link set dev br-lab addrgenmode none
    addr add 2001:db8:1::1/64 dev br-lab nodad
    addr add fe80::77/64 dev br-lab nodad
    link set dev br-lab up
    netns add lab
    link add name lab0 type veth peer name eth0 netns lab
    link set dev lab0 addrgenmode none
    link set dev lab0 master br-lab up
LINKS
  in_ns lab ip -batch - <<LINKS
    link set dev eth0 addrgenmode none
    addr add 2001:db8:1::9/64 dev eth0 nodad
    addr add fe80::9/64 dev eth0 nodad
    link set dev eth0 up
    link set dev lo up
    route add default via 2001:db8:1::1
LINKS
  eventually pings lab "$WORLD_ADDRESS6"
}

both='ports: ["8080:7000", "8080:7000/udp"]'

# The network's keys are those, and web's; ports unless told. plan_on_foreign_bridge KEYS-OF-IPV6 KEYS-OF-NETWORK [KEYS-OF-WEB]
plan_on_foreign_bridge() {
  render <<PLAN
netgen: 1
name: test
networks:
  lab-net: {bridge: br-lab, external: true, ipv4: none, ipv6: {subnet: "2001:db8:1::/64", gateway: "2001:db8:1::1"$1}$2}
  own: {ipv4: none, ipv6: "2001:db8:2::/64"}
containers:
  web: {networks: {lab-net: {ipv6_address: "2001:db8:1::2"}}, ${3-$both}}
  web2: {networks: {lab-net: {ipv6_address: "2001:db8:1::3"}}}
  db: {networks: {own: {ipv6_address: "2001:db8:2::2"}}}
PLAN
}

serve_all() {
  serve_both web 2001:db8:1::2
  serve_both web2 2001:db8:1::3
  serve_both db 2001:db8:2::2
  serve_both lab 2001:db8:1::9
  serve_both world "$WORLD_ADDRESS6"
}

# The port 8080 of the host, by both protocols. published_to FROM ADDRESS SEEN-AS
published_to() {
  local protocol
  for protocol in tcp udp; do
    run ask "$1" "$protocol" "$2" 8080
    assert_output "$3"
  done
}

@test "routed: containers reach the world, the host and foreigners, which reach them, and other networks stay apart" {
  foreign_bridge
  plan_on_foreign_bridge '' ''
  up
  quiet
  serve_all
  passes web "$WORLD_ADDRESS6" 2001:db8:1::2
  passes world 2001:db8:1::2 2001:db8:ff::1
  passes web2 2001:db8:1::2 2001:db8:1::3
  passes lab 2001:db8:1::2 2001:db8:1::9
  passes web 2001:db8:1::9 2001:db8:1::2
  passes host 2001:db8:1::2 2001:db8:1::1
  published_to world 2001:db8:ff::10 2001:db8:ff::1
  published_to host 2001:db8:ff::10 2001:db8:ff::10
  published_to lab 2001:db8:1::1 2001:db8:1::1
  published_to web2 2001:db8:1::1 2001:db8:1::1
  published_to db 2001:db8:ff::10 2001:db8:2::2
  blocked db 2001:db8:1::2
  blocked web 2001:db8:2::2
  # What is foreign is none of ours, but no way into our own network.
  passes world 2001:db8:1::9 2001:db8:ff::1
  passes lab "$WORLD_ADDRESS6" 2001:db8:1::9
  blocked lab 2001:db8:2::2
}

@test "nat: our containers alone are translated and closed; foreigners keep their addresses and their way in" {
  foreign_bridge
  plan_on_foreign_bridge ', mode: nat' ''
  up
  quiet
  serve_all
  passes web "$WORLD_ADDRESS6" 2001:db8:ff::10
  blocked world 2001:db8:1::2
  published_to world 2001:db8:ff::10 2001:db8:ff::1
  passes lab "$WORLD_ADDRESS6" 2001:db8:1::9
  passes world 2001:db8:1::9 2001:db8:ff::1
  passes lab 2001:db8:1::2 2001:db8:1::9
}

@test "internal: our containers alone have no way out, and icc off keeps them apart alone" {
  foreign_bridge
  plan_on_foreign_bridge '' ', internal: true' ''
  up
  serve_all
  in_ns web ip -6 route add default via 2001:db8:1::1
  blocked web "$WORLD_ADDRESS6"
  blocked world 2001:db8:1::3
  passes web 2001:db8:1::3 2001:db8:1::2
  passes lab "$WORLD_ADDRESS6" 2001:db8:1::9
  plan_on_foreign_bridge '' ', icc: false'
  up
  quiet
  passes web "$WORLD_ADDRESS6" 2001:db8:1::2
  blocked web 2001:db8:1::3
  passes lab 2001:db8:1::3 2001:db8:1::9
  passes web 2001:db8:1::9 2001:db8:1::2
  run pings web 2001:db8:1::1
  assert_success
}

@test "a connection over a foreign port lives through up, up again and down, which leaves the bridge as it was" {
  foreign_bridge
  in_host ip link set dev br-lab mtu 1400 alias 'the lab'
  in_host ip addr add 2001:db8:77::1/64 dev br-lab nodad
  plan_on_foreign_bridge '' ''
  in_host sysctl -q -w net.ipv6.conf.br-lab.accept_ra=1 net.ipv6.conf.br-lab.accept_dad=1
  before=$(bridge_settings)
  remember before shape
  hold_connection talk world lab 2001:db8:1::9
  up
  chat talk second
  assert_equal "$(bridge_settings)" "$before"
  up
  changed 0
  quiet
  # What becomes of the bridge's addresses and settings later is no difference either.
  in_host ip addr add 2001:db8:78::1/64 dev br-lab nodad
  in_host sysctl -q -w net.ipv6.conf.br-lab.accept_ra=2
  quiet
  in_host ip addr del 2001:db8:78::1/64 dev br-lab
  in_host sysctl -q -w net.ipv6.conf.br-lab.accept_ra=1
  chat talk third
  down
  chat talk fourth
  assert_equal "$(bridge_settings)" "$before"
  same_as before shape
}

# The bridge's link, addresses and IPv6 settings, but for forwarding and what time changes.
bridge_settings() {
  in_host sh -c 'ip -d link show dev br-lab; ip -6 addr show dev br-lab; cd /proc/sys/net/ipv6/conf/br-lab
    grep -r "" . 2>/dev/null | grep -v -e stable_secret | sort' | sed -E 's/ (hello|tcn|topology_change|gc)_timer +[0-9.]+//g; s/ state [A-Z]+//'
}
