import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Topology } from "../topology/topology.ts";
import { addressInSubnet } from "./address-in-subnet.ts";
import { addressOnce } from "./address-once.ts";
import { aliases } from "./aliases.ts";
import { bgpPortFree } from "./bgp-port.ts";
import { blackhole } from "./blackhole.ts";
import { bridgeOnce } from "./bridge-once.ts";
import { bridgePorts } from "./bridge-ports.ts";
import { clusterRouteOnce } from "./cluster-route-once.ts";
import { containerInterfaceOnce } from "./container-interface-once.ts";
import { containerSubnets } from "./container-subnets.ts";
import { documentation } from "./documentation.ts";
import { exposedToNobody } from "./exposed-to-nobody.ts";
import { firewallNone } from "./firewall-none.ts";
import { gateway } from "./gateway.ts";
import { gatewayForwards } from "./gateway-forwards.ts";
import { hostAddress } from "./host-address.ts";
import { hostInterfaceOnce } from "./host-interface-once.ts";
import { interfaceName } from "./interface-name.ts";
import { internal } from "./internal.ts";
import { ipRange } from "./ip-range.ts";
import { ipv6 } from "./ipv6.ts";
import { links } from "./links.ts";
import { macOnce } from "./mac-once.ts";
import { masquerade } from "./masquerade.ts";
import { mtu } from "./mtu.ts";
import { nameServers } from "./name-servers.ts";
import { namespaceOnce } from "./namespace-once.ts";
import { ndpProxy } from "./ndp-proxy.ts";
import { nextHop } from "./next-hop.ts";
import { opensNothing } from "./opens-nothing.ts";
import { peers } from "./peers.ts";
import { pointToPoint } from "./point-to-point.ts";
import { publishedOnContainer } from "./publish-address.ts";
import { publishAll } from "./publish-all.ts";
import { publishedNotExposed } from "./published.ts";
import { reserved } from "./reserved.ts";
import { routeInterface } from "./route-interface.ts";
import { routeOnce } from "./route-once.ts";
import { routeSource } from "./route-source.ts";
import type { Rule } from "./rule.ts";
import { snat } from "./snat.ts";
import { sourcesOfFamily } from "./sources-of-family.ts";
import { subnetOverlap } from "./subnet-overlap.ts";
import { sysctlOnce } from "./sysctl-once.ts";
import { usableAddress } from "./usable-address.ts";

/** Every rule, in the order of the catalogue's ranges: names, addresses, routes, filter. */
export const rules: readonly Rule[] = [
  interfaceName,
  hostInterfaceOnce,
  containerInterfaceOnce,
  bridgeOnce,
  namespaceOnce,
  peers,
  sysctlOnce,
  aliases,
  nameServers,
  hostAddress,
  usableAddress,
  documentation,
  subnetOverlap,
  gateway,
  gatewayForwards,
  ipRange,
  reserved,
  addressInSubnet,
  addressOnce,
  containerSubnets,
  macOnce,
  mtu,
  bridgePorts,
  pointToPoint,
  blackhole,
  routeInterface,
  nextHop,
  routeSource,
  routeOnce,
  clusterRouteOnce,
  snat,
  internal,
  firewallNone,
  masquerade,
  publishedNotExposed,
  publishedOnContainer,
  bgpPortFree,
  publishAll,
  sourcesOfFamily,
  ipv6,
  ndpProxy,
  links,
  exposedToNobody,
  opensNothing,
];

/** Everything that is wrong with a topology, whether or not `understand` found errors before. */
export const check = (topology: Topology): readonly Diagnostic[] =>
  rules.flatMap(({ check: broken }) => broken(topology));
