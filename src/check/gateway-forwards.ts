import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import type { Container, Topology } from "../topology/topology.ts";
import { isOwn, keyOf, subnetPlace, withIpv4 } from "./rule.ts";

/** A container that is a gateway forwards. */
export function gatewayForwards(topology: Topology): Diagnostic[] {
  const idle = new Map(topology.containers.filter(isIdle).map((container) => [container.name, container]));
  return withIpv4(topology).flatMap(({ network, ipv4 }) => {
    const container = ipv4.gateway.kind === "container" ? idle.get(ipv4.gateway.container) : undefined;
    if (container === undefined) {
      return [];
    }
    const message = `${container.name} is the gateway of network ${network.name}, and does not forward`;
    const related = [{ where: keyOf(container), message: `${container.name} is here` }];
    const help = `set \`forward: true\` on ${container.name}`;
    return [problem("NG0423", message, ipv4.given.gateway ?? subnetPlace(network), { related, help })];
  });
}

/** In a namespace that others made, forwarding may be on already. */
const isIdle = (container: Container): boolean =>
  isOwn(container) &&
  !container.forward &&
  !container.sysctls.some(({ key }) => /^net\.ipv4\.(ip_forward|conf\..*\.forwarding)$/.test(key));
