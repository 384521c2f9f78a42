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
  const rangeOf = rangesIn(text);
  return locateBy(diagnostics, (where) =>
    rangeOf("span" in where ? where.span : (spanAt?.(where.place) ?? { start: 0, end: 0 })),
  );
}

/** The same for diagnostics whose places are looked up in another way. */
export function locateBy(
  diagnostics: readonly Diagnostic[],
  rangeOf: (where: Where) => Range,
): readonly Located[] {
  const seen = new Set<string>();
  return diagnostics
    .map(({ code, severity, message, where, related, help }) => ({
      ...{ code, severity, message, range: rangeOf(where) },
      related: related.map((second) => ({ range: rangeOf(second.where), message: second.message })),
      help,
    }))
    .filter(({ code, range, related }) => {
      const spots = [range, ...related.map((second) => second.range)];
      const identity = [code, ...spots.map(({ start }) => `${start.line}:${start.column}`)].join(" ");
      const isNew = !seen.has(identity);
      seen.add(identity);
      return isNew;
    })
    .sort((a, b) => byPosition(a.range.start, b.range.start) || compare(a.code, b.code));
}

const byPosition = (a: Position, b: Position): number => a.line - b.line || a.column - b.column;

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Where spans of a text lie, in lines and columns. */
export function rangesIn(text: string): (span: Span) => Range {
  const positionAt = positions(text);
  return ({ start, end }) => ({ start: positionAt(start), end: positionAt(Math.max(start, end)) });
}

/** Offsets in UTF-16 units to positions: one pass over the text, and two binary searches each. */
function positions(text: string): (offset: number) => Position {
  const lineStarts = [0, ...offsetsOf(text, /\n/g).map((offset) => offset + 1)];
  // Characters beyond U+FFFF take two units and are one column.
  const pairs = offsetsOf(text, /[\u{10000}-\u{10ffff}]/gu);
  return (offset) => {
    const line = countUpTo(lineStarts, offset);
    const start = lineStarts[line - 1] ?? 0;
    const doubled = countUpTo(pairs, offset - 1) - countUpTo(pairs, start - 1);
    return { line, column: offset - start - doubled + 1 };
  };
}

function offsetsOf(text: string, pattern: RegExp): readonly number[] {
  return Array.from(text.matchAll(pattern), (match) => match.index);
}

/** How many of the sorted numbers are at most `limit`. */
function countUpTo(sorted: readonly number[], limit: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
