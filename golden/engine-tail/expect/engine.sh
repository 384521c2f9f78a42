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

# Does what compare wrote down. Rules come first, so that nothing is reachable for a moment that must not be;
# then what has to go, then what the host gets, then each namespace in one process; rules that are no longer
# wanted go last. $forgive is `-force` where ip shall go on after something that is already gone.
apply() {
    : >"$work/error"
    status=0
    change_rules load || {
        status=1
        [ -n "$forgive" ] || return 1
    }
    for batch in "$work"/batch.*; do
        case $batch in
        */batch.1.host) remove_on_host "$batch" ;;
        *.host) apply_host "$batch" ;;
        *.netns) apply_namespaces "$batch" "$forgive" ;;
        *.leave) apply_namespaces "$batch" -force ;;
        *.sysctl) "$long_reader" "$work/apply.sh" "$batch" /dev/null "$state/sysctl" - "$forgive" 2>>"$work/error" ;;
        *) continue ;;
        esac || {
            status=1
            [ -n "$forgive" ] || return 1
        }
    done
    change_names || {
        status=1
        [ -n "$forgive" ] || return 1
    }
    change_rules unload || status=1
    forget_flows
    return $status
}

apply_host() {
    ip ${forgive:+"$forgive"} -batch "$1" 2>>"$work/error" >&2 || {
        printf '@batch %s \n' "$1" >>"$work/error"
        return 1
    }
}

# What has to go may go by itself meanwhile: a link dies some time after its namespace. Gone is as good as removed.
remove_on_host() {
    ip -force -batch "$1" 2>"$work/removal" >&2 && return 0
    ! awk '/^Command failed / { failed++; next }
        /Cannot find device|No such (device|process|file)|Cannot assign requested address/ { gone++; next }
        { other++ }
        END { exit other || !failed || failed != gone }' "$work/removal" || return 0
    cat "$work/removal" >>"$work/error"
    printf '@batch %s \n' "$1" >>"$work/error"
    return 1
}

# $1 lists a namespace a line: its name, its path, its sysctls, its commands for ip, files of rules to load. $2 is `-force` or nothing.
apply_namespaces() {
    while IFS=$tab read -r netns path sysctls commands rules; do
        reader=$short_reader
        case $sysctls in
        */long.*) reader=$long_reader ;;
        esac
        nsenter --net="$path" "$reader" "$work/apply.sh" "$sysctls" "$commands" "$state/sysctl" "$netns" "$2" "$rules" \
            2>>"$work/error" >&2 || {
            printf '@batch %s [%s] \n' "$commands" "$netns" >>"$work/error"
            [ -n "$2" ] || return 1
        }
    done <"$1"
}

# Runs on the host or inside a namespace: $1 sysctls to write (whether to remember the value found or to put one
# back, path below /proc/sys, origin, value), $2 commands for ip, $3 where values found are remembered, $4 the namespace's name,
# $5 `-force` or nothing, $6 files of rules, named after the tool that loads them and with the plan's entry in their
# first line, or `-`. One process, and one more for each file of rules, which come first: the shell writes the sysctls
# by itself and becomes ip. What observe says of reading sysctls holds here, too.
apply_script() {
    cat <<'SH'
for file in ${6:--}; do
    case $file in
    *.nftables) nft -f "$file" ;;
    *.iptables | *.ip6tables) "${file##*.}-restore" -w --noflush <"$file" ;;
    esac || {
        read -r _ origin _ <"$file"
        printf '%s the rules inside of its namespace are as they were\n' "$origin" >&2
        [ -n "$5" ] || exit 1
    }
done
while read -r save path origin value; do
    found=
    if [ "$save" = long ] && [ -z "${BASH_VERSION-}" ]; then
        found=$(cat "/proc/sys/$path" 2>/dev/null)
    elif [ "$save" = back ] && [ ! -e "/proc/sys/$path" ]; then
        continue
    elif [ "$save" != - ] && [ "$save" != back ]; then
        { read -r found <"/proc/sys/$path" || :; } 2>/dev/null
    fi
    [ "$save" = - ] || [ "$save" = back ] || printf '%s %s %s\n' "$4" "$path" "$found" >>"$3"
    { printf '%s\n' "$value" >"/proc/sys/$path"; } 2>/dev/null || {
        [ -n "$5" ] && [ ! -e "/proc/sys/$path" ] && continue
        printf '%s: the kernel does not take "%s" for /proc/sys/%s\n' "$origin" "$value" "$path" >&2
        [ -n "$5" ] || exit 1
    }
done <"$1"
[ -s "$2" ] || exit 0
exec ip ${5:+"$5"} -batch "$2"
SH
}

# The entry of the plan, the command that failed and what the tool said.
explain_error() {
    explain_batch=
    explain_netns=
    explain_line=
    explain_words=
    while IFS= read -r line; do
        case $line in
        '@batch '*)
            explain_netns=${line#@batch * }
            explain_batch=${line#@batch }
            explain_batch=${explain_batch%% *}
            ;;
        'Command failed '*) explain_line=${line##*:} ;;
        *) explain_words="$explain_words${explain_words:+; }$line" ;;
        esac
    done <"$work/error"
    if [ -n "$explain_line" ] && [ -s "$explain_batch" ]; then
        command=$(sed -n "${explain_line}p" "$explain_batch")
        line=$(grep -nxF -e "$explain_netns${command%% # *}" "$0" 2>/dev/null | head -n 1)
        printf '%s%s: ip %s: ' "${command#* # }" "${line:+ ($0:${line%%:*})}" "${command%% # *}"
    fi
    printf '%s' "$explain_words"
}

# The firewall's own tool prints what is loaded; awk keeps what is ours. An nftables table is ours by its name,
# iptables chains by their prefix, and so are the jumps to them. $2 takes what there is for rules of the user's own.
list_rules() {
    case $1 in
    nftables)
        [ -z "${2-}" ] || nft -s list table inet netgen_user >"$2" 2>/dev/null
        nft -s list table inet "netgen-$plan_name" 2>/dev/null
        ;;
    iptables | ip6tables)
        "$1-save" 2>/dev/null | awk -v chains="NG_${plan_name}_" -v user="${2:-/dev/null}" '
            /^\*/ { table = $0 }
            table == "*filter" && (/^:NETGEN-USER / || /^-A (NETGEN-USER|FORWARD) /) { print >user }
            index($0, ":" chains) == 1 { print table, $1 }
            index($0, "-A " chains) == 1 || index($0, " -j " chains) { print table, $0 }'
        ;;
    esac
}

# What is loaded by the backend of this plan, and by those that an earlier version of it used.
observe_rules() {
    if [ -e "$state/firewalls" ]; then
        cat "$state/firewalls" >>"$work/firewalls"
    fi
    printf '%s\n' "$plan_firewall" >>"$work/firewalls"
    [ ! -e "$work/ip6tables" ] || printf '%s\n' ip6tables >>"$work/firewalls"
    for backend in nftables iptables ip6tables; do
        while read -r used; do
            [ "$used" = "$backend" ] || continue
            list_rules "$backend" "$work/user.$backend" >"$work/listing.$backend"
            break
        done <"$work/firewalls"
    done
}

# The rules that are loaded inside of namespaces: one process for each that has some, and one for its ip6tables.
observe_inside() {
    [ -s "$work/inside" ] || return 0
    while IFS=$tab read -r _ path used file; do
        case $used in
        nftables) nsenter --net="$path" nft -s list table inet "netgen-$plan_name" ;;
        *) nsenter --net="$path" "$used-save" ;;
        esac >"$work/$file" 2>/dev/null
    done <"$work/inside"
}

# Rules for inside of namespaces are tried in a namespace that ends with the trial, all at once: whether the kernel
# takes them, before anything is changed, and how the tool prints them, to compare with what is there.
expect_inside() {
    [ -e "$work/tried.$plan_firewall" ] || [ -e "$work/tried.ip6tables" ] || return 0
    unshare --net sh "$work/trial.sh" "$plan_firewall" "$work/tried" >"$work/expected" 2>"$work/error" || {
        [ "$purpose" = restore ] || printf 'the kernel or %s does not take the rules of a router: %s\n' \
            "$plan_firewall" "$(cat "$work/error")" | head -n 1 >>"$work/refused"
    }
}

trial_script() {
    cat <<'SH'
if [ "$1" = nftables ]; then
    nft -f "$2.nftables" && exec nft -s list ruleset
    exit 1
fi
if [ -e "$2.ip6tables" ]; then
    echo '# rules of ip6tables'
    { ip6tables-restore -w --noflush <"$2.ip6tables" && ip6tables-save; } || exit 1
fi
[ -e "$2.iptables" ] || exit 0
echo '# rules of iptables'
iptables-restore -w --noflush <"$2.iptables" && exec iptables-save
SH
}

# Asks the kernel, before anything is changed, whether it takes the rules.
try_rules() {
    if [ -e "$work/load.nftables" ]; then
        nft -c -f "$work/load.nftables" 2>"$work/error" >&2 || return 1
    fi
    for twin in iptables ip6tables; do
        [ ! -e "$work/load.$twin" ] ||
            "$twin-restore" -w --noflush --test <"$work/load.$twin" 2>"$work/error" >&2 || return 1
    done
}

# UDP flows of ports that lead elsewhere now. Only conntrack(8) can delete them, so that it is used where it is
# installed; elsewhere they end by themselves once they have been silent for two minutes.
forget_flows() {
    [ -s "$work/stale" ] || return 0
    if command -v conntrack >/dev/null 2>&1; then
        # Among all that could be stale few flows are there, and each line of -R looks at them all.
        conntrack -L -p udp 2>/dev/null | awk -v stale="$work/stale" '
            BEGIN {
                while ((getline line < stale) > 0) {
                    split(line, t, " ")
                    named[t[5] " " t[6] " " t[7]]
                }
            }
            {
                n = 0
                for (i = 1; i <= NF; i++) if ($i ~ /^(src|dst|sport|dport)=/) flow[++n] = substr($i, index($i, "=") + 1)
                if (((flow[4] " --reply-src " flow[5]) in named) || ((flow[4] " --orig-dst " flow[2]) in named))
                    print "-D -p udp --orig-src " flow[1] " --orig-dst " flow[2] " --orig-port-src " flow[3] " --orig-port-dst " flow[4]
            }' >"$work/flows"
        [ ! -s "$work/flows" ] || conntrack -R - <"$work/flows" >/dev/null 2>&1 || :
    elif grep -q -e --reply-src "$work/stale"; then
        say "conntrack is missing: UDP senders that do not pause may go on reaching what a port led to before; on Debian: apt-get install conntrack"
    fi
}

# $1 is load or unload.
change_rules() {
    if [ -e "$work/$1.nftables" ]; then
        nft -f "$work/$1.nftables" 2>>"$work/error" >&2 || return 1
    fi
    for twin in iptables ip6tables; do
        [ ! -e "$work/$1.$twin" ] ||
            "$twin-restore" -w --noflush <"$work/$1.$twin" 2>>"$work/error" >&2 || return 1
    done
}

# Bridge netfilter, for networks whose containers are kept apart. Loaded, br_netfilter is on for every bridge of the
# host (net/bridge/br_netfilter_hooks.c, brnf_init_net), so that it is switched off for all at once, and each bridge
# of the plan has a switch of its own. $work/netfilter names the network where the module is not loaded.
load_bridge_netfilter() {
    [ -s "$work/netfilter" ] || return 0
    modprobe br_netfilter 2>"$work/error" || no_bridge_netfilter
    [ -e /proc/sys/net/bridge/bridge-nf-call-iptables ] || no_bridge_netfilter
    for file in /proc/sys/net/bridge/bridge-nf-call-*tables; do echo 0 >"$file"; done
}

# Asks without loading it.
need_bridge_netfilter() {
    [ -s "$work/netfilter" ] || return 0
    modprobe -n br_netfilter 2>"$work/error" || no_bridge_netfilter
}

no_bridge_netfilter() {
    command -v modprobe >/dev/null 2>&1 || printf '%s\n' "modprobe is missing; on Debian: apt-get install kmod" >"$work/error"
    refuse "$(cat "$work/netfilter"): \`icc: false\` needs bridge netfilter, and this kernel has none (br_netfilter$(sed 's/^/: /' "$work/error" | head -n 1)); use a kernel with CONFIG_BRIDGE_NETFILTER, or take \`icc: false\` out"
}

# Said once, when it is switched on.
tell_bridge_netfilter() {
    [ ! -s "$work/netfilter" ] || say "br_netfilter is loaded, and off for bridges of others"
    [ ! -s "$work/switched" ] || say "bridge netfilter is switched on for $(tr '\n' ' ' <"$work/switched")and for no other bridge"
}

# The module goes as it came, unless another plan needs it, which inherits the duty, or somebody else has come to use it.
unload_bridge_netfilter() {
    [ -e "$state/loaded-br_netfilter" ] || return 0
    rm -f "$state/loaded-br_netfilter"
    for file in "$run_dir"/*/applied; do
        [ "$file" != "$state/applied" ] || continue
        if grep -qs ' nf_call_ip6*tables 1$' "$file"; then
            : >"${file%/*}/loaded-br_netfilter"
            return 0
        fi
    done
    ! grep -qsv '^0$' /proc/sys/net/bridge/bridge-nf-call-*tables || return 0
    ! ip -d link show type bridge 2>/dev/null | grep -q 'nf_call_[a-z0-9]* 1' || return 0
    modprobe -r br_netfilter 2>/dev/null || :
}

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

# --dry-run: the commands that would run, in their order, as one would type them.
show_commands() {
    [ ! -s "$work/netfilter" ] || printf '%s\n' 'modprobe br_netfilter' "sysctl -w net.bridge.bridge-nf-call-iptables=0 net.bridge.bridge-nf-call-ip6tables=0 net.bridge.bridge-nf-call-arptables=0"
    show_rules '' "$work/load.nftables" "$work/load.iptables" "$work/load.ip6tables"
    for batch in "$work"/batch.*; do
        case $batch in
        *.host) sed 's/^/ip /; s/ # .*//' "$batch" ;;
        *.sysctl) show_sysctls '' <"$batch" ;;
        *.netns | *.leave)
            while IFS=$tab read -r netns path sysctls commands rules; do
                for file in $rules; do show_rules "nsenter --net=$path " "$file"; done
                show_sysctls "nsenter --net=$path " <"$sysctls"
                sed "s|^|nsenter --net=$path ip |; s/ # .*//" "$commands"
            done <"$batch"
            ;;
        esac
    done
    show_names
    show_rules '' "$work/unload.nftables" "$work/unload.iptables" "$work/unload.ip6tables"
    if [ -s "$work/stale" ] && command -v conntrack >/dev/null 2>&1; then
        printf "conntrack -R - <<'FLOWS'\n%s\nFLOWS\n" "$(cat "$work/stale")"
    fi
    printf 'netgen %s: changed=%s\n' "$plan_name" "$(changes)"
}

# $1 is what stands before the tool; the files are named after the tool that loads them.
show_rules() {
    in=$1
    shift
    for loaded in "$@"; do
        [ -e "$loaded" ] || continue
        case $loaded in
        *.nftables) printf "%snft -f - <<'NFT'\n%s\nNFT\n" "$in" "$(cat "$loaded")" ;;
        *.ip6tables) printf "%sip6tables-restore -w --noflush <<'RULES'\n%s\nRULES\n" "$in" "$(cat "$loaded")" ;;
        *.iptables) printf "%siptables-restore -w --noflush <<'RULES'\n%s\nRULES\n" "$in" "$(cat "$loaded")" ;;
        esac
    done
}

show_sysctls() {
    sed "s/'/'\\\\''/g; s|^[^ ]* \([^ ]*\) [^ ]* \(.*\)|$1sysctl -w '\1=\2'|"
}

# The awk program, one for survey and compare.
awk_program() {
    cat <<'AWK'
# ---- reading a plan ------------------------------------------------------------------------------------------

# Splits one line of a plan into the global array f: kind, ns ("" for the host), and its words by keyword.
function parse(line,    t, n, i, side) {
    split("", f)
    f["ns"] = ""
    if (substr(line, 1, 1) == "[") {
        i = index(line, "] ")
        f["ns"] = substr(line, 2, i - 2)
        line = substr(line, i + 2)
    }
    f["text"] = line
    i = index(line, " ")
    if (is_name_word(substr(line, 1, i - 1))) {
        f["rest"] = substr(line, i + 1)
        return f["kind"] = substr(line, 1, i - 1)
    }
    n = split(line, t, " ")
    f["kind"] = t[1] " " t[2]
    if (f["kind"] == "netns add") f["name"] = t[3]
    else if (f["kind"] == "netns attach") {
        f["name"] = t[3]
        if (t[4] ~ /^[0-9]+$/) f["pid"] = t[4]
        else f["docker"] = substr(t[n], 1, length(t[n]) - 2)
    } else if (f["kind"] == "sysctl -w") {
        i = index(line, "=")
        f["key"] = sysctl_path(substr(line, 11, i - 11))
        f["value"] = substr(line, i + 1)
    } else {
        side = ""
        i = 3
        if (t[1] == "addr") f["address"] = t[i++]
        if (t[1] == "route") {
            f["type"] = "unicast"
            if (t[i] ~ /^(blackhole|unreachable)$/) f["type"] = t[i++]
            f["to"] = t[i++]
        }
        for (; i <= n; i++) {
            if (t[i] == "peer") side = "peer "
            else if (t[i] == "up") f["up"] = "up"
            else { f[side t[i]] = t[i + 1]; i++ }
        }
    }
    return f["kind"]
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

# Sysctls of one digit.
function is_flag(key) { return key ~ /\/(disable_ipv6|ip_forward|forwarding|route_localnet|accept_ra|accept_dad|proxy_ndp)$/ }

# A list of the host that all share: `$reserved_ports` in the plan is what it holds without ours.
function is_list(ns, key) { return ns == "" && key == "net/ipv4/ip_local_reserved_ports" }

function ports_of_line(value) {
    sub(/^\$reserved_ports,/, "", value)
    return "," value
}

# Reads a plan file. `into` is "W" for the plan that is wanted, whose lines are kept in order in W[1..wanted];
# "P" for one that was applied or begun before, of which it is kept what it made.
function load(file, into,    line, origin) {
    origin = "host"
    while ((getline line < file) > 0) {
        if (line ~ /^# [^ ]/) {
            split(line, f, " ")
            origin = f[2]
            sub(/:$/, "", origin)
        }
        if (line == "" || substr(line, 1, 1) == "#") continue
        if (into == "W" && index(line, "$ra_interface")) load_advertised(line, origin)
        else load_line(line, into, origin)
    }
    close(file)
}

function load_line(line, into, origin,    k) {
    if (into == "W") line = resolve(line, origin)
    parse(line)
    f["origin"] = origin
    f["line"] = line
    if (into == "W") {
        wanted++
        for (k in f) W[wanted, k] = f[k]
    }
    if (!is_name_word(f["kind"])) own(into)
    else if (into == "W") own_name(into, origin)
}

# What the parsed line makes: namespaces, links, routes, sysctls, by name.
function own(into,    id) {
    if (f["kind"] == "netns add") ns_of[into, f["name"]] = "new"
    if (f["kind"] == "netns attach") ns_of[into, f["name"]] = "attached"
    if (f["ns"] != "") touched[into, f["ns"]] = f["origin"]
    if (f["kind"] ~ /^netns/) touched[into, f["name"]] = f["origin"]
    if (f["kind"] ~ /^rules /) rules_of[into, f["ns"], substr(f["kind"], 7)] = f["origin"]
    if (f["kind"] == "link add") {
        link_of[into, f["netns"], f["name"]] = f["origin"]
        if (f["type"] == "veth") link_of[into, f["peer netns"], f["peer name"]] = f["origin"]
        if (into == "P" && f["type"] == "veth") mac_of[f["peer netns"], f["peer name"]] = f["peer address"]
        else if (into == "P") mac_of["", f["name"]] = f["address"]
    }
    if (("alias" in f) && index(f["alias"], mark) == 1) {
        id = substr(f["alias"], length(mark) + 1)
        identity[into, f["ns"], f["dev"]] = id
        identified[into, f["ns"], id] = f["dev"]
    }
    if ("nf_call_iptables" in f) netfilter_of[into, f["dev"], "nf_call_iptables"] = f["origin"]
    if ("nf_call_ip6tables" in f) netfilter_of[into, f["dev"], "nf_call_ip6tables"] = f["origin"]
    if (f["kind"] == "neigh replace") proxy_of[into, f["proxy"], f["dev"]] = f["origin"]
    if ("hairpin" in f) hairpin_of[into, f["dev"]] = f["origin"]
    if (f["kind"] == "addr replace") address_of[into, f["ns"], f["dev"], f["address"]] = f["origin"]
    if (f["kind"] == "route replace") {
        id = into SUBSEP f["ns"] SUBSEP route_key(f["to"], f["metric"] "", f["via"] f["src"])
        route_of[id] = f["origin"]
        route_dev[id] = f["dev"]
        route_text[id] = f["text"]
    }
    if (f["kind"] == "sysctl -w") {
        if (!(("W", f["ns"], f["key"]) in sysctl_of) && !(("P", f["ns"], f["key"]) in sysctl_of)) {
            if (is_flag(f["key"])) flags[f["ns"]] = flags[f["ns"]] " " f["key"]
            else values[f["ns"]] = values[f["ns"]] " " f["key"]
        }
        sysctl_of[into, f["ns"], f["key"]] = f["origin"]
        sysctl_value[into, f["ns"], f["key"]] = f["value"]
        if (is_list(f["ns"], f["key"])) reserved[into] = reserved[into] ports_of_line(f["value"])
    }
}

# What only the host can know: words of the plan that begin with `$`, and whether the kernel has IPv6 at all.
function resolve(line, origin,    found) {
    if (line ~ / addrgenmode none$/ && !kernel_has_ipv6()) sub(/ addrgenmode none$/, "", line)
    if (purpose != "restore" && purpose != "refresh" && step == "compare" && line ~ /^\[[^]]*\] (nameserver|search|options) \$\{host_[a-z]+:-[^}]*\}$/) {
        found = substr(line, index(line, "${host_"))
        line = substr(line, 1, index(line, "${host_") - 1) host_value(found) " # " found
    }
    if (index(line, "$uplink_mtu") && step == "compare") {
        found = ENVIRON["plan_uplink"] == "auto" ? uplink : ENVIRON["plan_uplink"]
        gsub(/\$uplink_mtu/, L["", found, "mtu"], line)
    }
    if (line ~ /\$uplink([. ]|$)/ && step == "compare") line = with_uplink(line)
    return line
}

# `$uplink`: the interface towards the world. Its sysctl was not known to be wanted when the others were read.
function with_uplink(line,    i, key, value) {
    i = index(line, "$uplink")
    line = substr(line, 1, i - 1) (index(line, "sysctl ") == 1 ? "\n" : uplink) substr(line, i + 7)
    if (!index(line, "\n")) return line
    if (index(uplink, ".")) gsub(/\./, "/", line)
    sub(/\n/, uplink, line)
    i = index(line, "=")
    key = sysctl_path(substr(line, 11, i - 11))
    if (!(("", key) in S) && (getline value < ("/proc/sys/" key)) > 0) S["", key] = value
    close("/proc/sys/" key)
    return line
}

# On a kernel without IPv6 (ipv6.disable=1) it is off everywhere.
function kernel_has_ipv6(    line) {
    if (ipv6_known == "") {
        ipv6_known = (getline line < "/proc/sys/net/ipv6/conf/all/disable_ipv6") > 0 ? "yes" : "no"
        close("/proc/sys/net/ipv6/conf/all/disable_ipv6")
    }
    return ipv6_known == "yes"
}

# ---- words ---------------------------------------------------------------------------------------------------

# The pattern is a string: in brackets between slashes busybox takes the backslash of `\/` for one of the characters.
function quote(s) {
    if (s ~ "^[A-Za-z0-9_.,:/@=+-]+$") return s
    gsub(/'/, "'\\''", s)
    return "'" s "'"
}

# A namespace that the wanted plan makes; asking must not bring the name into the list.
function is_new(ns) { return (("W", ns) in ns_of) && ns_of["W", ns] == "new" }

function ns_path(ns) { return ns ~ /\// ? ns : "/run/netns/" ns }

# What makes two routes one to the kernel: family, destination and metric. `hint` tells the family of `default`.
function route_key(to, metric, hint,    family) {
    family = (to hint) ~ /:/ ? 6 : 4
    if (to ~ /\/0$/) to = "default"
    # The kernel's metric for IPv6 routes that have none (IP6_RT_PRIO_USER, net/ip6_route.h).
    if (family == 6 && metric + 0 == 0) metric = 1024
    sub(family == 6 ? "/128$" : "/32$", "", to)
    return family " " to " " (metric == "" ? 0 : metric)
}

# ---- router advertisements: interfaces that are to go on taking them where IPv6 is forwarded ---------------------

# `$ra_interface`: the line once for the uplink and for each interface that lives on router advertisements, where the
# kernel takes them by itself (accept_ra 1, which it leaves off when it forwards: Documentation/networking/ip-sysctl.rst);
# a daemon that does it in its place sets 0. The uplink may hear its first one later: at boot, or behind a router that
# comes after. Once ours, an interface stays so until the plan does without. A name with a dot needs slashes, as in
# sysctl(8).
function load_advertised(line, origin,    text, t, ns, names, n, i, name, found) {
    ns = ""
    if (substr(line, 1, 1) == "[") {
        ns = substr(line, 2, index(line, "] ") - 2)
        line = substr(line, length(ns) + 4)
        # Which they are in a namespace is known once it has been looked into.
        if (step == "survey") flags[ns] = flags[ns] " net/ipv6/conf/*/accept_ra"
    }
    n = ns == "" ? advertised_on_host(names, found) : advertised_inside(ns, names, found)
    while ((getline text < (state "/sysctl")) > 0) {
        split(text, t, " ")
        if (t[1] != (ns == "" ? "-" : ns) || t[2] !~ "^net/ipv6/conf/.*/accept_ra$") continue
        name = substr(t[2], 15)
        sub("/accept_ra$", "", name)
        if (!(name in found) && !(("W", ns, t[2]) in sysctl_of) && (("P", ns, t[2]) in sysctl_of) && !(("P", ns, name) in link_of)) names[++n] = name
        found[name] = 1
    }
    close(state "/sysctl")
    for (i = 1; i <= n; i++) {
        text = line
        if (index(names[i], ".")) gsub(/\./, "/", text)
        t[1] = index(text, "$ra_interface")
        text = substr(text, 1, t[1] - 1) names[i] substr(text, t[1] + 13)
        load_line((ns == "" ? "" : "[" ns "] ") text, "W", origin)
    }
}

# The uplink, and those that the kernel has a route for from an advertisement (RTF_ADDRCONF, 0x40000, of
# linux/ipv6_route.h).
function advertised_on_host(names, found,    text, t, n, name) {
    name = advertised_uplink()
    if (name != "") {
        names[++n] = name
        found[name] = 1
    }
    while ((getline text < "/proc/net/ipv6_route") > 0) {
        split(text, t, " ")
        if (substr(t[9], 4, 1) !~ /[4-7c-f]/ || (t[10] in found)) continue
        if (accepted_ra(t[10]) > 0) names[++n] = t[10]
        found[t[10]] = 1
    }
    close("/proc/net/ipv6_route")
    return n + 0
}

# The same of what was seen in a namespace; an interface of which the plan says what it takes is none of them.
function advertised_inside(ns, names, found,    i, n, name, key) {
    for (i = 1; i <= ra_count[ns]; i++) {
        name = ra_name[ns, i]
        key = "net/ipv6/conf/" name "/accept_ra"
        if (name in found) continue
        if (!(("W", ns, key) in sysctl_of) && S[ns, key] + 0 > 0) names[++n] = name
        found[name] = 1
    }
    return n + 0
}

# The uplink, if it takes advertisements and is no link of ours. One that is looked up is known once the host has been
# looked at, which nobody knew then to read its sysctl.
function advertised_uplink(    name, value, key) {
    name = ENVIRON["plan_uplink"] == "auto" ? uplink : ENVIRON["plan_uplink"]
    if (name == "" || name == "none" || (("P", "", name) in link_of)) return ""
    value = accepted_ra(name)
    if (value <= 0) return ""
    key = "net/ipv6/conf/" name "/accept_ra"
    if (step == "compare" && !(("", key) in S)) S["", key] = value
    return name
}

function accepted_ra(name,    path, value) {
    path = "/proc/sys/net/ipv6/conf/" name "/accept_ra"
    value = 0
    if ((getline value < path) <= 0) value = 0
    close(path)
    return value + 0
}

# ---- reading the host ----------------------------------------------------------------------------------------

# Namespaces that are alive: those that are mounted under /run/netns.
function read_mounts(    line, t, n, name) {
    while ((getline line < "/proc/self/mountinfo") > 0) {
        if (!index(line, " nsfs ")) continue
        split(line, t, " ")
        n = split(t[5], name, "/")
        if (t[5] == "/run/netns/" name[n] || t[5] == "/var/run/netns/" name[n]) alive[name[n]] = 1
    }
    close("/proc/self/mountinfo")
}

# What `observe` printed: links L[ns, name, attribute], addresses, routes and sysctls by namespace. JSON, since ip
# would spell the other end of every veth pair with the name of its namespace, and open them all to find it.
function read_observed(file,    line, ns) {
    ns = ""
    while ((getline line < file) > 0) {
        if (line ~ /^@netns /) {
            ns = substr(line, 8)
            if (ns == "-") ns = ""
            seen[ns] = 1
        } else if (line == "@unreadable") delete seen[ns]
        else if (line == "@end") whole = 1
        else if (line ~ /^@sysctl /) read_sysctl(ns, line)
        else if (line ~ /^\[/ && substr(line, length(line)) != "]") break
        else if (line ~ /^\[\{"ifindex":/) read_links(ns, line)
        else if (line ~ /^\[\{"type":/) read_routes(ns, line)
        else if (ns == "" && line ~ /^\[\{"dst":/) read_proxies(line)
    }
    close(file)
}

# The value of a key in a JSON object as ip prints it: no white space, and quotes inside of strings escaped.
function field(object, key,    i, rest) {
    i = index(object, "\"" key "\":")
    if (!i) return ""
    rest = substr(object, i + length(key) + 3)
    if (substr(rest, 1, 1) == "\"") {
        match(rest, /^"([^"\\]|\\.)*"/)
        return substr(rest, 2, RLENGTH - 2)
    }
    match(rest, /^[^],}]*/)
    return substr(rest, 1, RLENGTH)
}

function read_sysctl(ns, line,    t) {
    split(line, t, " ")
    S[ns, t[2]] = words(substr(line, length(t[2]) + 10))
}

# White space as the kernel prints it (tabs between numbers) does not count.
function words(s) {
    gsub(/[ \t]+/, " ", s)
    sub(/^ /, "", s)
    sub(/ $/, "", s)
    return s
}

function read_links(ns, line,    object, n, i) {
    n = split(line, object, /\{"ifindex":/)
    for (i = 2; i <= n; i++) read_link(ns, object[i])
}

# A name that a line for ip cannot hold (`a#b`, given by somebody inside of a namespace) stands as `if` and the
# index, which ip takes for a name, too (iproute2, lib/ll_map.c, ll_idx_a2n).
function read_link(ns, object,    name, alias, kind) {
    name = field(object, "ifname")
    if (name !~ /^[A-Za-z0-9_.@][A-Za-z0-9_.@:+=-]*$/) {
        spelling[ns, name] = "if" (object + 0)
        name = spelling[ns, name]
    }
    if (!((ns, name, "there") in L)) link_name[ns, ++link_count[ns]] = name
    L[ns, name, "there"] = 1
    L[ns, name, "up"] = object ~ /"flags":\[[^]]*"UP"/ ? "up" : ""
    L[ns, name, "mtu"] = field(object, "mtu")
    L[ns, name, "master"] = field(object, "master")
    L[ns, name, "address"] = field(object, "address")
    L[ns, name, "type"] = field(object, "info_kind")
    L[ns, name, "nf_call_iptables"] = field(object, "nf_call_iptables")
    L[ns, name, "nf_call_ip6tables"] = field(object, "nf_call_ip6tables")
    L[ns, name, "group"] = field(object, "group")
    if (ns == "") groups[L[ns, name, "group"]] = 1
    L[ns, name, "hairpin"] = field(object, "hairpin") == "true" ? "on" : "off"
    kind = field(object, "inet6_addr_gen_mode")
    if (kind != "") L[ns, name, "addrgenmode"] = kind
    alias = field(object, "ifalias")
    L[ns, name, "alias"] = alias
    if (index(alias, mark) == 1) O[ns, substr(alias, length(mark) + 1)] = name
    if (index(object, "\"addr_info\":")) read_addresses(ns, name, substr(object, index(object, "\"addr_info\":")))
}

# Addresses that a person or a plan gave; not those that the kernel, DHCP or router advertisements did.
function read_addresses(ns, name, list,    object, n, i, cidr) {
    n = split(list, object, /\{"family":/)
    for (i = 2; i <= n; i++) {
        cidr = field(object[i], "local") "/" field(object[i], "prefixlen")
        if (ns == "") note_host_address(name, field(object[i], "local"))
        if (index(object[i], "\"dynamic\":true") || cidr ~ /^127\.|^::1\//) continue
        if (index(object[i], "\"address\":")) cidr = field(object[i], "local") " peer " field(object[i], "address") "/" field(object[i], "prefixlen")
        address[ns, ++address_count[ns]] = name " " cidr
        A[ns, name, cidr] = 1
    }
}

function note_host_address(name, local) {
    host_address[local] = 1
    host_address_text[++host_addresses] = local
    host_address_dev[host_addresses] = name
}

function read_routes(ns, line,    object, n, i) {
    n = split(line, object, /\{"type":/)
    for (i = 2; i <= n; i++) read_route(ns, "\"type\":" object[i])
}

# ip prints numbers, since names are the host's to choose; these are the kernel's (linux/rtnetlink.h).
function read_route(ns, object,    key, type, dev, proto, metric, to, via, tos, hint) {
    type = number_word(field(object, "type"), "unicast local broadcast anycast multicast blackhole unreachable prohibit throw")
    if (field(object, "table") !~ /^(254|main)$/ || type ~ /^(local|broadcast|anycast|multicast)$/) return
    to = field(object, "dst")
    via = field(object, "gateway")
    metric = field(object, "metric")
    tos = field(object, "tos")
    dev = field(object, "dev")
    # Of RTPROT_RA, or with an end, as those of a prefix have (net/ipv6/addrconf.c).
    if (ns != "" && (field(object, "protocol") == "9" || index(object, "\"expires\":"))) ra_name[ns, ++ra_count[ns]] = dev
    if ((ns, dev) in spelling) dev = spelling[ns, dev]
    proto = number_word(field(object, "protocol"), "redirect kernel boot static")
    hint = via (index(object, "\"pref\":") ? ":" : "")
    if (to == "default" && ns == "" && type == "unicast") note_uplink(dev, metric + 0, hint ~ /:/)
    key = route_key(to, metric, hint) (tos == "" ? "" : " tos " tos)
    key = own_place(ns, key, proto)
    route[ns, ++route_count[ns]] = key
    R[ns, key, "there"] = 1
    R[ns, key, "type"] = type
    R[ns, key, "to"] = to
    R[ns, key, "via"] = via
    R[ns, key, "dev"] = dev
    R[ns, key, "src"] = field(object, "prefsrc")
    R[ns, key, "metric"] = metric
    R[ns, key, "tos"] = tos
    R[ns, key, "proto"] = proto
}

# The way to the world: the IPv4 default route of the lowest metric; IPv6's where there is none.
function note_uplink(dev, metric, is_ipv6) {
    if (uplink != "" && (is_ipv6 > uplink_is_ipv6 || (is_ipv6 == uplink_is_ipv6 && metric >= uplink_metric))) return
    uplink = dev
    uplink_metric = metric
    uplink_is_ipv6 = is_ipv6
}

function number_word(number, list,    word, n) {
    n = split(list, word, " ")
    return number + 0 >= 1 && number + 0 <= n ? word[number + 0] : number
}

# Several routes of one key can stand one after the other (`ip route append`). One that bears our mark has the
# key; the others get keys of their own, which no plan names.
function own_place(ns, key, proto,    other, n, list) {
    if (!((ns, key, "there") in R)) return key
    other = key
    while ((ns, other, "there") in R) other = other " again"
    if (proto != protocol || R[ns, key, "proto"] == protocol) return other
    n = split("there type to via dev src metric tos proto", list, " ")
    for (; n > 0; n--) R[ns, other, list[n]] = R[ns, key, list[n]]
    for (n = route_count[ns]; route[ns, n] != key; n--) continue
    route[ns, n] = other
    return key
}

# ---- survey: which namespaces to look into, and which sysctls to read there --------------------------------

function survey(    id, part, ns, path, out) {
    out = work "/namespaces"
    read_mounts()
    find_attached()
    print "-\t-\t" some(flags[""] "") "\t" some(values[""] "") > out
    for (id in touched) {
        split(id, part, SUBSEP)
        ns = part[2]
        if (part[1] != "W" || purpose == "down") continue
        if (is_new(ns) && !(ns in alive)) continue
        path = survey_path(ns)
        if (path == "") continue
        print ns "\t" path "\t" some(flags[ns] "") "\t" some(values[ns] "") > out
    }
    close(out)
    survey_inside()
    if (firewall == "iptables" && rules_count["W", twin]) print "" > (work "/ip6tables")
    if (port_count["W"]) print port_count["W"] > (work "/published")
}

# Where a wanted namespace is found; "" where there is no process to find it by.
function survey_path(ns) {
    if (!(("W", ns) in ns_of) || ns_of["W", ns] != "attached") return ns_path(ns)
    return (ns in pid) ? "/proc/" pid[ns] "/ns/net" : ""
}

function some(list) { return list == "" ? "-" : substr(list, 2) }

# The processes whose namespaces are wanted: numbers of the plan, or asked of docker, in one call for all. An
# entry that is there already is right if it is the same namespace as the process's, inode by inode.
function find_attached(    i, n, names, question, line, t, ns, out, inode) {
    question = "docker inspect --format '{{.State.Pid}}'"
    for (i = 1; i <= wanted; i++) {
        if (W[i, "kind"] != "netns attach") continue
        if ((i, "docker") in W) { names[++n] = W[i, "name"]; question = question " " quote(W[i, "docker"]) }
        else pid[W[i, "name"]] = W[i, "pid"]
    }
    if (n) {
        i = 0
        question = question " 2>&1"
        while ((question | getline line) > 0) {
            if (line ~ /^[1-9][0-9]*$/) pid[names[++i]] = line
            else if (line == "0") refuse(touched["W", names[++i]] ": docker: a container is not running: " W_docker(names[i]))
            else refuse(blamed(line, names, n) "docker: " line)
        }
        if (close(question) != 0 && !refusals) refuse("docker inspect failed")
    }
    question = "ls -diL /proc/self/ns/net"
    n = 0
    for (ns in pid) {
        n++
        question = question " /proc/" pid[ns] "/ns/net /run/netns/" ns
    }
    out = work "/attached"
    printf "" > out
    if (!n) return
    while (((question " 2>/dev/null") | getline line) > 0) {
        split(line, t, " ")
        inode[t[2]] = t[1]
    }
    close(question " 2>/dev/null")
    for (ns in pid) {
        path = "/proc/" pid[ns] "/ns/net"
        if (!(path in inode)) { refuse(touched["W", ns] ": there is no process " pid[ns]); delete pid[ns]; continue }
        if (inode[path] == inode["/proc/self/ns/net"]) {
            refuse(touched["W", ns] ": process " pid[ns] " lives in the host's own network namespace")
            delete pid[ns]
            continue
        }
        line = "absent"
        if (("/run/netns/" ns) in inode) line = inode["/run/netns/" ns] == inode[path] ? "same" : "other"
        attached_as[ns] = line
        print ns, pid[ns], line > out
    }
    close(out)
}

# The place in the plan whose container docker's complaint ends with.
function blamed(line, names, n,    i, name) {
    for (i = 1; i <= n; i++) {
        name = W_docker(names[i])
        if (n == 1 || substr(line, length(line) - length(name) + 1) == name) return touched["W", names[i]] ": "
    }
    return ""
}

function W_docker(ns,    i) {
    for (i = 1; i <= wanted; i++) if (W[i, "kind"] == "netns attach" && W[i, "name"] == ns) return W[i, "docker"]
}

# ---- preflight: what must hold on the host before the first change ----------------------------------------

function preflight(    i, ns, id, part) {
    if (purpose != "up" && purpose != "check") return
    if (ENVIRON["plan_uplink"] == "auto" && uplink == "")
        refuse("host.uplink: no interface holds a default route; name the interface towards the world in host.uplink")
    else if (ENVIRON["plan_uplink"] != "auto" && ENVIRON["plan_uplink"] != "none" && !(("", ENVIRON["plan_uplink"], "there") in L))
        refuse("host.uplink: there is no interface " ENVIRON["plan_uplink"])
    for (id in touched) {
        split(id, part, SUBSEP)
        ns = part[2]
        if (part[1] != "W" || (("W", ns) in ns_of) || seen[ns]) continue
        refuse(touched[id] ": there is no network namespace " ns "; it has to exist before this script runs")
    }
    need_ipv6()
    need_free_ports()
    need_own_ports()
    for (i = 1; i <= wanted; i++) {
        if (W[i, "kind"] == "link add" && W[i, "type"] == "veth") need_bridge(i)
        if (W[i, "kind"] == "addr replace" && W[i, "ns"] == "" && W[i, "address"] !~ /^fe80:/) need_free_subnet(i, W[i, "address"])
        if (is_subnet_route(i)) need_free_subnet(i, W[i, "to"])
        else if (W[i, "kind"] == "route replace") need_free_route(i)
        if (W[i, "kind"] == "neigh replace") need_interface(i)
    }
}

# A kernel without IPv6, or a host that keeps it off new interfaces, takes no address of it.
function need_ipv6(    i, line, path) {
    for (i = 1; i <= wanted; i++) if (W[i, "kind"] == "addr replace" && W[i, "address"] ~ /:/) break
    if (i > wanted) return
    if (!kernel_has_ipv6()) {
        refuse(W[i, "origin"] ": the kernel has no IPv6; boot it without ipv6.disable=1")
        return
    }
    path = "/proc/sys/net/ipv6/conf/default/disable_ipv6"
    if ((getline line < path) > 0 && line == "1")
        refuse(W[i, "origin"] ": the host keeps IPv6 off new interfaces; sysctl -w net.ipv6.conf.default.disable_ipv6=0")
    close(path)
}

function need_bridge(i,    bridge) {
    bridge = W[i, "master"]
    if (bridge == "") return
    if ((("W", "", bridge) in link_of) || (bridge in told)) return
    told[bridge] = 1
    if (!(("", bridge, "there") in L)) refuse(W[i, "origin"] ": there is no bridge " bridge "; it is external and has to exist before this script runs")
    else if (L["", bridge, "type"] != "bridge") refuse(W[i, "origin"] ": " bridge " is not a bridge")
}

# A bridge whose address is link-local reaches the network's subnet by a route.
function is_subnet_route(i) {
    return W[i, "kind"] == "route replace" && W[i, "ns"] == "" && W[i, "via"] == "" && W[i, "origin"] ~ /^networks\./
}

# No planned subnet may overlap one that the host routes elsewhere, at whatever metric: the narrower route goes before
# ours, and of two that are equal the lower metric does. Nor may a network hold an address that the host has elsewhere,
# for which there need not be a route (`noprefixroute`, and any /32).
function need_free_subnet(i, subnet,    n, key, clashes) {
    if (!foreign_known++) find_foreign()
    for (n = 1; n <= foreign_routes; n++) {
        key = foreign_route[n]
        if (!overlap(subnet, R["", key, "to"]) || is_part(subnet, R["", key, "to"])) continue
        refuse(W[i, "origin"] ": " subnet " overlaps " R["", key, "to"] ", which the host routes elsewhere (" spelled("", key) "); choose another subnet")
        clashes++
    }
    if (clashes || W[i, "origin"] !~ /^networks\./) return
    for (n = 1; n <= foreign_addresses; n++) {
        if (!overlap(subnet, foreign_address[n])) continue
        refuse(W[i, "origin"] ": " subnet " holds " foreign_address[n] ", which the host has on " foreign_dev[n] "; choose another subnet")
    }
}

# What of the host's is not this plan's: routes but for the default ones, and addresses that are not link-local. Where
# BIRD brings the cluster's routes, one of its own (RTPROT_BIRD, linux/rtnetlink.h) leads to a host that had the subnet
# before, and goes when BIRD is told so.
function find_foreign(    n, key) {
    for (n = 1; n <= route_count[""]; n++) {
        key = route["", n]
        if (R["", key, "to"] == "default" || our_id("", R["", key, "dev"]) != "") continue
        if ((("P", "", key) in route_of) && R["", key, "proto"] == protocol) continue
        if (ENVIRON["plan_bird"] != "" && R["", key, "proto"] == "12") continue
        foreign_route[++foreign_routes] = key
    }
    for (n = 1; n <= host_addresses; n++) {
        if (host_address_text[n] ~ /^(127\.|fe80:|::1$)/ || our_id("", host_address_dev[n]) != "") continue
        foreign_address[++foreign_addresses] = host_address_text[n]
        foreign_dev[foreign_addresses] = host_address_dev[n]
    }
}

function need_interface(i,    dev) {
    dev = W[i, "dev"]
    if (dev == "" || (("", dev, "there") in L) || (("W", "", dev) in link_of) || (dev in told)) return
    told[dev] = 1
    refuse(W[i, "origin"] ": there is no interface " dev " to answer on for its address (ndp_proxy)")
}

function need_free_route(i,    ns, key, dev) {
    ns = W[i, "ns"]
    dev = W[i, "dev"]
    if (is_new(ns)) return
    if (ns == "" && dev != "" && !(("", dev, "there") in L) && !(("W", "", dev) in link_of)) {
        refuse(W[i, "origin"] ": there is no interface " dev)
        return
    }
    key = route_key(W[i, "to"], W[i, "metric"] "", W[i, "via"] W[i, "src"])
    if (!((ns, key, "there") in R) || our_id(ns, R[ns, key, "dev"]) != "") return
    if ((("P", ns, key) in route_of) && R[ns, key, "proto"] == protocol) return
    refuse(W[i, "origin"] ": a route " spelled(ns, key) " exists already" (ns == "" ? "" : " in namespace " ns) ", and this plan did not make it; remove it, or give ours another metric")
}

# A part of an IPv6 subnet of the host's may lie behind it.
function is_part(a, b) { return a ~ /:/ && length(prefix_bits(a)) > length(prefix_bits(b)) }

function overlap(a, b,    x, y, n) {
    x = prefix_bits(a)
    y = prefix_bits(b)
    if ((a ~ /:/) != (b ~ /:/)) return 0
    n = length(x) < length(y) ? length(x) : length(y)
    return substr(x, 1, n) == substr(y, 1, n)
}

# The bits of a prefix as a string of 0 and 1.
function prefix_bits(cidr,    slash, length_, text, bits, part, n, i, j, zeros) {
    if (cidr in bits_of) return bits_of[cidr]
    slash = index(cidr, "/")
    text = slash ? substr(cidr, 1, slash - 1) : cidr
    length_ = slash ? substr(cidr, slash + 1) + 0 : 128
    bits = ""
    if (text !~ /:/) {
        n = split(text, part, ".")
        for (i = 1; i <= n; i++) bits = bits binary(part[i] + 0, 8)
    } else {
        sub(/::/, ":@:", text)
        sub(/^:/, "", text)
        sub(/:$/, "", text)
        n = split(text, part, ":")
        zeros = 9 - n
        for (i = 1; i <= n; i++) {
            if (part[i] == "@") for (j = 1; j <= zeros; j++) bits = bits "0000000000000000"
            else if (part[i] != "") bits = bits binary(hexadecimal(part[i]), 16)
        }
    }
    bits_of[cidr] = substr(bits, 1, length_)
    return bits_of[cidr]
}

function binary(value, width,    bits) {
    for (; width > 0; width--) {
        bits = (value % 2) bits
        value = int(value / 2)
    }
    return bits
}

function hexadecimal(text,    i, value) {
    value = 0
    for (i = 1; i <= length(text); i++) value = value * 16 + index("0123456789abcdef", tolower(substr(text, i, 1))) - 1
    return value
}

# ---- namespaces ----------------------------------------------------------------------------------------------

function read_attached(    line, t) {
    while ((getline line < (work "/attached")) > 0) {
        split(line, t, " ")
        pid[t[1]] = t[2]
        entry[t[1]] = t[3]
    }
    close(work "/attached")
}

# An entry that nothing is mounted on is what a crash leaves; a link to a living namespace is somebody's.
function entry_state(ns,    path, line) {
    if (ns in alive) return "alive"
    path = "/run/netns/" ns
    if ((getline line < path) >= 0) {
        close(path)
        return "stale"
    }
    if (!(ns in listed)) return "absent"
    return system("test -e " path) == 0 ? "alive" : "stale"
}

# Every name under /run/netns, also of links that lead nowhere.
function list_entries(    line) {
    while (("ls /run/netns 2>/dev/null" | getline line) > 0) listed[line] = 1
    close("ls /run/netns 2>/dev/null")
}

function compare_namespaces(    id, part, ns, how, state) {
    list_entries()
    for (id in ns_of) {
        split(id, part, SUBSEP)
        ns = part[2]
        state = entry_state(ns)
        if (part[1] == "P") {
            if (!(("W", ns) in ns_of) && state != "absent") gone[ns] = 1
            continue
        }
        how = ns_of["W", ns]
        if (state == "alive" && !(("P", ns) in ns_of)) {
            refuse(touched["W", ns] ": a namespace " ns " exists already, and this plan did not make it; remove it with `ip netns delete " ns "`, or furnish it with `netns: {external: " ns "}`")
            continue
        }
        present[ns] = state == "alive" && ns_of["P", ns] == how && (how == "new" || entry[ns] == "same")
        if (state != "absent" && !present[ns]) obsolete[ns] = 1
        if ((ns in obsolete) && state == "alive" && ns_of["P", ns] == "attached") leave_through_entry(ns)
        if (how == "new" && !present[ns]) {
            fresh[ns] = 1
            delete seen[ns]
        }
    }
}

function remove_namespaces(    ns) {
    for (ns in gone) {
        report("unexpected", touched["P", ns], "namespace " ns)
        retract("", "netns delete " ns, touched["P", ns])
    }
    for (ns in obsolete) retract("", "netns delete " ns, touched["W", ns])
}

function ensure_namespace(i,    ns, origin) {
    ns = W[i, "name"]
    origin = W[i, "origin"]
    if (present[ns]) return
    if (W[i, "kind"] == "netns add") {
        report("missing", origin, "namespace " ns)
        ensure("", "netns add " ns, origin)
    } else {
        report("missing", origin, "entry " ns " of process " pid[ns] " under /run/netns")
        ensure("", "netns attach " ns " " pid[ns], origin)
    }
}

# Namespaces of others that are not in the plan any more: our links go from the host's side, where they have one;
# what else we put there is taken back without looking, since each look is a process.
function leave_namespaces(    id, part) {
    for (id in touched) {
        split(id, part, SUBSEP)
        if (part[1] == "P" && foreign_and_left(part[2])) leave(part[2], part[2])
    }
}

# `way` is how the namespace `ns` of the earlier plan is found.
function leave(ns, way,    n, id, part) {
    for (id in route_of) {
        split(id, part, SUBSEP)
        if (part[1] != "P" || part[2] != ns || (("P", ns, route_dev[id]) in link_of)) continue
        command(way, "leave", "route del " substr(route_text[id], 15), route_of[id])
    }
    for (id in identity) {
        split(id, part, SUBSEP)
        if (part[1] != "P" || part[2] != ns || (("P", "", identity[id]) in identified)) continue
        command(way, "leave", "link delete dev " part[3], identity[id])
    }
    for (id in rules_of) {
        split(id, part, SUBSEP)
        if (part[1] == "P" && part[2] == ns) unload_inside(ns, way, part[3], "leave", rules_of[id])
    }
    for (n = 1; n <= saved_count; n++) {
        id = saved_order[n]
        split(id, part, SUBSEP)
        if (part[1] == ns && (id in saved)) write_sysctl(way, "leave", "-", part[2], touched["P", ns], saved[id])
    }
}

# The entry is to lead to another process's namespace now, or to a new one: what was found in the old one is put
# back there, and forgotten.
function leave_through_entry(ns,    n, part) {
    leave(ns, ns_path(ns))
    for (n = 1; n <= saved_count; n++) {
        split(saved_order[n], part, SUBSEP)
        if (part[1] != ns || !(saved_order[n] in saved)) continue
        delete saved[saved_order[n]]
        print ns " " part[2] > (work "/sysctl.left")
    }
}

function foreign_and_left(ns) { return ns != "" && (("P", ns) in touched) && !(("W", ns) in touched) && ns_of["P", ns] != "new" }

# ---- links -------------------------------------------------------------------------------------------------

# Who is who: now[ns, wanted name] is the name that the link has on the host today. Our links are known by
# their alias, which holds their place in the plan; one that was made and not marked yet, by the journal.
function match_links(    i) {
    for (i = 1; i <= wanted; i++) if (W[i, "kind"] == "link add" && W[i, "type"] == "veth" && W[i, "netns"] == "") adopt(i)
    for (i = 1; i <= wanted; i++) {
        if (W[i, "kind"] == "link add") {
            match_link(W[i, "netns"] "", W[i, "name"], W[i, "origin"])
            if (W[i, "type"] == "veth") match_link(W[i, "peer netns"], W[i, "peer name"], W[i, "origin"])
        } else if (W[i, "kind"] == "link set" && W[i, "dev"] == "lo" && ((W[i, "ns"], "lo", "there") in L))
            now[W[i, "ns"], "lo"] = "lo"
    }
}

# A pair of a place that the plan does not have any more, whose ends have the right names: the container went to
# another network, and the pair goes with it.
function adopt(i,    name, ns, peer, id) {
    name = W[i, "name"]
    ns = W[i, "peer netns"]
    peer = W[i, "peer name"]
    if (!(("", name, "there") in L) || !((ns, peer, "there") in L)) return
    id = L["", name, "alias"]
    if (index(id, mark) != 1 || L[ns, peer, "alias"] != id) return
    id = substr(id, length(mark) + 1)
    if ((("W", "", id) in identified) || (("", identity["W", "", name]) in O)) return
    O["", identity["W", "", name]] = name
    O[ns, identity["W", ns, peer]] = peer
}

function match_link(ns, name, origin,    id) {
    id = identity["W", ns, name]
    if ((ns, id) in O) now[ns, name] = O[ns, id]
    else if (((ns, name, "there") in L) && unmarked(ns, name)) now[ns, name] = name
    if ((ns, name) in now) claimed[ns, now[ns, name]] = 1
    if (!((ns, name, "there") in L) || (((ns, name) in now) && now[ns, name] == name)) return
    if (index(L[ns, name, "alias"], mark) == 1 || unmarked(ns, name)) return
    refuse(origin ": an interface " name " exists already" (ns == "" ? "" : " in namespace " ns) ", and this plan did not make it; remove it or choose another name")
}

# Of our making by the journal, with no alias yet, or with one that somebody else wrote, and the MAC that we gave.
function unmarked(ns, name) {
    if (!(("P", ns, name) in link_of)) return 0
    return L[ns, name, "alias"] == "" || (((ns, name) in mac_of) && L[ns, name, "address"] == mac_of[ns, name] && L[ns, name, "alias"] !~ /^netgen:/)
}

# A link that is not whole, or of another kind, is made again: the kernel cannot change it into the right one.
function judge_links(    i, first, name, peer, ns, id, part) {
    for (i = 1; i <= wanted; i++) {
        if (W[i, "kind"] != "link add") continue
        first = W[i, "netns"]
        name = W[i, "name"]
        peer = W[i, "peer name"]
        ns = W[i, "peer netns"]
        if (fresh[first]) delete now[first, name]
        if (W[i, "type"] == "veth" && fresh[ns]) delete now[ns, peer]
        if (((first, name) in now) && L[first, now[first, name], "type"] == W[i, "type"] && (W[i, "type"] != "veth" || ((ns, peer) in now))) continue
        condemn(first, name, W[i, "origin"])
        if (W[i, "type"] == "veth") condemn(ns, peer, W[i, "origin"])
    }
    for (id in now) {
        split(id, part, SUBSEP)
        ours[part[1], now[id]] = part[2]
        was[id] = now[id]
    }
}

function condemn(ns, name, origin) {
    if (!((ns, name) in now)) return
    condemned[++condemnations] = ns SUBSEP now[ns, name] SUBSEP origin
    delete now[ns, name]
}

# Condemned, or marked as ours and not wanted any more. A peer goes with its other end on the host. What goes
# is not "there" any more: its name is free for others.
function remove_links(    i, ns, name, part, id, aliases, doomed, cut, n) {
    for (i = 1; i <= link_count[""]; i++) {
        name = link_name["", i]
        id = our_id("", name)
        if (id == "" || claimed["", name]) continue
        report("unexpected", id, "link " name)
        condemned[++condemnations] = "" SUBSEP name SUBSEP id
    }
    for (i = 1; i <= condemnations; i++) {
        split(condemned[i], part, SUBSEP)
        if (part[1] != "") continue
        doomed[++n] = condemned[i]
        aliases[L["", part[2], "alias"]] = 1
        delete L["", part[2], "there"]
    }
    delete_on_host(doomed, n)
    for (ns in link_count) {
        if (ns == "" || fresh[ns] || (ns in gone)) continue
        for (i = 1; i <= link_count[ns]; i++) {
            name = link_name[ns, i]
            id = our_id(ns, name)
            if (id == "" || ((ns, name) in ours)) continue
            delete L[ns, name, "there"]
            if ((L[ns, name, "alias"] in aliases) || (id in cut)) continue
            report("unexpected", id, "link " name " in namespace " ns)
            command(ns, spans(ns, name) ? "leave" : "orphans", "link delete dev " name, id)
            cut[id] = 1
        }
    }
}

# Whether the plan before put the link's other end into another namespace: both go together, and the other one may
# go first, with its namespace.
function spans(ns, name,    id, t, part) {
    id = substr(L[ns, name, "alias"], length(mark) + 1)
    if (id == "") id = identity["P", ns, name]
    for (t in touched) {
        split(t, part, SUBSEP)
        if (part[1] == "P" && part[2] != ns && part[2] != "" && (("P", part[2], id) in identified)) return 1
    }
    return 0
}

function our_id(ns, name,    alias) {
    alias = L[ns, name, "alias"]
    if (index(alias, mark) == 1) {
        alias = substr(alias, length(mark) + 1)
        gsub(/\//, ".", alias)
        return alias
    }
    return unmarked(ns, name) ? link_of["P", ns, name] : ""
}

# The kernel waits for its readers after each link that is deleted, and once for a whole group of them
# (net/core/rtnetlink.c, rtnl_group_dellink): a thousand links go as fast as one.
function delete_on_host(doomed, n,    i, j, part, group) {
    group = doomed_group
    while (group in groups) group++
    for (i = 1; i <= n; i++) {
        split(doomed[i], part, SUBSEP)
        retract("", "link " (n == 1 ? "delete dev " part[2] : "set dev " part[2] " group " group), part[3])
        if (L["", part[2], "type"] != "bridge") continue
        for (j = 1; j <= link_count[""]; j++)
            if (L["", link_name["", j], "master"] == part[2]) L["", link_name["", j], "master"] = ""
    }
    if (n > 1) retract("", "link delete group " group, part[3])
}

# Ten groups that others hardly use: a link in another one was put there by somebody, and stays.
function is_doomed(name) { return L["", name, "group"] + 0 >= doomed_group && L["", name, "group"] + 0 < doomed_group + 10 }

function ensure_link(i,    first, name, ns, peer, origin) {
    first = W[i, "netns"]
    name = W[i, "name"]
    ns = W[i, "peer netns"]
    peer = W[i, "peer name"]
    origin = W[i, "origin"]
    if (!((first, name) in now)) {
        report("missing", origin, "link " name (W[i, "type"] == "veth" ? " with its peer " peer : ""))
        ensure("", W[i, "text"], origin)
        if (first != "" || W[i, "master"] == "") replay[first] = 1
        if (W[i, "type"] == "veth") replay[ns] = 1
        return
    }
    rename(first, name, origin)
    if (W[i, "address"] != "") change(first, name, "address", W[i, "address"], origin)
    if (W[i, "type"] != "veth") return
    rename(ns, peer, origin)
    change(ns, peer, "address", W[i, "peer address"] "", origin)
    if (first == "") change("", name, "master", W[i, "master"] "", origin)
}

# Linux renames a link that is up since 6.2; before, it has to go down for it, and its routes come back after.
function rename(ns, name, origin,    old) {
    old = now[ns, name]
    if (old == name) return
    report("differs", origin, "link " old " is to be named " name)
    if ((ns, name, "there") in L) move(ns, name, "ng" (++moved), origin)
    move(ns, old, name, origin)
}

function move(ns, from, to, origin,    id, part, n, list) {
    retract(ns, "link set dev " from " down", origin)
    retract(ns, "link set dev " from " name " to, origin)
    for (id in now) {
        split(id, part, SUBSEP)
        if (part[1] == ns && now[id] == from) now[id] = to
    }
    n = split("there mtu master address alias addrgenmode type group hairpin nf_call_iptables nf_call_ip6tables", list, " ")
    for (; n > 0; n--) {
        L[ns, to, list[n]] = L[ns, from, list[n]]
        delete L[ns, from, list[n]]
    }
    L[ns, to, "up"] = "renamed"
    called[ns, from] = to
    renamed[ns] = 1
    replay[ns] = 1
}

function change(ns, name, what, value, origin,    is) {
    is = L[ns, name, what]
    if (what == "master" && ((ns, is) in called)) is = called[ns, is]
    if (is == value) return
    report("differs", origin, what " of " name " is " (is == "" ? "none" : is) ", not " value)
    ensure(ns, "link set dev " name " " (value == "" ? "no" what : what " " value), origin)
    if (what == "master") L[ns, name, "hairpin"] = "off"
}

# Ports of a bridge that frames may leave by which they came in, and that are not to be so any more.
function leave_hairpins(    id, part, name) {
    for (id in hairpin_of) {
        split(id, part, SUBSEP)
        name = part[2]
        if (part[1] != "P" || (("W", name) in hairpin_of) || !(("", name) in now)) continue
        if (L["", now["", name], "hairpin"] != "on") continue
        report("unexpected", hairpin_of[id], "hairpin of " name)
        ensure("", "link set dev " name " type bridge_slave hairpin off", hairpin_of[id])
    }
}

# A link of a smaller MTU has no IPv6 of its own (RFC 8200, 5; net/ipv6/addrconf.c, addrconf_notify), and the
# kernel takes no `addrgenmode` for it. Where its MTU grows it is down meanwhile, so that no address is made.
function without_ipv6(ns, name) { return L[ns, name, "mtu"] + 0 < ipv6_minimum && L[ns, name, "addrgenmode"] == "" }

function enable_ipv6(i, ns, name) {
    ensure(ns, "link set dev " name " down", W[i, "origin"])
    ensure(ns, "link set dev " name " mtu " W[i, "mtu"], W[i, "origin"])
    ensure(ns, "link set dev " name " addrgenmode " generator[ns, name], W[i, "origin"])
    replay[ns] = 1
}

function ensure_attributes(i,    ns, name, n, list, is, again) {
    ns = W[i, "ns"]
    name = W[i, "dev"]
    if (!((ns, name) in now)) {
        ensure(ns, W[i, "text"], W[i, "origin"])
        return
    }
    if (ns == "" && ((i, "alias") in W) && is_doomed(name)) {
        report("differs", W[i, "origin"], name " is in group " L["", name, "group"] ", marked to be deleted, by a run that was cut short")
        ensure("", "link set dev " name " group 0", W[i, "origin"])
    }
    if (without_ipv6(ns, name)) {
        if ((i, "addrgenmode") in W) {
            sub(/ addrgenmode .*/, "", W[i, "text"])
            generator[ns, name] = W[i, "addrgenmode"]
            delete W[i, "addrgenmode"]
        } else if (((ns, name) in generator) && W[i, "mtu"] + 0 >= ipv6_minimum) enable_ipv6(i, ns, name)
    }
    n = split("up mtu addrgenmode alias hairpin", list, " ")
    for (; n > 0; n--) {
        if (!((i, list[n]) in W)) continue
        is = L[ns, name, list[n]]
        if (is == W[i, list[n]]) continue
        again = 1
        if (list[n] == "up") replay[ns] = 1
        if (list[n] != "up") report("differs", W[i, "origin"], list[n] " of " name " is " (is == "" ? "none" : is) ", not " W[i, list[n]])
        else if (is != "renamed") report("differs", W[i, "origin"], name " is down, not up")
    }
    if (again) ensure(ns, W[i, "text"], W[i, "origin"])
}

# ---- bridge netfilter ----------------------------------------------------------------------------------------

# The rules see what goes from port to port of a bridge where its own switch is on, and the kernel has br_netfilter.
function ensure_netfilter(i, switch_,    name, origin) {
    name = W[i, "dev"]
    origin = W[i, "origin"]
    if (!has_netfilter() && !netfilter_missing++) {
        report("missing", origin, "bridge netfilter: br_netfilter is not loaded")
        print origin > (work "/netfilter")
    }
    if (L["", name, switch_] == 1) {
        if (!(("W", "", name) in link_of) && !(("P", name, switch_) in netfilter_of) && !((name, switch_) in netfilter_of_others)) not_ours[i] = 1
        return
    }
    if (("", name, "there") in L) report("differs", origin, "bridge netfilter of " name " is off, not on (" switch_ ")")
    # A bridge has a switch for each family.
    if (!switched_on[name]++) print name > (work "/switched")
    ensure("", W[i, "text"], origin)
}

# Bridges that stay, and whose switch is not wanted on any more by this plan or another.
function leave_netfilter(    id, part, name, switch_) {
    for (id in netfilter_of) {
        split(id, part, SUBSEP)
        name = part[2]
        switch_ = part[3]
        if (part[1] != "P" || (("W", name, switch_) in netfilter_of) || ((name, switch_) in netfilter_of_others)) continue
        if (("", name) in called) name = called["", name]
        if (L["", name, switch_] != 1 || !(("", name, "there") in L) || (("W", name, switch_) in netfilter_of)) continue
        report("unexpected", netfilter_of[id], "bridge netfilter of " name " is on (" switch_ ")")
        ensure("", "link set dev " name " type bridge " switch_ " 0", netfilter_of[id])
    }
}

function has_netfilter(    line, there) {
    there = (getline line < "/proc/sys/net/bridge/bridge-nf-call-iptables") > 0
    close("/proc/sys/net/bridge/bridge-nf-call-iptables")
    return there
}

# Bridges that other plans on this host have switched on.
function read_netfilter_of_others(    n, i, list, line, t) {
    n = split(ENVIRON["neighbours"], list, " ")
    for (i = 1; i <= n; i++) {
        sub(/\.rules$/, "", list[i])
        while ((getline line < list[i]) > 0) {
            if (line !~ / nf_call_ip6?tables 1$/) continue
            split(line, t, " ")
            netfilter_of_others[t[4], t[7]] = 1
        }
        close(list[i])
    }
}

# ---- addresses and routes ----------------------------------------------------------------------------------

function remove_addresses(    ns, n, t, dev) {
    for (ns in address_count)
        for (n = 1; n <= address_count[ns]; n++) {
            split(address[ns, n], t, " ")
            dev = t[1]
            if (fresh[ns] || (ns in gone) || !((ns, dev) in ours)) continue
            if (("W", ns, ours[ns, dev], t[2]) in address_of && t[3] == "") continue
            # The kernel's own, unless a plan named it.
            if (t[2] ~ /^fe80:/ && !(("P", ns, ours[ns, dev], t[2]) in address_of)) continue
            report("unexpected", home(ns, dev), "address " substr(address[ns, n], length(dev) + 2) " on " dev)
            if (!loses_ipv6(ns, ours[ns, dev], t[2])) retract(ns, "addr del " substr(address[ns, n], length(dev) + 2) " dev " dev, home(ns, dev))
            stripped[ns, dev] = replay[ns] = 1
        }
}

# Where IPv6 is switched off, which comes before anything else in a namespace, its addresses and routes go with it.
function loses_ipv6(ns, dev, text) {
    return ns != "" && text ~ /:/ && (off(ns, "all") || off(ns, dev))
}

function off(ns, dev,    key) {
    key = "net/ipv6/conf/" dev "/disable_ipv6"
    return (("W", ns, key) in sysctl_value) && sysctl_value["W", ns, key] == "1" && S[ns, key] != "1"
}

# The entry of the plan that a link of ours comes from.
function home(ns, dev) { return our_id(ns, dev) != "" ? our_id(ns, dev) : touched["W", ns] }

# Where an address went, the kernel took along the others of its subnet that came after it.
function ensure_address(i,    ns, dev, there) {
    ns = W[i, "ns"]
    dev = W[i, "dev"]
    there = ((ns, dev) in was) && ((ns, was[ns, dev], W[i, "address"]) in A)
    if (there && !((ns, was[ns, dev]) in stripped)) return
    if (!there && ((ns, dev) in was)) report("missing", W[i, "origin"], "address " W[i, "address"] " on " dev)
    ensure(ns, W[i, "text"], W[i, "origin"])
    replay[ns] = 1
}

# A route is ours if this plan put it there, or if it leads to an interface of ours and somebody typed it;
# what daemons and the kernel put there is theirs.
function remove_routes(    ns, n, key, origin) {
    for (ns in route_count)
        for (n = 1; n <= route_count[ns]; n++) {
            key = route[ns, n]
            if (fresh[ns] || (ns in gone) || (("W", ns, key) in route_of) || leaves(ns, R[ns, key, "dev"] "")) continue
            if (("P", ns, key) in route_of && R[ns, key, "proto"] == protocol) origin = route_of["P", ns, key]
            else if (R[ns, key, "proto"] !~ ("^(boot|static|" protocol ")$")) continue
            else if ((ns, R[ns, key, "dev"]) in ours) origin = home(ns, R[ns, key, "dev"])
            else if (is_new(ns)) origin = touched["W", ns]
            else continue
            report("unexpected", origin, "route " spelled(ns, key))
            if (loses_ipv6(ns, R[ns, key, "dev"], key ~ /^6 / ? ":" : "")) continue
            retract(ns, "route del " spelled(ns, key), origin)
        }
}

# Whether a link in a namespace is one of ours that goes, and takes its routes with it.
function leaves(ns, dev) { return ns != "" && dev != "" && our_id(ns, dev) != "" && !((ns, dev) in ours) }

function spelled(ns, key,    text, n, list, i) {
    text = (R[ns, key, "type"] == "unicast" ? "" : R[ns, key, "type"] " ") R[ns, key, "to"]
    n = split("tos via dev src metric proto", list, " ")
    for (i = 1; i <= n; i++) if (R[ns, key, list[i]] != "") text = text " " list[i] " " R[ns, key, list[i]]
    return text
}

function ensure_route(i,    ns, key, bad) {
    ns = W[i, "ns"]
    key = route_key(W[i, "to"], W[i, "metric"] "", W[i, "via"] W[i, "src"])
    bad = route_difference(i, ns, key)
    if (bad == "" && !replay[ns]) return
    if (bad == "missing") report("missing", W[i, "origin"], "route " substr(W[i, "text"], 15))
    else if (bad == "differs") report("differs", W[i, "origin"], "route " W[i, "to"] " is " spelled(ns, key) ", not " substr(W[i, "text"], 15))
    ensure(ns, W[i, "text"], W[i, "origin"])
}

function route_difference(i, ns, key,    dev) {
    if (fresh[ns]) return "fresh"
    if (!((ns, key, "there") in R)) return ((ns, W[i, "dev"]) in was) || W[i, "dev"] == "" || !(("W", ns, W[i, "dev"]) in link_of) ? "missing" : "fresh"
    dev = ((ns, W[i, "dev"]) in was) ? was[ns, W[i, "dev"]] : W[i, "dev"]
    if (R[ns, key, "type"] != W[i, "type"] || R[ns, key, "via"] != W[i, "via"] || R[ns, key, "src"] != W[i, "src"] \
        || R[ns, key, "proto"] != protocol || (dev != "" && R[ns, key, "dev"] != dev)) return "differs"
    return ""
}

# ---- neighbour proxies ---------------------------------------------------------------------------------------

# What `ip neigh show proxy` printed: addresses that the host answers for, by interface.
function read_proxies(line,    object, n, i) {
    n = split(line, object, /\{"dst":/)
    for (i = 2; i <= n; i++) proxied[field("\"dst\":" object[i], "dst"), field(object[i], "dev")] = 1
}

# One that was there before is somebody else's, and stays. The uplink may be named beside.
function ensure_proxy(i,    address, dev) {
    address = W[i, "proxy"]
    dev = W[i, "dev"]
    if ((address, dev) in proxied) {
        if (!(("P", address, dev) in proxy_of)) not_ours[i] = 1
        return
    }
    if ((address, dev) in proxy_done) return
    proxy_done[address, dev] = 1
    report("missing", W[i, "origin"], "neighbour proxy for " address " on " dev)
    ensure("", W[i, "text"], W[i, "origin"])
}

function leave_proxies(    id, part) {
    for (id in proxy_of) {
        split(id, part, SUBSEP)
        if (part[1] != "P" || (("W", part[2], part[3]) in proxy_of) || !((part[2], part[3]) in proxied)) continue
        report("unexpected", proxy_of[id], "neighbour proxy for " part[2] " on " part[3])
        retract("", "neigh del proxy " part[2] " dev " part[3], proxy_of[id])
    }
}

# ---- sysctls -------------------------------------------------------------------------------------------------

# Values found before the first change: namespace ("-" for the host), path, value. The first one counts. Where
# another plan holds a host's sysctl too, the value to go back to is the one that it found.
function load_saved(    line, t, i, n, list) {
    while ((getline line < (state "/sysctl")) > 0) {
        split(line, t, " ")
        if (t[1] == "-") t[1] = ""
        if ((t[1], t[2]) in saved) continue
        saved[t[1], t[2]] = words(after_second_word(line))
        saved_order[++saved_count] = t[1] SUBSEP t[2]
    }
    close(state "/sysctl")
    n = split(others, list, " ")
    for (i = 1; i <= n; i++) {
        while ((getline line < list[i]) > 0) {
            split(line, t, " ")
            if (t[1] == "-" && !(t[2] in shared)) shared[t[2]] = words(after_second_word(line))
        }
        close(list[i])
    }
}

function after_second_word(line) {
    sub(/^[^ ]+ [^ ]+ ?/, "", line)
    return line
}

function ensure_sysctl(i,    ns, key, value, save) {
    ns = W[i, "ns"]
    key = W[i, "key"]
    if (key ~ /^net\/ipv6\/.*\/disable_ipv6$/ && !kernel_has_ipv6()) return
    if (is_list(ns, key) && list_done++) return
    # A line of the plan's own comes later, and counts.
    if (!is_list(ns, key) && sysctl_value["W", ns, key] != W[i, "value"]) return
    value = is_list(ns, key) ? reserved_value(key) : words(W[i, "value"])
    # `$uplink`, and the same interface by its name.
    if (((ns, key) in ensured) && ensured[ns, key] == value) return
    ensured[ns, key] = value
    save = is_flag(key) ? "flag" : "long"
    if (ns == "" && !((ns, key) in saved)) {
        if (key in shared) remember(ns, key, shared[key])
        else if ((ns, key) in S) remember(ns, key, S[ns, key])
    }
    if ((ns, key) in saved) save = "-"
    if (((ns, key) in S) && !fresh[ns] && !(key ~ /\/disable_ipv6$/ && switched[ns])) {
        if (S[ns, key] == value) return
        # What is written for all interfaces is each one's from then on.
        if (key == "net/ipv6/conf/all/disable_ipv6") switched[ns] = 1
        report("differs", W[i, "origin"], "sysctl " key " is " S[ns, key] ", not " value)
    }
    write_sysctl(ns, "then", save, key, W[i, "origin"], value)
}

function remember(ns, key, value) {
    saved[ns, key] = value
    print (ns == "" ? "-" : ns) " " key " " value > (work "/sysctl.found")
}

function write_sysctl(ns, phase, save, key, origin, value) {
    enlist(ns)
    sysctls[ns, phase] = sysctls[ns, phase] save " " key " " origin " " value "\n"
}

# What is not wanted any more goes back to what was found, in the order in which it was changed, unless another
# plan still wants it.
function restore_sysctls(    n, id, part, ns, key, value) {
    for (n = 1; n <= saved_count; n++) {
        id = saved_order[n]
        split(id, part, SUBSEP)
        ns = part[1]
        key = part[2]
        if ((("W", ns, key) in sysctl_of) || !(id in saved)) continue
        print (ns == "" ? "-" : ns) " " key > (work "/sysctl.dropped")
        if (fresh[ns] || (ns in gone) || foreign_and_left(ns)) continue
        # What stands for all interfaces has been written by now, and is each one's.
        if (key ~ /\/disable_ipv6$/ && (("W", ns, "net/ipv6/conf/all/disable_ipv6") in sysctl_of)) continue
        if (ns == "" && (key in shared) && !is_list(ns, key)) continue
        value = is_list(ns, key) ? reserved_value(key) : saved[id]
        if (!((ns, key) in S) || S[ns, key] == value) continue
        report("unexpected", ns == "" ? "host" : touched["W", ns], "sysctl " key " is " S[ns, key] ", and was " value " before")
        write_sysctl(ns, "then", "back", key, ns == "" ? "host" : touched["W", ns], value)
    }
}

# ---- rules -------------------------------------------------------------------------------------------------

# The rules are replaced as a whole when their text is another than the one that was loaded, or when the
# firewall's own tool does not print what it printed after the last up.
function compare_rules(    n, list, i, nothing, wanted_rules, differs) {
    stale_flows()
    if (firewall != "none") compare_listing(firewall, "")
    differs[firewall] = rules_differ
    rules_differ = 0
    if (firewall == "iptables") compare_listing("ip6tables", twin)
    differs["ip6tables"] = rules_differ
    compare_user(rules_for("W", "", wanted_rules), rules_for("W", twin, wanted_rules))
    n = split("nftables iptables ip6tables", list, " ")
    for (i = 1; i <= n; i++) {
        if (list[i] != firewall && !(firewall == "iptables" && list[i] == "ip6tables")) continue
        if (user_differs[list[i]] && (list[i] == "nftables" || !differs[list[i]])) write_user_load(list[i])
        if (differs[list[i]]) write_load(list[i], list[i] == "ip6tables" ? twin : "")
    }
    for (i = 1; i <= n; i++) {
        if (list[i] == firewall || (firewall == "iptables" && list[i] == "ip6tables")) continue
        if (!read_lines(work "/listing." list[i], old)) continue
        report("unexpected", "host.firewall", "rules in " list[i])
        if (list[i] == "nftables") print "delete table inet netgen-" plan_name > (work "/unload.nftables")
        else write_iptables(nothing, 0, old, work "/unload." list[i])
    }
}

# The rules of a tool: those of the host, or its twin's.
function compare_listing(tool, whose,    n, m, i, now_there, then_there, planned_text, applied_text, count) {
    n = rules_for("W", whose, planned_text)
    m = rules_for("P", whose, applied_text)
    count = read_lines(work "/listing." tool, now_there)
    if (!n && !count) return
    if (n && !count) {
        report("missing", "host.firewall", "all rules" (whose == twin ? " for IPv6" : ""))
        rules_differ = 1
        return
    }
    rules_differ = n != m
    for (i = 1; i <= n; i++) if (planned_text[i] != applied_text[i]) rules_differ = 1
    if (rules_differ) {
        report("differs", "host.firewall", "the rules are those of another version of the plan")
        return
    }
    read_lines(state "/listing" (whose == twin ? ".ip6tables" : ""), then_there)
    tell_missing(then_there, now_there, "missing", "host.firewall")
    tell_missing(now_there, then_there, "unexpected", "host.firewall")
}

function tell_missing(from, into, word, whose,    i, has, line, origin) {
    for (i = 1; i in into; i++) has[into[i]]++
    for (i = 1; i in from; i++) {
        if (has[from[i]]-- > 0) continue
        line = from[i]
        gsub(/^[ \t]+/, "", line)
        origin = whose
        if (match(line, /--comment [^ "]+/)) origin = substr(line, RSTART + 10, RLENGTH - 10)
        report(word, origin, "rule " line)
        rules_differ = 1
    }
}

function read_lines(file, into,    n, line) {
    split("", into)
    while ((getline line < file) > 0) into[++n] = line
    close(file)
    return n + 0
}

function write_load(tool, whose,    text, there, count, i) {
    count = rules_for("W", whose, text)
    if (tool == "nftables") for (i = 1; i <= count; i++) print text[i] > (work "/load.nftables")
    else {
        read_lines(work "/listing." tool, there)
        write_iptables(text, count, there, work "/load." tool)
    }
}

# Input for iptables-restore --noflush, one transaction a table: jumps to our chains that are there go, so that
# none is there twice; then what the plan says; then chains of ours that it does not name any more.
function write_iptables(text, count, there, out,    i, t, table, tables, line, body, lines, named, tool) {
    for (i = 1; i <= count; i++) {
        line = text[i]
        if (line == "" || line ~ /^#/ || line == "COMMIT") continue
        if (line ~ /^\*/) {
            table = line
            tables[table] = 1
            continue
        }
        split(line, t, " ")
        if (line ~ /^:/) named[table, substr(t[1], 2)] = 1
        body[table, ++lines[table]] = line
    }
    for (i = 1; i in there; i++) tables[substr(there[i], 1, index(there[i], " ") - 1)] = 1
    tool = out == work "/load.iptables" ? "iptables" : out == work "/load.ip6tables" ? "ip6tables" : ""
    if (user_wanted[tool]) tables["*filter"] = 1
    for (table in tables) {
        print table > out
        for (i = 1; i in there; i++)
            if (index(there[i], table " :") == 1) {
                split(there[i], t, " ")
                if (!((table, substr(t[2], 2)) in named)) print t[2] " - [0:0]" > out
            }
        for (i = 1; i in there; i++)
            if (index(there[i], table " -A ") == 1 && index(there[i], table " -A " chains) != 1) {
                line = substr(there[i], length(table) + 5)
                print "-D " line > out
            }
        for (i = 1; i <= lines[table]; i++) print body[table, i] > out
        if (table == "*filter" && user_wanted[tool]) write_user(out, tool)
        for (i = 1; i in there; i++)
            if (index(there[i], table " :") == 1) {
                split(there[i], t, " ")
                if (!((table, substr(t[2], 2)) in named)) print "-X " substr(t[2], 2) > out
            }
        print "COMMIT" > out
    }
}

# ---- the user's own rules ------------------------------------------------------------------------------------

# Chain NETGEN-USER, jumped to first, or table inet netgen_user, whose chain has an earlier priority than ours: made
# where it is missing, never emptied, and taken away when it holds nothing and no plan is left that made it.
function compare_user(has_rules, has_twin,    n, i, list) {
    read_user_of_others()
    printf "" > (work "/user.left")
    n = split("nftables iptables ip6tables", list, " ")
    for (i = 1; i <= n; i++) {
        read_user(list[i])
        if ((list[i] == firewall && has_rules) || (firewall == "iptables" && list[i] == "ip6tables" && has_twin)) want_user(list[i])
        else leave_user(list[i])
    }
}

# user_there, user_rules, user_jumps by backend; user_late where a jump of ours stands before it.
function read_user(backend,    n, i, line) {
    n = read_lines(work "/user." backend, line)
    for (i = 1; i <= n; i++) {
        if (backend == "nftables") {
            if (line[i] ~ /^\tchain forward \{/) user_there[backend] = 1
            if (i > 5) user_rules[backend]++
        } else if (line[i] ~ /^:NETGEN-USER /) user_there[backend] = 1
        else if (line[i] ~ /^-A NETGEN-USER /) user_rules[backend]++
        else if (line[i] == "-A FORWARD -j NETGEN-USER") user_jumps[backend]++
        else if (index(line[i], "-A FORWARD -j " chains) == 1 && !user_jumps[backend]) user_late[backend] = 1
    }
}

function want_user(backend,    what) {
    what = backend == "nftables" ? "chain forward of table inet netgen_user" : "chain NETGEN-USER" (backend == "ip6tables" ? " of ip6tables" : "")
    user_wanted[backend] = 1
    if (!user_there[backend]) {
        report("missing", "host.firewall", what ", for rules of your own")
        print backend > (work "/user.made." backend)
        user_differs[backend] = 1
    } else if (backend != "nftables" && user_jumps[backend] != 1) {
        report("differs", "host.firewall", what " is jumped to " user_jumps[backend] + 0 " times, not once")
        user_differs[backend] = 1
    } else if (user_late[backend]) {
        report("differs", "host.firewall", what " does not come first")
        user_differs[backend] = 1
    }
}

# The commands that put it first, in the transaction that brings our own jumps, if there is one.
function write_user(out, tool,    i) {
    if (!user_there[tool]) print "-N NETGEN-USER" > out
    for (i = 1; i <= user_jumps[tool]; i++) print "-D FORWARD -j NETGEN-USER" > out
    print "-I FORWARD -j NETGEN-USER" > out
}

function write_user_load(tool) {
    if (tool == "nftables") {
        if (user_there["nftables"]) return
        print "table inet netgen_user {\n    chain forward {\n        type filter hook forward priority filter - 10; policy accept;\n    }\n}" > (work "/load.nftables")
    } else {
        print "*filter" > (work "/load." tool)
        write_user(work "/load." tool, tool)
        print "COMMIT" > (work "/load." tool)
    }
}

function leave_user(backend,    made, line, i, out) {
    made = (getline line < (state "/made-user." backend)) > 0
    close(state "/made-user." backend)
    if (!made || user_rules[backend]) return
    print backend > (work "/user.left")
    if (!user_there[backend] || (backend in user_of_others)) return
    out = work "/unload." backend
    if (backend == "nftables") {
        report("unexpected", "host.firewall", "table inet netgen_user, which holds no rule")
        print "delete table inet netgen_user" > out
        return
    }
    report("unexpected", "host.firewall", "chain NETGEN-USER" (backend == "ip6tables" ? " of ip6tables" : "") ", which holds no rule")
    print "*filter" > out
    for (i = 1; i <= user_jumps[backend]; i++) print "-D FORWARD -j NETGEN-USER" > out
    print "-X NETGEN-USER\nCOMMIT" > out
}

# Tools whose rules other plans on this host have; ip6tables is one of them only where a plan has IPv6.
function read_user_of_others(    n, i, list, line) {
    n = split(ENVIRON["neighbours"], list, " ")
    for (i = 1; i <= n; i++) {
        sub(/applied\.rules$/, "firewalls", list[i])
        while ((getline line < list[i]) > 0) user_of_others[line] = 1
        close(list[i])
    }
}

# ---- rules inside of namespaces ------------------------------------------------------------------------------

# Rules of a file by whose they are, rules_line[into, ns, 1 ..], and the namespaces in their order, ruled[into, 1 ..]:
# those of the host come first, then those of each namespace behind its name in brackets and a comment with its
# entry of the plan. What is for ip6tables is of the namespace's twin.
function load_rules(file, into,    line, ns, t, origin, whose, tool) {
    ns = whose = ""
    tool = firewall
    while ((getline line < file) > 0) {
        if (line == "# ---- IPv6, for ip6tables-restore ----") {
            whose = ns twin
            tool = "ip6tables"
            continue
        }
        if (line ~ /^\[[^ ]+\]$/) {
            ns = whose = substr(line, 2, length(line) - 2)
            tool = firewall
            origin = ""
            ruled[into, ++ruled_count[into]] = ns
            continue
        }
        if (ns != "" && origin == "") {
            split(line, t, " ")
            origin = t[2]
            sub(/:$/, "", origin)
            if (into == "W") touched["W", ns] = origin
        } else if (ns != "" && into == "W" && line ~ /^[^#]/) rules_of["W", ns, tool] = origin
        rules_line[into, whose, ++rules_count[into, whose]] = line
    }
    close(file)
}

# Tools of the plan that rules inside of a namespace can be for, tool[1 ..], and how many.
function tools_inside(tool) { return split(firewall == "iptables" ? "iptables ip6tables" : firewall, tool, " ") }

# Whose rules in the file those are that a tool is for.
function for_tool(ns, tool) { return tool == "ip6tables" ? ns twin : ns }

# How many lines of rules somebody has; they are put into a list.
function rules_for(into, ns, list,    i) {
    split("", list)
    for (i = 1; i <= rules_count[into, ns]; i++) list[i] = rules_line[into, ns, i]
    return rules_count[into, ns] + 0
}

# ---- survey: whose rules are to be listed, and how the tool would print those that are wanted ---------------------

# Namespaces that have rules of ours or are to have some, with a path, a tool, and a file for what the tool prints;
# those of others that the plan has left, too, since its rules there do not go by themselves.
function survey_inside(    id, part, ns, done) {
    for (id in rules_of) {
        split(id, part, SUBSEP)
        ns = part[2]
        if ((ns, part[3]) in done) continue
        done[ns, part[3]] = 1
        if (("W", ns) in touched) {
            if (!is_new(ns) || (ns in alive)) look_inside(ns, survey_path(ns), part[3])
            if (stands_for_another(ns)) look_inside(ns_path(ns), ns_path(ns), part[3])
        } else if (foreign_and_left(ns)) look_inside(ns, ns_path(ns), part[3])
    }
    write_trial()
}

function look_inside(way, path, backend) {
    if (path == "") return
    print way "\t" path "\t" backend "\tlisting." (++listings) > (work "/inside")
}

# Whether the entry of a namespace leads to another one than it is to lead to.
function stands_for_another(ns) { return ns_of["P", ns] == "attached" && (ns in alive) && attached_as[ns] != "same" }

# The rules that are wanted inside, as one input for each tool: no two with the same names.
function write_trial(    n, m, list) {
    m = tools_inside(list)
    for (n = 1; n <= m; n++) write_trial_of(list[n], work "/tried." list[n])
}

function write_trial_of(tool, out,    n, ns, i, line, body, table, tables) {
    for (n = 1; n <= ruled_count["W"]; n++) {
        ns = for_tool(ruled["W", n], tool)
        for (i = 1; i <= rules_count["W", ns]; i++) {
            line = rules_line["W", ns, i]
            if (line == "" || line ~ /^#/ || line == "COMMIT") continue
            if (tool == "nftables") {
                if (line ~ /^(delete )?table inet /) sub(/netgen-[^ ]+/, "t" n, line)
                print line > out
            } else if (line ~ /^\*/) {
                table = line
                tables[table] = 1
            } else body[table] = body[table] renamed_chains(line, chains, "t" n "_") "\n"
        }
    }
    for (table in tables) printf "%s\n%sCOMMIT\n", table, body[table] > out
}

# A line of iptables-restore or iptables-save with its chains of one prefix under another.
function renamed_chains(line, from, to,    t, n, i, text) {
    n = split(line, t, " ")
    for (i = 1; i <= n; i++) {
        if (i == 1 && index(t[1], ":" from) == 1) t[1] = ":" to substr(t[1], length(from) + 2)
        else if (i > 1 && t[i - 1] ~ /^-[AIj]$/ && index(t[i], from) == 1) t[i] = to substr(t[i], length(from) + 1)
        text = text (i > 1 ? " " : "") t[i]
    }
    return text
}

# ---- compare -------------------------------------------------------------------------------------------------

function find_listings(    line, t) {
    while ((getline line < (work "/inside")) > 0) {
        split(line, t, "\t")
        listing_of[t[1], t[3]] = work "/" t[4]
    }
    close(work "/inside")
}

# The listing of a namespace's rules is to be what the tool printed of the wanted ones in the trial.
function compare_inside(    n, m, i, list, ns) {
    if (ruled_count["W"]) read_expected()
    m = tools_inside(list)
    for (n = 1; n <= ruled_count["W"]; n++) {
        ns = ruled["W", n]
        for (i = 1; i <= m; i++) if (("W", ns, list[i]) in rules_of) compare_loaded(n, ns, list[i])
    }
    unload_others()
}

function compare_loaded(n, ns, tool,    origin, there, wanted_there) {
    origin = touched["W", ns]
    rules_differ = fresh[ns]
    if (!rules_differ) {
        if (read_listing(ns, tool, there)) {
            expected_for(tool, n, wanted_there)
            tell_missing(wanted_there, there, "missing", origin)
            tell_missing(there, wanted_there, "unexpected", origin)
        } else {
            report("missing", origin, "all rules inside of " ns (tool == "ip6tables" ? " for IPv6" : ""))
            rules_differ = 1
        }
    }
    if (rules_differ) load_inside(ns, tool)
}

# What the tools printed in the trial, by tool and the number of the namespace.
function read_expected(    line, n, table, tool) {
    tool = firewall
    while ((getline line < (work "/expected")) > 0) {
        if (tool == "nftables") {
            if (line ~ /^table inet t[0-9]+ \{$/) {
                n = substr(line, 13) + 0
                line = "table inet netgen-" plan_name " {"
            }
        } else {
            if (line ~ /^# rules of /) tool = substr(line, 12)
            if (line ~ /^\*/) table = line
            if (!match(line, /(^:|^-A |^-[AI] .* -j )t[0-9]+_/)) continue
            n = substr(line, RSTART, RLENGTH)
            sub(/.*t/, "", n)
            n += 0
            line = our_rule(table, renamed_chains(line, "t" n "_", chains))
        }
        if (line != "") expected[tool, n, ++expected_count[tool, n]] = line
    }
    close(work "/expected")
}

function expected_for(tool, n, list,    i) {
    split("", list)
    for (i = 1; i <= expected_count[tool, n]; i++) list[i] = expected[tool, n, i]
}

# What is ours of a line that iptables-save printed: a chain's name, a rule in one of ours or a jump to it.
function our_rule(table, line,    t) {
    if (index(line, ":" chains) == 1) {
        split(line, t, " ")
        return table " " t[1]
    }
    if (index(line, "-A " chains) == 1 || (line ~ /^-A / && index(line, " -j " chains))) return table " " line
    return ""
}

function read_listing(way, backend, into,    file, line, table, n) {
    split("", into)
    if (!((way, backend) in listing_of)) return 0
    file = listing_of[way, backend]
    while ((getline line < file) > 0) {
        if (line ~ /^\*/) table = line
        if (backend != "nftables") line = our_rule(table, line)
        if (line != "") into[++n] = line
    }
    close(file)
    return n + 0
}

# Rules come first in a namespace, and go last.
function load_inside(ns, tool,    there, text, count, out, i) {
    enlist(ns)
    out = work "/load.inside." number[ns] "." tool
    loads[ns] = loads[ns] (loads[ns] == "" ? "" : " ") out
    count = rules_for("W", for_tool(ns, tool), text)
    if (tool == "nftables") for (i = 1; i <= count; i++) print text[i] > out
    else {
        print "# " touched["W", ns] ":" > out
        read_listing(ns, tool, there)
        write_iptables(text, count, there, out)
    }
    close(out)
}

# Rules of an earlier version of the plan, by a tool that it does not use in the namespace any more.
function unload_others(    id, part, ns) {
    for (id in rules_of) {
        split(id, part, SUBSEP)
        ns = part[2]
        if (part[1] != "P" || (("W", ns, part[3]) in rules_of) || fresh[ns] || (ns in gone) || !(("W", ns) in touched)) continue
        unload_inside(ns, ns, part[3], "unload", rules_of[id])
    }
}

# `when` is unload or, for a namespace that is left, leave.
function unload_inside(ns, way, backend, when, origin,    there, out, nothing) {
    if (!read_listing(way, backend, there)) return
    report("unexpected", origin, "rules in " backend " inside of " ns)
    enlist(way)
    out = work "/load." when "." number[way] "." backend
    print "# " origin ":" > out
    if (backend == "nftables") print "delete table inet netgen-" plan_name > out
    else write_iptables(nothing, 0, there, out)
    close(out)
    if (when == "leave") leaves_rules[way] = leaves_rules[way] (leaves_rules[way] == "" ? "" : " ") out
    else unloads[ns] = unloads[ns] (unloads[ns] == "" ? "" : " ") out
}

# ---- published ports -----------------------------------------------------------------------------------------

# Published ports in a file of rules, from the lines that translate destinations: port_to[into, key] is the
# container's address and port, port_origin[into, key] the entry of the plan. A key is address ("" for all), protocol,
# first and last port.
function read_ports(file, into,    line, t, n, i, key, to, word, origin, address) {
    while ((getline line < file) > 0) {
        key = ""
        n = split(line, t, " ")
        if (line ~ /^ +([0-9a-f.:]+ \. )?(tcp|udp|sctp) \. [0-9]+ : /) {
            i = t[2] == "." && t[4] == "." ? 3 : 1
            key = (i == 3 ? t[1] : t[i + 4] ~ /:/ ? "::" : "") " " t[i] " " t[i + 2] " " t[i + 2]
            to = t[i + 4] " " (t[i + 6] + 0)
            origin = t[n]
        } else if (line ~ / -j DNAT --to-destination /) {
            split("", word)
            for (i = 3; i < n; i += 2) word[t[i]] = t[i + 1]
            i = index(word["--dport"], ":")
            address = word["-d"]
            if (address == "" && word["--to-destination"] ~ /^\[/) address = "::"
            key = address " " word["-p"] " " (i ? substr(word["--dport"], 1, i - 1) " " substr(word["--dport"], i + 1) : word["--dport"] " " word["--dport"])
            to = word["--to-destination"]
            if (sub(/^\[/, "", to)) sub(/\]:?/, " ", to)
            else sub(/:/, " ", to)
            origin = word["--comment"]
        }
        if (key == "") continue
        if (!((into, key) in port_to)) port_key[into, ++port_count[into]] = key
        port_to[into, key] = to
        port_origin[into, key] = origin
    }
    close(file)
}

# No published port is one on which the host itself listens: the rules would take it away from whoever does. A
# socket on all addresses is one of IPv4, too, if ss writes it with a star.
function need_free_ports(    k, key, p, port, origin) {
    read_sockets(work "/listening", 5, 1, listeners)
    read_sockets(work "/connected", 3, 0, connections)
    for (k = 1; k <= port_count["W"]; k++) {
        key = port_key["W", k]
        origin = port_origin["W", key]
        split_key(key, p)
        for (port = p[3] + 0; port <= p[4] + 0; port++) {
            if ((p[2], port) in listeners) need_no_listener(origin, p[1], p[2], port)
            if (p[2] == "tcp" && !(("P", key) in port_to) && (p[2], port) in connections) need_no_connection(origin, p[1], port)
        }
    }
}

# Addresses at each protocol and port, as ss lists them: the address stands in that column, the protocol in
# column `named`, or is tcp.
function read_sockets(file, column, named, into,    n, i, t, line, count, where, spot) {
    count = read_lines(file, line)
    for (n = 1; n <= count; n++) {
        split(line[n], t, " ")
        i = match(t[column], /:[0-9]+$/)
        if (!i) continue
        where = substr(t[column], 1, i - 1)
        sub(/%.*/, "", where)
        sub(/^\[::ffff:/, "", where)
        gsub(/[][]/, "", where)
        spot = (named ? t[named] : "tcp") SUBSEP (substr(t[column], i + 1) + 0)
        into[spot] = into[spot] " " (where == "*" ? "0.0.0.0 ::" : where)
    }
}

# A connection that the host has from that port, for instance because the kernel took it from ip_local_port_range
# before it was reserved, is not known to connection tracking: its next packet from outside would go to the container.
function need_no_connection(origin, address, port,    n, i, t) {
    n = split(connections["tcp", port], t, " ")
    for (i = 1; i <= n; i++) {
        if (address != "" && t[i] != address || ("connected", t[i], port) in told) continue
        told["connected", t[i], port] = 1
        refuse(origin ": a connection of this host has " t[i] ":" port "/tcp, and would break; wait for its end, or end it (ss -tnp shows what it is), or publish another port; ports that are picked come from host.publish_range, which may lie outside of net.ipv4.ip_local_port_range")
    }
}

function need_no_listener(origin, address, kind, port,    n, i, t) {
    n = split(listeners[kind, port], t, " ")
    for (i = 1; i <= n; i++) {
        if ((t[i] ~ /:/) != (address ~ /:/)) continue
        if (address != "" && address != "::" && t[i] != "0.0.0.0" && t[i] != "::" && t[i] != address || (kind, t[i], port) in told) continue
        told[kind, t[i], port] = 1
        refuse(origin ": something on this host listens on " t[i] ":" port "/" kind ", and would not be reached any more; publish another port, or on an address that it does not use, or stop it (ss -lnp shows what it is)")
    }
}

# No published port is one of another plan on this host: only one of the two containers would be reached.
function need_own_ports(    n, i, file, owner, k, key, p, port, spot) {
    n = port_count["W"] ? split(ENVIRON["neighbours"], file, " ") : 0
    for (i = 1; i <= n; i++) {
        owner = file[i]
        sub(/\/[^\/]*$/, "", owner)
        sub(/.*\//, "", owner)
        read_ports(file[i], "of " owner)
        for (k = 1; k <= port_count["of " owner]; k++) {
            key = port_key["of " owner, k]
            split_key(key, p)
            for (port = p[3] + 0; port <= p[4] + 0; port++) {
                taken[p[1], p[2], port] = "plan " owner " (" port_origin["of " owner, key] ")"
                if (p[1] != "" && p[1] != "::") taken["any" (p[1] ~ /:/), p[2], port] = taken[p[1], p[2], port]
            }
        }
    }
    for (k = 1; n && k <= port_count["W"]; k++) {
        split_key(port_key["W", k], p)
        for (port = p[3] + 0; port <= p[4] + 0; port++) {
            spot = (p[1] ~ /:/ ? "::" : "") SUBSEP p[2] SUBSEP port
            if (!(spot in taken)) spot = (p[1] == "" || p[1] == "::" ? "any" (p[1] ~ /:/) : p[1]) SUBSEP p[2] SUBSEP port
            if (!(spot in taken)) continue
            refuse(port_origin["W", port_key["W", k]] ": port " port "/" p[2] (p[1] == "" ? "" : " of " p[1]) " of this host is published by " taken[spot] "; publish another port, or on an address of its own, or give ports that are picked another host.publish_range")
            break
        }
    }
}

# Address or "", protocol, first and last port of a key.
function split_key(key, p,    n) {
    n = split(key, p, " ")
    if (n == 3) { p[4] = p[3]; p[3] = p[2]; p[2] = p[1]; p[1] = "" }
}

# A UDP flow stays with the container that its first packet went to for as long as packets come. Those of ports
# that lead elsewhere now, or nowhere, are to be forgotten, and those that came before there was a port.
function stale_flows(    k, key, address, out) {
    out = work "/stale"
    for (k = 1; k <= port_count["P"]; k++) {
        key = port_key["P", k]
        if (key !~ /(^| )udp / || (("W", key) in port_to) && port_to["W", key] == port_to["P", key]) continue
        write_stale(out, key, "--reply-src " first_word(port_to["P", key]))
    }
    for (k = 1; k <= port_count["W"]; k++) {
        key = port_key["W", k]
        if (key !~ /(^| )udp / || (("P", key) in port_to) && port_to["W", key] == port_to["P", key]) continue
        if (first_word(key) == "::") {
            for (address in host_address) if (address ~ /:/) write_stale(out, key, "--orig-dst " address)
        } else if (key !~ /^ /) write_stale(out, key, "--orig-dst " first_word(key))
        else for (address in host_address) if (address !~ /:/) write_stale(out, key, "--orig-dst " address)
    }
}

function write_stale(out, key, which,    p, n, port) {
    n = split(key, p, " ")
    for (port = p[n - 1] + 0; port <= p[n] + 0; port++) print "-D -p udp --orig-port-dst " port " " which > out
}

function first_word(text,    t) {
    split(text, t, " ")
    return t[1]
}

# ---- ports that are kept from the host's own connections ------------------------------------------------------

# The list as the kernel prints it: what is there, less what an earlier version of the plan put there, with what
# this one wants.
function reserved_value(key,    have, past, found, list, port, first) {
    mark_ports(S["", key] "", have)
    mark_ports(reserved["P"] "", past)
    mark_ports(("", key) in saved ? saved["", key] : S["", key], found)
    for (port in past) if (!(port in found)) delete have[port]
    mark_ports(reserved["W"] "", have)
    list = ""
    for (port = 1; port <= 65535; port++) {
        if (!(port in have)) continue
        first = port
        while ((port + 1) in have) port++
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

# ---- name service: /etc/netns/NAME/hostname, hosts and resolv.conf ----------------------------------------------

function is_name_word(kind) { return kind ~ /^(hostname|hosts|nameserver|search|options)$/ }

# The parsed line of a section: W, or the number of one in the record.
function own_name(into, origin,    ns, at, network, text) {
    ns = f["ns"]
    text = f["rest"]
    if (f["kind"] == "hostname") {
        if (!((into, ns) in hostname_of)) named[into, ++named_count[into]] = ns
        hostname_of[into, ns] = text
        named_origin[into, ns] = origin
    } else if (f["kind"] == "hosts") {
        at = index(ns, "@")
        network = substr(ns, at + 1)
        if (at) ns = substr(ns, 1, at - 1)
        # A line for each address there, of which a container may have two.
        if (at && !((into, ns, network) in member_of)) networks_of[into, ns] = networks_of[into, ns] network " "
        if (at) member_of[into, ns, network] = 1
        if (at) network_hosts[into, network] = network_hosts[into, network] text "\n"
        else own_hosts[into, ns] = own_hosts[into, ns] text "\n"
    } else {
        at = index(text, "# ${")
        if (at) source_of[into, ns, f["kind"]] = substr(text, at + 2)
        if (at) text = substr(text, 1, at - 1)
        sub(/ +$/, "", text)
        if ((into, ns, f["kind"]) in words_of) text = words_of[into, ns, f["kind"]] " " text
        words_of[into, ns, f["kind"]] = text
    }
}

# The words behind a word of resolv.conf(5): the container's own, or those of `[*]`.
function words_for(into, ns, word) {
    return (into, ns, word) in words_of ? words_of[into, ns, word] : words_of[into, "*", word]
}

function file_text(into, ns, file,    text, t, n, i) {
    if (file == "hostname") return hostname_of[into, ns] "\n"
    text = "# Made by netgen: plan " plan_name ", " named_origin[into, ns] "\n"
    if (file == "hosts") {
        text = text own_hosts[into, "*"] own_hosts[into, ns]
        n = split(networks_of[into, ns], t, " ")
        for (i = 1; i <= n; i++) text = text network_hosts[into, t[i]]
        return text
    }
    n = split(words_for(into, ns, "nameserver"), t, " ")
    for (i = 1; i <= n; i++) text = text "nameserver " t[i] "\n"
    t["search"] = words_for(into, ns, "search")
    t["options"] = words_for(into, ns, "options")
    if (t["search"] != "" && t["search"] != ".") text = text "search " t["search"] "\n"
    if (t["options"] != "" && t["options"] != ".") text = text "options " t["options"] "\n"
    return text
}

# All of a file in one piece; what comes behind a byte 1, which none of ours holds, does not count as equal.
function slurp(path,    text, more, newline) {
    newline = RS
    RS = "\001"
    text = ""
    if ((getline text < path) > 0 && (getline more < path) > 0) text = text RS more
    close(path)
    RS = newline
    return text
}

# ---- the host's resolv.conf -------------------------------------------------------------------------------------

# `${host_search:-.}` as words: what the host says, or what stands there for when it says nothing.
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
function read_resolver(file,    line, t, n, i) {
    split("", host_says)
    while ((getline line < file) > 0) {
        n = split(line, t, /[ \t\r]+/)
        if (t[1] == "nameserver" && n > 1) {
            host_says["all"] = host_says["all"] " " t[2]
            if (is_reachable(t[2])) host_says["nameservers"] = host_says["nameservers"] " " t[2]
        }
        if (t[1] == "search" || t[1] == "domain") host_says["search"] = ""
        for (i = 2; i <= n && t[i] !~ /^[#;]/; i++) {
            if ((t[1] == "search" || t[1] == "domain") && t[i] ~ /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/) host_says["search"] = host_says["search"] " " t[i]
            if (t[1] == "options" && t[i] ~ /^[a-z][a-z0-9-]*(:[0-9]+)?$/) host_says["options"] = host_says["options"] " " t[i]
        }
    }
    close(file)
}

# Neither a loopback address of the host nor one that needs an interface of the host (fe80::1%eth0).
function is_reachable(server) {
    return server ~ /^[0-9A-Fa-f:.]+$/ && server !~ /^127\.|^0\.0\.0\.0$|^[0:]+:0*1?$|^::ffff:127\./
}

# ---- files below /etc/netns ------------------------------------------------------------------------------------
#
# What was written lies beside it in a record, /etc/netns/.netgen-PLAN, as lines of the plan: unlike /run, the files
# outlive a reboot. A file that holds what such a section says is ours; one that was ours and holds anything else
# was edited, and is left alone. `@plan` begins the section in force, `@begun` one whose up did not come to its end, so
# that a file may hold the first part of what it says; `@made` names a directory that is to go again.

function read_record(    file, line, n, i, origin) {
    file = "/etc/netns/.netgen-" plan_name
    record = slurp(file)
    n = split(record, line, "\n")
    for (i = 1; i <= n; i++) {
        if (line[i] ~ /^@made /) {
            made[substr(line[i], 7)] = 1
            made_before = made_before line[i] "\n"
        }
        else if (line[i] == "@plan" || line[i] == "@begun") is_begun[++sections] = line[i] == "@begun"
        else if (sections) {
            section_text[sections] = section_text[sections] line[i] "\n"
            if (line[i] ~ /^# /) origin = substr(line[i], 3)
            else if (line[i] != "" && is_name_word(parse(line[i]))) own_name(sections, origin)
        }
        # The record ends in a newline, behind which split sees one more line.
        if (i == n && sections) section_text[sections] = substr(section_text[sections], 1, length(section_text[sections]) - 1)
    }
    while ((getline line[1] < (work "/files")) > 0) there[substr(line[1], 3)] = substr(line[1], 1, 1)
    close(work "/files")
    n = split(ENVIRON["other_records"], line, " ")
    for (i = 1; i <= n; i++) {
        while ((getline origin < line[i]) > 0) {
            if (origin ~ /^\[[^]]*\] hostname /) claimed[substr(origin, 2, index(origin, "]") - 2)] = substr(line[i], 20)
        }
        close(line[i])
    }
}

function is_recorded(ns,    s) {
    for (s = 1; s <= sections; s++) if ((s, ns) in hostname_of) return 1
    return 0
}

function is_ours(ns, file, text,    s, said) {
    for (s = 1; s <= sections; s++) {
        if (!((s, ns) in hostname_of)) continue
        said = file_text(s, ns, file)
        if (said == text || is_begun[s] && substr(said, 1, length(text)) == text) return 1
    }
    return 0
}

# right, missing, differs, edited (ours once) or foreign.
function judged(ns, file,    path, text) {
    path = "/etc/netns/" ns "/" file
    if (!(path in there)) return "missing"
    if (there[path] == "f") {
        text = slurp(path)
        if (text == file_text("W", ns, file)) return "right"
        if (is_ours(ns, file, text)) return "differs"
    }
    return is_recorded(ns) ? "edited" : "foreign"
}

function judge_names(    n, ns, file, i, word) {
    read_record()
    for (n = 1; n <= named_count["W"]; n++) {
        ns = named["W", n]
        if ((ns in claimed) && !is_recorded(ns)) {
            remark(named_origin["W", ns] ": the files below /etc/netns/" ns " are plan " claimed[ns] "'s, and are left to it")
            left[ns] = 1
            continue
        }
        if ((("/etc/netns/" ns) in there) && there["/etc/netns/" ns] != "d") {
            refuse(named_origin["W", ns] ": /etc/netns/" ns " is not a directory of its own; move it away")
            continue
        }
        i = split("hostname hosts resolv.conf", file, " ")
        for (; i > 0; i--) {
            word = judged(ns, file[i])
            verdict[ns, file[i]] = word
            if (word == "foreign") refuse(named_origin["W", ns] ": a file /etc/netns/" ns "/" file[i] " exists already, and this plan did not write it; move it away (extra_hosts, dns and hostname can say what it says)")
        }
    }
}

# ---- what is to be done -----------------------------------------------------------------------------------------

function remark(text) {
    if (purpose != "restore") print text > (work "/remarks")
}

function remark_edited(origin, path) { remark(origin ": " path " was edited since it was written; it is kept as it is") }

function compare_names(    n, s, ns, origin) {
    for (n = 1; n <= named_count["W"]; n++) {
        ns = named["W", n]
        if (ns in left) continue
        ensure_file(ns, "hostname")
        ensure_file(ns, "hosts")
        ensure_file(ns, "resolv.conf")
        if (("/etc/netns/" ns) in there) continue
        made[ns] = 1
        print "/etc/netns/" ns > (work "/names.mkdir")
    }
    for (s = 1; s <= sections; s++) {
        for (n = 1; n <= named_count[s]; n++) {
            ns = named[s, n]
            if ((("W", ns) in hostname_of) || (ns in left)) continue
            left[ns] = 1
            origin = named_origin[s, ns]
            remove_file(ns, "hostname", origin)
            remove_file(ns, "hosts", origin)
            remove_file(ns, "resolv.conf", origin)
        }
    }
    for (ns in made) {
        if (("W", ns) in hostname_of) continue
        if (("/etc/netns/" ns) in there) print "/etc/netns/" ns > (work "/names.rmdir")
        delete made[ns]
    }
    write_record()
}

function ensure_file(ns, file,    origin, path) {
    origin = named_origin["W", ns]
    path = "/etc/netns/" ns "/" file
    if (verdict[ns, file] == "edited") remark_edited(origin, path)
    if (verdict[ns, file] !~ /^(missing|differs)$/) return
    report(verdict[ns, file], origin, "file " path)
    print ns, file, origin > (work "/names.write")
}

function remove_file(ns, file, origin,    path) {
    path = "/etc/netns/" ns "/" file
    if (!(path in there)) return
    if (there[path] != "f" || !is_ours(ns, file, slurp(path))) {
        remark_edited(origin, path)
        return
    }
    report("unexpected", origin, "file " path)
    print path > (work "/names.remove")
}

# The record as it is to be once all is done, and as it is to be before anything is.
function write_record(    head, ns, n, s, text, line, origin) {
    head = "# What netgen wrote below /etc/netns for plan " plan_name ", as lines of its plan; setup.sh down removes it.\n"
    for (n = 1; n <= named_count["W"]; n++) if (named["W", n] in made) head = head "@made " named["W", n] "\n"
    text = ""
    for (n = 1; n <= wanted; n++) {
        if (!is_name_word(W[n, "kind"])) continue
        line = W[n, "origin"] == origin ? "" : "# " W[n, "origin"] "\n"
        origin = W[n, "origin"]
        text = text line wanted_text(n) "\n"
    }
    printf "%s", text > (work "/names.wanted")
    if (text != "") text = head "@plan\n" text
    if (text == record) return
    printf "%s", text > (work "/names.record")
    text = head made_before
    for (s = 1; s <= sections; s++) text = text (is_begun[s] ? "@begun\n" : "@plan\n") section_text[s]
    printf "%s@begun\n", text > (work "/names.begun")
    close(work "/names.wanted")
    while ((getline line < (work "/names.wanted")) > 0) print line > (work "/names.begun")
}

# A line of the wanted plan as it is remembered. A container that has a word of resolv.conf of its own gets the others
# with it: they stay what they are when `[*]` follows the host.
function wanted_text(n,    ns, word, i, text) {
    ns = W[n, "ns"]
    if (W[n, "kind"] !~ /^(nameserver|search|options)$/ || ns == "*" || (ns in completed)) return W[n, "line"]
    completed[ns] = 1
    text = ""
    split("nameserver search options", word, " ")
    for (i = 1; i <= 3; i++) {
        if (("W", ns, word[i]) in words_of) continue
        text = text "[" ns "] " word[i] " " words_of["W", "*", word[i]]
        if (("W", "*", word[i]) in source_of) text = text " # " source_of["W", "*", word[i]]
        text = text "\n"
    }
    return text W[n, "line"]
}

# ---- refresh-names ----------------------------------------------------------------------------------------------

# Whether all of a container's resolv.conf is the host's.
function follows(ns,    word, i, whose) {
    split("nameserver search options", word, " ")
    for (i = 1; i <= 3; i++) {
        whose = ("W", ns, word[i]) in words_of ? ns : "*"
        if (!(("W", whose, word[i]) in source_of)) return 0
    }
    return 1
}

# The plan that is in force, with what the host's resolv.conf says now.
function refresh(    n, ns, kind, path) {
    for (n = 1; n <= wanted; n++) {
        ns = W[n, "ns"]
        kind = W[n, "kind"]
        if (!(("W", ns, kind) in source_of) || !follows(ns)) continue
        words_of["W", ns, kind] = host_value(source_of["W", ns, kind])
        W[n, "line"] = "[" ns "] " kind " " words_of["W", ns, kind] " # " source_of["W", ns, kind]
    }
    read_record()
    for (n = 1; n <= named_count["W"]; n++) {
        ns = named["W", n]
        path = "/etc/netns/" ns "/resolv.conf"
        if (!follows(ns) || !(path in there)) continue
        verdict[ns, "resolv.conf"] = judged(ns, "resolv.conf")
        ensure_file(ns, "resolv.conf")
    }
    write_record()
    print changed + 0 > (work "/changes")
    split("", completed)
    write_resolved()
}

# ---- doing it ---------------------------------------------------------------------------------------------------

# In place, not by a rename: `ip netns exec` mounts the file itself over that in /etc, and what already runs there would
# go on reading the old one. Each is read again, since not every awk says that a disk is full.
function write_files(    line, t, path, text) {
    while ((getline line < (work "/names.write")) > 0) {
        split(line, t, " ")
        path = "/etc/netns/" t[1] "/" t[2]
        text = file_text("W", t[1], t[2])
        printf "%s", text > path
        close(path)
        if (slurp(path) == text) continue
        print path ": is not what was written to it (is there room left?)" > "/dev/stderr"
        exit 1
    }
}

# For --dry-run.
function show_files(    line, t, path) {
    while ((getline line < (work "/names.write")) > 0) {
        split(line, t, " ")
        path = "/etc/netns/" t[1] "/" t[2]
        if (t[2] == "hostname") printf "echo %s >%s\n", hostname_of["W", t[1]], path
        else printf "cat >%s <<'END'\n%sEND\n", path, file_text("W", t[1], t[2])
    }
}

# ---- compare: what differs, and what is to be done about it -----------------------------------------------

function compare(    i, kind) {
    read_mounts()
    read_attached()
    find_listings()
    match_links()
    preflight()
    compare_namespaces()
    judge_names()
    if (refusals) return
    judge_links()
    remove_routes()
    remove_addresses()
    leave_proxies()
    remove_links()
    remove_namespaces()
    for (i = 1; i <= wanted; i++) {
        kind = W[i, "kind"]
        if (kind == "netns add" || kind == "netns attach") ensure_namespace(i)
        else if (kind == "link add") ensure_link(i)
        else if (kind == "link set" && ((i, "nf_call_iptables") in W)) ensure_netfilter(i, "nf_call_iptables")
        else if (kind == "link set" && ((i, "nf_call_ip6tables") in W)) ensure_netfilter(i, "nf_call_ip6tables")
        else if (kind == "link set") ensure_attributes(i)
        else if (kind == "addr replace") ensure_address(i)
        else if (kind == "route replace") ensure_route(i)
        else if (kind == "sysctl -w") ensure_sysctl(i)
        else if (kind == "neigh replace") ensure_proxy(i)
    }
    leave_hairpins()
    leave_netfilter()
    restore_sysctls()
    compare_inside()
    leave_namespaces()
    compare_rules()
    compare_names()
    write_commands()
}

# One line of check; one more thing that up changes.
function report(word, origin, text) {
    text = origin ": " text
    gsub(/[^ -~]/, "?", text)
    print word " " text > (work "/report")
    changed++
}

# Commands are kept by namespace and phase until all are known. Phases of the host: "remove", "add". Of a
# namespace: "orphans" (links that must go before their like is made), "first" (removals, then new names) and
# "then". Where a link gets a new name, "first" comes before the host's "add", which may need the old one.
function command(ns, phase, text, origin) {
    enlist(ns)
    commands[ns, phase] = commands[ns, phase] text " # " origin "\n"
}

function enlist(ns) {
    if (ns in number) return
    number[ns] = ++namespaces
    in_order[namespaces] = ns
}

function ensure(ns, text, origin) { command(ns, ns == "" ? "add" : "then", text, origin) }

function retract(ns, text, origin) { command(ns, ns == "" ? "remove" : "first", text, origin) }

function write(file, text) {
    if (text == "") return "/dev/null"
    printf "%s", text > (work "/" file)
    close(work "/" file)
    return work "/" file
}

function batch(phase, ns, lines, text, rules,    sysctls_file, commands_file) {
    if (lines text rules == "") return
    sysctls_file = write((lines ~ /(^|\n)long / ? "long." : "flags.") phase "." number[ns], lines)
    commands_file = write("commands." phase "." number[ns], text)
    print ns "\t" path_of(ns) "\t" sysctls_file "\t" commands_file "\t" (rules == "" ? "-" : rules) > (work "/batch." phase)
}

# The files are run in the order of their names.
function write_commands(    n, ns, early) {
    write("batch.1.host", commands["", "remove"] "")
    write("batch.3.host", commands["", "add"] "")
    write("batch.4.sysctl", sysctls["", "then"] "")
    for (n = 1; n <= namespaces; n++) {
        ns = in_order[n]
        if (ns == "") continue
        batch("0.leave", ns, sysctls[ns, "leave"] "", commands[ns, "leave"] "", leaves_rules[ns] "")
        early = renamed[ns] ? commands[ns, "first"] : ""
        batch("2.netns", ns, "", commands[ns, "orphans"] early, "")
        batch("5.netns", ns, sysctls[ns, "then"], (renamed[ns] ? "" : commands[ns, "first"]) commands[ns, "then"], loads[ns] "")
        batch("6.netns", ns, "", "", unloads[ns] "")
    }
    print changed + 0 > (work "/changes")
    split("", completed)
    write_resolved()
}

function write_resolved(    n, m, i, list) {
    for (n = 1; n <= wanted; n++) {
        if (n == 1 || W[n, "origin"] != W[n - 1, "origin"]) print "# " W[n, "origin"] > (work "/plan.resolved")
        if (!(n in not_ours)) print wanted_text(n) > (work "/plan.resolved")
    }
    m = tools_inside(list)
    for (n = 1; n <= ruled_count["W"]; n++) {
        ns = ruled["W", n]
        for (i = 1; i <= m; i++) if (("W", ns, list[i]) in rules_of)
            printf "# %s\n[%s] rules %s\n", touched["W", ns], ns, list[i] > (work "/plan.resolved")
    }
    if (!wanted) printf "" > (work "/plan.resolved")
}

# A namespace of a process is reached through the process until it has its entry under /run/netns.
function path_of(ns) { return (ns in pid) ? "/proc/" pid[ns] "/ns/net" : ns_path(ns) }

# ---- one program: survey before the host is looked at, compare after, names to write the files of containers ------
#
# An element that may never have been set is passed on as text (`value[key] ""`): gawk 5.2 crashes, or forgets what
# is in an array, where a function gets one as it is.

BEGIN {
    step = ARGV[1]
    plan_name = ENVIRON["plan_name"]
    firewall = ENVIRON["plan_firewall"]
    work = ENVIRON["work"]
    state = ENVIRON["state"]
    purpose = ENVIRON["purpose"]
    others = ENVIRON["others"]
    mark = "netgen:" plan_name ":"
    chains = "NG_" plan_name "_"
    protocol = "110"
    # Behind the name of a namespace, which has no space in it, and alone for the host: its rules for ip6tables.
    twin = " for IPv6"
    ipv6_minimum = 1280
    doomed_group = 110
    uplink = ""
    if (step == "compare") {
        read_observed(work "/observed")
        if (!link_count[""] || !whole) {
            print "ip showed nothing of the host, or not all of it" > "/dev/stderr"
            exit 1
        }
        load_saved()
        read_netfilter_of_others()
    }
    if (step == "names" || step == "show-names") {
        load(work "/names.wanted", "W")
        if (step == "names") write_files()
        else show_files()
        exit 0
    }
    if (step == "refresh") {
        load(work "/plan", "W")
        refresh()
        exit 0
    }
    read_ports(work "/rules", "W")
    read_ports(state "/applied.rules", "P")
    load(state "/applied", "P")
    load(state "/pending", "P")
    load(work "/plan", "W")
    load_rules(work "/rules", "W")
    load_rules(state "/applied.rules", "P")
    if (step == "survey") survey()
    else compare()
    exit 0
}

function refuse(text) {
    if (purpose == "restore") return
    print text >> (work "/refused")
    refusals++
}
AWK
}

main "$@"
