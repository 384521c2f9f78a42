#!/usr/bin/env bats
# backends: both
# Row 4: links are the way to what another container offers, and nothing besides. What published ports open is no more
# than what the plan publishes.
load lib/load

setup() {
  host_up
  in_host sysctl -q -w net.bridge.bridge-nf-call-iptables=0
}

# Whether an exchange passes, and the other end sees this client. linked FROM tcp|udp ADDRESS PORT SEEN-AS
linked() {
  run ask "$1" "$2" "$3" "$4"
  assert_success
  assert_output "$5"
}

unlinked() {
  run ask "$1" "$2" "$3" "$4"
  assert_failure
  assert_output ''
}

@test "row 4: what is exposed or published passes, tcp and udp each, and the peer sees the container" {
  render <<PLAN
netgen: 1
name: test
networks: {front: {ipv4: 10.1.0.1/24, icc: false}}
containers:
  web: {ipv4_address: 10.1.0.2, links: ["db:database"], expose: [7000]}
  db: {ipv4_address: 10.1.0.3, expose: [7000, 7001/udp, "7003-7005"], ports: ["8080:7002"]}
  other: {ipv4_address: 10.1.0.4}
PLAN
  up
  local port
  for port in 7000 7001 7002 7004 7006; do
    serve db tcp $port
    serve db udp $port
  done
  linked web tcp 10.1.0.3 7000 10.1.0.2
  linked web udp 10.1.0.3 7001 10.1.0.2
  linked web tcp 10.1.0.3 7002 10.1.0.2
  linked web tcp 10.1.0.3 7004 10.1.0.2
  unlinked web udp 10.1.0.3 7000
  unlinked web tcp 10.1.0.3 7001
  unlinked web tcp 10.1.0.3 7006
  run pings web 10.1.0.3
  assert_failure
  # Not the other way round, and not for others.
  serve web tcp 7000
  unlinked db tcp 10.1.0.2 7000
  unlinked other tcp 10.1.0.3 7000
  quiet
}

@test "row 4: errors come back over a link, and what belongs to no connection does not pass" {
  render <<PLAN
netgen: 1
name: test
networks: {front: {ipv4: 10.1.0.1/24, icc: false}}
containers:
  web: {ipv4_address: 10.1.0.2, links: [db]}
  db: {ipv4_address: 10.1.0.3, expose: [7000, 7001/udp]}
PLAN
  up
  # Nothing listens on either: web is told so at once.
  run in_ns web timeout 3 socat -u STDIN TCP4:10.1.0.3:7000 <<<question
  assert_output --partial 'Connection refused'
  run in_ns web timeout 3 socat -T 2 STDIO,ignoreeof UDP4:10.1.0.3:7001 <<<question
  assert_output --partial 'Connection refused'
  # A port that is not offered is silent.
  run in_ns web timeout 2 socat -T 1 STDIO,ignoreeof UDP4:10.1.0.3:7002 <<<question
  refute_output --partial 'refused'
  # From the offered port's number, but not as an answer.
  serve web udp 7000
  run ask db udp 10.1.0.2 7000 -p 7001
  assert_failure
  serve web tcp 7000
  run ask db tcp 10.1.0.2 7000 -p 7000
  assert_failure
}

@test "row 4: a link of a changed plan opens and closes, and a conversation over a link that stays lives on" {
  local plan='netgen: 1
name: test
networks: {front: {ipv4: 10.1.0.1/24, icc: false}}
containers:
  db: {ipv4_address: 10.1.0.3, expose: [7000, 7100]}
  web: {ipv4_address: 10.1.0.2, links: [db]}
  api: {ipv4_address: 10.1.0.4'
  render less <<<"$plan}"
  render more <<<"$plan, links: [db]}"
  up less
  serve db tcp 7000
  hold_connection talk web db 10.1.0.3
  unlinked api tcp 10.1.0.3 7000
  up more
  linked api tcp 10.1.0.3 7000 10.1.0.4
  chat talk second
  up less
  unlinked api tcp 10.1.0.3 7000
  chat talk third
}

@test "row 4: with hundreds of links, each way and no other" {
  render <<PLAN
netgen: 1
name: test
networks: {front: {ipv4: {subnet: 10.1.0.0/16}, icc: false}}
containers:
  "c[1:40]": {ipv4_address: "10.1.1.{n}", expose: ["{n}", 7000], links: ["d{n}:d", one, two]}
  "d[1:40]": {ipv4_address: "10.1.2.{n}", expose: [7000]}
  one: {ipv4_address: 10.1.3.1, expose: [7000]}
  two: {ipv4_address: 10.1.3.2, expose: [7000, 7001]}
PLAN
  up
  local place
  for place in d1 d39 one two; do serve $place tcp 7000; done
  serve two tcp 7001
  linked c1 tcp 10.1.2.1 7000 10.1.1.1
  linked c39 tcp 10.1.2.39 7000 10.1.1.39
  unlinked c1 tcp 10.1.2.39 7000
  unlinked c39 tcp 10.1.2.1 7000
  linked c40 tcp 10.1.3.1 7000 10.1.1.40
  linked c17 tcp 10.1.3.2 7001 10.1.1.17
  unlinked d1 tcp 10.1.3.1 7000
  quiet
}

@test "row 4: a link leads along the networks that both are on, and a gateway that is a container changes nothing" {
  render <<PLAN
netgen: 1
name: test
networks:
  front: {ipv4: 10.1.0.1/24, icc: false}
  lan: {ipv4: {subnet: 10.2.0.0/24, gateway: none}, icc: false}
  open: {ipv4: 10.3.0.1/24}
containers:
  web: {networks: {front: {ipv4_address: 10.1.0.2}, lan: {ipv4_address: 10.2.0.2}}, links: [db]}
  db: {networks: {lan: {ipv4_address: 10.2.0.3}, open: {ipv4_address: 10.3.0.3}}, expose: [7000]}
  spy: {networks: {front: {ipv4_address: 10.1.0.4}}}
PLAN
  up
  serve_both db
  linked web tcp 10.2.0.3 7000 10.2.0.2
  unlinked web udp 10.2.0.3 7000
  unlinked web tcp 10.3.0.3 7000
  unlinked spy tcp 10.3.0.3 7000
  unlinked spy tcp 10.2.0.3 7000
}

# Somebody else's translation of a port of the host. translates PORT ADDRESS:PORT
translates() {
  if [ "$BACKEND" = iptables ]; then
    in_host iptables -t nat -A PREROUTING -p tcp --dport "$1" -j DNAT --to-destination "$2"
  else
    in_host nft -f - <<NFT
table ip theirs {
    chain prerouting {
        type nat hook prerouting priority dstnat + 1;
        tcp dport $1 dnat to $2
    }
}
NFT
  fi
}

@test "somebody else's translation opens no port that the plan does not publish" {
  render <<PLAN
netgen: 1
name: test
networks: {front: {ipv4: 10.1.0.1/24}}
containers:
  web: {ipv4_address: 10.1.0.2, ports: ["8080:7000"]}
  db: {ipv4_address: 10.1.0.3}
point_to_point:
  - ends: {db: {ipv4_address: 10.9.0.2}, host: {ipv4_address: 10.9.0.1}}
PLAN
  up
  serve web tcp 7000
  serve web tcp 7001
  serve db tcp 7000
  translates 9001 10.1.0.2:7001
  translates 9002 10.1.0.3:7000
  translates 9003 10.9.0.2:7000
  linked world tcp "$(host_address)" 8080 198.51.100.1
  unlinked world tcp "$(host_address)" 9001
  unlinked world tcp "$(host_address)" 9002
  unlinked world tcp "$(host_address)" 9003
}

@test "many published ports are open, and no port beside them" {
  render <<PLAN
netgen: 1
name: test
networks: {front: {ipv4: 10.1.0.1/24}}
containers:
  web: {ipv4_address: 10.1.0.2, ports: ["8000-8099:7000-7099", "9000:9000/udp"]}
  "api[2:50]": {ports: ["81{n}:7000"]}
PLAN
  up
  serve web tcp 7000
  serve web tcp 7099
  serve web udp 9000
  serve api17 tcp 7000
  linked world tcp "$(host_address)" 8000 198.51.100.1
  linked world tcp "$(host_address)" 8099 198.51.100.1
  linked world tcp "$(host_address)" 8117 198.51.100.1
  linked world udp "$(host_address)" 9000 198.51.100.1
  serve web tcp 7100
  translates 9100 10.1.0.2:7100
  unlinked world tcp "$(host_address)" 9100
  quiet
}
