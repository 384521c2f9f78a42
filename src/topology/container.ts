import type { EndpointChoices } from "../lock/choices.ts";
import { sameAddress } from "../net/address.ts";
import { cidrOfAddress } from "../net/cidr.ts";
import { hostIfnameOf } from "../net/ifname.ts";
import { type Family, families, type InterfaceAddress, type IpAddress } from "../net/ip.ts";
import { macOfIpv4, macOfWords } from "../net/mac.ts";
import { isLinkLocal } from "../net/special.ts";
import type { Entry, ExpandedContainer } from "../plan/expanded.ts";
import type { Attached } from "./attach.ts";
import { hasDefaultMetric } from "./metric.ts";
import { readNameService } from "./name-service.ts";
import { readNetns } from "./netns.ts";
import type { DrawnLinks } from "./point-to-point.ts";
import type { Problems } from "./problems.ts";
import { readRoutes } from "./route.ts";
import { readSysctls } from "./sysctl.ts";
import type { Container, Endpoint, Network, Route, SharedStack } from "./topology.ts";

/** A container bound to its networks, without addresses. */
export interface ContainerDraft {
  readonly entry: Entry<ExpandedContainer>;
  readonly attached: readonly Attached[];
  /** Undefined: the container has a namespace, as `netns` says. */
  readonly shared: SharedStack | undefined;
}

/**
 * Finishes a container.
 *
 * @param addresses what it was given on its networks, by family
 */
export function finishContainer(
  { entry, attached, shared }: ContainerDraft,
  networks: ReadonlyMap<string, Network>,
  addresses: (family: Family) => ReadonlyMap<Attached, IpAddress>,
  macs: ReadonlyMap<Attached, string>,
  drawn: DrawnLinks,
  problems: Problems,
): Omit<Container, "exposed" | "links"> {
  const { name, origin, path, value } = entry;
  const routes = [...readRoutes(value.routes, entry, problems), ...(drawn.routes.get(name) ?? [])];
  const networkOf = (place: Attached) => networks.get(place.network.entry.name);
  const exit = (family: Family) =>
    hasDefaultRoute(routes, family) || drawn.exits[family].has(name)
      ? undefined
      : exitOf(name, family, attached, networkOf);
  const exits = { ipv4: exit("ipv4"), ipv6: exit("ipv6") };
  const gatewayOf = (family: Family, place: Attached) =>
    exits[family]?.place === place ? exits[family].gateway : undefined;
  const addressOn = (family: Family, place: Attached): InterfaceAddress | undefined => {
    const address = addresses(family).get(place);
    const length = networkOf(place)?.[family]?.subnet.length;
    return address && length !== undefined ? { address, length } : undefined;
  };
  return {
    name,
    origin,
    path,
    netns: shared ?? readNetns(entry, problems),
    endpoints: attached.map((place): Endpoint => {
      const network = place.network.entry.name;
      return {
        origin: place.origin,
        path: place.path,
        network,
        where: place.where,
        interfaceName: place.interfaceName,
        hostInterfaceName:
          place.hostInterfaceName ??
          pinnedHostName(place.pinned, place.interfaceName) ??
          hostIfnameOf(name, place.interfaceName),
        mac: macs.get(place) ?? "",
        ipv4: addressOn("ipv4", place),
        ipv6: addressOn("ipv6", place),
        defaultGateway: { ipv4: gatewayOf("ipv4", place), ipv6: gatewayOf("ipv6", place) },
        aliases: place.aliases,
        given: place.given,
      };
    }),
    routes,
    sysctls: readSysctls(entry, problems),
    forward: value.forward ?? (value.masquerade ?? []).length > 0,
    masquerade: (value.masquerade ?? []).map((dev, index) => ({
      dev,
      origin: `${origin}.masquerade.${index}`,
      path: [...path, "masquerade", index],
    })),
    names: readNameService(entry, hostAddresses(attached, networkOf), problems),
    publishAll: value.publish_all ?? false,
  };
}

/**
 * The MAC of each place: the plan's, the pinned one, or the one that the IPv4 address gives.
 *
 * @param host goes into the hash of a MAC that no IPv4 address gives
 */
export const macsOf = (
  containers: readonly ContainerDraft[],
  host: string,
  addresses: ReadonlyMap<Attached, IpAddress>,
): ReadonlyMap<Attached, string> =>
  new Map(
    containers.flatMap(({ entry, attached }) =>
      attached.map((place): [Attached, string] => {
        const address = addresses.get(place);
        const picked = address ? macOfIpv4(address) : macOfWords(host, place.network.entry.name, entry.name);
        return [place, place.mac ?? pinnedMac(place.pinned, address) ?? picked];
      }),
    ),
  );

/** What is derived from a name or an address is pinned together with it, and changes with it. */
const pinnedHostName = (pinned: EndpointChoices | undefined, interfaceName: string): string | undefined =>
  pinned?.interfaceName === interfaceName ? pinned.hostInterfaceName : undefined;

/** As {@link pinnedHostName}. */
function pinnedMac(pinned: EndpointChoices | undefined, address: IpAddress | undefined): string | undefined {
  const before = pinned?.addresses.ipv4;
  const same = address && before ? sameAddress(address, before) : address === before;
  return same ? pinned?.mac : undefined;
}

/**
 * The host's address of each family on the first of a container's networks on which it has one. A link-local one means
 * nothing without an interface (RFC 4007, 6), which hosts(5) does not name.
 */
const hostAddresses = (
  attached: readonly Attached[],
  networkOf: (place: Attached) => Network | undefined,
): IpAddress[] =>
  families.flatMap((family) => {
    const held = attached.flatMap((place) => {
      const gateway = networkOf(place)?.[family]?.gateway;
      return gateway?.kind === "host" && !isLinkLocal(cidrOfAddress(gateway.address))
        ? [gateway.address]
        : [];
    });
    return held.slice(0, 1);
  });

/** A default route of the plan's own takes the place of ours, unless it stands behind it with a higher metric. */
const hasDefaultRoute = (routes: readonly Route[], family: Family): boolean =>
  routes.some(
    (route) => route.to.length === 0 && route.to.address.family === family && hasDefaultMetric(route),
  );

/** Where the default route leaves: the network of the highest `gw_priority`, the first of equals, that has a way out. */
function exitOf(
  container: string,
  family: Family,
  attached: readonly Attached[],
  networkOf: (place: Attached) => Network | undefined,
): { readonly place: Attached; readonly gateway: IpAddress } | undefined {
  return attached
    .flatMap((place) => {
      const gateway = wayOut(container, family, networkOf(place));
      return gateway === undefined ? [] : [{ place, gateway }];
    })
    .reduce<{ place: Attached; gateway: IpAddress } | undefined>(
      (best, exit) => (best === undefined || exit.place.priority > best.place.priority ? exit : best),
      undefined,
    );
}

/**
 * The gateway that a network offers to a container. The bridge of an internal network is none, for it leads nowhere;
 * a container that the plan makes the gateway is one even there. Nobody is their own gateway.
 */
function wayOut(container: string, family: Family, network: Network | undefined): IpAddress | undefined {
  const gateway = network?.[family]?.gateway;
  switch (gateway?.kind) {
    case "host":
      return network?.internal ? undefined : gateway.address;
    case "container":
      return gateway.container === container ? undefined : gateway.address;
    default:
      return undefined;
  }
}
