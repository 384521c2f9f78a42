/** Words that need no quotes: none of YAML's signs at their ends, no space, and no colon before a space. */
const word = String.raw`[A-Za-z0-9_](?:[\w.:/@%+-]*[\w./@%+-])?`;
const quoted = String.raw`"[\x20\x21\x23-\x5b\x5d-\x7e]*"`;
const entry = new RegExp(`^( *)(${word}|${quoted}):(?: (${word}|${quoted}))?$`);
const item = new RegExp(`^( *)- (${word}|${quoted})$`);

/** What YAML's core schema (YAML 1.2.2, 10.3.2) takes for something else than text, among words. */
const noText =
  /^(?:null|Null|NULL|true|True|TRUE|false|False|FALSE|0o[0-7]+|0x[0-9a-fA-F]+|[0-9]+(?:\.[0-9]*)?(?:[eE][-+]?[0-9]+)?)$/;
const decimal = /^(?:0|[1-9][0-9]{0,14})$/;

type Holder = { readonly [key: string]: unknown } | readonly unknown[];

/**
 * Reads the YAML that `toYaml` writes: block mappings of words and lists of them, each level two spaces in. It takes a
 * hundredth of the time that a parser of all of YAML does, which a lock file of many hosts would feel.
 *
 * @returns the values that `read` gives of the same text; undefined where there is anything else in it, a mistake
 * included, so that `read` has to look
 */
export function readPlain(text: string): unknown {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  const margin = /^ */.exec(lines[0] ?? "")?.[0].length ?? 0;
  let index = 0;

  function block(indent: number): Holder | undefined {
    const line = lines[index] ?? "";
    return item.test(line) ? list(indent) : mapping(indent);
  }

  function mapping(indent: number): Holder | undefined {
    const found: Record<string, unknown> = {};
    for (; index < lines.length; ) {
      const [, spaces = "", key = "", value] = entry.exec(lines[index] ?? "") ?? [];
      if (key !== "" && spaces.length < indent) break;
      const name = scalarOf(key);
      if (spaces.length !== indent || typeof name !== "string" || key === "") return undefined;
      if (name === "__proto__" || Object.hasOwn(found, name)) return undefined;
      index++;
      const inner = value === undefined ? block(indent + 2) : scalarOf(value);
      if (inner === undefined) return undefined;
      found[name] = inner;
    }
    return Object.keys(found).length === 0 ? undefined : found;
  }

  function list(indent: number): Holder | undefined {
    const found: unknown[] = [];
    for (; index < lines.length; index++) {
      const [, spaces = "", value] = item.exec(lines[index] ?? "") ?? [];
      if (value === undefined) break;
      const inner = scalarOf(value);
      if (spaces.length !== indent || inner === undefined) return undefined;
      found.push(inner);
    }
    return found;
  }

  const value = mapping(margin);
  return index === lines.length ? value : undefined;
}

const only = new RegExp(`^(?:${word}|${quoted})$`);

/** The text that a key stands for; undefined where it is written in another way, or is no text to YAML. */
export function plainKey(written: string): string | undefined {
  const value = only.test(written) ? scalarOf(written) : undefined;
  return typeof value === "string" ? value : undefined;
}

/** A word's or a quoted text's value; undefined for what is neither text nor a whole number in its usual form. */
function scalarOf(written: string): string | number | undefined {
  if (written.startsWith('"')) return written.slice(1, -1);
  if (!noText.test(written)) return written;
  return decimal.test(written) ? Number(written) : undefined;
}
