import { at, type Diagnostic, type Where } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import { formatAddress } from "../net/address.ts";
import { cidrOfAddress, containsCidr, formatCidr, parseCidr } from "../net/cidr.ts";
import type { Cidr, IpAddress } from "../net/ip.ts";
import { isLinkLocal, specialRange, specialSubnet } from "../net/special.ts";
import type { Route, Topology } from "../topology/topology.ts";
import { type Rule, subnetPlace, withIp } from "./rule.ts";

export const usableAddress: Rule = {
  name: "usable-address",
  codes: ["NG0414", "NG0415"],
  about: "Subnets, destinations, next hops and source addresses are addresses that an interface can have.",
  check,
};

function check(topology: Topology): Diagnostic[] {
  const ofSubnets = withIp(topology).flatMap(({ network, family, ip }) => {
    const where = subnetPlace(network, family);
    const special = specialSubnet(ip.subnet);
    if (special !== undefined) {
      const message = `${formatCidr(ip.subnet)} holds addresses of ${special}`;
      return [problem("NG0414", message, where, { help: suggested[family] })];
    }
    const snat = ip.snat === undefined ? [] : ofSource(ip.snat, ip.given.snat ?? where);
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

const ofRoute = ({ to, via, src, path }: Route): Diagnostic[] => [
  ...ofDestination(to, via, at([...path, "to"])),
  ...(via === undefined ? [] : ofAddress(via, at([...path, "via"]), "write the address of a neighbour")),
  ...(src === undefined
    ? []
    : ofAddress(src, at([...path, "src"]), "write an address of one's own, or leave it out")),
];

function ofAddress(address: IpAddress, where: Where, help: string): Diagnostic[] {
  const special = specialRange(cidrOfAddress(address));
  return special === undefined
    ? []
    : [problem("NG0414", `${formatAddress(address)} is an address of ${special}`, where, { help })];
}

/** A source that packets get on their way out: the answers go to it, from beyond the next router. */
function ofSource(address: IpAddress, where: Where): Diagnostic[] {
  const text = formatAddress(address);
  const help = "take an address of the host that the outside has a route to";
  if (!isLinkLocal(cidrOfAddress(address))) {
    return ofAddress(address, where, help);
  }
  if (address.family === "ipv4") {
    return [problem("NG0415", `${text} is link-local: routers are not to forward it`, where, { help })];
  }
  // RFC 4291, 2.5.6: routers forward no packet with a link-local source, and neither does the kernel (ip6_forward).
  return [
    problem("NG0414", `${text} is link-local: packets with this source are not forwarded`, where, { help }),
  ];
}

/**
 * To the kernel, ::1 and ff00::/8 stand in the table `local`, which is asked before `main`, so that the route would be
 * never looked at; packets to 127.0.0.0/8 are refused wherever they arrive. A route to IPv4's multicast says by which
 * interface one sends, and has no next hop.
 */
function ofDestination(to: Cidr, via: IpAddress | undefined, where: Where): Diagnostic[] {
  const held = UNROUTED.find(({ range }) => containsCidr(range, to));
  if (held === undefined || (held.byInterface && via === undefined)) {
    return [];
  }
  const message = `${formatCidr(to)} is of ${specialRange(to)}, which no route leads to`;
  const help = held.byInterface
    ? "leave `via` out: `dev` says by which interface multicast leaves"
    : undefined;
  return [problem("NG0414", message, where, { help: help ?? "leave the route out" })];
}

const unrouted = (text: string, byInterface = false) => {
  const range = parseCidr(text);
  return range.ok ? [{ range: range.value, byInterface }] : [];
};

const UNROUTED = [
  ...unrouted("127.0.0.0/8"),
  ...unrouted("::1/128"),
  ...unrouted("ff00::/8"),
  ...unrouted("224.0.0.0/4", true),
];
