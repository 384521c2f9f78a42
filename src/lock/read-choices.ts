import type { Path } from "../diagnostics/diagnostic.ts";
import { at } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import { families } from "../net/ip.ts";
import { countPorts, eachPort } from "../net/port.ts";
import {
  type Choices,
  type ContainerChoices,
  type EndpointChoices,
  type LinkChoices,
  type NetworkChoices,
  nothingPinned,
  type PortChoices,
  portKey,
} from "./choices.ts";
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
  readPrefix,
  readSubnet,
} from "./values.ts";

/** The choices of a plan of one host, which are all that its lock file holds. */
export function readChoices(value: unknown, found: Found): Choices {
  const keys = ["netgen_lock", "networks", "containers", "point_to_point"] as const;
  const { networks, containers, point_to_point: links } = fieldsOf(value, [], keys, found);
  return {
    ...nothingPinned,
    networks: eachOf(networks, ["networks"], found, readNetwork),
    ...readInside({ containers, links }, [], found),
  };
}

/** What is pinned for a host of a cluster. */
export function readHostChoices(value: unknown, base: Path, found: Found): Choices {
  const { prefix, networks, containers, point_to_point: links } = fieldsOf(value, base, hostKeys, found);
  return {
    ...readOutline({ prefix, networks }, base, found),
    ...readInside({ containers, links }, base, found),
  };
}

/** Of it what other hosts have to know: its prefixes and networks. */
export function readHostOutline(value: unknown, base: Path, found: Found): HostPins {
  const { prefix, networks } = fieldsOf(value, base, hostKeys, found);
  return readOutline({ prefix, networks }, base, found);
}

export type HostPins = Pick<Choices, "prefixes" | "networks">;

const hostKeys = ["prefix", "networks", "containers", "point_to_point"] as const;

function readOutline(
  { prefix, networks }: { readonly prefix: unknown; readonly networks: unknown },
  base: Path,
  found: Found,
): HostPins {
  const own = [...base, "prefix"];
  const prefixes = fieldsOf(prefix, own, families, found);
  const readOne = (family: (typeof families)[number]) =>
    readPrefix[family](prefixes[family], [...own, family], found);
  return {
    prefixes: { ipv4: readOne("ipv4"), ipv6: readOne("ipv6") },
    networks: eachOf(networks, [...base, "networks"], found, readHostNetwork),
  };
}

function readInside(
  { containers, links }: { readonly containers: unknown; readonly links: unknown },
  base: Path,
  found: Found,
): Pick<Choices, "containers" | "links"> {
  const budget = { left: portLimit };
  return {
    containers: eachOf(containers, [...base, "containers"], found, (item, path) =>
      readContainer(item, path, budget, found),
    ),
    links: readLinks(links, [...base, "point_to_point"], found),
  };
}

/** Ports that one host may have pinned: as many as two addresses have of each protocol, and then some. */
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
    subnets: { ipv4: readSubnet(subnet, [...own, "subnet"], found), ipv6: undefined },
    gateway: readAddress(gateway, [...own, "gateway"], found),
  };
}

/** Of a host of a cluster, where subnets of either family may come from a pool. */
function readHostNetwork(value: unknown, path: Path, found: Found): NetworkChoices {
  const fields = fieldsOf(value, path, ["bridge", "ipv4", "ipv6"], found);
  const ipv4 = fieldsOf(fields.ipv4, [...path, "ipv4"], ["subnet", "gateway"], found);
  const ipv6 = fieldsOf(fields.ipv6, [...path, "ipv6"], ["subnet"], found);
  return {
    bridge: readInterfaceName(fields.bridge, [...path, "bridge"], found),
    subnets: {
      ipv4: readPrefix.ipv4(ipv4.subnet, [...path, "ipv4", "subnet"], found),
      ipv6: readPrefix.ipv6(ipv6.subnet, [...path, "ipv6", "subnet"], found),
    },
    gateway: readAddress(ipv4.gateway, [...path, "ipv4", "gateway"], found),
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
      found.push(problem("NG0214", `more than ${portLimit} ports are pinned`, at(own, "key")));
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
