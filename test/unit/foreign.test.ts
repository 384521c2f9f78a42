import { describe, expect, test } from "vitest";
import { compile } from "../../src/compile.ts";
import { foreignKeys, type Holder } from "../../src/plan/foreign.ts";
import { keysAt } from "../../src/plan/forms.ts";

/** A plan with a key in each of the mappings of the table. */
const plans: Readonly<Record<Holder, (key: string) => string>> = {
  plan: (key) => `netgen: 1\n${key}: {}\n`,
  host: (key) => `netgen: 1\nhost: {${key}: x}\n`,
  network: (key) => `netgen: 1\nnetworks: {front: {${key}: x}}\n`,
  family: (key) => `netgen: 1\nnetworks: {front: {ipv4: {${key}: x}}}\n`,
  container: (key) => `netgen: 1\nnetworks: {front: {}}\ncontainers: {web: {${key}: x}}\n`,
  attachment: (key) =>
    `netgen: 1\nnetworks: {front: {}}\ncontainers: {web: {networks: {front: {${key}: x}}}}\n`,
  route: (key) => `netgen: 1\nhost: {routes: [{to: 10.8.0.0/16, dev: eth0, ${key}: x}]}\n`,
  port: (key) => `netgen: 1\nnetworks: {front: {}}\ncontainers: {web: {ports: [{target: 80, ${key}: x}]}}\n`,
};

const errorsOf = (text: string) =>
  compile(text, { file: "plan.yaml", name: "plan" }).diagnostics.filter(
    ({ severity }) => severity === "error",
  );

/** Every key of the plan language, wherever it stands. */
const known = new Set(
  [
    [],
    ["host"],
    ["networks", "a"],
    ["networks", "a", "ipv4"],
    ["containers", "a"],
    ["containers", "a", "networks", "b"],
    ["host", "routes", 0],
    ["containers", "a", "ports", 0],
  ].flatMap((path) => keysAt(path)),
);

describe("keys of Compose, Docker and netplan", () => {
  test.each(foreignKeys)("%s: %s is answered by what a plan has instead", (holder, key) => {
    const [error, ...more] = errorsOf(plans[holder](key));
    expect(more).toEqual([]);
    expect(error).toMatchObject({ code: "NG0202", help: expect.not.stringContaining("possible here") });
    const named = [...(error?.help ?? "").matchAll(/`([a-z0-9_]+)(?::[^`]*)?`/g)].map(
      ([, name = ""]) => name,
    );
    expect(named.filter((name) => name !== key && !known.has(name))).toEqual([]);
    expect(named.length > 0 || /leave (?:the key|it) out|a plan is one file/.test(error?.help ?? "")).toBe(
      true,
    );
  });

  test("extension fields are answered, too", () => {
    expect(errorsOf("netgen: 1\nx-common: {}\n")[0]?.help).toMatch(/no extension fields/);
  });

  test("a key that the language has is none of them", () => {
    const ours = foreignKeys.filter(([holder, key]) => errorsOf(plans[holder](key)).length === 0);
    expect(ours).toEqual([]);
  });
});
