/** Text as man(7) macros. Each function gives whole lines that end in a line feed. */

/** The title line. Without a date, so that the page depends on its sources alone. */
export const title = (name: string, section: number, source: string): string =>
  `.TH ${name.toUpperCase()} ${section} "" ${quoted(source)}\n`;

export const heading = (text: string): string => `.SH ${quoted(text.toUpperCase())}\n`;

export const subheading = (text: string): string => `.SS ${quoted(text)}\n`;

export const paragraph = (text: string): string => `.PP\n${words(text)}\n`;

/** A term and what it means. Words in backticks are set in bold. */
export const entry = (term: string, ...texts: readonly string[]): string =>
  `.TP\n\\fB${escaped(term)}\\fR\n${texts.map(words).join("\n.br\n")}\n`;

/** Lines as they are, indented. */
export const verbatim = (lines: readonly string[]): string =>
  `.PP\n.RS 4\n.nf\n${lines.map((line) => protectedLine(escaped(line))).join("\n")}\n.fi\n.RE\n`;

/** Running text; a line for each sentence, as man pages have it. */
function words(text: string): string {
  return escaped(text.trim())
    .replace(/`([^`]*)`/g, "\\fB$1\\fR")
    .split(/\n|(?<=[.:;]) +(?=[A-Z`\\])/)
    .map(protectedLine)
    .join("\n");
}

/** Backslashes and hyphens mean something to roff; a typed "-" is to stay one. */
const escaped = (text: string): string => text.replaceAll("\\", "\\e").replaceAll("-", "\\-");

/** A line that begins with a control character would be a macro. */
const protectedLine = (line: string): string => (/^[.']/.test(line) ? `\\&${line}` : line);

const quoted = (text: string): string => `"${escaped(text).replaceAll('"', "\\(dq")}"`;
