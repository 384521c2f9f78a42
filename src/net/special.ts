import { cidrOfAddress, contains, containsCidr, formatCidr, overlaps, parseCidr } from "./cidr.ts";
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

/** Ranges of which an interface could have an address, and none is to get one. */
const RETIRED = [
  { ranges: range("fec0::/10"), name: "the site-local range, fec0::/10, which is deprecated (RFC 3879)" },
  { ranges: range("100::/64"), name: "the discard-only range, 100::/64 (RFC 6666)" },
];

/** Examples in texts (RFC 5737, RFC 3849, RFC 9637). */
const DOCUMENTATION = [
  ...range("192.0.2.0/24"),
  ...range("198.51.100.0/24"),
  ...range("203.0.113.0/24"),
  ...range("2001:db8::/32"),
  ...range("3fff::/20"),
];

/** IPv4 ranges that are not routed on the internet (RFC 6890, RFC 1918, RFC 6598, RFC 2544); all but 2000::/3 of IPv6 is not. */
const NOT_GLOBAL = [
  ...range("10.0.0.0/8"),
  ...range("100.64.0.0/10"),
  ...range("172.16.0.0/12"),
  ...range("192.0.0.0/24"),
  ...range("192.168.0.0/16"),
  ...range("198.18.0.0/15"),
];

const GLOBAL_UNICAST = range("2000::/3");

/** Link-local addresses (RFC 3927, RFC 4291). */
const LINK_LOCAL = [...range("169.254.0.0/16"), ...range("fe80::/10")];

/** What the bridge of a network with IPv6 has for its containers, as Docker's docker0: fe80::1. */
export const BRIDGE_LINK_LOCAL: IpAddress = { family: "ipv6", value: (0xfe80n << 112n) | 1n };

/** The special range that the prefix overlaps, for a message; undefined for one that interfaces can use. */
export const specialRange = (cidr: Cidr): string | undefined =>
  SPECIAL.find(({ ranges }) => ranges.some((special) => overlaps(special, cidr)))?.name;

/** As {@link specialRange}, for the prefix of a network: with the ranges that are out of use. */
export const specialSubnet = (cidr: Cidr): string | undefined =>
  specialRange(cidr) ?? RETIRED.find(({ ranges }) => ranges.some((special) => overlaps(special, cidr)))?.name;

/** The documentation range that holds the whole prefix. */
export function documentationRange(cidr: Cidr): string | undefined {
  const held = DOCUMENTATION.find((special) => containsCidr(special, cidr));
  return held && formatCidr(held);
}

/** Whether the address is of those that are routed on the internet. */
export function isGlobal(address: IpAddress): boolean {
  const own = cidrOfAddress(address);
  if (specialSubnet(own) !== undefined || isLinkLocal(own) || documentationRange(own) !== undefined) {
    return false;
  }
  return address.family === "ipv6"
    ? GLOBAL_UNICAST.some((special) => contains(special, address))
    : !NOT_GLOBAL.some((special) => contains(special, address));
}

/** Whether the prefix overlaps 169.254.0.0/16 or fe80::/10. */
export const isLinkLocal = (cidr: Cidr): boolean => LINK_LOCAL.some((special) => overlaps(special, cidr));

/** Whether neighbours can have addresses of the prefix that others know as theirs; fe80::/10 is on each link at once. */
export const isShareable = (cidr: Cidr): boolean =>
  specialRange(cidr) === undefined && !(cidr.address.family === "ipv6" && isLinkLocal(cidr));

const LOOPBACK = [...range("127.0.0.0/8"), ...range("::1/128")];

/** Whether the address is of those that never leave the host: 127.0.0.0/8 (RFC 1122, 3.2.1.3), ::1 (RFC 4291, 2.5.3). */
export const isLoopback = (address: IpAddress): boolean =>
  LOOPBACK.some((special) => contains(special, address));
