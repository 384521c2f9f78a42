/** A value of a file for a message: as it stands, or quoted and cut where it is not plain and short. */
export function shown(text: string): string {
  const cut = text.length > 64 ? `${text.slice(0, 60)}…` : text;
  if (/^[!-~]+…?$/.test(cut)) {
    return cut;
  }
  return JSON.stringify(cut).replace(/[\p{Cc}\u2028\u2029]/gu, escaped);
}

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
