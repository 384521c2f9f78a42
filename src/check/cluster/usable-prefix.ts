import { at, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import { problem } from "../../diagnostics/report.ts";
import { formatCidr } from "../../net/cidr.ts";
import { specialRange } from "../../net/special.ts";
import type { Cluster } from "../../topology/cluster.ts";

/** What the hosts share, and what their prefixes come from, are of the addresses that an interface can have. */
export function usablePrefix({ fabric }: Cluster): Diagnostic[] {
  const all = [
    ...(fabric?.subnets ?? []).map((cidr) => ({ cidr, where: at(cidr.path) })),
    ...[...(fabric?.pools.values() ?? [])].map(({ prefix, given }) => ({
      cidr: prefix,
      where: given.prefix,
    })),
  ];
  return all.flatMap(({ cidr, where }) => {
    const special = specialRange(cidr);
    return special === undefined
      ? []
      : [problem("NG0414", `${formatCidr(cidr)} holds addresses of ${special}`, where)];
  });
}
