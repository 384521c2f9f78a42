import type { Field } from "../ir/program.ts";
import { parseAddress } from "../net/address.ts";
import { formatCidr, subnetOf } from "../net/cidr.ts";
import { bitsOf, type IpAddress } from "../net/ip.ts";
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
    (field) => field === "dport" || (isAddress(field) && ways.every(hasOneAddress(fields, field))),
  );
  const [field] = able.toSorted((a, b) => different(b) - different(a));
  if (field === undefined) {
    return [];
  }
  return isAddress(field) ? byAddress(ways, fields, field) : byPort(ways, fields);
}

const isAddress = (field: Field): boolean => field === "saddr" || field === "daddr";

const hasOneAddress =
  (fields: readonly Field[], field: Field) =>
  ({ key }: Way): boolean =>
    !key[fields.indexOf(field)]?.includes("/");

/** By the shortest length of a prefix that makes enough parts. */
function byAddress(ways: readonly Way[], fields: readonly Field[], field: Field): readonly Part[] {
  const placed = ways.map((way) => ({ way, address: addressOf(way.key[fields.indexOf(field)] ?? "") }));
  const differentAt = (length: number): number =>
    new Set(placed.map(({ address }) => subnetOf({ address, length }).address.value)).size;
  let [length, most] = [0, bitsOf(placed[0]?.address.family ?? "ipv4")];
  while (length < most) {
    const middle = (length + most) >> 1;
    if (differentAt(middle) >= Math.sqrt(ways.length)) most = middle;
    else length = middle + 1;
  }
  const parts = new Map<string, Way[]>();
  for (const { way, address } of placed) {
    const text = wordsOf([field], [formatCidr(subnetOf({ address, length }))]);
    const same = parts.get(text) ?? [];
    parts.set(text, same);
    same.push(way);
  }
  return [...parts].map(([text, some]) => ({ text, ways: some }));
}

function addressOf(text: string): IpAddress {
  const address = parseAddress(text);
  if (!address.ok) throw new Error(`${text} is no address`);
  return address.value;
}

/** By protocol and range of ports; ranges that overlap stay together. */
function byPort(ways: readonly Way[], fields: readonly Field[]): readonly Part[] {
  const protocolOf = ({ key }: Way) => key[fields.indexOf("protocol")] ?? "";
  const portsOf = ({ key }: Way) => boundsOf(key[fields.indexOf("dport")] ?? "");
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
      text: wordsOf(["protocol", "dport"], [protocol, first === last ? `${first}` : `${first}-${last}`]),
      ways: some,
    }));
  });
}
