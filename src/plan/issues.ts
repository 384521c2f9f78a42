import type * as z from "zod";
import { at, type Diagnostic, type Path } from "../diagnostics/diagnostic.ts";
import { didYouMean } from "../diagnostics/nearest.ts";
import { problem } from "../diagnostics/report.ts";
import { expected, formsAt, found, keysAt, kindOf, kindOfForm, wordsOf } from "./forms.ts";
import { holderName } from "./holder.ts";
import { laterKey } from "./later.ts";
import { childrenNotIndented, notYet, unknownKey } from "./unknown-key.ts";
import { typeHelp, wrongType } from "./wrong-type.ts";

type Issue = z.core.$ZodIssue;

/** The plan's values and their text. */
export interface Written {
  readonly valueAt: (path: Path) => unknown;
  readonly textAt: (path: Path) => string;
  /** Keys of the mapping at a path, in the order of the file. */
  readonly keysOf: (path: Path) => readonly string[];
}

/** A problem of the plan's form, and the place whose value cannot be used. */
export interface ShapeProblem {
  readonly diagnostic: Diagnostic;
  readonly path: Path;
  /** True: it only follows from another one, and is not reported. */
  readonly follows?: boolean;
}

/** What zod found, in the plan's words, at the value or key that is wrong. */
export function translate(issue: Issue, holder: Path, written: Written): readonly ShapeProblem[] {
  const path = [...holder, ...(issue.path as (string | number)[])];
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => ({ path: [...path, key], diagnostic: unknownKey(path, key, written) }));
    case "invalid_key":
      return [{ path, diagnostic: badKey(path) }];
    case "invalid_union":
      return chooseBranch(issue, path, written);
    default:
      return [{ path, diagnostic: badValue(issue, path, written), follows: followsAt(path, written) }];
  }
}

function badKey(path: Path): Diagnostic {
  const key = String(path.at(-1));
  const where = at(path, "key");
  const shown = key.length > 70 ? `${key.slice(0, 40)}… (${key.length} characters)` : key;
  if (path.at(-2) === "sysctls") {
    const message = `\`${shown}\` is not a setting of a network namespace`;
    return problem("NG0204", message, where, { help: "only settings that begin with net. can be set here" });
  }
  if (/^[A-Za-z0-9_.-]*\[/.test(key)) {
    const help = "a range is written web[01:50], db[1:9:2] or rack-[a:f], once in a key";
    return problem("NG0207", `\`${shown}\` is not a well-formed range`, where, { help });
  }
  return problem("NG0205", `\`${shown}\` is not a valid name`, where, { help: nameHelp(key) });
}

function nameHelp(name: string): string {
  if (/\{[ni]\}/.test(name)) {
    return "{n} and {i} are filled into values, and into what refers to a name, never into the name itself: the hosts of a range have networks and containers of the same names, and a key may hold a range of its own, as in web[1:9]";
  }
  return name.length > 63
    ? `a name is at most 63 characters long, and this one ${name.length}`
    : "a name begins with a letter or a digit and goes on with letters, digits, _ . and -";
}

/** Whether a key lacks its value only because what stands below it is not indented. */
const followsAt = (path: Path, written: Written): boolean =>
  written.valueAt(path) === null && childrenNotIndented(path, written);

/** A union's issue: that of the form which the value was meant to have. */
function chooseBranch(
  issue: Extract<Issue, { code: "invalid_union" }>,
  path: Path,
  written: Written,
): readonly ShapeProblem[] {
  const value = written.valueAt(path);
  if (value === undefined) return [{ path, diagnostic: badValue(issue, path, written) }];
  const forms = formsAt(path);
  const fitting = forms.filter((form) => kindOfForm(form) === kindOf(value));
  if (fitting.length === 0) return [{ path, diagnostic: wrongType(path, value, written) }];
  if (fitting.length > 1 && kindOf(value) === "mapping")
    return exactlyOne(issue, path, value as object, written);
  const branch = issue.errors[forms.indexOf(fitting[0] as (typeof forms)[number])] ?? [];
  return branch.flatMap((inner) => translate(inner, path, written));
}

/** A mapping that takes exactly one of several keys. */
function exactlyOne(
  issue: Extract<Issue, { code: "invalid_union" }>,
  path: Path,
  value: object,
  written: Written,
): readonly ShapeProblem[] {
  const known = keysAt(path);
  const present = Object.keys(value);
  const unknown = present.filter((key) => !known.includes(key));
  if (unknown.length > 0) return unknown.map((key) => ({ path, diagnostic: unknownKey(path, key, written) }));
  const [only] = present;
  if (present.length === 1 && only !== undefined) {
    const branch = issue.errors.find((inner) => inner.every(({ path: [first] }) => first === only)) ?? [];
    return branch.flatMap((inner) => translate(inner, path, written));
  }
  const message = `\`${path.at(-1)}\` takes exactly one of the keys ${known.join(", ")}`;
  const second = present[1];
  return [
    {
      path,
      diagnostic: problem("NG0213", message, second === undefined ? at(path) : at([...path, second], "key")),
    },
  ];
}

function badValue(issue: Issue, path: Path, written: Written): Diagnostic {
  const value = written.valueAt(path);
  const where = at(path);
  const key = String(path.at(-1) ?? "");
  const later = laterKey(path.slice(0, -1), key);
  if (later !== undefined)
    return notYet(`${key}: ${written.textAt(path).split("\n")[0]}`, later, at(path, "key"));
  if (value === undefined) {
    const help =
      key === "netgen" ? "every plan says which version of the language it is in: netgen: 1" : undefined;
    return problem(
      "NG0203",
      `${holderName(path.slice(0, -1))} lacks the key \`${key}\``,
      at(path.slice(0, -1)),
      { help },
    );
  }
  switch (issue.code) {
    case "invalid_type":
      return wrongType(path, value, written);
    case "invalid_value":
      return notAmong(path, value, written);
    case "too_small":
    case "too_big":
      return kindOf(value) === "number" ? notInLimits(issue, value, where) : wrongType(path, value, written);
    case "invalid_format":
      return badText(path, String(value));
    default:
      return problem("NG0201", `\`${key}\` is not as the plan language has it: ${issue.message}`, where);
  }
}

function notAmong(path: Path, value: unknown, written: Written): Diagnostic {
  const forms = formsAt(path);
  if (path.length === 1 && path[0] === "netgen") {
    const message = `this netgen reads version 1 of the plan language, not \`${written.textAt(path).split("\n")[0]}\``;
    return problem("NG0210", message, at(path), { help: "netgen: 1" });
  }
  const words = wordsOf(forms);
  if (kindOf(value) !== "text") return wrongType(path, value, written);
  const help = didYouMean(String(value), words) ?? typeHelp(path, value);
  const message = `\`${path.at(-1)}\`: expected ${expected(forms)}, found ${found(value)}`;
  return problem("NG0204", message, at(path), { help });
}

function notInLimits(issue: Issue, value: unknown, where: Diagnostic["where"]): Diagnostic {
  const limit =
    issue.code === "too_small"
      ? `at least ${issue.minimum}`
      : issue.code === "too_big"
        ? `at most ${issue.maximum}`
        : "";
  return problem("NG0206", `${value} is out of bounds: ${limit}`, where);
}

/** Docker's and Compose's other modes, said in the plan's own words. */
function networkModeHelp(value: string): string | undefined {
  if (value === "bridge") return "leave network_mode out, and list the container's `networks`";
  if (value.startsWith("service:")) return `write container:${value.slice("service:".length)}`;
  return didYouMean(value, ["none", "host"]);
}

function badText(path: Path, value: string): Diagnostic {
  if (path.length === 1 && path[0] === "name") {
    const message =
      "the plan's name is a lower-case letter and up to 11 lower-case letters, digits and hyphens";
    return problem("NG0211", message, at(path));
  }
  const shown = value.length > 70 ? `${value.slice(0, 40)}… (${value.length} characters)` : value;
  if (path.at(-1) === "network_mode") {
    const message = `\`network_mode\`: expected \`none\`, \`host\` or \`container:NAME\`, found \`${shown}\``;
    return problem("NG0204", message, at(path), { help: networkModeHelp(value) });
  }
  return problem("NG0205", `\`${shown}\` is not a valid name`, at(path), { help: nameHelp(value) });
}
