import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { compile } from "../src/compile.ts";
import { blocksOf, readPages, root } from "./support/pages.ts";

/** What only the README has to hold; docs.test.ts and docs-shown.test.ts look at all pages. */
describe("README", () => {
  const pages = readPages();
  const readme = { file: "README.md", text: readFileSync(join(root, "README.md"), "utf8") };
  const blocks = blocksOf(readme);

  test("it has at most 1,500 words", () => {
    expect(readme.text.split(/\s+/).filter((word) => /\w/.test(word)).length).toBeLessThanOrEqual(1500);
  });

  test("the first screen has a plan of at most ten lines, the command, and the script that it gives", () => {
    const [plan, command, ...script] = blocks;
    expect(plan?.language).toBe("yaml");
    expect(plan?.text.trimEnd().split("\n").length).toBeLessThanOrEqual(10);
    expect(command?.text).toMatch(/^netgen render plan\.yaml /);
    expect(script.slice(0, 3).map(({ shown }) => shown?.split(" ")[1])).toEqual(["above", "above", "above"]);
  });

  test("the picture shows interfaces and addresses of that plan", () => {
    const { script = "" } = compile(blocks[0]?.text ?? "", { file: "plan.yaml" });
    const picture = readFileSync(join(root, "docs/demo.svg"), "utf8");
    const shown =
      picture.match(/\b(?:\d+\.){3}\d+(?:\/\d+)?|\b\w+\.eth0\b|(?<=bridge |namespace )\w+(?=[,<])/g) ?? [];
    expect(shown.length).toBeGreaterThan(7);
    expect(shown.filter((word) => !script.includes(word))).toEqual([]);
  });

  test("the command that prints the plan part cuts where the engine begins", () => {
    const mark = /sed '\/\^(.+)\$?\/,\$d'/.exec(readme.text)?.[1]?.replace("$", "");
    const { script = "" } = compile("netgen: 1\nname: demo\n", { file: "plan.yaml" });
    const lines = script.split("\n");
    expect(lines.filter((line) => line === mark)).toHaveLength(1);
    expect(lines.indexOf(mark ?? "")).toBeGreaterThan(lines.indexOf("PLAN"));
  });

  test("it leads to every page of docs", () => {
    const links = [...readme.text.matchAll(/\]\((docs\/[^)#]+)/g)].map(([, target]) => target);
    const docs = pages.map(({ file }) => file).filter((file) => file.startsWith("docs/"));
    expect(docs.filter((file) => !links.includes(file))).toEqual([]);
  });
});
