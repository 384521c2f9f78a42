import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { tables } from "../src/cli/show.ts";
import { clusterTables } from "../src/cli/show-cluster.ts";
import { type Compilation, clusterLockOf, compile, lockOf } from "../src/compile.ts";
import { codes } from "../src/diagnostics/codes.ts";
import { printText } from "../src/diagnostics/print.ts";

/**
 * golden/TOPIC-CASE/plan.yaml, with the plan.lock.yaml beside it where there is one, compiles to the files of golden/TOPIC-CASE/expect, no more and no fewer:
 * setup.sh, the script up to its engine, or diagnostics.txt, what there is to say; and of the files in `onRequest`
 * those that the case already has (an empty one asks for it). Of a cluster, each host has a folder of them, and
 * show.txt beside those is of all. `npm run golden:update` writes them anew.
 */
const golden = join(import.meta.dirname, "../golden");

const engineMark = "# --- engine ---\n";

/** Outputs that a case, or a host of it, has only if it holds the file. */
const onRequest: Readonly<Record<string, (plan: Input, host?: string) => string | undefined>> = {
  "setup.iptables.sh": (plan, host) => beforeEngine(compileAs(plan, host, "iptables").script),
  "engine.sh": (plan, host) => engine(compileAs(plan, host).script),
  "show.txt": (plan, host) => {
    const { topology, program, cluster, opened } = compileAs(plan, host);
    return topology && program ? tables(topology, program) : cluster && clusterTables(cluster, opened);
  },
  "program.json": (plan, host) => {
    const { program } = compileAs(plan, host);
    return program === undefined ? undefined : `${JSON.stringify(program, undefined, 2)}\n`;
  },
  "plan.lock.yaml": (plan) => {
    const { topology, hosts = [], choicesOfHost } = compileAs(plan);
    if (choicesOfHost) return [...clusterLockOf(hosts, choicesOfHost, "plan.yaml")].join("");
    return topology && lockOf(topology, "plan.yaml");
  },
};

/** What a case is made of. */
interface Input {
  readonly plan: Uint8Array;
  readonly lock: Uint8Array | undefined;
}

function compileAs({ plan, lock }: Input, host?: string, backend?: "iptables"): Compilation {
  return compile(plan, {
    file: "plan.yaml",
    name: "plan",
    host,
    backend,
    lock: lock && { text: lock, file: "plan.lock.yaml" },
  });
}

/** The engine's hash is left out: what stands in the header of all scripts is looked at once (test/unit/render.test.ts). */
function beforeEngine(script: string | undefined): string | undefined {
  return script
    ?.slice(0, engineStart(script))
    .replace(/^(# The engine is .*\n# )[0-9a-f]{64}\.$/m, "$1(its SHA-256).");
}

function engine(script: string | undefined): string | undefined {
  return script?.slice(engineStart(script));
}

function engineStart(script: string): number {
  const start = script.indexOf(engineMark);
  if (start < 0 || start !== script.lastIndexOf(engineMark))
    throw new Error(`not once in the script: ${engineMark}`);
  return start;
}

/** Every file that a case is to have. */
function outputs(plan: Input, present: readonly string[]): ReadonlyMap<string, string> {
  const { script, diagnostics, text, lock, hosts = [], compileHost, birdOf } = compileAs(plan);
  const reports = [
    { file: "plan.yaml", text, diagnostics },
    ...(lock ? [{ file: "plan.lock.yaml", ...lock }] : []),
  ];
  const said = printText(reports, false);
  const files: [string, string | undefined][] = [
    ["setup.sh", beforeEngine(script)],
    ["diagnostics.txt", said === "" ? undefined : said],
    ...Object.entries(onRequest)
      .filter(([name]) => present.includes(name))
      .map(([name, make]): [string, string | undefined] => [name, make(plan)]),
    ...(compileHost ? hosts : []).flatMap((host): [string, string | undefined][] => [
      [`${host}/setup.sh`, beforeEngine(compileHost?.(host).script)],
      [`${host}/bird.conf`, birdOf?.(host)],
      ...Object.entries(onRequest)
        .filter(([name]) => present.includes(`${host}/${name}`))
        .map(([name, make]): [string, string | undefined] => [`${host}/${name}`, make(plan, host)]),
    ]),
  ];
  return new Map(files.filter((file): file is [string, string] => file[1] !== undefined));
}

/** Files of a folder and of those in it, by their paths from there. */
const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .toSorted();

const cases = readdirSync(golden).toSorted();
const update = process.env.GOLDEN_UPDATE === "1";
if (update && process.env.CI)
  throw new Error("golden files are not rewritten under CI: look at the difference first");

describe("golden", () => {
  test.each(cases)("%s", (name) => {
    const folder = join(golden, name, "expect");
    const lockFile = join(golden, name, "plan.lock.yaml");
    const plan = {
      plan: readFileSync(join(golden, name, "plan.yaml")),
      lock: existsSync(lockFile) ? readFileSync(lockFile) : undefined,
    };
    const presentNow = () => (existsSync(folder) ? filesIn(folder) : []);
    const present = presentNow();
    const produced = outputs(plan, present);
    if (update) {
      mkdirSync(folder, { recursive: true });
      for (const file of present) if (!produced.has(file)) rmSync(join(folder, file));
      for (const [file, content] of produced) {
        mkdirSync(dirname(join(folder, file)), { recursive: true });
        writeFileSync(join(folder, file), content);
      }
    }
    expect([...produced.keys()].toSorted()).toEqual(presentNow());
    for (const [file, content] of produced) expect(content).toBe(readFileSync(join(folder, file), "utf8"));
  });

  test("every plan says in its first line what it shows", () => {
    const silent = cases.filter((name) => {
      const first = readFileSync(join(golden, name, "plan.yaml"), "latin1").replace(/^\xef\xbb\xbf|\0/g, "");
      return !/^# \S.{10,}/.test(first);
    });
    expect(silent).toEqual([]);
  });

  test("every code has a case", () => {
    const said = cases
      .map((name) => join(golden, name, "expect/diagnostics.txt"))
      .filter((file) => existsSync(file))
      .map((file) => readFileSync(file, "utf8"))
      .join("");
    expect(Object.keys(codes).filter((code) => !said.includes(`[${code}]: `))).toEqual([]);
  });
});
