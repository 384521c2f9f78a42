import type { Topology } from "../topology/topology.ts";
import { describeNetwork } from "./network.ts";

/**
 * What the script will make, a few lines for its header. Containers are not counted or listed: the lines of an
 * entry are to be the only ones that change with it.
 */
export function summarize({ name, host, networks, containers, links }: Topology): string[] {
  const firewall = {
    nftables: `nftables, table inet netgen-${name}`,
    iptables: `iptables, chains NG_${name}_*`,
    none: "none: no rule is made or touched",
  };
  return [
    ...networks.map((network) => `${network.origin}: ${describeNetwork(network)}`),
    ...(containers.length > 0 ? ["containers: each under its own comment below"] : []),
    ...(links.length > 0 ? ["point_to_point: links with no bridge, each under its own comment below"] : []),
    `firewall: ${firewall[host.firewall]}`,
  ];
}
