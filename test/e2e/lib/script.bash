# The compiler and the script that it renders.

# Where npm run build puts the command, and what the tests run scripts under.
NETGEN=${NETGEN:-$BATS_TEST_DIRNAME/../../dist/netgen.cjs}
BACKEND=${NETGEN_BACKEND:-nftables}
export SCRIPT_SHELL=${NETGEN_SHELL:-dash}

# Renders the plan on stdin to NAME.sh in the test's folder, for the backend under test unless the plan says which.
# render [NAME [OPTION…]]
render() {
  local name=${1:-setup} plan choice=(--backend "$BACKEND")
  [ $# -eq 0 ] || shift
  plan=$BATS_TEST_TMPDIR/$name.yaml
  cat >"$plan"
  ! grep -q 'firewall:' "$plan" || choice=()
  node "$NETGEN" render "$plan" "${choice[@]}" "$@" -o "$BATS_TEST_TMPDIR/$name.sh"
}

# Path of a rendered script. script [NAME]
script() {
  echo "$BATS_TEST_TMPDIR/${1:-setup}.sh"
}

# Runs a rendered script on the current host, in at most a minute. apply NAME VERB…
apply() {
  local name=$1
  shift
  local interpreter
  read -ra interpreter <<<"$SCRIPT_SHELL"
  in_host timeout 60 "${interpreter[@]}" "$(script "$name")" "$@"
}

# up, and nothing else will do. up [NAME]
up() {
  run --separate-stderr apply "${1:-setup}" up
  report_stderr
  assert_success
}

# down, and nothing else will do, also where the test's servers still run in the namespaces. down [NAME]
down() {
  run --separate-stderr apply "${1:-setup}" down --force
  report_stderr
  assert_success
}

# check must find nothing to say. quiet [NAME]
quiet() {
  run --separate-stderr apply "${1:-setup}" check
  report_stderr
  assert_success
  assert_output ''
}

# check must find a difference whose line matches. finds REGEXP [NAME]
finds() {
  run --separate-stderr apply "${2:-setup}" check
  report_stderr
  assert_equal "${status:?}" 3
  assert_line --regexp "^(missing|differs|unexpected) "
  refute_line --regexp "^(m[^i]|d[^i]|u[^n]|[^mdu])"
  assert_line --regexp "$1"
}

# After something was changed by hand: each expression matches a line of check, up mends it, check is quiet and the
# state is the one remembered as `planned`. heals REGEXP…
heals() {
  local pattern
  for pattern; do
    finds "$pattern"
  done
  up setup
  changed some
  quiet setup
  same_as planned shape
}

# The last line on stdout says how many changes there were. changed N [NAME]: N a number or `some`
changed() {
  local last
  last=$(tail -n 1 <<<"${output?}")
  case $1 in
    some) [[ $last =~ ^netgen\ ${2:-test}:\ changed=[1-9][0-9]*$ ]] || fail "last line: $last" ;;
    *) assert_equal "$last" "netgen ${2:-test}: changed=$1" ;;
  esac
}

# The last run ended with this code. exits CODE
exits() {
  assert_equal "${status:?}" "$1"
}

# stderr of the last run says something that matches. says REGEXP
says() {
  assert_regex "${stderr:-}" "$1"
}

# The script must refuse (exit 4), say why, and leave the host as it was remembered. refuses REGEXP REMEMBERED [VERB]
refuses() {
  run --separate-stderr apply setup "${3:-up}"
  report_stderr
  assert_equal "${status:?}" 4
  assert_output ''
  says "$1"
  same_as "$2"
}

# Shows stderr of the last run with the output of a failing test.
report_stderr() {
  printf 'status %s\n%s\n' "${status:-}" "${output:-}"
  [ -z "${stderr:-}" ] || printf '%s\n' "${stderr:-}" | sed 's/^/stderr: /'
}

# Rendering must fail with exit 1, say the code, and print nothing on stdout. rejects CODE-REGEXP [OPTION…] (plan: stdin)
rejects() {
  local pattern=$1
  shift
  cat >"$BATS_TEST_TMPDIR/rejected.yaml"
  run --separate-stderr node "$NETGEN" render "$BATS_TEST_TMPDIR/rejected.yaml" "$@"
  report_stderr
  exits 1
  assert_output ''
  says "$pattern"
  # Never a stack trace.
  [[ ! ${stderr:-} =~ [[:space:]]at[[:space:]].*:[0-9]+:[0-9]+ ]]
}
