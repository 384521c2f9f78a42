import { at, type Diagnostic } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import { formatCidr } from "../net/cidr.ts";
import { hasDefaultMetric } from "../topology/metric.ts";
import type { Topology } from "../topology/topology.ts";
import type { Rule } from "./rule.ts";

export const clusterRouteOnce: Rule = {
  name: "cluster-route-once",
  codes: ["NG0811"],
  about: "A route of the host does not replace a route that the cluster gives it.",
  check,
};

function check({ host, membership }: Topology): Diagnostic[] {
  if (membership === undefined || host.routes.length === 0) {
    return [];
  }
  const given = new Map(membership.routes.map((route) => [formatCidr(route.to), route]));
  const unused = new Set(membership.unused.map(formatCidr));
  return host.routes.flatMap((route) => {
    const { to, path } = route;
    const other = given.get(formatCidr(to));
    if (!hasDefaultMetric(route)) {
      return [];
    }
    if (unused.has(formatCidr(to))) {
      const message = `${formatCidr(to)} is the prefix of ${membership.host}, which already gets an unreachable route for it`;
      return [problem("NG0811", message, at([...path, "to"]))];
    }
    if (other === undefined) {
      return [];
    }
    const message = `${formatCidr(to)} leads to ${other.host}, and ${membership.host} gets a route there already`;
    const related = [{ where: at(other.path, "key"), message: `${other.host} is this` }];
    return [problem("NG0811", message, at([...path, "to"]), { related })];
  });
}
