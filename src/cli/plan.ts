import { open } from "node:fs/promises";
import { basename, parse } from "node:path";
import { type Compilation, compile, version } from "../compile.ts";
import { type Format, printReports } from "../diagnostics/formats.ts";
import type { Report } from "../diagnostics/print.ts";
import { sizeLimit } from "../source/decode.ts";
import type { Firewall } from "../topology/topology.ts";
import { FileProblem, isFileError, reason } from "./failure.ts";
import { say } from "./output.ts";

/** Options of every command that reads plans. */
export interface ReportOptions {
  readonly format: Format;
  readonly color: boolean;
}

/** Reads and compiles one plan. */
export async function compilePlan(
  path: string,
  backend?: Firewall,
): Promise<{ readonly compilation: Compilation; readonly report: Report; readonly failed: boolean }> {
  const stdin = path === "-";
  const bytes = await (stdin ? readStdin() : readFile(path));
  const file = stdin ? "<stdin>" : path;
  const options = { file: stdin ? "-" : basename(path), name: stdin ? undefined : parse(path).name, backend };
  const compilation = compile(bytes, options);
  const { text, diagnostics } = compilation;
  const failed = diagnostics.some(({ severity }) => severity === "error");
  return { compilation, report: { file, text, diagnostics }, failed };
}

/** Says what there is to say about plans, on standard error. */
export function sayReports(reports: readonly Report[], { format, color }: ReportOptions): void {
  const { NO_COLOR = "", TERM } = process.env;
  const colour = color && NO_COLOR === "" && TERM !== "dumb" && process.stderr.isTTY === true;
  say(printReports(reports, format, colour, version));
}

/** A file's bytes, or as many as show that it is too large. */
async function readFile(path: string): Promise<Uint8Array> {
  try {
    await using file = await open(path, "r");
    const chunks: Uint8Array[] = [];
    for (let size = 0; size <= sizeLimit; ) {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(1 << 20));
      if (bytesRead === 0) break;
      chunks.push(buffer.subarray(0, bytesRead));
      size += bytesRead;
    }
    return Buffer.concat(chunks);
  } catch (error) {
    if (isFileError(error)) throw new FileProblem(`cannot read ${path}: ${reason(error)}`);
    throw error;
  }
}

async function readStdin(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of process.stdin) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > sizeLimit) break;
  }
  return Buffer.concat(chunks);
}
