import { namespaceOf } from "../facts/namespace.ts";
import type { Group } from "../ir/program.ts";
import type { Step, VethPairEnd } from "../ir/step.ts";
import { formatAddress } from "../net/address.ts";
import { cidrOfAddress, formatCidr, formatInterfaceAddress } from "../net/cidr.ts";
import { families } from "../net/ip.ts";
import { linkLocalOf } from "../net/mac.ts";
import { interfaceSysctl } from "../net/sysctl.ts";
import type { Container, LinkEnd, PointToPoint } from "../topology/topology.ts";
import { netnsOf } from "./container.ts";
import { addressWords } from "./container-words.ts";
import { identityOf } from "./identity.ts";

/** A link with no bridge: the pair, each end's address, and a route to the other's. */
export function lowerLink(
  link: PointToPoint,
  containers: ReadonlyMap<string, Container>,
  takesAdvertisements: boolean,
): Group {
  const [a, b] = link.ends;
  const [first, second] = b.container === undefined ? [b, a] : [a, b];
  const netns = (end: LinkEnd) => netnsOfEnd(end, containers);
  const pairEnd = (end: LinkEnd): VethPairEnd => ({
    name: end.interfaceName,
    mac: end.mac,
    netns: netns(end),
  });
  return {
    origin: link.origin,
    summary: `${describeEnd(a)}, ${describeEnd(b)}`,
    steps: [
      { kind: "veth_pair", ends: [pairEnd(first), pairEnd(second)] },
      ...endSteps(link, first, second, netns(first), takesAdvertisements),
      ...endSteps(link, second, first, netns(second), takesAdvertisements),
    ],
  };
}

/** `10.1.1.1 on eth0 of a` */
const describeEnd = (end: LinkEnd): string =>
  `${addressWords(end)} on ${end.interfaceName} of ${end.container ?? "the host"}`;

function netnsOfEnd({ container }: LinkEnd, containers: ReadonlyMap<string, Container>): string | undefined {
  if (container === undefined) {
    return undefined;
  }
  const owner = containers.get(container);
  const netns = owner && namespaceOf(owner);
  if (netns === undefined) {
    throw new Error(`${container} has no namespace to put an end of a link into`);
  }
  return netnsOf(netns);
}

function endSteps(
  link: PointToPoint,
  end: LinkEnd,
  other: LinkEnd,
  netns: string | undefined,
  takesAdvertisements: boolean,
): Step[] {
  const dev = end.interfaceName;
  const addrgenmode = netns === undefined ? "none" : undefined;
  const steps: Step[] = [
    { kind: "link", netns, dev, identity: identityOf(...link.key), mtu: link.mtu, addrgenmode },
  ];
  if (netns === undefined && (end.ipv6 || takesAdvertisements)) {
    steps.push({
      kind: "sysctl",
      netns,
      key: interfaceSysctl("ipv6", dev, "accept_ra"),
      value: "0",
      why: "the other end advertises no routes to the host",
    });
  }
  // Where the kernel makes none, the link-local address that it needs to ask for neighbours, of its own making.
  if (end.ipv6 && addrgenmode === "none") {
    steps.push({
      kind: "address",
      netns,
      dev,
      address: `${formatAddress(linkLocalOf(end.mac))}/64`,
      nodad: true,
    });
  }
  for (const family of families) {
    const own = end[family];
    if (own) {
      const nodad = family === "ipv6";
      steps.push({ kind: "address", netns, dev, address: formatInterfaceAddress(own), nodad });
    }
  }
  const route = { kind: "route", netns, type: "unicast", via: undefined, dev, src: undefined } as const;
  for (const address of families.flatMap((family) => other[family]?.address ?? [])) {
    steps.push({ ...route, to: formatCidr(cidrOfAddress(address)), metric: undefined });
    if (end.defaultRoute) {
      steps.push({ ...route, to: "default", via: formatAddress(address), metric: undefined });
    }
  }
  return steps;
}
