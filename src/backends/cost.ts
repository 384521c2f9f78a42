import type { Chain, FamilyRuleset, Firewall } from "../ir/program.ts";
import type { Backend } from "../ir/step.ts";
import type { Family } from "../net/ip.ts";
import { countIptablesRules } from "./iptables.ts";

/** How many rules of ours a forwarded packet of a family is compared with, at most. */
export interface Cost {
  readonly family: Family;
  /** The first packet of a connection. */
  readonly opening: number;
  /** Any later packet of it. */
  readonly within: number;
}

/** What the host's rules cost a packet of each family that they are about, for either backend. */
export const costs = (
  { rulesets }: Exclude<Firewall, { backend: "none" }>,
  backend: Backend,
): readonly Cost[] =>
  rulesets.map((own) => ({
    family: own.family,
    opening: openings[backend](own, rulesets),
    within: withinOf(own) + (backend === "nftables" ? passedBy(rulesets, isWithin) : 0),
  }));

/** nftables asks a set once, however much it holds; iptables asks for each element. */
const openings: Readonly<Record<Backend, (own: FamilyRuleset, all: readonly FamilyRuleset[]) => number>> = {
  nftables: ({ chains }, all) =>
    chains.filter(isForwarded).reduce((sum, { rules }) => sum + rules.length, 0) + passedBy(all, isForwarded),
  iptables: ({ sets, chains }) => countIptablesRules({ sets, chains: chains.filter(isForwarded) }),
};

const isForwarded = ({ hook }: Chain): boolean => hook !== "output" && hook !== "input";

/** Translation is decided once for a connection. */
const isWithin = (chain: Chain): boolean => isForwarded(chain) && chain.type === "filter";

/** In nftables' one table, each chain begins by passing the other family's packets, where there is another. */
const passedBy = (rulesets: readonly FamilyRuleset[], counts: (chain: Chain) => boolean): number =>
  rulesets.length > 1 ? rulesets.flatMap(({ chains }) => chains.filter(counts)).length : 0;

/** A filter lets later packets of a connection go where it asks for them. */
const withinOf = ({ chains }: FamilyRuleset): number =>
  chains.filter(isWithin).reduce((sum, { rules }) => {
    const asks = rules.findIndex(({ matches }) => matches.some(({ kind }) => kind === "established"));
    return sum + (asks < 0 ? rules.length : asks + 1);
  }, 0);
