import type { Diagnostic, Outcome } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";

/** Longest plan, in bytes: 10,000 containers with everything spelled out take less than half of it. */
export const sizeLimit = 4 * 1024 * 1024;

/** What YAML 1.2 (5.1, c-printable) leaves out, and what turns the direction of a line around unseen. */
const unprintable = /(?![\t\n\r\u0085])\p{Cc}|[\ufffe\uffff\u202a-\u202e\u2066-\u2069]|\p{Cs}/u;

/** What a file is called in what is said about it. */
export type Noun = "plan" | "lock file";

/**
 * A plan's bytes as text, or why they are none. A string passes through the same checks.
 *
 * @returns the text in any case, so that a diagnostic can be shown; `value` only if it may be parsed
 */
export function decode(
  input: string | Uint8Array,
  noun: Noun = "plan",
): Outcome<string> & { readonly text: string } {
  const bytes = typeof input === "string" ? Buffer.from(input, "utf8") : input;
  if (bytes.byteLength > sizeLimit) {
    const text = lossy(bytes.subarray(0, 200));
    const message = `the ${noun} is larger than ${sizeLimit / 1024 / 1024} MiB`;
    return {
      value: undefined,
      text,
      diagnostics: [problem("NG0105", message, { span: { start: 0, end: 0 } })],
    };
  }
  const text = typeof input === "string" ? input : lossy(bytes);
  const found = notText(bytes, text, noun);
  return found === undefined
    ? { value: text, text, diagnostics: [] }
    : { value: undefined, text, diagnostics: [found] };
}

function notText(bytes: Uint8Array, text: string, noun: Noun): Diagnostic | undefined {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    const help = "save it as UTF-8, or: iconv -f UTF-16 -t UTF-8";
    return problem("NG0101", `the ${noun} is UTF-16 text; it has to be UTF-8`, span(0, 1), { help });
  }
  const invalid = firstInvalid(bytes, text);
  if (invalid !== undefined) {
    return problem(
      "NG0101",
      `the ${noun} is not UTF-8 text: byte ${invalid.byte} does not begin a character`,
      span(invalid.start, 1),
    );
  }
  const control = unprintable.exec(text);
  if (control !== null) {
    const code = control[0].codePointAt(0) ?? 0;
    const name = `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
    return problem(
      "NG0101",
      `the ${noun} is not plain text: it contains the control character ${name}`,
      span(control.index, 1),
    );
  }
  if (text.startsWith("\ufeff")) {
    const help = "save it as UTF-8 without a mark, or: sed -i '1s/^\\xEF\\xBB\\xBF//'";
    return problem("NG0114", `the ${noun} begins with a byte order mark`, span(0, 1), { help });
  }
  const carriageReturn = text.indexOf("\r");
  if (carriageReturn >= 0) {
    const help = "save it with line feeds only, or: sed -i 's/\\r$//'";
    return problem(
      "NG0114",
      `the ${noun} holds carriage returns (Windows line ends)`,
      span(carriageReturn, 1),
      {
        help,
      },
    );
  }
  return undefined;
}

/** The first place where decoding put a replacement character that the bytes do not hold. */
function firstInvalid(bytes: Uint8Array, text: string): { byte: number; start: number } | undefined {
  let start = text.indexOf("\ufffd");
  let byte = 0;
  let counted = 0;
  while (start >= 0) {
    byte += Buffer.byteLength(text.slice(counted, start), "utf8");
    if (!(bytes[byte] === 0xef && bytes[byte + 1] === 0xbf && bytes[byte + 2] === 0xbd))
      return { byte, start };
    byte += 3;
    counted = start + 1;
    start = text.indexOf("\ufffd", counted);
  }
  return undefined;
}

function lossy(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}

function span(start: number, length: number) {
  return { span: { start, end: start + length } };
}
