import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { type PlanKey, planSections } from "../src/build/plan-keys.ts";
import { blocksOf, root } from "./support/pages.ts";

/** docs/language.md has every key of the schema, with its default and an example, and no other key. */
const page = { file: "docs/language.md", text: readFileSync(join(root, "docs/language.md"), "utf8") };
const plans: readonly unknown[] = blocksOf(page).map(({ text }) => parse(text));

/** The rows of the table below a heading: cells by key. */
function rowsBelow(heading: string): ReadonlyMap<string, readonly string[]> {
  const [, below = ""] = page.text.split(`\n## ${heading}\n`);
  const [section = ""] = below.split(/^## /m);
  const rows = [...section.matchAll(/^\| `([^`]+)` \|(.*)\|$/gm)];
  return new Map(rows.map(([, key = "", cells = ""]) => [key, cells.split(" | ")]));
}

/** Values at a path of planSections in a plan: NAME and [] stand for all of a mapping or list. */
function valuesAt(value: unknown, steps: readonly string[]): readonly unknown[] {
  const [step, ...rest] = steps;
  if (step === undefined) return [value];
  if (typeof value !== "object" || value === null) return [];
  const next = step === "NAME" || step === "[]" ? Object.values(value) : [Reflect.get(value, step)];
  return next.flatMap((held) => valuesAt(held, rest));
}

const stepsOf = (path: string): readonly string[] =>
  path === "" ? [] : path.replaceAll("[]", ".[]").split(".");

const isUsed = (path: string, key: string): boolean =>
  plans.some((plan) =>
    valuesAt(plan, stepsOf(path)).some(
      (value) => typeof value === "object" && value !== null && Object.hasOwn(value, key),
    ),
  );

function wrongWith(path: string, key: PlanKey): string[] {
  const cells = rowsBelow(path || "Top level").get(key.name);
  if (cells === undefined) return ["has no row"];
  const stated = cells[1]?.trim() ?? "";
  const plain = typeof key.default === "string" || typeof key.default === "number";
  const byDefault = plain || typeof key.default === "boolean" ? `\`${key.default}\`` : undefined;
  return [
    ...(byDefault !== undefined && !stated.startsWith(byDefault) ? [`has the default ${byDefault}`] : []),
    ...(key.required && stated !== "required" ? ["is required"] : []),
    ...(isUsed(path, key.name) ? [] : ["is in no example"]),
  ];
}

describe("the page of the plan language", () => {
  const sections = planSections();

  test("has every key with its default, and an example that uses it", () => {
    const wrong = sections.flatMap(({ path, keys }) =>
      keys.flatMap((key) => wrongWith(path, key).map((what) => `${path}.${key.name} ${what}`)),
    );
    expect(wrong).toEqual([]);
  });

  test("has no key that the language has not", () => {
    const unknown = sections.flatMap(({ path, keys }) =>
      [...rowsBelow(path || "Top level").keys()]
        .filter((row) => !keys.some(({ name }) => name === row))
        .map((row) => `${path}.${row}`),
    );
    expect(unknown).toEqual([]);
  });
});
