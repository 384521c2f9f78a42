# Time and processes of a command.

# Milliseconds since some moment, with three decimals.
now() {
  echo "${EPOCHREALTIME/[.,]/}" | sed -E 's/(...)$/.\1/'
}

# Prints the milliseconds that a command takes. timed COMMAND…
timed() {
  local start
  start=$(now)
  "$@" >"$BATS_TEST_TMPDIR/out" 2>"$BATS_TEST_TMPDIR/log" </dev/null || {
    echo "failed: $*" >&2
    tail -n 5 "$BATS_TEST_TMPDIR/log" >&2
    return 1
  }
  awk -v start="$start" -v end="$(now)" 'BEGIN { printf "%.1f\n", end - start }'
}

# Middle of the numbers on stdin.
median() {
  sort -n | awk '{ value[NR] = $1 } END { print (value[int((NR + 1) / 2)] + value[int((NR + 2) / 2)]) / 2 }'
}

# Prints how many processes a command on the host forks. forks COMMAND…
forks() {
  in_host strace -f --seccomp-bpf -qq -e trace=clone,clone3,fork,vfork -o "$BATS_TEST_TMPDIR/strace" "$@" \
    >"$BATS_TEST_TMPDIR/out" 2>"$BATS_TEST_TMPDIR/log" </dev/null || return 1
  grep -v CLONE_THREAD "$BATS_TEST_TMPDIR/strace" | grep -cE '(clone|clone3|fork|vfork).*= [0-9]+$' || true
}
