import nftables from "../../templates/nftables.hbs";
import { assertNever } from "../ir/assert-never.ts";
import type {
  Chain,
  DataType,
  Element,
  FamilyRuleset,
  Field,
  MapDefinition,
  MapElement,
  Match,
  Rule,
  SetDefinition,
} from "../ir/program.ts";
import { type Family, familyName } from "../net/ip.ts";
import { template } from "../render/template.ts";

interface NftView {
  readonly table: string;
  /** The comment of the table. */
  readonly owner: string;
  readonly sets: readonly SetView[];
  readonly chains: readonly ChainView[];
}

interface SetView {
  readonly kind: "set" | "map";
  readonly name: string;
  readonly summary: string;
  /** nft's spelling: `ifname . ipv4_addr`. */
  readonly type: string;
  /** Whether an element may be a prefix. */
  readonly interval: boolean;
  readonly elements: readonly {
    readonly origin: string;
    readonly key: readonly { readonly text: string; readonly quoted: boolean }[];
    readonly value: readonly string[];
  }[];
}

interface ChainView {
  readonly name: string;
  readonly summary: string;
  readonly type: string;
  readonly hook: string;
  readonly priority: string;
  readonly rules: readonly { readonly text: string; readonly comment: string }[];
}

const render = template<NftView>(nftables);

/**
 * A table of its own, `inet netgen-NAME`, as input for `nft -f`, in one transaction: packets meet the old rules or the
 * new ones, never none. One lookup a rule, however long the sets. Rules for IPv6, where there are some, have sets and
 * chains of their own, which end in 6; the packets of the other family pass each chain by.
 */
export function renderNftables(rulesets: readonly FamilyRuleset[], owner: string): string {
  const sides = rulesets.map(({ family, sets, chains }) => ({
    sets,
    chains,
    side: { family, mark: family === "ipv6" ? "6" : "", shared: rulesets.length === 1 } as const,
  }));
  return render({
    table: `netgen-${owner}`,
    owner: `netgen ${owner}`,
    sets: sides.flatMap(({ sets, side }) => sets.map((set) => viewOfSet(set, side))),
    chains: sides.flatMap(({ chains, side }) => chains.map((chain) => viewOfChain(chain, side))),
  });
}

/** How one family's rules are told from the other's. */
interface Side {
  readonly family: Family;
  /** At the end of names. */
  readonly mark: "" | "6";
  /** Packets of both families pass these rules: there are no others. */
  readonly shared: boolean;
}

/** nft's word for the family's header. */
const headerOf = ({ family }: Side): "ip" | "ip6" => (family === "ipv4" ? "ip" : "ip6");

/** Tells sets and chains of the two families apart, where there are both. */
const familyWords = ({ family, shared }: Side): string => (shared ? "" : `: ${familyName(family)}`);

const typeOf = (type: DataType, { family }: Side): string =>
  ({ ifname: "ifname", address: `${family}_addr`, protocol: "inet_proto", port: "inet_service" })[type];

const fieldOf = (field: Field, side: Side): string =>
  ({
    iifname: "iifname",
    oifname: "oifname",
    saddr: `${headerOf(side)} saddr`,
    daddr: `${headerOf(side)} daddr`,
    protocol: "meta l4proto",
    dport: "th dport",
  })[field];

const others = { ipv4: "ipv6", ipv6: "ipv4" } as const;

function viewOfSet(set: SetDefinition | MapDefinition, side: Side): SetView {
  const words = (types: readonly DataType[]) => types.map((type) => typeOf(type, side)).join(" . ");
  const values = set.kind === "map" ? ` : ${words(set.values)}` : "";
  const elements =
    set.kind === "map" ? set.elements.flatMap((element) => portByPort(set, element)) : set.elements;
  return {
    kind: set.kind,
    name: set.name + side.mark,
    summary: set.summary + familyWords(side),
    type: words(set.types) + values,
    interval: elements.some(({ key }) => key.some((part, index) => isInterval(part, set.types[index]))),
    elements: elements.map((element) => viewOfElement(element, set.types)),
  };
}

/** A prefix, or a range of ports. */
const isInterval = (text: string, type: DataType | undefined): boolean =>
  type === "port" ? text.includes("-") : type === "address" && text.includes("/");

/** A value of a map is one address with one port: ranges are written out. */
function portByPort({ types, values }: MapDefinition, element: MapElement): MapElement[] {
  const [from, to] = [types.indexOf("port"), values.indexOf("port")];
  const [first = 0, last = first] = (element.key[from] ?? "").split("-").map(Number);
  if (from < 0 || to < 0 || first === last) {
    return [element];
  }
  const target = Number.parseInt(element.value[to] ?? "", 10);
  return Array.from({ length: last - first + 1 }, (_, index) => ({
    ...element,
    key: element.key.with(from, String(first + index)),
    value: element.value.with(to, String(target + index)),
  }));
}

const viewOfElement = (element: Element | MapElement, types: readonly DataType[]) => ({
  origin: element.origin,
  key: element.key.map((text, index) => ({ text, quoted: types[index] === "ifname" })),
  value: "value" in element ? element.value : [],
});

const viewOfChain = ({ name, summary, type, hook, stage, rules }: Chain, side: Side): ChainView => ({
  name: name + side.mark,
  summary: `${summary}${familyWords(side)}${isDnatOfHost({ hook, stage }) ? " (filter - 100 is dstnat)" : ""}`,
  type,
  hook,
  priority: isDnatOfHost({ hook, stage }) ? "filter - 100" : stage,
  rules: [
    ...(side.shared
      ? []
      : [{ text: `meta nfproto ${others[side.family]} accept`, comment: "has a chain of its own" }]),
    ...rules.map((rule) => ({ text: textOfRule(rule, side), comment: rule.comment })),
  ],
});

/** nft before 1.0.7 knows the name dstnat in prerouting only; its number is -100. */
const isDnatOfHost = ({ hook, stage }: Pick<Chain, "hook" | "stage">): boolean =>
  hook === "output" && stage === "dstnat";

const textOfRule = ({ matches, verdict }: Rule, side: Side): string =>
  [...matches.map((match) => textOfMatch(match, side)), textOfVerdict(verdict, side)].join(" ");

const neighbourTypes = { 135: "nd-neighbor-solicit", 136: "nd-neighbor-advert" } as const;

function textOfMatch(match: Match, side: Side): string {
  const fields = "fields" in match ? match.fields.map((field) => fieldOf(field, side)).join(" . ") : "";
  switch (match.kind) {
    case "icmpv6":
      return `icmpv6 type ${neighbourTypes[match.type]}`;
    case "established":
      return "ct state established,related";
    case "protocol":
      return `meta l4proto ${match.protocol}`;
    case "tcp-syn":
      return "tcp flags & (syn | rst) == syn";
    case "invalid":
      return "ct state invalid";
    case "not-loopback":
      return 'iifname != "lo"';
    case "dst-local":
      return "fib daddr type local";
    case "ct-dnat":
      return "ct status dnat";
    case "ipv4":
    case "ipv6":
      return `meta nfproto ${match.kind}`;
    case "in":
      return `${fields} @${match.set}${side.mark}`;
    case "not-in":
      return `${fields} != @${match.set}${side.mark}`;
    default:
      return assertNever(match);
  }
}

function textOfVerdict(verdict: Rule["verdict"], side: Side): string {
  switch (verdict.kind) {
    case "accept":
    case "drop":
      return verdict.kind;
    case "masquerade":
      return verdict.ports === undefined ? "masquerade" : `masquerade to :${verdict.ports}`;
    case "clamp-mss":
      return "tcp option maxseg size set rt mtu";
    case "snat":
      return `snat ${headerOf(side)} to ${fieldOf(verdict.field, side)} map @${verdict.map}${side.mark}${verdict.ports === undefined ? "" : ` : ${verdict.ports}`}`;
    case "dnat":
      return `dnat ${headerOf(side)} to ${verdict.fields.map((field) => fieldOf(field, side)).join(" . ")} map @${verdict.map}${side.mark}`;
    default:
      return assertNever(verdict);
  }
}
