import { realpath } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { FileProblem } from "./failure.ts";
import { lockPathOf } from "./plan.ts";

/**
 * Refuses to write over a file that a command reads: the plan, or its lock file (which need not exist).
 *
 * @throws FileProblem where one of the outputs is one of these, under whatever name
 */
export async function keepInputs(plan: string, outputs: readonly string[]): Promise<void> {
  if (plan === "-") return;
  const [planFile, lockFile] = [await placeOf(plan), await placeOf(lockPathOf(plan))];
  for (const output of outputs) {
    const target = await placeOf(output);
    if (target === planFile) throw new FileProblem(`refusing to write over the plan: ${output}`);
    if (target === lockFile) throw new FileProblem(`refusing to write over the plan's lock file: ${output}`);
  }
}

/** A path without symbolic links; of a file that does not exist, its folder's. */
async function placeOf(path: string): Promise<string> {
  const folder = () => realpath(dirname(path)).catch(() => resolve(dirname(path)));
  return await realpath(path).catch(async () => join(await folder(), basename(path)));
}
