import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { manPages } from "../src/build/man-pages.ts";
import { planSections } from "../src/build/plan-keys.ts";
import { commands } from "../src/cli/commands.ts";

const folder = join(import.meta.dirname, "../docs/man");

/** A page's words without roff's escapes. */
const plain = (page: string): string => (manPages[page] ?? "").replace(/\\f[BR]/g, "").replaceAll("\\-", "-");

describe("man pages", () => {
  test("docs/man holds what the help texts and the schema give (npm run man)", () => {
    const files = readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), "utf8")]);
    expect(Object.fromEntries(files)).toEqual(manPages);
  });

  test("netgen(1) has every command with each of its options", () => {
    const page = plain("netgen.1");
    const program = commands(() => undefined);
    const missing = program.commands.flatMap((command) => {
      const [, section = ""] = page.split(`.SS "netgen ${command.name()} `);
      const [own = ""] = section.split(/^\.S[HS]/m);
      return [
        ...(own === "" ? [command.name()] : []),
        ...command.options.filter(({ flags }) => !own.includes(flags)).map(({ flags }) => flags),
      ];
    });
    expect(missing).toEqual([]);
  });

  test("netgen-plan(5) has every key of the language under its mapping", () => {
    const page = plain("netgen-plan.5");
    const missing = planSections().flatMap(({ path, keys }) => {
      const [, section = ""] = page.split(`.SS "${path || "top level"}"\n`);
      const [own = ""] = section.split(/^\.S[HS]/m);
      return keys.filter(({ name }) => !own.includes(`.TP\n${name}\n`)).map(({ name }) => `${path}.${name}`);
    });
    expect(missing).toEqual([]);
  });

  test("no line is a macro by accident, and no markup is left", () => {
    const lines = Object.values(manPages).flatMap((page) => page.split("\n"));
    expect(
      lines.filter((line) => /`|^'|^\.(?!TH |SH |SS |PP$|TP$|B |br$|RS 4$|RE$|nf$|fi$)/.test(line)),
    ).toEqual([]);
  });
});
