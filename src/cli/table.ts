import { pad, visible, width } from "../diagnostics/terminal.ts";

/** Widest table, in columns of a terminal, unless a name or an address alone leaves no room. */
const widthLimit = 100;

/** What stands in a cell that has nothing to say; a column of nothing else is left out. */
const none = "-";

type Row = readonly string[];

/**
 * A table in columns two spaces apart, with a heading; nothing where there are no rows. A cell may have several lines.
 * A table that is too wide goes on below itself, with the first column again.
 */
export function table(heading: Row, rows: readonly Row[]): string {
  if (rows.length === 0) return "";
  const cells = rows.map((row) => row.map((cell) => cell.split("\n").map(visible)));
  const widths = heading.map((title, column) =>
    cells.reduce((widest, row) => widestOf(row[column] ?? [], widest), width(title)),
  );
  const used = heading.map((_, column) => column).filter((column) => column === 0 || isUsed(rows, column));
  const parts = groups(used, widths).map((columns) => {
    const goesOn = columns[0] !== used[0];
    const named = goesOn ? [0, ...columns] : columns;
    const line = (at: (column: number) => string) =>
      named
        .map((column) => pad(at(column), widths[column] ?? 0))
        .join("  ")
        .trimEnd();
    const lines = (goesOn ? withNames(cells) : cells).flatMap((row) => {
      const height = Math.max(...named.map((column) => row[column]?.length ?? 0));
      return Array.from({ length: height }, (_, index) => line((column) => row[column]?.[index] ?? ""));
    });
    return `${[line((column) => heading[column] ?? ""), ...lines].join("\n")}\n`;
  });
  return parts.join("\n");
}

/** Rows whose first cell is empty belong to the one above; each gets its name. */
function withNames(rows: readonly (readonly (readonly string[])[])[]): typeof rows {
  let name: readonly string[] = [""];
  return rows.map(([first = [""], ...rest]) => {
    if (first[0] !== "") name = first;
    return [name, ...rest];
  });
}

const widestOf = (lines: readonly string[], least: number): number =>
  lines.reduce((widest, line) => Math.max(widest, width(line)), least);

const isUsed = (rows: readonly Row[], column: number): boolean =>
  rows.some((row) => (row[column] ?? "").split("\n").some((line) => line !== "" && line !== none));

/** Columns side by side, as many as fit; the first column stands in front of each group. */
function groups(columns: readonly number[], widths: readonly number[]): readonly (readonly number[])[] {
  const [first = 0, ...others] = columns;
  const found: number[][] = [[first]];
  let taken = widths[first] ?? 0;
  for (const column of others) {
    const more = (widths[column] ?? 0) + 2;
    const last = found.at(-1);
    if (last === undefined || (taken + more > widthLimit && last.length > 0)) {
      found.push([column]);
      taken = (widths[first] ?? 0) + more;
    } else {
      last.push(column);
      taken += more;
    }
  }
  return found;
}
