import { hostLinkEnds } from "../facts/host-link-ends.ts";
import { members } from "../facts/members.ts";
import { memo } from "../facts/memo.ts";
import type { Chain, Element } from "../ir/program.ts";
import { formatAddress } from "../net/address.ts";
import { formatCidr } from "../net/cidr.ts";
import type { Family } from "../net/ip.ts";
import type { Network, Topology } from "../topology/topology.ts";
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
 * The bridge, and whatever leads to a router, which sends on what others gave it: all of the subnet. A container on
 * several networks may also answer by another one with its address here.
 */
function homesOf(topology: Topology, family: Family, network: Network, subnet: string): Element[] {
  const { origin, name, bridge } = network;
  const { routers, several } = ways(topology);
  const whole = new Set([bridge.name, ...routers]);
  const single = (members(topology).get(name) ?? []).flatMap(({ container, endpoint }) => {
    const ip = endpoint[family];
    const others = (several.get(container.name) ?? []).filter((dev) => !whole.has(dev));
    return ip === undefined
      ? []
      : others.map((dev) => ({ origin: endpoint.origin, key: [dev, formatAddress(ip.address)] }));
  });
  return [...[...whole].map((dev) => ({ origin, key: [dev, subnet] })), ...single];
}

/** Interfaces of the host that lead to routers, and by the container's name those to each that has several. */
const ways = memo((topology: Topology) => {
  const { networks, containers } = topology;
  const bridges = new Map(networks.map(({ name, bridge }) => [name, bridge.name]));
  const links = new Map<string | undefined, string[]>();
  for (const { end, other } of hostLinkEnds(topology))
    links.set(other.container, [...(links.get(other.container) ?? []), end.interfaceName]);
  const all = containers.map(({ name, forward, endpoints }) => ({
    name,
    forward,
    devs: [...endpoints.flatMap(({ network }) => bridges.get(network) ?? []), ...(links.get(name) ?? [])],
  }));
  return {
    routers: new Set(all.filter(({ forward }) => forward).flatMap(({ devs }) => devs)),
    several: new Map(
      all.filter(({ devs }) => devs.length > 1).map(({ name, devs }) => [name, devs] as const),
    ),
  };
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
