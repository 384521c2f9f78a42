#!/bin/sh
# Stands in for a tool, under the tool's name. It counts what it is asked for under a lock (each line of an `ip -batch` that
# changes something, any other call as one) and writes `NUMBER TOOL WHAT` of each to $FAULT_LOG; at number $FAULT_AT it
# goes wrong as $FAULT_MODE says:
#   kill   the script's process group is killed
#   fail   the tool says so and exits with 1
#   crash  the tool is killed, without a word
#   half   the tool is killed when it has done what it was asked for and has printed half of its output
#   hang   the tool waits; $FAULT_LOG.hangs tells
tool=${0##*/}
for folder in /usr/sbin /usr/bin /sbin /bin; do
  [ ! -x "$folder/$tool" ] || break
done
real=$folder/$tool
newline='
'

# Goes wrong before it does anything. go_wrong MESSAGE
go_wrong() {
  case $FAULT_MODE in
  kill) kill -KILL 0 ;;
  fail)
    printf '%s\n' "$1" >&2
    exit 1
    ;;
  crash) kill -KILL $$ ;;
  hang)
    : >"$FAULT_LOG.hangs"
    exec sleep 30
    ;;
  esac
}

# Does what it is asked for, prints half of its output, and dies. do_half COMMAND…
do_half() {
  output=$("$@")
  printf %s "$output" | head -c $((${#output} / 2))
  kill -KILL $$
}

# Numbers this call and lets the next one have its turn: sets $first. count WHAT…, one argument for each number
count() {
  exec 9>>"$FAULT_LOG.lock"
  flock 9
  first=1
  [ ! -s "$FAULT_LOG.count" ] || read -r first <"$FAULT_LOG.count"
  next=$first
  for what; do
    echo "$next $tool $what" >>"$FAULT_LOG"
    next=$((next + 1))
  done
  echo "$next" >"$FAULT_LOG.count"
  exec 9>&-
}

batch=
for argument; do
  case $argument in
  -b | -batch) batch=yes ;;
  esac
  last=$argument
done

if [ -z "$batch" ]; then
  count "$(printf %s "$*" | tr '\n' ' ')"
  if [ "$first" -eq "$FAULT_AT" ]; then
    go_wrong "$tool: Operation not supported"
    do_half "$real" "$@"
  fi
  exec "$real" "$@"
fi

# A batch comes from stdin, or from the file that is the last argument.
[ "$last" = - ] || exec <"$last"
lines=$(cat)
changes=
while read -r object verb rest; do
  case "$object $verb $rest" in
  *' show'* | '  ') ;;
  *) changes=yes ;;
  esac
done <<LINES
$lines
LINES
# The file stands in for the last argument.
arguments=
for argument; do
  [ "$argument" = "$last" ] || arguments="$arguments $argument"
done
eval "set -- $arguments -"

if [ -z "$changes" ]; then
  count "-batch $(printf %s "$lines" | tr '\n' ' ')"
  if [ "$first" -eq "$FAULT_AT" ]; then
    go_wrong "$tool: Operation not supported"
    output=$(printf '%s\n' "$lines" | "$real" "$@")
    printf %s "$output" | head -c $((${#output} / 2))
    kill -KILL $$
  fi
  printf '%s\n' "$lines" | "$real" "$@"
  exit
fi

# Each line of the batch is a call.
count_lines() {
  set --
  while IFS= read -r line; do
    set -- "$@" "-batch $line"
  done <<LINES
$lines
LINES
  count "$@"
}
count_lines
number=$((FAULT_AT - first))
if [ $number -ge 0 ] && [ "$FAULT_AT" -lt "$next" ]; then
  [ "$FAULT_MODE" != half ] || number=$((number + 1))
  [ $number -eq 0 ] || printf '%s\n' "$lines" | head -n $number | "$real" "$@"
  [ "$FAULT_MODE" != half ] || kill -KILL $$
  go_wrong "RTNETLINK answers: Operation not supported${newline}Command failed -:$((number + 1))"
fi
printf '%s\n' "$lines" | "$real" "$@"
