import { existsSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, test } from "vitest";
import { commands } from "../src/cli/commands.ts";
import { compile } from "../src/compile.ts";
import { codes } from "../src/diagnostics/codes.ts";
import { printText } from "../src/diagnostics/print.ts";
import { blocksOf, type Page, proseOf, readPages, root } from "./support/pages.ts";

/** What the manual names exists, and what it shows compiles. */

const pages = readPages();

const at = ({ file }: Page, what: string): string => `${file}: ${what}`;

/** Words in backticks, and the lines of shell blocks. */
const codeOf = (page: Page): readonly string[] => [
  ...[...proseOf(page).matchAll(/`([^`\n]+)`/g)].map(([, code = ""]) => code),
  ...blocksOf(page)
    .filter(({ language }) => language === "sh")
    .flatMap(({ text }) => text.split("\n")),
];

describe("plans", () => {
  const plans = pages.flatMap((page) => {
    const blocks = blocksOf(page);
    return blocks
      .filter(({ language, text }) => language === "yaml" && text.includes("netgen: 1"))
      .filter(
        ({ text }) =>
          !blocks.some((block) => block.shown === "diagnostics above" && block.planAbove === text),
      )
      .map(({ text }, index) => ({ name: at(page, `plan ${index + 1}`), text }));
  });

  test.each(plans)("$name compiles without an error or a warning", ({ text }) => {
    const {
      diagnostics,
      text: source,
      hosts = [],
      compileHost,
    } = compile(text, {
      file: "plan.yaml",
      name: "plan",
    });
    const wrong = diagnostics.filter(({ severity }) => severity !== "note");
    expect(printText([{ file: "plan.yaml", text: source, diagnostics: wrong }], false)).toBe("");
    expect(hosts.filter((host) => compileHost?.(host).script === undefined)).toEqual([]);
  });

  test("every YAML block is a whole plan", () => {
    const parts = pages.flatMap((page) =>
      blocksOf(page)
        .filter(({ language, text }) => language === "yaml" && !/^netgen: 1$/m.test(text))
        .map(({ text }) => at(page, text)),
    );
    expect(parts).toEqual([]);
  });
});

describe("commands", () => {
  const program = commands(() => undefined);

  test("every netgen command and each of its options exists", () => {
    const wrong = pages.flatMap((page) =>
      codeOf(page)
        .flatMap((code) => [
          ...code.matchAll(/(?:^|[ |&;] *|netgen\.cjs )netgen ([a-z][a-z-]*)(?![:\w(.])([^|>]*)/g),
        ])
        .filter(([, name = "", rest = ""]) => {
          const command = program.commands.find((known) => known.name() === name);
          const options = [...rest.matchAll(/(?<=\s)--?[a-z][a-z-]*/g)].map(([option]) => option);
          return (
            command === undefined ||
            options.some(
              (option) => !command.options.some(({ flags }) => flags.split(/[ ,]+/).includes(option)),
            )
          );
        })
        .map(([text]) => at(page, text)),
    );
    expect(wrong).toEqual([]);
  });

  const verbs = ["up", "check", "down", "refresh-names"];
  const options = ["--dry-run", "--force", "--help", "--version"];

  test("every verb and option of the script exists", () => {
    const wrong = pages.flatMap((page) =>
      codeOf(page)
        .flatMap((code) => [...code.matchAll(/setup\.sh((?: [a-z-]+)*)/g)])
        .flatMap(([, rest = ""]) => rest.split(" ").slice(1))
        .filter((word) => ![...verbs, ...options].includes(word))
        .map((word) => at(page, word)),
    );
    expect(wrong).toEqual([]);
  });

  test("docs/script.md describes every verb and option that the script's own help has", () => {
    const { script = "" } = compile("netgen: 1\nname: demo\n", { file: "plan.yaml" });
    const [, usage = ""] = /^usage\(\) \{\n([\s\S]*?)^\}/m.exec(script) ?? [];
    const said = [...usage.matchAll(/setup\.sh \[?([a-z-]+)|(--[a-z-]+)/g)].map(
      ([, verb, option]) => verb ?? option ?? "",
    );
    expect(said.length).toBeGreaterThan(5);
    const text = pages.find(({ file }) => file === "docs/script.md")?.text ?? "";
    expect(said.filter((word) => !text.includes(`\`${word}`) && !text.includes(` ${word}\``))).toEqual([]);
  });

  test("every npm script exists", () => {
    const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    const wrong = pages.flatMap((page) =>
      codeOf(page)
        .flatMap((code) => [...code.matchAll(/\bnpm run ([a-z:]+)/g)])
        .filter(([, name = ""]) => !Object.hasOwn(scripts, name))
        .map(([text]) => at(page, text)),
    );
    expect(wrong).toEqual([]);
  });
});

describe("references", () => {
  const headingsOf = (text: string): readonly string[] =>
    [...text.replace(/^```[\s\S]*?^```$/gm, "").matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\- _]/gu, "")
        .replaceAll(" ", "-"),
    );

  test("every link leads to a file, and to a heading where it names one", () => {
    const wrong = pages.flatMap((page) =>
      [...page.text.matchAll(/\]\(([^)\s]+)\)|<img src="([^"]+)"/g)]
        .map(([, link, image]) => link ?? image ?? "")
        .filter((target) => !target.startsWith("https://"))
        .filter((target) => {
          const [file = "", anchor] = target.split("#");
          const path = file === "" ? page.file : normalize(join(dirname(page.file), file));
          if (!existsSync(join(root, path))) return true;
          return anchor !== undefined && !headingsOf(readFileSync(join(root, path), "utf8")).includes(anchor);
        })
        .map((target) => at(page, target)),
    );
    expect(wrong).toEqual([]);
  });

  test("every file and folder of the repository that is named exists", () => {
    const wrong = pages.flatMap((page) =>
      codeOf(page)
        .filter((code) => /^(?:src|test|golden|templates|docs)\/[\w./-]+$/.test(code))
        .filter((path) => !existsSync(join(root, path)))
        .map((path) => at(page, path)),
    );
    expect(wrong).toEqual([]);
  });

  test("every diagnostic exists", () => {
    const wrong = pages.flatMap((page) =>
      [...page.text.matchAll(/\bNG\d{4}\b/g)]
        .filter(([code]) => !Object.hasOwn(codes, code))
        .map(([code]) => at(page, code)),
    );
    expect(wrong).toEqual([]);
  });
});

describe("form", () => {
  test("lines of prose are at most 110 columns wide, tables aside", () => {
    const long = pages.flatMap((page) =>
      proseOf(page)
        .split("\n")
        .filter((line) => line.length > 110 && !line.startsWith("|"))
        .map((line) => at(page, line)),
    );
    expect(long).toEqual([]);
  });

  test("every page begins with its title", () => {
    expect(pages.filter(({ text }) => !/^# \S/.test(text)).map(({ file }) => file)).toEqual([]);
  });
});
