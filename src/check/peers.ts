import { at, type Diagnostic, type Path } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import type { Network } from "../topology/topology.ts";
import type { Rule } from "./rule.ts";

export const peers: Rule = {
  name: "peers",
  codes: ["NG0307"],
  about: "`peers` names other networks, each once.",
  check: ({ networks }) => networks.flatMap(ofNetwork),
};

function ofNetwork({ name, peerings }: Network): Diagnostic[] {
  const first = new Map<string, Path>();
  return peerings.flatMap(({ network, path }) => {
    if (network === name) {
      return [problem("NG0307", `network ${name} is a peer of its own`, at(path))];
    }
    const other = first.get(network);
    if (other === undefined) {
      first.set(network, path);
      return [];
    }
    const related = [{ where: at(other), message: "the first time is here" }];
    return [problem("NG0307", `network ${name} names its peer ${network} twice`, at(path), { related })];
  });
}
