import { contains, overlaps, parseCidr } from "./cidr.ts";
import type { Cidr, IpAddress } from "./ip.ts";

const range = (text: string): Cidr[] => {
  const cidr = parseCidr(text);
  return cidr.ok ? [cidr.value] : [];
};

/** IPv4 ranges of which no interface has an address and no neighbour answers (RFC 6890). */
const SPECIAL = [
  { ranges: range("0.0.0.0/8"), name: '"this network", 0.0.0.0/8' },
  { ranges: range("127.0.0.0/8"), name: "the loopback range, 127.0.0.0/8" },
  { ranges: range("224.0.0.0/4"), name: "the multicast range, 224.0.0.0/4" },
  { ranges: range("240.0.0.0/4"), name: "the reserved range, 240.0.0.0/4" },
];

/** Link-local addresses (RFC 3927). */
const LINK_LOCAL = range("169.254.0.0/16");

/** The special range that the prefix overlaps, for a message; undefined for one that interfaces can use. */
export const specialRange = (cidr: Cidr): string | undefined =>
  SPECIAL.find(({ ranges }) => ranges.some((special) => overlaps(special, cidr)))?.name;

/** Whether the prefix overlaps 169.254.0.0/16. */
export const isLinkLocal = (cidr: Cidr): boolean => LINK_LOCAL.some((special) => overlaps(special, cidr));

const LOOPBACK = range("127.0.0.0/8");

/** Whether the address lies in 127.0.0.0/8, which never leaves the host (RFC 1122, 3.2.1.3). */
export const isLoopback = (address: IpAddress): boolean =>
  LOOPBACK.some((special) => contains(special, address));
