import { createHash } from "node:crypto";
import { engine, type Provenance } from "./backends/script.ts";
import { dedupe } from "./diagnostics/dedupe.ts";
import { type Diagnostic, hasErrors } from "./diagnostics/diagnostic.ts";
import { locate } from "./diagnostics/located.ts";
import { type Bytes, bytesOf, piecesOf } from "./lock/bytes.ts";
import { clusterLockPieces, writeLock } from "./lock/write.ts";
import { withoutCascades } from "./pipeline/cascades.ts";
import { resolveCluster } from "./pipeline/cluster.ts";
import { resolveHost } from "./pipeline/host.ts";
import { openLock } from "./pipeline/lock.ts";
import type { CompileOptions } from "./pipeline/options.ts";
import { upToDate } from "./pipeline/resolved.ts";
import type { Compilation } from "./pipeline/result.ts";
import { isCluster } from "./plan/expand-cluster.ts";
import { readPlan } from "./plan/read.ts";
import { decode } from "./source/decode.ts";
import { choicesOf } from "./topology/choices.ts";
import type { Staleness } from "./topology/stale.ts";
import type { Topology } from "./topology/topology.ts";

export type { ExposedContainers } from "./facts/exposed-containers.ts";
export type { Bytes } from "./lock/bytes.ts";
export type { Choices } from "./lock/choices.ts";
export type { CompileOptions } from "./pipeline/options.ts";
export type { Compilation, CompiledHost } from "./pipeline/result.ts";
export type { Cluster, ClusterRoute, Fabric, Member } from "./topology/cluster.ts";

/** Version of netgen, as it stands in the header of a script. */
export const version: string = NETGEN_VERSION;

/**
 * Compiles a plan: text → plan → topology → program → script, for one host or for many. Every problem of the plan, and
 * of its lock file, is a diagnostic.
 *
 * @param plan the YAML text, or its bytes (UTF-8)
 * @throws only for a bug of netgen
 */
export function compile(plan: string | Uint8Array, options: CompileOptions): Compilation {
  const decoded = decode(plan);
  const parsed = decoded.value === undefined ? undefined : readPlan(decoded.text);
  const valid = parsed?.plan;
  const kind = valid && (isCluster(valid.value) ? "cluster" : "host");
  const lock = openLock(options, kind);
  const resolve = kind === "cluster" ? resolveCluster : resolveHost;
  const resolved = valid && resolve(valid, options, lock);

  const inPlan = [
    ...(parsed?.diagnostics ?? decoded.diagnostics),
    ...withoutCascades(valid?.doubtful ?? [], dedupe(resolved?.diagnostics ?? [])),
  ];
  const inLock = lock?.problems() ?? [];
  const isSound = resolved !== undefined && !hasErrors([...inPlan, ...inLock]);
  const stale = withFrozenSeverity(isSound ? resolved.staleness() : upToDate, options);
  const said = [...inPlan, ...stale.plan];

  const report = {
    text: parsed?.shown ?? decoded.text,
    diagnostics: locate(said, decoded.text, parsed?.spanAt),
    ...(lock && { lock: lock.report([...inLock, ...stale.lock]) }),
    ...(resolved?.hosts && { hosts: resolved.hosts }),
  };
  return isSound && !hasErrors([...said, ...stale.lock])
    ? { ...report, ...resolved.compile(provenanceOf(plan, options)) }
    : { ...report, ok: false };
}

/** What makes a lock file stale is an error where it was to be up to date. */
function withFrozenSeverity({ plan, lock }: Staleness, options: CompileOptions): Staleness {
  const frozen = (found: Diagnostic): Diagnostic =>
    options.lock?.frozen ? { ...found, severity: "error" } : found;
  return { plan: plan.map(frozen), lock: lock.map(frozen) };
}

/** What a script says of its making; found out when the first is made. */
function provenanceOf(plan: string | Uint8Array, { file, lock }: CompileOptions): () => Provenance {
  let made: Provenance | undefined;
  return () => {
    made ??= {
      planFile: file,
      planHash: sha256(bytesOf(plan)),
      lock: lock && { file: lock.file, hash: sha256(bytesOf(lock.text)) },
      version,
      engineHash: sha256(bytesOf(engine)),
    };
    return made;
  };
}

function sha256(bytes: Bytes): string {
  const hash = createHash("sha256");
  for (const piece of piecesOf(bytes)) hash.update(piece);
  return hash.digest("hex");
}

/**
 * The lock file of a topology, which pins everything that was picked for it.
 *
 * @param planFile the plan's file name, for the comment above
 */
export const lockOf = (topology: Topology, planFile: string): string =>
  writeLock(choicesOf(topology), planFile);

/** The lock file of a cluster, piece by piece, as a large one is written; of {@link Compilation}'s hosts. */
export const clusterLockOf = clusterLockPieces;
