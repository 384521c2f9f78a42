import { at, type Diagnostic } from "../diagnostics/diagnostic.ts";
import { didYouMean } from "../diagnostics/nearest.ts";
import { problem } from "../diagnostics/report.ts";
import { linkEnds } from "../facts/link-ends.ts";
import { isOwned } from "../facts/namespace.ts";
import { ifnameFault } from "../net/ifname.ts";
import type { Container, LinkEnd, Topology } from "../topology/topology.ts";
import type { Rule } from "./rule.ts";

export const routeInterface: Rule = {
  name: "route-interface",
  codes: ["NG0505"],
  about: "A container's routes leave by interfaces that it has, as far as the plan says all that are there.",
  check,
};

function check(topology: Topology): Diagnostic[] {
  const ends = linkEnds(topology);
  return topology.containers
    .filter(
      (container) =>
        container.routes.length > 0 && isOwned(container) && !topology.incomplete.has(container.origin),
    )
    .flatMap((container) => inContainer(container, ends.get(container.name) ?? []));
}

function inContainer({ name, endpoints, routes }: Container, ends: readonly LinkEnd[]): Diagnostic[] {
  const names = [...endpoints, ...ends].map(({ interfaceName }) => interfaceName);
  const known = new Set([...names, "lo"]);
  return routes.flatMap(({ dev, path }) => {
    if (dev === undefined || known.has(dev) || ifnameFault(dev) !== undefined) {
      return [];
    }
    const list = names.length === 0 ? "it has none but lo" : `it has ${names.join(", ")}`;
    const help = didYouMean(dev, names) ?? list;
    return [problem("NG0505", `${name} has no interface ${dev}`, at([...path, "dev"]), { help })];
  });
}
