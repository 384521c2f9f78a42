import type { Diagnostic, Path, Where } from "../diagnostics/diagnostic.ts";

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
