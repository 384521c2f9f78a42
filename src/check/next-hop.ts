import { at, type Diagnostic } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import { isOwned } from "../facts/namespace.ts";
import { formatAddress, sameAddress } from "../net/address.ts";
import { cidrOfAddress, formatCidr, subnetOf } from "../net/cidr.ts";
import { families, type InterfaceAddress, type IpAddress } from "../net/ip.ts";
import { isLinkLocal, specialRange } from "../net/special.ts";
import { unusableEnds } from "../topology/allocate.ts";
import { shown } from "../topology/problems.ts";
import type { Container, Host, Route, Topology } from "../topology/topology.ts";
import { type Link, type Reach, reachOf } from "./reach.ts";
import { type Rule, withIp } from "./rule.ts";

export const nextHop: Rule = {
  name: "next-hop",
  codes: ["NG0501"],
  about:
    "A next hop is a neighbour of the host or container whose route it is, as far as the plan says all that is there.",
  check,
};

function check(topology: Topology): Diagnostic[] {
  const atEnds = linksAtEnds(topology);
  const inContainers = topology.containers
    .filter(({ origin, routes }) => routes.length > 0 && !topology.incomplete.has(origin))
    .flatMap((container) =>
      unreachable(
        container.routes,
        [...linksOf(container), ...(atEnds.get(container.name) ?? [])],
        isOwned(container),
        container.name,
      ),
    );
  return [...onHost(topology), ...inContainers];
}

function onHost(topology: Topology): Diagnostic[] {
  const { host, networks, incomplete } = topology;
  const broken = incomplete.has(host.origin) || networks.some(({ origin }) => incomplete.has(origin));
  return broken
    ? []
    : unreachable(host.routes, hostLinks(host, topology), host.addresses.length > 0, "the host");
}

/** By container, and under `undefined` for the host: what is on a point-to-point link is the other end alone, or a subnet. */
function linksAtEnds({ links }: Topology): ReadonlyMap<string | undefined, readonly Link[]> {
  const found = new Map<string | undefined, Link[]>();
  for (const { ends } of links) {
    for (const [index, end] of ends.entries()) {
      const { container, interfaceName: dev } = end;
      const own = found.get(container) ?? [];
      found.set(container, own);
      for (const family of families) {
        const address = end[family];
        const other = ends[index === 0 ? 1 : 0][family]?.address;
        own.push(...(address ? [linkOf(dev, address)] : []));
        own.push(...(other ? [{ dev, subnet: cidrOfAddress(other), own: undefined }] : []));
      }
    }
  }
  return found;
}

const linksOf = ({ endpoints }: Container): Link[] =>
  endpoints.flatMap(({ interfaceName, ipv4, ipv6 }) =>
    [ipv4, ipv6].flatMap((own) => (own === undefined ? [] : [linkOf(interfaceName, own)])),
  );

const hostLinks = (host: Host, topology: Topology): Link[] => [
  ...host.addresses.map((address) => linkOf(undefined, address)),
  ...withIp(topology).flatMap(({ network, ip: { gateway, subnet } }) =>
    gateway.kind === "host" ? [{ dev: network.bridge.name, subnet, own: gateway.address }] : [],
  ),
  ...(linksAtEnds(topology).get(undefined) ?? []),
];

const linkOf = (dev: string | undefined, address: InterfaceAddress): Link => ({
  dev,
  subnet: subnetOf(address),
  own: address.address,
});

/** @param complete whether the links are all that there is */
function unreachable(
  routes: readonly Route[],
  links: readonly Link[],
  complete: boolean,
  owner: string,
): Diagnostic[] {
  const reach = reachOf(links);
  return routes.flatMap((route) => {
    const { via, dev, to, type } = route;
    if (type === "blackhole" || (via !== undefined && specialRange(cidrOfAddress(via)) !== undefined)) {
      return [];
    }
    if (via === undefined) {
      reach.add({ dev, subnet: to, own: undefined });
      return [];
    }
    // Every IPv6 interface has link-local addresses, and what they lead to is not in the plan.
    if (isLinkLocal(cidrOfAddress(via)) && via.family === "ipv6") {
      return dev === undefined ? [withoutInterface(via, route)] : [];
    }
    return ofRoute(route, via, reach, complete, owner);
  });
}

function withoutInterface(via: IpAddress, { path }: Route): Diagnostic {
  const message = `next hop ${formatAddress(via)} is link-local, and could be on any interface`;
  const help = "write `dev` beside it";
  return problem("NG0501", message, at([...path, "via"]), { help });
}

function ofRoute(
  { dev, path }: Route,
  via: IpAddress,
  reach: Reach,
  complete: boolean,
  owner: string,
): Diagnostic[] {
  const text = formatAddress(via);
  const where = at([...path, "via"]);
  if (reach.isOwn(via)) {
    const help = `write the neighbour's address that leads there; what ${owner} has itself needs no route`;
    return [problem("NG0501", `next hop ${text} is an address of ${owner} itself`, where, { help })];
  }
  const link = reach.around(via).find((link) => isOn(link, dev));
  if (link !== undefined) {
    const isEnd = link.own !== undefined && unusableEnds(link.subnet).some((end) => sameAddress(end, via));
    const subnet = formatCidr(link.subnet);
    const ends = {
      ipv4: `the first or last address of ${subnet}, which nobody has`,
      ipv6: `the subnet-router anycast address of ${subnet}, which is no one router's`,
    };
    const help = `write the address that the router has in ${subnet}`;
    return isEnd ? [problem("NG0501", `next hop ${text} is ${ends[via.family]}`, where, { help })] : [];
  }
  // An interface that the plan does not know may lead anywhere.
  if (!complete || (dev !== undefined && !reach.hasInterface(dev))) {
    return [];
  }
  const through = dev === undefined ? `any interface of ${owner}` : `interface ${shown(dev)} of ${owner}`;
  const message = `next hop ${text} is not in a subnet of ${through}`;
  return [problem("NG0501", message, where, { help: inReach(reach, dev, owner) })];
}

/** The subnets that a next hop could be in, where they are few. */
function inReach(reach: Reach, dev: string | undefined, owner: string): string | undefined {
  if (reach.links.length === 0) {
    return `${owner} has no address`;
  }
  const subnets = reach.links.length > 50 ? [] : reach.links.filter((link) => isOn(link, dev));
  const texts = [...new Set(subnets.map(({ subnet }) => formatCidr(subnet)))];
  return texts.length === 0 || texts.length > 8 ? undefined : `in reach: ${texts.join(", ")}`;
}

const isOn = (link: Link, dev: string | undefined): boolean =>
  dev === undefined || link.dev === undefined || link.dev === dev;
