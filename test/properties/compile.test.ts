import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Compilation, type CompiledHost, compile } from "../../src/compile.ts";

const golden = join(import.meta.dirname, "../../golden");
const plans = readdirSync(golden)
  .map((name) => join(golden, name, "plan.yaml"))
  .filter((file) => existsSync(file))
  .map((file) => readFileSync(file, "latin1"));

/** Pieces of YAML and of the plan language, and what somebody with bad intentions would put between them. */
const piece = fc.oneof(
  fc.constantFrom(
    ..."netgen: 1|name: a|networks:|containers:|host:|  front: |  web: {networks: [front]}|    ipv4: 172.17.42.1/16".split(
      "|",
    ),
    ..."{|}|[|]|: |, |- |? |\n|\n  |\n    |\t|&a |*a|!t |<<: |---\n|...\n|%YAML 1.1\n|# |'|\"|\\|>\n|@|`".split(
      "|",
    ),
    ..."$(reboot)|; reboot|../..|-rf|{n}|{i}|[1:3]|[01:99999]|__proto__|constructor|~|null|true|1e999|0x1f|-0".split(
      "|",
    ),
    ...["|", "\r\n", "\0", "\ufeff", "\u202e", "\u001b[31m", "😀", "e\u0301", "\ud800"],
  ),
  fc.string({ unit: "binary", maxLength: 5 }),
);

/** A plan that somebody typed over: pieces cut out, doubled, or put in. */
const mutated = fc
  .tuple(
    fc.constantFrom(...plans),
    fc.array(fc.tuple(fc.nat(2000), fc.nat(20), piece), { minLength: 1, maxLength: 4 }),
  )
  .map(([plan, edits]) =>
    edits.reduce((text, [at, length, added]) => {
      const start = at % (text.length + 1);
      return text.slice(0, start) + added + text.slice(start + length);
    }, plan),
  );

function compiled(text: string): Compilation {
  return compile(text, { file: "plan.yaml", name: "plan" });
}

/** What is made of every host of a plan, be it the only one or one of a cluster. */
function everyHost({
  hosts = [],
  compileHost,
  script,
  program,
  topology,
}: Compilation): Partial<CompiledHost>[] {
  return compileHost ? hosts.map(compileHost) : [{ script, program, topology } as Partial<CompiledHost>];
}

/** BIRD's configurations of a cluster's hosts, if they are to have any. */
const birds = ({ hosts = [], birdOf }: Compilation): readonly string[] => (birdOf ? hosts.map(birdOf) : []);

/** A compilation with what its functions give in their place. */
const evaluated = (compilation: Compilation) => ({
  ...compilation,
  compileHost: everyHost(compilation),
  choicesOfHost: compilation.hosts?.map((host) => compilation.choicesOfHost?.(host)),
  birdOf: birds(compilation),
});

/** What holds of every compilation, whatever the text. */
function sound(text: string): boolean {
  const compilation = compiled(text);
  const { diagnostics } = compilation;
  const made = everyHost(compilation).flatMap(({ script, program, topology }) => [script, program, topology]);
  const failed = diagnostics.some(({ severity }) => severity === "error");
  const lines = text.split("\n").length;
  return (
    made.every((result) => (result === undefined) === failed) &&
    birds(compilation).every((configuration) => !failed && configuration.startsWith("# BIRD 2 ")) &&
    diagnostics.every(({ range: { start, end }, message }) => {
      const ordered = start.line < end.line || (start.line === end.line && start.column <= end.column);
      return ordered && start.line <= lines && start.column >= 1 && message !== "";
    })
  );
}

describe("any text gives a script or diagnostics with places in the text, never an exception", () => {
  test("plans that somebody typed over", () => {
    fc.assert(fc.property(mutated, sound), { numRuns: 2000 });
  }, 120_000);

  test("pieces of YAML", () => {
    const text = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(""));
    fc.assert(fc.property(text, sound), { numRuns: 2000 });
  }, 120_000);

  test("bytes", () => {
    const bytes = fc.uint8Array({ maxLength: 200 });
    fc.assert(
      fc.property(bytes, (input) => compile(input, { file: "plan.yaml", name: "plan" }).text !== undefined),
      { numRuns: 1000 },
    );
  });
});

test("compiling is deterministic", () => {
  for (const plan of plans) {
    const [one, other] = [compiled(plan), compiled(plan)];
    expect(evaluated(one)).toEqual(evaluated(other));
  }
});

test("text and bytes compile to the same script", () => {
  for (const plan of plans) {
    const text = Buffer.from(plan, "latin1").toString("utf8");
    if (Buffer.from(text, "utf8").toString("latin1") !== plan) continue;
    const bytes = compile(Buffer.from(plan, "latin1"), { file: "plan.yaml", name: "plan" });
    expect(compiled(text).script).toBe(bytes.script);
  }
});

test("a change of one entry changes the lines of that entry, and the hash", () => {
  const lines = (mtu: number) =>
    compiled(`netgen: 1
networks:
  front: {ipv4: 172.17.42.1/16}
  back: {ipv4: 172.18.42.1/16, mtu: ${mtu}}
containers:
  web: {networks: [front]}
  db: {networks: [back]}
`).script?.split("\n") ?? [];
  const before = lines(1400);
  const changed = lines(1300).filter((line, index) => line !== before[index]);
  expect(changed.length).toBeGreaterThan(3);
  expect(changed.filter((line) => !/1300|[0-9a-f]{64}/.test(line))).toEqual([]);
});
