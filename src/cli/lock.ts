import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { lockOf } from "../compile.ts";
import { visible } from "../diagnostics/terminal.ts";
import { nothingPinned } from "../lock/choices.ts";
import { compareChoices, type Differences } from "../lock/compare.ts";
import { readLock } from "../lock/read.ts";
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
  const { topology, hosts } = compiled.compilation;
  if (hosts !== undefined)
    throw new FileProblem(`${plan} is of a cluster, of which this version keeps no lock file`);
  sayOthers(compiled, options);
  if (compiled.failed || topology === undefined) return ExitCode.plan;
  if (!(await stat(plan)).isFile())
    throw new FileProblem(`${plan} is not a file that a lock file could stand beside`);
  const text = lockOf(topology, basename(plan));
  const now = readLock(text).choices;
  if (now === undefined) throw new Error("the lock file that was to be written cannot be read");
  const before = compiled.lock && readLock(compiled.lock).choices;
  const differences = compareChoices(before ?? nothingPinned, now);
  const changes = describe(differences);
  if (before !== undefined && changes.length === 0) return ExitCode.fine;
  const path = lockPathOf(plan);
  await writeFile(path, text, 0o666);
  const shownChanges = changes.slice(0, changes.length > changeLimit ? changeLimit - 1 : changeLimit);
  const rest = changes.length - shownChanges.length;
  say(
    [
      `netgen: ${before === undefined ? "wrote" : "updated"} ${visible(path)}\n`,
      ...shownChanges.map((line) => `  ${visible(line)}\n`),
      ...(rest > 0 ? [`  and ${rest} more\n`] : []),
    ].join(""),
  );
  return ExitCode.fine;
}

/** Changes that are said one by one. */
const changeLimit = 40;

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
