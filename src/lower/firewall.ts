import type { Chain, Firewall, Group, MapDefinition, Ruleset, SetDefinition } from "../ir/program.ts";
import type { Tool } from "../ir/step.ts";
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

/** Chains for the user's own rules stand in front of ours, in each tool that has rules of the host. */
export function lowerUserRules(firewall: Firewall): Group {
  const origin = "host.firewall";
  if (firewall.backend === "none") {
    return { origin, summary: "", steps: [] };
  }
  const { backend, ruleset, ipv6 } = firewall;
  const [has4, has6] = [ruleset.chains.length > 0, (ipv6?.chains.length ?? 0) > 0];
  const tools: Tool[] =
    backend === "nftables"
      ? has4 || has6
        ? ["nftables"]
        : []
      : [...(has4 ? (["iptables"] as const) : []), ...(has6 ? (["ip6tables"] as const) : [])];
  const chain = backend === "nftables" ? "chain forward of table inet netgen_user" : "chain NETGEN-USER";
  return {
    origin,
    summary: `${chain} is for rules of your own: made if missing, first in line, never emptied`,
    steps: tools.map((tool) => ({ kind: "user_rules", tool })),
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
