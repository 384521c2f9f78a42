# The firewall's own tool prints what is loaded; awk keeps what is ours. An nftables table is ours by its name,
# iptables chains by their prefix, and so are the jumps to them.
list_rules() {
    case $1 in
    nftables) nft -s list table inet "netgen-$plan_name" 2>/dev/null ;;
    iptables)
        iptables-save 2>/dev/null | awk -v chains="NG_${plan_name}_" '
            /^\*/ { table = $0 }
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
    for backend in nftables iptables; do
        while read -r used; do
            [ "$used" = "$backend" ] || continue
            list_rules "$backend" >"$work/listing.$backend"
            break
        done <"$work/firewalls"
    done
}

# Asks the kernel, before anything is changed, whether it takes the rules.
try_rules() {
    if [ -e "$work/load.nftables" ]; then
        nft -c -f "$work/load.nftables" 2>"$work/error" >&2 || return 1
    fi
    if [ -e "$work/load.iptables" ]; then
        iptables-restore -w --noflush --test <"$work/load.iptables" 2>"$work/error" >&2 || return 1
    fi
}

# $1 is load or unload.
change_rules() {
    if [ -e "$work/$1.nftables" ]; then
        nft -f "$work/$1.nftables" 2>>"$work/error" >&2 || return 1
    fi
    if [ -e "$work/$1.iptables" ]; then
        iptables-restore -w --noflush <"$work/$1.iptables" 2>>"$work/error" >&2 || return 1
    fi
}
