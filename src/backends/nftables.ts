import nftables from "../../templates/nftables.hbs";
import { assertNever } from "../ir/assert-never.ts";
import type {
  Chain,
  DataType,
  Element,
  MapDefinition,
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
    readonly value: string;
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
  const keys = set.kind === "map" ? set.types.slice(0, -1) : set.types;
  return {
    kind: set.kind,
    name: set.name,
    summary: set.summary,
    type: keys.join(" . ") + (set.kind === "map" ? ` : ${set.types.at(-1)}` : ""),
    interval: set.elements.some(({ key }) => key.some((part) => part.includes("/"))),
    elements: set.elements.map((element) => viewOfElement(element, keys)),
  };
}

const viewOfElement = (element: Element | MapDefinition["elements"][number], types: readonly DataType[]) => ({
  origin: element.origin,
  key: element.key.map((text, index) => ({ text, quoted: types[index] === "ifname" })),
  value: "value" in element ? element.value : "",
});

const viewOfChain = ({ name, summary, type, hook, rules }: Chain): ChainView => ({
  name,
  summary,
  type,
  hook,
  priority: type === "nat" ? "srcnat" : "filter",
  rules: rules.map((rule) => ({ text: textOfRule(rule), comment: rule.comment })),
});

const textOfRule = ({ matches, verdict }: Rule): string =>
  [...matches.map(textOfMatch), textOfVerdict(verdict)].join(" ");

function textOfMatch(match: Match): string {
  switch (match.kind) {
    case "established":
      return "ct state established,related";
    case "in":
      return `${match.fields.join(" . ")} @${match.set}`;
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
    default:
      return assertNever(verdict);
  }
}
