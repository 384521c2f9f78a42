import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import { formatAddress, sameAddress } from "../net/address.ts";
import { contains, formatCidr } from "../net/cidr.ts";
import { unusableEnds } from "../topology/allocate.ts";
import type { Endpoint, Network, Topology } from "../topology/topology.ts";
import { subnetNote } from "./rule.ts";

/** Addresses that the plan gives to containers are of their network's subnet, and such as an interface can hold. */
export function addressInSubnet({ networks, containers }: Topology): Diagnostic[] {
  const byName = new Map(networks.map((network) => [network.name, network]));
  return containers.flatMap(({ endpoints }) =>
    endpoints.flatMap((endpoint) => ofEndpoint(endpoint, byName.get(endpoint.network))),
  );
}

function ofEndpoint({ ipv4: own, given }: Endpoint, network: Network | undefined): Diagnostic[] {
  const ipv4 = network?.ipv4;
  if (network === undefined || ipv4 === undefined || own === undefined || given.ipv4 === undefined) {
    return [];
  }
  const { address } = own;
  const [text, subnet] = [formatAddress(address), formatCidr(ipv4.subnet)];
  const related = [subnetNote(network, ipv4)];
  const help = `pick an address in ${subnet}, or leave it out to have one picked`;
  if (!contains(ipv4.subnet, address)) {
    const message = `${text} is outside of the subnet of network ${network.name}`;
    return [problem("NG0401", message, given.ipv4, { related, help })];
  }
  const [first, last] = unusableEnds(ipv4.subnet);
  if (first !== undefined && sameAddress(first, address)) {
    return [problem("NG0407", `${text} is the network's own address of ${subnet}`, given.ipv4, { related })];
  }
  if (last !== undefined && sameAddress(last, address)) {
    return [problem("NG0407", `${text} is the broadcast address of ${subnet}`, given.ipv4, { related })];
  }
  return [];
}
