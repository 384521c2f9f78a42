import { at, type Diagnostic, type Where } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import { formatAddress } from "../net/address.ts";
import { cidrOfAddress } from "../net/cidr.ts";
import { type Family, families, type IpAddress } from "../net/ip.ts";
import { specialRange } from "../net/special.ts";
import { hasDefaultMetric } from "../topology/metric.ts";
import type { LinkEnd, Topology } from "../topology/topology.ts";
import { keyOf, type Rule } from "./rule.ts";

interface Known {
  readonly what: string;
  readonly where: Where;
}

export const pointToPoint: Rule = {
  name: "point-to-point",
  codes: ["NG0414", "NG0425", "NG0507"],
  about:
    "The two ends of a point-to-point link have different addresses that nothing else leads to, and a container has one default route.",
  check: (topology) => [...addresses(topology), ...exits(topology)],
};

function addresses(topology: Topology): Diagnostic[] {
  const ownOf = ownAddresses(topology);
  const neighbours = new Map<string, Known>();
  return topology.links.flatMap(({ ends: [a, b] }) => [
    ...[a, b].flatMap(unusable),
    ...[
      [a, b],
      [b, a],
    ].flatMap(([end, other]): Diagnostic[] => {
      if (end === undefined || other === undefined) {
        return [];
      }
      return families.flatMap((family) => {
        const address = other[family]?.address;
        if (address === undefined) {
          return [];
        }
        const key = keyOfAddress(end.container, address);
        const taken = ownOf.get(key) ?? neighbours.get(key);
        const where = placeOf(other, family);
        neighbours.set(key, taken ?? { what: `reached over ${end.interfaceName}`, where });
        if (taken === undefined) {
          return [];
        }
        const who = end.container ?? "the host";
        const message = `${formatAddress(address)} is ${taken.what} of ${who} already, and cannot be that of the other end`;
        return [
          problem("NG0425", message, where, { related: [{ where: taken.where, message: "from here" }] }),
        ];
      });
    }),
  ]);
}

const unusable = (end: LinkEnd): Diagnostic[] =>
  families.flatMap((family) => {
    const address = end[family]?.address;
    const special = address && specialRange(cidrOfAddress(address));
    if (special === undefined || address === undefined) {
      return [];
    }
    const message = `${formatAddress(address)} is an address of ${special}`;
    const help = `write one of ${family === "ipv4" ? "10.0.0.0/8" : "fd00::/8"}, or whatever else the two ends are to have`;
    return [problem("NG0414", message, placeOf(end, family), { help })];
  });

/** Every address that a container, or the host, is known to have. */
function ownAddresses({ host, networks, containers, links }: Topology): ReadonlyMap<string, Known> {
  const found = new Map<string, Known>();
  const add = (owner: string | undefined, address: IpAddress | undefined, where: Where): void => {
    if (address !== undefined) {
      found.set(keyOfAddress(owner, address), { what: "an address", where });
    }
  };
  for (const { address, path } of host.addresses) {
    add(undefined, address, at(path));
  }
  for (const network of networks) {
    for (const family of families) {
      const gateway = network[family]?.gateway;
      add(undefined, gateway?.kind === "host" ? gateway.address : undefined, keyOf(network));
    }
  }
  for (const { name, endpoints } of containers) {
    for (const endpoint of endpoints) {
      for (const family of families) {
        add(name, endpoint[family]?.address, endpoint.given[family] ?? endpoint.where);
      }
    }
  }
  for (const end of links.flatMap(({ ends }) => ends)) {
    for (const family of families) {
      add(end.container, end[family]?.address, placeOf(end, family));
    }
  }
  return found;
}

const keyOfAddress = (owner: string | undefined, { family, value }: IpAddress): string =>
  `${owner ?? ""} ${family} ${value}`;

const placeOf = (end: LinkEnd, family: Family): Where => end.given[family] ?? keyOf(end);

/** `default_route` once, and not beside a default route of the same metric among the routes. */
function exits({ links, containers, host }: Topology): Diagnostic[] {
  const routesOf = new Map(
    containers.map(({ name, routes }): [string | undefined, typeof routes] => [name, routes]),
  );
  const first = new Map<string | undefined, Where>();
  return links
    .flatMap(({ ends }) => ends)
    .filter(({ defaultRoute }) => defaultRoute)
    .flatMap((end) => {
      const routes = end.container === undefined ? host.routes : routesOf.get(end.container);
      const written = routes?.find((route) => route.to.length === 0 && hasDefaultMetric(route));
      const where = at([...end.path, "default_route"]);
      const other = first.get(end.container) ?? (written && at([...written.path, "to"]));
      first.set(end.container, other ?? where);
      return other === undefined
        ? []
        : [
            problem("NG0507", `${end.container ?? "the host"} has two default routes`, where, {
              related: [{ where: other, message: "the first one is here" }],
              help: "keep one of them",
            }),
          ];
    });
}
