import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { problem } from "../../diagnostics/report.ts";
import { compareAddresses } from "../../net/address.ts";
import { formatCidr, lastAddress, overlaps } from "../../net/cidr.ts";
import type { Cidr } from "../../net/ip.ts";
import { nested } from "../../net/nested.ts";
import { specialRange } from "../../net/special.ts";
import type { Cluster, MemberNetwork } from "../../topology/cluster.ts";
import { type Territory, territories } from "../../topology/territory.ts";

/** What leads to one host leads to no other, and no host has a network of its own in its way. */
export function subnetsApart({ fabric, members }: Cluster): Diagnostic[] {
  const all = territories(fabric, members).filter(({ cidr }) => specialRange(cidr) === undefined);
  const order = new Map(all.map((territory, index) => [territory, index]));
  const clashes = nested(all, ({ cidr }) => cidr).filter(([a, b]) => a.host !== b.host);
  const found = clashes.map(([a, b]) => {
    const [earlier, later] = (order.get(a) ?? 0) < (order.get(b) ?? 0) ? [a, b] : [b, a];
    const message = `${formatCidr(later.cidr)}, ${later.what}, overlaps ${formatCidr(earlier.cidr)}, ${earlier.what}`;
    const related = [{ where: earlier.where, message: `${earlier.what} is this` }];
    return problem("NG0803", message, later.where, { related });
  });
  const inTheWay = lookup(all);
  const hidden = members.flatMap(({ name, networks }) =>
    networks
      .filter(({ reachable, carved }) => !reachable && !carved)
      .flatMap((network) =>
        inTheWay(network.subnet)
          .filter(({ host }) => host !== name)
          .slice(0, 1)
          .map((territory) => clashOf(name, network, territory)),
      ),
  );
  return [...found, ...hidden];
}

function clashOf(host: string, { name, subnet, where }: MemberNetwork, other: Territory): Diagnostic {
  const message = `${formatCidr(subnet)} of network ${name} of ${host} overlaps ${formatCidr(other.cidr)}, ${other.what}, which ${host} could then not reach`;
  const related = [{ where: other.where, message: `${other.what} is this` }];
  return problem("NG0803", message, where, { related });
}

/** Territories that overlap a prefix, found without a look at each. */
function lookup(all: readonly Territory[]): (cidr: Cidr) => readonly Territory[] {
  const sorted = all.toSorted((a, b) => compareAddresses(a.cidr.address, b.cidr.address));
  return (cidr) => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const there = sorted[middle]?.cidr.address;
      if (there !== undefined && compareAddresses(there, lastAddress(cidr)) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    const found: Territory[] = [];
    for (let index = low - 1; index >= 0; index--) {
      const territory = sorted[index];
      if (territory === undefined || !overlaps(territory.cidr, cidr)) {
        break;
      }
      found.unshift(territory);
    }
    return found;
  };
}
