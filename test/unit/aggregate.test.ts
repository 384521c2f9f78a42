import fc from "fast-check";
import { expect, test } from "vitest";
import { coveringPatterns, exactPatterns, type PrefixPattern } from "../../src/net/aggregate.ts";
import { containsCidr, formatCidr, subnetOf } from "../../src/net/cidr.ts";
import type { Cidr } from "../../src/net/ip.ts";

/** Prefixes of /24 to /32 in 10.0.0.0/22, so that many of them are neighbours or the same. */
const prefix = fc
  .tuple(fc.nat(1023), fc.integer({ min: 24, max: 32 }))
  .map(([place, length]) =>
    subnetOf({ address: { family: "ipv4", value: (10n << 24n) + BigInt(place) }, length }),
  );
const prefixes = fc.array(prefix, { minLength: 1, maxLength: 60 });

const matches = ({ within, from, to }: PrefixPattern, cidr: Cidr): boolean =>
  containsCidr(within, cidr) && from <= cidr.length && cidr.length <= to;

test("exact patterns match these prefixes, each once, and no others", () => {
  const all = Array.from({ length: 9 }, (_, index) => 24 + index).flatMap((length) =>
    Array.from({ length: 1 << (length - 22) }, (_, place): Cidr => {
      const value = (10n << 24n) + (BigInt(place) << BigInt(32 - length));
      return { address: { family: "ipv4", value }, length };
    }),
  );
  fc.assert(
    fc.property(prefixes, (given) => {
      const patterns = exactPatterns(given);
      const texts = new Set(given.map(formatCidr));
      return all.every((cidr) => {
        const count = patterns.filter((pattern) => matches(pattern, cidr)).length;
        return count === (texts.has(formatCidr(cidr)) ? 1 : 0);
      });
    }),
  );
});

test("covering patterns match these prefixes, and are no more than asked", () => {
  fc.assert(
    fc.property(prefixes, fc.integer({ min: 1, max: 8 }), (given, most) => {
      const patterns = coveringPatterns(given, most);
      return (
        patterns.length <= most && given.every((cidr) => patterns.some((pattern) => matches(pattern, cidr)))
      );
    }),
  );
});

test("what is far apart stays apart", () => {
  const cidr = (value: bigint): Cidr => ({ address: { family: "ipv4", value }, length: 24 });
  const near = [0x0a000000n, 0x0a000200n, 0x0a000400n].map(cidr);
  const patterns = coveringPatterns([...near, cidr(0xc0000200n)], 2);
  expect(patterns.map(({ within, from, to }) => `${formatCidr(within)} ${from} ${to}`)).toEqual([
    "10.0.0.0/21 24 24",
    "192.0.2.0/24 24 24",
  ]);
});
