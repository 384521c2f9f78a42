import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import { familyName } from "../net/ip.ts";
import { formatPorts } from "../net/port.ts";
import type { Publish, Topology } from "../topology/topology.ts";
import type { Rule } from "./rule.ts";

export const sourcesOfFamily: Rule = {
  name: "sources-of-family",
  codes: ["NG0630"],
  about: "A published port has a source of a family in which its container is reached.",
  check,
};

function check({ publishes, incomplete }: Topology): Diagnostic[] {
  const ofEntry = new Map<string, Publish[]>();
  for (const publish of publishes) {
    const same = ofEntry.get(publish.origin) ?? [];
    ofEntry.set(publish.origin, same);
    same.push(publish);
  }
  return [...ofEntry.values()].flatMap((entry) => {
    const [first] = entry;
    const isBroken = entry.some(({ container, network }) =>
      ["host", `networks.${network}`, `containers.${container}`].some((origin) => incomplete.has(origin)),
    );
    if (first === undefined || isBroken || entry.some(({ from }) => from === "any" || from.length > 0)) {
      return [];
    }
    const { container, target, protocol, where } = first;
    const own = familyName(target.address.family);
    const [other, any] = own === "IPv6" ? ["IPv4", "::/0"] : ["IPv6", "0.0.0.0/0"];
    const message = `nobody in the world reaches port ${formatPorts(target.ports)}/${protocol} of ${container}: it is published by ${own} only, to sources of ${other}`;
    const help = `add sources of ${own}, or ${any} for any, to \`from\` or \`published_from\``;
    return [problem("NG0630", message, where, { help })];
  });
}
