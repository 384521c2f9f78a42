import { styleText } from "node:util";
import type { Located, Position, Range } from "./located.ts";
import { visible, width } from "./terminal.ts";

/** One plan's diagnostics, and the text that they point into. */
export interface Report {
  /** The plan's path as it is to be shown. */
  readonly file: string;
  /** All of it, or of a large file the lines that diagnostics begin on, by their numbers from 1. */
  readonly text: string | ReadonlyMap<number, string>;
  readonly diagnostics: readonly Located[];
}

/** Characters of a source line that are shown at most. */
const lineLimit = 100;

type Style = Parameters<typeof styleText>[0];

/** The form for people: place, message, the line with the span underlined, second spots, help. */
export const printText = (reports: readonly Report[], colour: boolean): string =>
  [...textPieces(reports, colour)].join("");

/** The same, one diagnostic at a time: all of them together may be more than memory should hold. */
export function* textPieces(reports: readonly Report[], colour: boolean): Generator<string> {
  const style = (format: Style, text: string) => (colour ? styleText(format, text) : text);
  for (const { file, text, diagnostics } of reports) {
    const lineAt = diagnostics.length === 0 ? () => [] : lineReader(text);
    for (const diagnostic of diagnostics) {
      yield printOne(file, lineAt, diagnostic, style);
    }
  }
}

function printOne(
  file: string,
  lineAt: (line: number) => readonly string[],
  { code, severity, message, range, related, help }: Located,
  style: (format: Style, text: string) => string,
): string {
  const hue = severity === "error" ? "red" : severity === "warning" ? "yellow" : "cyan";
  const label = style(["bold", hue], `${severity}[${code}]`);
  const out = [`${style("bold", place(file, range.start))}: ${label}: ${visible(message)}`];
  const excerpt = cut(lineAt(range.start.line), range);
  if (excerpt !== undefined) {
    const number = String(range.start.line).padStart(5);
    out.push(`${style("dim", `${number} |`)} ${excerpt.line}`);
    out.push(
      `${style("dim", `${" ".repeat(number.length)} |`)} ${excerpt.indent}${style(hue, excerpt.carets)}`,
    );
  }
  for (const second of related) {
    out.push(
      `${style("bold", place(file, second.range.start))}: ${style("cyan", "note")}: ${visible(second.message)}`,
    );
  }
  if (help !== undefined) out.push(`${style("green", "help")}: ${visible(help)}`);
  return `${out.join("\n")}\n`;
}

function place(file: string, { line, column }: Position): string {
  return `${visible(file)}:${line}:${column}`;
}

/** Lines of a text by number, as characters; the last one is kept, for many diagnostics may be about one long line. */
function lineReader(text: Report["text"]): (line: number) => readonly string[] {
  const lines = typeof text === "string" ? text.split("\n") : text;
  const lineAt = (line: number) => ("get" in lines ? lines.get(line) : lines[line - 1]) ?? "";
  let last = { line: 0, characters: [""] };
  return (line) => {
    if (line === last.line) return last.characters;
    const characters = [...lineAt(line)];
    while (characters.at(-1) === " " || characters.at(-1) === "\t") characters.pop();
    last = { line, characters };
    return characters;
  };
}

/** The part of a line around a span, and the carets that go under it; undefined for a line with nothing on it. */
function cut(
  line: readonly string[],
  { start, end }: Range,
): { line: string; indent: string; carets: string } | undefined {
  if (line.length === 0) return undefined;
  const from = Math.min(start.column - 1, line.length);
  const to = end.line > start.line ? line.length : end.column - 1;
  const windowStart =
    line.length <= lineLimit ? 0 : Math.max(0, Math.min(from - 20, line.length - lineLimit));
  const windowEnd = Math.min(line.length, windowStart + lineLimit);
  const show = (a: number, b: number) => visible(line.slice(a, b).join("").replaceAll("\t", "    "));
  const before = windowStart > 0 ? "…" : "";
  const after = windowEnd < line.length ? "…" : "";
  const marked = width(show(from, Math.min(Math.max(to, from), windowEnd)));
  return {
    line: `${before}${show(windowStart, windowEnd)}${after}`,
    indent: " ".repeat(width(before + show(windowStart, from))),
    carets: "^".repeat(Math.max(1, marked)),
  };
}
