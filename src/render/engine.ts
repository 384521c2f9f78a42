import apply from "../../templates/engine/apply.sh";
import begin from "../../templates/engine/begin.awk";
import files from "../../templates/engine/files.awk";
import host from "../../templates/engine/host.awk";
import inside from "../../templates/engine/inside.sh";
import kinds from "../../templates/engine/kinds.awk";
import look from "../../templates/engine/look.sh";
import mainAwk from "../../templates/engine/main.awk";
import mainSh from "../../templates/engine/main.sh";
import plan from "../../templates/engine/plan.awk";
import preflight from "../../templates/engine/preflight.awk";
import rules from "../../templates/engine/rules.awk";
import show from "../../templates/engine/show.awk";

const shell = [mainSh, look, inside, apply];
const awk = [begin, mainAwk, plan, host, kinds, preflight, rules, files, show];

/**
 * The engine: the fixed tail of every script. Its awk program travels in a here-document, and the call of
 * `main` is the last line, so that a truncated copy does nothing.
 */
export const engine = `${shell.join("")}
# The awk program.
awk_program() {
    cat <<'AWK'
${awk.join("\n")}AWK
}

main "$@"
`;
