import { directPorts } from "../facts/direct-ports.ts";
import { exposedAddresses } from "../facts/exposure.ts";
import { type ProxyInterface, proxyInterfaces } from "../facts/proxy-interfaces.ts";
import { formatAddress } from "../net/address.ts";
import { formatCidr } from "../net/cidr.ts";
import { formatPorts } from "../net/port.ts";
import type { Topology } from "../topology/topology.ts";

type Rows = readonly (readonly string[])[];

/** What the world reaches at a container's own address, given a route: container, address, ports, sources. */
export function worldRows(topology: Topology): Rows {
  return [
    ...exposedAddresses(topology).map(({ container, address, by }) => [
      container,
      formatAddress(address),
      "all",
      by === undefined ? "any" : `any, by way of ${by}`,
    ]),
    ...directPorts(topology).map(({ container, target, protocol, from }) => [
      container,
      formatAddress(target.address),
      `${formatPorts(target.ports)}/${protocol}`,
      from === "any" ? from : from.map(formatCidr).join("\n"),
    ]),
  ];
}

/** Addresses that the host answers neighbour solicitations for: address, interfaces, container. */
export function proxyRows(topology: Topology): Rows {
  const interfacesOf = new Map(
    topology.networks.map((network) => [network.name, proxyInterfaces(network, topology.host).map(nameOf)]),
  );
  return topology.containers.flatMap(({ name, endpoints }) =>
    endpoints.flatMap(({ network, ipv6 }) => {
      const interfaces = interfacesOf.get(network) ?? [];
      return ipv6 && interfaces.length > 0
        ? [[formatAddress(ipv6.address), interfaces.join(", "), name]]
        : [];
    }),
  );
}

const nameOf = (dev: ProxyInterface): string => (dev.kind === "name" ? dev.name : "the uplink");
