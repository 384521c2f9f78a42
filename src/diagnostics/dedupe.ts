import type { Diagnostic } from "./diagnostic.ts";

/** Diagnostics as they come in, each code once at a place: the entries of a range share their places. */
export interface Collector {
  readonly add: (diagnostics: readonly Diagnostic[]) => void;
  /** In the order in which they came. */
  readonly all: readonly Diagnostic[];
}

/** The one filter for doubles; a large cluster's are never held as a whole. */
export function collector(): Collector {
  const seen = new Set<string>();
  const all: Diagnostic[] = [];
  const add = (diagnostics: readonly Diagnostic[]): void => {
    for (const diagnostic of diagnostics) {
      const key = `${diagnostic.code} ${JSON.stringify(diagnostic.where)}`;
      if (!seen.has(key)) all.push(diagnostic);
      seen.add(key);
    }
  };
  return { add, all };
}

/** The same of a list. */
export function dedupe(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const { add, all } = collector();
  add(diagnostics);
  return all;
}
