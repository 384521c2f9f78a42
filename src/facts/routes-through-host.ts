import type { Family } from "../net/ip.ts";
import type { Topology } from "../topology/topology.ts";
import { hostLinkEnds } from "./host-link-ends.ts";

/**
 * Whether a container sends packets for others to the host over a point-to-point link: by `default_route`, or by a
 * route of its own that leaves there.
 */
export function routesThroughHost(topology: Topology, family: Family): boolean {
  const routesOf = new Map(topology.containers.map(({ name, routes }) => [name, routes]));
  return hostLinkEnds(topology).some(
    ({ other }) =>
      other[family] !== undefined &&
      (other.defaultRoute ||
        routesOf
          .get(other.container ?? "")
          ?.some(({ dev, to }) => dev === other.interfaceName && to.address.family === family) === true),
  );
}
