import { stat } from "node:fs/promises";
import { basename, join, parse } from "node:path";
import { type Bytes, type Compilation, compile, version } from "../compile.ts";
import { type Format, reportPieces } from "../diagnostics/formats.ts";
import { didYouMean } from "../diagnostics/nearest.ts";
import type { Report } from "../diagnostics/print.ts";
import { sizeLimit } from "../source/decode.ts";
import type { Firewall } from "../topology/topology.ts";
import { FileProblem, isFileError, reason } from "./failure.ts";
import { openBytes } from "./file-bytes.ts";
import { say, sayAll } from "./output.ts";
import { readFile } from "./read-file.ts";

/** Options of every command that reads plans. */
export interface ReportOptions {
  readonly format: Format;
  readonly color: boolean;
}

/** A plan as it was compiled. */
export interface CompiledPlan {
  readonly compilation: Compilation;
  /** Of the plan, and of its lock file where there is one. */
  readonly reports: readonly Report[];
  readonly failed: boolean;
  /** True: nothing is wrong but that the lock file is stale, or missing, where it was to be up to date. */
  readonly stale: boolean;
  /** The lock file's bytes, of a large one as they are asked for; undefined where there is none. */
  readonly lock: Uint8Array | Bytes | undefined;
}

/** What the command line asks of a plan. */
export interface CompilePlanOptions {
  readonly backend?: Firewall | undefined;
  readonly frozen?: boolean | undefined;
  readonly host?: string | undefined;
  readonly namesOnly?: boolean | undefined;
  /** What else to do than to name a host, for the message that one is needed. */
  readonly orElse?: string | undefined;
}

/** Reads and compiles one plan, with the lock file beside it where there is one. */
export async function compilePlan(
  path: string,
  { backend, frozen, host, namesOnly, orElse = "" }: CompilePlanOptions = {},
): Promise<CompiledPlan> {
  const stdin = path === "-";
  if (stdin && frozen) throw new FileProblem("a plan from standard input has no lock file");
  const bytes = await readFile(path, sizeLimit);
  const lockPath = lockPathOf(path);
  const lock = stdin ? undefined : await readLockFile(lockPath);
  const compilation = compile(bytes, {
    file: stdin ? "-" : basename(path),
    name: stdin ? undefined : parse(path).name,
    backend,
    host,
    namesOnly,
    lock: lock && { text: lock, file: basename(lockPath), frozen },
  });
  const reports = [
    { file: stdin ? "<stdin>" : path, text: compilation.text, diagnostics: compilation.diagnostics },
    ...(compilation.lock ? [{ file: lockPath, ...compilation.lock }] : []),
  ];
  const errors = reports.flatMap(({ diagnostics }) =>
    diagnostics.filter(({ severity }) => severity === "error"),
  );
  chooseHost(path, host, namesOnly === true && orElse, compilation, errors.length > 0);
  const missing = frozen === true && lock === undefined;
  return {
    compilation,
    reports,
    failed: errors.length > 0 || missing,
    stale: errors.every(({ code }) => staleCodes.has(code)) && (errors.length > 0 || missing),
    lock,
  };
}

/** Refuses a command line that does not say which host of a cluster is meant, or names one that there is not. */
function chooseHost(
  path: string,
  host: string | undefined,
  needed: false | string,
  { hosts, topology }: Compilation,
  failed: boolean,
): void {
  if (hosts === undefined) {
    if (host !== undefined && (topology !== undefined || !failed))
      throw new FileProblem(`${path} is a plan of one host: leave --host out`);
    return;
  }
  if (host !== undefined && !hosts.includes(host)) {
    const meant = didYouMean(host, hosts);
    throw new FileProblem(`${path} has no host ${host}${meant ? `: ${meant} Its` : "; its"} ${list(hosts)}`);
  }
  if (host === undefined && needed !== false)
    throw new FileProblem(
      `${path} is a plan of ${hosts.length === 1 ? "a cluster" : `${hosts.length} hosts`}: choose one with --host HOST${needed}; its ${list(hosts)}`,
    );
}

/** So many hosts are listed when none, or none of them, is asked for. */
const listedHosts = 50;

function list(hosts: readonly string[]): string {
  const more = hosts.length > listedHosts ? ` and ${hosts.length - listedHosts} more` : "";
  return `hosts are ${hosts.slice(0, listedHosts).join(" ")}${more}`;
}

/** What there is to say about a lock file that is not up to date. */
export const staleCodes: ReadonlySet<string> = new Set(["NG0217", "NG0218", "NG0219"]);

/** `plan.lock.yaml` beside `plan.yaml`. */
export function lockPathOf(path: string): string {
  const { dir, name } = parse(path);
  return join(dir, `${name}.lock.yaml`);
}

async function readLockFile(path: string): Promise<Uint8Array | Bytes | undefined> {
  const found = await stat(path).catch((error: unknown) => {
    if (isFileError(error) && ["ENOENT", "ENOTDIR"].includes(error.code ?? "")) return undefined;
    if (isFileError(error)) throw new FileProblem(`cannot read ${path}: ${reason(error)}`);
    throw error;
  });
  if (found === undefined) return undefined;
  return found.isFile() && found.size > sizeLimit ? openBytes(path) : readFile(path, sizeLimit);
}

/** Says what there is to say about one plan; nothing at all, not even an empty list, where there is nothing. */
export function sayIfAny({ reports }: CompiledPlan, options: ReportOptions): void {
  if (reports.some(({ diagnostics }) => diagnostics.length > 0)) sayReports(reports, options);
}

/** Says what there is to say about plans, on standard error. */
export function sayReports(reports: readonly Report[], { format, color }: ReportOptions): void {
  const { NO_COLOR = "", TERM } = process.env;
  const colour = color && NO_COLOR === "" && TERM !== "dumb" && process.stderr.isTTY === true;
  sayAll(reportPieces(reports, format, colour, version));
  if (format === "text") say(whereToReadMore(reports));
}

/** The last line of a run with errors. */
function whereToReadMore(reports: readonly Report[]): string {
  const errors = reports.flatMap(({ diagnostics }) =>
    diagnostics.filter(({ severity }) => severity === "error"),
  );
  const [first] = errors;
  if (first === undefined) return "";
  const count =
    errors.length === 1 ? "1 error; for more about it" : `${errors.length} errors; for more about the first`;
  return `${count}: netgen explain ${first.code}\n`;
}
