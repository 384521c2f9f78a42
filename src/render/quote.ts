/**
 * Quoting, one function per target language. Values of a plan are checked long before; a value that a language
 * cannot hold at all is a bug of netgen when it comes this far, and stops the rendering.
 */

/** A word of sh: in single quotes, which hold everything but themselves (POSIX, 2.2.2). */
export const quoteShell = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/**
 * A word of `ip -batch`, iptables-restore or a line of the plan. ip cuts a line at `#` even inside quotes
 * (iproute2, lib/utils.c, getcmdline), so only words that need no quotes are let through; none that begins with
 * `-`, which would be an option.
 */
export function plainWord(text: string): string {
  if (!/^[A-Za-z0-9_.,:/@=+%][A-Za-z0-9_.,:/@=+%-]*$/.test(text)) {
    throw new Error(`not a plain word: ${JSON.stringify(text)}`);
  }
  return text;
}

/** The rest of a line of the plan, up to its comment: words with single spaces between them; no control characters. */
export function plainValue(text: string): string {
  if (/[#\p{Cc}]/u.test(text)) {
    throw new Error(`control character or # in ${JSON.stringify(text)}`);
  }
  return text;
}

/** Lines that a template made already: the only control character is the end of a line. */
export function renderedLines(text: string): string {
  if (/\p{Cc}/u.test(text.replaceAll("\n", ""))) {
    throw new Error(`control character in ${JSON.stringify(text)}`);
  }
  return text;
}

/** What stands behind a `#`: one line, no control characters, no end of a here-document, in the order it is read. */
export const commentText = (text: string): string =>
  text.replaceAll(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu, " ");

/**
 * nftables has no escape inside of quotes, comments of at most 128 bytes (NFTNL_UDATA_COMMENT_MAXLEN), and takes a
 * name that ends in `*` for every interface that begins so, even in quotes.
 */
export function quoteNft(text: string): string {
  if (/["\\*\p{Cc}]/u.test(text) || Buffer.byteLength(text) > 127) {
    throw new Error(`nftables cannot hold ${JSON.stringify(text)}`);
  }
  return `"${text}"`;
}

/**
 * Words of a line of hosts(5) or resolv.conf(5), which know no quotes: names, addresses, and options such as
 * `ndots:2`. A `.` alone stands for no search domain.
 */
export function resolverWords(text: string): string {
  if (!/^(?:[A-Za-z0-9_.:-]+(?: [A-Za-z0-9_.:-]+)*)?$/.test(text)) {
    throw new Error(`not words of a resolver's file: ${JSON.stringify(text)}`);
  }
  return text;
}

/**
 * A string of BIRD 2, which has no escapes: anything but a double quote and the end of a line (conf/cf-lex.l); control
 * characters are kept out for whoever reads it.
 */
export function quoteBird(text: string): string {
  if (/["\p{Cc}]/u.test(text)) {
    throw new Error(`BIRD cannot hold ${JSON.stringify(text)}`);
  }
  return `"${text}"`;
}
