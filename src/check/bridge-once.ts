import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import { shown } from "../topology/problems.ts";
import type { Network, Topology } from "../topology/topology.ts";
import { keyOf, type Rule } from "./rule.ts";

export const bridgeOnce: Rule = {
  name: "bridge-once",
  codes: ["NG0308"],
  about: "Each network has a bridge of its own.",
  check,
};

function check({ networks }: Topology): Diagnostic[] {
  const first = new Map<string, Network>();
  return networks.flatMap((network) => {
    const other = first.get(network.bridge.name);
    if (other === undefined) {
      first.set(network.bridge.name, network);
      return [];
    }
    const [blamed, sharer] = network.given.bridge ? [network, other] : [other, network];
    const message = `networks ${other.name} and ${network.name} share bridge ${shown(network.bridge.name)}`;
    const related = [{ where: placeOf(sharer), message: `${sharer.name} has it from here` }];
    return [problem("NG0308", message, placeOf(blamed), { related, help: "give each network a bridge" })];
  });
}

const placeOf = (network: Network) => network.given.bridge ?? keyOf(network);
