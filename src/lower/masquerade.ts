import { linkEnds } from "../facts/link-ends.ts";
import { masqueradedFamilies } from "../facts/masqueraded-families.ts";
import { namespaceOf } from "../facts/namespace.ts";
import type { Chain, InsideRules, Match, SetDefinition } from "../ir/program.ts";
import { type Family, familyName } from "../net/ip.ts";
import type { Container, Topology } from "../topology/topology.ts";
import { netnsOf } from "./container.ts";

/** Rules inside of routers: what leaves by a masquerading interface has the router's address there. */
export function lowerMasquerade(topology: Topology): readonly InsideRules[] {
  const ends = linkEnds(topology);
  return topology.containers.flatMap((container) => {
    const { name, origin, masquerade } = container;
    const netns = namespaceOf(container);
    if (masquerade.length === 0 || netns === undefined) return [];
    const families = masqueradedFamilies(container, ends.get(name) ?? []);
    const only = onlyOf(families);
    const ruleset = { sets: [outside(container)], chains: [forward(only), postrouting(only)] };
    return [{ netns: netnsOf(netns), origin, summary: summaryOf(container, families), families, ruleset }];
  });
}

/** `masquerades on eth1, IPv4 and IPv6`; IPv4 alone goes without saying. */
function summaryOf({ masquerade }: Container, families: readonly Family[]): string {
  const names = masquerade.map(({ dev }) => dev).join(", ");
  const said = families.includes("ipv6") ? `, ${families.map(familyName).join(" and ")}` : "";
  return `masquerades on ${names}${said}`;
}

/** A packet is of a family, where the rules are not about both. */
const onlyOf = (families: readonly Family[]): readonly Match[] =>
  families.length > 1 ? [] : families.map((kind) => ({ kind }));

const outside = ({ origin, masquerade }: Container): SetDefinition => ({
  kind: "set",
  name: "outside",
  summary: "interfaces that the container masquerades on",
  types: ["ifname"],
  elements: masquerade.map(({ dev }) => ({ origin, key: [dev] })),
});

/**
 * As on a host's network in `nat` mode, only replies come in: a neighbour outside with a route to what is behind
 * the router does not reach it. What comes in outside and leaves outside again is translated, and passes. ICMPv6
 * needs no rule of its own: a packet too big is related to its connection, and translated with it
 * (net/netfilter/nf_nat_proto.c, nf_nat_icmpv6_reply_translation); neighbour discovery is never forwarded (RFC 4861, 7.1).
 */
const forward = (only: readonly Match[]): Chain => ({
  name: "forward",
  hook: "forward",
  type: "filter",
  stage: "filter",
  summary: "what is forwarded",
  rules: [
    {
      name: "established",
      comment: "replies, and errors that belong to a connection",
      matches: [{ kind: "established" }],
      verdict: { kind: "accept" },
    },
    {
      name: "invalid",
      comment: "no address behind the router leaves untranslated",
      matches: [...only, { kind: "invalid" }, { kind: "in", fields: ["oifname"], set: "outside" }],
      verdict: { kind: "drop" },
    },
    {
      name: "unasked",
      comment: "nothing comes in unasked",
      matches: [
        ...only,
        { kind: "in", fields: ["iifname"], set: "outside" },
        { kind: "not-in", fields: ["oifname"], set: "outside" },
      ],
      verdict: { kind: "drop" },
    },
  ],
});

const postrouting = (only: readonly Match[]): Chain => ({
  name: "postrouting",
  hook: "postrouting",
  type: "nat",
  stage: "srcnat",
  summary: "what is translated on its way out",
  rules: [
    {
      name: "masquerade",
      comment: "others see the container's address",
      matches: [...only, { kind: "in", fields: ["oifname"], set: "outside" }],
      verdict: { kind: "masquerade" },
    },
  ],
});
