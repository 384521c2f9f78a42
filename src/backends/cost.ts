import type { Chain, Ruleset } from "../ir/program.ts";
import type { Backend } from "../ir/step.ts";
import { countIptablesRules } from "./iptables.ts";

/** The most rules of ours that a forwarded packet passes: one that opens a connection. */
export function rulesPassed(ruleset: Ruleset, backend: Backend): number {
  return counters[backend]({
    ...ruleset,
    chains: ruleset.chains.filter(({ hook }) => hook !== "input"),
  });
}

/** nftables asks a set once, however much it holds; iptables asks for each element. */
const counters: Readonly<Record<Backend, (ruleset: Ruleset) => number>> = {
  nftables: ({ chains }) =>
    chains.filter(({ hook }) => hook !== "output").reduce((sum, { rules }) => sum + rules.length, 0),
  iptables: countIptablesRules,
};

/** How many rules any later packet of a connection passes; the same for both backends. */
export const rulesPassedWithin = ({ chains }: Ruleset): number =>
  chains.filter(({ hook }) => hook !== "input").reduce((sum, chain) => sum + passedWithin(chain), 0);

/** Translation is decided once for a connection; a filter lets its later packets go where it asks for them. */
function passedWithin({ type, rules }: Chain): number {
  if (type === "nat") {
    return 0;
  }
  const asks = rules.findIndex(({ matches }) => matches.some(({ kind }) => kind === "established"));
  return asks < 0 ? rules.length : asks + 1;
}
