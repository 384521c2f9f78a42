
# ---- look ---------------------------------------------------------------------------------------------------------

# Looks at the host and writes down, in $work, what differs and what is to be done about it.
look() {
    purpose=$1
    export purpose
    (
        cd "$work" || exit
        rm -f report changes refused remarks entries attached spaces look.* files files.* listening connected load.* unload* \
            leave.* undo.* ensure.*.ip ensure.*.steps ensure.list netfilter switched deleted stale record.* journal.* error.* stop.*
        [ "$purpose" = again ] || rm -f loaded scope ensure.*
    )
    : >"$work/report"
    stat -L -c '%d %i %n' /proc/self/ns/net /run/netns/* >"$work/entries" 2>/dev/null
    awk -f "$work/engine.awk" survey </dev/null || broken "the plan could not be read"
    [ -s "$work/spaces" ] || broken "the plan could not be read"
    list_sockets
    list_files
    in_workers look_share "$work/spaces" || broken "$(looking_failed)"
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
    sed 's/^- /the host /; t; s/^/namespace /' "$work"/stop.* | sed -n '1s/\(.*\) (\(.*\))/\1 could not be read (\2)/p'
    sed -n '1s/^/: /p' "$work"/error.*
}

# Runs a function in as many background shells as there are processors; each takes its share of the lines of a file.
# in_workers FUNCTION FILE: 1 where one of them wrote $work/stop.N
in_workers() {
    worker=0
    while [ "$worker" -lt "$workers" ]; do
        "$1" "$2" "$worker" >"$work/look.$worker" 2>"$work/error.$worker" &
        worker=$((worker + 1))
    done
    wait
    for file in "$work"/stop.*; do
        [ ! -e "$file" ] || return 1
    done
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

# look_share FILE WORKER: lines `NS PATH DIGITS WORDS TOOLS`, the host's namespace as `-`.
look_share() {
    count=0
    while IFS=$tab read -r ns path digits long tools; do
        count=$((count + 1))
        [ $((count % workers)) -eq "$2" ] || continue
        ! stopped || return
        [ "$ns" = - ] || [ -e "$path" ] || continue
        reader=$short_reader
        [ "$long" = - ] || reader=$long_reader
        enter=
        [ "$ns" = - ] || enter="nsenter --net=$path"
        printf '@netns %s\n' "$ns"
        $enter "$reader" "$work/inside.sh" look "$ns" "$digits" "$long" "$tools" || {
            echo "$ns (status $?)" >"$work/stop.$2"
            return
        }
        printf '@end %s\n' "$ns"
    done <"$1"
}

# Published ports are compared with the host's sockets.
list_sockets() {
    case $purpose in up | check) ;; *) return 0 ;; esac
    grep -q '^port ' "$work/plan" || return 0
    need ss iproute2
    ss -HltunS >"$work/listening" 2>/dev/null
    [ "$purpose" != up ] || ss -Htn state established >"$work/connected" 2>/dev/null
}

# What stands below /etc/netns, a line each: `d` a directory, `f` a file, `-` anything else, and its path.
list_files() {
    for entry in /etc/netns/* /etc/netns/*/hostname /etc/netns/*/hosts /etc/netns/*/resolv.conf; do
        if [ -L "$entry" ]; then
            printf -- '- %s\n' "$entry"
        elif [ -f "$entry" ]; then
            printf 'f %s\n' "$entry"
        elif [ -d "$entry" ]; then
            printf 'd %s\n' "$entry"
        elif [ -e "$entry" ]; then
            printf -- '- %s\n' "$entry"
        fi
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
