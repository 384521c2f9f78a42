# Runs a command in a process group of its own, and ends the group (TERM) when a tool in it hangs: sh watch.sh COMMAND…
# A tool that hangs leaves $FAULT_LOG.hangs (fault.sh).
setsid "$@" &
leader=$!
if [ "$FAULT_MODE" = hang ]; then
  until [ -e "$FAULT_LOG.hangs" ] || ! kill -0 $leader 2>/dev/null; do
    sleep 0.02
  done
  kill -TERM -$leader 2>/dev/null
fi
wait $leader
