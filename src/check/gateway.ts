import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import { formatAddress, sameAddress } from "../net/address.ts";
import { contains, formatCidr } from "../net/cidr.ts";
import { unusableEnds } from "../topology/allocate.ts";
import type { Container, Network, NetworkIpv4, Topology } from "../topology/topology.ts";
import { keyOf, subnetNote, subnetPlace, withIpv4 } from "./rule.ts";

/** A network's gateway is an address of its subnet, or a container on it. */
export function gateway(topology: Topology): Diagnostic[] {
  const sound = topology.containers.filter(({ origin }) => !topology.incomplete.has(origin));
  const containers = new Map(sound.map((container) => [container.name, container]));
  return withIpv4(topology).flatMap(({ network, ipv4 }) =>
    ipv4.gateway.kind === "container"
      ? ofContainer(network, ipv4, containers.get(ipv4.gateway.container))
      : ofAddress(network, ipv4),
  );
}

function ofAddress(network: Network, ipv4: NetworkIpv4): Diagnostic[] {
  if (ipv4.gateway.kind !== "host") {
    return [];
  }
  const { address } = ipv4.gateway;
  const where = ipv4.given.gateway ?? subnetPlace(network);
  const text = formatAddress(address);
  if (!contains(ipv4.subnet, address)) {
    const message = `gateway ${text} is outside of the subnet of network ${network.name}`;
    const help = `pick an address in ${formatCidr(ipv4.subnet)}, or leave it out to have the first one`;
    return [problem("NG0409", message, where, { related: [subnetNote(network, ipv4)], help })];
  }
  const [first] = unusableEnds(ipv4.subnet);
  if (!unusableEnds(ipv4.subnet).some((end) => sameAddress(end, address))) {
    return [];
  }
  const what = first !== undefined && sameAddress(first, address) ? "network's own" : "broadcast";
  return [problem("NG0407", `gateway ${text} is the ${what} address of ${formatCidr(ipv4.subnet)}`, where)];
}

function ofContainer(network: Network, ipv4: NetworkIpv4, container: Container | undefined): Diagnostic[] {
  if (container === undefined || container.endpoints.some((endpoint) => endpoint.network === network.name)) {
    return [];
  }
  const { name } = container;
  const message = `${name} is to be the gateway of network ${network.name}, and is not on it`;
  const related = [{ where: keyOf(container), message: `${name} is here` }];
  const help = `add ${network.name} to the networks of ${name}`;
  return [problem("NG0410", message, ipv4.given.gateway ?? subnetPlace(network), { related, help })];
}
