import { at, type Diagnostic, type Place, type Span } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import { shown } from "../diagnostics/shown.ts";
import { decode, sizeLimit } from "../source/decode.ts";
import { read } from "../source/read.ts";
import { type Bytes, bytesOf } from "./bytes.ts";
import type { Choices } from "./choices.ts";
import { contradictions } from "./contradictions.ts";
import { readChoices } from "./read-choices.ts";
import type { Found } from "./values.ts";
import { lockVersion } from "./write.ts";

/** A lock file as it is read. */
export interface ReadLock {
  /** Undefined: it cannot be relied upon, for a reason that the diagnostics give. */
  readonly choices: Choices | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** The text as the diagnostics' positions count it. */
  readonly text: string;
  /** Undefined where there is no document. */
  readonly spanAt: ((place: Place) => Span) | undefined;
}

/** Reads a lock file, which may hold anything: whoever merges branches edits it by hand. */
export function readLock(file: string | Uint8Array | Bytes): ReadLock {
  const decoded = decode(
    typeof file === "string" ? file : bytesOf(file).slice(0, sizeLimit + 1),
    "lock file",
  );
  const { text } = decoded;
  const merge = mergeMark(text);
  if (merge !== undefined) {
    return { choices: undefined, diagnostics: [merge], text, spanAt: undefined };
  }
  const source = decoded.value === undefined ? undefined : read(decoded.value, "lock file");
  const found: Diagnostic[] = [...decoded.diagnostics, ...(source?.diagnostics ?? [])];
  if (source?.value === undefined) {
    return { choices: undefined, diagnostics: found, text, spanAt: undefined };
  }
  const { value, spanAt } = source.value;
  const choices = hasVersion(value, found) ? readChoices(value, found) : undefined;
  if (choices !== undefined && found.every(({ code }) => code === "NG0216")) {
    found.push(...contradictions(choices));
  }
  return { choices: found.length === 0 ? choices : undefined, diagnostics: found, text, spanAt };
}

/** That a merge of branches was left unfinished, which would only confuse a reader of YAML. */
export function mergeMark(text: string): Diagnostic | undefined {
  const mark = /^(?:<{7}|={7}|>{7})(?: .*)?$/m.exec(text);
  if (mark === null) return undefined;
  const span = { start: mark.index, end: mark.index + mark[0].length };
  const help = "keep one side of the merge, and let `netgen lock` add what is missing";
  return problem("NG0214", "a merge was begun here and not finished", { span }, { help });
}

/** Whether the file is of the version that this netgen reads; of another one, nothing else is said. */
export function hasVersion(value: unknown, found: Found): boolean {
  const isMapping = typeof value === "object" && value !== null && !Array.isArray(value);
  const written = isMapping && Object.hasOwn(value, "netgen_lock") ? Object.entries(value) : undefined;
  const version = written?.find(([key]) => key === "netgen_lock")?.[1];
  if (version === lockVersion) {
    return true;
  }
  if (written === undefined) {
    const help = "delete it, or move it away, to have everything picked again";
    found.push(problem("NG0215", "not a lock file of netgen: it has no `netgen_lock`", at([]), { help }));
    return false;
  }
  const message =
    typeof version === "number" || typeof version === "string"
      ? `the lock file is of version ${shown(String(version))}, and this netgen reads version ${lockVersion}`
      : `\`netgen_lock\` is the version of the lock file: ${lockVersion}`;
  found.push(problem("NG0215", message, at(["netgen_lock"])));
  return false;
}
