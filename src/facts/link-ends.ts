import type { LinkEnd, Topology } from "../topology/topology.ts";
import { memo } from "./memo.ts";

/** The ends of point-to-point links in each container, by its name, in the order of the plan. */
export const linkEnds = memo(({ links }: Topology): ReadonlyMap<string, readonly LinkEnd[]> => {
  const found = new Map<string, LinkEnd[]>();
  for (const end of links.flatMap(({ ends }) => ends)) {
    if (end.container !== undefined) {
      const own = found.get(end.container) ?? [];
      found.set(end.container, own);
      own.push(end);
    }
  }
  return found;
});
