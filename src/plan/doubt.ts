import type { Diagnostic, Path, Where } from "../diagnostics/diagnostic.ts";

/**
 * Leaves out what may only follow from an earlier error: diagnostics that point into a doubtful entry, or that
 * explain themselves by one.
 */
export function unrelatedTo(
  doubtful: readonly Path[],
  diagnostics: readonly Diagnostic[],
): readonly Diagnostic[] {
  const inside = (where: Where) =>
    "place" in where &&
    doubtful.some((entry) => entry.every((step, index) => step === where.place.path[index]));
  return diagnostics.filter(
    ({ where, related }) => !inside(where) && !related.some((second) => inside(second.where)),
  );
}
