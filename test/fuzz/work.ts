import type { Host } from "./host.ts";
import type { Random } from "./random.ts";
import type { Report } from "./report.ts";
import type { Variants } from "./variants.ts";

/** What one of several fuzzers that run side by side has to do, and what it works with. */
export interface Work {
  readonly variants: Variants;
  readonly random: Random;
  readonly report: Report;
  /** The only change to try, in place of the corpus and of random ones: names of mutations. */
  readonly only: { readonly from: readonly string[]; readonly to: readonly string[] } | undefined;
  /** Starts a throw-away host. */
  host(): Host;
  /** Path of lib/fault.sh. */
  readonly faulty: string;
  /** Path of lib/watch.sh. */
  readonly watch: string;
  /** Of fixed cases, those that fall to this one. */
  share<T>(cases: readonly T[]): readonly T[];
  /** Whether more random cases are due. */
  goesOn(): boolean;
}
