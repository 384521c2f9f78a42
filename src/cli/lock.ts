import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { type Choices, clusterLockOf, lockOf } from "../compile.ts";
import { visible } from "../diagnostics/terminal.ts";
import { nothingPinned } from "../lock/choices.ts";
import { compareChoices, type Differences } from "../lock/compare.ts";
import { readLock } from "../lock/read.ts";
import { readClusterLock } from "../lock/read-cluster.ts";
import { ExitCode } from "./exit.ts";
import { FileProblem } from "./failure.ts";
import { say } from "./output.ts";
import {
  type CompiledPlan,
  compilePlan,
  lockPathOf,
  type ReportOptions,
  sayReports,
  staleCodes,
} from "./plan.ts";
import { writeFile } from "./write.ts";

/** `netgen lock PLAN`: writes the lock file if anything changes, and says what. */
export async function lock(plan: string, options: ReportOptions): Promise<number> {
  if (plan === "-")
    throw new FileProblem("a lock file stands beside its plan, and standard input has no place");
  const compiled = await compilePlan(plan);
  sayOthers(compiled, options);
  if (compiled.failed) return ExitCode.plan;
  if (!(await stat(plan)).isFile())
    throw new FileProblem(`${plan} is not a file that a lock file could stand beside`);
  const changes = changeList();
  const path = lockPathOf(plan);
  const wanted = () => compiled.lock === undefined || changes.count() > 0;
  await writeFile(path, piecesOf(compiled, basename(plan), changes.add), 0o666, wanted);
  if (!wanted()) return ExitCode.fine;
  say(
    [
      `netgen: ${compiled.lock === undefined ? "wrote" : "updated"} ${visible(path)}\n`,
      ...changes.lines().map((line) => `  ${visible(line)}\n`),
    ].join(""),
  );
  return ExitCode.fine;
}

type Note = (differences: Differences) => void;

/** The new lock file; the differences to the old one are noted while it is made. */
function piecesOf({ compilation, lock: old }: CompiledPlan, planFile: string, note: Note): Iterable<string> {
  const { topology, hosts = [], choicesOfHost } = compilation;
  if (choicesOfHost !== undefined) return clusterPieces(hosts, choicesOfHost, old, planFile, note);
  if (topology === undefined) throw new Error("a plan without errors has a topology");
  const text = lockOf(topology, planFile);
  const now = readLock(text).choices;
  if (now === undefined) throw new Error("the lock file that was to be written cannot be read");
  note(compareChoices((old && readLock(old).choices) ?? nothingPinned, now));
  return [text];
}

function clusterPieces(
  hosts: readonly string[],
  choicesOfHost: (host: string) => Choices,
  old: CompiledPlan["lock"],
  planFile: string,
  note: Note,
): Iterable<string> {
  const pinned = old && readClusterLock(old);
  const there = new Set(hosts);
  for (const host of pinned?.hosts ?? []) {
    const path = ["hosts", host];
    if (!there.has(host))
      note({ added: [], changed: [], gone: [{ about: path, path, depth: 2, value: "" }] });
  }
  const noted = (host: string): Choices => {
    const now = choicesOfHost(host);
    note(compareChoices(pinned?.choicesOf(host) ?? nothingPinned, now, ["hosts", host]));
    return now;
  };
  return clusterLockOf(hosts, noted, planFile);
}

/** Changes that are said one by one. */
const changeLimit = 40;

/** Lines for changes, as many as anybody reads, and how many more there are. */
function changeList() {
  const first: string[] = [];
  let count = 0;
  return {
    add: (differences: Differences) => {
      const lines = describe(differences);
      first.push(...lines.slice(0, changeLimit - first.length));
      count += lines.length;
    },
    count: () => count,
    lines: () =>
      count <= changeLimit
        ? first
        : [...first.slice(0, changeLimit - 1), `and ${count - changeLimit + 1} more`],
  };
}

/** That the lock file is stale is what the command is for; everything else is said. */
function sayOthers({ reports }: CompiledPlan, options: ReportOptions): void {
  const others = reports.map((report) => ({
    ...report,
    diagnostics: report.diagnostics.filter(({ code }) => !staleCodes.has(code)),
  }));
  if (others.some(({ diagnostics }) => diagnostics.length > 0)) sayReports(others, options);
}

/** A line for each entry that came or went, and for each choice that changed. */
function describe({ added, changed, gone }: Differences): string[] {
  return [
    ...gone.map(({ path, depth }) => `- ${path.slice(0, depth).join(".")}`),
    ...changed.map(({ before, now }) => `~ ${before.path.join(".")}: ${before.value} -> ${now.value}`),
    ...added.map(({ about, depth, value }) => {
      const name = about.slice(0, depth).join(".");
      return depth === about.length ? `+ ${name}: ${value}` : `+ ${name}`;
    }),
  ];
}
