/** A line of the plan part: its kind, its namespace ("" for the host's), and its words by keyword. */
export type PlanLine = Readonly<Record<string, string>>;

/** Lines that are more than words by keyword: what stands behind the kind is one text. */
const texts = ["hostname", "hosts", "nameserver", "search", "options", "port", "require addr", "user-rules"];

/** Reads a line as the engine does: up to its comment, with the namespace in brackets in front. */
export function readPlanLine(line: string): PlanLine {
  const [, ns = "", text = ""] = /^(?:\[([^\]]*)\] )?(.*?)(?: # .*)?$/.exec(line) ?? [];
  const kind = texts.find((word) => text.startsWith(`${word} `));
  if (kind !== undefined) {
    return { kind, ns, rest: text.slice(kind.length + 1) };
  }
  const words = text.split(" ");
  const [first = "", second = "", third = "", fourth = ""] = words;
  const named = { kind: `${first} ${second}`, ns };
  switch (first) {
    case "netns":
      return { ...named, name: third, ...(second === "attach" ? { from: fourth } : {}) };
    case "sysctl": {
      const [, key = "", value = ""] = /^sysctl -w ([^=]+)=(.*)$/.exec(text) ?? [];
      return { ...named, key: key.includes("/") ? key : key.replaceAll(".", "/"), value };
    }
    case "addr":
      return { ...named, address: third, ...pairsOf(words.slice(3)) };
    case "route": {
      const typed = /^(?:blackhole|unreachable)$/.test(third);
      const [to = "", ...rest] = words.slice(typed ? 3 : 2);
      return { ...named, type: typed ? third : "unicast", to, ...pairsOf(rest) };
    }
    default:
      return { ...named, ...pairsOf(words.slice(2)) };
  }
}

/** Keywords with their values; behind `peer` they are the peer's. `up` and `nodad` have none. */
function pairsOf(words: readonly string[]): PlanLine {
  const pairs: Record<string, string> = {};
  let side = "";
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? "";
    if (word === "peer") side = "peer ";
    else if (word === "up" || word === "nodad") pairs[word] = word;
    else pairs[side + word] = words[++index] ?? "";
  }
  return pairs;
}
