import { at } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import { contains, containsCidr, formatCidr, usableAddresses } from "../net/cidr.ts";
import type { Cidr, IpAddress } from "../net/ip.ts";
import { allocator, type Withheld } from "./allocate.ts";
import type { Attached } from "./attach.ts";
import type { ContainerDraft } from "./container.ts";
import { finishGateway, type NetworkDraft } from "./network.ts";
import type { WantedIpv4 } from "./network-ipv4.ts";
import { lacks, type Problems } from "./problems.ts";

/** A container's place on the network that addresses are handed out for. */
interface Place {
  readonly container: ContainerDraft;
  readonly attached: Attached;
}

/**
 * Gives every container its address on every network: the plan's, the gateway's, the pinned one where it fits, or
 * the lowest free one, in the order of the plan.
 *
 * @param gateways addresses of gateways that are not the first usable one
 */
export function handOut(
  drafts: readonly NetworkDraft[],
  containers: readonly ContainerDraft[],
  gateways: ReadonlyMap<NetworkDraft, IpAddress>,
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
    if (draft.subnet !== undefined && draft.ipv4.kind === "wanted") {
      const gateway = finishGateway(draft.ipv4, draft.subnet, gateways.get(draft));
      const network = { draft, wanted: draft.ipv4, subnet: draft.subnet, gateway };
      handOutOn(network, places.get(draft) ?? [], addresses, problems);
    }
  }
  return addresses;
}

interface OpenNetwork {
  readonly draft: NetworkDraft;
  readonly wanted: WantedIpv4 & { readonly kind: "wanted" };
  readonly subnet: Cidr;
  readonly gateway: ReturnType<typeof finishGateway>;
}

function handOutOn(
  { draft, wanted, subnet, gateway }: OpenNetwork,
  places: readonly Place[],
  addresses: Map<Attached, IpAddress>,
  problems: Problems,
): void {
  const range = wanted.range ?? subnet;
  const given = places.flatMap(({ attached }) => (attached.address === undefined ? [] : [attached.address]));
  const withheld = {
    reserved: wanted.reserved,
    given: gateway.kind === "none" ? given : [...given, gateway.address],
  };
  const pinned = pinnedAddresses(subnet, range, withheld, places);
  const next = allocator(subnet, range, { ...withheld, given: [...withheld.given, ...pinned.values()] });
  const unserved: Place[] = [];
  let served = 0;
  for (const place of places) {
    const { attached, container } = place;
    if (attached.given.ipv4 !== undefined) {
      set(addresses, attached, attached.address);
    } else if (gateway.kind === "container" && gateway.container === container.entry.name) {
      addresses.set(attached, gateway.address);
    } else {
      const address = pinned.get(attached) ?? (containsCidr(subnet, range) ? next() : undefined);
      set(addresses, attached, address);
      served += address === undefined ? 0 : 1;
      unserved.push(...(address === undefined ? [place] : []));
    }
  }
  for (const { container } of unserved) {
    problems.incomplete.add(container.entry.origin);
  }
  const [first] = unserved;
  if (first !== undefined && containsCidr(subnet, range) && !problems.incomplete.has(draft.entry.origin)) {
    const where = wanted.given.range ?? wanted.given.subnet ?? at(draft.entry.path, "key");
    const needed = served + unserved.length;
    const what = `network ${draft.entry.name} needs ${count(needed)} for its containers, and ${formatCidr(range)} has ${served} to give`;
    const related = [
      { where: first.attached.where, message: `${first.container.entry.name} is the first to get none` },
    ];
    const help = `widen the ${wanted.given.range === undefined ? "subnet" : "range"}, or take containers out`;
    lacks(problems, draft.entry.origin, problem("NG0413", what, where, { related, help }));
  }
}

/** Pinned addresses that could be handed out as well today, each once. */
function pinnedAddresses(
  subnet: Cidr,
  range: Cidr,
  { reserved, given }: Withheld,
  places: readonly Place[],
): ReadonlyMap<Attached, IpAddress> {
  const usable = usableAddresses(subnet);
  const taken = new Set(given.map(({ value }) => value));
  const kept = new Map<Attached, IpAddress>();
  for (const { attached } of places) {
    const address = attached.pinned?.address;
    if (attached.given.ipv4 !== undefined || address === undefined || taken.has(address.value)) {
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
