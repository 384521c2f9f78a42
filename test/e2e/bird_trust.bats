#!/usr/bin/env bats
# `routing: bird`: what BIRD believes, and of whom.
load lib/load
load lib/bird

# Has a host tell what is not its own, too. lies HOST PREFIX…
lies() {
  local file=$BATS_TEST_TMPDIR/scripts/$1/bird.conf prefix family
  for prefix in "${@:2}"; do
    family=4
    [[ $prefix != *:* ]] || family=6
    sed -i "s|^    ipv$family;|&\n    route $prefix via \"front\";|" "$file"
  done
}

mesh() {
  bird_plan switched "$@" <<'FABRIC' | render_cluster
routing: bird
bird: {password: secret}
FABRIC
}

# Outside of the pool, everything, another's as a whole, a part of another's, a part of the listener's, what all share.
readonly -a LIES=(203.0.113.0/24 0.0.0.0/0 10.2.0.0/24 10.2.0.2/32 10.0.0.0/25 10.0.0.0/8 198.51.100.1/32
  2001:db8:dead::/48 ::/0 2001:db8:102::/64 2001:db8:102::2/128 2001:db8:100::/65 2001:db8:100::/40 2001:db8:ff::1/128)

@test "a host is believed what it has, and nothing else" {
  hosts_dual host b c
  mesh host b c
  # What is nobody's is for hosts that are added, and b is there already.
  lies b "${LIES[@]}" 10.200.0.0/24
  HOST=host up host
  HOST=b up b
  bird_on host
  bird_on b
  in_time knows host 1
  # All of it has arrived, since one family's come together.
  run birdc_on host show protocols all "'b.v4'"
  assert_output --regexp 'Import updates: +9 +0 +8 '
  run routes_on host 4
  assert_output '10.1.0.0/24 via 198.51.100.11'
  run routes_on host 6
  assert_output '2001:db8:101::/64 via 2001:db8:ff::11'
  # Nor of a host that the plan did not have: of it, what is nobody's.
  host_dual d 3
  mesh host b c d
  lies d "${LIES[@]}"
  HOST=d up d
  bird_on d
  in_time knows host 3
  run routes_on host 4
  assert_output $'10.1.0.0/24 via 198.51.100.11\n10.3.0.0/24 via 198.51.100.13'
  run routes_on host 6
  assert_output $'2001:db8:101::/64 via 2001:db8:ff::11\n2001:db8:103::/64 via 2001:db8:ff::13'
}

@test "a reflector passes no lie on, and who has another password has no session" {
  hosts_dual host b c d
  bird_plan switched host b c d <<'FABRIC' | render_cluster
routing: bird
bird: {password: secret, reflectors: [host]}
FABRIC
  lies b "${LIES[@]}" 10.3.0.0/24 2001:db8:103::/64
  sed -i 's/password "secret"/password "guess"/' "$BATS_TEST_TMPDIR/scripts/d/bird.conf"
  local name
  for name in host b c d; do
    HOST=$name up "$name"
    bird_on "$name"
  done
  in_time knows c 0
  in_time knows c 1
  run routes_on c 4
  assert_output $'10.0.0.0/24 via 198.51.100.10\n10.1.0.0/24 via 198.51.100.11'
  run routes_on c 6
  assert_output $'2001:db8:100::/64 via 2001:db8:ff::10\n2001:db8:101::/64 via 2001:db8:ff::11'
  # Several tries of a connection later.
  sleep 3
  run established d
  assert_output ''
  run routes_on d 4
  assert_output ''
  run established host
  assert_output $'b.v4\nb.v6\nc.v4\nc.v6'
}
