import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { codes } from "../../src/diagnostics/codes.ts";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import { printReports, reportPieces } from "../../src/diagnostics/formats.ts";
import { type Located, locate } from "../../src/diagnostics/located.ts";
import { didYouMean, editDistance, nearest } from "../../src/diagnostics/nearest.ts";
import { printText } from "../../src/diagnostics/print.ts";
import { problem } from "../../src/diagnostics/report.ts";
import { visible, width } from "../../src/diagnostics/terminal.ts";

describe("catalogue", () => {
  test("every code has its range, a title without a full stop and an explanation", () => {
    for (const [code, { title, explanation }] of Object.entries(codes)) {
      expect(code).toMatch(/^NG0[1-9][0-9]{2}$/);
      expect(title).toMatch(/^[a-zA-Z].*[^.]$/);
      expect(explanation.length).toBeGreaterThan(30);
      for (const line of explanation.split("\n")) expect([code, line.length <= 92]).toEqual([code, true]);
    }
  });
});

describe("nearest", () => {
  test.each([
    ["kitten", "sitting", 3],
    ["", "abc", 3],
    ["same", "same", 0],
    ["abcd", "acbd", 1],
  ])("%s → %s: %i", (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance);
  });

  test("finds what was meant, and nothing where nothing is near", () => {
    expect(nearest("fornt", ["front", "back"])).toBe("front");
    expect(nearest("Front", ["back", "front"])).toBe("front");
    expect(nearest("x", ["front", "yx"])).toBe("yx");
    expect(nearest("db", ["front", "web"])).toBeUndefined();
    expect(didYouMean("netwroks", ["networks"])).toBe("did you mean `networks`?");
    expect(nearest("x".repeat(100_000), ["x".repeat(99_999)])).toBeUndefined();
  });

  test("is a distance", () => {
    const word = fc.string({ maxLength: 8 });
    fc.assert(
      fc.property(word, word, (a, b) => {
        const distance = editDistance(a, b);
        return (
          distance === editDistance(b, a) &&
          (distance === 0) === (a === b) &&
          distance <= Math.max(a.length, b.length)
        );
      }),
    );
  });
});

const span = (text: string, part: string) => {
  const start = text.indexOf(part);
  return { span: { start, end: start + part.length } };
};

function printed(text: string, ...diagnostics: readonly Diagnostic[]): string {
  return printText([{ file: "plan.yaml", text, diagnostics: locate(diagnostics, text, undefined) }], false);
}

describe("text form", () => {
  test("is that of the contract", () => {
    const text = "networks:\n  front: 172.18.0.0/16\ncontainers:\n  web: 172.17.0.9\n";
    const found = problem("NG0201", "172.17.0.9 is outside", span(text, "172.17.0.9"), {
      related: [{ where: span(text, "172.18.0.0/16"), message: "front is 172.18.0.0/16, given here" }],
      help: "pick another",
    });
    expect(printed(text, found)).toBe(
      [
        "plan.yaml:4:8: error[NG0201]: 172.17.0.9 is outside",
        "    4 |   web: 172.17.0.9",
        "      |        ^^^^^^^^^^",
        "plan.yaml:2:10: note: front is 172.18.0.0/16, given here",
        "help: pick another",
        "",
      ].join("\n"),
    );
  });

  test("sorts by position and says nothing twice", () => {
    const text = "a: b\nc: d\n";
    const one = problem("NG0201", "one", span(text, "d"));
    const two = problem("NG0202", "two", span(text, "a"));
    expect(printed(text, one, two, one).match(/one|two/g)).toEqual(["two", "one"]);
  });

  test("puts carets under wide characters, combining marks and tabs", () => {
    const text = "\t網e\u0301: wert\n";
    const [, line, carets] = printed(text, problem("NG0201", "m", span(text, "wert"))).split("\n");
    expect(line).toBe("    1 |     網e\u0301: wert");
    expect(carets).toBe("      |          ^^^^");
  });

  test("cuts long lines around the span", () => {
    const text = `${"x".repeat(5000)}HERE${"y".repeat(5000)}\n`;
    const [place, line = "", carets = ""] = printed(text, problem("NG0201", "m", span(text, "HERE"))).split(
      "\n",
    );
    expect(place).toContain("plan.yaml:1:5001: ");
    expect(line.length).toBeLessThan(120);
    expect(line.slice(carets.indexOf("^"), carets.lastIndexOf("^") + 1)).toBe("HERE");
  });

  test("takes no longer for many diagnostics about one long line", () => {
    const text = "x ".repeat(100_000);
    const all = Array.from({ length: 20_000 }, (_, index) =>
      problem("NG0201", "m", { span: { start: index * 2, end: index * 2 + 1 } }),
    );
    const start = performance.now();
    expect(printed(text, ...all).split("\n").length).toBe(60_001);
    expect(performance.now() - start).toBeLessThan(10_000);
  });

  test("underlines the first line of a span of several", () => {
    const text = "a:\n  b: 1\n  c: 2\n";
    expect(printed(text, problem("NG0201", "m", { span: { start: 5, end: 16 } })).split("\n")[2]).toBe(
      "      |   ^^^^",
    );
  });

  test("colours nothing but what it adds, and only when asked", () => {
    const report = {
      file: "p",
      text: "a: b",
      diagnostics: locate([problem("NG0201", "m", span("a: b", "b"))], "a: b", undefined),
    };
    const coloured = printReports([report], "text", true, "1");
    expect(coloured).toContain("\u001b[");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what is taken out
    expect(coloured.replace(/\u001b\[[0-9;]*m/g, "")).toBe(printReports([report], "text", false, "1"));
  });

  test("lets no control character of a plan act, in any form", () => {
    const hostile = fc.string({ unit: "binary", maxLength: 30 });
    fc.assert(
      fc.property(hostile, hostile, hostile, fc.nat(30), fc.nat(30), (file, text, message, start, length) => {
        const found = problem("NG0201", message, { span: { start, end: start + length } }, { help: message });
        const report = { file, text, diagnostics: locate([found], text, undefined) };
        return (["text", "json", "sarif", "github"] as const).every((format) => {
          const output = printReports([report], format, false, "1");
          return !/(?!\n)\p{Cc}|[\u202a-\u202e\u2066-\u2069\u2028]/u.test(output);
        });
      }),
      { numRuns: 500 },
    );
  });
});

describe("other forms", () => {
  const text = "a: 50%\nb: c\n";
  const found = problem("NG0201", "50% of\nit", span(text, "50%"), {
    related: [{ where: span(text, "c"), message: "here" }],
    help: "do",
  });
  const report = { file: "dir/a b,c.yaml", text, diagnostics: locate([found], text, undefined) };

  test.each(["text", "json", "sarif", "github"] as const)(
    "%s comes in pieces, a diagnostic at a time",
    (format) => {
      const many = { ...report, diagnostics: Array.from({ length: 50 }, () => report.diagnostics).flat() };
      const longest = (pieces: Iterable<string>) => Math.max(...[...pieces].map(({ length }) => length));
      expect(longest(reportPieces([many], format, false, "1"))).toBe(
        longest(reportPieces([report], format, false, "1")),
      );
    },
  );

  test("github", () => {
    expect(printReports([report], "github", false, "1")).toBe(
      "::error file=dir/a b%2Cc.yaml,line=1,col=4,endLine=1,endColumn=7,title=NG0201::50%25 of␊it%0Ahelp: do\n",
    );
    expect(printReports([{ ...report, diagnostics: [] }], "github", false, "1")).toBe("");
  });

  test("json", () => {
    expect(JSON.parse(printReports([report], "json", false, "1"))).toEqual([
      {
        file: "dir/a b,c.yaml",
        code: "NG0201",
        severity: "error",
        message: "50% of\nit",
        line: 1,
        column: 4,
        endLine: 1,
        endColumn: 7,
        related: [{ file: "dir/a b,c.yaml", message: "here", line: 2, column: 4, endLine: 2, endColumn: 5 }],
        help: "do",
      },
    ]);
    expect(JSON.parse(printReports([], "json", false, "1"))).toEqual([]);
  });

  test("sarif", () => {
    const sarif = JSON.parse(printReports([report], "sarif", false, "1"));
    expect(sarif.version).toBe("2.1.0");
    const [run] = sarif.runs;
    expect(run.tool.driver.rules.map(({ id }: { id: string }) => id)).toEqual(["NG0201"]);
    expect(run.results[0].locations[0].physicalLocation).toEqual({
      artifactLocation: { uri: "dir/a%20b%2Cc.yaml" },
      region: { startLine: 1, startColumn: 4, endLine: 1, endColumn: 7 },
    });
  });
});

describe("terminal", () => {
  test("positions count characters, not UTF-16 units", () => {
    const text = "a: 😀b\n";
    const [first] = locate([problem("NG0201", "m", span(text, "b"))], text, undefined) as [Located];
    expect(first.range.start).toEqual({ line: 1, column: 5 });
  });

  test("width and visibility", () => {
    expect(width("網絡")).toBe(4);
    expect(width("abc")).toBe(3);
    expect(visible("a\u001b[31m\u0000\u007f\u009b\u202e")).toBe("a␛[31m␀␡\ufffd\ufffd");
  });

  test("the test machine's shell agrees that a printed message is one line", () => {
    const lines = execFileSync("wc", ["-l"], {
      input: printed("a: b\n", problem("NG0201", "x\ny\r\nz", span("a", "a"))),
    });
    expect(Number(lines)).toBe(3);
  });
});
