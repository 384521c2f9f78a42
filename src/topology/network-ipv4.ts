import { at, type Path, type Where } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import { cidrOfAddress, subnetOf } from "../net/cidr.ts";
import type { Cidr, InterfaceAddress, IpAddress } from "../net/ip.ts";
import type { Entry } from "../plan/expanded.ts";
import type { PlanIpv4, PlanNetwork } from "../plan/schema.ts";
import { lacks, type Problems } from "./problems.ts";
import { readIpv4Address, readIpv4Cidr, readIpv4InterfaceAddress, type Written } from "./read-address.ts";
import type { NetworkIpv4, Origin } from "./topology.ts";

/** What a network's `ipv4` asks for, before subnets are picked and containers are bound. */
export type WantedIpv4 =
  | { readonly kind: "none" }
  /** Nothing is known of the subnet: an error stands in the way. */
  | { readonly kind: "unreadable" }
  | {
      readonly kind: "wanted";
      /** Undefined: to be picked. */
      readonly subnet: Cidr | undefined;
      readonly gateway: WantedGateway;
      /** Undefined: the subnet. */
      readonly range: Cidr | undefined;
      readonly reserved: readonly (Cidr & Origin)[];
      readonly mode: "nat" | "routed";
      readonly snat: IpAddress | undefined;
      readonly inbound: "published" | "open";
      readonly given: NetworkIpv4["given"];
    };

export type WantedGateway =
  | { readonly kind: "first" }
  | { readonly kind: "address"; readonly address: IpAddress }
  | { readonly kind: "container"; readonly container: string }
  | { readonly kind: "none" };

const nothingGiven: NetworkIpv4["given"] = {
  subnet: undefined,
  gateway: undefined,
  range: undefined,
  mode: undefined,
  snat: undefined,
  inbound: undefined,
};

/** Reads `ipv4` in any of its forms. */
export function readNetworkIpv4(entry: Entry<PlanNetwork>, problems: Problems): WantedIpv4 {
  const written = entry.value.ipv4 ?? "auto";
  const wanted =
    typeof written === "string"
      ? readString(entry, written, problems)
      : readMapping(entry, written, problems);
  if (wanted.kind === "wanted" && wanted.subnet === undefined && entry.value.external === true) {
    const where = entry.value.ipv4 === undefined ? at(entry.path, "key") : at([...entry.path, "ipv4"]);
    lacks(
      problems,
      entry.origin,
      problem("NG0416", `the subnet of external network ${entry.name} is not given`, where, {
        help: "its bridge has one already: write the bridge's address with its prefix length, or `none`",
      }),
    );
    return { kind: "unreadable" };
  }
  return wanted;
}

function readString(entry: Entry<PlanNetwork>, text: string, problems: Problems): WantedIpv4 {
  const base = { ...wantedDefaults, kind: "wanted" as const };
  if (text === "none") {
    return { kind: "none" };
  }
  if (text === "auto") {
    return base;
  }
  const where = at([...entry.path, "ipv4"]);
  const address = readIpv4InterfaceAddress({ text, where, owner: entry.origin }, problems);
  if (address === undefined) {
    return { kind: "unreadable" };
  }
  const gateway = hasHostBits(address)
    ? ({ kind: "address", address: address.address } as const)
    : ({ kind: "first" } as const);
  return {
    ...base,
    subnet: subnetOf(address),
    gateway,
    given: {
      ...nothingGiven,
      subnet: where,
      gateway: gateway.kind === "address" ? where : undefined,
    },
  };
}

const wantedDefaults = {
  subnet: undefined,
  gateway: { kind: "first" },
  range: undefined,
  reserved: [],
  mode: "nat",
  snat: undefined,
  inbound: "published",
  given: nothingGiven,
} as const;

function readMapping(entry: Entry<PlanNetwork>, ipv4: PlanIpv4, problems: Problems): WantedIpv4 {
  const path = [...entry.path, "ipv4"];
  const place = (key: keyof PlanIpv4): Where | undefined =>
    ipv4[key] === undefined ? undefined : at([...path, key]);
  const text = (key: "subnet" | "gateway" | "ip_range" | "snat") => {
    const value = ipv4[key];
    return value === undefined ? undefined : { text: value, where: at([...path, key]), owner: entry.origin };
  };
  const [subnetText, rangeText, snatText] = [text("subnet"), text("ip_range"), text("snat")];
  const subnet = subnetText && readIpv4Cidr(subnetText, problems);
  const gateway = readGateway(text("gateway"), problems);
  const range = rangeText && readIpv4Cidr(rangeText, problems);
  const reserved = readReserved(ipv4.reserved ?? [], [...path, "reserved"], entry, problems);
  const snat = snatText && readIpv4Address(snatText, problems);
  if (subnetText !== undefined && subnet === undefined) {
    return { kind: "unreadable" };
  }
  if (subnetText === undefined && !subnetIsFree(entry, ipv4, gateway, problems)) {
    return { kind: "unreadable" };
  }
  const mode = ipv4.mode ?? "nat";
  return {
    kind: "wanted",
    subnet,
    gateway,
    range,
    reserved,
    mode,
    snat,
    inbound: ipv4.inbound ?? (mode === "nat" ? "published" : "open"),
    given: {
      subnet: place("subnet"),
      gateway: place("gateway"),
      range: place("ip_range"),
      mode: place("mode"),
      snat: place("snat"),
      inbound: place("inbound"),
    },
  };
}

/** An address, `none`, or else a container's name; what looks like an address is read as one: a number does not. */
function readGateway(written: Written | undefined, problems: Problems): WantedGateway {
  if (written === undefined) {
    return { kind: "first" };
  }
  if (written.text === "none") {
    return { kind: "none" };
  }
  if (/^[0-9]*\.[0-9.]*$|[:/]/.test(written.text)) {
    const address = readIpv4Address(written, problems);
    return address === undefined ? { kind: "none" } : { kind: "address", address };
  }
  return { kind: "container", container: written.text };
}

function readReserved(
  list: readonly string[],
  path: Path,
  entry: Entry<PlanNetwork>,
  problems: Problems,
): (Cidr & Origin)[] {
  return list.flatMap((text, index) => {
    const itemPath = [...path, index];
    const written = { text, where: at(itemPath), owner: entry.origin };
    const origin = { origin: `${entry.origin}.ipv4.reserved[${index}]`, path: itemPath };
    if (text.includes("/")) {
      const cidr = readIpv4Cidr(written, problems);
      return cidr === undefined ? [] : [{ ...cidr, ...origin }];
    }
    const address = readIpv4Address(written, problems);
    return address === undefined ? [] : [{ ...cidrOfAddress(address), ...origin }];
  });
}

/** Whether nothing in the mapping names an address of the subnet that is still to be picked. */
function subnetIsFree(
  entry: Entry<PlanNetwork>,
  ipv4: PlanIpv4,
  gateway: WantedGateway,
  problems: Problems,
): boolean {
  const needy = [
    gateway.kind === "address" ? ("gateway" as const) : undefined,
    ipv4.ip_range === undefined ? undefined : ("ip_range" as const),
    (ipv4.reserved ?? []).length === 0 ? undefined : ("reserved" as const),
  ].find((key) => key !== undefined);
  if (needy === undefined) {
    return true;
  }
  lacks(
    problems,
    entry.origin,
    problem("NG0416", `\`${needy}\` is given without a subnet`, at([...entry.path, "ipv4", needy], "key"), {
      help: `write \`subnet\` beside it, or leave \`${needy}\` out: without a subnet one is picked`,
    }),
  );
  return false;
}

const hasHostBits = (given: InterfaceAddress): boolean =>
  given.address.value !== subnetOf(given).address.value;
