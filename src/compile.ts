import { createHash } from "node:crypto";
import { render } from "./backends/script.ts";
import { check } from "./check/check.ts";
import type { Outcome, Place, Span } from "./diagnostics/diagnostic.ts";
import { type Located, locate } from "./diagnostics/located.ts";
import type { Program } from "./ir/program.ts";
import { lower } from "./lower/lower.ts";
import { entryOf, unrelatedTo } from "./plan/doubt.ts";
import { expand } from "./plan/expand.ts";
import { validate } from "./plan/validate.ts";
import { decode } from "./source/decode.ts";
import { read } from "./source/read.ts";
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
}

/** What a plan compiles to. `topology`, `program` and `script` are there if and only if no diagnostic is an error. */
export interface Compilation {
  /** Everything there is to say, in the order of the text. */
  readonly diagnostics: readonly Located[];
  /** The plan's text as the diagnostics' positions count it. */
  readonly text: string;
  /** What will exist: networks, containers, addresses, routes. */
  readonly topology?: Topology;
  /** What is to be ensured: the form behind `--as json`. */
  readonly program?: Program;
  /** The shell script. */
  readonly script?: string;
}

/**
 * Compiles a plan into the script that builds its network. Every problem of the plan is a diagnostic; an exception
 * is a bug of netgen.
 *
 * @param plan the YAML text, or its bytes (UTF-8)
 */
export function compile(plan: string | Uint8Array, options: CompileOptions): Compilation {
  const decoded = decode(plan);
  const { text } = decoded;
  if (decoded.value === undefined) return { text, diagnostics: locate(decoded.diagnostics, text, undefined) };
  const { value: topology, diagnostics, spanAt } = understandText(text, options);
  const located = locate(diagnostics, text, spanAt);
  if (topology === undefined || located.some(({ severity }) => severity === "error")) {
    return { text, diagnostics: located };
  }
  const program = lower(topology);
  const planHash = createHash("sha256").update(plan).digest("hex");
  const script = render(program, { planFile: options.file, planHash, version });
  return { text, diagnostics: located, topology, program, script };
}

/** A plan's text understood and checked, with everything that there is to say about it. */
function understandText(
  text: string,
  { name, backend }: CompileOptions,
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

  const understood = understand({
    ...expanded.value,
    host: backend === undefined ? host : { ...host, firewall: backend },
  });
  const found = [...understood.diagnostics, ...check(understood.value)];
  return { value: understood.value, diagnostics: [...written, ...unrelatedTo(doubtful, found)], spanAt };
}
