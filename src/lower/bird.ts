import type { Neighbour, Speaker, SpeakerFamily } from "../ir/bird.ts";
import { formatAddress } from "../net/address.ts";
import { coveringPatterns, exactPatterns, type PrefixPattern } from "../net/aggregate.ts";
import { contains, formatCidr } from "../net/cidr.ts";
import { bitsOf, type Cidr, type IpAddress } from "../net/ip.ts";
import { routerIds } from "../net/router-id.ts";
import type { Bird, Cluster, Family, Member } from "../topology/cluster.ts";
import { nextHopTo, sharedSubnets } from "../topology/cluster-routes.ts";

/** What BIRD is to do on each host of a cluster; undefined where scripts set the routes. */
export function lowerBird(cluster: Cluster): ((host: string) => Speaker) | undefined {
  const { fabric, members, name } = cluster;
  const bird = fabric?.bird;
  if (bird === undefined) return undefined;
  const ids = routerIds(
    members.map((member) => ({ name: member.name, address: nextHopTo(member, sharedSubnets(cluster, 4)) })),
  );
  const index = new Map(members.map((member, place) => [member.name, place]));
  const families = ([4, 6] as const)
    .map((family) => fabricOf(cluster, family))
    .filter(({ count }) => count > 0);
  return (host) => {
    const place = index.get(host) ?? 0;
    const member = members[place];
    if (member === undefined) throw new Error(`the cluster has no host ${host}`);
    return {
      ...{ name, host, routerId: ids.get(host) ?? "", as: bird.as, password: bird.password },
      families: families.map((common) => speak(cluster, bird, common, member, place)),
    };
  };
}

/** What all hosts have in common in one family. */
interface Common {
  readonly family: Family;
  readonly shared: readonly Cidr[];
  /** Routes that there are in all. */
  readonly count: number;
  /** Prefix patterns that a host may tell. */
  readonly believed: readonly string[];
  /** What those are believed to tell who have this from all others: the same, or wider and in few patterns. */
  readonly relayed: readonly string[];
  readonly most: number;
}

function fabricOf(cluster: Cluster, family: Family): Common {
  const { fabric, ways } = cluster;
  const lists = [...ways.values()].map((routes) => routes.filter(({ to }) => to.address.family === family));
  const routes = lists.flat();
  const pool = fabric?.pools.get(family);
  const longest = fabric?.kind === "routed" ? pool?.perHost : bitsOf(family);
  const prefixes = routes.map(({ to }) => to);
  const ofPool = pool && [{ within: pool.prefix, from: pool.perHost, to: longest ?? pool.perHost }];
  return {
    family,
    shared: sharedSubnets(cluster, family),
    count: routes.length,
    believed: (ofPool ?? exactPatterns(prefixes)).map(patternText),
    relayed: (ofPool ?? coveringPatterns(prefixes, coverLimit)).map(patternText),
    most: lists.reduce((most, { length }) => Math.max(most, length), 0),
  };
}

/** BIRD's form: a prefix stands for itself (documentation of BIRD 2, 5.2, prefix sets). */
const patternText = ({ within, from, to }: PrefixPattern): string =>
  within.length === from && from === to ? formatCidr(within) : `${formatCidr(within)}{${from},${to}}`;

/**
 * Patterns of a host that has its routes from reflectors. They have looked at each route already, so that what one of
 * many hosts holds need not grow with their number.
 */
const coverLimit = 16;

/** A power of two with room for as many again, so that it does not change with every host. */
const roomFor = (count: number): number => 2 ** Math.ceil(Math.log2(Math.max(count * 2, 64)));

function speak(
  { fabric, members, ways }: Cluster,
  bird: Bird,
  { family, shared, count, believed, relayed, most }: Common,
  member: Member,
  place: number,
): SpeakerFamily {
  const own = (ways.get(member.name) ?? []).filter(({ to }) => to.address.family === family);
  const router = fabric?.kind === "routed" && fabric.router === member.name;
  const listens = fabric?.kind === "switched" || router;
  const told = bird.reflectors.length === 0 || bird.reflectors.includes(member.name) ? believed : relayed;
  return {
    family,
    own: own.map(({ to }) => ({
      to: formatCidr(to),
      bridge: member.networks.find(
        ({ subnet, reachable }) => reachable && formatCidr(subnet) === formatCidr(to),
      )?.bridge,
    })),
    refused: [...own.map(({ to }) => to), ...shared].map(formatCidr),
    believed: listens ? told : [],
    shared: shared.map(formatCidr),
    limit: roomFor(bird.reflectors.length > 0 ? count : most),
    neighbours: router
      ? ranges(member, shared, "a host", "nothing", false)
      : neighboursOf({ fabric, members }, bird, shared, member, place, family),
  };
}

function neighboursOf(
  { fabric, members }: Pick<Cluster, "fabric" | "members">,
  { reflectors }: Bird,
  shared: readonly Cidr[],
  member: Member,
  place: number,
  family: Family,
): readonly Neighbour[] {
  if (fabric?.kind === "routed") {
    return members
      .filter(({ name }) => name === fabric.router)
      .flatMap((other) => session(member, other, shared, family, "own"));
  }
  if (reflectors.length === 0) {
    const earlier = members.slice(0, place).flatMap((other) => session(member, other, shared, family, "own"));
    return [...earlier, ...ranges(member, shared, "a host that stands later in the plan", "own", false)];
  }
  const others = members.filter(({ name }) => reflectors.includes(name) && name !== member.name);
  const known = others.flatMap((other) => session(member, other, shared, family, "own"));
  return reflectors.includes(member.name)
    ? [...known, ...ranges(member, shared, "a host that is no reflector", "all", true)]
    : known;
}

const addressIn = ({ addresses }: Member, subnet: Cidr): IpAddress | undefined =>
  addresses.find(({ address }) => contains(subnet, address))?.address;

function session(
  { ...member }: Member,
  other: Member,
  shared: readonly Cidr[],
  family: Family,
  tells: Neighbour["tells"],
): readonly Neighbour[] {
  for (const subnet of shared) {
    const [local, remote] = [addressIn(member, subnet), addressIn(other, subnet)];
    if (local && remote) {
      const short = `${other.name}.v${family}`;
      // BIRD's names are of 64 characters at most (conf/conf.h, SYM_MAX_LEN).
      const name = `'${short.length > 64 ? formatAddress(remote) : short}'`;
      return [
        {
          ...{ name, what: other.name, local: formatAddress(local), remote: formatAddress(remote) },
          ...{ range: false, client: false, tells },
        },
      ];
    }
  }
  return [];
}

/** One for each shared subnet that the host has an address in: whoever calls from there. */
const ranges = (
  member: Member,
  shared: readonly Cidr[],
  what: string,
  tells: Neighbour["tells"],
  client: boolean,
): readonly Neighbour[] =>
  shared.flatMap((subnet, index) => {
    const local = addressIn(member, subnet);
    const name = `callers${subnet.address.family}${index === 0 ? "" : `_${index + 1}`}`;
    return local
      ? [{ name, what, local: formatAddress(local), remote: formatCidr(subnet), range: true, client, tells }]
      : [];
  });
