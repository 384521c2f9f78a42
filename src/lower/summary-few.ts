/** So many lines of a kind stand in the header. */
const shown = 12;

/** The first few lines, and how many more there are. */
export const few = (
  lines: readonly string[],
  where = "each under its own comment below",
): readonly string[] =>
  lines.length <= shown ? lines : [...lines.slice(0, shown), `and ${lines.length - shown} more, ${where}`];
