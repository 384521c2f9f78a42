import { at } from "../diagnostics/diagnostic.ts";
import type { Entry } from "../plan/expanded.ts";
import type { PlanNetwork } from "../plan/schema.ts";
import { lacks, type Problems } from "./problems.ts";
import type { Origin } from "./topology.ts";
import { unknownNetwork } from "./unknown.ts";

/** Who exchanges traffic with whom. */
export interface Peers {
  readonly of: (network: string) => readonly string[];
  readonly namedBy: (network: string) => readonly (Origin & { readonly network: string })[];
}

/** Binds the names under `peers`; an unknown one is an error. Naming a peer on one side is enough. */
export function bindPeers(entries: readonly Entry<PlanNetwork>[], problems: Problems): Peers {
  const order = new Map(entries.map(({ name }, index) => [name, index]));
  const named = new Map<string, (Origin & { network: string })[]>();
  const peers = new Map<string, Set<string>>(entries.map(({ name }) => [name, new Set()]));
  for (const entry of entries) {
    const list = (entry.value.peers ?? []).map((network, index) => ({
      network,
      origin: `${entry.origin}.peers[${index}]`,
      path: [...entry.path, "peers", index],
    }));
    for (const { network, path } of list.filter(({ network }) => !order.has(network))) {
      lacks(problems, entry.origin, unknownNetwork(network, at(path), order, problems));
    }
    const bound = list.filter(({ network }) => order.has(network));
    named.set(entry.name, bound);
    for (const { network } of bound.filter(({ network }) => network !== entry.name)) {
      peers.get(entry.name)?.add(network);
      peers.get(network)?.add(entry.name);
    }
  }
  const place = (name: string) => order.get(name) ?? 0;
  return {
    of: (network) => [...(peers.get(network) ?? [])].sort((a, b) => place(a) - place(b)),
    namedBy: (network) => named.get(network) ?? [],
  };
}
