import { type Code, codes } from "./codes.ts";
import type { Located, Range } from "./located.ts";
import { type Report, textPieces } from "./print.ts";
import { visible } from "./terminal.ts";

/** Forms of diagnostics; `text` is for people. */
export const formats = ["text", "json", "sarif", "github"] as const;
export type Format = (typeof formats)[number];

/**
 * Whole lines, piece by piece: a plan may have more mistakes than memory should hold all words about. For `text` and
 * `github` nothing where there is nothing to say.
 */
export function reportPieces(
  reports: readonly Report[],
  format: Format,
  colour: boolean,
  version: string,
): Iterable<string> {
  switch (format) {
    case "text":
      return textPieces(reports, colour);
    case "json":
      return jsonPieces(reports);
    case "sarif":
      return sarifPieces(reports, version);
    case "github":
      return githubPieces(reports);
  }
}

/** The pieces of {@link reportPieces} as one text. */
export const printReports = (...of: Parameters<typeof reportPieces>): string =>
  [...reportPieces(...of)].join("");

/** One array of `{file, code, severity, message, line, column, endLine, endColumn, related, help}`. */
function* jsonPieces(reports: readonly Report[]): Generator<string> {
  yield* listPieces(eachOf(reports, jsonResult), "");
  yield "\n";
}

function* eachOf<T>(reports: readonly Report[], make: (file: string, found: Located) => T): Generator<T> {
  for (const { file, diagnostics } of reports) {
    for (const found of diagnostics) {
      yield make(file, found);
    }
  }
}

/** A list as JSON.stringify lays it out, item by item. */
function* listPieces(items: Iterable<unknown>, indent: string): Generator<string> {
  let before = "[";
  for (const item of items) {
    yield `${before}\n${json(item).replaceAll(/^/gm, `${indent}  `)}`;
    before = ",";
  }
  yield before === "[" ? "[]" : `\n${indent}]`;
}

const jsonResult = (file: string, { code, severity, message, range, related, help }: Located) => ({
  file,
  code,
  severity,
  message,
  ...flat(range),
  related: related.map((second) => ({ file, message: second.message, ...flat(second.range) })),
  help: help ?? null,
});

function flat({ start, end }: Range) {
  return { line: start.line, column: start.column, endLine: end.line, endColumn: end.column };
}

/** JSON in which no character can act on a terminal. */
function json(value: unknown): string {
  return JSON.stringify(value, undefined, 2).replace(
    /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** SARIF 2.1.0 (OASIS): one run with the rules that were broken. */
function* sarifPieces(reports: readonly Report[], version: string): Generator<string> {
  const used = [
    ...new Set(reports.flatMap((report) => report.diagnostics.map(({ code }) => code))),
  ].toSorted();
  const place = "the results";
  const sarif = {
    $schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "netgen", version, rules: used.map(sarifRule) } },
        columnKind: "unicodeCodePoints",
        results: place,
      },
    ],
  };
  const [before = "", after = ""] = json(sarif).split(JSON.stringify(place));
  yield before;
  yield* listPieces(eachOf(reports, sarifResult), "      ");
  yield `${after}\n`;
}

function sarifRule(code: string) {
  const entry = codes[code as Code];
  return {
    id: code,
    shortDescription: { text: entry.title },
    fullDescription: { text: entry.explanation },
    help: { text: `netgen explain ${code}` },
  };
}

function sarifResult(file: string, { code, severity, message, range, related, help }: Located) {
  return {
    ruleId: code,
    level: severity,
    message: { text: help === undefined ? message : `${message}\nhelp: ${help}` },
    locations: [sarifLocation(file, range)],
    relatedLocations: related.map((second) => ({
      ...sarifLocation(file, second.range),
      message: { text: second.message },
    })),
  };
}

function sarifLocation(file: string, { start, end }: Range) {
  const uri = file.split("/").map(encodeURIComponent).join("/");
  const region = {
    startLine: start.line,
    startColumn: start.column,
    endLine: end.line,
    endColumn: end.column,
  };
  return { physicalLocation: { artifactLocation: { uri }, region } };
}

/** Workflow commands of GitHub Actions, one line each. */
const githubPieces = (reports: readonly Report[]): Iterable<string> => eachOf(reports, githubLine);

function githubLine(file: string, { code, severity, message, range, help }: Located): string {
  const level = severity === "note" ? "notice" : severity;
  const { line, column, endLine, endColumn } = flat(range);
  const where = `file=${githubProperty(file)},line=${line},col=${column},endLine=${endLine},endColumn=${endColumn}`;
  const text = [message, ...(help === undefined ? [] : [`help: ${help}`])].map(visible).join("\n");
  return `::${level} ${where},title=${code}::${githubData(text)}\n`;
}

function githubData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function githubProperty(text: string): string {
  return githubData(visible(text)).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
