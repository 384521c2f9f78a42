/** One line of a text. */
export interface Line {
  /** Offset of its first character. */
  readonly start: number;
  /** Without its line feed. */
  readonly text: string;
  /** How many spaces it begins with. */
  readonly indent: number;
}

/** The line that an offset is on. */
export function lineAt(text: string, offset: number): Line {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  const end = text.indexOf("\n", start);
  return lineOf(start, text.slice(start, end < 0 ? text.length : end));
}

/** The lines above one, the nearest first, without empty ones and comments. */
export function* linesAbove(text: string, line: Line): Generator<Line> {
  for (let start = line.start; start > 0; ) {
    const above = lineAt(text, start - 1);
    if (!isBlank(above)) yield above;
    start = above.start;
  }
}

/** The first line below one that is neither empty nor a comment. */
export function lineBelow(text: string, line: Line): Line | undefined {
  for (let end = line.start + line.text.length; end < text.length; ) {
    const below = lineAt(text, end + 1);
    if (end + 1 < text.length && !isBlank(below)) return below;
    end = below.start + below.text.length;
  }
  return undefined;
}

/** Whether a line is empty or a comment. */
export const isBlank = ({ text }: Line): boolean => /^\s*(?:#|$)/.test(text);

const lineOf = (start: number, text: string): Line => ({
  start,
  text,
  indent: /^ */.exec(text)?.[0].length ?? 0,
});

/** A key at the beginning of a line, and what follows its colon. */
export interface KeyLine {
  /** Column that the key begins at, counted from 0, behind the dashes of list items. */
  readonly column: number;
  readonly key: string;
  /** Without comment; empty where the value is on the lines below. */
  readonly rest: string;
}

/** The key that a line begins with. */
export function keyOf({ text }: Line): KeyLine | undefined {
  const [, before = "", key, rest = ""] =
    /^( *(?:- +)*)([^\s"'#[{&*!|>%@`-][^#:]*?|"[^"]*"|'[^']*'):(?:\s+(.*))?$/.exec(text) ?? [];
  if (key === undefined) return undefined;
  return { column: before.length, key, rest: rest.replace(/(?:^|\s)#.*$/, "").trim() };
}
