# Clusters whose routes BIRD brings: throw-away hosts on one switch, each with a BIRD of its own. Of the hosts of a plan
# the Nth (the first is 0) has 198.51.100.(10+N) and 2001:db8:ff::(10+N), and of the pools 10.N.0.0/16 and 2001:db8:10N::/48;
# the network `front` of a host NAME has a container at-NAME, with the addresses 10.N.0.2 and 2001:db8:10N::2.

# The plan of a cluster of both families; more of what stands under `fabric` comes from stdin. With `routed` the first
# host is the router. NAME:M has the Mth's addresses on the switch. bird_plan switched|routed NAME…
bird_plan() {
  local kind=$1 name number=0 address
  shift
  cat <<PLAN
netgen: 1
name: test
fabric:
  kind: $kind$([ "$kind" = switched ] || printf '\n  router: %s' "$1")
  subnet: [198.51.100.0/24, "2001:db8:ff::/64"]
  pool: {ipv4: 10.0.0.0/8, ipv6: "2001:db8:100::/40", per_host: {ipv4: 16, ipv6: 48}, per_network: {ipv4: 24, ipv6: 64}}
PLAN
  sed 's/^/  /'
  echo hosts:
  for name; do
    address=$number
    [[ $name != *:* ]] || address=${name#*:}
    name=${name%:*}
    cat <<HOST
  $name:
    host: {addresses: [198.51.100.$((10 + address))/24, "2001:db8:ff::$((10 + address))/64"]}
    networks: {front: {ipv4: {mode: routed}, ipv6: auto}}
    containers:
      at-$name: {ipv4_address: 10.$number.0.2, ipv6_address: "2001:db8:10$number::2"}
HOST
    number=$((number + 1))
  done
}

# Renders the cluster on stdin: NAME.sh of every host and, where BIRD brings the routes, scripts/NAME/bird.conf.
render_cluster() {
  local plan=$BATS_TEST_TMPDIR/cluster.yaml folder=$BATS_TEST_TMPDIR/scripts script
  cat >"$plan"
  node "$NETGEN" render "$plan" --backend "$BACKEND" -o "$folder"
  ! grep -q 'routing: bird' "$plan" || node "$NETGEN" render "$plan" --as bird -o "$folder"
  for script in "$folder"/*/setup.sh; do
    cp "$script" "$BATS_TEST_TMPDIR/$(basename "${script%/setup.sh}").sh"
  done
}

# Starts the Nth host, if it is not the first, and gives it IPv6. host_dual NAME N
host_dual() {
  [ "$1" = host ] || host_up "$1"
  HOST=$1 in_host ip addr replace "2001:db8:ff::$((10 + $2))/64" dev eth0 nodad
}

# hosts_dual NAME…
hosts_dual() {
  local name number=0
  for name; do
    host_dual "$name" $number
    number=$((number + 1))
  done
}

# bird_on HOST [OPTION…]
bird_on() {
  HOST=$1 in_host "$("$BATS_TEST_DIRNAME/bird.sh")/bird" -c "$BATS_TEST_TMPDIR/scripts/$1/bird.conf" \
    -s /run/bird.ctl -P /run/bird.pid "${@:2}"
}

birdc_on() {
  HOST=$1 in_host "$("$BATS_TEST_DIRNAME/bird.sh")/birdc" -s /run/bird.ctl "${@:2}"
}

# up, a BIRD, and servers in the container, on each host. start_on HOST…
start_on() {
  local name
  for name; do
    HOST=$name up "$name"
    bird_on "$name"
    serve_on "$name"
  done
}

# Servers in the containers of hosts; those for IPv6 have a port of their own. serve_on HOST…
serve_on() {
  local name
  for name; do
    serve_both "$name/at-$name"
    serve "$name/at-$name" tcp 7006 ::
    serve "$name/at-$name" udp 7006 "$(HOST=$name in_ns "at-$name" ip -6 -o addr show dev eth0 scope global | sed 's,.* inet6 ,,; s,/.*,,')"
  done
}

# Containers reach each other over both families, and each sees the other's own address. reaches HOST N OTHER-HOST N
reaches() {
  local protocol
  passes "$1/at-$1" "10.$4.0.2" "10.$2.0.2"
  for protocol in tcp udp; do
    run ask "$1/at-$1" "$protocol" "2001:db8:10$4::2" 7006
    assert_success
    assert_output "2001:db8:10$2::2"
  done
}

# Each of the hosts NAME… learns of each other one, and their containers reach each other. all_reach NAME…
all_reach() {
  local from to i=0 j
  all_know "$@"
  for from; do
    j=0
    for to; do
      [ $i = $j ] || reaches "$from" $i "$to" $j
      j=$((j + 1))
    done
    i=$((i + 1))
  done
}

# Ends a host's BIRD without a word, as a crash would. crash_bird HOST
crash_bird() {
  HOST=$1 in_host kill -KILL "$(HOST=$1 in_host cat /run/bird.pid)"
}

# BIRD's routes on a host, of one family, as `PREFIX via ADDRESS`. routes_on HOST 4|6
routes_on() {
  HOST=$1 in_host ip "-$2" route show proto bird | sed -n 's/^\(.* via [^ ]*\) dev eth0 .*/\1/p'
}

# Whether a host has BIRD's route. has_route HOST PREFIX NEXT-HOP
has_route() {
  local family=4
  [[ $2 != *:* ]] || family=6
  routes_on "$1" "$family" | grep -qxF "$2 via $3"
}

# Whether a host has BIRD's routes to the Nth's network, in the given families. knows HOST N [4|6]
knows() {
  [ "${3:-4}" != 4 ] || has_route "$1" "10.$2.0.0/24" "198.51.100.$((10 + $2))" || return 1
  [ "${3:-6}" != 6 ] || has_route "$1" "2001:db8:10$2::/64" "2001:db8:ff::$((10 + $2))"
}

# Neither family's route to the Nth is there. lost HOST N
lost() {
  ! knows "$1" "$2" 4 && ! knows "$1" "$2" 6
}

# Waits at most a minute. in_time COMMAND…
in_time() {
  local tries=0
  until "$@"; do
    tries=$((tries + 1))
    [ $tries -lt 300 ] || return 1
    sleep 0.2
  done
}

# Sessions of a host that are up, as birdc names them; those that others opened unasked have numbers.
established() {
  birdc_on "$1" show protocols | awk '$2 == "BGP" && $NF == "Established" { print $1 }' | sort
}

has_sessions() {
  [ "$(established "$1" | wc -l)" = "$2" ]
}

# The addresses and ports of a host's sessions: one that is made anew has another port at one end. (The times that birdc
# shows wander by a millisecond, for it reckons them from now.) sessions_of HOST
sessions_of() {
  HOST=$1 in_host ss -tnH state established '( sport = :179 or dport = :179 )' | awk '{ print $3, $4 }' | sort
}

# Each of the hosts NAME… learns of each other one, in both families. all_know NAME…
all_know() {
  local from i=0 j
  for from; do
    for ((j = 0; j < $#; j++)); do
      [ $i = $j ] || in_time knows "$from" $j
    done
    i=$((i + 1))
  done
}

# Pings from a host's container, one in 50 ms, until `unbroken`: a bound in number, not in time, so that a slow machine
# asks for fewer of them and loses none. stream_start HOST ADDRESS
stream_start() {
  HOST=$1 in_ns "at-$1" sh -s "$2" >"$BATS_TEST_TMPDIR/stream" 2>&1 <<'STREAM' &
    echo $$ >/run/stream.pid
    exec ping -n -i 0.05 -c 6000 "$1"
STREAM
  eventually grep -q 'icmp_seq=3 ' "$BATS_TEST_TMPDIR/stream"
}

# No ping of a host's lacks its reply: the numbers of the replies are 1, 2, 3 … without a gap. unbroken HOST
unbroken() {
  HOST=$1 in_host kill -INT "$(HOST=$1 in_host cat /run/stream.pid)"
  run awk -F 'icmp_seq=' 'NF > 1 { if ($2 + 0 != ++n) { print "no reply between " n - 1 " and " $2; exit } } END { print (n > 20) }' \
    "$BATS_TEST_TMPDIR/stream"
  assert_output 1
}
