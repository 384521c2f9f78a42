import { hostAddresses } from "../facts/host-addresses.ts";
import { hostLinkEnds } from "../facts/host-link-ends.ts";
import type { Chain, Element, SetDefinition } from "../ir/program.ts";
import { formatAddress, sameAddress } from "../net/address.ts";
import type { Topology } from "../topology/topology.ts";
import type { Rules } from "./firewall.ts";

/**
 * The address of a link's end on the host is for the other end, and for the host itself: Linux answers for every
 * address of its own on every interface. An address that the host has elsewhere, too, is left alone.
 */
export function lowerEnds(topology: Topology): Rules | undefined {
  const elsewhere = hostAddresses(topology);
  const guarded = hostLinkEnds(topology).flatMap(({ end }) => {
    const address = end.ipv4?.address;
    return address === undefined || elsewhere.some((other) => sameAddress(other, address))
      ? []
      : [{ origin: end.origin, dev: end.interfaceName, address: formatAddress(address) }];
  });
  if (guarded.length === 0) {
    return undefined;
  }
  const addresses = new Map(
    guarded.map(({ origin, address }): [string, Element] => [address, { origin, key: [address] }]),
  );
  const ways: SetDefinition = {
    kind: "set",
    name: "end_ways",
    summary: "links that lead to the host's end of them, by its address",
    types: ["ifname", "ipv4_addr"],
    elements: [
      ...guarded.map(({ origin, dev, address }) => ({ origin, key: [dev, address] })),
      ...[...addresses.values()].map(({ origin, key }) => ({ origin, key: ["lo", ...key] })),
    ],
  };
  const ends: SetDefinition = {
    kind: "set",
    name: "end_addresses",
    summary: "addresses of point-to-point links on the host",
    types: ["ipv4_addr"],
    elements: [...addresses.values()],
  };
  const chain: Chain = {
    name: "input",
    hook: "input",
    type: "filter",
    stage: "filter",
    summary: "what comes to the host itself",
    rules: [
      {
        name: "input-est",
        comment: "replies, and errors that belong to a connection",
        matches: [{ kind: "established" }],
        verdict: { kind: "accept" },
      },
      {
        name: "end-ways",
        comment: "from the other end of the link",
        matches: [{ kind: "in", fields: ["iifname", "ip daddr"], set: "end_ways" }],
        verdict: { kind: "accept" },
      },
      {
        name: "ends",
        comment: "nobody else reaches an end",
        matches: [{ kind: "in", fields: ["ip daddr"], set: "end_addresses" }],
        verdict: { kind: "drop" },
      },
    ],
  };
  return { sets: [ways, ends], chains: [chain] };
}
