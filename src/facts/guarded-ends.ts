import { sameAddress } from "../net/address.ts";
import type { Family, IpAddress } from "../net/ip.ts";
import type { LinkEnd, Topology } from "../topology/topology.ts";
import { hostAddresses } from "./host-addresses.ts";
import { hostLinkEnds } from "./host-link-ends.ts";

/** The host's end of a point-to-point link, with its address of a family. */
export interface GuardedEnd {
  readonly end: LinkEnd;
  readonly address: IpAddress;
}

/**
 * Ends on the host whose address is for the other end and the host itself alone, which rules have to ensure: Linux
 * answers for every address of its own on every interface. An address that the host has elsewhere, too, is not.
 */
export function guardedEnds(topology: Topology, family: Family): readonly GuardedEnd[] {
  const elsewhere = hostAddresses(topology);
  return hostLinkEnds(topology).flatMap(({ end }) => {
    const address = end[family]?.address;
    return address === undefined || elsewhere.some((other) => sameAddress(other, address))
      ? []
      : [{ end, address }];
  });
}
