import type { RouteStep } from "../ir/step.ts";
import { formatAddress } from "../net/address.ts";
import { formatCidr } from "../net/cidr.ts";
import type { Route } from "../topology/topology.ts";

/** A route of the plan, on the host (`netns` undefined) or in a namespace. */
export function lowerRoute(route: Route, netns: string | undefined): RouteStep {
  return {
    kind: "route",
    netns,
    type: route.type,
    to: isDefault(route) ? "default" : formatCidr(route.to),
    via: route.via && formatAddress(route.via),
    dev: route.dev,
    src: route.src && formatAddress(route.src),
    metric: route.metric,
  };
}

/** `default` alone is IPv4's; of IPv6 it is with an IPv6 next hop. */
const isDefault = ({ to, via }: Route): boolean =>
  to.length === 0 && (to.address.family === "ipv4" || via !== undefined);
