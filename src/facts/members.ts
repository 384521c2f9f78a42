import type { Container, Endpoint, Topology } from "../topology/topology.ts";
import { memo } from "./memo.ts";

/** A container's place on a network. */
export interface Member {
  readonly container: Container;
  readonly endpoint: Endpoint;
}

/** The members of each network, by the network's name, in the order of the plan; empty for one without containers. */
export const members = memo(({ networks, containers }: Topology): ReadonlyMap<string, readonly Member[]> => {
  const found = new Map(networks.map(({ name }): [string, Member[]] => [name, []]));
  for (const container of containers) {
    for (const endpoint of container.endpoints) found.get(endpoint.network)?.push({ container, endpoint });
  }
  return found;
});
