import { at, type Path, type Where } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import { shown } from "../diagnostics/shown.ts";
import { cidrOfAddress, subnetOf } from "../net/cidr.ts";
import { ifnameFault } from "../net/ifname.ts";
import type { Cidr, Family, InterfaceAddress, IpAddress } from "../net/ip.ts";
import type { Entry } from "../plan/expanded.ts";
import type { PlanIpv6 } from "../plan/ipv6.ts";
import type { PlanIpv4, PlanNetwork } from "../plan/schema.ts";
import { lacks, type Problems } from "./problems.ts";
import {
  readFamilyAddress,
  readFamilyCidr,
  readFamilyInterfaceAddress,
  type Written,
} from "./read-address.ts";
import type { NdpProxy, NetworkIp, Origin } from "./topology.ts";

/** What a network's `ipv4` or `ipv6` asks for, before subnets are picked and containers are bound. */
export type WantedIp =
  | { readonly kind: "none" }
  /** Nothing is known of the subnet: an error stands in the way. */
  | { readonly kind: "unreadable" }
  | {
      readonly kind: "wanted";
      /** Undefined: to be picked; IPv6 only from the pool of a cluster. */
      readonly subnet: Cidr | undefined;
      readonly gateway: WantedGateway;
      /** Undefined: the subnet. */
      readonly range: Cidr | undefined;
      readonly reserved: readonly (Cidr & Origin)[];
      readonly mode: "nat" | "routed";
      readonly snat: IpAddress | undefined;
      readonly inbound: "published" | "open";
      readonly ndpProxy: readonly NdpProxy[];
      readonly given: NetworkIp["given"];
    };

export type WantedGateway =
  | { readonly kind: "first" }
  | { readonly kind: "address"; readonly address: IpAddress }
  | { readonly kind: "container"; readonly container: string }
  | { readonly kind: "none" };

const nothingGiven: NetworkIp["given"] = {
  subnet: undefined,
  gateway: undefined,
  range: undefined,
  mode: undefined,
  snat: undefined,
  inbound: undefined,
};

/** What a network is of a family that the plan does not mention there. */
const unmentioned = { ipv4: "auto", ipv6: "none" } as const;

const defaultMode = { ipv4: "nat", ipv6: "routed" } as const;

const defaultInbound = { nat: "published", routed: "open" } as const;

/** A place where a family of a network stands. */
interface Place {
  readonly entry: Entry<PlanNetwork>;
  readonly family: Family;
  readonly path: Path;
}

/** Reads `ipv4` or `ipv6` in any of its forms. */
export function readNetworkIp(entry: Entry<PlanNetwork>, family: Family, problems: Problems): WantedIp {
  const written = entry.value[family] ?? unmentioned[family];
  const place = { entry, family, path: [...entry.path, family] };
  const wanted =
    typeof written === "string"
      ? readString(place, written, problems)
      : readMapping(place, written, problems);
  if (wanted.kind === "wanted" && entry.value.external === true) {
    return onExternalBridge(place, wanted, problems);
  }
  return wanted;
}

type Wanted = WantedIp & { readonly kind: "wanted" };

/** The bridge of an external network has its addresses already: the plan says which. */
function onExternalBridge({ entry, family, path }: Place, wanted: Wanted, problems: Problems): WantedIp {
  if (wanted.subnet === undefined) {
    const where = entry.value[family] === undefined ? at(entry.path, "key") : at(path);
    lacks(
      problems,
      entry.origin,
      problem("NG0416", `the subnet of external network ${entry.name} is not given`, where, {
        help: "its bridge has one already: write the bridge's address with its prefix length, or `none`",
      }),
    );
    return { kind: "unreadable" };
  }
  if (family === "ipv6" && wanted.gateway.kind === "first") {
    const message = `the IPv6 gateway of external network ${entry.name} is not given`;
    const help =
      "its bridge is not ours to give fe80::1 to: write the address that it has, a container, or `none`";
    const where = wanted.given.subnet ?? at(path);
    lacks(problems, entry.origin, problem("NG0701", message, where, { help }));
  }
  return wanted;
}

function readString(place: Place, text: string, problems: Problems): WantedIp {
  const { entry, family, path } = place;
  const mode = defaultMode[family];
  const base: Wanted = { ...wantedDefaults, mode, inbound: defaultInbound[mode] };
  if (text === "none") {
    return { kind: "none" };
  }
  if (text === "auto") {
    return base;
  }
  const where = at(path);
  const address = readFamilyInterfaceAddress({ text, where, owner: entry.origin }, family, problems);
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
  kind: "wanted",
  subnet: undefined,
  gateway: { kind: "first" },
  range: undefined,
  reserved: [],
  snat: undefined,
  ndpProxy: [],
  given: nothingGiven,
} as const;

function readMapping(place: Place, ip: PlanIpv4 | PlanIpv6, problems: Problems): WantedIp {
  const { entry, family, path } = place;
  const given = (key: keyof PlanIpv4): Where | undefined =>
    ip[key] === undefined ? undefined : at([...path, key]);
  const text = (key: "subnet" | "gateway" | "ip_range" | "snat") => {
    const value = ip[key];
    return value === undefined ? undefined : { text: value, where: at([...path, key]), owner: entry.origin };
  };
  const [subnetText, rangeText, snatText] = [text("subnet"), text("ip_range"), text("snat")];
  const subnet = subnetText && readFamilyCidr(subnetText, family, problems);
  const gateway = readGateway(text("gateway"), family, problems);
  const range = rangeText && readFamilyCidr(rangeText, family, problems);
  const reserved = readReserved(ip.reserved ?? [], place, problems);
  const snat = snatText && readFamilyAddress(snatText, family, problems);
  const ndpProxy = "ndp_proxy" in ip ? readNdpProxy(ip.ndp_proxy, place, problems) : [];
  if (subnetText !== undefined && subnet === undefined) {
    return { kind: "unreadable" };
  }
  if (subnetText === undefined && !subnetIsFree(place, ip, gateway, problems)) {
    return { kind: "unreadable" };
  }
  const mode = ip.mode ?? defaultMode[family];
  return {
    kind: "wanted",
    subnet,
    gateway,
    range,
    reserved,
    mode,
    snat,
    inbound: ip.inbound ?? defaultInbound[mode],
    ndpProxy,
    given: {
      subnet: given("subnet"),
      gateway: given("gateway"),
      range: given("ip_range"),
      mode: given("mode"),
      snat: given("snat"),
      inbound: given("inbound"),
    },
  };
}

/** An address, `none`, or else a container's name; what looks like an address is read as one: a number does not. */
function readGateway(written: Written | undefined, family: Family, problems: Problems): WantedGateway {
  if (written === undefined) {
    return { kind: "first" };
  }
  if (written.text === "none") {
    return { kind: "none" };
  }
  if (/^[0-9]*\.[0-9.]*$|[:/]/.test(written.text)) {
    const address = readFamilyAddress(written, family, problems);
    return address === undefined ? { kind: "none" } : { kind: "address", address };
  }
  return { kind: "container", container: written.text };
}

function readReserved(
  list: readonly string[],
  { entry, family, path }: Place,
  problems: Problems,
): (Cidr & Origin)[] {
  return list.flatMap((text, index) => {
    const itemPath = [...path, "reserved", index];
    const written = { text, where: at(itemPath), owner: entry.origin };
    const origin = { origin: `${entry.origin}.${family}.reserved[${index}]`, path: itemPath };
    if (text.includes("/")) {
      const cidr = readFamilyCidr(written, family, problems);
      return cidr === undefined ? [] : [{ ...cidr, ...origin }];
    }
    const address = readFamilyAddress(written, family, problems);
    return address === undefined ? [] : [{ ...cidrOfAddress(address), ...origin }];
  });
}

/** Interfaces of `ndp_proxy`, one or a list; each once. `none` alone is no interface. */
function readNdpProxy(
  written: PlanIpv6["ndp_proxy"],
  { entry, path }: Place,
  problems: Problems,
): readonly NdpProxy[] {
  if (written === "none") {
    return [];
  }
  const own = [...path, "ndp_proxy"];
  const items =
    typeof written === "string"
      ? [{ name: written, path: own as Path }]
      : (written ?? []).map((name, index) => ({ name, path: [...own, index] as Path }));
  return items.flatMap(({ name, path: place }, index): NdpProxy[] => {
    if (name !== "uplink" && ifnameFault(name) !== undefined) {
      const message = `${shown(name)} cannot be the name of an interface`;
      lacks(problems, entry.origin, problem("NG0301", message, at(place)));
      return [];
    }
    if (items.findIndex((item) => item.name === name) !== index) {
      return [];
    }
    const dev = name === "uplink" ? ({ kind: "uplink" } as const) : ({ kind: "name", name } as const);
    return [{ dev, origin: `${entry.origin}.ipv6.ndp_proxy[${index}]`, path: place }];
  });
}

/** Whether nothing in the mapping names an address of the subnet that is still to be picked. */
function subnetIsFree(
  { entry, path }: Place,
  ip: PlanIpv4 | PlanIpv6,
  gateway: WantedGateway,
  problems: Problems,
): boolean {
  const needy = [
    gateway.kind === "address" ? ("gateway" as const) : undefined,
    ip.ip_range === undefined ? undefined : ("ip_range" as const),
    (ip.reserved ?? []).length === 0 ? undefined : ("reserved" as const),
  ].find((key) => key !== undefined);
  if (needy === undefined) {
    return true;
  }
  lacks(
    problems,
    entry.origin,
    problem("NG0416", `\`${needy}\` is given without a subnet`, at([...path, needy], "key"), {
      help: `write \`subnet\` beside it, or leave \`${needy}\` out: without a subnet one is picked`,
    }),
  );
  return false;
}

const hasHostBits = (given: InterfaceAddress): boolean =>
  given.address.value !== subnetOf(given).address.value;
