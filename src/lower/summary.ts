import { directPorts } from "../facts/direct-ports.ts";
import { exposedAddresses } from "../facts/exposure.ts";
import { forwards } from "../facts/forwards.ts";
import { members } from "../facts/members.ts";
import { proxyInterfaces } from "../facts/proxy-interfaces.ts";
import { formatAddress } from "../net/address.ts";
import { formatCidr } from "../net/cidr.ts";
import type { Family, IpAddress } from "../net/ip.ts";
import { formatPorts } from "../net/port.ts";
import type { Network, Publish, Topology } from "../topology/topology.ts";
import { hasNames } from "./names.ts";
import { interfaceWords } from "./ndp.ts";
import { describeNetwork } from "./network.ts";

/** So many ports of a container are named in the header; the rules have them all. */
const shownPorts = 12;

/** So many containers that are open to the world are; each one's own comment says it, too. */
const shownOpen = 12;

/**
 * What the script will make, a few lines for its header. Containers are not listed, but for those with
 * ports that it opens and some that the world reaches, and not counted, but for those and where the host answers for
 * them: the lines of an entry are to be the only ones that change with it, as far as that goes.
 */
export function summarize(topology: Topology): string[] {
  const { name, membership, host, networks, containers, links } = topology;
  const firewall = {
    nftables: `nftables, table inet netgen-${name}`,
    iptables: `iptables, chains NG_${name}_*`,
    none: "none: no rule is made or touched",
  };
  return [
    ...networks.map((network) => `${network.origin}: ${describeNetwork(network, host.firewall)}`),
    ...(containers.length > 0 ? ["containers: each under its own comment below"] : []),
    ...(containers.some(hasNames)
      ? [
          `names: /etc/netns/NAME of each container; what was written there is kept in /etc/netns/.netgen-${name}`,
        ]
      : []),
    ...(links.length > 0 ? ["point_to_point: links with no bridge, each under its own comment below"] : []),
    ...((membership?.routes.length ?? 0) > 0
      ? ["hosts: routes to the containers of other hosts, each under its own comment below"]
      : []),
    ...(forwards(topology, "ipv6") ? ["host: IPv6 forwarding is switched on, for the whole host"] : []),
    ...networks.flatMap((network) => proxying(network, topology)),
    ...openPorts(topology),
    ...openToTheWorld(topology),
    `firewall: ${firewall[host.firewall]}`,
  ];
}

/** `containers.web: opens 8080/tcp, 192.0.2.10:53/udp from 10.0.0.0/8`: ports of the host, and those of its own address. */
function openPorts(topology: Topology): string[] {
  const byContainer = new Map<string, Map<string, Source[]>>();
  const add = (port: string, { container, target, from }: Publish): void => {
    // Of a dual-stack container, one family may be open to nobody.
    if (from.length === 0) return;
    const own = byContainer.get(container) ?? new Map<string, Source[]>();
    byContainer.set(container, own);
    const { family } = target.address;
    const any = { text: family === "ipv6" ? "::/0" : "0.0.0.0/0", family, isAny: true };
    const sources =
      from === "any" ? [any] : from.map((cidr) => ({ text: formatCidr(cidr), family, isAny: false }));
    own.set(port, [...(own.get(port) ?? []), ...sources]);
  };
  for (const publish of topology.publishes) {
    const { address, host, protocol } = publish;
    add(`${address ? before(address) : ""}${formatPorts(host)}/${protocol}`, publish);
  }
  for (const publish of directPorts(topology)) {
    const { target, protocol } = publish;
    add(`${before(target.address)}${formatPorts(target.ports)}/${protocol}`, publish);
  }
  return [...byContainer].map(([container, own]) => {
    const named = [...own].slice(0, shownPorts).map(([port, sources]) => `${port}${fromWhere(sources)}`);
    return `containers.${container}: opens ${named.join(", ")}${own.size > shownPorts ? ", and more" : ""}`;
  });
}

/** Who may reach a port: a prefix, or all of a family. */
interface Source {
  readonly text: string;
  readonly family: Family;
  readonly isAny: boolean;
}

/** So many sources of a port are named in the header. */
const shownSources = 4;

function fromWhere(sources: readonly Source[]): string {
  if (sources.every(({ isAny }) => isAny)) return "";
  const open = new Set(sources.filter(({ isAny }) => isAny).map(({ family }) => family));
  const said = sources.filter(({ family, isAny }) => isAny || !open.has(family));
  const texts = [...new Set(said.map(({ text }) => text))];
  return ` from ${texts.slice(0, shownSources).join(" ")}${texts.length > shownSources ? " and more" : ""}`;
}

/** An address before a port; RFC 3986 puts one of IPv6 into brackets. */
const before = (address: IpAddress): string =>
  address.family === "ipv6" ? `[${formatAddress(address)}]:` : `${formatAddress(address)}:`;

/** `containers.web: open to the world, 2001:db8:1::242:ac11:2`, or `… by way of router, …` */
function openToTheWorld(topology: Topology): string[] {
  const lines = new Map<string, string[]>();
  for (const { container, address, by } of exposedAddresses(topology)) {
    const line = `containers.${container}: open to the world${by === undefined ? "" : ` by way of ${by}`}`;
    const own = lines.get(line) ?? [];
    lines.set(line, own);
    own.push(formatAddress(address));
  }
  const all = [...lines].map(([line, own]) => `${line}, ${own.join(", ")}`);
  const more = all.length - shownOpen;
  return more <= 0
    ? all
    : [...all.slice(0, shownOpen), `and ${more} more: see \`open to the world\` at each container below`];
}

/** `networks.front: the host answers neighbour solicitations on eth0 for 2 containers` */
function proxying(network: Network, topology: Topology): string[] {
  const interfaces = proxyInterfaces(network, topology.host);
  const on = members(topology).get(network.name) ?? [];
  const count = on.filter(({ endpoint }) => endpoint.ipv6 !== undefined).length;
  return interfaces.length === 0 || count === 0
    ? []
    : [
        `${network.origin}: the host answers neighbour solicitations on ${interfaceWords(interfaces)} for ${count === 1 ? "1 container" : `${count} containers`}`,
      ];
}
