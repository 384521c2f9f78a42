# --- engine ---
# Everything below is the same in every script of this netgen version. It turns the plan above and the host
# into facts, compares them, and does what differs. It decides nothing about the network: what is wanted
# stands in the plan.
#
#   main.sh    verbs, options, one run at a time        plan.awk       plan lines to facts
#   look.sh    the host and its namespaces, as text     host.awk       that text to facts
#   apply.sh   do, record, go back                      kinds.awk      what differs, and what to do about it
#   inside.sh  runs in a namespace: look, or do         preflight.awk  what must hold before a change
#                                                       begin.awk, main.awk, rules.awk, files.awk, show.awk
#
# $state, under /run, is the record: `plan`, `rules` and `listing` (what the tools listed after loading) are
# in force; `next.plan` and `next.rules` are of an up that has begun and not ended; `found` holds what stood
# there before the first change. $work is this run's.

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
    # Standard input is not for the tools, and an output that is closed would become the first file they open.
    exec </dev/null
    true 3>&2 || exec 2>/dev/null
    true 3>&1 || exec >/dev/null
    unset BASH_ENV
    LC_ALL=C
    tab=$(printf '\t')
    umask 022
    # Cron and su give root a PATH without the directories that ip and nft are in; what stands in PATH goes
    # before.
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
    case ${1-} in
    up | check | down | refresh-names)
        verb=$1
        shift
        ;;
    esac
    for argument in "$@"; do
        case $argument in
        --dry-run)
            [ "$verb" != check ] || usage_error "check changes nothing; it has no --dry-run"
            dry_run=yes
            ;;
        --force)
            case $verb in check | refresh-names) usage_error "$verb has no --force" ;; esac
            force=yes
            ;;
        -h | --help)
            usage
            exit 0
            ;;
        --version)
            printf 'netgen %s, plan %s, sha256 %s\n' "$netgen_version" "$plan_name" "$plan_sha256"
            exit 0
            ;;
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
    iptables)
        need iptables-save iptables
        need iptables-restore iptables
        ;;
    esac
    case $(plan) in
    *' docker:'*) need docker docker.io ;;
    esac
}

need() {
    command -v "$1" >/dev/null 2>&1 || refuse "$1 is missing; on Debian: apt-get install $2"
}

# One run at a time, of all plans: they share the work directory and judge each other's state. The lock is a
# file that only root can open, held by the commands that run on our behalf, too, so that a killed run cannot
# be overtaken by the next. Whoever held it before may have removed the file with its directory: what counts
# is the file that has the name once the lock is ours.
lock() {
    tries=0
    while :; do
        mkdir -p "$run_dir" 2>/dev/null || unwritable
        { (umask 077 && : >>"$run_dir/.lock") && command exec 9<"$run_dir/.lock"; } 2>/dev/null || {
            # Gone between two lines, or never to be had.
            tries=$((tries + 1))
            [ "$tries" -lt 20 ] || unwritable
            continue
        }
        flock -n 9 || {
            say "another run holds the lock, waiting for it"
            flock 9
        }
        stat -L -c %i "$run_dir/.lock" /proc/self/fd/9 2>/dev/null | {
            read -r named
            read -r held
            [ "$named" = "$held" ]
        } && return
    done
}

begin() {
    lock
    trap tidy EXIT
    trap 'exit 1' HUP INT TERM
    {
        rm -rf "$work" && mkdir -p "$work" &&
            awk_program >"$work/engine.awk" && inside_script >"$work/inside.sh" &&
            plan >"$work/own.plan" && rules >"$work/own.rules" &&
            cat "$work/own.plan" >"$work/plan" && cat "$work/own.rules" >"$work/rules" &&
            printf '%s\n' 'address show' 'route show table all' >"$work/show.netns" &&
            { echo 'link show' && cat "$work/show.netns" && echo 'neigh show proxy'; } >"$work/show.host"
    } 2>/dev/null || unwritable
    # The kernel gives a sysctl in one read(2) or not at all, and dash and busybox read a byte at a time:
    # enough for values of one digit. Longer ones are read by bash, or by grep where there is no bash.
    short_reader='sh'
    long_reader='sh'
    ! command -v bash >/dev/null 2>&1 || long_reader='bash'
    workers=$(nproc 2>/dev/null) || workers=1
    [ "$workers" -le 8 ] || workers=8
    others=
    for file in "$run_dir"/*/plan; do
        [ ! -e "$file" ] || [ "$file" = "$state/plan" ] || others="$others ${file%/plan}"
    done
    lost=no
    [ -e "$state/plan" ] || [ -e "$state/next.plan" ] ||
        ! ip link show 2>/dev/null | grep -q "alias netgen:$plan_name:" || lost=yes
    conntrack=$(command -v conntrack)
    lenient=
    restoring=no
    export LC_ALL plan_name plan_uplink plan_firewall plan_resolv_conf plan_bird
    export state work others workers lost restoring dry_run conntrack
}

# The work directory goes; the directory of all plans, too, when no plan has state in it.
tidy() {
    rm -rf "$work"
    for entry in "$run_dir"/*; do
        [ ! -e "$entry" ] || return 0
    done
    rm -f "$run_dir/.lock"
    rmdir "$run_dir" 2>/dev/null || :
}

unwritable() {
    refuse "cannot write files in $work; see what stands in the way there," \
        "or whether /run is full or read-only"
}

up() {
    look up
    refusals
    remarks
    [ ! -s "$work/netfilter" ] || need_bridge_netfilter
    need_idle_namespaces
    show_commands
    found_changes=$(changes)
    : >"$work/error"
    [ "$found_changes" -eq 0 ] || load_rules load test ||
        refuse "the kernel or $plan_firewall does not take the rules: $(cat "$work/error")"
    journal || {
        [ -e "$state/plan" ] || [ -e "$state/next.plan" ] || rm -rf "$state"
        refuse "cannot write $state"
    }
    trap 'stop_workers; failed interrupted' HUP INT TERM
    load_bridge_netfilter
    if [ "$found_changes" -gt 0 ]; then
        apply || failed "$(explain_error)"
        look_again
    fi
    commit || failed "cannot write $state or /etc/netns"
    trap 'exit 1' HUP INT TERM
    [ -z "$told" ] || say "$told"
    conclude "$found_changes"
}

check() {
    look check
    refusals
    remarks
    cat "$work/report" 2>/dev/null || {
        say "failed: standard output cannot be written to"
        exit 1
    }
    [ ! -s "$work/report" ] || exit 3
}

down() {
    : >"$work/plan"
    : >"$work/rules"
    look down
    remarks
    need_idle_namespaces
    show_commands
    found_changes=$(changes)
    trap '' HUP INT TERM PIPE
    lenient=-force
    apply || {
        say "down could not remove everything; what the tools said:"
        explain_error >&2
        exit 1
    }
    forget
    conclude "$found_changes"
}

# --dry-run ends here, with the commands that would run.
show_commands() {
    [ "$dry_run" = yes ] || return 0
    cat "$work/commands"
    exit 0
}

# The last line. Where nobody can be told on stdout, it was done all the same.
conclude() {
    printf 'netgen %s: changed=%s\n' "$plan_name" "$1" 2>/dev/null ||
        say "$verb is done, changed=$1; standard output cannot be written to"
}

changes() { cat "$work/changes"; }

# What stands in the way; nothing has been changed so far.
refusals() {
    tell refused "refused: "
    [ ! -s "$work/refused" ] || exit 4
}

# What is kept although it is not as planned.
remarks() { tell remarks; }

# tell FILE PREFIX
tell() {
    [ -e "$work/$1" ] || return 0
    while IFS= read -r line; do say "${2-}$line"; done <"$work/$1"
}

# Namespaces that are to be deleted, `NAME INODE ORIGIN` a line, must be idle.
need_idle_namespaces() {
    [ -s "$work/deleted" ] && [ "$force" = no ] || return 0
    stat -c '%N' /proc/[0-9]*/ns/net 2>/dev/null | awk -v deleted="$work/deleted" '
        BEGIN {
            while ((getline line < deleted) > 0) {
                split(line, w, " ")
                name["net:[" w[2] "]"] = w[1]
                origin[w[1]] = w[3]
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
                print origin[ns] ": namespace " ns " is to be deleted, and processes run in it:" busy[ns] \
                    "; end them, or run again with --force"
        }' >"$work/refused"
    refusals
}

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

# Runs on the host or inside of a namespace, in a shell of its own that becomes ip at its end: one process a
# namespace.
inside_script() {
    cat <<'SH'
set +efC -u

# What a tool has loaded. A table that is not there is no failure.
list_rules() {
    printf '@rules %s\n' "$1"
    case $1 in
    nftables)
        list_table "netgen-$plan_name" && { [ "$ns" != - ] || list_table netgen_user; }
        ;;
    *) "$1-save" ;;
    esac
}

list_table() {
    { error=$(nft -s list table inet "$1" 2>&1 >&3); } 3>&1 || {
        case $error in
        *'No such file or directory'*) ;;
        *)
            printf '%s\n' "$error" >&2
            return 1
            ;;
        esac
    }
}

# inside.sh look NS DIGITS WORDS TOOLS: sysctls of one digit, longer ones, rules, and what ip shows.
look() {
    ns=$1
    for tool in $4; do
        [ "$tool" = - ] || list_rules "$tool" || exit 1
    done
    cd /proc/sys || exit 1
    for path in $2; do
        value=
        [ "$path" = - ] || { read -r value <"$path" || :; } 2>/dev/null
        [ -z "$value" ] || printf '@sysctl %s %s\n' "$path" "$value"
    done
    if [ "$3" = - ]; then
        :
    elif [ -n "${BASH_VERSION-}" ]; then
        for path in $3; do
            { read -r value <"$path" || :; } 2>/dev/null && [ ! -e "$path" ] ||
                printf '@sysctl %s %s\n' "$path" "$value"
        done
    else
        for path in $3; do set -- "$@" "$path"; done
        shift 4
        grep -s '' /dev/null "$@" | sed 's|^\([^:]*\):|@sysctl \1 |'
    fi
    cd / || exit 1
    if [ "$ns" = - ]; then
        exec ip -N -d -j -batch "$work/show.host"
    else
        exec ip -N -d -j -batch "$work/show.netns"
    fi
}

# Writes a sysctl: put SAVE PATH ORIGIN VALUE. SAVE is `-`, or how what stands there is read to be remembered.
# How the kernel spells a longer value is remembered, too.
put() {
    case $1 in
    digit) { read -r before <"/proc/sys/$2" || :; } 2>/dev/null ;;
    words) before=$(cat "/proc/sys/$2" 2>/dev/null) ;;
    esac
    [ "$1" = - ] || printf '%s sysctl %s\t%s\n' "$ns" "$2" "$before" >>"$state/found"
    { printf '%s\n' "$4" >"/proc/sys/$2"; } 2>/dev/null || {
        [ -n "$lenient" ] && [ ! -e "/proc/sys/$2" ] && return 0
        printf '%s: the kernel does not take "%s" for /proc/sys/%s\n' "$3" "$4" "$2" >&2
        return 1
    }
    [ ${#4} -gt 1 ] || return 0
    if [ -n "${BASH_VERSION-}" ]; then
        read -r after <"/proc/sys/$2" || :
    else
        after=$(cat "/proc/sys/$2")
    fi 2>/dev/null
    [ "$after" = "$4" ] || printf '%s sysctl %s\t%s\t%s\n' "$ns" "$2" "$4" "$after" >>"$state/spelled"
}

# inside.sh act UNIT NS LENIENT: the steps of UNIT.steps, then UNIT.ip.
act() {
    unit=$1
    ns=$2
    lenient=$3
    if [ -e "$unit.steps" ]; then
        while read -r step origin first second rest; do
            case $step in
            sysctl) put "$first" "$second" "$origin" "$rest" ;;
            rules) load "$first" "$second" "$origin" ;;
            esac || [ -n "$lenient" ] || exit 1
        done <"$unit.steps"
    fi
    [ -s "$unit.ip" ] || exit 0
    exec ip ${lenient:+"$lenient"} -batch "$unit.ip"
}

# Loads the rules of a namespace, and lists what is there then.
load() {
    case $1 in
    nftables) nft -f "$2" ;;
    *) "$1-restore" -w --noflush <"$2" ;;
    esac || {
        printf '%s: the rules of its namespace are as they were\n' "$3" >&2
        return 1
    }
    case $2 in
    */load.*) { printf '@netns %s\n' "$ns" && list_rules "$1"; } >"$unit.$1.listing" ;;
    esac
}

verb=$1
shift
case $verb in
look) look "$@" ;;
act) act "$@" ;;
esac
SH
}

# ---- apply -------------------------------------------------------------------------------------------------

# Does what compare wrote down. Rules come first, so that nothing is reachable for a moment that must not be,
# and rules that are no longer wanted go last; between them what has to go, then what the host gets, then what
# namespaces get. $lenient is `-force` on the way back, where ip shall go on after something that is already
# gone.
apply() {
    : >"$work/error"
    status=0
    step load_rules load && step in_namespaces leave && step undo_host && step in_namespaces undo &&
        step ensure_host && step in_namespaces ensure && step change_files && step load_rules unload &&
        forget_flows
    return "$status"
}

step() {
    "$@" && return
    status=1
    [ -n "$lenient" ]
}

# load_rules load|unload [test], of the host. A test asks the kernel whether it takes them, and changes
# nothing.
load_rules() {
    for tool in nftables iptables ip6tables; do
        file=$work/$1.$tool
        [ -e "$file" ] || continue
        case $tool in
        nftables) nft ${2:+-c} -f "$file" ;;
        *) "$tool-restore" -w --noflush ${2:+--test} <"$file" ;;
        esac 2>>"$work/error" >&2 || return 1
    done
}

undo_host() {
    [ ! -e "$work/undo.host.ip" ] || benign ip -force -batch "$work/undo.host.ip"
}

# What has to go may go by itself meanwhile: a link dies some time after its namespace. Gone is as good as
# removed.
benign() {
    "$@" 2>"$work/gone" >&2 && return
    ! awk '/^Command failed / { failed++; next }
        /Cannot find device|No such (device|process|file)|Invalid "netns"/ { gone++; next }
        /Cannot assign requested address/ { gone++; next }
        { other++ }
        END { exit other || !failed || failed > gone }' "$work/gone" || return 0
    cat "$work/gone" >>"$work/error"
    return 1
}

ensure_host() {
    if [ -e "$work/ensure.host.ip" ]; then
        ip ${lenient:+"$lenient"} -batch "$work/ensure.host.ip" 2>>"$work/error" >&2 || {
            echo "@batch $work/ensure.host.ip" >>"$work/error"
            [ -n "$lenient" ] || return 1
        }
    fi
    [ ! -e "$work/ensure.host.steps" ] || {
        mv "$work/ensure.host.ip" "$work/ensured.host.ip" 2>/dev/null
        "$long_reader" "$work/inside.sh" act "$work/ensure.host" - "$lenient" 2>>"$work/error" >&2
    }
}

# in_namespaces leave|undo|ensure
in_namespaces() {
    [ -e "$work/$1.list" ] || return 0
    phase=$1
    keep_on=yes
    [ "$phase" != ensure ] || [ -n "$lenient" ] || keep_on=no
    in_workers act_in "$work/$1.list" && return
    cat "$work"/error.* "$work"/stop.* >>"$work/error"
    rm -f "$work"/stop.* "$work"/error.*
    return 1
}

# What is to be done in a namespace stands in files that are named after $first. What is to go may have gone
# by itself.
act_in() {
    failure="@batch $work/$first.ip"
    [ -e "$path" ] || [ "$phase" = ensure ] || return 0
    reader=$short_reader
    ! grep -q '^sysctl [^ ]* words ' "$work/$first.steps" 2>/dev/null || reader=$long_reader
    force_ip=
    [ "$keep_on" = no ] || force_ip=-force
    $enter "$reader" "$work/inside.sh" act "$work/$first" "$ns" "$force_ip" || [ "$phase" != ensure ]
}

# The entry of the plan, the command that failed and what the tool said.
explain_error() {
    awk -v script="$0" '
        /^Command failed / {
            if (!number) number = substr($3, match($3, /[0-9]+$/))
            next
        }
        /^@batch / {
            file = $2
            next
        }
        { said = said (said == "" ? "" : "; ") $0 }
        END {
            for (n = 0; n < number && (getline failed < file) > 0; n++) continue
            number = 0
            if (match(failed, / # [^ ]+ [^ ]+$/)) {
                split(substr(failed, RSTART + 3), from, " ")
                failed = substr(failed, 1, RSTART - 1)
                wanted = (from[2] == "-" ? "" : "[" from[2] "] ") failed
                while ((getline line < script) > 0) {
                    number++
                    if (line != wanted && index(line, wanted " # ") != 1) continue
                    found = " (" script ":" number ")"
                    break
                }
                printf "%s%s: ip %s: ", from[1], found, failed
            }
            print said == "" ? "a tool was killed or failed without a word" : said
        }' "$work/error"
}

# UDP flows of ports that lead elsewhere now. Only conntrack(8) can delete them, so that it is used where it
# is installed; elsewhere they end by themselves once they have been silent for two minutes.
forget_flows() {
    [ -s "$work/stale" ] || return 0
    if [ -n "$conntrack" ]; then
        # Among all that could be stale few flows are there, and each line of -R looks at them all.
        conntrack -L -p udp 2>/dev/null | awk -v stale="$work/stale" '
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
            }' >"$work/flows"
        [ ! -s "$work/flows" ] || conntrack -R - <"$work/flows" >/dev/null 2>&1 || :
    elif grep -q -e --reply-src "$work/stale"; then
        say "conntrack is missing: UDP senders that do not pause may go on reaching" \
            "what a port led to before; on Debian: apt-get install conntrack"
    fi
}

# ---- files below /etc/netns --------------------------------------------------------------------------------

change_files() {
    if [ -e "$work/files.mkdir" ]; then
        xargs mkdir <"$work/files.mkdir" 2>>"$work/error" || return 1
    fi
    if [ -e "$work/files.write" ]; then
        awk -f "$work/engine.awk" write-files </dev/null 2>>"$work/error" || return 1
    fi
    if [ -e "$work/files.remove" ]; then
        xargs rm -f <"$work/files.remove" 2>>"$work/error" || return 1
    fi
    [ ! -e "$work/files.rmdir" ] || xargs rmdir <"$work/files.rmdir" 2>/dev/null || :
}

# The directory itself goes with the last plan, if it was made for the first: .netgen in it says so.
make_names_directory() {
    [ -e "$work/files.mkdir" ] && [ ! -d /etc/netns ] || return 0
    mkdir /etc/netns && : >/etc/netns/.netgen
}

forget_names() {
    rm -f "$names_record" "$names_record.next"
    [ -e /etc/netns/.netgen ] || return 0
    for entry in /etc/netns/* /etc/netns/.netgen-*; do
        [ ! -e "$entry" ] && [ ! -L "$entry" ] || return 0
    done
    rm -f /etc/netns/.netgen
    rmdir /etc/netns 2>/dev/null || :
}

# ---- the record --------------------------------------------------------------------------------------------

# Before the first change: the plan that is about to be applied, beside that of the last run. A run that is
# killed has left word of what it may have made.
journal() {
    mkdir -p "$state" || return 1
    [ ! -e "$work/journal.found" ] || mv "$work/journal.found" "$state/found" || return 1
    [ "$found_changes" -gt 0 ] || return 0
    [ -d /run/netns ] || : >"$state/made-netns-directory" || return 1
    store "$work/own.rules" "$state/next.rules" && journal_plan && make_names_directory || return 1
    [ ! -e "$work/files.record" ] || names_text >"$names_record.next"
}

# What a run before this one began and did not end stays in the journal.
journal_plan() {
    {
        [ ! -e "$state/next.plan" ] || cat "$state/next.plan"
        cat "$work/resolved"
    } >"$work/journal" && mv "$work/journal" "$state/next.plan"
}

names_text() {
    printf '# What netgen wrote below /etc/netns for plan %s; setup.sh down removes it.\n' "$plan_name"
    [ ! -e "$work/files.dirs" ] || cat "$work/files.dirs"
    [ ! -e "$work/files.record" ] || cat "$work/files.record"
}

# Whole or not at all: half a line could name what is somebody else's.
store() { cat "$1" >"$2.new" && mv "$2.new" "$2"; }

# The plan is in force now.
commit() {
    for file in plan rules listing found spelled devices; do
        [ ! -e "$work/record.$file" ] || mv "$work/record.$file" "$state/$file" || return 1
    done
    rm -f "$state/next.plan" "$state/next.rules"
    if [ -e "$work/files.record" ]; then
        make_names_directory
        names_text >"$work/names" || return 1
        cmp -s "$work/names" "$names_record" || store "$work/names" "$names_record" || return 1
        rm -f "$names_record.next"
    else
        forget_names
    fi
    [ ! -e "$work/unload-module" ] || unload_bridge_netfilter
}

# The kernel may have changed more than it was told to: up looks again at the host and at each namespace that
# it changed and that was there before. What differs is done once more.
look_again() {
    touch "$work/scope"
    look again
    [ "$(changes)" -gt 0 ] || return 0
    apply || failed "$(explain_error)"
    look again
    [ "$(changes)" -eq 0 ] || failed "this differs although it was done twice: $(head -n 1 "$work/report")"
}

# A step of up failed: say which and why, go back to the plan that was in force before, or to nothing.
failed() {
    trap '' HUP INT TERM PIPE
    say "failed: $1"
    say "restoring what was there before"
    : >"$work/plan"
    : >"$work/rules"
    was_up=no
    [ ! -e "$state/plan" ] || {
        was_up=yes
        cat "$state/plan" >"$work/plan"
        cat "$state/rules" >"$work/rules"
    }
    lenient=-force
    restoring=yes
    look restore
    apply
    touch "$work/scope"
    look again
    if [ "$(changes)" -gt 0 ]; then
        say "this is left, and differs from what was there before:"
        cat "$work/report" >&2
        exit 1
    fi
    if [ "$was_up" = yes ]; then
        commit
    else
        forget
    fi
    say "restored; nothing is left of the failed change"
    exit 1
}

# The plan is gone, and so is what was remembered of it.
forget() {
    [ ! -e "$work/unload-module" ] || unload_bridge_netfilter
    forget_names
    [ ! -e "$state/made-netns-directory" ] || remove_netns_directory
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

# ---- bridge netfilter --------------------------------------------------------------------------------------

# br_netfilter is for networks whose containers are kept apart. Loaded, it is on for every bridge of the host:
# it is switched off for all at once, and each bridge of the plan has a switch of its own.
load_bridge_netfilter() {
    told=
    [ ! -s "$work/switched" ] ||
        told="bridge netfilter is switched on for $(sort -u "$work/switched" |
            tr '\n' ' ')and for no other bridge"
    [ -s "$work/netfilter" ] || return 0
    told="br_netfilter is loaded, and off for bridges of others${told:+; $told}"
    modprobe br_netfilter 2>"$work/error" || failed "$(cat "$work/error")"
    for file in /proc/sys/net/bridge/bridge-nf-call-*tables; do echo 0 >"$file"; done
}

# Asks without loading it.
need_bridge_netfilter() {
    need modprobe kmod
    modprobe -n br_netfilter 2>"$work/error" ||
        refuse "$(cat "$work/netfilter"): \`icc: false\` needs bridge netfilter, and this kernel has none" \
            "(br_netfilter: $(head -n 1 "$work/error"));" \
            "use a kernel with CONFIG_BRIDGE_NETFILTER, or take \`icc: false\` out"
}

# The module goes as it came, unless somebody else has come to use it.
unload_bridge_netfilter() {
    ! grep -qsv '^0$' /proc/sys/net/bridge/bridge-nf-call-*tables || return 0
    ! ip -d link show type bridge 2>/dev/null | grep -q 'nf_call_[a-z0-9]* 1' || return 0
    modprobe -r br_netfilter 2>/dev/null || :
}

# ---- refresh-names -----------------------------------------------------------------------------------------

# The host's resolv.conf has changed, and with it what containers have of it.
refresh_names() {
    if [ ! -e "$state/plan" ] || [ -e "$state/next.plan" ]; then
        refuse "this plan is not up on this host; run up"
    fi
    purpose=refresh
    export purpose
    list_files
    awk -f "$work/engine.awk" refresh </dev/null || broken "the record could not be read"
    remarks
    show_commands
    : >"$work/error"
    grep '^mkdir ' "$names_record" >"$work/files.dirs"
    {
        names_text >"$names_record.next" && change_files && mv "$names_record.next" "$names_record"
    } || {
        say "failed: $(cat "$work/error")"
        exit 1
    }
    conclude "$(changes)"
}

# The awk program.
awk_program() {
    cat <<'AWK'
# ---- one program -------------------------------------------------------------------------------------------
#
# `survey` says where to look; `compare` says what differs and writes down what is to be done; `refresh` does
# the same for resolv.conf; `write-files` writes files below /etc/netns. An element that may never have been
# set is passed on as text (`value[key] ""`): gawk 5.2 forgets what is in an array where a function gets one
# as it is.

BEGIN {
    step = ARGV[1]
    purpose = ENVIRON["purpose"]
    plan_name = ENVIRON["plan_name"]
    work = ENVIRON["work"]
    state = ENVIRON["state"]
    MARK = "netgen:" plan_name ":"
    CHAINS = "NG_" plan_name "_"
    PROTOCOL = "110"
    RESERVED = "net/ipv4/ip_local_reserved_ports"
    MODULE = "- module br_netfilter"
    IPV6_MINIMUM_MTU = 1280
    # Ten groups that others hardly use: a link in another one was put there by somebody.
    DELETE_GROUP = 110
    split("nameserver search options", RESOLVER_WORDS, " ")
    split("hostname hosts resolv.conf", FILES, " ")
    split("nftables iptables ip6tables", TOOLS, " ")
    # linux/rtnetlink.h: RTN_* and RTPROT_*
    split("unicast - - - - blackhole unreachable prohibit throw", TYPES, " ")
    split("redirect kernel boot static", PROTOCOLS, " ")
    USER_TABLE = "table inet netgen_user {\n    chain forward {\n" \
        "        type filter hook forward priority filter - 10; policy accept;\n    }\n}"
    lines = 0
    changed = 0
    if (step == "write-files") write_files()
    else if (step == "refresh") refresh()
    else if (step == "survey") survey()
    else compare()
    exit 0
}

# ---- words -------------------------------------------------------------------------------------------------

function refuse(text) {
    if (purpose == "up" || purpose == "check") print text > (work "/refused")
    refusals++
}

function remark(text) { if (purpose ~ /^(up|check|down|refresh)$/) print text > (work "/remarks") }

# One difference: a line of check, and one more that up changes.
function report(word, key, text) { report_at(word, origin_of(key), text) }

function report_at(word, origin, text) {
    text = origin ": " text
    gsub(/[^ -~]/, "?", text)
    print word " " text > (work "/report")
    changed++
}

# The value of an element, without making it.
function get(map, key) { return key in map ? map[key] : "" }

# The first key, mostly the only one, of a line of the plan.
function first_key(i) { return substr(facts[i], 1, index(facts[i], "\n") - 1) }

# Whether there is such a file.
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

# In which namespace, for a message.
function where(ns, word) { return ns == "-" ? "" : " " word " " ns }

# The tool of a fact `NS rules TOOL`.
function tool_of(key) { return substr(key, index(key, " rules ") + 7) }

# A word of a key.
function part_of_key(key, n,    w) {
    split(key, w, " ")
    return w[n]
}

# A word for the shell.
function quote(s) {
    gsub(/'/, "'\\''", s)
    return "'" s "'"
}

# ---- the record --------------------------------------------------------------------------------------------

# `plan`, `rules` and `listing` are in force; `next.plan` and `next.rules` are of an `up` that has not come to
# its end: what either of them names was made by us. `found` and `spelled` hold what stood there, and how the
# kernel spells what was written.
function read_record(    line, f, key) {
    has_record = can_read(state "/plan") || can_read(state "/next.plan")
    read_devices()
    find_left_namespaces(state "/plan")
    find_left_namespaces(state "/next.plan")
    read_plan(state "/plan", "made")
    read_plan(state "/next.plan", "made")
    read_rules_text(state "/rules", "made", "made")
    read_rules_text(state "/next.rules", "made", "begun")
    while ((getline line < (state "/found")) > 0) {
        split(line, f, "\t")
        key = current_key(f[1])
        if (!(key in found)) add_found(key, words(f[2]))
    }
    close(state "/found")
    while ((getline line < (state "/spelled")) > 0) {
        split(line, f, "\t")
        spelling[f[1]] = words(f[2]) "\t" words(f[3])
    }
    close(state "/spelled")
    read_others()
}

function add_found(key, value) {
    found_order[++found_count] = key
    found[key] = value
}

# A key of the record as it is today: an interface may have another name, a namespace another entry.
function current_key(key,    w) {
    split(key, w, " ")
    if (w[2] == "sysctl" && w[1] == "-") return "- sysctl " current_path(w[3])
    if (w[2] == "proxy") return w[1] " proxy " w[3] " " current_name(w[4])
    if (w[1] in left_through) return left_through[w[1]] substr(key, length(w[1]) + 1)
    return key
}

# The entry of an attached namespace may lead to another one than it is to lead to: what we put into the old
# one is taken back through the entry, before that goes.
function find_left_namespaces(file,    line, w) {
    while ((getline line < file) > 0) {
        if (line !~ /^netns attach /) continue
        split(line, w, " ")
        if (w[3] in inode && w[3] in attached_inode && inode[w[3]] != attached_inode[w[3]])
            left_through[w[3]] = "/run/netns/" w[3]
    }
    close(file)
}

# What other plans on this host made and found.
function read_others(    n, i, list, name, line, f) {
    n = split(ENVIRON["others"], list, " ")
    for (i = 1; i <= n; i++) {
        name = list[i]
        sub(/.*\//, "", name)
        read_plan(list[i] "/plan", "others", name)
        while ((getline line < (list[i] "/found")) > 0) {
            split(line, f, "\t")
            if (!(f[1] in others_found)) others_found[f[1]] = f[2]
        }
        close(list[i] "/found")
    }
}

# Entries under /run/netns: `DEVICE INODE PATH`, the first line for the host's own namespace. One that lies on
# another device is what a crash leaves: a name that nothing is mounted on.
function read_entries(    line, w, device, n, part) {
    while ((getline line < (work "/entries")) > 0) {
        split(line, w, " ")
        if (w[3] == "/proc/self/ns/net") {
            device = w[1]
            host_inode = w[2]
            continue
        }
        n = split(w[3], part, "/")
        entries[++entry_count] = part[n]
        inode[part[n]] = w[1] == device ? w[2] : "stale"
    }
    close(work "/entries")
}

# ---- survey: where to look ---------------------------------------------------------------------------------

function survey(    i, ns, n, list, in_scope) {
    read_entries()
    find_attached()
    read_record()
    if (!has_record) {
        read_plan(work "/own.plan", "made")
        read_rules_text(work "/own.rules", "made", "own")
    }
    read_plan(work "/plan", "want")
    read_rules_text(work "/rules", "want", "want")
    for (i = 1; i <= lines; i++) {
        n = split(facts[i], list, "\n")
        if (space[i] != "-") note_space(space[i])
        if (text[i] ~ /^netns /) note_space(substr(list[1], 9))
        for (; n > 1; n--) note_to_look(list[n - 1])
        if (text[i] ~ /\$ra_interface/) digits[space[i]] = digits[space[i]] "net/ipv6/conf/*/accept_ra "
    }
    for (i = 1; i <= made_count; i++) {
        note_to_look(made_order[i])
        if (!has_record && made_order[i] ~ /^- netns /) note_space(substr(made_order[i], 9))
    }
    if (ENVIRON["lost"] == "yes") for (i = 1; i <= entry_count; i++) note_space(entries[i])
    while ((getline ns < (work "/scope")) > 0) in_scope[ns] = 1
    write_space("-", "-")
    for (i = 1; i <= space_count; i++) {
        ns = spaces[i]
        if (path_of(ns) != "" && (purpose != "again" || ns in in_scope)) write_space(ns, path_of(ns))
    }
}

function write_space(ns, path) {
    print ns "\t" path "\t" some(digits[ns] "") "\t" some(long_values[ns] "") "\t" \
        some(tools_of[ns] "") > (work "/spaces")
}

function some(list) { return list == "" ? "-" : list }

# A namespace to look into.
function note_space(ns) {
    if (ns == "-" || (ns in is_noted)) return
    is_noted[ns] = 1
    spaces[++space_count] = ns
}

# What no listing of ip shows: sysctls to read, and tools whose rules are to be listed.
function note_to_look(key,    w, ns) {
    split(key, w, " ")
    ns = w[1]
    if ((key in is_noted) || w[2] !~ /^(sysctl|rules|user)$/) return
    is_noted[key] = 1
    if (w[2] != "sysctl") {
        if (!index(tools_of[ns], " " w[3] " ")) tools_of[ns] = tools_of[ns] " " w[3] " "
    } else if (is_digit(w[3])) digits[ns] = digits[ns] w[3] " "
    else long_values[ns] = long_values[ns] w[3] " "
}

# How a namespace is entered; "" where it is not there yet. That of a process is reached through the process
# until it has its entry.
function path_of(ns) {
    if (ns ~ /\//) return ns
    if (ns in pid) return "/proc/" pid[ns] "/ns/net"
    if (ns in inode) return inode[ns] == "stale" ? "" : "/run/netns/" ns
    return ("- netns " ns) in want || ("- netns " ns) in made ? "" : "/run/netns/" ns
}

# The processes whose namespaces are wanted: pid:N of the plan, or asked of docker, in one call for all.
function find_attached(    line, w, names, n, question, i, ns, origin) {
    while ((getline line < (work "/plan")) > 0) {
        if (line ~ /^# [^ ]/) origin = origin_in(line)
        if (line !~ /^netns attach /) continue
        split(line, w, " ")
        attached_by[w[3]] = origin
        if (w[4] ~ /^pid:/) pid[w[3]] = substr(w[4], 5)
        else {
            names[++n] = w[3]
            question = question " " quote(substr(w[4], 8))
        }
    }
    close(work "/plan")
    if (n) ask_docker(question, names, n)
    question = "stat -L -c '%i %n'"
    for (ns in pid) question = question " /proc/" pid[ns] "/ns/net"
    if (question !~ /proc/) return
    question = question " 2>/dev/null"
    while ((question | getline line) > 0) {
        split(line, w, " ")
        inode_at[w[2]] = w[1]
    }
    close(question)
    for (ns in pid) note_attached(ns, inode_at["/proc/" pid[ns] "/ns/net"] "")
}

function note_attached(ns, number) {
    if (number != "" && number != host_inode) {
        attached_inode[ns] = number
        print ns, pid[ns], number > (work "/attached")
        return
    }
    if (number == "") refuse(attached_by[ns] ": there is no process " pid[ns])
    else refuse(attached_by[ns] ": process " pid[ns] " lives in the host's own network namespace")
    delete pid[ns]
}

function ask_docker(question, names, n,    line, i, j, told) {
    question = "docker inspect --format '{{.State.Pid}}'" question " 2>&1"
    while ((question | getline line) > 0) {
        if (line ~ /^[1-9][0-9]*$/) pid[names[++i]] = line
        else if (line == "0") refuse(attached_by[names[++i]] ": docker: the container is not running")
        else {
            for (j = 1; j <= n && index(line, names[j]) == 0; j++) continue
            refuse((j <= n ? attached_by[names[j]] : attached_by[names[1]]) ": docker: " line)
            told = 1
        }
    }
    if (close(question) != 0 && !told) refuse(attached_by[names[1]] ": docker inspect failed")
}

# ---- compare: what differs, and what is to be done about it ------------------------------------------------

function compare(    line, w) {
    read_entries()
    while ((getline line < (work "/attached")) > 0) {
        split(line, w, " ")
        pid[w[1]] = w[2]
        attached_inode[w[1]] = w[3]
    }
    read_record()
    read_listing(state "/listing", "listed")
    read_looks("links")
    if (!has_record && marks) go_by_marks()
    note_entries()
    read_plan(work "/plan", "want")
    read_rules_text(work "/rules", "want", "want")
    note_planned_subnets()
    read_looks("rest")
    read_new_listings()
    finish_facts()
    preflight()
    read_file_facts()
    need_free_files()
    if (refusals && purpose ~ /^(up|check)$/) return
    judge_links()
    undo_facts()
    do_lines()
    compare_module()
    compare_rules()
    compare_files()
    note_stale_flows()
    write_units()
    write_records()
    conclude()
}

function conclude() {
    print changed > (work "/changes")
    if (ENVIRON["dry_run"] == "yes") show_commands()
}

# One file for each worker that looked.
function read_looks(pass,    i) { for (i = 0; i < ENVIRON["workers"]; i++) read_look(work "/look." i, pass) }

# Without a record, what bears our marks is ours: links by their alias, namespaces that hold such a link or
# none at all.
function go_by_marks(    i, key, ns, n) {
    lost_record = 1
    n = made_count
    read_plan(work "/own.plan", "made")
    read_rules_text(work "/own.rules", "made", "own")
    for (i = n + 1; i <= made_count; i++) {
        key = made_order[i]
        ns = substr(key, 9)
        if (key ~ /^- netns / && looked[ns] && !marked[ns] && link_count[ns]) delete made[key]
    }
    remark("host: the record under " state " is lost;" \
        " what bears the marks of this plan is taken for its own, and sysctls are not put back")
}

# Facts of entries under /run/netns: how one of ours was made, or the inode of another's.
function note_entries(    i, ns, key) {
    for (i = 1; i <= entry_count; i++) {
        ns = entries[i]
        key = "- netns " ns
        note(key, inode[ns] == "stale" ? "stale" : get(made, key) == "made" ? "made" : inode[ns])
    }
}

# After the rules of a namespace were loaded, inside.sh listed them: that is what is to be there from now on.
function read_new_listings(    line, w) {
    while ((getline line < (work "/loaded")) > 0) {
        split(line, w, "\t")
        just_loaded[w[1]] = 1
        if (w[2] != "" && purpose == "again" && !looked[part_of_key(w[1], 1)]) read_look(w[2], "rest")
    }
    close(work "/loaded")
    if (purpose != "again") split("", just_loaded)
}

# What is known once all is read.
function finish_facts(    i, ns) {
    if (("- sysctl " RESERVED) in want) want["- sysctl " RESERVED] = reserved_ports()
    if (can_read("/proc/sys/net/bridge/bridge-nf-call-iptables")) note(MODULE, "loaded")
    for (i = 1; i <= 3; i++) if (user_there[TOOLS[i]]) note("- user " TOOLS[i], "first")
    for (i = 1; i <= made_count; i++) {
        ns = part_of_key(made_order[i], 1)
        if (ns == "-" || (ns in owner) || (ns in left) || looked[ns] || get(made, "- netns " ns) == "made")
            continue
        left[ns] = looked[ns] = 1
        assume_listing(ns)
    }
}

# The rules see what goes from port to port of a bridge where its own switch is on, and the kernel has
# br_netfilter. Loaded, it is on for every bridge of the host (net/bridge/br_netfilter_hooks.c,
# brnf_init_net).
function compare_module(    i, path, list, value) {
    if (!(MODULE in want) || purpose == "again") return
    if (!(MODULE in have)) {
        report("missing", MODULE, "bridge netfilter: br_netfilter is not loaded")
        print origin_of(MODULE) > (work "/netfilter")
        needs_module = 1
        return
    }
    # A run that was killed after it had loaded the module may not have switched it off for others.
    if (!(MODULE in found) || found[MODULE] != "" || !can_read(state "/next.plan")) return
    split("iptables ip6tables arptables", list, " ")
    for (i = 1; i <= 3; i++) {
        path = "net/bridge/bridge-nf-call-" list[i]
        value = first_line("/proc/sys/" path) + 0
        if (value == 0) continue
        report("differs", MODULE, "sysctl " path " is " value ", not 0")
        act("ensure", "-", "sysctl", "- " path " 0", origin_of(MODULE))
    }
}

function undo_module(key) {
    if (!(key in made) || !(key in found) || key in others_made) return
    if (found[key] == "") print "" > (work "/unload-module")
}

# ---- commands ----------------------------------------------------------------------------------------------

# Adds to what is to be done, in three phases: `leave` (namespaces that are left), `undo`, `ensure`. A kind is
# ip (words for ip -batch), sysctl (whether to remember what stands there, path, value) or rules (tool, file).
# Sysctls of a namespace come before its ip lines; those of the host after, since links of ours have some.
function act(phase, ns, kind, words_, origin,    unit) {
    if (is_left(ns)) phase = "leave"
    unit = phase SUBSEP ns
    if (!(unit in unit_number)) {
        unit_number[unit] = ++units
        unit_name[units] = unit
    }
    if (kind == "ip") batch[unit] = batch[unit] words_ " # " origin " " ns "\n"
    else steps[unit] = steps[unit] kind " " origin " " words_ "\n"
}

# leave.list, undo.list, ensure.list: `NS PATH UNIT` for namespaces; UNIT.ip and UNIT.steps. The host's are
# undo.host and ensure.host.
function write_units(    i, part, unit, name, key) {
    for (i = 1; i <= units; i++) {
        unit = unit_name[i]
        split(unit, part, SUBSEP)
        name = part[2] == "-" ? part[1] ".host" : part[1] "." i
        if (steps[unit] != "") printf "%s", steps[unit] > (work "/" name ".steps")
        if (batch[unit] != "") printf "%s", batch[unit] > (work "/" name ".ip")
        close(work "/" name ".steps")
        close(work "/" name ".ip")
        if (part[2] == "-") continue
        print part[2] "\t" path_after(part[2]) "\t" name > (work "/" part[1] ".list")
        if (looked[part[2]] && purpose != "again") print part[2] > (work "/scope")
    }
    if (purpose == "again") return
    for (i = 1; i <= lines; i++) {
        key = first_key(i)
        if (key !~ / rules / || !loads[key]) continue
        name = work "/ensure." unit_number["ensure", space[i]] "." tool_of(key) ".listing"
        print key "\t" (space[i] == "-" ? "" : name) > (work "/loaded")
    }
}

# A namespace that is about to be made has its entry by then.
function path_after(ns) { return path_of(ns) == "" ? "/run/netns/" ns : path_of(ns) }

# ---- what is remembered ------------------------------------------------------------------------------------

# record.FILE is written where the record is to change; journal.found is `found` before the first change.
function write_records(    i, key, plan, origin, from, found_now, spelled_now, listing, devices_now) {
    for (i = 1; i <= lines; i++) {
        if (text[i] == "") continue
        if (place[i] != origin) plan = plan "# " place[i] "\n"
        origin = place[i]
        plan = plan (space[i] == "-" ? "" : "[" space[i] "] ") text[i] "\n"
    }
    for (i = 1; i <= lines; i++) {
        key = first_key(i)
        if (key !~ / rules /) continue
        from = rule_count["listed", key] &&
            !(rule_count["have", key] && purpose == "again") ? "listed" : "have"
        listing = listing "@ " tool_of(key) " " space[i] "\n" joined(from, key)
    }
    printf "%s", plan > (work "/resolved")
    note_found()
    for (i = 1; i <= found_count; i++) {
        key = found_order[i]
        print key "\t" found[key] > (work "/journal.found")
        if (key in want) found_now = found_now key "\t" found[key] "\n"
    }
    for (key in want) {
        if (key in spelling) spelled_now = spelled_now key "\t" spelling[key] "\n"
        if (key ~ /^- (proxy|sysctl|route) / && (i = foreign_device(key)) != "") devices_now[i] = 1
    }
    record("plan", plan)
    record("rules", slurp(work "/rules"))
    record("listing", listing)
    record("found", found_now)
    record("spelled", spelled_now)
    plan = ""
    for (i in devices_now) plan = plan i " " ifindex["-", i] "\n"
    record("devices", plan)
}

function record(file, content) {
    if (slurp(state "/" file) != content) printf "%s", content > (work "/record." file)
}

function joined(map, key,    i, text_) {
    for (i = 1; i <= rule_count[map, key]; i++) text_ = text_ rule[map, key, i] "\n"
    return text_
}

# The interface of others that a fact of the host names.
function foreign_device(key,    w, dev) {
    split(key, w, " ")
    dev = w[2] == "proxy" ? w[4] : w[2] == "route" ? dev_of(want[key]) : ""
    if (w[2] == "sysctl" && split(w[3], w, "/") > 4) dev = w[4]
    return ("-", dev) in ifindex && !is_ours("-", dev) && dev != "lo" ? dev : ""
}

# Whether the host has a link, and the plan names one.
function has_link(ns, name) { return (ns " link " name " kind") in have }

function wants_link(ns, name) { return (ns " link " name " kind") in want }

# What stood there before the first change. Where another plan came first, it is what that one found.
function note_found(    i, j, n, key, w) {
    for (i = 1; i <= lines; i++) {
        n = split(facts[i], key, "\n")
        for (j = 1; j < n; j++) {
            split(key[j], w, " ")
            if (key[j] in found) continue
            if (w[2] == "link") {
                if (w[4] !~ /^nf_call/ || is_ours(w[1], w[3]) || !has_link(w[1], w[3])) continue
            } else if (w[2] == "sysctl") {
                if (!(key[j] in have) && !(key[j] in others_found)) continue
            } else if (w[2] !~ /^(proxy|user|module)$/) continue
            add_found(key[j], key[j] in others_found ? others_found[key[j]] : have[key[j]])
        }
    }
}

# ---- refresh-names -----------------------------------------------------------------------------------------

function refresh() {
    read_plan(work "/plan", "want")
    read_file_facts()
    compare_files()
    conclude()
}

# ---- the plan, as facts ------------------------------------------------------------------------------------
#
# A fact is a key and a value in iproute2's words: "web link eth0 mtu" = "1500". The first word of a key is
# the network namespace, `-` for the host; the second its kind, which kinds.awk has a row for. Four maps hold
# facts:
#   want    what the plan says              have    what the host says
#   made    what earlier runs of this plan made, from the record
#   found   what stood there before the first of them

# Reads a file of plan lines into `want` or `made`, or what plan `owner` made into `others_made`. `# ORIGIN:
# summary` names the place in the plan that the lines below it come from.
function read_plan(file, map, owner_,    line, origin, names, n, i) {
    origin = map == "others" ? owner_ : "host"
    while ((getline line < file) > 0) {
        if (line ~ /^# [^ ]/) {
            if (map != "others") origin = origin_in(line)
        } else if (map == "want" && index(line, "$ra_interface")) {
            n = advertised_interfaces(line, names)
            for (i = 1; i <= n; i++) read_line(in_place_of("$ra_interface", names[i], line), map, origin)
        } else if (line != "" && line !~ /^#/) read_line(line, map, origin)
    }
    close(file)
}

function origin_in(line,    word) {
    split(line, word, " ")
    sub(/:$/, "", word[2])
    return word[2]
}

# One line: `[NETNS] WORDS # comment`. Its facts go into the map; a wanted line is kept as text[n] in
# space[n], the comment cut off, and facts[n] lists the keys that it ensures.
function read_line(line, map, origin,    ns, at) {
    if (map == "want") line = resolve(line, origin)
    ns = "-"
    if (substr(line, 1, 1) == "[") {
        at = index(line, "] ")
        ns = substr(line, 2, at - 2)
        line = substr(line, at + 2)
    }
    if (line ~ /^(hostname|hosts|nameserver|search|options) /) {
        if (map == "want") read_name_line(line, ns, origin)
        return
    }
    sub(/ # .*/, "", line)
    if (map == "want") {
        new_line(ns, line, origin)
        if (!(ns in owner)) owner[ns] = origin
    } else if (map == "made" && ns in left_through) ns = left_through[ns]
    current_map = map
    current_origin = origin
    parse(line, ns)
}

function new_line(ns, line, origin) {
    space[++lines] = ns
    text[lines] = line
    place[lines] = origin
    facts[lines] = ""
}

# Notes one fact of the line that is being read.
function fact(key, value) {
    if (current_map == "want") {
        want[key] = value
        facts[lines] = facts[lines] key "\n"
        line_of[key] = lines
    } else if (current_map == "others") others_made[key] = current_origin
    else {
        if (!(key in made)) made_order[++made_count] = key
        made[key] = value
        made_by[key] = current_origin
    }
    # One that is on needs the module.
    if (key ~ / nf_call_ip6?tables$/ && value == "1") fact(MODULE, "loaded")
}

function parse(line, ns,    w, n, i, dev, value) {
    n = split(line, w, " ")
    if (w[1] == "netns") parse_netns(w)
    else if (w[1] == "link" && w[2] == "add") parse_link_add(w, n)
    else if (w[1] == "link") {
        for (i = 5; i <= n; i++) {
            if (w[i] == "up") fact(ns " link " w[4] " state", "up")
            else if (w[i] != "type") fact(ns " link " w[4] " " w[i], w[i + 1])
            if (w[i] != "up") i++
        }
    } else if (w[1] == "addr") fact(ns " addr " w[5] " " w[3], "there")
    else if (w[1] == "route") parse_route(w, n, ns)
    else if (w[1] == "neigh") fact(ns " proxy " w[4] " " current_name(w[6]), "there")
    else if (w[1] == "sysctl") {
        i = index(line, "=")
        value = substr(line, i + 1)
        parse_sysctl(ns, sysctl_path(substr(line, 11, i - 11)), value)
    } else if (w[1] == "port") parse_port(w)
    else if (w[1] == "require") fact(ns " require " w[2] " " w[3], "there")
    else if (w[1] == "user-rules") fact("- user " w[2], "first")
}

# netns add NAME; netns attach NAME pid:N or docker:NAME, of which the fact is the namespace's inode.
function parse_netns(w) {
    if (w[2] == "add") fact("- netns " w[3], "made")
    else if (current_map == "made") fact("- netns " w[3], "attached")
    else fact("- netns " w[3], w[3] in attached_inode ? attached_inode[w[3]] : get(inode, w[3]))
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
        fact(ns[i] " link " name[i] " kind", kind)
        if (mac[i] != "") fact(ns[i] " link " name[i] " address", mac[i])
    }
    if (master != "" || kind == "veth") fact(ns[1] " link " name[1] " master", master)
    if (end == 1) return
    fact(ns[2] " link " name[2] " master", "")
    if (current_map == "want") other_end[ns[1] " link " name[1]] = ns[2] " link " name[2]
    else if (current_map == "made") made_end[ns[2] " link " name[2]] = ns[1] " link " name[1]
}

# The kernel takes two routes for one if family, destination, metric and table are the same; `via` and `src`
# tell the family of `default`.
function parse_route(w, n, ns,    i, type, to, value, metric, hint, dev) {
    i = 3
    type = "unicast"
    if (w[i] ~ /^(blackhole|unreachable|prohibit)$/) type = w[i++]
    to = w[i++]
    for (; i <= n; i += 2) {
        if (w[i] == "metric") metric = w[i + 1]
        else value[w[i]] = w[i + 1]
    }
    hint = value["via"] value["src"]
    dev = ns == "-" ? current_name(value["dev"]) : value["dev"]
    fact(ns " route " route_key(to, metric, hint),
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
function parse_sysctl(ns, path, value) {
    if (ns == "-") path = current_path(path)
    if (path ~ /^net\/ipv6\/.*\/disable_ipv6$/ && !kernel_has_ipv6()) return
    if (ns == "-" && path == RESERVED) {
        sub(/^\$reserved_ports,/, "", value)
        reserved[current_map] = reserved[current_map] "," value
        value = "list"
    }
    fact(ns " sysctl " path, words(value))
}

# White space as the kernel prints it (tabs between numbers) does not count.
function words(s) {
    gsub(/[ \t]+/, " ", s)
    sub(/^ /, "", s)
    sub(/ $/, "", s)
    return s
}

# port PROTOCOL ADDRESS:PORT[-PORT] to ADDRESS:PORT[-PORT]
function parse_port(w,    first, address, ports) {
    match(w[3], /:[0-9-]+$/)
    ports = substr(w[3], RSTART + 1)
    address = address_of(w[3])
    sub(/-/, " ", ports)
    if (ports !~ / /) ports = ports " " ports
    fact("- port " w[2] " " address " " ports, w[5])
}

# The address of ADDRESS:PORT, without brackets.
function address_of(target) {
    sub(/:[0-9-]+$/, "", target)
    gsub(/[][]/, "", target)
    return target
}

# ---- what only the host knows ------------------------------------------------------------------------------

# `$uplink` and `$uplink_mtu` in a line of the plan.
function resolve(line, origin) {
    if (line ~ / addrgenmode none( |$)/ && !kernel_has_ipv6()) sub(/ addrgenmode none/, "", line)
    if (!match(line, /\$uplink[ ._]/) && line !~ /\$uplink$/) return line
    if (uplink() == "") {
        if (!(origin in blamed_for_uplink)) refuse(origin ": needs the uplink: " uplink_problem())
        blamed_for_uplink[origin] = uplink_refused = 1
        return "# " line
    }
    line = in_place_of("$uplink_mtu", have["- link " uplink() " mtu"], line)
    return in_place_of("$uplink", uplink(), line)
}

# Puts a name in place of a word. A name with a dot needs a sysctl key that is written with slashes.
function in_place_of(word, name, line,    at, key) {
    at = index(line, word)
    if (!at) return line
    if (line ~ /^(\[[^]]*\] )?sysctl -w / && index(name, ".")) {
        key = substr(line, index(line, "-w ") + 3)
        sub(/=.*/, "", key)
        gsub(/\./, "/", key)
        line = substr(line, 1, index(line, "-w ") + 2) key substr(line, index(line, "="))
        at = index(line, word)
    }
    return substr(line, 1, at - 1) name substr(line, at + length(word))
}

# host.uplink, or the interface of the default route: IPv4's of the lowest metric, IPv6's where there is none
# (proc_net_route: /proc/net/route; net/ipv6/route.c, rt6_info_route: /proc/net/ipv6_route).
function uplink(    line, f, best) {
    if (uplink_known++) return uplink_name
    if (ENVIRON["plan_uplink"] != "auto") {
        if (is_device(ENVIRON["plan_uplink"])) uplink_name = ENVIRON["plan_uplink"]
        return uplink_name
    }
    while ((getline line < "/proc/net/route") > 0) {
        split(line, f, "\t")
        if (f[2] != "00000000" || f[8] != "00000000" || f[4] % 2 == 0) continue
        if (uplink_name != "" && f[7] + 0 >= best) continue
        uplink_name = f[1]
        best = f[7] + 0
    }
    close("/proc/net/route")
    if (uplink_name != "") return uplink_name
    while ((getline line < "/proc/net/ipv6_route") > 0) {
        if (line !~ /^0+ 00 /) continue
        split(line, f, " ")
        # RTF_UP, without RTF_REJECT (0x200) which the null route of a host without a default route has.
        if (f[10] == "lo" || (uplink_name != "" && f[6] >= best)) continue
        uplink_name = f[10]
        best = f[6]
    }
    close("/proc/net/ipv6_route")
    return uplink_name
}

function uplink_problem() {
    if (ENVIRON["plan_uplink"] != "auto") return "there is no interface " ENVIRON["plan_uplink"]
    return "no interface holds a default route; name the interface towards the world in host.uplink"
}

function is_device(name,    line) {
    if (!devices_known++) {
        while ((getline line < "/proc/net/dev") > 0) {
            if (!match(line, /^ *[^ ]+: /)) continue
            gsub(/^ *|:.*/, "", line)
            device[line] = 1
        }
        close("/proc/net/dev")
    }
    return name in device
}

# `$ra_interface`: the interfaces that take router advertisements: the uplink, and those that the kernel has a
# route for from one. Where the host forwards, the kernel stops taking them with accept_ra 1, not with 2
# (Documentation/networking/ip-sysctl.rst); a daemon that takes them in its place sets 0. Once changed by us,
# an interface stays in the list.
function advertised_interfaces(line, names,    ns, n, i, key, known, candidate, count) {
    ns = substr(line, 1, 1) == "[" ? substr(line, 2, index(line, "] ") - 2) : "-"
    if (ns == "-") {
        if (uplink() != "") candidate[++count] = uplink()
        count = interfaces_with_advertised_routes(candidate, count + 0)
    } else for (i = 1; i <= advertised_count[ns]; i++) candidate[++count] = advertised[ns, i]
    n = 0
    for (i = 1; i <= count; i++) {
        key = ns " sysctl net/ipv6/conf/" candidate[i] "/accept_ra"
        if ((candidate[i] in known) || is_ours(ns, candidate[i]) || (key in want) ||
            accept_ra(ns, candidate[i]) + 0 == 0) continue
        known[candidate[i]] = 1
        names[++n] = candidate[i]
    }
    for (i = 1; i <= made_count; i++) {
        key = made_order[i]
        if (index(key, ns " sysctl net/ipv6/conf/") != 1 || key !~ "/accept_ra$" || made[key] != "2") continue
        key = substr(key, length(ns " sysctl net/ipv6/conf/") + 1)
        sub("/accept_ra$", "", key)
        if ((key in known) || ((ns " sysctl net/ipv6/conf/" key "/accept_ra") in want)) continue
        known[key] = 1
        if (ns != "-" || is_device(key)) names[++n] = key
    }
    return n
}

# RTF_ADDRCONF, 0x40000, of include/uapi/linux/ipv6_route.h.
function interfaces_with_advertised_routes(candidate, count,    line, f) {
    while ((getline line < "/proc/net/ipv6_route") > 0) {
        split(line, f, " ")
        if (substr(f[9], 4, 1) ~ /[4-7c-f]/) candidate[++count] = f[10]
    }
    close("/proc/net/ipv6_route")
    return count
}

# On the host it is read here; what a namespace has, the look has read.
function accept_ra(ns, name) {
    if (ns != "-") return get(have, ns " sysctl net/ipv6/conf/" name "/accept_ra")
    return first_line("/proc/sys/net/ipv6/conf/" name "/accept_ra")
}

# On a kernel without IPv6 (ipv6.disable=1) it is off everywhere.
function kernel_has_ipv6() {
    if (ipv6_known == "") ipv6_known = can_read("/proc/sys/net/ipv6/conf/all/disable_ipv6") ? "yes" : "no"
    return ipv6_known == "yes"
}

# ---- the host, as facts ------------------------------------------------------------------------------------
#
# Reads what inside.sh printed of the host and of namespaces: `@netns NS`, sysctls, and what `ip -N -d -j`
# says. JSON, since ip would else open every namespace to spell the other end of a veth pair. `@end NS` closes
# a whole section.

# It is read twice: first links, by which the plan's `$uplink_mtu` and what is ours are known; then all the
# rest, of which only what the plan or the record names, and what is on links of ours, becomes a fact.
function read_look(file, pass,    line, ns, w) {
    while ((getline line < file) > 0) {
        if (line ~ /^@netns /) ns = substr(line, 8)
        else if (line ~ /^@end /) end_section(ns, json[ns])
        else if (line ~ /^@sysctl /) {
            split(line, w, " ")
            if (pass == "links") note(ns " sysctl " w[2], words(substr(line, length(w[2]) + 10)))
        } else if (line ~ /^@rules /) listing_key = ns " rules " substr(line, 8)
        else if (line !~ /^\[/) {
            if (pass == "rest") read_rule(ns, line)
        } else if (line ~ /\]$/) {
            json[ns]++
            read_answer(ns, line, pass)
        }
    }
    close(file)
}

# One answer of ip: links, the same with their addresses (of a namespace there is only this one), routes, or
# proxies.
function read_answer(ns, line, pass,    kind, with_addresses, object, n, i) {
    with_addresses = index(line, "\"addr_info\":")
    if (line ~ /^\[\{"ifindex":/) {
        if (pass == "links") kind = ns == "-" && with_addresses ? "" : "link"
        else kind = with_addresses ? "addresses" : ""
        n = kind == "" ? 0 : split(line, object, /\{"ifindex":/)
    } else if (line ~ /^\[\{"type":/) {
        if (pass != "links") kind = "route"
        else if (ns != "-" && line ~ /"protocol":"9"|"expires":/) kind = "advertised"
        n = kind == "" ? 0 : split(line, object, /\{"type":/)
    } else if (line ~ /^\[\{"dst":/ && pass == "rest") {
        kind = "proxy"
        n = split(line, object, /\{"dst":/)
    }
    for (i = 2; i <= n; i++) {
        if (kind == "link") read_link(ns, link_name(ns, object[i]), object[i])
        else if (kind == "addresses") read_addresses(ns, object[i])
        else if (kind == "route") read_route(ns, object[i])
        else if (kind == "advertised") read_advertised(ns, object[i])
        else if (kind == "proxy")
            note(ns " proxy " field("\"dst\":" object[i], "dst") " " field(object[i], "dev"), "there")
    }
}

# ip answers each question with one line, and one that is cut off does not count.
function end_section(ns, answers) {
    looked[ns] = 1
    split("", json)
    if (answers == (ns == "-" ? 4 : 2)) return
    print "ip did not show all of " (ns == "-" ? "the host" : "namespace " ns) > "/dev/stderr"
    exit 1
}

function note(key, value) {
    if (!(key in have)) have_order[++have_count] = key
    have[key] = value
}

# The value of a key in a JSON object as ip prints it: no white space, and quotes inside of strings escaped.
function field(object, key,    i, rest) {
    i = index(object, "\"" key "\":")
    if (!i) return ""
    rest = substr(object, i + length(key) + 3, 300)
    if (substr(rest, 1, 1) == "\"") {
        match(rest, /^"([^"\\]|\\.)*"/)
        return substr(rest, 2, RLENGTH - 2)
    }
    match(rest, /^[^],}]*/)
    return substr(rest, 1, RLENGTH)
}

# A name that a line for ip cannot hold (`a#b`, given by somebody inside of a namespace) is spelled `if` and
# the index, which ip takes for a name, too (iproute2, lib/ll_map.c, ll_idx_a2n).
function link_name(ns, object,    name) {
    name = field(object, "ifname")
    if (name ~ /^[A-Za-z0-9_.@][A-Za-z0-9_.@:+=-]*$/) return name
    spelled[ns, name] = "if" (object + 0)
    return spelled[ns, name]
}

function read_link(ns, name, object,    link, altnames, n, i, part) {
    link = ns " link " name " "
    note(link "kind", field(object, "info_kind"))
    have[link "state"] = object ~ /"flags":\[[^]]*"UP"/ ? "up" : "down"
    have[link "mtu"] = field(object, "mtu")
    have[link "master"] = field(object, "master")
    have[link "address"] = field(object, "address")
    have[link "alias"] = field(object, "ifalias")
    have[link "addrgenmode"] = field(object, "inet6_addr_gen_mode")
    have[link "hairpin"] = field(object, "hairpin") == "true" ? "on" : "off"
    have[link "nf_call_iptables"] = field(object, "nf_call_iptables") + 0
    have[link "nf_call_ip6tables"] = field(object, "nf_call_ip6tables") + 0
    ifindex[ns, name] = object + 0
    peer_index[ns, name] = field(object, "link_index") + 0
    group[ns, name] = field(object, "group") + 0
    if (ns == "-") groups[group[ns, name]] = 1
    if (index(have[link "alias"], MARK) == 1) {
        marked[ns] = marks = 1
        our_alias[have[link "alias"]] = our_alias[have[link "alias"]] " " ns "/" name
    }
    if (name != "lo") link_count[ns]++
    if (!match(object, /"altnames":\[[^]]*\]/)) return
    n = split(substr(object, RSTART + 12, RLENGTH - 13), part, ",")
    for (i = 1; i <= n; i++) altname[ns, substr(part[i], 2, length(part[i]) - 2)] = name
}

# Of addresses on links of ours those count that a person or a plan gave.
function read_addresses(ns, link,    name, object, n, i, local, cidr, key) {
    name = link_name(ns, link)
    n = split(substr(link, index(link, "\"addr_info\":")), object, /\{"family":/)
    for (i = 2; i <= n; i++) {
        local = field(object[i], "local")
        if (ns == "-" && !is_ours(ns, name)) host_address[local] = name
        if (ns == "-") own_address[local] = 1
        cidr = local "/" field(object[i], "prefixlen")
        if (index(object[i], "\"address\":"))
            cidr = local " peer " field(object[i], "address") "/" field(object[i], "prefixlen")
        key = ns " addr " name " " cidr
        if (key in want || key in made || is_ours(ns, name) && is_given(object[i], cidr)) note(key, "there")
    }
}

# Those with an end or with a protocol of their own are the kernel's, a DHCP client's or a daemon's.
function is_given(object, cidr) {
    return object !~ /"dynamic":true|"protocol":/ && cidr !~ /^(127\.|::1\/|fe80:)/
}

# Interfaces that a namespace has a route for from a router advertisement: of RTPROT_RA, or with an end, as
# those of a prefix have (net/ipv6/addrconf.c).
function read_advertised(ns, object) {
    if (field(object, "protocol") != "9" && !index(object, "\"expires\":")) return
    advertised[ns, ++advertised_count[ns]] = field(object, "dev")
}

# ip prints numbers, since names are the host's to choose; these are the kernel's (linux/rtnetlink.h).
function read_route(ns, object,    is_host, type, proto, dev, to, via, key, value) {
    is_host = ns == "-"
    type = substr(object, 3, 1) == "\"" ? get(TYPES, substr(object, 2, 1)) : ""
    if (type !~ /^[a-z]/ || field(object, "table") !~ /^(254|main)$/) return
    dev = field(object, "dev")
    if ((ns, dev) in spelled) dev = spelled[ns, dev]
    proto = field(object, "protocol")
    if (proto in PROTOCOLS) proto = PROTOCOLS[proto]
    to = field(object, "dst")
    via = field(object, "gateway")
    key = ns " route " route_key(to, field(object, "metric"), via (index(object, "\"pref\":") ? ":" : ""))
    if (index(object, "\"tos\":")) key = key " tos " field(object, "tos")
    value = route_value(type, via, dev, field(object, "prefsrc"), proto)
    if (is_host && !is_ours(ns, dev) && !(key in made && proto == PROTOCOL))
        note_foreign_route(to, field(object, "metric"), value, proto)
    if (!(key in want) && !(key in made)) {
        if (proto !~ /^(boot|static|110)$/) return
        if (is_host && proto != PROTOCOL && !is_ours(ns, dev)) return
    }
    note_route(key, value, proto)
}

# Routes of one key can stand one after the other (`ip route append`). One that bears our protocol has the
# key; the others get keys of their own, which no plan names.
function note_route(key, value, proto,    other) {
    if (!(key in have)) {
        note(key, value)
        return
    }
    for (other = key " again"; other in have; other = other " again") continue
    if (proto == PROTOCOL && have[key] !~ / proto 110$/) {
        note(other, have[key])
        have[key] = value
    } else note(other, value)
}

# ---- interfaces of others that got another name ------------------------------------------------------------

# The record names the index of each interface of the host that is not ours: it is found again under another
# name. (/proc/net/igmp lists index and name: net/ipv4/igmp.c, igmp_mc_seq_show.)
function read_devices(    line, w, name_of) {
    while ((getline line < "/proc/net/igmp") > 0) {
        if (line !~ /^[0-9]/) continue
        split(line, w, /[ \t:]+/)
        name_of[w[1]] = w[2]
    }
    close("/proc/net/igmp")
    while ((getline line < (state "/devices")) > 0) {
        split(line, w, " ")
        if (!is_device(w[1]) && (w[2] in name_of)) renamed[w[1]] = name_of[w[2]]
    }
    close(state "/devices")
}

function current_name(dev) { return dev in renamed ? renamed[dev] : dev }

# The same for an interface in the path of a sysctl.
function current_path(path,    w, n) {
    n = split(path, w, "/")
    if (n < 5 || !(w[4] in renamed)) return path
    return w[1] "/" w[2] "/" w[3] "/" renamed[w[4]] substr(path, length(w[1] w[2] w[3] w[4]) + 4)
}

# ---- the table of kinds ------------------------------------------------------------------------------------
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
# user     rules.awk          deleted if it holds no rule          in `made`
# file     writing it         removing it, unless edited           in the record under /etc/netns (files.awk)
# module   modprobe           modprobe -r, if nobody uses it       in `made`, and not in `found`

# A link of ours has our alias. One that was made and not marked yet is known from the record: it has no
# alias, or one that somebody wrote, and the MAC that we gave.
function is_ours(ns, name,    link, alias) {
    link = ns " link " name " "
    if (!((link "kind") in have)) return 0
    alias = have[link "alias"]
    if (index(alias, MARK) == 1) return 1
    if (!((link "kind") in made)) return 0
    return alias == "" || alias !~ /^netgen:/ && get(made, link "address") == have[link "address"]
}

# The entry of the plan that a fact of ours comes from: from the record, or from the alias of its link.
function origin_of(key,    w, name, alias) {
    if (key in line_of) return place[line_of[key]]
    if (key in made_by) return made_by[key]
    split(key, w, " ")
    name = w[2] == "addr" || w[2] == "link" ? w[3] : dev_of(get(have, key))
    alias = get(have, w[1] " link " name " alias")
    if (index(alias, MARK) == 1) {
        alias = substr(alias, length(MARK) + 1)
        gsub(/\//, ".", alias)
        return alias
    }
    if (("- netns " w[1]) in line_of) return place[line_of["- netns " w[1]]]
    return w[1] in owner ? owner[w[1]] : "host"
}

# A namespace of others that the plan has left, or that its entry under /run/netns does not lead to any more.
function is_left(ns) { return ns in left }

# A link of ours of another kind, or whose other end is not its other end, is made again: the kernel cannot
# change it.
function judge_links(    i, w, key, link, other) {
    for (i = 1; i <= lines; i++) {
        if (text[i] !~ /^link add /) continue
        split(facts[i], key, "\n")
        link = substr(key[1], 1, length(key[1]) - 5)
        other = get(other_end, link)
        if (is_right_link(link) && (other == "" || is_right_link(other) && is_pair(link, other))) continue
        if (is_trusted(part_of_key(link, 1)) || other != "" && is_trusted(part_of_key(other, 1))) continue
        delete_if_ours(link)
        if (other != "") delete_if_ours(other)
    }
}

function is_right_link(link) { return (link " kind") in have && have[link " kind"] == want[link " kind"] }

function delete_if_ours(link,    w) {
    split(link, w, " ")
    if ((link " kind") in have && is_ours(w[1], w[3]) && !(link in going)) delete_link(w[1], w[3])
}

# ---- undo: what the plan does not name any more ------------------------------------------------------------

# Namespaces and links go first, and what they take with them is not undone by itself.
function undo_facts(    i) {
    for (i = 1; i <= have_count; i++) if (have_order[i] ~ / netns | kind$/) undo_fact(have_order[i])
    for (i = 1; i <= made_count; i++) if (made_order[i] ~ / netns | kind$/) undo_fact(made_order[i])
    for (i = 1; i <= have_count; i++) undo_fact(have_order[i])
    for (i = 1; i <= made_count; i++) undo_fact(made_order[i])
    delete_links()
}

function undo_fact(key,    w, n, ns, kind) {
    if ((key in want) || (key in is_undone)) return
    is_undone[key] = 1
    n = split(key, w, " ")
    ns = w[1]
    kind = w[2]
    # What is in a namespace goes with it.
    if (ns != "-" && !is_left(ns) && (is_fresh(ns) || ("- netns " ns) in deleted)) return
    if (kind == "netns") undo_netns(key, w[3])
    else if (kind == "link" && w[4] == "kind") undo_link(ns, w[3])
    else if (kind == "link") undo_attribute(key, ns, w[3], w[4])
    else if (kind == "addr") undo_address(key, ns, w[3], substr(key, length(ns " addr " w[3]) + 2))
    else if (kind == "route") undo_route(key, ns)
    else if (kind == "proxy") undo_proxy(key, ns, w[3], w[4])
    else if (kind == "sysctl") undo_sysctl(key, ns, w[3])
    else if (kind == "module") undo_module(key)
}

function undo_netns(key, name) {
    if (!(key in made) || !(key in have)) return
    if (have[key] != "stale") report("unexpected", key, "namespace " name)
    delete_netns(key, name)
}

function delete_netns(key, name) {
    deleted[key] = 1
    if (have[key] == "made") print name, inode[name], origin_of(key) > (work "/deleted")
    act("undo", "-", "ip", "netns delete " name, origin_of(key))
}

function undo_link(ns, name) {
    if (!is_ours(ns, name) || (ns " link " name) in going) return
    # In a namespace that is left, a link goes with its end on the host.
    if (is_left(ns) && substr(made_end[ns " link " name], 1, 1) == "-") return
    report("unexpected", ns " link " name " kind", "link " name where(ns, "in namespace"))
    delete_link(ns, name)
}

# Notes a link that goes. Its other end goes with it.
function delete_link(ns, name,    link, n, i, end, part) {
    link = ns " link " name
    going[link] = origin_of(link " kind")
    n = split(our_alias[have[link " alias"]], end, " ")
    for (i = 1; i <= n; i++) {
        match(end[i], /.*\//)
        part = substr(end[i], 1, RLENGTH - 1) " link " substr(end[i], RLENGTH + 1)
        if (part != link && is_pair(link, part)) {
            other_going[part] = link
            going[part] = going[link]
        }
    }
    if (ns == "-") on_host[++on_host_count] = name
    else if (!(link in other_going)) inside_going[++inside_count] = link
}

# Whether two links are the ends of one veth pair: each says the other's index.
function is_pair(a, b,    x, y) {
    split(a, x, " ")
    split(b, y, " ")
    return peer_index[x[1], x[3]] == ifindex[y[1], y[3]] && peer_index[y[1], y[3]] == ifindex[x[1], x[3]] &&
        have[a " kind"] == "veth" && have[b " kind"] == "veth"
}

# The kernel waits for its readers after each link that is deleted, and once for a whole group of them
# (net/core/rtnetlink.c, rtnl_group_dellink): a thousand links go as fast as one.
function delete_links(    i, number, link, w, command) {
    for (number = DELETE_GROUP; number in groups; number++) continue
    for (i = 1; i <= on_host_count; i++) {
        link = "- link " on_host[i]
        command = "set dev " on_host[i] " group " number
        if (on_host_count == 1) command = "delete dev " on_host[i]
        act("undo", "-", "ip", "link " command, going[link])
    }
    if (on_host_count > 1) act("undo", "-", "ip", "link delete group " number, going["- link " on_host[1]])
    for (i = 1; i <= inside_count; i++) {
        split(inside_going[i], w, " ")
        if (!(inside_going[i] in other_going))
            act("undo", w[1], "ip", "link delete dev " w[3], going[inside_going[i]])
    }
}

# What the plan does not say any more of a link that stays: the kernel's default on one of ours, what was
# found on another.
function undo_attribute(key, ns, name, attribute,    value) {
    if (!(key in made) || !has_link(ns, name) || (ns " link " name) in going) return
    if (attribute !~ /^(hairpin|nf_call_ip6?tables|master)$/) return
    value = attribute == "hairpin" ? "off" : attribute == "master" ? "" : "0"
    if (!is_ours(ns, name) && (key in found)) value = found[key]
    if (have[key] != made[key] || have[key] == value || (key in others_made)) return
    report("unexpected", key, attribute_text(name, attribute, have[key]))
    act("ensure", ns, "ip", set_attribute(name, attribute, value), origin_of(key))
}

function attribute_text(name, attribute, value) {
    if (attribute ~ /^nf_call/)
        return "bridge netfilter of " name " is " (value + 0 ? "on" : "off") " (" attribute ")"
    return attribute " of " name " is " (value == "" ? "none" : value)
}

function set_attribute(name, attribute, value) {
    if (attribute ~ /^nf_call/) return "link set dev " name " type bridge " attribute " " value
    if (attribute == "hairpin") return "link set dev " name " type bridge_slave hairpin " value
    return "link set dev " name " " (value == "" ? "no" attribute : attribute " " value)
}

# The kernel takes along other addresses of the subnet, and routes: what stays is written again.
function undo_address(key, ns, dev, cidr) {
    if ((ns " link " dev) in going || !(key in have) || (!is_ours(ns, dev) && !(key in made))) return
    report("unexpected", key, "address " cidr " on " dev)
    lost[ns] = 1
    if (!loses_ipv6(ns, dev, cidr)) act("undo", ns, "ip", "addr del " cidr " dev " dev, origin_of(key))
}

function undo_route(key, ns,    dev, value, ours) {
    if (!(key in have)) return
    value = have[key]
    dev = dev_of(value)
    if (dev != "" && (ns " link " dev) in going) return
    ours = dev != "" && is_ours(ns, dev) || is_namespace_of_ours(ns)
    if (value ~ / proto 110$/ && (key in made || lost_record && ns == "-" && !(key in others_made))) ours = 1
    if (!ours) return
    report("unexpected", key, "route " route_text(key, value))
    if (!loses_ipv6(ns, dev, key ~ / route 6 / ? ":" : ""))
        act("undo", ns, "ip", "route del " route_text(key, value), origin_of(key))
}

function dev_of(value) { return match(value, / dev [^ ]+/) ? substr(value, RSTART + 5, RLENGTH - 5) : "" }

# A route as ip(8) is told: 10.3.0.0/24 via 10.1.0.4 dev front metric 7 proto 110
function route_text(key, value,    w, text, type) {
    split(key, w, " ")
    text = w[4]
    if (w[4] == "default" && w[3] == 6 && value !~ / via /) text = "::/0"
    if (w[6] == "tos") text = text " tos " w[7]
    if (w[5] + 0 && !(w[3] == 6 && w[5] == 1024 && value !~ / dev /))
        sub(/ proto /, " metric " w[5] " proto ", value)
    type = substr(value, 1, index(value " ", " "))
    return (type == "unicast " ? "" : type) text substr(value, length(type))
}

# Where IPv6 is switched off, which comes before anything else in a namespace, its addresses and routes go
# with it.
function loses_ipv6(ns, dev, address) {
    return ns != "-" && address ~ /:/ && (goes_off(ns, "all") || goes_off(ns, dev))
}

function goes_off(ns, dev,    key) {
    key = ns " sysctl net/ipv6/conf/" dev "/disable_ipv6"
    return get(want, key) == "1" && get(have, key) != "1"
}

function undo_proxy(key, ns, address, dev) {
    if (!(key in made) || !(key in have) || get(found, key) == "there" || (key in others_made)) return
    report("unexpected", key, "neighbour proxy for " address " on " dev)
    act("undo", ns, "ip", "neigh del proxy " address " dev " dev, origin_of(key))
}

# Where another plan of this host holds the sysctl, it keeps it.
function undo_sysctl(key, ns, path,    value, part) {
    if (!(key in made) || !(key in found) || !(key in have) || (key in others_made && !is_shared_list(key)))
        return
    # It goes with its link.
    if (split(path, part, "/") > 4 && (ns " link " part[4]) in going) return
    # What is written for all interfaces is each one's from then on.
    if (path ~ /\/disable_ipv6$/ && (ns " sysctl net/ipv6/conf/all/disable_ipv6") in want) return
    value = is_shared_list(key) ? reserved_ports() : found[key]
    if (have[key] == value) return
    report("unexpected", key, "sysctl " path " is " have[key] ", and was " value " before")
    act("ensure", ns, "sysctl", "- " path " " value, origin_of(key))
}

# ---- do: what differs --------------------------------------------------------------------------------------

# In the order of the plan. A line is done if one of its facts differs, or if it is an address or a route of a
# namespace that may have lost some.
function do_lines(    i, n, j, key, ns, todo, lasting) {
    for (i = 1; i <= lines; i++) {
        ns = space[i]
        n = split(facts[i], key, "\n")
        todo = 0
        reported_pair = 0
        for (j = 1; j < n; j++) if (line_of[key[j]] == i && ensure(key[j], ns)) todo = 1
        if (lost[ns] && text[i] ~ /^(addr|route) /) todo = 1
        if (!todo) continue
        if (text[i] ~ /^(addr|link add) /) lost[ns] = 1
        if (text[i] ~ /^sysctl /) act("ensure", ns, "sysctl", write_of(key[1], ns), place[i])
        else if (text[i] ~ /^(addr|route|neigh|link|netns) /) act("ensure", ns, "ip", command_of(i), place[i])
    }
}

function command_of(i,    w) {
    split(text[i], w, " ")
    return w[1] " " w[2] == "netns attach" ? "netns attach " w[3] " " pid[w[3]] : text[i]
}

# Whether the line that a fact comes from is to be done; says what differs. What is missing together with the
# namespace or the link that it belongs to is not said.
function ensure(key, ns,    w, kind, is) {
    split(key, w, " ")
    kind = w[2]
    if (kind == "netns") return ensure_netns(key, w[3])
    if (is_trusted(w[1])) return 0
    if (kind == "link") return ensure_link(key, w[1], w[3], w[4])
    if (kind == "sysctl") return ensure_sysctl(key, ns, w[3])
    if (kind ~ /^(rules|user|port|require)$/) return 0
    if (is_as_wanted(key)) return 0
    if (is_fresh(w[1])) return 1
    if (kind == "addr" && is_there(ns, w[3]))
        report("missing", key, "address " substr(key, length(ns " addr " w[3]) + 2) " on " w[3])
    else if (kind == "proxy") report("missing", key, "neighbour proxy for " w[3] " on " w[4])
    else if (kind == "route") report_route(key, ns, w[4])
    return 1
}

function report_route(key, ns, to,    planned, dev) {
    planned = route_text(key, want[key])
    dev = dev_of(want[key])
    if (key in have) report("differs", key, "route " to " is " route_text(key, have[key]) ", not " planned)
    else if (dev == "" || is_there(ns, dev)) report("missing", key, "route " planned)
}

# Where a route of the plan names no interface, the kernel picks one.
function is_as_wanted(key,    is) {
    is = get(have, key)
    if (key ~ / route / && want[key] !~ / dev /) sub(/ dev [^ ]+/, "", is)
    return is == want[key]
}

# Namespaces that are made in this run are as the plan says once they are made: what they hold is not looked
# at again.
function is_trusted(ns) { return purpose == "again" && !looked[ns] }

function is_fresh(ns) { return ns != "-" && !looked[ns] && purpose != "again" }

function is_namespace_of_ours(ns) { return ns != "-" && get(want, "- netns " ns) == "made" }

function is_there(ns, dev) { return has_link(ns, dev) && !((ns " link " dev) in going) }

function ensure_netns(key, name) {
    if (get(have, key) == want[key]) return 0
    if (key in have) delete_netns(key, name)
    delete deleted[key]
    delete looked[name]
    if (want[key] == "made") report("missing", key, "namespace " name)
    else report("missing", key, "entry " name " of process " pid[name] " under /run/netns")
    return 1
}

function ensure_link(key, ns, name, attribute,    link, other, is, planned) {
    link = ns " link " name
    if (attribute == "kind") {
        if (is_there(ns, name)) return 0
        lost[ns] = 1
        if (reported_pair++) return 1
        other = link in other_end ? " with its peer " part_of_key(other_end[link], 3) : ""
        report("missing", key, "link " name other)
        return 1
    }
    if (attribute ~ /^nf_call/ && get(have, key) != want[key]) print name > (work "/switched")
    if (!is_there(ns, name)) return attribute !~ /^(master|address)$/
    is = have[key]
    if (attribute == "addrgenmode" && get(want, link " mtu") + 0 < IPV6_MINIMUM_MTU) return 0
    if (is == want[key]) return 0
    if (attribute == "state") report("differs", key, name " is down, not up")
    else if (attribute == "addrgenmode" && is == "") enable_ipv6(ns, name, key)
    else {
        planned = attribute ~ /^nf_call/ ? "on" : want[key] == "" ? "none" : want[key]
        report("differs", key, attribute_text(name, attribute, is) ", not " planned)
    }
    if (attribute == "state") lost[ns] = 1
    if (attribute == "master") have[link " hairpin"] = "off"
    if (attribute !~ /^(master|address)$/) return 1
    # These come from the line that makes the link.
    act("ensure", ns, "ip", set_attribute(name, attribute, want[key]), origin_of(key))
    return 0
}

# A link of an MTU below 1280 has no IPv6 (RFC 8200, 5; net/ipv6/addrconf.c, addrconf_notify), and the kernel
# takes no `addrgenmode` for it. It is down while the MTU grows, so that no link-local address is made.
function enable_ipv6(ns, name, key) {
    act("ensure", ns, "ip", "link set dev " name " down", origin_of(key))
    act("ensure", ns, "ip", "link set dev " name " mtu " want[ns " link " name " mtu"], origin_of(key))
    have[ns " link " name " state"] = "down"
    lost[ns] = 1
}

function ensure_sysctl(key, ns, path,    is) {
    if (!(key in have) || is_of_new_link(ns, path)) return 1
    is = have[key]
    if (is == want[key] || get(spelling, key) == want[key] "\t" is)
        return path ~ /\/disable_ipv6$/ && switched_all[ns]
    if (path == "net/ipv6/conf/all/disable_ipv6") switched_all[ns] = 1
    report("differs", key, "sysctl " path " is " is ", not " want[key])
    return 1
}

# Whether the path names a link that is to be made: what was read of the one before it does not count.
function is_of_new_link(ns, path,    w) {
    return split(path, w, "/") > 4 && w[4] !~ /^(all|default)$/ && wants_link(ns, w[4]) && !is_there(ns, w[4])
}

# What inside.sh is told to write: whether to remember what stands there, path, value.
function write_of(key, ns,    w) {
    split(key, w, " ")
    return ((key in found) ? "-" : is_digit(w[3]) ? "digit" : "words") " " w[3] " " want[key]
}

# Sysctls whose value is one digit: every shell reads it whole (inside.sh says why).
function is_digit(path) {
    return path ~ /\/(disable_ipv6|ip_forward|forwarding|route_localnet|accept_ra|accept_dad|proxy_ndp)$/
}

function is_shared_list(key) { return key == "- sysctl " RESERVED }

# ---- preflight: what must hold on the host before the first change -----------------------------------------

function preflight(    i, key, w, n, j) {
    if (ENVIRON["plan_uplink"] !~ /^(auto|none)$/ && uplink() == "" && !uplink_refused)
        remark("host.uplink: " uplink_problem())
    need_ipv6()
    need_rules_of_ours()
    for (i = 1; i <= lines; i++) {
        n = split(facts[i], key, "\n")
        for (j = 1; j < n; j++) {
            split(key[j], w, " ")
            if (w[2] == "netns") need_netns(key[j], w[3])
            else if (w[2] == "link" && w[4] == "kind") need_free_name(key[j], w[1], w[3])
            else if (w[2] == "link" && w[4] == "master" && want[key[j]] != "")
                need_bridge(key[j], want[key[j]])
            else if (w[2] == "route") need_free_route(key[j], w[1], w[4])
            else if (w[2] == "proxy" && !is_device(w[4]) && !wants_link("-", w[4]))
                refuse_once(origin_of(key[j]) ": there is no interface " w[4] \
                    " to answer on for its address (ndp_proxy)")
            else if (w[2] == "require" && !(w[4] in own_address))
                refuse(origin_of(key[j]) ": this host does not have the address " w[4] \
                    " (host.addresses); is this the script of another host?")
        }
        if (space[i] != "-" && !(("- netns " space[i]) in want) && !looked[space[i]])
            refuse_once(place[i] ": there is no network namespace " space[i] \
                "; it has to exist before this script runs")
    }
    report_overlaps()
    need_free_ports()
}

function refuse_once(text) {
    if (!(text in refused_once)) refuse(text)
    refused_once[text] = 1
}

# Who else has it, for the end of a sentence.
function owner_words(key) {
    return key in others_made ? "plan " others_made[key] " made it" : "this plan did not make it"
}

function need_netns(key, name,    help) {
    if (!(key in have) || have[key] == "stale" || have[key] == "made" || (key in made)) return
    help = key in others_made ? "give the container another name, or a netns of its own" : \
        "remove it with `ip netns delete " name "`, or furnish it with `netns: {external: " name "}`"
    refuse(origin_of(key) ": a namespace " name " exists already, and " owner_words(key) "; " help)
}

function need_free_name(key, ns, name) {
    if (is_fresh(ns)) return
    if ((ns, name) in altname && !has_link(ns, name))
        refuse(origin_of(key) ": " name " is another name (altname) of the interface " altname[ns, name] \
            where(ns, "in namespace") "; choose another name")
    if (!(key in have) || is_ours(ns, name)) return
    refuse(origin_of(key) ": an interface " name " exists already" where(ns, "in namespace") ", and " \
        owner_words(key) "; remove it or choose another name")
}

function need_bridge(key, bridge) {
    if (wants_link("-", bridge)) return
    if (!has_link("-", bridge))
        refuse_once(origin_of(key) ": there is no bridge " bridge \
            "; it is external and has to exist before this script runs")
    else if (have["- link " bridge " kind"] != "bridge")
        refuse_once(origin_of(key) ": " bridge " is not a bridge")
}

# A kernel without IPv6, or a host that keeps it off new interfaces, takes no address of it.
function need_ipv6(    i) {
    for (i = 1; i <= lines; i++) if (text[i] ~ /^addr replace [^ ]*:/) break
    if (i > lines) return
    if (!kernel_has_ipv6()) {
        refuse(place[i] ": the kernel has no IPv6; boot it without ipv6.disable=1")
        return
    }
    if (first_line("/proc/sys/net/ipv6/conf/default/disable_ipv6") == "1")
        refuse(place[i] ": the host keeps IPv6 off new interfaces;" \
            " sysctl -w net.ipv6.conf.default.disable_ipv6=0")
}

# A table or chains of our name that no run of ours made.
function need_rules_of_ours(    key, w) {
    for (key in have) {
        if (key !~ / rules / || (key in made) || lost_record) continue
        split(key, w, " ")
        if (w[3] == "nftables")
            refuse(origin_of(key) ": a table inet netgen-" plan_name " exists already" \
                where(w[1], "in namespace") \
                ", and this plan did not make it; remove it with `nft delete table inet netgen-" plan_name \
                "`, or give the plan another name")
        else refuse(origin_of(key) ": chains " CHAINS "* exist already in " w[3] where(w[1], "of namespace") \
            ", and this plan did not make them; remove them, or give the plan another name")
    }
}

function need_free_route(key, ns, to,    dev) {
    dev = dev_of(want[key])
    if (is_fresh(ns) || is_namespace_of_ours(ns)) return
    if (ns == "-" && dev != "" && !has_link(ns, dev) && !wants_link(ns, dev)) {
        refuse(origin_of(key) ": there is no interface " dev)
        return
    }
    if (!(key in have) || is_ours(ns, dev_of(have[key]))) return
    if (have[key] ~ / proto 110$/ && (key in made || lost_record)) return
    refuse(origin_of(key) ": a route " route_text(key, have[key]) " exists already" \
        where(ns, "in namespace") \
        ", and " owner_words(key) "; remove it, or give ours another metric")
}

# ---- subnets that the host routes elsewhere ----------------------------------------------------------------

# The planned subnets, before the host's routes are read: addresses of bridges, and routes to a network whose
# bridge has a link-local address only. They lie in buckets by their first bits, so that 20,000 routes cost a
# look-up each.
function note_planned_subnets(    i, w, cidr) {
    for (i = 1; i <= lines; i++) {
        if (space[i] != "-") continue
        split(text[i], w, " ")
        cidr = w[3]
        if (w[1] == "route") {
            if (text[i] ~ / via / || place[i] !~ /^networks\./ || w[3] ~ /^(unreachable|blackhole)$/) continue
        } else if (w[1] != "addr" || cidr ~ /^fe80:/) continue
        subnet[++subnets] = cidr
        subnet_of[subnets] = place[i]
        bucket[bucket_of(cidr)] = bucket[bucket_of(cidr)] " " subnets
        bucket[family_of(cidr)] = bucket[family_of(cidr)] " " subnets
    }
}

function family_of(cidr) { return cidr ~ /:/ ? 6 : 4 }

# The first octet, or the first 16 bits.
function bucket_of(cidr) {
    if (cidr !~ /:/) return "4 " int(cidr)
    return "6 " substr("0000" substr(cidr, 1, index(cidr, ":") - 1), index(cidr, ":"))
}

# A route of the host that is not this plan's. Where BIRD brings the cluster's routes, one of its own
# (RTPROT_BIRD, linux/rtnetlink.h) leads to a host that had the subnet before, and goes when BIRD is told so.
# Of an IPv6 subnet of the host's a part may lie behind it.
function note_foreign_route(to, metric, value, proto,    i, n, list, length_) {
    if (to == "default" || proto == "12" && ENVIRON["plan_bird"] != "") return
    length_ = length_of(to)
    n = split(length_ < (to ~ /:/ ? 16 : 8) ? bucket[family_of(to)] : bucket[bucket_of(to)], list, " ")
    for (i = 1; i <= n; i++) {
        if ((list[i] in overlap) || !overlaps(subnet[list[i]], to)) continue
        if (to ~ /:/ && length_of(subnet[list[i]]) > length_) continue
        overlap[list[i]] = to ", which the host routes elsewhere (" \
            route_text("- route " route_key(to, metric, value), value) ")"
    }
}

# Nor may a network hold an address that the host has elsewhere, for which there need not be a route
# (`noprefixroute`, and any /32).
function report_overlaps(    i, address) {
    for (i = 1; i <= subnets; i++) {
        if (i in overlap)
            refuse(subnet_of[i] ": " subnet[i] " overlaps " overlap[i] "; choose another subnet")
        else if (subnet_of[i] ~ /^networks\./) {
            for (address in host_address)
                if (address !~ /^(127\.|fe80:|::1$)/ && overlaps(subnet[i], address))
                    refuse(subnet_of[i] ": " subnet[i] " holds " address ", which the host has on " \
                        host_address[address] "; choose another subnet")
        }
    }
}

function length_of(cidr) {
    return index(cidr, "/") ? substr(cidr, index(cidr, "/") + 1) + 0 : cidr ~ /:/ ? 128 : 32
}

# Whether two prefixes of one family have an address in common.
function overlaps(a, b,    x, y, n) {
    if (family_of(a) != family_of(b)) return 0
    n = length_of(a) < length_of(b) ? length_of(a) : length_of(b)
    x = hex_of(a)
    y = hex_of(b)
    if (substr(x, 1, int(n / 4)) != substr(y, 1, int(n / 4))) return 0
    if (n % 4 == 0) return 1
    return int(digit(x, n) / 2 ^ (4 - n % 4)) == int(digit(y, n) / 2 ^ (4 - n % 4))
}

function digit(hex, n) { return index("0123456789abcdef", substr(hex, int(n / 4) + 1, 1)) - 1 }

# The bits of an address as hexadecimal digits, 8 or 32 of them.
function hex_of(cidr,    address, part, n, i, hex) {
    if (cidr in hex_cache) return hex_cache[cidr]
    address = cidr
    sub(/\/.*/, "", address)
    if (address !~ /:/) {
        n = split(address, part, ".")
        for (i = 1; i <= 4; i++) hex = hex sprintf("%02x", part[i] + 0)
        return hex_cache[cidr] = hex
    }
    # `::` stands for the groups that are not there.
    sub(/::/, ":@:", address)
    sub(/^:/, "", address)
    sub(/:$/, "", address)
    n = split(address, part, ":")
    for (i = 1; i <= n; i++) {
        if (part[i] != "@") hex = hex substr("0000" part[i], length(part[i]) + 1)
        else hex = hex substr("00000000000000000000000000000000", 1, 4 * (9 - n))
    }
    return hex_cache[cidr] = hex
}

# ---- published ports ---------------------------------------------------------------------------------------

# No published port is one of another plan on this host, since only one of the two containers would be
# reached; nor one on which the host itself listens, since the rules would take it away from whoever does. A
# connection that the host has from that port is not known to connection tracking: its next packet would go to
# the container.
function need_free_ports(    i, w, port, key) {
    for (key in others_made) {
        split(key, w, " ")
        if (w[2] == "port")
            for (port = w[5] + 0; port <= w[6] + 0; port++) note_use(w[3], port, w[4], others_made[key])
    }
    read_sockets()
    for (i = 1; i <= lines; i++) {
        if (text[i] !~ /^port /) continue
        key = first_key(i)
        split(key, w, " ")
        for (port = w[5] + 0; port <= w[6] + 0; port++) refuse_uses(i, w[3], w[4], port, key in made)
    }
}

# uses[PROTOCOL, PORT]: pairs of an address and who uses it: a plan, `listens`, or `connected`.
function note_use(protocol, port, address, user) {
    uses[protocol, port] = get(uses, protocol SUBSEP port) address " " user " "
}

function refuse_uses(i, protocol, address, port, is_made,    w, n, j, at) {
    n = split(get(uses, protocol SUBSEP port), w, " ")
    for (j = 1; j < n; j += 2) {
        if (!meets(address, w[j])) continue
        at = w[j] ":" port "/" protocol
        if (w[j + 1] == "listens")
            refuse_once(place[i] ": something on this host listens on " at \
                ", and would not be reached any more; publish another port," \
                " or on an address that it does not use, or stop it (ss -lnp shows what it is)")
        else if (w[j + 1] != "connected")
            refuse_port(i, w[j + 1], port "/" protocol (is_any(address) ? "" : " of " address))
        else if (!is_made)
            refuse_once(place[i] ": a connection of this host has " at \
                ", and would break; wait for its end," \
                " or end it (ss -tnp shows what it is), or publish another port; ports that are picked come" \
                " from host.publish_range, which may lie outside of net.ipv4.ip_local_port_range")
    }
}

# Once for all ports of a range.
function refuse_port(i, plan, port) {
    if ((i, plan) in refused_once) return
    refused_once[i, plan] = 1
    refuse(place[i] ": port " port " of this host is published by plan " plan "; publish another port," \
        " or on an address of its own, or give ports that are picked another host.publish_range")
}

# Whether a published address and that of a socket meet: 0.0.0.0 and :: are all addresses of their family.
function meets(published, address) {
    if (family_of(published) != family_of(address)) return 0
    return published == address || is_any(published) || is_any(address)
}

function is_any(address) { return address ~ /^(0\.0\.0\.0|::)$/ }

# Sockets as look.sh lists them. `*` is any address of both families.
function read_sockets(    line, w, i, address) {
    while ((getline line < (work "/sockets")) > 0) {
        split(line, w, " ")
        i = match(w[3], /:[0-9]+$/)
        if (!i) continue
        address = address_of(w[3])
        sub(/%.*/, "", address)
        sub(/^::ffff:/, "", address)
        if (address == "*") note_use(w[1], substr(w[3], i + 1) + 0, "::", w[2])
        note_use(w[1], substr(w[3], i + 1) + 0, address == "*" ? "0.0.0.0" : address, w[2])
    }
}

# A UDP flow stays with the container that its first packet went to for as long as packets come. Those of
# ports that lead elsewhere now, or nowhere, are to be forgotten, and those that came before there was a port.
function note_stale_flows(    i, key, w, address) {
    for (i = 1; i <= made_count; i++) {
        key = made_order[i]
        if (key ~ /^- port udp / && made[key] != get(want, key))
            note_flow(key, "--reply-src " address_of(made[key]))
    }
    for (i = 1; i <= lines; i++) {
        key = first_key(i)
        if (key !~ /^- port udp / || get(made, key) == want[key]) continue
        split(key, w, " ")
        if (!is_any(w[4])) note_flow(key, "--orig-dst " w[4])
        else for (address in own_address)
            if (family_of(address) == family_of(w[4])) note_flow(key, "--orig-dst " address)
    }
}

function note_flow(key, which,    w, port) {
    split(key, w, " ")
    for (port = w[5] + 0; port <= w[6] + 0; port++)
        print "-D -p udp --orig-port-dst " port " " which > (work "/stale")
}

# ---- ports that are kept from the host's own connections ---------------------------------------------------

# net.ipv4.ip_local_reserved_ports as the kernel prints it: what is there, less what an earlier version of the
# plan put there, with what this one wants.
function reserved_ports(    key, have_port, made_port, found_port, list, port, first) {
    key = "- sysctl " RESERVED
    mark_ports(have[key], have_port)
    mark_ports(reserved["made"] "", made_port)
    mark_ports(key in found ? found[key] : have[key], found_port)
    for (port in made_port) if (!(port in found_port)) delete have_port[port]
    mark_ports(reserved["want"] "", have_port)
    list = ""
    for (port = 1; port <= 65535; port++) {
        if (!(port in have_port)) continue
        first = port
        while ((port + 1) in have_port) port++
        list = list (list == "" ? "" : ",") first (port > first ? "-" port : "")
    }
    return list
}

function mark_ports(list, into,    n, i, part, bound, port) {
    n = split(list, part, ",")
    for (i = 1; i <= n; i++) {
        if (part[i] == "") continue
        split(part[i] "-" part[i], bound, "-")
        for (port = bound[1] + 0; port <= bound[2] + 0; port++) into[port] = 1
    }
}

# ---- rules -------------------------------------------------------------------------------------------------
#
# Fact `NS rules TOOL`: the text that is loaded by nft, iptables-restore or ip6tables-restore in one
# transaction, on the host (`-`) or in a namespace. It is as planned if the text is the one that was loaded
# last, and if the tool lists what it listed then (the record's `listing`). Fact `- user TOOL`: the user's own
# chain, made if missing and never emptied.

# Text of rules by fact, rule[texts, key, 1 ..]; sections begin with `@ TOOL [NS]`.
function read_rules_text(file, map, texts,    line, w, key) {
    while ((getline line < file) > 0) {
        if (line ~ /^@ /) {
            split(line, w, " ")
            key = (w[3] == "" ? "-" : w[3]) " rules " w[2]
            current_map = map
            current_origin = "host.firewall"
            if (map == "want") new_line(w[3] == "" ? "-" : w[3], "", current_origin)
            fact(key, "loaded")
        } else {
            if (w[3] != "" && w[3] != "-" && line ~ /^# [^ ]+: / && !rule_count[texts, key]) {
                if (map == "want") place[lines] = origin_in(line)
                else made_by[key] = origin_in(line)
            }
            rule[texts, key, ++rule_count[texts, key]] = line
        }
    }
    close(file)
}

# A line that a tool listed. Of iptables-save only chains of ours count, and jumps to them.
function read_rule(ns, line,    w, n) {
    if (listing_key ~ /nftables$/) {
        if (line ~ /^table inet netgen_user /) in_user_table = 1
        else if (line ~ /^table /) in_user_table = 0
        if (!in_user_table) note_rule(line)
        else if (line ~ /^\tchain forward /) user_there["nftables"] = 1
        else if (line !~ /^(table|\t\t?type |\t?}|$)/) user_rules["nftables"]++
        return
    }
    if (line ~ /^\*/) listing_table = line
    if (index(line, ":" CHAINS) == 1) note_rule(listing_table " " substr(line, 1, index(line, " ") - 1))
    else if (index(line, "-A " CHAINS) == 1 || index(line, " -j " CHAINS) || index(line, " -g " CHAINS))
        note_rule(listing_table " " line)
    if (ns != "-" || listing_table != "*filter" || !index(line, " FORWARD ") && !index(line, "NETGEN-USER"))
        return
    w = substr(listing_key, 9)
    if (line ~ /^:NETGEN-USER /) user_there[w] = 1
    else if (line ~ /^-A NETGEN-USER /) user_rules[w]++
    else if (line == "-A FORWARD -j NETGEN-USER") user_jumps[w]++
    else if (index(line, "-A FORWARD -j " CHAINS) == 1 && !user_jumps[w]) user_late[w] = 1
}

function note_rule(line) {
    if (!(listing_key in have)) note(listing_key, "loaded")
    rule["have", listing_key, ++rule_count["have", listing_key]] = line
}

# What the tools listed after the rules were loaded: sections `@ TOOL NS`.
function read_listing(file, map,    line, w, key) {
    while ((getline line < file) > 0) {
        if (line ~ /^@ /) {
            split(line, w, " ")
            key = w[3] " rules " w[2]
            rule_count[map, key] = 0
        } else rule[map, key, ++rule_count[map, key]] = line
    }
    close(file)
}

# In a namespace that is left, each look would be a process: what the record says is there, is.
function assume_listing(ns,    i, key, n) {
    for (i = 1; i <= made_count; i++) {
        key = made_order[i]
        if (index(key, ns " ") == 1 && key !~ / (netns|require|port) /) note(key, made[key])
        if (index(key, ns " rules ") != 1) continue
        rule_count["have", key] = rule_count["listed", key]
        for (n = 1; n <= rule_count["have", key]; n++) rule["have", key, n] = rule["listed", key, n]
    }
}

# ---- compare -----------------------------------------------------------------------------------------------

function compare_rules(    i, key, w) {
    for (i = 1; i <= 3; i++) if (("- user " TOOLS[i]) in want) compare_user(TOOLS[i])
    for (i = 1; i <= lines; i++) {
        if (first_key(i) ~ / rules /) compare_loaded(first_key(i), space[i])
    }
    for (i = 1; i <= 3; i++)
        if (user_differs[TOOLS[i]] && !loads["- rules " TOOLS[i]]) write_load("- rules " TOOLS[i], "-")
    for (i = 1; i <= have_count; i++) {
        key = have_order[i]
        if (key !~ / rules / || (key in want)) continue
        split(key, w, " ")
        if (w[1] != "-" && (is_fresh(w[1]) || ("- netns " w[1]) in deleted)) continue
        if (!(key in made) && !lost_record) continue
        report("unexpected", key, "rules in " w[3] where(w[1], "inside of"))
        write_unload(key, w[1], w[3])
    }
    for (i = 1; i <= made_count; i++)
        if (made_order[i] ~ /^- user / && !(made_order[i] in want))
            undo_user(made_order[i], substr(made_order[i], 8))
}

function compare_loaded(key, ns,    tool, before) {
    if (is_trusted(ns)) return
    tool = tool_of(key)
    before = changed
    if (is_fresh(ns)) {
        write_load(key, ns)
        return
    }
    if (!(key in have))
        report("missing", key, "all rules" where(ns, "inside of") (tool == "ip6tables" ? " for IPv6" : ""))
    else if (key in just_loaded) return
    else if (!same_text(key)) report("differs", key, "the rules are those of another version of the plan")
    else {
        report_rules("missing", key, "listed", "have")
        report_rules("unexpected", key, "have", "listed")
    }
    if (changed > before) write_load(key, ns)
}

function same_text(key,    i) {
    if (rule_count["want", key] != rule_count["made", key]) return 0
    for (i = 1; i <= rule_count["want", key]; i++) if (rule["want", key, i] != rule["made", key, i]) return 0
    return 1
}

# Rules that one listing has and the other has not; a comment names their place in the plan.
function report_rules(word, key, from, to,    i, times, line, origin) {
    for (i = 1; i <= rule_count[to, key]; i++) times[rule[to, key, i]]++
    for (i = 1; i <= rule_count[from, key]; i++) {
        line = rule[from, key, i]
        if (times[line]-- > 0) continue
        gsub(/^[ \t]+/, "", line)
        origin = match(line, /--comment [^ "]+/) ? substr(line, RSTART + 10, RLENGTH - 10) : origin_of(key)
        report_at(word, origin, "rule " line)
    }
}

# ---- load and unload ---------------------------------------------------------------------------------------

function write_load(key, ns,    tool, file, i) {
    tool = tool_of(key)
    file = rules_file("load", ns, tool)
    loads[key] = 1
    if (tool == "nftables") {
        if (user_differs[tool] && ns == "-") print USER_TABLE >> file
        for (i = 1; i <= rule_count["want", key]; i++) print rule["want", key, i] >> file
    } else write_iptables(key, ns == "-" ? tool : "", file)
    close(file)
    if (ns != "-") act("ensure", ns, "rules", tool " " file, origin_of(key))
}

function rules_file(verb, ns, tool) {
    return work "/" verb "." (ns == "-" ? "" : "unit" (++rules_files) ".") tool
}

function write_unload(key, ns, tool,    file) {
    file = rules_file("unload", ns, tool)
    if (tool == "nftables") print "delete table inet netgen-" plan_name >> file
    else write_iptables(key, "", file)
    close(file)
    if (ns != "-") act("ensure", ns, "rules", tool " " file, origin_of(key))
}

# Input for iptables-restore --noflush, one transaction a table: jumps to our chains that are there go, so
# that none is there twice; then what the plan says; then chains of ours that it does not name any more.
function write_iptables(key, user, file,    i, w, table, body, here, jumps, stale, named, line, tables) {
    for (i = 1; i <= rule_count["want", key]; i++) {
        line = rule["want", key, i]
        if (line == "" || line ~ /^#/ || line == "COMMIT") continue
        if (line ~ /^\*/) {
            table = line
            tables[table] = 1
            continue
        }
        if (line ~ /^:/) named[table, substr(line, 1, index(line " ", " ") - 1)] = 1
        body[table] = body[table] line "\n"
    }
    for (i = 1; i <= rule_count["have", key]; i++) {
        line = rule["have", key, i]
        table = substr(line, 1, index(line, " ") - 1)
        line = substr(line, length(table) + 2)
        tables[table] = 1
        if (line ~ /^:/ && !((table, line) in named)) {
            here[table] = here[table] line " - [0:0]\n"
            stale[table] = stale[table] "-X " substr(line, 2) "\n"
        } else if (line ~ /^-A / && index(line, "-A " CHAINS) != 1)
            jumps[table] = jumps[table] "-D " substr(line, 4) "\n"
    }
    if (user_differs[user]) tables["*filter"] = 1
    if (("- user " user) in want && ("*filter" in tables))
        body["*filter"] = body["*filter"] user_commands(user)
    for (table in tables)
        printf "%s\n%s%s%s%sCOMMIT\n", table, here[table], jumps[table], body[table], stale[table] >> file
}

# ---- the user's own rules ----------------------------------------------------------------------------------

function compare_user(tool,    what) {
    what = user_words(tool)
    if (!user_there[tool]) report("missing", "- user " tool, what ", for rules of your own")
    else if (tool == "nftables") return
    else if (user_jumps[tool] != 1)
        report("differs", "- user " tool, what " is jumped to " user_jumps[tool] + 0 " times, not once")
    else if (user_late[tool]) report("differs", "- user " tool, what " does not come first")
    else return
    user_differs[tool] = 1
}

function user_words(tool) {
    if (tool == "nftables") return "chain forward of table inet netgen_user"
    return "chain NETGEN-USER" (tool == "ip6tables" ? " of ip6tables" : "")
}

# What puts it first, in the transaction that brings our own jumps.
function user_commands(tool,    i, commands) {
    commands = user_there[tool] ? "" : "-N NETGEN-USER\n"
    for (i = 1; i <= user_jumps[tool]; i++) commands = commands "-D FORWARD -j NETGEN-USER\n"
    return commands "-I FORWARD -j NETGEN-USER\n"
}

# It goes when it holds nothing, if we made it, and no other plan has it.
function undo_user(key, tool,    i, file) {
    if (!user_there[tool] || user_rules[tool] || get(found, key) == "first" || (key in others_made)) return
    file = work "/unload." tool
    if (tool == "nftables") {
        report("unexpected", key, "table inet netgen_user, which holds no rule")
        print "delete table inet netgen_user" >> file
        return
    }
    report("unexpected", key, user_words(tool) ", which holds no rule")
    print "*filter" >> file
    for (i = 1; i <= user_jumps[tool]; i++) print "-D FORWARD -j NETGEN-USER" >> file
    print "-X NETGEN-USER\nCOMMIT" >> file
}

# ---- name service: /etc/netns/NAME/hostname, hosts and resolv.conf -----------------------------------------
#
# Files outlive a reboot, so that their record lies beside them: /etc/netns/.netgen-PLAN holds what was
# written, as `file PATH CONTENT` and `mkdir PATH`; .netgen-PLAN.next what an `up` is about to write. A file
# that holds what one of them says is ours; one that was ours and holds anything else was edited, and is left
# alone.

# [web] hostname web    [web@front] hosts 10.1.0.2 web    [*] nameserver ${host_nameservers:-8.8.8.8}
function read_name_line(line, ns, origin,    word, rest, at, netns) {
    at = index(line, " ")
    word = substr(line, 1, at - 1)
    rest = substr(line, at + 1)
    sub(/ # .*/, "", rest)
    if (word == "hostname") {
        hostname[ns] = rest
        named[++named_count] = ns
        named_by[ns] = origin
    } else if (word == "hosts") {
        at = index(ns, "@")
        if (at) {
            netns = substr(ns, 1, at - 1)
            if (!(ns in hosts)) networks_of[netns] = networks_of[netns] " " substr(ns, at)
            hosts[ns] = "there"
            ns = substr(ns, at)
        }
        hosts[ns] = hosts[ns] rest "\n"
    } else {
        from_host[ns, word] = rest ~ /^\$\{host_/
        if (from_host[ns, word]) rest = host_value(rest)
        if ((ns, word) in resolver) rest = resolver[ns, word] " " rest
        resolver[ns, word] = rest
    }
}

# What a file is to hold. `[*]` says what resolv.conf(5) holds where the container's own lines do not.
function file_text(ns, file,    text_, w, n, i, value) {
    if (file == "hostname") return hostname[ns] "\n"
    text_ = "# Made by netgen: plan " plan_name ", " named_by[ns] "\n"
    if (file == "hosts") {
        text_ = text_ hosts["*"] hosts[ns]
        n = split(networks_of[ns], w, " ")
        for (i = 1; i <= n; i++) text_ = text_ hosts[w[i]]
        return text_
    }
    n = split(resolver[whose(ns, "nameserver"), "nameserver"], w, " ")
    for (i = 1; i <= n; i++) text_ = text_ "nameserver " w[i] "\n"
    for (i = 2; i <= 3; i++) {
        value = resolver[whose(ns, RESOLVER_WORDS[i]), RESOLVER_WORDS[i]]
        if (value != "" && value != ".") text_ = text_ RESOLVER_WORDS[i] " " value "\n"
    }
    return text_
}

function whose(ns, word) { return (ns, word) in resolver ? ns : "*" }

# Whether all of a container's resolv.conf is the host's.
function follows_host(ns,    i) {
    for (i = 1; i <= 3; i++) if (!from_host[whose(ns, RESOLVER_WORDS[i]), RESOLVER_WORDS[i]]) return 0
    return 1
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

# ---- what is there -----------------------------------------------------------------------------------------

function read_file_facts(    line, w, n, i, path) {
    read_written("/etc/netns/.netgen-" plan_name, written)
    read_written("/etc/netns/.netgen-" plan_name ".next", begun)
    while ((getline line < (work "/files")) > 0) file_type[substr(line, 3)] = substr(line, 1, 1)
    close(work "/files")
    n = split(ENVIRON["other_records"], w, " ")
    for (i = 1; i <= n; i++)
        while ((getline line < w[i]) > 0)
            if (split(line, f, " ") > 2 && f[1] == "file") file_of_plan[f[2]] = substr(w[i], 20)
    if (ENVIRON["restoring"] == "yes") for (path in written) wanted_file[path] = written[path]
    for (n = 1; n <= named_count; n++)
        for (i = 1; i <= 3; i++) {
            path = "/etc/netns/" named[n] "/" FILES[i]
            if (step != "refresh" || FILES[i] == "resolv.conf" && follows_host(named[n]) && path in file_type)
                wanted_file[path] = file_text(named[n], FILES[i])
            note_path(path, named_by[named[n]])
        }
}

function note_path(path, origin) {
    if (path in file_origin) return
    paths[++path_count] = path
    file_origin[path] = origin
}

# The record: `# ORIGIN` names the place in the plan of the lines below it.
function read_written(file, into,    line, f, origin) {
    while ((getline line < file) > 0) {
        split(line, f, " ")
        if (f[1] == "#") origin = f[2]
        else if (f[1] == "mkdir") made_dir[f[2]] = 1
        else {
            line = substr(line, length(f[2]) + 7)
            gsub(/\\n/, "\n", line)
            into[f[2]] = line
            recorded[++recorded_count] = f[2]
            recorded_by[f[2]] = origin
        }
    }
    close(file)
}

# right, missing, ours (as an earlier run wrote it), edited (ours once) or foreign. A run that was killed may
# have left the first part of a file.
function file_state(path,    content) {
    if (!(path in file_type)) return "missing"
    if (file_type[path] == "f") {
        content = slurp(path)
        if (path in wanted_file && content == wanted_file[path]) return "right"
        if (path in written && content == written[path]) return "ours"
        if (path in begun && index(begun[path], content) == 1) return "ours"
    }
    return path in written || path in begun ? "edited" : "foreign"
}

# ---- what is to be done ------------------------------------------------------------------------------------

# Refuses what stands in the way; the files of another plan are left to it.
function need_free_files(    n, i, dir, path, origin) {
    for (n = 1; n <= named_count; n++) {
        dir = "/etc/netns/" named[n]
        origin = named_by[named[n]]
        if ((dir "/hostname") in file_of_plan && !((dir "/hostname") in written)) {
            remark(origin ": the files below " dir " are plan " file_of_plan[dir "/hostname"] \
                "'s, and are left to it")
            left_alone[dir] = 1
        } else if ((dir in file_type) && file_type[dir] != "d") {
            refuse(origin ": " dir " is not a directory of its own; move it away")
            left_alone[dir] = 1
        }
        for (i = 1; i <= 3 && !(dir in left_alone); i++) {
            path = dir "/" FILES[i]
            if (file_state(path) == "foreign")
                refuse(origin ": a file " path " exists already, and this plan did not write it;" \
                    " move it away (extra_hosts, dns and hostname can say what it says)")
        }
    }
}

function compare_files(    i, path, dir, state_, seen) {
    for (i = 1; i <= recorded_count; i++) note_path(recorded[i], recorded_by[recorded[i]])
    for (i = 1; i <= path_count; i++) {
        path = paths[i]
        dir = path
        sub(/\/[^\/]*$/, "", dir)
        if (dir in left_alone) continue
        state_ = file_state(path)
        if (state_ == "edited")
            remark(file_origin[path] ": " path " was edited since it was written; it is kept as it is")
        if (path in wanted_file) {
            if (state_ ~ /^(missing|ours)$/) write_file(path, state_ == "missing" ? "missing" : "differs")
            record_file(path, wanted_file[path])
        } else if (step == "refresh") {
            if (path in written) record_file(path, written[path])
            continue
        } else if (state_ == "ours") {
            report_at("unexpected", file_origin[path], "file " path)
            print path > (work "/files.remove")
        }
        if (dir in seen) continue
        seen[dir] = 1
        if (path in wanted_file) {
            if (!(dir in file_type) || dir in made_dir) print "mkdir " dir > (work "/files.dirs")
            if (!(dir in file_type)) print dir > (work "/files.mkdir")
        } else if (dir in made_dir && dir in file_type) print dir > (work "/files.rmdir")
    }
}

function record_file(path, content) {
    print "# " file_origin[path] "\nfile " path " " escaped(content) > (work "/files.record")
}

function escaped(content) {
    gsub(/\n/, "\\n", content)
    return content
}

# A line for write_files and --dry-run: path, origin, and what the file is to hold, with its newlines as \n.
function write_file(path, word) {
    report_at(word, file_origin[path], "file " path)
    to_write[path] = 1
    print path "\t" file_origin[path] "\t" escaped(wanted_file[path]) > (work "/files.write")
}

# In place, not by a rename: `ip netns exec` mounts the file itself over that in /etc, and what already runs
# there would go on reading the old one. Each is read again, since not every awk says that a disk is full.
function write_files(    line, f) {
    while ((getline line < (work "/files.write")) > 0) {
        split(line, f, "\t")
        gsub(/\\n/, "\n", f[3])
        printf "%s", f[3] > f[1]
        close(f[1])
        if (slurp(f[1]) == f[3]) continue
        print f[2] ": " f[1] " is not what was written to it (is there room left?)" > "/dev/stderr"
        exit 1
    }
}

# ---- the host's resolv.conf --------------------------------------------------------------------------------

# `${host_search:-.}`: what the host says, or what stands there for when it says nothing.
function host_value(source,    name) {
    if (!resolver_known++) read_host_resolver()
    name = substr(source, 8, index(source, ":-") - 8)
    if (host_says[name] != "") return substr(host_says[name], 2)
    source = substr(source, index(source, ":-") + 2)
    return substr(source, 1, length(source) - 1)
}

function read_host_resolver(    file, n, line) {
    n = split(ENVIRON["plan_resolv_conf"], file, " ")
    if (n) read_resolver(file[1])
    if (n < 2 || host_says["all"] != " 127.0.0.53" || (getline line < file[2]) < 0) return
    close(file[2])
    read_resolver(file[2])
}

# resolv.conf(5): of search and domain lines the last one counts, name servers and options add up.
function read_resolver(file,    line, w, n, i, is_search) {
    split("", host_says)
    while ((getline line < file) > 0) {
        n = split(line, w, /[ \t\r]+/)
        if (w[1] == "nameserver" && n > 1) {
            host_says["all"] = host_says["all"] " " w[2]
            if (is_reachable(w[2])) host_says["nameservers"] = host_says["nameservers"] " " w[2]
        }
        is_search = w[1] == "search" || w[1] == "domain"
        if (is_search) host_says["search"] = ""
        for (i = 2; i <= n && w[i] !~ /^[#;]/; i++) {
            if (is_search && w[i] ~ /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/)
                host_says["search"] = host_says["search"] " " w[i]
            if (w[1] == "options" && w[i] ~ /^[a-z][a-z0-9-]*(:[0-9]+)?$/)
                host_says["options"] = host_says["options"] " " w[i]
        }
    }
    close(file)
}

# Neither a loopback address of the host nor one that needs an interface of the host (fe80::1%eth0).
function is_reachable(server) {
    return server ~ /^[0-9A-Fa-f:.]+$/ && server !~ /^127\.|^0\.0\.0\.0$|^[0:]+:0*1?$|^::ffff:127\./
}

# ---- --dry-run: the commands that would run, in their order, as one would type them ------------------------

function show_commands(    i, j, phase, part) {
    if (needs_module) {
        show("modprobe br_netfilter")
        show("sysctl -w net.bridge.bridge-nf-call-iptables=0 net.bridge.bridge-nf-call-ip6tables=0" \
            " net.bridge.bridge-nf-call-arptables=0")
    }
    for (i = 1; i <= 3; i++) show_rules("", TOOLS[i], work "/load." TOOLS[i])
    split("leave undo ensure", phase, " ")
    for (i = 1; i <= 3; i++) {
        show_unit(phase[i], "-")
        for (j = 1; j <= units; j++) {
            split(unit_name[j], part, SUBSEP)
            if (part[1] == phase[i] && part[2] != "-") show_unit(phase[i], part[2])
        }
    }
    show_files()
    for (i = 1; i <= 3; i++) show_rules("", TOOLS[i], work "/unload." TOOLS[i])
    close(work "/stale")
    if (ENVIRON["conntrack"] != "") show_input("conntrack -R -", "FLOWS", slurp(work "/stale"))
    show("netgen " plan_name ": changed=" changed)
}

function show(line) { print line > (work "/commands") }

# Sysctls of the host come after its links, those of a namespace before.
function show_unit(phase, ns,    unit, enter) {
    unit = phase SUBSEP ns
    if (ns != "-") enter = "nsenter --net=" path_after(ns) " "
    if (ns == "-") show_batch("", get(batch, unit))
    show_steps(enter, get(steps, unit))
    if (ns != "-") show_batch(enter, get(batch, unit))
}

function show_batch(enter, list,    line, n, i) {
    n = split(list, line, "\n")
    for (i = 1; i < n; i++) {
        sub(/ # .*/, "", line[i])
        show(enter "ip " line[i])
    }
}

function show_steps(enter, list,    line, n, i, w) {
    n = split(list, line, "\n")
    for (i = 1; i < n; i++) {
        split(line[i], w, " ")
        if (w[1] == "rules") show_rules(enter, w[3], w[4])
        else show(enter "sysctl -w " quote(w[4] "=" substr(line[i], length(w[1] w[2] w[3] w[4]) + 5)))
    }
}

function show_rules(enter, tool, file) {
    if (tool == "nftables") show_input(enter "nft -f -", "NFT", slurp(file))
    else show_input(enter tool "-restore -w --noflush", "RULES", slurp(file))
}

function show_input(command, end, content) {
    sub(/\n+$/, "", content)
    if (content != "") show(command " <<'" end "'\n" content "\n" end)
}

function show_files(    i) {
    show_list("mkdir ", "/files.mkdir")
    for (i = 1; i <= path_count; i++)
        if (paths[i] in to_write) show("cat >" paths[i] " <<'END'\n" wanted_file[paths[i]] "END")
    show_list("rm ", "/files.remove")
    show_list("rmdir ", "/files.rmdir")
}

function show_list(command, file,    line) {
    close(work file)
    while ((getline line < (work file)) > 0) show(command line)
}
AWK
}

main "$@"
