import type { Diagnostic, Related } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import { formatAddress } from "../net/address.ts";
import { contains } from "../net/cidr.ts";
import { type Family, families, type IpAddress } from "../net/ip.ts";
import type { Container, Endpoint, Network, NetworkIp, Topology } from "../topology/topology.ts";
import { type Rule, subnetPlace } from "./rule.ts";

export const addressOnce: Rule = {
  name: "address-once",
  codes: ["NG0406"],
  about: "An address belongs to one interface of a network.",
  check: (topology) => families.flatMap((family) => ofFamily(topology, family)),
};

function ofFamily({ networks, containers }: Topology, family: Family): Diagnostic[] {
  const owners = new Map(networks.map((network) => [network.name, gatewayOf(network, family)]));
  const byName = new Map(networks.map((network) => [network.name, network]));
  return containers.flatMap((container) =>
    container.endpoints.flatMap((endpoint) => {
      const ip = byName.get(endpoint.network)?.[family];
      const taken = owners.get(endpoint.network);
      const own = endpoint[family];
      if (ip === undefined || taken === undefined || own === undefined) {
        return [];
      }
      const other = taken.get(own.address.value);
      if (other === undefined || !contains(ip.subnet, own.address)) {
        taken.set(own.address.value, ownerOf(container, endpoint, family));
        return [];
      }
      return isGateway(ip, container) && other.kind === "gateway"
        ? []
        : [twice(endpoint, own.address, family, other)];
    }),
  );
}

interface Owner {
  readonly kind: "gateway" | "container";
  readonly what: string;
  readonly note: Related;
}

const isGateway = ({ gateway }: NetworkIp, { name }: Container): boolean =>
  gateway.kind === "container" && gateway.container === name;

function gatewayOf(network: Network, family: Family): Map<bigint, Owner> {
  const ip = network[family];
  if (ip === undefined || ip.gateway.kind === "none") {
    return new Map();
  }
  const { address } = ip.gateway;
  const how = ip.given.gateway === undefined ? "the first address of its subnet, which is given" : "given";
  const note = {
    where: ip.given.gateway ?? subnetPlace(network, family),
    message: `the gateway of ${network.name} is ${ip.gateway.kind === "host" ? formatAddress(address) : ip.gateway.container}, ${how} here`,
  };
  return new Map([
    [address.value, { kind: "gateway", what: `the gateway's of network ${network.name}`, note }],
  ]);
}

const ownerOf = (container: Container, endpoint: Endpoint, family: Family): Owner => ({
  kind: "container",
  what: `${container.name}'s on network ${endpoint.network}`,
  note: { where: endpoint.given[family] ?? endpoint.where, message: `${container.name} has it from here` },
});

const twice = ({ given, where }: Endpoint, address: IpAddress, family: Family, other: Owner): Diagnostic =>
  problem("NG0406", `${formatAddress(address)} is ${other.what} already`, given[family] ?? where, {
    related: [other.note],
    help: "pick another, or leave it out to have one picked",
  });
