import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { compile } from "../src/compile.ts";
import { printText } from "../src/diagnostics/print.ts";

/** What the README shows is what netgen gives. */
const root = join(import.meta.dirname, "..");
const readme = readFileSync(join(root, "README.md"), "utf8");

const blocks = (language: string): string[] =>
  [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, "gm"))].map(
    ([, text]) => text ?? "",
  );

describe("README", () => {
  const [plan = ""] = blocks("yaml");

  test("the plan of the first screen gives the lines that follow it", () => {
    const { script = "", diagnostics } = compile(plan, { file: "plan.yaml" });
    expect(diagnostics).toEqual([]);
    const excerpts = blocks("sh").filter((text) => /^(# | {4}chain )/.test(text));
    expect(excerpts).toHaveLength(3);
    for (const excerpt of excerpts) {
      expect(script).toContain(excerpt);
    }
  });

  test("the plan fits on ten lines", () => {
    expect(plan.trimEnd().split("\n")).toHaveLength(10);
  });

  test("the diagnostic is one that netgen prints", () => {
    const wrong = [
      "netgen: 1",
      "name: shop",
      "networks:",
      "  front: {ipv4: 172.17.42.1/16}",
      "containers:",
      "  web:",
      "    networks:",
      "      front:",
      "        ipv4_address: 172.18.0.9",
      "",
    ].join("\n");
    const { diagnostics, text } = compile(wrong, { file: "plan.yaml" });
    expect(readme).toContain(printText([{ file: "plan.yaml", text, diagnostics }], false));
  });

  test("its links lead somewhere", () => {
    const links = [...readme.matchAll(/\]\(([^)]+)\)/g)].map(([, target]) => target ?? "");
    expect(links.length).toBeGreaterThan(15);
    expect(links.filter((target) => !existsSync(join(root, target)))).toEqual([]);
  });
});
