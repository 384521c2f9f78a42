import { at, type Diagnostic } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import { contains, containsCidr, formatCidr, usableAddresses } from "../net/cidr.ts";
import type { Cidr, Family, IpAddress } from "../net/ip.ts";
import { withMac } from "../net/mac.ts";
import { specialSubnet } from "../net/special.ts";
import { allocator, type Withheld } from "./allocate.ts";
import type { Attached } from "./attach.ts";
import type { Surroundings } from "./cluster.ts";
import type { ContainerDraft } from "./container.ts";
import { finishGateway, type NetworkDraft } from "./network.ts";
import type { WantedIp } from "./network-ip.ts";
import { lacks, type Problems } from "./problems.ts";

/** A container's place on the network that addresses are handed out for. */
interface Place {
  readonly container: ContainerDraft;
  readonly attached: Attached;
}

/**
 * Gives every container its address of one family on every network: the plan's, the gateway's, the pinned one where
 * it fits, in a wide IPv6 subnet the one that ends in its MAC, or the lowest free one, in the order of the plan.
 *
 * @param macs of each place; only IPv6 asks for them
 * @param gateways addresses of gateways that are not the first usable one
 * @param surroundings the cluster that the host is in; undefined where it is the only one
 */
export function handOut(
  family: Family,
  drafts: readonly NetworkDraft[],
  containers: readonly ContainerDraft[],
  gateways: ReadonlyMap<NetworkDraft, IpAddress>,
  macs: ReadonlyMap<Attached, string>,
  surroundings: Surroundings | undefined,
  problems: Problems,
): ReadonlyMap<Attached, IpAddress> {
  const places = new Map<NetworkDraft, Place[]>(drafts.map((draft) => [draft, []]));
  for (const container of containers) {
    for (const attached of container.attached) {
      places.get(attached.network)?.push({ container, attached });
    }
  }
  const addresses = new Map<Attached, IpAddress>();
  for (const draft of drafts) {
    const [wanted, subnet] = [draft[family], draft.subnets[family]];
    if (subnet !== undefined && wanted.kind === "wanted") {
      const gateway = finishGateway(wanted, subnet, gateways.get(draft));
      const network = { draft, family, wanted, subnet, gateway, surroundings };
      handOutOn(network, places.get(draft) ?? [], addresses, macs, problems);
    }
  }
  return addresses;
}

interface OpenNetwork {
  readonly draft: NetworkDraft;
  readonly family: Family;
  readonly wanted: WantedIp & { readonly kind: "wanted" };
  readonly subnet: Cidr;
  readonly gateway: ReturnType<typeof finishGateway>;
  readonly surroundings: Surroundings | undefined;
}

function handOutOn(
  network: OpenNetwork,
  places: readonly Place[],
  addresses: Map<Attached, IpAddress>,
  macs: ReadonlyMap<Attached, string>,
  problems: Problems,
): void {
  const { draft, family, wanted, subnet, gateway } = network;
  const range = wanted.range ?? subnet;
  const given = places.flatMap(({ attached }) => attached.addresses[family] ?? []);
  const withheld = {
    reserved: wanted.reserved,
    given: gateway.kind === "none" ? given : [...given, gateway.address],
  };
  const pinned = pinnedAddresses(family, subnet, range, withheld, places);
  const held = { ...withheld, given: [...withheld.given, ...pinned.values()] };
  const byMac = addressesByMac(range, held, places, macs);
  const next = allocator(subnet, range, { ...held, given: [...held.given, ...byMac.values()] });
  const unserved: Place[] = [];
  let served = 0;
  for (const place of places) {
    const { attached, container } = place;
    if (attached.given[family] !== undefined) {
      set(addresses, attached, attached.addresses[family]);
    } else if (gateway.kind === "container" && gateway.container === container.entry.name) {
      addresses.set(attached, gateway.address);
    } else {
      const fits = containsCidr(subnet, range);
      const address = pinned.get(attached) ?? (fits ? (byMac.get(attached) ?? next()) : undefined);
      set(addresses, attached, address);
      served += address === undefined ? 0 : 1;
      unserved.push(...(address === undefined ? [place] : []));
    }
  }
  // That a prefix of special addresses cannot be a network's is said of the network.
  if (unserved.length > 0 && specialSubnet(subnet) !== undefined) {
    problems.incomplete.add(draft.entry.origin);
  }
  for (const { container } of unserved) {
    problems.incomplete.add(container.entry.origin);
  }
  const [first] = unserved;
  if (first !== undefined && containsCidr(subnet, range) && !problems.incomplete.has(draft.entry.origin)) {
    lacks(problems, draft.entry.origin, tooFew(network, range, served, served + unserved.length, first));
  }
}

function tooFew(
  { draft: { entry }, family, wanted, surroundings }: OpenNetwork,
  range: Cidr,
  served: number,
  needed: number,
  first: Place,
): Diagnostic {
  const { given } = wanted;
  const value = entry.value[family] === undefined ? at(entry.path, "key") : at([...entry.path, family]);
  const whose = surroundings === undefined ? "" : ` of ${surroundings.membership.host}`;
  const what = `network ${entry.name}${whose} needs ${count(needed)} for its containers, and ${formatCidr(range)} has ${served} to give`;
  const related = [
    { where: first.attached.where, message: `${first.container.entry.name} is the first to get none` },
  ];
  const carved = surroundings?.carved[family].has(entry.name) && wanted.subnet === undefined;
  const wider = carved
    ? `make the pool's \`per_network\` shorter than ${range.length}`
    : `widen the ${given.range === undefined ? "subnet" : "range"}`;
  const help = `${wider}, or take containers out`;
  return problem("NG0413", what, given.range ?? given.subnet ?? value, { related, help });
}

/** The widest prefix length that leaves 48 bits for a MAC. */
const MAC_PREFIX = 80;

/** Addresses that end in the MAC of the interface, where the range leaves room for it and nothing else has them. */
function addressesByMac(
  range: Cidr,
  { reserved, given }: Withheld,
  places: readonly Place[],
  macs: ReadonlyMap<Attached, string>,
): ReadonlyMap<Attached, IpAddress> {
  const found = new Map<Attached, IpAddress>();
  if (range.address.family !== "ipv6" || range.length > MAC_PREFIX) {
    return found;
  }
  const taken = new Set(given.map(({ value }) => value));
  for (const { attached } of places) {
    const mac = macs.get(attached);
    const address = mac === undefined ? undefined : withMac(range.address, mac);
    if (
      address !== undefined &&
      !taken.has(address.value) &&
      !reserved.some((block) => contains(block, address))
    ) {
      taken.add(address.value);
      found.set(attached, address);
    }
  }
  return found;
}

/** Pinned addresses that could be handed out as well today, each once. */
function pinnedAddresses(
  family: Family,
  subnet: Cidr,
  range: Cidr,
  { reserved, given }: Withheld,
  places: readonly Place[],
): ReadonlyMap<Attached, IpAddress> {
  const usable = usableAddresses(subnet);
  const taken = new Set(given.map(({ value }) => value));
  const kept = new Map<Attached, IpAddress>();
  for (const { attached } of places) {
    const address = attached.pinned?.addresses[family];
    if (attached.given[family] !== undefined || address === undefined || taken.has(address.value)) {
      continue;
    }
    const inside = contains(subnet, address) && contains(range, address);
    const isUsable = usable.first.value <= address.value && address.value <= usable.last.value;
    if (inside && isUsable && !reserved.some((block) => contains(block, address))) {
      taken.add(address.value);
      kept.set(attached, address);
    }
  }
  return kept;
}

function set(addresses: Map<Attached, IpAddress>, attached: Attached, address: IpAddress | undefined): void {
  if (address !== undefined) {
    addresses.set(attached, address);
  }
}

const count = (number: number): string => (number === 1 ? "1 address" : `${number} addresses`);
