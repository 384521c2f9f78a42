import { at, type Diagnostic, type Where } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import { formatAddress } from "../net/address.ts";
import { cidrOfAddress, formatCidr } from "../net/cidr.ts";
import type { IpAddress } from "../net/ip.ts";
import { isLinkLocal, specialRange } from "../net/special.ts";
import type { Route, Topology } from "../topology/topology.ts";
import { subnetPlace, withIpv4 } from "./rule.ts";

/** Subnets, next hops and source addresses are of those that an interface can have. */
export function usableAddress(topology: Topology): Diagnostic[] {
  const ofSubnets = withIpv4(topology).flatMap(({ network, ipv4 }) => {
    const where = subnetPlace(network);
    const special = specialRange(ipv4.subnet);
    if (special !== undefined) {
      const message = `${formatCidr(ipv4.subnet)} holds addresses of ${special}`;
      return [
        problem("NG0414", message, where, {
          help: "take a part of 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16",
        }),
      ];
    }
    const snat = ipv4.snat === undefined ? [] : ofAddress(ipv4.snat, ipv4.given.snat ?? where);
    if (!isLinkLocal(ipv4.subnet)) {
      return snat;
    }
    return [
      ...snat,
      problem("NG0415", `${formatCidr(ipv4.subnet)} overlaps the link-local range 169.254.0.0/16`, where),
    ];
  });
  const routes = [topology.host, ...topology.containers].flatMap((owner) => owner.routes);
  return [...ofSubnets, ...routes.flatMap(ofRoute)];
}

const ofRoute = ({ via, src, path }: Route): Diagnostic[] => [
  ...(via === undefined ? [] : ofAddress(via, at([...path, "via"]))),
  ...(src === undefined ? [] : ofAddress(src, at([...path, "src"]))),
];

function ofAddress(address: IpAddress, where: Where): Diagnostic[] {
  const special = specialRange(cidrOfAddress(address));
  return special === undefined
    ? []
    : [problem("NG0414", `${formatAddress(address)} is an address of ${special}`, where)];
}
