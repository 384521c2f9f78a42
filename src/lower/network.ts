import type { Group, Step } from "../ir/program.ts";
import { formatAddress } from "../net/address.ts";
import { formatCidr } from "../net/cidr.ts";
import { macOfIpv4, macOfWords } from "../net/mac.ts";
import type { Network, NetworkIpv4, Publish } from "../topology/topology.ts";
import { identityOf } from "./identity.ts";
import { takesLoopback } from "./publish.ts";
import { interfaceSysctl } from "./sysctl.ts";

/** The bridge of a network with the host's address on it; an external one is only used. */
export function lowerNetwork(network: Network, publishes: readonly Publish[]): Group {
  return {
    origin: network.origin,
    summary: describeNetwork(network),
    steps: [
      ...(network.bridge.external ? [] : bridgeSteps(network)),
      ...(network.icc ? [] : [netfilterStep(network.bridge.name)]),
      ...(takesLoopback(network, publishes) ? [loopbackStep(network.bridge.name)] : []),
    ],
  };
}

/**
 * The host reaches ports published on its 127.0.0.1 with a source of 127.0.0.0/8, which the kernel takes out of
 * and into an interface only with route_localnet; the rules' guard keeps everybody else's out.
 */
const loopbackStep = (bridge: string): Step => ({
  kind: "sysctl",
  netns: undefined,
  key: interfaceSysctl("ipv4", bridge, "route_localnet"),
  value: "1",
});

/**
 * Frames from one port of a bridge to another pass the rules only where bridge netfilter is on. On for this bridge
 * alone (IFLA_BR_NF_CALL_IPTABLES) it is nothing to other bridges, which the sysctl of the same name would be. ARP
 * is not asked. Rules of family bridge would need no br_netfilter, but iptables has none; ports that are `isolated`
 * would leave no way to a link.
 */
const netfilterStep = (dev: string): Step => ({ kind: "netfilter", dev });

/** `172.17.0.0/16, gateway 172.17.42.1, nat, mtu 1500` */
export function describeNetwork({ bridge, ipv4, mtu, icc, internal, peers }: Network): string {
  const words = [bridge.external ? `existing bridge ${bridge.name}` : `bridge ${bridge.name}`];
  if (ipv4 === undefined) {
    words.push("no IPv4");
  } else {
    words.push(formatCidr(ipv4.subnet), gatewayWords(ipv4.gateway));
    words.push(...(ipv4.gateway.kind === "host" ? [translation(ipv4)] : []));
  }
  words.push(...(internal ? ["internal"] : ipv4?.inbound === "open" ? ["open to the world"] : []));
  words.push(...(icc ? [] : ["links only"]));
  words.push(`mtu ${mtu === "auto" ? "of the uplink ($uplink_mtu)" : mtu}`);
  return [...words, ...(peers.length > 0 ? [`peers ${peers.join(" ")}`] : [])].join(", ");
}

/** What the host does to packets of the network; where it is not the gateway, none of them comes by. */
const translation = ({ mode, snat }: NetworkIpv4): string =>
  snat ? `nat from ${formatAddress(snat)}` : mode;

type Gateway = NetworkIpv4["gateway"];

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

/**
 * The bridge has a MAC of its own; without one it takes the lowest of its ports' and changes it as they come
 * and go (net/bridge/br_stp_if.c, br_stp_recalculate_bridge_id), which leaves neighbours with the old one.
 */
function bridgeSteps(network: Network): Step[] {
  const { name } = network.bridge;
  const gateway = network.ipv4?.gateway;
  const address = gateway?.kind === "host" ? gateway.address : undefined;
  const mac = address ? macOfIpv4(address) : macOfWords("bridge", network.name);
  const steps: Step[] = [
    { kind: "bridge", name, mac },
    {
      kind: "link",
      netns: undefined,
      dev: name,
      identity: identityOf("networks", network.name),
      mtu: network.mtu,
      addrgenmode: "none",
    },
  ];
  if (address && network.ipv4) {
    const cidr = `${formatAddress(address)}/${network.ipv4.subnet.length}`;
    steps.push({ kind: "address", netns: undefined, dev: name, address: cidr });
  }
  return steps;
}
