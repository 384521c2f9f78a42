import type { Element, SetDefinition } from "../ir/program.ts";
import { formatAddress } from "../net/address.ts";
import { formatPorts, protocols, unitedPorts } from "../net/port.ts";
import { offersOf } from "../topology/offers.ts";
import type { Container, Endpoint, Network, Topology } from "../topology/topology.ts";

/** Ways between containers of networks with `icc: false`: one for each link, protocol and range of ports. */
export function linkedPorts(topology: Topology): SetDefinition {
  const { networks, containers } = topology;
  const apart = new Map(networks.filter(({ icc }) => !icc).map((network) => [network.name, network]));
  const byName = new Map(containers.map((container) => [container.name, container]));
  const offers = offersOf(topology);
  const elements = containers.flatMap((container) => {
    const targets = new Map(container.links.map((link) => [link.container, link]));
    return [...targets.values()].flatMap(({ container: name, origin }) =>
      placesOf(container, byName.get(name), apart).flatMap((place) =>
        protocols.flatMap((protocol) =>
          unitedPorts(
            (offers.get(name) ?? []).filter((offer) => offer.protocol === protocol).map(({ ports }) => ports),
          ).map((ports): Element => ({ origin, key: [...place, protocol, formatPorts(ports)] })),
        ),
      ),
    );
  });
  return {
    kind: "set",
    name: "links",
    summary: "links: network, from container, to container, protocol, port",
    types: ["ifname", "ipv4_addr", "ipv4_addr", "inet_proto", "inet_service"],
    elements,
  };
}

/** Bridge and both addresses for each network that keeps its containers apart and that both are on. */
function placesOf(
  from: Container,
  to: Container | undefined,
  apart: ReadonlyMap<string, Network>,
): readonly (readonly string[])[] {
  const there = new Map(to?.endpoints.map((endpoint) => [endpoint.network, endpoint]));
  return from.endpoints.flatMap(({ network, ipv4 }) => {
    const bridge = apart.get(network)?.bridge.name;
    const other: Endpoint["ipv4"] = there.get(network)?.ipv4;
    return bridge && ipv4 && other
      ? [[bridge, formatAddress(ipv4.address), formatAddress(other.address)]]
      : [];
  });
}
