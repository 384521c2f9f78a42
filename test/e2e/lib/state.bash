# What the kernel and /run hold on the current host, as text to compare.

# Everything: the host, every namespace under /run/netns, the files in /run and those changed in /etc.
state() {
  in_host sh -s "$BATS_TEST_DIRNAME/lib/dump.sh" <<'DUMP'
    sh "$1" host </dev/null
    for entry in /run/netns/*; do
      [ -e "$entry" ] || continue
      nsenter --net="$entry" sh "$1" "${entry##*/}" </dev/null || echo "== ${entry##*/}: no namespace"
    done
    echo "== files"
    find /run /etc/netns ! -path "*/netgen" ! -name "*lock*" | sort
    find /etc/netns -type f | sort | xargs -r grep -H ""
    find /mnt/upper -mindepth 1 | sort
DUMP
}

# The same without the marks of when an object was made (interface indexes, handles, order), for comparing two
# histories that end in one state. The host's end of a veth has a MAC that the kernel picked by chance.
shape() {
  state | sed -E '
    s/^[0-9]+: //
    s/@if[0-9]+//
    s/ # handle [0-9]+//
    s/ link-netns(id)? [^ ]+//
    s/ (root_id|designated_root|bridge_id|port_id|port_no|designated_port) [^ ]+//g
  ' | awk '
    /^==/ { heading = $0 }
    heading == "== host links" && / veth / { sub(/link\/ether [^ ]+/, "") }
    { print heading "\t" $0 }
  ' | sort
}

# Waits until what happens by itself after a change has happened: the kernel tells a bridge of its carrier within a
# second.
settle() {
  local tries=0
  while [ $tries -lt 15 ] && in_host ip -o link show up | grep -v ': lo: ' |
    grep -qE 'NO-CARRIER|LOWERLAYERDOWN|state UNKNOWN'; do
    sleep 0.1
    tries=$((tries + 1))
  done
}

# Keeps the present state under a name. remember NAME [state|shape]
remember() {
  settle
  "${2:-state}" >"$BATS_TEST_TMPDIR/$1.state"
}

# Fails, with the difference, unless the present state is the remembered one. same_as NAME [state|shape]
same_as() {
  local tries=0
  settle
  while true; do
    "${2:-state}" >"$BATS_TEST_TMPDIR/now.state"
    diff -U 0 "$BATS_TEST_TMPDIR/$1.state" "$BATS_TEST_TMPDIR/now.state" >"$BATS_TEST_TMPDIR/difference" && return 0
    [ $tries -lt 4 ] || break
    sleep 0.3
    tries=$((tries + 1))
  done
  head -n 40 "$BATS_TEST_TMPDIR/difference" | cut -c 1-1000
  return 1
}

# Index of a link: it changes when the link is deleted and made again. ifindex PLACE LINK
ifindex() {
  in_place "$1" ip -o link show dev "$2" | cut -d: -f1
}
