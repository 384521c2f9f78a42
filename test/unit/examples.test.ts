import { describe, expect, test } from "vitest";
import { compile } from "../../src/compile.ts";
import { type Code, codes } from "../../src/diagnostics/codes.ts";
import { type Example, exampleOf } from "../../src/diagnostics/examples.ts";

/** Codes that a plan gives, with those of its lock file. */
function codesOf({ plan, lock }: Example): readonly string[] {
  const compiled = compile(plan, {
    file: "plan.yaml",
    name: "plan",
    lock: lock === undefined ? undefined : { text: lock, file: "plan.lock.yaml" },
  });
  return [...compiled.diagnostics, ...(compiled.lock?.diagnostics ?? [])].map(({ code }) => code);
}

describe("examples of the catalogue", () => {
  test.each(Object.keys(codes) as Code[])("%s: the example gives it, and nothing else", (code) => {
    expect([...new Set(codesOf(exampleOf(code).example))]).toEqual([code]);
  });

  test.each(Object.keys(codes) as Code[])("%s: the mended plan gives no diagnostic", (code) => {
    const { example, mended } = exampleOf(code);
    expect(mended).not.toEqual(example);
    expect(codesOf(mended)).toEqual([]);
  });
});
