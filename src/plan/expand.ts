import { at, type Diagnostic, type Outcome, type Path } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import type { Attachment, Entry, ExpandedContainer, ExpandedLink, ExpandedPlan } from "./expanded.ts";
import { fillIn, type RangedName, readRange } from "./range.ts";
import { type Plan, type PlanContainer, planNamePattern } from "./schema.ts";

/** More networks, containers and links than this in one plan are a mistake: a bridge takes 1024 ports. */
const entryLimit = 20_000;

/** As many values, in all entries of ranges together: an entry may be long, and stands there many times. */
const valueLimit = 1_000_000;

/** Name of a plan whose own will not do, so that the rest of it can be looked at in the same run. */
export const stopgapName = "plan";

/** Keys of the mapping at a path, in the order of the file (an object's own order puts numbers first). */
export type KeysOf = (path: Path) => readonly string[];

/**
 * Writes the ranges of a plan out. Beside a missing name there is a value all the same.
 *
 * @param defaultName the file's stem; undefined on standard input
 */
export function expand(plan: Plan, keysOf: KeysOf, defaultName: string | undefined): Outcome<ExpandedPlan> {
  const diagnostics: Diagnostic[] = [];
  const name = plan.name ?? nameFromFile(defaultName, diagnostics);
  const budget = { left: entryLimit, values: valueLimit };
  const networks = entries("networks", plan.networks, keysOf, budget, diagnostics);
  const containers = entries("containers", plan.containers, keysOf, budget, diagnostics);
  if ((plan.point_to_point ?? []).length > budget.left) {
    const message = `the plan has more than ${entryLimit} entries`;
    diagnostics.push(problem("NG0208", message, at(["point_to_point"], "key")));
  }
  if (diagnostics.some(({ code }) => code !== "NG0211")) return { value: undefined, diagnostics };
  return {
    value: {
      name,
      host: plan.host ?? {},
      networks: networks.map(({ key, ranged }) =>
        entry("networks", key, ranged, fillIn(plan.networks?.[key] ?? {}, ranged)),
      ),
      links: expandLinks(plan.point_to_point ?? [], keysOf),
      containers: containers.map(({ key, ranged }) =>
        entry("containers", key, ranged, expandContainer(plan.containers?.[key] ?? {}, key, ranged, keysOf)),
      ),
    },
    diagnostics,
  };
}

const expandLinks = (links: NonNullable<Plan["point_to_point"]>, keysOf: KeysOf): ExpandedLink[] =>
  links.map(({ ends, mtu }, index) => {
    const path = ["point_to_point", index];
    const own = keysOf([...path, "ends"]);
    return {
      path,
      mtu,
      ends: own.map((name) => ({ name, path: [...path, "ends", name], value: ends[name] ?? {} })),
    };
  });

function nameFromFile(stem: string | undefined, diagnostics: Diagnostic[]): string {
  if (stem !== undefined && planNamePattern.test(stem)) return stem;
  const why =
    stem === undefined
      ? "a plan from standard input needs a name"
      : `the plan has no name, and its file's, \`${stem}\`, will not do: a lower-case letter and up to 11 lower-case letters, digits and hyphens`;
  const help = "set `name: …` at the top of the plan";
  diagnostics.push(problem("NG0211", why, at(["netgen"], "key"), { help }));
  return stopgapName;
}

interface Written {
  readonly key: string;
  readonly ranged: RangedName;
}

/** Every name that the keys of `networks` or `containers` stand for, in the order of the file. */
function entries(
  section: "networks" | "containers",
  values: Readonly<Record<string, unknown>> | undefined,
  keysOf: KeysOf,
  budget: { left: number; values: number },
  diagnostics: Diagnostic[],
): readonly Written[] {
  const found = new Map<string, Written>();
  if (values === undefined) return [];
  for (const key of keysOf([section])) {
    const range = readRange(key);
    const where = at([section, key], "key");
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
      const related = [{ where: at([section, other.key], "key"), message: `\`${other.key}\` gives it too` }];
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

function entry<T>(section: string, key: string, ranged: RangedName, value: T): Entry<T> {
  return { name: ranged.name, origin: `${section}.${ranged.name}`, path: [section, key], value };
}

function expandContainer(
  value: PlanContainer,
  key: string,
  ranged: RangedName,
  keysOf: KeysOf,
): ExpandedContainer {
  const { networks, ...rest } = value;
  return {
    ...fillIn(rest, ranged),
    networks: attachments(networks, ["containers", key, "networks"], ranged, keysOf),
  };
}

/** Both forms of `networks` as one list. */
function attachments(
  networks: PlanContainer["networks"],
  path: Path,
  ranged: RangedName,
  keysOf: KeysOf,
): readonly Attachment[] | undefined {
  if (networks === undefined) return undefined;
  if (Array.isArray(networks)) {
    return networks.map((name, index) => {
      const own = [...path, index];
      return { name: fillIn(name, ranged), path: own, where: at(own), value: {} };
    });
  }
  return keysOf(path).map((name) => {
    const own = [...path, name];
    return {
      name: fillIn(name, ranged),
      path: own,
      where: at(own, "key"),
      value: fillIn(networks[name] ?? {}, ranged),
    };
  });
}
