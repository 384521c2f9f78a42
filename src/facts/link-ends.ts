import type { LinkEnd, Topology } from "./topology.ts";

/** The ends of point-to-point links that each container has, in the order of the plan. */
export function endsByContainer({ links }: Pick<Topology, "links">): ReadonlyMap<string, readonly LinkEnd[]> {
  const found = new Map<string, LinkEnd[]>();
  for (const end of links.flatMap(({ ends }) => ends)) {
    if (end.container !== undefined) {
      const own = found.get(end.container) ?? [];
      found.set(end.container, own);
      own.push(end);
    }
  }
  return found;
}
