import { routesThroughHost } from "../facts/routes-through-host.ts";
import type { Uplink } from "../ir/program.ts";
import { families } from "../net/ip.ts";
import type { Topology } from "../topology/topology.ts";

/** A named uplink is always looked for; `auto` only where something leads to the world or asks for its MTU. */
export function uplinkOf(topology: Topology): Uplink {
  const { host, networks, links } = topology;
  if (host.uplink.kind === "name") {
    return host.uplink;
  }
  const needed = networks.some(
    ({ mtu, internal, ipv4, ipv6 }) =>
      mtu === "auto" ||
      ipv6?.ndpProxy.some(({ dev }) => dev.kind === "uplink") ||
      (!internal && [ipv4, ipv6].some((ip) => ip?.gateway.kind === "host")),
  );
  const ofLinks =
    links.some(({ mtu }) => mtu === "auto") || families.some((family) => routesThroughHost(topology, family));
  return { kind: needed || ofLinks ? "auto" : "none" };
}
