import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import { formatAddress, sameAddress } from "../net/address.ts";
import { contains, formatCidr } from "../net/cidr.ts";
import { type Family, families } from "../net/ip.ts";
import { unusableEnds } from "../topology/allocate.ts";
import type { Endpoint, Network, Topology } from "../topology/topology.ts";
import { type Rule, subnetNote } from "./rule.ts";

export const addressInSubnet: Rule = {
  name: "address-in-subnet",
  codes: ["NG0401", "NG0407"],
  about:
    "An address that the plan gives to a container lies in its network's subnet, and is not the network's own or its broadcast address.",
  check,
};

function check({ networks, containers }: Topology): Diagnostic[] {
  const byName = new Map(networks.map((network) => [network.name, network]));
  return containers.flatMap(({ endpoints }) =>
    endpoints.flatMap((endpoint) =>
      families.flatMap((family) => ofEndpoint(endpoint, byName.get(endpoint.network), family)),
    ),
  );
}

function ofEndpoint(endpoint: Endpoint, network: Network | undefined, family: Family): Diagnostic[] {
  const ip = network?.[family];
  const own = endpoint[family];
  const where = endpoint.given[family];
  if (network === undefined || ip === undefined || own === undefined || where === undefined) {
    return [];
  }
  const { address } = own;
  const [text, subnet] = [formatAddress(address), formatCidr(ip.subnet)];
  const related = [subnetNote(network, ip)];
  if (!contains(ip.subnet, address)) {
    const message = `${text} is outside of the subnet of network ${network.name}`;
    const help = `pick an address in ${subnet}, or leave it out to have one picked`;
    return [problem("NG0401", message, where, { related, help })];
  }
  const help = `pick another address in ${subnet}, or leave it out to have one picked`;
  const [first, last] = unusableEnds(ip.subnet);
  if (first !== undefined && sameAddress(first, address)) {
    const what = family === "ipv4" ? "network's own" : "subnet-router anycast";
    return [problem("NG0407", `${text} is the ${what} address of ${subnet}`, where, { related, help })];
  }
  if (last !== undefined && sameAddress(last, address)) {
    return [problem("NG0407", `${text} is the broadcast address of ${subnet}`, where, { related, help })];
  }
  return [];
}
