import { problem } from "../diagnostics/report.ts";
import { containsCidr, formatCidr } from "../net/cidr.ts";
import { type Rule, subnetNote, subnetPlace, withIp } from "./rule.ts";

export const ipRange: Rule = {
  name: "ip-range",
  codes: ["NG0411"],
  about: "`ip_range` lies in the subnet.",
  check: (topology) =>
    withIp(topology)
      .filter(({ ip }) => !containsCidr(ip.subnet, ip.range))
      .map(({ network, family, ip }) => {
        const message = `range ${formatCidr(ip.range)} is outside of the subnet of network ${network.name}`;
        const related = [subnetNote(network, ip)];
        const help = `pick a part of ${formatCidr(ip.subnet)}, or leave \`ip_range\` out to pick from all of it`;
        return problem("NG0411", message, ip.given.range ?? subnetPlace(network, family), { related, help });
      }),
};
