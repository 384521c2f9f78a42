import type { Provenance } from "../backends/script.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Staleness } from "../topology/stale.ts";
import type { Compiled } from "./result.ts";

/** A plan resolved and checked, of one host or of many, before anybody knows whether something is wrong with it. */
export interface Resolved {
  readonly diagnostics: readonly Diagnostic[];
  /** Of a cluster: the names of its hosts, where they can be told. */
  readonly hosts: readonly string[] | undefined;
  /** What keeps the lock file from being up to date; asked only where nothing is wrong. */
  readonly staleness: () => Staleness;
  /** What it compiles to; asked only where nothing is wrong. */
  readonly compile: (provenance: () => Provenance) => Compiled;
}

/** Nothing is stale. */
export const upToDate: Staleness = { plan: [], lock: [] };
