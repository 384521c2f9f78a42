import type { Field, Match, Ruleset } from "../../src/ir/program.ts";

/** What the rules can ask of a forwarded packet, by the names that the IR has for it. */
export interface Packet {
  /** An IPv6 packet has no addresses that rules of these tests ask for. */
  readonly family: "ipv4" | "ipv6";
  readonly iifname: string;
  readonly oifname: string;
  readonly saddr: string;
  readonly daddr: string;
  /** Whether it belongs to a connection that is known. */
  readonly established: boolean;
  /** Whether connection tracking cannot place it; then it is not established. */
  readonly invalid: boolean;
}

export type Hook = "forward" | "postrouting";

/** What becomes of a packet at a hook: `pass` goes on as it is, `snat ADDRESS` with another source. */
export type Fate = "pass" | "drop" | "masquerade" | `snat ${string}`;

/** An IPv4 address as a number. */
export const numberOf = (address: string): number =>
  address.split(".").reduce((value, octet) => value * 256 + Number(octet), 0);

export const addressOf = (value: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join(".");

/** Whether an address is the one meant, or in the prefix that is. */
export function isIn(address: string, cidr: string): boolean {
  const [base = "", length = "32"] = cidr.split("/");
  const size = 2 ** (32 - Number(length));
  return Math.floor(numberOf(address) / size) === Math.floor(numberOf(base) / size);
}

/** Whether a packet's value is that of a set's key. */
export const equals = (value: string, key: string): boolean =>
  /^\d+\.\d+\.\d+\.\d+$/.test(value) && /^[\d./]+$/.test(key) ? isIn(value, key) : value === key;

/** What the ruleset says of a packet, read as src/ir/program.ts explains it. */
export function judge({ sets, chains }: Ruleset, hook: Hook, packet: Packet): Fate {
  const elementsOf = (name: string) => {
    const set = sets.find((set) => set.name === name);
    if (set === undefined) {
      throw new Error(`no set ${name}`);
    }
    return set.elements;
  };
  const valueIn = (field: Field): string => {
    if (field === "protocol" || field === "dport") {
      throw new Error(`a packet of these tests has no ${field}`);
    }
    return packet[field];
  };
  const holds = (match: Match): boolean => {
    switch (match.kind) {
      case "established":
        return packet.established;
      case "invalid":
        return packet.invalid;
      case "ipv4":
      case "ipv6":
        return packet.family === match.kind;
      case "not-in":
        return !holds({ ...match, kind: "in" });
      case "in":
        return elementsOf(match.set).some(({ key }) =>
          match.fields.every((field, index) => equals(valueIn(field), key[index] ?? "")),
        );
      default:
        throw new Error(`a packet of these tests does not know whether it is ${match.kind}`);
    }
  };
  for (const { matches, verdict } of chains
    .filter((chain) => chain.hook === hook)
    .flatMap(({ rules }) => rules)) {
    if (!matches.every(holds)) {
      continue;
    }
    if (verdict.kind === "dnat") {
      throw new Error("destinations are not translated at these hooks");
    }
    if (verdict.kind === "clamp-mss") continue;
    if (verdict.kind !== "snat") {
      return verdict.kind === "accept" ? "pass" : verdict.kind;
    }
    const source = valueIn(verdict.field);
    const found = elementsOf(verdict.map).find(({ key }) => equals(source, key[0] ?? ""));
    if (found !== undefined && "value" in found && Array.isArray(found.value)) {
      return `snat ${found.value.join(" ")}`;
    }
  }
  return "pass";
}

/** A hundred packets of the sorts that the ruleset tells apart, and of some that it must not: other names, neighbours. */
export function packetsFor({ sets }: Ruleset, seed: number): Packet[] {
  const keys = [...new Set(sets.flatMap(({ elements }) => elements.flatMap(({ key }) => key)))];
  const names = keys.filter((key) => !/^[\d./]+$/.test(key));
  const interfaces = ["uplink", ...names, ...names, ...names.map((name) => `${name}x`)];
  const addresses = ["8.8.8.8", ...keys.filter((key) => /^\d+\./.test(key)).flatMap(aroundOf)];
  let state = seed;
  const pick = <T>(pool: readonly T[]): T => {
    // Numerical Recipes' generator; its high bits are the better ones.
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return pool[(state >>> 8) % pool.length] as T;
  };
  return Array.from({ length: 100 }, () => {
    const state = pick(["new", "new", "new", "established", "invalid"]);
    return {
      family: "ipv4",
      iifname: pick(interfaces),
      oifname: pick(interfaces),
      saddr: pick(addresses),
      daddr: pick(addresses),
      established: state === "established",
      invalid: state === "invalid",
    };
  });
}

/** The ends of a prefix, and its neighbours. */
function aroundOf(cidr: string): string[] {
  const [base = "", length = "32"] = cidr.split("/");
  const first = numberOf(base);
  const last = first + 2 ** (32 - Number(length)) - 1;
  return [first, last, first - 1, last + 1].map(addressOf);
}
