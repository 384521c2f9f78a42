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

/** So many rules stand in one chain at most: ports, or chains of as many more. */
const width = 8;

/** A destination NAT map as chains; `fields` are what it is asked by, the protocol and the port among them. */
export function dispatch(map: MapDefinition, fields: readonly Field[], prefix: string): MapChains {
  const protocolAt = fields.indexOf("protocol");
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

/**
 * Ports as a tree of chains in their order: a packet passes a few rules of each level, and there are as many levels as
 * the number of ports has digits in base `width`.
 */
function chainsOf(
  elements: readonly MapElement[],
  fields: readonly Field[],
  chain: string,
  protocol: string,
): Pick<MapChains, "rules" | "longest"> {
  const portAt = fields.indexOf("dport");
  const ports = ({ key }: MapElement) => boundsOf(key[portAt] ?? "");
  const sorted =
    elements.length <= width ? elements : elements.toSorted((a, b) => ports(a).first - ports(b).first);
  let chains = 0;
  const nextName = () => `${chain}_${(chains++).toString(36)}`;
  const tree = (own: readonly MapElement[], name: string): Branch => {
    const first = own.reduce((least, element) => Math.min(least, ports(element).first), 65535);
    const last = own.reduce((most, element) => Math.max(most, ports(element).last), 0);
    if (own.length <= width) {
      const rules = own.map((element) => ruleOf(element, fields, name));
      return { first, last, rules, longest: own.length };
    }
    const branches = parts(own).map((part) => {
      const door = nextName();
      return { door, ...tree(part, door) };
    });
    const doors = branches.map((branch) => ({
      chain: name,
      text: `-p ${protocol} --dport ${branch.first}:${branch.last}`,
      origin: "",
      target: `-j ${branch.door}`,
    }));
    // Where ports of several addresses overlap, a packet goes through several doors.
    const entered = branches.map(({ first: port }) =>
      branches
        .filter((branch) => branch.first <= port && port <= branch.last)
        .reduce((sum, { longest }) => sum + longest, 0),
    );
    return {
      first,
      last,
      rules: [...doors, ...branches.flatMap((branch) => branch.rules)],
      longest: doors.length + Math.max(...entered),
    };
  };
  return tree(sorted, chain);
}

interface Branch extends Bounds {
  readonly rules: readonly RuleView[];
  readonly longest: number;
}

/** At most `width` parts, each of which fills its chains. */
function parts(elements: readonly MapElement[]): (readonly MapElement[])[] {
  let size = width;
  while (size * width < elements.length) size *= width;
  return Array.from({ length: Math.ceil(elements.length / size) }, (_, index) =>
    elements.slice(index * size, (index + 1) * size),
  );
}

function ruleOf({ origin, key, value }: MapElement, fields: readonly Field[], chain: string): RuleView {
  const [address = "", ports = ""] = value;
  const from = key[fields.indexOf("dport")] ?? "";
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
  saddr: (cidr) => (isAny(cidr) ? "" : `-s ${cidr}`),
  daddr: (cidr) => (isAny(cidr) ? "" : `-d ${cidr}`),
  protocol: (protocol) => `-p ${protocol}`,
  dport: (ports) => `--dport ${ports.replace("-", ":")}`,
};
