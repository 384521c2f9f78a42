import { faulty, type Parsed, parsed } from "./ip.ts";

/** Transport protocols that have ports (RFC 9293, 768, 9260). */
export const protocols = ["tcp", "udp", "sctp"] as const;

export type Protocol = (typeof protocols)[number];

/** Ports `first` to `last`, both included. */
export interface PortRange {
  readonly first: number;
  readonly last: number;
}

/** Why a text is not a port or a range of ports. */
export type PortFault = "syntax" | "bounds" | "reversed";

/** Reads `80` or `3000-3005`: decimal, 1 to 65535, no leading zeros. */
export function parsePorts(text: string): Parsed<PortRange, PortFault> {
  const [, first = "", last = first] = /^([1-9]\d*|0)(?:-([1-9]\d*|0))?$/.exec(text) ?? [];
  if (first === "") {
    return faulty("syntax");
  }
  const range = { first: Number(first), last: Number(last) };
  if (Math.min(range.first, range.last) < 1 || Math.max(range.first, range.last) > 65535) {
    return faulty("bounds");
  }
  return range.first > range.last ? faulty("reversed") : parsed(range);
}

/** `80`, or `3000-3005`. */
export const formatPorts = ({ first, last }: PortRange): string =>
  first === last ? String(first) : `${first}-${last}`;

/** How many ports the range holds. */
export const countPorts = ({ first, last }: PortRange): number => last - first + 1;

/** The ports of a range, lowest first. */
export const eachPort = ({ first, last }: PortRange): number[] =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);

/** The same ports in ranges that do not overlap, lowest first. */
export function unitedPorts(ranges: readonly PortRange[]): readonly PortRange[] {
  const united: PortRange[] = [];
  for (const range of ranges.toSorted((a, b) => a.first - b.first)) {
    const last = united.at(-1);
    if (last !== undefined && range.first <= last.last) {
      united[united.length - 1] = { first: last.first, last: Math.max(last.last, range.last) };
    } else {
      united.push(range);
    }
  }
  return united;
}
