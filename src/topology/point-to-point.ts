import { at } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import { endOf } from "../lock/match.ts";
import { hostIfnameOf } from "../net/ifname.ts";
import { bitsOf, type Family, families, type InterfaceAddress } from "../net/ip.ts";
import { macOfIpv4, macOfWords } from "../net/mac.ts";
import type { ExpandedLink, ExpandedPlan } from "../plan/expanded.ts";
import { readMac } from "./attach.ts";
import type { ContainerDraft } from "./container.ts";
import { madeFor } from "./identity.ts";
import type { PinnedLinks } from "./pinned-links.ts";
import { lacks, type Problems, shown } from "./problems.ts";
import { readFamilyAddress, readFamilyInterfaceAddress } from "./read-address.ts";
import { readRoutes } from "./route.ts";
import type { LinkEnd, Origin, PointToPoint, Route } from "./topology.ts";
import { unknownContainer } from "./unknown.ts";

/** The plan's point-to-point links, and what they bring to those at their ends. */
export interface DrawnLinks {
  readonly links: readonly PointToPoint[];
  /** By container: routes that stand at its ends. */
  readonly routes: ReadonlyMap<string, readonly Route[]>;
  readonly hostRoutes: readonly Route[];
  /** Containers whose default route of a family leaves by an end. */
  readonly exits: Readonly<Record<Family, ReadonlySet<string>>>;
}

/** Reads `point_to_point`: binds its ends, names their interfaces, reads addresses and routes. */
export function readLinks(
  plan: ExpandedPlan,
  containers: readonly ContainerDraft[],
  pinned: PinnedLinks,
  problems: Problems,
): DrawnLinks {
  const byName = new Map(containers.map((draft) => [draft.entry.name, draft]));
  const nameInterface = interfaceNamer(plan.links, containers, pinned);
  const macs = new Set([...pinned.values()].flatMap(({ ends }) => ends.map(({ mac }) => mac)));
  const seen = new Map<string, number>();
  const routes = new Map<string, Route[]>();
  const hostRoutes: Route[] = [];
  const exits = { ipv4: new Set<string>(), ipv6: new Set<string>() };
  const links = plan.links.flatMap((link): PointToPoint[] => {
    const key = keyOfLink(link, seen);
    const origin = key.join(".");
    if (!bound(link, origin, byName, problems)) {
      spread(link, origin, byName, problems);
      return [];
    }
    const addresses = link.ends.map((end) => ({
      ipv4: readEndAddress(end, "ipv4", origin, problems),
      ipv6: readEndAddress(end, "ipv6", origin, problems),
    }));
    const ends = link.ends.map((end, index): LinkEnd => {
      const place: Origin = { origin, path: end.path };
      const container = end.name === "host" ? undefined : end.name;
      const interfaceName = end.value.interface_name ?? nameInterface(end.name, link);
      const next = addresses[1 - index] ?? noAddresses;
      const own = readRoutes(end.value.routes, place, problems).map((route) =>
        through(route, interfaceName, next),
      );
      if (container === undefined) {
        hostRoutes.push(...own);
      } else {
        const others = routes.get(container) ?? [];
        routes.set(container, others);
        others.push(...own);
      }
      const defaultRoute = end.value.default_route ?? false;
      const reached = families.filter((family) => next[family] !== undefined);
      if (defaultRoute && reached.length === 0 && !problems.incomplete.has(origin)) {
        const message = "`default_route` leads to the other end, which has no address";
        const help = `give the other end an address: ${addressKeysOf(addresses[index] ?? noAddresses)}`;
        lacks(problems, origin, problem("NG0426", message, at([...end.path, "default_route"]), { help }));
      }
      for (const family of container !== undefined && defaultRoute ? reached : []) {
        exits[family].add(container ?? "");
      }
      const { ipv4, ipv6 } = addresses[index] ?? noAddresses;
      const macPlace = at([...end.path, "mac_address"]);
      const written = end.value.mac_address;
      const mac =
        written === undefined
          ? undefined
          : readMac({ text: written, where: macPlace, owner: origin }, problems);
      const given = (key: keyof typeof end.value) =>
        end.value[key] === undefined ? undefined : at([...end.path, key]);
      return {
        ...place,
        container,
        interfaceName,
        mac:
          mac ??
          (ipv4
            ? macOfIpv4(ipv4.address)
            : (endOf(pinned.get(link), end.name)?.mac ?? freeMac([madeFor(plan), origin, end.name], macs))),
        ipv4,
        ipv6,
        defaultRoute,
        given: {
          ipv4: given("ipv4_address"),
          ipv6: given("ipv6_address"),
          mac: given("mac_address"),
          interfaceName: given("interface_name"),
        },
      };
    });
    spread(link, origin, byName, problems);
    const [first, second] = ends;
    return first === undefined || second === undefined
      ? []
      : [{ origin, key, path: link.path, mtu: link.mtu ?? 1500, ends: [first, second] }];
  });
  return { links, routes, hostRoutes, exits };
}

/** A MAC of the words' hash; of one word more where a link that had these words pins it. */
function freeMac(words: readonly string[], taken: ReadonlySet<string | undefined>): string {
  const mac = macOfWords(...words);
  return taken.has(mac) ? freeMac([...words, "again"], taken) : mac;
}

type EndAddresses = Readonly<Record<Family, InterfaceAddress | undefined>>;

const noAddresses: EndAddresses = { ipv4: undefined, ipv6: undefined };

/** A route at an end leads to the other end, unless it says otherwise: over a veth pair, a next hop is asked for. */
function through(route: Route, dev: string, next: EndAddresses): Route {
  if (route.type !== "unicast" || route.dev !== undefined) {
    return route;
  }
  return { ...route, dev, via: route.via ?? next[route.to.address.family]?.address };
}

/** What is at the end of a link that lacks something, lacks it, too. */
function spread(
  link: ExpandedLink,
  origin: string,
  byName: ReadonlyMap<string, ContainerDraft>,
  problems: Problems,
): void {
  for (const { name } of problems.incomplete.has(origin) ? link.ends : []) {
    problems.incomplete.add(name === "host" ? "host" : (byName.get(name)?.entry.origin ?? origin));
  }
}

/** The link's place among all: the names of its ends in alphabetical order, and a number where the two have several. */
function keyOfLink({ ends }: ExpandedLink, seen: Map<string, number>): readonly string[] {
  const names = ["point_to_point", ...ends.map(({ name }) => name).sort()];
  const count = (seen.get(names.join("/")) ?? 0) + 1;
  seen.set(names.join("/"), count);
  return count === 1 ? names : [...names, String(count)];
}

/** Whether a link has two ends, and each of them a network stack of its own. */
function bound(
  link: ExpandedLink,
  origin: string,
  byName: ReadonlyMap<string, ContainerDraft>,
  problems: Problems,
): boolean {
  if (link.ends.length !== 2) {
    const count = link.ends.length === 1 ? "one end" : `${link.ends.length} ends`;
    const help = "name two: containers, or one container and `host`";
    lacks(
      problems,
      origin,
      problem("NG0318", `a point-to-point link with ${count}`, at([...link.path, "ends"]), { help }),
    );
    return false;
  }
  const wrong = link.ends.filter(({ name, path }) => {
    const where = at(path, "key");
    const draft = byName.get(name);
    if (name === "host") {
      return false;
    }
    if (draft === undefined) {
      lacks(problems, origin, unknownContainer(name, where, byName, problems));
      return true;
    }
    if (draft.shared === undefined) {
      return false;
    }
    const owner = draft.shared.kind === "host" ? "host" : draft.shared.container;
    const message = `${name} has no network stack of its own, and so no end of a link`;
    const related = [{ where: draft.shared.given, message: "its `network_mode` is given here" }];
    lacks(
      problems,
      origin,
      problem("NG0318", message, where, { related, help: `write ${shown(owner)} in its place` }),
    );
    return true;
  });
  return wrong.length === 0;
}

function readEndAddress(
  { path, value }: ExpandedLink["ends"][number],
  family: Family,
  owner: string,
  problems: Problems,
): InterfaceAddress | undefined {
  const key = `${family}_address` as const;
  const text = value[key];
  if (text === undefined) {
    return undefined;
  }
  const written = { text, where: at([...path, key]), owner };
  if (text.includes("/")) {
    return readFamilyInterfaceAddress(written, family, problems);
  }
  const address = readFamilyAddress(written, family, problems);
  return address && { address, length: bitsOf(address.family) };
}

/** The next free ethN of a container; on the host, a name derived from the other end's. */
function interfaceNamer(
  links: readonly ExpandedLink[],
  containers: readonly ContainerDraft[],
  pinned: PinnedLinks,
) {
  const taken = new Map<string, Set<string | undefined>>(
    containers.map(({ entry, attached }) => [
      entry.name,
      new Set(attached.map((place) => place.interfaceName)),
    ]),
  );
  for (const { ends } of links) {
    for (const { name, value } of ends) {
      taken.get(name)?.add(value.interface_name);
    }
  }
  const picked = new Map<string, string>();
  for (const link of links) {
    for (const { name, path, value } of link.ends) {
      const own = taken.get(name);
      const held = endOf(pinned.get(link), name)?.interfaceName;
      if (own && held !== undefined && value.interface_name === undefined && !own.has(held)) {
        own.add(held);
        picked.set(JSON.stringify(path), held);
      }
    }
  }
  const next = new Map<string, number>();
  for (const { ends } of links) {
    for (const { name, path, value } of ends) {
      const own = taken.get(name);
      if (own && value.interface_name === undefined && !picked.has(JSON.stringify(path))) {
        const index = firstFree(own, next.get(name) ?? 0);
        next.set(name, index + 1);
        picked.set(JSON.stringify(path), `eth${index}`);
      }
    }
  }
  return (name: string, link: ExpandedLink): string => {
    const nameOf = ({ path, value }: ExpandedLink["ends"][number]) =>
      value.interface_name ?? picked.get(JSON.stringify(path)) ?? "";
    const own = link.ends.find((end) => end.name === name);
    const other = link.ends.find((end) => end.name !== name);
    if (name !== "host" || other === undefined) {
      return own ? nameOf(own) : "";
    }
    const choices = pinned.get(link);
    const before = endOf(choices, other.name);
    const same = (before?.given.interfaceName ?? before?.interfaceName) === nameOf(other);
    return (
      (same ? endOf(choices, name)?.interfaceName : undefined) ?? hostIfnameOf(other.name, nameOf(other))
    );
  };
}

/** The keys of an end for addresses of the families that the other end has, or of any where it has none. */
function addressKeysOf(end: Readonly<Record<Family, InterfaceAddress | undefined>>): string {
  const has = families.filter((family) => end[family] !== undefined);
  return (has.length > 0 ? has : families).map((family) => `\`${family}_address\``).join(" or ");
}

function firstFree(taken: ReadonlySet<string | undefined>, from: number): number {
  let index = from;
  while (taken.has(`eth${index}`)) {
    index++;
  }
  return index;
}
