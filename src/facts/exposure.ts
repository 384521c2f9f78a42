import { type Family, families, type IpAddress } from "../net/ip.ts";
import { endsByContainer } from "./ends.ts";
import { gatewayOf, letsNothingIn } from "./masquerade.ts";
import type { Firewall, Network, Publish, Topology } from "./topology.ts";

/** An address of a container that the world reaches as it stands, given a route: the host translates nothing. */
export interface OpenAddress {
  readonly container: string;
  readonly network: string;
  readonly address: IpAddress;
  /** The container that forwards to it, where the host has no address in the subnet; undefined: the host does. */
  readonly by: string | undefined;
}

/**
 * How the world gets into a network that lets it: by way of the host, or of a container that is the gateway. Without a
 * gateway the host has no route to the network, and there is no way, unless the bridge is not ours: it may have any
 * address. Without rules nothing keeps the world out where the host forwards.
 */
export function wayOfWorld(
  network: Network,
  family: Family,
  firewall: Firewall,
): { readonly by: string | undefined } | undefined {
  const ip = network[family];
  const unruled = firewall === "none" && ip?.gateway.kind === "host";
  const isLet = unruled || (!network.internal && ip?.inbound === "open");
  if (ip === undefined || !isLet) return undefined;
  if (ip.gateway.kind === "container") return { by: ip.gateway.container };
  return ip.gateway.kind === "host" || network.bridge.external ? { by: undefined } : undefined;
}

/**
 * Addresses of containers that are open as a whole: on networks with `inbound: open`, but for what is behind a router
 * by which nothing comes in. In the order of the plan.
 */
export function openAddresses(topology: Topology): readonly OpenAddress[] {
  const networks = new Map(topology.networks.map((network) => [network.name, network]));
  const isBehind = shelters(topology);
  return topology.containers.flatMap(({ name, endpoints }) =>
    endpoints.flatMap((endpoint) =>
      families.flatMap((family) => {
        const [own, network] = [endpoint[family], networks.get(endpoint.network)];
        const way =
          network && !isBehind(name, network, family)
            ? wayOfWorld(network, family, topology.host.firewall)
            : undefined;
        // The gateway's own address needs nobody else's forwarding.
        const by = way?.by === name ? undefined : way?.by;
        return own && way ? [{ container: name, network: endpoint.network, address: own.address, by }] : [];
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

/** Containers of a host that the world reaches at their own addresses; of each kind only the first few are named. */
export interface OpenContainers {
  /** Open as a whole. */
  readonly whole: Few;
  /** Only published ports of theirs are. */
  readonly ports: Few;
}

export interface Few {
  readonly count: number;
  readonly names: readonly string[];
}

/** So many containers are named of a host of a cluster. */
const named = 3;

/** What is kept of each host of a cluster for a look at all of them. */
export function openContainers(topology: Topology): OpenContainers {
  const whole = new Set(openAddresses(topology).map(({ container }) => container));
  const ports = new Set(offeredPublishes(topology).map(({ container }) => container));
  for (const container of whole) ports.delete(container);
  return { whole: few(whole), ports: few(ports) };
}

const few = (names: ReadonlySet<string>): Few => ({ count: names.size, names: [...names].slice(0, named) });
