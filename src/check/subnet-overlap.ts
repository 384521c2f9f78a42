import { at, type Diagnostic, type Related } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import { sameAddress } from "../net/address.ts";
import { contains, formatCidr, formatInterfaceAddress, subnetOf } from "../net/cidr.ts";
import type { Cidr, IpAddress } from "../net/ip.ts";
import { nested } from "../net/nested.ts";
import { specialRange } from "../net/special.ts";
import type { Topology } from "../topology/topology.ts";
import { type OfNetwork, type Rule, subnetNote, subnetPlace, withIp } from "./rule.ts";

/** A subnet that the host holds an address in. */
interface Held {
  readonly subnet: Cidr;
  /** That of the host; of a network, its first. */
  readonly address: IpAddress;
  /** Place in the plan: the host's addresses, then the networks. */
  readonly order: number;
  readonly note: Related;
  /** Undefined: an address of the host's own. */
  readonly network: OfNetwork | undefined;
}

export const subnetOverlap: Rule = {
  name: "subnet-overlap",
  codes: ["NG0408"],
  about: "The subnets in which the host holds addresses do not overlap.",
  check,
};

function check(topology: Topology): Diagnostic[] {
  return nested(held(topology), ({ subnet }) => subnet).flatMap(([a, b]) => {
    const [later, earlier] = a.order > b.order ? [a, b] : [b, a];
    if (later.network === undefined) {
      return [];
    }
    const { network, family } = later.network;
    // A part of an IPv6 subnet of the host may lie behind it: its route is the more specific one.
    const within = earlier.network === undefined && earlier.subnet.length < later.subnet.length;
    if (family === "ipv6" && within && !contains(later.subnet, earlier.address)) {
      return [];
    }
    const other =
      earlier.network === undefined ? "the host's own address" : `network ${earlier.network.network.name}`;
    const message = `${formatCidr(later.subnet)} of network ${network.name} overlaps ${formatCidr(earlier.subnet)} of ${other}`;
    return [
      problem("NG0408", message, subnetPlace(network, family), {
        related: [earlier.note],
        help: "the host holds an address in both: move one of them, or give one of the networks another gateway or none",
      }),
    ];
  });
}

function held(topology: Topology): Held[] {
  const networks = withIp(topology).filter(
    ({ ip }) => ip.gateway.kind === "host" && specialRange(ip.subnet) === undefined,
  );
  // What the host has on a bridge of the plan may stand among its addresses.
  const gateways = networks.flatMap(({ ip }) => (ip.gateway.kind === "host" ? [ip.gateway.address] : []));
  const own = topology.host.addresses
    .filter(({ address }) => !gateways.some((gateway) => sameAddress(gateway, address)))
    .map((address) => ({
      subnet: subnetOf(address),
      address: address.address,
      note: {
        where: at(address.path),
        message: `the host has ${formatInterfaceAddress(address)}, given here`,
      },
      network: undefined,
    }));
  const planned = networks.map((of) => ({
    subnet: of.ip.subnet,
    address: of.ip.subnet.address,
    note: subnetNote(of.network, of.ip),
    network: of,
  }));
  return [...own, ...planned].map((item, order) => ({ ...item, order }));
}
