# --- engine ---
# Everything below is the same in every script of this netgen version. It turns the plan above and the host into
# facts, compares them, and does what differs. It decides nothing about the network: what is wanted stands in the plan.
#
#   main.sh    verbs, options, one run at a time         plan.awk       plan lines to facts
#   apply.sh   do, record, go back                       host.awk       what ip, nft and /proc say to facts
#   inside.sh  runs in a namespace: look, or do          compare.awk    what differs, and what is to be done about it
#   main.awk   one comparison, from start to end         preflight.awk, routing.awk, rules.awk, files.awk
#
# The record, $state: `plan` is in force, with its rules; `listing` and `spelled` say how the tools listed the rules
# and how the kernel spelled sysctls after they were set; `next.plan` is of an up that has begun and not ended;
# `found` holds what stood there before the first change. $work is this run's, $now, in it, the last comparison's.

run_dir=/run/netgen
state=$run_dir/$plan_name
names_record=/etc/netns/.netgen-$plan_name
work=$run_dir/.work

usage() {
    cat <<'TEXT'
usage: setup.sh [up] [--dry-run] [--force]   make the host as the plan says
       setup.sh check                        compare, change nothing; one line for each difference
       setup.sh down [--dry-run] [--force]   remove what this plan made, and nothing else
       setup.sh refresh-names [--dry-run]    have containers follow the host's resolv.conf
       setup.sh --help | --version

--force deletes namespaces in which processes run. The last line of up and down is `netgen NAME: changed=N`:
N counts the differences found (the lines that check prints), not commands; 0: nothing had to be done.

exit: 0 done, or no difference    1 failed, the host is as it was before   2 usage
      3 check found differences   4 refused, nothing was changed
TEXT
}

say() { printf 'netgen %s: %s\n' "$plan_name" "$*" >&2; }

usage_error() {
    say "$*"
    usage >&2
    exit 2
}

refuse() {
    say "refused: $*"
    exit 4
}

main() {
    # Whatever options the caller's shell has.
    set +e +f +C -u
    # Standard input is not for the tools; an output that is closed would become the first file they open.
    exec </dev/null
    true 3>&2 || exec 2>/dev/null
    true 3>&1 || exec >/dev/null
    unset BASH_ENV
    LC_ALL=C
    tab=$(printf '\t')
    umask 022
    # Cron and su give root a PATH without the directories that ip and nft are in.
    case :$PATH: in
    *:/usr/sbin:* | *:/sbin:*) ;;
    *:/usr/bin:* | *:/bin:*) PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin ;;
    esac
    options "$@"
    tools
    begin
    case $verb in
    up) up ;;
    check) check ;;
    down) down ;;
    refresh-names) refresh_names ;;
    esac
}

options() {
    verb=up
    dry_run=no
    force=no
    case ${1-} in up | check | down | refresh-names)
        verb=$1
        shift
        ;;
    esac
    for argument in "$@"; do
        case $verb:$argument in
        *:-h | *:--help)
            usage
            exit 0
            ;;
        *:--version)
            printf 'netgen %s, plan %s, sha256 %s\n' "$netgen_version" "$plan_name" "$plan_sha256"
            exit 0
            ;;
        check:--dry-run) usage_error "check changes nothing; it has no --dry-run" ;;
        check:--force | refresh-names:--force) usage_error "$verb has no --force" ;;
        *:--dry-run) dry_run=yes ;;
        *:--force) force=yes ;;
        *) usage_error "unknown argument: $argument" ;;
        esac
    done
}

# Root and the programs, each with the Debian package that brings it.
tools() {
    [ "$(id -u)" = 0 ] || refuse "root is needed to change the network; run it with sudo"
    need ip iproute2
    need awk mawk
    need nsenter util-linux
    need flock util-linux
    case $plan_firewall in
    nftables) need nft nftables ;;
    iptables) need iptables-save iptables && need iptables-restore iptables ;;
    esac
}

need() { command -v "$1" >/dev/null 2>&1 || refuse "$1 is missing; on Debian: apt-get install $2"; }

# One run at a time, of all plans: they share the work directory and judge each other's state. The lock is a file that
# only root can open, held by the commands that run on our behalf, too, so that a killed run cannot be overtaken.
# Whoever held it before may have removed the file: what counts is that the file of that name is the one we hold.
lock() {
    holder=
    for try in 1 2 3 4 5 6 7 8 9; do
        mkdir -p "$run_dir" 2>/dev/null || unwritable
        { (umask 077 && : >>"$run_dir/.lock") && command exec 9<>"$run_dir/.lock"; } 2>/dev/null || continue
        flock -n 9 || {
            say "another run holds the lock, waiting for it"
            flock 9
        }
        echo "$$ $try" >"$run_dir/.lock"
        read -r holder <&9
        [ "$holder" != "$$ $try" ] || return 0
    done
    unwritable
}

unwritable() {
    refuse "cannot write files in $run_dir; see what stands in the way there, or whether /run is full" \
        "($( (mkdir -p "$run_dir" && : >>"$run_dir/.lock") 2>&1))"
}

begin() {
    lock
    trap tidy EXIT
    trap 'say interrupted; exit 1' HUP INT TERM
    {
        rm -rf "$work" && mkdir -p "$work" && awk_program >"$work/engine.awk" && inside_script >"$work/inside.sh" &&
            { plan && rules; } >"$work/own" &&
            printf '%s\n' 'address show' 'route show table all' >"$work/show.netns" &&
            printf '%s\n' 'link show' 'address show' 'route show table all' 'neigh show proxy' >"$work/show.host"
    } 2>/dev/null || unwritable
    ! grep -q '^netns attach .* docker:' "$work/own" || find_processes
    workers=$(nproc 2>/dev/null) || workers=1
    [ "$workers" -le 8 ] || workers=8
    lenient=
    comparison=0
    export LC_ALL plan_name plan_firewall plan_uplink plan_resolv_conf plan_bird
    export state work tab workers lenient verb dry_run
}

# `netns attach NAME docker:CONTAINER` is about the namespace of the container's process.
find_processes() {
    need docker docker.io
    awk '/^# [^ ]/ { origin = $2 } /^netns attach .* docker:/ { print substr($4, 8), origin }' "$work/own" >"$work/docker"
    while read -r container origin; do
        pid=$(docker inspect --format '{{.State.Pid}}' "$container" 2>&1) && [ "$pid" != 0 ] ||
            refuse "$origin docker: container $container is not running ($pid)"
        printf 's|^\\(netns attach [^ ]* \\)docker:%s$|\\1pid:%s|\n' "$container" "$pid"
    done <"$work/docker" >"$work/processes" || exit
    sed -f "$work/processes" "$work/own" >"$work/attached" && mv "$work/attached" "$work/own"
}

# The work directory goes; the directory of all plans, too, when no plan has state in it.
tidy() {
    rm -rf "$work"
    are_missing "$run_dir"/* || return 0
    rm -f "$run_dir/.lock"
    rmdir "$run_dir" 2>/dev/null || :
}

# Whether none of them is there; a pattern that matches nothing stands for itself.
are_missing() {
    for entry in "$@"; do
        { [ ! -e "$entry" ] && [ ! -L "$entry" ]; } || return 1
    done
}

up() {
    compare up "$work/own"
    refusals
    # Asked for, without loading it.
    [ ! -s "$now/module" ] || { need modprobe kmod && modprobe -n br_netfilter 2>"$now/error"; } || no_bridge_netfilter
    need_idle_namespaces
    show_commands
    found_changes=$changes
    [ "$found_changes" -eq 0 ] || load_rules load test ||
        refuse "the kernel or $plan_firewall does not take the rules: $(explain)"
    journal || {
        unjournal
        refuse "cannot write $state"
    }
    [ ! -s "$now/module" ] || load_module || {
        unjournal
        no_bridge_netfilter
    }
    trap 'failed interrupted' HUP INT TERM
    if [ "$found_changes" -gt 0 ]; then
        apply || failed "$(explain)"
        look_again
        [ "$changes" -eq 0 ] || failed "this differs although it was done twice: $(head -n 1 "$now/report")"
    fi
    commit || failed "cannot write $state or /etc/netns"
    trap 'say interrupted; exit 1' HUP INT TERM
    conclude
}

check() {
    compare check "$work/own"
    refusals
    cat "$now/report" 2>/dev/null || {
        say "failed: standard output cannot be written to"
        exit 1
    }
    [ ! -s "$now/report" ] || exit 3
}

down() {
    compare down /dev/null
    need_idle_namespaces
    show_commands
    found_changes=$changes
    trap '' HUP INT TERM PIPE
    lenient=-force
    apply || :
    [ "$found_changes" -eq 0 ] || look_again
    [ "$changes" -eq 0 ] || {
        say "failed: this could not be removed:"
        cat "$now/report" >&2
        exit 1
    }
    forget
    conclude
}

# The host's resolv.conf has changed, and with it what containers have of it.
refresh_names() {
    { [ -e "$state/plan" ] && [ ! -e "$state/next.plan" ]; } || refuse "this plan is not up on this host; run up"
    compare refresh "$work/own"
    show_commands
    found_changes=$changes
    write_names || {
        say "failed: $(explain)"
        exit 1
    }
    conclude
}

# --dry-run ends here, with the commands that would run.
show_commands() {
    [ "$dry_run" = yes ] || return 0
    cat "$now/commands"
    exit 0
}

# The last line. Where nobody can be told on stdout, it was done all the same.
conclude() {
    printf 'netgen %s: changed=%s\n' "$plan_name" "$found_changes" 2>/dev/null ||
        say "$verb is done, changed=$found_changes; standard output cannot be written to"
}

# What stands in the way; nothing has been changed so far.
refusals() {
    [ -s "$now/refused" ] || return 0
    tell refused "refused: "
    exit 4
}

# tell FILE [PREFIX]
tell() {
    [ -e "$now/$1" ] || return 0
    while IFS= read -r line; do say "${2-}$line"; done <"$now/$1"
}

# Namespaces that are to be deleted, `NAME INODE ORIGIN` a line, must be idle.
need_idle_namespaces() {
    [ -s "$now/deleted" ] && [ "$force" = no ] || return 0
    stat -c '%N' /proc/[0-9]*/ns/net 2>/dev/null | awk -v deleted="$now/deleted" '
        BEGIN {
            while ((getline line < deleted) > 0) {
                split(line, w, " ")
                name["net:[" w[2] "]"] = w[3] ": namespace " w[1]
            }
        }
        match($0, /net:\[[0-9]+\]/) && (inode = substr($0, RSTART, RLENGTH)) in name {
            split($0, path, "/")
            comm = "?"
            getline comm < ("/proc/" path[3] "/comm")
            close("/proc/" path[3] "/comm")
            busy[name[inode]] = busy[name[inode]] " " path[3] " (" comm ")"
        }
        END {
            for (ns in busy)
                print ns " is to be deleted, and processes run in it:" busy[ns] "; end them, or run again with --force"
        }' >"$now/refused"
    refusals
}

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

# Runs on the host or inside of a namespace, in a shell that becomes ip at its end: one process a namespace.
inside_script() {
    cat <<'SH'
set +efC -u

# inside.sh look|act FILE: does it for each line of FILE, in as many shells as there are processors. A line is
# `NETNS PATH FIRST SECOND THIRD`, with `-` for the host and for what is empty. The first failure stops all of them,
# unless ip was told to go on (-force).
spread() {
    # What is seen, and rules that are listed after they were loaded.
    out=$now/out
    [ "$1" = look ] || out=$work/listed
    worker=0
    while [ "$worker" -lt "$workers" ]; do
        share "$1" "$2" "$worker" >>"$out.$worker" 2>>"$now/error" &
        worker=$((worker + 1))
    done
    wait
    [ ! -e "$now/stop" ]
}

# The lines of one worker. Longer sysctls are read by bash, where there is one (see read_value).
share() {
    bash=sh
    ! command -v bash >/dev/null 2>&1 || bash=bash
    count=0
    while IFS=$tab read -r ns path first second third; do
        count=$((count + 1))
        [ $((count % workers)) -eq "$3" ] || continue
        [ ! -e "$now/stop" ] || return
        shell=sh
        [ "$second" = - ] || shell=$bash
        enter=
        [ "$ns" = - ] || enter="nsenter --net=$path"
        $enter "$shell" "$work/inside.sh" "$1_in" "$ns" "$first" "$second" "$third"
        status=$?
        if [ "$status" -eq 0 ]; then
            [ "$1" = act ] || echo "@end $ns"
        elif [ "${path#/run/netns/}" = "$path" ] && [ "$ns" != - ] && ! $enter true 2>/dev/null; then
            # Somebody's path that is no namespace is as good as none.
            continue
        elif [ "$1" = look ] || [ -z "$lenient" ]; then
            [ "$1" = act ] || [ "$status" -eq 9 ] || echo "ip could not show namespace $ns (status $status)" >&2
            : >"$now/stop"
        fi
    done <"$2"
}

# What a tool has loaded. A table that is not there is no failure.
list_rules() {
    printf '@rules %s\n' "$1"
    case $1 in
    nftables) list_table "netgen-$plan_name" && { [ "$ns" != - ] || list_table netgen_user; } ;;
    *) "$1-save" ;;
    esac
}

list_table() {
    nft -s list table inet "$1" 2>"$now/nft.$$" && return
    grep -q 'No such file or directory' "$now/nft.$$" && return
    cat "$now/nft.$$" >&2
    return 1
}

# The value of a sysctl. The kernel gives it in one read(2) or not at all: bash reads that way, other shells a byte at a
# time, which does for values of one digit.
read_value() {
    value=
    if [ "$1" = digit ] || [ -n "${BASH_VERSION-}" ]; then
        read -r value <"/proc/sys/$2" || :
    else
        value=$(cat "/proc/sys/$2")
    fi 2>/dev/null
}

# look_in NS DIGITS WORDS TOOLS: sysctls of one digit, longer ones, rules, and what ip shows.
look_in() {
    ns=$1
    printf '@netns %s\n' "$ns"
    for tool in ${4#-}; do
        list_rules "$tool" || {
            [ "$tool" = nftables ] && tool=nft || tool=$tool-save
            echo "$tool could not list the rules of ${ns#-}" >&2
            exit 9
        }
    done
    cd /proc/sys || exit 1
    for path in ${2#-}; do
        read_value digit "$path"
        [ -z "$value" ] || printf '@sysctl %s %s\n' "$path" "$value"
    done
    for path in ${3#-}; do
        read_value words "$path"
        [ ! -e "$path" ] || printf '@sysctl %s %s\n' "$path" "$value"
    done
    cd / || exit 1
    [ "$ns" = - ] || exec ip -N -d -j -batch "$work/show.netns"
}

# act_in NS UNIT: the steps of UNIT.steps and the commands of UNIT.ip. In a namespace sysctls come first, on the host
# last, where some are of links that ip makes.
act_in() {
    ns=$1
    unit=$2
    [ "$ns" != - ] || [ ! -e "$unit.ip" ] || ip ${lenient:+"$lenient"} -batch "$unit.ip" || [ -n "$lenient" ] || exit 1
    if [ -e "$unit.steps" ]; then
        while read -r step origin first second rest; do
            case $step in
            sysctl) put "$first" "$second" "$origin" "$rest" ;;
            rules) load "$first" "$second" "$origin" ;;
            esac || [ -n "$lenient" ] || exit 1
        done <"$unit.steps"
    fi
    [ "$ns" = - ] || [ ! -e "$unit.ip" ] || exec ip ${lenient:+"$lenient"} -batch "$unit.ip"
}

# put SAVE PATH ORIGIN VALUE. SAVE is `-`, or how what stands there is read to be remembered. How the kernel spells
# a longer value is remembered, too.
put() {
    [ "$1" = - ] || {
        read_value "$1" "$2"
        printf '%s sysctl %s\t%s\n' "$ns" "$2" "$value" >>"$state/found"
    }
    { printf '%s\n' "$4" >"/proc/sys/$2"; } 2>/dev/null || {
        printf '%s: the kernel does not take "%s" for /proc/sys/%s\n' "$3" "$4" "$2" >&2
        return 1
    }
    [ ${#4} -gt 1 ] || return 0
    read_value words "$2"
    [ "$value" = "$4" ] || printf '%s sysctl %s\t%s\n' "$ns" "$2" "$value" >>"$work/spelled"
}

# load TOOL FILE ORIGIN: the rules of a namespace, which are listed then.
load() {
    case $1 in
    nftables) nft -f "$2" ;;
    *) "$1-restore" -w --noflush <"$2" ;;
    esac || {
        printf '%s: the rules of its namespace are as they were\n' "$3" >&2
        return 1
    }
    case $2 in */load.*) printf '@netns %s\n' "$ns" && list_rules "$1" ;; esac
}

case $1 in
look | act) spread "$@" ;;
*) "$@" ;;
esac
SH
}

# The awk program.
awk_program() {
    cat <<'AWK'
# ---- one comparison ----------------------------------------------------------------------------------------------------
#
# Reads the record, looks, reads the plan, and writes down what differs and what is to be done. An element that may never
# have been set is passed on as text (`value[key] ""`): gawk 5.2 forgets what is in an array where a function gets one
# as it is.
#
#   want, have, made, found    facts: what the plan says, what the host says, what earlier runs of this plan made, what
#                              stood there before the first of them (plan.awk says what a fact is)
#   others, others_found       made (by which plan) and found by other plans of this host
#   text, space, place, facts  a line of the plan, its namespace, its place in the plan, the facts that it ensures
#   rule, rules                lines of rules, and how many: [want|made|have|listed, fact, n]
#   going, deleted, lost       links and namespaces that go; namespaces that may have lost addresses and routes

BEGIN {
    purpose = ENVIRON["purpose"]
    plan_name = ENVIRON["plan_name"]
    work = ENVIRON["work"]
    now = ENVIRON["now"]
    state = ENVIRON["state"]
    wanted = ENVIRON["wanted"]
    MARK = "netgen:" plan_name ":"
    CHAINS = "NG_" plan_name "_"
    RESERVED = "- sysctl net/ipv4/ip_local_reserved_ports"
    MODULE = "- module br_netfilter"
    IPV6_MINIMUM_MTU = 1280
    # Ten groups that others hardly use: a link in another one was put there by somebody.
    DELETE_GROUP = 110
    split("nftables iptables ip6tables", TOOLS, " ")
    # linux/rtnetlink.h: RTN_* and RTPROT_*
    split("unicast - - - - blackhole unreachable prohibit throw", TYPES, " ")
    split("redirect kernel boot static", PROTOCOLS, " ")
    changed = lines = refusals = record_changes = 0
    compare()
    print changed, record_changes > (now "/changes")
    exit 0
}

function compare(    i) {
    read_entries()
    read_look(now "/look.host", "links")
    read_record()
    survey()
    if (system("sh " work "/inside.sh look " now "/spaces") != 0) exit 1
    for (i = 0; i < ENVIRON["workers"]; i++) read_look(now "/out." i, "links")
    if (lost_record) go_by_marks()
    if (purpose == "down") assume_what_is_inside()
    note_entries()
    read_plan(wanted, "want")
    note_planned_subnets()
    read_look(now "/look.host", "rest")
    for (i = 0; i < ENVIRON["workers"]; i++) read_look(now "/out." i, "rest")
    for (i = 0; i < ENVIRON["workers"]; i++) if (purpose == "again") read_look(work "/listed." i, "rest")
    finish_facts()
    want_names()
    if (purpose != "refresh") preflight()
    compare_names()
    if (refusals && purpose ~ /^(up|check)$/ || purpose == "refresh") return
    judge_links()
    undo_facts()
    do_lines()
    compare_module()
    compare_rules()
    note_stale_flows()
    write_units()
    write_record()
    if (ENVIRON["dry_run"] == "yes") show_commands()
}

# ---- words -------------------------------------------------------------------------------------------------------------

function refuse(text) {
    if (text in refused) return
    refused[text]
    if (purpose ~ /^(up|check)$/) print text > (now "/refused")
    refusals++
}

function remark(text) { if (purpose ~ /^(up|check|down|refresh)$/) print text > (now "/remarks") }

# One difference: a line of check, and one more that up changes.
function report(word, key, text) { report_at(word, origin_of(key), text) }

function report_at(word, origin, text) {
    text = origin ": " text
    gsub(/[^ -~]/, "?", text)
    print word " " text > (now "/report")
    changed++
}

# The value of an element, without making it.
function get(map, key) { return key in map ? map[key] : "" }

# The first key, mostly the only one, of a line of the plan.
function first_key(i) { return substr(facts[i], 1, index(facts[i], "\n") - 1) }

# A word of a key, or of any other text.
function word_of(text, n,    w) {
    split(text, w, " ")
    return w[n]
}

function can_read(file,    line, is) {
    is = (getline line < file) >= 0
    close(file)
    return is
}

# The first line of a file; "" where there is none.
function first_line(file,    line) {
    if ((getline line < file) <= 0) line = ""
    close(file)
    return line
}

# All of a file in one piece. What comes behind a byte 1, which none of ours holds, does not count as equal.
function slurp(path,    content, more, newline) {
    newline = RS
    RS = "\001"
    content = ""
    if ((getline content < path) > 0 && (getline more < path) > 0) content = content RS more
    close(path)
    RS = newline
    return content
}

# In which namespace, for a message.
function where(ns, word) { return ns == "-" ? "" : " " word " " ns }

# A word for the shell.
function quote(s) {
    gsub(/'/, "'\\''", s)
    return "'" s "'"
}

# ---- the record --------------------------------------------------------------------------------------------------------

function read_record(    line, f, name, has_record) {
    has_record = can_read(state "/plan") || can_read(state "/next.plan")
    lost_record = !has_record && marks
    # Interfaces of others are found again under another name by their index, which `found` holds.
    while ((getline line < (state "/found")) > 0) {
        split(line, f, "\t")
        if (word_of(f[1], 1) in left) f[1] = "/run/netns/" f[1]
        name = device_of(f[1])
        if (f[3] != "" && !has_link("-", name) && (f[3] in name_of)) renamed[name] = name_of[f[3]]
        if (!((f[1] = current_key(f[1])) in found)) add_found(f[1], words(f[2]))
    }
    close(state "/found")
    read_plan(state "/plan", "made")
    read_plan(state "/next.plan", "begun")
    # The user's chain stays while it holds rules, also when the plan has no rules any more.
    for (name in found) if (!(name in made) && name !~ /^- user /) delete found[name]
    while ((getline line < (state "/spelled")) > 0) note_spelled(line)
    close(state "/spelled")
    while ((getline line < (work "/spelled")) > 0) note_spelled(line)
    close(work "/spelled")
    read_plan(state "/listing", "listed")
    while ((getline line < (now "/records")) > 0) {
        name = line
        if (sub(/^\/etc\/netns\/.netgen-/, "", name)) {
            if (name != plan_name && name !~ /\.new$/) other_names[line] = name
            continue
        }
        sub(/\/plan$/, "", line)
        if (line == state) continue
        name = line
        sub(/.*\//, "", name)
        read_plan(line "/plan", "others:" name)
        while ((getline name < (line "/found")) > 0) {
            split(name, f, "\t")
            if (!(f[1] in others_found)) others_found[f[1]] = f[2]
        }
        close(line "/found")
    }
    close(now "/records")
}

function add_found(key, value) {
    found_order[++found_count] = key
    found[key] = value
}

function note_spelled(line,    f) {
    split(line, f, "\t")
    spelling[f[1]] = words(f[2])
}

# Without a record, what bears our marks is ours: links by their alias, a namespace by that of its loopback interface, or
# if there is no other link in it yet.
function go_by_marks(    i, ns) {
    read_plan(work "/own", "made")
    for (i = 1; i <= made_count; i++) {
        ns = word_of(made_order[i], 3)
        if (made_order[i] ~ /^- netns / && looked[ns] && !(ns in is_marked) && link_count[ns]) delete made[made_order[i]]
    }
    for (ns in is_marked) {
        if (("- netns " ns) in made || ns ~ /\//) continue
        made_order[++made_count] = "- netns " ns
        made["- netns " ns] = "made"
    }
    remark("host: the record under " state " is lost; what bears the marks of this plan is taken for its own," \
        " and sysctls are not put back")
}

# down does not look into namespaces of others, unless they have rules of ours: what the record says is there, is.
function assume_what_is_inside(    i, ns) {
    for (i = 1; i <= made_count && !lost_record; i++) {
        ns = word_of(made_order[i], 1)
        if (ns == "-" || path_of(ns) == "" || get(made, "- netns " ns) == "made" || tools_of[ns] != "") continue
        looked[ns] = 1
        note(made_order[i], made[made_order[i]])
    }
}

# Entries under /run/netns and other paths of namespaces: `DEVICE INODE PATH`, the first line for the host's own. One on
# another device is what a crash leaves, a name that nothing is mounted on, or it is no namespace at all.
function read_entries(    line, w, device, name) {
    while ((getline line < (now "/entries")) > 0) {
        split(line, w, " ")
        if (device == "") {
            device = w[1]
            host_inode = w[2]
        }
        name = w[3]
        inode[name] = w[1] == device ? w[2] : "stale"
        if (sub(/^\/run\/netns\//, "", name)) inode[name] = inode[w[3]]
        else if (name ~ /^\/proc\/[0-9]/) is_of_process[w[2]]
    }
    close(now "/entries")
    read_attached(state "/plan")
    read_attached(state "/next.plan")
    read_attached(wanted)
}

# Entries that a run before attached to a process, and that are to lead elsewhere: what it put there is `left`.
function read_attached(file,    line, w) {
    while ((getline line < file) > 0) {
        if (line !~ /^netns /) continue
        split(line, w, " ")
        if (file != wanted) {
            if (w[2] == "attach") attached[w[3]]
            else if (!(get(inode, w[3]) in is_of_process)) delete attached[w[3]]
        } else if (w[3] in attached && w[3] in inode &&
            (w[2] == "add" || inode[w[3]] != get(inode, "/proc/" substr(w[4], 5) "/ns/net"))) left[w[3]]
    }
    close(file)
}

function note_entries(    ns, key) {
    for (ns in inode) {
        key = "- netns " ns
        if (ns ~ /\//) continue
        note(key, inode[ns] != "stale" && get(made, key) == "made" && !(inode[ns] in is_of_process) ? "made" : inode[ns])
    }
}

# What is known once all is read.
function finish_facts(    key) {
    if (RESERVED in want) want[RESERVED] = reserved_ports()
    if (can_read("/proc/sys/net/bridge/bridge-nf-call-iptables")) note(MODULE, "loaded")
    while ((getline key < (work "/loaded")) > 0) if (purpose == "again") just_loaded[key]
    close(work "/loaded")
}

# ---- survey: where to look ---------------------------------------------------------------------------------------------

function survey(    i, ns, in_scope) {
    read_plan(wanted, "survey")
    if (lost_record) {
        read_plan(work "/own", "survey")
        for (ns in inode) if (ns !~ /\//) note_space(ns)
    }
    while ((getline ns < (work "/scope")) > 0) in_scope[ns]
    close(work "/scope")
    note_space("-")
    for (i = 1; i <= spaces; i++) {
        ns = space_named[i]
        if (ns != "-" && (path_of(ns) == "" || purpose == "again" && !(ns in in_scope) ||
            purpose == "down" && !lost_record && (get(made, "- netns " ns) == "made" || tools_of[ns] == ""))) continue
        print ns "\t" (ns == "-" ? "-" : path_of(ns)) "\t" some(digits[ns] "") "\t" some(long_values[ns] "") "\t" \
            some(tools_of[ns] "") > (now "/spaces")
    }
    close(now "/spaces")
}

function some(list) { return list == "" ? "-" : list }

function note_space(ns) {
    if (ns in is_noted) return
    is_noted[ns]
    space_named[++spaces] = ns
}

# What no listing of ip shows: sysctls to read, and tools whose rules are to be listed.
function note_to_look(key,    w) {
    if (key in is_noted) return
    split(key, w, " ")
    note_space(w[2] == "netns" ? w[3] : w[1])
    if (w[2] !~ /^(sysctl|rules)$/) return
    is_noted[key]
    if (w[2] == "rules") tools_of[w[1]] = tools_of[w[1]] w[3] " "
    else if (is_digit(w[3])) digits[w[1]] = digits[w[1]] w[3] " "
    else long_values[w[1]] = long_values[w[1]] w[3] " "
}

# Sysctls whose value is one digit (inside.sh says why).
function is_digit(path) {
    return path ~ /\/(disable_ipv6|ip_forward|forwarding|route_localnet|accept_ra|accept_dad|proxy_ndp)$|_be_liberal$|_notify$|\/rp_filter$/
}

# How a namespace is entered; "" where there is none yet. That of a process is reached through the process.
function path_of(ns) {
    if (ns in process) return process[ns]
    if (get(inode, ns) ~ /^(stale)?$/ || ns in left) return ""
    return ns ~ /\// ? ns : "/run/netns/" ns
}

# ---- what is to be done ------------------------------------------------------------------------------------------------

# Adds to what is to be done: a phase, `undo` or `ensure`, has a unit for each namespace. A kind is ip (words for
# ip -batch) or step: sysctl (whether to remember what stands there, path, value) or rules (tool, file).
function act(phase, ns, kind, what, origin,    unit) {
    unit = phase SUBSEP ns
    if (!(unit in unit_number)) {
        unit_number[unit] = ++units
        unit_name[units] = unit
    }
    if (kind == "ip") deed[unit, "ip", ++deeds[unit, "ip"]] = what " # " origin " " ns
    else deed[unit, "steps", ++deeds[unit, "steps"]] = kind " " origin " " what
    if (what ~ /^words /) needs_words[unit]
}

# PHASE and PHASE.host list `NS PATH UNIT`, as inside.sh reads them; the commands are in UNIT.ip and UNIT.steps.
function write_units(    i, part, unit, ns, name) {
    for (i = 1; i <= units; i++) {
        unit = unit_name[i]
        split(unit, part, SUBSEP)
        ns = part[2]
        name = now "/" part[1] "." i
        write_deeds(unit, "ip", name)
        write_deeds(unit, "steps", name)
        print ns "\t" (ns == "-" ? "-" : path_after(ns)) "\t" name "\t" (unit in needs_words ? "words" : "-") "\t-" > \
            (now "/" part[1] (ns == "-" ? ".host" : ""))
        if (ns != "-" && looked[ns] && purpose !~ /^(again|down)$/) print ns > (work "/scope")
    }
}

function write_deeds(unit, kind, name,    n) {
    for (n = 1; n <= deeds[unit, kind]; n++) print deed[unit, kind, n] > (name "." kind)
    close(name "." kind)
}

# A namespace that is about to be made has its entry by then.
function path_after(ns) { return path_of(ns) == "" ? "/run/netns/" ns : path_of(ns) }

# ---- what is remembered ------------------------------------------------------------------------------------------------

# The files of the record as they are to be, and how many of them change. `plan` is written before the first change, too.
function write_record(    i, n, key, w, origin, record) {
    record = now "/record/"
    for (i = 1; i <= lines; i++) {
        if (text[i] == "") continue
        if (place[i] != origin) print "# " place[i] > (record "plan")
        origin = place[i]
        print (space[i] == "-" ? "" : "[" space[i] "] ") text[i] > (record "plan")
    }
    for (i = 1; i <= lines; i++) {
        if ((key = first_key(i)) !~ / rules /) continue
        write_section("want", key, record "plan")
        write_section(rules["listed", key] && !(key in just_loaded) ? "listed" : "have", key, record "listing")
    }
    for (i = 1; i <= lines; i++)
        for (n = split(facts[i], w, "\n"); n > 1; n--) note_found(w[n - 1])
    for (i = 1; i <= found_count; i++) {
        key = found_order[i]
        if (key in found) print key "\t" found[key] "\t" ifindex["-", device_of(key)] > (record "found")
    }
    for (key in spelling) if (key in want) print key "\t" spelling[key] > (record "spelled")
    for (n = split("plan listing found spelled", w, " "); n; n--) {
        printf "" >> (record w[n])
        close(record w[n])
        if (slurp(state "/" w[n]) != slurp(record w[n])) record_changes++
    }
}

function write_section(map, key, file,    i) {
    print "@ " word_of(key, 3) (word_of(key, 1) == "-" ? "" : " " word_of(key, 1)) > file
    for (i = 1; i <= rules[map, key]; i++) print rule[map, key, i] > file
}

# What stood there before the first change. Where another plan came first, it is what that one found.
function note_found(key,    w) {
    split(key, w, " ")
    if (key in found || w[2] !~ /^(sysctl|proxy|user|module|link)$/) return
    if (w[2] == "link" && (w[4] !~ /^nf_call/ || is_ours(w[1], w[3]))) return
    if (key in others_found) add_found(key, others_found[key])
    else if (key in have || w[2] !~ /^(sysctl|link)$/) add_found(key, get(have, key))
}

# The interface of others that a sysctl or a proxy of the host names.
function device_of(key,    w, part) {
    split(key, w, " ")
    if (w[1] != "-") return ""
    if (w[2] == "proxy") return w[4]
    return w[2] == "sysctl" && split(w[3], part, "/") > 4 ? part[4] : ""
}

# The same key under the name that the interface has today.
function current_key(key,    name, at) {
    name = device_of(key)
    if (name == "" || !(name in renamed)) return key
    at = key ~ / proxy / ? length(key) - length(name) + 1 : index(key, "/" name "/") + 1
    return substr(key, 1, at - 1) renamed[name] substr(key, at + length(name))
}

# ---- --dry-run: the commands that would run, in their order, as one would type them ------------------------------------

function show_commands(    i, n, part, phase) {
    if (can_read(now "/module"))
        show("modprobe br_netfilter\nsysctl -w net.bridge.bridge-nf-call-iptables=0" \
            " net.bridge.bridge-nf-call-ip6tables=0 net.bridge.bridge-nf-call-arptables=0")
    for (i = 1; i <= 3; i++) show_rules("", TOOLS[i], now "/load." TOOLS[i])
    for (n = 1; n <= 4; n++) {
        phase = n <= 2 ? "undo" : "ensure"
        for (i = 1; i <= units; i++) {
            split(unit_name[i], part, SUBSEP)
            # What is undone goes first inside of namespaces, what is ensured goes first on the host.
            if (part[1] == phase && (part[2] == "-") == (n == 2 || n == 3)) show_unit(unit_name[i], part[2])
        }
    }
    show(slurp(now "/names.sh"))
    for (i = 1; i <= 3; i++) show_rules("", TOOLS[i], now "/unload." TOOLS[i])
    show("netgen " plan_name ": changed=" changed)
}

function show(text_) {
    sub(/\n+$/, "", text_)
    if (text_ != "") print text_ > (now "/commands")
}

# Sysctls of the host come after its links, those of a namespace before (inside.sh, act_in).
function show_unit(unit, ns,    enter, i) {
    if (ns != "-") enter = "nsenter --net=" path_after(ns) " "
    if (ns != "-") show_steps(unit, enter)
    for (i = 1; i <= deeds[unit, "ip"]; i++) show(enter "ip " substr(deed[unit, "ip", i], 1, index(deed[unit, "ip", i], " # ")))
    if (ns == "-") show_steps(unit, enter)
}

function show_steps(unit, enter,    i, w, step) {
    for (i = 1; i <= deeds[unit, "steps"]; i++) {
        step = deed[unit, "steps", i]
        split(step, w, " ")
        if (w[1] == "rules") show_rules(enter, w[3], w[4])
        else show(enter "sysctl -w " quote(w[4] "=" substr(step, length(w[1] w[2] w[3] w[4]) + 5)))
    }
}

function show_rules(enter, tool, file,    content) {
    if ((content = slurp(file)) == "") return
    sub(/\n+$/, "\n", content)
    show(enter (tool == "nftables" ? "nft -f -" : tool "-restore -w --noflush") " <<'RULES'\n" content "RULES")
}

# ---- the plan, as facts ------------------------------------------------------------------------------------------------
#
# A fact is a key and a value in iproute2's words: "web link eth0 mtu" = "1500". The first word of a key is the network
# namespace, `-` for the host; the second its kind, which compare.awk has a row for.

# Reads plan lines and the rules that follow them: into `want`; into `made` (of a run that has `begun`: without its
# rules); into `others` as those of plan NAME (others:NAME); for `survey`, only to know where to look. `# ORIGIN: summary`
# names the place in the plan that the lines below it come from.
function read_plan(file, into,    line, n, i, names, word) {
    map = into
    origin = "host"
    rules_key = ""
    while ((getline line < file) > 0) {
        if (line ~ /^@ /) begin_rules(line)
        else if (line == "@") rules_key = ""
        else if (rules_key != "") read_rules_line(line)
        else if (line ~ /^# [^ ]/) origin = origin_in(line)
        else if (line == "" || line ~ /^#/) continue
        else if (match(line, /\$(ra_interface|uplinks)/)) {
            word = substr(line, RSTART, RLENGTH)
            n = word == "$uplinks" ? uplinks(names) : advertised_interfaces(line, names)
            for (i = 1; i <= n; i++) read_line(in_place_of(word, names[i], line))
        } else read_line(line)
    }
    close(file)
}

function origin_in(line,    name) {
    name = word_of(line, 2)
    sub(/:$/, "", name)
    return name
}

# One line: `[NETNS] WORDS # comment`. A wanted line is kept as text[n], the comment cut off, and facts[n] lists the keys
# that it ensures.
function read_line(line,    ns, at, group_origin) {
    group_origin = origin
    if (map ~ /^(want|survey)$/) line = resolve(line)
    ns = "-"
    if (substr(line, 1, 1) == "[") {
        at = index(line, "] ")
        ns = substr(line, 2, at - 2)
        line = substr(line, at + 2)
    }
    if (at = index(line, " # ")) {
        # Ports are those of a whole container; the comment names the entry of each.
        if (line ~ /^port /) origin = substr(line, at + 3)
        line = substr(line, 1, at - 1)
    }
    if (line ~ /^(hostname|hosts|nameserver|search|options) /) {
        if (map != "want") return
        line = resolve_names(line)
        new_line(ns, line)
        note_name(ns, line)
        return
    }
    if (map == "want") new_line(ns, line)
    else if (map ~ /^(made|begun)$/ && ns in left) ns = "/run/netns/" ns
    parse(line, ns)
    origin = group_origin
}

function new_line(ns, line) {
    space[++lines] = ns
    text[lines] = line
    place[lines] = origin
    facts[lines] = ""
    if (!(ns in owner)) owner[ns] = origin
}

# Notes one fact of the line that is being read.
function fact(key, value) {
    if (map == "want") {
        # Several lines reserve ports, and the first of them does it for all.
        if (key != RESERVED || !(key in want)) line_of[key] = lines
        want[key] = value
        facts[lines] = facts[lines] key "\n"
    } else if (map ~ /^others/) others[key] = substr(map, 8) " (" origin ")"
    else {
        note_to_look(key)
        if (map != "survey") {
            if (!(key in made)) made_order[++made_count] = key
            made[key] = value
            made_by[key] = origin
        }
    }
    # A bridge of which the rules are to see everything needs the module.
    if (key ~ / nf_call_ip6?tables$/ && value == "1") fact(MODULE, "loaded")
}

function parse(line, ns,    w, n, i) {
    n = split(line, w, " ")
    if (w[1] == "netns") parse_netns(w)
    else if (w[1] == "link" && w[2] == "add") parse_link_add(w, n)
    else if (w[1] == "link") {
        for (i = 5; i <= n; i++)
            if (w[i] == "up") fact(ns " link " w[4] " state", "up")
            else {
                if (w[i] != "type") fact(ns " link " w[4] " " w[i], w[i + 1])
                i++
            }
    } else if (w[1] == "addr") fact(ns " addr " w[5] " " w[3], "there")
    else if (w[1] == "route") parse_route(w, n, ns)
    else if (w[1] == "neigh") fact(current_key(ns " proxy " w[4] " " w[6]), "there")
    else if (w[1] == "sysctl") {
        i = index(line, "=")
        parse_sysctl(ns, sysctl_path(substr(line, 11, i - 11)), substr(line, i + 1))
    } else if (w[1] == "port") fact("- port " w[2] " " address_of(w[3]) " " port_of(w[3]), w[5])
    else if (w[1] == "require") fact("- require " w[3], "there")
    else if (w[1] == "user-rules") fact("- user " w[2], "there")
}

# netns add NAME; netns attach NAME pid:N, of which the fact is the inode of the process's namespace. Where its entry
# leads to another one, what we put there is taken back through the entry (`left`), before that goes.
function parse_netns(w,    path) {
    if (w[2] == "add") fact("- netns " w[3], "made")
    else if (map !~ /^(want|survey)$/) {
        fact("- netns " w[3], "attached")
    } else {
        path = "/proc/" substr(w[4], 5) "/ns/net"
        if (!(path in inode)) refuse(origin ": there is no process " substr(w[4], 5))
        else if (inode[path] == host_inode)
            refuse(origin ": process " substr(w[4], 5) " lives in the host's own network namespace")
        else process[w[3]] = path
        fact("- netns " w[3], get(inode, path))
    }
}

# link add name N [address M] [netns X] [master B] type KIND [peer name P [address M] [netns X]]
function parse_link_add(w, n,    i, end, name, ns, kind, mac, master) {
    end = 1
    for (i = 3; i <= n; i += 2) {
        if (w[i] == "peer") { end = 2; i-- }
        else if (w[i] == "name") name[end] = w[i + 1]
        else if (w[i] == "netns") ns[end] = w[i + 1]
        else if (w[i] == "address") mac[end] = w[i + 1]
        else if (w[i] == "type") kind = w[i + 1]
        else if (w[i] == "master") master = w[i + 1]
    }
    for (i = 1; i <= end; i++) {
        if (ns[i] == "") ns[i] = "-"
        if (map ~ /^(made|begun)$/ && ns[i] in left) ns[i] = "/run/netns/" ns[i]
        fact(ns[i] " link " name[i] " kind", kind)
        if (mac[i] != "") fact(ns[i] " link " name[i] " address", mac[i])
        if (kind == "veth") fact(ns[i] " link " name[i] " master", i == 1 ? master : "")
    }
    if (end == 2) {
        other_end[ns[1] " link " name[1]] = ns[2] " link " name[2]
        other_end[ns[2] " link " name[2]] = ns[1] " link " name[1]
    }
}

# The kernel takes two routes for one if family, destination, metric and table are the same; `via` and `src` tell the
# family of `default`.
function parse_route(w, n, ns,    i, type, to, value, dev) {
    i = 3
    type = "unicast"
    if (w[i] ~ /^(blackhole|unreachable|prohibit)$/) type = w[i++]
    to = w[i++]
    for (; i <= n; i += 2) value[w[i]] = w[i + 1]
    dev = value["dev"]
    if (ns == "-" && dev in renamed) dev = renamed[dev]
    fact(ns " route " route_key(to, value["metric"], value["via"] value["src"]),
        route_value(type, value["via"], dev, value["src"], value["proto"]))
}

function route_key(to, metric, hint,    family) {
    family = (to hint) ~ /:/ ? 6 : 4
    if (to ~ /\/0$/) to = "default"
    # The kernel's metric for IPv6 routes that have none (IP6_RT_PRIO_USER, include/net/ip6_fib.h).
    if (family == 6 && metric + 0 == 0) metric = 1024
    sub(family == 6 ? "/128$" : "/32$", "", to)
    return family " " to " " (metric + 0)
}

function route_value(type, via, dev, src, proto) {
    return type (via == "" ? "" : " via " via) (dev == "" ? "" : " dev " dev) (src == "" ? "" : " src " src) \
        " proto " proto
}

# sysctl(8): the first separator decides whether the other one belongs to a name.
function sysctl_path(key) {
    if (key !~ "^[^./]*/") {
        gsub(/\//, "\n", key)
        gsub(/\./, "/", key)
        gsub(/\n/, ".", key)
    }
    return key
}

# The list of reserved ports is shared by all of the host: `$reserved_ports` is what it holds without ours.
function parse_sysctl(ns, path, value,    key) {
    if (path ~ /^net\/ipv6\/.*\/disable_ipv6$/ && !kernel_has_ipv6()) return
    key = current_key(ns " sysctl " path)
    if (key == RESERVED) {
        sub(/^\$reserved_ports,/, "", value)
        reserved[map] = reserved[map] "," value
        value = "list"
    }
    fact(key, words(value))
}

# White space as the kernel prints it (tabs between numbers) does not count.
function words(s) {
    gsub(/[ \t]+/, " ", s)
    sub(/^ /, "", s)
    sub(/ $/, "", s)
    return s
}

# The address of ADDRESS:PORT[-PORT], without brackets; the ports, as two words.
function address_of(target) {
    sub(/:[0-9-]+$/, "", target)
    gsub(/[][]/, "", target)
    return target
}

function port_of(target) {
    sub(/.*:/, "", target)
    if (!sub(/-/, " ", target)) target = target " " target
    return target
}

# ---- what only the host knows ------------------------------------------------------------------------------------------

# `$uplink` and `$uplink_mtu` in a line of the plan.
function resolve(line) {
    if (line ~ / addrgenmode none( |$)/ && !kernel_has_ipv6()) sub(/ addrgenmode none/, "", line)
    if (line !~ /\$uplink/) return line
    if (uplink() == "") {
        refuse(origin ": needs the uplink: " uplink_problem())
        uplink_refused = 1
        return "[-] # " line
    }
    return in_place_of("$uplink", uplink(), in_place_of("$uplink_mtu", have["- link " uplink() " mtu"], line))
}

# Puts a name in place of a word. A name with a dot needs a sysctl key that is written with slashes.
function in_place_of(word, name, line,    at, key) {
    if (!(at = index(line, word))) return line
    if (line ~ /sysctl -w / && name ~ /\./) {
        match(line, /-w [^=]*/)
        key = substr(line, RSTART, RLENGTH)
        gsub(/\./, "/", key)
        line = substr(line, 1, RSTART - 1) key substr(line, RSTART + RLENGTH)
    }
    return substr(line, 1, at - 1) name substr(line, at + length(word))
}

# host.uplink, or the interface of the default route: IPv4's of the lowest metric, IPv6's where there is none.
function uplink() {
    if (ENVIRON["plan_uplink"] != "auto") return has_link("-", ENVIRON["plan_uplink"]) ? ENVIRON["plan_uplink"] : ""
    return default_dev[4] != "" ? default_dev[4] : default_dev[6] ""
}

function uplink_problem() {
    if (ENVIRON["plan_uplink"] != "auto") return "there is no interface " ENVIRON["plan_uplink"]
    return "no interface holds a default route; name the interface towards the world in host.uplink"
}

# `$uplinks`: interfaces that hold a default route, and host.uplink.
function uplinks(names,    n, i, named_uplink) {
    if (map == "survey") {
        names[1] = "*"
        return 1
    }
    named_uplink = ENVIRON["plan_uplink"] ~ /^(auto|none)$/ ? "" : uplink()
    n = 0
    if (named_uplink != "" && !(named_uplink in holds_default)) names[++n] = named_uplink
    for (i = 1; i <= default_routes; i++) if (!is_ours("-", default_route[i])) names[++n] = default_route[i]
    return n
}

# `$ra_interface`: `default`, which interfaces that come later begin with; the interfaces that take router advertisements: the uplink, and those that the kernel has a route for
# from one. Where the host forwards, the kernel stops taking them with accept_ra 1, not with 2 (Documentation/networking/
# ip-sysctl.rst); a daemon that takes them in its place sets 0. Once changed by us, an interface stays in the list.
function advertised_interfaces(line, names,    ns, n, i, dev, key, known) {
    ns = substr(line, 1, 1) == "[" ? substr(line, 2, index(line, "] ") - 2) : "-"
    n = 0
    if (map == "survey") {
        names[1] = "*"
        return 1
    }
    for (i = -1; i <= advertised_count[ns]; i++) {
        dev = i > 0 ? advertised[ns, i] : ns != "-" ? "" : i ? "default" : uplink()
        key = ns " sysctl net/ipv6/conf/" dev "/accept_ra"
        if (dev == "" || (dev in known) || is_ours(ns, dev) || (key in want) || get(have, key) + 0 == 0) continue
        known[dev]
        names[++n] = dev
    }
    for (i = 1; i <= made_count; i++) {
        key = made_order[i]
        dev = word_of(key, 3)
        if (word_of(key, 1) != ns || !sub(/^net\/ipv6\/conf\//, "", dev) || !sub(/\/accept_ra$/, "", dev) ||
            made[key] != "2" || (dev in known) || (key in want) || ns == "-" && dev != "default" && !has_link(ns, dev)) continue
        known[dev]
        names[++n] = dev
    }
    return n
}

# On a kernel without IPv6 (ipv6.disable=1) it is off everywhere.
function kernel_has_ipv6() {
    if (has_ipv6 == "") has_ipv6 = can_read("/proc/sys/net/ipv6/conf/all/disable_ipv6") ? "yes" : "no"
    return has_ipv6 == "yes"
}

# ---- the host, as facts ------------------------------------------------------------------------------------------------
#
# Reads what was seen of the host and of namespaces: `@netns NS`, sysctls, rules, and what `ip -N -d -j` says. JSON, since
# ip would else open every namespace to spell the other end of a veth pair. `@end NS` closes a section that is whole.

# It is read twice: first links, sysctls and what came by router advertisements, by which `$uplink` and what is ours are
# known; then all the rest, of which what the plan or the record names, and what is on links of ours, becomes a fact.
function read_look(file, pass,    line, ns, answers, seen) {
    ns = "-"
    seen = 0
    while ((getline line < file) > 0) {
        if (line ~ /^@netns /) {
            ns = substr(line, 8)
            answers = 0
            # What was listed after it was loaded, unless there was another look since.
            seen = file ~ /\/listed\.[0-9]+$/ && looked[ns]
        } else if (line ~ /^@end /) {
            if (answers < 2 && ns != "-") cut_off("namespace " ns)
            looked[ns] = 1
        } else if (line ~ /^@sysctl /) {
            if (pass == "links") note(ns " sysctl " word_of(line, 2), words(substr(line, length(word_of(line, 2)) + 10)))
        } else if (line ~ /^@rules /) listing_key = ns " rules " substr(line, 8)
        else if (line !~ /^\[/) {
            if (pass == "rest" && !seen) read_listed_rule(ns, line)
        } else if (line ~ /\]$/) {
            answers++
            read_answer(ns, line, pass)
        }
    }
    close(file)
    if (file ~ /host$/ && answers != 4) cut_off("the host")
}

# ip answers each question with one line, and one that is cut off does not count.
function cut_off(what) {
    print "ip did not show all of " what > "/dev/stderr"
    exit 1
}

# One answer: links (of a namespace with their addresses), addresses, routes, or proxies.
function read_answer(ns, line, pass,    object, n, i) {
    if (line ~ /^\[\{"ifindex":/) {
        n = split(line, object, /\{"ifindex":/)
        if (pass == "links" && (ns != "-" || !index(line, "\"addr_info\":")))
            for (i = 2; i <= n; i++) read_link(ns, link_name(ns, object[i]), object[i])
        if (pass == "rest" && index(line, "\"addr_info\":")) for (i = 2; i <= n; i++) read_addresses(ns, object[i])
    } else if (line ~ /^\[\{"type":/) {
        n = split(line, object, /\{"type":/)
        for (i = 2; i <= n; i++) if (pass == "rest") read_route(ns, object[i]); else read_way(ns, object[i])
    } else if (line ~ /^\[\{"dst":/ && pass == "rest") {
        n = split(line, object, /\{"dst":/)
        for (i = 2; i <= n; i++)
            note(ns " proxy " field("\"dst\":" object[i], "dst") " " field(object[i], "dev"), "there")
    }
}

function note(key, value) {
    if (!(key in have)) have_order[++have_count] = key
    have[key] = value
}

# The value of a key in a JSON object as ip prints it: no white space, and quotes inside of strings escaped.
function field(object, key,    i, rest) {
    if (!(i = index(object, "\"" key "\":"))) return ""
    rest = substr(object, i + length(key) + 3, 300)
    if (substr(rest, 1, 1) == "\"") {
        match(rest, /^"([^"\\]|\\.)*"/)
        return substr(rest, 2, RLENGTH - 2)
    }
    match(rest, /^[^],}]*/)
    return substr(rest, 1, RLENGTH)
}

# A name that a line for ip cannot hold (`a#b`, given by somebody inside of a namespace) is spelled `if` and the index,
# which ip takes for a name, too (iproute2, lib/ll_map.c, ll_idx_a2n).
function link_name(ns, object,    name) {
    name = field(object, "ifname")
    if (name !~ /^[A-Za-z0-9_.@][A-Za-z0-9_.@:+=-]*$/) spelled[ns, name] = name = "if" (object + 0)
    return name
}

function read_link(ns, name, object,    link, n, i, part) {
    link = ns " link " name " "
    note(link "kind", field(object, "info_kind"))
    have[link "state"] = object ~ /"flags":\[[^]]*"UP"/ ? "up" : "down"
    n = split("mtu master address", part, " ")
    for (i = 1; i <= n; i++) have[link part[i]] = field(object, part[i])
    have[link "alias"] = field(object, "ifalias")
    have[link "addrgenmode"] = field(object, "inet6_addr_gen_mode")
    have[link "hairpin"] = field(object, "hairpin") == "true" ? "on" : "off"
    have[link "nf_call_iptables"] = field(object, "nf_call_iptables") + 0
    have[link "nf_call_ip6tables"] = field(object, "nf_call_ip6tables") + 0
    ifindex[ns, name] = object + 0
    peer_index[ns, name] = field(object, "link_index") + 0
    if (ns == "-") {
        name_of[object + 0] = name
        groups[group[name] = field(object, "group") + 0]
    }
    if (index(have[link "alias"], MARK) == 1) {
        if (name == "lo") is_marked[ns]
        marks = 1
    }
    if (name != "lo") link_count[ns]++
    if (!match(object, /"altnames":\[[^]]*\]/)) return
    n = split(substr(object, RSTART + 12, RLENGTH - 13), part, ",")
    for (i = 1; i <= n; i++) altname[ns, substr(part[i], 2, length(part[i]) - 2)] = name
}

function has_link(ns, name) { return (ns " link " name " kind") in have }

# Of addresses on links of ours those count that a person or a plan gave. One with an end or with a protocol of its own is
# the kernel's, a DHCP client's or a daemon's.
function read_addresses(ns, link,    name, object, n, i, local, cidr, key, given) {
    name = link_name(ns, link)
    n = split(substr(link, index(link, "\"addr_info\":")), object, /\{"family":/)
    for (i = 2; i <= n; i++) {
        local = field(object[i], "local")
        if (ns == "-") own_address[local] = is_ours(ns, name) ? "" : name
        cidr = local "/" field(object[i], "prefixlen")
        if (index(object[i], "\"address\":"))
            cidr = local " peer " field(object[i], "address") "/" field(object[i], "prefixlen")
        key = ns " addr " name " " cidr
        given = object[i] !~ /"dynamic":true|"protocol":/ && cidr !~ /^(127\.|::1\/|fe80:)/
        if (key in want || key in made || given && is_ours(ns, name)) note(key, "there")
    }
}

# The default route of the host of the lowest metric, and in which interfaces the kernel has a route from a router
# advertisement: of RTPROT_RA, or with an end, as those of a prefix have (net/ipv6/addrconf.c).
function read_way(ns, object,    dev, family, metric) {
    dev = field(object, "dev")
    if (field(object, "protocol") == "9" || index(object, "\"expires\":"))
        advertised[ns, ++advertised_count[ns]] = dev
    if (ns != "-" || object !~ /^"1","dst":"default"/ || dev == "lo" || field(object, "table") != "254") return
    if (!(dev in holds_default)) default_route[++default_routes] = dev
    holds_default[dev]
    family = index(object, "\"pref\":") ? 6 : 4
    metric = field(object, "metric") + 0
    if (default_dev[family] != "" && metric >= default_metric[family]) return
    default_dev[family] = dev
    default_metric[family] = metric
}

# ip prints numbers, since names are the host's to choose; these are the kernel's (linux/rtnetlink.h).
function read_route(ns, object,    type, proto, dev, to, via, key, value, ours, again) {
    type = substr(object, 3, 1) == "\"" ? get(TYPES, substr(object, 2, 1)) : ""
    if (type !~ /^[a-z]/) return
    if (field(object, "table") !~ /^(254|main)$/) {
        to = field(object, "dst")
        if (ns == "-" && type != "throw" && field(object, "table") !~ /^(255|local)$/)
            note_table_route(field(object, "table"), to, index(object, "\"pref\":") ? 6 : 4, type)
        return
    }
    dev = field(object, "dev")
    if ((ns, dev) in spelled) dev = spelled[ns, dev]
    proto = field(object, "protocol")
    if (proto in PROTOCOLS) proto = PROTOCOLS[proto]
    to = field(object, "dst")
    via = field(object, "gateway")
    key = ns " route " route_key(to, field(object, "metric"), via (index(object, "\"pref\":") ? ":" : ""))
    if (index(object, "\"tos\":")) key = key " tos " field(object, "tos")
    value = route_value(type, via, dev, field(object, "prefsrc"), proto)
    ours = is_ours(ns, dev)
    if (ns == "-" && !ours && !(key in made && proto == "110")) note_foreign_route(key, value, proto)
    if (!(key in want) && !(key in made) &&
        (proto !~ /^(boot|static|110)$/ || ns == "-" && proto != "110" && !ours)) return
    # Routes of one key can stand one after the other (`ip route append`). One that bears our protocol has the key; the
    # others get keys of their own, which no plan names.
    for (again = key; again in have; again = again " again") continue
    if (again != key && proto == "110" && have[key] !~ / proto 110$/) {
        note(again, have[key])
        have[key] = value
    } else note(again, value)
}

# ---- the table of kinds ------------------------------------------------------------------------------------------------
#
# kind     ensured by         undone by                            ours if
# netns    its plan line      netns delete                         in `made`, or marked and the record is lost
# link     its plan line      link delete (a pair with either end) its alias is ours, or none and in `made`
#  …attr   link set           nothing, or the kernel's default     the link is ours; else back to `found`
# addr     its plan line      addr del                             on a link of ours, or in `made`
# route    its plan line      route del                            over a link of ours; 110 and in `made`
# proxy    its plan line      neigh del proxy                      in `made`, and not in `found`
# sysctl   writing it         writing what was found               in `made`
# rules    loading the text   deleting table or chains             by name (rules.awk)
# user     with the rules     deleted if it holds no rule          in `made`, and not in `found` (rules.awk)
# file     writing it         removing it, unless edited           in the record under /etc/netns (files.awk)
# module   modprobe           modprobe -r, if nobody uses it       in `made`, and not in `found`

# A link of ours has our alias; that of `lo` says whose the namespace is. One that was made and not marked yet is known from the record: it has no alias, or one that
# somebody wrote, and the MAC that we gave.
function is_ours(ns, name,    link, alias) {
    if (name == "lo") return 0
    link = ns " link " name " "
    if (!((link "kind") in have)) return 0
    alias = have[link "alias"]
    if (index(alias, MARK) == 1) return 1
    if (!((link "kind") in made)) return 0
    return alias == "" || alias !~ /^netgen:/ && get(made, link "address") == have[link "address"]
}

# The entry of the plan that a fact of ours comes from: from the plan, the record, or the alias of its link.
function origin_of(key,    w, alias) {
    if (key in line_of) return place[line_of[key]]
    if (key in made_by) return made_by[key]
    split(key, w, " ")
    alias = get(have, w[1] " link " (w[2] ~ /^(addr|link)$/ ? w[3] : dev_of(get(have, key))) " alias")
    if (index(alias, MARK) == 1) {
        alias = substr(alias, length(MARK) + 1)
        gsub(/\//, ".", alias)
        return alias
    }
    if (("- netns " w[1]) in line_of) return place[line_of["- netns " w[1]]]
    return w[1] in owner ? owner[w[1]] : "host"
}

# A fact in words, for a difference.
function noun(key,    w, rest) {
    split(key, w, " ")
    rest = substr(key, length(w[1] w[2] w[3]) + 4)
    if (w[2] == "netns") return "namespace " w[3]
    if (w[2] == "link" && rest == "kind") return "link " w[3] where(w[1], "in namespace")
    if (w[2] == "link") return (rest ~ /^nf_call/ ? "bridge netfilter" : rest) " of " w[3] \
        (rest == "nf_call_ip6tables" ? " for IPv6" : "")
    if (w[2] == "addr") return "address " rest " on " w[3]
    if (w[2] == "proxy") return "neighbour proxy for " w[3] " on " rest
    return w[2] " " (w[2] == "route" ? w[4] : w[3])
}

function value_words(key, value) {
    if (key ~ / route /) return route_text(key, value)
    if (key ~ / nf_call/) return value + 0 ? "on" : "off"
    return value == "" ? "none" : value
}

# Namespaces that this run makes or has made are not looked into: what they hold is as the plan says once they are made.
function is_fresh(ns) { return ns != "-" && !looked[ns] }

# A link of ours of another kind, or whose other end is not its other end, is made again: the kernel cannot change it.
function judge_links(    i, link, other) {
    for (i = 1; i <= lines; i++) {
        if (text[i] !~ /^link add /) continue
        link = first_key(i)
        sub(/ kind$/, "", link)
        other = get(other_end, link)
        if (purpose == "again" && (is_fresh(word_of(link, 1)) || is_fresh(word_of(other, 1)) && other != "")) continue
        if (is_right(link) && (other == "" || is_right(other) && is_pair(link, other))) {
            leave_group(word_of(link, 1), word_of(link, 3))
            if (other != "") leave_group(word_of(other, 1), word_of(other, 3))
            continue
        }
        delete_link(link)
        if (other != "") delete_link(other)
    }
}

# One that a run which was killed had put among those to be deleted.
function leave_group(ns, name,    key) {
    key = ns " link " name " kind"
    if (ns != "-" || !is_ours(ns, name) || group[name] < DELETE_GROUP || group[name] >= DELETE_GROUP + 10) return
    report("differs", key, "group of " name " is " group[name] ", not 0")
    act("ensure", ns, "ip", "link set dev " name " group 0", origin_of(key))
}

function is_right(link) { return (link " kind") in have && have[link " kind"] == want[link " kind"] }

# Whether two links are the ends of one veth pair: each says the other's index.
function is_pair(a, b,    x, y) {
    split(a, x, " ")
    split(b, y, " ")
    return peer_index[x[1], x[3]] == ifindex[y[1], y[3]] && peer_index[y[1], y[3]] == ifindex[x[1], x[3]]
}

# ---- undo: what the plan does not name any more ------------------------------------------------------------------------

# Namespaces and links go first, and what they take with them is not undone by itself.
function undo_facts(    i) {
    for (i = 1; i <= have_count; i++) if (have_order[i] ~ / netns | kind$/) undo_fact(have_order[i])
    for (i = 1; i <= have_count; i++) undo_fact(have_order[i])
    for (i = 1; i <= made_count; i++) undo_fact(made_order[i])
    delete_links()
}

function undo_fact(key,    w, ns, value) {
    if ((key in want) || (key in is_undone)) return
    is_undone[key]
    split(key, w, " ")
    ns = w[1]
    # What is in a namespace goes with it.
    if (ns != "-" && (is_fresh(ns) || is_deleted(ns))) return
    if (w[2] == "module" && get(found, key) == "" && !(key in others)) {
        switch_off_for_others("undo")
        print "" > (now "/unload-module")
    }
    if (!(key in have)) return
    if (w[2] == "netns") {
        if (!(key in made)) return
        if (have[key] != "stale") report("unexpected", key, noun(key))
        delete_netns(key, w[3])
    } else if (w[2] == "link" && w[4] == "kind") {
        if (!is_ours(ns, w[3]) || (ns " link " w[3]) in going) return
        report("unexpected", key, noun(key))
        delete_link(ns " link " w[3])
    } else if (w[2] == "link") undo_attribute(key, ns, w[3], w[4])
    else if (w[2] == "addr") {
        # The kernel takes along other addresses of the subnet, and routes: what stays is written again.
        if ((ns " link " w[3]) in going || !is_ours(ns, w[3]) && !(key in made)) return
        lost[ns] = 1
        undo(key, "addr del " substr(key, length(ns " addr " w[3]) + 2) " dev " w[3])
    } else if (w[2] == "route") {
        value = have[key]
        if ((ns " link " dev_of(value)) in going) return
        if (dev_of(value) != "" && is_ours(ns, dev_of(value)) || get(want, "- netns " ns) == "made" ||
            value ~ / proto 110$/ && (key in made || lost_record && ns == "-" && !(key in others)))
            undo(key, "route del " route_text(key, value))
    } else if (w[2] == "proxy") {
        if (key in made && get(found, key) != "there" && !(key in others))
            undo(key, "neigh del proxy " w[3] " dev " w[4])
    } else if (w[2] == "sysctl") undo_sysctl(key, ns, w[3])
}

function undo(key, command) {
    report("unexpected", key, key ~ / route / ? "route " route_text(key, have[key]) : noun(key))
    act("undo", word_of(key, 1), "ip", command, origin_of(key))
}

# Of one that is only attached, what goes is its entry.
function is_deleted(ns) { return ("- netns " ns) in deleted && have["- netns " ns] == "made" }

function delete_netns(key, name) {
    deleted[key]
    if (have[key] == "made") print name, inode[name], origin_of(key) > (now "/deleted")
    act("undo", "-", "ip", "netns delete " name, origin_of(key))
}

# Notes a link of ours that goes. Its other end goes with it; the end on the host is the one to be deleted.
function delete_link(link,    w, other) {
    split(link, w, " ")
    if (!is_ours(w[1], w[3]) || (link in going)) return
    going[link] = origin_of(link " kind")
    other = get(other_end, link)
    if ((other " kind") in have && is_pair(link, other)) {
        going[other] = going[link]
        if (other ~ /^- /) link = other
    }
    goes[++going_count] = link
}

# The kernel waits for its readers after each link that is deleted, and once for a whole group of them
# (net/core/rtnetlink.c, rtnl_group_dellink): a thousand links go as fast as one.
function delete_links(    i, number, w, grouped) {
    for (number = DELETE_GROUP; number in groups; number++) continue
    for (i = 1; i <= going_count; i++) {
        split(goes[i], w, " ")
        if (w[1] != "-" || going_count == 1) act("undo", w[1], "ip", "link delete dev " w[3], going[goes[i]])
        else act("undo", "-", "ip", "link set dev " w[3] " group " number, grouped = going[goes[i]])
    }
    if (grouped != "") act("undo", "-", "ip", "link delete group " number, grouped)
}

# What the plan does not say any more of a link that stays: the kernel's default on one of ours, what was found on another.
function undo_attribute(key, ns, name, attribute,    value) {
    if (!(key in made) || (ns " link " name) in going || attribute !~ /^(hairpin|nf_call_ip6?tables|master)$/) return
    value = attribute == "hairpin" ? "off" : attribute == "master" ? "" : "0"
    if (!is_ours(ns, name) && key in found) value = found[key]
    if (have[key] != made[key] || have[key] == value || (key in others)) return
    report("unexpected", key, noun(key) " is " value_words(key, have[key]))
    act("ensure", ns, "ip", set_attribute(name, attribute, value), origin_of(key))
}

function set_attribute(name, attribute, value) {
    if (attribute ~ /^nf_call/) return "link set dev " name " type bridge " attribute " " value
    if (attribute == "hairpin") return "link set dev " name " type bridge_slave hairpin " value
    return "link set dev " name " " (value == "" ? "no" attribute : attribute " " value)
}

function dev_of(value) { return match(value, / dev [^ ]+/) ? substr(value, RSTART + 5, RLENGTH - 5) : "" }

# A route as ip(8) is told: 10.3.0.0/24 via 10.1.0.4 dev front metric 7 proto 110
function route_text(key, value,    w, to, type) {
    split(key, w, " ")
    to = w[4] == "default" && w[3] == 6 && value !~ / via / ? "::/0" : w[4]
    if (w[6] == "tos") to = to " tos " w[7]
    if (w[5] + 0 && !(w[3] == 6 && w[5] == 1024 && value !~ / dev /)) sub(/ proto /, " metric " w[5] " proto ", value)
    type = word_of(value, 1)
    return (type == "unicast" ? "" : type " ") to substr(value, length(type) + 1)
}

# Where another plan of this host holds the sysctl, it keeps it.
function undo_sysctl(key, ns, path,    value, part, whole) {
    if (!(key in made) || !(key in found) || (key in others) && key != RESERVED) return
    # It goes with its link. What is written for all interfaces is each one's from then on.
    if (split(path, part, "/") > 4 && (ns " link " part[4]) in going) return
    if (path ~ /\/disable_ipv6$/ && (ns " sysctl net/ipv6/conf/all/disable_ipv6") in want) return
    # One that followed what holds for the whole host goes on to follow it.
    whole = ns " sysctl " whole_of(path)
    if (path ~ /\/forwarding$/ && whole in want && get(found, whole) == found[key]) return
    value = key == RESERVED ? reserved_ports() : found[key]
    if (have[key] == value) return
    report("unexpected", key, noun(key) " is " have[key] ", and was " value " before")
    act(ns == "-" || ns in owner ? "ensure" : "undo", ns, "sysctl", "- " path " " value, origin_of(key))
}

# The setting that sets forwarding of every interface (Documentation/networking/ip-sysctl.rst).
function whole_of(path) { return path ~ /ipv4/ ? "net/ipv4/ip_forward" : "net/ipv6/conf/all/forwarding" }

# ---- do: what differs --------------------------------------------------------------------------------------------------

# In the order of the plan. A line is done if one of its facts differs, or if it is an address or a route of a namespace
# that may have lost some.
function do_lines(    i, n, j, key, ns, todo, w) {
    for (i = 1; i <= lines; i++) {
        ns = space[i]
        n = split(facts[i], key, "\n")
        todo = lost[ns] && text[i] ~ /^(addr|route) |^link set dev [^ ]+ address /
        said = 0
        for (j = 1; j < n; j++) if (line_of[key[j]] == i && differs(key[j])) todo = 1
        if (!todo) continue
        if (text[i] ~ /^(addr|link add) /) lost[ns] = 1
        split(text[i], w, " ")
        if (w[1] == "sysctl") act("ensure", ns, "sysctl", write_of(key[1]), place[i])
        else if (w[1] " " w[2] == "netns attach") act("ensure", ns, "ip", "netns attach " w[3] " " substr(w[4], 5), place[i])
        else if (w[1] ~ /^(addr|route|neigh|link|netns)$/) act("ensure", ns, "ip", text[i], place[i])
    }
}

# What inside.sh is told to write: whether to remember what stands there, path, value.
function write_of(key,    path) {
    path = word_of(key, 3)
    return ((key in found) ? "-" : is_digit(path) ? "digit" : "words") " " path " " want[key]
}

# Whether a fact is not as planned, so that its line is to be done; says what differs. What is missing together with the
# namespace or the link that it belongs to is not said.
function differs(key,    w, is) {
    split(key, w, " ")
    if (w[2] == "netns") return differs_netns(key, w[3])
    if (purpose == "again" && is_fresh(w[1])) return 0
    if (w[2] ~ /^(rules|user|port|require|module)$/) return 0
    if (w[2] == "link") return differs_link(key, w[1], w[3], w[4])
    is = get(have, key)
    # Where a route of the plan names no interface, the kernel picks one.
    if (w[2] == "route" && want[key] !~ / dev /) sub(/ dev [^ ]+/, "", is)
    if (w[2] == "sysctl") return differs_sysctl(key, w[1], w[3], is)
    if (is == want[key]) return 0
    if (key in have) report("differs", key, noun(key) " is " value_words(key, have[key]) ", not " \
        value_words(key, want[key]))
    else if (is_there(w[1], w[2] == "addr" ? w[3] : w[2] == "proxy" ? w[4] : dev_of(want[key])))
        report("missing", key, w[2] == "route" ? "route " route_text(key, want[key]) : noun(key))
    return 1
}

# Whether a namespace and a link in it stay; "" is none in particular.
function is_there(ns, name) {
    return !is_fresh(ns) && (name == "" || has_link(ns, name) && !((ns " link " name) in going))
}

function differs_netns(key, name) {
    if (get(have, key) == want[key]) return 0
    if (key in have) delete_netns(key, name)
    delete deleted[key]
    report("missing", key, want[key] == "made" ? noun(key) : "entry " name " of a process under /run/netns")
    return 1
}

function differs_link(key, ns, name, attribute,    link, is) {
    link = ns " link " name
    if (attribute == "kind") {
        if (is_there(ns, name)) return 0
        lost[ns] = 1
        if (!said++) report("missing", key, "link " name \
            (link in other_end ? " with its peer " word_of(other_end[link], 3) : ""))
        return 1
    }
    if (!is_there(ns, name)) return attribute !~ /^(master|address)$/
    is = have[key]
    if (attribute == "addrgenmode" && get(want, link " mtu") + 0 < IPV6_MINIMUM_MTU || is == want[key]) return 0
    if (attribute == "state") {
        report("differs", key, name " is down, not up")
        lost[ns] = 1
    } else if (attribute == "addrgenmode" && is == "") enable_ipv6(ns, name, key)
    else report("differs", key, noun(key) " is " value_words(key, is) ", not " value_words(key, want[key]))
    if (attribute == "master") have[link " hairpin"] = "off"
    if (attribute !~ /^(master|address)$/ || text[line_of[key]] ~ /^link set /) return 1
    # These come from the line that makes the link.
    act("ensure", ns, "ip", set_attribute(name, attribute, want[key]), origin_of(key))
    return 0
}

# A link of an MTU below 1280 has no IPv6 (RFC 8200, 5; net/ipv6/addrconf.c, addrconf_notify), and the kernel takes no
# `addrgenmode` for it. It is down while the MTU grows, so that no link-local address is made.
function enable_ipv6(ns, name, key) {
    act("ensure", ns, "ip", "link set dev " name " down", origin_of(key))
    act("ensure", ns, "ip", "link set dev " name " mtu " want[ns " link " name " mtu"], origin_of(key))
    have[ns " link " name " state"] = "down"
    lost[ns] = 1
}

function differs_sysctl(key, ns, path, is,    part) {
    # What was read of a link that is to be made again does not count.
    if (!(key in have) || split(path, part, "/") > 4 && (ns " link " part[4] " kind") in want && !is_there(ns, part[4]))
        return 1
    # What is written for all interfaces is each one's from then on.
    if (is == want[key] || get(spelling, key) == is && get(made, key) == want[key])
        return path ~ /\/disable_ipv6$/ && switched_all[ns]
    if (path == "net/ipv6/conf/all/disable_ipv6") switched_all[ns] = 1
    report("differs", key, noun(key) " is " is ", not " want[key])
    return 1
}

# The rules see what goes from port to port of a bridge where its own switch is on, and the kernel has br_netfilter.
# Loaded, it is on for every bridge of the host (net/bridge/br_netfilter_hooks.c, brnf_init_net).
function compare_module(    i, switched) {
    if (!(MODULE in want)) return
    for (i = 1; i <= lines; i++)
        if (text[i] ~ / nf_call/ && get(have, first_key(i)) != 1 && !index(switched " ", " " word_of(text[i], 4) " "))
            switched = switched " " word_of(text[i], 4)
    if (!(MODULE in have)) {
        report("missing", MODULE, "bridge netfilter: br_netfilter is not loaded")
        print origin_of(MODULE) > (now "/module")
    }
    if (purpose == "up") {
        if (!(MODULE in have)) remark("br_netfilter is loaded, and off for bridges of others")
        if (switched != "") remark("bridge netfilter is switched on for" switched " and for no other bridge")
    }
    if (MODULE in have) switch_off_for_others("ensure")
}

# A run that was killed after it had loaded the module may not have switched it off for others.
function switch_off_for_others(phase,    i, w, path) {
    if (!(MODULE in found) || found[MODULE] != "" || !can_read(state "/next.plan")) return
    split("iptables ip6tables arptables", w, " ")
    for (i = 1; i <= 3; i++) {
        path = "net/bridge/bridge-nf-call-" w[i]
        if (first_line("/proc/sys/" path) + 0 == 0) continue
        report("differs", MODULE, "sysctl " path " is 1, not 0")
        act(phase, "-", "sysctl", "- " path " 0", origin_of(MODULE))
    }
}

# ---- preflight: what must hold on the host before the first change -----------------------------------------------------

function preflight(    i, j, n, key, w) {
    if (ENVIRON["plan_uplink"] !~ /^(auto|none)$/ && uplink() == "" && !uplink_refused)
        remark("host.uplink: " uplink_problem())
    need_rules_of_ours()
    for (i = 1; i <= lines; i++) {
        n = split(facts[i], key, "\n")
        for (j = 1; j < n; j++) {
            split(key[j], w, " ")
            if (w[2] == "netns") need_netns(key[j], w[3])
            else if (w[2] == "link" && w[4] == "kind") need_free_name(key[j], w[1], w[3])
            else if (w[2] == "link" && w[4] == "master") need_bridge(key[j], want[key[j]])
            else if (w[2] == "addr" && w[4] ~ /:/) need_ipv6(i)
            else if (w[2] == "route") need_free_route(key[j], w[1])
            else if (w[2] == "proxy" && !has_link("-", w[4]) && !(("- link " w[4] " kind") in want))
                refuse(place[i] ": there is no interface " w[4] " to answer on for its address (ndp_proxy)")
            else if (w[2] == "require" && !(w[3] in own_address))
                refuse(place[i] ": this host does not have the address " w[3] \
                    " (host.addresses); is this the script of another host?")
        }
        if (n > 1 && is_fresh(space[i]) && !(("- netns " space[i]) in want))
            refuse(place[i] ": there is no network namespace " space[i] "; it has to exist before this script runs")
    }
    report_overlaps()
    need_main_table()
    need_free_ports()
}

# Who else has it, for the end of a sentence.
function owner_words(key) { return key in others ? "plan " others[key] " made it" : "this plan did not make it" }

function need_netns(key, name,    help) {
    if (get(have, key) ~ /^(|stale|made)$/ || (key in made)) return
    help = key in others ? "give the container another name, or a netns of its own" : "remove it with" \
        " `ip netns delete " name "`, or furnish it with `netns: {external: " name "}`"
    refuse(origin_of(key) ": a namespace " name " exists already, and " owner_words(key) "; " help)
}

function need_free_name(key, ns, name) {
    if ((ns, name) in altname && !has_link(ns, name))
        refuse(origin_of(key) ": " name " is another name (altname) of the interface " altname[ns, name] \
            where(ns, "in namespace") "; choose another name")
    if (key in have && !is_ours(ns, name))
        refuse(origin_of(key) ": an interface " name " exists already" where(ns, "in namespace") ", and " \
            owner_words(key) "; remove it or choose another name")
}

function need_bridge(key, bridge) {
    if (bridge == "" || ("- link " bridge " kind") in want) return
    if (!has_link("-", bridge))
        refuse(origin_of(key) ": there is no bridge " bridge "; it is external and has to exist before this script runs")
    else if (have["- link " bridge " kind"] != "bridge") refuse(origin_of(key) ": " bridge " is not a bridge")
}

# A kernel without IPv6, or a host that keeps it off new interfaces, takes no address of it.
function need_ipv6(i) {
    if (ipv6_checked++) return
    if (!kernel_has_ipv6()) refuse(place[i] ": the kernel has no IPv6; boot it without ipv6.disable=1")
    else if (first_line("/proc/sys/net/ipv6/conf/default/disable_ipv6") == "1")
        refuse(place[i] ": the host keeps IPv6 off new interfaces; sysctl -w net.ipv6.conf.default.disable_ipv6=0")
}

# A table or chains of our name that no run of ours made.
function need_rules_of_ours(    i, key, w) {
    for (i = 1; i <= have_count; i++) {
        key = have_order[i]
        if (key !~ / rules / || (key in made) || lost_record || !ours_listed[key]) continue
        split(key, w, " ")
        refuse(origin_of(key) ": " (w[3] == "nftables" ? "a table inet netgen-" plan_name " exists already" \
            where(w[1], "in namespace") : "chain " substr(word_of(ours_listed[key], 2), 2) " exists already in " w[3] where(w[1], "of namespace")) \
            ", and this plan did not make it; remove it" (w[3] == "nftables" ? " with `nft delete table inet netgen-" \
            plan_name "`" : "") ", or give the plan another name")
    }
}

function need_free_route(key, ns,    dev) {
    dev = dev_of(want[key])
    if (is_fresh(ns) || get(want, "- netns " ns) == "made") return
    if (ns == "-" && dev != "" && !has_link(ns, dev) && !((ns " link " dev " kind") in want))
        refuse(origin_of(key) ": there is no interface " dev)
    else if (key in have && !(word_of(key, 4) in overlapped) && !is_ours(ns, dev_of(have[key])) && !(have[key] ~ / proto 110$/ && (key in made || lost_record)))
        refuse(origin_of(key) ": a route " route_text(key, have[key]) " exists already" where(ns, "in namespace") \
            ", and " owner_words(key) "; remove it, or give ours another metric")
}

# ---- published ports ---------------------------------------------------------------------------------------------------

# No published port is one of another plan on this host, since only one of the two containers would be reached; nor one on
# which the host itself listens, since the rules would take it away from whoever does. A connection that the host has from
# that port is not known to connection tracking: its next packet would go to the container.
#
# uses[PROTOCOL, PORT]: pairs of an address and who uses it: a plan, `listens`, or `connected`.
function need_free_ports(    i, w, port, key, line, address) {
    for (key in others) {
        split(key, w, " ")
        if (w[2] == "port") for (port = w[5] + 0; port <= w[6] + 0; port++) note_use(w[3], port, w[4], others[key])
    }
    # Sockets as apply.sh lists them. `*` is any address of both families.
    while ((getline line < (now "/sockets")) > 0) {
        split(line, w, " ")
        port = word_of(port_of(w[3]), 1) + 0
        address = address_of(w[3])
        sub(/%.*/, "", address)
        sub(/^::ffff:/, "", address)
        if (address == "*") note_use(w[1], port, "::", w[2])
        note_use(w[1], port, address == "*" ? "0.0.0.0" : address, w[2])
    }
    for (i = 1; i <= lines; i++) {
        if (text[i] !~ /^port /) continue
        key = first_key(i)
        split(key, w, " ")
        for (port = w[5] + 0; port <= w[6] + 0; port++) refuse_uses(i, w[3], w[4], port, key in made)
    }
}

function note_use(protocol, port, address, user) {
    uses[protocol, port] = uses[protocol, port] address "\n" user "\n"
}

function refuse_uses(i, protocol, address, port, is_made,    w, n, j, at) {
    if (!((protocol, port) in uses)) return
    n = split(uses[protocol, port], w, "\n")
    for (j = 1; j < n; j += 2) {
        # 0.0.0.0 and :: are all addresses of their family.
        if (family_of(address) != family_of(w[j]) || address != w[j] && !is_any(address) && !is_any(w[j])) continue
        at = w[j] ":" port "/" protocol
        if (w[j + 1] == "listens")
            refuse(place[i] ": something on this host listens on " at ", and would not be reached any more; publish" \
                " another port, or on an address that it does not use, or stop it (ss -lnp shows what it is)")
        else if (w[j + 1] != "connected") {
            if (!((i, w[j + 1]) in refused))
                refuse(place[i] ": port " port "/" protocol (is_any(address) ? "" : " of " address) " of this host is" \
                    " published by plan " w[j + 1] "; publish another port, or on an address of its own, or give ports" \
                    " that are picked another host.publish_range")
            refused[i, w[j + 1]]
        } else if (!is_made)
            refuse(place[i] ": a connection of this host has " at ", and would break; wait for its end, or end it (ss -tnp" \
                " shows what it is), or publish another port; ports that are picked come from host.publish_range," \
                " which may lie outside of net.ipv4.ip_local_port_range")
    }
}

function is_any(address) { return address ~ /^(0\.0\.0\.0|::)$/ }

# A UDP flow stays with the container that its first packet went to for as long as packets come. Those of ports that lead
# elsewhere now, or nowhere, are to be forgotten, and those that came before there was a port.
function note_stale_flows(    i, key, w, address) {
    for (i = 1; i <= made_count; i++) {
        key = made_order[i]
        if (key ~ /^- port udp / && made[key] != get(want, key)) note_flow(key, "--reply-src " address_of(made[key]))
    }
    for (i = 1; i <= lines; i++) {
        key = first_key(i)
        if (key !~ /^- port udp / || get(made, key) == want[key]) continue
        split(key, w, " ")
        if (!is_any(w[4])) note_flow(key, "--orig-dst " w[4])
        else for (address in own_address) if (family_of(address) == family_of(w[4])) note_flow(key, "--orig-dst " address)
    }
}

function note_flow(key, which,    w, port) {
    split(key, w, " ")
    for (port = w[5] + 0; port <= w[6] + 0; port++) print "-D -p udp --orig-port-dst " port " " which > (now "/stale")
}

# ---- ports that are kept from the host's own connections ---------------------------------------------------------------

# net.ipv4.ip_local_reserved_ports as the kernel prints it: what is there, less what an earlier version of the plan put
# there, with what this one wants.
function reserved_ports(    kept, made_port, found_port, list, port, first) {
    mark_ports(have[RESERVED], kept)
    mark_ports(reserved["made"] "," reserved["begun"], made_port)
    mark_ports(RESERVED in found ? found[RESERVED] : have[RESERVED], found_port)
    for (port in made_port) if (!(port in found_port)) delete kept[port]
    mark_ports(reserved["want"] "", kept)
    for (port = 1; port <= 65535; port++) {
        if (!(port in kept)) continue
        first = port
        while ((port + 1) in kept) port++
        list = list (list == "" ? "" : ",") first (port > first ? "-" port : "")
    }
    return list
}

function mark_ports(list, into,    n, i, part, bound, port) {
    n = split(list, part, ",")
    for (i = 1; i <= n; i++) {
        if (part[i] == "") continue
        split(part[i] "-" part[i], bound, "-")
        for (port = bound[1] + 0; port <= bound[2] + 0; port++) into[port]
    }
}

# ---- subnets that the host routes elsewhere ----------------------------------------------------------------------------

# The planned subnets, before the host's routes are read: addresses of bridges, and routes to a network whose bridge has a
# link-local address only. They lie in buckets by their first bits, so that 20,000 routes cost a look-up each.
function note_planned_subnets(    i, w) {
    for (i = 1; i <= lines; i++) {
        if (space[i] != "-") continue
        split(text[i], w, " ")
        if (w[1] == "route" ? text[i] ~ / via / || place[i] !~ /^networks\./ || w[3] !~ /[.:]/ : \
            w[1] != "addr" || w[3] ~ /^fe80:/) continue
        subnet[++subnets] = w[3]
        subnet_of[subnets] = place[i]
        bucket[bucket_of(w[3])] = bucket[bucket_of(w[3])] " " subnets
        bucket[family_of(w[3])] = bucket[family_of(w[3])] " " subnets
    }
}

function family_of(cidr) { return cidr ~ /:/ ? 6 : 4 }

# The first octet, or the first 16 bits.
function bucket_of(cidr) {
    if (cidr !~ /:/) return "4 " int(cidr)
    return "6 " substr("0000" substr(cidr, 1, index(cidr, ":") - 1), index(cidr, ":"))
}

function subnets_near(to) {
    return get(bucket, length_of(to) < (to ~ /:/ ? 16 : 8) ? family_of(to) : bucket_of(to))
}

# A route of the host that is not this plan's. Where BIRD brings the cluster's routes, one of its own (RTPROT_BIRD,
# linux/rtnetlink.h) leads to a host that had the subnet before, and goes when BIRD is told so. Of an IPv6 subnet of the
# host's a part may lie behind it.
function note_foreign_route(key, value, proto,    to, i, n, list) {
    to = word_of(key, 4)
    if (to == "default" || proto == "12" && ENVIRON["plan_bird"] != "") return
    n = split(subnets_near(to), list, " ")
    for (i = 1; i <= n; i++) {
        if ((list[i] in overlap) || !overlaps(subnet[list[i]], to) ||
            to ~ /:/ && length_of(subnet[list[i]]) > length_of(to)) continue
        overlapped[subnet[list[i]]]
        overlap[list[i]] = to ", which the host routes elsewhere (" route_text(key, value) ")"
    }
}

# Nor may a network hold an address that the host has elsewhere, for which there need not be a route (`noprefixroute`,
# and any /32).
function report_overlaps(    i, address) {
    for (i = 1; i <= subnets; i++) {
        if (i in overlap) refuse(subnet_of[i] ": " subnet[i] " overlaps " overlap[i] "; choose another subnet")
        else if (subnet_of[i] ~ /^networks\./) for (address in own_address)
            if (own_address[address] != "" && address !~ /^(127\.|fe80:|::1$)/ && overlaps(subnet[i], address))
                refuse(subnet_of[i] ": " subnet[i] " holds " address ", which the host has on " \
                    own_address[address] "; choose another subnet")
    }
}

function length_of(cidr) { return index(cidr, "/") ? substr(cidr, index(cidr, "/") + 1) + 0 : cidr ~ /:/ ? 128 : 32 }

# Whether two prefixes of one family have an address in common: their first bits, as hexadecimal digits.
function overlaps(a, b,    x, y, n) {
    if (family_of(a) != family_of(b)) return 0
    n = length_of(a) < length_of(b) ? length_of(a) : length_of(b)
    x = hex_of(a)
    y = hex_of(b)
    if (substr(x, 1, int(n / 4)) != substr(y, 1, int(n / 4))) return 0
    return n % 4 == 0 || int(digit(x, n) / 2 ^ (4 - n % 4)) == int(digit(y, n) / 2 ^ (4 - n % 4))
}

function digit(hex, n) { return index("0123456789abcdef", substr(hex, int(n / 4) + 1, 1)) - 1 }

function hex_of(cidr,    address, part, n, i, hex) {
    if (cidr in hex_cache) return hex_cache[cidr]
    address = cidr
    sub(/\/.*/, "", address)
    if (address !~ /:/) {
        split(address, part, ".")
        return hex_cache[cidr] = sprintf("%02x%02x%02x%02x", part[1], part[2], part[3], part[4])
    }
    # `::` stands for the groups that are not there.
    sub(/::/, ":@:", address)
    sub(/^:/, "", address)
    sub(/:$/, "", address)
    n = split(address, part, ":")
    for (i = 1; i <= n; i++)
        hex = hex (part[i] == "@" ? substr("00000000000000000000000000000000", 1, 4 * (9 - n)) : \
            substr("0000" part[i], length(part[i]) + 1))
    return hex_cache[cidr] = hex
}

# ---- rules of the host that keep packets of the plan from the main table -------------------------------------------------

# A route of another table. Of each table it is enough to know one that covers part of a planned subnet.
function note_table_route(table, to, family, type,    i, n, list) {
    n = split(to == "default" ? get(bucket, family) : subnets_near(to), list, " ")
    for (i = 1; i <= n; i++)
        if (!((table, list[i]) in elsewhere) && (to == "default" || overlaps(subnet[list[i]], to)))
            elsewhere[table, list[i]] = (type == "unicast" ? "" : type " ") to
}

# What packets to and from each planned subnet meet on their way through the rules, before the main table (ip-rule(8)).
# Rules for some packets only, by mark, interface or port, are left to whoever made them.
function need_main_table(    line, n, listed, family, i) {
    while ((getline line < (now "/rules")) > 0) {
        family = line ~ /^@/ ? substr(line, 2) : family
        if (line !~ /^\[/) continue
        n = split(line, listed, /\{"priority":/)
        for (i = 1; i <= subnets; i++) if (family_of(subnet[i]) == family) follow_rules(i, listed, n)
    }
    close(now "/rules")
}

function follow_rules(i, listed, n,    j, rule_, from, to, table, what) {
    for (j = 2; j <= n; j++) {
        rule_ = "{\"priority\":" listed[j]
        table = field(rule_, "table")
        from = selector(rule_, "src")
        to = selector(rule_, "dst")
        if (rule_ ~ /"(iif|oif|tos|sport|dport|ipproto|uid_start|l3mdev|tun_id)":/ || \
            rule_ ~ /"fwmark":/ && rule_ !~ /"not":/ || to != "all" && !overlaps(subnet[i], to)) continue
        if (table == "254" && from == "all" && (to == "all" || length_of(to) <= length_of(subnet[i])) && \
            (rule_ !~ /"suppress_prefixlen":/ || field(rule_, "suppress_prefixlen") + 0 < length_of(subnet[i]))) return
        # linux/fib_rules.h: FR_ACT_BLACKHOLE, FR_ACT_UNREACHABLE, FR_ACT_PROHIBIT
        what = field(rule_, "action") ~ /^[678]$/ ? "drops them" : "finds " get(elsewhere, table SUBSEP i)
        if (what == "finds " || from != "all" && !is_in_subnet(from)) continue
        refuse(subnet_of[i] ": packets to " subnet[i] " do not come to the main table: the rule `" \
            field(rule_, "priority") ": from " from " to " to (table == "" ? "" : " lookup " table) "` " what \
            "; put a rule before it: ip " (family_of(subnet[i]) == 6 ? "-6 " : "") "rule add pref " \
            max(1, field(rule_, "priority") - 1) " to " subnet[i] " lookup main")
        return
    }
}

# `all`, or a prefix.
function selector(rule_, name,    address) {
    address = field(rule_, name)
    if (address == "") return "all"
    return field(rule_, name "len") == "" ? address : address "/" field(rule_, name "len")
}

function max(a, b) { return a > b ? a : b }

function is_in_subnet(prefix,    i) {
    for (i = 1; i <= subnets; i++) if (overlaps(subnet[i], prefix)) return 1
    return 0
}


# ---- rules -------------------------------------------------------------------------------------------------------------
#
# Fact `NS rules TOOL`: the text that is loaded by nft, iptables-restore or ip6tables-restore in one transaction, on the
# host (`-`) or in a namespace. It is as planned if the text is the one that was loaded last, and if the tool lists what it
# listed then (the record's `listing`).
#
# The user's own chain is in the text, too: made if missing, first in line, never emptied. Fact `- user TOOL` says so.

# `@ TOOL [NS]` begins a section of a plan or of a record. A section of a namespace says its place in its first line.
function begin_rules(line,    w) {
    split(line, w, " ")
    rules_key = (w[3] == "" ? "-" : map ~ /^(made|begun)$/ && w[3] in left ? "/run/netns/" w[3] : w[3]) " rules " w[2]
    if (map == "want") new_line(w[3] == "" ? "-" : w[3], "")
    origin = "host.firewall"
    if (map == "want") place[lines] = origin
    rules[map, rules_key] = 0
    if (map != "listed") fact(rules_key, "loaded")
}

function read_rules_line(line) {
    if (map ~ /^(survey|begun|others)/) return
    if (line ~ /^# [^ ]+: / && rules_key !~ /^- / && !rules[map, rules_key]) {
        if (map == "want") place[lines] = origin_in(line)
        else made_by[rules_key] = origin_in(line)
    }
    rule[map, rules_key, ++rules[map, rules_key]] = line
}

# A line that a tool listed. Of nftables our table counts and that the user's chain is there; of iptables-save chains of
# ours, jumps to them, and the jump to the user's chain, which is to come before ours.
function read_listed_rule(ns, line,    tool) {
    tool = word_of(listing_key, 3)
    if (tool == "nftables") {
        if (line ~ /^table /) in_user_table = line ~ /^table inet netgen_user /
        if (!in_user_table) note_rule(line, 1)
        else if (line ~ /^\tchain forward /) note_user("chain forward of table inet netgen_user")
        else if (line !~ /^(table|\t\t?type |\t?}|$)/) user_rules[tool]++
        return
    }
    if (line ~ /^\*/) listing_table = line
    if (index(line, ":" CHAINS) == 1) note_rule(listing_table " " substr(line, 1, index(line, " ") - 1), 1)
    else if (index(line, "-A " CHAINS) == 1 || index(line, " -j " CHAINS) || index(line, " -g " CHAINS))
        note_rule(listing_table " " line, 1)
    if (ns != "-" || listing_table != "*filter") return
    if (line ~ /^:NETGEN-USER /) note_user(listing_table " :NETGEN-USER")
    else if (line ~ /^-A NETGEN-USER /) user_rules[tool]++
    else if (line == "-A FORWARD -j NETGEN-USER") {
        user_jumps[tool]++
        if (("- user " tool) in want) note_rule(listing_table " " line (jumps_seen[tool] ? " (not the first)" : ""), 0)
    } else if (line ~ /^-A FORWARD .*-j NG_/) jumps_seen[tool]++
}

function note_rule(line, is_ours_) {
    if (!(listing_key in have)) note(listing_key, "loaded")
    if (is_ours_ && !(listing_key in ours_listed)) ours_listed[listing_key] = line
    rule["have", listing_key, ++rules["have", listing_key]] = line
}

# The user's chain is a line of our listing where the plan has it.
function note_user(line) {
    note("- user " word_of(listing_key, 3), "there")
    if (("- user " word_of(listing_key, 3)) in want) note_rule(line, 0)
}

# ---- compare -----------------------------------------------------------------------------------------------------------

function compare_rules(    i, key, w) {
    for (i = 1; i <= lines; i++) if ((key = first_key(i)) ~ / rules /) compare_loaded(key, space[i])
    for (i = 1; i <= have_count; i++) {
        key = have_order[i]
        split(key, w, " ")
        if (w[2] != "rules" || (key in want) || !(key in made) && !lost_record || !ours_listed[key]) continue
        if (w[1] != "-" && (is_fresh(w[1]) || is_deleted(w[1]))) continue
        report("unexpected", key, "rules in " w[3] where(w[1], "inside of"))
        write_rules("unload", key, w[1], w[3])
    }
    for (i = 1; i <= made_count; i++) if (made_order[i] ~ /^- user / && !(made_order[i] in want)) undo_user(made_order[i])
}

function compare_loaded(key, ns,    before, i, same) {
    if (is_fresh(ns)) {
        if (purpose != "again") write_rules("load", key, ns, word_of(key, 3))
        return
    }
    if (key in just_loaded) return
    before = changed
    same = rules["want", key] == rules["made", key] && rules["listed", key]
    for (i = 1; same && i <= rules["want", key]; i++) same = rule["want", key, i] == rule["made", key, i]
    if (!ours_listed[key])
        report("missing", key, "all rules" where(ns, "inside of") (key ~ /ip6tables$/ ? " for IPv6" : ""))
    else if (!same) report("differs", key, "the rules are those of another version of the plan")
    else {
        report_rules("missing", key, "listed", "have")
        report_rules("unexpected", key, "have", "listed")
    }
    if (changed > before) write_rules("load", key, ns, word_of(key, 3))
}

# Rules that one listing has and the other has not; a comment names their place in the plan.
function report_rules(word, key, from, to,    i, times, line, at) {
    for (i = 1; i <= rules[to, key]; i++) times[rule[to, key, i]]++
    for (i = 1; i <= rules[from, key]; i++) {
        line = rule[from, key, i]
        if (times[line]-- > 0) continue
        gsub(/^[ \t]+/, "", line)
        at = match(line, /--comment [^ "]+/) ? substr(line, RSTART + 10, RLENGTH - 10) : origin_of(key)
        sub(/^\*[a-z]+ :/, "chain ", line)
        report_at(word, at, (line ~ /^chain / ? "" : "rule ") line)
    }
}

# ---- load and unload ---------------------------------------------------------------------------------------------------

# Writes what a tool is to load, and has it loaded.
function write_rules(verb, key, ns, tool,    file, i) {
    file = now "/" verb "." (ns == "-" ? "" : "unit" (++rules_files) ".") tool
    if (tool != "nftables") write_iptables(key, tool, file)
    else if (verb == "unload") print "delete table inet netgen-" plan_name >> file
    else for (i = 1; i <= rules["want", key]; i++) {
        # The user's table comes last. One that is there may have another priority, which nft does not change.
        if (("- user nftables") in have && rule["want", key, i] ~ /^table inet netgen_user /) break
        print rule["want", key, i] >> file
    }
    close(file)
    if (ns != "-") act(verb == "load" || ns in owner ? "ensure" : "undo", ns, "rules", tool " " file, origin_of(key))
    if (verb == "load") print key > (work "/loaded")
}

# Input for iptables-restore --noflush, one transaction a table: jumps to our chains that are there go, so that none is
# there twice; then what the plan says; then chains of ours that it does not name any more.
function write_iptables(key, tool, file,    i, table, body, here, jumps, stale, named, line, tables) {
    for (i = 1; i <= rules["want", key]; i++) {
        line = rule["want", key, i]
        if (line == "" || line ~ /^#/ || line == "COMMIT") continue
        if (line ~ /^\*/) {
            table = line
            tables[table]
            continue
        }
        if (line ~ /^:/) named[table, substr(line, 1, index(line " ", " ") - 1)]
        if (line ~ /NETGEN-USER$/ && !(("- user " tool) in have)) line = "-N NETGEN-USER\n" line
        body[table] = body[table] line "\n"
    }
    for (i = 1; i <= rules["have", key]; i++) {
        line = rule["have", key, i]
        table = word_of(line, 1)
        line = substr(line, length(table) + 2)
        sub(/ \(not the first\)$/, "", line)
        if (line ~ /^:NETGEN-USER/) continue
        tables[table]
        if (line ~ /^:/ && !((table, line) in named)) {
            here[table] = here[table] line " - [0:0]\n"
            stale[table] = stale[table] "-X " substr(line, 2) "\n"
        } else if (line ~ /^-A / && index(line, "-A " CHAINS) != 1)
            jumps[table] = jumps[table] "-D " substr(line, 4) "\n"
    }
    for (table in tables)
        printf "%s\n%s%s%s%sCOMMIT\n", table, here[table], jumps[table], body[table], stale[table] >> file
}

# The user's chain goes when it holds nothing, if we made it, and no other plan has it.
function undo_user(key,    tool, i) {
    tool = word_of(key, 3)
    if (!(key in have) || user_rules[tool] || get(found, key) == "there" || (key in others)) return
    report("unexpected", key, tool == "nftables" ? "table inet netgen_user, which holds no rule" : \
        "chain NETGEN-USER of " tool ", which holds no rule")
    if (tool == "nftables") {
        print "delete table inet netgen_user" >> (now "/unload.nftables")
        return
    }
    print "*filter" >> (now "/unload." tool)
    for (i = 1; i <= user_jumps[tool]; i++) print "-D FORWARD -j NETGEN-USER" >> (now "/unload." tool)
    print "-X NETGEN-USER\nCOMMIT" >> (now "/unload." tool)
}

# ---- name service: /etc/netns/NAME/hostname, hosts and resolv.conf -----------------------------------------------------
#
# Files outlive a reboot, so that their record lies beside them: /etc/netns/.netgen-PLAN holds what was written, as
# `file PATH CONTENT` and `mkdir PATH`, and what an up is about to write. A file that holds what it says is ours; one that
# was ours and holds anything else was edited, and is left alone.

# [web] hostname web    [web@front] hosts 10.1.0.2 web    [*] nameserver 8.8.8.8
function note_name(ns, line,    at, word, rest) {
    at = index(line, " ")
    word = substr(line, 1, at - 1)
    rest = substr(line, at + 1)
    if (word == "hostname") {
        hostname[ns] = rest
        named[++named_count] = ns
        named_by[ns] = origin
    } else if (word == "hosts") {
        if (at = index(ns, "@")) {
            word = substr(ns, 1, at - 1)
            if (!(ns in hosts)) networks_of[word] = networks_of[word] " " substr(ns, at)
            hosts[ns]
            ns = substr(ns, at)
        }
        hosts[ns] = hosts[ns] rest "\n"
    } else {
        if ((ns, word) in resolver) rest = resolver[ns, word] " " rest
        resolver[ns, word] = rest
    }
}

# `${host_search:-.}`, `${host_ipv4_nameservers:-8.8.8.8}`: what the host says, or what stands there for when it says nothing.
function resolve_names(line,    name, value) {
    if (!match(line, /\$\{host_[a-z0-9_]+:-[^}]*\}/)) return line
    value = substr(line, RSTART + 7, RLENGTH - 8)
    name = substr(value, 1, index(value, ":-") - 1)
    if (!resolver_known++) read_host_resolver()
    value = host_says[name] != "" ? substr(host_says[name], 2) : substr(value, index(value, ":-") + 2)
    return substr(line, 1, RSTART - 1) value substr(line, RSTART + RLENGTH)
}

# What a file is to hold. `[*]` says what resolv.conf(5) holds where the container's own lines do not.
function file_text(ns, file,    content, w, n, i, value) {
    if (file == "hostname") return hostname[ns] "\n"
    content = "# Made by netgen: plan " plan_name ", " named_by[ns] "\n"
    if (file == "hosts") {
        content = content hosts["*"] hosts[ns]
        n = split(networks_of[ns], w, " ")
        for (i = 1; i <= n; i++) content = content hosts[w[i]]
        return content
    }
    n = split(resolver_line(ns, "nameserver"), w, " ")
    for (i = 1; i <= n; i++) content = content "nameserver " w[i] "\n"
    n = split("search options", w, " ")
    for (i = 1; i <= n; i++) {
        value = resolver_line(ns, w[i])
        if (value !~ /^\.?$/) content = content w[i] " " value "\n"
    }
    return content
}

function resolver_line(ns, word) { return (ns, word) in resolver ? resolver[ns, word] : resolver["*", word] "" }

# ---- what is there -----------------------------------------------------------------------------------------------------

function want_names(    line, w, n, i, name, part, path, name_) {
    while ((getline line < ("/etc/netns/.netgen-" plan_name)) > 0) {
        split(line, w, " ")
        if (w[1] == "mkdir") made_dir[w[2]]
        if (w[1] != "file") continue
        split(w[2], part, "/")
        note_path(w[2], origin_of("- netns " part[4]))
        written[w[2]] = written[w[2]] "\n" substr(line, length(w[2]) + 7) "\n"
    }
    while ((getline line < (now "/files")) > 0) file_type[substr(line, 3)] = substr(line, 1, 1)
    for (name in other_names) while ((getline line < name) > 0)
        if (line ~ /^file /) plan_of[word_of(line, 2)] = other_names[name]
    split("hostname hosts resolv.conf", name_, " ")
    for (n = 1; n <= named_count; n++)
        for (i = 1; i <= 3; i++) {
            path = "/etc/netns/" named[n] "/" name_[i]
            if (purpose != "refresh" || i == 3 && path in file_type) wanted_file[path] = file_text(named[n], name_[i])
            note_path(path, named_by[named[n]])
        }
}

function note_path(path, origin_) {
    if (!(path in path_origin)) paths[++path_count] = path
    path_origin[path] = origin_
}

# right, missing, ours (as an earlier run wrote it), edited (ours once) or foreign. A run that was killed may have left the
# first part of a file.
function file_state(path,    content) {
    if (!(path in file_type)) return "missing"
    if (file_type[path] == "f") {
        content = slurp(path)
        if (path in wanted_file && content == wanted_file[path]) return "right"
        if (index(written[path], "\n" escaped(content) (can_read(state "/next.plan") ? "" : "\n"))) return "ours"
    }
    return written[path] != "" ? "edited" : "foreign"
}

function escaped(content) {
    gsub(/\n/, "\\n", content)
    return content
}

# ---- what is to be done ------------------------------------------------------------------------------------------------

# names.record is what the record is to say; names.sh makes it so. Files are written in place, not by a rename: `ip netns
# exec` mounts the file itself over that in /etc, and what runs there would go on reading the old one.
function compare_names(    i, path, dir, is, seen, keeps, todo, new_dirs, old_dirs, removes) {
    for (i = 1; i <= path_count; i++) {
        path = paths[i]
        dir = path
        sub(/\/[^\/]*$/, "", dir)
        if (is_left_alone(dir)) continue
        is = file_state(path)
        if (is == "edited") remark(path_origin[path] ": " path " was edited since it was written; it is kept as it is")
        keeps = path in wanted_file || purpose == "refresh"
        if (path in wanted_file) {
            if (is == "foreign") refuse(path_origin[path] ": a file " path " exists already, and this plan did not write" \
                " it; move it away (extra_hosts, dns and hostname can say what it says)")
            if (is ~ /^(missing|ours)$/) {
                report_at(is == "ours" ? "differs" : is, path_origin[path], "file " path)
                todo = todo write_command(path)
            }
            written[path] = "\n" escaped(wanted_file[path]) "\n"
        } else if (is == "ours" && !keeps) {
            report_at("unexpected", path_origin[path], "file " path)
            removes = removes " " path
        }
        if (keeps && !(dir in seen)) {
            seen[dir]
            if (!(dir in file_type)) new_dirs = new_dirs " " dir
            if (!(dir in file_type) || dir in made_dir) print "mkdir " dir > (now "/names.record")
        }
        if (!keeps && dir in made_dir && dir in file_type && !((dir, "goes") in seen)) old_dirs = old_dirs " " dir
        if (!keeps) seen[dir, "goes"]
        if (keeps) print "file " path " " substr(written[path], 2, length(written[path]) - 2) > (now "/names.record")
    }
    printf "" > (now "/names.record")
    close(now "/names.record")
    if (todo removes == "" && slurp(now "/names.record") == slurp("/etc/netns/.netgen-" plan_name)) return
    print (new_dirs == "" ? "" : "mkdir" new_dirs "\n") todo (removes == "" ? "" : "rm" removes "\n") \
        (old_dirs == "" ? "" : "rmdir" old_dirs " 2>/dev/null || :") > (now "/names.sh")
    close(now "/names.sh")
}

# The files of another plan are left to it; what is no directory of its own, but leads somewhere, is refused.
function is_left_alone(dir,    origin_) {
    origin_ = path_origin[dir "/hostname"] ""
    if ((dir "/hostname") in plan_of && written[dir "/hostname"] == "") {
        if (!(dir in left_alone)) remark(origin_ ": the files below " dir " are plan " plan_of[dir "/hostname"] \
            "'s, and are left to it")
    } else if ((dir in file_type) && file_type[dir] != "d") refuse(origin_ ": " dir \
        " is not a directory of its own; move it away")
    else return 0
    left_alone[dir]
    return 1
}

function write_command(path,    n, line, i, command) {
    n = split(wanted_file[path], line, "\n") - 1
    for (i = 1; i <= n; i++) command = command " " quote(line[i])
    return "printf '%s\\n'" command " >" path " # " path_origin[path] "\n"
}

# ---- the host's resolv.conf --------------------------------------------------------------------------------------------

function read_host_resolver(    file, n) {
    n = split(ENVIRON["plan_resolv_conf"], file, " ")
    if (n) read_resolver(file[1])
    if (n > 1 && host_says["all"] == " 127.0.0.53" && can_read(file[2])) read_resolver(file[2])
}

# resolv.conf(5): of search and domain lines the last one counts, name servers and options add up.
function read_resolver(file,    line, w, n, i, is_search, family) {
    split("", host_says)
    while ((getline line < file) > 0) {
        n = split(line, w, /[ \t\r]+/)
        if (w[1] == "nameserver" && n > 1) {
            host_says["all"] = host_says["all"] " " w[2]
            if (is_reachable(w[2])) {
                host_says["nameservers"] = host_says["nameservers"] " " w[2]
                family = w[2] ~ /:/ ? "ipv6_nameservers" : "ipv4_nameservers"
                host_says[family] = host_says[family] " " w[2]
            }
        }
        is_search = w[1] ~ /^(search|domain)$/
        if (is_search) host_says["search"] = ""
        for (i = 2; i <= n && w[i] !~ /^[#;]/; i++)
            if (is_search && w[i] ~ /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/) host_says["search"] = host_says["search"] " " w[i]
            else if (w[1] == "options" && w[i] ~ /^[a-z][a-z0-9-]*(:[0-9]+)?$/)
                host_says["options"] = host_says["options"] " " w[i]
    }
    close(file)
}

# Neither a loopback address of the host nor one of a link of the host (fe80::1%eth0).
function is_reachable(server) {
    return server ~ /^[0-9A-Fa-f:.]+$/ &&
        server !~ /^127\.|^0\.0\.0\.0$|^[0:]+:0*1?$|^::ffff:127\.|^169\.254\.|^[Ff][Ee][89ABab]/
}
AWK
}

main "$@"
