import { at } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import type { ContainerChoices } from "../lock/choices.ts";
import { formatAddress } from "../net/address.ts";
import { type Cidr, type Family, families, familyName, type IpAddress } from "../net/ip.ts";
import { countPorts, eachPort, formatPorts, type PortRange, parsePorts } from "../net/port.ts";
import type { Entry, ExpandedContainer, ExpandedPlan } from "../plan/expanded.ts";
import type { PlanNetwork } from "../plan/schema.ts";
import { type Claims, noClaims } from "./claims.ts";
import { claimPinned, type PinnedPorts } from "./pinned-ports.ts";
import { lacks, type Problems, shown } from "./problems.ts";
import { readListenAddress, readSources } from "./published-from.ts";
import { type Ports, readExposed, readPort, type WantedPort } from "./read-port.ts";
import type { Container, Network, Origin, Publish, Sources } from "./topology.ts";
import { noWayIn, type WayIn, wayIn } from "./way-in.ts";

/** IANA's dynamic ports (RFC 6335, 6), where Docker picks from, too. */
const defaultRange: PortRange = { first: 49153, last: 65535 };

/** Twice as many as an address has; each is an element of the rules. */
const publishLimit = 131_070;

/** What holds for ports that say nothing themselves. */
interface Defaults {
  readonly address: IpAddress | "all" | "unreadable" | undefined;
  readonly from: readonly Cidr[] | undefined;
}

/** A port entry together with where its packets go, before it has a port of the host. */
export interface Draft extends Origin {
  readonly wanted: WantedPort;
  readonly container: Container;
  readonly family: Family;
  readonly way: WayIn;
  readonly address: IpAddress | undefined;
  readonly from: Sources;
}

/** Exposed ports of each container, by its name. */
export function readExposes(plan: ExpandedPlan, problems: Problems): ReadonlyMap<string, readonly Ports[]> {
  return new Map(
    plan.containers.map(({ name, origin, path, value }) => [
      name,
      (value.expose ?? []).flatMap((item, index) => {
        const exposed = readExposed(item, [...path, "expose", index], origin, problems);
        return exposed === undefined ? [] : [exposed];
      }),
    ]),
  );
}

/**
 * Every published port of the plan: what is fixed first, of all containers; then those that are picked, lowest
 * free first, in the order of the plan.
 */
export function publishPorts(
  plan: ExpandedPlan,
  networks: readonly Network[],
  containers: readonly Container[],
  pins: ReadonlyMap<string, ContainerChoices>,
  problems: Problems,
): readonly Publish[] {
  const drafts = draftsOf(plan, networks, containers, problems);
  const range = readRange(plan, problems);
  const claims = noClaims<Draft>();
  const fixed = new Map(
    drafts.filter(isFixed).map((draft) => [draft, claimFixed(draft, claims, problems)] as const),
  );
  const pinned = claimPinned(
    drafts.filter((draft) => !fixed.has(draft)),
    range,
    pins,
    claims,
  );
  return drafts.flatMap((draft) => {
    const ports = fixed.get(draft);
    return ports === undefined ? pick(draft, range, pinned.get(draft), claims, problems) : ports;
  });
}

const isFixed = ({ wanted }: Draft): boolean =>
  wanted.host !== undefined && countPorts(wanted.host) === countPorts(wanted.container);

function draftsOf(
  plan: ExpandedPlan,
  networks: readonly Network[],
  containers: readonly Container[],
  problems: Problems,
): Draft[] {
  const ofHost = readDefaults(plan.host, { origin: "host", path: [...plan.path, "host"] }, problems);
  const ofNetworks = new Map(
    plan.networks.map((entry) => [entry.name, readDefaults(entry.value, entry, problems)]),
  );
  const networkOf = new Map(networks.map((network) => [network.name, network]));
  const entries = new Map(plan.containers.map((entry) => [entry.name, entry]));
  const budget = { left: publishLimit };
  return containers.flatMap((container) => {
    const entry = entries.get(container.name);
    return entry === undefined
      ? []
      : draftsOfContainer(entry, container, ofHost, ofNetworks, networkOf, budget, problems);
  });
}

type Published = Pick<PlanNetwork, "published_from" | "publish_address">;

function readDefaults(value: Published, { origin, path }: Origin, problems: Problems): Defaults {
  const { publish_address: text, published_from: sources } = value;
  const where = at([...path, "publish_address"]);
  return {
    address:
      text === undefined
        ? undefined
        : (readListenAddress({ text, where, owner: origin }, problems) ?? "unreadable"),
    from: readSources(sources, [...path, "published_from"], origin, problems),
  };
}

function draftsOfContainer(
  entry: Entry<ExpandedContainer>,
  container: Container,
  ofHost: Defaults,
  ofNetworks: ReadonlyMap<string, Defaults>,
  networks: ReadonlyMap<string, Network>,
  budget: Budget,
  problems: Problems,
): Draft[] {
  const own = readSources(
    entry.value.published_from,
    [...entry.path, "published_from"],
    entry.origin,
    problems,
  );
  const wanted = wantedPorts(entry, container.exposed, budget, problems);
  const [first] = wanted;
  if (first === undefined) {
    return [];
  }
  const ways = families.flatMap((family) => {
    const way = wayIn(container, family, networks);
    return way === undefined ? [] : [{ family, way }];
  });
  if (ways.length === 0) {
    if (!problems.incomplete.has(container.origin)) {
      lacks(problems, container.origin, noWayIn(container, first.wanted.where));
    }
    return [];
  }
  return wanted.flatMap(({ wanted: port, ...origin }) => {
    const addressBy = ({ network }: WayIn) =>
      port.address ?? ofNetworks.get(network)?.address ?? ofHost.address ?? "all";
    // Where it would be published is not known: nothing more is said of it.
    if (ways.some(({ way }) => addressBy(way) === "unreadable")) {
      return [];
    }
    const drafts = ways.flatMap(({ family, way }): Draft[] => {
      const ofNetwork = ofNetworks.get(way.network);
      const address = addressBy(way);
      if (address === "unreadable" || (address !== "all" && address.family !== family)) {
        return [];
      }
      return [
        {
          ...origin,
          wanted: port,
          container,
          family,
          way,
          address: address === "all" || address.value === 0n ? undefined : address,
          from: sourcesOf(port.from ?? own ?? ofNetwork?.from ?? ofHost.from, family),
        },
      ];
    });
    if (drafts.length === 0 && !problems.incomplete.has(container.origin)) {
      const has = ways.map(({ family }) => familyName(family)).join(" and ");
      const message = `${container.name} is reached by ${has} only, but the port is published on ${has === "IPv4" ? "an IPv6" : "an IPv4"} address`;
      lacks(problems, container.origin, problem("NG0624", message, port.where));
    }
    return drafts;
  });
}

/** Of the sources that the plan gives, those of one family: all of it where none are given, or a prefix holds it all. */
function sourcesOf(given: readonly Cidr[] | undefined, family: Family): Sources {
  const own = given?.filter((source) => source.address.family === family);
  return own === undefined || own.some(({ length }) => length === 0) ? "any" : own;
}

/** How many ports may still be published; none once that was too many. */
interface Budget {
  left: number;
}

/** Whether the container's ports can still be published; says so the first time that they cannot. */
function affords(
  { origin, path, value }: Entry<ExpandedContainer>,
  listed: readonly { readonly wanted: WantedPort }[],
  exposed: readonly Ports[],
  budget: Budget,
  problems: Problems,
): boolean {
  const all = value.publish_all === true ? exposed : [];
  const ranges = [...listed.map(({ wanted }) => wanted.container), ...all.map(({ ports }) => ports)];
  const count = ranges.reduce((sum, range) => sum + countPorts(range), 0);
  if (count <= budget.left) {
    budget.left -= count;
    return true;
  }
  if (budget.left >= 0) {
    const where = listed[0]?.wanted.where ?? at([...path, "publish_all"]);
    lacks(problems, origin, problem("NG0629", `the plan publishes more than ${publishLimit} ports`, where));
  }
  budget.left = -1;
  return false;
}

/** The entries of `ports`, then what `publish_all` adds to them. */
function wantedPorts(
  entry: Entry<ExpandedContainer>,
  exposed: readonly Ports[],
  budget: Budget,
  problems: Problems,
): (Origin & { readonly wanted: WantedPort })[] {
  const { origin, path, value } = entry;
  const listed = (value.ports ?? []).flatMap((item, index) => {
    const own = [...path, "ports", index];
    const wanted = readPort(item, own, origin, problems);
    return wanted === undefined ? [] : [{ wanted, origin: `${origin}.ports.${index}`, path: own }];
  });
  if (!affords(entry, listed, exposed, budget, problems)) {
    return [];
  }
  if (value.publish_all !== true) {
    return listed;
  }
  const have = new Set<string>();
  const isNew = (protocol: string, port: number) => {
    const key = `${protocol} ${port}`;
    return !have.has(key) && have.add(key) !== undefined;
  };
  for (const { wanted } of listed) {
    for (const port of eachPort(wanted.container)) isNew(wanted.protocol, port);
  }
  const own = [...path, "publish_all"];
  const rest = exposed.flatMap(({ protocol, ports }) =>
    eachPort(ports)
      .filter((port) => isNew(protocol, port))
      .map((port) => ({
        origin: `${origin}.publish_all`,
        path: own,
        wanted: { ...nothingSaid, where: at(own), container: { first: port, last: port }, protocol },
      })),
  );
  return [...listed, ...rest];
}

const nothingSaid = { address: undefined, host: undefined, from: undefined };

function claimFixed(draft: Draft, claims: Claims<Draft>, problems: Problems): readonly Publish[] {
  const { wanted, address, family } = draft;
  const spot = { protocol: wanted.protocol, address, family };
  if (wanted.host === undefined) {
    return [];
  }
  const other = claims.holder(spot, wanted.host);
  if (other === undefined) {
    claims.claim(spot, wanted.host, draft);
    return [publishOf(draft, wanted.host, wanted.container, false)];
  }
  const { owner, port } = other;
  const where = (at?: IpAddress) => (at ? `${bracketed(at)}:${port}` : `port ${port} of all addresses`);
  const [name, first] = [draft.container.name, owner.container.name];
  const publishers = name === first ? `twice by ${name}` : `by ${name} and by ${first}`;
  const message = `${where(address)} (${wanted.protocol}) is published ${publishers}`;
  const related = [
    { where: owner.wanted.where, message: `${owner.container.name} has ${where(owner.address)}` },
  ];
  lacks(problems, draft.container.origin, problem("NG0622", message, wanted.where, { related }));
  return [];
}

function pick(
  draft: Draft,
  range: PortRange,
  pinned: PinnedPorts | undefined,
  claims: Claims<Draft>,
  problems: Problems,
): readonly Publish[] {
  const { wanted, address, family } = draft;
  const spot = { protocol: wanted.protocol, address, family };
  const from = wanted.host ?? range;
  return eachPort(wanted.container).flatMap((port) => {
    const target = { first: port, last: port };
    const kept = pinned?.get(port);
    if (kept !== undefined) {
      return [publishOf(draft, { first: kept, last: kept }, target, true)];
    }
    const picked = claims.lowestFree(spot, from);
    if (picked === undefined) {
      const message = `no port of ${formatPorts(from)} is left for port ${port}/${wanted.protocol} of ${draft.container.name}`;
      const help = wanted.host ? "give the entry a wider range" : "widen host.publish_range";
      return (
        lacks(problems, draft.container.origin, problem("NG0623", message, wanted.where, { help })) ?? []
      );
    }
    const host = { first: picked, last: picked };
    claims.claim(spot, host, draft);
    return [publishOf(draft, host, target, true)];
  });
}

const publishOf = (draft: Draft, host: PortRange, target: PortRange, picked: boolean): Publish => ({
  origin: draft.origin,
  path: draft.path,
  where: draft.wanted.where,
  container: draft.container.name,
  network: draft.way.network,
  protocol: draft.wanted.protocol,
  address: draft.address,
  host,
  target: { address: draft.way.address, ports: target },
  from: draft.from,
  picked,
  within: picked ? draft.wanted.host : undefined,
});

function readRange({ host, path }: ExpandedPlan, problems: Problems): PortRange {
  const text = host.publish_range;
  if (text === undefined) {
    return defaultRange;
  }
  const range = parsePorts(text);
  if (range.ok) {
    return range.value;
  }
  const message = `\`publish_range\`: ${shown(text)} is not a range of ports`;
  const help = "write it as in 50000-50999: from 1 to 65535, the lower end first";
  lacks(problems, "host", problem("NG0620", message, at([...path, "host", "publish_range"]), { help }));
  return defaultRange;
}

const bracketed = (address: IpAddress): string =>
  address.family === "ipv6" ? `[${formatAddress(address)}]` : formatAddress(address);
