import type { Field, MapDefinition, MapElement } from "../ir/program.ts";

export interface RuleView {
  readonly chain: string;
  /** Matches, as options. */
  readonly text: string;
  /** The entry of the plan behind it, or "" where it is for all. */
  readonly origin: string;
  readonly target: string;
}

/** A map as chains: by protocol, and where there are many ports by port, too. */
export interface MapChains {
  readonly summary: string;
  /** How the chains are entered: at most one for a packet. */
  readonly entries: readonly { readonly text: string; readonly chain: string }[];
  readonly rules: readonly RuleView[];
  /** The most of these rules that one packet passes. */
  readonly longest: number;
}

/** Up to so many ports of a protocol stand in one chain. */
const chainLimit = 32;

/** A destination NAT map as chains; `fields` are what it is asked by, the protocol and the port among them. */
export function dispatch(map: MapDefinition, fields: readonly Field[], prefix: string): MapChains {
  const protocolAt = fields.indexOf("meta l4proto");
  const protocolOf = ({ key }: MapElement) => key[protocolAt] ?? "";
  const chains = [...new Set(map.elements.map(protocolOf))].map((protocol) => {
    const elements = map.elements.filter((element) => protocolOf(element) === protocol);
    const chain = prefix + map.name.replace("published", protocol);
    return { text: `-p ${protocol}`, chain, ...chainsOf(elements, fields, chain, protocol) };
  });
  return {
    summary: map.summary,
    entries: chains.map(({ text, chain }) => ({ text, chain })),
    rules: chains.flatMap(({ rules }) => rules),
    longest: Math.max(0, ...chains.map(({ longest }) => longest)),
  };
}

/** Ports in one chain, or, in their order, in chains of about the root of their number, found by range. */
function chainsOf(
  elements: readonly MapElement[],
  fields: readonly Field[],
  chain: string,
  protocol: string,
): Pick<MapChains, "rules" | "longest"> {
  const leaf = (of: readonly MapElement[], name: string) =>
    of.map((element) => ruleOf(element, fields, name));
  if (elements.length <= chainLimit) {
    return { rules: leaf(elements, chain), longest: elements.length };
  }
  const portAt = fields.indexOf("th dport");
  const ports = ({ key }: MapElement) => boundsOf(key[portAt] ?? "");
  const sorted = elements.toSorted((a, b) => ports(a).first - ports(b).first);
  const size = Math.ceil(Math.sqrt(sorted.length));
  const parts = Array.from({ length: Math.ceil(sorted.length / size) }, (_, index) => ({
    name: `${chain}_${index}`,
    elements: sorted.slice(index * size, (index + 1) * size),
  }));
  const doors = parts.map(({ name, elements: part }) => {
    const first = Math.min(...part.map((element) => ports(element).first));
    const last = Math.max(...part.map((element) => ports(element).last));
    return { chain, text: `-p ${protocol} --dport ${first}:${last}`, origin: "", target: `-j ${name}` };
  });
  return {
    rules: [...doors, ...parts.flatMap(({ name, elements: part }) => leaf(part, name))],
    longest: doors.length + size,
  };
}

function ruleOf({ origin, key, value }: MapElement, fields: readonly Field[], chain: string): RuleView {
  const [address = "", ports = ""] = value;
  const from = key[fields.indexOf("th dport")] ?? "";
  return {
    chain,
    origin,
    text: wordsOf(fields, key),
    target: `-j DNAT --to-destination ${address.includes(":") ? `[${address}]` : address}${destination(boundsOf(from), ports)}`,
  };
}

/** `:80`; for a range, nothing where ports stay as they are, or the range and where counting begins. */
function destination(from: Bounds, ports: string): string {
  if (from.first === from.last) {
    return `:${ports}`;
  }
  return boundsOf(ports).first === from.first ? "" : `:${ports}/${from.first}`;
}

export interface Bounds {
  readonly first: number;
  readonly last: number;
}

/** `80`, or `8000-8005`. */
export function boundsOf(ports: string): Bounds {
  const [first = 0, last = first] = ports.split("-").map(Number);
  return { first, last };
}

/** What a packet's fields are to be, as options. */
export const wordsOf = (fields: readonly Field[], key: readonly string[]): string =>
  fields
    .map((field, index) => options[field](key[index] ?? ""))
    .filter((words) => words !== "")
    .join(" ");

const isAny = (cidr: string): boolean => cidr === "0.0.0.0/0" || cidr === "::/0";

const options: Readonly<Record<Field, (value: string) => string>> = {
  iifname: (name) => `-i ${name}`,
  oifname: (name) => `-o ${name}`,
  "ip saddr": (cidr) => (isAny(cidr) ? "" : `-s ${cidr}`),
  "ip daddr": (cidr) => (isAny(cidr) ? "" : `-d ${cidr}`),
  "meta l4proto": (protocol) => `-p ${protocol}`,
  "th dport": (ports) => `--dport ${ports.replace("-", ":")}`,
};
