/** Numbers that look random and are the same for the same seed: in [0, 1). */
export type Random = () => number;

/** Mulberry32, a generator of one 32-bit word of state. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** One of several things; there must be one. */
export function pick<T>(random: Random, among: readonly T[]): T {
  return among[Math.floor(random() * among.length)] as T;
}
