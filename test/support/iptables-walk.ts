import { BlockList, isIPv6 } from "node:net";
import { outputOf, runAfterRestore } from "./tools.ts";

/** A new connection's first packet, as the host meets it and as it is once its destination is translated. */
export interface Opening {
  readonly iifname: string;
  readonly oifname: string;
  readonly saddr: string;
  readonly daddr: string;
  readonly protocol: "tcp" | "udp" | "sctp";
  readonly dport: number;
  /** Whether `daddr` is the host's. */
  readonly toHost: boolean;
}

export interface Walk {
  /** Rules of chains whose names begin with the prefix that the packet was compared with. */
  readonly rules: number;
  readonly fate: "pass" | "drop";
  /** Where it goes in the end: `10.1.0.2:80`. */
  readonly destination: string;
}

type Words = readonly (readonly [option: string, value: string, inverted: boolean])[];
type Listing = ReadonlyMap<string, readonly Words[]>;

/** Loads rules for `iptables-restore --noflush` into a new network, and reads iptables-save; of IPv6 with its tools. */
export function listIptables(rules: string, tool: "iptables" | "ip6tables" = "iptables"): Listing {
  const listed = outputOf(runAfterRestore(tool, rules, `${tool}-save`));
  const chains = new Map<string, Words[]>();
  let table = "";
  for (const line of listed.split("\n")) {
    const words = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");
    const [first = "", chain = "", ...rest] = words;
    if (first.startsWith("*")) {
      table = first.slice(1);
    } else if (first === "-A") {
      const key = `${table} ${chain}`;
      chains.set(key, [...(chains.get(key) ?? []), pairsOf(rest)]);
    }
  }
  return chains;
}

function pairsOf(words: readonly string[]): Words {
  const [first, second, third, ...rest] = words;
  if (first === undefined) {
    return [];
  }
  return first === "!"
    ? [[second ?? "", third ?? "", true], ...pairsOf(rest)]
    : [[first, second ?? "", false], ...pairsOf(words.slice(2))];
}

/** Takes a packet through the tables as the kernel does, from prerouting to postrouting, and counts. */
export function walkForwarded(listing: Listing, prefix: string, opening: Opening): Walk {
  let packet = { ...opening, translated: false };
  let rules = 0;

  /** The verdict of a chain; undefined: back to where it was called from. */
  const walk = (table: string, chain: string): "pass" | "drop" | undefined => {
    for (const words of listing.get(`${table} ${chain}`) ?? []) {
      rules += chain.startsWith(prefix) ? 1 : 0;
      if (!words.every(([option, value, inverted]) => holds(option, value, packet) !== inverted)) {
        continue;
      }
      const named = (name: string) => words.find(([option]) => option === name)?.[1];
      const to = named("-g") ?? named("-j") ?? "";
      if (to === "DNAT") {
        packet = { ...packet, ...translated(named("--to-destination") ?? "", packet), translated: true };
        return "pass";
      }
      if (["RETURN", "DROP", "MASQUERADE", "SNAT"].includes(to)) {
        return to === "RETURN" ? undefined : to === "DROP" ? "drop" : "pass";
      }
      const fate = walk(table, to);
      if (fate !== undefined || named("-g") !== undefined) {
        return fate;
      }
    }
    return undefined;
  };

  const hooks = [
    ["raw", "PREROUTING"],
    ["mangle", "PREROUTING"],
    ["nat", "PREROUTING"],
    ["filter", "FORWARD"],
    ["nat", "POSTROUTING"],
  ] as const;
  const dropped = hooks.some(([table, chain]) => walk(table, chain) === "drop");
  return { rules, fate: dropped ? "drop" : "pass", destination: `${packet.daddr}:${packet.dport}` };
}

/** `10.1.0.2:80`, `[fd00::2]:80`, `10.1.0.2`, or a range and where counting begins: `10.1.0.2:7000-7003/9000`. */
function translated(to: string, { dport }: Opening): Pick<Opening, "daddr" | "dport"> {
  const [, ipv6, ipv4, ports = ""] = /^(?:\[(.+)\]|([^:]+)):?(.*)$/.exec(to) ?? [];
  const daddr = ipv6 ?? ipv4 ?? "";
  const [range = "", base] = ports.split("/");
  const [first = ""] = range.split("-");
  const port = ports === "" ? dport : Number(first) + (base === undefined ? 0 : dport - Number(base));
  return { daddr, dport: port };
}

/** Whether an address is the one meant, or in the prefix that is; Node's own reading of both. */
function isIn(address: string, cidr: string): boolean {
  const [base = "", length] = cidr.split("/");
  const family = isIPv6(base) ? "ipv6" : "ipv4";
  const list = new BlockList();
  list.addSubnet(base, Number(length ?? (family === "ipv6" ? 128 : 32)), family);
  return list.check(address, isIPv6(address) ? "ipv6" : "ipv4");
}

function holds(option: string, value: string, packet: Opening & { readonly translated: boolean }): boolean {
  switch (option) {
    case "-i":
      return packet.iifname === value;
    case "-o":
      return packet.oifname === value;
    case "-s":
      return isIn(packet.saddr, value);
    case "-d":
      return isIn(packet.daddr, value);
    case "-p":
      return packet.protocol === value;
    case "--dport": {
      const [first = "", last = first] = value.split(":");
      return Number(first) <= packet.dport && packet.dport <= Number(last);
    }
    case "--dst-type":
      return packet.toHost;
    case "--ctstate":
      return value === "DNAT" ? packet.translated : false;
    case "-m":
    case "-j":
    case "-g":
    case "--comment":
    case "--to-source":
    case "--to-destination":
    case "--to-ports":
      return true;
    default:
      throw new Error(`an option that this test does not know: ${option} ${value}`);
  }
}
