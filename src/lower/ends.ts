import type { Chain, Element, SetDefinition } from "../ir/program.ts";
import { formatAddress, sameAddress } from "../net/address.ts";
import type { LinkEnd, Topology } from "../topology/topology.ts";
import type { Rules } from "./firewall.ts";

/** Ends of point-to-point links that are on the host, each with its other end. */
export const hostEnds = ({ links }: Topology): { readonly end: LinkEnd; readonly other: LinkEnd }[] =>
  links.flatMap(({ ends: [a, b] }) =>
    a.container === undefined
      ? [{ end: a, other: b }]
      : b.container === undefined
        ? [{ end: b, other: a }]
        : [],
  );

/**
 * The address of a link's end on the host is for the other end, and for the host itself: Linux answers for every
 * address of its own on every interface. An address that the host has elsewhere, too, is left alone.
 */
export function lowerEnds(topology: Topology): Rules | undefined {
  const elsewhere = [
    ...topology.host.addresses.map(({ address }) => address),
    ...topology.networks.flatMap(({ ipv4 }) => (ipv4?.gateway.kind === "host" ? [ipv4.gateway.address] : [])),
  ];
  const guarded = hostEnds(topology).flatMap(({ end }) => {
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
    name: "p2p_paths",
    summary: "links that lead to the host's end of them, by its address",
    types: ["ifname", "ipv4_addr"],
    elements: [
      ...guarded.map(({ origin, dev, address }) => ({ origin, key: [dev, address] })),
      ...[...addresses.values()].map(({ origin, key }) => ({ origin, key: ["lo", ...key] })),
    ],
  };
  const ends: SetDefinition = {
    kind: "set",
    name: "p2p_addresses",
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
        matches: [{ kind: "in", fields: ["iifname", "ip daddr"], set: "p2p_paths" }],
        verdict: { kind: "accept" },
      },
      {
        name: "ends",
        comment: "nobody else reaches an end",
        matches: [{ kind: "in", fields: ["ip daddr"], set: "p2p_addresses" }],
        verdict: { kind: "drop" },
      },
    ],
  };
  return { sets: [ways, ends], chains: [chain] };
}
