import { bitsOf, type Cidr, type IpAddress } from "../net/ip.ts";

/** Something that a next hop can be a neighbour on. */
export interface Link {
  /** Undefined: an interface whose name is not known. */
  readonly dev: string | undefined;
  readonly subnet: Cidr;
  /** The owner's own address there. Undefined for what a route without a next hop adds. */
  readonly own: IpAddress | undefined;
}

/** What a namespace's neighbours can be on, found by address in time that does not grow with the number of links. */
export interface Reach {
  readonly links: readonly Link[];
  readonly add: (link: Link) => void;
  /** Links whose subnet holds the address, longest prefix first. */
  readonly around: (address: IpAddress) => readonly Link[];
  readonly isOwn: (address: IpAddress) => boolean;
  readonly hasInterface: (dev: string) => boolean;
}

export function reachOf(links: readonly Link[]): Reach {
  const all: Link[] = [];
  const bySubnet = new Map<string, Link[]>();
  const lengths = new Set<number>();
  const own = new Set<string>();
  const interfaces = new Set<string | undefined>();
  const add = (link: Link): void => {
    const key = keyOf(link.subnet.address, link.subnet.length);
    all.push(link);
    const same = bySubnet.get(key);
    if (same === undefined) {
      bySubnet.set(key, [link]);
    } else {
      same.push(link);
    }
    lengths.add(link.subnet.length);
    interfaces.add(link.dev);
    if (link.own !== undefined) {
      own.add(keyOf(link.own, bitsOf(link.own.family)));
    }
  };
  for (const link of links) {
    add(link);
  }
  return {
    links: all,
    add,
    around: (address) =>
      [...lengths].sort((a, b) => b - a).flatMap((length) => bySubnet.get(keyOf(address, length)) ?? []),
    isOwn: (address) => own.has(keyOf(address, bitsOf(address.family))),
    hasInterface: (dev) => interfaces.has(dev) || interfaces.has(undefined),
  };
}

/** Names the prefix of the length that holds the address. */
function keyOf({ family, value }: IpAddress, length: number): string {
  const host = BigInt(Math.max(0, bitsOf(family) - length));
  return `${family} ${length} ${value >> host}`;
}
