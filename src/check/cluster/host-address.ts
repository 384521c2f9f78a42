import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Cluster } from "../../topology/cluster.ts";
import { unusableHostAddresses } from "../host-address.ts";

/** Addresses of hosts are next hops of others, so that they are looked at whichever host is compiled. */
export const hostAddressUsable = ({ members }: Cluster): Diagnostic[] =>
  members.flatMap(({ addresses }) => unusableHostAddresses(addresses));
