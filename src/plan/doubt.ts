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
    ({ where, related }) => !inside(where) && !related.some((second) => inside(second.where)),
  );
}
