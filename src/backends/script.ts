import script from "../../templates/script.hbs";
import type { Group, Program, SummarySection } from "../ir/program.ts";
import { engine } from "../render/engine.ts";
import { renderStep } from "../render/steps.ts";
import { template } from "../render/template.ts";
import { renderRules } from "./sections.ts";
import { viewOfStep } from "./steps.ts";

export { engine };

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
  /** SHA-256 of {@link engine}, likewise. */
  readonly engineHash: string;
}

interface ScriptView extends Omit<Provenance, "lock"> {
  /** None, or the one lock file. */
  readonly locks: readonly { readonly file: string; readonly hash: string }[];
  readonly name: string;
  /** Empty where the plan is of one host. */
  readonly host: string;
  readonly summary: readonly SummarySection[];
  readonly firewall: string;
  readonly uplink: string;
  readonly uplinkAuto: boolean;
  readonly bird: boolean;
  /** Some container has a name service of its own. */
  readonly hasNames: boolean;
  /** Some of it comes from the host's. */
  readonly readsResolvConf: boolean;
  readonly groups: readonly { readonly origin: string; readonly summary: string; readonly text: string }[];
  readonly hasRules: boolean;
  readonly isNft: boolean;
  readonly rules: string;
}

const renderHead = template<ScriptView>(script);

/** The whole script, POSIX sh: header, plan part, engine. */
export function render(program: Program, provenance: Provenance): string {
  return renderHead(viewOf(program, provenance)) + engine;
}

function viewOf(program: Program, { lock, ...provenance }: Provenance): ScriptView {
  const { name, host = "", summary, uplink, bird, firewall } = program;
  const rules = renderRules(firewall, name);
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
    hasRules: rules !== "",
    isNft: firewall.backend === "nftables",
    rules,
  };
}

const viewOfGroup = ({ origin, summary, steps }: Group, owner: string) => ({
  origin,
  summary,
  text: steps.map((step) => renderStep(viewOfStep(step, owner))).join(""),
});
