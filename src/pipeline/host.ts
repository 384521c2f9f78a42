import { type Provenance, render } from "../backends/script.ts";
import { check } from "../check/check.ts";
import { lower } from "../lower/lower.ts";
import { expand } from "../plan/expand.ts";
import type { ValidPlan } from "../plan/read.ts";
import { staleness } from "../topology/stale.ts";
import type { Topology } from "../topology/topology.ts";
import { understand } from "../topology/understand.ts";
import type { OpenLock } from "./lock.ts";
import type { CompileOptions } from "./options.ts";
import { type Resolved, upToDate } from "./resolved.ts";
import type { CompiledHost } from "./result.ts";

/** Resolves and checks a plan of one host. */
export function resolveHost(
  { value: plan, keysOf }: ValidPlan,
  { name, backend }: CompileOptions,
  lock: OpenLock | undefined,
): Resolved {
  const expanded = expand(plan, keysOf, name);
  const { host } = expanded.value ?? {};
  const understood =
    expanded.value &&
    understand(
      { ...expanded.value, host: { ...host, ...(backend === undefined ? {} : { firewall: backend }) } },
      lock?.choices,
    );
  const topology = (): Topology => {
    if (understood === undefined) throw new Error("a plan without errors has a topology");
    return understood.value;
  };
  return {
    diagnostics: [
      ...expanded.diagnostics,
      ...(understood ? [...understood.diagnostics, ...check(understood.value)] : []),
    ],
    hosts: undefined,
    staleness: () => (lock?.choices ? staleness(topology(), lock.choices) : upToDate),
    compile: (provenance) => ({ ok: true, kind: "host", ...compileTopology(topology(), provenance()) }),
  };
}

/** Lowers a topology without errors, and renders its script. */
export function compileTopology(topology: Topology, provenance: Provenance): CompiledHost {
  const program = lower(topology);
  return { topology, program, script: render(program, provenance) };
}
