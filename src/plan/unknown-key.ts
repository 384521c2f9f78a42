import { at, type Diagnostic, type Path } from "../diagnostics/diagnostic.ts";
import { didYouMean } from "../diagnostics/nearest.ts";
import { problem } from "../diagnostics/report.ts";
import { spaceMissing } from "../source/space.ts";
import { equivalent } from "./foreign.ts";
import { formsAt, keysAt, kindOfForm } from "./forms.ts";
import { holderKind, holderName } from "./holder.ts";
import type { Written } from "./issues.ts";
import { laterKey } from "./later.ts";

/** A key that the plan language does not have at this place. */
export function unknownKey(holder: Path, key: string, written: Written): Diagnostic {
  const where = at([...holder, key], "key");
  const later = laterKey(holder, key);
  if (later !== undefined) return notYet(key, later, where);
  const value = written.valueAt([...holder, key]);
  const space = value === null ? spaceMissing(key) : undefined;
  if (space !== undefined) return problem("NG0102", space.message, where, { help: space.help });
  const above = notIndented(holder, key, written);
  if (above !== undefined) {
    const message = `\`${key}\` is not indented, so it is no part of \`${above}\``;
    return problem("NG0202", message, where, { help: `indent it and its lines under \`${above}\`` });
  }
  const message = `${holderName(holder)} has no key \`${key}\``;
  return problem("NG0202", message, where, { help: helpFor(holder, key) });
}

function helpFor(holder: Path, key: string): string {
  const instead = equivalent(holderKind(holder), key);
  if (instead !== undefined) return instead;
  const known = keysAt(holder);
  const list = `possible here: ${known.join(", ")}`;
  return [didYouMean(key, known), list].filter((text) => text !== undefined).join(" ");
}

/** The key above that has no value and that this one would be part of, if it were indented. */
function notIndented(holder: Path, key: string, written: Written): string | undefined {
  const keys = written.keysOf(holder);
  const known = keysAt(holder);
  const above = keys.slice(0, keys.indexOf(key)).findLast((other) => known.includes(other));
  if (above === undefined || written.valueAt([...holder, above]) !== null) return undefined;
  const inner = formsAt([...holder, above]);
  const names =
    inner.some((form) => kindOfForm(form) === "mapping") && keysAt([...holder, above]).length === 0;
  return names || keysAt([...holder, above]).includes(key) ? above : undefined;
}

/** Whether a key has no value because what was meant as its value is not indented. */
export function childrenNotIndented(path: Path, written: Written): boolean {
  const [holder, key] = [path.slice(0, -1), String(path.at(-1))];
  const keys = written.keysOf(holder);
  const next = keys[keys.indexOf(key) + 1];
  return next !== undefined && !keysAt(holder).includes(next) && notIndented(holder, next, written) === key;
}

/** A key that the language has, and this version does not support. */
export function notYet(key: string, what: string, where: Diagnostic["where"]): Diagnostic {
  const message = `\`${key}\` is part of the plan language, but this version of netgen does not support ${what} yet`;
  return problem("NG0901", message, where);
}
