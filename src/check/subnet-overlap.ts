import { at, type Diagnostic, type Related } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import { sameAddress } from "../net/address.ts";
import { formatCidr, formatInterfaceAddress, subnetOf } from "../net/cidr.ts";
import type { Cidr } from "../net/ip.ts";
import { nested } from "../net/nested.ts";
import { specialRange } from "../net/special.ts";
import type { Network, NetworkIpv4, Topology } from "../topology/topology.ts";
import { subnetNote, subnetPlace, withIpv4 } from "./rule.ts";

/** A subnet that the host holds an address in. */
interface Held {
  readonly subnet: Cidr;
  /** Place in the plan: the host's addresses, then the networks. */
  readonly order: number;
  readonly note: Related;
  /** Undefined: an address of the host's own. */
  readonly network: { readonly network: Network; readonly ipv4: NetworkIpv4 } | undefined;
}

/** The host holds addresses in subnets that do not overlap. */
export function subnetOverlap(topology: Topology): Diagnostic[] {
  return nested(held(topology), ({ subnet }) => subnet).flatMap(([a, b]) => {
    const [later, earlier] = a.order > b.order ? [a, b] : [b, a];
    if (later.network === undefined) {
      return [];
    }
    const { network } = later.network;
    const other =
      earlier.network === undefined ? "the host's own address" : `network ${earlier.network.network.name}`;
    const message = `${formatCidr(later.subnet)} of network ${network.name} overlaps ${formatCidr(earlier.subnet)} of ${other}`;
    return [
      problem("NG0408", message, subnetPlace(network), {
        related: [earlier.note],
        help: "the host holds an address in both: move one of them, or give one of the networks another gateway or none",
      }),
    ];
  });
}

function held(topology: Topology): Held[] {
  const networks = withIpv4(topology).filter(
    ({ ipv4 }) => ipv4.gateway.kind === "host" && specialRange(ipv4.subnet) === undefined,
  );
  // What the host has on a bridge of the plan may stand among its addresses.
  const gateways = networks.flatMap(({ ipv4 }) =>
    ipv4.gateway.kind === "host" ? [ipv4.gateway.address] : [],
  );
  const own = topology.host.addresses
    .filter(({ address }) => !gateways.some((gateway) => sameAddress(gateway, address)))
    .map((address) => ({
      subnet: subnetOf(address),
      note: {
        where: at(address.path),
        message: `the host has ${formatInterfaceAddress(address)}, given here`,
      },
      network: undefined,
    }));
  const planned = networks.map(({ network, ipv4 }) => ({
    subnet: ipv4.subnet,
    note: subnetNote(network, ipv4),
    network: { network, ipv4 },
  }));
  return [...own, ...planned].map((item, order) => ({ ...item, order }));
}
