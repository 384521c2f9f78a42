import { createHash } from "node:crypto";
import { render } from "./backends/script.ts";
import { check } from "./check/check.ts";
import type { Diagnostic, Outcome, Place, Span } from "./diagnostics/diagnostic.ts";
import { type Located, locate } from "./diagnostics/located.ts";
import type { Program } from "./ir/program.ts";
import type { Choices } from "./lock/choices.ts";
import { type ReadLock, readLock } from "./lock/read.ts";
import { writeLock } from "./lock/write.ts";
import { lower } from "./lower/lower.ts";
import { entryOf, unrelatedTo } from "./plan/doubt.ts";
import { expand } from "./plan/expand.ts";
import { validate } from "./plan/validate.ts";
import { decode } from "./source/decode.ts";
import { read } from "./source/read.ts";
import { choicesOf } from "./topology/choices.ts";
import { type Staleness, staleness } from "./topology/stale.ts";
import type { Firewall, Topology } from "./topology/topology.ts";
import { understand } from "./topology/understand.ts";

export type { Severity } from "./diagnostics/diagnostic.ts";
export type { Located, Position, Range } from "./diagnostics/located.ts";
export type { Group, Program, Rule, Ruleset, Step } from "./ir/program.ts";
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

/** What a plan compiles to. `topology`, `program` and `script` are there if and only if no diagnostic is an error. */
export interface Compilation {
  /** Everything there is to say, in the order of the text. */
  readonly diagnostics: readonly Located[];
  /** The plan's text as the diagnostics' positions count it. */
  readonly text: string;
  /** What there is to say about the lock file, with its text; there if one was given. Its errors count as the plan's. */
  readonly lock?: { readonly diagnostics: readonly Located[]; readonly text: string };
  /** What will exist: networks, containers, addresses, routes. */
  readonly topology?: Topology;
  /** What is to be ensured: the form behind `--as json`. */
  readonly program?: Program;
  /** The shell script. */
  readonly script?: string;
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
  const { value: topology, diagnostics, spanAt } = understandText(text, options, lock?.choices);
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
  if (!sound || hasErrors([...said, ...stale.lock.map(judge)])) {
    return result;
  }
  const program = lower(topology);
  const script = render(program, {
    planFile: options.file,
    planHash: sha256(plan),
    lock: options.lock && { file: options.lock.file, hash: sha256(options.lock.text) },
    version,
  });
  return { ...result, topology, program, script };
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

/** A plan's text understood and checked, with everything that there is to say about it. */
function understandText(
  text: string,
  { name, backend }: CompileOptions,
  pins: Choices | undefined,
): Outcome<Topology> & { readonly spanAt?: (place: Place) => Span } {
  const source = read(text);
  if (source.value === undefined) return { value: undefined, diagnostics: source.diagnostics };
  const { value, spanAt, keysOf, textAt, pathTo } = source.value;

  const valid = validate(value, textAt);
  const formal = [...source.diagnostics, ...valid.diagnostics];
  const broken = source.diagnostics.map(({ where }) =>
    entryOf("span" in where ? pathTo(where.span.start) : []),
  );
  if (valid.value === undefined || broken.includes(undefined)) {
    return { value: undefined, diagnostics: formal, spanAt };
  }
  const { plan } = valid.value;
  const doubtful = [...valid.value.doubtful, ...broken.filter((entry) => entry !== undefined)];

  const expanded = expand(plan, keysOf, name);
  const written = [...formal, ...expanded.diagnostics];
  if (expanded.value === undefined) return { value: undefined, diagnostics: written, spanAt };
  const { host } = expanded.value;

  const understood = understand(
    { ...expanded.value, host: backend === undefined ? host : { ...host, firewall: backend } },
    pins,
  );
  const found = [...understood.diagnostics, ...check(understood.value)];
  return { value: understood.value, diagnostics: [...written, ...unrelatedTo(doubtful, found)], spanAt };
}
