import { createHash } from "node:crypto";
import { renderBird } from "./backends/bird.ts";
import { type Provenance, render } from "./backends/script.ts";
import { check } from "./check/check.ts";
import { understandHosts } from "./cluster.ts";
import { type Diagnostic, hasErrors, type Outcome } from "./diagnostics/diagnostic.ts";
import { type Located, locate } from "./diagnostics/located.ts";
import type { ExposedContainers } from "./facts/exposed-containers.ts";
import type { Program } from "./ir/program.ts";
import { type Bytes, bytesOf, piecesOf } from "./lock/bytes.ts";
import type { Choices } from "./lock/choices.ts";
import { type ReadLock, readLock } from "./lock/read.ts";
import { type ClusterLock, readClusterLock } from "./lock/read-cluster.ts";
import { clusterLockPieces, writeLock } from "./lock/write.ts";
import { lowerBird } from "./lower/bird.ts";
import { lower } from "./lower/lower.ts";
import { unrelatedTo } from "./plan/doubt.ts";
import { expand } from "./plan/expand.ts";
import { isCluster } from "./plan/expand-cluster.ts";
import { type Formal, readPlan, type ValidPlan } from "./plan/read.ts";
import { decode } from "./source/decode.ts";
import { choicesOf } from "./topology/choices.ts";
import type { Cluster, Member } from "./topology/cluster.ts";
import { type Staleness, staleness } from "./topology/stale.ts";
import {
  choicesOfHost,
  staleCollector,
  stalenessOfHost,
  stalenessOfOutline,
} from "./topology/stale-cluster.ts";
import type { Firewall, Topology } from "./topology/topology.ts";
import { understand } from "./topology/understand.ts";

export type { Severity } from "./diagnostics/diagnostic.ts";
export type { Located, Position, Range } from "./diagnostics/located.ts";
export type { ExposedContainers } from "./facts/exposed-containers.ts";
export type { Group, Program, Rule, Ruleset, Step } from "./ir/program.ts";
export type { Bytes } from "./lock/bytes.ts";
export type { Choices } from "./lock/choices.ts";
export type { Cluster, ClusterRoute, Fabric, Member } from "./topology/cluster.ts";
export type {
  Container,
  Endpoint,
  Firewall,
  Host,
  Netns,
  Network,
  Publish,
  Route,
  Topology,
} from "./topology/topology.ts";

/** Version of netgen, as it stands in the header of a script. */
export const version: string = NETGEN_VERSION;

export interface CompileOptions {
  /** The plan's file name, for the header of the script; the compiler opens no file. */
  readonly file: string;
  /** Name of a plan that has no `name` of its own: the file's stem, by custom. */
  readonly name?: string | undefined;
  /** In place of the plan's `host.firewall`. */
  readonly backend?: Firewall | undefined;
  /**
   * Of a cluster, the host that is compiled: of the others only what it has to know is looked at. Undefined: all of
   * them are checked, and {@link Compilation.compileHost} gives each. A plan of one host has no use for it.
   */
  readonly host?: string | undefined;
  /** True: of a cluster, only the names of its hosts are read. */
  readonly namesOnly?: boolean | undefined;
  /** The lock file beside the plan, where there is one: what it pins is picked again, as long as it fits. */
  readonly lock?: LockOption | undefined;
}

/** A lock file, as `netgen lock` and {@link lockOf} write it. */
export interface LockOption {
  /** The YAML text, or its bytes (UTF-8); of a large one as they are asked for. */
  readonly text: string | Uint8Array | Bytes;
  /** Its file name, for the header of the script. */
  readonly file: string;
  /** True: a choice that is not as the lock file says is an error, not a warning (NG0217, NG0218, NG0219). */
  readonly frozen?: boolean | undefined;
}

/** What is there of one host if and only if no diagnostic is an error. */
export interface CompiledHost {
  /** What will exist: networks, containers, addresses, routes. */
  readonly topology: Topology;
  /** What is to be ensured: the form behind `--as json`. */
  readonly program: Program;
  /** The shell script. */
  readonly script: string;
}

/**
 * What a plan compiles to. `topology`, `program` and `script` are there if and only if no diagnostic is an error, and
 * the plan is of one host, or one host of the cluster was asked for.
 */
export interface Compilation extends Partial<CompiledHost> {
  /** Everything there is to say, in the order of the text. */
  readonly diagnostics: readonly Located[];
  /** The plan's text as the diagnostics' positions count it, with an asterisk for each character of a password. */
  readonly text: string;
  /**
   * What there is to say about the lock file, with its text, of a cluster's the lines that diagnostics begin on; there
   * if one was given. Its errors count as the plan's.
   */
  readonly lock?: {
    readonly diagnostics: readonly Located[];
    readonly text: string | ReadonlyMap<number, string>;
  };
  /** Of a cluster: the names of its hosts, in the order of the plan; undefined where they cannot be told. */
  readonly hosts?: readonly string[];
  /** Of a cluster without errors: what its hosts know of each other. */
  readonly cluster?: Cluster;
  /** Of a cluster without errors: what is open to the world, of the host that was asked for, or of each. */
  readonly opened?: ReadonlyMap<string, ExposedContainers>;
  /**
   * Of a cluster without errors, where no host was asked for: compiles one of {@link hosts}. Nothing of it is kept,
   * so that a large cluster takes no more memory than its largest host.
   */
  readonly compileHost?: (host: string) => CompiledHost;
  /** Likewise, without its script: what was picked for one of them, which {@link clusterLockOf} writes down. */
  readonly choicesOfHost?: (host: string) => Choices;
  /** Of a cluster without errors with `routing: bird`: the configuration of BIRD 2 for a host of it. */
  readonly birdOf?: (host: string) => string;
}

/**
 * Compiles a plan into the script that builds its network. Every problem of the plan, and of its lock file, is a
 * diagnostic; an exception is a bug of netgen.
 *
 * @param plan the YAML text, or its bytes (UTF-8)
 */
export function compile(plan: string | Uint8Array, options: CompileOptions): Compilation {
  const decoded = decode(plan);
  const { text } = decoded;
  if (decoded.value === undefined) {
    return { text, diagnostics: locate(decoded.diagnostics, text, undefined), ...sayOfLockAlone(options) };
  }
  const formal = readPlan(text);
  if (formal.plan === undefined) {
    const diagnostics = locate(formal.diagnostics, text, formal.spanAt);
    return { text: formal.shown, diagnostics, ...sayOfLockAlone(options) };
  }
  const madeOf = provenanceOf(plan, options);
  const compilePlan = isCluster(formal.plan.value) ? compileCluster : compileOne;
  return { ...compilePlan(formal, formal.plan, text, options, madeOf), text: formal.shown };
}

function compileOne(
  { diagnostics: written, spanAt }: Formal,
  plan: ValidPlan,
  text: string,
  options: CompileOptions,
  madeOf: () => Provenance,
): Compilation {
  const lock = options.lock && readLock(options.lock.text);
  const understood = understandOne(plan, options, lock?.choices);
  const topology = understood.value;
  const diagnostics = [...written, ...understood.diagnostics];
  const sound = topology !== undefined && !hasErrors([...diagnostics, ...(lock?.diagnostics ?? [])]);
  const stale = judged(sound && lock?.choices ? staleness(topology, lock.choices) : upToDate, options);
  const said = [...diagnostics, ...stale.plan];
  const result = { text, diagnostics: locate(said, text, spanAt), ...sayOfLock(lock, stale.lock) };
  return !sound || hasErrors([...said, ...stale.lock])
    ? result
    : { ...result, ...finishHost(topology, madeOf()) };
}

function compileCluster(
  { diagnostics: written, spanAt }: Formal,
  { value: plan, keysOf, doubtful }: ValidPlan,
  text: string,
  options: CompileOptions,
  madeOf: () => Provenance,
): Compilation {
  const { name, backend, host, namesOnly } = options;
  const asked = namesOnly ? "none" : host === undefined ? "all" : { host };
  const pins = options.lock && !namesOnly ? readClusterLock(options.lock.text) : undefined;
  const stale = staleCollector();
  const onHost = (member: Member, topology: Topology): void => {
    if (pins) stale.add(stalenessOfHost(member, topology, pins.choicesOf(member.name)));
  };
  const understood = understandHosts({ plan, keysOf, name, backend, asked, pins, onHost });
  const { hosts, cluster, diagnostics, opened, topologyOf } = understood;
  const found = [...written, ...unrelatedTo(doubtful, diagnostics)];
  const wrong = pins?.problems() ?? [];
  const sound = cluster !== undefined && !hasErrors([...found, ...wrong]);
  if (sound && pins && host !== undefined) {
    const others = cluster.members.filter((member) => member.name !== host);
    for (const member of others) stale.add(stalenessOfOutline(member, pins.outlineOf(member.name)));
  }
  const outdated = judged(sound && pins ? stale.all(cluster, pins.hosts) : upToDate, options);
  const said = [...found, ...outdated.plan];
  const result = {
    text,
    diagnostics: locate(said, text, spanAt),
    ...(pins && { lock: pins.locate([...wrong, ...outdated.lock]) }),
    ...(hosts && { hosts }),
  };
  if (!sound || hasErrors([...said, ...outdated.lock])) {
    return result;
  }
  const members = new Map(cluster.members.map((member) => [member.name, member]));
  const soundHost = (name: string): { readonly member: Member; readonly topology: Topology } => {
    const [member, topology] = [members.get(name), topologyOf(name)];
    if (member === undefined || topology === undefined)
      throw new Error(`the cluster has no sound host ${name}`);
    return { member, topology };
  };
  const compileHost = (name: string): CompiledHost => finishHost(soundHost(name).topology, madeOf());
  const choicesOf = (name: string): Choices => {
    const { member, topology } = soundHost(name);
    return choicesOfHost(member, topology);
  };
  const speakerOf = lowerBird(cluster);
  const usable = {
    ...result,
    cluster,
    opened,
    ...(speakerOf && { birdOf: (name: string) => renderBird(speakerOf(name), madeOf()) }),
  };
  if (host === undefined) return { ...usable, compileHost, choicesOfHost: choicesOf };
  return hosts?.includes(host) ? { ...usable, ...compileHost(host) } : result;
}

function finishHost(topology: Topology, provenance: Provenance): CompiledHost {
  const program = lower(topology);
  return { topology, program, script: render(program, provenance) };
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
    };
    return made;
  };
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

const upToDate: Staleness = { plan: [], lock: [] };

/** What makes a lock file stale is an error where it was to be up to date. */
function judged({ plan, lock }: Staleness, options: CompileOptions): Staleness {
  const judge = (found: Diagnostic): Diagnostic =>
    options.lock?.frozen ? { ...found, severity: "error" } : found;
  return { plan: plan.map(judge), lock: lock.map(judge) };
}

function sha256(bytes: Bytes): string {
  const hash = createHash("sha256");
  for (const piece of piecesOf(bytes)) hash.update(piece);
  return hash.digest("hex");
}

/** What there is to say about a lock file beside a plan of which nothing can be told. */
function sayOfLockAlone({ lock }: CompileOptions): Pick<Compilation, "lock"> {
  if (lock === undefined) return {};
  const bytes = bytesOf(lock.text);
  const beginning = Buffer.from(bytes.slice(0, 1000)).toString("latin1");
  if (!/^hosts:/m.test(beginning)) return sayOfLock(readLock(lock.text), []);
  const pins: ClusterLock = readClusterLock(bytes);
  return { lock: pins.locate(pins.problems()) };
}

function sayOfLock(lock: ReadLock | undefined, stale: readonly Diagnostic[]): Pick<Compilation, "lock"> {
  if (lock === undefined) {
    return {};
  }
  const { text, spanAt, diagnostics } = lock;
  return { lock: { text, diagnostics: locate([...diagnostics, ...stale], text, spanAt) } };
}

/** A plan of one host understood and checked. */
function understandOne(
  { value: plan, keysOf, doubtful }: ValidPlan,
  { name, backend }: CompileOptions,
  pins: Choices | undefined,
): Outcome<Topology> {
  const expanded = expand(plan, keysOf, name);
  if (expanded.value === undefined) return { value: undefined, diagnostics: expanded.diagnostics };
  const { host } = expanded.value;
  const { value, diagnostics } = understand(
    { ...expanded.value, host: backend === undefined ? host : { ...host, firewall: backend } },
    pins,
  );
  const found = unrelatedTo(doubtful, [...diagnostics, ...check(value)]);
  return { value, diagnostics: [...expanded.diagnostics, ...found] };
}
