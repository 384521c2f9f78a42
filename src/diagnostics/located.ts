import type { Diagnostic, Place, Severity, Span, Where } from "./diagnostic.ts";

/** A position as editors count: line and column from 1, columns in characters (Unicode code points). */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** From `start` up to, but not including, `end`. */
export interface Range {
  readonly start: Position;
  readonly end: Position;
}

/** A diagnostic with its place in the text: what is printed, and what the library gives. */
export interface Located {
  /** Stable code of the catalogue, for instance `NG0401`. */
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly range: Range;
  /** Second spots that explain the first. */
  readonly related: readonly { readonly range: Range; readonly message: string }[];
  readonly help: string | undefined;
}

/**
 * Resolves places to lines and columns, sorts by position, and drops what was said before: the same code at the
 * same spots, as it comes from an alias or from a key that stands for many entries.
 *
 * @param spanAt the document's lookup; undefined where there is no document, and then every place is its beginning
 */
export function locate(
  diagnostics: readonly Diagnostic[],
  text: string,
  spanAt: ((place: Place) => Span) | undefined,
): readonly Located[] {
  const positionAt = positions(text);
  const span = (where: Where): Span =>
    "span" in where ? where.span : (spanAt?.(where.place) ?? { start: 0, end: 0 });
  const range = (where: Where): Range => {
    const { start, end } = span(where);
    return { start: positionAt(start), end: positionAt(Math.max(start, end)) };
  };
  const seen = new Set<string>();
  const once = diagnostics.filter(({ code, where, related }) => {
    const identity = [
      code,
      ...[where, ...related.map((second) => second.where)].map((spot) => span(spot).start),
    ];
    const said = seen.has(identity.join(" "));
    seen.add(identity.join(" "));
    return !said;
  });
  return once
    .toSorted(
      (a, b) => span(a.where).start - span(b.where).start || (a.code < b.code ? -1 : a.code > b.code ? 1 : 0),
    )
    .map(({ code, severity, message, where, related, help }) => ({
      code,
      severity,
      message,
      range: range(where),
      related: related.map((second) => ({ range: range(second.where), message: second.message })),
      help,
    }));
}

/** Offsets in UTF-16 units to positions, by one pass over the text and a binary search each. */
function positions(text: string): (offset: number) => Position {
  const starts = [0];
  for (let index = text.indexOf("\n"); index >= 0; index = text.indexOf("\n", index + 1))
    starts.push(index + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: countCharacters(text, starts[low] ?? 0, offset) + 1 };
  };
}

function countCharacters(text: string, from: number, to: number): number {
  let count = 0;
  for (let index = from; index < to; count++) index += (text.codePointAt(index) ?? 0) > 0xffff ? 2 : 1;
  return count;
}
