import { forwards } from "../facts/forwards.ts";
import { publishedPorts } from "../facts/published-ports.ts";
import { snatNetworks } from "../facts/snat-networks.ts";
import type { Group } from "../ir/program.ts";
import type { AcceptRaStep, SysctlStep, UplinkForwardingStep } from "../ir/step.ts";
import { formatAddress } from "../net/address.ts";
import { type Family, families } from "../net/ip.ts";
import type { Host, Topology } from "../topology/topology.ts";
import { lowerRoute } from "./route.ts";
import { uplinkOf } from "./uplink.ts";

/**
 * Forwarding between the host's interfaces, where it holds an address of a network or of a link, or is the router of a
 * cluster. Switching it on makes the kernel forget `accept_redirects` (net/ipv4/devinet.c, inet_forward_change), so that one is named, too: what is
 * named is put back by down.
 */
export function lowerForwarding(topology: Topology): Group {
  const ipv4 = forwards(topology, "ipv4");
  const ipv6 = forwards(topology, "ipv6");
  const onUplinks = (family: Family, why: string): UplinkForwardingStep => ({
    kind: "uplink_forwarding",
    family,
    why,
  });
  const isTranslated =
    topology.host.firewall !== "none" &&
    families.some((family) => forwards(topology, family) && translates(topology, family));
  const liberal = sysctl(
    "net.netfilter.nf_conntrack_tcp_be_liberal",
    "1",
    "a TCP segment outside of the window is still part of its connection",
  );
  const on4 = [
    sysctl("net.ipv4.ip_forward", "1", "forward IPv4 between interfaces"),
    sysctl("net.ipv4.conf.all.accept_redirects", "0", "a router takes no redirects"),
    onUplinks("ipv4", "also on interfaces with a default route where it was switched off"),
  ];
  const on6 = [
    sysctl("net.ipv6.conf.all.forwarding", "1", "forward IPv6 between interfaces"),
    sysctl("net.ipv6.conf.default.forwarding", "1", "and on those that are made later"),
    onUplinks("ipv6", "also on interfaces with a default route where it was switched off"),
  ];
  const uplink = uplinkOf(topology).kind === "none" ? "" : "the uplink and ";
  const advertised: AcceptRaStep = {
    kind: "accept_ra",
    netns: undefined,
    why: `still take router advertisements on ${uplink}interfaces that live on them, now or later`,
  };
  return {
    origin: "host",
    summary: "packets are forwarded between interfaces, for the whole host",
    steps: [...(ipv4 ? on4 : []), ...(ipv6 ? [advertised, ...on6] : []), ...(isTranslated ? [liberal] : [])],
  };
}

/** Whether packets get other addresses: what conntrack takes for invalid then has no way back. */
const translates = (topology: Topology, family: Family): boolean =>
  snatNetworks(topology, family).length > 0 || publishedPorts(topology, family).length > 0;

const sysctl = (key: string, value: string, why: string): SysctlStep => ({
  kind: "sysctl",
  netns: undefined,
  key,
  value,
  why,
});

/** What tells the host that the plan means from every other: its own addresses, where the plan names them. */
export const lowerRequirements = ({ origin, addresses }: Host): Group => ({
  origin,
  summary: "the script is for the host that has these addresses, and refused elsewhere",
  steps: addresses.map(({ address }) => ({ kind: "required_address", address: formatAddress(address) })),
});

/** The host's own routes; last, since they may lead through what is made before. */
export function lowerHostRoutes({ routes }: Host): Group {
  return {
    origin: "host",
    summary: "routes",
    steps: routes.map((route) => lowerRoute(route, undefined)),
  };
}
