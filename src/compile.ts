import { createHash } from "node:crypto";
import { renderBird } from "./backends/bird.ts";
import { render } from "./backends/script.ts";
import { check } from "./check/check.ts";
import { understandHosts } from "./cluster.ts";
import {
  at,
  type Diagnostic,
  type Outcome,
  type Path,
  type Place,
  type Span,
} from "./diagnostics/diagnostic.ts";
import { type Located, locate } from "./diagnostics/located.ts";
import { problem } from "./diagnostics/report.ts";
import type { Program } from "./ir/program.ts";
import type { Choices } from "./lock/choices.ts";
import { type ReadLock, readLock } from "./lock/read.ts";
import { writeLock } from "./lock/write.ts";
import { lowerBird } from "./lower/bird.ts";
import { lower } from "./lower/lower.ts";
import { entryOf, unrelatedTo } from "./plan/doubt.ts";
import { expand, type KeysOf } from "./plan/expand.ts";
import { isCluster } from "./plan/expand-cluster.ts";
import type { Plan } from "./plan/schema.ts";
import { validate } from "./plan/validate.ts";
import { decode } from "./source/decode.ts";
import { masked, maskedLines } from "./source/mask.ts";
import { read } from "./source/read.ts";
import { choicesOf } from "./topology/choices.ts";
import type { Cluster } from "./topology/cluster.ts";
import { type Staleness, staleness } from "./topology/stale.ts";
import type { Firewall, Topology } from "./topology/topology.ts";
import { understand } from "./topology/understand.ts";
import type { OpenContainers } from "./topology/world.ts";

export type { Severity } from "./diagnostics/diagnostic.ts";
export type { Located, Position, Range } from "./diagnostics/located.ts";
export type { Group, Program, Rule, Ruleset, Step } from "./ir/program.ts";
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
export type { OpenContainers } from "./topology/world.ts";

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
  /** The YAML text, or its bytes (UTF-8). */
  readonly text: string | Uint8Array;
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
  /** What there is to say about the lock file, with its text; there if one was given. Its errors count as the plan's. */
  readonly lock?: { readonly diagnostics: readonly Located[]; readonly text: string };
  /** Of a cluster: the names of its hosts, in the order of the plan; undefined where they cannot be told. */
  readonly hosts?: readonly string[];
  /** Of a cluster without errors: what its hosts know of each other. */
  readonly cluster?: Cluster;
  /** Of a cluster without errors: what is open to the world, of the host that was asked for, or of each. */
  readonly opened?: ReadonlyMap<string, OpenContainers>;
  /**
   * Of a cluster without errors, where no host was asked for: compiles one of {@link hosts}. Nothing of it is kept,
   * so that a large cluster takes no more memory than its largest host.
   */
  readonly compileHost?: (host: string) => CompiledHost;
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
  const lock = options.lock && readLock(options.lock.text);
  if (decoded.value === undefined) {
    return { text, diagnostics: locate(decoded.diagnostics, text, undefined), ...sayOfLock(lock, []) };
  }
  const formal = readPlan(text);
  if (formal.plan === undefined) {
    const diagnostics = locate(formal.diagnostics, text, formal.spanAt);
    return { text: formal.shown, diagnostics, ...sayOfLock(lock, []) };
  }
  const planHash = sha256(plan);
  const finish = (topology: Topology): CompiledHost => finishHost(topology, planHash, options);
  return {
    ...(isCluster(formal.plan.value)
      ? compileCluster(formal, formal.plan, text, options, planHash, finish)
      : compileOne(formal, formal.plan, text, options, lock, finish)),
    text: formal.shown,
  };
}

function compileOne(
  { diagnostics: written, spanAt }: Formal,
  plan: ValidPlan,
  text: string,
  options: CompileOptions,
  lock: ReadLock | undefined,
  finish: (topology: Topology) => CompiledHost,
): Compilation {
  const understood = understandOne(plan, options, lock?.choices);
  const topology = understood.value;
  const diagnostics = [...written, ...understood.diagnostics];
  const sound = topology !== undefined && !hasErrors([...diagnostics, ...(lock?.diagnostics ?? [])]);
  const stale = sound && lock?.choices ? staleness(topology, lock.choices) : upToDate;
  const judge = (found: Diagnostic): Diagnostic =>
    options.lock?.frozen ? { ...found, severity: "error" } : found;
  const said = [...diagnostics, ...stale.plan.map(judge)];
  const result = {
    text,
    diagnostics: locate(said, text, spanAt),
    ...sayOfLock(lock, stale.lock.map(judge)),
  };
  return !sound || hasErrors([...said, ...stale.lock.map(judge)])
    ? result
    : { ...result, ...finish(topology) };
}

function compileCluster(
  { diagnostics: written, spanAt }: Formal,
  { value: plan, keysOf, doubtful }: ValidPlan,
  text: string,
  { file, name, backend, host, namesOnly, lock }: CompileOptions,
  planHash: string,
  finish: (topology: Topology) => CompiledHost,
): Compilation {
  const asked = namesOnly ? "none" : host === undefined ? "all" : { host };
  const request = { plan, keysOf, name, backend, asked } as const;
  const { hosts, cluster, diagnostics, opened, topologyOf } = understandHosts(request);
  const locked =
    lock && problem("NG0901", "this version of netgen keeps no lock file of a cluster", at(["hosts"], "key"));
  const said = [...written, ...unrelatedTo(doubtful, diagnostics), ...(locked ? [locked] : [])];
  const found = { text, diagnostics: locate(said, text, spanAt), ...(hosts && { hosts }) };
  if (cluster === undefined || namesOnly || hasErrors(said)) {
    return found;
  }
  const speakerOf = lowerBird(cluster);
  const provenance = { planFile: file, planHash, version };
  const result = {
    ...found,
    opened,
    ...(speakerOf && { birdOf: (name: string) => renderBird(speakerOf(name), provenance) }),
  };
  const compileHost = (name: string): CompiledHost => {
    const topology = topologyOf(name);
    if (topology === undefined) throw new Error(`the cluster has no sound host ${name}`);
    return finish(topology);
  };
  if (host === undefined) return { ...result, cluster, compileHost };
  return hosts?.includes(host) ? { ...result, cluster, ...compileHost(host) } : result;
}

function finishHost(topology: Topology, planHash: string, { file, lock }: CompileOptions): CompiledHost {
  const program = lower(topology);
  const script = render(program, {
    planFile: file,
    planHash,
    lock: lock && { file: lock.file, hash: sha256(lock.text) },
    version,
  });
  return { topology, program, script };
}

/**
 * The lock file of a topology, which pins everything that was picked for it.
 *
 * @param planFile the plan's file name, for the comment above
 */
export const lockOf = (topology: Topology, planFile: string): string =>
  writeLock(choicesOf(topology), planFile);

const upToDate: Staleness = { plan: [], lock: [] };

const hasErrors = (diagnostics: readonly Diagnostic[]): boolean =>
  diagnostics.some(({ severity }) => severity === "error");

const sha256 = (text: string | Uint8Array): string => createHash("sha256").update(text).digest("hex");

function sayOfLock(lock: ReadLock | undefined, stale: readonly Diagnostic[]): Pick<Compilation, "lock"> {
  if (lock === undefined) {
    return {};
  }
  const { text, spanAt, diagnostics } = lock;
  return { lock: { text, diagnostics: locate([...diagnostics, ...stale], text, spanAt) } };
}

/** A plan's text of the right form, with everything that there is to say about it so far. */
interface Formal {
  readonly diagnostics: readonly Diagnostic[];
  /** The text without its secrets. */
  readonly shown: string;
  /** Undefined where there is no document. */
  readonly spanAt: ((place: Place) => Span) | undefined;
  /** Undefined where what is left of the plan would say nothing about what was meant. */
  readonly plan: ValidPlan | undefined;
}

interface ValidPlan {
  readonly value: Plan;
  readonly keysOf: KeysOf;
  /** Entries that something was left out of. */
  readonly doubtful: readonly Path[];
}

/** What no diagnostic shows. */
const secrets: readonly Path[] = [["fabric", "bird", "password"]];
const isSecret = (path: Path): boolean => secrets.some((secret) => secret.join() === path.join());

function readPlan(text: string): Formal {
  const source = read(text);
  if (source.value === undefined) {
    return { diagnostics: source.diagnostics, shown: maskedLines(text), spanAt: undefined, plan: undefined };
  }
  const { value, spanAt, keysOf, textAt, pathTo } = source.value;
  const shown = masked(text, source.value, secrets);
  const valid = validate(value, (path) => (isSecret(path) ? "***" : textAt(path)));
  const diagnostics = [...source.diagnostics, ...valid.diagnostics];
  const broken = source.diagnostics.map(({ where }) =>
    entryOf("span" in where ? pathTo(where.span.start) : []),
  );
  if (valid.value === undefined || broken.includes(undefined)) {
    return { diagnostics, shown, spanAt, plan: undefined };
  }
  const doubtful = [...valid.value.doubtful, ...broken.filter((entry) => entry !== undefined)];
  return { diagnostics, shown, spanAt, plan: { value: valid.value.plan, keysOf, doubtful } };
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
