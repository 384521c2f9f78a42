import { at, type Diagnostic } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import { networksWithoutIcc } from "../facts/icc.ts";
import { formatPorts } from "../net/port.ts";
import type { Topology } from "../topology/topology.ts";
import type { Rule } from "./rule.ts";

export const exposedToNobody: Rule = {
  name: "exposed-to-nobody",
  codes: ["NG0645"],
  about: "With `icc: false`, somebody links to a container that exposes ports.",
  check,
};

function check(topology: Topology): Diagnostic[] {
  const { containers, publishes, incomplete } = topology;
  if (containers.some(({ origin }) => incomplete.has(origin) || incomplete.has(`${origin}.links`))) {
    return [];
  }
  const withoutIcc = networksWithoutIcc(topology);
  const linkedTo = new Set(containers.flatMap(({ links }) => links.map(({ container }) => container)));
  const published = new Set(
    publishes.map(
      ({ container, protocol, target }) => `${container} ${formatPorts(target.ports)}/${protocol}`,
    ),
  );
  return containers
    .filter(
      ({ name, endpoints }) =>
        !linkedTo.has(name) &&
        endpoints.length > 0 &&
        endpoints.every(({ network }) => withoutIcc.has(network)),
    )
    .flatMap(({ name, path, publishAll, exposed }) => {
      const lost = exposed
        .map(({ protocol, ports }) => `${formatPorts(ports)}/${protocol}`)
        .filter((port) => !publishAll && !published.has(`${name} ${port}`));
      if (lost.length === 0) {
        return [];
      }
      const message = `${name} exposes ${lost.join(", ")}, but no container links to it; \`icc: false\` makes it unreachable`;
      return [problem("NG0645", message, at([...path, "expose"]))];
    });
}
