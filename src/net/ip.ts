/** An address of either family. `value` is the address as an unsigned integer, most significant octet first. */
export interface IpAddress {
  readonly family: Family;
  readonly value: bigint;
}

/** A prefix with its host bits zero. `length` in bits. */
export interface Cidr {
  readonly address: IpAddress;
  readonly length: number;
}

/** An address of an interface together with the prefix length of its subnet, as `ip address` has it. */
export interface InterfaceAddress {
  readonly address: IpAddress;
  readonly length: number;
}

/** The families as keys of a plan have them. */
export type Family = "ipv4" | "ipv6";

/** Both, in the order in which they are looked at and shown. */
export const families = ["ipv4", "ipv6"] as const;

/** The version number: 4 or 6. */
export const versionOf = (family: Family): 4 | 6 => (family === "ipv4" ? 4 : 6);

/** As people write it. */
export const familyName = (family: Family): "IPv4" | "IPv6" => (family === "ipv4" ? "IPv4" : "IPv6");

/** Bits of an address of the family: 32 or 128. */
export const bitsOf = (family: Family): number => (family === "ipv4" ? 32 : 128);

/** Why a text is not the address or prefix that was wanted. */
export type AddressFault =
  | "syntax"
  /** `10.0.0.010`: octal to some readers, decimal to others (inet_aton(3)). */
  | "leading-zero"
  /** `fe80::1%eth0`. */
  | "zone"
  /** `::ffff:192.0.2.1`: an IPv4 address in IPv6 clothes (RFC 4291, 2.5.5.2). */
  | "ipv4-mapped"
  /** A prefix length where a bare address is wanted. */
  | "prefix-unexpected"
  | "prefix-missing"
  /** Not a plain decimal number: `/255.255.0.0`, `/08`. */
  | "prefix-syntax"
  | "prefix-too-long"
  /** Host bits set where a subnet is wanted. */
  | "host-bits";

export type Parsed<T, F> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly fault: F };

export const parsed = <T>(value: T): { readonly ok: true; readonly value: T } => ({ ok: true, value });
export const faulty = <F>(fault: F): { readonly ok: false; readonly fault: F } => ({ ok: false, fault });
