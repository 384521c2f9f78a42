import { directPorts } from "../facts/direct-ports.ts";
import { exposedAddresses } from "../facts/exposure.ts";
import { formatAddress } from "../net/address.ts";
import { formatCidr } from "../net/cidr.ts";
import type { Family, IpAddress } from "../net/ip.ts";
import { formatPorts } from "../net/port.ts";
import type { Publish, Topology } from "../topology/topology.ts";
import { few } from "./summary-few.ts";

/** So many ports of a container are named in the header; the rules have them all. */
const shownPorts = 12;

/** What the world reaches: ports that are published, and addresses of networks that are open as a whole. */
export function openToWorld(topology: Topology): readonly string[] {
  const lines = [...openPorts(topology), ...openWhole(topology)];
  return lines.length > 0 ? lines : ["nothing"];
}

/** `containers.web: 8080/tcp, 192.0.2.10:53/udp from 10.0.0.0/8`: ports of the host, and those of its own address. */
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
    return `containers.${container}: ${named.join(", ")}${own.size > shownPorts ? ", and more" : ""}`;
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

/** `containers.web: every port of 2001:db8:1::242:ac11:2`, or `… by way of router` */
function openWhole(topology: Topology): readonly string[] {
  const lines = new Map<string, { container: string; way: string; addresses: string[] }>();
  for (const { container, address, by } of exposedAddresses(topology)) {
    const way = by === undefined ? "" : ` by way of ${by}`;
    const line = lines.get(`${container}${way}`) ?? { container, way, addresses: [] };
    lines.set(`${container}${way}`, line);
    line.addresses.push(formatAddress(address));
  }
  return few(
    [...lines.values()].map(
      ({ container, way, addresses }) =>
        `containers.${container}: every port of ${addresses.join(" and ")}${way}`,
    ),
    "see `open to the world` at each container below",
  );
}
