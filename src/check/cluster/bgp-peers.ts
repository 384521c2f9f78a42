import { at, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import { problem } from "../../diagnostics/report.ts";
import { contains } from "../../net/cidr.ts";
import { type Cidr, familyName } from "../../net/ip.ts";
import type { Cluster, Member } from "../../topology/cluster.ts";
import { nextHopTo, sharedSubnets } from "../../topology/cluster-routes.ts";
import type { ClusterRule } from "./rule.ts";

export const bgpPeers: ClusterRule = {
  name: "bgp-peers",
  codes: ["NG0853"],
  about: "Hosts with a BGP session have addresses in a shared subnet, in each family that containers have.",
  check,
};

function check(cluster: Cluster): Diagnostic[] {
  const { fabric, members, families } = cluster;
  if (fabric?.bird === undefined) return [];
  const { reflectors } = fabric.bird;
  const isHub = ({ name }: Member) => reflectors.includes(name) || name === fabric.router;
  const hubs = fabric.kind === "routed" || reflectors.length > 0 ? members.filter(isHub) : members;
  return families.flatMap((family) => {
    const shared = sharedSubnets(cluster, family);
    // With one there is nothing more to say than that a host has no address in it.
    if (shared.length < 2) return [];
    return members.flatMap((member) => {
      const subnets = subnetsOf(member, shared);
      const stranger = subnets.length === 0 ? undefined : hubs.find((hub) => apart(hub, subnets, shared));
      if (stranger === undefined) return [];
      const message = `${member.name} and ${stranger.name} are to have a BGP session, and share no ${familyName(family)} subnet`;
      const where = at([...member.path, "host", "addresses"]);
      const related = [
        {
          where: at([...stranger.path, "host", "addresses"]),
          message: `${stranger.name} has its addresses here`,
        },
      ];
      return [problem("NG0853", message, where, { related })];
    });
  });
}

const subnetsOf = ({ addresses }: Member, shared: readonly Cidr[]): readonly Cidr[] =>
  shared.filter((subnet) => addresses.some(({ address }) => contains(subnet, address)));

const apart = (hub: Member, subnets: readonly Cidr[], shared: readonly Cidr[]): boolean =>
  nextHopTo(hub, shared) !== undefined && nextHopTo(hub, subnets) === undefined;
