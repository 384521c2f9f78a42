import { writeSync } from "node:fs";

/** Data, for whoever reads standard output. */
export function print(text: string): void {
  write(1, text);
}

/** What is said to a person. */
export function say(text: string): void {
  write(2, text);
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

/**
 * Writes all of it before it returns, so that no exit cuts it short. A reader that has gone (`| head`) is no error.
 */
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
