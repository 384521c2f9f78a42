import { mkdir, open, realpath, rename, rm, stat, writeFile as writeDirectly } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { FileProblem, isFileError, reason } from "./failure.ts";

/**
 * Writes a file whole or not at all: through a temporary file beside it and a rename.
 *
 * @param text of a large file its pieces, made as they are written
 * @param wanted is asked when all is made; where the answer is no, the file stays as it was
 */
export async function writeFile(
  path: string,
  text: string | Iterable<string>,
  mode: number,
  wanted: () => boolean = () => true,
): Promise<void> {
  try {
    const existing = await stat(path).catch(() => undefined);
    if (existing?.isDirectory()) throw new FileProblem(`cannot write ${path}: it is a directory`);
    // A device or a pipe is written to; a rename would put a file in its place.
    if (existing !== undefined && !existing.isFile())
      return await writeDirectly(path, typeof text === "string" ? text : [...text].join(""));
    const target = existing === undefined ? path : await realpath(path);
    const temporary = join(dirname(target), `.${basename(target).slice(0, 200)}.${process.pid}`);
    try {
      const file = await open(temporary, "wx", mode);
      try {
        for (const piece of typeof text === "string" ? [text] : text) await file.appendFile(piece);
        if (wanted()) await file.sync();
      } finally {
        await file.close();
      }
      if (wanted()) await rename(temporary, target);
      else await rm(temporary);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  } catch (error) {
    if (isFileError(error)) throw new FileProblem(`cannot write ${path}: ${reason(error)}`);
    throw error;
  }
}

/** Makes a folder, and those above it, unless it is there. */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (error) {
    if (isFileError(error) && error.code === "EEXIST")
      throw new FileProblem(`cannot write into ${path}: it is not a directory`);
    if (isFileError(error)) throw new FileProblem(`cannot write into ${path}: ${reason(error)}`);
    throw error;
  }
}
