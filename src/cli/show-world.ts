import { formatAddress } from "../net/address.ts";
import { formatCidr } from "../net/cidr.ts";
import { formatPorts } from "../net/port.ts";
import type { Topology } from "../topology/topology.ts";
import { offeredPublishes, openAddresses } from "../topology/world.ts";

type Rows = readonly (readonly string[])[];

/** What the world reaches at a container's own address, given a route: container, address, ports, sources. */
export function worldRows(topology: Topology): Rows {
  return [
    ...openAddresses(topology).map(({ container, address, by }) => [
      container,
      formatAddress(address),
      "all",
      by === undefined ? "any" : `any, by way of ${by}`,
    ]),
    ...offeredPublishes(topology).map(({ container, target, protocol, from }) => [
      container,
      formatAddress(target.address),
      `${formatPorts(target.ports)}/${protocol}`,
      from?.map(formatCidr).join("\n") ?? "any",
    ]),
  ];
}

/** Addresses that the host answers neighbour solicitations for: address, interfaces, container. */
export function proxyRows({ host, networks, containers }: Topology): Rows {
  const proxied = new Map(networks.map(({ name, ipv6 }) => [name, ipv6?.ndpProxy ?? []]));
  const uplink = host.uplink.kind === "name" ? host.uplink.name : "the uplink";
  return containers.flatMap(({ name, endpoints }) =>
    endpoints.flatMap(({ network, ipv6 }) => {
      const on = proxied.get(network) ?? [];
      const interfaces = on.map(({ dev }) => (dev.kind === "name" ? dev.name : uplink)).join(", ");
      return ipv6 && on.length > 0 ? [[formatAddress(ipv6.address), interfaces, name]] : [];
    }),
  );
}
