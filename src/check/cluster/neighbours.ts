import { at, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import { problem } from "../../diagnostics/report.ts";
import { formatCidr } from "../../net/cidr.ts";
import { type Family, familyName } from "../../net/ip.ts";
import type { Cluster, Member } from "../../topology/cluster.ts";
import { nextHopTo, sharedSubnets } from "../../topology/cluster-routes.ts";
import { type ClusterRule, hasSoundSubnets } from "./rule.ts";

export const neighbours: ClusterRule = {
  name: "neighbours",
  codes: ["NG0804"],
  about:
    "Hosts that send to each other have an address in a shared subnet, in each family in which containers are reached.",
  check,
};

function check(cluster: Cluster): Diagnostic[] {
  const { fabric, families } = cluster;
  if (fabric === undefined || (fabric.kind === "routed" && fabric.router === undefined)) {
    return [];
  }
  if (!hasSoundSubnets(cluster)) return [];
  return families.flatMap((family) => ofFamily(cluster, family));
}

function ofFamily(cluster: Cluster, family: Family): Diagnostic[] {
  const { fabric, members, incomplete } = cluster;
  const shared = sharedSubnets(cluster, family);
  const router = members.find(({ name }) => name === fabric?.router);
  const version = familyName(family);
  if (shared.length === 0 && router && incomplete.has(router.origin)) return [];
  if (shared.length === 0) {
    const where = router ? at([...router.path, "host", "addresses"]) : at(["fabric", "subnet"]);
    const message = router
      ? `router ${router.name} has no ${version} address that hosts could be neighbours of`
      : `the hosts share no ${version} subnet, and have networks that are reached by ${version}`;
    const help = router
      ? "write its addresses, with their prefix lengths, under `host.addresses`, or name `fabric.subnet`"
      : "add it to `fabric.subnet`";
    const said = fabric?.kind === "routed" || fabric?.subnets.length !== 0;
    return said ? [problem("NG0804", message, where, { help })] : [];
  }
  return members
    .filter((member) => fabric?.kind === "switched" || member === router || hasReachable(member, family))
    .filter((member) => nextHopTo(member, shared) === undefined && !incomplete.has(member.origin))
    .map((member) => {
      const subnets = shared.length <= 8 ? shared.map(formatCidr).join(", ") : `${shared.length} subnets`;
      const message = `${member.name} has no address in ${subnets}, ${router ? `which is shared with router ${router.name}` : "which the hosts share"}`;
      const help = "write it, with its prefix length, under the host's `host.addresses`";
      const own = member.outline.value.host?.addresses;
      const where = own === undefined ? at(member.path, "key") : at([...member.path, "host", "addresses"]);
      const [first] = fabric?.subnets ?? [];
      const related = first ? [{ where: at(first.path), message: "what the hosts share is given here" }] : [];
      return problem("NG0804", message, where, { related, help });
    });
}

const hasReachable = ({ networks }: Member, family: Family): boolean =>
  networks.some(({ reachable, subnet }) => reachable && subnet.address.family === family);
