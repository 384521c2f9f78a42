# --dry-run: the commands that would run, in their order, as one would type them.
show_commands() {
    if [ -e "$work/load.nftables" ]; then
        printf "nft -f - <<'NFT'\n%s\nNFT\n" "$(cat "$work/load.nftables")"
    fi
    if [ -e "$work/load.iptables" ]; then
        printf "iptables-restore -w --noflush <<'RULES'\n%s\nRULES\n" "$(cat "$work/load.iptables")"
    fi
    for batch in "$work"/batch.*; do
        case $batch in
        *.host) sed 's/^/ip /; s/ # .*//' "$batch" ;;
        *.sysctl) show_sysctls '' <"$batch" ;;
        *.netns | *.leave)
            while IFS=$tab read -r netns path sysctls commands; do
                show_sysctls "nsenter --net=$path " <"$sysctls"
                sed "s|^|nsenter --net=$path ip |; s/ # .*//" "$commands"
            done <"$batch"
            ;;
        esac
    done
    if [ -e "$work/unload.nftables" ]; then
        printf "nft -f - <<'NFT'\n%s\nNFT\n" "$(cat "$work/unload.nftables")"
    fi
    if [ -e "$work/unload.iptables" ]; then
        printf "iptables-restore -w --noflush <<'RULES'\n%s\nRULES\n" "$(cat "$work/unload.iptables")"
    fi
    if [ -s "$work/stale" ] && command -v conntrack >/dev/null 2>&1; then
        printf "conntrack -R - <<'FLOWS'\n%s\nFLOWS\n" "$(cat "$work/stale")"
    fi
    printf 'netgen %s: changed=%s\n' "$plan_name" "$(changes)"
}

show_sysctls() {
    sed "s/'/'\\\\''/g; s|^[^ ]* \([^ ]*\) [^ ]* \(.*\)|$1sysctl -w '\1=\2'|"
}
