import { unusableHostAddresses } from "../host-address.ts";
import type { ClusterRule } from "./rule.ts";

export const hostAddressUsable: ClusterRule = {
  name: "host-address",
  codes: ["NG0407"],
  about: "Addresses of hosts, which are next hops of others, are addresses that an interface can have.",
  check: ({ members }) => members.flatMap(({ addresses }) => unusableHostAddresses(addresses)),
};
