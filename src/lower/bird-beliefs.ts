import type { Beliefs, Rest } from "../ir/bird.ts";
import { formatAddress } from "../net/address.ts";
import { coveringPatterns, exactPatterns, type PrefixPattern } from "../net/aggregate.ts";
import { contains, formatCidr } from "../net/cidr.ts";
import { bitsOf, type Cidr, type Family } from "../net/ip.ts";
import type { Cluster, Member } from "../topology/cluster.ts";
import { sharedSubnets } from "../topology/cluster-routes.ts";

/**
 * Patterns of a host that has its routes from reflectors. They have looked at each route already, so that what one of
 * many hosts holds need not grow with their number.
 */
const coverLimit = 16;

/**
 * What a host believes of others in one family. A host is believed what it has, and nobody else is: by way of its own
 * addresses its own prefixes, as a static route would lead there. With a pool, hosts that are added to the plan later
 * are believed the part of it that is nobody's, so that the others need no other configuration for them.
 */
export function believing(cluster: Cluster, family: Family): (member: Member) => Beliefs | undefined {
  const { fabric, members, ways } = cluster;
  const subnets = sharedSubnets(cluster, family);
  const shared = subnets.map(formatCidr);
  const owned = new Map(members.map((member) => [member.name, ownedBy(cluster, family, member)]));
  const owners = members.map(({ name, addresses }) => ({
    name,
    nextHops: addresses
      .map(({ address }) => address)
      .filter((address) => subnets.some((subnet) => contains(subnet, address)))
      .map(formatAddress),
    prefixes: (owned.get(name) ?? []).map(patternText),
  }));
  const sound = owners.filter(({ nextHops, prefixes }) => nextHops.length > 0 && prefixes.length > 0);
  const pool = poolOf(cluster, family);
  const prefixes = [...ways.values()].flat().map(({ to }) => to);
  const relayed = pool ?? coveringPatterns(prefixes.filter(isOf(family)), coverLimit);
  const ofReflectors: Rest = { shared, owned: [], prefixes: relayed.map(patternText) };
  const ofLater = pool && {
    ...{ shared, prefixes: pool.map(patternText) },
    owned: exactPatterns([...owned.values()].flat().map(({ within }) => within)).map(wholeText),
  };
  const reflectors = new Set(fabric?.bird?.reflectors);
  return (member) => {
    if (fabric?.kind === "routed" && fabric.router !== member.name) return undefined;
    const own = (ways.get(member.name) ?? []).map(({ to }) => to).filter(isOf(family));
    const refused = [...own, ...subnets].map(formatCidr);
    return reflectors.size > 0 && !reflectors.has(member.name)
      ? { refused, owners: [], rest: ofReflectors }
      : { refused, owners: sound.filter(({ name }) => name !== member.name), rest: ofLater };
  };
}

const isOf =
  (family: Family) =>
  ({ address }: Cidr): boolean =>
    address.family === family;

/** The pool's prefixes: of hosts, and of their networks where others know each of them. */
function poolOf({ fabric }: Cluster, family: Family): readonly PrefixPattern[] | undefined {
  const pool = fabric?.pools.get(family);
  return pool && [{ within: pool.prefix, from: pool.perHost, to: longest(fabric, family, pool.perHost) }];
}

/** A host of a pool may get other networks in its prefix; of the others what they have is known. */
function ownedBy({ fabric, ways }: Cluster, family: Family, member: Member): readonly PrefixPattern[] {
  const prefix = member.prefixes.get(family);
  if (prefix === undefined)
    return exactPatterns((ways.get(member.name) ?? []).map(({ to }) => to).filter(isOf(family)));
  return [{ within: prefix, from: prefix.length, to: longest(fabric, family, prefix.length) }];
}

/** A router hears of whole prefixes only. */
const longest = (fabric: Cluster["fabric"], family: Family, perHost: number): number =>
  fabric?.kind === "routed" ? perHost : bitsOf(family);

/** BIRD's form: a prefix stands for itself (documentation of BIRD 2, 5.2, prefix sets). */
const patternText = ({ within, from, to }: PrefixPattern): string =>
  within.length === from && from === to ? formatCidr(within) : `${formatCidr(within)}{${from},${to}}`;

/** All that is in it, whatever its length. */
const wholeText = ({ within }: PrefixPattern): string => `${formatCidr(within)}+`;
