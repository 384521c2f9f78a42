import { clusterLockOf, compile as compileInner, lockOf } from "./compile.ts";
import { type Json, toJson } from "./json.ts";
import type { CompileOptions } from "./pipeline/options.ts";
import type { Compilation } from "./pipeline/result.ts";

export { version } from "./compile.ts";
export type { Located, Position, Range } from "./diagnostics/located.ts";
export type { Group, Program, Rule, Ruleset } from "./ir/program.ts";
export type { Step } from "./ir/step.ts";
export type { Json } from "./json.ts";
export type { CompileOptions, LockOption } from "./pipeline/options.ts";

/**
 * What a plan compiles to, as JSON: addresses are text (`"10.0.0.1"`, `"10.0.0.0/24"`), maps are objects, sets are
 * lists. Functions, which give the hosts of a cluster one by one, give the same; JSON.stringify leaves them out.
 */
export type CompileResult = Json<Compilation>;

/**
 * Compiles a plan. Every problem of the plan, and of its lock file, is a diagnostic.
 *
 * @param plan the YAML text, or its bytes (UTF-8)
 * @returns `ok: false` with the diagnostics; or by `kind` one `host` (topology, program, script), a `cluster`
 *   (compileHost gives each), or only the `names` of a cluster's hosts. Warnings are among the diagnostics of either.
 * @throws only for a bug of netgen
 * @example
 * const result = compile("netgen: 1\nnetworks: {front: {}}\ncontainers: {web: {}}", { file: "plan.yaml", name: "plan" });
 * const networks = result.ok && result.kind === "host" ? result.topology.networks : [];
 * const subnets = networks.map(({ ipv4 }) => ipv4?.subnet); // ["172.17.0.0/16"]
 */
export const compile = (plan: string | Uint8Array, options: CompileOptions): CompileResult =>
  toJson(compileInner(plan, options));

/**
 * The lock file of a plan, which pins everything that the compiler picked; undefined where the plan has errors.
 *
 * @param plan the YAML text, or its bytes (UTF-8)
 * @throws only for a bug of netgen
 * @example
 * const text = lockFileOf(plan, { file: "plan.yaml" });
 * compile(plan, { file: "plan.yaml", lock: { text, file: "plan.lock.yaml", frozen: true } });
 */
export function lockFileOf(
  plan: string | Uint8Array,
  options: Omit<CompileOptions, "host" | "namesOnly">,
): string | undefined {
  const { hosts = [], choicesOfHost, topology } = compileInner(plan, options);
  if (choicesOfHost) return [...clusterLockOf(hosts, choicesOfHost, options.file)].join("");
  return topology && lockOf(topology, options.file);
}
