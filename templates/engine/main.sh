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
