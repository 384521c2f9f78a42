import apply from "../../templates/engine/apply.sh";
import compare from "../../templates/engine/compare.awk";
import files from "../../templates/engine/files.awk";
import host from "../../templates/engine/host.awk";
import inside from "../../templates/engine/inside.sh";
import mainAwk from "../../templates/engine/main.awk";
import mainSh from "../../templates/engine/main.sh";
import plan from "../../templates/engine/plan.awk";
import preflight from "../../templates/engine/preflight.awk";
import routing from "../../templates/engine/routing.awk";
import rules from "../../templates/engine/rules.awk";

const shell = [mainSh, apply, inside];
const awk = [mainAwk, plan, host, compare, preflight, routing, rules, files];

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
