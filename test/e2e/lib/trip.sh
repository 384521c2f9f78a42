# One call of a wrapped tool; see faults.bash. sh trip.sh TOOL ARGUMENT…
# TRIP_MODE kill, fail or count; TRIP_AT the number that trips; TRIP_COUNT the file that counts; TRIP_BIN where the
# wrappers are.
tool=$1
shift
PATH=$(printf %s "$PATH" | sed "s#$TRIP_BIN:##g")
seen=$(cat "$TRIP_COUNT" 2>/dev/null || echo 0)

trip() {
  echo "$TRIP_AT" >"$TRIP_COUNT"
  [ "$TRIP_MODE" = fail ] || kill -KILL 0
  echo "$1" >&2
  exit 1
}

case " $* " in
*" -batch "* | *" -b "*)
  # The batch is stdin or the last argument's file; its lines are counted one by one.
  for last; do :; done
  [ "$last" = - ] || exec <"$last"
  batch=$(mktemp)
  cat >"$batch"
  lines=$(wc -l <"$batch")
  if ! grep -qvE '^(link|addr|address|route) show' "$batch"; then
    # It only looks.
    "$tool" "$@" <"$batch"
    exit
  fi
  reached=$((TRIP_AT - seen))
  [ "$TRIP_MODE" != count ] && [ "$reached" -gt 0 ] && [ "$reached" -le "$lines" ] || reached=0
  echo $((seen + lines)) >"$TRIP_COUNT"
  if [ "$reached" -gt 0 ]; then
    head -n $((reached - 1)) "$batch" | "$tool" "$@"
    rm -f "$batch"
    trip "RTNETLINK answers: Operation not supported
Command failed -:$reached"
  fi
  "$tool" "$@" <"$batch"
  status=$?
  rm -f "$batch"
  exit $status
  ;;
*)
  seen=$((seen + 1))
  echo $seen >"$TRIP_COUNT"
  if [ "$TRIP_MODE" != count ] && [ "$seen" -eq "$TRIP_AT" ]; then
    trip "$tool: Operation not supported"
  fi
  exec "$tool" "$@"
  ;;
esac
