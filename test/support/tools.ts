import { spawnSync } from "node:child_process";
import { devNull } from "node:os";

/** What a program printed, and how it ended. */
export interface Result {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

/** The shells that every script runs under. */
export const shells: readonly (readonly [string, ...string[]])[] = [["dash"], ["bash"], ["busybox", "sh"]];

/** Runs a program with its input; throws where there is no such program. */
export function run([program, ...args]: readonly [string, ...string[]], input = ""): Result {
  const { error, status, stdout, stderr } = spawnSync(program, args, {
    input,
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  if (error) {
    throw error;
  }
  return { status, out: stdout, err: stderr };
}

/**
 * Runs sh in a network of its own, that is gone afterwards; the machine's is not touched. Somebody who is not root is made
 * root of a namespace of theirs.
 *
 * @param script for `sh -c`
 * @param input of the script
 */
export function runInNewNetwork(script: string, input = ""): Result {
  const asRoot = process.getuid?.() === 0 ? [] : ["--map-root-user"];
  return run(
    ["unshare", "--net", ...asRoot, "env", `XTABLES_LOCKFILE=${devNull}`, "sh", "-c", script],
    input,
  );
}

/** What a program printed that ended well; throws what it said where it did not. */
export function outputOf({ status, out, err }: Result): string {
  if (status !== 0) {
    throw new Error(`status ${status}: ${err}${out}`);
  }
  return out;
}

/**
 * Runs sh in a network of its own after it has loaded the rules of a script with iptables-restore or ip6tables-restore.
 * There is the user's chain, which the engine makes where it is missing.
 */
export function runAfterRestore(tool: "iptables" | "ip6tables", rules: string, script: string): Result {
  return runInNewNetwork(`${tool} -N NETGEN-USER && ${tool}-restore --noflush && ${script}`, rules);
}
