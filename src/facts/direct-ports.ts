import type { Publish, Topology } from "../topology/topology.ts";
import { inboundOf } from "./inbound-path.ts";
import { memo } from "./memo.ts";

/**
 * Published ports that the world reaches at the container's own address, too: those on all addresses, on routed
 * networks with `inbound: published`. A port on one address of the host is for that address only, and a port without
 * a source of its family is for nobody.
 */
export const directPorts = memo(({ networks, publishes }: Topology): readonly Publish[] => {
  const byName = new Map(networks.map((network) => [network.name, network]));
  return publishes.filter(({ network: name, address, from, target }) => {
    const [network, family] = [byName.get(name), target.address.family];
    const isRouted = network?.[family]?.mode === "routed" && inboundOf(network, family) === "published";
    return isRouted && address === undefined && from.length > 0;
  });
});
