import { at, type Diagnostic } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import { formatCidr, subnetOf } from "../net/cidr.ts";
import type { Cidr } from "../net/ip.ts";
import { hasConnectedMetric, hasDefaultMetric, metricOf } from "../topology/metric.ts";
import type { Container, Route, Topology } from "../topology/topology.ts";
import { type Rule, withIp } from "./rule.ts";

export const routeOnce: Rule = {
  name: "route-once",
  codes: ["NG0507", "NG0508"],
  about: "No route replaces another one, or that of an interface's subnet.",
  check,
};

function check(topology: Topology): Diagnostic[] {
  const { host, containers } = topology;
  const hostSubnets = [
    ...host.addresses.map(subnetOf),
    ...withIp(topology).flatMap(({ ip }) => (ip.gateway.kind === "host" ? [ip.subnet] : [])),
  ];
  return [
    ...inOneTable(host.routes, hostSubnets, "the host"),
    ...containers.filter(hasRoutes).flatMap(({ name, routes, endpoints }) =>
      inOneTable(
        routes,
        endpoints.flatMap(({ ipv4, ipv6 }) =>
          [ipv4, ipv6].flatMap((own) => (own === undefined ? [] : [subnetOf(own)])),
        ),
        name,
      ),
    ),
  ];
}

const hasRoutes = ({ routes }: Container): boolean => routes.length > 0;

function inOneTable(routes: readonly Route[], subnets: readonly Cidr[], owner: string): Diagnostic[] {
  const connected = new Set(subnets.map(formatCidr));
  const first = new Map<string, Route>();
  return routes.flatMap((route) => {
    const to = formatCidr(route.to);
    const metric = metricOf(route);
    const where = at([...route.path, "to"]);
    const other = first.get(`${to} ${metric}`);
    first.set(`${to} ${metric}`, other ?? route);
    const what = route.to.length === 0 ? "default route" : `route to ${to}`;
    if (other !== undefined) {
      const same = hasDefaultMetric(route) ? noMetric(route, other) : ` of metric ${metric}`;
      const related = [{ where: at([...other.path, "to"]), message: "the first one is here" }];
      const help = "give one of them a higher `metric`";
      return [
        problem("NG0507", `${owner} has two ${what.replace("route", "routes")}${same}`, where, {
          related,
          help,
        }),
      ];
    }
    if (connected.has(to) && hasConnectedMetric(route)) {
      const message = `${to} is the subnet of an interface of ${owner}, and has its route already`;
      return [problem("NG0508", message, where)];
    }
    return [];
  });
}

/** To the kernel, no metric, 0 and, of IPv6, 1024 are the same; said where the two are not written alike. */
const noMetric = (route: Route, other: Route): string =>
  route.to.address.family === "ipv6" && (route.metric ?? 0) !== (other.metric ?? 0)
    ? `: without a metric an IPv6 route has ${metricOf(route)}`
    : "";
