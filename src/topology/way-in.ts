import type { Diagnostic, Where } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import type { Family, IpAddress } from "../net/ip.ts";
import type { Container, Network } from "./topology.ts";

/** A network that leads to a container, and the container's address there. */
export interface WayIn {
  readonly network: string;
  readonly address: IpAddress;
}

/** Where packets enter a container: by the network of its default route, else by the first that can be. */
export function wayIn(
  container: Container,
  family: Family,
  networks: ReadonlyMap<string, Network>,
): WayIn | undefined {
  const able = container.endpoints.flatMap((endpoint) => {
    const network = networks.get(endpoint.network);
    const open = network !== undefined && !network.internal && network[family]?.gateway.kind === "host";
    const own = endpoint[family];
    const isDefault = endpoint.defaultGateway[family] !== undefined;
    return open && own ? [{ network: endpoint.network, address: own.address, isDefault }] : [];
  });
  return able.find(({ isDefault }) => isDefault) ?? able[0];
}

export function noWayIn({ name, endpoints }: Container, where: Where): Diagnostic {
  const on = endpoints.map(({ network }) => network);
  const why =
    on.length === 0
      ? "it is on no network"
      : `${on.join(", ")} ${on.length === 1 ? "is" : "are"} internal, without addresses, or without the host as gateway`;
  return problem("NG0624", `${name} has no network that ports can be published on: ${why}`, where);
}
