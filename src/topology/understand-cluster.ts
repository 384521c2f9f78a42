import { at, type Outcome, type Where } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import type { NetworkChoices } from "../lock/choices.ts";
import { type Carver, carver } from "../net/carve.ts";
import { overlaps } from "../net/cidr.ts";
import { bridgeNameOf } from "../net/ifname.ts";
import { type Cidr, type Family, families, familyName } from "../net/ip.ts";
import { isLinkLocal, isShareable } from "../net/special.ts";
import type { Entry, ExpandedCluster, HostOutline } from "../plan/expanded.ts";
import type { PlanNetwork } from "../plan/schema.ts";
import type { Cluster, Fabric, Member, MemberNetwork, Pool } from "./cluster.ts";
import { familiesOf, waysOf } from "./cluster-routes.ts";
import { poolOrigin, readFabric } from "./fabric.ts";
import { readHostAddresses } from "./host.ts";
import { readNetworkIp, type WantedIp } from "./network-ip.ts";
import { linksOf } from "./on-link.ts";
import { PRIVATE_RANGES } from "./pick-subnet.ts";
import { carveBeside, type PinnedHosts } from "./pinned-prefixes.ts";
import { fewForHosts, fewForNetworks, type Taken, takenByAddresses, takenByFabric } from "./pool-small.ts";
import { lacks, noProblems, type Problems } from "./problems.ts";
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
  const addressed = expanded.hosts.map(({ addresses, origin, place }) => ({
    name: place.host,
    addresses: readHostAddresses(addresses, { origin, path: [...place.path, "host"] }, problems),
  }));
  const ofHosts = new Map(
    [...(fabric?.pools ?? [])].map(([family, pool]) => [
      family,
      prefixesOfHosts(pool, takenByFabric(fabric, addressed, pool.perHost), expanded.hosts, pinned, problems),
    ]),
  );
  const readOf = reader(problems);
  const members = expanded.hosts.map((outline, index) => {
    const prefixes = new Map(
      [...ofHosts].flatMap(([family, list]): [Family, Cidr][] => {
        const prefix = list[index];
        return prefix === undefined ? [] : [[family, prefix]];
      }),
    );
    const addresses = addressed[index]?.addresses ?? [];
    const own = { addresses, prefixes, pins: pinned(outline.place.host)?.networks };
    return memberOf(outline, own, fabric, readOf, problems);
  });
  const known = territories(fabric, members).map(({ cidr }) => cidr);
  const value: Cluster = {
    name: expanded.name,
    fabric,
    members,
    ways: waysOf({ fabric, members }),
    families: familiesOf(members),
    incomplete: problems.incomplete,
    avoided: PRIVATE_RANGES.filter((range) => known.some((cidr) => overlaps(range, cidr))),
  };
  return { value, diagnostics: problems.found };
}

/** A prefix for each host: the pinned ones, the others in order, none of them where the hosts' shared subnets lie. */
function prefixesOfHosts(
  pool: Pool,
  taken: readonly Taken[],
  hosts: readonly HostOutline[],
  pinned: PinnedHosts,
  problems: Problems,
): readonly (Cidr | undefined)[] {
  if (!isShareable(pool.prefix) || isLinkLocal(pool.prefix)) return [];
  const source = carver(pool.prefix, pool.perHost, taken.map(cidrOf));
  if (source.capacity < BigInt(hosts.length)) {
    const lack = { whole: pool.prefix, length: pool.perHost, taken, needed: hosts.length, pool };
    lacks(problems, "fabric", fewForHosts(lack));
    return [];
  }
  const wanted = hosts.map(({ place }) => pinned(place.host)?.prefixes[pool.prefix.address.family]);
  return carveBeside(pool.prefix, pool.perHost, taken.map(cidrOf), wanted);
}

const cidrOf = ({ cidr }: Taken): Cidr => cidr;

/** A host's addresses, what it has of the pool, and which subnets an earlier run cut from that. */
interface Owned {
  readonly addresses: Member["addresses"];
  readonly prefixes: ReadonlyMap<Family, Cidr>;
  readonly pins: ReadonlyMap<string, NetworkChoices> | undefined;
}

function memberOf(
  outline: HostOutline,
  { addresses, prefixes, pins }: Owned,
  fabric: Fabric | undefined,
  readOf: Reader,
  problems: Problems,
): Member {
  const { place, origin } = outline;
  const taken = takenByAddresses({ name: place.host, addresses });
  const reads = readOf(outline.networks);
  const sources = new Map(
    families.map((family) => {
      const own = { prefix: prefixes.get(family), pool: fabric?.pools.get(family), taken, pins };
      const networks = reads.filter((read) => read.family === family);
      return [family, sourceOf(networks, own, place.host, problems)];
    }),
  );
  return {
    origin,
    path: place.path,
    name: place.host,
    outline,
    addresses,
    links: linksOf(outline, addresses),
    prefixes,
    networks: reads.flatMap((read) => {
      const network = networkOf(read, sources.get(read.family));
      if (network === undefined) noSubnet(read, fabric, place.host, problems);
      return network === undefined ? [] : [network];
    }),
    offers: reads.some(({ reachable }) => reachable),
  };
}

/** What a network asks for of one family. Hosts of a range share it, where they share their networks. */
interface Read {
  readonly entry: Entry<PlanNetwork>;
  readonly family: Family;
  readonly ip: WantedIp & { readonly kind: "wanted" };
  readonly bridge: string;
  /** Other hosts are to have routes to it. */
  readonly reachable: boolean;
  /** Where the family stands, else the network's key. */
  readonly where: Where;
}

type Reader = (networks: HostOutline["networks"]) => readonly Read[];

/** Reads lists of networks, each once; network by network, of each its IPv4 and then its IPv6. */
function reader(problems: Problems): Reader {
  const known = new Map<HostOutline["networks"], readonly Read[]>();
  return (networks) => {
    const read = known.get(networks) ?? networks.flatMap((entry) => readNetwork(entry, problems));
    known.set(networks, read);
    return read;
  };
}

const readNetwork = (entry: Entry<PlanNetwork>, problems: Problems): Read[] =>
  families.flatMap((family): Read[] => {
    const key = family;
    const ip = readNetworkIp(entry, key, problems);
    const { name, path, value } = entry;
    if (ip.kind !== "wanted") return [];
    return [
      {
        entry,
        family,
        ip,
        bridge: value.bridge ?? bridgeNameOf(name),
        reachable: isOffered(value, ip),
        where: value[key] === undefined ? at(path, "key") : at([...path, key]),
      },
    ];
  });

/** Whether other hosts are to have routes to a network: it is not translated, not internal, and its host is its gateway. */
const isOffered = ({ internal }: PlanNetwork, { mode, gateway }: Read["ip"]): boolean =>
  internal !== true && mode === "routed" && (gateway.kind === "first" || gateway.kind === "address");

/** What a host's subnets of one family are carved from. */
interface Source {
  readonly prefix: Cidr | undefined;
  readonly pool: Pool | undefined;
  /** Subnets of the host's own addresses, of either family. */
  readonly taken: readonly Taken[];
  readonly pins: Owned["pins"];
}

/** Gives the subnets of networks that the plan leaves open, in their order; undefined where there is no pool of the family. */
function sourceOf(
  networks: readonly Read[],
  { prefix, pool, taken, pins }: Source,
  host: string,
  problems: Problems,
): Pick<Carver, "next"> | undefined {
  if (prefix === undefined || pool === undefined) {
    return undefined;
  }
  const given = networks.flatMap(({ entry, ip: { subnet }, where }): Taken[] =>
    subnet === undefined ? [] : [{ cidr: subnet, whose: `that of network ${entry.name}`, where }],
  );
  const inTheWay = [...taken, ...given];
  const source = carver(prefix, pool.perNetwork, inTheWay.map(cidrOf));
  const open = networks.filter(({ ip }) => ip.subnet === undefined);
  const [first] = open;
  if (first && source.capacity < BigInt(open.length)) {
    const lack = { whole: prefix, length: pool.perNetwork, taken: inTheWay, needed: open.length, pool };
    lacks(problems, "fabric", fewForNetworks(lack, host, at(first.entry.path, "key")));
  }
  if (pins === undefined) {
    return source;
  }
  const wanted = open.map(({ entry, family }) => pins.get(entry.name)?.subnets[family]);
  const carved = carveBeside(prefix, pool.perNetwork, inTheWay.map(cidrOf), wanted).values();
  return { next: () => carved.next().value };
}

/** A network with the subnet that the plan gives, or the next one of its host's prefix. */
function networkOf(
  { entry: { origin, path, name }, ip, bridge, reachable, where }: Read,
  source: Pick<Carver, "next"> | undefined,
): MemberNetwork | undefined {
  const subnet = ip.subnet ?? source?.next();
  return (
    subnet && {
      origin,
      path,
      name,
      bridge,
      subnet,
      carved: ip.subnet === undefined,
      reachable,
      inbound: ip.inbound,
      where: ip.given.subnet ?? where,
    }
  );
}

/** Says that a network's subnet would have to come from a pool, where there is none. */
function noSubnet(
  { entry, family, ip, reachable, where }: Read,
  fabric: Fabric | undefined,
  host: string,
  problems: Problems,
): void {
  if (fabric?.pools.has(family) || problems.incomplete.has(poolOrigin(family))) {
    return;
  }
  const help = `give it a \`subnet\`, or the fabric a \`pool\` with ${familyName(family)}`;
  if (family === "ipv6") {
    const message = `network ${entry.name} of ${host} has no IPv6 subnet: there is no pool to carve one from`;
    lacks(problems, entry.origin, problem("NG0830", message, where, { help }));
  } else if (reachable) {
    const message = `network ${entry.name} of ${host} is routed, and has no subnet that other hosts could know`;
    lacks(problems, entry.origin, problem("NG0808", message, ip.given.mode ?? where, { help }));
  }
}
