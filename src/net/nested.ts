import { compareAddresses } from "./address.ts";
import { containsCidr } from "./cidr.ts";
import type { Cidr } from "./ip.ts";

/**
 * Pairs of items whose prefixes overlap: each item with the narrowest earlier one that holds it; of equal prefixes
 * the earlier item holds the later. Prefixes overlap in no other way than that one holds the other. Takes time for
 * sorting, not for every pair.
 *
 * @returns pairs of holder and held
 */
export function nested<T>(items: readonly T[], cidrOf: (item: T) => Cidr): [T, T][] {
  const sorted = items
    .map((item, order) => ({ item, order, cidr: cidrOf(item) }))
    .sort(
      (a, b) =>
        compareAddresses(a.cidr.address, b.cidr.address) ||
        a.cidr.length - b.cidr.length ||
        a.order - b.order,
    );
  const holders: typeof sorted = [];
  return sorted.flatMap((next): [T, T][] => {
    for (
      let last = holders.at(-1);
      last !== undefined && !containsCidr(last.cidr, next.cidr);
      last = holders.at(-1)
    ) {
      holders.pop();
    }
    const holder = holders.at(-1);
    holders.push(next);
    return holder === undefined ? [] : [[holder.item, next.item]];
  });
}
