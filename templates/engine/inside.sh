
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
