import { type Family, families } from "../net/ip.ts";
import type { Container, LinkEnd, Network, Topology } from "../topology/topology.ts";
import { gatewayContainer } from "./gateway-container.ts";
import { linkEnds } from "./link-ends.ts";
import { masqueradedFamilies } from "./masqueraded-families.ts";
import { memo } from "./memo.ts";
import { isOwned } from "./namespace.ts";

/**
 * Whether a container's address on a network is behind a router container that masquerades, so that nothing from
 * outside reaches it unasked. The router itself is not behind itself; on an external bridge there may be other ways in.
 */
export function isBehindNat(
  topology: Topology,
  container: string,
  network: Network,
  family: Family,
): boolean {
  const gateway = gatewayContainer(network[family]);
  return (
    gateway !== undefined &&
    gateway !== container &&
    !network.bridge.external &&
    natRouters(topology).get(gateway)?.has(family) === true
  );
}

/** Router containers by which nothing comes in unasked, with the families of which that holds. */
const natRouters = memo((topology: Topology): ReadonlyMap<string, ReadonlySet<Family>> => {
  const ends = linkEnds(topology);
  const networks = new Map(topology.networks.map((network) => [network.name, network]));
  return new Map(
    topology.containers
      .filter(({ masquerade }) => masquerade.length > 0)
      .map((router) => [router.name, new Set(closedFamilies(router, ends.get(router.name) ?? [], networks))]),
  );
});

/**
 * The router masquerades on each of its interfaces but those towards networks whose gateway it is. What else is in a
 * namespace that exists already is not known.
 */
function closedFamilies(
  router: Container,
  ends: readonly LinkEnd[],
  networks: ReadonlyMap<string, Network>,
): readonly Family[] {
  if (!isOwned(router)) return [];
  const listed = new Set(router.masquerade.map(({ dev }) => dev));
  const masqueraded = masqueradedFamilies(router, ends);
  return families.filter(
    (family) =>
      masqueraded.includes(family) &&
      router.endpoints.every(
        (endpoint) =>
          endpoint[family] === undefined ||
          listed.has(endpoint.interfaceName) ||
          gatewayContainer(networks.get(endpoint.network)?.[family]) === router.name,
      ) &&
      ends.every((end) => end[family] === undefined || listed.has(end.interfaceName)),
  );
}
