# One call of a wrapped tool; see faults.bash. sh trip.sh TOOL ARGUMENT…
# TRIP_MODE kill, stop or fail; TRIP_AT the number that trips; TRIP_COUNT the file that counts; TRIP_BIN where the
# wrappers are.
tool=$1
shift
PATH=$(printf %s "$PATH" | sed "s#$TRIP_BIN:##g")
seen=$(cat "$TRIP_COUNT" 2>/dev/null || echo 0)

# The script is the leader of its session and of its process group.
trip() {
  echo "$TRIP_AT" >"$TRIP_COUNT"
  case $TRIP_MODE in
  kill) kill -KILL 0 ;;
  stop) kill -TERM "$(ps -o sid= -p $$ | tr -d ' ')" ;;
  fail)
    echo "$1" >&2
    exit 1
    ;;
  esac
}

batch=
for argument; do
  case $argument in
  -b | -batch) batch=yes ;;
  esac
  last=$argument
done

if [ -z "$batch" ]; then
  seen=$((seen + 1))
  echo $seen >"$TRIP_COUNT"
  [ "$seen" -ne "$TRIP_AT" ] || trip "$tool: Operation not supported"
  exec "$tool" "$@"
fi

# A batch comes from stdin or from the file that is the last argument; one that only looks is not counted.
[ "$last" = - ] || exec <"$last"
lines=$(mktemp "$TRIP_COUNT.XXXXXX")
cat >"$lines"
if grep -qvE '^(link|addr|address|route|neigh) show' "$lines"; then
  next=$((TRIP_AT - seen))
  seen=$((seen + $(wc -l <"$lines")))
  echo "$seen" >"$TRIP_COUNT"
  if [ "$next" -gt 0 ] && [ "$seen" -ge "$TRIP_AT" ]; then
    head -n $((next - 1)) "$lines" | "$tool" -batch -
    [ "$next" -eq 1 ] || sed -i "1,$((next - 1))d" "$lines"
    trip "RTNETLINK answers: Operation not supported
Command failed $last:$next"
  fi
fi
if [ "$last" = - ]; then
  "$tool" "$@" <"$lines"
else
  "$tool" "$@"
fi
status=$?
rm -f "$lines"
exit $status
