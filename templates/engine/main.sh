# --- engine ---
# Everything below is the same in every script of this netgen version. It reads the plan above, looks at the
# host, and brings the two together. It decides nothing about the network: what is wanted stands in the plan.
#
#   main       verbs, options, exit codes           observe    the host and its namespaces, as text
#   preflight  what must hold before a change       compare    plan against host: what is to be done (awk)
#   converge   observe, compare, apply, remember    apply      run what compare wrote down
#   names      files below /etc/netns               refresh    those that follow the host's resolv.conf
#
# State, in $state: `applied` and `applied.rules`, the plan that is in force; `pending`, the same for a plan
# whose up has begun and not ended; `listing`, the firewall as its tool printed it after up; `sysctl`, the
# values found before the first change.

run_dir=/run/netgen
state=$run_dir/$plan_name
work=$run_dir/.work

usage() {
    cat <<'TEXT'
usage: setup.sh [up] [--dry-run]   make the host as the plan says
       setup.sh check              compare, change nothing; one line for each difference
       setup.sh down [--dry-run]   remove what this plan made, and nothing else
       setup.sh refresh-names      have containers follow the host's resolv.conf, where nobody said otherwise
       setup.sh --help | --version

exit: 0 done, or no difference   1 failed, the host is as it was before   2 usage
      3 check found differences  4 preflight refused, nothing was changed
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
    set +e -u
    # Standard input is not for the tools, and an output that is closed would become the first file they open.
    exec </dev/null
    true 3>&2 || exec 2>/dev/null
    true 3>&1 || exec >/dev/null
    unset BASH_ENV
    LC_ALL=C
    plan_resolv_conf=${plan_resolv_conf-}
    plan_bird=${plan_bird-}
    export plan_resolv_conf plan_bird LC_ALL plan_name plan_uplink plan_firewall state work
    umask 022
    # Cron and su give root a PATH without the directories that ip and nft are in; what stands in PATH goes before.
    case :$PATH: in
    *:/usr/sbin:* | *:/sbin:*) ;;
    *:/usr/bin:* | *:/bin:*) PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin ;;
    esac
    verb=up
    dry_run=no
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

    tools
    begin
    case $verb in
    up) up ;;
    check) check ;;
    down) down ;;
    refresh-names) refresh_names ;;
    esac
}

# Root and the programs, each with the Debian package that brings it.
tools() {
    [ "$(id -u)" = 0 ] || refuse "root is needed to change the network; run it with sudo"
    need ip iproute2
    need awk mawk
    need nsenter util-linux
    need unshare util-linux
    need flock util-linux
    case $plan_firewall in
    nftables) need nft nftables ;;
    iptables)
        need iptables-save iptables
        need iptables-restore iptables
        ;;
    esac
    case $(plan) in
    *'docker inspect'*) need docker docker.io ;;
    esac
}

need() {
    command -v "$1" >/dev/null 2>&1 || refuse "$1 is missing; on Debian: apt-get install $2"
}

# One run at a time, of all plans: they share the work directory and judge each other's state. The lock is a file
# that only root can open, held by the commands that run on our behalf, too, so that a killed run cannot be overtaken
# by the next. Whoever held it before may have removed the file with its directory: what counts is the file that has
# the name once the lock is ours.
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
    trap 'tidy' EXIT
    trap 'exit 1' HUP INT TERM
    {
        rm -rf "$work" && mkdir -p "$work" && awk_program >"$work/engine.awk" &&
            observe_script >"$work/observe.sh" && trial_script >"$work/trial.sh" && apply_script >"$work/apply.sh"
    } 2>/dev/null || unwritable
    tab=$(printf '\t')
    forgive=
    short_reader='sh'
    long_reader='sh'
    ! command -v bash >/dev/null 2>&1 || long_reader='bash'
    others=
    for file in "$run_dir"/*/sysctl; do
        [ ! -e "$file" ] || [ "$file" = "$state/sysctl" ] || others="$others $file"
    done
    neighbours=
    for file in "$run_dir"/*/applied.rules; do
        [ ! -e "$file" ] || [ "$file" = "$state/applied.rules" ] || neighbours="$neighbours $file"
    done
    export others neighbours
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

unwritable() { refuse "cannot write files in $work; see what stands in the way there, or whether /run is full or read-only"; }

# Half a plan would be another plan.
write_plan() { plan >"$work/plan" && rules >"$work/rules"; }

up() {
    write_plan || unwritable
    look up
    refusals
    remarks
    need_bridge_netfilter
    [ "$dry_run" = no ] || {
        show_commands
        return
    }
    if [ "$(changes)" -gt 0 ]; then
        try_rules || refuse "the kernel or $plan_firewall does not take the rules: $(cat "$work/error")"
        load_bridge_netfilter
        trap 'failed interrupted' HUP INT TERM
    fi
    remember || {
        [ -e "$state/applied" ] || [ -e "$state/pending" ] || rm -rf "$state"
        refuse "cannot write $state"
    }
    apply || failed "$(explain_error)"
    keep || failed "cannot write $state"
    trap 'exit 1' HUP INT TERM
    tell_bridge_netfilter
    conclude
}

check() {
    write_plan || unwritable
    look check
    refusals
    remarks
    cat "$work/report"
    [ ! -s "$work/report" ] || exit 3
}

down() {
    printf '' >"$work/plan"
    printf '' >"$work/rules"
    printf '%s\n' "$plan_firewall" >"$work/firewalls"
    plan_firewall=none
    look down
    remarks
    [ "$dry_run" = no ] || {
        show_commands
        return
    }
    trap '' HUP INT TERM PIPE
    forgive=-force
    apply || {
        say "down could not remove everything; what the tools said:"
        cat "$work/error" >&2
        exit 1
    }
    forget
    conclude
}

# The last line. Where nobody can be told on stdout, it was done all the same.
conclude() {
    printf 'netgen %s: changed=%s\n' "$plan_name" "$(changes)" 2>/dev/null || {
        say "$verb is done, changed=$(changes); but standard output cannot be written to"
        exit 1
    }
}

changes() { cat "$work/changes"; }

# What stands in the way; nothing has been changed so far.
refusals() {
    [ -s "$work/refused" ] || return 0
    while read -r line; do say "refused: $line"; done <"$work/refused"
    exit 4
}
