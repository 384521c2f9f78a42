import type { Chain, InsideRules, Match, SetDefinition } from "../ir/program.ts";
import type { Container, Topology } from "../topology/topology.ts";
import { netnsOf } from "./container.ts";

/** Rules inside of routers: what leaves by a masquerading interface has the router's address there. */
export const lowerMasquerade = ({ containers }: Topology): readonly InsideRules[] =>
  containers.flatMap((container) => {
    const { netns, origin, masquerade } = container;
    if (masquerade.length === 0 || netns.kind === "host" || netns.kind === "container") {
      return [];
    }
    const names = masquerade.map(({ dev }) => dev).join(", ");
    const ruleset = { sets: [outside(container)], chains: [forward, postrouting] };
    return [{ netns: netnsOf(netns), origin, summary: `masquerades on ${names}`, ruleset }];
  });

const outside = ({ origin, masquerade }: Container): SetDefinition => ({
  kind: "set",
  name: "outside",
  summary: "interfaces that the container masquerades on",
  types: ["ifname"],
  elements: masquerade.map(({ dev }) => ({ origin, key: [dev] })),
});

const ipv4: Match = { kind: "ipv4" };

/**
 * As on a host's network in `nat` mode, only replies come in: a neighbour outside with a route to what is behind
 * the router does not reach it. What comes in outside and leaves outside again is translated, and passes.
 */
const forward: Chain = {
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
      name: "unasked",
      comment: "nothing comes in unasked",
      matches: [
        ipv4,
        { kind: "in", fields: ["iifname"], set: "outside" },
        { kind: "not-in", fields: ["oifname"], set: "outside" },
      ],
      verdict: { kind: "drop" },
    },
  ],
};

const postrouting: Chain = {
  name: "postrouting",
  hook: "postrouting",
  type: "nat",
  stage: "srcnat",
  summary: "what is translated on its way out",
  rules: [
    {
      name: "masquerade",
      comment: "others see the container's address",
      matches: [ipv4, { kind: "in", fields: ["oifname"], set: "outside" }],
      verdict: { kind: "masquerade" },
    },
  ],
};
