import { at, type Diagnostic, type Outcome, type Path } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import type { Attachment, Entry, ExpandedContainer, ExpandedLink, ExpandedPlan } from "./expanded.ts";
import { fillIn, type RangedName, readRange } from "./range.ts";
import {
  type Plan,
  type PlanContainer,
  type PlanHostEntry,
  type PlanNetwork,
  planNamePattern,
} from "./schema.ts";

/** More networks, containers and links than this in one plan are a mistake: a bridge takes 1024 ports. */
const entryLimit = 20_000;

/** As many values, in all entries of ranges together: an entry may be long, and stands there many times. */
const valueLimit = 1_000_000;

/** Name of a plan whose own will not do, so that the rest of it can be looked at in the same run. */
export const stopgapName = "plan";

/** Keys of the mapping at a path, in the order of the file (an object's own order puts numbers first). */
export type KeysOf = (path: Path) => readonly string[];

/** Whose networks and containers are written out: the only host of a plan, or one of a cluster. */
export interface HostPlace {
  /** Undefined: the plan is of one host. */
  readonly host: string | undefined;
  /** What stands before `networks` and the like: nothing, or `hosts` and a key. */
  readonly path: Path;
  /** The host's place in its range. */
  readonly ranged: RangedName;
}

const onlyHost: HostPlace = { host: undefined, path: [], ranged: { name: "", n: undefined, i: 0 } };

/**
 * Writes the ranges of a plan of one host out. Beside a missing name there is a value all the same.
 *
 * @param defaultName the file's stem; undefined on standard input
 */
export function expand(plan: Plan, keysOf: KeysOf, defaultName: string | undefined): Outcome<ExpandedPlan> {
  const diagnostics: Diagnostic[] = [];
  const name = plan.name ?? nameFromFile(defaultName, diagnostics);
  const expanded = expandHost(plan, name, onlyHost, keysOf);
  return { value: expanded.value, diagnostics: [...diagnostics, ...expanded.diagnostics] };
}

/** Writes out the ranges of what stands under one host. A range of its own fills in before the host's does. */
export function expandHost(
  sections: PlanHostEntry,
  name: string,
  place: HostPlace,
  keysOf: KeysOf,
): Outcome<ExpandedPlan> {
  const diagnostics: Diagnostic[] = [];
  const budget = fullBudget();
  const networks = expandNetworks(sections, place, keysOf, budget, diagnostics);
  const containerPath = [...place.path, "containers"];
  const containers = entries(containerPath, sections.containers, keysOf, budget, diagnostics);
  if ((sections.point_to_point ?? []).length > budget.left) {
    const message = `the plan has more than ${entryLimit} entries`;
    diagnostics.push(problem("NG0208", message, at([...place.path, "point_to_point"], "key")));
  }
  if (diagnostics.length > 0) return { value: undefined, diagnostics };
  return {
    value: {
      name,
      hostName: place.host,
      path: place.path,
      host: fillIn(sections.host ?? {}, place.ranged),
      networks,
      links: expandLinks(sections.point_to_point ?? [], place, keysOf),
      containers: containers.map(({ key, ranged }) =>
        entry(
          containerPath,
          key,
          ranged,
          expandContainer(sections.containers?.[key] ?? {}, [...containerPath, key], keysOf, (value) =>
            fillIn(fillIn(value, ranged), place.ranged),
          ),
        ),
      ),
    },
    diagnostics,
  };
}

/** The networks of one host, their ranges written out. */
export function expandNetworks(
  { networks }: PlanHostEntry,
  place: HostPlace,
  keysOf: KeysOf,
  budget: Budget,
  diagnostics: Diagnostic[],
): readonly Entry<PlanNetwork>[] {
  const path = [...place.path, "networks"];
  return entries(path, networks, keysOf, budget, diagnostics).map(({ key, ranged }) =>
    entry(path, key, ranged, fillIn(fillIn(networks?.[key] ?? {}, ranged), place.ranged)),
  );
}

/** How many entries, and values in those of ranges, one host may still have. */
export interface Budget {
  left: number;
  values: number;
}

/** What one host may have. */
export const fullBudget = (): Budget => ({ left: entryLimit, values: valueLimit });

function expandLinks(
  links: NonNullable<Plan["point_to_point"]>,
  { path: holder, ranged }: HostPlace,
  keysOf: KeysOf,
): ExpandedLink[] {
  return links.map(({ ends, mtu }, index) => {
    const path = [...holder, "point_to_point", index];
    const own = keysOf([...path, "ends"]);
    return {
      path,
      mtu,
      ends: own.map((name) => ({
        name: fillIn(name, ranged),
        path: [...path, "ends", name],
        value: fillIn(ends[name] ?? {}, ranged),
      })),
    };
  });
}

/** The plan's name where it has none of its own. */
export function nameFromFile(stem: string | undefined, diagnostics: Diagnostic[]): string {
  if (stem !== undefined && planNamePattern.test(stem)) return stem;
  const why =
    stem === undefined
      ? "a plan from standard input needs a name"
      : `the file name \`${stem}\` is not a valid plan name: a lower-case letter and up to 11 lower-case letters, digits and hyphens`;
  const help = "set `name: …` at the top of the plan";
  diagnostics.push(problem("NG0211", why, at(["netgen"], "key"), { help }));
  return stopgapName;
}

/** A key, and one of the names that it stands for. */
export interface Written {
  readonly key: string;
  readonly ranged: RangedName;
}

/** Every name that the keys of the mapping at a path stand for, in the order of the file. */
export function entries(
  section: Path,
  values: Readonly<Record<string, unknown>> | undefined,
  keysOf: KeysOf,
  budget: Budget,
  diagnostics: Diagnostic[],
): readonly Written[] {
  const found = new Map<string, Written>();
  if (values === undefined) return [];
  for (const key of keysOf(section)) {
    const range = readRange(key);
    const where = at([...section, key], "key");
    if (range.kind === "wrong") throw new Error(`validate let the range ${key} pass`);
    if (range.count > budget.left) {
      const message = key.includes("[")
        ? `\`${key}\` stands for ${range.count} entries; a plan may have ${entryLimit} in all`
        : `the plan has more than ${entryLimit} entries`;
      diagnostics.push(problem("NG0208", message, where));
      if (budget.left === 0) break;
      continue;
    }
    budget.left -= range.count;
    const weight = key.includes("[") ? range.count * countValues(values[key]) : 0;
    if (weight > budget.values) {
      const message = `\`${key}\` stands for ${weight} values in ${range.count} entries; all ranges of a plan together may stand for ${valueLimit}`;
      diagnostics.push(problem("NG0208", message, where));
      continue;
    }
    budget.values -= weight;
    for (const ranged of range.names()) {
      const other = found.get(ranged.name);
      if (other === undefined) {
        found.set(ranged.name, { key, ranged });
        continue;
      }
      const related = [
        { where: at([...section, other.key], "key"), message: `\`${other.key}\` gives it too` },
      ];
      diagnostics.push(
        problem("NG0209", `\`${key}\` gives the name ${ranged.name} a second time`, where, { related }),
      );
      break;
    }
  }
  return [...found.values()];
}

/** Scalars, lists and mappings in a value, itself included. */
function countValues(value: unknown): number {
  if (typeof value !== "object" || value === null) return 1;
  return Object.values(value).reduce<number>((sum, inner) => sum + countValues(inner), 1);
}

function entry<T>(section: Path, key: string, ranged: RangedName, value: T): Entry<T> {
  return {
    name: ranged.name,
    origin: `${section.at(-1)}.${ranged.name}`,
    path: [...section, key],
    value,
  };
}

function expandContainer(
  { networks, ...rest }: PlanContainer,
  path: Path,
  keysOf: KeysOf,
  fill: <T>(value: T) => T,
): ExpandedContainer {
  return { ...fill(rest), networks: attachments(networks, [...path, "networks"], keysOf, fill) };
}

/** Both forms of `networks` as one list. */
function attachments(
  networks: PlanContainer["networks"],
  path: Path,
  keysOf: KeysOf,
  fill: <T>(value: T) => T,
): readonly Attachment[] | undefined {
  if (networks === undefined) return undefined;
  if (Array.isArray(networks)) {
    return networks.map((name, index) => {
      const own = [...path, index];
      return { name: fill(name), path: own, where: at(own), value: {} };
    });
  }
  return keysOf(path).map((name) => {
    const own = [...path, name];
    return { name: fill(name), path: own, where: at(own, "key"), value: fill(networks[name] ?? {}) };
  });
}
