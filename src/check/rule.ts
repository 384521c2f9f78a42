import { at, type Diagnostic, type Related, type Where } from "../diagnostics/diagnostic.ts";
import { formatCidr } from "../net/cidr.ts";
import type { Container, Network, NetworkIpv4, Origin, Topology } from "../topology/topology.ts";

/** One rule: everything in the topology that breaks it. */
export type Rule = (topology: Topology) => readonly Diagnostic[];

/** The key of an entry. */
export const keyOf = ({ path }: Origin): Where => at(path, "key");

/** Where a network's subnet comes from: its value, else `ipv4`, else the network's key. */
export const subnetPlace = (network: Network): Where =>
  network.ipv4?.given.subnet ?? network.given.ipv4 ?? keyOf(network);

/** "front is 172.18.0.0/16, given here". */
export function subnetNote(network: Network, ipv4: NetworkIpv4): Related {
  const how = ipv4.picked ? "picked for it" : "given here";
  return { where: subnetPlace(network), message: `${network.name} is ${formatCidr(ipv4.subnet)}, ${how}` };
}

/** Whether the namespace is the plan's own, so that all that is in it is known. */
export const isOwn = ({ netns }: Container): boolean => netns.kind === "own";

/** Networks that have IPv4, with it. */
export const withIpv4 = ({ networks }: Topology): { network: Network; ipv4: NetworkIpv4 }[] =>
  networks.flatMap((network) => (network.ipv4 === undefined ? [] : [{ network, ipv4: network.ipv4 }]));
