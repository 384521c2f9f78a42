import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { isShareable } from "../../net/special.ts";
import type { Cluster } from "../../topology/cluster.ts";
import { subnetOrigin } from "../../topology/fabric.ts";

/** One rule: everything in the cluster that breaks it. */
export type ClusterRule = (cluster: Cluster) => readonly Diagnostic[];

/** Whether every subnet that the hosts share can be read and used; else nobody knows who is a neighbour on it. */
export const hasSoundSubnets = ({ fabric, incomplete }: Cluster): boolean =>
  !incomplete.has(subnetOrigin) && (fabric?.subnets ?? []).every(isShareable);
