import type { Cause, YamlError } from "./cause.ts";
import { isBlank, type KeyLine, keyOf, type Line, lineAt, lineBelow, linesAbove } from "./line.ts";

/** A line that is indented more than its neighbours, or by a depth that none of them has. */
export function indentationCause({ code, message, pos }: YamlError, text: string): Cause | undefined {
  const found = lineAt(text, pos[0]);
  const line = isBlank(found) ? (lineBelow(text, found) ?? found) : found;
  if (code === "BLOCK_AS_IMPLICIT_KEY") return tooDeepBelow(line, text);
  if (code !== "BAD_INDENT" || !/same column|must not start|sequence/i.test(message)) return undefined;
  const levels = levelsAround(line, text);
  const [above] = linesAbove(text, line);
  if (above !== undefined && above.indent < line.indent && keyOf(above)) return tooDeep(line, above);
  return between(line, levels);
}

/** `mtu: 1400` and below it, further in, `icc: true`. */
function tooDeepBelow(line: Line, text: string): Cause | undefined {
  const below = lineBelow(text, line);
  return below !== undefined && below.indent > line.indent && keyOf(below) ? tooDeep(below, line) : undefined;
}

function tooDeep(line: Line, above: Line): Cause | undefined {
  const [inner, outer] = [keyOf(line), keyOf(above)];
  if (outer === undefined || outer.rest === "") return undefined;
  const name = inner === undefined ? "this line" : `\`${inner.key}\``;
  return {
    span: spanOf(line),
    message: `${name} is indented more than \`${outer.key}\` above, which has a value already`,
    help: `indent it by ${spaces(outer.column)}, as \`${outer.key}\``,
  };
}

/** A line at a depth that none of the mappings around it has. */
function between(line: Line, levels: readonly KeyLine[]): Cause | undefined {
  const own = keyOf(line);
  const name = own === undefined ? "this line" : `\`${own.key}\``;
  const near = levels.toSorted(
    (a, b) => Math.abs(a.column - line.indent) - Math.abs(b.column - line.indent),
  )[0];
  if (near === undefined) return undefined;
  return {
    span: spanOf(line),
    message: `${name} is indented by ${spaces(line.indent)}, and no key above it is`,
    help: `to put it beside ${levels.map(({ key, column }) => `\`${key}\`, indent it by ${column}`).join("; beside ")}`,
  };
}

/** The mappings that a line may belong to, by the last key of each above it, the outermost first. */
function levelsAround(line: Line, text: string): readonly KeyLine[] {
  const levels: KeyLine[] = [];
  for (const above of linesAbove(text, line)) {
    const key = keyOf(above);
    if (key !== undefined && (levels[0] === undefined || key.column < levels[0].column)) levels.unshift(key);
    if (key?.column === 0) break;
  }
  return levels;
}

const spanOf = ({ start, text, indent }: Line) => ({
  start: start + indent,
  end: start + Math.max(text.trimEnd().length, indent + 1),
});

const spaces = (count: number): string => (count === 1 ? "1 space" : `${count} spaces`);
