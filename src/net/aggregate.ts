import { formatCidr } from "./cidr.ts";
import { bitsOf, type Cidr } from "./ip.ts";

/** Prefixes of the lengths `from` to `to` that lie in `within`. */
export interface PrefixPattern {
  readonly within: Cidr;
  readonly from: number;
  readonly to: number;
}

/** Neighbours of one length join, so that the patterns match these prefixes and no others. All are of one family. */
export function exactPatterns(prefixes: readonly Cidr[]): readonly PrefixPattern[] {
  const joined: PrefixPattern[] = [];
  for (const { address, length } of inOrder(prefixes)) {
    let within: Cidr = { address, length };
    for (let last = joined.at(-1); last && areHalves(last, within, length); last = joined.at(-1)) {
      within = { address: last.within.address, length: last.within.length - 1 };
      joined.pop();
    }
    const before = joined.at(-1);
    if (before === undefined || before.from !== length || formatCidr(before.within) !== formatCidr(within)) {
      joined.push({ within, from: length, to: length });
    }
  }
  return joined;
}

const inOrder = (prefixes: readonly Cidr[]): readonly Cidr[] =>
  prefixes.toSorted(
    (a, b) =>
      a.length - b.length ||
      (a.address.value < b.address.value ? -1 : Number(a.address.value > b.address.value)),
  );

/** Whether the two are the lower and the upper half of one prefix. */
function areHalves({ within: lower, from }: PrefixPattern, upper: Cidr, length: number): boolean {
  if (from !== length || lower.length !== upper.length || upper.length === 0) return false;
  const size = 1n << BigInt(bitsOf(upper.address.family) - upper.length);
  return upper.address.value === lower.address.value + size && (lower.address.value & size) === 0n;
}

/**
 * At most so many patterns that match all of these prefixes; where they are more, parts of the address space between
 * them, too, where the gaps are smallest. All are of one family.
 */
export function coveringPatterns(prefixes: readonly Cidr[], most: number): readonly PrefixPattern[] {
  const exact = exactPatterns(prefixes);
  if (exact.length <= most) return exact;
  const sorted = exact.toSorted((a, b) =>
    a.within.address.value < b.within.address.value
      ? -1
      : Number(a.within.address.value > b.within.address.value),
  );
  // The widest gaps stay: they are where neighbours have the fewest bits in common.
  const cuts = new Set(
    sorted
      .slice(1)
      .map((pattern, index) => ({ at: index + 1, bits: commonBits(sorted[index] ?? pattern, pattern) }))
      .sort((a, b) => a.bits - b.bits)
      .slice(0, most - 1)
      .map(({ at }) => at),
  );
  const covers: PrefixPattern[] = [];
  sorted.forEach((pattern, index) => {
    const last = covers.at(-1);
    if (last === undefined || cuts.has(index)) covers.push(pattern);
    else covers[covers.length - 1] = coverOf(last, pattern);
  });
  return covers;
}

function commonBits({ within: a }: PrefixPattern, { within: b }: PrefixPattern): number {
  const differing = (a.address.value ^ b.address.value).toString(2);
  const common = differing === "0" ? bitsOf(a.address.family) : bitsOf(a.address.family) - differing.length;
  return Math.min(common, a.length, b.length);
}

function coverOf(a: PrefixPattern, b: PrefixPattern): PrefixPattern {
  const { family, value } = a.within.address;
  const length = commonBits(a, b);
  const host = BigInt(bitsOf(family) - length);
  return {
    within: { address: { family, value: (value >> host) << host }, length },
    from: Math.min(a.from, b.from),
    to: Math.max(a.to, b.to),
  };
}
