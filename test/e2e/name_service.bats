#!/usr/bin/env bats
# backends: both
# What containers call themselves and others, and whom they ask: files below /etc/netns, as `ip netns exec` shows them.
load lib/load

# Two networks, a container on each and one on both; aliases, more hosts, a hostname, resolvers of the plan's own.
names_plan() {
  render <<PLAN
netgen: 1
name: test
networks: {front: {ipv4: 10.1.0.1/24}, back: {ipv4: 10.2.0.1/24}}
containers:
  web:
    hostname: www.example.com
    networks: {front: {ipv4_address: 10.1.0.2, aliases: [shop, shop.internal]}}
    extra_hosts: ["printer:192.0.2.9", "gate=host-gateway", "six:2001:db8::9"]
  db: {networks: {back: {ipv4_address: 10.2.0.2, aliases: [data]}}, dns: [192.0.2.53, 192.0.2.54], dns_opt: ["ndots:2"]}
  both: {networks: {front: {ipv4_address: 10.1.0.3}, back: {ipv4_address: 10.2.0.3}}}
  quiet: {networks: {front: {ipv4_address: 10.1.0.4}}, dns_search: ["."]}
  lone: {network_mode: none}
PLAN
}

# Runs a command as a user does. inside NAME COMMAND…
inside() {
  in_host ip netns exec "$@"
}

# The address that a name stands for in a container. resolves CONTAINER NAME ADDRESS
resolves() {
  run inside "$1" getent -s hosts:files hosts "$2"
  assert_line --regexp "^${3//./\\.} "
}

# Nobody in a container knows the name. unknown CONTAINER NAME…
unknown() {
  local name=$1
  shift
  for word; do
    run inside "$name" getent -s hosts:files hosts "$word"
    assert_failure
  done
}

# Writes the host's resolv.conf, from stdin.
host_resolv_conf() {
  in_host tee /etc/resolv.conf >/dev/null
}

# Lines of a container's resolv.conf, less the comment.
resolver_of() {
  inside "$1" grep -v '^#' /etc/resolv.conf || true
}

# Every file below /etc/netns with its content.
name_files() {
  in_host sh -c 'find /etc/netns -type f ! -name ".netgen*" | sort | xargs grep -H ""'
}

@test "own hostname, aliases, neighbours on the same networks and extra_hosts resolve, and no others" {
  names_plan
  up
  quiet
  run inside web cat /etc/hostname
  assert_output www.example.com
  resolves web www.example.com 10.1.0.2
  resolves web www 10.1.0.2
  resolves web web 10.1.0.2
  resolves web localhost 127.0.0.1
  resolves web printer 192.0.2.9
  resolves web gate 10.1.0.1
  resolves web six 2001:db8::9
  resolves web both 10.1.0.3
  resolves web quiet 10.1.0.4
  unknown web db data
  resolves both shop 10.1.0.2
  resolves both shop.internal 10.1.0.2
  resolves both web 10.1.0.2
  resolves both data 10.2.0.2
  resolves both db 10.2.0.2
  # A hostname is not easy to see from outside of the container.
  unknown both www www.example.com printer
  resolves lone lone 127.0.1.1
  unknown lone web both
  inside both ping -n -q -c 1 -W 1 shop
}

@test "name servers: the plan's, else the host's less loopback, else public ones; search and options likewise" {
  names_plan
  host_resolv_conf <<'CONF'
# of the host
nameserver 127.0.0.1
nameserver 192.0.2.1
nameserver ::1
nameserver fe80::1%eth0
nameserver 2001:db8::53
domain old.example
search a.example b.example
options edns0
options trust-ad
CONF
  up
  run resolver_of web
  assert_output 'nameserver 192.0.2.1
search a.example b.example
options edns0 trust-ad'
  run resolver_of db
  assert_output 'nameserver 192.0.2.53
nameserver 192.0.2.54
search a.example b.example
options ndots:2'
  run resolver_of quiet
  refute_output --partial search
  assert_line 'nameserver 192.0.2.1'
  host_resolv_conf <<'CONF'
nameserver 127.0.0.1
CONF
  finds '^differs containers.web: file /etc/netns/web/resolv.conf$'
  up
  quiet
  run resolver_of web
  assert_output 'nameserver 8.8.8.8
nameserver 8.8.4.4'
  in_host rm /etc/resolv.conf
  up
  changed 0
}

@test "behind systemd-resolved the servers that it asks, not itself; a link is followed" {
  names_plan
  in_host sh -s <<'STUB'
    mkdir -p /run/systemd/resolve
    printf 'nameserver 127.0.0.53\noptions edns0\nsearch .\n' >/run/systemd/resolve/stub-resolv.conf
    printf 'nameserver 192.0.2.7\nsearch lan.example\n' >/run/systemd/resolve/resolv.conf
    ln -sf ../run/systemd/resolve/stub-resolv.conf /etc/resolv.conf
STUB
  up
  run resolver_of web
  assert_output 'nameserver 192.0.2.7
search lan.example'
  assert in_host test ! -L /etc/netns/web/resolv.conf
}

@test "refresh-names: what follows the host is updated, in what runs already too, and nothing else" {
  names_plan
  echo nameserver 192.0.2.1 | host_resolv_conf
  up
  in_host sh -c 'echo "# mine" >>/etc/netns/both/resolv.conf; rm /etc/netns/lone/hosts'
  local sleeper
  sleeper=$(in_host sh -c 'ip netns exec web sleep 60 </dev/null >/dev/null 2>&1 & echo $!')
  eventually in_host grep -q sleep "/proc/$sleeper/comm"
  name_files >"$BATS_TEST_TMPDIR/before"
  echo nameserver 192.0.2.2 | host_resolv_conf
  run --separate-stderr apply setup refresh-names
  report_stderr
  assert_success
  changed 3
  says 'both/resolv.conf was edited'
  name_files >"$BATS_TEST_TMPDIR/after"
  run diff "$BATS_TEST_TMPDIR/before" "$BATS_TEST_TMPDIR/after"
  assert_equal "$(grep '^>' <<<"$output" | sort)" '> /etc/netns/lone/resolv.conf:nameserver 192.0.2.2
> /etc/netns/quiet/resolv.conf:nameserver 192.0.2.2
> /etc/netns/web/resolv.conf:nameserver 192.0.2.2'
  run in_host nsenter -t "$sleeper" --mount tail -n 1 /etc/resolv.conf
  assert_output 'nameserver 192.0.2.2'
  apply setup refresh-names | grep -x 'netgen test: changed=0'
  in_host sh -c 'printf "" >/etc/netns/both/resolv.conf'
  up
  quiet
  run resolver_of quiet
  assert_output 'nameserver 192.0.2.2'
  down
}

@test "refresh-names is for a plan that is up" {
  names_plan
  remember before
  refuses 'not up' before refresh-names
}

@test "files that are missing or not as planned are written again; an edited one is kept by up and by down, and said" {
  names_plan
  remember found
  up
  remember planned shape
  in_host rm /etc/netns/web/hosts
  in_host rm -r /etc/netns/db
  heals '^missing containers.web: file /etc/netns/web/hosts$' '^missing containers.db: file /etc/netns/db/hostname$'
  inside both sh -c 'echo 192.0.2.8 mine >>/etc/hosts'
  run --separate-stderr apply setup check
  report_stderr
  assert_success
  says 'containers.both: /etc/netns/both/hosts was edited since it was written; it is kept as it is'
  up
  changed 0
  says '/etc/netns/both/hosts was edited'
  resolves both mine 192.0.2.8
  down
  says '/etc/netns/both/hosts was edited'
  run in_host cat /etc/netns/both/hosts
  assert_line '192.0.2.8 mine'
  assert_equal "$(in_host find /etc/netns -type f ! -name .netgen)" /etc/netns/both/hosts
  # It is somebody's now.
  run --separate-stderr apply setup up
  exits 4
  says '/etc/netns/both/hosts exists already'
  in_host rm -r /etc/netns/both
  up
  down
  same_as found
}

@test "somebody else's files, links and directories in the way are refused before the first change" {
  names_plan
  in_host sh -c 'mkdir -p /etc/netns/web; echo 192.0.2.1 a >/etc/netns/web/hosts'
  remember found
  refuses 'containers.web: a file /etc/netns/web/hosts exists already' found
  in_host sh -c 'rm /etc/netns/web/hosts; ln -s /etc/resolv.conf /etc/netns/web/resolv.conf'
  remember linked
  refuses 'containers.web: a file /etc/netns/web/resolv.conf exists already' linked
  in_host sh -c 'rm -r /etc/netns/web; mkdir /etc/netns/other; ln -s other /etc/netns/web'
  remember directory
  refuses '/etc/netns/web is not a directory of its own' directory
  in_host rm /etc/netns/web
  # A directory that was there stays, and so does what else is in it.
  in_host sh -c 'mkdir /etc/netns/web; echo x >/etc/netns/web/nsswitch.conf'
  remember mine
  up
  down
  same_as mine
}

@test "/etc/netns goes with the last plan if the first one made it" {
  in_host rmdir /etc/netns
  names_plan
  up
  assert in_host test -d /etc/netns/web
  down
  assert in_host test ! -e /etc/netns
}

@test "after a reboot the files are known as ours, whatever the host's servers are by then" {
  names_plan
  echo nameserver 192.0.2.1 | host_resolv_conf
  remember found
  up
  in_host sh -s <<'REBOOT'
    for ns in web db both quiet lone; do ip netns delete $ns; done
    ip link delete front
    ip link delete back
    rm -rf /run/netgen
    nft flush ruleset
    echo "# mine" >>/etc/netns/lone/hosts
REBOOT
  echo nameserver 192.0.2.2 | host_resolv_conf
  up
  says '/etc/netns/lone/hosts was edited'
  run resolver_of web
  assert_output 'nameserver 192.0.2.2'
  in_host rm /etc/netns/lone/hosts
  up
  echo nameserver 192.0.2.1 | host_resolv_conf
  # And without an up in between, down knows them too.
  in_host rm -rf /run/netgen/test
  down
  assert_equal "$(in_host find /etc/netns -mindepth 1)" ''
}

@test "a changed plan writes what has changed, removes what it no longer names, and leaves the rest" {
  names_plan
  up
  local untouched
  untouched=$(in_host stat -c %y /etc/netns/lone/hosts /etc/netns/db/hosts)
  render changed <<PLAN
netgen: 1
name: test
networks: {front: {ipv4: 10.1.0.1/24}, back: {ipv4: 10.2.0.1/24}}
containers:
  web: {networks: {front: {ipv4_address: 10.1.0.2, aliases: [store]}}}
  db: {networks: {back: {ipv4_address: 10.2.0.2, aliases: [data]}}, dns: [192.0.2.53, 192.0.2.54], dns_opt: ["ndots:2"]}
  both: {networks: {front: {ipv4_address: 10.1.0.3}, back: {ipv4_address: 10.2.0.3}}}
  lone: {network_mode: none}
PLAN
  up changed
  quiet changed
  resolves both store 10.1.0.2
  unknown both shop quiet
  assert in_host test ! -e /etc/netns/quiet
  assert_equal "$(in_host stat -c %y /etc/netns/lone/hosts /etc/netns/db/hosts)" "$untouched"
  up
  resolves both shop 10.1.0.2
  down changed
  assert_equal "$(in_host find /etc/netns -mindepth 1)" ''
}

@test "a failure puts the files back that were there before" {
  names_plan
  up
  remember planned shape
  name_files >"$BATS_TEST_TMPDIR/before"
  render broken <<PLAN
netgen: 1
name: test
networks: {front: {ipv4: 10.1.0.1/24}}
containers:
  web: {networks: {front: {ipv4_address: 10.1.0.2, aliases: [store]}}}
  new: {networks: {front: {ipv4_address: 10.1.0.9}}}
PLAN
  # Nothing can be written into the file of one of the old containers.
  in_host mount --bind -o ro /etc/netns/web/hosts /etc/netns/web/hosts
  run --separate-stderr apply broken up
  report_stderr
  exits 1
  says 'containers.web: .*/etc/netns/web/hosts'
  in_host sh -c "umount /etc/netns/web/hosts; rm -rf /run/mount"
  name_files | diff "$BATS_TEST_TMPDIR/before" -
  quiet
  same_as planned shape
}

@test "a namespace of somebody's, of two plans: the first one's names stay" {
  names_plan
  up
  render second <<PLAN
netgen: 1
name: second
networks: {side: {ipv4: {subnet: 10.7.0.0/24, gateway: none}}}
containers:
  web: {netns: {external: web}, networks: {side: {interface_name: side0}}}
  own: {}
PLAN
  up second
  says "containers.web: the files below /etc/netns/web are plan test's"
  resolves web printer 192.0.2.9
  resolves own web 10.7.0.1
  down second
  resolves web printer 192.0.2.9
  quiet
  down
}

@test "the dry run shows what would be written, as one would type it, and it is that" {
  names_plan
  up
  name_files >"$BATS_TEST_TMPDIR/planned"
  down
  run apply setup up --dry-run
  grep -A 999 -m 1 '^mkdir /etc/netns' <<<"$output" | grep -v '^netgen test: ' >"$BATS_TEST_TMPDIR/typed"
  assert_equal "$(in_host find /etc/netns -mindepth 1)" ''
  in_host sh -e "$BATS_TEST_TMPDIR/typed"
  name_files | diff "$BATS_TEST_TMPDIR/planned" -
}

# The files of the whole plan are there.
names_heal() {
  up
  quiet
  name_files | diff "$BATS_TEST_TMPDIR/planned" -
  down
  same_as found
}

@test "killed at deeds all along: up heals the files, and down takes all of them" {
  names_plan
  remember found
  up
  name_files >"$BATS_TEST_TMPDIR/planned"
  down
  at_every_death 5 9 names_heal
}

# After a death every file is whole, as the earlier plan or as the new one has it; then the earlier one is in force again.
whole_files() {
  run -1 grep -vxF -f "$BATS_TEST_TMPDIR/before" -f "$BATS_TEST_TMPDIR/after" <<<"$(name_files)"
  up earlier
  refute_regex "${stderr:-}" 'edited'
  name_files | diff "$BATS_TEST_TMPDIR/before" -
}

@test "killed at deeds all along a change, no file is half written, and none is called edited" {
  names_plan
  cp "$(script)" "$(script earlier)"
  sed -i 's/192\.0\.2\.54/192.0.2.55/; s/shop\.internal/store.internal/; s/printer/plotter/' "$BATS_TEST_TMPDIR/setup.yaml"
  up
  name_files >"$BATS_TEST_TMPDIR/before"
  render changed <"$BATS_TEST_TMPDIR/setup.yaml"
  cp "$(script changed)" "$(script)"
  up
  name_files >"$BATS_TEST_TMPDIR/after"
  up earlier
  at_every_death 3 9 whole_files
}

@test "the same files come of dash, bash and busybox" {
  local shell
  names_plan
  for shell in dash bash 'busybox sh'; do
    SCRIPT_SHELL=$shell up
    name_files >"$BATS_TEST_TMPDIR/${shell%% *}"
    SCRIPT_SHELL=$shell down
  done
  diff "$BATS_TEST_TMPDIR/dash" "$BATS_TEST_TMPDIR/bash"
  diff "$BATS_TEST_TMPDIR/dash" "$BATS_TEST_TMPDIR/busybox"
}
