import type { Host, NdpProxy, Network } from "../topology/topology.ts";

/** An interface of the host by its name, or the uplink where that is looked up when the script runs. */
export type ProxyInterface = NdpProxy["dev"];

/**
 * Interfaces on which the host answers neighbour solicitations for a network's containers, each once: `uplink` is the
 * interface that `host.uplink` names, where it names one.
 */
export function proxyInterfaces({ ipv6 }: Network, { uplink }: Host): readonly ProxyInterface[] {
  const found = new Map<string | undefined, ProxyInterface>();
  for (const { dev } of ipv6?.ndpProxy ?? []) {
    const named = dev.kind === "uplink" && uplink.kind === "name" ? uplink : dev;
    found.set(named.kind === "name" ? named.name : undefined, named);
  }
  return [...found.values()];
}
