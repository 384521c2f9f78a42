import { at, type Outcome } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import type { NetworkChoices } from "../lock/choices.ts";
import { type Carver, carver } from "../net/carve.ts";
import { formatCidr, overlaps, subnetOf } from "../net/cidr.ts";
import { bridgeNameOf } from "../net/ifname.ts";
import type { Cidr } from "../net/ip.ts";
import type { Entry, ExpandedCluster, HostOutline } from "../plan/expanded.ts";
import type { PlanNetwork } from "../plan/schema.ts";
import type { Cluster, Fabric, Family, Member, MemberNetwork, Pool } from "./cluster.ts";
import { familiesOf, waysOf } from "./cluster-routes.ts";
import { readFabric } from "./fabric.ts";
import { readHostAddresses } from "./host.ts";
import { readNetworkIp, type WantedIp } from "./network-ip.ts";
import { PRIVATE_RANGES } from "./pick-subnet.ts";
import { carveBeside, type PinnedHosts } from "./pinned-prefixes.ts";
import { lacks, noProblems, once, type Problems } from "./problems.ts";
import { territories } from "./territory.ts";

/**
 * Understands of every host of a cluster what the others have to know: its addresses, its prefix, and which subnets
 * it holds. Time and memory go with the number of hosts and networks, not with that of containers.
 *
 * @param pinned prefixes and subnets of an earlier run, by host, which are kept where they still fit
 * @returns a cluster even where there are errors, so that more can be looked for in what is sound
 */
export function understandCluster(
  expanded: ExpandedCluster,
  pinned: PinnedHosts = () => undefined,
): Outcome<Cluster> & { readonly value: Cluster } {
  const problems = noProblems();
  const fabric = readFabric(expanded, problems);
  const ofHosts = new Map(
    [...(fabric?.pools ?? [])].map(([family, pool]) => [
      family,
      prefixesOfHosts(pool, family, fabric, expanded.hosts, pinned, problems),
    ]),
  );
  const members = expanded.hosts.map((outline, index) => {
    const prefixes = new Map(
      [...ofHosts].flatMap(([family, list]): [Family, Cidr][] => {
        const prefix = list[index];
        return prefix === undefined ? [] : [[family, prefix]];
      }),
    );
    return memberOf(outline, prefixes, fabric, pinned, problems);
  });
  const known = territories(fabric, members).map(({ cidr }) => cidr);
  const value: Cluster = {
    name: expanded.name,
    fabric,
    members,
    ways: waysOf({ fabric, members }),
    families: familiesOf(members),
    avoided: PRIVATE_RANGES.filter((range) => known.some((cidr) => overlaps(range, cidr))),
  };
  return { value, diagnostics: once(problems.found) };
}

/** A prefix for each host: the pinned ones, the others in order, none of them where the hosts' shared subnets lie. */
function prefixesOfHosts(
  pool: Pool,
  family: Family,
  fabric: Fabric | undefined,
  hosts: readonly HostOutline[],
  pinned: PinnedHosts,
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
  const wanted = hosts.map(({ place }) => pinned(place.host)?.prefixes[familyKey(family)]);
  return carveBeside(pool.prefix, pool.perHost, taken, wanted);
}

const prefixes = ({ capacity }: Carver, length: number): string =>
  capacity === 1n ? `1 prefix of /${length}` : `${capacity} prefixes of /${length}`;

function memberOf(
  outline: HostOutline,
  owned: ReadonlyMap<Family, Cidr>,
  fabric: Fabric | undefined,
  pinned: PinnedHosts,
  problems: Problems,
): Member {
  const { place, origin } = outline;
  const host = { origin, path: [...place.path, "host"] };
  const addresses = readHostAddresses(outline.addresses, host, problems);
  const shared = addresses.map(subnetOf);
  const pins = pinned(place.host)?.networks;
  const networks = bothFamilies.map((family) => {
    const read = outline.networks.map((entry) => ({
      entry,
      ip: readNetworkIp(entry, familyKey(family), problems),
    }));
    const own = { prefix: owned.get(family), pool: fabric?.pools.get(family), taken: shared, pins };
    return { offers: read.some(isOffered), subnets: subnetsOf(family, read, own, place.host, problems) };
  });
  return {
    origin,
    path: place.path,
    name: place.host,
    outline,
    addresses,
    prefixes: owned,
    networks: inOrder(
      outline,
      networks.flatMap(({ subnets }) => subnets),
    ),
    offers: networks.some(({ offers }) => offers),
  };
}

/** Subnets network by network: what a network has of IPv4, then of IPv6. */
function inOrder(outline: HostOutline, subnets: readonly MemberNetwork[]): readonly MemberNetwork[] {
  const place = new Map(outline.networks.map(({ name }, index) => [name, index]));
  return subnets.toSorted((a, b) => (place.get(a.name) ?? 0) - (place.get(b.name) ?? 0));
}

const bothFamilies = [4, 6] as const;

const familyKey = (family: Family) => (family === 4 ? "ipv4" : "ipv6");

interface Read {
  readonly entry: Entry<PlanNetwork>;
  readonly ip: WantedIp;
}

/** What a host's subnets of one family are carved from. */
interface Source {
  readonly prefix: Cidr | undefined;
  readonly pool: Pool | undefined;
  /** Subnets of the host's own addresses, of either family. */
  readonly taken: readonly Cidr[];
  readonly pins: ReadonlyMap<string, NetworkChoices> | undefined;
}

/** Whether other hosts are to have routes to a network: it is not translated, not internal, and its host is its gateway. */
function isOffered({ entry, ip }: Read): boolean {
  if (ip.kind !== "wanted" || entry.value.internal === true) {
    return false;
  }
  return ip.mode === "routed" && (ip.gateway.kind === "first" || ip.gateway.kind === "address");
}

/** The subnets of networks that the plan leaves open, by network. */
function carvedSubnets(
  family: Family,
  open: readonly Read[],
  { prefix, pool, taken, pins }: Source & { readonly prefix: Cidr; readonly pool: Pool },
): ReadonlyMap<string, Cidr> {
  const names = open.map(({ entry }) => entry.name);
  const wanted = names.map((name) => pins?.get(name)?.subnets[familyKey(family)]);
  const carved = carveBeside(prefix, pool.perNetwork, taken, wanted);
  return new Map(
    names.flatMap((name, index): [string, Cidr][] => {
      const subnet = carved[index];
      return subnet === undefined ? [] : [[name, subnet]];
    }),
  );
}

/** Subnets of one family: those that the plan gives, and those carved from the host's prefix. */
function subnetsOf(
  family: Family,
  networks: readonly Read[],
  { prefix, pool, taken, pins }: Source,
  host: string,
  problems: Problems,
): readonly MemberNetwork[] {
  const given = networks.flatMap(({ ip }) => (ip.kind === "wanted" && ip.subnet ? [ip.subnet] : []));
  const source = prefix && pool && carver(prefix, pool.perNetwork, [...taken, ...given]);
  const open = networks.filter(({ ip }) => ip.kind === "wanted" && ip.subnet === undefined);
  const [first] = open;
  if (source && pool && prefix && first && source.capacity < BigInt(open.length)) {
    const message = `${formatCidr(prefix)} of ${host} holds ${prefixes(source, pool.perNetwork)} for networks, and ${open.length} are needed`;
    const related = [
      { where: at(first.entry.path, "key"), message: `${host} is the first host that it does not do for` },
    ];
    const help = `make \`per_host\` shorter than ${pool.perHost}, or \`per_network\` longer than ${pool.perNetwork}`;
    lacks(problems, "fabric", problem("NG0806", message, pool.given.perNetwork, { related, help }));
  }
  const carved =
    prefix && pool && carvedSubnets(family, open, { prefix, pool, taken: [...taken, ...given], pins });
  return networks.flatMap(({ entry, ip }): MemberNetwork[] => {
    if (ip.kind !== "wanted") {
      return [];
    }
    const key = familyKey(family);
    const where = entry.value[key] === undefined ? at(entry.path, "key") : at([...entry.path, key]);
    const reachable = isOffered({ entry, ip });
    const subnet = ip.subnet ?? carved?.get(entry.name);
    if (subnet === undefined) {
      const help = `give it a \`subnet\`, or the fabric a \`pool\` with IPv${family}`;
      if (pool === undefined && family === 6) {
        const message = `network ${entry.name} of ${host} has no IPv6 subnet: there is no pool to carve one from`;
        lacks(problems, entry.origin, problem("NG0830", message, where, { help }));
      } else if (pool === undefined && reachable) {
        const message = `network ${entry.name} of ${host} is routed, and has no subnet that other hosts could know`;
        lacks(problems, entry.origin, problem("NG0808", message, ip.given.mode ?? where, { help }));
      }
      return [];
    }
    return [
      {
        origin: entry.origin,
        path: entry.path,
        name: entry.name,
        bridge: entry.value.bridge ?? bridgeNameOf(entry.name),
        subnet,
        carved: ip.subnet === undefined,
        reachable,
        where: ip.given.subnet ?? where,
      },
    ];
  });
}
