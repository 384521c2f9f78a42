import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { root } from "../../src/build/bundle.mjs";
import {
  commentText,
  plainValue,
  plainWord,
  quoteNft,
  quoteShell,
  renderedLines,
  resolverWords,
} from "../../src/render/quote.ts";
import { outputOf, run, runInNewNetwork, shells } from "../support/tools.ts";

const ALPHABET = [..."ABCXYZabcxyz0189_.,:/@=+%-"];

/** Pieces that mean something to one of the languages. */
const piece = fc.constantFrom(
  ...[
    "$(touch x)",
    "`touch x`",
    "$",
    "{HOME}",
    "$'\\n'",
    "\\",
    "\\\n",
    "'",
    "'\\''",
    '"',
    "\n",
    "\r",
    "\r\n",
    "\t",
    " ",
  ],
  ...[
    "#",
    ";",
    "&&",
    "|",
    ">x",
    "*",
    "?",
    "~",
    "!",
    "{a,b}",
    "[a]",
    "(",
    ")",
    "%s",
    "%",
    "--",
    "-n",
    "-t",
    "--table",
  ],
  ...[
    "\nPLAN\n",
    "\nRULES\n",
    "PLAN",
    "RULES",
    "COMMIT",
    "\u0085",
    "\u2028",
    "\u2029",
    "\u202e",
    "\u007f",
    "\u001b[2J",
  ],
  ...["é", "😀", "e\u0301", "\ufeff", ",", "=", ":", "/", "..", "@", "$x", "\nshellcheck disable=all"],
);

/** Any text without NUL, which no argument of a program holds. */
const text = fc
  .array(fc.oneof(piece, fc.string({ maxLength: 8 }), fc.string({ unit: "binary", maxLength: 4 })), {
    maxLength: 8,
  })
  .map((pieces) => pieces.join("").replaceAll("\0", ""));

/** Mostly what {@link plainWord} takes. */
const plain = fc.string({ unit: fc.constantFrom(...ALPHABET), minLength: 1, maxLength: 50 });
const wordLike = fc.oneof(
  { arbitrary: plain, weight: 4 },
  { arbitrary: fc.tuple(plain, piece, plain).map((parts) => parts.join("")), weight: 2 },
  { arbitrary: text, weight: 1 },
  { arbitrary: fc.constantFrom("-t", "-n", "--table", "--line", "-", "=t", "%t", "help", "up"), weight: 1 },
);

/** What the function makes of those texts that it takes. */
function taken(
  quote: (text: string) => string,
  texts: readonly string[],
): { text: string; quoted: string }[] {
  return texts.flatMap((text) => {
    try {
      return [{ text, quoted: quote(text) }];
    } catch {
      return [];
    }
  });
}

/** Programs for a table of tests. */
const named = (programs: readonly (readonly [string, ...string[]])[]) =>
  programs.map((program) => ({ name: program.join(" "), program }));

/** Runs the property on lists of texts, so that each process tries many of them. */
function holds(texts: fc.Arbitrary<string>, predicate: (texts: readonly string[]) => void): void {
  // Each sign of ASCII, alone and between letters, is tried whatever the dice say.
  const signs = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index));
  fc.assert(fc.property(fc.array(texts, { minLength: 1, maxLength: 60 }), predicate), {
    numRuns: 15,
    examples: [[signs], [signs.map((sign) => `a${sign}b`)]],
  });
}

describe.each(named(shells))("in $name", ({ program: shell }) => {
  test("a quoted word is the text, whatever it is", () => {
    holds(text, (texts) => {
      const script = `printf '%s\\0' ${texts.map(quoteShell).join(" ")}\n`;
      expect(outputOf(run(shell, script)).split("\0").slice(0, -1)).toEqual(texts);
    });
  });

  test("a comment is one, and the next line is read as it stands", () => {
    holds(text, (texts) => {
      const script = texts.map((text) => `# ${commentText(text)}\nprintf 'ok '\n`).join("");
      expect(outputOf(run(shell, script))).toBe("ok ".repeat(texts.length));
    });
  });

  test("comments and values stay in their here-document, unchanged", () => {
    holds(text, (texts) => {
      const lines = [
        ...texts.map((text) => `# ${commentText(text)}`),
        ...taken(plainValue, texts).map(({ quoted }) => `sysctl -w net.a=${quoted}`),
        ...taken(plainWord, texts).map(({ quoted }) => `netns add ${quoted}`),
      ];
      const document = renderedLines(`${lines.join("\n")}\n`);
      expect(outputOf(run(shell, `cat <<'PLAN'\n${document}PLAN\n`))).toBe(`${lines.join("\n")}\n`);
    });
  });
});

describe.each(named([["mawk"], ["busybox", "awk"]]))("in the engine's awk, $name", ({ program: awk }) => {
  // The engine's functions, without the block that runs them.
  const reader = readdirSync(join(root, "templates/engine"))
    .filter((file) => file.endsWith(".awk"))
    .map((file) => readFileSync(join(root, "templates/engine", file), "utf8"))
    .join("")
    .replace(/^BEGIN \{[\s\S]*?^\}/m, "");

  test("the value of a sysctl is read as it was written, and quoted again for sh", () => {
    const program = `${reader}
BEGIN {
  map = "want"
  origin = "host"
  while ((getline line < "/dev/stdin") > 0) {
    read_line(line)
    print "printf '%s\\\\0' " quote(want["web sysctl net/core/somaxconn"])
  }
}`;
    holds(text, (texts) => {
      // The compiler refuses a value with #, and the kernel prints white space in its own way.
      const values = taken(plainValue, texts)
        .map(({ quoted }) => quoted)
        .filter((value) => !value.includes("#"));
      const lines = values.map((value) => `[web] sysctl -w net.core.somaxconn=${value}\n`).join("");
      const script = outputOf(run([...awk, program], lines));
      expect(
        outputOf(run(["dash"], script))
          .split("\0")
          .slice(0, -1),
      ).toEqual(values.map((value) => value.replace(/[ \t]+/g, " ").replace(/^ | $/g, "")));
    });
  });
});

describe("in ip -batch", () => {
  test("a plain word is one word, as a link's alias shows", () => {
    holds(wordLike, (texts) => {
      const words = taken(plainWord, texts);
      const lines = words.map(({ quoted }) => `link set dev lo alias ${quoted}\nlink show dev lo\n`).join("");
      const shown = outputOf(runInNewNetwork("ip -json -batch -", lines));
      const aliases = shown.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line)[0].ifalias]));
      expect(aliases).toEqual(words.map(({ text }) => text));
    });
  });
});

describe("in iptables-restore", () => {
  const listOf = (rules: string) =>
    outputOf(runInNewNetwork("iptables-restore --noflush && iptables-save --table filter", rules));

  test("a plain word is one word, as a rule's comment shows", () => {
    holds(wordLike, (texts) => {
      const words = taken(plainWord, texts);
      const rules = words.map(({ quoted }) => `-A NG -m comment --comment ${quoted} -j RETURN\n`).join("");
      const listed = listOf(`*filter\n:NG - [0:0]\n${rules}COMMIT\n`);
      const comments = [...listed.matchAll(/ --comment (?:"([^"]*)"|(\S+)) -j RETURN$/gm)].map(
        (m) => m[1] ?? m[2],
      );
      expect(comments).toEqual(words.map(({ text }) => text));
    });
  });

  test("a comment is one", () => {
    holds(text, (texts) => {
      const rules = texts.map((text, i) => `# ${commentText(text)}\n-A NG -p ${i + 1} -j RETURN\n`).join("");
      const listed = listOf(`*filter\n:NG - [0:0]\n${rules}COMMIT\n`);
      expect(listed.match(/^-A NG -p \S+ -j RETURN$/gm)?.length).toBe(texts.length);
    });
  });
});

describe("in nft", () => {
  /** Loads a table with the lines, and gives what nft lists of it. */
  const listOf = (lines: string): { nftables: readonly Record<string, Record<string, unknown>>[] } =>
    JSON.parse(
      outputOf(runInNewNetwork("nft --file - && nft --json list ruleset", `table inet t {\n${lines}}\n`)),
    );

  const short = fc.oneof(
    text,
    fc.string({ unit: fc.constantFrom(...ALPHABET, " ", "'", "é", "*", "$"), maxLength: 127 }),
  );

  test("a quoted text is the text, as a rule's comment shows", () => {
    holds(short, (texts) => {
      const comments = taken(quoteNft, texts);
      const rules = comments.map(({ quoted }) => `accept comment ${quoted}\n`).join("");
      const listed = listOf(`chain c {\n${rules}}\n`).nftables.flatMap(({ rule }) =>
        rule ? [rule.comment] : [],
      );
      expect(listed).toEqual(comments.map(({ text }) => text));
    });
  });

  test("a quoted text names one interface, never several", () => {
    const name = fc.string({
      unit: fc.constantFrom(...ALPHABET, "*", "$", "é", "'"),
      minLength: 1,
      maxLength: 8,
    });
    holds(name, (texts) => {
      const names = [...new Map(taken(quoteNft, texts).map((name) => [name.text, name])).values()];
      const elements = names.map(({ quoted }) => `${quoted}, # x\n`).join("");
      const listed = listOf(`set s {\ntype ifname\nelements = {\n"kept",\n${elements}}\n}\n`);
      const found = listed.nftables.flatMap(({ set }) => set?.elem ?? []);
      expect(found.toSorted()).toEqual([...names.map(({ text }) => text), "kept"].toSorted());
    });
  });

  test("a comment is one, between elements and between rules", () => {
    holds(text, (texts) => {
      const elements = texts.map((text, i) => `10.0.0.${i}, # ${commentText(text)}\n`).join("");
      const rules = texts.map((text) => `# ${commentText(text)}\naccept\n`).join("");
      const set = `set s {\ntype ipv4_addr\nelements = {\n${elements}}\n}\n`;
      const listed = listOf(`${set}chain c {\n${rules}}\n`).nftables;
      expect(listed.flatMap(({ set }) => set?.elem ?? []).length).toBe(texts.length);
      expect(listed.filter(({ rule }) => rule).length).toBe(texts.length);
    });
  });
});

describe("what a language cannot hold stops the rendering", () => {
  const control = fc
    .tuple(
      text,
      fc.constantFrom("\u0000", "\u0007", "\t", "\r", "\u001b", "\u007f", "\u0085", "\u009b"),
      text,
    )
    .map((parts) => parts.join(""));

  test.each<[string, (text: string) => string, fc.Arbitrary<string>]>([
    [
      "a word that needs quotes",
      plainWord,
      wordLike.filter((text) => [...text].some((character) => /[^A-Za-z0-9_.,:/@=+%-]/.test(character))),
    ],
    ["a word that would be an option", plainWord, wordLike.map((text) => `-${text}`)],
    ["a control character in a value", plainValue, control],
    [
      "the end of a line in a value",
      plainValue,
      text.map(
        (text) => `${text}
`,
      ),
    ],
    ["a comment in a value", plainValue, text.map((text) => `${text} # x`)],
    ["a control character in a line", renderedLines, control],
    ["a control character in a resolver's file", resolverWords, control],
    [
      "a comment, or a second space, in a resolver's file",
      resolverWords,
      fc.constantFrom("a #", ";a", "a  b", " a", "a ", "a\nnameserver 192.0.2.1", "$(x)", "}"),
    ],
    ["a quote in nft", quoteNft, text.map((text) => `${text}"`)],
    ["a control character in nft", quoteNft, control],
    ["a pattern in nft", quoteNft, text.map((text) => `${text}*`)],
    [
      "more than 127 bytes in nft",
      quoteNft,
      fc.constantFrom("a".repeat(128), "é".repeat(64), " ".repeat(1000)),
    ],
  ])("%s", (_, quote, texts) => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(() => quote(text)).toThrow();
      }),
    );
  });
});
