import type { Family } from "../net/ip.ts";
import type { Firewall, Network } from "../topology/topology.ts";

/** What may come into a network from outside of the plan: nothing, published ports, or everything. */
export type Inbound = "none" | "published" | "open";

/** What the rules let into a network of a family; undefined where the network has none of it. */
export function inboundOf({ internal, ...network }: Network, family: Family): Inbound | undefined {
  const ip = network[family];
  return ip && (internal ? "none" : ip.inbound);
}

/** How packets from outside get to a network's containers: `by` the host (undefined) or the container that is the gateway. */
export interface InboundPath {
  readonly by: string | undefined;
}

/**
 * How everything from outside gets into an open network; undefined where it does not. Without a gateway the host has no
 * route to the network and there is no path, unless the bridge is external: it may have any address. Without a
 * firewall nothing is kept out where the host is the gateway.
 */
export function inboundPath(network: Network, family: Family, firewall: Firewall): InboundPath | undefined {
  const gateway = network[family]?.gateway;
  const unfiltered = firewall === "none" && gateway?.kind === "host";
  if (gateway === undefined || !(unfiltered || inboundOf(network, family) === "open")) return undefined;
  if (gateway.kind === "container") return { by: gateway.container };
  return gateway.kind === "host" || network.bridge.external ? { by: undefined } : undefined;
}
