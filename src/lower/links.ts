import { exposedPorts } from "../facts/exposed-ports.ts";
import { networksWithoutIcc } from "../facts/icc.ts";
import type { Element, SetDefinition } from "../ir/program.ts";
import { formatAddress } from "../net/address.ts";
import type { Family } from "../net/ip.ts";
import { formatPorts, protocols, unitedPorts } from "../net/port.ts";
import type { Container, Network, Topology } from "../topology/topology.ts";
import { setOf } from "./ruleset.ts";

/** Ways between containers of networks with `icc: false`: one for each link, protocol and range of ports. */
export function linkedPorts(topology: Topology, family: Family): SetDefinition {
  const { containers } = topology;
  const withoutIcc = networksWithoutIcc(topology);
  const byName = new Map(containers.map((container) => [container.name, container]));
  const exposed = exposedPorts(topology);
  const elements = containers.flatMap((container) => {
    const targets = new Map(container.links.map((link) => [link.container, link]));
    return [...targets.values()].flatMap(({ container: name, origin }) =>
      placesOf(container, byName.get(name), withoutIcc, family).flatMap((place) =>
        protocols.flatMap((protocol) =>
          unitedPorts(
            (exposed.get(name) ?? []).filter((port) => port.protocol === protocol).map(({ ports }) => ports),
          ).map((ports): Element => ({ origin, key: [...place, protocol, formatPorts(ports)] })),
        ),
      ),
    );
  });
  const summary = "links: network, from container, to container, protocol, port";
  return setOf("links", summary, ["ifname", "address", "address", "protocol", "port"], elements);
}

/** Bridge and both addresses for each network that keeps its containers apart and that both are on. */
function placesOf(
  from: Container,
  to: Container | undefined,
  withoutIcc: ReadonlyMap<string, Network>,
  family: Family,
): readonly (readonly string[])[] {
  const there = new Map(to?.endpoints.map((endpoint) => [endpoint.network, endpoint]));
  return from.endpoints.flatMap((endpoint) => {
    const bridge = withoutIcc.get(endpoint.network)?.bridge.name;
    const [own, other] = [endpoint[family], there.get(endpoint.network)?.[family]];
    return bridge && own && other ? [[bridge, formatAddress(own.address), formatAddress(other.address)]] : [];
  });
}
