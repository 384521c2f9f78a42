import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { at } from "../../src/diagnostics/diagnostic.ts";
import { locate } from "../../src/diagnostics/located.ts";
import { decode, sizeLimit } from "../../src/source/decode.ts";
import { read } from "../../src/source/read.ts";

function codesOf(input: string | Uint8Array): readonly string[] {
  const decoded = decode(input);
  const { diagnostics } = decoded.value === undefined ? decoded : read(decoded.value);
  return diagnostics.map(({ code }) => code);
}

/** Where a text says that something is wrong, and with what. */
function spots(text: string): readonly string[] {
  return locate(read(text).diagnostics, text, undefined).map(
    ({ code, range: { start } }) => `${start.line}:${start.column} ${code}`,
  );
}

function sourceOf(text: string) {
  const { value } = read(text);
  if (value === undefined) throw new Error("no source");
  return value;
}

describe("decode", () => {
  test.each([
    ["text", "netgen: 1\n", []],
    ["a replacement character that is meant", "a: \ufffd\n", []],
    ["bytes that are no UTF-8", Buffer.from([0x61, 0x3a, 0x20, 0xff, 0x0a]), ["NG0101"]],
    ["UTF-16", Buffer.from("\ufeffnetgen: 1", "utf16le"), ["NG0101"]],
    ["a NUL", "a: b\0", ["NG0101"]],
    ["an escape", "a: \u001b[31m", ["NG0101"]],
    ["half a surrogate pair", "a: \ud800", ["NG0101"]],
    ["a byte order mark", "\ufeffa: b", ["NG0114"]],
    ["a carriage return", "a: b\r\n", ["NG0114"]],
    ["one byte more than the limit", Buffer.alloc(sizeLimit + 1, "#"), ["NG0105"]],
  ])("%s", (_, input, expected) => {
    expect(decode(input).diagnostics.map(({ code }) => code)).toEqual(expected);
  });

  test("points at the first byte that is no text", () => {
    const bytes = Buffer.concat([Buffer.from("# ü\ufffd\na: é"), Buffer.from([0xc3, 0x28])]);
    const { text, diagnostics } = decode(bytes);
    expect(locate(diagnostics, text, undefined)[0]?.range.start).toEqual({ line: 2, column: 5 });
  });
});

describe("read", () => {
  test("gives every value its place, in flow and block style and through aliases", () => {
    const text = 'a: &x {k: "v", l: [1, two]}\nb: *x\nc:\n  - d: e\n  -\nempty:\n';
    const { spanAt } = sourceOf(text);
    const shown = (path: (string | number)[], part: "key" | "value") => {
      const { start, end } = spanAt({ path, part });
      return text.slice(start, end);
    };
    expect(shown(["a", "k"], "key")).toBe("k");
    expect(shown(["a", "k"], "value")).toBe('"v"');
    expect(shown(["a", "l", 1], "value")).toBe("two");
    expect(shown(["b", "l", 0], "value")).toBe("1");
    expect(shown(["b"], "value")).toBe("*x");
    expect(shown(["c", 0, "d"], "value")).toBe("e");
    expect(shown(["empty"], "value")).toBe("empty");
    expect(shown(["a", "missing", "deeper"], "value")).toBe('{k: "v", l: [1, two]}');
  });

  test("keeps the order of the file, and the first of two equal keys", () => {
    const { keysOf, value } = sourceOf("b: 1\n'10': 2\na: 3\nb: 4\n'2': 5\n");
    expect(keysOf([])).toEqual(["b", "10", "a", "2"]);
    expect(value).toMatchObject({ b: 1 });
  });

  test.each([
    ["", ["1:1 NG0109"]],
    ["# only this\n", ["1:1 NG0109"]],
    ["---\n...\n", ["1:1 NG0109"]],
    ["a: 1\n---\nb: 2\n", ["2:1 NG0110"]],
    ["a: 1\n\tb: 2\n", ["2:1 NG0104"]],
    ["a:\n  b: 1\n\tc: 2\n", ["3:1 NG0104"]],
    ["a: {b: 1\n", ["1:4 NG0102"]],
    ["a: b: c: d\nx: } ]\n", ["1:4 NG0102", "2:4 NG0102"]],
    ["a: 1\nb: 2\na: 3\n", ["3:1 NG0103"]],
    ["a: {b: 1, c: {d: 1, d: 2}}\n", ["1:21 NG0103"]],
    ["a: *b\n", ["1:4 NG0108"]],
    ["a: &b [*b]\n", ["1:8 NG0107"]],
    ["a: &x 1\n<<: *x\n", ["2:1 NG0113"]],
    ["'<<': 1\n", []],
    ["1: a\n", ["1:1 NG0111"]],
    ["__proto__: {}\n", ["1:1 NG0111"]],
    ["a: !b c\n", ["1:4 NG0112"]],
    ["a: 010\n", ["1:4 NG0212"]],
    ["a: 12345678901234567890\n", ["1:4 NG0212"]],
    ["a: 1500\nb: -1\nc: 1.5\n", []],
  ])("%j", (text, expected) => {
    expect(spots(text)).toEqual(expected);
  });

  /** The place, message and help of every problem of a text. */
  const said = (text: string): readonly string[] =>
    locate(read(text).diagnostics, text, undefined).map(
      ({ range: { start }, message, help }) =>
        `${start.line}:${start.column} ${message}${help === undefined ? "" : ` | ${help}`}`,
    );

  test.each([
    ["web:{a: [b]}\n", "1:1 a space is missing after the colon of `web` | web: {a: [b]}"],
    ["n:\n  web:{}\n  b: {}\n", "2:3 a space is missing after the colon of `web` | web: {}"],
    [
      "n:\n  m: 1\n  ipv4:10.0.0.0/24\n",
      "3:3 a space is missing after the colon of `ipv4` | ipv4: 10.0.0.0/24",
    ],
    ['n:\n  mac:"02:00"\n  i: 1\n', '2:3 a space is missing after the colon of `mac` | mac: "02:00"'],
    ["n:\n  web[1:3]:{}\n  b: {}\n", "2:3 a space is missing after the colon of `web[1:3]` | web[1:3]: {}"],
    ["n:\n  x: y\n  -front\n", "3:3 a space is missing after the dash | - front"],
    [
      "a:\n  mtu: 1\n    icc: true\n",
      "3:5 `icc` is indented more than `mtu` above, which has a value already | indent it by 2 spaces, as `mtu`",
    ],
    [
      "a:\n  front: {}\n\n  # more\n    back: {}\n",
      "5:5 `back` is indented more than `front` above, which has a value already | indent it by 2 spaces, as `front`",
    ],
    [
      "a: 1\n b:\n  c: {}\n",
      "2:2 `b` is indented more than `a` above, which has a value already | indent it by 0 spaces, as `a`",
    ],
    [
      "a:\n    front:\n      mtu: 1\n   back: {}\n",
      "4:4 `back` is indented by 3 spaces, and no key above it is | to put it beside `a`, indent it by 0; beside `front`, indent it by 4; beside `mtu`, indent it by 6",
    ],
    [
      "p:\n  - ends: {}\n  mtu: 3\n",
      "3:3 `mtu` is indented by 2 spaces, and no key above it is | to put it beside `p`, indent it by 0; beside `ends`, indent it by 4",
    ],
    ['a: "edge\nb:\n  c: {d: "e"}\n', '1:4 the quote " is not closed on its line'],
    ["a: 'it''s\nb: c\nd: e\n", "1:4 the quote ' is not closed on its line"],
    ['a: {u: "eth0}\nb:\n  c: {d: "e"}\n', '1:8 the quote " is not closed on its line'],
    [
      "# it's a plan\na: don't # \"\nb: {c: {d: e}\nf: g\n",
      "3:4 the bracket { is not closed | write the closing } on the same line, or indent the lines up to it",
    ],
    [
      "a: {b: [80, 443}\nc: d\n",
      "1:8 the bracket [ is not closed before the next } | write the closing ] on the same line, or indent the lines up to it",
    ],
    ["a: {b: {}}}\n", "1:11 the bracket } has no opening bracket"],
    ["a\n  b: {}\n", "1:1 a colon is missing after `a`"],
    ["n:\n  front {}\n  b: {}\n", "2:3 a colon is missing after `front`"],
    ["a: b: c\n", '1:4 a value with a colon and a space in it needs quotes | "b: c"'],
    ["a: @b\n", '1:4 a value that begins with @ needs quotes | "@b"'],
    ["a: *\n", '1:4 a value that begins with * needs quotes | "*"'],
    ["a: {b: {} c: {}}\n", "1:11 a comma is missing between two entries"],
    ['a: ["80" "81"]\n', "1:10 a comma is missing between two entries"],
    ["a: {web[1:3]: {}}\n", '1:5 within brackets, a name with a range needs quotes | "web[1:3]"'],
    [
      'a: "b\\qc"\n',
      "1:6 \\q is not an escape sequence of YAML | write \\\\ for a backslash, or put the text in single quotes",
    ],
    ["a: {}#b\n", "1:6 a comment needs a space before the #"],
    ['a: "b"c\n', "1:7 text follows the value; put the whole value in quotes, or a # and a space in front"],
  ])("names the cause of %j", (text, expected) => {
    expect(said(text)[0]).toBe(expected);
  });

  test("says no more behind what is not closed, and everything else at once", () => {
    expect(said('a: "b\nc: d: e\nf: @g\n')).toHaveLength(1);
    expect(said("c: d: e\nf: @g\nh:\n  i {}\n  j: k\n")).toHaveLength(3);
  });

  test("an anchor that comes again stands for the newer value from there on", () => {
    expect(sourceOf("a: &x 1\nb: *x\nc: &x 2\nd: *x\n").value).toEqual({ a: 1, b: 1, c: 2, d: 2 });
  });
});

describe("bounds", () => {
  // Each takes about a second at most; the bound leaves room for a busy machine and none for quadratic work.
  test.each([
    ["50 MB", Buffer.alloc(50_000_000, "a: b\n"), "NG0105"],
    ["brackets", `a: ${"[".repeat(1_000_000)}`, "NG0106"],
    ["braces", `a: ${"{a: ".repeat(500_000)}`, "NG0106"],
    ["dashes", "- ".repeat(100_000), "NG0106"],
    [
      "indentation",
      Array.from({ length: 2000 }, (_, depth) => `${" ".repeat(depth)}a:`).join("\n"),
      "NG0106",
    ],
    ["a million items", "- a\n".repeat(1_000_000), "NG0105"],
    ["a million strings", '"a" '.repeat(1_000_000), "NG0105"],
    ["a million directives", "%a b\n".repeat(800_000), "NG0105"],
    ["errors without end", ": }\n".repeat(200_000), "NG0102"],
    ["strings side by side", '"a" '.repeat(300_000), "NG0102"],
    ["a million documents", "---\n".repeat(1_000_000), "NG0105"],
    ["billion laughs", bomb(9, 10), "NG0107"],
    ["long laughs", bomb(2, 2000), "NG0107"],
  ])("%s", (_, input, expected) => {
    const start = performance.now();
    expect([...new Set(codesOf(input))]).toEqual([expected]);
    expect(performance.now() - start).toBeLessThan(15_000);
  });
});

function bomb(levels: number, width: number): string {
  const lines = [`a0: &a0 [${"x, ".repeat(width)}]`];
  for (let level = 1; level < levels; level++) {
    lines.push(`a${level}: &a${level} [${`*a${level - 1}, `.repeat(width)}]`);
  }
  return lines.join("\n");
}

describe("properties", () => {
  test("any text gives a source or diagnostics, never an exception", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
        const decoded = decode(text);
        if (decoded.value === undefined) return decoded.diagnostics.length === 1;
        const { value, diagnostics } = read(decoded.value);
        return value !== undefined || diagnostics.length > 0;
      }),
      { numRuns: 2000 },
    );
  });

  test("any bytes too", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        const { value, diagnostics, text } = decode(bytes);
        locate(diagnostics, text, undefined);
        return (value === undefined) === (diagnostics.length === 1);
      }),
      { numRuns: 2000 },
    );
  });

  test("values are those of the JSON that a text is, where it is JSON", () => {
    fc.assert(
      fc.property(fc.json({ noUnicodeString: true, maxDepth: 5 } as never), (json) => {
        fc.pre(!/__proto__|[\ud800-\udfff\u007f-\u009f\ufffe\uffff]|\\u|[0-9]e|-0/i.test(json));
        const { value, diagnostics } = read(json);
        if (diagnostics.length > 0) return true;
        expect(value?.value).toEqual(JSON.parse(json));
        return true;
      }),
      { numRuns: 1000 },
    );
  });

  test("every place of a document is the text of its value", () => {
    const word = fc.stringMatching(/^[a-z]{1,5}$/);
    fc.assert(
      fc.property(fc.dictionary(word, fc.dictionary(word, word, { minKeys: 1 }), { minKeys: 1 }), (tree) => {
        const text = Object.entries(tree)
          .map(
            ([key, inner]) =>
              `${key}:\n${Object.entries(inner)
                .map(([k, v]) => `  ${k}: ${v}\n`)
                .join("")}`,
          )
          .join("");
        const { textAt, value } = read(text).value ?? { textAt: () => "", value: undefined };
        if (value === undefined) return false;
        return Object.entries(tree).every(([key, inner]) =>
          Object.entries(inner).every(([k, v]) => textAt([key, k]) === v),
        );
      }),
      { numRuns: 300 },
    );
  });

  test("a place that does not exist is looked for at what would hold it", () => {
    const { spanAt } = sourceOf("a: {b: c}\n");
    const where = at(["a", "b", "c", 4]);
    expect("place" in where && spanAt(where.place)).toEqual({ start: 7, end: 8 });
  });
});
