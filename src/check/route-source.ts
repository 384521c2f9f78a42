import { at, type Diagnostic } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import { linkEnds } from "../facts/link-ends.ts";
import { isOwned } from "../facts/namespace.ts";
import { formatAddress, sameAddress } from "../net/address.ts";
import { cidrOfAddress } from "../net/cidr.ts";
import type { Family, IpAddress } from "../net/ip.ts";
import { specialRange } from "../net/special.ts";
import type { Endpoint, Route, Topology } from "../topology/topology.ts";
import { type Rule, withIp } from "./rule.ts";

export const routeSource: Rule = {
  name: "route-source",
  codes: ["NG0506"],
  about: "The source address of a route is an address of its owner.",
  check,
};

function check(topology: Topology): Diagnostic[] {
  const { host, containers, incomplete } = topology;
  const gateways = [
    ...withIp(topology).flatMap(({ ip }) => (ip.gateway.kind === "host" ? [ip.gateway.address] : [])),
    ...topology.links
      .flatMap(({ ends }) => ends)
      .filter(({ container }) => container === undefined)
      .flatMap(addressesOf),
  ];
  const ends = linkEnds(topology);
  const hostKnown = host.addresses.length > 0 && incomplete.size === 0;
  const ofHost = hostKnown
    ? foreign(host.routes, [...gateways, ...host.addresses.map(({ address }) => address)], "the host")
    : [];
  const ofContainers = containers
    .filter(
      (container) => container.routes.length > 0 && isOwned(container) && !incomplete.has(container.origin),
    )
    .flatMap(({ name, routes, endpoints }) => {
      const own = [...endpoints, ...(ends.get(name) ?? [])].flatMap(addressesOf);
      return foreign(routes, own, name);
    });
  return [...ofHost, ...ofContainers];
}

const addressesOf = ({ ipv4, ipv6 }: Pick<Endpoint, Family>): IpAddress[] =>
  [ipv4, ipv6].flatMap((own) => own?.address ?? []);

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
