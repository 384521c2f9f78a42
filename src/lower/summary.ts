import { formatAddress } from "../net/address.ts";
import type { IpAddress } from "../net/ip.ts";
import { formatPorts } from "../net/port.ts";
import type { Topology } from "../topology/topology.ts";
import { offeredPublishes, openAddresses } from "../topology/world.ts";
import { hasNames } from "./names.ts";
import { describeNetwork } from "./network.ts";

/** So many ports of a container are named in the header; the rules have them all. */
const shownPorts = 12;

/**
 * What the script will make, a few lines for its header. Containers are not counted or listed, but for those with
 * ports that it opens: the lines of an entry are to be the only ones that change with it.
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
    ...openPorts(topology),
    ...openToTheWorld(topology),
    `firewall: ${firewall[host.firewall]}`,
  ];
}

/** `containers.web: opens 8080/tcp, 192.0.2.10:53/udp`: ports of the host, and those of its own address. */
function openPorts(topology: Topology): string[] {
  const byContainer = new Map<string, Set<string>>();
  const add = (container: string, port: string): void => {
    const own = byContainer.get(container) ?? new Set();
    byContainer.set(container, own.add(port));
  };
  for (const { container, address, host, protocol } of topology.publishes) {
    add(container, `${address ? before(address) : ""}${formatPorts(host)}/${protocol}`);
  }
  for (const { container, target, protocol } of offeredPublishes(topology)) {
    add(container, `${before(target.address)}${formatPorts(target.ports)}/${protocol}`);
  }
  return [...byContainer].map(([container, own]) => {
    const named = [...own].slice(0, shownPorts).join(", ");
    return `containers.${container}: opens ${named}${own.size > shownPorts ? ", and more" : ""}`;
  });
}

/** An address before a port; RFC 3986 puts one of IPv6 into brackets. */
const before = (address: IpAddress): string =>
  address.family === 6 ? `[${formatAddress(address)}]:` : `${formatAddress(address)}:`;

/** `containers.web: open to the world, 2001:db8:1::242:ac11:2` */
function openToTheWorld(topology: Topology): string[] {
  const byContainer = new Map<string, string[]>();
  for (const { container, address } of openAddresses(topology)) {
    const own = byContainer.get(container) ?? [];
    byContainer.set(container, own);
    own.push(formatAddress(address));
  }
  return [...byContainer].map(
    ([container, own]) => `containers.${container}: open to the world, ${own.join(", ")}`,
  );
}
