import {
  type Alias,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type Scalar,
  type YAMLMap,
} from "yaml";
import type { Diagnostic, Span, Where } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import type { Noun } from "./decode.ts";

/** Values that all aliases together may stand for. */
const aliasLimit = 200_000;

/** Plain values of a document, and what its aliases stand for. */
export interface Converted {
  readonly value: unknown;
  readonly targets: ReadonlyMap<Alias, Node>;
  readonly diagnostics: readonly Diagnostic[];
  /** True: the value is not to be used, it would be without bound or incomplete. */
  readonly broken: boolean;
}

/**
 * Plain values from YAML nodes: mappings become objects (of the keys that are text, the first of each), lists
 * arrays. An alias becomes the very value of its anchor.
 */
export function convert(root: Node | null, noun: Noun = "plan"): Converted {
  const targets = new Map<Alias, Node>();
  const anchors = new Map<string, Node>();
  const done = new Map<Node, { value: unknown; size: number }>();
  const diagnostics: Diagnostic[] = [];
  let aliased = 0;
  let broken = false;

  /** @returns the value and how many values it holds, aliases written out */
  function node(current: Node | null): { value: unknown; size: number } {
    if (current === null) return { value: null, size: 1 };
    if (isAlias(current)) return alias(current);
    if ("anchor" in current && current.anchor) anchors.set(current.anchor, current);
    const result = isMap(current) ? mapping(current) : isSeq(current) ? list(current.items) : scalar(current);
    done.set(current, result);
    return result;
  }

  function alias(current: Alias): { value: unknown; size: number } {
    const target = anchors.get(current.source);
    if (target === undefined) {
      const message = `*${current.source} has no anchor: there is no &${current.source} above it`;
      diagnostics.push(problem("NG0108", message, whole(current)));
      broken = true;
      return { value: null, size: 1 };
    }
    targets.set(current, target);
    const result = done.get(target);
    if (result !== undefined) aliased += result.size;
    if (result === undefined || aliased > aliasLimit) {
      const message =
        result === undefined
          ? `*${current.source} is inside the value that it stands for`
          : `the ${noun}'s aliases stand for more than ${aliasLimit} values`;
      if (aliased <= aliasLimit || !broken) diagnostics.push(problem("NG0107", message, whole(current)));
      broken = true;
      return { value: null, size: 1 };
    }
    return result;
  }

  function list(items: readonly unknown[]) {
    const results = items.map((item) => node(item as Node | null));
    return {
      value: results.map((result) => result.value),
      size: results.reduce((sum, r) => sum + r.size, 1),
    };
  }

  function mapping(map: YAMLMap) {
    const value: Record<string, unknown> = {};
    const first = new Map<string, Node>();
    let size = 1;
    for (const pair of map.items) {
      const name = key(pair);
      const inner = node(pair.value as Node | null);
      size += inner.size;
      if (name === undefined) continue;
      const earlier = first.get(name);
      const here = pair.key as Node;
      if (earlier !== undefined) {
        const related = [{ where: whole(earlier), message: "given here first" }];
        diagnostics.push(problem("NG0103", `duplicate key \`${name}\``, whole(here), { related }));
        continue;
      }
      first.set(name, here);
      value[name] = inner.value;
    }
    return { value, size };
  }

  /** A mapping's key, if it is one that a plan can have. */
  function key(pair: Pair): string | undefined {
    const here = pair.key as Node | null;
    if (!isScalar(here)) {
      const where = here === null ? whole(pair.value as Node | null) : whole(here);
      diagnostics.push(problem("NG0111", "a key has to be text", where));
      return undefined;
    }
    if (here.anchor) anchors.set(here.anchor, here);
    done.set(here, { value: here.value, size: 1 });
    if (typeof here.value !== "string") {
      const written = here.source ?? "";
      const kind =
        here.value === null ? "nothing" : typeof here.value === "number" ? "a number" : "a boolean";
      const help = written === "" ? undefined : `put it in quotes: "${written}"`;
      diagnostics.push(
        problem("NG0111", `the key is ${kind} to YAML, and has to be text`, whole(here), { help }),
      );
      return undefined;
    }
    if (keyText(here) !== undefined) return here.value;
    if (here.value === "<<") {
      const help = "write the values down, or use an alias for the whole value";
      diagnostics.push(problem("NG0113", "YAML 1.2 has no merge key `<<`", whole(here), { help }));
      return undefined;
    }
    diagnostics.push(problem("NG0111", `\`${here.value}\` cannot be a key`, whole(here)));
    return undefined;
  }

  function scalar(current: Node) {
    const { value, source } = current as Scalar;
    if (
      typeof value === "number" &&
      Number.isFinite(value) &&
      source !== undefined &&
      source !== String(value)
    ) {
      const help = `write ${value}, or put it in quotes if text is meant: "${source}"`;
      diagnostics.push(
        problem("NG0212", `YAML reads ${source} as the number ${value}`, whole(current), { help }),
      );
    }
    return { value, size: 1 };
  }

  const { value } = node(root);
  return { value, targets, diagnostics, broken };
}

/** A key that a plan can have: text, and neither a merge key nor the one that JavaScript keeps for itself. */
export function keyText(key: unknown): string | undefined {
  if (!isScalar(key) || typeof key.value !== "string") return undefined;
  if (key.value === "__proto__" || (key.value === "<<" && key.type === "PLAIN")) return undefined;
  return key.value;
}

/** The whole of a node, in the text. */
function whole(node: Node | null): Where {
  return { span: spanOf(node) };
}

/** A node's span without what trails it. */
export function spanOf(node: Node | null): Span {
  const range = node?.range;
  return { start: range?.[0] ?? 0, end: range?.[1] ?? 0 };
}
