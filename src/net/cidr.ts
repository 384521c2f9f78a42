import { formatAddress, parseAddress } from "./address.ts";
import {
  type AddressFault,
  bitsOf,
  type Cidr,
  faulty,
  type InterfaceAddress,
  type IpAddress,
  type Parsed,
  parsed,
} from "./ip.ts";

/** Reads a subnet: an address whose host bits are zero, a slash, a prefix length. */
export function parseCidr(text: string): Parsed<Cidr, AddressFault> {
  const read = parseInterfaceAddress(text);
  if (!read.ok) {
    return read;
  }
  return sameValue(subnetOf(read.value).address, read.value.address) ? read : faulty("host-bits");
}

/** Reads an address with the prefix length of its subnet; host bits may be set. */
export function parseInterfaceAddress(text: string): Parsed<InterfaceAddress, AddressFault> {
  const slash = text.indexOf("/");
  const address = parseAddress(slash < 0 ? text : text.slice(0, slash));
  if (!address.ok) {
    return address;
  }
  if (slash < 0) {
    return faulty("prefix-missing");
  }
  const digits = text.slice(slash + 1);
  if (!/^(0|[1-9]\d{0,2})$/.test(digits)) {
    return faulty("prefix-syntax");
  }
  const length = Number(digits);
  if (length > bitsOf(address.value.family)) {
    return faulty("prefix-too-long");
  }
  return parsed({ address: address.value, length });
}

export const formatCidr = (cidr: Cidr): string => `${formatAddress(cidr.address)}/${cidr.length}`;

export const formatInterfaceAddress = (at: InterfaceAddress): string =>
  `${formatAddress(at.address)}/${at.length}`;

/** The subnet of an interface's address: its host bits cleared. */
export function subnetOf(at: InterfaceAddress): Cidr {
  const host = hostBits(at);
  return {
    address: { family: at.address.family, value: (at.address.value >> host) << host },
    length: at.length,
  };
}

/** The prefix that holds this one address: /32 or /128. */
export const cidrOfAddress = (address: IpAddress): Cidr => ({ address, length: bitsOf(address.family) });

/** Highest address of a subnet. */
export function lastAddress(subnet: Cidr): IpAddress {
  return {
    family: subnet.address.family,
    value: subnet.address.value + (1n << hostBits(subnet)) - 1n,
  };
}

/** IPv4's broadcast address; /31 and /32 (RFC 3021) and IPv6 have none. */
export function broadcastAddress(subnet: Cidr): IpAddress | undefined {
  return subnet.address.family === "ipv4" && subnet.length <= 30 ? lastAddress(subnet) : undefined;
}

/** How many addresses the prefix spans. */
export const sizeOf = (subnet: Cidr): bigint => 1n << hostBits(subnet);

/**
 * First and last address that an interface can hold: without IPv4's network and broadcast addresses, save in
 * /31 and /32 (RFC 3021), and without IPv6's subnet-router anycast address, save in /127 (RFC 6164) and /128.
 */
export function usableAddresses(subnet: Cidr): { readonly first: IpAddress; readonly last: IpAddress } {
  const { family, value } = subnet.address;
  const last = lastAddress(subnet);
  if (hostBits(subnet) <= 1n) {
    return { first: subnet.address, last };
  }
  return {
    first: { family, value: value + 1n },
    last: { family, value: family === "ipv4" ? last.value - 1n : last.value },
  };
}

/** Lowest address of a subnet that an interface can hold. */
export const firstUsable = (subnet: Cidr): IpAddress => usableAddresses(subnet).first;

/** Whether the address lies in the subnet. Never across families. */
export function contains(subnet: Cidr, address: IpAddress): boolean {
  const host = hostBits(subnet);
  return subnet.address.family === address.family && subnet.address.value >> host === address.value >> host;
}

/** Whether `inner` lies wholly in `outer`. Equal prefixes do. */
export const containsCidr = (outer: Cidr, inner: Cidr): boolean =>
  outer.length <= inner.length && contains(outer, inner.address);

/** Whether two prefixes share an address: one of them then holds the other. */
export const overlaps = (a: Cidr, b: Cidr): boolean => containsCidr(a, b) || containsCidr(b, a);

const hostBits = (at: InterfaceAddress): bigint => BigInt(bitsOf(at.address.family) - at.length);

const sameValue = (a: IpAddress, b: IpAddress): boolean => a.value === b.value;
