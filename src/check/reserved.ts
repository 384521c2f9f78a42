import { at } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import { formatAddress } from "../net/address.ts";
import { containsCidr, formatCidr } from "../net/cidr.ts";
import { bitsOf } from "../net/ip.ts";
import { type Rule, subnetNote, withIp } from "./rule.ts";

export const reserved: Rule = {
  name: "reserved",
  codes: ["NG0412"],
  about: "Reserved addresses lie in the subnet.",
  check: (topology) =>
    withIp(topology).flatMap(({ network, ip }) =>
      ip.reserved
        .filter((cidr) => !containsCidr(ip.subnet, cidr))
        .map((cidr) => {
          const text =
            cidr.length === bitsOf(cidr.address.family) ? formatAddress(cidr.address) : formatCidr(cidr);
          const message = `reserved ${text} is outside of the subnet of network ${network.name}`;
          return problem("NG0412", message, at(cidr.path), { related: [subnetNote(network, ip)] });
        }),
    ),
};
