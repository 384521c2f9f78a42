#!/usr/bin/env bats
# backends: both
# Rows 1, 2, 5, 7, 14 and 15 of what the packets must do, and networks that are routed, open or have a source address.
load lib/load

# Two networks and, where a row needs them, containers in both.
two_networks() {
  render <<PLAN
netgen: 1
name: test
networks:
  front: {ipv4: 10.1.0.1/24, $1}
  back: {ipv4: 10.2.0.1/24, $2}
containers:
  web: {networks: {front: {ipv4_address: 10.1.0.2}}}
  web2: {networks: {front: {ipv4_address: 10.1.0.3}}}
  db: {networks: {back: {ipv4_address: 10.2.0.2}}}
PLAN
  up
}

world_routes_to_containers() {
  in_world ip route add 10.1.0.0/24 via "$(host_address)"
  in_world ip route add 10.2.0.0/24 via "$(host_address)"
}

@test "row 1: container to world passes, and world sees the host" {
  two_networks 'icc: true' 'icc: true'
  serve_both world
  passes web "$WORLD_ADDRESS" "$(host_address)"
  passes db "$WORLD_ADDRESS" "$(host_address)"
  run pings web "$WORLD_ADDRESS"
  assert_success
}

@test "row 1: world sees the snat address" {
  two_networks 'icc: true' 'icc: true'
  in_host ip addr add 198.51.100.77/24 dev eth0
  render <<PLAN
netgen: 1
name: test
networks:
  front: {ipv4: {subnet: 10.1.0.0/24, snat: 198.51.100.77}}
  back: {ipv4: 10.2.0.1/24}
containers:
  web: {networks: {front: {ipv4_address: 10.1.0.2}}}
  db: {networks: {back: {ipv4_address: 10.2.0.2}}}
PLAN
  up
  serve_both world
  passes web "$WORLD_ADDRESS" 198.51.100.77
  passes db "$WORLD_ADDRESS" "$(host_address)"
}

@test "row 1: without a firewall nothing is translated and no rule is made" {
  render none <<PLAN
netgen: 1
name: test
host: {firewall: none}
networks:
  front: {ipv4: 10.1.0.1/24}
containers:
  web: {ipv4_address: 10.1.0.2}
PLAN
  up none
  run in_host nft list ruleset
  assert_output ''
  run in_host iptables-save
  refute_output --regexp '-A |netgen|NETGEN|NG_'
  serve_both world
  run ask web tcp "$WORLD_ADDRESS" 7000
  assert_failure
  world_routes_to_containers
  passes web "$WORLD_ADDRESS" 10.1.0.2
}

@test "row 2: containers of one network see each other's own addresses" {
  two_networks 'icc: true' 'icc: true'
  serve_both web2
  passes web 10.1.0.3 10.1.0.2
  run pings web 10.1.0.3
  assert_success
}

@test "row 2: with bridge netfilter on and off, internal too, and forwarding left alone" {
  local value
  two_networks 'icc: true' 'internal: true'
  serve_both web2
  for value in 1 0; do
    in_host sysctl -q -w net.bridge.bridge-nf-call-iptables=$value
    passes web 10.1.0.3 10.1.0.2
  done
  render alone <<PLAN
netgen: 1
name: test
host: {ip_forward: false}
networks:
  front: {ipv4: 10.1.0.1/24, internal: true}
containers:
  web: {ipv4_address: 10.1.0.2}
  web2: {ipv4_address: 10.1.0.3}
PLAN
  down
  assert_equal "$(in_host sysctl -n net.ipv4.ip_forward)" 0
  up alone
  assert_equal "$(in_host sysctl -n net.ipv4.ip_forward)" 0
  serve_both web2
  for value in 1 0; do
    in_host sysctl -q -w net.bridge.bridge-nf-call-iptables=$value
    passes web 10.1.0.3 10.1.0.2
  done
}

@test "row 5: networks are isolated, also by the other network's gateway address" {
  two_networks 'icc: true' 'icc: true'
  serve_both db
  serve_both web
  blocked web 10.2.0.2
  blocked db 10.1.0.2
  # The other gateway taken as the next hop: still this host's forwarding.
  in_ns web ip route add 10.2.0.1/32 via 10.1.0.1
  in_ns web ip route add 10.2.0.2/32 via 10.2.0.1 onlink dev eth0
  blocked web 10.2.0.2
  in_ns web ip route replace 10.2.0.2/32 via 10.1.0.1
  blocked web 10.2.0.2
}

@test "row 5: the other network's gateway address does not lead on to its containers" {
  two_networks 'icc: true' 'icc: true'
  serve_both db
  # A packet for the other network's container, put into the host's hands by its MAC.
  in_ns web ip neigh add 10.2.0.2 lladdr "$(in_host cat /sys/class/net/front/address)" dev eth0
  in_ns web ip route add 10.2.0.2/32 dev eth0
  blocked web 10.2.0.2
}

@test "row 5: routed networks are isolated from each other though both are open to the world" {
  render <<PLAN
netgen: 1
name: test
networks:
  front: {ipv4: {subnet: 10.1.0.0/24, mode: routed}}
  back: {ipv4: {subnet: 10.2.0.0/24, mode: routed}}
containers:
  web: {networks: {front: {ipv4_address: 10.1.0.2}}}
  db: {networks: {back: {ipv4_address: 10.2.0.2}}}
PLAN
  up
  serve_both db
  serve_both web
  blocked web 10.2.0.2
  blocked db 10.1.0.2
}

@test "row 5: peers pass both ways, from their own addresses" {
  two_networks 'peers: [back]' 'icc: true'
  serve_both db
  serve_both web
  passes web 10.2.0.2 10.1.0.2
  passes db 10.1.0.2 10.2.0.2
}

@test "row 5: peers of one network are not peers of each other" {
  render <<PLAN
netgen: 1
name: test
networks:
  front: {ipv4: 10.1.0.1/24}
  back: {ipv4: 10.2.0.1/24}
  middle: {ipv4: 10.3.0.1/24, peers: [front, back]}
containers:
  web: {networks: {front: {ipv4_address: 10.1.0.2}}}
  db: {networks: {back: {ipv4_address: 10.2.0.2}}}
  app: {networks: {middle: {ipv4_address: 10.3.0.2}}}
PLAN
  up
  serve_both db
  serve_both web
  passes app 10.2.0.2 10.3.0.2
  passes app 10.1.0.2 10.3.0.2
  blocked web 10.2.0.2
}

@test "row 7: world does not reach a container behind nat, even with a route" {
  two_networks 'icc: true' 'icc: true'
  serve_both web
  world_routes_to_containers
  blocked world 10.1.0.2
}

@test "row 7: world reaches a container of a network whose inbound is open" {
  render <<PLAN
netgen: 1
name: test
networks:
  front: {ipv4: {subnet: 10.1.0.0/24, inbound: open}}
  back: {ipv4: 10.2.0.1/24}
containers:
  web: {networks: {front: {ipv4_address: 10.1.0.2}}}
  db: {networks: {back: {ipv4_address: 10.2.0.2}}}
PLAN
  up
  serve_both web
  serve_both db
  serve_both world
  world_routes_to_containers
  passes world 10.1.0.2 198.51.100.1
  blocked world 10.2.0.2
  blocked web 10.2.0.2
  passes web "$WORLD_ADDRESS" "$(host_address)"
}

@test "row 7: a routed network is reached, and reaches, with its own addresses" {
  render <<PLAN
netgen: 1
name: test
networks:
  front: {ipv4: {subnet: 10.1.0.0/24, mode: routed}}
  back: {ipv4: 10.2.0.1/24}
containers:
  web: {networks: {front: {ipv4_address: 10.1.0.2}}}
  db: {networks: {back: {ipv4_address: 10.2.0.2}}}
PLAN
  up
  world_routes_to_containers
  serve_both web
  serve_both db
  serve_both world
  passes world 10.1.0.2 198.51.100.1
  passes web "$WORLD_ADDRESS" 10.1.0.2
  blocked db 10.1.0.2
  blocked web 10.2.0.2
  blocked world 10.2.0.2
}

@test "row 7: routed with inbound published lets only answers in" {
  render <<PLAN
netgen: 1
name: test
networks:
  front: {ipv4: {subnet: 10.1.0.0/24, mode: routed, inbound: published}}
containers:
  web: {ipv4_address: 10.1.0.2}
PLAN
  up
  world_routes_to_containers
  serve_both web
  serve_both world
  passes web "$WORLD_ADDRESS" 10.1.0.2
  blocked world 10.1.0.2
}

@test "row 14: internal: nothing in or out, container to container and host pass" {
  two_networks 'internal: true' 'icc: true'
  world_routes_to_containers
  serve_both world
  serve_both web2
  serve_both web
  serve_both db
  passes web 10.1.0.3 10.1.0.2
  passes host 10.1.0.2 10.1.0.1
  # Without the route that the plan leaves out, and with it.
  blocked web "$WORLD_ADDRESS"
  in_ns web ip route add default via 10.1.0.1
  blocked web "$WORLD_ADDRESS"
  blocked world 10.1.0.2
  blocked web 10.2.0.2
  blocked db 10.1.0.2
  passes db "$WORLD_ADDRESS" "$(host_address)"
}

@test "row 15: container to its host's gateway address, and host to container" {
  two_networks 'icc: true' 'icc: true'
  serve_both host 10.1.0.1
  serve_both web
  passes web 10.1.0.1 10.1.0.2
  passes host 10.1.0.2 10.1.0.1
}
