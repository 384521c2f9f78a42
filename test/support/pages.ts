import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The pages of the manual, README and changelog included, and what their fenced blocks hold. */

export const root = join(import.meta.dirname, "../..");

export interface Page {
  /** Path from the root of the repository. */
  readonly file: string;
  readonly text: string;
}

const read = (file: string): Page => ({ file, text: readFileSync(join(root, file), "utf8") });

/** Every page as it is on disk now. */
export const readPages = (): readonly Page[] => [
  read("README.md"),
  read("CHANGELOG.md"),
  ...readdirSync(join(root, "docs"))
    .filter((name) => name.endsWith(".md"))
    .toSorted()
    .map((name) => read(`docs/${name}`)),
];

export interface Block {
  readonly language: string;
  readonly text: string;
  /** Of `<!-- shown: … -->` in the line above: which output of netgen the block quotes. */
  readonly shown: string | undefined;
  /** The plan that stands last above the block, if there is one. */
  readonly planAbove: string | undefined;
  /** Where the text of the block begins in the page. */
  readonly start: number;
}

/** The fenced blocks of a page, in order. */
export function blocksOf({ text }: Page): readonly Block[] {
  const fence = /^(?:<!-- shown: (.+) -->\n)?```([a-z]*)\n([\s\S]*?)^```$/gm;
  let planAbove: string | undefined;
  return [...text.matchAll(fence)].map((match) => {
    const [whole, shown, language = "", content = ""] = match;
    const block = {
      language,
      text: content,
      shown,
      planAbove,
      start: match.index + whole.length - content.length - "```".length,
    };
    if (language === "yaml") planAbove = content;
    return block;
  });
}

/** A page without its fenced blocks and comments. */
export const proseOf = ({ text }: Page): string =>
  text.replace(/^```[\s\S]*?^```$/gm, "").replace(/<!--[\s\S]*?-->/g, "");
