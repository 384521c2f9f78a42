import { type Code, codes } from "./codes.ts";
import type { Diagnostic, Related, Where } from "./diagnostic.ts";

/**
 * The one constructor of diagnostics; severity comes from the catalogue.
 *
 * @param message one sentence without a full stop, with names and values as they stand in the plan
 * @param where the value (or key) that is wrong, not its parent
 */
export function problem(
  code: Code,
  message: string,
  where: Where,
  more: { readonly related?: readonly Related[]; readonly help?: string | undefined } = {},
): Diagnostic {
  return {
    code,
    severity: codes[code].severity,
    message,
    where,
    related: more.related ?? [],
    help: more.help,
  };
}
