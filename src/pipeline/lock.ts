import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { locate } from "../diagnostics/located.ts";
import { bytesOf } from "../lock/bytes.ts";
import type { Choices } from "../lock/choices.ts";
import { readLock } from "../lock/read.ts";
import { type ClusterLock, readClusterLock } from "../lock/read-cluster.ts";
import type { CompileOptions, LockOption } from "./options.ts";
import type { LockReport } from "./result.ts";

/** A lock file that was given, whichever kind of plan it is of. */
export interface OpenLock {
  /** What a plan of one host has pinned; undefined for a cluster's, and where it cannot be relied upon. */
  readonly choices: Choices | undefined;
  /** A cluster's, read host by host. */
  readonly cluster: ClusterLock | undefined;
  /** What is wrong with the parts that were read so far. */
  readonly problems: () => readonly Diagnostic[];
  /** Diagnostics with their places in the file. */
  readonly report: (diagnostics: readonly Diagnostic[]) => LockReport;
}

/**
 * Opens the lock file, where there is one.
 *
 * @param kind of the plan; undefined where that cannot be told, so that the lock file itself has to say
 */
export function openLock(
  { lock, namesOnly }: CompileOptions,
  kind: "host" | "cluster" | undefined,
): OpenLock | undefined {
  if (lock === undefined || (kind === "cluster" && namesOnly)) return undefined;
  return (kind ?? kindOf(lock)) === "cluster" ? ofCluster(lock) : ofHost(lock);
}

/** A lock file says early on what it is of. */
function kindOf({ text }: LockOption): "host" | "cluster" {
  const beginning = Buffer.from(bytesOf(text).slice(0, 1000)).toString("latin1");
  return /^hosts:/m.test(beginning) ? "cluster" : "host";
}

function ofHost({ text }: LockOption): OpenLock {
  const read = readLock(text);
  return {
    choices: read.choices,
    cluster: undefined,
    problems: () => read.diagnostics,
    report: (diagnostics) => ({ text: read.text, diagnostics: locate(diagnostics, read.text, read.spanAt) }),
  };
}

function ofCluster({ text }: LockOption): OpenLock {
  const cluster = readClusterLock(text);
  return { choices: undefined, cluster, problems: cluster.problems, report: cluster.locate };
}
