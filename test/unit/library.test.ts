import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { compile, lockFileOf } from "../../src/index.ts";

const golden = (name: string) =>
  readFileSync(join(import.meta.dirname, `../../golden/${name}/plan.yaml`), "utf8");
const options = { file: "plan.yaml", name: "plan" };

/** What JSON makes of a value; what is undefined is left out. */
const throughJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

test("a host's result is JSON, with addresses as text", () => {
  const result = compile(golden("topology-ipv6"), options);
  if (!result.ok || result.kind !== "host") throw new Error("not one host");
  const back = throughJson(result) as typeof result;
  expect(back.script).toBe(result.script);
  expect(back.topology.networks).toEqual(throughJson(result.topology.networks));
  const [network] = result.topology.networks;
  expect(network?.ipv6?.subnet).toMatch(/^[0-9a-f:]+\/\d+$/);
  const [endpoint] = result.topology.containers.flatMap(({ endpoints }) => endpoints);
  expect(endpoint?.ipv6).toMatch(/^[0-9a-f:]+\/\d+$/);
  expect(result.topology.incomplete).toEqual([]);
});

test("a cluster's result is JSON, and so is each host's", () => {
  const result = compile(golden("cluster-switched"), options);
  if (!result.ok || result.kind !== "cluster") throw new Error("not a cluster");
  const back = throughJson(result) as typeof result;
  expect(back.cluster.members.map(({ name }) => name)).toEqual(result.hosts);
  expect(back.compileHost).toBeUndefined();
  const [first = ""] = result.hosts ?? [];
  const host = result.compileHost(first);
  expect((throughJson(host.topology) as typeof host.topology).name).toBe(host.topology.name);
  expect(host.script).toContain("# --- engine ---");
});

test("errors are a result without a topology", () => {
  const result = compile("netgen: 1\nname: t\nnetworks: {a: {ipv4: 10.0.0/24}}\n", options);
  expect(result.ok).toBe(false);
  expect(result.topology).toBeUndefined();
  expect(result.diagnostics.map(({ code }) => code)).toEqual(["NG0402"]);
  expect(lockFileOf("netgen: 2\n", options)).toBeUndefined();
});

test.each(["topology-two-networks", "cluster-switched"])("the lock file of %s is up to date", (name) => {
  const text = lockFileOf(golden(name), options);
  if (text === undefined) throw new Error("no lock file");
  const lock = { text, file: "plan.lock.yaml", frozen: true };
  expect(compile(golden(name), { ...options, lock }).ok).toBe(true);
});
