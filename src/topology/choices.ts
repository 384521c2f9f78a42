import {
  ALL_IPV6,
  type Choices,
  nothingPinned,
  type OpenPort,
  type PortChoices,
  type Prefixes,
  portKey,
} from "../lock/choices.ts";
import { endsInMac } from "../net/mac.ts";
import type { Container, Network, PointToPoint, Publish, Topology } from "./topology.ts";

/**
 * Everything that the compiler picked where the plan leaves it open: what `netgen lock` writes down.
 *
 * @param prefixes of a host of a cluster: what it was given of the pool
 */
export function choicesOf(
  { networks, containers, links, publishes }: Topology,
  prefixes: Prefixes = nothingPinned.prefixes,
): Choices {
  const ports = new Map<string, Publish[]>();
  for (const publish of publishes.filter(({ picked }) => picked)) {
    const own = ports.get(publish.container) ?? [];
    ports.set(publish.container, own);
    own.push(publish);
  }
  return {
    prefixes,
    networks: new Map(networks.map((network) => [network.name, choicesOfNetwork(network)])),
    containers: new Map(
      containers.map((container) => [
        container.name,
        {
          networks: new Map(choicesOfEndpoints(container)),
          ports: choicesOfPorts(ports.get(container.name) ?? []),
        },
      ]),
    ),
    links: links.map(choicesOfLink),
  };
}

const choicesOfNetwork = ({ bridge, ipv4, ipv6, given }: Network) => ({
  bridge: given.bridge === undefined ? bridge.name : undefined,
  subnets: {
    ipv4: ipv4?.picked ? ipv4.subnet : undefined,
    ipv6: ipv6?.picked ? ipv6.subnet : undefined,
  },
  gateway: ipv4?.gateway.kind === "host" && !ipv4.given.gateway ? ipv4.gateway.address : undefined,
});

const choicesOfEndpoints = ({ endpoints }: Container) =>
  endpoints.map(
    ({ network, interfaceName, hostInterfaceName, mac, ipv4, ipv6, given }) =>
      [
        network,
        {
          interfaceName: given.interfaceName ? undefined : interfaceName,
          addresses: {
            ipv4: given.ipv4 ? undefined : ipv4?.address,
            ipv6: given.ipv6 || ipv6 === undefined || endsInMac(ipv6.address, mac) ? undefined : ipv6.address,
          },
          mac: given.mac ? undefined : mac,
          hostInterfaceName: given.hostInterfaceName ? undefined : hostInterfaceName,
        },
      ] as const,
  );

function choicesOfPorts(publishes: readonly Publish[]): ReadonlyMap<string, PortChoices> {
  const ports = new Map<string, PortChoices>();
  for (const { protocol, address, within, target, host } of publishes) {
    const all = target.address.family === "ipv6" ? ALL_IPV6 : undefined;
    const open: OpenPort = { protocol, address: address ?? all, within };
    const key = portKey(open, target.ports);
    const hosts = [...(ports.get(key)?.hosts ?? []), host.first];
    ports.set(key, { open, target: target.ports.first, hosts, written: key });
  }
  return ports;
}

const choicesOfLink = ({ ends }: PointToPoint) => ({
  ends: ends.map(({ container, interfaceName, mac, ipv4, ipv6, given }) => ({
    name: container ?? "host",
    given: {
      interfaceName: given.interfaceName && interfaceName,
      ipv4: given.ipv4 && ipv4?.address,
      ipv6: given.ipv6 && ipv6?.address,
      mac: given.mac && mac,
    },
    interfaceName: given.interfaceName ? undefined : interfaceName,
    mac: given.mac ? undefined : mac,
  })),
});
