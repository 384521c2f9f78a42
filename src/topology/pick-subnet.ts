import { containsCidr, overlaps, parseCidr } from "../net/cidr.ts";
import type { Cidr } from "../net/ip.ts";

/** Docker's private ranges, in the order in which they are tried: 172.17.0.0/16 … 172.31.0.0/16, then 192.168.0.0/20 … */
export const PRIVATE_RANGES: readonly Cidr[] = [
  ...Array.from({ length: 15 }, (_, i) => `172.${17 + i}.0.0/16`),
  ...Array.from({ length: 16 }, (_, i) => `192.168.${16 * i}.0/20`),
].flatMap((text) => {
  const range = parseCidr(text);
  return range.ok ? [range.value] : [];
});

/** Whether a subnet lies in one of them. */
export const isPrivateRange = (subnet: Cidr): boolean =>
  subnet.length <= 30 && PRIVATE_RANGES.some((range) => containsCidr(range, subnet));

/**
 * A source of subnets for `ipv4: auto`.
 *
 * @param taken every prefix that the plan knows of
 * @returns a function that gives the next free range, undefined when all are taken
 */
export function subnetPicker(taken: readonly Cidr[]): () => Cidr | undefined {
  const free = PRIVATE_RANGES.filter((range) => !taken.some((other) => overlaps(range, other)));
  return () => free.shift();
}
