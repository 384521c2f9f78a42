import { at, type Diagnostic } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import { formatAddress } from "../net/address.ts";
import { containsCidr, formatCidr } from "../net/cidr.ts";
import type { Topology } from "../topology/topology.ts";
import { subnetNote, withIpv4 } from "./rule.ts";

/** What is reserved lies in the subnet. */
export const reserved = (topology: Topology): Diagnostic[] =>
  withIpv4(topology).flatMap(({ network, ipv4 }) =>
    ipv4.reserved
      .filter((cidr) => !containsCidr(ipv4.subnet, cidr))
      .map((cidr) => {
        const text = cidr.length === 32 ? formatAddress(cidr.address) : formatCidr(cidr);
        const message = `reserved ${text} is outside of the subnet of network ${network.name}`;
        return problem("NG0412", message, at(cidr.path), { related: [subnetNote(network, ipv4)] });
      }),
  );
