import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import { isOwned } from "../facts/namespace.ts";
import type { Family } from "../net/ip.ts";
import type { Container, Topology } from "../topology/topology.ts";
import { keyOf, type Rule, subnetPlace, withIp } from "./rule.ts";

export const gatewayForwards: Rule = {
  name: "gateway-forwards",
  codes: ["NG0423"],
  about: "A container that is a network's gateway forwards.",
  check,
};

function check(topology: Topology): Diagnostic[] {
  const containers = new Map(topology.containers.map((container) => [container.name, container]));
  return withIp(topology).flatMap(({ network, family, ip }) => {
    const gateway = ip.gateway.kind === "container" ? containers.get(ip.gateway.container) : undefined;
    const container = gateway && isIdle(gateway, family) ? gateway : undefined;
    if (container === undefined) {
      return [];
    }
    const message = `${container.name} is the gateway of network ${network.name}, and does not forward`;
    const related = [{ where: keyOf(container), message: `${container.name} is here` }];
    const help = `set \`forward: true\` on ${container.name}`;
    return [problem("NG0423", message, ip.given.gateway ?? subnetPlace(network, family), { related, help })];
  });
}

/** In a namespace that others made, forwarding may be on already. */
const isIdle = (container: Container, family: Family): boolean =>
  isOwned(container) &&
  !container.forward &&
  !container.sysctls.some(
    ({ key }) => key.startsWith(`net.${family}.`) && /\.(ip_forward|conf\..*\.forwarding)$/.test(key),
  );
