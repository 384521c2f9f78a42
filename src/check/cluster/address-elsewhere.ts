import { at, type Diagnostic, type Where } from "../../diagnostics/diagnostic.ts";
import { problem } from "../../diagnostics/report.ts";
import { formatAddress } from "../../net/address.ts";
import { cidrOfAddress, contains, formatCidr, subnetOf } from "../../net/cidr.ts";
import { families, type InterfaceAddress } from "../../net/ip.ts";
import { isLinkLocal, specialRange } from "../../net/special.ts";
import type { Cluster } from "../../topology/cluster.ts";
import { territories, territoriesAt } from "../../topology/territory.ts";
import type { Topology } from "../../topology/topology.ts";
import type { ClusterRule } from "./rule.ts";

/** An address, and who holds it in which way: "an address of host1". */
interface Held {
  readonly address: InterfaceAddress;
  readonly host: string;
  readonly what: string;
  readonly where: Where;
}

export const hostAddressElsewhere: ClusterRule = {
  name: "address-elsewhere",
  codes: ["NG0803"],
  about: "An address of a host lies in no prefix that is routed to another host.",
  check,
};

function check(cluster: Cluster): Diagnostic[] {
  const { fabric, members } = cluster;
  const judge = judgeOf(cluster);
  return members.flatMap(({ name: host, addresses }) =>
    addresses
      .filter(({ address }) => !(fabric?.subnets ?? []).some((subnet) => contains(subnet, address)))
      .flatMap((address) => judge({ address, host, what: `an address of ${host}`, where: at(address.path) })),
  );
}

/** The same of the ends of a host's point-to-point links; of one host after the other, as they are understood. */
export function endsElsewhere(cluster: Cluster): (topology: Topology) => Diagnostic[] {
  const judge = judgeOf(cluster);
  return ({ membership, links }) =>
    links.flatMap(({ ends }) =>
      ends.flatMap((end) =>
        families.flatMap((family) => {
          const [address, host] = [end[family], membership?.host];
          if (address === undefined || host === undefined) return [];
          const what = `an end of a link of ${end.container === undefined ? host : `${end.container} on ${host}`}`;
          return judge({ address, host, what, where: end.given[family] ?? at(end.path) });
        }),
      ),
    );
}

function judgeOf({ fabric, members }: Cluster): (held: Held) => Diagnostic[] {
  const usable = territories(fabric, members).filter(({ cidr }) => specialRange(cidr) === undefined);
  const reachedAt = territoriesAt(usable.filter(({ host }) => host !== undefined));
  const byName = new Map(members.map((member) => [member.name, member]));
  return ({ address: held, host, what, where }) => {
    const { address } = held;
    const single = cidrOfAddress(address);
    if (isLinkLocal(single)) return [];
    const other = reachedAt(single).find((territory) => territory.host !== host);
    const owner = byName.get(other?.host ?? "");
    // On a link of both hosts it is found by way of the other, too: a router's address in a host's prefix, for one.
    const isNeighbour = owner?.addresses.some((own) => contains(subnetOf(held), own.address));
    if (other === undefined || isNeighbour) return [];
    const message = `${formatAddress(address)}, ${what}, lies in ${formatCidr(other.cidr)}, ${other.what}, and what is sent to it goes there`;
    const related = [{ where: other.where, message: `${other.what} is this` }];
    return [problem("NG0803", message, where, { related })];
  };
}
