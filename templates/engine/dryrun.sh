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
