import { at } from "../diagnostics/diagnostic.ts";
import type { NetworkChoices } from "../lock/choices.ts";
import { sameAddress } from "../net/address.ts";
import { contains, usableAddresses } from "../net/cidr.ts";
import type { Cidr, Family, IpAddress } from "../net/ip.ts";
import type { ContainerDraft } from "./container.ts";
import type { NetworkDraft } from "./network.ts";
import { lacks, type Problems } from "./problems.ts";
import { unknownContainer } from "./unknown.ts";

/**
 * Addresses of one family's gateways that are not simply the default: that which the plan gives to the container
 * that is the gateway, else the pinned one.
 */
export function bindGateways(
  family: Family,
  drafts: readonly NetworkDraft[],
  containers: readonly ContainerDraft[],
  pins: ReadonlyMap<string, NetworkChoices>,
  problems: Problems,
): ReadonlyMap<NetworkDraft, IpAddress> {
  const byName = new Map(containers.map((container) => [container.entry.name, container]));
  const given = givenAddresses(family, containers);
  const found = new Map<NetworkDraft, IpAddress>();
  const keep = (draft: NetworkDraft, pinned: IpAddress | undefined) => {
    const own = given.get(draft) ?? [];
    if (
      pinned &&
      usableOn(draft.subnets[family], pinned) &&
      !own.some((address) => sameAddress(address, pinned))
    ) {
      found.set(draft, pinned);
    }
  };
  for (const draft of drafts) {
    const wanted = draft[family];
    const gateway = wanted.kind === "wanted" ? wanted.gateway : undefined;
    if (gateway?.kind === "first" && family === "ipv4") {
      keep(draft, pins.get(draft.entry.name)?.gateway);
    }
    if (gateway?.kind !== "container" || wanted.kind !== "wanted") {
      continue;
    }
    const container = byName.get(gateway.container);
    if (container === undefined) {
      const where = wanted.given.gateway ?? at(draft.entry.path, "key");
      lacks(problems, draft.entry.origin, unknownContainer(gateway.container, where, byName, problems));
      continue;
    }
    const place = container.attached.find(({ network }) => network === draft);
    const own = place?.addresses[family];
    if (own !== undefined) {
      found.set(draft, own);
    } else {
      keep(draft, place?.pinned?.addresses[family]);
    }
  }
  return found;
}

/** The addresses that the plan gives to containers, by network. */
function givenAddresses(
  family: Family,
  containers: readonly ContainerDraft[],
): ReadonlyMap<NetworkDraft, IpAddress[]> {
  const given = new Map<NetworkDraft, IpAddress[]>();
  for (const { network, addresses } of containers.flatMap(({ attached }) => attached)) {
    const address = addresses[family];
    if (address !== undefined) {
      const own = given.get(network) ?? [];
      given.set(network, own);
      own.push(address);
    }
  }
  return given;
}

function usableOn(subnet: Cidr | undefined, address: IpAddress): boolean {
  if (subnet === undefined || !contains(subnet, address)) {
    return false;
  }
  const { first, last } = usableAddresses(subnet);
  return first.value <= address.value && address.value <= last.value;
}
