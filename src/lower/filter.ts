import { hostLinkEnds } from "../facts/host-link-ends.ts";
import type { Element, Field, Match, Rule, SetDefinition, Verdict } from "../ir/program.ts";
import { formatAddress } from "../net/address.ts";
import type { Container, Network, Topology } from "../topology/topology.ts";
import type { Rules } from "./firewall.ts";
import { linkedPorts } from "./links.ts";
import { offeredPorts } from "./offered.ts";
import { openedPorts } from "./opened.ts";

/**
 * What may be forwarded. A bridge of ours is judged as a whole. On an external bridge others live, too, whose
 * traffic is none of our business: there only the addresses of our containers are judged (`guests`). A link between
 * a container and the host is judged as a network that is not reached from outside. With `icc: false` a network is no
 * peer of itself; of an external one, only what our containers say to each other is dropped.
 */
export function lowerFilter(topology: Topology): Rules {
  const { networks, containers, publishes } = topology;
  const ends = hostLinkEnds(topology).map(
    ({ end }): Element => ({ origin: end.origin, key: [end.interfaceName] }),
  );
  const apart = networks.filter(({ icc }) => !icc);
  const own = networks.filter(({ bridge }) => !bridge.external);
  const external = networks.filter(({ bridge }) => bridge.external);
  const guests = (of: readonly Network[]) => of.flatMap((network) => guestsOf(network, containers));
  const sets: SetDefinition[] = [
    set("networks", "bridges of all networks of the plan", ["ifname"], [...networks.map(bridgeOf), ...ends]),
    set("bridges", "those that are ours alone", ["ifname"], [...own.map(bridgeOf), ...ends]),
    set("allowed", "from network, to network", ["ifname", "ifname"], networks.flatMap(allowedFrom(networks))),
    set("closed", "not reached from outside", ["ifname"], [...own.filter(isClosed).map(bridgeOf), ...ends]),
    set("internal", "does not reach outside", ["ifname"], own.filter(isInternal).map(bridgeOf)),
    set("guests", "our containers on bridges of others", ["ifname", "ipv4_addr"], guests(external)),
    set(
      "closed_guests",
      "of them, not reached from outside",
      ["ifname", "ipv4_addr"],
      guests(external.filter(isClosed)),
    ),
    set(
      "internal_guests",
      "of them, not reaching outside",
      ["ifname", "ipv4_addr"],
      guests(external.filter(isInternal)),
    ),
    offeredPorts(topology),
    openedPorts(publishes),
    set("apart", "within these networks only links lead anywhere", ["ifname", "ifname"], apart.map(itself)),
    set(
      "apart_guests",
      "our containers on such bridges of others",
      ["ifname", "ipv4_addr", "ifname"],
      guests(apart.filter(({ bridge }) => bridge.external)).map(
        ({ origin, key: [bridge = "", address = ""] }) => ({
          origin,
          key: [bridge, address, bridge],
        }),
      ),
    ),
    linkedPorts(topology),
  ];
  const rules: Rule[] = [
    rule(
      "established",
      "replies, and errors that belong to a connection",
      [{ kind: "established" }],
      "accept",
    ),
    rule(
      "links",
      "links, to what the other container offers",
      [
        has("apart", "iifname", "oifname"),
        has("links", "oifname", "ip saddr", "ip daddr", "meta l4proto", "th dport"),
      ],
      "accept",
    ),
    ...(apart.some(({ bridge }) => bridge.external) ? apartGuests : []),
    rule("allowed", "within a network, and between peers", [has("allowed", "iifname", "oifname")], "accept"),
    rule("internal", "nothing goes out", [has("internal", "iifname")], "drop"),
    rule("int-guest", "nothing goes out", [has("internal_guests", "iifname", "ip saddr")], "drop"),
    rule("open", "published ports are open", [{ kind: "translated" }, isOpened], "accept"),
    rule(
      "from-ours",
      "networks are isolated",
      [has("bridges", "iifname"), has("networks", "oifname")],
      "drop",
    ),
    rule("to-ours", "networks are isolated", [has("networks", "iifname"), has("bridges", "oifname")], "drop"),
    rule(
      "from-guest",
      "networks are isolated",
      [has("guests", "iifname", "ip saddr"), has("networks", "oifname")],
      "drop",
    ),
    rule(
      "to-guest",
      "networks are isolated",
      [has("networks", "iifname"), has("guests", "oifname", "ip daddr")],
      "drop",
    ),
    rule(
      "offered",
      "published ports, at the container's own address",
      [has("offered", "ip saddr", "ip daddr", "meta l4proto", "th dport")],
      "accept",
    ),
    rule("closed", "nothing comes in from outside", [has("closed", "oifname")], "drop"),
    rule(
      "closed-guest",
      "nothing comes in from outside",
      [has("closed_guests", "oifname", "ip daddr")],
      "drop",
    ),
  ];
  const chain = {
    name: "forward",
    hook: "forward",
    type: "filter",
    stage: "filter",
    summary: "what is forwarded",
    rules,
  } as const;
  return { sets, chains: [external.length > 0 ? chain : { ...chain, rules: withoutExternal(rules) }] };
}

/** A port of ours: where somebody else's translation leads is judged like every other destination. */
const isOpened = has("opened", "ip daddr", "meta l4proto", "th dport");

const apartGuests: readonly Rule[] = [
  rule(
    "apart-open",
    "published ports are open",
    [{ kind: "translated" }, has("apart", "iifname", "oifname"), isOpened],
    "accept",
  ),
  rule(
    "apart-guest",
    "containers are kept apart",
    [has("apart_guests", "iifname", "ip saddr", "oifname"), has("guests", "oifname", "ip daddr")],
    "drop",
  ),
];

/** With bridges of our own only, `networks` and `bridges` are the same, and one rule isolates them. */
const withoutExternal = (rules: readonly Rule[]): Rule[] => rules.filter(({ name }) => name !== "to-ours");

const isInternal = ({ internal }: Network): boolean => internal;

const isClosed = ({ internal, ipv4 }: Network): boolean =>
  internal || (ipv4 !== undefined && ipv4.inbound === "published");

const bridgeOf = ({ origin, bridge }: Network): Element => ({ origin, key: [bridge.name] });

const itself = ({ origin, bridge: { name } }: Network): Element => ({ origin, key: [name, name] });

/** Traffic within a network passes the forward hook where bridge netfilter is on; peers are routed. */
const allowedFrom =
  (networks: readonly Network[]) =>
  ({ origin, name, bridge, icc, peers }: Network): Element[] =>
    [...(icc || bridge.external ? [name] : []), ...peers].flatMap((peer) =>
      networks
        .filter((network) => network.name === peer)
        .map((network) => ({ origin, key: [bridge.name, network.bridge.name] })),
    );

const guestsOf = ({ name, bridge }: Network, containers: readonly Container[]): Element[] =>
  containers.flatMap(({ endpoints }) =>
    endpoints
      .filter(({ network }) => network === name)
      .flatMap(({ origin, ipv4 }) =>
        ipv4 ? [{ origin, key: [bridge.name, formatAddress(ipv4.address)] }] : [],
      ),
  );

function set(
  name: string,
  summary: string,
  types: SetDefinition["types"],
  elements: readonly Element[],
): SetDefinition {
  return { kind: "set", name, summary, types, elements };
}

function has(name: string, ...fields: readonly Field[]): Match {
  return { kind: "in", fields, set: name };
}

function rule(name: string, comment: string, matches: readonly Match[], kind: "accept" | "drop"): Rule {
  return { name, comment, matches, verdict: { kind } satisfies Verdict };
}
