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
