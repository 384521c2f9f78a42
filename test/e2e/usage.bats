#!/usr/bin/env bats
# The command line of the script: verbs, options, exit codes, the dry run, and what a reader and a copier may expect.
load lib/load

@test "--help says how, on stdout, without root and without a change" {
  full_plan
  remember found
  run --separate-stderr in_host setpriv --reuid=65534 --regid=65534 --clear-groups dash -s -- --help <"$(script)"
  assert_success
  assert_output --partial 'up'
  assert_output --partial 'check'
  assert_output --partial 'down'
  assert_output --partial '--dry-run'
  assert_output --regexp 'exit'
  assert_equal "${stderr:-}" ''
  same_as found
}

@test "--version names the tool's version and the plan" {
  full_plan
  run --separate-stderr apply setup --version
  assert_success
  assert_output --regexp 'netgen [0-9]+\.[0-9]+\.[0-9]+'
  assert_output --partial 'test'
}

@test "usage errors: exit 2, told on stderr, nothing changed" {
  local words
  full_plan
  remember found
  while read -ra words; do
    run --separate-stderr apply setup "${words[@]}"
    report_stderr
    exits 2
    assert_output ''
    [ -n "${stderr:-}" ]
  done <<'WORDS'
frobnicate
up down
check --dry-run
--dry
down now
up --dry-run extra
UP
-x
WORDS
  run --separate-stderr apply setup ''
  exits 2
  same_as found
}

@test "up --dry-run prints the commands and runs none" {
  full_plan
  remember found
  run --separate-stderr apply setup up --dry-run
  assert_success
  assert_line --regexp '^ip .*link add.* front '
  assert_line --regexp 'netns add web'
  assert_output --regexp 'addr(ess)? (add|replace) 10\.1\.0\.2/24'
  assert_output --partial 'ip_forward'
  same_as found
}

@test "--dry-run without a verb is up" {
  full_plan
  remember found
  run --separate-stderr apply setup --dry-run
  assert_success
  assert_output --partial 'netns add web'
  same_as found
}

# The planned state less what the script remembers for itself.
without_state() {
  shape | grep -v -e /run/netgen -e /netns/.netgen-test
}

@test "what up --dry-run prints, done by hand, is the planned state" {
  full_plan
  run --separate-stderr apply setup up --dry-run
  assert_success
  grep -v '^netgen test: changed=' <<<"$output" >"$BATS_TEST_TMPDIR/by-hand"
  up
  settle
  without_state >"$BATS_TEST_TMPDIR/planned.shape"
  down
  in_host sh -e "$BATS_TEST_TMPDIR/by-hand"
  settle
  without_state >"$BATS_TEST_TMPDIR/by-hand.shape"
  diff "$BATS_TEST_TMPDIR/planned.shape" "$BATS_TEST_TMPDIR/by-hand.shape"
}

@test "down --dry-run prints the commands and runs none" {
  full_plan
  up
  remember planned
  run --separate-stderr apply setup down --dry-run
  assert_success
  assert_output --partial 'ip link del'
  assert_output --partial 'delete table inet netgen-test'
  assert_output --partial 'netns del'
  same_as planned
}

@test "--dry-run when nothing is to be done prints no command" {
  full_plan
  up
  run --separate-stderr apply setup up --dry-run
  assert_success
  refute_output --regexp '^(ip|nft|nsenter|sysctl) '
}

@test "a dry run of a drifted host prints what mends it" {
  full_plan
  up
  in_ns web ip addr del 10.1.0.2/24 dev eth0
  run --separate-stderr apply setup up --dry-run
  assert_success
  assert_output --partial '10.1.0.2/24'
  refute_output --partial 'netns add'
}

@test "a truncated script does nothing, wherever it was cut" {
  local lines_total line bytes
  full_plan whole
  remember found
  lines_total=$(wc -l <"$(script whole)")
  for line in 1 5 $((lines_total / 4)) $((lines_total / 2)) $((lines_total * 3 / 4)) $((lines_total - 1)); do
    head -n "$line" "$(script whole)" >"$(script)"
    run apply setup up
    refute_output --partial 'changed='
    same_as found
  done
  bytes=$(wc -c <"$(script whole)")
  for cut in 100 1000 5000 $((bytes / 3)) $((bytes - 2000)); do
    head -c $((bytes - cut)) "$(script whole)" >"$(script)"
    run apply setup up
    refute_output --partial 'changed='
  done
  same_as found
}

@test "the last line calls main, and the file is executable" {
  full_plan
  run tail -n 1 "$(script)"
  assert_output "main \"\$@\""
  assert [ -x "$(script)" ]
}

@test "shellcheck has nothing to say, for sh, dash and bash, and nothing is disabled" {
  local name dialect
  full_plan nft --backend nftables
  full_plan ipt --backend iptables
  for name in nft ipt; do
    for dialect in sh dash bash; do
      run shellcheck --shell=$dialect "$(script "$name")"
      assert_success
      assert_output ''
    done
    run grep -nE 'shellcheck +disable' "$(script "$name")"
    assert_output ''
  done
}

@test "the shells parse it without a word" {
  full_plan
  run dash -n "$(script)"
  assert_success
  assert_output ''
  run bash --posix -n "$(script)"
  assert_success
  assert_output ''
  run busybox sh -n "$(script)"
  assert_success
  assert_output ''
}

@test "same plan, same bytes; no time stamp and no path of this machine" {
  full_plan one
  mkdir "$BATS_TEST_TMPDIR/elsewhere"
  cp "$BATS_TEST_TMPDIR/one.yaml" "$BATS_TEST_TMPDIR/elsewhere/one.yaml"
  cd "$BATS_TEST_TMPDIR/elsewhere"
  node "$NETGEN" render one.yaml --backend "$BACKEND" >two.sh
  cmp two.sh "$(script one)"
  run grep -nE "$(date +%Y-%m-%d)|$BATS_TEST_TMPDIR|$(hostname)" two.sh
  assert_output ''
}

@test "a change to one entry changes only its lines" {
  full_plan one
  sed 's/10\.1\.0\.2,/10.1.0.22,/' "$BATS_TEST_TMPDIR/one.yaml" >"$BATS_TEST_TMPDIR/two"
  render two <"$BATS_TEST_TMPDIR/two"
  run diff <(grep -v sha256 "$(script one)") <(grep -v sha256 "$(script two)")
  echo "$output" | grep '^[<>]' >"$BATS_TEST_TMPDIR/changes"
  run grep -vE '10\.1\.0\.22?|02:42:0a:01:00:(02|16)|one\.yaml|two\.yaml|[0-9a-f]{64}' "$BATS_TEST_TMPDIR/changes"
  assert_output ''
}

@test "the plan part is what an operator would type" {
  full_plan
  run grep -E '^(link|addr|route|netns|\[)' "$(script)"
  assert_line --regexp '^link add name front .*type bridge'
  assert_line --regexp '^netns add web'
  assert_line --regexp '^addr replace 10\.1\.0\.1/24 .*dev front'
  assert_line --regexp '^\[web\] addr replace 10\.1\.0\.2/24 .*dev eth0'
  assert_line --regexp '^\[web\] route replace default via 10\.1\.0\.1'
  run grep -E '^# (networks|containers)\.' "$(script)"
  assert_line --regexp '^# networks\.front'
  assert_line --regexp '^# containers\.web'
}

@test "objects of ours can be told from others: alias, table, protocol" {
  full_plan
  up
  run in_host ip -o link show dev front
  assert_output --partial 'alias '
  run in_ns web ip -o link show dev eth0
  assert_output --partial 'alias '
  run in_host nft list tables
  assert_output --regexp 'table inet netgen.test'
  run in_ns web ip route show default
  assert_output --regexp 'proto [^ ]+'
  refute_output --regexp 'proto (boot|static|kernel)'
}
