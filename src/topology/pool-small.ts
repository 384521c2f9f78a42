import { at, type Diagnostic, type Related, type Where } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import { type Carver, carver } from "../net/carve.ts";
import { containsCidr, formatCidr, overlaps, subnetOf } from "../net/cidr.ts";
import { bitsOf, type Cidr, type InterfaceAddress } from "../net/ip.ts";
import { isLinkLocal } from "../net/special.ts";
import type { Fabric, Pool } from "./cluster.ts";
import type { Origin } from "./topology.ts";

/** A prefix that nothing is carved from. */
export interface Taken {
  readonly cidr: Cidr;
  /** Whose it is: "which the hosts share", "where r1 has an address". */
  readonly whose: string;
  readonly where: Where;
}

/** A host by its addresses. */
interface Addressed {
  readonly name: string;
  readonly addresses: readonly (InterfaceAddress & Origin)[];
}

/** The subnets that a host has addresses in; nothing but neighbours is there. */
export const takenByAddresses = ({ name, addresses }: Addressed): Taken[] =>
  addresses.map((address) => ({
    cidr: subnetOf(address),
    whose: `where ${name} has an address`,
    where: at(address.path),
  }));

/**
 * What the hosts share, and therefore no host's prefix lies in: `fabric.subnet`; when routed and where it has none of
 * a family, the subnets of the router's addresses, as wide as the widest that a host takes them for. One that is narrower than a
 * host's prefix, and that the router has in common with one host only, may well be of that prefix.
 */
export function takenByFabric(
  fabric: Fabric | undefined,
  hosts: readonly Addressed[],
  perHost: number,
): Taken[] {
  const given = (fabric?.subnets ?? []).map(
    (cidr): Taken => ({ cidr, whose: "which the hosts share", where: at(cidr.path) }),
  );
  const router = fabric?.kind === "routed" ? hosts.find(({ name }) => name === fabric.router) : undefined;
  const links = (router === undefined ? [] : takenByAddresses(router)).filter(
    ({ cidr }) =>
      !isLinkLocal(cidr) && !given.some((other) => other.cidr.address.family === cidr.address.family),
  );
  if (links.length === 0) return given;
  const others = hosts.filter((host) => host !== router).map(takenByAddresses);
  const shared = links.filter(
    (link) =>
      link.cidr.length <= perHost ||
      others.filter((own) => own.some(({ cidr }) => overlaps(cidr, link.cidr))).length > 1,
  );
  const wider = others
    .flat()
    .filter(({ cidr }) =>
      shared.some((link) => cidr.length < link.cidr.length && containsCidr(cidr, link.cidr)),
    );
  return [...given, ...shared, ...distinct(wider)];
}

function distinct(all: readonly Taken[]): Taken[] {
  const known = new Set<string>();
  return all.filter(({ cidr }) => {
    const text = formatCidr(cidr);
    return !known.has(text) && known.add(text);
  });
}

/** So many of what is in the way are named. */
const shownTaken = 2;

interface Lack {
  /** What is carved, and into which length. */
  readonly whole: Cidr;
  readonly length: number;
  readonly taken: readonly Taken[];
  readonly needed: number;
  readonly pool: Pool;
}

/** A pool that does not do for all hosts. */
export function fewForHosts(lack: Lack): Diagnostic {
  const { pool, length } = lack;
  const enough = longEnough(lack);
  const beside =
    enough !== undefined && enough > pool.perNetwork ? ", and `per_network` at least as long as that" : "";
  const help =
    outside(lack, "take a pool") ??
    (enough === undefined
      ? "widen the pool"
      : `widen the pool, or make \`per_host\` at least ${enough}${beside}`);
  const message = `${formatCidr(lack.whole)} holds ${heldOf(lack, "hosts")}`;
  return problem("NG0806", message, length === pool.perHost ? pool.given.perHost : pool.given.prefix, {
    help,
    related: inTheWay(lack),
  });
}

/** A host's prefix that does not do for all of its networks. */
export function fewForNetworks(lack: Lack, host: string, first: Where): Diagnostic {
  const { pool, whole } = lack;
  const enough = longEnough(lack);
  const wider =
    pool.perHost > pool.prefix.length
      ? `make \`per_host\` shorter than ${pool.perHost}`
      : `widen the pool and make \`per_host\` shorter than ${pool.perHost}`;
  const help =
    outside(lack, `give ${host} an address, or the cluster a pool,`) ??
    (enough === undefined ? wider : `${wider}, or \`per_network\` at least ${enough}`);
  const message = `${formatCidr(whole)} of ${host} holds ${heldOf(lack, "networks")}`;
  const related = [
    { where: first, message: `${host} is the first host that does not fit` },
    ...inTheWay(lack),
  ];
  return problem("NG0806", message, pool.given.perNetwork, { related, help });
}

const carverOf = ({ whole, taken }: Lack, length: number): Carver =>
  carver(
    whole,
    length,
    taken.map(({ cidr }) => cidr),
  );

/** "no prefix of /80 for networks beside 2001:db8::/64, where r1 has an address, and 1 is needed" */
function heldOf(lack: Lack, users: string): string {
  const { length, needed } = lack;
  const { capacity } = carverOf(lack, length);
  const held = capacity === 0n ? "no prefix" : capacity === 1n ? "1 prefix" : `${capacity} prefixes`;
  const all = blockers(lack);
  const named = all
    .slice(0, shownTaken)
    .map(({ cidr, whose }) => `${formatCidr(cidr)}, ${whose}`)
    .join(", ");
  const more = all.length > shownTaken ? `, and ${all.length - shownTaken} more` : "";
  const beside = all.length > 0 ? ` beside ${named}${more}` : "";
  return `${held} of /${length} for ${users}${beside}, and ${needed === 1 ? "1 is" : `${needed} are`} needed`;
}

const blockers = ({ whole, taken }: Lack): readonly Taken[] =>
  taken.filter(({ cidr }) => overlaps(cidr, whole));

const inTheWay = (lack: Lack): readonly Related[] =>
  blockers(lack)
    .slice(0, shownTaken)
    .map(({ cidr, where }) => ({ where, message: `${formatCidr(cidr)} is given here` }));

/** The help where no length would do, for all of it is taken. */
function outside({ whole, taken }: Lack, what: string): string | undefined {
  const holder = taken.find(({ cidr }) => containsCidr(cidr, whole));
  return holder && `${what} outside of ${formatCidr(holder.cidr)}`;
}

/** The shortest length that yields enough prefixes; undefined where none does. */
function longEnough(lack: Lack): number | undefined {
  for (let length = lack.length + 1; length <= bitsOf(lack.whole.address.family); length++) {
    if (carverOf(lack, length).capacity >= BigInt(lack.needed)) return length;
  }
  return undefined;
}
