import { at, type Diagnostic } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import { sameAddress } from "../net/address.ts";
import { containsCidr, formatCidr, formatInterfaceAddress, subnetOf } from "../net/cidr.ts";
import type { InterfaceAddress } from "../net/ip.ts";
import { specialSubnet } from "../net/special.ts";
import { shown } from "../topology/problems.ts";
import type { Host, Network, NetworkIp, Topology } from "../topology/topology.ts";
import { keyOf, type Rule, subnetPlace } from "./rule.ts";

export const ndpProxy: Rule = {
  name: "ndp-proxy",
  codes: ["NG0704", "NG0708", "NG0709", "NG0710"],
  about:
    "The host answers neighbour solicitations for a network whose subnet lies in a subnet of the host, on an interface that leads to its neighbours.",
  check,
};

function check({ host, networks }: Topology): Diagnostic[] {
  const bridges = new Map(
    networks.filter(({ bridge }) => !bridge.external).map((network) => [network.bridge.name, network]),
  );
  return networks.flatMap((network) => {
    const { ipv6 } = network;
    if (ipv6 === undefined || specialSubnet(ipv6.subnet) !== undefined) {
      return [];
    }
    return [
      ...onBridges(network, ipv6, bridges),
      ...(network.internal ? ofInternal(network, ipv6) : elsewhere(ipv6, host)),
      ...unanswered(network, ipv6, host),
    ];
  });
}

/** What is behind a bridge of the plan is reached by it, and asks for no addresses of other networks. */
function onBridges(
  network: Network,
  { ndpProxy: proxies }: NetworkIp,
  bridges: ReadonlyMap<string, Network>,
): Diagnostic[] {
  return proxies.flatMap(({ dev, path }) => {
    const holder =
      dev.kind !== "name" ? undefined : dev.name === network.bridge.name ? network : bridges.get(dev.name);
    if (holder === undefined || dev.kind !== "name") {
      return [];
    }
    const whose = holder === network ? "its own bridge" : `the bridge of network ${holder.name}`;
    const message = `network ${network.name} proxies NDP on ${shown(dev.name)}, which is ${whose}`;
    const related = [{ where: holder.given.bridge ?? keyOf(holder), message: `${holder.name} is here` }];
    const help = "name the interface towards those that ask, as in eth0, or `uplink`";
    return [problem("NG0709", message, at(path), { related, help })];
  });
}

function ofInternal(network: Network, { ndpProxy: proxies }: NetworkIp): Diagnostic[] {
  const message = `network ${network.name} is internal: the host would answer for containers that nobody reaches`;
  const related = [{ where: at([...network.path, "internal"]), message: "as said here" }];
  const help = "take `ndp_proxy` or `internal` out";
  return proxies.slice(0, 1).map(({ path }) => problem("NG0708", message, at(path), { related, help }));
}

/** A proxy answers for what is in the subnet of its interface, as far as the plan says what that is. */
function elsewhere({ subnet, ndpProxy: proxies }: NetworkIp, host: Host): Diagnostic[] {
  const own = host.addresses.filter(({ address }) => address.family === "ipv6");
  if (own.length === 0 || own.some((address) => containsCidr(subnetOf(address), subnet))) {
    return [];
  }
  const known = own.map(formatInterfaceAddress).join(", ");
  const message = `${formatCidr(subnet)} is in no subnet of the host, which has ${known}: neighbours do not ask for its addresses`;
  const help =
    "leave `ndp_proxy` out and have the subnet routed to the host, or take a part of one of the host's subnets; if the host has another, add it to `host.addresses`";
  return proxies.map(({ path }) => problem("NG0704", message, at(path), { help }));
}

/** What lies inside of a subnet that the host is on is asked for there, as a neighbour. */
function unanswered(network: Network, ip: NetworkIp, host: Host): Diagnostic[] {
  const { subnet, gateway, mode, ndpProxy: proxies } = ip;
  if (proxies.length > 0 || network.internal || mode === "nat" || gateway.kind !== "host") {
    return [];
  }
  const around = host.addresses.find(
    (own) => isAround(own, ip) && !sameAddress(own.address, gateway.address),
  );
  if (around === undefined) {
    return [];
  }
  const message = `${formatCidr(subnet)} of network ${network.name} lies in ${formatCidr(subnetOf(around))}, where the host's neighbours ask for its containers and nobody answers`;
  const related = [
    { where: at(around.path), message: `the host has ${formatInterfaceAddress(around)}, given here` },
  ];
  const help =
    "write `ndp_proxy` with the interface of that subnet beside the network's `subnet`, or take a subnet that is routed to the host";
  return [problem("NG0710", message, subnetPlace(network, "ipv6"), { related, help })];
}

const isAround = (own: InterfaceAddress, { subnet }: NetworkIp): boolean =>
  own.length < subnet.length && containsCidr(subnetOf(own), subnet);
