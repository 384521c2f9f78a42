import { type Code, codes } from "../diagnostics/codes.ts";
import { nearest } from "../diagnostics/nearest.ts";
import { visible } from "../diagnostics/terminal.ts";
import { ExitCode } from "./exit.ts";
import { print, say } from "./output.ts";

/** `netgen explain CODE`; without a code, the title of each. */
export async function explain(asked: string | undefined): Promise<number> {
  if (asked === undefined) {
    print(list());
    return ExitCode.fine;
  }
  const code = asked.toUpperCase().replace(/^(?:NG)?(?=[0-9]{4}$)/, "NG");
  if (!Object.hasOwn(codes, code)) {
    const meant = nearest(code, Object.keys(codes));
    const hint = meant === undefined ? "" : `; did you mean ${meant}?`;
    say(`netgen: there is no diagnostic ${visible(asked.slice(0, 60))}${hint}\n\n${list()}`);
    return ExitCode.usage;
  }
  const { title, severity, explanation } = codes[code as Code];
  print(`${code} (${severity}): ${title}\n\n${explanation.trim()}\n`);
  return ExitCode.fine;
}

function list(): string {
  return Object.entries(codes)
    .map(([code, { title }]) => `${code}  ${title}\n`)
    .join("");
}
