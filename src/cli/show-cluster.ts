import type { Cluster, ClusterRoute, ExposedContainers, Fabric, Member } from "../compile.ts";
import { formatAddress } from "../net/address.ts";
import { formatCidr, formatInterfaceAddress } from "../net/cidr.ts";
import { table } from "./table.ts";

const none = "-";

/** A cluster for people: its hosts, their prefixes and subnets, and the routes between them. */
export function clusterTables(
  cluster: Cluster,
  opened: ReadonlyMap<string, ExposedContainers> = new Map(),
): string {
  const { name, fabric, members, ways } = cluster;
  const open = [...opened].filter(([, { whole, ports }]) => whole.count + ports.count > 0);
  const sections = [
    `plan ${name}: a cluster of ${members.length} ${members.length === 1 ? "host" : "hosts"}, ${fabricWords(cluster)}\n${routeCount(cluster)}`,
    table(
      ["HOST", "ADDRESSES", "PREFIX", "NETWORK", "SUBNET", "FROM OTHER HOSTS"],
      members.flatMap(memberRows),
    ),
    table(
      ["ROUTE TO", "VIA", "OF HOST", "KNOWN BY"],
      [...ways.values()].flatMap((routes) =>
        routes.filter(({ host }) => host !== fabric?.router).map((route) => routeRow(route, cluster)),
      ),
    ),
    table(
      ["OPEN TO THE WORLD ON", "CONTAINERS", "PORTS OF CONTAINERS"],
      open.map(([host, { whole, ports }]) => [host, someOf(whole), someOf(ports)]),
    ),
  ];
  return sections.filter((section) => section !== "").join("\n");
}

/** `5: web1, web2, web3, and 2 more` */
function someOf({ count, names }: ExposedContainers["whole"]): string {
  const more = count > names.length ? `, and ${count - names.length} more` : "";
  return count === 0 ? none : `${count}: ${names.join(", ")}${more}`;
}

function fabricWords({ fabric }: Cluster): string {
  if (fabric === undefined) {
    return "not connected";
  }
  const subnets = fabric.subnets.map(formatCidr).join(", ");
  const on = subnets === "" ? "" : ` on ${subnets}`;
  return fabric.kind === "switched" ? `switched${on}` : `routed${on} by ${fabric.router}`;
}

/** How many routes there are in all: switched, their number grows with the square of that of the hosts. */
function routeCount({ fabric, members, ways }: Cluster): string {
  const all = [...ways].reduce(
    (sum, [host, routes]) => sum + (host === fabric?.router ? 0 : routes.length),
    0,
  );
  if (fabric === undefined) {
    return "";
  }
  const where =
    fabric.kind === "routed"
      ? `${all} on ${fabric.router}; the other hosts have their default gateway`
      : `${all * (members.length - 1)} on all hosts together`;
  return `routes: ${where}\n${birdWords(fabric)}`;
}

/** So many reflectors are named. */
const namedReflectors = 8;

function birdWords({ bird, kind, router }: Fabric): string {
  if (bird === undefined) return "";
  const { as, reflectors } = bird;
  const more = reflectors.length > namedReflectors ? `, and ${reflectors.length - namedReflectors} more` : "";
  const peers =
    kind === "routed"
      ? `each host has a session with ${router}`
      : reflectors.length === 0
        ? "each host has a session with each other"
        : `reflectors ${reflectors.slice(0, namedReflectors).join(", ")}${more}`;
  return `routing: BIRD, AS ${as}, ${peers}\n`;
}

/** What others reach of a network. Where a host has no rules, nothing keeps them from what they have a route to. */
function memberRows({
  name,
  addresses,
  prefixes,
  networks,
  outline,
}: Member): readonly (readonly string[])[] {
  const isOpen = outline.value.host?.firewall === "none";
  const host = [
    name,
    addresses.map(formatInterfaceAddress).join("\n") || none,
    [...prefixes.values()].map(formatCidr).join("\n") || none,
  ];
  return networks.length === 0
    ? [host]
    : networks.map((network, index) => [
        ...(index === 0 ? host : ["", "", ""]),
        network.name === networks[index - 1]?.name ? "" : network.name,
        `${formatCidr(network.subnet)}${network.carved ? " (carved)" : ""}`,
        network.reachable
          ? isOpen || network.inbound === "open"
            ? "reached"
            : "published ports"
          : "not reached",
      ]);
}

const routeRow = ({ to, via, host }: ClusterRoute, { fabric, members }: Cluster): readonly string[] => [
  formatCidr(to),
  formatAddress(via),
  host,
  fabric?.kind === "routed"
    ? (fabric.router ?? none)
    : members.length === 2
      ? "the other host"
      : "all other hosts",
];
