import { inboundPath } from "../facts/inbound-path.ts";
import { listensOnLoopback } from "../facts/listens-on-loopback.ts";
import { proxyInterfaces } from "../facts/proxy-interfaces.ts";
import type { Group } from "../ir/program.ts";
import type { Step } from "../ir/step.ts";
import { formatAddress } from "../net/address.ts";
import { formatCidr } from "../net/cidr.ts";
import { type Family, families, familyName } from "../net/ip.ts";
import { interfaceSysctl } from "../net/sysctl.ts";
import type { Firewall, Host, Network, NetworkIp, Publish } from "../topology/topology.ts";
import { bridgeSteps, forwardingSteps } from "./bridge.ts";
import { interfaceWords, lowerProxying } from "./ndp.ts";

/** The bridge of a network with the host's address on it; an external one is only used. */
export function lowerNetwork(
  network: Network,
  publishes: readonly Publish[],
  host: Host,
  takesAdvertisements: boolean,
): Group {
  return {
    origin: network.origin,
    summary: [describeNetwork(network, host.firewall), ...proxyingWords(network, host)].join(", "),
    steps: [
      ...(network.bridge.external ? [] : bridgeSteps(network, takesAdvertisements)),
      ...(host.ipForward && !network.bridge.external ? forwardingSteps(network) : []),
      ...families.flatMap((family) =>
        !network.icc && (network[family] !== undefined || (family === "ipv4" && network.ipv6 === undefined))
          ? [netfilterStep(network.bridge.name, family)]
          : [],
      ),
      ...lowerProxying(network, host),
      ...(takesLoopback(network, publishes) ? [loopbackStep(network.bridge.name)] : []),
    ],
  };
}

/** Networks that packets with a loopback address as their source go into. */
const takesLoopback = (network: Network, publishes: readonly Publish[]): boolean =>
  publishes.some((publish) => publish.network === network.name && listensOnLoopback(publish));

/**
 * The host reaches ports published on its 127.0.0.1 with a source of 127.0.0.0/8, which the kernel takes out of
 * and into an interface only with route_localnet; the rules of raw_prerouting keep everybody else's out.
 */
const loopbackStep = (bridge: string): Step => ({
  kind: "sysctl",
  netns: undefined,
  key: interfaceSysctl("ipv4", bridge, "route_localnet"),
  value: "1",
  why: "let 127.0.0.1 reach published ports",
});

/**
 * Frames from one port of a bridge to another pass the rules only where bridge netfilter is on. On for this bridge
 * alone (IFLA_BR_NF_CALL_IPTABLES) it is nothing to other bridges, which the sysctl of the same name would be. ARP
 * is not asked. Rules of family bridge would need no br_netfilter, but iptables has none; ports that are `isolated`
 * would leave no way to a link.
 */
const netfilterStep = (dev: string, family: Family): Step => ({ kind: "bridge_nf_call", dev, family });

/** `172.17.0.0/16, gateway 172.17.42.1, nat, mtu 1500` */
export function describeNetwork(network: Network, firewall: Firewall): string {
  const { bridge, ipv4, ipv6, mtu, icc, internal, peers } = network;
  const words = [bridge.external ? `existing bridge ${bridge.name}` : `bridge ${bridge.name}`];
  words.push(
    ...(ipv4 === undefined ? ["no IPv4"] : wordsOf(ipv4, firewall)),
    ...(ipv6 === undefined ? [] : wordsOf(ipv6, firewall)),
  );
  words.push(...(internal ? ["internal"] : openWords(network, firewall)));
  words.push(...(icc ? [] : ["links only"]));
  words.push(`mtu ${mtu === "auto" ? "of the uplink ($uplink_mtu)" : mtu}`);
  return [...words, ...(peers.length > 0 ? [`peers ${peers.join(" ")}`] : [])].join(", ");
}

/** `open to the world on IPv4 and IPv6`; what it reaches behind a container is that container's to say. */
function openWords(network: Network, firewall: Firewall): string[] {
  const paths = new Map<string | undefined, Family[]>();
  for (const family of families) {
    const path = inboundPath(network, family, firewall);
    if (path !== undefined) paths.set(path.by, [...(paths.get(path.by) ?? []), family]);
  }
  return [...paths].map(([by, open]) => {
    const on = network.ipv6 === undefined ? "" : ` on ${open.map(familyName).join(" and ")}`;
    return `open to the world${on}${by === undefined ? "" : ` as far as ${by} lets in`}`;
  });
}

/** `neighbour solicitations for its containers are answered on eth0` */
function proxyingWords(network: Network, host: Host): string[] {
  const interfaces = proxyInterfaces(network, host);
  return interfaces.length === 0
    ? []
    : [`neighbour solicitations for its containers are answered on ${interfaceWords(interfaces)}`];
}

const wordsOf = (ip: NetworkIp, firewall: Firewall): string[] => [
  formatCidr(ip.subnet),
  gatewayWords(ip.gateway),
  ...(ip.gateway.kind === "host" ? [translation(ip, firewall)] : []),
];

/** What the host does to packets of the network; where it is not the gateway, none of them comes by. */
const translation = ({ mode, snat }: NetworkIp, firewall: Firewall): string =>
  firewall === "none" && mode === "nat" ? "no nat" : snat ? `nat from ${formatAddress(snat)}` : mode;

type Gateway = NetworkIp["gateway"];

function gatewayWords(gateway: Gateway): string {
  switch (gateway.kind) {
    case "host":
      return `gateway ${formatAddress(gateway.address)}`;
    case "container":
      return `gateway ${formatAddress(gateway.address)} (${gateway.container})`;
    case "none":
      return "no gateway";
  }
}
