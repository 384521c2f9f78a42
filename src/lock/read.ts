import { at, type Diagnostic, type Path, type Place, type Span } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import { shown } from "../diagnostics/shown.ts";
import { countPorts, eachPort } from "../net/port.ts";
import { decode } from "../source/decode.ts";
import { read } from "../source/read.ts";
import {
  type Choices,
  type ContainerChoices,
  type EndpointChoices,
  type LinkChoices,
  type NetworkChoices,
  type PortChoices,
  portKey,
} from "./choices.ts";
import { contradictions } from "./contradictions.ts";
import {
  entriesOf,
  type Found,
  fieldsOf,
  readAddress,
  readHosts,
  readInterfaceName,
  readIpv6Address,
  readMac,
  readPortKey,
  readSubnet,
} from "./values.ts";
import { lockVersion } from "./write.ts";

/** A lock file as it is read. */
export interface ReadLock {
  /** Undefined: it cannot be relied upon, for a reason that the diagnostics give. */
  readonly choices: Choices | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** The text as the diagnostics' positions count it. */
  readonly text: string;
  /** Undefined where there is no document. */
  readonly spanAt: ((place: Place) => Span) | undefined;
}

/** Reads a lock file, which may hold anything: whoever merges branches edits it by hand. */
export function readLock(bytes: string | Uint8Array): ReadLock {
  const decoded = decode(bytes, "lock file");
  const { text } = decoded;
  const mark = /^(?:<{7}|={7}|>{7})(?: .*)?$/m.exec(text);
  if (mark !== null) {
    const span = { start: mark.index, end: mark.index + mark[0].length };
    const help = "keep one side of the merge, and let `netgen lock` add what is missing";
    const found = problem("NG0214", "a merge was begun here and not finished", { span }, { help });
    return { choices: undefined, diagnostics: [found], text, spanAt: undefined };
  }
  const source = decoded.value === undefined ? undefined : read(decoded.value, "lock file");
  const found: Diagnostic[] = [...decoded.diagnostics, ...(source?.diagnostics ?? [])];
  if (source?.value === undefined) {
    return { choices: undefined, diagnostics: found, text, spanAt: undefined };
  }
  const { value, spanAt } = source.value;
  const choices = hasVersion(value, found) ? readChoices(value, found) : undefined;
  if (choices !== undefined && found.every(({ code }) => code === "NG0216")) {
    found.push(...contradictions(choices));
  }
  return { choices: found.length === 0 ? choices : undefined, diagnostics: found, text, spanAt };
}

/** Whether the file is of the version that this netgen reads; of another one, nothing else is said. */
function hasVersion(value: unknown, found: Found): boolean {
  const isMapping = typeof value === "object" && value !== null && !Array.isArray(value);
  const written = isMapping && Object.hasOwn(value, "netgen_lock") ? Object.entries(value) : undefined;
  const version = written?.find(([key]) => key === "netgen_lock")?.[1];
  if (version === lockVersion) {
    return true;
  }
  if (written === undefined) {
    const help = "delete it, or move it away, to have everything picked anew";
    found.push(problem("NG0215", "not a lock file of netgen: it has no `netgen_lock`", at([]), { help }));
    return false;
  }
  const message =
    typeof version === "number" || typeof version === "string"
      ? `the lock file is of version ${shown(String(version))}, and this netgen reads version ${lockVersion}`
      : `\`netgen_lock\` is the version of the lock file: ${lockVersion}`;
  found.push(problem("NG0215", message, at(["netgen_lock"])));
  return false;
}

function readChoices(value: unknown, found: Found): Choices {
  const keys = ["netgen_lock", "networks", "containers", "point_to_point"] as const;
  const { networks, containers, point_to_point: links } = fieldsOf(value, [], keys, found);
  const budget = { left: portLimit };
  return {
    networks: eachOf(networks, ["networks"], found, readNetwork),
    containers: eachOf(containers, ["containers"], found, (item, path) =>
      readContainer(item, path, budget, found),
    ),
    links: readLinks(links, ["point_to_point"], found),
  };
}

/** Ports that one lock file may pin: as many as two addresses have of each protocol, and then some. */
const portLimit = 400_000;

function eachOf<T>(
  value: unknown,
  path: Path,
  found: Found,
  readOne: (value: unknown, path: Path, found: Found) => T,
): ReadonlyMap<string, T> {
  return new Map(
    entriesOf(value, path, found).map(([name, item]) => [name, readOne(item, [...path, name], found)]),
  );
}

function readNetwork(value: unknown, path: Path, found: Found): NetworkChoices {
  const { bridge, ipv4 } = fieldsOf(value, path, ["bridge", "ipv4"], found);
  const own = [...path, "ipv4"];
  const { subnet, gateway } = fieldsOf(ipv4, own, ["subnet", "gateway"], found);
  return {
    bridge: readInterfaceName(bridge, [...path, "bridge"], found),
    subnet: readSubnet(subnet, [...own, "subnet"], found),
    gateway: readAddress(gateway, [...own, "gateway"], found),
  };
}

function readContainer(value: unknown, path: Path, budget: { left: number }, found: Found): ContainerChoices {
  const { networks, ports } = fieldsOf(value, path, ["networks", "ports"], found);
  return {
    networks: eachOf(networks, [...path, "networks"], found, readEndpoint),
    ports: readPorts(ports, [...path, "ports"], budget, found),
  };
}

function readEndpoint(value: unknown, path: Path, found: Found): EndpointChoices {
  const keys = [
    "interface_name",
    "ipv4_address",
    "ipv6_address",
    "mac_address",
    "host_interface_name",
  ] as const;
  const fields = fieldsOf(value, path, keys, found);
  return {
    interfaceName: readInterfaceName(fields.interface_name, [...path, "interface_name"], found),
    addresses: {
      ipv4: readAddress(fields.ipv4_address, [...path, "ipv4_address"], found),
      ipv6: readIpv6Address(fields.ipv6_address, [...path, "ipv6_address"], found),
    },
    mac: readMac(fields.mac_address, [...path, "mac_address"], found),
    hostInterfaceName: readInterfaceName(fields.host_interface_name, [...path, "host_interface_name"], found),
  };
}

/** Ports one by one, runs of them taken apart. */
function readPorts(
  value: unknown,
  path: Path,
  budget: { left: number },
  found: Found,
): ReadonlyMap<string, PortChoices> {
  const pinned = new Map<string, PortChoices>();
  for (const [key, item] of entriesOf(value, path, found)) {
    const own = [...path, key];
    const open = readPortKey(key, own, found);
    const hosts = readHosts(item, own, found);
    if (open === undefined || hosts.length === 0) {
      continue;
    }
    const count = countPorts(open.target);
    const total = hosts.reduce((sum, range) => sum + countPorts(range), 0);
    if (count > 1 && total !== count) {
      found.push(problem("NG0214", `${count} ports of the container and ${total} of the host`, at(own)));
      continue;
    }
    budget.left -= total;
    if (budget.left < 0) {
      found.push(problem("NG0214", `the lock file pins more than ${portLimit} ports`, at(own, "key")));
      break;
    }
    const each = hosts.flatMap(eachPort);
    for (let index = 0; index < count; index++) {
      const target = open.target.first + index;
      const single = portKey(open, { first: target, last: target });
      if (pinned.has(single)) {
        found.push(problem("NG0216", `${single} stands twice`, at(own, "key")));
        break;
      }
      pinned.set(single, {
        open,
        target,
        written: key,
        hosts: count === 1 ? each : each.slice(index, index + 1),
      });
    }
  }
  return pinned;
}

function readLinks(value: unknown, path: Path, found: Found): LinkChoices[] {
  if (value === undefined || value === null) {
    return [];
  }
  if (!Array.isArray(value)) {
    found.push(problem("NG0214", "`point_to_point` is not a list", at(path)));
    return [];
  }
  return value.map((item: unknown, index) => {
    const own = [...path, index];
    const { ends } = fieldsOf(item, own, ["ends"], found);
    const read = eachOf(ends, [...own, "ends"], found, (end, endPath) => {
      const fields = fieldsOf(end, endPath, ["given", "interface_name", "mac_address"], found);
      const givenPath = [...endPath, "given"];
      const keys = ["interface_name", "ipv4_address", "ipv6_address", "mac_address"] as const;
      const given = fieldsOf(fields.given, givenPath, keys, found);
      return {
        given: {
          interfaceName: readInterfaceName(given.interface_name, [...givenPath, "interface_name"], found),
          ipv4: readAddress(given.ipv4_address, [...givenPath, "ipv4_address"], found),
          ipv6: readIpv6Address(given.ipv6_address, [...givenPath, "ipv6_address"], found),
          mac: readMac(given.mac_address, [...givenPath, "mac_address"], found),
        },
        interfaceName: readInterfaceName(fields.interface_name, [...endPath, "interface_name"], found),
        mac: readMac(fields.mac_address, [...endPath, "mac_address"], found),
      };
    });
    if (read.size !== 2) {
      found.push(problem("NG0214", "a point-to-point link has two ends", at(own)));
    }
    return { ends: [...read].map(([name, end]) => ({ name, ...end })) };
  });
}
