import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { tables } from "../src/cli/show.ts";
import { clusterTables } from "../src/cli/show-cluster.ts";
import { clusterLockOf, compile, lockOf } from "../src/compile.ts";
import { type Code, codes } from "../src/diagnostics/codes.ts";
import { printText } from "../src/diagnostics/print.ts";
import { type Block, blocksOf, readPages, root } from "./support/pages.ts";

/**
 * A block under `<!-- shown: KIND PLAN … -->` holds what netgen gives for a plan: PLAN is a case of golden, or `above`
 * for the plan that stands above in the page. With GOLDEN_UPDATE=1 the pages are rewritten.
 */
type Producer = (plan: string, ...more: string[]) => string | undefined;

const compiled = (plan: string, host?: string) => compile(plan, { file: "plan.yaml", name: "plan", host });

const paragraphOf = (text: string | undefined, start: string): string | undefined =>
  text
    ?.split(/\n(?=\n)/)
    .find((part) => part.trimStart().startsWith(start))
    ?.replace(/^\n/, "")
    .concat("\n");

const producers: Readonly<Record<string, Producer>> = {
  /** The lines of the plan part under one heading. */
  group: (plan, origin, host) => {
    const text = compiled(plan, host)
      .script?.replace(/\nPLAN\n[\s\S]*/, "\n")
      .replace(/^[\s\S]*<<'PLAN'\n/, "");
    return paragraphOf(text?.trimEnd(), `# ${origin}: `);
  },
  /** One chain of the host's nftables rules. */
  chain: (plan, name) =>
    compiled(plan).script?.match(new RegExp(`^ {4}chain ${name} \\{\\n[^}]*?^ {4}\\}\\n`, "m"))?.[0],
  /** The comments that the script begins with. */
  header: (plan) => compiled(plan).script?.match(/^#!.*\n(?:#.*\n)+/)?.[0],
  show: (plan, host) => {
    const { topology, program, cluster, opened } = compiled(plan, host);
    return topology && program ? tables(topology, program) : cluster && clusterTables(cluster, opened);
  },
  /** All of them, or the first. */
  diagnostics: (plan, which) => {
    const { diagnostics, text } = compiled(plan);
    const some = which === "first" ? diagnostics.slice(0, 1) : diagnostics;
    return printText([{ file: "plan.yaml", text, diagnostics: some }], false);
  },
  lock: (plan) => {
    const { topology, hosts = [], choicesOfHost } = compiled(plan);
    if (choicesOfHost) return [...clusterLockOf(hosts, choicesOfHost, "plan.yaml")].join("");
    return topology && lockOf(topology, "plan.yaml");
  },
  bird: (plan, host = "") => compiled(plan).birdOf?.(host),
};

function produced(block: Block): string | undefined {
  const [kind = "", plan = "", ...more] = block.shown?.split(" ") ?? [];
  if (kind === "explain") {
    const { title, severity, explanation } = codes[plan as Code];
    return `${plan} (${severity}): ${title}\n\n${explanation.trim()}\n`;
  }
  const text =
    plan === "above" ? block.planAbove : readFileSync(join(root, "golden", plan, "plan.yaml"), "utf8");
  return producers[kind]?.(text ?? "", ...more);
}

const findShown = () =>
  readPages().flatMap((page) =>
    blocksOf(page)
      .filter((block) => block.shown !== undefined)
      .map((block) => ({ page, block, name: `${page.file}: ${block.shown}` })),
  );

if (process.env.GOLDEN_UPDATE === "1") {
  // From the end, so that the places of the blocks above stay right.
  for (const { page, block } of findShown().toReversed()) {
    const file = join(root, page.file);
    const text = readFileSync(file, "utf8");
    const end = block.start + block.text.length;
    writeFileSync(file, `${text.slice(0, block.start)}${produced(block) ?? block.text}${text.slice(end)}`);
  }
}

describe("what the pages quote of netgen's output is what it gives", () => {
  test.each(findShown())("$name", ({ block }) => {
    const text = produced(block) ?? "";
    expect(text).not.toBe("");
    expect(block.text).toBe(text);
  });
});
