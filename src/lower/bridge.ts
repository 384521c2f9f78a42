import type { Step } from "../ir/step.ts";
import { formatAddress } from "../net/address.ts";
import { cidrOfAddress, formatCidr } from "../net/cidr.ts";
import { families, familyName } from "../net/ip.ts";
import { macOfIpv4, macOfWords } from "../net/mac.ts";
import { BRIDGE_LINK_LOCAL, isLinkLocal } from "../net/special.ts";
import { interfaceSysctl } from "../net/sysctl.ts";
import type { Network, NetworkIp } from "../topology/topology.ts";
import { identityOf } from "./identity.ts";

/**
 * The bridge has a MAC of its own; without one it takes the lowest of its ports' and changes it as they come
 * and go (net/bridge/br_stp_if.c, br_stp_recalculate_bridge_id), which leaves neighbours with the old one.
 */
export function bridgeSteps(network: Network, takesAdvertisements: boolean): Step[] {
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
    steps.push({ kind: "address", netns: undefined, dev: name, address: cidr, nodad: false });
  }
  return network.ipv6 === undefined
    ? [...steps, ...(takesAdvertisements ? [takesNone(name)] : [])]
    : [...steps, ...bridgeIpv6Steps(name, network.ipv6)];
}

/** Where the host is the gateway, packets that come in by the bridge are forwarded, whatever new interfaces begin with. */
export const forwardingSteps = (network: Network): Step[] =>
  families.flatMap((family): Step[] =>
    network[family]?.gateway.kind === "host"
      ? [
          {
            kind: "sysctl",
            netns: undefined,
            key: interfaceSysctl(family, network.bridge.name, "forwarding"),
            value: "1",
            why: `forward ${familyName(family)} from it, also where conf.default.forwarding is 0`,
          },
        ]
      : [],
  );

const takesNone = (dev: string): Step => ({
  kind: "sysctl",
  netns: undefined,
  key: interfaceSysctl("ipv6", dev, "accept_ra"),
  value: "0",
  why: "containers advertise no routes to the host",
});

/**
 * A bridge that is the gateway has a link-local address, without which the kernel asks for no neighbour on behalf of
 * others (net/ipv6/ndisc.c, ndisc_send_ns): Docker's fe80::1, or the plan's. The subnet is reached by a route, or
 * by the address that the plan gives the bridge there. Containers advertise no routes to the host.
 */
function bridgeIpv6Steps(dev: string, { gateway, subnet }: NetworkIp): Step[] {
  const accept = takesNone(dev);
  if (gateway.kind !== "host") {
    return [accept];
  }
  const address = (text: string): Step => ({
    kind: "address",
    netns: undefined,
    dev,
    address: text,
    nodad: true,
  });
  const own = formatAddress(gateway.address);
  if (!isLinkLocal(cidrOfAddress(gateway.address))) {
    const linkLocal = formatAddress(BRIDGE_LINK_LOCAL);
    return [accept, address(`${linkLocal}/64`), address(`${own}/${subnet.length}`)];
  }
  const route: Step = {
    kind: "route",
    netns: undefined,
    type: "unicast",
    to: formatCidr(subnet),
    via: undefined,
    dev,
    src: undefined,
    metric: undefined,
  };
  return [accept, address(`${own}/64`), route];
}
