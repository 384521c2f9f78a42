import inside from "../../templates/inside.hbs";
import script from "../../templates/script.hbs";
import type { Backend, FamilyRuleset, Firewall, Group, InsideRules, Program } from "../ir/program.ts";
import { engine } from "../render/engine.ts";
import { renderStep } from "../render/steps.ts";
import { template } from "../render/template.ts";
import { renderIptables, renderIptablesInside } from "./iptables.ts";
import { renderNftables, renderNftablesInside } from "./nftables.ts";
import { viewOfStep } from "./steps.ts";

/** What the script says of its making. */
export interface Provenance {
  /** The plan's file name, without its directory: the script is the same wherever the plan lies. */
  readonly planFile: string;
  /** SHA-256 of the plan's bytes, in hexadecimal. */
  readonly planHash: string;
  /** The lock file that was used, likewise. */
  readonly lock: { readonly file: string; readonly hash: string } | undefined;
  /** netgen's version. */
  readonly version: string;
}

interface ScriptView extends Omit<Provenance, "lock"> {
  /** None, or the one lock file. */
  readonly locks: readonly { readonly file: string; readonly hash: string }[];
  readonly name: string;
  /** Empty where the plan is of one host. */
  readonly host: string;
  readonly summary: readonly string[];
  readonly firewall: string;
  readonly uplink: string;
  readonly uplinkAuto: boolean;
  readonly bird: boolean;
  /** Some container has a name service of its own. */
  readonly hasNames: boolean;
  /** Some of it comes from the host's. */
  readonly readsResolvConf: boolean;
  readonly groups: readonly { readonly origin: string; readonly summary: string; readonly text: string }[];
  readonly rulesTool: string;
  /** Whether some of the rules are of namespaces. */
  readonly rulesInside: boolean;
  readonly rules: string;
}

interface BackendWords {
  readonly tool: string;
  readonly render: (rulesets: readonly FamilyRuleset[], owner: string) => string;
  readonly renderInside: (rules: InsideRules, owner: string) => string;
}

/** The backends: one line each. */
const backends: Readonly<Record<Backend, BackendWords>> = {
  nftables: { tool: "nft -f", render: renderNftables, renderInside: renderNftablesInside },
  iptables: {
    tool: "iptables-restore --noflush",
    render: renderIptables,
    renderInside: renderIptablesInside,
  },
};

const renderHead = template<ScriptView>(script);

/** What stands above the rules of a namespace; the engine finds them by it. */
const renderHeading = template<Pick<InsideRules, "netns" | "origin" | "summary">>(inside);

/** The whole script, POSIX sh: header, plan part, engine. */
export function render(program: Program, provenance: Provenance): string {
  return renderHead(viewOf(program, provenance)) + engine;
}

function viewOf(program: Program, { lock, ...provenance }: Provenance): ScriptView {
  const { name, host = "", summary, uplink, bird, firewall } = program;
  const steps = program.groups.flatMap((group) => group.steps);
  return {
    ...provenance,
    locks: lock === undefined ? [] : [lock],
    name,
    host,
    summary,
    firewall: firewall.backend,
    uplink: uplink.kind === "name" ? uplink.name : uplink.kind,
    uplinkAuto: uplink.kind === "auto",
    bird,
    hasNames: steps.some(({ kind }) => kind === "hostname"),
    readsResolvConf: steps.some((step) => step.kind === "resolver" && step.fromHost),
    groups: program.groups.map((group) => viewOfGroup(group, name)),
    ...rulesOf(firewall, name),
  };
}

const viewOfGroup = ({ origin, summary, steps }: Group, owner: string) => ({
  origin,
  summary,
  text: steps.map((step) => renderStep(viewOfStep(step, owner))).join(""),
});

function rulesOf(firewall: Firewall, owner: string) {
  if (firewall.backend === "none") {
    return { rulesTool: "no tool: host.firewall is none", rules: "", rulesInside: false };
  }
  const { tool, render, renderInside } = backends[firewall.backend];
  const ofNamespaces = firewall.inside.map((rules) => renderHeading(rules) + renderInside(rules, owner));
  return {
    rulesTool: tool,
    rules: [render(firewall.rulesets, owner), ...ofNamespaces].join(""),
    rulesInside: ofNamespaces.length > 0,
  };
}
