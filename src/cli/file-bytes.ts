import { fstatSync, openSync, readSync } from "node:fs";
import type { Bytes } from "../compile.ts";
import { FileProblem, isFileError, reason } from "./failure.ts";

/**
 * A regular file that is read as its bytes are asked for. What was opened stays the same when another file takes its
 * name; it is closed with the process.
 */
export function openBytes(path: string): Bytes {
  const trying = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      if (isFileError(error)) throw new FileProblem(`cannot read ${path}: ${reason(error)}`);
      throw error;
    }
  };
  const descriptor = trying(() => openSync(path, "r"));
  const length = trying(() => fstatSync(descriptor).size);
  return {
    length,
    slice: (start, end) => {
      const bytes = Buffer.alloc(Math.min(end, length) - start);
      for (let filled = 0; filled < bytes.length; ) {
        const count = trying(() =>
          readSync(descriptor, bytes, filled, bytes.length - filled, start + filled),
        );
        if (count === 0) throw new FileProblem(`cannot read ${path}: it became shorter meanwhile`);
        filled += count;
      }
      return bytes;
    },
  };
}
