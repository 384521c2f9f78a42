import { at, type Diagnostic, type Where } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import type { ContainerChoices, EndpointChoices } from "../lock/choices.ts";
import { type Family, families, familyName, type IpAddress } from "../net/ip.ts";
import { parseMac } from "../net/mac.ts";
import type { Attachment, Entry, ExpandedContainer } from "../plan/expanded.ts";
import { readAliases } from "./name-service.ts";
import type { NetworkDraft } from "./network.ts";
import { lacks, type Problems, shown } from "./problems.ts";
import { readFamilyAddress, type Written } from "./read-address.ts";
import type { Endpoint, Origin } from "./topology.ts";
import { unknownNetwork } from "./unknown.ts";

/** A container's place on a network, before addresses are handed out. */
export interface Attached extends Origin {
  readonly network: NetworkDraft;
  readonly where: Where;
  /** Undefined: none is given, or it cannot be read. */
  readonly addresses: Readonly<Record<Family, IpAddress | undefined>>;
  /** As an address. */
  readonly mac: string | undefined;
  readonly interfaceName: string;
  readonly hostInterfaceName: string | undefined;
  readonly priority: number;
  readonly aliases: Endpoint["aliases"];
  readonly given: Endpoint["given"];
  /** What the lock file has for it, whether it fits or not. */
  readonly pinned: EndpointChoices | undefined;
}

/**
 * Binds a container to its networks, and reads what it asks for on each.
 *
 * @param ends names of its interfaces on point-to-point links: those that the plan gives, and those that are pinned
 */
export function attach(
  entry: Entry<ExpandedContainer>,
  networks: ReadonlyMap<string, NetworkDraft>,
  pins: ContainerChoices | undefined,
  ends: HeldNames,
  problems: Problems,
): Attached[] {
  const wanted = entry.value.networks ?? theOnlyNetwork(entry, networks, problems);
  if (wanted === undefined) {
    return [];
  }
  const bound = bind(entry, wanted, networks, problems);
  const short = readShortForms(entry, wanted, problems);
  const names = interfaceNames(bound, pins, ends);
  return bound.map(({ attachment, network, index }) => {
    const { value, path } = attachment;
    const text = (key: ShortForm): Written | undefined => {
      const own = value[key];
      const where = at([...path, key]);
      return own === undefined ? short[key] : { text: own, where, owner: entry.origin };
    };
    const [text4, text6, macText] = [text("ipv4_address"), text("ipv6_address"), text("mac_address")];
    const given = (key: keyof Attachment["value"]) =>
      value[key] === undefined ? undefined : at([...path, key]);
    return {
      origin: `${entry.origin}.networks.${attachment.name}`,
      path,
      network,
      where: attachment.where,
      addresses: {
        ipv4: text4 && readContainerAddress(text4, "ipv4", network, problems),
        ipv6: text6 && readContainerAddress(text6, "ipv6", network, problems),
      },
      mac: macText && readMac(macText, problems),
      interfaceName: names(attachment, index),
      hostInterfaceName: value.host_interface_name,
      priority: value.gw_priority ?? 0,
      aliases: readAliases(value.aliases, { origin: entry.origin, path }, problems),
      given: {
        ipv4: text4?.where,
        ipv6: text6?.where,
        mac: macText?.where,
        interfaceName: given("interface_name"),
        hostInterfaceName: given("host_interface_name"),
      },
      pinned: pins?.networks.get(attachment.name),
    };
  });
}

/** Names of a container's interfaces that are not on networks. */
export interface HeldNames {
  readonly given: ReadonlySet<string>;
  readonly pinned: ReadonlySet<string>;
}

/** The plan's name of an interface, else the pinned one, else one that is free beside all of these. */
function interfaceNames(bound: readonly Bound[], pins: ContainerChoices | undefined, ends: HeldNames) {
  const taken = new Set(bound.flatMap(({ attachment }) => attachment.value.interface_name ?? []));
  const pinned = new Map<Attachment, string>();
  for (const { attachment } of bound) {
    const name = pins?.networks.get(attachment.name)?.interfaceName;
    const fits = name !== undefined && !taken.has(name) && !ends.given.has(name) && !ends.pinned.has(name);
    if (attachment.value.interface_name === undefined && fits) {
      pinned.set(attachment, name);
    }
  }
  for (const name of [...pinned.values(), ...ends.pinned]) {
    taken.add(name);
  }
  return (attachment: Attachment, index: number): string =>
    attachment.value.interface_name ?? pinned.get(attachment) ?? freeName(index, taken);
}

/** Where `networks` is left out: the plan's only network; none where the plan has none. */
function theOnlyNetwork(
  entry: Entry<ExpandedContainer>,
  networks: ReadonlyMap<string, NetworkDraft>,
  problems: Problems,
): readonly Attachment[] | undefined {
  const names = [...networks.keys()];
  if (names.length > 1) {
    const few = names.length <= 8 ? `: ${names.join(", ")}` : "";
    return lacks(
      problems,
      entry.origin,
      problem(
        "NG0310",
        `${entry.name} has no \`networks\`, and the plan has ${names.length}`,
        at(entry.path, "key"),
        { help: `add \`networks\`, with one or more of them${few}, or \`networks: []\` for none` },
      ),
    );
  }
  return names.map((name) => ({ name, path: entry.path, where: at(entry.path, "key"), value: {} }));
}

interface Bound {
  readonly attachment: Attachment;
  readonly network: NetworkDraft;
  /** Place in the plan's list. */
  readonly index: number;
}

function bind(
  entry: Entry<ExpandedContainer>,
  wanted: readonly Attachment[],
  networks: ReadonlyMap<string, NetworkDraft>,
  problems: Problems,
): Bound[] {
  const seen = new Map<string, Attachment>();
  return wanted.flatMap((attachment, index) => {
    const network = networks.get(attachment.name);
    const other = seen.get(attachment.name);
    if (network === undefined) {
      lacks(problems, entry.origin, unknownNetwork(attachment.name, attachment.where, networks, problems));
      return [];
    }
    if (other !== undefined) {
      const message = `${entry.name} is on network ${attachment.name} twice`;
      const related = [{ where: other.where, message: "the first time is here" }];
      lacks(problems, entry.origin, problem("NG0309", message, attachment.where, { related }));
      return [];
    }
    seen.set(attachment.name, attachment);
    if (families.some((family) => network[family].kind !== "none" && network.subnets[family] === undefined)) {
      problems.incomplete.add(entry.origin);
    }
    return [{ attachment, network, index }];
  });
}

const shortForms = ["ipv4_address", "ipv6_address", "mac_address"] as const;

type ShortForm = (typeof shortForms)[number];

type ShortForms = Partial<Record<ShortForm, Written>>;

/** `ipv4_address`, `ipv6_address` and `mac_address` beside `networks`. */
function readShortForms(
  entry: Entry<ExpandedContainer>,
  wanted: readonly Attachment[],
  problems: Problems,
): ShortForms {
  const found: ShortForms = {};
  for (const key of shortForms) {
    const text = entry.value[key];
    if (text === undefined) {
      continue;
    }
    const refused = shortFormProblem(entry, key, wanted);
    if (refused === undefined) {
      found[key] = { text, where: at([...entry.path, key]), owner: entry.origin };
    } else {
      lacks(problems, entry.origin, refused);
    }
  }
  return found;
}

function shortFormProblem(
  entry: Entry<ExpandedContainer>,
  key: ShortForm,
  wanted: readonly Attachment[],
): Diagnostic | undefined {
  const where = at([...entry.path, key], "key");
  const [only] = wanted;
  if (only === undefined || wanted.length > 1) {
    const count = only === undefined ? "no network" : `${wanted.length} networks`;
    const help = only === undefined ? undefined : `write it at one of them, under \`networks\``;
    return problem("NG0311", `\`${key}\` is for one network, and ${entry.name} is on ${count}`, where, {
      help,
    });
  }
  if (only.value[key] !== undefined) {
    const related = [
      { where: at([...only.path, key]), message: `network ${only.name} has its own, given here` },
    ];
    return problem("NG0311", `\`${key}\` of ${entry.name} is given twice`, where, { related });
  }
  return undefined;
}

function readContainerAddress(
  written: Written,
  family: Family,
  { entry, ...network }: NetworkDraft,
  problems: Problems,
): IpAddress | undefined {
  const address = readFamilyAddress(written, family, problems);
  if (address === undefined || network[family].kind !== "none") {
    return address;
  }
  const related =
    entry.value[family] === undefined
      ? [{ where: at(entry.path, "key"), message: `${entry.name} has none, unless it says \`${family}\`` }]
      : [{ where: at([...entry.path, family]), message: `${entry.name} has none, as said here` }];
  return lacks(
    problems,
    written.owner,
    problem(
      "NG0418",
      `${shown(written.text)} is given on network ${entry.name}, which has no ${familyName(family)}`,
      written.where,
      {
        related,
      },
    ),
  );
}

/** Reads a MAC address of an interface; says what is wrong with it otherwise. */
export function readMac(written: Written, problems: Problems): string | undefined {
  const mac = parseMac(written.text);
  if (mac.ok) {
    return mac.value;
  }
  const it = shown(written.text);
  const message = {
    syntax: `${it} is not a MAC address`,
    multicast: `${it} is a multicast address, and an interface cannot have one`,
    zero: `${it} is no interface's address`,
  }[mac.fault];
  const help =
    mac.fault === "multicast"
      ? "the first pair of digits is even in an interface's address"
      : "write it as in 02:42:ac:11:00:09, or leave it out to have one picked";
  return lacks(problems, written.owner, problem("NG0419", message, written.where, { help }));
}

/** eth0, eth1 … by the place in the plan's list, so that to name one interface renames no other; else the lowest free one. */
function freeName(index: number, taken: Set<string>): string {
  let name = `eth${index}`;
  for (let i = 0; taken.has(name); i++) {
    name = `eth${i}`;
  }
  taken.add(name);
  return name;
}
