import type { Span } from "../diagnostics/diagnostic.ts";
import { shown } from "../diagnostics/shown.ts";
import { openAt } from "./brackets.ts";
import { indentationCause } from "./indentation.ts";
import { lineAt } from "./line.ts";
import { spaceMissing } from "./space.ts";

/** Why a text is not YAML, at the place where its author has to change it. */
export interface Cause {
  readonly span: Span;
  readonly message: string;
  readonly help?: string | undefined;
  /** True: everything behind it may only follow from it. */
  readonly stops?: boolean;
}

/** A syntax error as the YAML library gives it. */
export interface YamlError {
  readonly code: string;
  readonly message: string;
  readonly pos: readonly [number, number];
}

/** The cause of a syntax error; undefined where the library's words and place have to do. */
export function causeOf(error: YamlError, text: string): Cause | undefined {
  for (const find of [unclosedQuote, noSpace, bracket, indentationCause, noColon, reserved, noComma]) {
    const cause = find(error, text);
    if (cause !== undefined) return cause;
  }
  return undefined;
}

function unclosedQuote({ pos }: YamlError, text: string): Cause | undefined {
  const { quote } = openAt(text, pos[1]);
  if (quote === undefined) return undefined;
  const message = `the quote ${text[quote]} is not closed on its line`;
  return { span: { start: quote, end: quote + 1 }, message, stops: true };
}

/** `web:{…}` or `-front`: a key or a dash, and its value without a space between. */
function noSpace({ code, pos }: YamlError, text: string): Cause | undefined {
  const line = lineAt(text, pos[0]);
  const before = /^ *(?:- +)*/.exec(line.text)?.[0].length ?? 0;
  const found = spaceMissing(line.text.slice(before).replace(/\s+#.*$/, ""));
  if (found !== undefined) {
    const start = line.start + before;
    return { span: { start, end: start + found.key.length + 1 }, ...found };
  }
  const dash = /^( *)-[^\s-]/.exec(line.text);
  if (code !== "MISSING_CHAR" || dash === null) return undefined;
  const start = line.start + (dash[1]?.length ?? 0);
  const help = `- ${line.text.trim().slice(1)}`;
  return { span: { start, end: start + 1 }, message: "a space is missing after the dash", help };
}

function bracket({ code, message, pos }: YamlError, text: string): Cause | undefined {
  const open = openAt(text, pos[0]).brackets.at(-1);
  const ends = /must be sufficiently indented and end with a|Expected flow \w+ to end with/i.test(message);
  if (ends && open !== undefined) {
    const span = { start: open.offset, end: open.offset + 1 };
    const other = "]}".includes(text[pos[0]] ?? " ") ? ` before the next ${text[pos[0]]}` : "";
    const close = open.bracket === "[" ? "]" : "}";
    const help = `write the closing ${close} on the same line, or indent the lines up to it`;
    return { span, message: `the bracket ${open.bracket} is not closed${other}`, help, stops: true };
  }
  const extra = /Unexpected flow-(?:map|seq)-end/i.test(message) && code === "UNEXPECTED_TOKEN";
  if (!extra || open !== undefined) return undefined;
  const span = { start: pos[0], end: pos[0] + 1 };
  return { span, message: `the bracket ${text[pos[0]]} has no opening bracket` };
}

/** `front {}` or `front` alone, with more lines below. */
function noColon({ code, message, pos }: YamlError, text: string): Cause | undefined {
  if (code === "BLOCK_AS_IMPLICIT_KEY" && /compact mappings/.test(message)) return innerColon(pos[0], text);
  if (code !== "MULTILINE_IMPLICIT_KEY" && !/implicit map keys need/i.test(message)) return undefined;
  const line = lineAt(text, pos[0]);
  const [word] = /^[\w.[\]-]+/.exec(line.text.slice(pos[0] - line.start)) ?? [];
  if (word === undefined) return undefined;
  const span = { start: pos[0], end: pos[0] + word.length };
  return { span, message: `a colon is missing after \`${shown(word)}\`` };
}

/** `name: a: b`: the value holds what would be a key. */
function innerColon(start: number, text: string): Cause | undefined {
  const { start: lineStart, text: line } = lineAt(text, start);
  const value = line
    .slice(start - lineStart)
    .replace(/\s+#.*$/, "")
    .trimEnd();
  if (!/:(?:\s|$)/.test(value) || /["\\]/.test(value)) return undefined;
  const span = { start, end: start + value.length };
  return { span, message: "a value with a colon and a space in it needs quotes", help: `"${value}"` };
}

/** `@a`, `*`, `\q`: characters with a meaning of their own. */
function reserved({ code, pos }: YamlError, text: string): Cause | undefined {
  if (code === "BAD_DQ_ESCAPE") {
    const span = { start: pos[0], end: Math.min(pos[0] + 2, text.length) };
    const message = `${shown(text.slice(pos[0], pos[0] + 2)).replace(/^"|"$/g, "")} is not an escape sequence of YAML`;
    return { span, message, help: "write \\\\ for a backslash, or put the text in single quotes" };
  }
  if (code !== "BAD_SCALAR_START" && code !== "BAD_ALIAS") return undefined;
  const line = lineAt(text, pos[0]);
  const [value = ""] = /^[^\s,[\]{}"\\#]+/.exec(line.text.slice(pos[0] - line.start)) ?? [];
  const span = { start: pos[0], end: pos[0] + Math.max(1, value.length) };
  const help = value === "" ? undefined : `"${value}"`;
  return { span, message: `a value that begins with ${text[pos[0]]} needs quotes`, help };
}

/** Two entries in brackets without a comma between. */
function noComma({ code, message, pos }: YamlError, text: string): Cause | undefined {
  const { brackets } = openAt(text, pos[0]);
  if (brackets.length === 0) {
    if (/scalar at node end/.test(message)) {
      const words = "text follows the value; put the whole value in quotes, or a # and a space in front";
      return { span: { start: pos[0], end: pos[1] }, message: words };
    }
    if (!/comments must be separated/i.test(message)) return undefined;
    return { span: { start: pos[0], end: pos[0] + 1 }, message: "a comment needs a space before the #" };
  }
  if (text[pos[0]] === "[" && /\w/.test(text[pos[0] - 1] ?? "")) return rangeInBrackets(pos[0], text);
  const missing = /^Missing , /.test(message) || (code === "UNEXPECTED_TOKEN" && /at node end/.test(message));
  if (!missing) return undefined;
  return { span: { start: pos[0], end: pos[1] }, message: "a comma is missing between two entries" };
}

/** `{web[1:3]: {}}`: within brackets, a key with a bracket in it needs quotes. */
function rangeInBrackets(offset: number, text: string): Cause | undefined {
  const { start, text: line } = lineAt(text, offset);
  const before = /[\w.-]+$/.exec(line.slice(0, offset - start))?.[0] ?? "";
  const key = before + (/^\[[^\]]*\][\w.-]*/.exec(line.slice(offset - start))?.[0] ?? "[");
  const first = offset - before.length;
  return {
    span: { start: first, end: first + key.length },
    message: "within brackets, a name with a range needs quotes",
    help: `"${key}"`,
  };
}
