
# ---- apply -------------------------------------------------------------------------------------------------

# Does what compare wrote down. Rules come first, so that nothing is reachable for a moment that must not be,
# and rules that are no longer wanted go last; between them what has to go, then what the host gets, then what
# namespaces get. $lenient is `-force` on the way back, where ip shall go on after something that is already
# gone.
apply() {
    : >"$work/error"
    status=0
    step load_rules load && step in_namespaces leave && step undo_host && step in_namespaces undo &&
        step ensure_host && step in_namespaces ensure && step change_files && step load_rules unload &&
        forget_flows
    return "$status"
}

step() {
    "$@" && return
    status=1
    [ -n "$lenient" ]
}

# load_rules load|unload [test], of the host. A test asks the kernel whether it takes them, and changes
# nothing.
load_rules() {
    for tool in nftables iptables ip6tables; do
        file=$work/$1.$tool
        [ -e "$file" ] || continue
        case $tool in
        nftables) nft ${2:+-c} -f "$file" ;;
        *) "$tool-restore" -w --noflush ${2:+--test} <"$file" ;;
        esac 2>>"$work/error" >&2 || return 1
    done
}

undo_host() {
    [ ! -e "$work/undo.host.ip" ] || benign ip -force -batch "$work/undo.host.ip"
}

# What has to go may go by itself meanwhile: a link dies some time after its namespace. Gone is as good as
# removed.
benign() {
    "$@" 2>"$work/gone" >&2 && return
    ! awk '/^Command failed / { failed++; next }
        /Cannot find device|No such (device|process|file)|Invalid "netns"/ { gone++; next }
        /Cannot assign requested address/ { gone++; next }
        { other++ }
        END { exit other || !failed || failed > gone }' "$work/gone" || return 0
    cat "$work/gone" >>"$work/error"
    return 1
}

ensure_host() {
    if [ -e "$work/ensure.host.ip" ]; then
        ip ${lenient:+"$lenient"} -batch "$work/ensure.host.ip" 2>>"$work/error" >&2 || {
            echo "@batch $work/ensure.host.ip" >>"$work/error"
            [ -n "$lenient" ] || return 1
        }
    fi
    [ ! -e "$work/ensure.host.steps" ] || {
        mv "$work/ensure.host.ip" "$work/ensured.host.ip" 2>/dev/null
        "$long_reader" "$work/inside.sh" act "$work/ensure.host" - "$lenient" 2>>"$work/error" >&2
    }
}

# in_namespaces leave|undo|ensure
in_namespaces() {
    [ -e "$work/$1.list" ] || return 0
    phase=$1
    keep_on=yes
    [ "$phase" != ensure ] || [ -n "$lenient" ] || keep_on=no
    in_workers act_in "$work/$1.list" && return
    cat "$work"/error.* "$work"/stop.* >>"$work/error"
    rm -f "$work"/stop.* "$work"/error.*
    return 1
}

# What is to be done in a namespace stands in files that are named after $first. What is to go may have gone
# by itself.
act_in() {
    failure="@batch $work/$first.ip"
    [ -e "$path" ] || [ "$phase" = ensure ] || return 0
    reader=$short_reader
    ! grep -q '^sysctl [^ ]* words ' "$work/$first.steps" 2>/dev/null || reader=$long_reader
    force_ip=
    [ "$keep_on" = no ] || force_ip=-force
    $enter "$reader" "$work/inside.sh" act "$work/$first" "$ns" "$force_ip" || [ "$phase" != ensure ]
}

# The entry of the plan, the command that failed and what the tool said.
explain_error() {
    awk -v script="$0" '
        /^Command failed / {
            if (!number) number = substr($3, match($3, /[0-9]+$/))
            next
        }
        /^@batch / {
            file = $2
            next
        }
        { said = said (said == "" ? "" : "; ") $0 }
        END {
            for (n = 0; n < number && (getline failed < file) > 0; n++) continue
            number = 0
            if (match(failed, / # [^ ]+ [^ ]+$/)) {
                split(substr(failed, RSTART + 3), from, " ")
                failed = substr(failed, 1, RSTART - 1)
                wanted = (from[2] == "-" ? "" : "[" from[2] "] ") failed
                while ((getline line < script) > 0) {
                    number++
                    if (line != wanted && index(line, wanted " # ") != 1) continue
                    found = " (" script ":" number ")"
                    break
                }
                printf "%s%s: ip %s: ", from[1], found, failed
            }
            print said == "" ? "a tool was killed or failed without a word" : said
        }' "$work/error"
}

# UDP flows of ports that lead elsewhere now. Only conntrack(8) can delete them, so that it is used where it
# is installed; elsewhere they end by themselves once they have been silent for two minutes.
forget_flows() {
    [ -s "$work/stale" ] || return 0
    if [ -n "$conntrack" ]; then
        # Among all that could be stale few flows are there, and each line of -R looks at them all.
        conntrack -L -p udp 2>/dev/null | awk -v stale="$work/stale" '
            BEGIN {
                while ((getline line < stale) > 0) {
                    split(line, w, " ")
                    named[w[5] " " w[6] " " w[7]]
                }
            }
            {
                n = 0
                for (i = 1; i <= NF; i++)
                    if ($i ~ /^(src|dst|sport|dport)=/) flow[++n] = substr($i, index($i, "=") + 1)
                if ((flow[4] " --reply-src " flow[5]) in named || (flow[4] " --orig-dst " flow[2]) in named)
                    print "-D -p udp --orig-src " flow[1] " --orig-dst " flow[2] \
                        " --orig-port-src " flow[3] " --orig-port-dst " flow[4]
            }' >"$work/flows"
        [ ! -s "$work/flows" ] || conntrack -R - <"$work/flows" >/dev/null 2>&1 || :
    elif grep -q -e --reply-src "$work/stale"; then
        say "conntrack is missing: UDP senders that do not pause may go on reaching" \
            "what a port led to before; on Debian: apt-get install conntrack"
    fi
}

# ---- files below /etc/netns --------------------------------------------------------------------------------

change_files() {
    if [ -e "$work/files.mkdir" ]; then
        xargs mkdir <"$work/files.mkdir" 2>>"$work/error" || return 1
    fi
    if [ -e "$work/files.write" ]; then
        awk -f "$work/engine.awk" write-files </dev/null 2>>"$work/error" || return 1
    fi
    if [ -e "$work/files.remove" ]; then
        xargs rm -f <"$work/files.remove" 2>>"$work/error" || return 1
    fi
    [ ! -e "$work/files.rmdir" ] || xargs rmdir <"$work/files.rmdir" 2>/dev/null || :
}

# The directory itself goes with the last plan, if it was made for the first: .netgen in it says so.
make_names_directory() {
    [ -e "$work/files.mkdir" ] && [ ! -d /etc/netns ] || return 0
    mkdir /etc/netns && : >/etc/netns/.netgen
}

forget_names() {
    rm -f "$names_record" "$names_record.next"
    [ -e /etc/netns/.netgen ] || return 0
    for entry in /etc/netns/* /etc/netns/.netgen-*; do
        [ ! -e "$entry" ] && [ ! -L "$entry" ] || return 0
    done
    rm -f /etc/netns/.netgen
    rmdir /etc/netns 2>/dev/null || :
}

# ---- the record --------------------------------------------------------------------------------------------

# Before the first change: the plan that is about to be applied, beside that of the last run. A run that is
# killed has left word of what it may have made.
journal() {
    mkdir -p "$state" || return 1
    [ ! -e "$work/journal.found" ] || mv "$work/journal.found" "$state/found" || return 1
    [ "$found_changes" -gt 0 ] || return 0
    [ -d /run/netns ] || : >"$state/made-netns-directory" || return 1
    store "$work/own.rules" "$state/next.rules" && journal_plan && make_names_directory || return 1
    [ ! -e "$work/files.record" ] || names_text >"$names_record.next"
}

# What a run before this one began and did not end stays in the journal.
journal_plan() {
    {
        [ ! -e "$state/next.plan" ] || cat "$state/next.plan"
        cat "$work/resolved"
    } >"$work/journal" && mv "$work/journal" "$state/next.plan"
}

names_text() {
    printf '# What netgen wrote below /etc/netns for plan %s; setup.sh down removes it.\n' "$plan_name"
    [ ! -e "$work/files.dirs" ] || cat "$work/files.dirs"
    [ ! -e "$work/files.record" ] || cat "$work/files.record"
}

# Whole or not at all: half a line could name what is somebody else's.
store() { cat "$1" >"$2.new" && mv "$2.new" "$2"; }

# The plan is in force now.
commit() {
    for file in plan rules listing found spelled devices; do
        [ ! -e "$work/record.$file" ] || mv "$work/record.$file" "$state/$file" || return 1
    done
    rm -f "$state/next.plan" "$state/next.rules"
    if [ -e "$work/files.record" ]; then
        make_names_directory
        names_text >"$work/names" || return 1
        cmp -s "$work/names" "$names_record" || store "$work/names" "$names_record" || return 1
        rm -f "$names_record.next"
    else
        forget_names
    fi
    [ ! -e "$work/unload-module" ] || unload_bridge_netfilter
}

# The kernel may have changed more than it was told to: up looks again at the host and at each namespace that
# it changed and that was there before. What differs is done once more.
look_again() {
    touch "$work/scope"
    look again
    [ "$(changes)" -gt 0 ] || return 0
    apply || failed "$(explain_error)"
    look again
    [ "$(changes)" -eq 0 ] || failed "this differs although it was done twice: $(head -n 1 "$work/report")"
}

# A step of up failed: say which and why, go back to the plan that was in force before, or to nothing.
failed() {
    trap '' HUP INT TERM PIPE
    say "failed: $1"
    say "restoring what was there before"
    : >"$work/plan"
    : >"$work/rules"
    was_up=no
    [ ! -e "$state/plan" ] || {
        was_up=yes
        cat "$state/plan" >"$work/plan"
        cat "$state/rules" >"$work/rules"
    }
    lenient=-force
    restoring=yes
    look restore
    apply
    touch "$work/scope"
    look again
    if [ "$(changes)" -gt 0 ]; then
        say "this is left, and differs from what was there before:"
        cat "$work/report" >&2
        exit 1
    fi
    if [ "$was_up" = yes ]; then
        commit
    else
        forget
    fi
    say "restored; nothing is left of the failed change"
    exit 1
}

# The plan is gone, and so is what was remembered of it.
forget() {
    [ ! -e "$work/unload-module" ] || unload_bridge_netfilter
    forget_names
    [ ! -e "$state/made-netns-directory" ] || remove_netns_directory
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

# ---- bridge netfilter --------------------------------------------------------------------------------------

# br_netfilter is for networks whose containers are kept apart. Loaded, it is on for every bridge of the host:
# it is switched off for all at once, and each bridge of the plan has a switch of its own.
load_bridge_netfilter() {
    told=
    [ ! -s "$work/switched" ] ||
        told="bridge netfilter is switched on for $(sort -u "$work/switched" |
            tr '\n' ' ')and for no other bridge"
    [ -s "$work/netfilter" ] || return 0
    told="br_netfilter is loaded, and off for bridges of others${told:+; $told}"
    modprobe br_netfilter 2>"$work/error" || failed "$(cat "$work/error")"
    for file in /proc/sys/net/bridge/bridge-nf-call-*tables; do echo 0 >"$file"; done
}

# Asks without loading it.
need_bridge_netfilter() {
    need modprobe kmod
    modprobe -n br_netfilter 2>"$work/error" ||
        refuse "$(cat "$work/netfilter"): \`icc: false\` needs bridge netfilter, and this kernel has none" \
            "(br_netfilter: $(head -n 1 "$work/error"));" \
            "use a kernel with CONFIG_BRIDGE_NETFILTER, or take \`icc: false\` out"
}

# The module goes as it came, unless somebody else has come to use it.
unload_bridge_netfilter() {
    ! grep -qsv '^0$' /proc/sys/net/bridge/bridge-nf-call-*tables || return 0
    ! ip -d link show type bridge 2>/dev/null | grep -q 'nf_call_[a-z0-9]* 1' || return 0
    modprobe -r br_netfilter 2>/dev/null || :
}

# ---- refresh-names -----------------------------------------------------------------------------------------

# The host's resolv.conf has changed, and with it what containers have of it.
refresh_names() {
    if [ ! -e "$state/plan" ] || [ -e "$state/next.plan" ]; then
        refuse "this plan is not up on this host; run up"
    fi
    purpose=refresh
    export purpose
    list_files
    awk -f "$work/engine.awk" refresh </dev/null || broken "the record could not be read"
    remarks
    show_commands
    : >"$work/error"
    grep '^mkdir ' "$names_record" >"$work/files.dirs"
    {
        names_text >"$names_record.next" && change_files && mv "$names_record.next" "$names_record"
    } || {
        say "failed: $(cat "$work/error")"
        exit 1
    }
    conclude "$(changes)"
}
