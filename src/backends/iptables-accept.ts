import type { Field } from "../ir/program.ts";
import { boundsOf, type RuleView, wordsOf } from "./iptables-ports.ts";

/** One way of being in a set. */
interface Way {
  readonly origin: string;
  readonly key: readonly string[];
}

/** Up to so many ways stand in one chain. */
const chainLimit = 32;

export interface AcceptChains {
  readonly rules: readonly RuleView[];
  /** The most of them that one packet passes. */
  readonly longest: number;
}

/**
 * Chains that accept a packet in one of many ways and leave the others to the chain `rest`. They are entered by
 * `-g`, so that RETURN goes back to where our first chain was called from.
 *
 * @param own the first chain; those behind it are named after it
 */
export function acceptChains(
  ways: readonly Way[],
  fields: readonly Field[],
  own: string,
  rest: string,
): AcceptChains {
  const leave = (chain: string): RuleView => ({ chain, origin: "", text: "", target: `-g ${rest}` });
  const leaf = (some: readonly Way[], chain: string): RuleView[] => [
    ...some.map(({ origin, key }) => ({ chain, origin, text: wordsOf(fields, key), target: "-j RETURN" })),
    leave(chain),
  ];
  const parts = ways.length > chainLimit ? partsOf(ways, fields) : [];
  if (parts.length < 2) {
    return { rules: leaf(ways, own), longest: ways.length + 1 };
  }
  const doors = parts.map(
    ({ text }, index): RuleView => ({ chain: own, origin: "", text, target: `-g ${own}_${index}` }),
  );
  return {
    rules: [...doors, leave(own), ...parts.flatMap(({ ways: some }, index) => leaf(some, `${own}_${index}`))],
    longest: doors.length + Math.max(...parts.map(({ ways: some }) => some.length)) + 1,
  };
}

interface Part {
  /** What every way of it asks, and none of another part. */
  readonly text: string;
  readonly ways: readonly Way[];
}

/** About as many parts as there are ways in each, told apart by the field that tells most of them apart. */
function partsOf(ways: readonly Way[], fields: readonly Field[]): readonly Part[] {
  const different = (field: Field) => new Set(ways.map(({ key }) => key[fields.indexOf(field)])).size;
  const able = fields.filter(
    (field) => field === "th dport" || (isAddress(field) && ways.every(hasOneAddress(fields, field))),
  );
  const [field] = able.toSorted((a, b) => different(b) - different(a));
  if (field === undefined) {
    return [];
  }
  return isAddress(field) ? byAddress(ways, fields, field) : byPort(ways, fields);
}

const isAddress = (field: Field): boolean => field === "ip saddr" || field === "ip daddr";

const hasOneAddress =
  (fields: readonly Field[], field: Field) =>
  ({ key }: Way): boolean =>
    !key[fields.indexOf(field)]?.includes("/");

/** By the shortest length of a prefix that makes enough parts. */
function byAddress(ways: readonly Way[], fields: readonly Field[], field: Field): readonly Part[] {
  const prefixOf = ({ key }: Way, length: number) => prefix(key[fields.indexOf(field)] ?? "", length);
  const lengths = Array.from({ length: 33 }, (_, length) => length);
  const enough = lengths.find(
    (length) => new Set(ways.map((way) => prefixOf(way, length))).size >= Math.sqrt(ways.length),
  );
  const parts = new Map<string, Way[]>();
  for (const way of ways) {
    const text = wordsOf([field], [prefixOf(way, enough ?? 32)]);
    parts.set(text, [...(parts.get(text) ?? []), way]);
  }
  return [...parts].map(([text, some]) => ({ text, ways: some }));
}

function prefix(address: string, length: number): string {
  const value = address.split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0);
  const size = 2 ** (32 - length);
  const first = Math.floor(value / size) * size;
  return `${[24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join(".")}/${length}`;
}

/** By protocol and range of ports; ranges that overlap stay together. */
function byPort(ways: readonly Way[], fields: readonly Field[]): readonly Part[] {
  const protocolOf = ({ key }: Way) => key[fields.indexOf("meta l4proto")] ?? "";
  const portsOf = ({ key }: Way) => boundsOf(key[fields.indexOf("th dport")] ?? "");
  const size = Math.sqrt(ways.length);
  return [...new Set(ways.map(protocolOf))].flatMap((protocol) => {
    const parts: { first: number; last: number; ways: Way[] }[] = [];
    const sorted = ways
      .filter((way) => protocolOf(way) === protocol)
      .toSorted((a, b) => portsOf(a).first - portsOf(b).first);
    for (const way of sorted) {
      const { first, last } = portsOf(way);
      const part = parts.at(-1);
      if (part !== undefined && (part.ways.length < size || first <= part.last)) {
        part.ways.push(way);
        part.last = Math.max(part.last, last);
      } else {
        parts.push({ first, last, ways: [way] });
      }
    }
    return parts.map(({ first, last, ways: some }) => ({
      text: wordsOf(
        ["meta l4proto", "th dport"],
        [protocol, first === last ? `${first}` : `${first}-${last}`],
      ),
      ways: some,
    }));
  });
}
