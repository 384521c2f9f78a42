# A throw-away host: a machine for one test, made of Linux namespaces. It has its own network, mounts, host name and
# processes, its own /run, /sys and a writable /etc that nobody else sees, and an uplink eth0 (198.51.100.10/24 for
# the first host, .11 for the next) to a switch in a namespace called the world. The world is a machine of its own: it
# holds 198.51.100.1 (the hosts' default route) and, beyond it, 203.0.113.1.
#
# Places that commands run in: `host` (the first host), the name of another host, `world`, a network namespace of
# the current host by its name under /run/netns, or one of another host as HOST/NAME. HOST picks the current host.

readonly WORLD_GATEWAY=198.51.100.1
readonly WORLD_ADDRESS=203.0.113.1
readonly STANDARD_PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
# The awk of every host, by its name or path; Debian's `awk` is mawk until gawk is installed.
readonly AWK=${NETGEN_AWK:-mawk}

# The /etc that every host begins with, in a folder that the tests of one run share: the machine's, without its
# /etc/netns, and with name servers and names of our own.
etc_template() {
  local runs=${BATS_RUN_TMPDIR:-$BATS_TEST_TMPDIR} etc copy
  etc=$runs/etc
  if [ ! -d "$etc" ]; then
    copy=$(mktemp -d "$runs/etc.XXXXXX")
    cp -a /etc/. "$copy"
    chmod 755 "$copy"
    rm -rf "$copy/netns" "$copy/resolv.conf"
    echo 'nameserver 198.51.100.53' >"$copy/resolv.conf"
    printf '127.0.0.1 localhost\n::1 localhost\n' >"$copy/hosts"
    mv -T "$copy" "$etc" 2>/dev/null || rm -rf "$copy"
  fi
  echo "$etc"
}

# Starts one host; the first call makes the world as well. host_up [NAME]
host_up() {
  local name=${1:-host} dir number etc
  [ -e "$BATS_TEST_TMPDIR/hosts/world" ] || world_up
  etc=$(etc_template)
  dir=$BATS_TEST_TMPDIR/hosts/$name
  mkdir "$dir" "$dir/bin" "$dir/awk"
  ln -s "$(command -v "$AWK")" "$dir/awk/awk"
  number=$(find "$BATS_TEST_TMPDIR/hosts" -mindepth 1 -maxdepth 1 -type d ! -name world | wc -l)
  echo "198.51.100.$((9 + number))" >"$dir/address"
  start_init "$dir" --net --mount --uts --pid --fork --kill-child --mount-proc <<SETUP
    mount -t tmpfs tmpfs /run
    mkdir /run/netns
    mount -t tmpfs tmpfs /mnt
    mkdir /mnt/upper /mnt/work
    mount -t overlay overlay -o lowerdir=$etc,upperdir=/mnt/upper,workdir=/mnt/work /etc 2>/dev/null ||
      { cp -a $etc/. /mnt/upper && mount --bind /mnt/upper /etc; }
    mkdir -p /etc/netns
    mount -t sysfs sysfs /sys
    hostname $name
    rm -rf /run/mount
    . '$BATS_TEST_DIRNAME/lib/defaults.sh'
SETUP
  nsenter -t "$(cat "$dir/pid")" --net ip -batch - <<SETUP
    link add name eth0 type veth peer name $name netns $(cat "$BATS_TEST_TMPDIR/hosts/world/pid")
    link set dev lo up
    addr add $(cat "$dir/address")/24 dev eth0
SETUP
  # Duplicate address detection would change the state a second after the start.
  nsenter -t "$(cat "$dir/pid")" --net sh -c 'echo 0 >/proc/sys/net/ipv6/conf/eth0/accept_dad'
  nsenter -t "$(cat "$dir/pid")" --net ip -batch - <<SETUP
    link set dev eth0 up
    route add default via $WORLD_GATEWAY
SETUP
  in_world ip link set dev "$name" master switch up
  # So that the neighbour entry of the router is there from the beginning.
  eventually nsenter -t "$(cat "$dir/pid")" --net ping -n -q -c 1 -W 0.2 $WORLD_GATEWAY
}

# The world: one namespace with a bridge that every host is plugged into.
world_up() {
  local dir=$BATS_TEST_TMPDIR/hosts/world
  mkdir -p "$dir/bin"
  start_init "$dir" --net --mount --pid --fork --kill-child --mount-proc <<SETUP
    mount -t sysfs sysfs /sys
    . '$BATS_TEST_DIRNAME/lib/defaults.sh'
    # It asks for no routers: a host that became one would learn it as a neighbour, whenever that is.
    echo 0 >/proc/sys/net/ipv6/conf/default/router_solicitations
    ip -batch - <<LINKS
      link set dev lo up
      addr add $WORLD_ADDRESS/32 dev lo
      link add name switch type bridge
      addr add $WORLD_GATEWAY/24 dev switch
      link set dev switch up
LINKS
SETUP
}

# Starts a first process in namespaces of its own, after the commands on stdin: it sleeps and, as an init does, reaps.
# start_init DIR UNSHARE-OPTION…
start_init() {
  local dir=$1 tries=0
  shift
  cat >"$dir/setup"
  unshare "$@" sh -ec ". '$dir/setup'; touch '$dir/ready'; sleep infinity & wait" \
    </dev/null >"$dir/log" 2>&1 3>&- &
  echo $! >"$dir/unshare"
  disown
  until [ -e "$dir/ready" ]; do
    tries=$((tries + 1))
    if [ $tries -gt 500 ] || ! kill -0 "$(cat "$dir/unshare")" 2>/dev/null; then
      cat "$dir/log" >&2
      return 1
    fi
    sleep 0.01
  done
  pgrep -P "$(cat "$dir/unshare")" >"$dir/pid"
}

# Gives the current host IPv6 on its uplink, and the world with it: the world is the router 2001:db8:ff::1 there, holds
# WORLD_ADDRESS6 beyond it, and knows no route to the host's containers. host_ipv6 [ADDRESS/LENGTH [ROUTER/LENGTH]]
readonly WORLD_ADDRESS6=2001:db8:ffff::1
host_ipv6() {
  local own=${1:-2001:db8:ff::10/64} router=${2:-2001:db8:ff::1/64}
  in_world sh -c "echo 0 >/proc/sys/net/ipv6/conf/switch/accept_dad; echo 1 >/proc/sys/net/ipv6/conf/all/forwarding"
  in_world ip -batch - <<SETUP
    addr replace $WORLD_ADDRESS6/128 dev lo nodad
    addr replace $router dev switch nodad
SETUP
  in_host ip -batch - <<SETUP
    addr replace $own dev eth0 nodad
    route replace default via ${router%/*} dev eth0
SETUP
  eventually in_host ping -n -q -c 1 -W 0.2 "${router%/*}"
}

# Ends every host and the world of this test, and whatever runs inside them.
hosts_down() {
  local process
  for process in "$BATS_TEST_TMPDIR"/hosts/*/{pid,unshare}; do
    [ ! -e "$process" ] || kill -KILL "$(cat "$process")" 2>/dev/null || true
  done
}

# Address of a host on its uplink. host_address [NAME]
host_address() {
  cat "$BATS_TEST_TMPDIR/hosts/${1:-${HOST:-host}}/address"
}

# Folder whose executables stand first in the current host's PATH.
host_bin() {
  echo "$BATS_TEST_TMPDIR/hosts/${HOST:-host}/bin"
}

# Has the current host use another awk. use_awk NAME
use_awk() {
  ln -sf "$(command -v "$1")" "$BATS_TEST_TMPDIR/hosts/${HOST:-host}/awk/awk"
}

# Runs a command as root of the current host.
in_host() {
  local dir=$BATS_TEST_TMPDIR/hosts/${HOST:-host}
  nsenter -t "$(cat "$dir/pid")" --net --mount --uts --pid -- env PATH="$dir/bin:${HOST_PATH:-$dir/awk:$STANDARD_PATH}" "$@" 3>&-
}

in_world() {
  nsenter -t "$(cat "$BATS_TEST_TMPDIR/hosts/world/pid")" --net --mount --pid -- "$@" 3>&-
}

# Runs a command in a network namespace of the current host. in_ns NAME|PATH COMMAND…
in_ns() {
  local name=$1
  shift
  [[ $name == /* ]] || name=/run/netns/$name
  in_host nsenter --net="$name" -- "$@"
}

# Runs a command in a place: host, world, another host, or a namespace of a host. in_place PLACE COMMAND…
in_place() {
  local place=$1
  shift
  if [ "$place" = world ]; then
    in_world "$@"
  elif [ -d "$BATS_TEST_TMPDIR/hosts/$place" ]; then
    HOST=$place in_host "$@"
  elif [[ $place == [!/]*/* ]]; then
    HOST=${place%%/*} in_ns "${place#*/}" "$@"
  else
    in_ns "$place" "$@"
  fi
}

# Starts a process with a network namespace of its own on the current host, as a container engine would, and prints
# its process id as the host sees it. foreign_process
foreign_process() {
  in_host sh -c 'unshare --net sleep infinity </dev/null >/dev/null 2>&1 &
    until ! [ /proc/$!/ns/net -ef /proc/self/ns/net ]; do sleep 0.01; done
    echo $!'
}

# Waits until a command succeeds, at most ten seconds, for the machine may have more to do. eventually COMMAND…
eventually() {
  local tries=0
  until "$@" >/dev/null 2>&1; do
    tries=$((tries + 1))
    [ $tries -lt 200 ] || return 1
    sleep 0.05
  done
}
