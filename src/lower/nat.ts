import { hostLinkEnds } from "../facts/host-link-ends.ts";
import { members } from "../facts/members.ts";
import { publishedPorts } from "../facts/published-ports.ts";
import { snatNetworks } from "../facts/snat-networks.ts";
import type { Chain, Element, Rule } from "../ir/program.ts";
import { formatAddress } from "../net/address.ts";
import { formatCidr } from "../net/cidr.ts";
import type { Family } from "../net/ip.ts";
import { formatPorts } from "../net/port.ts";
import type { Network, Topology } from "../topology/topology.ts";
import { isIn, mapOf, type Rules, ruleOf, setOf } from "./ruleset.ts";
import { type SourcePorts, sourcePorts } from "./source-ports.ts";

/**
 * Source NAT of what leaves for the world. Between networks of the plan addresses stay as they are. On an
 * external bridge only our containers are translated; its other users keep the addresses that they have.
 */
export function lowerNat(topology: Topology, family: Family): Rules {
  const translated = snatNetworks(topology, family);
  // What is at the far end of a link with the host leaves as from a network in `nat` mode.
  const farEnds = new Map(
    hostLinkEnds(topology).flatMap(({ other }): [string, Element][] => {
      const address = other[family] && formatAddress(other[family].address);
      return address === undefined ? [] : [[address, { origin: other.origin, key: [address] }]];
    }),
  );
  const masqueraded = [
    ...translated
      .filter((network) => network[family]?.snat === undefined)
      .flatMap((network) => sourcesOf(network, topology, family)),
    ...farEnds.values(),
  ];
  const fixed = translated.flatMap((network) => {
    const snat = network[family]?.snat;
    return snat
      ? sourcesOf(network, topology, family).map((source) => ({ ...source, value: [formatAddress(snat)] }))
      : [];
  });
  const hasNat = masqueraded.length + fixed.length > 0;
  return {
    sets: [
      setOf(
        "loopback",
        "the loopback interface",
        ["ifname"],
        hasNat ? [{ origin: "host", key: ["lo"] }] : [],
      ),
      setOf(
        "hairpin",
        "who reaches published ports through the host, and would be answered directly: from, to",
        ["address", "address"],
        hairpins(topology, family),
      ),
      setOf("masqueraded", "sources that leave with the host's address", ["address"], masqueraded),
      setOf(
        "snat_sources",
        "sources that leave with another address",
        ["address"],
        fixed.map(({ origin, key }) => ({ origin, key })),
      ),
      mapOf(
        "translated",
        "sources that leave with another address: source, address",
        ["address"],
        ["address"],
        fixed,
      ),
    ],
    chains: [postrouting(hasNat, sourcePorts(topology, family))],
  };
}

/**
 * From whom the answer of a published port would not come back by way of the host: networks on which ports are
 * published, each to itself; and from whatever else the container answers directly, to the address that the port leads to.
 */
const hairpins = (topology: Topology, family: Family): Element[] => [
  ...withinNetworks(topology, family),
  ...besideNetworks(topology, family),
];

/** The other subnets of containers with published ports, and the host's ends of their links. */
function besideNetworks(topology: Topology, family: Family): Element[] {
  const networks = new Map(topology.networks.map((network) => [network.name, network]));
  const endpoints = new Map(topology.containers.map(({ name, endpoints }) => [name, endpoints]));
  const found = new Map<string, Element>();
  for (const { container, network, target } of publishedPorts(topology, family)) {
    const to = formatAddress(target.address);
    const note = (origin: string, from: string) => found.set(`${from} ${to}`, { origin, key: [from, to] });
    for (const endpoint of endpoints.get(container) ?? []) {
      const subnet = networks.get(endpoint.network)?.[family]?.subnet;
      if (endpoint.network !== network && endpoint[family] && subnet)
        note(endpoint.origin, formatCidr(subnet));
    }
    for (const { end, other } of hostLinkEnds(topology)) {
      const own = end[family];
      if (other.container === container && own) note(end.origin, formatAddress(own.address));
    }
  }
  return [...found.values()];
}

/** Networks on which ports are published, each from itself to itself. */
function withinNetworks(topology: Topology, family: Family): Element[] {
  const publishing = new Set(publishedPorts(topology, family).map(({ network }) => network));
  return topology.networks.flatMap((network) => {
    const ip = network[family];
    const key = ip && formatCidr(ip.subnet);
    return key !== undefined && publishing.has(network.name)
      ? [{ origin: network.origin, key: [key, key] }]
      : [];
  });
}

const toNetworks = isIn("networks", "oifname");

const between: Rule = ruleOf(
  "between",
  "between networks of the plan, addresses stay as they are",
  [toNetworks],
  "accept",
);

/** As the rules behind them do, by other source ports. */
const besidePublished = ({ protocol, ports }: SourcePorts): readonly Rule[] => [
  {
    name: `masq-${protocol}`,
    comment: "by a port that is not published",
    matches: [{ kind: "protocol", protocol }, isIn("masqueraded", "saddr")],
    verdict: { kind: "masquerade", ports: formatPorts(ports) },
  },
  {
    name: `snat-${protocol}`,
    comment: "by a port that is not published",
    matches: [{ kind: "protocol", protocol }],
    verdict: { kind: "snat", map: "translated", field: "saddr", ports: formatPorts(ports) },
  },
];

const postrouting = (hasNat: boolean, limits: readonly SourcePorts[]): Chain => ({
  name: "postrouting",
  hook: "postrouting",
  type: "nat",
  stage: "srcnat",
  summary: "what is translated on its way out",
  rules: [
    ruleOf(
      "loopback",
      "the host talks to itself from the address that it means",
      [isIn("loopback", "oifname")],
      "accept",
    ),
    ruleOf(
      "hairpin",
      "replies come back by way of the host",
      [{ kind: "ct-dnat" }, isIn("hairpin", "saddr", "daddr")],
      "masquerade",
    ),
    ruleOf(
      "own-loopback",
      "the host's 127.0.0.1 means something else in a container",
      [isIn("localnet", "saddr"), toNetworks],
      "masquerade",
    ),
    ...(hasNat ? [between] : []),
    ...limits.flatMap(besidePublished),
    ruleOf("masquerade", "the world sees the host's address", [isIn("masqueraded", "saddr")], "masquerade"),
    {
      name: "snat",
      comment: "the world sees the address that the plan names",
      matches: [],
      verdict: { kind: "snat", map: "translated", field: "saddr" },
    },
  ],
});

/** A network's subnet, or of one on an external bridge our containers' addresses. */
function sourcesOf(network: Network, topology: Topology, family: Family): Element[] {
  const ip = network[family];
  if (ip === undefined) return [];
  if (!network.bridge.external) return [{ origin: network.origin, key: [formatCidr(ip.subnet)] }];
  return (members(topology).get(network.name) ?? []).flatMap(({ endpoint }) => {
    const own = endpoint[family];
    return own ? [{ origin: endpoint.origin, key: [formatAddress(own.address)] }] : [];
  });
}
