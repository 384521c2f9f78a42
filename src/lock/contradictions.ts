import { at, type Diagnostic, type Path } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import { shown } from "../diagnostics/shown.ts";
import { formatAddress } from "../net/address.ts";
import { contains, formatCidr } from "../net/cidr.ts";
import { type Cidr, families, familyName } from "../net/ip.ts";
import { nested } from "../net/nested.ts";
import type { Choices } from "./choices.ts";
import { called } from "./values.ts";

/**
 * What cannot all be as the lock file says, whatever the plan: no run of netgen picks so.
 *
 * @param base where the choices stand in the lock file: of a cluster, below their host
 */
export function contradictions(choices: Choices, base: Path = []): Diagnostic[] {
  return [
    ...overlaps(choices, base),
    ...outside(choices, base),
    ...onNetworks(choices, base),
    ...names(choices, base),
    ...ports(choices, base),
  ];
}

/** A value that only one may have, and where it stands. */
interface Claim {
  /** What the claim is about, so that others may have the same value of something else. */
  readonly scope: string;
  readonly value: string;
  readonly path: Path;
}

function twice(claims: readonly Claim[]): Diagnostic[] {
  const first = new Map<string, Claim>();
  return claims.flatMap((claim) => {
    const key = JSON.stringify([claim.scope, claim.value]);
    const other = first.get(key);
    if (other === undefined) {
      first.set(key, claim);
      return [];
    }
    const related = [{ where: at(other.path), message: `${called(other.path.slice(0, -1))} has it, too` }];
    const message = `${shown(claim.value)} is pinned twice${claim.scope === "" ? "" : ` ${claim.scope}`}`;
    return [problem("NG0216", message, at(claim.path), { related })];
  });
}

const overlaps = ({ networks }: Choices, base: Path): Diagnostic[] =>
  families.flatMap((family) =>
    overlapping(
      [...networks].map(([name, { subnets }]) => ({
        name,
        cidr: subnets[family],
        path: [...base, "networks", name, family, "subnet"],
      })),
      "the subnet",
    ),
  );

/** Prefixes of which only one can have each address. */
export function overlapping(
  all: readonly { readonly name: string; readonly cidr: Cidr | undefined; readonly path: Path }[],
  what: string,
): Diagnostic[] {
  const pinned = all.flatMap(({ cidr, ...rest }) => (cidr ? [{ cidr, ...rest }] : []));
  return nested(pinned, ({ cidr }) => cidr).map(([holder, held]) => {
    const message = `${formatCidr(held.cidr)} overlaps ${what} pinned for ${shown(holder.name)}`;
    const related = [{ where: at(holder.path), message: `${formatCidr(holder.cidr)} stands here` }];
    return problem("NG0216", message, at(held.path), { related });
  });
}

/** Addresses that do not lie in the subnet that is pinned for their network. */
function outside({ networks, containers }: Choices, base: Path): Diagnostic[] {
  const all = [
    ...[...networks].map(([network, { gateway }]) => ({
      network,
      family: "ipv4" as const,
      address: gateway,
      path: [...base, "networks", network, "ipv4", "gateway"],
    })),
    ...[...containers].flatMap(([name, container]) =>
      [...container.networks].flatMap(([network, { addresses }]) =>
        families.map((family) => ({
          network,
          family,
          address: addresses[family],
          path: [...base, "containers", name, "networks", network, `${family}_address`],
        })),
      ),
    ),
  ];
  return all.flatMap(({ network, family, address, path }) => {
    const subnet = networks.get(network)?.subnets[family];
    if (subnet === undefined || address === undefined || contains(subnet, address)) {
      return [];
    }
    const message = `${formatAddress(address)} is outside of ${formatCidr(subnet)}`;
    const where = at([...base, "networks", network, family, "subnet"]);
    const related = [{ where, message: `which is pinned for ${shown(network)} here` }];
    return [problem("NG0216", message, at(path), { related })];
  });
}

/** Addresses and MACs: one owner on each network. */
function onNetworks({ networks, containers }: Choices, base: Path): Diagnostic[] {
  const gateways = [...networks].flatMap(([network, { gateway }]): Claim[] =>
    gateway
      ? [
          {
            scope: `on network ${network}`,
            value: formatAddress(gateway),
            path: [...base, "networks", network, "ipv4", "gateway"],
          },
        ]
      : [],
  );
  const owned = [...containers].flatMap(([name, container]) =>
    [...container.networks].flatMap(([network, { addresses, mac }]): Claim[] => {
      const path = [...base, "containers", name, "networks", network];
      const scope = `on network ${network}`;
      return [
        ...families.flatMap((family) => {
          const address = addresses[family];
          return address
            ? [{ scope, value: formatAddress(address), path: [...path, `${family}_address`] }]
            : [];
        }),
        ...(mac ? [{ scope, value: mac, path: [...path, "mac_address"] }] : []),
      ];
    }),
  );
  return twice([...gateways, ...owned]);
}

/** Names of interfaces: one on the host, and one in each container. */
function names({ networks, containers, links }: Choices, base: Path): Diagnostic[] {
  const claims: Claim[] = [];
  const claim = (scope: string, value: string | undefined, path: Path) => {
    if (value !== undefined) {
      claims.push({ scope, value, path: [...base, ...path] });
    }
  };
  for (const [network, { bridge }] of networks) {
    claim("on the host", bridge, ["networks", network, "bridge"]);
  }
  for (const [name, container] of containers) {
    for (const [network, { interfaceName, hostInterfaceName }] of container.networks) {
      const path = ["containers", name, "networks", network];
      claim(`in ${name}`, interfaceName, [...path, "interface_name"]);
      claim("on the host", hostInterfaceName, [...path, "host_interface_name"]);
    }
  }
  for (const [index, { ends }] of links.entries()) {
    for (const { name, interfaceName, mac } of ends) {
      const path = ["point_to_point", index, "ends", name];
      claim(name === "host" ? "on the host" : `in ${name}`, interfaceName, [...path, "interface_name"]);
      claim(`at the ends of point_to_point.${index}`, mac, [...path, "mac_address"]);
    }
  }
  return twice(claims);
}

/** Ports of the host: one on all addresses of a family stands against the same on any of them. */
function ports({ containers }: Choices, base: Path): Diagnostic[] {
  const held = new Map<string, Map<string, Path>>();
  return [...containers].flatMap(([name, container]) =>
    [...container.ports.values()].flatMap(({ open, hosts, written }) => {
      const path = [...base, "containers", name, "ports", written];
      const all = open.address === undefined || open.address.value === 0n;
      const place = open.address && !all ? formatAddress(open.address) : "";
      const family = open.address?.family ?? "ipv4";
      return hosts.flatMap((host) => {
        const key = `${host}/${open.protocol}`;
        const spot = `${familyName(family)} ${key}`;
        const there = held.get(spot) ?? new Map<string, Path>();
        held.set(spot, there);
        const other = place === "" ? there.values().next().value : (there.get("") ?? there.get(place));
        if (other === undefined) {
          there.set(place, path);
          return [];
        }
        const related = [{ where: at(other), message: `${called(other)} has it, too` }];
        return [problem("NG0216", `port ${key} of the host is pinned twice`, at(path), { related })];
      });
    }),
  );
}
