import type { LinkChoices, LinkEndChoices } from "./choices.ts";

/** A link that looks for its choices. Of an end, what is undefined may be anything. */
export interface SoughtLink {
  readonly ends: readonly LinkEndChoices[];
}

/**
 * Finds the choices of each link. Two containers may have several links, which nothing but their contents tells
 * apart: those of which most is given look first; what fits nothing takes what is left between the two, in order.
 */
export function matchLinks<T extends SoughtLink>(
  links: readonly T[],
  pinned: readonly LinkChoices[],
): ReadonlyMap<T, LinkChoices> {
  const left = new Map<string, LinkChoices[]>();
  for (const choices of pinned) {
    const same = left.get(namesOf(choices)) ?? [];
    left.set(namesOf(choices), same);
    same.push(choices);
  }
  const found = new Map<T, LinkChoices>();
  const takeFirst = (link: T, suits: (choices: LinkChoices) => boolean) => {
    const candidates = left.get(namesOf(link)) ?? [];
    const index = candidates.findIndex(suits);
    const [choices] = index < 0 ? [] : candidates.splice(index, 1);
    if (choices !== undefined) {
      found.set(link, choices);
    }
  };
  for (const link of links.toSorted((a, b) => givenIn(b) - givenIn(a))) {
    takeFirst(link, (choices) => fits(link, choices));
  }
  for (const link of links.filter((link) => !found.has(link))) {
    takeFirst(link, () => true);
  }
  return found;
}

/** The choices of the end that a container, or the host, has. */
export const endOf = (link: LinkChoices | undefined, name: string): LinkEndChoices | undefined =>
  link?.ends.find((end) => end.name === name);

/** The names of a link's ends, as one word. */
export const namesOf = ({ ends }: SoughtLink): string =>
  ends
    .map(({ name }) => name)
    .sort()
    .join("/");

const fits = (link: SoughtLink, choices: LinkChoices): boolean =>
  link.ends.every(({ name, interfaceName, mac }) => {
    const end = endOf(choices, name);
    return (
      end !== undefined &&
      (interfaceName === undefined || interfaceName === end.interfaceName) &&
      (mac === undefined || mac === end.mac)
    );
  });

const givenIn = ({ ends }: SoughtLink): number =>
  ends.reduce((sum, { interfaceName, mac }) => sum + (interfaceName ? 1 : 0) + (mac ? 1 : 0), 0);
