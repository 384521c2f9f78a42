import type { Group } from "../ir/program.ts";
import type { RouteStep, Step } from "../ir/step.ts";
import { formatAddress } from "../net/address.ts";
import { formatCidr } from "../net/cidr.ts";
import type { Cidr, IpAddress } from "../net/ip.ts";
import type { Topology } from "../topology/topology.ts";

/**
 * Routes to what lies behind the other hosts of the cluster, a group for each of them, and an end to what of the
 * host's own prefix is nobody's.
 */
export function lowerMembership({ membership }: Topology): Group[] {
  const groups = new Map<string, { origin: string; summary: string; steps: Step[] }>();
  const texts = new Map<IpAddress, string>();
  const written = (address: IpAddress): string => {
    const text = texts.get(address) ?? formatAddress(address);
    texts.set(address, text);
    return text;
  };
  for (const { host, origin, to, via } of membership?.routes ?? []) {
    const group = groups.get(host) ?? { origin, summary: "routes to its containers", steps: [] };
    groups.set(host, group);
    group.steps.push(routeStep(to, written(via)));
  }
  const unused = {
    origin: "fabric.pool",
    summary: "what the router sends here and no network has goes no further, and not back",
    steps: (membership?.unused ?? []).map((prefix) => routeStep(prefix, undefined)),
  };
  return [...groups.values(), ...(unused.steps.length === 0 ? [] : [unused])];
}

/** A route; without a next hop, one that ends. */
const routeStep = (to: Cidr, via: string | undefined): RouteStep => ({
  kind: "route",
  netns: undefined,
  type: via === undefined ? "unreachable" : "unicast",
  to: formatCidr(to),
  via,
  dev: undefined,
  src: undefined,
  metric: undefined,
});
