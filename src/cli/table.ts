import { pad, visible, width } from "../diagnostics/terminal.ts";

/** A table in columns two spaces apart, with a heading; nothing where there are no rows. */
export function table(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return "";
  const cells = [heading, ...rows].map((row) => row.map(visible));
  const columns = heading.map((_, column) =>
    cells.reduce((widest, row) => Math.max(widest, width(row[column] ?? "")), 0),
  );
  const lines = cells.map((row) =>
    row
      .map((cell, column) => pad(cell, columns[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  return `${lines.join("\n")}\n`;
}
