import { at, type Diagnostic } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import { formatCidr, subnetOf } from "../net/cidr.ts";
import type { Cidr } from "../net/ip.ts";
import type { Route, Topology } from "../topology/topology.ts";
import { withIp } from "./rule.ts";

/** No route takes the place of another one, or of an interface's own subnet. */
export function routeOnce(topology: Topology): Diagnostic[] {
  const { host, containers } = topology;
  const hostSubnets = [
    ...host.addresses.map(subnetOf),
    ...withIp(topology).flatMap(({ ip }) => (ip.gateway.kind === "host" ? [ip.subnet] : [])),
  ];
  return [
    ...inOneTable(host.routes, hostSubnets, "the host"),
    ...containers.flatMap(({ name, routes, endpoints }) =>
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

function inOneTable(routes: readonly Route[], subnets: readonly Cidr[], owner: string): Diagnostic[] {
  const connected = new Set(subnets.map(formatCidr));
  const first = new Map<string, Route>();
  return routes.flatMap((route) => {
    const to = formatCidr(route.to);
    const metric = route.metric ?? 0;
    const where = at([...route.path, "to"]);
    const other = first.get(`${to} ${metric}`);
    first.set(`${to} ${metric}`, other ?? route);
    const what = route.to.length === 0 ? "default route" : `route to ${to}`;
    if (other !== undefined) {
      const same = metric === 0 ? "" : ` of metric ${metric}`;
      const related = [{ where: at([...other.path, "to"]), message: "the first one is here" }];
      const help = "give one of them a higher `metric`";
      return [
        problem("NG0507", `${owner} has two ${what.replace("route", "routes")}${same}`, where, {
          related,
          help,
        }),
      ];
    }
    if (metric === 0 && connected.has(to)) {
      const message = `${to} is the subnet of an interface of ${owner}, and has its route already`;
      return [problem("NG0508", message, where)];
    }
    return [];
  });
}
