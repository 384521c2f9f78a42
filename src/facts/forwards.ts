import type { Family } from "../net/ip.ts";
import type { Topology } from "../topology/topology.ts";
import { routesThroughHost } from "./routes-through-host.ts";

/**
 * Whether the script switches on forwarding of a family, which the kernel has for the whole host: where the host is
 * the gateway of a network, the next hop of a container's routes over a link, or the router of a cluster.
 */
export function forwards(topology: Topology, family: Family): boolean {
  const { host, networks, membership } = topology;
  const isGateway = networks.some((network) => network[family]?.gateway.kind === "host");
  const isRouter = membership?.router === true && membership.families.includes(family);
  return host.ipForward && (isGateway || isRouter || routesThroughHost(topology, family));
}
