import type { Element, Rule, Ruleset, SetDefinition } from "../ir/program.ts";
import type { Endpoint, LinkEnd, Network, Topology } from "../topology/topology.ts";

/** Whether anything of the plan has IPv6, so that there are rules for it. */
export const hasIpv6 = ({ networks, links }: Topology): boolean =>
  networks.some(({ ipv6 }) => ipv6 !== undefined) ||
  links.some(({ ends }) => ends.some(({ ipv6 }) => ipv6 !== undefined));

/** What of a topology is IPv4's: its published ports; addresses stand apart already. */
export const ipv4Only = (topology: Topology): Topology => ({
  ...topology,
  publishes: topology.publishes.filter(({ target }) => target.address.family === 4),
});

/**
 * The topology as if its IPv6 were its IPv4: what is written once about addresses, subnets and ports then says the
 * same of both.
 */
export const ipv6AsOnly = (topology: Topology): Topology => ({
  ...topology,
  networks: topology.networks.map((network): Network => ({ ...network, ipv4: network.ipv6 })),
  containers: topology.containers.map((container) => ({
    ...container,
    endpoints: container.endpoints.map((endpoint): Endpoint => ({ ...endpoint, ipv4: endpoint.ipv6 })),
  })),
  links: topology.links.map((link) => ({
    ...link,
    ends: [asOnly(link.ends[0]), asOnly(link.ends[1])] as const,
  })),
  publishes: topology.publishes.filter(({ target }) => target.address.family === 6),
});

const asOnly = (end: LinkEnd): LinkEnd => ({ ...end, ipv4: end.ipv6 });

/** Prefixes that stand for the same in each family. */
const SAME = new Map([["0.0.0.0/0", "::/0"]]);

/**
 * Rules that were written for one family's addresses, with what they say of any address in the other's words, and
 * with what IPv6 asks besides: that neighbours are found where containers are kept apart, and that ::1 leads to no
 * container, whose answer the kernel would not take in (net/ipv6/ip6_input.c, ipv6_rcv_core; net/ipv6/route.c,
 * rt6_need_strict).
 */
export function inIpv6({ sets, chains }: Ruleset): Ruleset {
  const publishing = chains.some(({ name }) => name === "output");
  const apart = sets.some(({ name }) => name === "icc_off");
  return {
    sets: [
      ...(publishing ? [ownLoopback] : []),
      ...sets.map((set) =>
        set.kind === "map"
          ? { ...set, elements: set.elements.map((element) => ({ ...element, ...translated(element) })) }
          : { ...set, elements: set.elements.map(translated) },
      ),
    ],
    chains: chains.map((chain) => {
      if (chain.name === "output") {
        return { ...chain, rules: [toLoopback, ...chain.rules] };
      }
      return chain.name === "forward" && apart ? { ...chain, rules: [...neighbours, ...chain.rules] } : chain;
    }),
  };
}

const ownLoopback: SetDefinition = {
  kind: "set",
  name: "own_loopback",
  summary: "leads to no container: the kernel takes no answer to it in",
  types: ["ipv4_addr"],
  elements: [{ origin: "host", key: ["::1"] }],
};

const toLoopback: Rule = {
  name: "own-loop",
  comment: "::1 is the host's own",
  matches: [{ kind: "in", fields: ["ip daddr"], set: "own_loopback" }],
  verdict: { kind: "accept" },
};

/** Where frames from port to port pass the rules, so do those that ask who has an address, and the answers. */
const neighbours: readonly Rule[] = ([135, 136] as const).map((type) => ({
  name: type === 135 ? "nd-ask" : "nd-answer",
  comment: type === 135 ? "containers ask for neighbours" : "and neighbours answer",
  matches: [
    { kind: "icmpv6", type },
    { kind: "in", fields: ["iifname", "oifname"], set: "icc_off" },
  ],
  verdict: { kind: "accept" },
}));

const translated = ({ origin, key }: Element): Element => ({
  origin,
  key: key.map((part) => SAME.get(part) ?? part),
});
