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
  /** What is loaded, each section with its tool. */
  readonly sections: readonly RulesSection[];
  /** From `# --- engine ---` to the end. */
  readonly engine: string;
}

/** Input for one run of a tool. */
export interface RulesSection {
  readonly tool: string;
  /** Empty: the host's. */
  readonly netns: string;
  readonly lines: readonly string[];
}

/** What a tool loads on the host, or in a namespace; empty where there is nothing for it. */
export const rulesFor = (script: string, tool: string, netns = ""): string =>
  partsOf(script)
    .sections.filter((section) => section.tool === tool && section.netns === netns)
    .map(({ lines }) => `${lines.join("\n")}\n`)
    .join("");

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
  const [, rules] = between(after, "RULES");
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
    sections: rules === "" ? [] : rules.split(/^(?=@ )/m).map(sectionOf),
    engine: engines.join(""),
  };
}

function sectionOf(text: string): RulesSection {
  const [heading = "", ...lines] = linesOf(text);
  const [, tool = "", netns = ""] = /^@ (nftables|iptables|ip6tables)(?: (\S+))?$/.exec(heading) ?? [];
  if (tool === "") {
    throw new Error(`not the heading of a section: ${heading}`);
  }
  return { tool, netns, lines };
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
