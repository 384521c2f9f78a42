import { families, type IpAddress } from "../net/ip.ts";
import type { Topology } from "../topology/topology.ts";
import { isBehindNat } from "./behind-nat.ts";
import { inboundPath } from "./inbound-path.ts";
import { memo } from "./memo.ts";

/** An address of a container that the world reaches on every port, without translation, given a route to it. */
export interface ExposedAddress {
  readonly container: string;
  readonly network: string;
  readonly address: IpAddress;
  /** The container that forwards to it, where the host has no address in the subnet; undefined: the host does. */
  readonly by: string | undefined;
}

/**
 * Addresses that the world reaches on every port: those on open networks that are not behind a router container that
 * masquerades. In the order of the plan.
 */
export const exposedAddresses = memo((topology: Topology): readonly ExposedAddress[] => {
  const networks = new Map(topology.networks.map((network) => [network.name, network]));
  return topology.containers.flatMap(({ name, endpoints }) =>
    endpoints.flatMap((endpoint) =>
      families.flatMap((family) => {
        const [own, network] = [endpoint[family], networks.get(endpoint.network)];
        if (own === undefined || network === undefined || isBehindNat(topology, name, network, family)) {
          return [];
        }
        const path = inboundPath(network, family, topology.host.firewall);
        if (path === undefined) return [];
        // The gateway's own address needs nobody else's forwarding.
        const by = path.by === name ? undefined : path.by;
        return [{ container: name, network: endpoint.network, address: own.address, by }];
      }),
    ),
  );
});
