#!/usr/bin/env bats
# Row 44: namespaces that exist already, found by name, path, process and docker: furnished as our own, left as found.
load lib/load

# A container in the namespace that is described, and a neighbour. attached NETNS
attached() {
  render <<PLAN
netgen: 1
name: test
networks:
  front: {ipv4: 10.1.0.1/24}
containers:
  web:
    netns: $1
    ipv4_address: 10.1.0.2
    sysctls: {net.ipv4.ip_default_ttl: 33}
  db: {ipv4_address: 10.1.0.3}
PLAN
}

# What a namespace holds, by the path of a file that stands for it. inside PATH
inside() {
  in_host nsenter --net="$1" sh "$BATS_TEST_DIRNAME/lib/dump.sh" inside
}

# Furnishes the namespace, tries it with traffic, and takes everything away again: the namespace and the host must be
# as before. furnished PATH
furnished() {
  local before
  before=$(inside "$1")
  remember before
  up
  quiet
  serve_both db
  serve_both world
  serve_both "$1"
  passes "$1" 10.1.0.3 10.1.0.2
  passes db 10.1.0.2 10.1.0.3
  passes "$1" "$WORLD_ADDRESS" "$(host_address)"
  assert_equal "$(in_ns "$1" sysctl -n net.ipv4.ip_default_ttl)" 33
  up
  changed 0
  down
  assert_equal "$(inside "$1")" "$before"
  same_as before
}

# A docker that knows one running container. fake_docker NAME PID
fake_docker() {
  cat >"$(host_bin)/docker" <<DOCKER
#!/bin/sh
[ "\$1" = inspect ] || exit 64
for last; do :; done
if [ "\$last" != '$1' ]; then
  echo "Error: No such object: \$last" >&2
  exit 1
fi
echo $2
DOCKER
  chmod +x "$(host_bin)/docker"
}

@test "row 44: by name: furnished as our own, and left as it was" {
  in_host ip netns add shared
  attached '{external: shared}'
  furnished /run/netns/shared
}

@test "row 44: by path: furnished as our own, and left as it was" {
  in_host sh -c 'mkdir /run/engine; : >/run/engine/ns-1:a@b; unshare --net=/run/engine/ns-1:a@b true'
  attached '{path: "/run/engine/ns-1:a@b"}'
  furnished /run/engine/ns-1:a@b
}

@test "row 44: by process: furnished as our own, and left as it was, with no entry under /run/netns" {
  local pid
  pid=$(foreign_process)
  attached "{pid: $pid}"
  furnished "/proc/$pid/ns/net"
  run in_host find /run/netns -mindepth 1
  assert_output ''
}

@test "row 44: by docker name: furnished as our own, and left as it was" {
  local pid
  pid=$(foreign_process)
  fake_docker shop-1 "$pid"
  attached '{docker: shop-1}'
  furnished "/proc/$pid/ns/net"
}

@test "row 44: a process's namespace has an entry under /run/netns while the plan is up" {
  attached "{pid: $(foreign_process)}"
  up
  run in_host ip netns exec web ip -4 -o addr show dev eth0
  assert_output --partial '10.1.0.2/24'
}

@test "row 44: what others put into the namespace stays" {
  in_host ip netns add shared
  in_ns shared ip -batch - <<LINKS
    link add name own0 type veth peer name own1
    addr add 10.9.0.1/24 dev own0
    link set dev own0 addrgenmode none
    link set dev own0 up
    link set dev own1 addrgenmode none
    link set dev own1 up
    link set dev lo up
    route add blackhole 10.99.0.0/16
LINKS
  in_ns shared nft add table ip theirs
  attached '{external: shared}'
  furnished /run/netns/shared
}

@test "row 44: no entry is left dangling when the process ended before down" {
  local pid
  remember before
  pid=$(foreign_process)
  attached "{pid: $pid}"
  up
  in_host kill -KILL "$pid"
  eventually in_host test ! -e "/proc/$pid"
  down
  run in_host find /run/netns /run/netgen -mindepth 1
  refute_output --regexp 'web|test'
  same_as before
}

@test "row 44: a container that docker started anew is furnished by the next up" {
  local old new
  old=$(foreign_process)
  fake_docker shop-1 "$old"
  attached '{docker: shop-1}'
  remember before
  up
  in_host kill -KILL "$old"
  new=$(foreign_process)
  fake_docker shop-1 "$new"
  finds '^(missing|differs) .*containers\.web'
  up
  quiet
  run in_ns "/proc/$new/ns/net" ip -4 -o addr show dev eth0
  assert_output --partial '10.1.0.2/24'
  run pings db 10.1.0.2
  assert_success
  down
  same_as before
}

@test "row 44: refused, with nothing changed, when the namespace is not there" {
  local netns
  fake_docker shop-1 1
  remember before
  for netns in '{external: nowhere}' '{path: /run/nowhere/ns}' '{pid: 4194303}' '{docker: shop-2}'; do
    attached "$netns"
    refuses 'containers\.web' before
  done
}

@test "row 44: refused, with nothing changed, when the path is not a network namespace" {
  remember before
  for path in /etc/passwd /run /proc/self/ns/mnt; do
    attached "{path: $path}"
    refuses 'containers\.web' before
  done
}

@test "row 44: refused, with nothing changed, when a stopped container has no process" {
  fake_docker shop-1 0
  remember before
  attached '{docker: shop-1}'
  refuses 'shop-1' before
}

@test "row 44: refused, with nothing changed, when docker itself is missing, and the package is named" {
  hide docker
  remember before
  attached '{docker: shop-1}'
  refuses 'docker\.io' before
}
