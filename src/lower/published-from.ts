import { guardedEnds } from "../facts/guarded-ends.ts";
import { publishedPorts } from "../facts/published-ports.ts";
import type { Chain } from "../ir/program.ts";
import { formatAddress } from "../net/address.ts";
import { formatCidr } from "../net/cidr.ts";
import type { Family } from "../net/ip.ts";
import { formatPorts } from "../net/port.ts";
import type { Publish, Topology } from "../topology/topology.ts";
import { anyAddress, isIn, type Rules, ruleOf, setOf } from "./ruleset.ts";

/** Who may connect to published ports, where not everybody may. */
export function lowerPublishedFrom(topology: Topology, family: Family): Rules {
  const publishes = publishedPorts(topology, family);
  const restricted = publishes.filter(({ from }) => from !== "any");
  const isLimited =
    restricted.length > 0 || (publishes.length > 0 && guardedEnds(topology, family).length > 0);
  const listenerOf = ({ address, protocol, host }: Publish): readonly string[] => [
    address ? formatAddress(address) : anyAddress[family],
    protocol,
    formatPorts(host),
  ];
  return {
    sets: [
      setOf(
        "admitted",
        "published_from: source, address of the host, protocol, port",
        ["address", "address", "protocol", "port"],
        restricted.flatMap((publish) =>
          (publish.from === "any" ? [] : publish.from).map((source) => ({
            origin: publish.origin,
            key: [formatCidr(source), ...listenerOf(publish)],
          })),
        ),
      ),
      setOf(
        "restricted",
        "ports that no other source outside reaches: address of the host, protocol, port",
        ["address", "protocol", "port"],
        restricted.map((publish) => ({ origin: publish.origin, key: listenerOf(publish) })),
      ),
    ],
    chains: isLimited ? [publishedFrom] : [],
  };
}

/** Sources are looked at before translation, while the packet still names the port that it is for. */
const publishedFrom: Chain = {
  name: "published_from",
  hook: "prerouting",
  type: "filter",
  stage: "mangle",
  summary: "who reaches published ports; the host itself and the plan's networks always do",
  rules: [
    ruleOf("known", "connections that were let in before", [{ kind: "established" }], "accept"),
    ruleOf("from-p2p", "from the other end of the link", [isIn("p2p_paths", "iifname", "daddr")], "accept"),
    ruleOf(
      "to-p2p",
      "nobody else reaches an end, nor a port by it",
      [isIn("p2p_addresses", "daddr")],
      "drop",
    ),
    ruleOf("inside", "from the plan's networks", [isIn("networks", "iifname")], "accept"),
    ruleOf(
      "admitted",
      "sources that the plan names",
      [isIn("admitted", "saddr", "daddr", "protocol", "dport")],
      "accept",
    ),
    ruleOf(
      "restricted",
      "and no others",
      [{ kind: "not-loopback" }, { kind: "dst-local" }, isIn("restricted", "daddr", "protocol", "dport")],
      "drop",
    ),
  ],
};
