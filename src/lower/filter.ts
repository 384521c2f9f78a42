import { hostLinkEnds } from "../facts/host-link-ends.ts";
import { networksWithoutIcc } from "../facts/icc.ts";
import { inboundOf } from "../facts/inbound-path.ts";
import { members } from "../facts/members.ts";
import { publishedPorts } from "../facts/published-ports.ts";
import type { Element, SetDefinition } from "../ir/program.ts";
import { formatAddress } from "../net/address.ts";
import type { Family } from "../net/ip.ts";
import type { Network, Topology } from "../topology/topology.ts";
import { directPortsSet } from "./direct-ports.ts";
import { dnatTargets } from "./dnat-targets.ts";
import { forwardRules } from "./filter-rules.ts";
import { linkedPorts } from "./links.ts";
import { type Rules, setOf } from "./ruleset.ts";

/**
 * What may be forwarded. A bridge of ours is judged as a whole. On an external bridge others live, too, whose
 * traffic is none of our business: there only the addresses of our containers are judged. A link between a container
 * and the host is judged as a network that is not reached from outside. With `icc: false` a network is no peer of
 * itself; of an external one, only what our containers say to each other is dropped.
 */
export function lowerFilter(topology: Topology, family: Family): Rules {
  const external = topology.networks.filter(({ bridge }) => bridge.external);
  const rules = forwardRules(family, {
    hasExternal: external.length > 0,
    hasExternalWithoutIcc: external.some(({ icc }) => !icc),
  });
  return {
    sets: [
      ...bridgeSets(topology, family),
      ...memberSets(topology, external, family),
      directPortsSet(topology, family),
      dnatTargets(publishedPorts(topology, family)),
      ...iccSets(topology, family),
      linkedPorts(topology, family),
    ],
    chains: [
      {
        name: "forward",
        hook: "forward",
        type: "filter",
        stage: "filter",
        summary: "what is forwarded",
        rules,
      },
    ],
  };
}

/** Whole networks, by their bridges, and links with the host by its ends of them. */
function bridgeSets(topology: Topology, family: Family): SetDefinition[] {
  const { networks } = topology;
  const ends = hostLinkEnds(topology).map(
    ({ end }): Element => ({ origin: end.origin, key: [end.interfaceName] }),
  );
  const own = networks.filter(({ bridge }) => !bridge.external);
  const closed = own.filter((network) => isClosed(network, family));
  const allowed = networks.flatMap(allowedFrom(networks));
  const ofBridges = (name: string, summary: string, elements: readonly Element[]) =>
    setOf(name, summary, ["ifname"], elements);
  return [
    ofBridges("networks", "bridges of the plan's networks, and the host's ends of its links", [
      ...networks.map(bridgeOf),
      ...ends,
    ]),
    ofBridges("bridges", "of them, those that this plan makes", [...own.map(bridgeOf), ...ends]),
    setOf("allowed", "who may talk to whom: from network, to network", ["ifname", "ifname"], allowed),
    ofBridges("no_inbound", "networks that nothing outside opens a connection to", [
      ...closed.map(bridgeOf),
      ...ends,
    ]),
    ofBridges(
      "internal",
      "networks that open no connection to the outside",
      own.filter(isInternal).map(bridgeOf),
    ),
  ];
}

/** Our containers on bridges of others, one by one. */
function memberSets(topology: Topology, external: readonly Network[], family: Family): SetDefinition[] {
  const ofMembers = (name: string, summary: string, networks: readonly Network[]) =>
    setOf(
      name,
      summary,
      ["ifname", "address"],
      networks.flatMap((network) => membersOf(topology, network, family)),
    );
  return [
    ofMembers("external_members", "our containers on bridges of others", external),
    ofMembers(
      "no_inbound_members",
      "of them, those that nothing outside opens a connection to",
      external.filter((network) => isClosed(network, family)),
    ),
    ofMembers(
      "internal_members",
      "of them, those that open no connection to the outside",
      external.filter(isInternal),
    ),
  ];
}

/** Networks whose containers are kept apart. */
function iccSets(topology: Topology, family: Family): SetDefinition[] {
  const networks = [...networksWithoutIcc(topology).values()];
  const external = networks.filter(({ bridge }) => bridge.external);
  return [
    setOf(
      "icc_off",
      "networks with icc: false, in which only links lead anywhere",
      ["ifname", "ifname"],
      networks.map(({ origin, bridge: { name } }) => ({ origin, key: [name, name] })),
    ),
    setOf(
      "icc_off_members",
      "our containers on bridges of others with icc: false",
      ["ifname", "address", "ifname"],
      external.flatMap((network) =>
        membersOf(topology, network, family).map(({ origin, key }) => ({
          origin,
          key: [...key, network.bridge.name],
        })),
      ),
    ),
  ];
}

const isInternal = ({ internal }: Network): boolean => internal;

/** An internal network is closed to a family that it does not have, too. */
const isClosed = (network: Network, family: Family): boolean =>
  network.internal || inboundOf(network, family) === "published";

const bridgeOf = ({ origin, bridge }: Network): Element => ({ origin, key: [bridge.name] });

/** Traffic within a network passes the forward hook where bridge netfilter is on; peers are routed. */
const allowedFrom =
  (networks: readonly Network[]) =>
  ({ origin, name, bridge, icc, peers }: Network): Element[] =>
    [...(icc || bridge.external ? [name] : []), ...peers].flatMap((peer) =>
      networks
        .filter((network) => network.name === peer)
        .map((network) => ({ origin, key: [bridge.name, network.bridge.name] })),
    );

/** Bridge and address of each container of the plan on a network. */
const membersOf = (topology: Topology, { name, bridge }: Network, family: Family): Element[] =>
  (members(topology).get(name) ?? []).flatMap(({ endpoint }) => {
    const own = endpoint[family];
    return own ? [{ origin: endpoint.origin, key: [bridge.name, formatAddress(own.address)] }] : [];
  });
