import { at } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import type { NetworkChoices } from "../lock/choices.ts";
import { firstUsable, overlaps, subnetOf } from "../net/cidr.ts";
import { bridgeNameOf } from "../net/ifname.ts";
import type { Cidr, Family, IpAddress } from "../net/ip.ts";
import { BRIDGE_LINK_LOCAL } from "../net/special.ts";
import type { Entry } from "../plan/expanded.ts";
import type { PlanNetwork } from "../plan/schema.ts";
import type { Surroundings } from "./cluster.ts";
import { readNetworkIp, type WantedIp } from "./network-ip.ts";
import type { Peers } from "./peers.ts";
import { isPrivateRange, subnetPicker } from "./pick-subnet.ts";
import { lacks, type Problems } from "./problems.ts";
import type { Host, Network, NetworkIp } from "./topology.ts";

/** A network whose gateway, where it is a container, has no address yet. */
export interface NetworkDraft {
  readonly entry: Entry<PlanNetwork>;
  readonly ipv4: WantedIp;
  readonly ipv6: WantedIp;
  /** Undefined where there is none of the family, or where an error stands in the way. */
  readonly subnets: Readonly<Record<Family, Cidr | undefined>>;
}

/** Reads every network and picks the subnets that the plan leaves open: the pinned ones, then those that are free. */
export function draftNetworks(
  entries: readonly Entry<PlanNetwork>[],
  host: Host,
  pins: ReadonlyMap<string, NetworkChoices>,
  surroundings: Surroundings | undefined,
  problems: Problems,
): NetworkDraft[] {
  const read = entries.map((entry) => ({
    entry,
    ipv4: readNetworkIp(entry, "ipv4", problems),
    ipv6: readNetworkIp(entry, "ipv6", problems),
  }));
  const taken = [
    ...read.flatMap(({ ipv4 }) => (ipv4.kind === "wanted" && ipv4.subnet !== undefined ? [ipv4.subnet] : [])),
    ...host.addresses.map(subnetOf),
    ...host.routes.filter(({ to }) => to.length > 0).map(({ to }) => to),
    ...(surroundings?.carved.ipv4.values() ?? []),
    ...(surroundings?.avoided ?? []),
  ];
  const pinned = new Map(
    read.flatMap(({ entry: { name }, ipv4 }): [string, Cidr][] => {
      const subnet = pins.get(name)?.subnets.ipv4;
      const wanted = ipv4.kind === "wanted" && ipv4.subnet === undefined && subnet !== undefined;
      // Only in a cluster may it have come from somewhere else: a pool.
      const own = wanted && (surroundings === undefined || isPrivateRange(subnet));
      return own && !taken.some((other) => overlaps(subnet, other)) ? [[name, subnet]] : [];
    }),
  );
  const pick = subnetPicker([...taken, ...pinned.values()]);
  return read.map((draft) => {
    const { entry, ipv4, ipv6 } = draft;
    const carved = (family: Family) => surroundings?.carved[family].get(entry.name);
    const own =
      ipv4.kind === "wanted"
        ? (ipv4.subnet ?? carved("ipv4") ?? pinned.get(entry.name) ?? pick())
        : undefined;
    const subnet = ipv4.kind === "wanted" && own === undefined ? noRangeLeft(entry, problems) : own;
    const prefix = ipv6.kind === "wanted" ? (ipv6.subnet ?? carved("ipv6")) : undefined;
    if (ipv6.kind === "wanted" && prefix === undefined) {
      // Of a cluster, what the pool lacks has been said.
      if (surroundings === undefined) noPool(entry, problems);
      problems.incomplete.add(entry.origin);
    }
    return { ...draft, subnets: { ipv4: subnet, ipv6: prefix } };
  });
}

function noRangeLeft(entry: Entry<PlanNetwork>, problems: Problems): undefined {
  const where = entry.value.ipv4 === undefined ? at(entry.path, "key") : at([...entry.path, "ipv4"]);
  return lacks(
    problems,
    entry.origin,
    problem("NG0417", `no private range is left for network ${entry.name}`, where, {
      help: "all of 172.17.0.0/16 to 172.31.0.0/16 and 192.168.0.0/16 is taken: give the network a subnet",
    }),
  );
}

/** IPv6 has no range of its own that a host could pick from. */
function noPool(entry: Entry<PlanNetwork>, problems: Problems): undefined {
  const message = `network ${entry.name} has no IPv6 subnet: outside of a cluster there is no pool to carve one from`;
  const help = "write the network's subnet, as in 2001:db8:1::/64";
  return lacks(problems, entry.origin, problem("NG0830", message, at([...entry.path, "ipv6"]), { help }));
}

/**
 * Finishes a network.
 *
 * @param chosen each family's gateway address where it is not the default: given to a container, or pinned
 * @param pins what the lock file has for it
 */
export function finishNetwork(
  draft: NetworkDraft,
  peers: Peers,
  chosen: (family: Family) => IpAddress | undefined,
  pins: NetworkChoices | undefined,
): Network {
  const { name, origin, path, value } = draft.entry;
  const finish = (family: Family): NetworkIp | undefined => {
    const [wanted, subnet] = [draft[family], draft.subnets[family]];
    return subnet && wanted.kind === "wanted" ? finishIp(wanted, subnet, chosen(family)) : undefined;
  };
  const given = (key: keyof PlanNetwork) => (value[key] === undefined ? undefined : at([...path, key]));
  return {
    name,
    origin,
    path,
    bridge: { name: value.bridge ?? pins?.bridge ?? bridgeNameOf(name), external: value.external ?? false },
    mtu: value.mtu ?? 1500,
    ipv4: finish("ipv4"),
    ipv6: finish("ipv6"),
    internal: value.internal ?? false,
    icc: value.icc ?? true,
    peers: peers.of(name),
    peerings: peers.namedBy(name),
    given: { bridge: given("bridge"), mtu: given("mtu"), ipv4: given("ipv4"), ipv6: given("ipv6") },
  };
}

function finishIp(
  wanted: WantedIp & { kind: "wanted" },
  subnet: Cidr,
  chosen: IpAddress | undefined,
): NetworkIp {
  return {
    picked: wanted.subnet === undefined,
    subnet,
    gateway: finishGateway(wanted, subnet, chosen),
    range: wanted.range ?? subnet,
    reserved: wanted.reserved,
    mode: wanted.mode,
    snat: wanted.snat,
    inbound: wanted.inbound,
    ndpProxy: wanted.ndpProxy,
    given: wanted.given,
  };
}

/** The bridge's address where the plan names none: the first usable one, and fe80::1 in IPv6, as Docker has it. */
const defaultGateway = (subnet: Cidr): IpAddress =>
  subnet.address.family === "ipv4" ? firstUsable(subnet) : BRIDGE_LINK_LOCAL;

/** Where the gateway is to be. */
export function finishGateway(
  { gateway }: WantedIp & { kind: "wanted" },
  subnet: Cidr,
  chosen: IpAddress | undefined,
): NetworkIp["gateway"] {
  switch (gateway.kind) {
    case "first":
      return { kind: "host", address: chosen ?? defaultGateway(subnet) };
    case "address":
      return { kind: "host", address: gateway.address };
    case "container": {
      const address = chosen ?? firstUsable(subnet);
      return { kind: "container", container: gateway.container, address };
    }
    case "none":
      return { kind: "none" };
  }
}
