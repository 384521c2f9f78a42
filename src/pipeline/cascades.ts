import type { Code } from "../diagnostics/codes.ts";
import type { Diagnostic, Path } from "../diagnostics/diagnostic.ts";
import { unrelatedTo } from "../plan/doubt.ts";

/** Codes that only follow from another code at the same place. */
const causes: Readonly<Partial<Record<string, Code>>> = {
  // A subnet that overlaps what the hosts share overlaps its own host's address there, too.
  NG0408: "NG0803",
};

/**
 * The one filter for errors that only follow from others: it leaves out what points into an entry of which an error
 * left something out, or explains itself by one, and what has its cause at the same place.
 *
 * @param broken paths of entries that errors left something out of
 */
export function withoutCascades(
  broken: readonly Path[],
  diagnostics: readonly Diagnostic[],
): readonly Diagnostic[] {
  const given = new Set(diagnostics.map(keyOf));
  return unrelatedTo(broken, diagnostics).filter(({ code, where }) => {
    const cause = causes[code];
    return cause === undefined || !given.has(keyOf({ code: cause, where }));
  });
}

const keyOf = ({ code, where }: Pick<Diagnostic, "code" | "where">): string =>
  `${code} ${JSON.stringify(where)}`;
