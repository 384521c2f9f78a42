import { parseCidr, subnetOf } from "../net/cidr.ts";
import type { Cidr } from "../net/ip.ts";
import type { HostOutline } from "../plan/expanded.ts";
import { fillIn } from "../plan/range.ts";
import type { Member } from "./cluster.ts";

/** Prefixes whose addresses a host looks for on a link of its own: of its addresses, and of routes without next hop. */
export function linksOf({ value, place }: HostOutline, addresses: Member["addresses"]): readonly Cidr[] {
  const direct = fillIn(value.host?.routes ?? [], place.ranged).flatMap(({ to, via, dev, type }) => {
    const cidr = via === undefined && dev !== undefined && type !== "blackhole" ? parseCidr(to) : undefined;
    return cidr?.ok ? [cidr.value] : [];
  });
  return [...addresses.map(subnetOf), ...direct];
}
