import type { ExposedAddress } from "../facts/exposure.ts";
import { isOwned, namespaceOf } from "../facts/namespace.ts";
import type { Group } from "../ir/program.ts";
import type { NetnsStep, Step } from "../ir/step.ts";
import { formatAddress } from "../net/address.ts";
import { formatInterfaceAddress } from "../net/cidr.ts";
import type {
  Container,
  Endpoint,
  Host,
  LinkEnd,
  Namespace,
  Network,
  Publish,
} from "../topology/topology.ts";
import { describeContainer } from "./container-words.ts";
import { publishedPortSteps } from "./host-ports.ts";
import { identityOf } from "./identity.ts";
import { lowerNames } from "./names.ts";
import { lowerProxies } from "./ndp.ts";
import { reservedPorts } from "./reserved-ports.ts";
import { lowerRoute } from "./route.ts";
import { lowerSysctls } from "./sysctl.ts";

/** A container: its namespace, a veth pair for each network, sysctls, addresses, routes. */
export function lowerContainer(
  container: Container,
  {
    host,
    networks,
    containers,
  }: {
    readonly host: Host;
    readonly networks: ReadonlyMap<string, Network>;
    readonly containers: ReadonlyMap<string, Container>;
  },
  ends: readonly LinkEnd[],
  publishes: readonly Publish[],
  open: readonly ExposedAddress[],
): Group {
  const { origin } = container;
  const summary = describeContainer(container, open, ends, publishes);
  const namespace = namespaceOf(container);
  if (namespace === undefined) {
    return { origin, summary, steps: [] };
  }
  const netns = netnsOf(namespace);
  const steps: Step[] = [...namespaceSteps(namespace)];
  for (const endpoint of container.endpoints) {
    steps.push(...vethSteps(endpoint, networkOf(endpoint, networks), netns, place(container, endpoint)));
    if (publishes.some(({ network }) => network === endpoint.network)) {
      steps.push({ kind: "hairpin", dev: endpoint.hostInterfaceName });
    }
  }
  for (const step of lowerSysctls(container, netns, ends)) steps.push(step);
  if (isOwned(container)) {
    steps.push({
      kind: "link",
      netns,
      dev: "lo",
      // The alias says whose the namespace is.
      identity: identityOf("containers", container.name),
      mtu: undefined,
      addrgenmode: undefined,
    });
  }
  for (const endpoint of container.endpoints) {
    steps.push(...peerSteps(endpoint, networkOf(endpoint, networks), netns, place(container, endpoint)));
  }
  for (const endpoint of container.endpoints) {
    steps.push(...lowerProxies(endpoint, networkOf(endpoint, networks), host));
  }
  if (ends.length === 0) {
    for (const step of routeSteps(container, netns)) steps.push(step);
  }
  for (const step of lowerNames(container, namespace.name, ends, containers, host)) steps.push(step);
  for (const step of [...publishedPortSteps(publishes), ...reservedPorts(publishes)]) steps.push(step);
  return { origin, summary, steps };
}

const routeSteps = ({ routes }: Container, netns: string): Step[] =>
  routes.map((route) => lowerRoute(route, netns));

/** The routes of a container at the end of a link: they may lead through it, and stand behind it. */
export function lowerRoutesOfEnd(container: Container, ends: readonly LinkEnd[]): Group[] {
  const { origin, routes } = container;
  const netns = namespaceOf(container);
  return ends.length === 0 || routes.length === 0 || netns === undefined
    ? []
    : [{ origin, summary: "routes", steps: routeSteps(container, netnsOf(netns)) }];
}

/** How the script names the namespace: its entry under /run/netns, or the path of one that exists elsewhere. */
export const netnsOf = (netns: Namespace): string => (netns.kind === "path" ? netns.target : netns.name);

const place = ({ name }: Container, { network }: Endpoint): string =>
  identityOf("containers", name, "networks", network);

function networkOf(endpoint: Endpoint, networks: ReadonlyMap<string, Network>): Network {
  const network = networks.get(endpoint.network);
  if (network === undefined) {
    throw new Error(`${endpoint.origin} is on ${endpoint.network}, which the topology does not have`);
  }
  return network;
}

function namespaceSteps(netns: Namespace): NetnsStep[] {
  switch (netns.kind) {
    case "own":
      return [{ kind: "netns", name: netns.name, from: { kind: "new" } }];
    case "pid":
      return [{ kind: "netns", name: netns.name, from: { kind: "pid", pid: netns.pid } }];
    case "docker":
      return [{ kind: "netns", name: netns.name, from: { kind: "docker", container: netns.container } }];
    case "external":
    case "path":
      return [];
  }
}

/** The pair, made with its peer in the namespace; its end on the bridge has no use for IPv6 of its own. */
function vethSteps(endpoint: Endpoint, network: Network, netns: string, identity: string): Step[] {
  const { hostInterfaceName: name, interfaceName: peer, mac } = endpoint;
  return [
    { kind: "bridge_veth", name, master: network.bridge.name, peer, mac, netns },
    { kind: "link", netns: undefined, dev: name, identity, mtu: network.mtu, addrgenmode: "none" },
  ];
}

function peerSteps(endpoint: Endpoint, network: Network, netns: string, identity: string): Step[] {
  const { interfaceName: dev, defaultGateway } = endpoint;
  const steps: Step[] = [{ kind: "link", netns, dev, identity, mtu: network.mtu, addrgenmode: undefined }];
  for (const own of [endpoint.ipv4, endpoint.ipv6]) {
    if (own) {
      const nodad = own.address.family === "ipv6";
      steps.push({ kind: "address", netns, dev, address: formatInterfaceAddress(own), nodad });
    }
  }
  if (endpoint.ipv4 || endpoint.ipv6) steps.push({ kind: "announce", netns, dev, mac: endpoint.mac });
  for (const gateway of [defaultGateway.ipv4, defaultGateway.ipv6]) {
    if (gateway) {
      steps.push({
        kind: "route",
        netns,
        type: "unicast",
        to: "default",
        via: formatAddress(gateway),
        dev,
        src: undefined,
        metric: undefined,
      });
    }
  }
  return steps;
}
