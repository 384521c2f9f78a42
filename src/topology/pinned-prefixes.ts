import type { HostPins } from "../lock/read-choices.ts";
import { carver } from "../net/carve.ts";
import { containsCidr, formatCidr, overlaps } from "../net/cidr.ts";
import type { Cidr } from "../net/ip.ts";

/** What a lock file has for a host that other hosts have to know; undefined where it has nothing. */
export type PinnedHosts = (host: string) => HostPins | undefined;

/**
 * Cuts a prefix of one length for each that wants one: the pinned ones that could be cut today, each once, and for
 * the others what is free beside them, lowest first.
 *
 * @param pinned one for each; undefined where none is pinned
 */
export function carveBeside(
  whole: Cidr,
  length: number,
  taken: readonly Cidr[],
  pinned: readonly (Cidr | undefined)[],
): readonly (Cidr | undefined)[] {
  const seen = new Set<string>();
  const kept = pinned.map((cidr) => {
    const fits =
      cidr?.length === length && containsCidr(whole, cidr) && !taken.some((other) => overlaps(cidr, other));
    if (cidr === undefined || !fits || seen.has(formatCidr(cidr))) return undefined;
    seen.add(formatCidr(cidr));
    return cidr;
  });
  const source = carver(whole, length, [...taken, ...kept.flatMap((cidr) => cidr ?? [])]);
  return kept.map((cidr) => cidr ?? source.next());
}
