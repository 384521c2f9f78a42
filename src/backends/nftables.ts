import nftables from "../../templates/nftables.hbs";
import { assertNever } from "../ir/assert-never.ts";
import type {
  Chain,
  DataType,
  Element,
  Field,
  MapDefinition,
  MapElement,
  Match,
  Rule,
  Ruleset,
  SetDefinition,
} from "../ir/program.ts";
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
 * new ones, never none. One lookup a rule, however long the sets. Rules for
 * IPv6, where there are some, have sets and chains of their own, which end in 6; the packets of the other family pass
 * each chain by.
 */
export function renderNftables(ruleset: Ruleset, owner: string, ipv6?: Ruleset): string {
  const sides =
    ipv6 === undefined
      ? [{ ruleset, side: both }]
      : [
          { ruleset, side: ipv4Side },
          { ruleset: ipv6, side: ipv6Side },
        ];
  return render({
    table: `netgen-${owner}`,
    owner: `netgen ${owner}`,
    sets: sides.flatMap(({ ruleset, side }) => ruleset.sets.map((set) => viewOfSet(set, side))),
    chains: sides.flatMap(({ ruleset, side }) => ruleset.chains.map((chain) => viewOfChain(chain, side))),
  });
}

/** How one family's rules are told from the other's. */
interface Side {
  /** nft's word for the family's header. */
  readonly ip: "ip" | "ip6";
  /** At the end of names. */
  readonly mark: "" | "6";
  /** Packets that are none of its business; undefined: there are none. */
  readonly passes: "ipv4" | "ipv6" | undefined;
}

const both: Side = { ip: "ip", mark: "", passes: undefined };
const ipv4Side: Side = { ip: "ip", mark: "", passes: "ipv6" };
const ipv6Side: Side = { ip: "ip6", mark: "6", passes: "ipv4" };

/** Tells sets and chains of the two families apart, where there are both. */
const familyWords = ({ mark, passes }: Side): string =>
  passes === undefined ? "" : mark === "" ? ": IPv4" : ": IPv6";

const typeOf = (type: DataType, { ip }: Side): string =>
  type === "ipv4_addr" && ip === "ip6" ? "ipv6_addr" : type;

const fieldOf = (field: Field, { ip }: Side): string => field.replace(/^ip (?=[sd]addr$)/, `${ip} `);

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
  type === "inet_service" ? text.includes("-") : type === "ipv4_addr" && text.includes("/");

/** A value of a map is one address with one port: ranges are written out. */
function portByPort({ types, values }: MapDefinition, element: MapElement): MapElement[] {
  const [from, to] = [types.indexOf("inet_service"), values.indexOf("inet_service")];
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
    ...(side.passes === undefined
      ? []
      : [{ text: `meta nfproto ${side.passes} accept`, comment: "has a chain of its own" }]),
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
    case "masquerade":
      return verdict.kind;
    case "snat":
      return `snat ${side.ip} to ${fieldOf(verdict.field, side)} map @${verdict.map}${side.mark}`;
    case "dnat":
      return `dnat ${side.ip} to ${verdict.fields.map((field) => fieldOf(field, side)).join(" . ")} map @${verdict.map}${side.mark}`;
    default:
      return assertNever(verdict);
  }
}
