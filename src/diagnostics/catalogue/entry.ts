import type { Severity } from "../diagnostic.ts";

/** Pairs of a text that stands exactly once in an example, and what to write in its place. */
export type Replacements = readonly (readonly [from: string, to: string])[];

/** What `netgen explain CODE` says. */
export interface CatalogueEntry {
  /** A few words, the same for every occurrence. */
  readonly title: string;
  readonly severity: Severity;
  /** What it means and how to fix it; plain text, wrapped at 92 columns by its author. */
  readonly explanation: string;
  /** A plan that gives the diagnostic. `netgen: 1` goes in front where it begins with a line break. */
  readonly example: string;
  /** What to change in the example, so that nothing is left to report. */
  readonly mend: Replacements;
  /** The lock file beside the plan, where the diagnostic is about one, and what to change in that. */
  readonly lock?: string;
  readonly mendLock?: Replacements;
}

/** Codes of one range; a code is never used again for something else. */
export type Catalogue = Readonly<Record<string, CatalogueEntry>>;
