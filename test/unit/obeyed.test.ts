import { describe, expect, test } from "vitest";
import { type Compilation, compile } from "../../src/compile.ts";
import { flow } from "../../src/plan/examples.ts";
import { jsonSchema } from "../../src/plan/json-schema.ts";

/**
 * A help that can be followed to the letter leads to a plan without an error at that place. Every key of the schema is
 * given wrong values that resemble right ones: its examples in another form.
 */

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly examples?: readonly unknown[];
}

type Path = readonly (string | number)[];

/** Every key of the schema with its examples; names of entries are those of the bases. */
function keysOf(schema: Schema, path: Path = []): readonly { path: Path; examples: readonly unknown[] }[] {
  const inner = Object.entries(schema.properties ?? {}).flatMap(([key, value]) => [
    { path: [...path, key], examples: value.examples ?? [] },
    ...keysOf(value, [...path, key]),
  ]);
  const named = typeof schema.additionalProperties === "object" ? schema.additionalProperties : {};
  const name = { networks: "front", containers: "web", hosts: "host1", ends: "web" }[String(path.at(-1))];
  return [
    ...inner,
    ...(name === undefined ? [] : keysOf(named, [...path, name])),
    ...(schema.items ? keysOf(schema.items, [...path, 0]) : []),
    ...(schema.anyOf ?? []).flatMap((form) => keysOf(form, path)),
  ];
}

const keys = keysOf(jsonSchema() as Schema).filter(({ path }) => path[0] !== "hosts");

/** A plan in which every example of a key is right. */
const base = {
  netgen: 1,
  host: { uplink: "eth0" },
  networks: { front: { ipv4: { subnet: "172.17.0.0/16" }, ipv6: { subnet: "2001:db8:1::/64" } }, back: {} },
  containers: {
    ...Object.fromEntries(["a", "b", "db"].map((name) => [name, { networks: ["front"] }])),
    web: { networks: { front: {}, back: {} } },
    cache: { networks: ["front"] },
  },
};

/** The base, with what the key at a path needs beside it. */
function baseFor(path: Path): Record<string | number, unknown> {
  const plan = structuredClone(base) as Record<string, unknown>;
  const needs: Record<string, unknown> = { mode: "nat", dev: "eth0", to: "10.8.0.0/16", target: 80 };
  const beside = { snat: ["mode"], routes: ["to", "dev"], ports: ["target"] } as Record<string, string[]>;
  const [above, list] = [path.slice(0, -1), path.at(-2) === 0 ? path.at(-3) : path.at(-1)];
  for (const key of beside[String(list)] ?? []) set(plan, [...above, key], needs[key]);
  // A short form is for a container with one network, and so is a container without `networks`.
  if (path.length === 3 && /_address$/.test(String(path[2])))
    set(plan, ["containers", "web", "networks"], ["front"]);
  if (path.length === 1) set(plan, ["networks"], { front: base.networks.front });
  if (path.length === 1) set(plan, ["containers", "web"], {});
  return plan;
}

/** Sets what is at a path, and makes the lists and mappings on the way. */
function set(plan: Record<string | number, unknown>, path: Path, value: unknown): void {
  let holder = plan;
  path.slice(0, -1).forEach((step, index) => {
    if (typeof holder[step] !== "object") holder[step] = typeof path[index + 1] === "number" ? [] : {};
    holder = holder[step] as typeof plan;
  });
  holder[path.at(-1) ?? ""] = value;
}

/** The plan's text with a raw value at a path. */
function planWith(path: Path, raw: string): string {
  const plan = baseFor(path);
  set(plan, path, "RAW");
  return `${Object.entries(plan)
    .map(([key, value]) => `${key}: ${flow(value)}`)
    .join("\n")
    .replace(/\bRAW\b/, () => raw)}\n`;
}

/** Wrong values that resemble an example. */
function wrongForms(example: unknown): readonly string[] {
  if (Array.isArray(example)) return [...example.slice(0, 1).map(flow), "7", "true", `{a: ${flow(example)}}`];
  if (typeof example === "object" && example !== null)
    return [flow([example]), flow(Object.keys(example)), "yes", "7"];
  if (typeof example === "number") return [JSON.stringify(String(example)), flow([example]), "7.5", "true"];
  if (typeof example === "boolean") return [JSON.stringify(String(example)), "yes", "off", "1"];
  return [flow([example]), "true", "10", "1.0", "{}", ""];
}

const compiled = (text: string): Compilation => compile(text, { file: "plan.yaml", name: "plan" });

/** The text with what a help says in place of what it is about; undefined where it cannot be followed blindly. */
function obeyed(text: string, { range, help = "" }: Compilation["diagnostics"][number]): string | undefined {
  const to =
    /^write (?:a list|a mapping): (.+)$/.exec(help)?.[1] ??
    /^write (true|false|[0-9]+)(?:, without quotes)?$/.exec(help)?.[1] ??
    /^put it in quotes: (.+)$/.exec(help)?.[1] ??
    /^did you mean `(.+?)`\?/.exec(help)?.[1] ??
    /^for example: (?:\w+: )?(.+)$/.exec(help)?.[1];
  if (to === undefined) return undefined;
  const lines = text.split("\n");
  const line = lines[range.start.line - 1] ?? "";
  const end = range.end.line > range.start.line ? line.length : range.end.column - 1;
  const found = line.slice(range.start.column - 1, end);
  const key = /^for example: (\w+): /.exec(help)?.[1];
  const before = line.slice(0, range.start.column - 1);
  // An empty value is pointed at by its key.
  const isKey = key !== undefined && found === key;
  if (key !== undefined && !isKey && !before.endsWith(`${key}: `)) return undefined;
  lines[range.start.line - 1] = isKey
    ? `${before}${key}: ${to}${line.slice(end).replace(/^: ?/, "")}`
    : `${before}${to}${line.slice(end)}`;
  return lines.join("\n");
}

describe("a help that is obeyed is accepted", () => {
  const cases = keys.flatMap(({ path, examples }) => {
    const values = examples.length === 0 ? [true] : examples;
    const raws = new Set(values.flatMap(wrongForms));
    return [...raws].map((raw): [string, Path, string] => [`${path.join(".")}: ${raw}`, path, raw]);
  });

  test("there are many keys, and many of their helps can be followed", () => {
    const followed = cases.filter(([, path, raw]) => {
      const text = planWith(path, raw);
      return compiled(text).diagnostics.some((found) => obeyed(text, found) !== undefined);
    });
    expect(keys.length).toBeGreaterThan(80);
    expect(followed.length).toBeGreaterThan(150);
  });

  test.each(cases)("%s", (_, path, raw) => {
    const text = planWith(path, raw);
    for (const found of compiled(text).diagnostics) {
      const mended = obeyed(text, found);
      if (mended === undefined) continue;
      const { line, column } = found.range.start;
      const left = compiled(mended)
        .diagnostics.filter(({ severity, range }) => severity === "error" && range.start.line === line)
        .filter(({ range }) => range.start.column >= column)
        .map(({ code, message }) => `${code} ${message}`);
      const failed = left.map((problem) => `${mended.split("\n")[line - 1]} [${found.help}]: ${problem}`);
      expect(failed).toEqual([]);
    }
  });
});
