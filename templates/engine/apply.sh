
# ---- compare -----------------------------------------------------------------------------------------------------------

# Compares a plan with the host: what differs, and what is to be done about it, stands in files of $now then. A failed
# look is never "nothing there": before a change it ends the run, after one it is a failure of up.
#
# compare PURPOSE FILE
compare() {
    purpose=$1
    wanted=$2
    export purpose wanted
    comparison=$((comparison + 1))
    now=$work/$comparison
    export now
    mkdir "$now" "$now/record" || unwritable
    : >"$now/report"
    : >"$now/error"
    # Namespaces that are named by a path or by a process.
    paths=$(sed -n 's|^netns attach [^ ]* pid:\(.*\)|/proc/\1/ns/net|p; s|^\[\(/[^]]*\)\] link set dev .* up$|\1|p' \
        "$wanted" "$state/plan" "$state/next.plan" 2>/dev/null)
    set -- /proc/self/ns/net /run/netns/*
    for path in $paths; do set -- "$@" "$path"; done
    stat -L -c '%d %i %n' "$@" >"$now/entries" 2>/dev/null
    ip -N -d -j -batch "$work/show.host" >"$now/look.host" 2>>"$now/error" || {
        echo "ip could not show the host" >>"$now/error"
        broken
    }
    case $purpose in up | check)
        ! grep -q '^port ' "$wanted" || list_sockets
        list_ip_rules || broken
        ;;
    esac
    printf '%s\n' "$run_dir"/*/plan /etc/netns/.netgen-* >"$now/records"
    [ ! -d /etc/netns ] || find /etc/netns -mindepth 1 -maxdepth 2 -type d -printf 'd %p\n' -o -type f -printf 'f %p\n' -o -printf '- %p\n' \
        2>/dev/null >"$now/files"
    { awk -f "$work/engine.awk" </dev/null 2>>"$now/error" && read -r changes record_changes <"$now/changes"; } || broken
    [ "$purpose" = again ] || tell remarks
}

broken() {
    [ "$purpose" != again ] || [ -n "$lenient" ] || failed "$(explain)"
    say "failed: $(explain) (is there room left in /run?)"
    [ -z "$lenient" ] || say "what is left of it is not known; run check"
    exit 1
}

# Rules that choose a routing table, of each family that the kernel has.
list_ip_rules() {
    for family in 4 6; do
        [ "$family" = 4 ] || [ -e /proc/sys/net/ipv6 ] || continue
        echo "@$family" && ip "-$family" -N -j rule show || return
    done >"$now/rules" 2>>"$now/error"
}

# Published ports are compared with the host's sockets: `PROTOCOL listens|connected ADDRESS:PORT`.
list_sockets() {
    need ss iproute2
    {
        ss -HltunS | awk '{ print $1, "listens", $5 }'
        [ "$purpose" != up ] || ss -Htn state established | awk '{ print "tcp", "connected", $3 }'
    } >"$now/sockets" 2>/dev/null
}

# ---- apply -------------------------------------------------------------------------------------------------------------

# Does what compare wrote down. Rules come first, so that nothing is reachable for a moment that must not be, and rules
# that are no longer wanted go last. Between them what has to go: inside of namespaces while they are there, then on
# the host; then what the host gets, and what namespaces get. $lenient is `-force` on the way back and in down, which
# go on where something is gone already; what is left in the end is seen by another look.
apply() {
    status=0
    step load_rules load && undo && step spread ensure.host && step spread ensure &&
        step write_names && step load_rules unload && forget_flows
    return "$status"
}

step() {
    "$@" && return
    status=1
    [ -n "$lenient" ]
}

# What goes may be gone by itself: a link dies some time after its namespace.
undo() {
    forced=$lenient
    lenient=-force
    spread undo
    spread undo.host
    lenient=$forced
    : >"$now/error"
}

# spread UNITS: what is to be done in each of them
spread() {
    [ -e "$now/$1" ] || return 0
    sh "$work/inside.sh" act "$now/$1"
}

# load_rules load|unload [test], of the host. A test asks the kernel whether it takes them, and changes nothing.
load_rules() {
    for tool in nftables iptables ip6tables; do
        [ -e "$now/$1.$tool" ] || continue
        case $tool in
        nftables) nft ${2:+-c} -f "$now/$1.$tool" ;;
        *) "$tool-restore" -w --noflush ${2:+--test} <"$now/$1.$tool" ;;
        esac 2>>"$now/error" >&2 || return 1
    done
}

# Files below /etc/netns. Their record lies beside them, since they outlive a reboot: before the first change it names
# what is there and what is to be.
write_names() {
    [ -e "$now/names.sh" ] || return 0
    [ -d /etc/netns ] || { mkdir /etc/netns && : >/etc/netns/.netgen; } || return 1
    { cat "$names_record" "$now/names.record" >"$work/names"; } 2>/dev/null
    store "$work/names" "$names_record" &&
        sh -e "$now/names.sh" 2>>"$now/error" && store "$now/names.record" "$names_record" || return 1
    [ -s "$names_record" ] || forget_names
}

# Whole or not at all: half a line could name what is somebody else's.
store() { cat "$1" >"$2.new" && mv "$2.new" "$2"; }

# The directory itself goes with the last plan, if it was made for the first: .netgen in it says so.
forget_names() {
    rm -f "$names_record" "$names_record.new"
    [ -e /etc/netns/.netgen ] || return 0
    are_missing /etc/netns/* /etc/netns/.netgen-* || return 0
    rm -f /etc/netns/.netgen
    rmdir /etc/netns 2>/dev/null || :
}

# UDP flows of ports that lead elsewhere now. Only conntrack(8) can delete them, so that it is used where it is
# installed; elsewhere they end by themselves once they have been silent for two minutes.
forget_flows() {
    [ -s "$now/stale" ] || return 0
    command -v conntrack >/dev/null 2>&1 || {
        ! grep -q -e --reply-src "$now/stale" || say "conntrack is missing: UDP senders that do not pause may go on" \
            "reaching what a port led to before; on Debian: apt-get install conntrack"
        return 0
    }
    # Few flows are there, of many that could be stale, and each line of -R looks at all of them.
    conntrack -L -p udp 2>/dev/null | awk -v stale="$now/stale" '
        BEGIN {
            while ((getline line < stale) > 0) {
                split(line, w, " ")
                named[w[5] " " w[6] " " w[7]]
            }
        }
        {
            n = 0
            for (i = 1; i <= NF; i++)
                if ($i ~ /^(src|dst|sport|dport)=/) flow[++n] = substr($i, index($i, "=") + 1)
            if ((flow[4] " --reply-src " flow[5]) in named || (flow[4] " --orig-dst " flow[2]) in named)
                print "-D -p udp --orig-src " flow[1] " --orig-dst " flow[2] \
                    " --orig-port-src " flow[3] " --orig-port-dst " flow[4]
        }' >"$now/flows"
    [ ! -s "$now/flows" ] || conntrack -R - <"$now/flows" >/dev/null 2>&1 || :
}

# What went wrong: what the tools said; of a line of `ip -batch` its entry and line in the plan, too.
explain() {
    awk -v script="$0" '
        /^Command failed / {
            if (number) next
            number = substr($3, match($3, /[0-9]+$/))
            file = substr($3, 1, RSTART - 2)
            for (n = 0; n < number && (getline failed < file) > 0; n++) continue
            if (!match(failed, / # [^ ]+ [^ ]+$/)) next
            split(substr(failed, RSTART + 3), from, " ")
            failed = substr(failed, 1, RSTART - 1)
            line_of_plan = (from[2] == "-" ? "" : "[" from[2] "] ") failed
            for (n = 1; (getline line < script) > 0; n++)
                if (line == line_of_plan || index(line, line_of_plan " # ") == 1) {
                    place = " (" script ":" n ")"
                    break
                }
            printf "%s%s: ip %s: ", from[1], place, failed
            next
        }
        # A line of names.sh.
        match($0, /names\.sh: (line )?[0-9]+: /) {
            number = substr($0, 1, RSTART + RLENGTH - 3)
            sub(/.*[^0-9]/, "", number)
            file = substr($0, 1, RSTART + 7)
            for (n = 0; n < number && (getline failed < file) > 0; n++) continue
            $0 = substr(failed, match(failed, /[^ ]*$/)) ": " substr($0, index($0, "names.sh") + 10)
        }
        { said = said (said == "" ? "" : "; ") $0 }
        END { print said == "" ? "a tool was killed or failed without a word" : said }' "$now/error"
}

# ---- the record ----------------------------------------------------------------------------------------------------------

# Before the first change: the plan that is about to be applied, beside that of the last run, so that a run that is
# killed has left word of what it may have made. What a run before this one began and did not end stays in it.
journal() {
    mkdir -p "$state" || return 1
    [ "$found_changes" -gt 0 ] || return 0
    mv "$now/record/found" "$state/found" || return 1
    [ -d /run/netns ] || : >"$state/made-netns-directory" || return 1
    ! [ -e "$state/next.plan" ] || cp "$state/next.plan" "$work/earlier" || return 1
    # `@` ends the rules of a plan.
    { cat "$now/record/plan" && echo @; } >>"$state/next.plan"
}

# Nothing has been changed after all.
unjournal() {
    if [ -e "$work/earlier" ]; then
        mv "$work/earlier" "$state/next.plan"
    elif [ -e "$state/plan" ]; then
        rm -f "$state/next.plan"
    else
        rm -rf "$state"
    fi
}

# The plan is in force now.
commit() {
    [ "$record_changes" -eq 0 ] || mv "$now"/record/* "$state" || return 1
    rm -f "$state/next.plan"
    unload_module
}

# The kernel may have changed more than it was told to: another look, at the host and at each namespace that was there
# before and was changed. What differs is done once more.
look_again() {
    compare again "$wanted"
    [ "$changes" -gt 0 ] || return 0
    apply || [ -n "$lenient" ] || failed "$(explain)"
    compare again "$wanted"
}

# A step of up failed: say which and why, and go back to the plan that was in force before, or to nothing.
failed() {
    trap '' HUP INT TERM PIPE
    say "failed: $1"
    say "restoring what was there before"
    lenient=-force
    wanted=/dev/null
    [ ! -e "$state/plan" ] || wanted=$state/plan
    compare restore "$wanted"
    apply
    look_again
    if [ "$changes" -gt 0 ]; then
        say "this is left, and differs from what was there before:"
        cat "$now/report" >&2
        exit 1
    fi
    if [ "$wanted" = /dev/null ]; then forget; else commit; fi
    say "restored; nothing is left of the failed change"
    exit 1
}

# The plan is gone, and so is what was remembered of it. /run/netns was made by the first `ip netns add`, which also
# mounts it on itself; it goes when nobody uses it.
forget() {
    unload_module
    forget_names
    if [ -e "$state/made-netns-directory" ] && are_missing /run/netns/*; then
        umount -n /run/netns 2>/dev/null
        rmdir /run/netns 2>/dev/null
    fi
    rm -rf "$state"
}

# ---- bridge netfilter ------------------------------------------------------------------------------------------------------

# br_netfilter is for networks whose containers are kept apart. Loaded, it is on for every bridge of the host: it is
# switched off for all at once, and each bridge of the plan has a switch of its own.
load_module() {
    modprobe br_netfilter 2>>"$now/error" && [ -e /proc/sys/net/bridge/bridge-nf-call-iptables ] || return 1
    for file in /proc/sys/net/bridge/bridge-nf-call-*tables; do echo 0 >"$file"; done
}

no_bridge_netfilter() {
    refuse "$(cat "$now/module"): \`icc: false\` needs bridge netfilter, and this kernel has none (br_netfilter:" \
        "$(head -n 1 "$now/error")); use a kernel with CONFIG_BRIDGE_NETFILTER, or take \`icc: false\` out"
}

# The module goes as it came, unless somebody else has come to use it.
unload_module() {
    [ -e "$now/unload-module" ] || return 0
    ! grep -qsv '^0$' /proc/sys/net/bridge/bridge-nf-call-*tables || return 0
    ! ip -d link show type bridge 2>/dev/null | grep -q 'nf_call_[a-z0-9]* 1' || return 0
    modprobe -r br_netfilter 2>/dev/null || :
}
