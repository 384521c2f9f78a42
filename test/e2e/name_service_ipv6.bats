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
172.17.0.2 data
2001:db8:1::242:ac11:2 data
172.17.0.1 w
2001:db8:1::242:ac11:1 w
172.17.0.2 db
2001:db8:1::242:ac11:2 db
10.2.0.2 w
2001:db8:2::242:a02:2 w'
}
