import type { Diagnostic, Path, Where } from "../diagnostics/diagnostic.ts";
import { withinHost } from "./within-host.ts";

/**
 * The entry that a path leads into: `networks.front`, `containers.web`, `host`, at the top or of a host of a cluster. Undefined for anything else: with
 * an error there, the rest of the plan may mean something else than what was meant.
 */
export function entryOf(path: Path): Path | undefined {
  const { holder, rest } = withinHost(path);
  const [section, name] = rest;
  if (section === "host" || section === "point_to_point") return [...holder, section];
  if (section !== "networks" && section !== "containers") return undefined;
  return name === undefined ? undefined : [...holder, section, name];
}

/**
 * What is wrong with one value, whatever else its entry says: how an address, a MAC, a port or a name is written, or a
 * name that nothing has. It is reported beside other errors of the entry.
 */
const ofValueAlone: ReadonlySet<string> = new Set([
  ...["NG0301", "NG0305", "NG0306", "NG0312", "NG0313", "NG0314", "NG0330", "NG0331", "NG0333", "NG0338"],
  ...["NG0402", "NG0403", "NG0404", "NG0405", "NG0414", "NG0419", "NG0421"],
  ...["NG0620", "NG0621", "NG0640"],
]);

/**
 * Leaves out what may only follow from an earlier error: diagnostics that point into a doubtful entry, or that
 * explain themselves by one.
 *
 * @param doubtful paths of whole entries, as {@link entryOf} gives them
 */
export function unrelatedTo(
  doubtful: readonly Path[],
  diagnostics: readonly Diagnostic[],
): readonly Diagnostic[] {
  const entries = new Set(doubtful.map((path) => JSON.stringify(path)));
  const inside = (where: Where) =>
    "place" in where &&
    [1, 2, 3, 4].some((length) => entries.has(JSON.stringify(where.place.path.slice(0, length))));
  return diagnostics.filter(
    ({ code, where, related }) =>
      ofValueAlone.has(code) || (!inside(where) && !related.some((second) => inside(second.where))),
  );
}
