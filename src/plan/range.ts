import { namePattern } from "./schema.ts";

/** One of the names that a key stands for. */
export interface RangedName {
  readonly name: string;
  /** The number (or letter) as written in the name, `{n}`; undefined for a key without a range. */
  readonly n: string | undefined;
  /** Place in the range, from 0, `{i}`. */
  readonly i: number;
}

/** How many names, or what is wrong with the range. */
export type Range =
  | { readonly kind: "names"; readonly count: number; readonly names: () => readonly RangedName[] }
  | { readonly kind: "wrong"; readonly message: string };

const form = /^([^[\]]*)\[([0-9]+|[a-z]):([0-9]+|[a-z])(?::([0-9]+))?\]([^[\]]*)$/;

/**
 * Reads a key of `networks` or `containers`: a name, or a name with one range in Ansible's form
 * (inventory patterns: `www[01:50:2].example.com`, `db-[a:f]`; both bounds belong to it).
 */
export function readRange(key: string): Range {
  if (!/[[\]]/.test(key))
    return { kind: "names", count: 1, names: () => [{ name: key, n: undefined, i: 0 }] };
  const [, before = "", first = "", last = "", step = "1", after = ""] = form.exec(key) ?? [];
  if (first === "") return wrong("a range is written [01:50], [1:9:2] or [a:f], once in a key");
  if (Number(step) === 0) return wrong("a range goes on in steps of 1 or more");
  if (/[a-z]/.test(first) !== /[a-z]/.test(last))
    return wrong("one bound is a letter and the other a number");
  const letters = /[a-z]/.test(first);
  if (!letters && first.startsWith("0") && first.length > 1 && first.length !== last.length) {
    return wrong(`${first} has a leading zero, so ${last} has to have ${first.length} digits too`);
  }
  if (!letters && last.startsWith("0") && last.length > first.length) {
    return wrong(`${last} has a leading zero, so ${first} has to have ${last.length} digits too`);
  }
  const from = letters ? first.charCodeAt(0) : Number(first);
  const to = letters ? last.charCodeAt(0) : Number(last);
  if (from > to) return wrong(`${first} comes after ${last}`);
  if (!Number.isSafeInteger(to) || !Number.isSafeInteger(Number(step))) return wrong("a number is too large");
  const written = (value: number) =>
    letters ? String.fromCharCode(value) : String(value).padStart(first.length, "0");
  const longest = `${before}${written(to)}${after}`;
  if (!namePattern.test(longest)) return wrong(`${shorten(longest)} would not be a name`);
  const count = Math.floor((to - from) / Number(step)) + 1;
  const names = () =>
    Array.from({ length: count }, (_, i) => {
      const n = written(from + i * Number(step));
      return { name: `${before}${n}${after}`, n, i };
    });
  return { kind: "names", count, names };
}

function wrong(message: string): Range {
  return { kind: "wrong", message };
}

function shorten(name: string): string {
  return name.length > 70 ? `${name.slice(0, 30)}… (${name.length} characters)` : name;
}

/** Fills `{n}` and `{i}` into every text of a value. */
export function fillIn<T>(value: T, ranged: RangedName): T {
  if (ranged.n === undefined) return value;
  const fill = (text: string) =>
    text.includes("{") ? text.replaceAll("{n}", String(ranged.n)).replaceAll("{i}", String(ranged.i)) : text;
  const walk = (node: unknown): unknown => {
    if (typeof node === "string") return fill(node);
    if (Array.isArray(node)) return node.map(walk);
    if (typeof node !== "object" || node === null) return node;
    return Object.fromEntries(Object.entries(node).map(([key, inner]) => [fill(key), walk(inner)]));
  };
  return walk(value) as T;
}
