import { guardedEnds } from "../facts/guarded-ends.ts";
import type { Chain, Element } from "../ir/program.ts";
import { formatAddress } from "../net/address.ts";
import type { Family } from "../net/ip.ts";
import type { Topology } from "../topology/topology.ts";
import { isIn, type Rules, ruleOf, setOf } from "./ruleset.ts";

/** The address of a link's end on the host is for the other end, and for the host itself. */
export function lowerEnds(topology: Topology, family: Family): Rules {
  const guarded = guardedEnds(topology, family).map(({ end, address }) => ({
    origin: end.origin,
    dev: end.interfaceName,
    address: formatAddress(address),
  }));
  const addresses = new Map(
    guarded.map(({ origin, address }): [string, Element] => [address, { origin, key: [address] }]),
  );
  const paths = [
    ...guarded.map(({ origin, dev, address }) => ({ origin, key: [dev, address] })),
    ...[...addresses.values()].map(({ origin, key }) => ({ origin, key: ["lo", ...key] })),
  ];
  const about = "addresses of point-to-point links on the host";
  return {
    sets: [
      setOf(
        "p2p_paths",
        "links that lead to the host's end of them, by its address",
        ["ifname", "address"],
        paths,
      ),
      setOf("p2p_addresses", about, ["address"], [...addresses.values()]),
    ],
    chains: guarded.length > 0 ? [input] : [],
  };
}

const input: Chain = {
  name: "input",
  hook: "input",
  type: "filter",
  stage: "filter",
  summary: "what comes to the host itself",
  rules: [
    ruleOf(
      "input-est",
      "replies, and errors that belong to a connection",
      [{ kind: "established" }],
      "accept",
    ),
    ruleOf("p2p", "from the other end of the link", [isIn("p2p_paths", "iifname", "daddr")], "accept"),
    ruleOf("p2p-only", "nobody else reaches an end", [isIn("p2p_addresses", "daddr")], "drop"),
  ],
};
