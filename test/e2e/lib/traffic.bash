# Traffic between places, each exchange bounded in time and count.

# Starts a server that answers each TCP connection or UDP datagram with the address it came from, and waits until it
# listens. A place of several addresses answers datagrams from the right one only when told it.
# serve PLACE tcp|udp PORT [ADDRESS]
serve() {
  local place=$1 protocol=$2 port=$3 bind=${4:+,bind=$4} family=4 listen
  [ "$place" != world ] || bind=,bind=${4:-$WORLD_ADDRESS}
  case ${4:-} in
    *:*) family=6 bind=,bind=[$4],ipv6-v6only=1 ;;
  esac
  case $protocol in
    tcp) listen=TCP$family-LISTEN:$port,fork,reuseaddr$bind ;;
    udp) listen=UDP$family-RECVFROM:$port,fork,reuseaddr$bind ;;
  esac
  in_place "$place" timeout 60 socat "$listen" "SYSTEM:sh $BATS_TEST_DIRNAME/lib/answer.sh" \
    </dev/null >/dev/null 2>&1 3>&- &
  eventually listening "$place" "$protocol" "$port"
}

# Whether something listens. listening PLACE tcp|udp PORT
listening() {
  in_place "$1" ss -Hln "--$2" "sport = :$3" | grep -q .
}

# Prints what a server answers; fails after a second of silence. ask PLACE tcp|udp ADDRESS PORT [NC-OPTION…]
ask() {
  local place=$1 protocol=$2 address=$3 port=$4 mode=(-N) answer
  [ "$protocol" = tcp ] || mode=(-u -W 1)
  shift 4
  answer=$(echo question | in_place "$place" timeout 3 nc -n -w 1 "${mode[@]}" "$@" "$address" "$port" 2>/dev/null)
  [ -n "$answer" ] && echo "$answer"
}

# A TCP and a UDP exchange must pass, and the server must see this client. passes FROM ADDRESS SEEN-AS (after serve_both)
passes() {
  local protocol
  for protocol in tcp udp; do
    run ask "$1" "$protocol" "$2" 7000
    assert_success
    assert_output "$3"
  done
}

# Neither TCP, nor UDP, nor a ping passes; the three are tried at the same time. blocked FROM ADDRESS
blocked() {
  local answers=$BATS_TEST_TMPDIR/blocked
  rm -f "$answers".*
  ask "$1" tcp "$2" 7000 >"$answers.tcp" &
  local tcp=$!
  ask "$1" udp "$2" 7000 >"$answers.udp" &
  local udp=$!
  pings "$1" "$2" >"$answers.ping" &
  wait $! && fail "a ping passed from $1 to $2"
  wait "$udp" && fail "UDP passed from $1 to $2"
  wait "$tcp" && fail "TCP passed from $1 to $2"
  run cat "$answers.tcp" "$answers.udp"
  assert_output ''
}

# Servers for both protocols on port 7000. serve_both PLACE [ADDRESS]
serve_both() {
  serve "$1" tcp 7000 "${2:-}"
  serve "$1" udp 7000 "${2:-}"
}

# One echo request; fails after a second. pings PLACE ADDRESS [PING-OPTION…]
pings() {
  local place=$1 address=$2
  shift 2
  in_place "$place" ping -n -q -c 1 -W 1 "$@" "$address"
}

# Starts a capture that ends after its first packet or the deadline; `captured` prints what it saw.
# capture PLACE INTERFACE FILTER…
capture() {
  local place=$1 interface=$2
  shift 2
  # The words of the capture before it are not this one's.
  : >"$BATS_TEST_TMPDIR/capture.log"
  in_place "$place" timeout 5 tcpdump --immediate-mode -l -n -c 1 -i "$interface" "$@" \
    </dev/null >"$BATS_TEST_TMPDIR/capture" 2>"$BATS_TEST_TMPDIR/capture.log" 3>&- &
  eventually grep -q 'listening on' "$BATS_TEST_TMPDIR/capture.log"
}

# Under `run` the capture is no child of the shell that asks, so that its last words are waited for.
captured() {
  local tries=0
  until grep -q 'captured' "$BATS_TEST_TMPDIR/capture.log" || [ $tries -ge 120 ]; do
    tries=$((tries + 1))
    sleep 0.05
  done
  cat "$BATS_TEST_TMPDIR/capture"
}

# Opens a TCP connection that stays open, to see whether it lives through a change: `chat` sends a line over it and
# prints the echo. hold_connection NAME FROM TO ADDRESS
hold_connection() {
  local name=$1 from=$2 to=$3 address=$4 family=4
  [[ $address != *:* ]] || family=6 address=[$address]
  in_place "$to" timeout 60 socat "TCP$family-LISTEN:7100,reuseaddr" EXEC:cat </dev/null >/dev/null 2>&1 3>&- &
  eventually listening "$to" tcp 7100
  mkfifo "$BATS_TEST_TMPDIR/$name.in"
  in_place "$from" timeout 60 socat - "TCP$family:$address:7100,connect-timeout=2" \
    <"$BATS_TEST_TMPDIR/$name.in" >"$BATS_TEST_TMPDIR/$name.out" 2>/dev/null 3>&- &
  exec {held}>"$BATS_TEST_TMPDIR/$name.in"
  chat "$name" first
}

# chat NAME WORD: fails when the echo does not come back within five seconds.
chat() {
  echo "$2" >&"$held"
  eventually grep -qx "$2" "$BATS_TEST_TMPDIR/$1.out"
}
