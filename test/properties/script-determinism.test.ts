import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bundleCommand } from "../../src/build/bundle.mjs";
import { type PlanDocument, textOf } from "../support/plan-document.ts";
import { validPlan } from "../support/plans.ts";
import { compilePlan } from "../support/script-parts.ts";
import { outputOf } from "../support/tools.ts";

const folder = mkdtempSync(join(tmpdir(), "netgen-"));
const bundle = join(folder, "netgen.cjs");
beforeAll(() => bundleCommand(bundle));
afterAll(() => rmSync(folder, { recursive: true }));

test("the same plan gives the same bytes, whatever was compiled before it", () => {
  fc.assert(
    fc.property(validPlan, validPlan, (plan, other) => {
      const first = compilePlan(plan);
      compilePlan(other);
      expect(compilePlan(plan)).toEqual(first);
    }),
    { numRuns: 40 },
  );
});

/** Surroundings that a program may be led by. */
const surroundings: readonly { readonly cwd: string; readonly env: Readonly<Record<string, string>> }[] = [
  { cwd: "/", env: { TZ: "Pacific/Kiritimati", LC_ALL: "tr_TR.UTF-8", COLUMNS: "20", FORCE_COLOR: "3" } },
  {
    cwd: folder,
    env: { TZ: "America/St_Johns", LANG: "C", HOME: "/nonexistent", NODE_ENV: "production", CI: "1" },
  },
];

test("the same plan gives the same bytes in another process, directory, time zone and locale", () => {
  mkdirSync(join(folder, "deep/er"), { recursive: true });
  fc.assert(
    fc.property(validPlan, fc.constantFrom("plan.yaml", "deep/er/plan.yaml"), (plan, name) => {
      const { script } = compilePlan(plan);
      const file = join(folder, name);
      writeFileSync(file, textOf(plan));
      for (const { cwd, env } of surroundings) {
        const { status, stdout, stderr } = spawnSync(process.execPath, [bundle, "render", file], {
          ...{ cwd, env: { PATH: process.env.PATH, ...env }, encoding: "utf8" },
        });
        expect(outputOf({ status, out: stdout, err: stderr })).toBe(script);
      }
    }),
    { numRuns: 5 },
  );
});

/** The plan with the keys of one mapping of each entry in another order; those of names and of `networks` stay. */
function shuffled(plan: PlanDocument, rank: (key: string) => number): PlanDocument {
  const walk = (value: unknown): unknown => {
    if (Array.isArray(value)) {
      return value.map(walk);
    }
    if (value instanceof Map) {
      return new Map([...value].map(([name, inner]) => [name, walk(inner)]));
    }
    if (typeof value !== "object" || value === null) {
      return value;
    }
    const pairs = Object.entries(value).map(
      ([key, inner]) => [key, key === "sysctls" ? inner : walk(inner)] as const,
    );
    return Object.fromEntries(pairs.toSorted(([a], [b]) => rank(a) - rank(b)));
  };
  const entries = (section: PlanDocument["networks"]) =>
    section.map(([name, value]) => [name, walk(value) as Readonly<Record<string, unknown>>] as const);
  return {
    host: walk(plan.host) as PlanDocument["host"],
    networks: entries(plan.networks),
    containers: entries(plan.containers),
    links: plan.links.map((link) => walk(link) as Readonly<Record<string, unknown>>),
  };
}

test("the order of keys inside of an entry changes nothing but the hash", () => {
  const withoutHash = (text: string) => text.replaceAll(/\b[0-9a-f]{64}\b/g, "HASH");
  fc.assert(
    fc.property(validPlan, fc.func(fc.nat()), (plan, rank) => {
      const other = shuffled(plan, rank);
      expect(withoutHash(compilePlan(other).script)).toBe(withoutHash(compilePlan(plan).script));
    }),
    { numRuns: 60 },
  );
});
