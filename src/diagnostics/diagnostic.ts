/** A way into the plan document: mapping keys and sequence indexes from the root, as written in the file. */
export type Path = readonly (string | number)[];

/** A spot of the plan: the key of a mapping entry, or its value. For a sequence item there is only a value. */
export interface Place {
  readonly path: Path;
  readonly part: "key" | "value";
}

/** Characters `start` (inclusive) to `end` (exclusive) of the plan's text, counted in UTF-16 units. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Where a diagnostic points: a place of the document, or, when there is no document to speak of, a span of its text. */
export type Where = { readonly place: Place } | { readonly span: Span };

export type Severity = "error" | "warning" | "note";

/** A second spot that explains the first one ("front is 172.18.0.0/16, given here"). */
export interface Related {
  readonly where: Where;
  readonly message: string;
}

/** One problem of a plan. Phases return these as values; they throw only for bugs of netgen itself. */
export interface Diagnostic {
  /** Stable code of the catalogue (codes.ts), for instance `NG0401`. */
  readonly code: string;
  readonly severity: Severity;
  /** One sentence without a full stop at its end; names and values of the plan appear as they stand there. */
  readonly message: string;
  readonly where: Where;
  readonly related: readonly Related[];
  /** How to mend it, or undefined where the message says it already. */
  readonly help: string | undefined;
}

export const hasErrors = (diagnostics: readonly Diagnostic[]): boolean =>
  diagnostics.some(({ severity }) => severity === "error");

/** What a phase gives: its value, unless an error stood in the way, and everything there is to say. */
export interface Outcome<T> {
  readonly value: T | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

export const at = (path: Path, part: Place["part"] = "value"): Where => ({ place: { path, part } });
