import { contains, overlaps, parseCidr } from "./cidr.ts";
import type { Cidr, IpAddress } from "./ip.ts";

const range = (text: string): Cidr[] => {
  const cidr = parseCidr(text);
  return cidr.ok ? [cidr.value] : [];
};

/** Ranges of which no interface has an address and no neighbour answers (RFC 6890, RFC 4291). */
const SPECIAL = [
  { ranges: range("0.0.0.0/8"), name: '"this network", 0.0.0.0/8' },
  { ranges: range("127.0.0.0/8"), name: "the loopback range, 127.0.0.0/8" },
  { ranges: range("224.0.0.0/4"), name: "the multicast range, 224.0.0.0/4" },
  { ranges: range("240.0.0.0/4"), name: "the reserved range, 240.0.0.0/4" },
  { ranges: range("::/8"), name: "the range of ::, ::1 and embedded IPv4 addresses, ::/8" },
  { ranges: range("ff00::/8"), name: "the multicast range, ff00::/8" },
];

/** Link-local addresses (RFC 3927, RFC 4291). */
const LINK_LOCAL = [...range("169.254.0.0/16"), ...range("fe80::/10")];

/** What the bridge of a network with IPv6 has for its containers, as Docker's docker0: fe80::1. */
export const BRIDGE_LINK_LOCAL: IpAddress = { family: 6, value: (0xfe80n << 112n) | 1n };

/** The special range that the prefix overlaps, for a message; undefined for one that interfaces can use. */
export const specialRange = (cidr: Cidr): string | undefined =>
  SPECIAL.find(({ ranges }) => ranges.some((special) => overlaps(special, cidr)))?.name;

/** Whether the prefix overlaps 169.254.0.0/16 or fe80::/10. */
export const isLinkLocal = (cidr: Cidr): boolean => LINK_LOCAL.some((special) => overlaps(special, cidr));

/** Whether neighbours can have addresses of the prefix that others know as theirs; fe80::/10 is on each link at once. */
export const isShareable = (cidr: Cidr): boolean =>
  specialRange(cidr) === undefined && !(cidr.address.family === 6 && isLinkLocal(cidr));

const LOOPBACK = [...range("127.0.0.0/8"), ...range("::1/128")];

/** Whether the address is of those that never leave the host: 127.0.0.0/8 (RFC 1122, 3.2.1.3), ::1 (RFC 4291, 2.5.3). */
export const isLoopback = (address: IpAddress): boolean =>
  LOOPBACK.some((special) => contains(special, address));
