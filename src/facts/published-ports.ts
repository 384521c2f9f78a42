import type { Family } from "../net/ip.ts";
import type { Publish, Topology } from "../topology/topology.ts";

/** Published ports that lead to an address of the family, in the order of the plan. */
export const publishedPorts = ({ publishes }: Topology, family: Family): readonly Publish[] =>
  publishes.filter(({ target }) => target.address.family === family);
