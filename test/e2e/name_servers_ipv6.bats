#!/usr/bin/env bats
# backends: both
# Name service of containers with both families, with one of them, and with none.
load lib/load

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

# The host's own name servers: the arguments. host_servers ADDRESS…
host_servers() {
  printf 'nameserver %s\n' "$@" | in_host tee /etc/resolv.conf >/dev/null
}

# Containers with IPv4 alone, with both, with IPv6 alone, with IPv6 on a link alone, and one whose servers the plan gives.
families_plan() {
  render <<PLAN
netgen: 1
name: test
networks: {f: {ipv4: 10.1.0.1/24}, b: {ipv4: 10.2.0.1/24, ipv6: "2001:db8:1::/64"}, s: {ipv4: none, ipv6: "2001:db8:2::/64"}}
containers:
  four: {networks: [f]}
  both: {networks: [b]}
  six: {networks: [s]}
  linked: {network_mode: none}
  given: {networks: [f], dns: ["2001:db8::54"]}
point_to_point:
  - ends: {linked: {ipv6_address: "2001:db8:3::1"}, host: {ipv6_address: "2001:db8:3::2"}}
PLAN
}

@test "the host's IPv6 name servers are for containers that have IPv6" {
  host_servers 2001:db8::53 192.0.2.53 127.0.0.1
  families_plan
  up
  quiet
  run lines_of four resolv.conf
  assert_output 'nameserver 192.0.2.53'
  for name in both six linked; do
    run lines_of "$name" resolv.conf
    assert_output 'nameserver 2001:db8::53
nameserver 192.0.2.53'
  done
  run lines_of given resolv.conf
  assert_output 'nameserver 2001:db8::54'
}

@test "a container without IPv6 asks public servers where the host has none of IPv4, also after the host's have changed" {
  host_servers 192.0.2.53
  families_plan
  up
  host_servers 2001:db8::53
  run --separate-stderr apply setup refresh-names
  report_stderr
  assert_success
  quiet
  run lines_of four resolv.conf
  assert_output 'nameserver 8.8.8.8
nameserver 8.8.4.4'
  run lines_of both resolv.conf
  assert_output 'nameserver 2001:db8::53'
}

@test "behind systemd-resolved, too" {
  host_servers 127.0.0.53
  in_host mkdir -p /run/systemd/resolve
  printf 'nameserver %s\n' 2001:db8::7 192.0.2.7 | in_host tee /run/systemd/resolve/resolv.conf >/dev/null
  families_plan
  up
  run lines_of four resolv.conf
  assert_output 'nameserver 192.0.2.7'
  run lines_of both resolv.conf
  assert_output 'nameserver 2001:db8::7
nameserver 192.0.2.7'
}
