import type { Container, Namespace } from "../topology/topology.ts";

/** The namespace that a container has to itself; undefined where it shares the stack of the host or of another. */
export const namespaceOf = ({ netns }: Container): Namespace | undefined =>
  netns.kind === "host" || netns.kind === "container" ? undefined : netns;

/** Whether the plan makes the namespace, so that everything in it is known. */
export const isOwned = ({ netns }: Container): boolean => netns.kind === "own";
