import type { Chain, Firewall, MapDefinition, Ruleset, SetDefinition } from "../ir/program.ts";
import type { Topology } from "../topology/topology.ts";
import { lowerEnds } from "./ends.ts";
import { hasIpv6, inIpv6, ipv4Only, ipv6AsOnly } from "./family.ts";
import { lowerFilter } from "./filter.ts";
import { lowerMasquerade } from "./masquerade.ts";
import { lowerNat } from "./nat.ts";
import { lowerPublish } from "./publish.ts";

/** What one subject brings to the ruleset. */
export interface Rules {
  readonly sets: readonly (SetDefinition | MapDefinition)[];
  readonly chains: readonly Chain[];
}

/** Rules for what the networks forward and translate. */
export function lowerFirewall(topology: Topology): Firewall {
  const { firewall } = topology.host;
  return firewall === "none"
    ? { backend: "none" }
    : {
        backend: firewall,
        ruleset: rulesetOf(ipv4Only(topology)),
        ipv6: hasIpv6(topology) ? inIpv6(rulesetOf(ipv6AsOnly(topology))) : undefined,
        inside: lowerMasquerade(topology),
      };
}

/** Sets that hold nothing are left out, and so are the rules that ask for them and chains without rules. */
function rulesetOf(topology: Topology): Ruleset {
  const parts = [
    lowerPublish(topology),
    lowerEnds(topology),
    lowerFilter(topology),
    lowerNat(topology),
  ].filter((part) => part !== undefined);
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
  return { sets, chains: chains.filter((chain) => chain.rules.length > 0) };
}
