import { at, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import { problem } from "../../diagnostics/report.ts";
import { formatAddress } from "../../net/address.ts";
import { contains, formatCidr, formatInterfaceAddress, overlaps } from "../../net/cidr.ts";
import { type Cidr, families } from "../../net/ip.ts";
import type { Cluster, ClusterRoute, Member } from "../../topology/cluster.ts";
import { nextHopTo, sharedSubnets } from "../../topology/cluster-routes.ts";
import { type ClusterRule, hasSoundSubnets } from "./rule.ts";

/**
 * The kernel takes no other next hop: net/ipv4/fib_semantics.c, fib_check_nh_v4_gw; net/ipv6/route.c,
 * ip6_route_check_nh.
 */
export const onLink: ClusterRule = {
  name: "on-link",
  codes: ["NG0804"],
  about:
    "A next hop is on-link: in the subnet of an address of the host, or behind a route without next hop.",
  check,
};

function check(cluster: Cluster): Diagnostic[] {
  const { fabric, members, ways, incomplete } = cluster;
  if (!hasSoundSubnets(cluster)) return [];
  const knowing =
    fabric?.kind === "switched" ? members : members.filter(({ name }) => name === fabric?.router);
  return families.flatMap((family) => {
    const shared = sharedSubnets(cluster, family);
    // Of several shared subnets NG0853 says which BGP peers have none in common.
    if (fabric?.bird !== undefined && shared.length > 1) return [];
    const hops = members.flatMap((member) => {
      const way = (ways.get(member.name) ?? []).find(({ to }) => to.address.family === family);
      return way === undefined ? [] : [{ member, way }];
    });
    // Hosts that are on the same links are judged once: there may be as many routes as hosts, on each of them.
    const strangers = new Map<string, readonly Hop[]>();
    return knowing.flatMap((host): Diagnostic[] => {
      const own = nextHopTo(host, shared);
      if (own === undefined || incomplete.has(host.origin)) return [];
      const links = host.links.filter((link) => shared.some((subnet) => overlaps(subnet, link)));
      const key = links.map(formatCidr).join(" ");
      const found = strangers.get(key) ?? beyond(hops, links);
      strangers.set(key, found);
      const stranger = found.find(({ member }) => member !== host);
      return stranger === undefined ? [] : [strange(host, own, stranger)];
    });
  });
}

interface Hop {
  readonly member: Member;
  readonly way: ClusterRoute;
}

/** The first hosts that are on none of the links; two, for one may be the host itself. */
function beyond(hops: readonly Hop[], links: readonly Cidr[]): readonly Hop[] {
  const found: Hop[] = [];
  for (const hop of hops) {
    if (!links.some((link) => contains(link, hop.way.via)) && found.push(hop) > 1) break;
  }
  return found;
}

function strange(host: Member, own: ClusterRoute["via"], { member, way }: Hop): Diagnostic {
  const held = host.addresses.find(({ address }) => address === own);
  const theirs = member.addresses.find(({ address }) => address === way.via);
  const hop = formatAddress(way.via);
  const message = `next hop ${hop} of ${member.name} is not on-link for ${host.name}, which has ${held ? formatInterfaceAddress(held) : formatAddress(own)}`;
  const related = [{ where: at(theirs?.path ?? member.path), message: `${hop} is given here` }];
  const help = `write the prefix length that ${host.name} has there, wide enough for ${hop}, or a route of \`host.routes\` to it with \`dev\` alone`;
  return problem("NG0804", message, at(held?.path ?? host.path), { related, help });
}
