import { compile } from "../../src/compile.ts";
import type { Firewall } from "../../src/topology/topology.ts";
import { type PlanDocument, textOf } from "./plan-document.ts";

/** A script, taken apart where a reader would. */
export interface ScriptParts {
  readonly script: string;
  /** Everything before the plan. */
  readonly header: readonly string[];
  /** Lines of the plan part, with blank lines and comments. */
  readonly plan: readonly string[];
  /** The plan part by the comment above each group: its origin, and its lines with that comment. */
  readonly groups: readonly { readonly origin: string; readonly lines: readonly string[] }[];
  /** Input for nft or iptables-restore: the host's. */
  readonly rules: readonly string[];
  /** The same for inside of namespaces. */
  readonly inside: readonly { readonly netns: string; readonly rules: readonly string[] }[];
  /** From `# --- engine ---` to the end. */
  readonly engine: string;
}

/** Compiles a plan that has no error; throws what is wrong with it otherwise. */
export function compilePlan(plan: PlanDocument | string, backend?: Firewall) {
  const text = typeof plan === "string" ? plan : textOf(plan);
  const { script, program, topology, diagnostics } = compile(text, {
    file: "plan.yaml",
    name: "plan",
    backend,
  });
  if (script === undefined || program === undefined || topology === undefined) {
    throw new Error(diagnostics.map(({ code, message }) => `${code} ${message}`).join("; "));
  }
  return { script, program, topology };
}

/** Takes a script apart; throws where a part is not there. */
export function partsOf(script: string): ScriptParts {
  const [head = "", ...engines] = script.split(/^(?=# --- engine ---$)/m);
  const [header, plan, after] = between(head, "PLAN");
  const [, allRules] = between(after, "RULES");
  const [rules = "", ...inside] = allRules.split(/\n?^\[(?=[^ ]+\]$)/m);
  if (engines.length !== 1) {
    throw new Error(`the engine is there ${engines.length} times`);
  }
  return {
    script,
    header: linesOf(header),
    plan: linesOf(plan),
    groups: plan
      .split(/\n\n/)
      .filter((text) => text !== "")
      .map((text) => ({ origin: /^# ([^\s:]+)/.exec(text)?.[1] ?? "", lines: linesOf(text) })),
    rules: linesOf(rules),
    inside: inside.map((text) => {
      const [heading = "", ...lines] = linesOf(text);
      return { netns: heading.slice(0, -1), rules: lines };
    }),
    engine: engines.join(""),
  };
}

const linesOf = (text: string): string[] => text.replace(/\n$/, "").split("\n");

/** What stands before, inside, and behind of a here-document. */
function between(text: string, mark: string): readonly [string, string, string] {
  const start = `cat <<'${mark}'\n`;
  const from = text.indexOf(start);
  const to = text.indexOf(`\n${mark}\n`, from + start.length - 1);
  if (from < 0 || to < 0) {
    throw new Error(`no here-document ${mark}`);
  }
  return [text.slice(0, from), text.slice(from + start.length, to + 1), text.slice(to + mark.length + 2)];
}
