#!/usr/bin/env bats
# Drift of iptables rules: check names it, up heals it; nothing of other chains is touched.
load lib/load

setup() {
  export BACKEND=iptables
  host_up
  in_host iptables-restore --noflush <<RULES
*filter
:THEIRS - [0:0]
-A FORWARD -s 192.0.2.1/32 -m comment --comment "theirs" -j THEIRS
-A THEIRS -j RETURN
COMMIT
*nat
-A POSTROUTING -s 192.0.2.0/24 -j MASQUERADE
COMMIT
RULES
  full_plan
  up
  remember planned shape
}

# Lines of iptables-save that match. saved TABLE REGEXP
saved() {
  in_host iptables-save -t "$1" | grep -E -e "$2"
}

# Name of one of our chains in a table. our_chain TABLE
our_chain() {
  saved "$1" '^:NG_' | sed -E 's/^:([^ ]+) .*/\1/' | head -n 1
}

# Deletes the first rule that matches, as iptables-save prints it. delete_rule TABLE REGEXP
delete_rule() {
  local rule
  rule=$(saved "$1" "$2" | head -n 1)
  [ -n "$rule" ]
  printf '*%s\n%s\nCOMMIT\n' "$1" "${rule/-A /-D }" | in_host iptables-restore --noflush
}

@test "a jump was deleted" {
  delete_rule filter '^-A FORWARD .*-j NG_'
  heals '^(missing|differs) '
}

@test "the jump for nat was deleted" {
  delete_rule nat '^-A POSTROUTING .*-j NG_'
  heals '^(missing|differs) '
}

@test "a jump was duplicated" {
  in_host iptables -A FORWARD -j "$(our_chain filter)"
  heals '^(unexpected|differs) '
}

@test "a rule was deleted" {
  delete_rule filter '^-A NG_'
  heals '^(missing|differs) '
}

@test "a rule was added, and one was put there twice" {
  in_host iptables -A "$(our_chain filter)" -s 192.0.2.9/32 -j ACCEPT
  heals '^(unexpected|differs) '
  in_host iptables -I "$(our_chain filter)" 1 -s 192.0.2.9/32 -j ACCEPT
  heals '^(unexpected|differs) '
}

@test "a chain was flushed" {
  in_host iptables -F "$(our_chain filter)"
  heals '^(missing|differs) '
}

@test "a chain was deleted, with the jump to it" {
  delete_rule nat '^-A POSTROUTING .*-j NG_'
  in_host iptables -t nat -F "$(our_chain nat)"
  in_host iptables -t nat -X "$(our_chain nat)"
  heals '^(missing|differs) '
}

@test "everything was flushed by another tool" {
  in_host sh -c 'iptables -F; iptables -X; iptables -t nat -F; iptables -t nat -X'
  finds '^(missing|differs) '
  up
  quiet
  in_host iptables -N THEIRS
  in_host iptables-restore --noflush <<RULES
*filter
-A FORWARD -s 192.0.2.1/32 -m comment --comment "theirs" -j THEIRS
-A THEIRS -j RETURN
COMMIT
*nat
-A POSTROUTING -s 192.0.2.0/24 -j MASQUERADE
COMMIT
RULES
  quiet
  same_as planned shape
}

@test "rules of others come and go, and are no difference" {
  in_host iptables -I FORWARD 1 -s 192.0.2.2/32 -j ACCEPT
  in_host iptables -A THEIRS -s 192.0.2.2/32 -j DROP
  quiet
  up
  changed 0
  run saved filter '192.0.2.2'
  assert_equal "${#lines[@]}" 2
}
