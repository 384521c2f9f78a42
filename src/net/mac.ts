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
