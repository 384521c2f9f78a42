import { at, type Diagnostic, type Outcome, type Path } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import { entryOf } from "./doubt.ts";
import { stopgapName } from "./expand.ts";
import { equivalent } from "./foreign.ts";
import { type ShapeProblem, translate } from "./issues.ts";
import { laterKey } from "./later.ts";
import { readRange } from "./range.ts";
import { keyPattern, type Plan, planSchema } from "./schema.ts";
import { withinHost } from "./within-host.ts";

/** A plan whose form is right, or has been made right by leaving out what is not. */
export interface Validated {
  readonly plan: Plan;
  /** Entries that something was left out of: what is said about them may only follow from that. */
  readonly doubtful: readonly Path[];
}

/**
 * Checks the form of a plan. Where only single entries of it are wrong, the rest is given back beside the
 * diagnostics, so that later phases can look at it in the same run.
 *
 * @param textAt the text of the value at a path, as written
 * @param keysAt keys of the mapping at a path, in the order of the file
 */
export function validate(
  value: unknown,
  textAt: (path: Path) => string,
  keysAt: (path: Path) => readonly string[] = (path) => keysOf(value, path),
): Outcome<Validated> {
  const parsed = parse(value);
  if (parsed === undefined) {
    const message = "too many errors to report";
    return { value: undefined, diagnostics: [problem("NG0105", message, at([]))] };
  }
  const written = { valueAt: (path: Path) => valueAt(value, path), textAt, keysOf: keysAt };
  const issues = parsed.success ? [] : parsed.error.issues;
  const problems = [...issues.flatMap((issue) => translate(issue, [], written)), ...rangeProblems(value)];
  const diagnostics: readonly Diagnostic[] = problems
    .filter(({ follows }) => !follows)
    .map((found) => found.diagnostic);
  if (parsed.success && problems.length === 0)
    return { value: { plan: parsed.data, doubtful: [] }, diagnostics };
  const entries = problems.map(doubtOf);
  if (entries.includes(undefined)) return { value: undefined, diagnostics };
  const doubtful = entries.filter((path) => path !== undefined && path.length > 0) as Path[];
  const mended = structuredClone(value);
  for (const { path } of problems) remove(mended, path);
  if (problems.some(({ path }) => path[0] === "name")) (mended as { name: string }).name = stopgapName;
  let again = parse(mended);
  if (!again?.success) {
    for (const path of doubtful) empty(mended, path);
    again = parse(mended);
  }
  return { value: again?.success ? { plan: again.data, doubtful } : undefined, diagnostics };
}

/** Undefined: there are so many mistakes (some 100,000) that zod passes on more of them at once than a call can take. */
function parse(value: unknown) {
  try {
    return planSchema.safeParse(value);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Keys of the right form whose range cannot be written out. */
function rangeProblems(value: unknown): readonly ShapeProblem[] {
  const hosts = keysOf(value, ["hosts"]).map((key) => ["hosts", key]);
  const sections = [[], ...hosts].flatMap((holder) => [
    [...holder, "networks"],
    [...holder, "containers"],
  ]);
  return [["hosts"], ...sections].flatMap((section) => {
    return keysOf(value, section).flatMap((key) => {
      const range = keyPattern.test(key) ? readRange(key) : undefined;
      if (range?.kind !== "wrong") return [];
      const path = [...section, key];
      return [
        { path, diagnostic: problem("NG0207", `not a well-formed range: ${range.message}`, at(path, "key")) },
      ];
    });
  });
}

function keysOf(value: unknown, path: Path): readonly string[] {
  const found = valueAt(value, path);
  return typeof found === "object" && found !== null ? Object.keys(found) : [];
}

/**
 * The entry that a problem lies in; the empty path for what can be left out without doing harm to an entry;
 * undefined where what is left would say nothing about what was meant.
 */
function doubtOf({ path, diagnostic }: ShapeProblem): Path | undefined {
  const { holder, rest } = withinHost(path);
  const [top] = rest;
  if (path.length === 1 && (top === "name" || laterKey([], String(top)) !== undefined)) return [];
  if (path.length === 1 && diagnostic.code === "NG0202" && isHarmless(String(top))) return [];
  if (path[0] === "fabric" && laterKey(path.slice(0, -1), String(path.at(-1))) !== undefined) return [];
  const badName =
    (rest.length === 2 || (holder.length > 0 && rest.length === 0)) &&
    "place" in diagnostic.where &&
    diagnostic.where.place.part === "key";
  return badName && top !== "host" ? undefined : entryOf(path);
}

/** Whether an unknown key at the top can be left out, and the rest still means what it was to mean. */
const isHarmless = (key: string): boolean =>
  equivalent("plan", key) !== undefined && key !== "services" && key !== "bridges";

function valueAt(value: unknown, path: Path): unknown {
  let current = value;
  for (const step of path) {
    if (typeof current !== "object" || current === null || !Object.hasOwn(current, step)) return undefined;
    current = (current as Record<string | number, unknown>)[step];
  }
  return current;
}

/** Takes the value at a path away; an item of a list takes the list with it, so that the others keep their places. */
function remove(value: unknown, path: Path): void {
  const index = path.findIndex((step) => typeof step === "number");
  const whole = index < 0 ? path : path.slice(0, index);
  const holder = valueAt(value, whole.slice(0, -1)) as Record<string, unknown> | undefined;
  if (typeof holder === "object" && holder !== null) delete holder[String(whole.at(-1))];
}

/** Leaves an entry its name and nothing else, so that what refers to it still finds it. */
function empty(value: unknown, path: Path): void {
  const holder = valueAt(value, path.slice(0, -1)) as Record<string, unknown>;
  holder[String(path.at(-1))] = {};
}
