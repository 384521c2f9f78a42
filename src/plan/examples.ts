import * as z from "zod";
import type { Path } from "../diagnostics/diagnostic.ts";
import { formsAt, kindOf } from "./forms.ts";

/**
 * An example of the key at a path, as it may be written into the plan: `networks: {front: {ipv4: 172.17.42.1/16}}`.
 * For an item of a list, an item of its example; for an entry of a mapping of names, the example of the mapping.
 */
export function exampleAt(path: Path, kinds: readonly string[] = []): string | undefined {
  for (let length = path.length; length > 0; length--) {
    const key = path[length - 1];
    const examples = typeof key === "string" ? examplesOf(path.slice(0, length - 1), key) : undefined;
    if (examples === undefined) continue;
    const isItem = typeof path[length] === "number" && length + 1 === path.length;
    const items = examples.filter((example) => Array.isArray(example)).flat();
    const among = isItem ? items : examples;
    const fitting = among.find((example) => kinds.includes(kindOf(example))) ?? among[0];
    if (fitting === undefined) return undefined;
    return isItem ? flow(fitting) : `${key}: ${flow(fitting)}`;
  }
  return undefined;
}

/** The examples of a key in the schema of the mapping that holds it; undefined where that has no such key. */
function examplesOf(holder: Path, key: string): readonly unknown[] | undefined {
  for (const form of formsAt(holder)) {
    const inner = form instanceof z.ZodObject ? form.shape[key] : undefined;
    if (inner === undefined) continue;
    const { examples } = z.globalRegistry.get(inner) ?? {};
    return Array.isArray(examples) ? examples : [];
  }
  return undefined;
}

/** A value as YAML in flow style, on one line. */
export function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).map(([key, inner]) => `${flow(key)}: ${flow(inner)}`);
    return `{${entries.join(", ")}}`;
  }
  return typeof value === "string" && !isPlain(value) ? JSON.stringify(value) : String(value);
}

/** Whether a text needs no quotes within brackets, whichever YAML reads it. */
const isPlain = (text: string): boolean =>
  /^[A-Za-z/][\w./-]*$/.test(text)
    ? !/^(?:true|false|yes|no|on|off|null|y|n)$/i.test(text)
    : /^\d+\.\d+\.\d+\.\d+(?:\/\d+)?$/.test(text);
