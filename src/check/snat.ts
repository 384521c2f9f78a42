import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import type { Topology } from "../topology/topology.ts";
import { keyOf, withIp } from "./rule.ts";

/** `snat` stands where packets are translated by the host. */
export const snat = (topology: Topology): Diagnostic[] =>
  withIp(topology).flatMap(({ network, ip }) => {
    const where = ip.given.snat;
    if (where === undefined || topology.incomplete.has(network.origin)) {
      return [];
    }
    if (ip.mode === "routed") {
      const related = [{ where: ip.given.mode ?? keyOf(network), message: "`mode: routed` is given here" }];
      const help = "take one of the two out";
      return [
        problem("NG0601", `\`snat\` on network ${network.name}, whose mode is routed`, where, {
          related,
          help,
        }),
      ];
    }
    if (ip.gateway.kind === "host") {
      return [];
    }
    const gateway =
      ip.gateway.kind === "none" ? "has no gateway" : `has ${ip.gateway.container} for a gateway`;
    const message = `\`snat\` changes nothing: network ${network.name} ${gateway}, so that nothing leaves through the host`;
    const related = ip.given.gateway
      ? [{ where: ip.given.gateway, message: "the gateway is given here" }]
      : [];
    return [problem("NG0603", message, where, { related })];
  });
