import type { Diagnostic, Related } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import { formatAddress } from "../net/address.ts";
import { contains } from "../net/cidr.ts";
import type { Container, Endpoint, Network, Topology } from "../topology/topology.ts";
import { subnetPlace } from "./rule.ts";

/** On one network an address belongs to one interface. */
export function addressOnce({ networks, containers }: Topology): Diagnostic[] {
  const owners = new Map(networks.map((network) => [network.name, gatewayOf(network)]));
  const byName = new Map(networks.map((network) => [network.name, network]));
  return containers.flatMap((container) =>
    container.endpoints.flatMap((endpoint) => {
      const network = byName.get(endpoint.network);
      const taken = owners.get(endpoint.network);
      if (network?.ipv4 === undefined || taken === undefined || endpoint.ipv4 === undefined) {
        return [];
      }
      const { address } = endpoint.ipv4;
      const other = taken.get(address.value);
      if (other === undefined || !contains(network.ipv4.subnet, address)) {
        taken.set(address.value, ownerOf(container, endpoint));
        return [];
      }
      return isGateway(network, container) && other.kind === "gateway" ? [] : [twice(endpoint, other)];
    }),
  );
}

interface Owner {
  readonly kind: "gateway" | "container";
  readonly what: string;
  readonly note: Related;
}

const isGateway = ({ ipv4 }: Network, { name }: Container): boolean =>
  ipv4?.gateway.kind === "container" && ipv4.gateway.container === name;

function gatewayOf(network: Network): Map<bigint, Owner> {
  const { ipv4 } = network;
  if (ipv4 === undefined || ipv4.gateway.kind === "none") {
    return new Map();
  }
  const { address } = ipv4.gateway;
  const how = ipv4.given.gateway === undefined ? "the first address of its subnet, which is given" : "given";
  const note = {
    where: ipv4.given.gateway ?? subnetPlace(network),
    message: `the gateway of ${network.name} is ${ipv4.gateway.kind === "host" ? formatAddress(address) : ipv4.gateway.container}, ${how} here`,
  };
  return new Map([
    [address.value, { kind: "gateway", what: `the gateway's of network ${network.name}`, note }],
  ]);
}

const ownerOf = (container: Container, endpoint: Endpoint): Owner => ({
  kind: "container",
  what: `${container.name}'s on network ${endpoint.network}`,
  note: { where: endpoint.given.ipv4 ?? endpoint.where, message: `${container.name} has it from here` },
});

function twice({ ipv4, given, where }: Endpoint, other: Owner): Diagnostic {
  const text = ipv4 === undefined ? "" : formatAddress(ipv4.address);
  return problem("NG0406", `${text} is ${other.what} already`, given.ipv4 ?? where, {
    related: [other.note],
    help: "pick another, or leave it out to have one picked",
  });
}
