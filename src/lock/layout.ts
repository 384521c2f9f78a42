import { plainKey } from "../source/plain.ts";
import { type Bytes, pieceSize } from "./bytes.ts";

/** A part of a file that is a document of its own. */
export interface Part {
  /** Its bytes. */
  readonly start: number;
  readonly end: number;
  /** Lines of the file that stand before it. */
  readonly line: number;
}

/** What a lock file of a cluster has of one host. */
export interface HostPart extends Part {
  /** Where that ends of it which other hosts have to know: what stands before its containers. */
  readonly outlineEnd: number;
}

/** A lock file of a cluster, host by host. */
export interface Layout {
  /** What stands above the hosts. */
  readonly preamble: Part;
  /** By name, in the order of the file. */
  readonly hosts: ReadonlyMap<string, HostPart>;
}

/** The first line that is not as `netgen lock` lays it out. */
export interface Stray {
  readonly part: Part;
  readonly kind: "merge" | "twice" | "other";
}

/** More hosts than this are no lock file: twice as many as a cluster may have. */
const hostLimit = 40_000;

const [newline, space] = [0x0a, 0x20];

/**
 * Finds the hosts of a lock file by the layout that `netgen lock` gives it, without reading what is inside: one pass
 * over the lines, of which few are looked at.
 */
export function layoutOf(bytes: Bytes): Layout | Stray {
  const hosts = new Map<string, HostPart>();
  let preamble: Part = { start: 0, end: bytes.length, line: 0 };
  let open: Open | undefined;
  let seenHosts = false;
  const close = (end: number) => {
    if (open !== undefined) hosts.set(open.name, finished(open, end));
  };
  for (const { start, end, line, indent, text } of shallowLines(bytes)) {
    const stray = (kind: Stray["kind"]): Stray => ({ part: { start, end, line }, kind });
    if (text === undefined) return stray("other");
    if (text === "" || /^ *#/.test(text)) continue;
    if (indent === 4 && open !== undefined) {
      noteKey(open, text, start);
    } else if (indent === 2 && seenHosts) {
      const name = text.endsWith(":") ? plainKey(text.slice(2, -1)) : undefined;
      if (name === undefined || hosts.size >= hostLimit) return stray("other");
      close(start);
      if (hosts.has(name)) return stray("twice");
      open = { name, start, line, before: true, outlineEnd: undefined };
      if (hosts.size === 0) preamble = { start: 0, end: start, line: 0 };
    } else if (indent === 0 && !seenHosts && /^(?:netgen_lock: [^ ]+|hosts:)$/.test(text)) {
      seenHosts = text === "hosts:";
    } else {
      return stray(/^(?:<{7}|={7}|>{7})(?: |$)/.test(text) ? "merge" : "other");
    }
  }
  close(bytes.length);
  return { preamble, hosts };
}

/** A host whose end has not been found yet. */
interface Open {
  readonly name: string;
  readonly start: number;
  readonly line: number;
  /** Nothing but what other hosts have to know was found so far. */
  before: boolean;
  /** Undefined: nothing else follows, or not in this order. */
  outlineEnd: number | undefined;
}

const finished = ({ start, line, outlineEnd }: Open, end: number): HostPart => ({
  start,
  line,
  end,
  outlineEnd: outlineEnd ?? end,
});

/** Sees where a host's containers begin; where its keys are in no order that is known, the outline is all of it. */
function noteKey(open: Open, text: string, start: number): void {
  const [, key] = /^ {4}([a-z_]+):/.exec(text) ?? [];
  if (open.before && (key === "containers" || key === "point_to_point")) {
    open.before = false;
    open.outlineEnd = start;
  } else if (key === undefined || (!open.before && key !== "point_to_point")) {
    open.before = false;
    open.outlineEnd = undefined;
  }
}

interface Line extends Part {
  readonly indent: number;
  /** Undefined: longer than anything that is written. */
  readonly text: string | undefined;
}

/** Lines that are at most four spaces in. */
function* shallowLines(bytes: Bytes): Generator<Line> {
  let line = 0;
  for (let offset = 0; offset < bytes.length; ) {
    const atEnd = offset + pieceSize >= bytes.length;
    const { buffer, byteOffset, length } = bytes.slice(offset, Math.min(bytes.length, offset + pieceSize));
    const piece = Buffer.from(buffer, byteOffset, length);
    let start = 0;
    while (start < piece.length) {
      const found = piece.indexOf(newline, start);
      if (found < 0 && !atEnd) break;
      const end = found < 0 ? piece.length : found;
      const indent = indentOf(piece, start);
      if (indent <= 4) {
        const text = piece.toString("utf8", start, Math.min(end, start + lineLimit));
        const part = { start: offset + start, end: offset + end, line };
        yield { ...part, indent, text: end - start > lineLimit ? undefined : text };
      }
      line++;
      start = end + 1;
    }
    if (start === 0) {
      yield { start: offset, end: offset + piece.length, line, indent: 0, text: undefined };
      return;
    }
    offset += Math.min(start, piece.length);
  }
}

/** Spaces in front of a line, up to five. */
function indentOf(piece: Uint8Array, start: number): number {
  let indent = 0;
  while (indent < 5 && piece[start + indent] === space) indent++;
  return indent;
}

/** A name has at most 63 characters; a comment may have more. */
const lineLimit = 400;
