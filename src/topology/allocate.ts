import { broadcastAddress, lastAddress, sizeOf, usableAddresses } from "../net/cidr.ts";
import type { Cidr, IpAddress } from "../net/ip.ts";

/** Addresses of one network that are never handed out. */
export interface Withheld {
  /** Prefixes; they may overlap each other and lie anywhere. */
  readonly reserved: readonly Cidr[];
  /** The gateway's, and those that the plan gives to containers, later ones included. */
  readonly given: readonly IpAddress[];
}

/** Gives the lowest free address of the range, then the next; undefined when none is left. */
export type Allocator = () => IpAddress | undefined;

/**
 * Hands out addresses of a range, lowest first, without those withheld and without what an interface of the
 * subnet cannot hold. Takes time for what is handed out and what is withheld, never for the size of the range.
 */
export function allocator(subnet: Cidr, range: Cidr, withheld: Withheld): Allocator {
  const usable = usableAddresses(subnet);
  const { family } = subnet.address;
  const given = new Set(
    withheld.given.filter((address) => address.family === family).map(({ value }) => value),
  );
  const blocks = withheld.reserved
    .filter(({ address }) => address.family === family)
    .map((cidr) => ({ first: cidr.address.value, last: lastAddress(cidr).value }))
    .sort((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0));
  const end = smaller(lastAddress(range).value, usable.last.value);
  let next = larger(range.address.value, usable.first.value);
  let block = 0;
  return () => {
    for (;;) {
      for (let seen = blocks[block]; seen !== undefined && seen.first <= next; seen = blocks[++block]) {
        next = larger(next, seen.last + 1n);
      }
      if (next > end) {
        return undefined;
      }
      const value = next++;
      if (!given.has(value)) {
        return { family, value };
      }
    }
  };
}

/** IPv4's network and broadcast address, or IPv6's subnet-router anycast address, where the subnet has them. */
export function unusableEnds(subnet: Cidr): readonly IpAddress[] {
  if (subnet.address.family === "ipv6") {
    return sizeOf(subnet) <= 2n ? [] : [subnet.address];
  }
  const broadcast = broadcastAddress(subnet);
  return broadcast === undefined || sizeOf(subnet) <= 2n ? [] : [subnet.address, broadcast];
}

const smaller = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const larger = (a: bigint, b: bigint): bigint => (a > b ? a : b);
