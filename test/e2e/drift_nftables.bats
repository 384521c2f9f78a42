#!/usr/bin/env bats
# Drift of nftables rules: check names it, up heals it; nothing of other tables is touched.
load lib/load

setup() {
  host_up
  in_host nft -f - <<RULES
    table ip theirs {
      set s {
        type ipv4_addr
        elements = { 192.0.2.1 }
      }
      chain c {
        type filter hook forward priority 10
        ip saddr @s accept comment "theirs"
      }
    }
RULES
  full_plan
  up
  remember planned shape
  table=$(in_host nft list tables | sed -n 's/^table \(.*netgen.*\)$/\1/p' | grep -v netgen_user)
  [ -n "$table" ]
}

# Name of a chain, set or map of our table with the most lines. first_of chains|sets|maps
first_of() {
  in_host nft list "$1" | awk -v table="table $table {" '
    $0 == table { ours = 1 } /^}/ { ours = 0 } ours && $1 ~ /^(chain|set|map)$/ { print $2; exit }'
}

@test "our table was deleted" {
  in_host nft delete table "${table% *}" "${table#* }"
  heals '^(missing|differs) '
}

@test "the whole ruleset was flushed: ours comes back" {
  in_host nft delete table ip theirs
  remember planned shape
  in_host nft flush ruleset
  heals '^(missing|differs) '
}

@test "a rule was deleted" {
  local handle chain
  chain=$(first_of chains)
  handle=$(in_host nft -a list chain "${table% *}" "${table#* }" "$chain" |
    sed -nE '/(accept|drop|masquerade|jump|goto).*# handle/s/.*# handle ([0-9]+)$/\1/p' | tail -n 1)
  in_host nft delete rule "${table% *}" "${table#* }" "$chain" handle "$handle"
  heals '^(missing|differs) '
}

@test "a rule was added" {
  in_host nft insert rule "${table% *}" "${table#* }" "$(first_of chains)" ip saddr 192.0.2.9 accept
  heals '^(unexpected|differs) '
}

@test "a chain was flushed" {
  in_host nft flush chain "${table% *}" "${table#* }" "$(first_of chains)"
  heals '^(missing|differs) '
}

@test "a chain was added" {
  in_host nft add chain "${table% *}" "${table#* }" extra
  heals '^(unexpected|differs) '
}

@test "a policy was changed" {
  in_host nft chain "${table% *}" "${table#* }" forward '{ policy drop; }'
  heals 'policy (accept|drop)'
}

@test "a set lost its elements" {
  local set
  set=$(first_of sets)
  [ -n "$set" ]
  in_host nft flush set "${table% *}" "${table#* }" "$set"
  heals '^(missing|differs) '
}

@test "a rule of others in between is left alone, and is no difference" {
  in_host nft add rule ip theirs c counter accept
  quiet
  up
  changed 0
  run in_host nft list table ip theirs
  assert_output --partial 'counter packets'
}

@test "while the rules are replaced, no packet sees an empty table" {
  in_host nft insert rule "${table% *}" "${table#* }" "$(first_of chains)" ip saddr 192.0.2.9 accept
  in_host timeout 20 nft monitor </dev/null >"$BATS_TEST_TMPDIR/monitor" 2>&1 3>&- &
  sleep 0.3
  up
  changed some
  sleep 0.3
  # One transaction is one generation.
  run grep -c '^# new generation' "$BATS_TEST_TMPDIR/monitor"
  assert_output 1
}
