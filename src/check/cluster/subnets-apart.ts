import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { problem } from "../../diagnostics/report.ts";
import { formatCidr } from "../../net/cidr.ts";
import { nested } from "../../net/nested.ts";
import { specialRange } from "../../net/special.ts";
import type { Cluster, MemberNetwork } from "../../topology/cluster.ts";
import { type Territory, territories, territoriesAt } from "../../topology/territory.ts";
import type { ClusterRule } from "./rule.ts";

export const subnetsApart: ClusterRule = {
  name: "subnets-apart",
  codes: ["NG0803"],
  about: "A prefix leads to one host, and no host has a network of its own inside of it.",
  check,
};

function check({ fabric, members }: Cluster): Diagnostic[] {
  const all = territories(fabric, members).filter(({ cidr }) => specialRange(cidr) === undefined);
  const order = new Map(all.map((territory, index) => [territory, index]));
  const clashes = nested(all, ({ cidr }) => cidr).filter(([a, b]) => a.host !== b.host);
  const found = clashes.map(([a, b]) => {
    const [earlier, later] = (order.get(a) ?? 0) < (order.get(b) ?? 0) ? [a, b] : [b, a];
    const message = `${formatCidr(later.cidr)}, ${later.what}, overlaps ${formatCidr(earlier.cidr)}, ${earlier.what}`;
    const related = [{ where: earlier.where, message: `${earlier.what} is this` }];
    return problem("NG0803", message, later.where, { related });
  });
  const inTheWay = territoriesAt(all);
  const hidden = members.flatMap(({ name, networks }) =>
    networks
      .filter(({ reachable, carved }) => !reachable && !carved)
      .flatMap((network) =>
        inTheWay(network.subnet)
          .filter(({ host }) => host !== name)
          .slice(0, 1)
          .map((territory) => clashOf(name, network, territory)),
      ),
  );
  return [...found, ...hidden];
}

function clashOf(host: string, { name, subnet, where }: MemberNetwork, other: Territory): Diagnostic {
  const message = `${formatCidr(subnet)} of network ${name} of ${host} overlaps ${formatCidr(other.cidr)}, ${other.what}, which ${host} could then not reach`;
  const related = [{ where: other.where, message: `${other.what} is this` }];
  return problem("NG0803", message, where, { related });
}
