import type { Severity } from "../diagnostic.ts";

/** What `netgen explain CODE` says. */
export interface CatalogueEntry {
  /** A few words, the same for every occurrence. */
  readonly title: string;
  readonly severity: Severity;
  /** What it means and how to mend it, with a small example; plain text, wrapped at 80 columns by its author. */
  readonly explanation: string;
}

/** Codes of one range; a code is never used again for something else. */
export type Catalogue = Readonly<Record<string, CatalogueEntry>>;
