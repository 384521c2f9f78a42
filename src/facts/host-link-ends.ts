import type { LinkEnd, Topology } from "../topology/topology.ts";
import { memo } from "./memo.ts";

/** A point-to-point link between the host and a container. */
export interface HostLink {
  /** The end on the host. */
  readonly end: LinkEnd;
  /** The end in the container. */
  readonly other: LinkEnd;
}

/** Point-to-point links with an end on the host, in the order of the plan. */
export const hostLinkEnds = memo(({ links }: Topology): readonly HostLink[] =>
  links.flatMap(({ ends: [a, b] }) =>
    a.container === undefined
      ? [{ end: a, other: b }]
      : b.container === undefined
        ? [{ end: b, other: a }]
        : [],
  ),
);
