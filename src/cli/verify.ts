import { visible } from "../diagnostics/terminal.ts";
import { engine } from "../render/engine.ts";
import { ExitCode } from "./exit.ts";
import { FileProblem } from "./failure.ts";
import { say } from "./output.ts";
import { compilePlan, type ReportOptions, sayIfAny } from "./plan.ts";
import { readFile } from "./read-file.ts";

export interface VerifyOptions extends ReportOptions {
  readonly backend?: "nftables" | "iptables";
  readonly host?: string;
}

/** The line that the engine begins with. */
const engineMark = "# --- engine ---\n";

/**
 * `netgen verify SCRIPT [PLAN]`: whether the script's engine is that of this netgen, byte by byte, and, with a plan,
 * whether the plan renders to this very script.
 */
export async function verify(
  scriptPath: string,
  plan: string | undefined,
  options: VerifyOptions,
): Promise<number> {
  if (scriptPath === "-" && plan === "-") throw new FileProblem("standard input can be read only once");
  const script = await readScript(scriptPath);
  const start = `\n${script}`.indexOf(`\n${engineMark}`);
  if (start < 0) return differs(`${scriptPath} is no script of netgen: it has no line ${engineMark.trim()}`);
  const version = versionOf(script);
  if (version !== undefined && version !== NETGEN_VERSION)
    return differs(
      `${scriptPath} was made by netgen ${version}, and this is netgen ${NETGEN_VERSION}; verify it with that version`,
    );
  const found = difference(script.slice(start), bytesOf(engine), lineOf(script, start));
  if (found !== undefined) return differs(`the engine of ${scriptPath} was changed`, found);
  return plan === undefined ? ExitCode.fine : verifyPlan(scriptPath, script, plan, options);
}

/** Longest script that is read, in bytes; a host of 10,000 containers has about a tenth of it. */
const scriptLimit = 256 * 1024 * 1024;

async function readScript(path: string): Promise<string> {
  const bytes = await readFile(path, scriptLimit);
  if (bytes.byteLength > scriptLimit) throw new FileProblem(`${path} is too large for a script`);
  // Bytes as characters: two texts are the same only if their bytes are.
  return Buffer.from(bytes).toString("latin1");
}

const bytesOf = (text: string): string => Buffer.from(text, "utf8").toString("latin1");

async function verifyPlan(
  scriptPath: string,
  script: string,
  plan: string,
  options: VerifyOptions,
): Promise<number> {
  const compiled = await compilePlan(plan, { ...options, namesOnly: options.host === undefined });
  sayIfAny(compiled, options);
  const rendered = compiled.compilation.script;
  if (compiled.failed || rendered === undefined) return ExitCode.plan;
  const found = difference(script, bytesOf(rendered), 1);
  return found === undefined ? ExitCode.fine : differs(`${scriptPath} is not what ${plan} renders to`, found);
}

/** The version that a script says it was made by. */
const versionOf = (script: string): string | undefined =>
  /^netgen_version=["']?([^"'\n]*)["']?$/m.exec(script)?.[1];

const lineOf = (text: string, offset: number): number => text.slice(0, offset).split("\n").length;

interface Difference {
  readonly line: number;
  readonly found: string | undefined;
  readonly expected: string | undefined;
}

/** The first line in which two texts differ, counted from `first`. */
function difference(found: string, expected: string, first: number): Difference | undefined {
  if (found === expected) return undefined;
  const [left, right] = [found.split("\n"), expected.split("\n")];
  const index = left.findIndex((line, at) => line !== right[at]);
  const at = index < 0 ? left.length : index;
  return { line: first + at, found: left[at], expected: right[at] };
}

function differs(message: string, where?: Difference): number {
  const lines = where && [
    `  line ${where.line}:`,
    `  found:    ${shownLine(where.found)}`,
    `  expected: ${shownLine(where.expected)}`,
  ];
  say(`netgen: ${visible(message)}\n${lines ? `${lines.join("\n")}\n` : ""}`);
  return ExitCode.differs;
}

function shownLine(line: string | undefined): string {
  if (line === undefined) return "(the end of the file)";
  const text = Buffer.from(line, "latin1").toString("utf8");
  return visible(text.length > 200 ? `${text.slice(0, 200)}…` : text);
}
