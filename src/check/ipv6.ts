import { at, type Diagnostic } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import { forwards } from "../facts/forwards.ts";
import { formatCidr, formatInterfaceAddress } from "../net/cidr.ts";
import type { InterfaceAddress } from "../net/ip.ts";
import { specialSubnet } from "../net/special.ts";
import { interfaceSysctl } from "../net/sysctl.ts";
import type { Container, Network, NetworkIp, PointToPoint, Topology } from "../topology/topology.ts";
import { type Rule, subnetPlace } from "./rule.ts";

export const ipv6: Rule = {
  name: "ipv6",
  codes: ["NG0702", "NG0703", "NG0705", "NG0706"],
  about:
    "IPv6 networks have an MTU of at least 1280 and room for a MAC in their addresses, and nothing switches IPv6 off where it is needed.",
  check: (topology) => [
    ...topology.networks.flatMap((network) =>
      network.ipv6 === undefined ? [] : ofNetwork(network, network.ipv6, topology),
    ),
    ...topology.links.flatMap(ofLink),
    ...advertised(topology),
    ...topology.containers.flatMap(disabled),
  ],
};

/** RFC 8200, 5. */
const MINIMUM_MTU = 1280;

/** Prefixes up to this length leave 48 bits for a MAC. */
const MAC_PREFIX = 80;

function ofNetwork(network: Network, ip: NetworkIp, topology: Topology): Diagnostic[] {
  const where = subnetPlace(network, "ipv6");
  const { mtu, name } = network;
  const found: Diagnostic[] = [];
  if (mtu !== "auto" && mtu < MINIMUM_MTU) {
    found.push(tooSmall(`network ${name} has IPv6, and an MTU of ${mtu}`, network.given.mtu ?? where));
  }
  const picks = topology.containers.some(({ endpoints }) =>
    endpoints.some((endpoint) => endpoint.network === name && endpoint.given.ipv6 === undefined),
  );
  const isBroken = topology.incomplete.has(network.origin) || specialSubnet(ip.subnet) !== undefined;
  if (ip.range.length > MAC_PREFIX && picks && !isBroken) {
    const message = `${formatCidr(ip.range)} of network ${name} has no room for MACs in its addresses: the lowest free ones are picked`;
    const help = "a subnet of /80 or wider, where there is one to be had";
    found.push(problem("NG0702", message, ip.given.range ?? where, { help }));
  }
  return found;
}

const tooSmall = (message: string, where: Diagnostic["where"]): Diagnostic =>
  problem("NG0703", message, where, { help: `${MINIMUM_MTU} at least` });

const ofLink = ({ ends, mtu, path }: PointToPoint): Diagnostic[] =>
  mtu === "auto" || mtu >= MINIMUM_MTU || ends.every((end) => end.ipv6 === undefined)
    ? []
    : [tooSmall(`the link has IPv6, and an MTU of ${mtu}`, at([...path, "mtu"]))];

/** Addresses made of a MAC are those of hosts that listen to router advertisements (RFC 4862, RFC 4291 appendix A). */
function advertised(topology: Topology): Diagnostic[] {
  if (!forwards(topology, "ipv6")) return [];
  return topology.host.addresses.filter(isFromMac).map((address) => {
    const message = `${formatInterfaceAddress(address)} looks like one from router advertisements, and the host is to forward IPv6`;
    const help =
      "the script sets accept_ra to 2 on the uplink, and on interfaces that have routes of one when it runs";
    return problem("NG0705", message, at(address.path), { help });
  });
}

const isFromMac = ({ address, length }: InterfaceAddress): boolean =>
  address.family === "ipv6" && length === 64 && ((address.value >> 24n) & 0xffffn) === 0xfffen;

function disabled(container: Container): Diagnostic[] {
  const keys = new Set(
    container.endpoints
      .filter((endpoint) => endpoint.ipv6 !== undefined)
      .flatMap(({ interfaceName }) => [
        interfaceSysctl("ipv6", interfaceName, "disable_ipv6"),
        interfaceSysctl("ipv6", "all", "disable_ipv6"),
      ]),
  );
  return container.sysctls
    .filter(({ key, value }) => keys.has(key) && value.trim() !== "0")
    .map(({ key, path }) =>
      problem("NG0706", `${key} takes away the IPv6 that ${container.name} is to have`, at(path)),
    );
}
