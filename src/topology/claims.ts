import { formatAddress } from "../net/address.ts";
import type { Family, IpAddress } from "../net/ip.ts";
import type { PortRange, Protocol } from "../net/port.ts";

/** Where a port of the host is claimed; undefined: on all of its addresses. */
export interface Spot {
  readonly protocol: Protocol;
  readonly address: IpAddress | undefined;
  /** Of the address; the ports of one family's addresses are not the other's. */
  readonly family: Family;
}

/** Who holds which ports of the host. A claim on all addresses stands against one on any. */
export interface Claims<Owner> {
  /** The first that holds one of the ports, with that port. */
  readonly holder: (
    spot: Spot,
    ports: PortRange,
  ) => { readonly owner: Owner; readonly port: number } | undefined;
  readonly claim: (spot: Spot, ports: PortRange, owner: Owner) => void;
  /** The lowest port of the range that nobody holds. */
  readonly lowestFree: (spot: Spot, range: PortRange) => number | undefined;
}

const everywhere = "all";

export function noClaims<Owner>(): Claims<Owner> {
  const held = new Map<string, Map<string, Owner>>();
  /** No port below is free. */
  const next = new Map<string, number>();
  const keyOf = ({ address }: Spot) => (address ? formatAddress(address) : everywhere);
  const holderOf = (spot: Spot, port: number): Owner | undefined => {
    const there = held.get(`${spot.family} ${spot.protocol} ${port}`);
    return spot.address === undefined
      ? there?.values().next().value
      : (there?.get(everywhere) ?? there?.get(keyOf(spot)));
  };
  const holder = (spot: Spot, { first, last }: PortRange) => {
    for (let port = first; port <= last; port++) {
      const owner = holderOf(spot, port);
      if (owner !== undefined) {
        return { owner, port };
      }
    }
    return undefined;
  };
  return {
    holder,
    claim: (spot, { first, last }, owner) => {
      for (let port = first; port <= last; port++) {
        const key = `${spot.family} ${spot.protocol} ${port}`;
        const there = held.get(key) ?? new Map<string, Owner>();
        held.set(key, there.set(keyOf(spot), owner));
      }
    },
    lowestFree: (spot, range) => {
      const memory = `${spot.family} ${spot.protocol} ${keyOf(spot)} ${range.first}`;
      let port = next.get(memory) ?? range.first;
      while (port <= range.last && holderOf(spot, port) !== undefined) {
        port++;
      }
      next.set(memory, port);
      return port <= range.last ? port : undefined;
    },
  };
}
