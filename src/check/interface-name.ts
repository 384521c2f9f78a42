import { at, type Diagnostic, type Where } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import { IFNAME_BYTES, ifnameFault } from "../net/ifname.ts";
import { shown } from "../topology/problems.ts";
import type { Network, Route, Topology } from "../topology/topology.ts";
import { keyOf, type Rule } from "./rule.ts";

export const interfaceName: Rule = {
  name: "interface-name",
  codes: ["NG0301"],
  about: "The kernel, iproute2 and both firewalls accept the names of interfaces.",
  check,
};

function check({ host, networks, containers, links }: Topology): Diagnostic[] {
  const uplink = host.uplink.kind === "name" ? named(host.uplink.name, at([...host.path, "uplink"])) : [];
  return [
    ...uplink,
    ...host.routes.flatMap(ofRoute),
    ...networks.flatMap(ofBridge),
    ...links.flatMap(({ ends }) =>
      ends.flatMap(({ interfaceName: name, given }) => named(name, given.interfaceName)),
    ),
    ...containers.flatMap(({ endpoints, routes, masquerade }) => [
      ...masquerade.flatMap(({ dev, path }) => (dev === "lo" ? [] : named(dev, at(path)))),
      ...endpoints.flatMap(({ interfaceName, hostInterfaceName, given }) => [
        ...named(interfaceName, given.interfaceName),
        ...named(hostInterfaceName, given.hostInterfaceName),
      ]),
      ...routes.flatMap(ofRoute),
    ]),
  ];
}

const ofRoute = ({ dev, path }: Route): Diagnostic[] =>
  dev === undefined || dev === "lo" ? [] : named(dev, at([...path, "dev"]));

function ofBridge(network: Network): Diagnostic[] {
  const { name, external } = network.bridge;
  if (!external || network.given.bridge !== undefined || name === network.name) {
    return named(name, network.given.bridge);
  }
  const message = `network ${network.name} is external, and no bridge can have its name`;
  return [problem("NG0301", message, keyOf(network), { help: "say which bridge it is, with `bridge`" })];
}

function named(name: string, where: Where | undefined): Diagnostic[] {
  const fault = ifnameFault(name);
  if (fault === undefined || where === undefined) {
    return [];
  }
  const message = {
    empty: "the name of an interface is empty",
    "too-long": `${shown(name)} has ${name.length} bytes, and the kernel holds ${IFNAME_BYTES} of an interface's name`,
    character: `${shown(name)} cannot name an interface: it holds ${foreign(name)}`,
    start: `${shown(name)} cannot name an interface: it starts with ${shown(name.slice(0, 1))}`,
    reserved: `${shown(name)} cannot name an interface: it means something else to the kernel`,
  }[fault];
  const help = {
    empty: undefined,
    "too-long": undefined,
    character: "letters, digits and _ . - will do",
    start: "the first character is a letter, a digit or _",
    reserved: undefined,
  }[fault];
  return [problem("NG0301", message, where, { help })];
}

/** The first character that does not belong. */
function foreign(name: string): string {
  const character = [...name].find((character) => !/[A-Za-z0-9_.-]/.test(character)) ?? "";
  return /^[!-~]$/.test(character) ? character : shown(character);
}
