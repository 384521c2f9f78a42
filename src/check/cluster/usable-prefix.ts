import { at, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import { problem } from "../../diagnostics/report.ts";
import { formatCidr } from "../../net/cidr.ts";
import { isLinkLocal, specialSubnet } from "../../net/special.ts";
import type { Cluster } from "../../topology/cluster.ts";
import type { ClusterRule } from "./rule.ts";

export const usablePrefix: ClusterRule = {
  name: "usable-prefix",
  codes: ["NG0414"],
  about: "Shared subnets and pools are ranges that an interface can have addresses of.",
  check,
};

function check({ fabric }: Cluster): Diagnostic[] {
  const all = [
    ...(fabric?.subnets ?? []).map((cidr) => ({ cidr, where: at(cidr.path) })),
    ...[...(fabric?.pools.values() ?? [])].map(({ prefix, given }) => ({
      cidr: prefix,
      where: given.prefix,
    })),
  ];
  return all.flatMap(({ cidr, where }) => {
    const special = specialSubnet(cidr);
    if (special !== undefined) {
      return [problem("NG0414", `${formatCidr(cidr)} holds addresses of ${special}`, where)];
    }
    // Of IPv4, hosts may well share 169.254.0.0/16; fe80::/10 is on each of a host's interfaces at once.
    const local =
      isLinkLocal(cidr) && (cidr.address.family === "ipv6" || cidr === fabric?.pools.get("ipv4")?.prefix);
    const range = cidr.address.family === "ipv6" ? "fe80::/10" : "169.254.0.0/16";
    const message = `${formatCidr(cidr)} is of the link-local range, ${range}, which leads to no other link`;
    return local ? [problem("NG0414", message, where)] : [];
  });
}
