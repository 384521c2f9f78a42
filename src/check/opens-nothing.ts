import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import { exposedPorts } from "../facts/exposed-ports.ts";
import { networksWithoutIcc } from "../facts/icc.ts";
import type { Container, Topology } from "../topology/topology.ts";
import { inCommon } from "./links.ts";
import type { Rule } from "./rule.ts";

export const opensNothing: Rule = {
  name: "opens-nothing",
  codes: ["NG0646"],
  about: "With `icc: false`, the container that a link leads to exposes a port.",
  check,
};

function check(topology: Topology): Diagnostic[] {
  const { containers, incomplete } = topology;
  const withoutIcc = networksWithoutIcc(topology);
  const exposed = exposedPorts(topology);
  const byName = new Map(containers.map((container) => [container.name, container]));
  const onlyByLinks = (one: Container, other: Container) => {
    const shared = inCommon(one, other);
    return shared.length > 0 && shared.every((network) => withoutIcc.has(network));
  };
  return containers.flatMap((container) =>
    container.links.flatMap((link) => {
      const target = byName.get(link.container);
      return target !== undefined &&
        target !== container &&
        !incomplete.has(target.origin) &&
        exposed.get(target.name)?.length === 0 &&
        onlyByLinks(container, target)
        ? [
            problem(
              "NG0646",
              `${target.name} exposes no port that ${container.name} could reach by its link`,
              link.where,
            ),
          ]
        : [];
    }),
  );
}
