import type { Diagnostic } from "../diagnostics/diagnostic.ts";

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

/** A value of the plan for a message: as it stands, or quoted and cut where it is not plain and short. */
export function shown(text: string): string {
  const cut = text.length > 64 ? `${text.slice(0, 60)}…` : text;
  if (/^[!-~]+…?$/.test(cut)) {
    return cut;
  }
  return JSON.stringify(cut).replace(/[\p{Cc}\u2028\u2029]/gu, escaped);
}

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** Each kind of problem once a place: the entries of a range share their places. */
export function once(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const seen = new Set<string>();
  return diagnostics.filter(({ code, where }) => {
    const key = `${code} ${JSON.stringify(where)}`;
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}
