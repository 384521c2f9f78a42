import { createHash } from "node:crypto";
import { octetsOf } from "./address.ts";
import { faulty, type IpAddress, type Parsed, parsed } from "./ip.ts";

export type MacFault =
  | "syntax"
  /** The lowest bit of the first octet (IEEE 802): the kernel refuses it on an interface. */
  | "multicast"
  /** 00:00:00:00:00:00: the kernel refuses it too (is_valid_ether_addr, linux/etherdevice.h). */
  | "zero";

/** Reads six octets in hexadecimal with colons; gives them in lower case. */
export function parseMac(text: string): Parsed<string, MacFault> {
  if (!/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i.test(text)) {
    return faulty("syntax");
  }
  const mac = text.toLowerCase();
  if (Number.parseInt(mac.slice(0, 2), 16) & 1) {
    return faulty("multicast");
  }
  return mac === "00:00:00:00:00:00" ? faulty("zero") : parsed(mac);
}

/** Docker's: `02:42:` and the four octets of an IPv4 address. */
export const macOfIpv4 = (address: IpAddress): string => macOf(octetsOf(address));

/** `02:42:` and the first four octets of a SHA-256 of the words, which hold no NUL. */
export function macOfWords(...words: readonly string[]): string {
  return macOf([...createHash("sha256").update(words.join("\0")).digest().subarray(0, 4)]);
}

const macOf = (octets: readonly number[]): string =>
  [0x02, 0x42, ...octets].map((octet) => octet.toString(16).padStart(2, "0")).join(":");

/** The 48 bits of a MAC as a number. */
const bitsOfMac = (mac: string): bigint => BigInt(`0x${mac.replaceAll(":", "")}`);

/** The IPv6 address of a prefix of /80 or wider that ends in the MAC, as Docker has it: 2001:db8:1::242:ac11:3. */
export const withMac = (prefix: IpAddress, mac: string): IpAddress => ({
  family: "ipv6",
  value: prefix.value | bitsOfMac(mac),
});

/** Whether the low 48 bits of an IPv6 address are the MAC. */
export const endsInMac = ({ value }: IpAddress, mac: string): boolean =>
  (value & ((1n << 48n) - 1n)) === bitsOfMac(mac);

/** The link-local address that an interface with this MAC makes for itself (RFC 4291, appendix A): fe80::42:acff:fe11:3. */
export function linkLocalOf(mac: string): IpAddress {
  const bits = bitsOfMac(mac);
  const interfaceId = (((bits >> 24n) << 40n) | (0xfffen << 24n) | (bits & 0xffffffn)) ^ (2n << 56n);
  return { family: "ipv6", value: (0xfe80n << 112n) | interfaceId };
}
