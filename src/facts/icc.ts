import type { Network, Topology } from "../topology/topology.ts";
import { memo } from "./memo.ts";

/** Networks with `icc: false`, by name: their containers reach each other's exposed ports through `links` only. */
export const networksWithoutIcc = memo(
  ({ networks }: Topology): ReadonlyMap<string, Network> =>
    new Map(networks.filter(({ icc }) => !icc).map((network) => [network.name, network])),
);
