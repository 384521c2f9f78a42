import { type Family, families, type IpAddress } from "../net/ip.ts";
import { endsByContainer } from "./ends.ts";
import { gatewayOf, letsNothingIn } from "./masquerade.ts";
import type { Network, Publish, Topology } from "./topology.ts";

/** An address of a container that the world reaches as it stands, given a route: the host translates nothing. */
export interface OpenAddress {
  readonly container: string;
  readonly network: string;
  readonly address: IpAddress;
}

/**
 * Addresses of containers that are open as a whole: on networks with `inbound: open`, but for what is behind a router
 * by which nothing comes in. In the order of the plan.
 */
export function openAddresses(topology: Topology): readonly OpenAddress[] {
  const open = new Map(
    topology.networks.filter(({ internal }) => !internal).map((network) => [network.name, network]),
  );
  const isBehind = shelters(topology);
  return topology.containers.flatMap(({ name, endpoints }) =>
    endpoints.flatMap((endpoint) =>
      families.flatMap((family) => {
        const own = endpoint[family];
        const network = open.get(endpoint.network);
        const isOpen = network?.[family]?.inbound === "open" && !isBehind(name, network, family);
        return own && isOpen ? [{ container: name, network: endpoint.network, address: own.address }] : [];
      }),
    ),
  );
}

/** Tells whether a container's address on a network is one behind a router that lets nothing in. */
function shelters({ networks, containers, links }: Topology) {
  const ends = endsByContainer({ links });
  const routers = new Map(
    containers
      .filter(({ masquerade }) => masquerade.length > 0)
      .map((router) => [router.name, new Set(letsNothingIn(router, ends.get(router.name) ?? [], networks))]),
  );
  return (container: string, network: Network, family: Family): boolean => {
    const gateway = gatewayOf(network[family]);
    return (
      gateway !== undefined &&
      gateway !== container &&
      !network.bridge.external &&
      routers.get(gateway)?.has(family) === true
    );
  };
}

/**
 * Publishes whose ports the world reaches at the container's own address, too: those on all addresses, on routed
 * networks with `inbound: published`. One on an address of the host is for that address only, and one that nobody of
 * the family may reach is for nobody.
 */
export function offeredPublishes({ networks, publishes }: Topology): readonly Publish[] {
  const byName = new Map(networks.map((network) => [network.name, network]));
  return publishes.filter(({ network, address, from, target }) => {
    const ip = byName.get(network)?.[target.address.family === 6 ? "ipv6" : "ipv4"];
    const isOffered = ip?.mode === "routed" && ip.inbound === "published";
    return isOffered && address === undefined && from?.length !== 0;
  });
}
