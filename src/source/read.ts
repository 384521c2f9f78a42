import { type Alias, isAlias, isMap, isScalar, isSeq, type Node, type Pair, type YAMLMap } from "yaml";
import type { Outcome, Path, Place, Span } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import { convert, keyText, spanOf } from "./convert.ts";
import type { Noun } from "./decode.ts";
import { parse } from "./parse.ts";

/** A plan's document: its plain values, and where each of them stands. */
export interface Source {
  readonly value: unknown;
  /** Where a place stands in the text; a place that does not exist is looked for at the nearest one that holds it. */
  readonly spanAt: (place: Place) => Span;
  /** Keys of the mapping at a path, in the order of the text. */
  readonly keysOf: (path: Path) => readonly string[];
  /** The text of the value at a path, as written. */
  readonly textAt: (path: Path) => string;
  /** Keys of the mappings, from the root, whose entries hold a spot of the text. */
  readonly pathTo: (offset: number) => Path;
}

/**
 * Reads a file's text. All problems are collected; `value` is there as long as the values can be relied upon, also
 * beside errors that concern a single key.
 */
export function read(text: string, noun: Noun = "plan"): Outcome<Source> {
  const parsed = parse(text, noun);
  if (parsed.value === undefined) return { value: undefined, diagnostics: parsed.diagnostics };
  const root = parsed.value.contents;
  if (root === null || (isScalar(root) && root.value === null && !root.source)) {
    const help =
      noun === "plan" ? "the smallest plan is: netgen: 1" : "delete it to have everything picked again";
    return {
      value: undefined,
      diagnostics: [problem("NG0109", `the ${noun} is empty`, { span: { start: 0, end: 0 } }, { help })],
    };
  }
  const { value, targets, diagnostics, broken } = convert(root, noun);
  if (broken) return { value: undefined, diagnostics };
  const find = finder(root, targets);
  const spanAt = ({ path, part }: Place): Span => {
    const { pair, node } = find(path);
    if (pair !== undefined && (part === "key" || isEmpty(node))) return spanOf(pair.key as Node);
    return spanOf(node);
  };
  return {
    value: {
      value,
      spanAt,
      keysOf: (path) => keys(find(path).node),
      textAt: (path) => {
        const { start, end } = spanOf(find(path).node);
        return text.slice(start, end);
      },
      pathTo: (offset) => pathTo(root, offset),
    },
    diagnostics,
  };
}

interface Found {
  /** The entry whose value it is; undefined for the root and for items of a list. */
  readonly pair: Pair | undefined;
  readonly node: Node | null;
}

/** Looks paths up; where a path leads nowhere, it ends at the last thing on its way. */
function finder(root: Node, targets: ReadonlyMap<Alias, Node>): (path: Path) => Found {
  const indexes = new Map<YAMLMap, Map<string, Pair>>();
  const index = (map: YAMLMap) => {
    const known = indexes.get(map);
    if (known !== undefined) return known;
    const made = new Map<string, Pair>();
    for (const pair of map.items) {
      const name = keyText(pair.key);
      if (name !== undefined && !made.has(name)) made.set(name, pair);
    }
    indexes.set(map, made);
    return made;
  };
  const follow = (node: Node | null) => (isAlias(node) ? (targets.get(node) ?? null) : node);
  return (path) => {
    let pair: Pair | undefined;
    let node: Node | null = root;
    for (const step of path) {
      const holder: Node | null = follow(node);
      if (isMap(holder)) {
        const next = index(holder).get(String(step));
        if (next === undefined) break;
        pair = next;
        node = next.value as Node | null;
      } else if (isSeq(holder) && typeof step === "number") {
        const next = holder.items[step] as Node | null | undefined;
        if (next === undefined) break;
        pair = undefined;
        node = next;
      } else break;
    }
    return { pair, node };
  };
}

function pathTo(root: Node, offset: number): Path {
  const path: string[] = [];
  let node: Node | null = root;
  while (isMap(node)) {
    const pair = node.items.find(({ key, value }) => {
      const end = spanOf((value ?? key) as Node | null).end;
      return spanOf(key as Node | null).start <= offset && offset < end;
    });
    const key = keyText(pair?.key);
    if (pair === undefined || key === undefined) break;
    path.push(key);
    node = pair.value as Node | null;
  }
  return path;
}

function keys(node: Node | null): readonly string[] {
  if (!isMap(node)) return [];
  const names = node.items.map((pair) => keyText(pair.key));
  return [...new Set(names.filter((name) => name !== undefined))];
}

function isEmpty(node: Node | null): boolean {
  return node === null || (isScalar(node) && node.value === null && !node.source);
}
