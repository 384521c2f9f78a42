import { rulesetFamilies } from "../facts/ruleset-families.ts";
import type { Chain, FamilyRuleset, Firewall, Group, Stage } from "../ir/program.ts";
import { iptablesOf, type Tool } from "../ir/step.ts";
import type { Family } from "../net/ip.ts";
import type { Topology } from "../topology/topology.ts";
import { lowerEnds } from "./ends.ts";
import { lowerFilter } from "./filter.ts";
import { lowerMasquerade } from "./masquerade.ts";
import { lowerMss } from "./mss.ts";
import { lowerNat } from "./nat.ts";
import { lowerPublish } from "./publish.ts";
import { lowerPublishedFrom } from "./published-from.ts";
import { lowerSources } from "./sources.ts";

/** Rules for what the networks forward and translate, for each family that the plan has. */
export function lowerFirewall(topology: Topology): Firewall {
  const { firewall } = topology.host;
  return firewall === "none"
    ? { backend: "none" }
    : {
        backend: firewall,
        rulesets: rulesetFamilies(topology).map((family) => rulesetOf(topology, family)),
        inside: lowerMasquerade(topology),
      };
}

/** Chains for the user's own rules stand in front of ours, in each tool that has rules of the host. */
export function lowerUserRules(firewall: Firewall): Group {
  const origin = "host.firewall";
  if (firewall.backend === "none") {
    return { origin, summary: "", steps: [] };
  }
  const { backend, rulesets } = firewall;
  const ruled = rulesets.filter(({ chains }) => chains.length > 0).map(({ family }) => iptablesOf[family]);
  const tools: readonly Tool[] = backend === "iptables" ? ruled : ruled.length > 0 ? ["nftables"] : [];
  const chain = backend === "nftables" ? "chain forward of table inet netgen_user" : "chain NETGEN-USER";
  return {
    origin,
    summary: `${chain} is for rules of your own: made if missing, first in line, never emptied`,
    steps: tools.map((tool) => ({ kind: "user_rules", tool })),
  };
}

/** Sets that hold nothing are left out, and so are the rules that ask for them and chains without rules. */
function rulesetOf(topology: Topology, family: Family): FamilyRuleset {
  const parts = [
    lowerSources,
    lowerPublish,
    lowerPublishedFrom,
    lowerEnds,
    lowerMss,
    lowerFilter,
    lowerNat,
  ].map((lower) => lower(topology, family));
  const sets = parts.flatMap((part) => part.sets).filter((set) => set.elements.length > 0);
  const names = new Set(sets.map((set) => set.name));
  const chains = mergedOf(parts.flatMap((part) => part.chains)).map((chain) => ({
    ...chain,
    rules: chain.rules.filter(
      ({ matches, verdict }) =>
        matches.every((match) => match.kind !== "in" || names.has(match.set)) &&
        (!("map" in verdict) || names.has(verdict.map)),
    ),
  }));
  return { family, sets, chains: chains.filter((chain) => chain.rules.length > 0).toSorted(byStage) };
}

/** Chains of one name are one: several subjects have rules there. */
function mergedOf(chains: readonly Chain[]): Chain[] {
  const merged = new Map<string, Chain>();
  for (const chain of chains) {
    const before = merged.get(chain.name);
    merged.set(chain.name, before ? { ...before, rules: [...before.rules, ...chain.rules] } : chain);
  }
  return [...merged.values()];
}

/** In the order in which a packet meets them. */
const stages: readonly Stage[] = ["raw", "mangle", "dstnat", "filter", "srcnat"];

const byStage = (a: Chain, b: Chain): number => stages.indexOf(a.stage) - stages.indexOf(b.stage);
