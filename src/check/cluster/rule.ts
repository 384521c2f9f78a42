import { isShareable } from "../../net/special.ts";
import type { Cluster } from "../../topology/cluster.ts";
import { subnetOrigin } from "../../topology/fabric.ts";
import type { RuleOf } from "../rule.ts";

/** A rule about the hosts of a cluster together. */
export type ClusterRule = RuleOf<Cluster>;

/** Whether every subnet that the hosts share can be read and used; else nobody knows who is a neighbour on it. */
export const hasSoundSubnets = ({ fabric, incomplete }: Cluster): boolean =>
  !incomplete.has(subnetOrigin) && (fabric?.subnets ?? []).every(isShareable);
