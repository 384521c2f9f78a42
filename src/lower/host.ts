import type { Group } from "../ir/program.ts";
import type { Host, Topology } from "../topology/topology.ts";
import { hostEnds } from "./ends.ts";
import { lowerRoute } from "./route.ts";

/**
 * Forwarding between the host's interfaces, where it holds an address of a network or of a link, or is the router of a cluster. Switching it on makes the kernel
 * forget `accept_redirects` (net/ipv4/devinet.c, inet_forward_change), so that one is named, too: what is
 * named is put back by down.
 */
export function lowerForwarding(topology: Topology): Group {
  const { host, networks, membership } = topology;
  const routes =
    membership?.router === true ||
    networks.some(({ ipv4 }) => ipv4?.gateway.kind === "host") ||
    leadsOn(topology);
  const keys = ["net.ipv4.ip_forward=1", "net.ipv4.conf.all.accept_redirects=0"];
  return {
    origin: "host",
    summary: "packets are forwarded between interfaces; a router takes no redirects",
    steps: host.ipForward && routes ? keys.map(sysctlOf) : [],
  };
}

/** Whether a container sends to the host, over a link with it, what is for others. */
export function leadsOn(topology: Topology): boolean {
  const routesTo = new Map(topology.containers.map(({ name, routes }) => [name, routes]));
  return hostEnds(topology).some(
    ({ other }) =>
      other.defaultRoute ||
      routesTo.get(other.container ?? "")?.some(({ dev }) => dev === other.interfaceName) === true,
  );
}

function sysctlOf(text: string): Group["steps"][number] {
  const [key = "", value = ""] = text.split("=");
  return { kind: "sysctl", netns: undefined, key, value };
}

/** The host's own routes; last, since they may lead through what is made before. */
export function lowerHostRoutes({ routes }: Host): Group {
  return {
    origin: "host",
    summary: "routes",
    steps: routes.map((route) => lowerRoute(route, undefined)),
  };
}
