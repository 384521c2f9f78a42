#!/usr/bin/env bats
# backends: both
# Names over IPv6: /etc/hosts and resolv.conf of containers with IPv6 alone, with both families, and with none.
load lib/load

# Three networks, of IPv6 alone, of both families and of IPv4 alone, and a link with IPv6.
names_plan() {
  render <<PLAN
netgen: 1
name: test
networks:
  six: {ipv4: none, ipv6: "2001:db8:1::/64", icc: false}
  both: {ipv4: 10.2.0.1/24, ipv6: {subnet: "fd00:2::/64", gateway: "fd00:2::1"}}
  four: {ipv4: 10.3.0.1/24}
containers:
  web:
    hostname: www.example.com
    networks: {six: {ipv6_address: "2001:db8:1::2", aliases: [shop]}}
    links: ["db:store"]
  db: {networks: {six: {ipv6_address: "2001:db8:1::3"}}, expose: [80]}
  app:
    networks: {both: {ipv4_address: 10.2.0.2, ipv6_address: "fd00:2::2"}, six: {ipv6_address: "2001:db8:1::4"}}
    extra_hosts: ["printer:2001:db8::9", "gate:host-gateway"]
  peer: {networks: {both: {ipv4_address: 10.2.0.3, ipv6_address: "fd00:2::3"}}}
  old: {networks: {four: {ipv4_address: 10.3.0.2}}}
  left: {network_mode: none}
  right: {network_mode: none, dns: ["2001:db8::53"]}
PLAN
}

# What a name stands for in a container; getent(1) asks for a family only where an interface besides lo has it. resolves CONTAINER 4|6 NAME ADDRESS…
resolves() {
  local container=$1 family=$2 name=$3
  shift 3
  run in_host ip netns exec "$container" getent -s hosts:files "ahostsv$family" "$name"
  assert_equal "$(awk '$2 == "STREAM" && $1 !~ /^::ffff:/ { print $1 }' <<<"$output" | uniq)" "$(printf '%s\n' "$@")"
}

# Lines of a container's resolv.conf with servers.
servers_of() {
  in_host ip netns exec "$1" sed -n 's/^nameserver //p' /etc/resolv.conf
}

@test "names stand for IPv6 addresses where there is no other, and for both where there are both" {
  host_ipv6
  names_plan
  up
  quiet
  resolves web 6 www.example.com 2001:db8:1::2
  resolves web 6 www 2001:db8:1::2
  resolves web 6 store 2001:db8:1::3
  resolves web 6 app 2001:db8:1::4
  resolves db 6 shop 2001:db8:1::2
  resolves app 4 peer 10.2.0.3
  resolves app 6 peer fd00:2::3
  resolves app 6 shop 2001:db8:1::2
  resolves app 6 printer 2001:db8::9
  resolves app 4 gate 10.2.0.1
  resolves app 6 gate fd00:2::1
  resolves peer 4 app 10.2.0.2
  resolves peer 6 app fd00:2::2
  run in_host ip netns exec peer getent -s hosts:files hosts shop
  assert_failure
  in_host ip netns exec app ping -6 -n -q -c 1 -W 1 peer
}

@test "localhost is ::1, too, where there is one" {
  names_plan
  up
  resolves web 6 localhost ::1
  resolves app 6 localhost ::1
  resolves app 4 localhost 127.0.0.1
  run in_host cat /etc/netns/web/hosts
  assert_line --regexp '^::1[[:space:]]+localhost ip6-localhost ip6-loopback$'
  run in_host cat /etc/netns/old/hosts
  refute_output --partial '::1'
  in_host ip netns exec web ping -6 -n -q -c 1 -W 1 ip6-localhost
}

@test "servers: the public ones of IPv6 for those that have it; of the host's both families, less ::1" {
  names_plan
  : | in_host tee /etc/resolv.conf
  up
  run servers_of app
  assert_output $'8.8.8.8\n8.8.4.4\n2001:4860:4860::8888\n2001:4860:4860::8844'
  run servers_of web
  assert_output $'2001:4860:4860::8888\n2001:4860:4860::8844'
  run servers_of old
  assert_output $'8.8.8.8\n8.8.4.4'
  printf 'nameserver ::1\nnameserver 2001:db8::53\nnameserver 192.0.2.1\n' | in_host tee /etc/resolv.conf
  run apply setup refresh-names
  run servers_of app
  assert_output $'2001:db8::53\n192.0.2.1'
  run servers_of web
  assert_output 2001:db8::53
  # Without IPv6 it would not reach the other one.
  run servers_of old
  assert_output 192.0.2.1
  run servers_of right
  assert_output 2001:db8::53
  printf 'nameserver ::1\n' | in_host tee /etc/resolv.conf
  run apply setup refresh-names
  run servers_of web
  assert_output --partial 2001:4860:4860::8844
  quiet
}

@test "a container whose IPv6 is a link's alone has the same" {
  render <<PLAN
netgen: 1
name: test
containers: {a: {}, b: {}}
point_to_point:
  - ends:
      a: {interface_name: p0, ipv6_address: "2001:db8:9::1/128"}
      b: {interface_name: p0, ipv6_address: "2001:db8:9::2/128"}
PLAN
  : | in_host tee /etc/resolv.conf
  up
  quiet
  run servers_of a
  assert_output $'2001:4860:4860::8888\n2001:4860:4860::8844'
  resolves a 6 a 2001:db8:9::1
  resolves a 6 localhost ::1
}

# Lines of a container's file below /etc, less the comment. lines_of CONTAINER FILE
lines_of() {
  in_host ip netns exec "$1" grep -v '^#' "/etc/$2" || true
}

@test "both families: a name stands once for each of its addresses" {
  render <<PLAN
netgen: 1
name: test
networks: {f: {ipv4: 172.17.42.1/16, ipv6: "2001:db8:1::/64", icc: false}, g: {ipv4: 10.2.0.1/24, ipv6: "2001:db8:2::/64"}}
containers:
  w: {networks: [f, g], links: ["db:data"]}
  db: {networks: [f]}
PLAN
  up
  assert_equal "$(grep -c 'is switched on for f and for no other bridge' <<<"${stderr:-}")" 1
  quiet
  run lines_of w hosts
  assert_output '127.0.0.1 localhost
::1 localhost ip6-localhost ip6-loopback
172.17.0.2 data
2001:db8:1::242:ac11:2 data
172.17.0.1 w
2001:db8:1::242:ac11:1 w
172.17.0.2 db
2001:db8:1::242:ac11:2 db
10.2.0.2 w
2001:db8:2::242:a02:2 w'
}
