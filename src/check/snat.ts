import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import type { Topology } from "../topology/topology.ts";
import { keyOf, withIpv4 } from "./rule.ts";

/** `snat` stands where packets are translated by the host. */
export const snat = (topology: Topology): Diagnostic[] =>
  withIpv4(topology).flatMap(({ network, ipv4 }) => {
    const where = ipv4.given.snat;
    if (where === undefined || topology.incomplete.has(network.origin)) {
      return [];
    }
    if (ipv4.mode === "routed") {
      const related = [{ where: ipv4.given.mode ?? keyOf(network), message: "`mode: routed` is given here" }];
      const help = "take one of the two out";
      return [
        problem("NG0601", `\`snat\` on network ${network.name}, whose mode is routed`, where, {
          related,
          help,
        }),
      ];
    }
    if (ipv4.gateway.kind === "host") {
      return [];
    }
    const gateway =
      ipv4.gateway.kind === "none" ? "has no gateway" : `has ${ipv4.gateway.container} for a gateway`;
    const message = `\`snat\` changes nothing: network ${network.name} ${gateway}, so that nothing leaves through the host`;
    const related = ipv4.given.gateway
      ? [{ where: ipv4.given.gateway, message: "the gateway is given here" }]
      : [];
    return [problem("NG0603", message, where, { related })];
  });
