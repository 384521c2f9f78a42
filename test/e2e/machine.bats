#!/usr/bin/env bats
# The tests do not depend on what the machine that runs them happens to have.
load lib/load

# Runs tests of a file, as on a machine with an /etc/netns of its own, files in it, another resolv.conf, and with gawk as
# its awk and busybox as its sh. on_another_machine FILTER FILE
on_another_machine() {
  local bin=$BATS_TEST_TMPDIR/machine
  mkdir "$bin"
  ln -s "$(command -v gawk)" "$bin/awk"
  ln -s "$(command -v busybox)" "$bin/sh"
  run env -i PATH="$bin:$STANDARD_PATH" NETGEN="$NETGEN" NETGEN_BACKEND="$BACKEND" NODE="$(command -v node)" \
    unshare --net --mount sh -es -- "$@" <<'MACHINE'
      PATH=$PATH:${NODE%/*}
      mount -t tmpfs tmpfs /mnt
      mkdir /mnt/upper /mnt/work
      mount -t overlay overlay -o lowerdir=/etc,upperdir=/mnt/upper,workdir=/mnt/work /etc
      mkdir -p /etc/netns/web
      echo "nameserver 192.0.2.99" >/etc/netns/web/resolv.conf
      echo "nameserver 127.0.0.1" >/etc/resolv.conf
      exec bats --formatter tap --filter "$1" "$2" </dev/null
MACHINE
  assert_success
  refute_output --partial 'not ok'
  assert_output --partial 'ok 1 '
}

@test "another machine's /etc, awk and sh: the whole life of a plan" {
  on_another_machine '^the whole life of a plan under dash$' "$BATS_TEST_DIRNAME/twice.bats"
}

@test "another machine's /etc, awk and sh: names and their files" {
  on_another_machine '^/etc/netns goes with the last plan' "$BATS_TEST_DIRNAME/name_service.bats"
}

@test "a host begins with the kernel's defaults, whatever the machine has set" {
  local place
  for place in host world; do
    run in_place "$place" sh -c 'cd /proc/sys/net/ipv4 && cat ip_forward conf/*/rp_filter conf/*/send_redirects | sort -u'
    assert_output '0
1'
    run in_place "$place" sh -c 'cat /proc/sys/net/ipv4/conf/*/rp_filter | sort -u'
    assert_output 0
  done
  run in_host sh -c 'ls /etc/netns; cat /etc/resolv.conf'
  assert_output 'nameserver 198.51.100.53'
}
