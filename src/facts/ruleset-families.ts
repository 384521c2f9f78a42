import type { Family } from "../net/ip.ts";
import type { Topology } from "../topology/topology.ts";

/**
 * Families that a host's rules are about: IPv4 always, since what they ask of interfaces keeps the plan's networks
 * apart whatever they carry, and IPv6 where a network or the end of a link has an address of it.
 */
export function rulesetFamilies({ networks, links }: Topology): readonly Family[] {
  const hasIpv6 =
    networks.some(({ ipv6 }) => ipv6 !== undefined) ||
    links.some(({ ends }) => ends.some(({ ipv6 }) => ipv6 !== undefined));
  return hasIpv6 ? ["ipv4", "ipv6"] : ["ipv4"];
}
