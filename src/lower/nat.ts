import { hostLinkEnds } from "../facts/host-link-ends.ts";
import type { Element, MapDefinition, SetDefinition } from "../ir/program.ts";
import { formatAddress } from "../net/address.ts";
import { formatCidr } from "../net/cidr.ts";
import type { Container, Network, Topology } from "../topology/topology.ts";
import type { Rules } from "./firewall.ts";

/**
 * Source NAT of what leaves for the world. Between networks of the plan addresses stay as they are. On an
 * external bridge only our containers are translated; its other users keep the addresses that they have.
 * Where the host is not the gateway, nothing leaves through it.
 */
export function lowerNat(topology: Topology): Rules {
  const { networks, containers, publishes } = topology;
  const ends = hostLinkEnds(topology);
  const translated = networks.filter(
    ({ internal, ipv4 }) => !internal && ipv4?.mode === "nat" && ipv4.gateway.kind === "host",
  );
  const networksSet = [
    ...networks.map(({ origin, bridge }) => ({ origin, key: [bridge.name] })),
    ...ends.map(({ end }) => ({ origin: end.origin, key: [end.interfaceName] })),
  ];
  // What is at the far end of a link with the host leaves as from a network in `nat` mode.
  const farEnds = new Map(
    ends.flatMap(({ other }): [string, Element][] => {
      const address = other.ipv4 && formatAddress(other.ipv4.address);
      return address === undefined ? [] : [[address, { origin: other.origin, key: [address] }]];
    }),
  );
  const masqueraded: SetDefinition = {
    kind: "set",
    name: "masqueraded",
    summary: "sources that leave with the host's address",
    types: ["ipv4_addr"],
    elements: [
      ...translated
        .filter(({ ipv4 }) => ipv4?.snat === undefined)
        .flatMap((network) => sourcesOf(network, containers)),
      ...farEnds.values(),
    ],
  };
  const translations: MapDefinition = {
    kind: "map",
    name: "translated",
    summary: "sources that leave with another address: source, address",
    types: ["ipv4_addr"],
    values: ["ipv4_addr"],
    elements: translated.flatMap((network) => {
      const snat = network.ipv4?.snat;
      return snat
        ? sourcesOf(network, containers).map((source) => ({ ...source, value: [formatAddress(snat)] }))
        : [];
    }),
  };
  const within: SetDefinition = {
    kind: "set",
    name: "hairpin",
    summary: "networks whose containers reach each other's published ports through the host: from, to",
    types: ["ipv4_addr", "ipv4_addr"],
    elements: networks.flatMap(({ name, origin, ipv4 }) =>
      ipv4 && publishes.some(({ network }) => network === name)
        ? [{ origin, key: [formatCidr(ipv4.subnet), formatCidr(ipv4.subnet)] }]
        : [],
    ),
  };
  const any = networksSet.length > 0 && masqueraded.elements.length + translations.elements.length > 0;
  const loopback: SetDefinition = {
    kind: "set",
    name: "loopback",
    summary: "where the host talks to itself",
    types: ["ifname"],
    elements: any ? [{ origin: "host", key: ["lo"] }] : [],
  };
  return {
    sets: [loopback, within, masqueraded, translations],
    chains: [
      {
        name: "postrouting",
        hook: "postrouting",
        type: "nat",
        stage: "srcnat",
        summary: "what is translated on its way out",
        rules: [
          {
            name: "loopback",
            comment: "the host talks to itself from the address that it means",
            matches: [{ kind: "in", fields: ["oifname"], set: "loopback" }],
            verdict: { kind: "accept" },
          },
          {
            name: "hairpin",
            comment: "within a network, replies come back by way of the host",
            matches: [
              { kind: "translated" },
              { kind: "in", fields: ["ip saddr", "ip daddr"], set: "hairpin" },
            ],
            verdict: { kind: "masquerade" },
          },
          {
            name: "own-loopback",
            comment: "the host's 127.0.0.1 means something else in a container",
            matches: [
              { kind: "in", fields: ["ip saddr"], set: "localnet" },
              { kind: "in", fields: ["oifname"], set: "networks" },
            ],
            verdict: { kind: "masquerade" },
          },
          ...(any
            ? [
                {
                  name: "between",
                  comment: "between networks of the plan, addresses stay as they are",
                  matches: [{ kind: "in", fields: ["oifname"], set: "networks" }],
                  verdict: { kind: "accept" },
                } as const,
              ]
            : []),
          {
            name: "masquerade",
            comment: "the world sees the host's address",
            matches: [{ kind: "in", fields: ["ip saddr"], set: "masqueraded" }],
            verdict: { kind: "masquerade" },
          },
          {
            name: "snat",
            comment: "the world sees the address that the plan names",
            matches: [],
            verdict: { kind: "snat", map: "translated", field: "ip saddr" },
          },
        ],
      },
    ],
  };
}

function sourcesOf(network: Network, containers: readonly Container[]): Element[] {
  if (network.ipv4 === undefined) {
    return [];
  }
  if (!network.bridge.external) {
    return [{ origin: network.origin, key: [formatCidr(network.ipv4.subnet)] }];
  }
  return containers.flatMap(({ endpoints }) =>
    endpoints
      .filter((endpoint) => endpoint.network === network.name)
      .flatMap(({ origin, ipv4 }) => (ipv4 ? [{ origin, key: [formatAddress(ipv4.address)] }] : [])),
  );
}
