import { forwards } from "../facts/forwards.ts";
import type { Group } from "../ir/program.ts";
import type { Host, Topology } from "../topology/topology.ts";
import { lowerRoute } from "./route.ts";
import { uplinkOf } from "./uplink.ts";

/**
 * Forwarding between the host's interfaces, where it holds an address of a network or of a link, or is the router of a
 * cluster. Switching it on makes the kernel forget `accept_redirects` (net/ipv4/devinet.c, inet_forward_change), so that one is named, too: what is
 * named is put back by down.
 */
export function lowerForwarding(topology: Topology): Group {
  const ipv4 = forwards(topology, "ipv4");
  const ipv6 = forwards(topology, "ipv6");
  const keys4 = ["net.ipv4.ip_forward=1", "net.ipv4.conf.all.accept_redirects=0"];
  const keys6 = ["net.ipv6.conf.all.forwarding=1", "net.ipv6.conf.default.forwarding=1"];
  const uplink = uplinkOf(topology).kind === "none" ? "" : "the uplink and ";
  const advertised = `; router advertisements are still taken on ${uplink}each interface that lives on them ($ra_interface)`;
  return {
    origin: "host",
    summary: `packets are forwarded between interfaces; a router takes no redirects${ipv6 ? advertised : ""}`,
    steps: [
      ...(ipv4 ? keys4.map(sysctlOf) : []),
      ...(ipv6 ? [{ kind: "advertised", netns: undefined } as const, ...keys6.map(sysctlOf)] : []),
    ],
  };
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
