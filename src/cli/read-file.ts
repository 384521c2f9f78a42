import { open } from "node:fs/promises";
import { FileProblem, isFileError, reason } from "./failure.ts";

/**
 * A file's bytes, or standard input's for `-`; of a larger one as many as show that it is too large.
 *
 * @param limit in bytes
 */
export async function readFile(path: string, limit: number): Promise<Uint8Array> {
  if (path === "-") return readStdin(limit);
  try {
    await using file = await open(path, "r");
    const chunks: Uint8Array[] = [];
    for (let size = 0; size <= limit; ) {
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

async function readStdin(limit: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of process.stdin) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > limit) break;
  }
  return Buffer.concat(chunks);
}
