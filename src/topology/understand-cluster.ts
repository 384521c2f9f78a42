import { at, type Outcome } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import { type Carver, carver } from "../net/carve.ts";
import { formatCidr, overlaps, subnetOf } from "../net/cidr.ts";
import type { Cidr } from "../net/ip.ts";
import type { Entry, ExpandedCluster, HostOutline } from "../plan/expanded.ts";
import type { PlanNetwork } from "../plan/schema.ts";
import type { Cluster, Fabric, Family, Member, MemberNetwork, Pool } from "./cluster.ts";
import { waysOf } from "./cluster-routes.ts";
import { readFabric } from "./fabric.ts";
import { readHostAddresses } from "./host.ts";
import { readNetworkIp, type WantedIp } from "./network-ip.ts";
import { PRIVATE_RANGES } from "./pick-subnet.ts";
import { lacks, noProblems, once, type Problems } from "./problems.ts";
import { territories } from "./territory.ts";

/**
 * Understands of every host of a cluster what the others have to know: its addresses, its prefix, and which subnets
 * it holds. Time and memory go with the number of hosts and networks, not with that of containers.
 *
 * @returns a cluster even where there are errors, so that more can be looked for in what is sound
 */
export function understandCluster(expanded: ExpandedCluster): Outcome<Cluster> & { readonly value: Cluster } {
  const problems = noProblems();
  const fabric = readFabric(expanded, problems);
  const ofHosts = new Map(
    [...(fabric?.pools ?? [])].map(([family, pool]) => [
      family,
      prefixesOfHosts(pool, family, fabric, expanded.hosts, problems),
    ]),
  );
  const members = expanded.hosts.map((outline, index) => {
    const prefixes = new Map(
      [...ofHosts].flatMap(([family, list]): [Family, Cidr][] => {
        const prefix = list[index];
        return prefix === undefined ? [] : [[family, prefix]];
      }),
    );
    return memberOf(outline, prefixes, fabric, problems);
  });
  const known = territories(fabric, members).map(({ cidr }) => cidr);
  const value: Cluster = {
    name: expanded.name,
    fabric,
    members,
    ways: waysOf({ fabric, members }),
    avoided: PRIVATE_RANGES.filter((range) => known.some((cidr) => overlaps(range, cidr))),
  };
  return { value, diagnostics: once(problems.found) };
}

/** A prefix for each host, in order, none of them where the hosts' shared subnets lie. */
function prefixesOfHosts(
  pool: Pool,
  family: Family,
  fabric: Fabric | undefined,
  hosts: readonly HostOutline[],
  problems: Problems,
): readonly (Cidr | undefined)[] {
  const taken = (fabric?.subnets ?? []).filter(({ address }) => address.family === family);
  const source = carver(pool.prefix, pool.perHost, taken);
  if (source.capacity < BigInt(hosts.length)) {
    const beside = taken.some((subnet) => overlaps(subnet, pool.prefix)) ? ` beside \`fabric.subnet\`` : "";
    const message = `${formatCidr(pool.prefix)} holds ${prefixes(source, pool.perHost)} for hosts${beside}, and ${hosts.length} are needed`;
    lacks(
      problems,
      "fabric",
      problem("NG0806", message, pool.given.perHost, {
        help: `widen the pool, or make \`per_host\` longer than ${pool.perHost}`,
      }),
    );
    return [];
  }
  return hosts.map(() => source.next());
}

const prefixes = ({ capacity }: Carver, length: number): string =>
  capacity === 1n ? `1 prefix of /${length}` : `${capacity} prefixes of /${length}`;

function memberOf(
  outline: HostOutline,
  owned: ReadonlyMap<Family, Cidr>,
  fabric: Fabric | undefined,
  problems: Problems,
): Member {
  const { place, origin } = outline;
  const host = { origin, path: [...place.path, "host"] };
  const addresses = readHostAddresses(outline.addresses, host, problems);
  const read = outline.networks.map((entry) => ({ entry, ipv4: readNetworkIp(entry, "ipv4", problems) }));
  for (const entry of outline.networks) {
    refuseIpv6(entry, problems);
  }
  return {
    origin,
    path: place.path,
    name: place.host,
    outline,
    addresses,
    prefixes: owned,
    networks: subnetsOf(
      4,
      read,
      addresses.map(subnetOf),
      owned.get(4),
      fabric?.pools.get(4),
      place.host,
      problems,
    ),
    offers: read.some(isOffered),
  };
}

/** Other hosts would have no routes to a network's IPv6 yet. */
function refuseIpv6({ value, path }: Entry<PlanNetwork>, problems: Problems): void {
  if (value.ipv6 !== undefined && value.ipv6 !== "none") {
    const message =
      "`ipv6` is part of the plan language, but this version of netgen does not build IPv6 in clusters yet";
    problems.found.push(problem("NG0901", message, at([...path, "ipv6"], "key")));
  }
}

interface Read {
  readonly entry: Entry<PlanNetwork>;
  readonly ipv4: WantedIp;
}

/** Whether other hosts are to have routes to a network: it is not translated, not internal, and its host is its gateway. */
function isOffered({ entry, ipv4 }: Read): boolean {
  if (ipv4.kind !== "wanted" || entry.value.internal === true) {
    return false;
  }
  return ipv4.mode === "routed" && (ipv4.gateway.kind === "first" || ipv4.gateway.kind === "address");
}

/** Subnets of one family: those that the plan gives, and those carved from the host's prefix. */
function subnetsOf(
  family: Family,
  networks: readonly Read[],
  ofHost: readonly Cidr[],
  prefix: Cidr | undefined,
  pool: Pool | undefined,
  host: string,
  problems: Problems,
): readonly MemberNetwork[] {
  const given = networks.flatMap(({ ipv4 }) => (ipv4.kind === "wanted" && ipv4.subnet ? [ipv4.subnet] : []));
  const source = prefix && pool && carver(prefix, pool.perNetwork, [...ofHost, ...given]);
  const open = networks.filter(({ ipv4 }) => ipv4.kind === "wanted" && ipv4.subnet === undefined);
  const [first] = open;
  if (source && pool && prefix && first && source.capacity < BigInt(open.length)) {
    const message = `${formatCidr(prefix)} of ${host} holds ${prefixes(source, pool.perNetwork)} for networks, and ${open.length} are needed`;
    const related = [
      { where: at(first.entry.path, "key"), message: `${host} is the first host that it does not do for` },
    ];
    const help = `make \`per_host\` shorter than ${pool.perHost}, or \`per_network\` longer than ${pool.perNetwork}`;
    lacks(problems, "fabric", problem("NG0806", message, pool.given.perNetwork, { related, help }));
  }
  return networks.flatMap(({ entry, ipv4 }): MemberNetwork[] => {
    if (ipv4.kind !== "wanted") {
      return [];
    }
    const reachable = isOffered({ entry, ipv4 });
    const subnet = ipv4.subnet ?? source?.next();
    if (subnet === undefined) {
      if (reachable && pool === undefined) {
        const message = `network ${entry.name} of ${host} is routed, and has no subnet that other hosts could know`;
        const where = ipv4.given.mode ?? at(entry.path, "key");
        const help = `give it a \`subnet\`, or the fabric a \`pool\` with IPv${family}`;
        lacks(problems, entry.origin, problem("NG0808", message, where, { help }));
      }
      return [];
    }
    return [
      {
        origin: entry.origin,
        path: entry.path,
        name: entry.name,
        subnet,
        carved: ipv4.subnet === undefined,
        reachable,
        where: ipv4.given.subnet ?? at(entry.path, "key"),
      },
    ];
  });
}
