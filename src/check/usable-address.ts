import { at, type Diagnostic, type Where } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import { formatAddress } from "../net/address.ts";
import { cidrOfAddress, formatCidr } from "../net/cidr.ts";
import type { IpAddress } from "../net/ip.ts";
import { isLinkLocal, specialRange } from "../net/special.ts";
import type { Route, Topology } from "../topology/topology.ts";
import { subnetPlace, withIp } from "./rule.ts";

/** Subnets, next hops and source addresses are of those that an interface can have. */
export function usableAddress(topology: Topology): Diagnostic[] {
  const ofSubnets = withIp(topology).flatMap(({ network, family, ip }) => {
    const where = subnetPlace(network, family);
    const special = specialRange(ip.subnet);
    if (special !== undefined) {
      const message = `${formatCidr(ip.subnet)} holds addresses of ${special}`;
      return [problem("NG0414", message, where, { help: suggested[family] })];
    }
    const snat = ip.snat === undefined ? [] : ofAddress(ip.snat, ip.given.snat ?? where);
    if (!isLinkLocal(ip.subnet)) {
      return snat;
    }
    const text = formatCidr(ip.subnet);
    if (family === "ipv6") {
      const help = suggested[family];
      return [...snat, problem("NG0414", `${text} is of the link-local range, fe80::/10`, where, { help })];
    }
    return [...snat, problem("NG0415", `${text} overlaps the link-local range 169.254.0.0/16`, where)];
  });
  const routes = [topology.host, ...topology.containers].flatMap((owner) => owner.routes);
  return [...ofSubnets, ...routes.flatMap(ofRoute)];
}

const suggested = {
  ipv4: "take a part of 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16",
  ipv6: "take a part of what your provider routes to the host, or of fd00::/8",
};

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
