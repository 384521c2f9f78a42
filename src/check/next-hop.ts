import { at, type Diagnostic } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import { formatAddress, sameAddress } from "../net/address.ts";
import { contains, formatCidr, subnetOf } from "../net/cidr.ts";
import type { Cidr, InterfaceAddress, IpAddress } from "../net/ip.ts";
import { specialRange } from "../net/special.ts";
import { unusableEnds } from "../topology/allocate.ts";
import type { Container, Host, Route, Topology } from "../topology/topology.ts";
import { isOwn, withIpv4 } from "./rule.ts";

/** Something that a next hop can be a neighbour on. `dev` undefined: an interface whose name is not known. */
interface Link {
  readonly dev: string | undefined;
  readonly subnet: Cidr;
  /** Undefined for what a route without a next hop adds. */
  readonly own: IpAddress | undefined;
}

/** Next hops are neighbours. Where a namespace or the host has more than the plan says, nothing is claimed. */
export function nextHop(topology: Topology): Diagnostic[] {
  const inContainers = topology.containers
    .filter(({ origin }) => !topology.incomplete.has(origin))
    .flatMap((container) => check(container.routes, linksOf(container), isOwn(container), container.name));
  return [...onHost(topology), ...inContainers];
}

function onHost(topology: Topology): Diagnostic[] {
  const { host, networks, incomplete } = topology;
  const broken = incomplete.has(host.origin) || networks.some(({ origin }) => incomplete.has(origin));
  return broken ? [] : check(host.routes, hostLinks(host, topology), host.addresses.length > 0, "the host");
}

const linksOf = ({ endpoints }: Container): Link[] =>
  endpoints.flatMap(({ interfaceName, ipv4 }) => (ipv4 === undefined ? [] : [linkOf(interfaceName, ipv4)]));

const hostLinks = (host: Host, topology: Topology): Link[] => [
  ...host.addresses.map((address) => linkOf(undefined, address)),
  ...withIpv4(topology).flatMap(({ network, ipv4 }) =>
    ipv4.gateway.kind === "host"
      ? [linkOf(network.bridge.name, { address: ipv4.gateway.address, length: ipv4.subnet.length })]
      : [],
  ),
];

const linkOf = (dev: string | undefined, address: InterfaceAddress): Link => ({
  dev,
  subnet: subnetOf(address),
  own: address.address,
});

/** @param complete whether the links are all that there is */
function check(
  routes: readonly Route[],
  links: readonly Link[],
  complete: boolean,
  owner: string,
): Diagnostic[] {
  const reach = [...links];
  return routes.flatMap((route) => {
    const { via, dev, to, type } = route;
    if (
      type === "blackhole" ||
      (via !== undefined && specialRange({ address: via, length: 32 }) !== undefined)
    ) {
      return [];
    }
    if (via === undefined) {
      reach.push({ dev, subnet: to, own: undefined });
      return [];
    }
    return ofRoute(route, via, reach, complete, owner);
  });
}

function ofRoute(
  { dev, path }: Route,
  via: IpAddress,
  reach: readonly Link[],
  complete: boolean,
  owner: string,
): Diagnostic[] {
  const text = formatAddress(via);
  const where = at([...path, "via"]);
  const link = reach.find((link) => contains(link.subnet, via) && isOn(link, dev));
  if (reach.some(({ own }) => own !== undefined && sameAddress(own, via))) {
    return [problem("NG0501", `next hop ${text} is an address of ${owner} itself`, where)];
  }
  if (link !== undefined) {
    const isEnd = link.own !== undefined && unusableEnds(link.subnet).some((end) => sameAddress(end, via));
    const message = `next hop ${text} is the first or last address of ${formatCidr(link.subnet)}, which nobody has`;
    return isEnd ? [problem("NG0501", message, where)] : [];
  }
  // A device that the plan does not know may lead anywhere.
  const known =
    complete && (dev === undefined || reach.some((link) => link.dev === dev || link.dev === undefined));
  if (!known) {
    return [];
  }
  const through = dev === undefined ? `any interface of ${owner}` : `interface ${dev} of ${owner}`;
  const subnets = [
    ...new Set(reach.filter((link) => isOn(link, dev)).map(({ subnet }) => formatCidr(subnet))),
  ];
  const help = subnets.length === 0 ? `${owner} has no IPv4 address` : `in reach: ${subnets.join(", ")}`;
  return [problem("NG0501", `next hop ${text} is not in a subnet of ${through}`, where, { help })];
}

const isOn = (link: Link, dev: string | undefined): boolean =>
  dev === undefined || link.dev === undefined || link.dev === dev;
