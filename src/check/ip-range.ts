import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import { containsCidr, formatCidr } from "../net/cidr.ts";
import type { Topology } from "../topology/topology.ts";
import { subnetNote, subnetPlace, withIpv4 } from "./rule.ts";

/** `ip_range` lies in the subnet. */
export const ipRange = (topology: Topology): Diagnostic[] =>
  withIpv4(topology)
    .filter(({ ipv4 }) => !containsCidr(ipv4.subnet, ipv4.range))
    .map(({ network, ipv4 }) => {
      const message = `range ${formatCidr(ipv4.range)} is outside of the subnet of network ${network.name}`;
      const related = [subnetNote(network, ipv4)];
      const help = `pick a part of ${formatCidr(ipv4.subnet)}, or leave \`ip_range\` out to pick from all of it`;
      return problem("NG0411", message, ipv4.given.range ?? subnetPlace(network), { related, help });
    });
