import type { Path } from "../diagnostics/diagnostic.ts";
import type { Choices, LinkChoices } from "./choices.ts";
import { type Leaf, leavesOf } from "./leaves.ts";
import { matchLinks } from "./match.ts";

/** A choice that only one side has. */
export interface OneSided extends Leaf {
  /** How many steps of its name lead to what the other side lacks altogether: an entry, or just this choice of it. */
  readonly depth: number;
}

/** How today's choices differ from those of a lock file. */
export interface Differences {
  /** Made, and not pinned; one of each entry. */
  readonly added: readonly OneSided[];
  readonly changed: readonly { readonly before: Leaf; readonly now: Leaf }[];
  /** Pinned, and no longer made; one of each entry. */
  readonly gone: readonly OneSided[];
}

/**
 * Compares the choices of a lock file with those that are made today.
 *
 * @param base where the choices stand in the lock file: of a cluster, below their host
 */
export function compareChoices(pinned: Choices, now: Choices, base: Path = []): Differences {
  const numbers = numberLinks(pinned, now);
  const before = byName(leavesOf(pinned, numbers, base));
  const after = byName(leavesOf(now, numbers, base));
  return {
    added: missing(after, before),
    changed: [...before].flatMap(([name, leaf]) => {
      const other = after.get(name);
      return other === undefined || other.value === leaf.value ? [] : [{ before: leaf, now: other }];
    }),
    gone: missing(before, after),
  };
}

/** One number for the same link of both: its place among today's. */
function numberLinks(pinned: Choices, now: Choices): ReadonlyMap<LinkChoices, number> {
  const matched = matchLinks(now.links, pinned.links);
  const numbers = new Map<LinkChoices, number>();
  for (const [index, link] of now.links.entries()) {
    numbers.set(link, index);
    const other = matched.get(link);
    if (other !== undefined) {
      numbers.set(other, index);
    }
  }
  for (const [index, link] of pinned.links.entries()) {
    numbers.set(link, numbers.get(link) ?? now.links.length + index);
  }
  return numbers;
}

const nameOf = (steps: Leaf["about"]): string => JSON.stringify(steps);

const byName = (leaves: readonly Leaf[]) => new Map(leaves.map((leaf) => [nameOf(leaf.about), leaf]));

/** What one side has and the other does not, with everything below the same entry said once. */
function missing(side: ReadonlyMap<string, Leaf>, other: ReadonlyMap<string, Leaf>): OneSided[] {
  const there = new Set(
    [...other.values()].flatMap(({ about }) => about.map((_, index) => nameOf(about.slice(0, index + 1)))),
  );
  const said = new Set<string>();
  return [...side].flatMap(([name, leaf]): OneSided[] => {
    if (other.has(name)) {
      return [];
    }
    const { about } = leaf;
    const depth =
      1 + about.findIndex((_, index) => index > 0 && !there.has(nameOf(about.slice(0, index + 1))));
    const entry = nameOf(about.slice(0, depth));
    const isNew = !said.has(entry);
    said.add(entry);
    return isNew ? [{ ...leaf, depth }] : [];
  });
}
