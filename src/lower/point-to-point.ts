import type { Group, PairEnd, Step } from "../ir/program.ts";
import { formatAddress } from "../net/address.ts";
import { formatInterfaceAddress } from "../net/cidr.ts";
import type { Container, LinkEnd, PointToPoint } from "../topology/topology.ts";
import { netnsOf } from "./container.ts";
import { identityOf } from "./identity.ts";

/** A link with no bridge: the pair, each end's address, and a route to the other's. */
export function lowerLink(link: PointToPoint, containers: ReadonlyMap<string, Container>): Group {
  const [a, b] = link.ends;
  const [first, second] = b.container === undefined ? [b, a] : [a, b];
  const netns = (end: LinkEnd) => netnsOfEnd(end, containers);
  const pairEnd = (end: LinkEnd): PairEnd => ({ name: end.interfaceName, mac: end.mac, netns: netns(end) });
  return {
    origin: link.origin,
    summary: `${describeEnd(a)}, ${describeEnd(b)}`,
    steps: [
      { kind: "pair", ends: [pairEnd(first), pairEnd(second)] },
      ...endSteps(link, first, second, netns(first)),
      ...endSteps(link, second, first, netns(second)),
    ],
  };
}

/** `10.1.1.1 on eth0 of a` */
const describeEnd = ({ ipv4, interfaceName, container }: LinkEnd): string =>
  `${ipv4 ? formatAddress(ipv4.address) : "no address"} on ${interfaceName} of ${container ?? "the host"}`;

function netnsOfEnd({ container }: LinkEnd, containers: ReadonlyMap<string, Container>): string | undefined {
  if (container === undefined) {
    return undefined;
  }
  const netns = containers.get(container)?.netns;
  if (netns === undefined || netns.kind === "host" || netns.kind === "container") {
    throw new Error(`${container} has no namespace to put an end of a link into`);
  }
  return netnsOf(netns);
}

function endSteps(link: PointToPoint, end: LinkEnd, other: LinkEnd, netns: string | undefined): Step[] {
  const dev = end.interfaceName;
  const addrgenmode = netns === undefined ? "none" : undefined;
  const steps: Step[] = [
    { kind: "link", netns, dev, identity: identityOf(...link.key), mtu: link.mtu, addrgenmode },
  ];
  if (end.ipv4) {
    steps.push({ kind: "address", netns, dev, address: formatInterfaceAddress(end.ipv4) });
  }
  const route = { kind: "route", netns, type: "unicast", via: undefined, dev, src: undefined } as const;
  if (other.ipv4) {
    steps.push({ ...route, to: `${formatAddress(other.ipv4.address)}/32`, metric: undefined });
  }
  if (end.defaultRoute && other.ipv4) {
    steps.push({ ...route, to: "default", via: formatAddress(other.ipv4.address), metric: undefined });
  }
  return steps;
}
