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
