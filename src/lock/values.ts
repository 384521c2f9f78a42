import { at, type Diagnostic, type Path } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import { shown } from "../diagnostics/shown.ts";
import { parseAddress } from "../net/address.ts";
import { containsCidr, parseCidr } from "../net/cidr.ts";
import { ifnameFault } from "../net/ifname.ts";
import type { Cidr, Family, IpAddress } from "../net/ip.ts";
import { parseMac } from "../net/mac.ts";
import { type PortRange, parsePorts, protocols } from "../net/port.ts";
import type { OpenPort } from "./choices.ts";

/** What is gathered while a lock file is read. */
export type Found = Diagnostic[];

/** The entries of a mapping; none where it holds nothing, or where it is none, which is said. */
export function entriesOf(value: unknown, path: Path, found: Found): [string, unknown][] {
  if (value === undefined || value === null) {
    return [];
  }
  if (typeof value !== "object" || Array.isArray(value)) {
    found.push(problem("NG0214", `${called(path)} is not a mapping`, at(path)));
    return [];
  }
  return Object.entries(value);
}

/** The values of a mapping that may have these keys and no others. */
export function fieldsOf<K extends string>(
  value: unknown,
  path: Path,
  keys: readonly K[],
  found: Found,
): Partial<Record<K, unknown>> {
  const fields: Partial<Record<K, unknown>> = {};
  for (const [key, inner] of entriesOf(value, path, found)) {
    const known = keys.find((name) => name === key);
    if (known === undefined) {
      const message = `a lock file has no key ${shown(key)} here`;
      const help = `what there is: ${keys.join(", ")}`;
      found.push(problem("NG0214", message, at([...path, key], "key"), { help }));
    } else {
      fields[known] = inner;
    }
  }
  return fields;
}

/** Reads one value; says what it is not where it cannot be read. */
type Reader<T> = (value: unknown, path: Path, found: Found) => T | undefined;

function reader<T>(kind: string, parse: (text: string) => T | undefined): Reader<T> {
  return (value, path, found) => {
    if (value === undefined) {
      return undefined;
    }
    const read = typeof value === "string" ? parse(value) : undefined;
    if (read === undefined) {
      const text = typeof value === "object" ? "this" : shown(String(value));
      found.push(problem("NG0214", `${text} is not ${kind}`, at(path)));
    }
    return read;
  };
}

/** RFC 1918: what netgen picks lies in there, and nothing that anybody else has to reach. */
const PRIVATE = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"].flatMap((text) => {
  const cidr = parseCidr(text);
  return cidr.ok ? [cidr.value] : [];
});

export const readSubnet: Reader<Cidr> = reader(
  "a private IPv4 subnet with room for two (RFC 1918)",
  (text) => {
    const cidr = parseCidr(text);
    const fits =
      cidr.ok && cidr.value.length <= 30 && PRIVATE.some((range) => containsCidr(range, cidr.value));
    return fits ? cidr.value : undefined;
  },
);

/** A prefix of a pool, or a subnet carved from it, which may be anywhere. */
export const readPrefix: Readonly<Record<Family, Reader<Cidr>>> = {
  ipv4: reader("an IPv4 prefix", (text) => cidrOf(text, "ipv4")),
  ipv6: reader("an IPv6 prefix", (text) => cidrOf(text, "ipv6")),
};

function cidrOf(text: string, family: Family): Cidr | undefined {
  const cidr = parseCidr(text);
  return cidr.ok && cidr.value.address.family === family ? cidr.value : undefined;
}

export const readAddress: Reader<IpAddress> = reader("an IPv4 address", (text) => {
  const address = parseAddress(text);
  return address.ok && address.value.family === "ipv4" ? address.value : undefined;
});

export const readIpv6Address: Reader<IpAddress> = reader("an IPv6 address", (text) => {
  const address = parseAddress(text);
  return address.ok && address.value.family === "ipv6" ? address.value : undefined;
});

export const readMac: Reader<string> = reader("a MAC address for an interface", (text) => {
  const mac = parseMac(text);
  return mac.ok ? mac.value : undefined;
});

export const readInterfaceName: Reader<string> = reader("a name for an interface", (text) =>
  ifnameFault(text) === undefined ? text : undefined,
);

/** A port of the host, several, or a run of them as `49153-49160`. */
export function readHosts(value: unknown, path: Path, found: Found): PortRange[] {
  const items = Array.isArray(value) ? value : [value];
  return items.flatMap((item: unknown, index) => {
    const ports = typeof item === "number" || typeof item === "string" ? parsePorts(String(item)) : undefined;
    if (ports?.ok) {
      return [ports.value];
    }
    const where = at(Array.isArray(value) ? [...path, index] : path);
    found.push(problem("NG0214", "not a port of the host", where));
    return [];
  });
}

/** Reads what stands in front of a pinned port: `80/tcp`, `127.0.0.1::53/udp`, `9000-9010:80/tcp`, `3000-3005/tcp`. */
export function readPortKey(
  text: string,
  path: Path,
  found: Found,
): (OpenPort & { readonly target: PortRange }) | undefined {
  const match = /^(?:(?:([0-9.]+|\[[0-9a-f:.]+\]):)?([0-9-]*):)?([0-9-]+)\/([a-z]+)$/.exec(text);
  const [, addressText, withinText = "", targetText = "", protocolText] = match ?? [];
  const protocol = protocols.find((name) => name === protocolText);
  const address = addressText === undefined ? undefined : parseAddress(addressText.replace(/[[\]]/g, ""));
  const within = withinText === "" ? undefined : parsePorts(withinText);
  const target = parsePorts(targetText);
  if (!protocol || !target.ok || address?.ok === false || within?.ok === false) {
    const help = "as in 80/tcp, 127.0.0.1::53/udp or 9000-9010:80/tcp";
    found.push(problem("NG0214", `${shown(text)} is not a port of a container`, at(path, "key"), { help }));
    return undefined;
  }
  return { protocol, address: address?.value, within: within?.value, target: target.value };
}

/** A place of the lock file for people: `containers.web.networks`. */
export const called = (path: Path): string => (path.length === 0 ? "the lock file" : shown(path.join(".")));
