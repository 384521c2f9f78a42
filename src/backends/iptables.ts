import iptables from "../../templates/iptables.hbs";
import { assertNever } from "../ir/assert-never.ts";
import type { Chain, MapDefinition, Match, Rule, Ruleset, SetDefinition, Stage } from "../ir/program.ts";
import { template } from "../render/template.ts";
import { type AcceptChains, acceptChains } from "./iptables-accept.ts";
import { dispatch, type MapChains, type RuleView, wordsOf } from "./iptables-ports.ts";

interface TableView {
  readonly name: string;
  readonly chains: readonly string[];
  readonly groups: readonly GroupView[];
  readonly jumps: readonly { readonly from: string; readonly to: string }[];
}

interface GroupView {
  readonly comment: string;
  readonly rules: readonly RuleView[];
}

const render = template<{ readonly tables: readonly TableView[] }>(iptables);

/**
 * Chains `NG_NAME_*`, each reached by one jump, as input for `iptables-restore --noflush` or ip6tables-restore. iptables has no sets
 * of interfaces: a set becomes a rule for each element, and two sets in one rule become two chains, so that the
 * number of rules grows with the sum of the elements and not with their product. A map becomes chains by protocol
 * and port; a set of many ports that are accepted becomes chains by address or port.
 */
export const renderIptables = (ruleset: Ruleset, owner: string): string =>
  render({ tables: viewOf(ruleset, owner).tables });

/** The most rules that a packet of every chain can pass: of a map's chains, it enters one for each protocol and port. */
export function countIptablesRules(ruleset: Ruleset): number {
  const { tables, maps } = viewOf(ruleset, "");
  const all = tables.flatMap(({ groups }) => groups).reduce((sum, { rules }) => sum + rules.length, 0);
  return maps.reduce((sum, { rules, longest }) => sum - rules.length + longest, all);
}

/** The table whose chains are called at each stage. */
const tableOf: Readonly<Record<Stage, string>> = {
  raw: "raw",
  mangle: "mangle",
  dstnat: "nat",
  filter: "filter",
  srcnat: "nat",
};

function viewOf({ sets, chains }: Ruleset, owner: string) {
  const known: Sets = new Map(sets.map((set) => [set.name, set]));
  const prefix = `NG_${owner}_`;
  const names = [...new Set(chains.map(({ stage }) => tableOf[stage]))];
  const tables = names.map((name) =>
    viewOfTable(
      name,
      chains.filter(({ stage }) => tableOf[stage] === name),
      known,
      prefix,
    ),
  );
  return { tables: tables.map(({ table }) => table), maps: tables.flatMap(({ maps }) => maps) };
}

type Sets = ReadonlyMap<string, SetDefinition | MapDefinition>;

function viewOfTable(name: string, chains: readonly Chain[], sets: Sets, prefix: string) {
  const maps = mapsOf(chains, sets, prefix);
  const base = chains.map((chain) => ({ from: chain.hook.toUpperCase(), chain }));
  const spreads = base.map(({ from, chain }) => spreadChain(chain, `${prefix}${from}`, sets, maps, prefix));
  const groups: GroupView[] = [
    ...spreads.flatMap((spread) => spread.groups),
    ...[...maps.values()].map(({ summary, rules }) => ({ comment: summary, rules })),
  ];
  const named = [
    ...chains.flatMap(({ rules }) => rules.filter(hasOwnChain).map((rule) => `${prefix}${rule.name}`)),
    ...spreads.flatMap(({ rests }) => rests),
    ...groups.flatMap(({ rules }) => rules.map((rule) => rule.chain)),
  ];
  const jumps = base.map(({ from }) => ({ from, to: `${prefix}${from}` }));
  const table: TableView = {
    name,
    chains: [...new Set([...jumps.map(({ to }) => to), ...named])],
    groups,
    jumps,
  };
  return { table, maps: [...maps.values(), ...spreads.flatMap(({ dispatched }) => dispatched)] };
}

interface SpreadChain {
  readonly groups: readonly GroupView[];
  /** Chains that the rules behind an accepting chain went into. */
  readonly rests: readonly string[];
  readonly dispatched: readonly AcceptChains[];
}

/**
 * The rules of a chain. A RETURN in a chain of a rule's own would go on with the rule behind it; where such a rule
 * accepts, its chain is entered for good, and the rules behind it stand in a chain that both lead to.
 */
function spreadChain(
  { rules }: Chain,
  first: string,
  sets: Sets,
  maps: ReadonlyMap<string, MapChains>,
  prefix: string,
): SpreadChain {
  const groups: GroupView[] = [];
  const rests: string[] = [];
  const dispatched: AcceptChains[] = [];
  let chain = first;
  for (const rule of rules) {
    const accepted = acceptedBy(rule, sets);
    if (accepted === undefined) {
      groups.push({ comment: rule.comment, rules: spread(rule, chain, sets, maps, prefix) });
      continue;
    }
    const own = `${prefix}${rule.name}`;
    const rest = `${first}_${rests.length + 2}`;
    const chains = acceptChains(accepted.ways, accepted.fields, own, rest);
    const doors = accepted.doors.map((door) => ({ chain, ...door, target: `-g ${own}` }));
    const goOn = { chain, origin: "", text: "", target: `-g ${rest}` };
    groups.push({ comment: rule.comment, rules: [...doors, goOn, ...chains.rules] });
    rests.push(rest);
    dispatched.push(chains);
    chain = rest;
  }
  return { groups, rests, dispatched };
}

/** Up to so many ports are accepted where the rule stands. */
const inlineLimit = 8;

/** A rule that accepts by its second set, or by a long one of ports: what leads to its chain, and what the chain asks. */
function acceptedBy({ matches, verdict }: Rule, sets: Sets) {
  const asked = matches.filter(asksSet);
  if (asked.length > 2) {
    return undefined;
  }
  const last = asked.at(-1);
  const ways = last === undefined ? [] : (sets.get(last.set)?.elements ?? []);
  const isLong = last?.fields.includes("dport") === true && ways.length > inlineLimit;
  if (verdict.kind !== "accept" || last?.kind !== "in" || !(asked.length === 2 || isLong)) {
    return undefined;
  }
  const plain = join(...matches.flatMap((match) => (asksSet(match) ? [] : [optionsOf(match)])));
  const [before] = asked.slice(0, -1);
  const doors: Words[] =
    before === undefined
      ? [{ origin: "", text: plain }]
      : alternatives(before, sets).map(({ origin, text }) => ({ origin, text: join(plain, text) }));
  return { ways, fields: last.fields, doors };
}

/** A rule that asks two sets has a chain for the second. */
const hasOwnChain = ({ matches }: Rule): boolean => matches.filter(asksSet).length > 1;

type SetMatch = Extract<Match, { readonly set: string }>;

const asksSet = (match: Match): match is SetMatch => "set" in match;

/** The chains of each map that a rule of the table asks. */
function mapsOf(chains: readonly Chain[], sets: Sets, prefix: string): ReadonlyMap<string, MapChains> {
  const asked = chains.flatMap(({ rules }) =>
    rules.flatMap(({ verdict }) => (verdict.kind === "dnat" ? [verdict] : [])),
  );
  return new Map(
    asked.map(({ map, fields }) => [map, dispatch(mapNamed(map, sets), fields, prefix)] as const),
  );
}

/** The rules of iptables for one rule: in `chain`, and in a chain named after the rule where it needs one. */
function spread(
  rule: Rule,
  chain: string,
  sets: Sets,
  maps: ReadonlyMap<string, MapChains>,
  prefix: string,
): RuleView[] {
  const plain = join(...rule.matches.flatMap((match) => (asksSet(match) ? [] : [optionsOf(match)])));
  const [first, second, ...rest] = rule.matches.filter(asksSet);
  if (first === undefined) {
    if (rule.matches.length === 0 && !("map" in rule.verdict)) {
      throw new Error(`rule ${rule.name} is for every packet`);
    }
    return targetsOf(rule.verdict, sets, maps).map((view) => ({
      chain,
      ...view,
      text: join(plain, view.text),
    }));
  }
  if (rest.length > 0) {
    throw new Error(`iptables cannot hold rule ${rule.name}: two sets at most`);
  }
  const own = `${prefix}${rule.name}`;
  if (first.kind === "not-in") {
    return [
      ...exceptions(first, chain, own, sets),
      { chain, origin: "", text: plain, target: targetOf(rule.verdict) },
    ];
  }
  const target = second === undefined ? targetOf(rule.verdict) : `-j ${own}`;
  const rules = alternatives(first, sets).map(({ origin, text }) => ({
    chain,
    origin,
    text: join(plain, text),
    target,
  }));
  return second === undefined
    ? rules
    : [...rules, ...spread({ ...rule, matches: [second] }, own, sets, maps, prefix)];
}

/** What the set holds goes back to where the rule's own chain was called from. */
function exceptions(match: SetMatch, chain: string, own: string, sets: Sets): RuleView[] {
  if (chain !== own) {
    throw new Error(`iptables cannot hold the rule of ${own}: what is not in a set has to come second`);
  }
  return alternatives(match, sets).map((view) => ({ chain, ...view, target: "-j RETURN" }));
}

const join = (...words: readonly string[]): string => words.filter((word) => word !== "").join(" ");

type Words = Pick<RuleView, "text" | "origin">;

/** The ways in which a set can hold the packet, each as iptables' options. */
const alternatives = ({ fields, set }: SetMatch, sets: Sets): Words[] =>
  (sets.get(set)?.elements ?? []).map(({ origin, key }) => ({ origin, text: wordsOf(fields, key) }));

function optionsOf(match: Exclude<Match, SetMatch>): string {
  switch (match.kind) {
    case "ipv4":
    case "ipv6":
      return "";
    case "icmpv6":
      return `-p icmpv6 --icmpv6-type ${match.type}`;
    case "established":
      return "-m conntrack --ctstate RELATED,ESTABLISHED";
    case "protocol":
      return `-p ${match.protocol}`;
    case "tcp-syn":
      return "-p tcp --tcp-flags SYN,RST SYN";
    case "invalid":
      return "-m conntrack --ctstate INVALID";
    case "not-loopback":
      return "! -i lo";
    case "dst-local":
      return "-m addrtype --dst-type LOCAL";
    case "ct-dnat":
      return "-m conntrack --ctstate DNAT";
    default:
      return assertNever(match);
  }
}

/**
 * nftables' accept ends this table's chain only, and chains of others still judge the packet; RETURN does the
 * same here, where ACCEPT would pass by everything that stands behind our jump.
 */
const targets: Readonly<Record<Exclude<Rule["verdict"]["kind"], "snat" | "dnat">, string>> = {
  accept: "-j RETURN",
  drop: "-j DROP",
  masquerade: "-j MASQUERADE",
  "clamp-mss": "-j TCPMSS --clamp-mss-to-pmtu",
};

function targetOf(verdict: Rule["verdict"]): string {
  if (verdict.kind === "snat" || verdict.kind === "dnat") {
    throw new Error("a translation by map asks no set");
  }
  const ports =
    verdict.kind === "masquerade" && verdict.ports !== undefined ? ` --to-ports ${verdict.ports}` : "";
  return `${targets[verdict.kind]}${ports}`;
}

/** What a verdict does with packets that no set is asked about. */
function targetsOf(
  verdict: Rule["verdict"],
  sets: Sets,
  maps: ReadonlyMap<string, MapChains>,
): (Words & { readonly target: string })[] {
  switch (verdict.kind) {
    case "snat":
      return mapNamed(verdict.map, sets).elements.map(({ origin, key, value }) => ({
        origin,
        text: wordsOf([verdict.field], key),
        target: `-j SNAT --to-source ${withPorts(value[0] ?? "", verdict.ports)}`,
      }));
    case "dnat":
      return (maps.get(verdict.map)?.entries ?? []).map(({ text, chain }) => ({
        origin: "",
        text,
        target: `-j ${chain}`,
      }));
    default:
      return [{ origin: "", text: "", target: targetOf(verdict) }];
  }
}

/** `192.0.2.1:1024-8079`, `[2001:db8::1]:1024-8079` */
const withPorts = (address: string, ports: string | undefined): string =>
  ports === undefined ? address : `${address.includes(":") ? `[${address}]` : address}:${ports}`;

function mapNamed(name: string, sets: Sets): MapDefinition {
  const map = sets.get(name);
  if (map?.kind !== "map") {
    throw new Error(`no map ${name}`);
  }
  return map;
}
