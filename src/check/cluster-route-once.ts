import { at, type Diagnostic } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import { formatCidr } from "../net/cidr.ts";
import type { Topology } from "../topology/topology.ts";

/** A route of the host's own takes the place of none that the cluster gives it. */
export function clusterRouteOnce({ host, membership }: Topology): Diagnostic[] {
  if (membership === undefined || host.routes.length === 0) {
    return [];
  }
  const given = new Map(membership.routes.map((route) => [formatCidr(route.to), route]));
  return host.routes.flatMap(({ to, metric, path }) => {
    const other = given.get(formatCidr(to));
    if (other === undefined || (metric ?? 0) !== 0) {
      return [];
    }
    const message = `${formatCidr(to)} leads to ${other.host}, and ${membership.host} gets a route there already`;
    const related = [{ where: at(other.path, "key"), message: `${other.host} is this` }];
    return [problem("NG0811", message, at([...path, "to"]), { related })];
  });
}
