import { type Code, codes } from "../diagnostics/codes.ts";
import { type Example, exampleOf } from "../diagnostics/examples.ts";
import { nearest } from "../diagnostics/nearest.ts";
import { visible } from "../diagnostics/terminal.ts";
import { ExitCode } from "./exit.ts";
import { print, say } from "./output.ts";

export interface ExplainOptions {
  readonly format: "text" | "json";
}

/** `netgen explain CODE`; without a code, a list of all. */
export async function explain(asked: string | undefined, { format }: ExplainOptions): Promise<number> {
  if (asked === undefined) {
    print(format === "json" ? json(sorted.map(documentOf)) : list());
    return ExitCode.fine;
  }
  const code = asked.toUpperCase().replace(/^(?:NG)?(?=[0-9]{4}$)/, "NG");
  if (!Object.hasOwn(codes, code)) {
    const meant = nearest(code, sorted);
    const hint = meant === undefined ? "" : `; did you mean ${meant}?`;
    say(`netgen: there is no code ${visible(asked.slice(0, 60))}${hint} netgen explain lists them\n`);
    return ExitCode.usage;
  }
  print(format === "json" ? json(documentOf(code as Code)) : text(code as Code));
  return ExitCode.fine;
}

const sorted = Object.keys(codes).toSorted() as Code[];

const json = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;

/** For programs: the example gives the code, and the mended plan gives no diagnostic. */
function documentOf(code: Code) {
  const { title, severity, explanation } = codes[code];
  const { example, mended } = exampleOf(code);
  return {
    ...{ code, severity, title, text: explanation.trim(), example: example.plan, mended: mended.plan },
    ...(example.lock !== undefined && { exampleLock: example.lock, mendedLock: mended.lock }),
  };
}

function text(code: Code): string {
  const { title, severity, explanation } = codes[code];
  const { example, mended } = exampleOf(code);
  return [
    `${code} (${severity}): ${title}\n`,
    `${explanation.trim()}\n`,
    `This plan gives it:\n\n${shown(example)}`,
    `This one does not:\n\n${shown(mended)}`,
  ].join("\n");
}

function shown({ plan, lock }: Example): string {
  const beside = lock === undefined ? "" : `\nwith the lock file\n\n${indented(lock)}`;
  return `${indented(plan)}${beside}`;
}

const indented = (lines: string): string =>
  lines
    .trimEnd()
    .split("\n")
    .map((line) => `${`  ${visible(line)}`.trimEnd()}\n`)
    .join("");

function list(): string {
  return sorted.map((code) => `${code}  ${codes[code].title}\n`).join("");
}
