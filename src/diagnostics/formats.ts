import { type Code, codes } from "./codes.ts";
import type { Located, Range } from "./located.ts";
import { printText, type Report } from "./print.ts";
import { visible } from "./terminal.ts";

/** Forms of diagnostics; `text` is for people. */
export const formats = ["text", "json", "sarif", "github"] as const;
export type Format = (typeof formats)[number];

/** @returns whole lines; for `text` and `github` nothing where there is nothing to say */
export function printReports(
  reports: readonly Report[],
  format: Format,
  colour: boolean,
  version: string,
): string {
  switch (format) {
    case "text":
      return printText(reports, colour);
    case "json":
      return printJson(reports);
    case "sarif":
      return printSarif(reports, version);
    case "github":
      return printGithub(reports);
  }
}

/** One array of `{file, code, severity, message, line, column, endLine, endColumn, related, help}`. */
function printJson(reports: readonly Report[]): string {
  const list = reports.flatMap(({ file, diagnostics }) =>
    diagnostics.map(({ code, severity, message, range, related, help }) => ({
      file,
      code,
      severity,
      message,
      ...flat(range),
      related: related.map((second) => ({ file, message: second.message, ...flat(second.range) })),
      help: help ?? null,
    })),
  );
  return `${json(list)}\n`;
}

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
function printSarif(reports: readonly Report[], version: string): string {
  const used = [
    ...new Set(reports.flatMap((report) => report.diagnostics.map(({ code }) => code))),
  ].toSorted();
  const sarif = {
    $schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "netgen", version, rules: used.map(sarifRule) } },
        columnKind: "unicodeCodePoints",
        results: reports.flatMap(({ file, diagnostics }) =>
          diagnostics.map((found) => sarifResult(file, found)),
        ),
      },
    ],
  };
  return `${json(sarif)}\n`;
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
function printGithub(reports: readonly Report[]): string {
  const lines = reports.flatMap(({ file, diagnostics }) =>
    diagnostics.map(({ code, severity, message, range, help }) => {
      const level = severity === "note" ? "notice" : severity;
      const { line, column, endLine, endColumn } = flat(range);
      const where = `file=${githubProperty(file)},line=${line},col=${column},endLine=${endLine},endColumn=${endColumn}`;
      const text = [message, ...(help === undefined ? [] : [`help: ${help}`])].map(visible).join("\n");
      return `::${level} ${where},title=${code}::${githubData(text)}\n`;
    }),
  );
  return lines.join("");
}

function githubData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function githubProperty(text: string): string {
  return githubData(visible(text)).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
