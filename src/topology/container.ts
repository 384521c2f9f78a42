import type { EndpointChoices } from "../lock/choices.ts";
import { sameAddress } from "../net/address.ts";
import { hostIfnameOf } from "../net/ifname.ts";
import type { IpAddress } from "../net/ip.ts";
import { macOfIpv4, macOfWords } from "../net/mac.ts";
import type { Entry, ExpandedContainer } from "../plan/expanded.ts";
import type { Attached } from "./attach.ts";
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
 * @param host goes into the hash of a MAC that no IPv4 address gives
 */
export function finishContainer(
  { entry, attached, shared }: ContainerDraft,
  host: string,
  networks: ReadonlyMap<string, Network>,
  addresses: ReadonlyMap<Attached, IpAddress>,
  drawn: DrawnLinks,
  problems: Problems,
): Omit<Container, "exposed" | "links"> {
  const { name, origin, path, value } = entry;
  const routes = [...readRoutes(value.routes, entry, problems), ...(drawn.routes.get(name) ?? [])];
  const networkOf = (place: Attached) => networks.get(place.network.entry.name);
  const exit =
    hasDefaultRoute(routes) || drawn.exits.has(name) ? undefined : exitOf(name, attached, networkOf);
  return {
    name,
    origin,
    path,
    netns: shared ?? readNetns(entry, problems),
    endpoints: attached.map((place): Endpoint => {
      const network = place.network.entry.name;
      const address = addresses.get(place);
      const length = networkOf(place)?.ipv4?.subnet.length;
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
        mac:
          place.mac ??
          pinnedMac(place.pinned, address) ??
          (address ? macOfIpv4(address) : macOfWords(host, network, name)),
        ipv4: address && length !== undefined ? { address, length } : undefined,
        defaultGateway: place === exit?.place ? exit.gateway : undefined,
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
    names: readNameService(entry, hostAddress(attached, networkOf), problems),
    publishAll: value.publish_all ?? false,
  };
}

/** What is derived from a name or an address is pinned together with it, and changes with it. */
const pinnedHostName = (pinned: EndpointChoices | undefined, interfaceName: string): string | undefined =>
  pinned?.interfaceName === interfaceName ? pinned.hostInterfaceName : undefined;

/** As {@link pinnedHostName}. */
function pinnedMac(pinned: EndpointChoices | undefined, address: IpAddress | undefined): string | undefined {
  const before = pinned?.address;
  const same = address && before ? sameAddress(address, before) : address === before;
  return same ? pinned?.mac : undefined;
}

/** The host's address on the first of a container's networks on which it has one. */
const hostAddress = (
  attached: readonly Attached[],
  networkOf: (place: Attached) => Network | undefined,
): IpAddress | undefined =>
  attached.map((place) => networkOf(place)?.ipv4?.gateway).find((gateway) => gateway?.kind === "host")
    ?.address;

/** A default route of the plan's own takes the place of ours, unless it stands behind it with a higher metric. */
const hasDefaultRoute = (routes: readonly Route[]): boolean =>
  routes.some(({ to, metric }) => to.length === 0 && (metric ?? 0) === 0);

/** Where the default route leaves: the network of the highest `gw_priority`, the first of equals, that has a way out. */
function exitOf(
  container: string,
  attached: readonly Attached[],
  networkOf: (place: Attached) => Network | undefined,
): { readonly place: Attached; readonly gateway: IpAddress } | undefined {
  return attached
    .flatMap((place) => {
      const gateway = wayOut(container, networkOf(place));
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
function wayOut(container: string, network: Network | undefined): IpAddress | undefined {
  const gateway = network?.ipv4?.gateway;
  switch (gateway?.kind) {
    case "host":
      return network?.internal ? undefined : gateway.address;
    case "container":
      return gateway.container === container ? undefined : gateway.address;
    default:
      return undefined;
  }
}
