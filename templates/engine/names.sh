# Name service: files below /etc/netns. names.awk says whose they are, and writes down what is to be done about them.
record=/etc/netns/.netgen-$plan_name

# What stands there, a line each: `d` a directory, `f` a file, `-` anything else, and its path.
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
        "$record" | *.next | *'*' | *' '*) ;;
        *) other_records="$other_records $entry" ;;
        esac
    done
    export other_records
}

# Files that are kept although they are not as planned.
remarks() {
    [ -s "$work/remarks" ] || return 0
    while IFS= read -r line; do say "$line"; done <"$work/remarks"
}

# Before the first file: a run that is killed later has left word of what it may have written.
remember_names() {
    if [ ! -e "$work/names.write" ] && [ ! -e "$work/names.remove" ]; then
        return 0
    fi
    if [ ! -d /etc/netns ]; then
        : >"$state/made-etc-netns" && mkdir /etc/netns || return 1
    fi
    if [ -e "$state/made-etc-netns" ]; then
        : >/etc/netns/.netgen && rm -f "$state/made-etc-netns" || return 1
    fi
    [ ! -e "$work/names.begun" ] || store "$record" <"$work/names.begun"
}

change_names() {
    if [ -e "$work/names.mkdir" ]; then
        xargs mkdir <"$work/names.mkdir" 2>"$work/names.error" || explain_names || return 1
    fi
    if [ -e "$work/names.write" ]; then
        awk -f "$work/engine.awk" names </dev/null 2>"$work/names.error" || explain_names || return 1
    fi
    if [ -e "$work/names.remove" ]; then
        xargs rm -f <"$work/names.remove" 2>"$work/names.error" || explain_names || return 1
    fi
    if [ -e "$work/names.rmdir" ]; then
        xargs rmdir <"$work/names.rmdir" 2>/dev/null || :
    fi
}

# What the tool said, behind the entry of the plan whose directory it names.
explain_names() {
    printf '' >>"$work/names.write"
    awk 'NR == FNR { origin["/etc/netns/" $1] = $3; next }
        {
            for (path in origin) if (match($0, path "[^A-Za-z0-9_.-]")) { print origin[path] ": " $0; next }
            print
        }' "$work/names.write" "$work/names.error" >>"$work/error"
    return 1
}

# What is in force now.
keep_names() {
    [ -e "$work/names.record" ] || return 0
    if [ -s "$work/names.record" ]; then
        store "$record" <"$work/names.record"
    else
        forget_names
    fi
}

# The directory goes with the last plan's record, if it was made for the first one.
forget_names() {
    if [ -e "$record" ] || [ -e "$record.next" ]; then
        rm -f "$record" "$record.next"
    fi
    [ -e /etc/netns/.netgen ] || [ -e "$state/made-etc-netns" ] || return 0
    for entry in /etc/netns/* /etc/netns/.netgen-*; do
        [ ! -e "$entry" ] && [ ! -L "$entry" ] || return 0
    done
    rm -f /etc/netns/.netgen
    rmdir /etc/netns 2>/dev/null || :
}

# refresh-names: the host's resolv.conf has changed, and with it what containers have of it.
refresh_names() {
    if [ ! -e "$state/applied" ] || [ -e "$state/pending" ]; then
        refuse "this plan is not up on this host; run up"
    fi
    purpose=refresh
    export purpose
    cat "$state/applied" >"$work/plan" || unwritable
    list_files
    awk -f "$work/engine.awk" refresh </dev/null || broken
    [ -s "$work/changes" ] || broken
    remarks
    [ "$dry_run" = no ] || {
        show_commands
        return
    }
    remember_names || refuse "cannot write in /etc/netns"
    trap 'failed interrupted' HUP INT TERM
    : >"$work/error"
    change_names || failed "$(explain_error)"
    keep_names || failed "cannot write $record"
    store "$state/applied" <"$work/plan.resolved" || failed "cannot write $state"
    trap 'exit 1' HUP INT TERM
    printf 'netgen %s: changed=%s\n' "$plan_name" "$(changes)"
}

# --dry-run: as one would type it.
show_names() {
    [ ! -e "$work/names.mkdir" ] || sed 's/^/mkdir /' "$work/names.mkdir"
    [ ! -e "$work/names.write" ] || awk -f "$work/engine.awk" show-names </dev/null
    [ ! -e "$work/names.remove" ] || sed 's/^/rm /' "$work/names.remove"
    [ ! -e "$work/names.rmdir" ] || sed 's/^/rmdir /' "$work/names.rmdir"
}
