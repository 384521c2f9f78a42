import { type Family, families, type IpAddress } from "../net/ip.ts";
import type { Container, Firewall, Network, Publish, Topology } from "./topology.ts";

/** An address of a container that the world reaches as it stands, given a route: the host translates nothing. */
export interface OpenAddress {
  readonly container: string;
  readonly network: string;
  readonly address: IpAddress;
}

/** Whether the world comes in to the network, given a route. Without rules nothing keeps it out where the host forwards. */
export const isOpen = (network: Network, family: Family, firewall: Firewall): boolean =>
  firewall === "none"
    ? network[family]?.gateway.kind === "host"
    : !network.internal && network[family]?.inbound === "open";

/** Addresses of containers that are open as a whole: on networks that are. In the order of the plan. */
export function openAddresses({ host, networks, containers }: Topology): readonly OpenAddress[] {
  const open = new Map(
    networks.map((network) => [
      network.name,
      families.filter((family) => isOpen(network, family, host.firewall)),
    ]),
  );
  return containers.flatMap((container) => openOf(container, open));
}

function openOf({ name, endpoints }: Container, open: ReadonlyMap<string, readonly Family[]>): OpenAddress[] {
  return endpoints.flatMap((endpoint) =>
    (open.get(endpoint.network) ?? []).flatMap((family) => {
      const own = endpoint[family];
      return own ? [{ container: name, network: endpoint.network, address: own.address }] : [];
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
