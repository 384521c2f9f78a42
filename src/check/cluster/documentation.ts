import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Cluster } from "../../topology/cluster.ts";
import { amongReal, realAddress } from "../documentation.ts";
import type { ClusterRule } from "./rule.ts";

export const documentationPool: ClusterRule = {
  name: "documentation",
  codes: ["NG0427"],
  about: "Hosts with real addresses get no prefixes from a documentation range.",
  check,
};

function check({ fabric, members }: Cluster): Diagnostic[] {
  const known = [
    ...(fabric?.subnets ?? []).map(({ address }) => address),
    ...members.flatMap(({ addresses }) => addresses.map(({ address }) => address)),
  ];
  return [...(fabric?.pools.values() ?? [])].flatMap(({ prefix, given }) => {
    const real = realAddress(known, prefix);
    return real === undefined ? [] : amongReal(prefix, real, given.prefix);
  });
}
