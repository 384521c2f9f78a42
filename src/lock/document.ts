import type { Diagnostic, Path, Place, Span, Where } from "../diagnostics/diagnostic.ts";
import { type Range, rangesIn } from "../diagnostics/located.ts";
import { problem } from "../diagnostics/report.ts";
import { decode, sizeLimit } from "../source/decode.ts";
import { readPlain } from "../source/plain.ts";
import { read } from "../source/read.ts";
import type { Bytes } from "./bytes.ts";
import { type Layout, layoutOf, type Part, type Stray } from "./layout.ts";
import { mergeMark } from "./read.ts";

/** A lock file of a cluster, of which no more is read than is asked for. */
export interface LockDocument {
  /** Undefined: the hosts cannot be told, for a reason that is among the problems. */
  readonly hosts: readonly string[] | undefined;
  /** What stands at the top, with whatever the hosts are. */
  readonly top: unknown;
  /** What is pinned for a host, or what stands of that before its containers; undefined where it cannot be read. */
  readonly valueOf: (host: string, how: "outline" | "all") => unknown;
  /** Everything that was wrong with the YAML so far. */
  readonly problems: readonly Diagnostic[];
  readonly rangeOf: (where: Where) => Range;
  /** A line of the file, counted from 1. */
  readonly lineAt: (line: number) => string;
}

/**
 * Reads the file by the layout that `netgen lock` gives it, each host when it is asked for; where somebody laid it out
 * in another way, as a whole.
 */
export function openDocument(bytes: Bytes): LockDocument {
  const layout = layoutOf(bytes);
  if ("hosts" in layout) return documentOf(bytes, layout);
  return bytes.length <= sizeLimit ? wholeDocument(bytes) : strayDocument(bytes, layout);
}

/** A part of the file as it is read. */
interface ReadPart {
  readonly value: unknown;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads parts of a file, and finds places in them. */
function partReader(bytes: Bytes, partAt: (path: Path) => { readonly part: Part; readonly within: Path }) {
  const problems: Diagnostic[] = [];
  /** Spans count from the beginning of the part that they are in. */
  const spanned = new Map<Where, Part>();
  const textOf = (part: Part) => decode(bytes.slice(part.start, part.end), "lock file");
  const places = remembered((part: Part) => {
    const { text } = textOf(part);
    return { rangeOf: rangesIn(text), spanAt: read(text, "lock file").value?.spanAt };
  });
  const readPart = (part: Part): unknown => {
    const { value, diagnostics } = valueIn(textOf(part));
    for (const found of diagnostics) {
      for (const { where } of [found, ...found.related]) spanned.set(where, part);
    }
    problems.push(...diagnostics);
    return value;
  };
  const rangeOf = (where: Where): Range => {
    const known =
      "span" in where ? { part: spanned.get(where) ?? beginning, within: [] } : partAt(where.place.path);
    const { rangeOf: rangeIn, spanAt } = places(known.part);
    const span = "span" in where ? where.span : spanOf(spanAt, { ...where.place, path: known.within });
    const { start, end } = rangeIn(span);
    const moved = ({ line, column }: Range["start"]) => ({ line: line + known.part.line, column });
    return { start: moved(start), end: moved(end) };
  };
  return { problems, readPart, rangeOf, textOf };
}

const beginning: Part = { start: 0, end: 0, line: 0 };

const spanOf = (spanAt: ((place: Place) => Span) | undefined, place: Place): Span =>
  spanAt?.(place) ?? { start: 0, end: 0 };

function valueIn(decoded: ReturnType<typeof decode>): ReadPart {
  if (decoded.value === undefined) return { value: undefined, diagnostics: decoded.diagnostics };
  const plain = readPlain(decoded.value);
  if (plain !== undefined) return { value: plain, diagnostics: [] };
  const { value, diagnostics } = read(decoded.value, "lock file");
  return { value: value?.value, diagnostics };
}

/** A function of parts that remembers its last value: one part is asked for many times, then the next. */
function remembered<T>(make: (part: Part) => T): (part: Part) => T {
  let last: { readonly part: Part; readonly value: T } | undefined;
  return (part) => {
    if (last?.part !== part) last = { part, value: make(part) };
    return last.value;
  };
}

function documentOf(bytes: Bytes, { preamble, hosts }: Layout): LockDocument {
  const partAt = (path: Path) => {
    const part = path[0] === "hosts" ? hosts.get(String(path[1])) : undefined;
    return part === undefined ? { part: preamble, within: path } : { part, within: path.slice(1) };
  };
  const { problems, readPart, rangeOf, textOf } = partReader(bytes, partAt);
  const top = readPart(preamble);
  const parts: readonly Part[] = [preamble, ...hosts.values()];
  const linesOf = remembered((part) => textOf(part).text.split("\n"));
  return {
    hosts: problems.length > 0 ? undefined : [...hosts.keys()],
    top,
    valueOf: (host, how) => {
      const part = hosts.get(host);
      if (part === undefined) return undefined;
      return entryOf(readPart(how === "all" ? part : { ...part, end: part.outlineEnd }), host);
    },
    problems,
    rangeOf,
    lineAt: (line) => {
      const part = parts.findLast((each) => each.line < line) ?? preamble;
      return linesOf(part)[line - part.line - 1] ?? "";
    },
  };
}

function entryOf(value: unknown, key: string): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return Object.entries(value).find(([name]) => name === key)?.[1];
}

function wholeDocument(bytes: Bytes): LockDocument {
  const part = { start: 0, end: bytes.length, line: 0 };
  const { problems, readPart, rangeOf, textOf } = partReader(bytes, (within) => ({ part, within }));
  const merge = mergeMark(textOf(part).text);
  if (merge !== undefined) problems.push(merge);
  const top = merge === undefined ? readPart(part) : undefined;
  const inside = entryOf(top, "hosts");
  const hosts = typeof inside === "object" && inside !== null && !Array.isArray(inside) ? inside : {};
  return {
    hosts: problems.length > 0 ? undefined : Object.keys(hosts),
    top,
    valueOf: (host) => entryOf(hosts, host),
    problems,
    rangeOf: (where) => rangeOf(where),
    lineAt: (line) => textOf(part).text.split("\n")[line - 1] ?? "",
  };
}

/** A file that is too large to be read as a whole, of which one line is not where it should be. */
function strayDocument(bytes: Bytes, { part, kind }: Stray): LockDocument {
  const { text } = decode(bytes.slice(part.start, Math.min(part.end, part.start + 400)), "lock file");
  const where = { span: { start: 0, end: text.length } };
  const found =
    (kind === "merge" ? mergeMark(text) : undefined) ??
    (kind === "twice"
      ? problem("NG0103", `the host ${text.trim().slice(0, -1)} stands twice`, where)
      : problem("NG0214", "this line is not as `netgen lock` writes it", where));
  const lines = rangesIn(text);
  const moved = ({ line, column }: Range["start"]) => ({ line: line + part.line, column });
  return {
    hosts: undefined,
    top: undefined,
    valueOf: () => undefined,
    problems: [found],
    rangeOf: () => {
      const { start, end } = lines({ start: 0, end: text.length });
      return { start: moved(start), end: moved(end) };
    },
    lineAt: () => text,
  };
}
