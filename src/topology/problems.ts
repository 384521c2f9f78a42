import type { Diagnostic } from "../diagnostics/diagnostic.ts";

export { shown } from "../diagnostics/shown.ts";

/** What is gathered while the plan is understood. */
export interface Problems {
  readonly found: Diagnostic[];
  /** Origins of entries that an error left without a part of theirs. */
  readonly incomplete: Set<string>;
  /** Names that may still be compared for suggestions, so that a plan of nothing but mistakes is done in time. */
  comparisons: number;
}

export const noProblems = (): Problems => ({ found: [], incomplete: new Set(), comparisons: 200_000 });

/** Notes an error, and that the entry lacks a part for it. */
export function lacks(problems: Problems, origin: string, diagnostic: Diagnostic): undefined {
  problems.found.push(diagnostic);
  problems.incomplete.add(origin);
  return undefined;
}
