import { at } from "../diagnostics/diagnostic.ts";
import type { NetworkChoices } from "../lock/choices.ts";
import { sameAddress } from "../net/address.ts";
import { contains, usableAddresses } from "../net/cidr.ts";
import type { IpAddress } from "../net/ip.ts";
import type { ContainerDraft } from "./container.ts";
import type { NetworkDraft } from "./network.ts";
import { lacks, type Problems } from "./problems.ts";
import { unknownContainer } from "./unknown.ts";

/**
 * Addresses of gateways that are not simply the first usable one: that which the plan gives to the container that is
 * the gateway, else the pinned one.
 */
export function bindGateways(
  drafts: readonly NetworkDraft[],
  containers: readonly ContainerDraft[],
  pins: ReadonlyMap<string, NetworkChoices>,
  problems: Problems,
): ReadonlyMap<NetworkDraft, IpAddress> {
  const byName = new Map(containers.map((container) => [container.entry.name, container]));
  const given = givenAddresses(containers);
  const found = new Map<NetworkDraft, IpAddress>();
  const keep = (draft: NetworkDraft, pinned: IpAddress | undefined) => {
    const own = given.get(draft) ?? [];
    if (pinned && usableOn(draft, pinned) && !own.some((address) => sameAddress(address, pinned))) {
      found.set(draft, pinned);
    }
  };
  for (const draft of drafts) {
    const gateway = draft.ipv4.kind === "wanted" ? draft.ipv4.gateway : undefined;
    if (gateway?.kind === "first") {
      keep(draft, pins.get(draft.entry.name)?.gateway);
    }
    if (gateway?.kind !== "container" || draft.ipv4.kind !== "wanted") {
      continue;
    }
    const container = byName.get(gateway.container);
    if (container === undefined) {
      const where = draft.ipv4.given.gateway ?? at(draft.entry.path, "key");
      lacks(problems, draft.entry.origin, unknownContainer(gateway.container, where, byName, problems));
      continue;
    }
    const place = container.attached.find(({ network }) => network === draft);
    if (place?.address !== undefined) {
      found.set(draft, place.address);
    } else {
      keep(draft, place?.pinned?.address);
    }
  }
  return found;
}

/** The addresses that the plan gives to containers, by network. */
function givenAddresses(containers: readonly ContainerDraft[]): ReadonlyMap<NetworkDraft, IpAddress[]> {
  const given = new Map<NetworkDraft, IpAddress[]>();
  for (const { network, address } of containers.flatMap(({ attached }) => attached)) {
    if (address !== undefined) {
      const own = given.get(network) ?? [];
      given.set(network, own);
      own.push(address);
    }
  }
  return given;
}

function usableOn({ subnet }: NetworkDraft, address: IpAddress): boolean {
  if (subnet === undefined || !contains(subnet, address)) {
    return false;
  }
  const { first, last } = usableAddresses(subnet);
  return first.value <= address.value && address.value <= last.value;
}
