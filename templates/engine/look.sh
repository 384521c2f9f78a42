
# ---- look --------------------------------------------------------------------------------------------------

# Looks at the host and writes down, in $work, what differs and what is to be done about it.
look() {
    purpose=$1
    export purpose
    (
        cd "$work" || exit
        rm -f report changes refused remarks commands entries attached spaces look.* files files.* sockets \
            load.* unload* leave.* undo.* ensure.*.ip ensure.*.steps ensure.list netfilter switched deleted \
            stale record.* journal.* error.* stop.*
        [ "$purpose" = again ] || rm -f loaded scope ensure.*
    )
    : >"$work/report"
    stat -L -c '%d %i %n' /proc/self/ns/net /run/netns/* >"$work/entries" 2>/dev/null
    awk -f "$work/engine.awk" survey </dev/null || broken "the plan could not be read"
    [ -s "$work/spaces" ] || broken "the plan could not be read"
    list_sockets
    list_files
    keep_on=no
    in_workers look_into "$work/spaces" || broken "$(looking_failed)"
    awk -f "$work/engine.awk" compare </dev/null || broken "the plan could not be compared with the host"
    [ -s "$work/changes" ] || [ -s "$work/refused" ] || broken "the plan could not be compared with the host"
}

# A failed look is no "nothing there": before a change it ends the run, after one it is a failure of up.
broken() {
    [ "$purpose" != again ] || [ "$restoring" = yes ] || failed "$1"
    say "failed: $1 (is there room left in $run_dir?)"
    [ "$restoring" = no ] || say "what is left of the failed change is not known; run check"
    exit 1
}

looking_failed() {
    sed 's/^- /the host /; t; s/^/namespace /' "$work"/stop.* |
        sed -n '1s/\(.*\) (\(.*\))/\1 could not be read (\2)/p'
    sed -n '1s/^/: /p' "$work"/error.*
}

# Runs a function for each line of a file, in as many background shells as there are processors. The first
# failure stops all of them, unless $keep_on is yes.
#
# in_workers FUNCTION FILE: 1 where one of them wrote $work/stop.N
in_workers() {
    worker=0
    while [ "$worker" -lt "$workers" ]; do
        share "$1" "$2" "$worker" >"$work/look.$worker" 2>"$work/error.$worker" &
        worker=$((worker + 1))
    done
    wait
    ! stopped
}

# The lines of one worker: `NETNS PATH` and up to three words for the function. `-` is the host. A function
# that fails says in $failure what it failed in.
share() {
    count=0
    while IFS=$tab read -r ns path first second third; do
        count=$((count + 1))
        [ $((count % workers)) -eq "$3" ] || continue
        [ "$keep_on" = yes ] || ! stopped || return
        enter=
        [ "$ns" = - ] || enter="nsenter --net=$path"
        "$1" && continue
        echo "$failure" >"$work/stop.$3"
        [ "$keep_on" = yes ] || return
    done <"$2"
}

stop_workers() {
    : >"$work/stop.main"
    wait
}

stopped() {
    for file in "$work"/stop.*; do
        [ ! -e "$file" ] || return 0
    done
    return 1
}

# Sysctls of one digit, longer ones, and tools whose rules are to be listed, each a list or `-`.
look_into() {
    [ "$ns" = - ] || [ -e "$path" ] || return 0
    reader=$short_reader
    [ "$second" = - ] || reader=$long_reader
    printf '@netns %s\n' "$ns"
    $enter "$reader" "$work/inside.sh" look "$ns" "$first" "$second" "$third" || {
        failure="$ns (status $?)"
        return 1
    }
    printf '@end %s\n' "$ns"
}

# Published ports are compared with the host's sockets: `PROTOCOL listens|connected ADDRESS:PORT`.
list_sockets() {
    case $purpose in up | check) ;; *) return 0 ;; esac
    grep -q '^port ' "$work/plan" || return 0
    need ss iproute2
    {
        ss -HltunS | awk '{ print $1, "listens", $5 }'
        [ "$purpose" != up ] || ss -Htn state established | awk '{ print "tcp", "connected", $3 }'
    } >"$work/sockets" 2>/dev/null
}

# What stands below /etc/netns, a line each: `d` a directory, `f` a file, `-` anything else, and its path.
list_files() {
    for entry in /etc/netns/* /etc/netns/*/hostname /etc/netns/*/hosts /etc/netns/*/resolv.conf; do
        kind=-
        if [ ! -L "$entry" ]; then
            [ -e "$entry" ] || continue
            [ ! -f "$entry" ] || kind=f
            [ ! -d "$entry" ] || kind=d
        fi
        printf '%s %s\n' "$kind" "$entry"
    done >"$work/files"
    other_records=
    for entry in /etc/netns/.netgen-*; do
        case $entry in
        "$names_record" | *.next | *'*' | *' '*) ;;
        *) other_records="$other_records $entry" ;;
        esac
    done
    export other_records
}
