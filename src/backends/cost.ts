import type { Backend, Ruleset } from "../ir/program.ts";
import { countIptablesRules } from "./iptables.ts";

/** The most rules of ours that a forwarded packet passes: one that opens a connection. Any later one passes one. */
export function rulesPassed(ruleset: Ruleset, backend: Backend): number {
  return counters[backend]({
    ...ruleset,
    chains: ruleset.chains.filter(({ hook }) => hook !== "input"),
  });
}

/** nftables asks a set once, however much it holds; iptables asks for each element. */
const counters: Readonly<Record<Backend, (ruleset: Ruleset) => number>> = {
  nftables: ({ chains }) => chains.reduce((sum, { rules }) => sum + rules.length, 0),
  iptables: countIptablesRules,
};
