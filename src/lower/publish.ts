import type {
  Chain,
  Element,
  Field,
  MapDefinition,
  MapElement,
  Rule,
  SetDefinition,
  SysctlStep,
} from "../ir/program.ts";
import { formatAddress } from "../net/address.ts";
import { formatCidr } from "../net/cidr.ts";
import { formatPorts } from "../net/port.ts";
import { isLoopback } from "../net/special.ts";
import type { Network, Publish, Topology } from "../topology/topology.ts";
import { lowerEnds } from "./ends.ts";
import type { Rules } from "./firewall.ts";

/** Ports of the host that lead to containers, who may use them, and what keeps 127.0.0.0/8 inside of the host. */
export function lowerPublish(topology: Topology): Rules {
  const { publishes } = topology;
  if (publishes.length === 0) {
    return { sets: [], chains: [] };
  }
  const restricted = publishes.filter(({ from }) => from !== "any");
  return {
    sets: [
      published(publishes),
      publishedOn(publishes),
      loopback(publishes),
      admitted(restricted),
      closed(restricted),
    ],
    chains: [
      guard,
      ...(restricted.length > 0 || lowerEnds(topology) !== undefined ? [admission] : []),
      arriving,
      departing,
    ],
  };
}

/** Whether the host reaches a published port on 127.0.0.1 or another address of its loopback interface. */
export const listensOnLoopback = ({ address, target }: Publish): boolean =>
  target.address.family === 4 && (address === undefined || isLoopback(address));

/** Networks that packets with a loopback address as their source go into. */
export const takesLoopback = (network: Network, publishes: readonly Publish[]): boolean =>
  publishes.some((publish) => publish.network === network.name && listensOnLoopback(publish));

/** `0.0.0.0/0`: any address of the host. */
const listensOn = ({ address }: Publish): string => (address ? formatAddress(address) : "0.0.0.0/0");

const published = (publishes: readonly Publish[]): MapDefinition => ({
  kind: "map",
  name: "published",
  summary: "on every address of the host: protocol, port, container",
  types: ["inet_proto", "inet_service"],
  values: ["ipv4_addr", "inet_service"],
  elements: publishes
    .filter(({ address }) => address === undefined)
    .map((publish) => elementOf(publish, [publish.protocol, formatPorts(publish.host)])),
});

const publishedOn = (publishes: readonly Publish[]): MapDefinition => ({
  kind: "map",
  name: "published_on",
  summary: "on one address of the host: address, protocol, port, container",
  types: ["ipv4_addr", "inet_proto", "inet_service"],
  values: ["ipv4_addr", "inet_service"],
  elements: publishes.flatMap((publish) =>
    publish.address
      ? [elementOf(publish, [formatAddress(publish.address), publish.protocol, formatPorts(publish.host)])]
      : [],
  ),
});

const elementOf = ({ origin, target }: Publish, key: Element["key"]): MapElement => ({
  origin,
  key,
  value: [formatAddress(target.address), formatPorts(target.ports)],
});

const admitted = (restricted: readonly Publish[]): SetDefinition => ({
  kind: "set",
  name: "admitted",
  summary: "who reaches which port: source, address of the host, protocol, port",
  types: ["ipv4_addr", "ipv4_addr", "inet_proto", "inet_service"],
  elements: restricted.flatMap((publish) =>
    (publish.from === "any" ? [] : publish.from).map((source) => ({
      origin: publish.origin,
      key: [formatCidr(source), listensOn(publish), publish.protocol, formatPorts(publish.host)],
    })),
  ),
});

const closed = (restricted: readonly Publish[]): SetDefinition => ({
  kind: "set",
  name: "restricted",
  summary: "ports that no other outsider reaches: address of the host, protocol, port",
  types: ["ipv4_addr", "inet_proto", "inet_service"],
  elements: restricted.map((publish) => ({
    origin: publish.origin,
    key: [listensOn(publish), publish.protocol, formatPorts(publish.host)],
  })),
});

const loopback = (publishes: readonly Publish[]): SetDefinition => ({
  kind: "set",
  name: "localnet",
  summary: "addresses that never leave the host",
  types: ["ipv4_addr"],
  elements: publishes.some(listensOnLoopback) ? [{ origin: "host", key: ["127.0.0.0/8"] }] : [],
});

/**
 * Bridges with route_localnet take packets from and to 127.0.0.0/8, and translation comes before the kernel's own
 * check of them. None of another machine's or of a container's is right.
 */
const guard: Chain = {
  name: "guard",
  hook: "prerouting",
  type: "filter",
  stage: "raw",
  summary: "what comes in from anywhere, before anything else",
  rules: [
    fromOutside("from-loop", "127.0.0.1 is the host's own", "ip saddr"),
    fromOutside("to-loop", "127.0.0.1 is the host's own", "ip daddr"),
  ],
};

function fromOutside(name: string, comment: string, field: Field): Rule {
  return {
    name,
    comment,
    matches: [{ kind: "arrived" }, { kind: "in", fields: [field], set: "localnet" }],
    verdict: { kind: "drop" },
  };
}

/** Sources are looked at before translation, while the packet still names the port that it is for. */
const admission: Chain = {
  name: "admission",
  hook: "prerouting",
  type: "filter",
  stage: "mangle",
  summary: "who reaches published ports; the host itself and the plan's networks always do",
  rules: [
    {
      name: "known",
      comment: "admitted before",
      matches: [{ kind: "established" }],
      verdict: { kind: "accept" },
    },
    {
      name: "from-end",
      comment: "from the other end of the link",
      matches: [{ kind: "in", fields: ["iifname", "ip daddr"], set: "end_ways" }],
      verdict: { kind: "accept" },
    },
    {
      name: "to-end",
      comment: "nobody else reaches an end, nor a port by it",
      matches: [{ kind: "in", fields: ["ip daddr"], set: "end_addresses" }],
      verdict: { kind: "drop" },
    },
    {
      name: "inside",
      comment: "from the plan's networks",
      matches: [{ kind: "in", fields: ["iifname"], set: "networks" }],
      verdict: { kind: "accept" },
    },
    {
      name: "admitted",
      comment: "sources that the plan names",
      matches: [
        { kind: "in", fields: ["ip saddr", "ip daddr", "meta l4proto", "th dport"], set: "admitted" },
      ],
      verdict: { kind: "accept" },
    },
    {
      name: "restricted",
      comment: "and no others",
      matches: [
        { kind: "arrived" },
        { kind: "to-host" },
        { kind: "in", fields: ["ip daddr", "meta l4proto", "th dport"], set: "restricted" },
      ],
      verdict: { kind: "drop" },
    },
  ],
};

const translation: readonly Rule[] = [
  {
    name: "on-one",
    comment: "ports of one address",
    // Somebody else's address is that machine's, and what the host forwards to it is none of ours.
    matches: [{ kind: "to-host" }],
    verdict: { kind: "dnat", map: "published_on", fields: ["ip daddr", "meta l4proto", "th dport"] },
  },
  {
    name: "on-all",
    comment: "ports of every address",
    matches: [{ kind: "to-host" }],
    verdict: { kind: "dnat", map: "published", fields: ["meta l4proto", "th dport"] },
  },
];

const arriving: Chain = {
  name: "prerouting",
  hook: "prerouting",
  type: "nat",
  stage: "dstnat",
  summary: "published ports, asked for from outside or by containers",
  rules: translation,
};

const departing: Chain = {
  name: "output",
  hook: "output",
  type: "nat",
  stage: "dstnat",
  summary: "published ports, asked for by the host itself",
  rules: translation,
};

/**
 * Keeps a container's ports that were picked from the host's own connections. The list of the host is one for all that use it:
 * `$reserved_ports` is what it holds when the script runs.
 */
export function reservations(publishes: readonly Publish[]): SysctlStep[] {
  const picked = publishes.flatMap((publish) => (publish.picked ? [publish.host.first] : []));
  const ports = [...new Set(picked)].toSorted((a, b) => a - b).join(",");
  const key = "net.ipv4.ip_local_reserved_ports";
  return ports === "" ? [] : [{ kind: "sysctl", netns: undefined, key, value: `$reserved_ports,${ports}` }];
}
