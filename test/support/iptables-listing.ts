import { type Fate, type Hook, isIn, type Packet } from "./packets.ts";
import { outputOf, runAfterRestore } from "./tools.ts";

interface ListedRule {
  /** Options in their order, each with its value: `["-i", "front"]`. */
  readonly options: readonly (readonly [string, string])[];
}

/** Rules by table and chain: `filter FORWARD`. */
export type IptablesListing = ReadonlyMap<string, readonly ListedRule[]>;

/** Loads rules for `iptables-restore --noflush` into a kernel's new network, and reads what iptables-save says. */
export function loadIptables(rules: string, tool: "iptables" | "ip6tables" = "iptables"): IptablesListing {
  const listed = outputOf(runAfterRestore(tool, rules, `${tool}-save`));
  const chains = new Map<string, ListedRule[]>();
  let table = "";
  for (const line of listed.split("\n")) {
    const words = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");
    const [first = "", name = "", ...rest] = words;
    if (first.startsWith("*")) {
      table = first.slice(1);
    } else if (first.startsWith(":")) {
      if (!["ACCEPT", "-"].includes(name)) {
        throw new Error(`policy ${line}`);
      }
      chains.set(`${table} ${first.slice(1)}`, []);
    } else if (first === "-A") {
      chains.get(`${table} ${name}`)?.push({ options: pairsOf(rest) });
    }
  }
  return chains;
}

function pairsOf(words: readonly string[]): (readonly [string, string])[] {
  const [first, second, third, ...rest] = words;
  if (first === "!") return [[`! ${second}`, third ?? ""], ...pairsOf(rest)];
  if (words.includes("!")) {
    const at = words.indexOf("!");
    return [...pairsOf(words.slice(0, at)), ...pairsOf(words.slice(at))];
  }
  if (words.length % 2 !== 0) {
    throw new Error(`an option without a value: ${words.join(" ")}`);
  }
  return words.flatMap((word, index) => (index % 2 === 0 ? [[word, words[index + 1] ?? ""] as const] : []));
}

/** What the listed rules do with a packet; throws at an option or a target that it does not know. */
export function judgeIptables(listing: IptablesListing, hook: Hook, packet: Packet): Fate {
  return judgeChain(listing, hook === "forward" ? "filter" : "nat", hook.toUpperCase(), packet) ?? "pass";
}

/** Undefined: the packet goes back to the chain that it came from. */
function judgeChain(
  listing: IptablesListing,
  table: string,
  chain: string,
  packet: Packet,
): Fate | undefined {
  for (const { options } of listing.get(`${table} ${chain}`) ?? []) {
    if (!options.every(([option, value]) => holds(option, value, packet))) {
      continue;
    }
    const target = options.find(([option]) => option === "-j")?.[1] ?? "";
    switch (target) {
      case "RETURN":
        return undefined;
      case "DROP":
        return "drop";
      case "MASQUERADE":
        return "masquerade";
      case "SNAT":
        return `snat ${options.find(([option]) => option === "--to-source")?.[1]}`;
    }
    if (!listing.has(`${table} ${target}`)) {
      throw new Error(`a target that this test does not know: ${target}`);
    }
    const fate = judgeChain(listing, table, target, packet);
    if (fate !== undefined) {
      return fate;
    }
  }
  return undefined;
}

function holds(option: string, value: string, packet: Packet): boolean {
  switch (option) {
    case "-i":
      return packet.iifname === value;
    case "-o":
      return packet.oifname === value;
    case "-s":
      return isIn(packet.saddr, value);
    case "-d":
      return isIn(packet.daddr, value);
    case "--ctstate":
      if (value === "INVALID") return packet.invalid;
      if (value.split(",").toSorted().join() !== "ESTABLISHED,RELATED") {
        throw new Error(`states ${value}`);
      }
      return packet.established;
    case "-m":
    case "--comment":
    case "-j":
    case "--to-source":
      return true;
    default:
      throw new Error(`an option that this test does not know: ${option} ${value}`);
  }
}
