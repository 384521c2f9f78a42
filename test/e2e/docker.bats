#!/usr/bin/env bats
# The same network built by a real Docker and by netgen: who reaches whom on which port, and whom the answerer saw.
load lib/load
load lib/docker

# Two networks, and one that keeps its containers apart; ports on every address, on loopback, on the uplink's address,
# in a range, on UDP.
docker_network() {
  docker network create --subnet 10.1.0.0/24 --gateway 10.1.0.1 -o com.docker.network.bridge.name=front front
  docker network create --subnet 10.2.0.0/24 --gateway 10.2.0.1 -o com.docker.network.bridge.name=back back
  docker network create --subnet 10.3.0.0/24 --gateway 10.3.0.1 -o com.docker.network.bridge.name=apart \
    -o com.docker.network.bridge.enable_icc=false apart
  docker_container web --network front --ip 10.1.0.2 -p 8080:7000 -p 8080:7000/udp -p 9000-9002:7000-7002
  docker_container app --network front --ip 10.1.0.3 -p 127.0.0.1:8081:7000
  docker_container api --network back --ip 10.2.0.2 -p 198.51.100.10:8082:7000
  docker_container dns --network back --ip 10.2.0.3 -p 8083:7000/udp
  docker_container one --network apart --ip 10.3.0.2 -p 8084:7000
  docker_container two --network apart --ip 10.3.0.3
}

netgen_network() {
  render netgen --backend "$1" <<PLAN
netgen: 1
name: test
networks:
  front: {ipv4: 10.1.0.1/24}
  back: {ipv4: 10.2.0.1/24}
  apart: {ipv4: 10.3.0.1/24, icc: false}
containers:
  web:
    networks: {front: {ipv4_address: 10.1.0.2}}
    ports: ["8080:7000", "8080:7000/udp", "9000-9002:7000-7002"]
  app: {networks: {front: {ipv4_address: 10.1.0.3}}, ports: ["127.0.0.1:8081:7000"]}
  api: {networks: {back: {ipv4_address: 10.2.0.2}}, ports: ["198.51.100.10:8082:7000"]}
  dns: {networks: {back: {ipv4_address: 10.2.0.3}}, ports: ["8083:7000/udp"]}
  one: {networks: {apart: {ipv4_address: 10.3.0.2}}, ports: ["8084:7000"]}
  two: {networks: {apart: {ipv4_address: 10.3.0.3}}}
PLAN
  up netgen
}

# What everybody asks for: published ports by every address of the host, with one that nobody publishes; servers of
# the host, the containers and the world by their own addresses, with a port where nobody listens.
targets() {
  local address port
  for address in 198.51.100.10 127.0.0.1 10.1.0.1 10.2.0.1 10.3.0.1; do
    for port in 8080 8081 8082 8084 9000 9001 9002 9003 7000; do echo "tcp $address $port"; done
    for port in 8080 8083 8084; do echo "udp $address $port"; done
  done
  for address in 10.1.0.2 10.1.0.3 10.2.0.2 10.2.0.3 10.3.0.2 10.3.0.3 203.0.113.1; do
    for port in 7000 7001 7009; do echo "tcp $address $port"; done
    echo "udp $address 7000"
  done
}

# Prints who reaches what: `FROM PROTOCOL ADDRESS PORT ANSWER`. A container is where NETNS-COMMAND says. matrix NETNS-COMMAND
matrix() {
  local name place job jobs=()
  in_world ip route replace 10.1.0.0/24 via 198.51.100.10
  in_world ip route replace 10.2.0.0/24 via 198.51.100.10
  in_world ip route replace 10.3.0.0/24 via 198.51.100.10
  targets >"$BATS_TEST_TMPDIR/targets"
  for name in world host web app api dns one two; do
    place=$name
    [[ $name == world || $name == host ]] || place=$("$1" "$name")
    echo "$place" >"$BATS_TEST_TMPDIR/place.$name"
    rm -f "$BATS_TEST_TMPDIR/ready.$name"
    in_place "$place" timeout 30 "$NODE" "$BATS_TEST_DIRNAME/lib/answerer.mjs" "$name" 7000 7001 7002 \
      </dev/null >"$BATS_TEST_TMPDIR/ready.$name" 2>&1 3>&- &
  done
  for name in world host web app api dns one two; do
    eventually grep -q ready "$BATS_TEST_TMPDIR/ready.$name" || return 1
  done
  for name in world host web app api dns one two; do
    in_place "$(cat "$BATS_TEST_TMPDIR/place.$name")" timeout 20 "$NODE" "$BATS_TEST_DIRNAME/lib/prober.mjs" \
      <"$BATS_TEST_TMPDIR/targets" 3>&- | sed "s/^/$name /" >"$BATS_TEST_TMPDIR/answers.$name" &
    jobs+=($!)
  done
  for job in "${jobs[@]}"; do wait "$job" || return 1; done
  cat "$BATS_TEST_TMPDIR"/answers.*
}

own_netns() {
  echo "$1"
}

teardown() {
  docker_down
  hosts_down
}

@test "a real Docker and netgen: who reaches whom, and whom the answerer saw" {
  local backend
  NODE=$(command -v node)
  docker_up
  docker_network
  matrix docker_netns >"$BATS_TEST_TMPDIR/matrix.docker"
  docker_down
  for backend in nftables iptables; do
    hosts_down || true
    rm -rf "$BATS_TEST_TMPDIR/hosts"
    host_up
    netgen_network "$backend"
    matrix own_netns >"$BATS_TEST_TMPDIR/matrix.$backend"
    # The rows are the same questions in the same order; each stands beside its other answer.
    paste -d '|' "$BATS_TEST_TMPDIR/matrix.docker" "$BATS_TEST_TMPDIR/matrix.$backend" |
      awk -F '|' '$1 != $2 {
        split($1, t, " ")
        question = t[1] " " t[2] " " t[3] " " t[4] " "
        print question "docker: " substr($1, length(question) + 1) ", netgen: " substr($2, length(question) + 1)
      }' | sort >"$BATS_TEST_TMPDIR/differences"
    grep -v -e '^#' -e '^$' "$BATS_TEST_DIRNAME/docker.differences" | sort | diff - "$BATS_TEST_TMPDIR/differences"
  done
}
