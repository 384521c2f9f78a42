# The tools that are measured, and for each and every verb a file of commands that does it.

# netgen first, for the others are compared with it.
installed_tools() {
  echo netgen-nft netgen-ipt steps
  if [ -x /usr/lib/podman/netavark ]; then
    echo netavark
  fi
  if [ -x /usr/lib/cni/bridge ]; then
    echo cni
  fi
}

verbs_of() {
  case $1 in
    netgen-*) echo up again check down ;;
    *) echo up down ;;
  esac
}

last_container() {
  printf 'c%04d' "$1"
}

# Writes, once, the commands of a tool for N containers, and prints the file's path. commands_of TOOL N VERB
commands_of() {
  local file=$BATS_TEST_TMPDIR/$1.$2.$3.sh
  if [ ! -e "$file" ]; then
    "commands_of_${1%-*}" "$@" >"$file"
  fi
  echo "$file"
}

commands_of_netgen() {
  local tool=$1 number=$2 verb=$3
  local backend=nftables
  [ "$tool" = netgen-nft ] || backend=iptables
  render "$tool.$number" --backend $backend <<PLAN
netgen: 1
name: bench
networks: {front: {ipv4: 10.1.0.1/16}}
containers: {"c[0001:$(printf %04d "$number")]": {}}
PLAN
  [ "$verb" != again ] || verb=up
  echo "exec sh $(script "$tool.$number") $verb"
}

# Prints `number name address` of every container. containers N
containers() {
  awk -v n="$1" 'BEGIN { for (i = 1; i <= n; i++) printf "%d c%04d 10.1.%d.%d\n", i, i, (i + 1) / 256, (i + 1) % 256 }'
}

commands_of_steps() {
  local number name address
  echo 'set -e'
  if [ "$3" = up ]; then
    cat <<'UP'
sysctl -q -w net.ipv4.ip_forward=1
ip link add name front type bridge
ip addr add 10.1.0.1/16 dev front
ip link set dev front up
iptables -w -t nat -A POSTROUTING -s 10.1.0.0/16 ! -o front -j MASQUERADE
iptables -w -A FORWARD -o front -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
iptables -w -A FORWARD -i front -j ACCEPT
iptables -w -A FORWARD -o front -j DROP
UP
    containers "$2" | while read -r number name address; do
      cat <<UP
ip netns add $name
ip link add name v$number type veth peer name eth0 netns $name
ip link set dev v$number master front
ip link set dev v$number up
ip netns exec $name ip link set dev lo up
ip netns exec $name ip link set dev eth0 up
ip netns exec $name ip addr add $address/16 dev eth0
ip netns exec $name ip route add default via 10.1.0.1
UP
    done
  else
    containers "$2" | while read -r number name address; do
      echo "ip link del dev v$number"
      echo "ip netns del $name"
    done
    cat <<'DOWN'
iptables -w -D FORWARD -o front -j DROP
iptables -w -D FORWARD -i front -j ACCEPT
iptables -w -D FORWARD -o front -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
iptables -w -t nat -D POSTROUTING -s 10.1.0.0/16 ! -o front -j MASQUERADE
ip link del dev front
sysctl -q -w net.ipv4.ip_forward=0
DOWN
  fi
}

commands_of_netavark() {
  local number name address verb=setup
  [ "$3" = up ] || verb=teardown
  echo 'set -e'
  containers "$2" | while read -r number name address; do
    [ "$3" != up ] || echo "ip netns add $name"
    cat <<CALL
/usr/lib/podman/netavark --config /run/netavark $verb /run/netns/$name <<'JSON' >/dev/null
{"container_id": "$(printf '%064x' "$number")", "container_name": "$name",
 "networks": {"front": {"interface_name": "eth0", "static_ips": ["$address"]}},
 "network_info": {"front": {"dns_enabled": false, "driver": "bridge", "id": "$(printf '%064x' 1)", "internal": false,
   "ipv6_enabled": false, "name": "front", "network_interface": "front", "options": {},
   "ipam_options": {"driver": "host-local"}, "subnets": [{"gateway": "10.1.0.1", "subnet": "10.1.0.0/16"}]}}}
JSON
CALL
    [ "$3" = up ] || echo "ip netns del $name"
  done
}

commands_of_cni() {
  local number name address verb=ADD
  [ "$3" = up ] || verb=DEL
  cat <<START
set -e
sysctl -q -w net.ipv4.ip_forward=1
export CNI_COMMAND=$verb CNI_IFNAME=eth0 CNI_PATH=/usr/lib/cni CNI_CONTAINERID CNI_NETNS
START
  containers "$2" | while read -r number name address; do
    [ "$3" != up ] || echo "ip netns add $name"
    cat <<CALL
CNI_CONTAINERID=$name CNI_NETNS=/run/netns/$name
/usr/lib/cni/bridge <<'JSON' >/dev/null
{"cniVersion": "0.4.0", "name": "front", "type": "bridge", "bridge": "front", "isGateway": true, "ipMasq": true,
 "ipam": {"type": "host-local", "dataDir": "/run/cni", "routes": [{"dst": "0.0.0.0/0"}],
          "ranges": [[{"subnet": "10.1.0.0/16", "gateway": "10.1.0.1"}]]}}
JSON
CALL
    [ "$3" = up ] || echo "ip netns del $name"
  done
}
