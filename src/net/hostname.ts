/**
 * Whether a text can stand for a host in /etc/hosts: words of letters, digits, _ and - with a letter or digit at both
 * ends, 63 characters each and 253 in all, dots between them (RFC 1123, 2.1; _ as Docker and many resolvers take it).
 * What reads as a number at its end would be taken for an address (RFC 3696, 2).
 */
export function isHostname(text: string): boolean {
  const words = text.split(".");
  return (
    text.length <= 253 &&
    words.every((word) => /^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9])?$/.test(word)) &&
    !(words.length > 1 && /^(?:\d+|0x[0-9a-f]*)$/i.test(words.at(-1) ?? ""))
  );
}
