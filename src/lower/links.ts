import { exposedPorts } from "../facts/exposed-ports.ts";
import { networksWithoutIcc } from "../facts/icc.ts";
import type { Element, SetDefinition } from "../ir/program.ts";
import { formatAddress } from "../net/address.ts";
import { formatPorts, protocols, unitedPorts } from "../net/port.ts";
import type { Container, Endpoint, Network, Topology } from "../topology/topology.ts";

/** Ways between containers of networks with `icc: false`: one for each link, protocol and range of ports. */
export function linkedPorts(topology: Topology): SetDefinition {
  const { containers } = topology;
  const withoutIcc = networksWithoutIcc(topology);
  const byName = new Map(containers.map((container) => [container.name, container]));
  const exposed = exposedPorts(topology);
  const elements = containers.flatMap((container) => {
    const targets = new Map(container.links.map((link) => [link.container, link]));
    return [...targets.values()].flatMap(({ container: name, origin }) =>
      placesOf(container, byName.get(name), withoutIcc).flatMap((place) =>
        protocols.flatMap((protocol) =>
          unitedPorts(
            (exposed.get(name) ?? []).filter((port) => port.protocol === protocol).map(({ ports }) => ports),
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
  withoutIcc: ReadonlyMap<string, Network>,
): readonly (readonly string[])[] {
  const there = new Map(to?.endpoints.map((endpoint) => [endpoint.network, endpoint]));
  return from.endpoints.flatMap(({ network, ipv4 }) => {
    const bridge = withoutIcc.get(network)?.bridge.name;
    const other: Endpoint["ipv4"] = there.get(network)?.ipv4;
    return bridge && ipv4 && other
      ? [[bridge, formatAddress(ipv4.address), formatAddress(other.address)]]
      : [];
  });
}
