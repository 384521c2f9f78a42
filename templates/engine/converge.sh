# Looks at the host and writes down, in $work, what differs and what is to be done about it.
look() {
    purpose=$1
    export purpose
    (
        cd "$work" && rm -f batch.* commands.* long.* flags.* sysctl.* load.* unload.* listing.* refused stale listening published netfilter switched user.* inside tried.* expected names.* remarks ip6tables
    )
    printf '' >"$work/report"
    awk -f "$work/engine.awk" survey </dev/null || broken
    [ -s "$work/namespaces" ] || broken
    if [ -e "$work/published" ]; then
        need ss iproute2
        ss -HltunS >"$work/listening" 2>/dev/null
        [ "$purpose" != up ] || ss -Htn state established >"$work/connected" 2>/dev/null
    fi
    {
        observe
        printf '@end\n'
    } >"$work/observed" 2>"$work/observe.error"
    observe_rules
    observe_inside
    expect_inside
    list_files
    awk -f "$work/engine.awk" compare </dev/null || broken
    [ -s "$work/changes" ] || [ -s "$work/refused" ] || broken
}

broken() {
    say "failed: the host could not be compared with the plan (is there room left in $run_dir?); this step changed nothing"
    exit 1
}

# The host's links, addresses and routes, then those of each namespace that the survey named: one process for
# each, which reads the sysctls by itself and becomes ip.
observe() {
    printf '%s\n' 'link show' 'address show' 'route show table all' 'neigh show proxy' >"$work/show.host"
    printf '%s\n' 'address show' 'route show table all' >"$work/show.netns"
    while IFS=$tab read -r netns path flags values; do
        printf '@netns %s\n' "$netns"
        reader=$short_reader
        [ "$values" = - ] || reader=$long_reader
        case $netns in
        -) "$reader" "$work/observe.sh" "$work/show.host" "$flags" "$values" ;;
        *) nsenter --net="$path" "$reader" "$work/observe.sh" "$work/show.netns" "$flags" "$values" || printf '@unreadable\n' ;;
        esac
    done <"$work/namespaces"
}

# Runs on the host or inside a namespace: $1 commands for ip, $2 and $3 paths below /proc/sys. The kernel gives
# a sysctl in one read(2) or not at all, and dash and busybox read a byte at a time: enough for the flags of $2,
# which are 0 or 1, or 2; one can be a pattern of paths. Values of $3 that may be longer are read by bash, or by grep where there is no bash.
observe_script() {
    cat <<'SH'
cd /proc/sys || exit
for key in $2; do
    value=
    { read -r value <"/proc/sys/$key" || :; } 2>/dev/null
    [ -z "$value" ] || printf '@sysctl %s %s\n' "$key" "$value"
done
if [ "$3" != - ] && [ -n "${BASH_VERSION-}" ]; then
    for key in $3; do
        value=
        { read -r value <"/proc/sys/$key" || :; } 2>/dev/null
        printf '@sysctl %s %s\n' "$key" "$value"
    done
elif [ "$3" != - ]; then
    for key in $3; do set -- "$@" "/proc/sys/$key"; done
    commands=$1
    shift 3
    grep -s '' /dev/null "$@" | sed 's|^/proc/sys/\([^:]*\):|@sysctl \1 |'
    set -- "$commands"
fi
exec ip -N -d -j -batch "$1"
SH
}

# Journal first: a run that is killed later has left word of what it may have made.
remember() {
    mkdir -p "$state" || return 1
    forget_sysctls "$work/sysctl.left" || return 1
    if [ -s "$work/sysctl.found" ]; then
        cat "$work/sysctl.found" >>"$state/sysctl" || return 1
    fi
    [ "$(changes)" -gt 0 ] || return 0
    if [ ! -d /run/netns ]; then
        : >"$state/made-netns-directory"
    fi
    remember_user
    [ ! -s "$work/netfilter" ] || : >"$state/loaded-br_netfilter"
    firewalls >>"$state/firewalls" || return 1
    remember_names || return 1
    # What another run began and did not end stays in the journal until an up comes to its end.
    if [ -e "$state/pending" ]; then
        cat "$state/pending" "$work/plan.resolved" | store "$state/pending"
    else
        store "$state/pending" <"$work/plan.resolved"
    fi
}

# That the user's chain is ours to take away: it was made here, or by a plan that may leave before this one.
remember_user() {
    for tool in "$plan_firewall" ip6tables; do
        [ "$tool" != ip6tables ] || [ -e "$work/ip6tables" ] || continue
        for file in "$run_dir"/*/made-user."$tool" "$work/user.made.$tool"; do
            [ ! -e "$file" ] || echo "$tool" >"$state/made-user.$tool"
        done
    done
}

# Tools whose rules the plan has.
firewalls() {
    printf '%s\n' "$plan_firewall"
    [ ! -e "$work/ip6tables" ] || printf '%s\n' ip6tables
}

keep_listing_of_twin() {
    if [ -e "$work/ip6tables" ]; then
        list_rules ip6tables >"$work/listing.kept" && store "$state/listing.ip6tables" <"$work/listing.kept"
    elif [ -e "$state/listing.ip6tables" ]; then
        rm -f "$state/listing.ip6tables"
    fi
}

# Whole or not at all: half a line could name what is somebody else's.
store() { cat >"$1.next" && mv "$1.next" "$1"; }

# $1 lists namespaces and sysctls whose values found need not be remembered.
forget_sysctls() {
    [ -s "$1" ] || return 0
    awk 'NR == FNR { dropped[$1 " " $2]; next } !(($1 " " $2) in dropped)' "$1" "$state/sysctl" >"$state/sysctl.next" &&
        mv "$state/sysctl.next" "$state/sysctl"
}

# The plan is in force now.
keep() {
    forget_sysctls "$work/sysctl.dropped" || return 1
    keep_names || return 1
    [ ! -e "$state/pending" ] || {
        list_rules "$plan_firewall" >"$work/listing.kept" || [ "$plan_firewall" = none ] || return 1
        store "$state/listing" <"$work/listing.kept" || return 1
        keep_listing_of_twin || return 1
        store "$state/applied.rules" <"$work/rules" || return 1
        firewalls >"$state/firewalls"
        printf '%s\n' "$plan_firewall" >"$state/applied.firewall"
        store "$state/applied" <"$work/plan.resolved" || return 1
        rm -f "$state/pending"
        while read -r backend; do rm -f "$state/made-user.$backend"; done <"$work/user.left"
    }
    [ ! -e "$state/loaded-br_netfilter" ] || grep -q ' nf_call_ip6*tables 1$' "$work/plan" || unload_bridge_netfilter
}

# The plan is gone, and so is what was remembered of it.
forget() {
    unload_bridge_netfilter
    [ ! -e "$state/made-netns-directory" ] || remove_netns_directory
    forget_names
    rm -rf "$state"
}

# /run/netns was made by the first `ip netns add`, which also mounts it on itself; gone when nobody uses it.
remove_netns_directory() {
    for entry in /run/netns/*; do
        [ ! -e "$entry" ] && [ ! -L "$entry" ] || return 0
    done
    umount -n /run/netns 2>/dev/null || :
    rmdir /run/netns 2>/dev/null || :
}

# A step of up failed: say which and why, go back to the plan that was in force before, or to nothing.
failed() {
    trap '' HUP INT TERM PIPE
    say "failed: $1"
    say "restoring what was there before"
    printf '%s\n' nftables iptables ip6tables >"$work/firewalls"
    if [ -e "$state/applied" ]; then
        cat "$state/applied" >"$work/plan"
        cat "$state/applied.rules" >"$work/rules"
        read -r plan_firewall <"$state/applied.firewall"
    else
        printf '' >"$work/plan"
        printf '' >"$work/rules"
        plan_firewall=none
    fi
    plan_uplink=none
    forgive=-force
    look restore
    apply
    look restore
    if [ "$(changes)" -gt 0 ]; then
        say "this is left, and differs from what was there before:"
        cat "$work/report" >&2
        exit 1
    fi
    if [ -e "$state/applied" ]; then
        rm -f "$state/pending"
        list_rules "$plan_firewall" >"$state/listing"
        keep_listing_of_twin
        keep_names
    else
        forget
    fi
    say "restored; nothing is left of the failed change"
    exit 1
}
