import type { Route } from "./topology.ts";

/** IP6_RT_PRIO_USER of include/net/ip6_route.h: what net/ipv6/route.c makes of an IPv6 metric that is 0 or absent. */
const IPV6_DEFAULT = 1024;

/** IP6_RT_PRIO_ADDRCONF of the same file: the metric of the route that an interface's IPv6 address brings. */
const IPV6_CONNECTED = 256;

/** The metric by which the kernel tells the route from others to its destination. */
export const metricOf = ({ to, metric = 0 }: Pick<Route, "to" | "metric">): number =>
  metric === 0 && to.address.family === "ipv6" ? IPV6_DEFAULT : metric;

/** Whether it is the metric of a route that names none. */
export const hasDefaultMetric = (route: Pick<Route, "to" | "metric">): boolean =>
  metricOf(route) === metricOf({ to: route.to, metric: undefined });

/** Whether the route would take the place of one that comes with an address, or of ours to a network's subnet. */
export const hasConnectedMetric = (route: Pick<Route, "to" | "metric">): boolean =>
  hasDefaultMetric(route) || (route.to.address.family === "ipv6" && route.metric === IPV6_CONNECTED);
