import type { Diagnostic, Path, Where } from "../diagnostics/diagnostic.ts";

/**
 * The entry that a path leads into: `networks.front`, `containers.web`, `host`. Undefined for anything else: with
 * an error there, the rest of the plan may mean something else than what was meant.
 */
export function entryOf([section, name]: Path): Path | undefined {
  if (section === "host" || section === "point_to_point") return [section];
  if (section !== "networks" && section !== "containers") return undefined;
  return name === undefined ? undefined : [section, name];
}

/**
 * Leaves out what may only follow from an earlier error: diagnostics that point into a doubtful entry, or that
 * explain themselves by one.
 *
 * @param doubtful paths of whole entries: `host`, or a section and a name
 */
export function unrelatedTo(
  doubtful: readonly Path[],
  diagnostics: readonly Diagnostic[],
): readonly Diagnostic[] {
  const entries = new Set(doubtful.map((path) => JSON.stringify(path)));
  const inside = (where: Where) =>
    "place" in where &&
    [1, 2].some((length) => entries.has(JSON.stringify(where.place.path.slice(0, length))));
  return diagnostics.filter(
    ({ where, related }) => !inside(where) && !related.some((second) => inside(second.where)),
  );
}
