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
