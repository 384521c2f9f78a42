import { hostLinkEnds } from "../facts/host-link-ends.ts";
import { members } from "../facts/members.ts";
import { memo } from "../facts/memo.ts";
import type { Chain, Element } from "../ir/program.ts";
import { formatAddress } from "../net/address.ts";
import { formatCidr } from "../net/cidr.ts";
import type { Family } from "../net/ip.ts";
import type { Container, Network, Topology } from "../topology/topology.ts";
import { isIn, type Rules, setOf } from "./ruleset.ts";

/**
 * Where sources of the plan's networks come from. A packet with such a source from anywhere else would make a connection
 * of its own sender's choice known to connection tracking, and what answers it would count as a reply: it is dropped
 * before that. On bridges of others nobody can tell.
 */
export function lowerSources(topology: Topology, family: Family): Rules {
  const own = topology.networks.filter(
    (network) => !network.bridge.external && network[family]?.gateway.kind === "host",
  );
  const subnets = own.map((network) => ({ network, subnet: subnetOf(network, family) }));
  const homes = subnets.flatMap(({ network, subnet }) => homesOf(topology, family, network, subnet));
  return {
    sets: [
      setOf(
        "subnets",
        "sources that containers have",
        ["address"],
        subnets.map(({ network, subnet }) => ({ origin: network.origin, key: [subnet] })),
      ),
      setOf("homes", "where they come from: interface, source", ["ifname", "address"], homes),
    ],
    chains: own.length > 0 ? [rawPrerouting] : [],
  };
}

const subnetOf = (network: Network, family: Family): string => {
  const ip = network[family];
  if (ip === undefined) throw new Error(`${network.origin} has no subnet of ${family}`);
  return formatCidr(ip.subnet);
};

/**
 * The bridge, for the whole subnet. A container on several networks may answer by another one with its address here, and
 * a router sends on what others of the network gave it.
 */
function homesOf(topology: Topology, family: Family, network: Network, subnet: string): Element[] {
  const { origin, name, bridge } = network;
  const own = members(topology).get(name) ?? [];
  const whole = new Map<string, Element>([[bridge.name, { origin, key: [bridge.name, subnet] }]]);
  for (const { container, endpoint } of own.filter(({ container }) => container.forward)) {
    for (const dev of otherWays(topology, container, network))
      whole.set(dev, { origin: endpoint.origin, key: [dev, subnet] });
  }
  const single = own.flatMap(({ container, endpoint }) => {
    const ip = endpoint[family];
    return otherWays(topology, container, network).flatMap((dev) =>
      ip === undefined || whole.has(dev)
        ? []
        : [{ origin: endpoint.origin, key: [dev, formatAddress(ip.address)] }],
    );
  });
  return [...whole.values(), ...single];
}

/** Other interfaces of the host that lead to a container. */
const otherWays = (topology: Topology, { name }: Container, network: Network): string[] =>
  (ways(topology).get(name) ?? []).filter((dev) => dev !== network.bridge.name);

/** Interfaces of the host that lead to each container that has several, by the container's name. */
const ways = memo((topology: Topology): ReadonlyMap<string, readonly string[]> => {
  const bridges = new Map(topology.networks.map(({ name, bridge }) => [name, bridge.name]));
  const links = new Map<string, string[]>();
  for (const { end, other } of hostLinkEnds(topology)) {
    const name = other.container ?? "";
    links.set(name, [...(links.get(name) ?? []), end.interfaceName]);
  }
  return new Map(
    topology.containers.flatMap(({ name, endpoints }): [string, string[]][] => {
      const devs = [
        ...endpoints.flatMap(({ network }) => bridges.get(network) ?? []),
        ...(links.get(name) ?? []),
      ];
      return devs.length > 1 ? [[name, devs]] : [];
    }),
  );
});

const rawPrerouting: Chain = {
  name: "raw_prerouting",
  hook: "prerouting",
  type: "filter",
  stage: "raw",
  summary: "what comes in from anywhere, before anything else",
  rules: [
    {
      name: "spoofed",
      comment: "a container's address comes from its own bridge",
      matches: [
        { kind: "not-loopback" },
        isIn("subnets", "saddr"),
        { kind: "not-in", fields: ["iifname", "saddr"], set: "homes" },
      ],
      verdict: { kind: "drop" },
    },
  ],
};
