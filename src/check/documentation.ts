import type { Diagnostic, Where } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import { formatAddress } from "../net/address.ts";
import { cidrOfAddress, formatCidr } from "../net/cidr.ts";
import type { Cidr, IpAddress } from "../net/ip.ts";
import { documentationRange, isGlobal } from "../net/special.ts";
import { type Rule, subnetPlace, withIp } from "./rule.ts";

export const documentation: Rule = {
  name: "documentation",
  codes: ["NG0427"],
  about: "Addresses from a documentation range are not mixed with real ones where packets leave the host.",
  check: (topology) =>
    withIp(topology).flatMap(({ network, family, ip }) => {
      const real = realAddress(
        topology.host.addresses.map(({ address }) => address),
        ip.subnet,
      );
      if (real === undefined) {
        return [];
      }
      // What is carved is said of the pool.
      const routed = ip.mode === "routed" && ip.gateway.kind === "host" && !network.internal && !ip.picked;
      return [
        ...(routed ? amongReal(ip.subnet, real, subnetPlace(network, family)) : []),
        ...(ip.mode === "nat" && ip.snat && ip.given.snat
          ? amongReal(cidrOfAddress(ip.snat), real, ip.given.snat)
          : []),
      ];
    }),
};

/** An address of the prefix's family that the outside has a route to, in a plan that is no documentation itself. */
export function realAddress(known: readonly IpAddress[], { address }: Cidr): IpAddress | undefined {
  const own = known.filter(({ family }) => family === address.family);
  return own.some((one) => documentationRange(cidrOfAddress(one)) !== undefined)
    ? undefined
    : own.find((one) => isGlobal(one));
}

/** Says of a prefix that it is of documentation. */
export function amongReal(cidr: Cidr, real: IpAddress, where: Where): Diagnostic[] {
  const range = documentationRange(cidr);
  if (range === undefined) {
    return [];
  }
  const alone = cidr.length === (cidr.address.family === "ipv4" ? 32 : 128);
  const text = alone ? formatAddress(cidr.address) : formatCidr(cidr);
  const message = `${text} is of ${range}, which is for documentation, and ${formatAddress(real)} is not: nobody routes answers there`;
  const help = "take what your provider routes to the host";
  return [problem("NG0427", message, where, { help })];
}
