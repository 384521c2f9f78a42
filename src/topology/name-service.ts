import { at, type Path } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import { isHostname } from "../net/hostname.ts";
import type { IpAddress } from "../net/ip.ts";
import type { Entry, ExpandedContainer } from "../plan/expanded.ts";
import type { PlanAttachment, PlanHost } from "../plan/schema.ts";
import { lacks, type Problems, shown } from "./problems.ts";
import { readAddress, type Written } from "./read-address.ts";
import type { Endpoint, NameService, Origin, Resolver } from "./topology.ts";

/** __NEW_UTS_LEN of include/uapi/linux/utsname.h: what the kernel, and so hostname(7), holds. */
const HOSTNAME_MAX = 64;

/** RFC 1035, 2.3.4, as text without a final dot. */
const DOMAIN_MAX = 253;

/** Reads `dns`, `dns_search` and `dns_opt` of a container or of the host. An empty list gives nothing. */
export function readResolver(
  value: Pick<PlanHost, "dns" | "dns_search" | "dns_opt">,
  { origin, path }: Origin,
  problems: Problems,
): Resolver {
  const servers = texts(value.dns, [...path, "dns"], origin).flatMap((written) => {
    const address = readAddress(written, problems);
    return address === undefined ? [] : [{ address, origin, path: written.path }];
  });
  const search = texts(value.dns_search, [...path, "dns_search"], origin);
  const options = texts(value.dns_opt, [...path, "dns_opt"], origin).map((written) =>
    readOption(written, problems),
  );
  return {
    servers: servers.length === 0 ? undefined : servers,
    search: search.length === 0 ? undefined : readSearch(search, problems),
    options: options.length === 0 ? undefined : unique(options),
  };
}

/**
 * Reads what a container calls itself and others.
 *
 * @param hostGateway what `host-gateway` stands for; none: the host has no address on its networks
 */
export function readNameService(
  entry: Entry<ExpandedContainer>,
  hostGateway: readonly IpAddress[],
  problems: Problems,
): NameService {
  const { name, origin, path, value } = entry;
  const { hostname } = value;
  if (hostname !== undefined) {
    readName({ text: hostname, where: at([...path, "hostname"]), owner: origin }, HOSTNAME_MAX, problems);
  }
  return {
    hostname: hostname ?? name,
    resolver: readResolver(value, entry, problems),
    extraHosts: extraHosts(entry, problems).flatMap((written) => {
      const addresses = readExtraAddress(written.address, hostGateway, problems);
      const known = readName(written.name, DOMAIN_MAX, problems);
      return known === undefined ? [] : addresses.map((address) => ({ name: known, address }));
    }),
  };
}

/** Reads `aliases` at a container's network. */
export const readAliases = (
  aliases: PlanAttachment["aliases"],
  { origin, path }: Origin,
  problems: Problems,
): Endpoint["aliases"] =>
  texts(aliases, [...path, "aliases"], origin).flatMap((written) => {
    const name = readName(written, DOMAIN_MAX, problems);
    return name === undefined ? [] : [{ name, origin, path: written.path }];
  });

type Placed = Written & { readonly path: Path };

/** One value or a list of them, each with its place. */
const texts = (value: string | readonly string[] | undefined, path: Path, owner: string): Placed[] =>
  typeof value === "string"
    ? [{ text: value, where: at(path), path, owner }]
    : (value ?? []).map((text, index) => {
        const own = [...path, index];
        return { text, where: at(own), path: own, owner };
      });

const unique = (words: readonly (string | undefined)[]): string[] => [
  ...new Set(words.filter((word) => word !== undefined)),
];

/** The name of a host or of a domain; nobody but the container itself is localhost. */
function readName(written: Written, longest: number, problems: Problems): string | undefined {
  const { text, where, owner } = written;
  if (text.toLowerCase() === "localhost") {
    const message = "localhost is 127.0.0.1 in every container, and nothing else";
    return lacks(problems, owner, problem("NG0330", message, where));
  }
  if (text.length > longest) {
    const message = `${shown(text)} is ${text.length} characters long; ${longest} are possible`;
    return lacks(problems, owner, problem("NG0330", message, where));
  }
  if (!isHostname(text)) {
    const help =
      "write letters, digits, hyphens and underscores, with single dots between, as in mail.example.com";
    return lacks(
      problems,
      owner,
      problem("NG0330", `${shown(text)} is not a valid host name`, where, { help }),
    );
  }
  return text;
}

/** `.` alone is no domain at all. */
function readSearch(written: readonly Written[], problems: Problems): string[] {
  const none = written.find(({ text }) => text === ".");
  if (none === undefined) {
    return unique(
      written.map((one) =>
        readName({ ...one, text: one.text.replace(/(?<=.)\.$/, "") }, DOMAIN_MAX, problems),
      ),
    );
  }
  if (written.length > 1) {
    const message = "`.` stands for no search domain, and there are others beside it";
    lacks(problems, none.owner, problem("NG0332", message, none.where));
  }
  return [];
}

/** resolv.conf(5) splits options at white space; a word, and a number behind a colon. */
function readOption({ text, where, owner }: Written, problems: Problems): string | undefined {
  if (/^[a-z][a-z0-9-]*(?::[0-9]{1,5})?$/.test(text)) {
    return text;
  }
  const help = "write it as resolv.conf(5) has it, as in ndots:2 or use-vc";
  return lacks(
    problems,
    owner,
    problem("NG0333", `${shown(text)} is not a resolver option`, where, { help }),
  );
}

interface ExtraHost {
  readonly name: Written;
  readonly address: Written;
}

/** Both forms of `extra_hosts` as one list. */
function extraHosts({ value, path, origin }: Entry<ExpandedContainer>, problems: Problems): ExtraHost[] {
  const own = [...path, "extra_hosts"];
  const { extra_hosts: written } = value;
  if (Array.isArray(written)) {
    return texts(written, own, origin).flatMap((item) => splitHost(item, problems) ?? []);
  }
  return Object.entries(written ?? {}).flatMap(([name, addresses]) =>
    texts(addresses, [...own, name], origin).map((address) => ({
      name: { text: name, where: at([...own, name], "key"), owner: origin },
      address,
    })),
  );
}

/** `NAME:ADDRESS` or `NAME=ADDRESS`; an IPv6 address may stand in brackets. */
function splitHost(written: Written, problems: Problems): ExtraHost | undefined {
  const parts = /^([^:=]+)[:=](?:\[(.+)\]|(.+))$/.exec(written.text);
  if (parts === null) {
    const help = "write it as in printer:192.0.2.9 or printer=192.0.2.9";
    const message = `${shown(written.text)} is not a name with an address`;
    return lacks(problems, written.owner, problem("NG0331", message, written.where, { help }));
  }
  const [, name = "", bracketed, bare = ""] = parts;
  return { name: { ...written, text: name }, address: { ...written, text: bracketed ?? bare } };
}

/** `host-gateway`, as Docker has it, or an address. */
function readExtraAddress(
  written: Written,
  hostGateway: readonly IpAddress[],
  problems: Problems,
): readonly IpAddress[] {
  if (written.text !== "host-gateway") {
    const address = readAddress(written, problems);
    return address === undefined ? [] : [address];
  }
  if (hostGateway.length === 0) {
    const message =
      "`host-gateway` is the host's address on a network of the container, and it has none there";
    const help =
      "on an IPv6 network write it as the gateway, as in 2001:db8:1::1/64: fe80::1 is on each network of the host";
    lacks(problems, written.owner, problem("NG0334", message, written.where, { help }));
  }
  return hostGateway;
}
