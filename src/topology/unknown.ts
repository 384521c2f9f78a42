import type { Diagnostic, Where } from "../diagnostics/diagnostic.ts";
import { didYouMean } from "../diagnostics/nearest.ts";
import { problem } from "../diagnostics/report.ts";
import { type Problems, shown } from "./problems.ts";

/** Entries of the plan by name. */
type Known = ReadonlyMap<string, unknown>;

/** At the name of a network that the plan does not have. */
export const unknownNetwork = (name: string, where: Where, known: Known, problems: Problems): Diagnostic =>
  problem("NG0305", `there is no network ${shown(name)}`, where, {
    help: suggestion(problems, name, "networks", known),
  });

/** At the name of a container that the plan does not have. */
export const unknownContainer = (name: string, where: Where, known: Known, problems: Problems): Diagnostic =>
  problem("NG0306", `there is no container ${shown(name)}`, where, {
    help: suggestion(problems, name, "containers", known),
  });

/** What may have been meant by a name that nothing bears, or what there is. */
function suggestion(problems: Problems, name: string, kind: string, known: Known): string | undefined {
  if (known.size === 0) {
    return `the plan has no ${kind}`;
  }
  problems.comparisons -= known.size;
  const meant = problems.comparisons < 0 ? undefined : didYouMean(name, known.keys());
  return meant ?? (known.size <= 8 ? `the plan has the ${kind} ${[...known.keys()].join(", ")}` : undefined);
}
