import { at, type Diagnostic } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import { families } from "../net/ip.ts";
import type { Network, NetworkIp, Topology } from "../topology/topology.ts";
import type { Rule } from "./rule.ts";

export const internal: Rule = {
  name: "internal",
  codes: ["NG0602"],
  about: "An internal network has no peers, no `inbound: open` and no `snat`.",
  check,
};

function check({ networks }: Topology): Diagnostic[] {
  const byName = new Map(networks.map((network) => [network.name, network]));
  return networks.flatMap((network) => [
    ...ofPeers(network, byName),
    ...(network.internal ? families.flatMap((family) => ofFamily(network, network[family])) : []),
  ]);
}

const note = (network: Network) => ({
  where: at([...network.path, "internal"]),
  message: `${network.name} is internal, as said here`,
});

function ofPeers(network: Network, byName: ReadonlyMap<string, Network>): Diagnostic[] {
  return network.peerings.flatMap(({ network: name, path }) => {
    const closed = network.internal ? network : byName.get(name);
    if (name === network.name || closed?.internal !== true) {
      return [];
    }
    const message = `${network.name} and ${name} cannot be peers: ${closed.name} is internal`;
    return [problem("NG0602", message, at(path), { related: [note(closed)] })];
  });
}

function ofFamily(network: Network, ip: NetworkIp | undefined): Diagnostic[] {
  const given = ip?.given;
  const found: Diagnostic[] = [];
  if (given?.inbound !== undefined && ip?.inbound === "open") {
    const message = `\`inbound: open\` on network ${network.name}, which nothing comes in to`;
    found.push(problem("NG0602", message, given.inbound, { related: [note(network)] }));
  }
  if (given?.snat !== undefined) {
    const message = `\`snat\` on network ${network.name}, which nothing goes out from`;
    found.push(problem("NG0602", message, given.snat, { related: [note(network)] }));
  }
  return found;
}
