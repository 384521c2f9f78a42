#!/usr/bin/env bats
# backends: both
# Long and odd names, other spellings of the same thing, and what is left out: P12, P13, P25.
load lib/load

@test "P12: long names that begin alike get interfaces and chains of their own" {
  local number
  {
    printf 'netgen: 1\nname: abcdefghijkl\nnetworks:\n'
    for number in 1 2 3; do
      printf '  a-very-long-name-of-a-network-%d: {ipv4: 10.%d.0.1/24}\n' "$number" "$number"
    done
    printf 'containers:\n'
    for number in 1 2 3 4 5; do
      printf '  a-very-long-name-of-a-container-%d: {networks: [a-very-long-name-of-a-network-1, a-very-long-name-of-a-network-2]}\n' "$number"
    done
    printf '  a-very-long-name-of-a-container-6: {networks: [a-very-long-name-of-a-network-3]}\n'
  } | render
  up
  changed some abcdefghijkl
  quiet
  run in_host sh -c 'ip -o link show | sed -E "s/^[0-9]+: ([^:@]+).*/\1/" | sort'
  # lo, eth0, three bridges, eleven veths.
  assert_equal "${#lines[@]}" 16
  assert_equal "$(printf '%s\n' "${lines[@]}" | sort -u | wc -l)" 16
  assert_equal "$(printf '%s\n' "${lines[@]}" | awk 'length($0) > 15' | wc -l)" 0
  run pings a-very-long-name-of-a-container-1 "$WORLD_ADDRESS"
  assert_success
  run pings a-very-long-name-of-a-container-6 "$WORLD_ADDRESS"
  assert_success
  run in_host sh -c "iptables-save | sed -n 's/^:\([^ ]*\).*/\1/p' | awk 'length(\$0) > 28'"
  assert_output ''
}

@test "P12: a name of exactly fifteen bytes is kept, sixteen are refused" {
  render <<'PLAN'
netgen: 1
name: test
networks: {front: {ipv4: 10.1.0.1/24, bridge: bridge-15-bytes}}
containers: {web: {networks: {front: {interface_name: inside-15-bytes, host_interface_name: outsid-15-bytes}}}}
PLAN
  up
  quiet
  in_host ip link show dev bridge-15-bytes
  in_host ip link show dev outsid-15-bytes
  in_ns web ip link show dev inside-15-bytes
  rejects 'bridge-16-bytes-' <<'PLAN'
netgen: 1
name: test
networks: {front: {ipv4: 10.1.0.1/24, bridge: bridge-16-bytes-}}
containers: {web: {}}
PLAN
}

@test "P12: a name with a dot works where sysctl(8) would take it for a separator" {
  render <<'PLAN'
netgen: 1
name: test
networks: {front.1: {ipv4: 10.1.0.1/24, bridge: br.1}}
containers: {web.1: {networks: {front.1: {interface_name: eth.1}}, forward: true}}
PLAN
  remember found
  up
  quiet
  run pings web.1 "$WORLD_ADDRESS"
  assert_success
  down
  same_as found
}

@test "P13: other spellings of the same address are no difference" {
  render <<'PLAN'
netgen: 1
name: test
networks: {front: {ipv4: 10.1.0.1/24}}
containers:
  web:
    ipv4_address: 10.1.0.2
    mac_address: "02:42:AC:11:00:0A"
    routes:
      - {to: 10.7.0.1/32, via: 10.1.0.1}
      - {to: 10.9.0.0/16, type: blackhole}
      - {to: 128.0.0.0/1, via: 10.1.0.1, metric: 0}
PLAN
  up
  quiet
  up
  changed 0
}

@test "P13: other spellings of the same IPv6 prefix are no difference" {
  cat >"$BATS_TEST_TMPDIR/six.yaml" <<'PLAN'
netgen: 1
name: test
networks: {front: {ipv4: 10.1.0.1/24}}
containers:
  web:
    routes:
      - {to: "2001:0DB8:0:0:0::/64", type: blackhole}
      - {to: "2001:DB8:0:1::0001/128", type: blackhole}
PLAN
  run --separate-stderr node "$NETGEN" render "$BATS_TEST_TMPDIR/six.yaml" --backend "$BACKEND" -o "$(script)"
  report_stderr
  # Built, or refused as not yet built; never a difference for ever.
  if [ "$status" -eq 0 ]; then
    up
    quiet
    up
    changed 0
  else
    exits 1
    says 'error\[NG'
  fi
}

@test "P13: an IPv6 route of metric 1024 is one without a metric" {
  render <<'PLAN'
netgen: 1
name: test
host: {routes: [{to: "2001:db8:3::/48", via: "2001:db8:1::9", metric: 1024}]}
networks: {front: {ipv4: none, ipv6: "2001:db8:1::/64"}}
containers:
  web: {routes: [{to: "::/0", via: "2001:db8:1::9", metric: 1024}]}
  next: {ipv6_address: "2001:db8:1::9"}
PLAN
  up
  quiet
  run in_ns web ip -6 route show default
  assert_output --partial 'via 2001:db8:1::9'
  assert_equal "${#lines[@]}" 1
  up
  changed 0
}

@test "P13: default and 0.0.0.0/0 are one route" {
  render <<'PLAN'
netgen: 1
name: test
networks: {front: {ipv4: {subnet: 10.1.0.0/24, gateway: none}}}
containers:
  web: {ipv4_address: 10.1.0.2, routes: [{to: 0.0.0.0/0, via: 10.1.0.9}]}
PLAN
  up
  quiet
  run in_ns web ip -4 route show default
  assert_output --partial 'via 10.1.0.9'
  up
  changed 0
}

@test "P25: an empty list of peers means nobody" {
  render <<'PLAN'
netgen: 1
name: test
networks: {front: {ipv4: 10.1.0.1/24, peers: []}, back: {ipv4: 10.2.0.1/24, peers: []}}
containers: {web: {networks: {front: {ipv4_address: 10.1.0.2}}}, db: {networks: {back: {ipv4_address: 10.2.0.2}}}}
PLAN
  up
  serve_both db
  blocked web 10.2.0.2
}

@test "P25: what this version does not build is an error at its key, not a dropped clause" {
  local entry
  while read -r entry; do
    rejects "rejected\.yaml:[0-9]+:[0-9]+: error\[NG09" <<<"netgen: 1
name: test
$entry"
  done <<'ENTRIES'
host: {coexist: [docker]}
ENTRIES
}

@test "P25: a reversed range of ports is an error, not an empty one" {
  rejects "rejected\.yaml:5:[0-9]+: error\[NG0" <<<'netgen: 1
name: test
networks: {front: {ipv4: 10.1.0.1/24}}
containers:
  web: {ports: ["8005-8000:80"]}'
}

@test "P25: both backends are refused the same plans, with exit 1 and nothing on stdout" {
  local choice
  for choice in nftables iptables; do
    rejects 'error\[NG' --backend $choice <<'PLAN'
netgen: 1
name: test
networks: {front: {ipv4: 10.1.0.1/24}}
containers: {web: {ports: ["80:80"]}, db: {ports: ["80:80"]}}
PLAN
    rejects 'error\[NG' --backend $choice <<'PLAN'
netgen: 1
name: test
networks: {front: {ipv4: 10.1.0.1/24, peers: [nobody]}}
containers: {web: {}}
PLAN
  done
}

@test "P25: no rule of a script holds a placeholder for an address or stands for any by an empty set" {
  full_plan
  run grep -nE '0\.0\.0\.0|\{ *\}|elements = \{\s*\}' "$(script)"
  refute_output --regexp '^[0-9]+:.*(saddr|daddr|-s |-d ).*0\.0\.0\.0'
}
