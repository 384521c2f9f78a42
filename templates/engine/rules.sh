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
