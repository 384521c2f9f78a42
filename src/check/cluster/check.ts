import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Cluster } from "../../topology/cluster.ts";
import { hostAddressElsewhere } from "./address-elsewhere.ts";
import { bgpPeers } from "./bgp-peers.ts";
import { documentationPool } from "./documentation.ts";
import { hostAddressUsable } from "./host-address.ts";
import { hostAddressOnce } from "./host-address-once.ts";
import { neighbours } from "./neighbours.ts";
import { onLink } from "./on-link.ts";
import { reached } from "./reached.ts";
import type { ClusterRule } from "./rule.ts";
import { subnetInPrefix } from "./subnet-in-prefix.ts";
import { subnetsApart } from "./subnets-apart.ts";
import { usablePrefix } from "./usable-prefix.ts";

/** Every rule about hosts together; those about one host are in ../check.ts. */
export const clusterRules: readonly ClusterRule[] = [
  hostAddressUsable,
  usablePrefix,
  documentationPool,
  subnetInPrefix,
  subnetsApart,
  hostAddressElsewhere,
  neighbours,
  onLink,
  bgpPeers,
  reached,
  hostAddressOnce,
];

/** Everything that is wrong with what the hosts of a cluster know of each other. */
export const checkCluster = (cluster: Cluster): readonly Diagnostic[] =>
  clusterRules.flatMap(({ check }) => check(cluster));
