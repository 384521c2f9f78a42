import type { Path, Span } from "../diagnostics/diagnostic.ts";
import type { Source } from "./read.ts";

/**
 * A plan's text as it may be shown: what stands at these paths cannot be read, and every line keeps its place and
 * length.
 */
export const masked = (text: string, { value, spanAt }: Source, secrets: readonly Path[]): string =>
  secrets
    .filter((path) => holds(value, path))
    .reduce((shown, path) => covered(shown, spanAt({ path, part: "value" })), text);

const covered = (text: string, { start, end }: Span): string =>
  text.slice(0, start) + text.slice(start, end).replace(/[^\r\n]/g, "*") + text.slice(end);

const holds = (value: unknown, [key, ...rest]: Path): boolean =>
  key === undefined ||
  (typeof value === "object" &&
    value !== null &&
    Object.hasOwn(value, key) &&
    holds(Reflect.get(value, key), rest));

/** The same of a text that is no YAML: what follows a key `password` in its line. */
export const maskedLines = (text: string): string =>
  text.replace(
    /(\bpassword["']?[ \t]*:[ \t]*)(.*)/g,
    (_, key: string, value: string) => key + value.replace(/./g, "*"),
  );
