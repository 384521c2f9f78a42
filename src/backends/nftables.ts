import nftables from "../../templates/nftables.hbs";
import { assertNever } from "../ir/assert-never.ts";
import type {
  Chain,
  DataType,
  Element,
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

/** A table of its own, `inet netgen-NAME`, as input for `nft -f`. One lookup a rule, however long the sets. */
export function renderNftables(ruleset: Ruleset, owner: string): string {
  return render({
    table: `netgen-${owner}`,
    sets: ruleset.sets.map(viewOfSet),
    chains: ruleset.chains.map(viewOfChain),
  });
}

function viewOfSet(set: SetDefinition | MapDefinition): SetView {
  const values = set.kind === "map" ? ` : ${set.values.join(" . ")}` : "";
  const elements =
    set.kind === "map" ? set.elements.flatMap((element) => portByPort(set, element)) : set.elements;
  return {
    kind: set.kind,
    name: set.name,
    summary: set.summary,
    type: set.types.join(" . ") + values,
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

const viewOfChain = ({ name, summary, type, hook, stage, rules }: Chain): ChainView => ({
  name,
  summary,
  type,
  hook,
  // nft knows the name dstnat in prerouting only; it is -100.
  priority: hook === "output" && stage === "dstnat" ? "-100" : stage,
  rules: rules.map((rule) => ({ text: textOfRule(rule), comment: rule.comment })),
});

const textOfRule = ({ matches, verdict }: Rule): string =>
  [...matches.map(textOfMatch), textOfVerdict(verdict)].join(" ");

function textOfMatch(match: Match): string {
  switch (match.kind) {
    case "established":
      return "ct state established,related";
    case "arrived":
      return 'iifname != "lo"';
    case "to-host":
      return "fib daddr type local";
    case "translated":
      return "ct status dnat";
    case "ipv4":
      return "meta nfproto ipv4";
    case "in":
      return `${match.fields.join(" . ")} @${match.set}`;
    case "not-in":
      return `${match.fields.join(" . ")} != @${match.set}`;
    default:
      return assertNever(match);
  }
}

function textOfVerdict(verdict: Rule["verdict"]): string {
  switch (verdict.kind) {
    case "accept":
    case "drop":
    case "masquerade":
      return verdict.kind;
    case "snat":
      return `snat ip to ${verdict.field} map @${verdict.map}`;
    case "dnat":
      return `dnat ip to ${verdict.fields.join(" . ")} map @${verdict.map}`;
    default:
      return assertNever(verdict);
  }
}
