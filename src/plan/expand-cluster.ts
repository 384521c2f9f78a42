import { at, type Diagnostic, type Outcome } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import { entries, expandNetworks, fullBudget, type KeysOf, nameFromFile } from "./expand.ts";
import type { ExpandedCluster, HostOutline } from "./expanded.ts";
import { fillIn, readRange } from "./range.ts";
import type { Plan, PlanHostEntry } from "./schema.ts";

/** More hosts than this are a mistake. */
const hostLimit = 20_000;

/** As many networks and containers in all hosts together: 4096 hosts of 16 networks with 50 containers each fit. */
const clusterLimit = 4_000_000;

/** Whether the plan is of a cluster, well formed or not. */
export const isCluster = ({ hosts, fabric }: Plan): boolean => hosts !== undefined || fabric !== undefined;

/** Writes the hosts of a cluster out, with their networks. Beside a missing name there is a value all the same. */
export function expandCluster(
  plan: Plan,
  keysOf: KeysOf,
  defaultName: string | undefined,
): Outcome<ExpandedCluster> {
  const unnamed: Diagnostic[] = [];
  const name = plan.name ?? nameFromFile(defaultName, unnamed);
  const mixed = mixedUp(plan, keysOf);
  if (mixed.length > 0) return { value: undefined, diagnostics: [...unnamed, ...mixed] };
  const diagnostics: Diagnostic[] = [];
  const written = entries(["hosts"], plan.hosts, keysOf, { left: hostLimit, values: Infinity }, diagnostics);
  const all = written.reduce((sum, { key }) => sum + sizeOf(plan.hosts?.[key] ?? {}), 0);
  if (all > clusterLimit) {
    const message = `the hosts have ${all} networks and containers together; a cluster may have ${clusterLimit}`;
    diagnostics.push(problem("NG0208", message, at(["hosts"], "key")));
  }
  if (diagnostics.length > 0) return { value: undefined, diagnostics: [...unnamed, ...diagnostics] };
  const alike = new Map<string, HostOutline["networks"]>();
  const hosts = written.map(({ key, ranged }): HostOutline => {
    const value = plan.hosts?.[key] ?? {};
    const place = { host: ranged.name, path: ["hosts", key], ranged };
    const networks = alike.get(key) ?? expandNetworks(value, place, keysOf, fullBudget(), diagnostics);
    if (!dependsOnHost(value.networks)) alike.set(key, networks);
    return {
      place,
      origin: `hosts.${ranged.name}`,
      value,
      addresses: fillIn(value.host?.addresses ?? [], ranged),
      networks,
    };
  });
  const found = [...unnamed, ...diagnostics];
  return diagnostics.length > 0
    ? { value: undefined, diagnostics: found }
    : { value: { name, fabric: plan.fabric, hosts }, diagnostics: found };
}

/** Whether the networks of a range of hosts may differ from one to the next. */
const dependsOnHost = (networks: PlanHostEntry["networks"]): boolean =>
  /\{[ni]\}/.test(JSON.stringify(networks ?? {}));

/** What belongs to one host stands under `hosts`, and a fabric has hosts. */
function mixedUp(plan: Plan, keysOf: KeysOf): Diagnostic[] {
  if (plan.hosts === undefined || Object.keys(plan.hosts).length === 0) {
    const message = "the cluster has no hosts";
    const help = "name them under `hosts`; a plan of one host has neither `hosts` nor `fabric`";
    const where = at([plan.hosts === undefined ? "fabric" : "hosts"], "key");
    return [problem("NG0801", message, where, { help })];
  }
  const related = [{ where: at(["hosts"], "key"), message: "the plan is of a cluster: `hosts` is here" }];
  return keysOf([])
    .filter((key) => ["host", "networks", "containers", "point_to_point"].includes(key))
    .map((key) => {
      const message = `\`${key}\` beside \`hosts\` belongs to no host`;
      const help = "put it into an entry of `hosts`";
      return problem("NG0801", message, at([key], "key"), { related, help });
    });
}

/** Networks and containers of a host, without writing them out. */
function sizeOf({ networks, containers }: PlanHostEntry): number {
  return [...Object.keys(networks ?? {}), ...Object.keys(containers ?? {})].reduce((sum, key) => {
    const range = readRange(key);
    return sum + (range.kind === "names" ? range.count : 0);
  }, 0);
}
