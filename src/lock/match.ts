import { formatAddress } from "../net/address.ts";
import type { LinkChoices, LinkEndChoices, SoughtEnd } from "./choices.ts";

/** A link that looks for its choices. */
export interface SoughtLink {
  readonly ends: readonly SoughtEnd[];
}

/**
 * Finds the choices of each link. Two containers may have several links, which nothing but what the plan gives of
 * them tells apart: those of which the same is given come first, in order; what finds none of its like takes what is
 * left between the two.
 */
export function matchLinks<T extends SoughtLink>(
  links: readonly T[],
  pinned: readonly LinkChoices[],
): ReadonlyMap<T, LinkChoices> {
  const found = new Map<T, LinkChoices>();
  const left = new Set(pinned);
  for (const keyOf of [givenOf, namesOf]) {
    const byKey = new Map<string, LinkChoices[]>();
    for (const choices of left) {
      const same = byKey.get(keyOf(choices)) ?? [];
      byKey.set(keyOf(choices), same);
      same.push(choices);
    }
    for (const link of links.filter((sought) => !found.has(sought))) {
      const choices = byKey.get(keyOf(link))?.shift();
      if (choices !== undefined) {
        found.set(link, choices);
        left.delete(choices);
      }
    }
  }
  return found;
}

/** The choices of the end that a container, or the host, has. */
export const endOf = (link: LinkChoices | undefined, name: string): LinkEndChoices | undefined =>
  link?.ends.find((end) => end.name === name);

const namesOf = ({ ends }: SoughtLink): string =>
  ends
    .map(({ name }) => name)
    .sort()
    .join("/");

/** All that the plan says of a link that can tell it from others, in whatever order its ends stand. */
const givenOf = ({ ends }: SoughtLink): string =>
  ends
    .map(({ name, given: { interfaceName, ipv4, ipv6, mac } }) =>
      JSON.stringify([name, interfaceName, ipv4 && formatAddress(ipv4), ipv6 && formatAddress(ipv6), mac]),
    )
    .sort()
    .join();
