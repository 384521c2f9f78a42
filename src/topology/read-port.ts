import { at, type Path, type Where } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import type { Cidr, IpAddress } from "../net/ip.ts";
import { countPorts, type PortRange, type Protocol, parsePorts, protocols } from "../net/port.ts";
import type { PlanPort } from "../plan/port.ts";
import { lacks, type Problems, shown } from "./problems.ts";
import { readListenAddress, readSources } from "./published-from.ts";

/** A port entry as it is written: what it leaves open is undefined. */
export interface WantedPort {
  readonly where: Where;
  /** `all`: said so. */
  readonly address: IpAddress | "all" | undefined;
  readonly host: PortRange | undefined;
  readonly container: PortRange;
  readonly protocol: Protocol;
  readonly from: readonly Cidr[] | undefined;
}

/** Port numbers of one protocol. */
export interface Ports {
  readonly protocol: Protocol;
  readonly ports: PortRange;
}

const help =
  "write it as in 8080:80, 127.0.0.1:8080:80, 53:53/udp, 8000-8005:3000-3005 or, for a port that is picked, 80";

const exposeHelp =
  "write a port of the container, as in 80, 53/udp or 3000-3005; those of the host are for `ports`";

const longHelp = "write a port or a range of them, as in 8080 or 8000-8010";

const help6 = "write it as in [2001:db8::10]:8080:80 or, for a port that is picked, [2001:db8::10]::80";

/** Reads an entry of `ports`, in any of its forms. */
export function readPort(
  value: PlanPort,
  path: Path,
  owner: string,
  problems: Problems,
): WantedPort | undefined {
  if (typeof value !== "object") {
    return sameLength(readShort(String(value), at(path), owner, problems), owner, problems);
  }
  const ports = (key: "target" | "published") =>
    value[key] === undefined
      ? undefined
      : readPorts(String(value[key]), at([...path, key]), owner, problems, `\`${key}\``, longHelp);
  const container = ports("target");
  const host = ports("published");
  if (container === undefined || (value.published !== undefined && host === undefined)) {
    return undefined;
  }
  const hostIp = value.host_ip;
  const address =
    hostIp === undefined
      ? undefined
      : readListenAddress({ text: hostIp, where: at([...path, "host_ip"]), owner }, problems);
  const from = readSources(value.from, [...path, "from"], owner, problems);
  const where = value.published === undefined ? at([...path, "target"]) : at([...path, "published"]);
  const protocol = value.protocol ?? "tcp";
  // On which address it would be is not known: nothing more is said of it.
  if (hostIp !== undefined && address === undefined) {
    return undefined;
  }
  return sameLength({ where, address, host, container, protocol, from }, owner, problems);
}

/** `[IP:][PORT[-END]]:PORT[-END][/PROTOCOL]`, or the port of the container alone. */
function readShort(text: string, where: Where, owner: string, problems: Problems): WantedPort | undefined {
  const [, address6, rest = ""] = /^(?:(\[[^\]]*\]):)?(.*)$/s.exec(text) ?? [];
  const protocol = readProtocol(rest, text, where, owner, problems);
  const numbers = rest.replace(/\/.*$/s, "").split(":");
  if (address6 !== undefined && numbers.length !== 2) {
    return protocol && wrong(`${shown(text)} is not a published port`, where, owner, problems, help6);
  }
  const parts = address6 === undefined ? numbers : [address6.slice(1, -1), ...numbers];
  if (protocol === undefined || parts.length > 3) {
    return protocol && wrong(`${shown(text)} is not a published port`, where, owner, problems, help);
  }
  const [target = "", host = "", address = ""] = parts.toReversed();
  if (parts.length === 2 && /^\d+\.\d+\.\d+\.\d+$/.test(host)) {
    const meant = `write ${host}::${target} for a port of that address that is picked, or put the port between two colons`;
    return wrong(`${shown(text)} names no port of the host`, where, owner, problems, meant);
  }
  if (/^0+$/.test(host)) {
    const meant = "leave the host's port out for one that is picked";
    return wrong(`${shown(text)}: the host has no port 0`, where, owner, problems, meant);
  }
  const container = readPorts(target, where, owner, problems, shown(text), help);
  const hostPorts = host === "" ? undefined : readPorts(host, where, owner, problems, shown(text), help);
  if (container === undefined || (host !== "" && hostPorts === undefined)) {
    return undefined;
  }
  if (parts.length === 3 && address === "") {
    return wrong(`${shown(text)} begins with a colon`, where, owner, problems, help);
  }
  const listen = address === "" ? undefined : readListenAddress({ text: address, where, owner }, problems);
  if (address !== "" && listen === undefined) {
    return undefined;
  }
  return { where, address: listen, host: hostPorts, container, protocol, from: undefined };
}

/** An item of `expose`: `80`, `53/udp`, `3000-3005`. */
export function readExposed(
  value: string | number,
  path: Path,
  owner: string,
  problems: Problems,
): Ports | undefined {
  const text = String(value);
  const protocol = readProtocol(text, text, at(path), owner, problems);
  const ports =
    protocol && readPorts(text.replace(/\/.*$/s, ""), at(path), owner, problems, shown(text), exposeHelp);
  return protocol && ports && { protocol, ports };
}

function readProtocol(
  rest: string,
  text: string,
  where: Where,
  owner: string,
  problems: Problems,
): Protocol | undefined {
  const slash = rest.indexOf("/");
  const name = slash < 0 ? "tcp" : rest.slice(slash + 1);
  // Docker takes TCP, too.
  const known = protocols.find((protocol) => protocol === name.toLowerCase());
  return (
    known ??
    wrong(`${shown(name)} in ${shown(text)} is not a protocol`, where, owner, problems, "tcp, udp or sctp")
  );
}

function readPorts(
  text: string,
  where: Where,
  owner: string,
  problems: Problems,
  what: string,
  grammar: string,
): PortRange | undefined {
  const ports = parsePorts(text);
  if (ports.ok) {
    return ports.value;
  }
  const faults = {
    syntax: `${what === shown(text) ? "" : `${what}: `}${shown(text)} is not a port`,
    bounds: `${what}: ports are numbers from 1 to 65535`,
    reversed: `${what}: the range ${shown(text)} ends before it starts`,
  };
  const turned = text.split("-").toReversed().join("-");
  const mends = { syntax: grammar, bounds: undefined, reversed: `write ${turned}` };
  return wrong(faults[ports.fault], where, owner, problems, mends[ports.fault]);
}

/** A range of the host leads port by port to one of the container, or to pick one port from. */
function sameLength(
  wanted: WantedPort | undefined,
  owner: string,
  problems: Problems,
): WantedPort | undefined {
  if (wanted?.host === undefined) {
    return wanted;
  }
  const [host, container] = [countPorts(wanted.host), countPorts(wanted.container)];
  if (host === container || container === 1) {
    return wanted;
  }
  const message = `${host} ${host === 1 ? "port" : "ports"} of the host for ${container} of the container`;
  return lacks(problems, owner, problem("NG0621", message, wanted.where));
}

const wrong = (
  message: string,
  where: Where,
  owner: string,
  problems: Problems,
  mend: string | undefined,
): undefined => lacks(problems, owner, problem("NG0620", message, where, { help: mend }));
