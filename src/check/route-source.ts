import { at, type Diagnostic } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import { formatAddress, sameAddress } from "../net/address.ts";
import { cidrOfAddress } from "../net/cidr.ts";
import type { IpAddress } from "../net/ip.ts";
import { specialRange } from "../net/special.ts";
import { endsByContainer } from "../topology/ends.ts";
import type { Route, Topology } from "../topology/topology.ts";
import { isOwn, withIpv4 } from "./rule.ts";

/** A route's source address is one of its owner's. */
export function routeSource(topology: Topology): Diagnostic[] {
  const { host, containers, incomplete } = topology;
  const gateways = [
    ...withIpv4(topology).flatMap(({ ipv4 }) => (ipv4.gateway.kind === "host" ? [ipv4.gateway.address] : [])),
    ...topology.links
      .flatMap(({ ends }) => ends)
      .flatMap((end) => (end.container === undefined && end.ipv4 ? [end.ipv4.address] : [])),
  ];
  const ends = endsByContainer(topology);
  const hostKnown = host.addresses.length > 0 && incomplete.size === 0;
  const ofHost = hostKnown
    ? foreign(host.routes, [...gateways, ...host.addresses.map(({ address }) => address)], "the host")
    : [];
  const ofContainers = containers
    .filter((container) => isOwn(container) && !incomplete.has(container.origin))
    .flatMap(({ name, routes, endpoints }) => {
      const own = [...endpoints, ...(ends.get(name) ?? [])].flatMap(({ ipv4 }) =>
        ipv4 === undefined ? [] : [ipv4.address],
      );
      return foreign(routes, own, name);
    });
  return [...ofHost, ...ofContainers];
}

function foreign(routes: readonly Route[], own: readonly IpAddress[], owner: string): Diagnostic[] {
  return routes.flatMap(({ src, path, type }) => {
    const settled =
      src === undefined ||
      type === "blackhole" ||
      specialRange(cidrOfAddress(src)) !== undefined ||
      own.some((address) => sameAddress(address, src));
    if (settled) {
      return [];
    }
    const list = own.map(formatAddress).join(", ");
    const help = own.length === 0 || own.length > 8 ? undefined : `${owner} has ${list}`;
    return [
      problem("NG0506", `${formatAddress(src)} is not an address of ${owner}`, at([...path, "src"]), {
        help,
      }),
    ];
  });
}
