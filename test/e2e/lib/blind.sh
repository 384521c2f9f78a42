# One call of a tool that goes wrong when it only looks, and else does what it is asked to. sh blind.sh TOOL ARGUMENT…
# BLIND_AT is `host` or `inside`, a network namespace; BLIND_MODE is `fails`: it says so and exits with 1, `dies`: it is
# killed, `stops`: it is killed when half of its output is printed.
tool=$1
shift
PATH=/usr/sbin:/usr/bin:/sbin:/bin
at=inside
[ "$(readlink /proc/self/ns/net)" != "$(readlink /proc/1/ns/net)" ] || at=host

input=
for last; do :; done
case " $* " in
*' -b'*) if [ "$last" = - ]; then input=$(cat); else input=$(cat "$last"); fi ;;
esac
case "$tool $* $input" in
*'add '* | *'set '* | *delete* | *replace* | *' del '*) looks= ;;
iptables-save* | *' list '* | *' show'*) looks=yes ;;
*) looks= ;;
esac

if [ -n "$looks" ] && [ $at = "$BLIND_AT" ]; then
  case $BLIND_MODE in
  fails)
    echo "$tool: Cannot allocate memory" >&2
    exit 1
    ;;
  stops)
    output=$(printf '%s\n' "$input" | "$tool" "$@")
    printf %s "$output" | head -c $((${#output} / 2))
    ;;
  esac
  kill -KILL $$
fi
[ -n "$input" ] || exec "$tool" "$@"
printf '%s\n' "$input" | "$tool" "$@"
