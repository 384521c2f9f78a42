import type { Where } from "../diagnostics/diagnostic.ts";
import { at } from "../diagnostics/diagnostic.ts";
import { compareAddresses } from "../net/address.ts";
import { lastAddress, overlaps } from "../net/cidr.ts";
import type { Cidr } from "../net/ip.ts";
import type { Fabric, Member } from "./cluster.ts";

/** A prefix that leads to one place, wherever in the cluster it is asked for. */
export interface Territory {
  readonly cidr: Cidr;
  /** Undefined: what the hosts share. */
  readonly host: string | undefined;
  /** "network front of host1", "the prefix of host1", "the fabric's subnet" */
  readonly what: string;
  readonly where: Where;
}

/** What the hosts share, the hosts' prefixes, and where there is no pool, the subnets that other hosts route to. */
export const territories = (fabric: Fabric | undefined, members: readonly Member[]): Territory[] => [
  ...(fabric?.subnets ?? []).map((cidr) => ({
    cidr,
    host: undefined,
    what: "the subnet that the hosts share",
    where: at(cidr.path),
  })),
  ...members.flatMap(({ name, path, prefixes, networks }) => [
    ...[...prefixes.values()].map((cidr) => ({
      cidr,
      host: name,
      what: `the prefix of ${name}`,
      where: at(path, "key"),
    })),
    ...networks
      .filter(({ reachable, subnet }) => reachable && !prefixes.has(subnet.address.family))
      .map((network) => ({
        cidr: network.subnet,
        host: name,
        what: `network ${network.name} of ${name}`,
        where: network.where,
      })),
  ]),
];

/** Territories that overlap a prefix, found without a look at each. */
export function territoriesAt(all: readonly Territory[]): (cidr: Cidr) => readonly Territory[] {
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
