import type { Code } from "../diagnostics/codes.ts";
import type { Diagnostic, Where } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import { formatAddress, parseAddress } from "../net/address.ts";
import { formatCidr, parseCidr, parseInterfaceAddress, subnetOf } from "../net/cidr.ts";
import {
  type AddressFault,
  type Cidr,
  type Family,
  familyName,
  type InterfaceAddress,
  type IpAddress,
  type Parsed,
} from "../net/ip.ts";
import { lacks, type Problems, shown } from "./problems.ts";

/** A value of the plan, where it stands, and the entry that it belongs to. */
export interface Written {
  readonly text: string;
  readonly where: Where;
  readonly owner: string;
}

/** Reads a bare address of one family; says what is wrong with it otherwise. */
export const readFamilyAddress = (
  written: Written,
  family: Family,
  problems: Problems,
): IpAddress | undefined =>
  only(
    family,
    read(parseAddress, `an ${familyName(family)} address`, written, problems, family),
    (value) => value,
    written,
    problems,
  );

/** Reads a bare address of either family. */
export const readAddress = (written: Written, problems: Problems): IpAddress | undefined =>
  read(parseAddress, "an IP address", written, problems);

/** Reads a subnet of one family: prefix length, no host bits. */
export const readFamilyCidr = (written: Written, family: Family, problems: Problems): Cidr | undefined =>
  only(
    family,
    read(parseCidr, "a subnet", written, problems, family),
    ({ address }) => address,
    written,
    problems,
  );

/** Reads a subnet of either family. */
export const readCidr = (written: Written, problems: Problems): Cidr | undefined =>
  read(parseCidr, "a subnet", written, problems);

/** Reads an address with the prefix length of its subnet, of either family. */
export const readInterfaceAddress = (written: Written, problems: Problems): InterfaceAddress | undefined =>
  read(parseInterfaceAddress, "an address with its prefix length", written, problems);

/** As {@link readInterfaceAddress}, of one family. */
export const readFamilyInterfaceAddress = (
  written: Written,
  family: Family,
  problems: Problems,
): InterfaceAddress | undefined =>
  only(
    family,
    read(parseInterfaceAddress, "an address with its prefix length", written, problems, family),
    ({ address }) => address,
    written,
    problems,
  );

function read<T>(
  parse: (text: string) => Parsed<T, AddressFault>,
  wanted: string,
  written: Written,
  problems: Problems,
  family?: Family,
): T | undefined {
  const result = parse(written.text);
  return result.ok
    ? result.value
    : lacks(problems, written.owner, faultProblem(result.fault, wanted, written, family));
}

function only<T>(
  family: Family,
  value: T | undefined,
  addressOf: (value: T) => IpAddress,
  written: Written,
  problems: Problems,
): T | undefined {
  if (value === undefined || addressOf(value).family === family) {
    return value;
  }
  const [is, wanted] = [familyName(addressOf(value).family), familyName(family)];
  return lacks(
    problems,
    written.owner,
    problem("NG0405", `${shown(written.text)} is ${is}, and ${wanted} is meant here`, written.where, {
      help: `${is} stands under \`${is.toLowerCase()}\` or \`${is.toLowerCase()}_address\``,
    }),
  );
}

interface Wording {
  readonly code: Code;
  readonly message: string;
  readonly help?: string | undefined;
}

function faultProblem(
  fault: AddressFault,
  wanted: string,
  { text, where }: Written,
  family: Family | undefined,
): Diagnostic {
  const { code, message, help } = wordingOf(fault, wanted, text, family);
  return problem(code, message, where, { help });
}

function wordingOf(fault: AddressFault, wanted: string, text: string, family: Family | undefined): Wording {
  const it = shown(text);
  const [address = "", length = ""] = text.split("/");
  switch (fault) {
    case "syntax":
      return { code: "NG0402", message: `${it} is not ${wanted}`, help: EXAMPLES[wanted] };
    case "leading-zero":
      return {
        code: "NG0402",
        message: `${it} has a number with a leading zero`,
        help: `it reads as octal to some and as decimal to others; in decimal it is ${text.replace(/(^|\.)0+(?=\d)/g, "$1")}`,
      };
    case "zone":
      return {
        code: "NG0402",
        message: `${it} has a zone`,
        help: `leave out ${shown(address.slice(address.indexOf("%")))}`,
      };
    case "ipv4-mapped":
      return {
        code: "NG0402",
        message: `${it} is an IPv4 address in IPv6 form`,
        help: mappedHelp(address, length, family),
      };
    case "prefix-unexpected":
      return {
        code: "NG0403",
        message: `${it} has a prefix length, and an address without one is expected`,
        help: `write ${address}`,
      };
    case "prefix-missing":
      return {
        code: "NG0403",
        message: `${it} has no prefix length`,
        help: `write ${address}/ and the number of bits that the whole subnet shares`,
      };
    case "prefix-syntax":
      return {
        code: "NG0403",
        message: `${shown(text.slice(text.indexOf("/")))} is not a prefix length`,
        help: "it is a plain number of bits, as in 172.17.0.0/16",
      };
    case "prefix-too-long":
      return {
        code: "NG0403",
        message: `/${length} is more than an ${address.includes(":") ? "IPv6 address has: 128" : "IPv4 address has: 32"} bits`,
      };
    case "host-bits":
      return {
        code: "NG0404",
        message: `${it} has host bits set, and a subnet is expected`,
        help: subnetHelp(text),
      };
  }
}

const EXAMPLES: Readonly<Record<string, string>> = {
  "an IPv4 address": "write four numbers from 0 to 255, as in 172.17.0.9",
  "an IPv6 address": "write it as in 2001:db8:1::9",
  "an IP address": "write it as in 172.17.0.9",
  "a subnet": "write it as in 172.17.0.0/16",
  "an address with its prefix length": "write it as in 172.17.42.1/16",
};

/** The IPv4 address itself; where IPv6 is meant, it would be refused next. */
function mappedHelp(text: string, length: string, family: Family | undefined): string | undefined {
  if (family === "ipv6") {
    return "write an address of IPv6 proper, as in 2001:db8:1::9; what is IPv4 stands under `ipv4` or `ipv4_address`";
  }
  const dotted = parseAddress(text.slice(text.lastIndexOf(":") + 1));
  // Of 128 bits the first 96 are those that say so (RFC 4291, 2.5.5.2).
  const bits = Number(length) - 96;
  const behind = length !== "" && bits >= 0 && bits <= 32 ? `/${bits}` : "";
  return dotted.ok ? `write ${formatAddress(dotted.value)}${behind}` : undefined;
}

function subnetHelp(text: string): string | undefined {
  const given = parseInterfaceAddress(text);
  return given.ok ? `the subnet that holds it is ${formatCidr(subnetOf(given.value))}` : undefined;
}
