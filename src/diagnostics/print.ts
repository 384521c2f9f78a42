import { styleText } from "node:util";
import type { Located, Position, Range } from "./located.ts";
import { visible, width } from "./terminal.ts";

/** One plan's diagnostics, and the text that they point into. */
export interface Report {
  /** The plan's path as it is to be shown. */
  readonly file: string;
  readonly text: string;
  readonly diagnostics: readonly Located[];
}

/** Characters of a source line that are shown at most. */
const lineLimit = 100;

type Style = Parameters<typeof styleText>[0];

/** The form for people: place, message, the line with the span underlined, second spots, help. */
export function printText(reports: readonly Report[], colour: boolean): string {
  const style = (format: Style, text: string) => (colour ? styleText(format, text) : text);
  const blocks = reports.flatMap(({ file, text, diagnostics }) => {
    if (diagnostics.length === 0) return [];
    const lines = text.split("\n");
    return diagnostics.map((diagnostic) => printOne(file, lines, diagnostic, style));
  });
  return blocks.join("");
}

function printOne(
  file: string,
  lines: readonly string[],
  { code, severity, message, range, related, help }: Located,
  style: (format: Style, text: string) => string,
): string {
  const hue = severity === "error" ? "red" : severity === "warning" ? "yellow" : "cyan";
  const label = style(["bold", hue], `${severity}[${code}]`);
  const out = [`${style("bold", place(file, range.start))}: ${label}: ${visible(message)}`];
  const excerpt = cut(lines[range.start.line - 1] ?? "", range);
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

/** The part of a line around a span, and the carets that go under it; undefined for a line with nothing on it. */
function cut(source: string, range: Range): { line: string; indent: string; carets: string } | undefined {
  const characters = [...source.slice(0, 10_000_000)];
  if (source.trim() === "") return undefined;
  const from = Math.min(range.start.column - 1, characters.length);
  const lineEnd = [...source.trimEnd()].length;
  const to = range.end.line > range.start.line ? lineEnd : range.end.column - 1;
  const windowStart =
    characters.length <= lineLimit ? 0 : Math.max(0, Math.min(from - 20, characters.length - lineLimit));
  const windowEnd = Math.min(characters.length, windowStart + lineLimit);
  const show = (a: number, b: number) => visible(characters.slice(a, b).join("").replaceAll("\t", "    "));
  const before = windowStart > 0 ? "…" : "";
  const after = windowEnd < characters.length ? "…" : "";
  const marked = width(show(from, Math.min(Math.max(to, from), windowEnd)));
  return {
    line: `${before}${show(windowStart, windowEnd)}${after}`.trimEnd(),
    indent: " ".repeat(width(before + show(windowStart, from))),
    carets: "^".repeat(Math.max(1, marked)),
  };
}
