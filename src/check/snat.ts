import type { Diagnostic, Where } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import { formatAddress, sameAddress } from "../net/address.ts";
import { cidrOfAddress, contains } from "../net/cidr.ts";
import type { IpAddress } from "../net/ip.ts";
import { specialRange } from "../net/special.ts";
import type { Topology } from "../topology/topology.ts";
import { keyOf, type OfNetwork, type Rule, subnetNote, withIp } from "./rule.ts";

export const snat: Rule = {
  name: "snat",
  codes: ["NG0601", "NG0603", "NG0606"],
  about: "`snat` is an address of the host, on a network that the host translates.",
  check: (topology) =>
    withIp(topology).flatMap(({ network, family, ip }) => {
      const where = ip.given.snat;
      if (where === undefined || topology.incomplete.has(network.origin)) {
        return [];
      }
      if (ip.mode === "routed") {
        const related = [{ where: ip.given.mode ?? keyOf(network), message: "`mode: routed` is given here" }];
        const help = "take one of the two out";
        return [
          problem("NG0601", `\`snat\` on network ${network.name}, whose mode is routed`, where, {
            related,
            help,
          }),
        ];
      }
      if (ip.gateway.kind === "host") {
        return ip.snat === undefined ? [] : ofContainers(ip.snat, { network, family, ip }, where, topology);
      }
      const gateway =
        ip.gateway.kind === "none" ? "has no gateway" : `has ${ip.gateway.container} for a gateway`;
      const message = `\`snat\` changes nothing: network ${network.name} ${gateway}, so that nothing leaves through the host`;
      const related = ip.given.gateway
        ? [{ where: ip.given.gateway, message: "the gateway is given here" }]
        : [];
      return [problem("NG0603", message, where, { related })];
    }),
};

/** The world sends its answers to the host, so that the address is the host's: not one of those that containers get. */
function ofContainers(snat: IpAddress, own: OfNetwork, where: Where, topology: Topology): Diagnostic[] {
  const isUsable = specialRange(cidrOfAddress(snat)) === undefined;
  if (!isUsable || topology.host.addresses.some(({ address }) => sameAddress(address, snat))) {
    return [];
  }
  const holder = withIp(topology).find(
    ({ network, ip }) =>
      contains(ip.subnet, snat) &&
      // A bridge's address on another network is the host's, too.
      (network === own.network || ip.gateway.kind !== "host" || !sameAddress(ip.gateway.address, snat)),
  );
  if (holder === undefined) {
    return [];
  }
  const message = `${formatAddress(snat)} lies in the subnet of network ${holder.network.name}, whose addresses are for containers`;
  const related = [subnetNote(holder.network, holder.ip)];
  const help =
    "take an address of the host that the outside has a route to, or leave it out: the uplink's is taken";
  return [problem("NG0606", message, where, { related, help })];
}
