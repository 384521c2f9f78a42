/** What is open at a spot of a YAML text. */
export interface Open {
  /** Brackets that are not closed yet, the innermost last. */
  readonly brackets: readonly { readonly bracket: string; readonly offset: number }[];
  /** The first quote that is not closed on its own line; hardly any plan has a quoted text of several lines. */
  readonly quote: number | undefined;
}

/** Looks at a text up to a spot: brackets and quotes count where YAML would take them for such. */
export function openAt(text: string, end: number): Open {
  const brackets: { bracket: string; offset: number }[] = [];
  let quote: number | undefined;
  // Whether a value or a key may begin here.
  let fresh = true;
  for (let offset = 0; offset < end; offset++) {
    const character = text[offset] ?? "";
    const before = text[offset - 1] ?? "\n";
    if (character === "\n") fresh = true;
    else if (character === " ") fresh ||= before === ":" || (before === "-" && isDash(text, offset - 1));
    else if (character === "#" && /\s/.test(before)) offset = lineEnd(text, offset) - 1;
    else if (fresh && (character === '"' || character === "'")) {
      const close = closingQuote(text, offset);
      if (close === undefined) {
        quote ??= offset;
        offset = lineEnd(text, offset) - 1;
      } else offset = close;
      fresh = false;
    } else if ("[{".includes(character) && (fresh || brackets.length > 0)) {
      brackets.push({ bracket: character, offset });
      fresh = true;
    } else if ("]}".includes(character) && brackets.length > 0) {
      brackets.pop();
      fresh = false;
    } else fresh = character === "," && brackets.length > 0;
  }
  return { brackets, quote };
}

/** Whether a dash is that of a list's item. */
const isDash = (text: string, offset: number): boolean =>
  /^[ \t]*(?:- +)*$/.test(text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset));

const lineEnd = (text: string, offset: number): number => {
  const end = text.indexOf("\n", offset);
  return end < 0 ? text.length : end;
};

/** The quote on the same line that closes the one at `offset`. */
function closingQuote(text: string, offset: number): number | undefined {
  const form = text[offset] === '"' ? /"(?:[^"\\\n]|\\.)*"/y : /'(?:[^'\n]|'')*'(?!')/y;
  form.lastIndex = offset;
  const length = form.exec(text)?.[0].length;
  return length === undefined ? undefined : offset + length - 1;
}
