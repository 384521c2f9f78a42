import { at, type Diagnostic } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import type { Network, Topology } from "../topology/topology.ts";

/** A network's peers are other networks, each named once. */
export const peers = ({ networks }: Topology): Diagnostic[] => networks.flatMap(ofNetwork);

function ofNetwork({ name, peerings }: Network): Diagnostic[] {
  return peerings.flatMap(({ network, path }, index) => {
    if (network === name) {
      return [problem("NG0307", `network ${name} is a peer of its own`, at(path))];
    }
    const first = peerings.findIndex((other) => other.network === network);
    const other = peerings[first];
    if (first === index || other === undefined) {
      return [];
    }
    const related = [{ where: at(other.path), message: "the first time is here" }];
    return [problem("NG0307", `network ${name} names its peer ${network} twice`, at(path), { related })];
  });
}
