import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { problem } from "../../diagnostics/report.ts";
import { containsCidr, formatCidr } from "../../net/cidr.ts";
import type { Cluster } from "../../topology/cluster.ts";
import type { ClusterRule } from "./rule.ts";

export const subnetInPrefix: ClusterRule = {
  name: "subnet-in-prefix",
  codes: ["NG0802"],
  about: "With a pool, a subnet that other hosts reach lies in the prefix of its host.",
  check,
};

function check({ fabric, members }: Cluster): Diagnostic[] {
  return members.flatMap(({ name, prefixes, networks }) =>
    networks.flatMap(({ name: network, subnet, reachable, carved, where }) => {
      const { family } = subnet.address;
      const [prefix, pool] = [prefixes.get(family), fabric?.pools.get(family)];
      if (
        carved ||
        !reachable ||
        prefix === undefined ||
        pool === undefined ||
        containsCidr(prefix, subnet)
      ) {
        return [];
      }
      const message = `${formatCidr(subnet)} of network ${network} is outside of ${name}'s prefix, ${formatCidr(prefix)}`;
      const related = [
        { where: pool.given.prefix, message: `the pool is ${formatCidr(pool.prefix)}, given here` },
      ];
      const help = `take a part of ${formatCidr(prefix)}, or leave the subnet out to have one carved from it`;
      return [problem("NG0802", message, where, { related, help })];
    }),
  );
}
