import { rulesetFamilies } from "../facts/ruleset-families.ts";
import type { Chain, FamilyRuleset, Firewall, Stage } from "../ir/program.ts";
import type { Family } from "../net/ip.ts";
import type { Topology } from "../topology/topology.ts";
import { lowerEnds } from "./ends.ts";
import { lowerFilter } from "./filter.ts";
import { lowerMasquerade } from "./masquerade.ts";
import { lowerNat } from "./nat.ts";
import { lowerPublish } from "./publish.ts";
import { lowerPublishedFrom } from "./published-from.ts";

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

/** Sets that hold nothing are left out, and so are the rules that ask for them and chains without rules. */
function rulesetOf(topology: Topology, family: Family): FamilyRuleset {
  const parts = [lowerPublish, lowerPublishedFrom, lowerEnds, lowerFilter, lowerNat].map((lower) =>
    lower(topology, family),
  );
  const sets = parts.flatMap((part) => part.sets).filter((set) => set.elements.length > 0);
  const names = new Set(sets.map((set) => set.name));
  const chains = parts
    .flatMap((part) => part.chains)
    .map((chain) => ({
      ...chain,
      rules: chain.rules.filter(
        ({ matches, verdict }) =>
          matches.every((match) => match.kind !== "in" || names.has(match.set)) &&
          (!("map" in verdict) || names.has(verdict.map)),
      ),
    }));
  return { family, sets, chains: chains.filter((chain) => chain.rules.length > 0).toSorted(byStage) };
}

/** In the order in which a packet meets them. */
const stages: readonly Stage[] = ["raw", "mangle", "dstnat", "filter", "srcnat"];

const byStage = (a: Chain, b: Chain): number => stages.indexOf(a.stage) - stages.indexOf(b.stage);
