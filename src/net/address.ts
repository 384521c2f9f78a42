import ipaddr from "ipaddr.js";
import { type AddressFault, bitsOf, faulty, type IpAddress, type Parsed, parsed } from "./ip.ts";

/**
 * Reads a bare address: four decimal octets without leading zeros, or any IPv6 spelling of RFC 4291.
 * Zones and IPv4-mapped addresses are refused: no interface of a plan can hold them.
 */
export function parseAddress(text: string): Parsed<IpAddress, AddressFault> {
  if (text.includes("/")) {
    const bare = parseAddress(text.slice(0, text.indexOf("/")));
    return bare.ok ? faulty("prefix-unexpected") : bare;
  }
  return text.includes(":") ? parseIpv6(text) : parseIpv4(text);
}

function parseIpv4(text: string): Parsed<IpAddress, AddressFault> {
  if (!/^\d{1,10}(\.\d{1,10}){3}$/.test(text)) {
    return faulty("syntax");
  }
  if (text.split(".").some((octet) => /^0\d/.test(octet))) {
    return faulty("leading-zero");
  }
  if (!ipaddr.IPv4.isValidFourPartDecimal(text)) {
    return faulty("syntax");
  }
  return parsed({ family: "ipv4", value: integerOf(ipaddr.IPv4.parse(text).octets, 8) });
}

function parseIpv6(text: string): Parsed<IpAddress, AddressFault> {
  const [bare = "", zone] = text.split("%", 2);
  const groups = bare.split(":");
  const last = groups.pop() ?? "";
  const plain = groups.every((group) => /^[0-9a-f]{0,4}$/i.test(group));
  const end = /^[0-9a-f]{0,4}$/i.test(last) || parseIpv4(last).ok;
  if (!plain || !end || !ipaddr.IPv6.isValid(bare)) {
    return faulty("syntax");
  }
  const address = ipaddr.IPv6.parse(bare);
  if (zone !== undefined) {
    return faulty("zone");
  }
  if (address.isIPv4MappedAddress()) {
    return faulty("ipv4-mapped");
  }
  return parsed({ family: "ipv6", value: integerOf(address.parts, 16) });
}

/** The one canonical spelling: dotted decimal, or RFC 5952 for IPv6. */
export function formatAddress(address: IpAddress): string {
  if (address.family === "ipv4") {
    return new ipaddr.IPv4(partsOf(address, 8)).toString();
  }
  return new ipaddr.IPv6(partsOf(address, 16)).toRFC5952String();
}

/** Octets of the address, most significant first: 4 or 16 of them. */
export const octetsOf = (address: IpAddress): number[] => partsOf(address, 8);

/** Order of a list of addresses: IPv4 before IPv6, then by value. */
export function compareAddresses(a: IpAddress, b: IpAddress): number {
  if (a.family !== b.family) {
    return a.family === "ipv4" ? -1 : 1;
  }
  return a.value < b.value ? -1 : a.value > b.value ? 1 : 0;
}

export const sameAddress = (a: IpAddress, b: IpAddress): boolean =>
  a.family === b.family && a.value === b.value;

function integerOf(parts: readonly number[], bits: number): bigint {
  return parts.reduce((value, part) => (value << BigInt(bits)) | BigInt(part), 0n);
}

/** By way of one text: shifts of a bigint, each a new one, take several times as long. */
function partsOf({ family, value }: IpAddress, bits: number): number[] {
  const digits = value.toString(16).padStart(bitsOf(family) / 4, "0");
  const width = bits / 4;
  return Array.from({ length: digits.length / width }, (_, i) =>
    Number.parseInt(digits.slice(i * width, (i + 1) * width), 16),
  );
}
