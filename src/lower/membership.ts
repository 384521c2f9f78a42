import type { Group, Step } from "../ir/program.ts";
import { formatAddress } from "../net/address.ts";
import { formatCidr } from "../net/cidr.ts";
import type { Topology } from "../topology/topology.ts";

/** Routes to what lies behind the other hosts of the cluster: a group for each of them. */
export function lowerMembership({ membership }: Topology): Group[] {
  const groups = new Map<string, { origin: string; summary: string; steps: Step[] }>();
  for (const { host, origin, to, via } of membership?.routes ?? []) {
    const group = groups.get(host) ?? { origin, summary: "routes to its containers", steps: [] };
    groups.set(host, group);
    group.steps.push({
      kind: "route",
      netns: undefined,
      type: "unicast",
      to: formatCidr(to),
      via: formatAddress(via),
      dev: undefined,
      src: undefined,
      metric: undefined,
    });
  }
  return [...groups.values()];
}
