import addresses from "../../templates/engine/addresses.awk";
import advertised from "../../templates/engine/advertised.awk";
import apply from "../../templates/engine/apply.sh";
import bridgesAwk from "../../templates/engine/bridges.awk";
import bridgesSh from "../../templates/engine/bridges.sh";
import compare from "../../templates/engine/compare.awk";
import converge from "../../templates/engine/converge.sh";
import dryrun from "../../templates/engine/dryrun.sh";
import files from "../../templates/engine/files.awk";
import inside from "../../templates/engine/inside.awk";
import links from "../../templates/engine/links.awk";
import mainAwk from "../../templates/engine/main.awk";
import mainSh from "../../templates/engine/main.sh";
import namesAwk from "../../templates/engine/names.awk";
import namesSh from "../../templates/engine/names.sh";
import namespaces from "../../templates/engine/namespaces.awk";
import observed from "../../templates/engine/observed.awk";
import plan from "../../templates/engine/plan.awk";
import ports from "../../templates/engine/ports.awk";
import preflight from "../../templates/engine/preflight.awk";
import proxies from "../../templates/engine/proxies.awk";
import rulesAwk from "../../templates/engine/rules.awk";
import rulesSh from "../../templates/engine/rules.sh";
import survey from "../../templates/engine/survey.awk";
import sysctls from "../../templates/engine/sysctls.awk";
import user from "../../templates/engine/user.awk";

const shell = [mainSh, converge, apply, rulesSh, bridgesSh, namesSh, dryrun];
const awk = [
  plan,
  advertised,
  observed,
  survey,
  preflight,
  namespaces,
  links,
  bridgesAwk,
  addresses,
  proxies,
  sysctls,
  rulesAwk,
  user,
  inside,
  ports,
  namesAwk,
  files,
  compare,
  mainAwk,
];

/**
 * The engine: the fixed tail of every script. Its awk program travels in a here-document, and the call of
 * `main` is the last line, so that a truncated copy does nothing.
 */
export const engine = `${shell.join("\n")}
# The awk program, one for survey and compare.
awk_program() {
    cat <<'AWK'
${awk.join("\n")}AWK
}

main "$@"
`;
