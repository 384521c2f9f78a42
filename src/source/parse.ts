import { Composer, type Document, Lexer, type ParsedNode, Parser, type YAMLError } from "yaml";
import type { Code } from "../diagnostics/codes.ts";
import type { Diagnostic, Outcome, Span } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import { causeOf } from "./cause.ts";
import type { Noun } from "./decode.ts";

/** Words, spaces and signs of a plan that YAML's lexer may find; 4096 hosts of 16 networks, written one by one, have fewer. */
const lexemeLimit = 1_500_000;

/** Lines that begin with %; a plan needs none. */
const directiveLimit = 10;

/** Mappings and lists inside each other; the deepest plan needs eight. */
const depthLimit = 100;
const tooDeep = `nested more than ${depthLimit} levels deep`;

/** Syntax errors shown: behind the first few everything follows from them. */
const errorLimit = 20;

export type PlanDocument = Document.Parsed<ParsedNode>;

/** Parses one YAML 1.2 document; work and memory are bounded before anything recurses. */
export function parse(text: string, noun: Noun = "plan"): Outcome<PlanDocument> {
  const tokens = parseTokens(text, noun);
  if (tokens.value === undefined) return { value: undefined, diagnostics: tokens.diagnostics };
  const composer = new Composer({
    version: "1.2",
    schema: "core",
    merge: false,
    resolveKnownTags: false,
    // Both would be quadratic; convert.ts looks for duplicates itself.
    uniqueKeys: false,
    prettyErrors: false,
  });
  const [document] = withoutStacks(
    () => composer.compose(tokens.value ?? [], true, text.length) as Iterable<PlanDocument>,
  );
  if (document === undefined) throw new Error("the composer gave no document");
  const found = [...document.errors, ...document.warnings];
  const diagnostics = [...tokens.diagnostics, ...syntaxProblems(onePerLine(found, text), text)];
  return { value: diagnostics.length > 0 ? undefined : document, diagnostics };
}

/** The library makes an Error of every problem; a hundred thousand stacks would take ten times as long as the parsing. */
function withoutStacks<T>(compose: () => Iterable<T>): readonly T[] {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return [...compose()];
  } finally {
    Error.stackTraceLimit = limit;
  }
}

type Token = ReturnType<Parser["next"]> extends Generator<infer T> ? T : never;

function parseTokens(text: string, noun: Noun): Outcome<Token[]> {
  const lexemes: string[] = [];
  let directives = 0;
  let brackets = 0;
  let offset = 0;
  for (const lexeme of new Lexer().lex(text)) {
    lexemes.push(lexeme);
    if (lexeme.startsWith("%")) directives++;
    if (lexeme === "[" || lexeme === "{") brackets++;
    if (lexeme === "]" || lexeme === "}") brackets--;
    if (brackets > depthLimit) return refuse("NG0106", tooDeep, offset);
    if (lexemes.length > lexemeLimit) {
      return refuse("NG0105", `the ${noun} has more than ${lexemeLimit} words and signs`, offset);
    }
    if (directives > directiveLimit) {
      return refuse("NG0105", `the ${noun} has more than ${directiveLimit} directives (%)`, offset);
    }
    // The lexer's marks of documents, scalars and flow ends are characters that the text does not hold.
    if (!["\u0002", "\u0018", "\u001f"].includes(lexeme)) offset += lexeme.length;
  }
  const parser = new Parser();
  const tokens: Token[] = [];
  let documents = 0;
  let errors = 0;
  for (const lexeme of lexemes) {
    for (const token of parser.next(lexeme)) {
      if (token.type === "error" && ++errors > errorLimit) return { value: tokens, diagnostics: [] };
      if (token.type === "document" && ++documents > 1) return secondDocument(token.offset, noun);
      tokens.push(token);
    }
    if (parser.stack.length > depthLimit) {
      return refuse("NG0106", tooDeep, parser.offset);
    }
  }
  for (const token of parser.end()) {
    if (token.type === "document" && ++documents > 1) return secondDocument(token.offset, noun);
    tokens.push(token);
  }
  return { value: tokens, diagnostics: [] };
}

function secondDocument(offset: number, noun: Noun): Outcome<Token[]> {
  return refuse(
    "NG0110",
    `a second document begins here; a file holds one ${noun === "plan" ? noun : "document"}`,
    offset,
    3,
  );
}

function refuse(code: Code, message: string, offset: number, length = 1): Outcome<Token[]> {
  return {
    value: undefined,
    diagnostics: [problem(code, message, { span: { start: offset, end: offset + length } })],
  };
}

/** The first error of every line: what comes behind it on the line follows from it. */
function onePerLine(errors: readonly YAMLError[], text: string): readonly YAMLError[] {
  const kept: YAMLError[] = [];
  let lineEnd = -1;
  for (const error of errors.toSorted((a, b) => a.pos[0] - b.pos[0])) {
    if (error.pos[0] <= lineEnd) continue;
    kept.push(error);
    if (kept.length === errorLimit) break;
    lineEnd = text.indexOf("\n", error.pos[0]);
    if (lineEnd < 0) break;
  }
  return kept;
}

/** What there is to say about syntax errors: their causes, each once, up to one that the rest may follow from. */
function syntaxProblems(errors: readonly YAMLError[], text: string): readonly Diagnostic[] {
  const problems: Diagnostic[] = [];
  for (const error of errors) {
    const tab = tabOf(error, text);
    const cause = tab === undefined && error.code !== "TAG_RESOLVE_FAILED" ? causeOf(error, text) : undefined;
    if (cause === undefined) problems.push(tab ?? syntaxProblem(error, text));
    else problems.push(problem("NG0102", cause.message, { span: cause.span }, { help: cause.help }));
    if (cause?.stops) break;
  }
  return problems;
}

function tabOf({ code, pos }: YAMLError, text: string): Diagnostic | undefined {
  const lineStart = text.lastIndexOf("\n", pos[0] - 1) + 1;
  const indentation = /^[ \t]*/.exec(text.slice(lineStart, lineStart + 1000))?.[0] ?? "";
  if (code !== "TAB_AS_INDENT" && !indentation.includes("\t")) return undefined;
  const tab = lineStart + indentation.indexOf("\t");
  const span = indentation.includes("\t") ? { start: tab, end: tab + 1 } : spanOf(pos);
  return problem("NG0104", "a tab in the indentation; YAML indents with spaces", { span });
}

function syntaxProblem({ code, message, pos }: YAMLError, text: string): Diagnostic {
  const span = spanOf(pos);
  if (code !== "TAG_RESOLVE_FAILED") return problem("NG0102", plain(message), { span });
  const tag = text.slice(span.start, span.end);
  return problem("NG0112", `the plan language has no YAML tags such as \`${tag}\``, { span });
}

const spanOf = ([start, end]: YAMLError["pos"]): Span => ({ start, end: Math.max(end, start + 1) });

/** The library's message in this catalogue's form: no capital in front, no full stop behind. */
function plain(message: string): string {
  const [first = ""] = message.split("\n");
  return `${first.charAt(0).toLowerCase()}${first.slice(1)}`.replace(/\.$/, "");
}
