import { containsCidr, lastAddress, overlaps } from "./cidr.ts";
import { bitsOf, type Cidr } from "./ip.ts";

/** Prefixes of one length that are cut out of another, lowest first. */
export interface Carver {
  /** The lowest prefix that is left; undefined when none is. */
  readonly next: () => Cidr | undefined;
  /** How many there were to begin with. */
  readonly capacity: bigint;
}

/**
 * Cuts prefixes out of `whole`, passing over those that overlap one that is taken. Takes time for what is cut and for
 * what is taken, never for the size of the prefix.
 *
 * @param length in bits, at least that of `whole`
 * @param taken prefixes anywhere; they may overlap each other
 */
export function carver(whole: Cidr, length: number, taken: readonly Cidr[]): Carver {
  const step = 1n << BigInt(bitsOf(whole.address.family) - length);
  const blocks = taken
    .filter((cidr) => overlaps(whole, cidr))
    .map((cidr) => ({ first: cidr.address.value / step, last: lastAddress(cidr).value / step }))
    .sort((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0));
  const [start, end] = [whole.address.value / step, lastAddress(whole).value / step];
  let block = 0;
  let index = start;
  const next = (): Cidr | undefined => {
    for (let seen = blocks[block]; seen !== undefined && seen.first <= index; seen = blocks[++block]) {
      index = index > seen.last ? index : seen.last + 1n;
    }
    if (index > end) return undefined;
    const value = index++ * step;
    return { address: { family: whole.address.family, value }, length };
  };
  const full = taken.some((cidr) => containsCidr(cidr, whole));
  return { next, capacity: full ? 0n : end - start + 1n - blocked(blocks, start) };
}

/** How many numbers the sorted blocks hold, each once. */
function blocked(
  blocks: readonly { readonly first: bigint; readonly last: bigint }[],
  start: bigint,
): bigint {
  let sum = 0n;
  let free = start;
  for (const { first, last } of blocks) {
    const from = first > free ? first : free;
    if (last >= from) {
      sum += last - from + 1n;
      free = last + 1n;
    }
  }
  return sum;
}
