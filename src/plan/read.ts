import type { Diagnostic, Path, Place, Span } from "../diagnostics/diagnostic.ts";
import { masked, maskedLines } from "../source/mask.ts";
import { read } from "../source/read.ts";
import { entryOf } from "./doubt.ts";
import type { KeysOf } from "./expand.ts";
import type { Plan } from "./schema.ts";
import { validate } from "./validate.ts";

/** A plan's text of the right form, with everything that there is to say about it so far. */
export interface Formal {
  readonly diagnostics: readonly Diagnostic[];
  /** The text without its secrets. */
  readonly shown: string;
  /** Undefined where there is no document. */
  readonly spanAt: ((place: Place) => Span) | undefined;
  /** Undefined where what is left of the plan would say nothing about what was meant. */
  readonly plan: ValidPlan | undefined;
}

export interface ValidPlan {
  readonly value: Plan;
  readonly keysOf: KeysOf;
  /** Entries that something was left out of. */
  readonly doubtful: readonly Path[];
}

/** What no diagnostic shows. */
const secrets: readonly Path[] = [["fabric", "bird", "password"]];
const isSecret = (path: Path): boolean => secrets.some((secret) => secret.join() === path.join());

/** Reads a plan's text and sees to its form. */
export function readPlan(text: string): Formal {
  const source = read(text);
  if (source.value === undefined) {
    return { diagnostics: source.diagnostics, shown: maskedLines(text), spanAt: undefined, plan: undefined };
  }
  const { value, spanAt, keysOf, textAt, pathTo } = source.value;
  const shown = masked(text, source.value, secrets);
  const valid = validate(value, (path) => (isSecret(path) ? "***" : textAt(path)), keysOf);
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
