#!/usr/bin/env bats
# backends: both
# Shells with options of their own, outputs that are full, sysctls that the kernel spells otherwise, and things that are no
# file where a file is to be.
load lib/load

small_plan() {
  render <<PLAN
netgen: 1
name: test
networks: {front: {ipv4: 10.1.0.1/24, ipv6: "fd00:1::/64"}}
containers:
  web: {ports: ["8080:80"], sysctls: {net.ipv4.ip_default_ttl: "0x10"}}
PLAN
}

# The last run said something of a path, on stdout or on stderr. tells PATH
tells() {
  printf '%s\n' "${output-}" "${stderr-}" | grep -qF "$1"
}

# A file of ours became something else while the plan is up: check says so at once, and down ends, and says what it leaves.
# became COMMAND
became() {
  up
  in_host sh -c "cd /etc/netns/web; rm hosts; $1"
  run --separate-stderr apply setup check
  report_stderr
  [ "${status:?}" -ne 124 ]
  tells /etc/netns/web/hosts
  run --separate-stderr apply setup down
  report_stderr
  assert_success
  tells /etc/netns/web/hosts
  in_host rm -rf /etc/netns/web
  run in_host find /etc/netns /run/netgen
  refute_output --regexp 'web|test'
}

# The whole life of a plan. life
life() {
  up
  changed some
  quiet
  up
  changed 0
  down
  changed some
  same_as found
}

@test "whatever options the caller's shell has, the outcome is the same" {
  local option
  small_plan
  remember found
  for option in -f -C -e -u -fCeu; do
    SCRIPT_SHELL="dash $option" life
  done
}

@test "options that bash and busybox sh take from outside change nothing" {
  small_plan
  remember found
  SCRIPT_SHELL='env SHELLOPTS=noglob:noclobber:errexit:nounset bash' life
  SCRIPT_SHELL='busybox sh -fC' life
}

@test "a sysctl that the kernel spells otherwise is no difference" {
  small_plan
  up
  quiet
  up
  changed 0
  run in_ns web sysctl -n net.ipv4.ip_default_ttl
  assert_output 16
}

@test "a sysctl without a value is refused when it is compiled" {
  rejects 'plan|rejected' <<PLAN
netgen: 1
name: test
networks: {front: {ipv4: 10.1.0.1/24}}
containers: {web: {sysctls: {net.ipv6.conf.eth0.disable_ipv6: ""}}}
PLAN
}

# A verb with a full disk for its output. to_full VERB
to_full() {
  apply setup "$1" >/dev/full
}

@test "check whose output cannot be written does not end with 0" {
  small_plan
  run --separate-stderr to_full check
  report_stderr
  exits 1
  [ -n "${stderr:-}" ]
}

@test "up whose output cannot be written either does all and ends with 0, or nothing and ends with 1" {
  small_plan
  remember found
  run --separate-stderr to_full up
  report_stderr
  [ -n "${stderr:-}" ]
  if [ "${status:?}" -eq 0 ]; then
    quiet
    down
  else
    exits 1
  fi
  same_as found
}

# Something that is no file, where a file of ours is to be. The commands get its path. in_the_way COMMAND
in_the_way() {
  in_host sh -c "mkdir -p /etc/netns/web; cd /etc/netns/web; $1"
  remember before
  refuses '/etc/netns/web/hosts' before
  in_host rm -rf /etc/netns/web
}

@test "a FIFO, a directory, a symlink or a device where a file is to be: refused at once" {
  small_plan
  in_the_way 'mkfifo hosts'
  in_the_way 'mkdir hosts'
  in_the_way 'ln -s /etc/hosts hosts'
  in_the_way 'ln -s nowhere hosts'
  in_the_way 'mknod hosts c 1 3'
}

@test "a file of ours that became a FIFO, a directory or a symlink stops nothing" {
  small_plan
  became 'mkfifo hosts'
  became 'mkdir hosts'
  became 'ln -s /etc/hosts hosts'
}
