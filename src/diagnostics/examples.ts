import type { CatalogueEntry, Replacements } from "./catalogue/entry.ts";
import { type Code, codes } from "./codes.ts";

/** A plan, with the lock file beside it where there is one. */
export interface Example {
  readonly plan: string;
  readonly lock: string | undefined;
}

/** The plan that gives a diagnostic, and the same plan without the problem. */
export function exampleOf(code: Code): { readonly example: Example; readonly mended: Example } {
  const entry: CatalogueEntry = codes[code];
  const plan = entry.example.startsWith("\n") ? `netgen: 1${entry.example}\n` : entry.example;
  return {
    example: { plan, lock: entry.lock },
    mended: {
      plan: replaced(plan, entry.mend),
      lock: entry.lock && replaced(entry.lock, entry.mendLock ?? []),
    },
  };
}

function replaced(text: string, pairs: Replacements): string {
  return pairs.reduce((before, [from, to]) => {
    const parts = before.split(from);
    if (parts.length !== 2) throw new Error(`not exactly once in the example: ${from}`);
    return parts.join(to);
  }, text);
}
