import type { Family } from "../net/ip.ts";
import type { Network, NetworkIp, Topology } from "../topology/topology.ts";

/** Whether the host, as the gateway, gives what leaves the network another source address. */
export const isTranslated = (ip: NetworkIp | undefined): ip is NetworkIp =>
  ip?.mode === "nat" && ip.gateway.kind === "host";

/** Networks that leave by source NAT of the host in a family. Nothing leaves an internal network. */
export const snatNetworks = ({ networks }: Topology, family: Family): readonly Network[] =>
  networks.filter((network) => !network.internal && isTranslated(network[family]));
