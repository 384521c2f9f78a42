import type { Callers, Neighbour, SpeakerFamily } from "../ir/bird.ts";
import { formatAddress } from "../net/address.ts";
import { contains, formatCidr } from "../net/cidr.ts";
import { type Cidr, type Family, type IpAddress, versionOf } from "../net/ip.ts";
import type { Cluster, Member } from "../topology/cluster.ts";
import { sharedSubnets } from "../topology/cluster-routes.ts";

type Sessions = Pick<SpeakerFamily, "called" | "callers">;

/**
 * With whom a host has sessions, and who calls whom: hosts call the router or the reflectors, in a full mesh those that
 * stand earlier in the plan. Those who are called know who may call, for BIRD takes part in a graceful restart of its
 * own only in sessions that it knows when it starts; and they take calls of hosts that were added since.
 */
export function sessionsOf(cluster: Cluster, family: Family): (member: Member) => Sessions {
  const { fabric, members } = cluster;
  const shared = sharedSubnets(cluster, family);
  const names = new Set(fabric?.kind === "routed" ? [fabric.router] : fabric?.bird?.reflectors);
  const hubs = members.filter(({ name }) => names.has(name));
  const place = new Map(members.map(({ name }, index) => [name, index]));
  const clients = fabric?.kind === "switched" && hubs.length > 0;
  return (member) => {
    const to = (others: readonly Member[]): readonly Neighbour[] =>
      others.filter((other) => other !== member).flatMap((other) => session(member, other, shared, family));
    const taking = (others: readonly Member[]): Callers => ({
      clients,
      known: to(others),
      others: strangers(member, shared),
    });
    if (names.size === 0) {
      const index = place.get(member.name) ?? 0;
      return { called: to(members.slice(0, index)), callers: taking(members.slice(index)) };
    }
    const hub = names.has(member.name);
    return {
      called: to(hubs),
      callers: hub ? taking(members.filter(({ name }) => !names.has(name))) : undefined,
    };
  };
}

/** By the first subnet that both have an address in; none, if there is no such. */
function session(
  member: Member,
  other: Member,
  shared: readonly Cidr[],
  family: Family,
): readonly Neighbour[] {
  for (const subnet of shared) {
    const [local, remote] = [addressIn(member, subnet), addressIn(other, subnet)];
    if (local && remote) {
      const short = `${other.name}.v${versionOf(family)}`;
      // BIRD's names are of 64 characters at most (conf/conf.h, SYM_MAX_LEN).
      const name = `'${short.length > 64 ? formatAddress(remote) : short}'`;
      return [{ name, what: other.name, local: formatAddress(local), remote: formatAddress(remote) }];
    }
  }
  return [];
}

const addressIn = ({ addresses }: Member, subnet: Cidr): IpAddress | undefined =>
  addresses.find(({ address }) => contains(subnet, address))?.address;

/** One for each shared subnet that the host has an address in. */
const strangers = (member: Member, shared: readonly Cidr[]): Callers["others"] =>
  shared.flatMap((subnet, index) => {
    const local = addressIn(member, subnet);
    const suffix = `${versionOf(subnet.address.family)}${index === 0 ? "" : `_${index + 1}`}`;
    const names = { name: `others${suffix}`, instances: `other${suffix}_` };
    return local ? [{ ...names, local: formatAddress(local), remote: formatCidr(subnet) }] : [];
  });
