import type { IpAddress } from "../net/ip.ts";
import type { Topology } from "../topology/topology.ts";
import { memo } from "./memo.ts";

/**
 * Addresses that the host is known to have beside those of its ends of point-to-point links: `host.addresses`, and
 * its address as a gateway on each bridge.
 */
export const hostAddresses = memo(({ host, networks }: Topology): readonly IpAddress[] => [
  ...host.addresses.map(({ address }) => address),
  ...networks.flatMap(({ ipv4, ipv6 }) =>
    [ipv4, ipv6].flatMap((ip) => (ip?.gateway.kind === "host" ? [ip.gateway.address] : [])),
  ),
]);
