import { type Cost, costs } from "../backends/cost.ts";
import type { ClusterRoute } from "../compile.ts";
import { exposedPorts } from "../facts/exposed-ports.ts";
import { inboundOf, inboundPath } from "../facts/inbound-path.ts";
import { linkEnds } from "../facts/link-ends.ts";
import { masqueradedFamilies } from "../facts/masqueraded-families.ts";
import { namespaceOf } from "../facts/namespace.ts";
import type { Program } from "../ir/program.ts";
import { formatAddress } from "../net/address.ts";
import { formatCidr, formatInterfaceAddress } from "../net/cidr.ts";
import { type Family, families, familyName } from "../net/ip.ts";
import { formatPorts } from "../net/port.ts";
import type {
  Container,
  Endpoint,
  Firewall,
  LinkEnd,
  Netns,
  Network,
  NetworkIp,
  PointToPoint,
  Publish,
  Route,
  Topology,
} from "../topology/topology.ts";
import { ExitCode } from "./exit.ts";
import { remarkOnLock } from "./lock-remark.ts";
import { print } from "./output.ts";
import { compilePlan, type ReportOptions, sayIfAny } from "./plan.ts";
import { clusterTables } from "./show-cluster.ts";
import { nameRows } from "./show-names.ts";
import { proxyRows, worldRows } from "./show-world.ts";
import { table } from "./table.ts";

export interface ShowOptions extends ReportOptions {
  readonly host?: string;
}

/** `netgen show PLAN`: what will exist, in tables. */
export async function show(plan: string, options: ShowOptions): Promise<number> {
  const compiled = await compilePlan(plan, { host: options.host });
  sayIfAny(compiled, options);
  const { failed, compilation } = compiled;
  const { topology, program, cluster, opened, compileHost } = compilation;
  if (!failed && cluster !== undefined && compileHost !== undefined) {
    remarkOnLock(plan, compiled, options);
    print(clusterTables(cluster, opened));
    return ExitCode.fine;
  }
  if (failed || topology === undefined || program === undefined) return ExitCode.plan;
  remarkOnLock(plan, compiled, options);
  print(tables(topology, program));
  return ExitCode.fine;
}

/** A topology for people: everything that the plan says or the compiler picked, and what its rules cost. */
export function tables(topology: Topology, program: Program): string {
  const { membership, host, networks, containers, links, publishes } = topology;
  const uplink =
    host.uplink.kind === "auto" ? "auto (the interface with the default route)" : host.uplink.name;
  const routes = [
    ...host.routes.map((route) => routeRow("host", route)),
    ...(membership?.routes ?? []).map((route) => routeRow("host", clusterRoute(route))),
    ...(membership?.unused ?? []).map((to) => [
      "host",
      formatCidr(to),
      none,
      none,
      none,
      none,
      "unreachable",
    ]),
    ...containers.flatMap(({ name, routes: own }) => own.map((route) => routeRow(name, route))),
  ];
  const sysctls = containers.flatMap(({ name, sysctls: own }) =>
    own.map(({ key, value }) => [name, key, value]),
  );
  const ends = linkEnds(topology);
  const linked = new Set(links.flatMap(({ ends }) => ends.map(({ container }) => container)));
  const sections = [
    `plan ${topology.name}${membership ? `, host ${membership.host}` : ""}: firewall ${host.firewall}, uplink ${uplink}\n${cost(program.firewall)}`,
    table(
      ["NETWORK", "BRIDGE", "SUBNET", "GATEWAY", "RANGE", "MODE", "INBOUND", "ICC", "MTU", "PEERS"],
      networks.map((network) => networkRow(network, host.firewall)),
    ),
    table(
      ["CONTAINER", "NAMESPACE", "NETWORK", "DEV", "ADDRESS", "MAC", "HOST INTERFACE", "DEFAULT VIA"],
      containers.flatMap((container) => containerRows(container, linked)),
    ),
    table(
      ["ROUTER", "MASQUERADES ON"],
      containers
        .filter(({ forward, masquerade }) => forward || masquerade.length > 0)
        .map((container) => [container.name, masqueradeWords(container, ends.get(container.name) ?? [])]),
    ),
    table(["LINKED", "TO", "AS", "OFFERS"], linkedRows(topology)),
    table(["LINK", "END", "DEV", "ADDRESS", "MAC", "MTU", "DEFAULT"], links.flatMap(linkRows)),
    table(["PORT", "OF THE HOST", "CONTAINER", "TO", "FROM", "ORIGIN"], publishes.map(publishRow)),
    table(["OPEN TO THE WORLD", "AT", "PORTS", "FROM"], worldRows(topology)),
    table(["PROXIED BY NDP", "ON", "FOR"], proxyRows(topology)),
    table(["ROUTE IN", "TO", "VIA", "DEV", "METRIC", "SRC", "TYPE"], routes),
    table(["SYSCTL IN", "KEY", "VALUE"], sysctls),
    table(
      ["NAMES IN", "HOSTNAME", "ALIASES", "MORE HOSTS", "NAME SERVERS", "SEARCH", "OPTIONS"],
      nameRows(topology),
    ),
  ];
  return sections.filter((section) => section !== "").join("\n");
}

const none = "-";

/** What the rules cost a packet. iptables has no sets, so that the number grows with the plan. */
function cost(firewall: Program["firewall"]): string {
  if (firewall.backend === "none") return "";
  const passed = costs(firewall, firewall.backend);
  const constant = eachFamily(costs(firewall, "nftables"), ({ opening }) => opening);
  const grows =
    firewall.backend === "iptables" ? `\n(it grows with the plan, where nftables needs ${constant})` : "";
  const opening = eachFamily(passed, (of) => of.opening);
  const within = eachFamily(passed, (of) => of.within);
  return `rules that a packet passes: at most ${opening} to open a connection, ${within} within it${grows}\n`;
}

/** `12`, or `12 or 15 (IPv6)` where they differ. */
function eachFamily(all: readonly Cost[], numberOf: (cost: Cost) => number): string {
  const numbers = new Set(all.map(numberOf));
  return numbers.size === 1
    ? [...numbers].join("")
    : all
        .map((of) => `${numberOf(of)}${of.family === "ipv6" ? ` (${familyName(of.family)})` : ""}`)
        .join(" or ");
}

function networkRow(network: Network, firewall: Firewall): readonly string[] {
  const { name, bridge, mtu, icc, internal, peers } = network;
  const has = families.flatMap((family) => network[family] ?? []);
  return [
    name,
    bridge.external ? `${bridge.name} (external)` : bridge.name,
    both(has.map(({ subnet }) => formatCidr(subnet))),
    both(has.map(gateway)),
    both(
      has.map(({ subnet, range }) => (formatCidr(subnet) === formatCidr(range) ? none : formatCidr(range))),
    ),
    both(has.map((ip) => modeOf(ip, firewall))),
    internal ? "internal" : both(families.flatMap((family) => inboundWord(network, family, firewall) ?? [])),
    icc ? "all" : "links",
    String(mtu),
    peers.join("\n") || none,
  ];
}

function modeOf({ mode, snat }: NetworkIp, firewall: Firewall): string {
  if (firewall === "none" && mode === "nat") return "nat (no rules)";
  return snat ? `${mode} from ${formatAddress(snat)}` : mode;
}

/** Nothing comes in from outside where the host has no route to the network. */
function inboundWord(network: Network, family: Family, firewall: Firewall): string | undefined {
  const inbound = inboundOf(network, family);
  const path = inboundPath(network, family, firewall);
  if (path !== undefined) return path.by === undefined ? "open" : `open by way of ${path.by}`;
  return inbound === "open" ? none : inbound;
}

function gateway({ gateway: held }: NetworkIp): string {
  if (held.kind === "none") return none;
  const address = formatAddress(held.address);
  return held.kind === "container" ? `${address} (${held.container})` : address;
}

/** `eth1 (IPv4 and IPv6)`; IPv4 alone goes without saying. */
function masqueradeWords(container: Container, ends: readonly LinkEnd[]): string {
  const names = container.masquerade.map(({ dev }) => dev).join(", ") || none;
  const masqueraded = masqueradedFamilies(container, ends);
  return masqueraded.includes("ipv6") ? `${names} (${masqueraded.map(familyName).join(" and ")})` : names;
}

function containerRows(
  container: Container,
  linked: ReadonlySet<string | undefined>,
): readonly (readonly string[])[] {
  const { name, netns, endpoints, forward } = container;
  const shown = forward ? `${name} (router)` : name;
  if (endpoints.length === 0)
    return [
      [
        shown,
        namespace(netns, name),
        ...(namespaceOf(container) && !linked.has(name) ? ["loopback only"] : []),
      ],
    ];
  return endpoints.map((endpoint, index) =>
    index === 0
      ? [shown, namespace(netns, name), ...endpointCells(endpoint)]
      : ["", "", ...endpointCells(endpoint)],
  );
}

/** Of IPv4 and of IPv6, whichever there are, a line each. */
const both = (texts: readonly string[]): string => texts.join("\n") || none;

function endpointCells(endpoint: Endpoint) {
  const { network, interfaceName, mac, hostInterfaceName, defaultGateway } = endpoint;
  const ways = families.flatMap((family) => defaultGateway[family] ?? []);
  return [
    network,
    interfaceName,
    both(families.flatMap((family) => endpoint[family] ?? []).map(formatInterfaceAddress)),
    mac,
    hostInterfaceName,
    both(ways.map(formatAddress)),
  ];
}

function publishRow({ origin, protocol, address, host, container, target, from, picked }: Publish) {
  return [
    `${formatPorts(host)}/${protocol}${picked ? " (picked)" : ""}`,
    address === undefined
      ? `all addresses${target.address.family === "ipv6" ? " (IPv6)" : ""}`
      : formatAddress(address),
    container,
    target.address.family === "ipv6"
      ? `[${formatAddress(target.address)}]:${formatPorts(target.ports)}`
      : `${formatAddress(target.address)}:${formatPorts(target.ports)}`,
    from === "any" ? from : from.map(formatCidr).join("\n") || "nobody",
    origin,
  ];
}

function linkedRows(topology: Topology): readonly (readonly string[])[] {
  const exposed = exposedPorts(topology);
  return topology.containers.flatMap(({ name, links }) =>
    links.map(({ container, alias }) => {
      const ports = (exposed.get(container) ?? []).map(
        ({ ports, protocol }) => `${formatPorts(ports)}/${protocol}`,
      );
      return [name, container, alias, [...new Set(ports)].join("\n") || none];
    }),
  );
}

/** The namespace of a container; nothing to say where it has the container's name. */
function namespace(netns: Netns, container: string): string {
  switch (netns.kind) {
    case "host":
      return "the host's";
    case "container":
      return `that of ${netns.container}`;
    case "own":
      return netns.name === container ? none : netns.name;
    case "external":
      return `${netns.name} (exists)`;
    case "path":
      return `${netns.name} (${netns.target})`;
    case "pid":
      return `${netns.name} (pid ${netns.pid})`;
    case "docker":
      return `${netns.name} (docker ${netns.container})`;
  }
}

function linkRows({ origin, mtu, ends }: PointToPoint): readonly (readonly string[])[] {
  return ends.map(({ container, interfaceName, ipv4, ipv6, mac, defaultRoute }, index) => [
    index === 0 ? origin.slice(origin.indexOf(".") + 1) : "",
    container ?? "host",
    interfaceName,
    both([ipv4, ipv6].flatMap((own) => own ?? []).map(formatInterfaceAddress)),
    mac,
    String(mtu),
    defaultRoute ? "here" : none,
  ]);
}

const clusterRoute = (route: ClusterRoute): Route => ({
  ...route,
  ...{ type: "unicast", dev: undefined, metric: undefined, src: undefined },
});

function routeRow(where: string, { to, via, dev, metric, src, type }: Route): readonly string[] {
  const destination = to.length === 0 ? "default" : formatCidr(to);
  return [
    where,
    destination,
    via === undefined ? none : formatAddress(via),
    dev ?? none,
    metric === undefined ? none : String(metric),
    src === undefined ? none : formatAddress(src),
    type,
  ];
}
