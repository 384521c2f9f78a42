import { formatAddress } from "../net/address.ts";
import { formatPorts } from "../net/port.ts";
import type { Publish, Topology } from "../topology/topology.ts";
import { hasNames } from "./names.ts";
import { describeNetwork } from "./network.ts";

/** So many ports of a container are named in the header; the rules have them all. */
const shownPorts = 12;

/**
 * What the script will make, a few lines for its header. Containers are not counted or listed, but for those with
 * ports that it opens: the lines of an entry are to be the only ones that change with it.
 */
export function summarize(topology: Topology): string[] {
  const { name, membership, host, networks, containers, links, publishes } = topology;
  const firewall = {
    nftables: `nftables, table inet netgen-${name}`,
    iptables: `iptables, chains NG_${name}_*`,
    none: "none: no rule is made or touched",
  };
  return [
    ...networks.map((network) => `${network.origin}: ${describeNetwork(network)}`),
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
    ...openPorts(publishes),
    `firewall: ${firewall[host.firewall]}`,
  ];
}

/** `containers.web: opens 8080/tcp, 192.0.2.10:53/udp` */
function openPorts(publishes: readonly Publish[]): string[] {
  const byContainer = new Map<string, Publish[]>();
  for (const publish of publishes) {
    const own = byContainer.get(publish.container) ?? [];
    own.push(publish);
    byContainer.set(publish.container, own);
  }
  return [...byContainer].map(([container, own]) => {
    const named = own.slice(0, shownPorts).map(portOf).join(", ");
    return `containers.${container}: opens ${named}${own.length > shownPorts ? ", and more" : ""}`;
  });
}

const portOf = ({ address, host, protocol }: Publish): string =>
  `${address ? `${address.family === 6 ? `[${formatAddress(address)}]` : formatAddress(address)}:` : ""}${formatPorts(host)}/${protocol}`;
