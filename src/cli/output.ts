import { fstatSync, readFileSync, writeSync } from "node:fs";

/** Standard output is closed, full or broken: what was asked for did not arrive. */
export class OutputProblem extends Error {}

let checked = false;

/**
 * Data, for whoever reads standard output.
 *
 * @throws OutputProblem where it cannot be written; a reader that has gone (`| head`) is no problem
 */
export function print(text: string): void {
  if (!checked && closedAtStart()) throw new OutputProblem("standard output is closed");
  checked = true;
  try {
    write(1, text);
  } catch (error) {
    const { message } = error as Error;
    throw new OutputProblem(`cannot write to standard output: ${message}`);
  }
}

/** What is said to a person, on standard error. Where that cannot be written either, there is nobody to tell. */
export function say(text: string): void {
  try {
    write(2, text);
  } catch {
    // The exit code still says how it went.
  }
}

/** Many pieces of it, some at a time. */
export function sayAll(pieces: Iterable<string>): void {
  let waiting = "";
  for (const piece of pieces) {
    waiting += piece;
    if (waiting.length > 1 << 16) {
      say(waiting);
      waiting = "";
    }
  }
  say(waiting);
}

/** Writes all of it before it returns, so that no exit cuts it short. */
function write(descriptor: 1 | 2, text: string): void {
  const bytes = Buffer.from(text, "utf8");
  for (let offset = 0; offset < bytes.length; ) {
    try {
      offset += writeSync(descriptor, bytes, offset);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "EPIPE") return;
      if (code !== "EAGAIN") throw error;
      // A pipe that somebody set to non-blocking is full: let its reader go on.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}

/**
 * Whether standard output was closed when the process began. Node opens /dev/null, for reading and writing, in its
 * place (PlatformInit in node.cc), so that writing would succeed; a shell's `> /dev/null` opens it for writing only.
 */
function closedAtStart(): boolean {
  try {
    const output = fstatSync(1);
    if (!output.isCharacterDevice() || output.rdev !== nullDevice) return false;
    const flags = /^flags:\s*([0-7]+)$/m.exec(readFileSync("/proc/self/fdinfo/1", "latin1"))?.[1] ?? "1";
    return (Number.parseInt(flags, 8) & 3) === 2;
  } catch {
    return false;
  }
}

/** Device 1:3, /dev/null, as Linux counts it everywhere. */
const nullDevice = (1 << 8) | 3;
