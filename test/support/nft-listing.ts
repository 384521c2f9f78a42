import { equals, type Fate, type Hook, type Packet } from "./packets.ts";
import { outputOf, runInNewNetwork } from "./tools.ts";

/** A part of `nft --json list ruleset`, as libnftables-json(5) has it; only what our rules use is read. */
type Json = { readonly [key: string]: unknown };

/** A ruleset as the kernel holds it. */
export interface NftListing {
  readonly sets: ReadonlyMap<string, readonly unknown[]>;
  readonly chains: readonly (Json & { readonly name: string })[];
  readonly rules: readonly (Json & { readonly chain: string; readonly expr: readonly Json[] })[];
}

/** Loads rules for `nft -f` into a kernel's new network, and reads what nft then lists. */
export function loadNft(rules: string): NftListing {
  const listed = outputOf(runInNewNetwork("nft --file - && nft --json list ruleset", rules));
  const objects: readonly Record<string, Json>[] = JSON.parse(listed).nftables;
  return {
    sets: new Map(
      objects.flatMap(({ set, map }) => {
        const { name, elem } = set ?? map ?? {};
        return name === undefined ? [] : [[String(name), (elem as unknown[] | undefined) ?? []]];
      }),
    ),
    chains: objects.flatMap(({ chain }) => (chain ? [chain as NftListing["chains"][number]] : [])),
    rules: objects.flatMap(({ rule }) => (rule ? [rule as NftListing["rules"][number]] : [])),
  };
}

/** What the listed rules do with a packet; throws at a rule that it cannot read, so that none is passed over. */
export function judgeNft({ sets, chains, rules }: NftListing, hook: Hook, packet: Packet): Fate {
  for (const { name, policy } of chains.filter((chain) => chain.hook === hook)) {
    const fate = judgeChain(
      rules.filter(({ chain }) => chain === name),
      sets,
      packet,
    );
    if (fate !== undefined && fate !== "pass") {
      return fate;
    }
    if (policy !== "accept") {
      return "drop";
    }
  }
  return "pass";
}

function judgeChain(rules: NftListing["rules"], sets: NftListing["sets"], packet: Packet): Fate | undefined {
  for (const { expr } of rules) {
    let fate: Fate | "break" | undefined;
    for (const statement of expr) {
      fate = judgeStatement(statement, sets, packet);
      if (fate !== undefined) {
        break;
      }
    }
    if (fate !== undefined && fate !== "break") {
      return fate;
    }
  }
  return undefined;
}

/** Undefined: the next statement has its turn; `break`: the next rule. */
function judgeStatement(
  statement: Json,
  sets: NftListing["sets"],
  packet: Packet,
): Fate | "break" | undefined {
  if ("accept" in statement) {
    return "pass";
  }
  if ("drop" in statement) {
    return "drop";
  }
  if ("masquerade" in statement) {
    return "masquerade";
  }
  if ("match" in statement) {
    return holds(statement.match as Json, sets, packet) ? undefined : "break";
  }
  if ("snat" in statement) {
    const { map } = (statement.snat as { readonly addr: { readonly map: Json } }).addr;
    const elements = setOf(map?.data, sets) as readonly (readonly [unknown, string])[];
    const found = elements.find(([key]) => isKey(valuesOf(map?.key as Json, packet), key));
    return found === undefined ? "break" : `snat ${found[1]}`;
  }
  throw new Error(`a statement that this test does not know: ${JSON.stringify(statement)}`);
}

function holds({ op, left, right }: Json, sets: NftListing["sets"], packet: Packet): boolean {
  if (JSON.stringify(left) === '{"ct":{"key":"state"}}') {
    const states = JSON.stringify([right].flat().toSorted());
    if (states === '["invalid"]') return packet.invalid;
    if (op !== "in" || states !== '["established","related"]') {
      throw new Error(`states ${states}`);
    }
    return packet.established;
  }
  if (JSON.stringify(left) === '{"meta":{"key":"nfproto"}}' && op === "==") {
    return right === packet.family;
  }
  if (op !== "==" && op !== "!=") {
    throw new Error(`operator ${op}`);
  }
  const held = setOf(right, sets).some((element) => isKey(valuesOf(left as Json, packet), element));
  return held === (op === "==");
}

function setOf(reference: unknown, sets: NftListing["sets"]): readonly unknown[] {
  const elements = sets.get(String(reference).slice(1));
  if (!String(reference).startsWith("@") || elements === undefined) {
    throw new Error(`no set ${reference}`);
  }
  return elements;
}

/** The packet's values that an expression asks for. */
function valuesOf(expression: Json, packet: Packet): readonly string[] {
  if ("concat" in expression) {
    return (expression.concat as readonly Json[]).flatMap((part) => valuesOf(part, packet));
  }
  const text = JSON.stringify(expression);
  const name = /^\{"meta":\{"key":"(iifname|oifname)"\}\}$/.exec(text)?.[1];
  const field = /^\{"payload":\{"protocol":"ip","field":"(saddr|daddr)"\}\}$/.exec(text)?.[1];
  const value = packet[(name ?? field) as keyof Packet];
  if (typeof value !== "string") {
    throw new Error(`a field that this test does not know: ${text}`);
  }
  return [value];
}

/** Whether values are those of an element: a text, a prefix, or a concatenation. */
function isKey(values: readonly string[], element: unknown): boolean {
  if (typeof element === "object" && element !== null && "concat" in element) {
    const parts = element.concat as readonly unknown[];
    return (
      parts.length === values.length &&
      parts.every((part, index) => isKey(values.slice(index, index + 1), part))
    );
  }
  const [value = ""] = values;
  if (typeof element === "object" && element !== null && "prefix" in element) {
    const { addr, len } = element.prefix as Json;
    return values.length === 1 && equals(value, `${addr}/${len}`);
  }
  if (typeof element !== "string") {
    throw new Error(`an element that this test does not know: ${JSON.stringify(element)}`);
  }
  return values.length === 1 && equals(value, element);
}
