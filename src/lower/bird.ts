import type { Speaker, SpeakerFamily } from "../ir/bird.ts";
import { formatCidr } from "../net/cidr.ts";
import { type Family, families } from "../net/ip.ts";
import { routerIds } from "../net/router-id.ts";
import type { Cluster, Member } from "../topology/cluster.ts";
import { nextHopTo, sharedSubnets } from "../topology/cluster-routes.ts";
import { believing } from "./bird-beliefs.ts";
import { sessionsOf } from "./bird-sessions.ts";

/** What BIRD is to do on each host of a cluster; undefined where scripts set the routes. */
export function lowerBird(cluster: Cluster): ((host: string) => Speaker) | undefined {
  const { fabric, members, name } = cluster;
  const bird = fabric?.bird;
  if (bird === undefined) return undefined;
  const shared = sharedSubnets(cluster, "ipv4");
  const ids = routerIds(members.map((member) => ({ name: member.name, address: nextHopTo(member, shared) })));
  const byName = new Map(members.map((member) => [member.name, member]));
  const byFamily = families
    .filter((family) => [...cluster.ways.values()].flat().some(({ to }) => to.address.family === family))
    .map((family) => speaking(cluster, family));
  return (host) => {
    const member = byName.get(host);
    if (member === undefined) throw new Error(`the cluster has no host ${host}`);
    return {
      ...{ name, host, routerId: ids.get(host) ?? "", as: bird.as, password: bird.password },
      families: byFamily.map((speak) => speak(member)),
    };
  };
}

/** What hosts say and believe in one family. What they have in common is reckoned once, for a cluster may be large. */
function speaking(cluster: Cluster, family: Family): (member: Member) => SpeakerFamily {
  const { fabric, ways } = cluster;
  const counts = [...ways.values()].map(
    (routes) => routes.filter(({ to }) => to.address.family === family).length,
  );
  const reflected = fabric?.bird !== undefined && fabric.bird.reflectors.length > 0;
  const limit = roomFor(counts.reduce((a, b) => (reflected ? a + b : Math.max(a, b)), 0));
  const [beliefsOf, sessions] = [believing(cluster, family), sessionsOf(cluster, family)];
  return (member) => ({
    family,
    own: fabric?.router === member.name ? [] : ownOf(cluster, family, member),
    beliefs: beliefsOf(member),
    limit,
    ...sessions(member),
  });
}

const ownOf = ({ ways }: Cluster, family: Family, { name, networks }: Member): SpeakerFamily["own"] =>
  (ways.get(name) ?? [])
    .map(({ to }) => to)
    .filter(({ address }) => address.family === family)
    .map(formatCidr)
    .map((to) => ({
      to,
      bridge: networks.find(({ subnet, reachable }) => reachable && formatCidr(subnet) === to)?.bridge,
    }));

/** A power of two with room for as many again, so that it does not change with every host. */
const roomFor = (count: number): number => 2 ** Math.ceil(Math.log2(Math.max(count * 2, 64)));
