import { families, type IpAddress } from "../net/ip.ts";
import type { Container, Network, Publish, Topology } from "./topology.ts";

/** An address of a container that the world reaches as it stands, given a route: the host translates nothing. */
export interface OpenAddress {
  readonly container: string;
  readonly network: string;
  readonly address: IpAddress;
}

/** Addresses of containers that are open as a whole: on networks with `inbound: open`. In the order of the plan. */
export function openAddresses({ networks, containers }: Topology): readonly OpenAddress[] {
  const byName = new Map(networks.map((network) => [network.name, network]));
  return containers.flatMap((container) => openAddressesOf(container, byName));
}

/** Those of one container. */
export function openAddressesOf(
  { name, endpoints }: Container,
  networks: ReadonlyMap<string, Network>,
): readonly OpenAddress[] {
  return endpoints.flatMap((endpoint) =>
    families.flatMap((family) => {
      const own = endpoint[family];
      const network = networks.get(endpoint.network);
      const isOpen = network?.internal === false && network[family]?.inbound === "open";
      return own && isOpen ? [{ container: name, network: endpoint.network, address: own.address }] : [];
    }),
  );
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
