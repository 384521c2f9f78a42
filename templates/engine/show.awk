# ---- --dry-run: the commands that would run, in their order, as one would type them ------------------------

function show_commands(    i, j, phase, part) {
    if (needs_module) {
        show("modprobe br_netfilter")
        show("sysctl -w net.bridge.bridge-nf-call-iptables=0 net.bridge.bridge-nf-call-ip6tables=0" \
            " net.bridge.bridge-nf-call-arptables=0")
    }
    for (i = 1; i <= 3; i++) show_rules("", TOOLS[i], work "/load." TOOLS[i])
    split("leave undo ensure", phase, " ")
    for (i = 1; i <= 3; i++) {
        show_unit(phase[i], "-")
        for (j = 1; j <= units; j++) {
            split(unit_name[j], part, SUBSEP)
            if (part[1] == phase[i] && part[2] != "-") show_unit(phase[i], part[2])
        }
    }
    show_files()
    for (i = 1; i <= 3; i++) show_rules("", TOOLS[i], work "/unload." TOOLS[i])
    close(work "/stale")
    if (ENVIRON["conntrack"] != "") show_input("conntrack -R -", "FLOWS", slurp(work "/stale"))
    show("netgen " plan_name ": changed=" changed)
}

function show(line) { print line > (work "/commands") }

# Sysctls of the host come after its links, those of a namespace before.
function show_unit(phase, ns,    unit, enter) {
    unit = phase SUBSEP ns
    if (ns != "-") enter = "nsenter --net=" path_after(ns) " "
    if (ns == "-") show_batch("", get(batch, unit))
    show_steps(enter, get(steps, unit))
    if (ns != "-") show_batch(enter, get(batch, unit))
}

function show_batch(enter, list,    line, n, i) {
    n = split(list, line, "\n")
    for (i = 1; i < n; i++) {
        sub(/ # .*/, "", line[i])
        show(enter "ip " line[i])
    }
}

function show_steps(enter, list,    line, n, i, w) {
    n = split(list, line, "\n")
    for (i = 1; i < n; i++) {
        split(line[i], w, " ")
        if (w[1] == "rules") show_rules(enter, w[3], w[4])
        else show(enter "sysctl -w " quote(w[4] "=" substr(line[i], length(w[1] w[2] w[3] w[4]) + 5)))
    }
}

function show_rules(enter, tool, file) {
    if (tool == "nftables") show_input(enter "nft -f -", "NFT", slurp(file))
    else show_input(enter tool "-restore -w --noflush", "RULES", slurp(file))
}

function show_input(command, end, content) {
    sub(/\n+$/, "", content)
    if (content != "") show(command " <<'" end "'\n" content "\n" end)
}

function show_files(    i) {
    show_list("mkdir ", "/files.mkdir")
    for (i = 1; i <= path_count; i++)
        if (paths[i] in to_write) show("cat >" paths[i] " <<'END'\n" wanted_file[paths[i]] "END")
    show_list("rm ", "/files.remove")
    show_list("rmdir ", "/files.rmdir")
}

function show_list(command, file,    line) {
    close(work file)
    while ((getline line < (work file)) > 0) show(command line)
}
