import { readdirSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import helpers from "../templates/helpers.json" with { type: "json" };

/**
 * Who may import whom, as a literal table: downwards only. A folder may import itself; `compile` and `main` are
 * files. Backends never see the plan, and what a stage knows is all that it is given.
 */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  net: [],
  diagnostics: [],
  source: ["diagnostics"],
  ir: ["net"],
  plan: ["diagnostics", "source"],
  lock: ["net", "diagnostics", "source"],
  topology: ["net", "diagnostics", "plan", "lock"],
  facts: ["net", "diagnostics", "topology"],
  check: ["net", "diagnostics", "topology", "facts"],
  lower: ["net", "diagnostics", "topology", "facts", "ir"],
  render: ["ir", "templates"],
  backends: ["net", "ir", "render", "templates"],
  pipeline: [
    "diagnostics",
    "ir",
    "source",
    "plan",
    "lock",
    "topology",
    "facts",
    "check",
    "lower",
    "backends",
  ],
  compile: ["pipeline", "diagnostics", "source", "plan", "lock", "topology", "facts", "backends"],
  json: ["net"],
  index: ["compile", "json", "pipeline", "diagnostics", "ir"],
  cli: [
    "net",
    "diagnostics",
    "source",
    "ir",
    "plan",
    "lock",
    "topology",
    "facts",
    "backends",
    "compile",
    "render",
  ],
  main: ["cli"],
};

/** The one folder that knows a library, or a part of Node that reaches out of the process. */
const onlyImporter: Readonly<Record<string, readonly string[]>> = {
  yaml: ["source"],
  zod: ["plan"],
  "ipaddr.js": ["net"],
  handlebars: ["render"],
  commander: ["cli"],
  "node:fs": ["cli"],
  "node:fs/promises": ["cli"],
  "node:path": ["cli"],
  "node:util": ["diagnostics"],
  "node:crypto": ["net", "compile"],
};

const root = join(import.meta.dirname, "..");

interface Source {
  /** `lower/nat.ts` */
  readonly file: string;
  /** `lower`, or the name of a file that lies at the top. */
  readonly part: string;
  readonly text: string;
  readonly imports: readonly string[];
}

function filesUnder(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .toSorted();
}

const partOf = (file: string) =>
  file
    .replace(/^src\//, "")
    .split("/")[0]
    ?.replace(/\.ts$/, "") ?? "";

const sources: readonly Source[] = filesUnder("src")
  .filter((file) => file.endsWith(".ts") && !file.startsWith("src/build/"))
  .map((file) => {
    const text = readFileSync(join(root, file), "utf8");
    const imports = [...text.matchAll(/(?:from |import |import\()"([^"]+)"/g)].map(
      ([, target = ""]) => target,
    );
    return { file, part: partOf(file), text, imports };
  });

describe("imports", () => {
  test("the table names every part of src, and src every part of the table", () => {
    expect([...new Set(sources.map(({ part }) => part))].toSorted()).toEqual(
      Object.keys(mayImport).toSorted(),
    );
  });

  test("lead downwards only", () => {
    const wrong = sources.flatMap(({ file, part, imports }) =>
      imports
        .filter((target) => target.startsWith("."))
        .map((target) => relative(root, join(root, dirname(file), target)))
        .map((target) => (target.startsWith("templates/") ? "templates" : partOf(target)))
        .filter((target) => target !== part && !mayImport[part]?.includes(target))
        .map((target) => `${file} imports ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  test("the table itself has no circle", () => {
    const order = Object.keys(mayImport);
    const upwards = order.flatMap((part, index) =>
      (mayImport[part] ?? [])
        .filter((target) => target !== "templates" && order.indexOf(target) >= index)
        .map((target) => `${part} imports ${target}`),
    );
    expect(upwards).toEqual([]);
  });

  test("each library, and what reaches out of the process, has one place", () => {
    const wrong = sources.flatMap(({ file, part, imports }) =>
      imports
        .filter((target) => !target.startsWith("."))
        .map((target) => (target.startsWith("handlebars/") ? "handlebars" : target))
        .filter((target) => !onlyImporter[target]?.includes(part))
        .map((target) => `${file} imports ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  test("modules of Node are called by their full name", () => {
    const bare = sources.flatMap(({ file, imports }) =>
      imports
        .filter((target) => builtinModules.includes(target))
        .map((target) => `${file} imports ${target}`),
    );
    expect(bare).toEqual([]);
  });

  test("nothing but main and cli touches the process", () => {
    const users = sources.filter(({ text }) => /\bprocess\.|\bconsole\./.test(text)).map(({ part }) => part);
    expect([...new Set(users)].toSorted()).toEqual(["cli", "main"]);
    const exits = sources.filter(({ text }) => /process\.exit/.test(text)).map(({ file }) => file);
    expect(exits).toEqual(["src/main.ts"]);
  });
});

describe("steps and templates", () => {
  const program = readFileSync(join(root, "src/ir/step.ts"), "utf8");
  const union = /export type Step =([^;]+);/.exec(program)?.[1] ?? "";
  const kinds = [...union.matchAll(/([A-Za-z]+)Step/g)].map(([, name = ""]) => name.toLowerCase());

  test("every kind of step has its template, and every template its kind", () => {
    expect(kinds.length).toBeGreaterThan(5);
    const templates = filesUnder("templates/steps").map((file) => file.replace(/^.*\/|\.hbs$|-/g, ""));
    expect(templates.toSorted()).toEqual(kinds.toSorted());
  });

  test("a template writes no value without the helper that quotes it", () => {
    const known = new RegExp(`^(?:(?:${helpers.join("|")}) |[#/]|else|!)`);
    const bare = filesUnder("templates")
      .filter((file) => file.endsWith(".hbs"))
      .flatMap((file) =>
        [...readFileSync(join(root, file), "utf8").matchAll(/(?<!\\)\{\{+~?([^}]*?)~?\}+\}/g)]
          .map(([, inside = ""]) => inside.trim())
          .filter((inside) => !known.test(inside))
          .map((inside) => `${file}: {{${inside}}}`),
      );
    expect(bare).toEqual([]);
  });

  test("the build's list of helpers is that of the code", () => {
    const text = readFileSync(join(root, "src/render/template.ts"), "utf8");
    const block = /const helpers = \{([^}]+)\}/.exec(text)?.[1] ?? "";
    const names = [...block.matchAll(/^ {2}([a-zA-Z]+)[:,]/gm)].map(([, name = ""]) => name);
    expect(names.toSorted()).toEqual(helpers.toSorted());
  });
});

describe("house rules", () => {
  const texts = ["src", "test", "templates"]
    .flatMap(filesUnder)
    .filter((file) => /\.(ts|mjs|hbs|sh|awk|bats|bash)$/.test(file) && file !== "test/architecture.test.ts")
    .map((file) => ({ file, text: readFileSync(join(root, file), "utf8") }));

  test("files stay short enough to read", () => {
    const long = texts
      .filter(({ file, text }) => file.startsWith("src/") && text.split("\n").length > 350)
      .map(({ file }) => file);
    expect(long).toEqual([]);
  });

  test.each([
    ["unfinished work", /\b(?:TODO|FIXME|XXX|HACK)\b/],
    [
      "a check that is switched off",
      /@ts-ignore|@ts-nocheck|@ts-expect-error|as any\b|# *shellcheck disable/,
    ],
    ["a test that does not run", /\b(?:test|it|describe)\.(?:skip|only|todo)\b/],
  ])("no file holds %s", (_, pattern) => {
    expect(texts.filter(({ text }) => pattern.test(text)).map(({ file }) => file)).toEqual([]);
  });
});
