import { at, type Diagnostic, type Related } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import { compareAddresses, sameAddress } from "../net/address.ts";
import { containsCidr, formatCidr, formatInterfaceAddress, subnetOf } from "../net/cidr.ts";
import type { Cidr } from "../net/ip.ts";
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
  return overlapping(held(topology)).flatMap(([a, b]) => {
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

/** Pairs of which one holds the other: each with the narrowest that holds it. Prefixes never overlap otherwise. */
function overlapping(all: readonly Held[]): [Held, Held][] {
  const sorted = all.toSorted(
    (a, b) =>
      compareAddresses(a.subnet.address, b.subnet.address) ||
      a.subnet.length - b.subnet.length ||
      a.order - b.order,
  );
  const around: Held[] = [];
  return sorted.flatMap((item) => {
    for (
      let last = around.at(-1);
      last !== undefined && !containsCidr(last.subnet, item.subnet);
      last = around.at(-1)
    ) {
      around.pop();
    }
    const holder = around.at(-1);
    around.push(item);
    return holder === undefined ? [] : [[holder, item] satisfies [Held, Held]];
  });
}
