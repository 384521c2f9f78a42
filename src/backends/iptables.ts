import iptables from "../../templates/iptables.hbs";
import { assertNever } from "../ir/assert-never.ts";
import type { Chain, Field, MapDefinition, Match, Rule, Ruleset, SetDefinition } from "../ir/program.ts";
import { template } from "../render/template.ts";

interface TableView {
  readonly name: string;
  readonly chains: readonly string[];
  readonly groups: readonly { readonly comment: string; readonly rules: readonly RuleView[] }[];
  readonly jumps: readonly { readonly from: string; readonly to: string }[];
}

interface RuleView {
  readonly chain: string;
  /** Matches, as options. */
  readonly text: string;
  /** The entry of the plan behind it, or "" where it is for all. */
  readonly origin: string;
  readonly target: string;
}

const render = template<{ readonly tables: readonly TableView[] }>(iptables);

/**
 * Chains `NG_NAME_*`, each reached by one jump, as input for `iptables-restore --noflush`. iptables has no sets
 * of interfaces: a set becomes a rule for each element, and two sets in one rule become two chains, so that the
 * number of rules grows with the sum of the elements and not with their product.
 */
export function renderIptables(ruleset: Ruleset, owner: string): string {
  return render({ tables: viewOfTables(ruleset, owner) });
}

/** How many rules there are: the most that a packet can pass. */
export function countIptablesRules(ruleset: Ruleset): number {
  const groups = viewOfTables(ruleset, "").flatMap((table) => table.groups);
  return groups.reduce((sum, { rules }) => sum + rules.length, 0);
}

function viewOfTables(ruleset: Ruleset, owner: string): TableView[] {
  const sets = new Map(ruleset.sets.map((set) => [set.name, set]));
  return ruleset.chains.map((chain) => viewOfTable(chain, sets, `NG_${owner}_`));
}

type Sets = ReadonlyMap<string, SetDefinition | MapDefinition>;

function viewOfTable(chain: Chain, sets: Sets, prefix: string): TableView {
  const hook = chain.hook.toUpperCase();
  const groups = chain.rules.map((rule) => ({
    comment: rule.comment,
    rules: spread(rule, `${prefix}${hook}`, sets, prefix),
  }));
  const named = chain.rules.filter(({ matches }) => matches.length > 1).map(({ name }) => `${prefix}${name}`);
  return {
    name: chain.type,
    chains: [`${prefix}${hook}`, ...named],
    groups,
    jumps: [{ from: hook, to: `${prefix}${hook}` }],
  };
}

/** The rules of iptables for one rule: in `chain`, and in a chain named after the rule where it needs one. */
function spread(rule: Rule, chain: string, sets: Sets, prefix: string): RuleView[] {
  const [first, ...rest] = rule.matches;
  if (first && rest.length > 0) {
    if (rest.length > 1 || rule.verdict.kind === "accept") {
      // A RETURN in the rule's own chain would go on with the rule behind it.
      throw new Error(`iptables cannot hold rule ${rule.name}: two matches at most, and one to accept`);
    }
    const own = `${prefix}${rule.name}`;
    return [
      ...alternatives(first, sets).map((words) => ({ chain, ...words, target: `-j ${own}` })),
      ...spread({ ...rule, matches: rest }, own, sets, prefix),
    ];
  }
  return first
    ? alternatives(first, sets).map((words) => ({ chain, ...words, target: targetOf(rule.verdict) }))
    : translations(rule.verdict, sets).map((view) => ({ chain, ...view }));
}

interface Words {
  readonly text: string;
  readonly origin: string;
}

/** The ways in which a match can hold, each as iptables' options. */
function alternatives(match: Match, sets: Sets): Words[] {
  switch (match.kind) {
    case "established":
      return [{ text: "-m conntrack --ctstate RELATED,ESTABLISHED", origin: "" }];
    case "in":
      return (sets.get(match.set)?.elements ?? []).map(({ origin, key }) => ({
        origin,
        text: match.fields.map((field, index) => `${options[field]} ${key[index]}`).join(" "),
      }));
    default:
      return assertNever(match);
  }
}

const options: Readonly<Record<Field, string>> = {
  iifname: "-i",
  oifname: "-o",
  "ip saddr": "-s",
  "ip daddr": "-d",
};

/**
 * nftables' accept ends this table's chain only, and chains of others still judge the packet; RETURN does the
 * same here, where ACCEPT would pass by everything that stands behind our jump.
 */
const targets: Readonly<Record<Exclude<Rule["verdict"]["kind"], "snat">, string>> = {
  accept: "-j RETURN",
  drop: "-j DROP",
  masquerade: "-j MASQUERADE",
};

function targetOf(verdict: Rule["verdict"]): string {
  if (verdict.kind === "snat") {
    throw new Error("a translation by map has no other match");
  }
  return targets[verdict.kind];
}

/** A rule for each element of the map that a verdict asks. */
function translations(verdict: Rule["verdict"], sets: Sets): (Words & { readonly target: string })[] {
  const map = verdict.kind === "snat" ? sets.get(verdict.map) : undefined;
  if (verdict.kind !== "snat" || map?.kind !== "map") {
    throw new Error("only a translation by map needs no match");
  }
  return map.elements.map(({ origin, key, value }) => ({
    origin,
    text: `${options[verdict.field]} ${key[0]}`,
    target: `-j SNAT --to-source ${value}`,
  }));
}
