import { at } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import type { NetworkChoices } from "../lock/choices.ts";
import { firstUsable, overlaps, subnetOf } from "../net/cidr.ts";
import { bridgeNameOf } from "../net/ifname.ts";
import type { Cidr, IpAddress } from "../net/ip.ts";
import type { Entry } from "../plan/expanded.ts";
import type { PlanNetwork } from "../plan/schema.ts";
import type { Surroundings } from "./cluster.ts";
import { readNetworkIpv4, type WantedIpv4 } from "./network-ipv4.ts";
import type { Peers } from "./peers.ts";
import { subnetPicker } from "./pick-subnet.ts";
import { lacks, type Problems } from "./problems.ts";
import type { Host, Network, NetworkIpv4 } from "./topology.ts";

/** A network whose gateway, where it is a container, has no address yet. */
export interface NetworkDraft {
  readonly entry: Entry<PlanNetwork>;
  readonly ipv4: WantedIpv4;
  /** Undefined where there is no IPv4, or where an error stands in the way. */
  readonly subnet: Cidr | undefined;
}

/** Reads every network and picks the subnets that the plan leaves open: the pinned ones, then those that are free. */
export function draftNetworks(
  entries: readonly Entry<PlanNetwork>[],
  host: Host,
  pins: ReadonlyMap<string, NetworkChoices>,
  surroundings: Surroundings | undefined,
  problems: Problems,
): NetworkDraft[] {
  const read = entries.map((entry) => ({ entry, ipv4: readNetworkIpv4(entry, problems) }));
  const taken = [
    ...read.flatMap(({ ipv4 }) => (ipv4.kind === "wanted" && ipv4.subnet !== undefined ? [ipv4.subnet] : [])),
    ...host.addresses.map(subnetOf),
    ...host.routes.filter(({ to }) => to.length > 0).map(({ to }) => to),
    ...(surroundings?.carved.values() ?? []),
    ...(surroundings?.avoided ?? []),
  ];
  const pinned = new Map(
    read.flatMap(({ entry: { name }, ipv4 }): [string, Cidr][] => {
      const subnet = pins.get(name)?.subnet;
      const wanted = ipv4.kind === "wanted" && ipv4.subnet === undefined && subnet !== undefined;
      return wanted && !taken.some((other) => overlaps(subnet, other)) ? [[name, subnet]] : [];
    }),
  );
  const pick = subnetPicker([...taken, ...pinned.values()]);
  return read.map(({ entry, ipv4 }) => {
    if (ipv4.kind !== "wanted") {
      return { entry, ipv4, subnet: undefined };
    }
    const carved = surroundings?.carved.get(entry.name);
    const subnet = ipv4.subnet ?? carved ?? pinned.get(entry.name) ?? pick() ?? noRangeLeft(entry, problems);
    return { entry, ipv4, subnet };
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

/**
 * Finishes a network.
 *
 * @param chosen the gateway's address where it is not the first usable one: given to a container, or pinned
 * @param pins what the lock file has for it
 */
export function finishNetwork(
  { entry, ipv4, subnet }: NetworkDraft,
  peers: Peers,
  chosen: IpAddress | undefined,
  pins: NetworkChoices | undefined,
): Network {
  const { name, origin, path, value } = entry;
  const given = (key: keyof PlanNetwork) => (value[key] === undefined ? undefined : at([...path, key]));
  return {
    name,
    origin,
    path,
    bridge: { name: value.bridge ?? pins?.bridge ?? bridgeNameOf(name), external: value.external ?? false },
    mtu: value.mtu ?? 1500,
    ipv4: subnet && ipv4.kind === "wanted" ? finishIpv4(ipv4, subnet, chosen) : undefined,
    internal: value.internal ?? false,
    icc: value.icc ?? true,
    peers: peers.of(name),
    peerings: peers.namedBy(name),
    given: { bridge: given("bridge"), mtu: given("mtu"), ipv4: given("ipv4") },
  };
}

function finishIpv4(
  wanted: WantedIpv4 & { kind: "wanted" },
  subnet: Cidr,
  chosen: IpAddress | undefined,
): NetworkIpv4 {
  return {
    picked: wanted.subnet === undefined,
    subnet,
    gateway: finishGateway(wanted, subnet, chosen),
    range: wanted.range ?? subnet,
    reserved: wanted.reserved,
    mode: wanted.mode,
    snat: wanted.snat,
    inbound: wanted.inbound,
    given: wanted.given,
  };
}

/** Where the gateway is to be. */
export function finishGateway(
  { gateway }: WantedIpv4 & { kind: "wanted" },
  subnet: Cidr,
  chosen: IpAddress | undefined,
): NetworkIpv4["gateway"] {
  switch (gateway.kind) {
    case "first":
      return { kind: "host", address: chosen ?? firstUsable(subnet) };
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
