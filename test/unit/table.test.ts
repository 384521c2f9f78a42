import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { table } from "../../src/cli/table.ts";

const lines = (text: string): readonly string[] => text.split("\n").filter((line) => line !== "");

describe("table", () => {
  test("gives each line of a cell a line of its own", () => {
    const text = table(["NAME", "ADDRESS", "MTU"], [["web", "10.0.0.2\nfd00::2", "1500"]]);
    expect(lines(text)).toEqual(["NAME  ADDRESS   MTU", "web   10.0.0.2  1500", "      fd00::2"]);
  });

  test("leaves out columns that say nothing, but for the first", () => {
    expect(
      lines(
        table(
          ["A", "B", "C"],
          [
            ["-", "-\n-", "x"],
            ["-", "", "y"],
          ],
        ),
      ),
    ).toEqual(["A  C", "-  x", "-  y"]);
    expect(table(["A"], [])).toBe("");
  });

  test("goes on below itself where it would be wider than 100 columns, with the names again", () => {
    const long = "x".repeat(60);
    const rows = [
      ["web", long, "b1", long],
      ["", long, "b2", "c"],
      ["db", "a", "b3", "c"],
    ];
    const parts = table(["NAME", "A", "B", "C"], rows).split("\n\n").map(lines);
    expect(parts.map((part) => part.map((line) => line.split(/ +/)[0]))).toEqual([
      ["NAME", "web", "", "db"],
      ["NAME", "web", "web", "db"],
    ]);
    expect(Math.max(...parts.flat().map(({ length }) => length))).toBeLessThanOrEqual(100);
  });

  test("no golden case is shown wider", () => {
    const golden = join(import.meta.dirname, "../../golden");
    const files = readdirSync(golden, { recursive: true, encoding: "utf8" }).filter((file) =>
      file.endsWith("show.txt"),
    );
    const shown = files.map((file) => join(golden, file)).filter((file) => existsSync(file));
    expect(shown.length).toBeGreaterThan(20);
    const wide = shown.filter((file) =>
      readFileSync(file, "utf8")
        .split("\n")
        .some(({ length }) => length > 100),
    );
    expect(wide).toEqual([]);
  });
});
