import { listensOnLoopback } from "../facts/listens-on-loopback.ts";
import { publishedPorts } from "../facts/published-ports.ts";
import type { Chain, Element, MapElement, Rule } from "../ir/program.ts";
import { formatAddress } from "../net/address.ts";
import type { Family } from "../net/ip.ts";
import { formatPorts } from "../net/port.ts";
import type { Publish, Topology } from "../topology/topology.ts";
import { isIn, mapOf, type Rules, ruleOf, setOf } from "./ruleset.ts";

/** Ports of the host that lead to containers, and what keeps 127.0.0.0/8 inside of the host. */
export function lowerPublish(topology: Topology, family: Family): Rules {
  const publishes = publishedPorts(topology, family);
  if (publishes.length === 0) return { sets: [], chains: [] };
  const ofHost = (key: string): readonly Element[] => [{ origin: "host", key: [key] }];
  return {
    sets: [
      setOf(
        "own_loopback",
        "leads to no container: the kernel takes no answer to it in",
        ["address"],
        family === "ipv6" ? ofHost("::1") : [],
      ),
      mapOf(
        "published",
        "on every address of the host: protocol, port, container",
        ["protocol", "port"],
        ["address", "port"],
        publishes.filter(({ address }) => address === undefined).map((publish) => elementOf(publish, [])),
      ),
      mapOf(
        "published_on",
        "on one address of the host: address, protocol, port, container",
        ["address", "protocol", "port"],
        ["address", "port"],
        publishes.flatMap((publish) =>
          publish.address ? [elementOf(publish, [formatAddress(publish.address)])] : [],
        ),
      ),
      setOf(
        "localnet",
        "addresses that never leave the host",
        ["address"],
        publishes.some(listensOnLoopback) ? ofHost("127.0.0.0/8") : [],
      ),
    ],
    chains: [rawPrerouting, prerouting, output],
  };
}

const elementOf = ({ origin, protocol, host, target }: Publish, address: readonly string[]): MapElement => ({
  origin,
  key: [...address, protocol, formatPorts(host)],
  value: [formatAddress(target.address), formatPorts(target.ports)],
});

/**
 * Bridges with route_localnet take packets from and to 127.0.0.0/8, and translation comes before the kernel's own
 * check of them. None of another machine's or of a container's is right.
 */
const rawPrerouting: Chain = {
  name: "raw_prerouting",
  hook: "prerouting",
  type: "filter",
  stage: "raw",
  summary: "what comes in from anywhere, before anything else",
  rules: [
    ruleOf(
      "from-loop",
      "127.0.0.1 is the host's own",
      [{ kind: "not-loopback" }, isIn("localnet", "saddr")],
      "drop",
    ),
    ruleOf(
      "to-loop",
      "127.0.0.1 is the host's own",
      [{ kind: "not-loopback" }, isIn("localnet", "daddr")],
      "drop",
    ),
  ],
};

const translation: readonly Rule[] = [
  {
    name: "on-one",
    comment: "ports of one address",
    // Somebody else's address is that machine's, and what the host forwards to it is none of ours.
    matches: [{ kind: "dst-local" }],
    verdict: { kind: "dnat", map: "published_on", fields: ["daddr", "protocol", "dport"] },
  },
  {
    name: "on-all",
    comment: "ports of every address",
    matches: [{ kind: "dst-local" }],
    verdict: { kind: "dnat", map: "published", fields: ["protocol", "dport"] },
  },
];

const prerouting: Chain = {
  name: "prerouting",
  hook: "prerouting",
  type: "nat",
  stage: "dstnat",
  summary: "published ports, asked for from outside or by containers",
  rules: translation,
};

/** To ::1, a container's answer would be lost; the host's own servers listen there. */
const output: Chain = {
  name: "output",
  hook: "output",
  type: "nat",
  stage: "dstnat",
  summary: "published ports, asked for by the host itself",
  rules: [
    ruleOf("own-loop", "::1 is the host's own", [isIn("own_loopback", "daddr")], "accept"),
    ...translation,
  ],
};
