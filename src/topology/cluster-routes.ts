import { contains, containsCidr, subnetOf } from "../net/cidr.ts";
import { type Cidr, type Family, families, type IpAddress } from "../net/ip.ts";
import { isLinkLocal } from "../net/special.ts";
import type { Cluster, ClusterRoute, Member, Membership, Surroundings } from "./cluster.ts";

/** Hosts, and what connects them. */
type Fabricated = Pick<Cluster, "fabric" | "members">;

/**
 * The subnets that hosts are neighbours on, of one family: the fabric's; when routed and where it has none, those of
 * the router's addresses.
 */
export function sharedSubnets({ fabric, members }: Fabricated, family: Family): readonly Cidr[] {
  const own = (fabric?.subnets ?? []).filter(({ address }) => address.family === family);
  if (own.length > 0 || fabric?.kind !== "routed") {
    return own;
  }
  const router = members.find(({ name }) => name === fabric.router);
  return (router?.addresses ?? [])
    .filter(({ address }) => address.family === family)
    .map(subnetOf)
    .filter((subnet) => !isLinkLocal(subnet));
}

/**
 * The address by which neighbours reach a host; undefined where it has none on what they share. Link-local ones are
 * not looked for: they would be next hops only beside an interface, whose name on other hosts nobody knows.
 */
export const nextHopTo = ({ addresses }: Member, shared: readonly Cidr[]): IpAddress | undefined =>
  addresses.find(({ address }) => shared.some((subnet) => contains(subnet, address)))?.address;

/** Families in which containers of some host are reached from others. */
export const familiesOf = (members: readonly Member[]): readonly Family[] =>
  families.filter((family) =>
    members.some(({ networks }) =>
      networks.some(({ reachable, subnet }) => reachable && subnet.address.family === family),
    ),
  );

/** By host: the prefixes that the others, or the router, have routes to, with the next hop. */
export function waysOf(cluster: Fabricated): ReadonlyMap<string, readonly ClusterRoute[]> {
  const shared = families.map((family) => ({ family, subnets: sharedSubnets(cluster, family) }));
  const routed = cluster.fabric?.kind === "routed";
  return new Map(
    cluster.members.map((member) => [
      member.name,
      shared.flatMap(({ family, subnets }) => {
        const via = nextHopTo(member, subnets);
        return via === undefined
          ? []
          : prefixesOf(member, family, routed).map((to) => routeTo(member, to, via));
      }),
    ]),
  );
}

const routeTo = ({ origin, path, name }: Member, to: Cidr, via: IpAddress): ClusterRoute => ({
  origin,
  path,
  host: name,
  to,
  via,
});

/** A router sends all of a host's prefix there; hosts of a switched fabric know each subnet. */
function prefixesOf({ prefixes, networks }: Member, family: Family, routed: boolean): readonly Cidr[] {
  const prefix = routed ? prefixes.get(family) : undefined;
  return prefix === undefined
    ? networks
        .filter(({ reachable, subnet }) => reachable && subnet.address.family === family)
        .map(({ subnet }) => subnet)
    : [prefix];
}

/** A host's own place: a route to every other host's subnets, or, when routed, the router's to each host's prefix. */
export function membershipOf({ fabric, members, ways, families }: Cluster, member: Member): Membership {
  const { name: host, prefixes, addresses } = member;
  const routed = fabric?.kind === "routed" && fabric.router !== undefined;
  const router = routed && fabric.router === host;
  const bird = fabric?.bird !== undefined;
  const knows = !bird && (fabric?.kind === "switched" || router);
  const others = knows ? members.filter(({ name }) => name !== host) : [];
  const own = routed && !router ? (ways.get(host) ?? []) : [];
  return {
    host,
    router,
    bird,
    routes: others.flatMap(({ name }) => ways.get(name) ?? []),
    unused: own
      .map(({ to }) => to)
      .filter((to) => prefixes.get(to.address.family) === to)
      .filter((to) => !addresses.some((address) => containsCidr(subnetOf(address), to))),
    families,
  };
}

/** What the cluster means for how a host of it is understood. */
export function surroundingsOf(cluster: Cluster, member: Member): Surroundings {
  return {
    membership: membershipOf(cluster, member),
    carved: { ipv4: carvedFor(member, "ipv4"), ipv6: carvedFor(member, "ipv6") },
    avoided: cluster.avoided,
  };
}

const carvedFor = ({ networks }: Member, family: Family): ReadonlyMap<string, Cidr> =>
  new Map(
    networks
      .filter(({ carved, subnet }) => carved && subnet.address.family === family)
      .map(({ name, subnet }) => [name, subnet]),
  );
