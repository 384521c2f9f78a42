import type { Uplink } from "../ir/program.ts";
import { type Family, families, familyOf } from "../net/ip.ts";
import type { Topology } from "../topology/topology.ts";
import { hostEnds } from "./ends.ts";

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
    links.some(({ mtu }) => mtu === "auto") || families.some((family) => leadsOn(topology, family));
  return { kind: needed || ofLinks ? "auto" : "none" };
}

/** Whether a container sends to the host, over a link with it, what is for others. */
export function leadsOn(topology: Topology, family: Family): boolean {
  const routesTo = new Map(topology.containers.map(({ name, routes }) => [name, routes]));
  return hostEnds(topology).some(
    ({ other }) =>
      other[family] !== undefined &&
      (other.defaultRoute ||
        routesTo
          .get(other.container ?? "")
          ?.some(({ dev, to }) => dev === other.interfaceName && familyOf(to.address) === family) === true),
  );
}
