import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Cluster } from "../../topology/cluster.ts";

/** One rule: everything in the cluster that breaks it. */
export type ClusterRule = (cluster: Cluster) => readonly Diagnostic[];
