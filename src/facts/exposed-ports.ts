import type { PortRange, Protocol } from "../net/port.ts";
import type { Topology } from "./topology.ts";

/** Ports that a container offers to those that are linked to it. */
export interface Offer {
  readonly protocol: Protocol;
  readonly ports: PortRange;
}

/** By container: what it exposes, and the ports of its own that it publishes. */
export function offersOf({
  containers,
  publishes,
}: Pick<Topology, "containers" | "publishes">): ReadonlyMap<string, readonly Offer[]> {
  const offers = new Map(containers.map(({ name, exposed }): [string, Offer[]] => [name, [...exposed]]));
  for (const { container, protocol, target } of publishes) {
    offers.get(container)?.push({ protocol, ports: target.ports });
  }
  return offers;
}
