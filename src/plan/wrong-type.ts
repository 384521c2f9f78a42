import { at, type Diagnostic, type Path } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import { spaceMissing } from "../source/space.ts";
import { exampleAt, flow } from "./examples.ts";
import { expected, formsAt, found, keysAt, kindOf, kindOfForm } from "./forms.ts";
import type { Written } from "./issues.ts";
import { namePattern } from "./schema.ts";

/** Keys for which any word will do, so that a number or a boolean in quotes is right. */
const anyWord = /^(?:netns|external|hostname|aliases|links|password|docker|router)$/;

/** A value of a kind that is not expected at its place. */
export function wrongType(path: Path, value: unknown, written: Written): Diagnostic {
  const where = at(path);
  const forms = formsAt(path);
  const kinds = forms.map(kindOfForm);
  const raw = written.textAt(path);
  if (kinds.includes("number") && kindOf(value) === "number")
    return problem("NG0206", `${raw} is not a whole number`, where, { help: example(path, ["number"]) });
  const above = aboveWithoutValue(path, written);
  if (above !== undefined) {
    const message = `\`${path.at(-1)}\` is not indented, so it is no part of \`${above}\``;
    return problem("NG0201", message, at(path, "key"), { help: `indent it under \`${above}\`` });
  }
  const space = typeof value === "string" && kinds.includes("mapping") ? spaceMissing(value) : undefined;
  if (space !== undefined && (keysAt(path).includes(space.key) || keysAt(path).length === 0))
    return problem("NG0102", space.message, where, { help: space.help });
  if (kinds.includes("text") && ["number", "truth"].includes(kindOf(value))) {
    const kind = kindOf(value) === "number" ? "a number" : "a boolean";
    const name = path.findLast((step) => typeof step === "string");
    const message = `\`${name}\`: expected ${expected(forms)}, and YAML reads ${raw} as ${kind}`;
    const quoted =
      anyWord.test(String(name)) || path.at(-2) === "networks" ? `put it in quotes: "${raw}"` : undefined;
    return problem("NG0212", message, where, { help: quoted ?? example(path, ["text"]) });
  }
  const name = path.length === 0 ? "the plan" : `\`${path.findLast((step) => typeof step === "string")}\``;
  const message = `${name}: expected ${expected(forms)}, found ${found(value)}`;
  return problem("NG0201", message, where, { help: typeHelp(path, value) ?? example(path, kinds) });
}

/** The entry of a mapping of names above, without a value, that a key is of: `front:` and below it `mtu: 1400`. */
function aboveWithoutValue(path: Path, written: Written): string | undefined {
  const [holder, key] = [path.slice(0, -1), String(path.at(-1))];
  if (keysAt(holder).length > 0 || !keysAt(path).includes(key)) return undefined;
  const keys = written.keysOf(holder);
  const above = keys.slice(0, keys.indexOf(key)).findLast((other) => !keysAt(path).includes(other));
  return above !== undefined && written.valueAt([...holder, above]) === null ? above : undefined;
}

/** The value itself in the form that is expected, where that can be told. */
export function typeHelp(path: Path, value: unknown): string | undefined {
  const kinds = formsAt(path).map(kindOfForm);
  if (kinds.includes("list")) return asList(path, value);
  if (kinds.includes("mapping") && Array.isArray(value)) return asMapping(path, value);
  if (typeof value !== "string") return undefined;
  if (kinds.includes("truth") && /^(yes|on|true)$/i.test(value)) return "write true";
  if (kinds.includes("truth") && /^(no|off|false)$/i.test(value)) return "write false";
  if (kinds.includes("number") && /^(?:0|[1-9][0-9]{0,14})$/.test(value))
    return `write ${value}, without quotes`;
  return undefined;
}

/** Longest value that a help repeats in another form, in characters. */
const helpLimit = 80;

/** A single value where a list is expected, as a list. */
function asList(path: Path, value: unknown): string | undefined {
  const items = formsAt([...path, 0]).map(kindOfForm);
  const known = keysAt([...path, 0]);
  const keys = kindOf(value) === "mapping" ? Object.keys(value as object) : [];
  const isWord =
    typeof value !== "string" || (value !== "" && !/^(?:yes|no|on|off|true|false)$/i.test(value));
  const fits = items.includes(kindOf(value)) && isWord && keys.every((key) => known.includes(key));
  const list = flow([value]);
  return fits && list.length <= helpLimit ? `write a list: ${list}` : undefined;
}

/** A list of names, or of mappings of one name each, where a mapping of names is expected. */
function asMapping(path: Path, value: readonly unknown[]): string | undefined {
  const inner = formsAt([...path, "name"]).map(kindOfForm);
  if (keysAt(path).length > 0 || value.length === 0 || !inner.includes("mapping")) return undefined;
  const pairs = value.map((item): [string, unknown] | undefined => {
    if (typeof item === "string" && namePattern.test(item)) return [item, {}];
    const entries = kindOf(item) === "mapping" ? Object.entries(item as object) : [];
    const [only] = entries;
    return only && entries.length === 1 ? [only[0], only[1] ?? {}] : undefined;
  });
  if (!pairs.every((pair) => pair !== undefined)) return undefined;
  const mapping = flow(Object.fromEntries(pairs));
  return mapping.length <= helpLimit ? `write a mapping: ${mapping}` : undefined;
}

/** What the key looks like when it is right. */
const example = (path: Path, kinds: readonly string[]): string | undefined => {
  const text = path.length === 0 ? "netgen: 1" : exampleAt(path, kinds);
  return text && `for example: ${text}`;
};
