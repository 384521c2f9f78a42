import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { rules } from "../../src/check/check.ts";
import { clusterRules } from "../../src/check/cluster/check.ts";
import { understandHosts } from "../../src/pipeline/hosts.ts";
import { expand } from "../../src/plan/expand.ts";
import { isCluster } from "../../src/plan/expand-cluster.ts";
import { readPlan } from "../../src/plan/read.ts";
import { decode } from "../../src/source/decode.ts";
import type { Cluster } from "../../src/topology/cluster.ts";
import type { Topology } from "../../src/topology/topology.ts";
import { understand } from "../../src/topology/understand.ts";

const golden = join(import.meta.dirname, "../../golden");

/** What the rules are asked about in every golden case. */
function subjects(): { readonly topologies: readonly Topology[]; readonly clusters: readonly Cluster[] } {
  const topologies: Topology[] = [];
  const clusters: Cluster[] = [];
  for (const name of readdirSync(golden)) {
    const { plan } = readPlan(decode(readFileSync(join(golden, name, "plan.yaml"))).text);
    if (plan === undefined) continue;
    if (!isCluster(plan.value)) {
      const { value } = expand(plan.value, plan.keysOf, "plan");
      if (value !== undefined) topologies.push(understand(value).value);
      continue;
    }
    const asked = { plan: plan.value, keysOf: plan.keysOf, name: "plan", backend: undefined };
    const { cluster, hosts = [], topologyOf } = understandHosts({ ...asked, asked: "all" });
    if (cluster !== undefined) clusters.push(cluster);
    for (const host of hosts.slice(0, 5)) topologies.push(...[topologyOf(host)].flatMap((own) => own ?? []));
  }
  return { topologies, clusters };
}

const { topologies, clusters } = subjects();

describe.each([
  ["about one host", rules, topologies, "../../src/check"],
  ["about hosts together", clusterRules, clusters, "../../src/check/cluster"],
] as const)("the rules %s", (_, list, all, folder) => {
  test("are those of the folder's files, by their names", () => {
    const files = readdirSync(join(import.meta.dirname, folder)).filter((file) => file.endsWith(".ts"));
    const names = files.map((file) => file.replace(".ts", ""));
    const others = ["check", "rule", "reach"];
    expect(list.map(({ name }) => name).toSorted()).toEqual(
      names.filter((name) => !others.includes(name)).toSorted(),
    );
  });

  test.each(list.map((rule) => [rule.name, rule] as const))("%s gives its codes and no others", (_, rule) => {
    const given = new Set(
      (all as readonly never[]).flatMap((subject) => rule.check(subject)).map(({ code }) => code),
    );
    expect([...given].toSorted()).toEqual([...rule.codes].toSorted());
    expect(rule.about).toMatch(/^[A-Z`].*\.$/s);
  });
});
