
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
