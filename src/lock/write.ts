import { formatAddress } from "../net/address.ts";
import { formatCidr } from "../net/cidr.ts";
import type { Cidr } from "../net/ip.ts";
import type { PortRange } from "../net/port.ts";
import { formatPorts } from "../net/port.ts";
import { toYaml } from "../source/yaml.ts";
import {
  type Choices,
  type ContainerChoices,
  type EndpointChoices,
  type LinkChoices,
  type NetworkChoices,
  type PortChoices,
  portKey,
} from "./choices.ts";

/** The version of the form that this netgen reads and writes. */
export const lockVersion = 1;

/**
 * The lock file of choices: the same text for the same choices, in whatever order the plan has them.
 *
 * @param planFile the plan's file name, for the comment above
 */
export function writeLock(choices: Choices, planFile: string): string {
  return heading(planFile) + toYaml({ netgen_lock: lockVersion, ...documentOf(choices) });
}

/**
 * The lock file of a cluster, likewise: the hosts in the order of their names, what was picked for each below it. It
 * comes host by host, so that a large one is never held as a whole.
 */
export function* clusterLockPieces(
  hosts: readonly string[],
  choicesOf: (host: string) => Choices,
  planFile: string,
): Generator<string> {
  yield heading(planFile) + toYaml({ netgen_lock: lockVersion });
  let before = "hosts:\n";
  for (const host of hosts.toSorted(compare)) {
    const document = documentOf(choicesOf(host));
    if (!isEmpty(document)) {
      yield before + toYaml({ [host]: document }).replaceAll(/^(?=.)/gm, "  ");
      before = "";
    }
  }
}

function heading(planFile: string): string {
  return `# What ${planFile.replaceAll(/\p{Cc}/gu, "?")} leaves open and netgen picked: written by \`netgen lock\`, read by render and show.\n# Keep it beside the plan, and under version control.\n`;
}

function documentOf({ prefixes, networks, containers, links }: Choices) {
  return sections({
    prefix: sections({ ipv4: cidrOf(prefixes.ipv4), ipv6: cidrOf(prefixes.ipv6) }),
    networks: sorted(networks, networkDocument),
    containers: sorted(containers, containerDocument),
    point_to_point: links.toSorted((a, b) => compare(contentsOf(a), contentsOf(b))).map(linkDocument),
  });
}

const cidrOf = (cidr: Cidr | undefined) => cidr && formatCidr(cidr);

const networkDocument = ({ bridge, subnets, gateway }: NetworkChoices) =>
  sections({
    bridge,
    ipv4: sections({ subnet: cidrOf(subnets.ipv4), gateway: gateway && formatAddress(gateway) }),
    ipv6: sections({ subnet: cidrOf(subnets.ipv6) }),
  });

const containerDocument = ({ networks, ports }: ContainerChoices) =>
  sections({ networks: sorted(networks, endpointDocument), ports: portsDocument(ports) });

const endpointDocument = ({ interfaceName, addresses, mac, hostInterfaceName }: EndpointChoices) =>
  sections({
    interface_name: interfaceName,
    ipv4_address: addresses.ipv4 && formatAddress(addresses.ipv4),
    ipv6_address: addresses.ipv6 && formatAddress(addresses.ipv6),
    mac_address: mac,
    host_interface_name: hostInterfaceName,
  });

const contentsOf = (link: LinkChoices): string =>
  JSON.stringify(linkDocument(link), (_, value: unknown) => (value instanceof Map ? [...value] : value));

const linkDocument = ({ ends }: LinkChoices) => ({
  ends: sorted(new Map(ends.map((end) => [end.name, end])), ({ interfaceName, mac, given }) => ({
    ...sections({
      given: sections({
        interface_name: given.interfaceName,
        ipv4_address: given.ipv4 && formatAddress(given.ipv4),
        ipv6_address: given.ipv6 && formatAddress(given.ipv6),
        mac_address: given.mac,
      }),
      interface_name: interfaceName,
      mac_address: mac,
    }),
  })),
});

/** One line for each run of ports that leads to a run of ports, so that a range of the plan is one line here. */
function portsDocument(ports: ContainerChoices["ports"]) {
  const order = ({ open, target }: PortChoices) =>
    portKey(open, { first: 1, last: 1 }) + String(target).padStart(6);
  const runs: { readonly first: PortChoices; count: number }[] = [];
  for (const choices of [...ports.values()].sort((a, b) => compare(order(a), order(b)))) {
    const run = runs.at(-1);
    if (run !== undefined && continues(run.first, run.count, choices)) run.count++;
    else runs.push({ first: choices, count: 1 });
  }
  return Object.fromEntries(
    runs.map(({ first: { open, target, hosts }, count }) => {
      const range = (first: number): PortRange => ({ first, last: first + count - 1 });
      const [only] = hosts;
      const value =
        hosts.length > 1 || only === undefined ? hosts : count === 1 ? only : formatPorts(range(only));
      return [portKey(open, range(target)), value];
    }),
  );
}

/** Whether the choices are those of the next port behind a run: of the same kind, and one port each. */
function continues(first: PortChoices, count: number, { open, target, hosts }: PortChoices): boolean {
  const [only] = first.hosts;
  return (
    first.hosts.length === 1 &&
    hosts.length === 1 &&
    only !== undefined &&
    hosts[0] === only + count &&
    target === first.target + count &&
    portKey(first.open, { first: target, last: target }) === portKey(open, { first: target, last: target })
  );
}

/** The entries of a map, in the order of their names. */
const sorted = <T>(map: ReadonlyMap<string, T>, document: (value: T) => unknown): Map<string, unknown> =>
  new Map(
    [...map]
      .sort(([a], [b]) => compare(a, b))
      .map(([name, value]): [string, unknown] => [name, document(value)])
      .filter(([, value]) => !isEmpty(value)),
  );

/** A mapping without what has nothing in it. */
const sections = (entries: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(entries).filter(([, value]) => !isEmpty(value)));

function isEmpty(value: unknown): boolean {
  if (value instanceof Map) return value.size === 0;
  return (
    value === undefined || (typeof value === "object" && value !== null && Object.keys(value).length === 0)
  );
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
