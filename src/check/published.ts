import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import { formatPorts, type PortRange } from "../net/port.ts";
import type { Topology } from "../topology/topology.ts";
import type { Rule } from "./rule.ts";

export const publishedNotExposed: Rule = {
  name: "published",
  codes: ["NG0626"],
  about: "A container that lists `expose` lists the ports that it publishes, too.",
  check,
};

function check({ containers, publishes }: Topology): Diagnostic[] {
  const exposedOf = new Map(containers.map(({ name, exposed }) => [name, exposed]));
  return publishes.flatMap(({ container, protocol, target, where }) => {
    const exposed = exposedOf.get(container) ?? [];
    const among = exposed.some((offer) => offer.protocol === protocol && holds(offer.ports, target.ports));
    if (exposed.length === 0 || among) {
      return [];
    }
    const what = `${formatPorts(target.ports)}/${protocol}`;
    const list = exposed.map((offer) => `${formatPorts(offer.ports)}/${offer.protocol}`).join(", ");
    const message = `${container} publishes ${what}, and does not expose it`;
    return [problem("NG0626", message, where, { help: `it exposes ${list}` })];
  });
}

const holds = (outer: PortRange, inner: PortRange): boolean =>
  outer.first <= inner.first && inner.last <= outer.last;
